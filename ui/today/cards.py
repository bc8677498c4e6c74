"""The cards of the day: one large for the visit to go on with, the others one button each."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import counted, out_of, say
from kollegie.model.reviews import Track, VisitState
from kollegie.model.severity import Severity
from kollegie.planning.case_facts import lines_to_read
from kollegie.visiting.overview import VisitOverview
from ui.answer_ticks import TICKS
from ui.theme import theme
from ui.today.day import clock_words
from ui.tokens import IN_CARD
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.card import Card, CardKind
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout
from ui.widgets.painting import card_ground
from ui.widgets.tag import Tag, TagKind
from ui.widgets.ticks import Tick, Ticks


class VisitCard(QAbstractButton):
    """One visit as one button: case, place, how it stands and what was found. `opened` tells its id."""

    opened = Signal(object)

    def __init__(self, one: VisitOverview, synced: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.visit_id: UUID = one.visit.id
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        state = state_tag(one)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(IN_CARD, 10, IN_CARD, 12)
        self._column.setSpacing(8)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Heading(case_words(one), "heading"))
        for part in place_parts(one):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(state)
        self._column.addWidget(head)
        tags = QWidget()
        flow = FlowLayout(tags)
        words = [state.text()]
        for tag in (*sent_back_tags(one), *finding_tags(one), *waiting_tags(one, synced)):
            flow.addWidget(tag)
            words.append(tag.text())
        self._column.addWidget(tags)
        tags.setVisible(len(words) > 1)
        self.setAccessibleName(", ".join([case_words(one), one.case.district, *words]))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._tell)

    def sizeHint(self) -> QSize:
        hint = self._column.sizeHint()
        return QSize(hint.width(), max(hint.height(), theme().target(44)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._column.minimumSize().width(), self.heightForWidth(max(self.width(), 200)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._column.totalHeightForWidth(width), theme().target(44))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            card_ground(painter, self, border=theme().tokens.line)

    @Slot()
    def _tell(self) -> None:
        self.opened.emit(self.visit_id)


class CurrentCard(Card):
    """The visit to go on with: how far it has come, and the one button that goes on. `opened` tells visit, question."""

    opened = Signal(object)

    def __init__(self, one: VisitOverview, parent: QWidget | None = None) -> None:
        super().__init__(CardKind.CURRENT, parent=parent)
        self.visit_id: UUID = one.visit.id
        self.body.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Heading(case_words(one), "title"), 1)
        head.addWidget(state_tag(one))
        self.body.addLayout(head)
        self.body.addWidget(self._where(one))
        self.body.addWidget(self._progress(one))
        tags = QWidget()
        flow = FlowLayout(tags)
        shown = (*sent_back_tags(one), *finding_tags(one), *waiting_tags(one, ""))
        for tag in shown:
            flow.addWidget(tag)
        self.body.addWidget(tags)
        tags.setVisible(bool(shown))
        self._decision = QWidget()
        lines = QVBoxLayout(self._decision)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        for label, text in lines_to_read(one.case.decision_lines):
            lines.addWidget(WrappedLabel(f"{label}: {text}", "body"))
        self._decision.hide()
        self.body.addWidget(self._acts(one))
        self.body.addWidget(self._decision)

    def _where(self, one: VisitOverview) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        with_whom = ", ".join(one.others)
        words = [
            one.case.district or one.checklist.title.in_(),
            say(f"tillsammans med {with_whom}", f"together with {with_whom}") if with_whom else "",
            say("oanmält", "unannounced") if not one.visit.announced else "",
        ]
        row.addWidget(IconMark("building-2" if one.visit.kind is Track.PROVIDER else "map-pin", "muted"))
        row.addWidget(WrappedLabel(" · ".join(word for word in words if word), "meta"), 1)
        return part

    def _progress(self, one: VisitOverview) -> QWidget:
        part = QWidget()
        row = AsideLayout(part, least=160)
        words = say(
            f"{out_of(one.progress.answered, one.progress.total)} besvarade",
            f"{out_of(one.progress.answered, one.progress.total)} answered",
        )
        row.addWidget(Label(words, "strong"))
        row.addWidget(Ticks([Tick(TICKS[mark.state], mark.severity) for mark in one.marks]))
        return part

    def _acts(self, one: VisitOverview) -> QWidget:
        part = QWidget()
        row = FlowLayout(part)
        self.go_on = PrimaryButton(go_on_words(one), "arrow-right", "Return")
        self.go_on.clicked.connect(self._tell)
        row.addWidget(self.go_on)
        if one.case.decision_lines:
            self.show_decision = PlainButton(say("Visa beslutet", "Show the decision"), "book-open")
            self.show_decision.setCheckable(True)
            self.show_decision.toggled.connect(self._decision.setVisible)
            row.addWidget(self.show_decision)
        if one.last_written is not None:
            at = clock_words(one.last_written)
            written = Label(say(f"Du skrev senast {at}", f"You last wrote {at}"), "meta")
            written.setMinimumHeight(theme().target(44))
            row.addWidget(written)
        return part

    @Slot()
    def _tell(self) -> None:
        self.opened.emit(self.visit_id)


def case_words(one: VisitOverview) -> str:
    """The case as it is named everywhere; a provider by its number."""
    return say(f"Ärende {one.case.label}", f"Case {one.case.label}")


def go_on_words(one: VisitOverview) -> str:
    """What the one button does: begin, go on at a question, sign, or look."""
    if one.visit.state is VisitState.PLANNED:
        return say("Börja besöket", "Begin the visit")
    if one.to_sign:
        return say("Läs igenom och signera", "Read through and sign")
    at = one.question_id(one.place.question if one.place is not None else "")
    return say(f"Fortsätt vid {at}", f"Go on at {at}") if at else say("Fortsätt", "Go on")


def state_tag(one: VisitOverview) -> Tag:
    """How the visit stands, in a word."""
    match one.visit.state:
        case VisitState.SIGNED:
            return Tag(say("Signerat", "Signed"), TagKind.OK, "circle-check")
        case VisitState.DROPPED:
            return Tag(say("Blev inte av", "Did not take place"), TagKind.NEUTRAL, "circle-minus")
        case VisitState.ONGOING if one.to_sign:
            return Tag(say("Klart, ej signerat", "Done, not signed"), TagKind.ATTENTION, "pencil")
        case VisitState.ONGOING:
            return Tag(say("Pågår", "Ongoing"), TagKind.SOFT, "pencil")
        case _:
            return Tag(say("Ej påbörjat", "Not begun"), TagKind.NEUTRAL, "clock")


def place_parts(one: VisitOverview) -> Iterator[QWidget]:
    """Where it is: an icon and the district, or that it is a provider."""
    if one.visit.kind is Track.PROVIDER:
        yield IconMark("building-2", "muted")
        yield Label(say("Utförarbesök", "Provider visit"), "meta")
    elif one.case.district:
        yield IconMark("map-pin", "muted")
        yield Label(one.case.district, "meta")


def finding_tags(one: VisitOverview) -> Iterator[Tag]:
    """What was found, gravest last as everywhere, then what was good."""
    for severity in Severity:
        number = sum(finding.severity is severity for finding in one.findings)
        if number:
            yield Tag(severity.counted(number), severity=severity)
    if one.positive:
        yield Tag(counted(one.positive, ("positiv", "positiva"), ("positive", "positive")), TagKind.OK, "star")


def sent_back_tags(one: VisitOverview) -> Iterator[Tag]:
    """That the lead waits for an answer, and at how many places."""
    if one.sent_back:
        words = counted(one.sent_back, ("fråga tillbaka", "frågor tillbaka"), ("question back", "questions back"))
        yield Tag(words, TagKind.ATTENTION, "message-square")


def waiting_tags(one: VisitOverview, synced: str) -> Iterator[Tag]:
    """What the hub lacks; else when it last had everything. Also the risk mark and the notice."""
    if one.case.risk_marked:
        yield Tag(say("Två besökare: risk markerad", "Two visitors: risk marked"), TagKind.NEUTRAL, "users-round")
    if one.case.notice:
        yield Tag(one.case.notice, TagKind.NEUTRAL, "message-square")
    if one.waiting:
        words = counted(one.waiting, ("ändring väntar", "ändringar väntar"), ("change waits", "changes wait"))
        yield Tag(say(f"{words} på synk", f"{words} for sync"), TagKind.WAITING, "cloud-upload")
    elif synced and one.visit.state in (VisitState.SIGNED, VisitState.ONGOING):
        yield Tag(say(f"Synkat {synced}", f"Synced {synced}"), TagKind.NEUTRAL, "check")
