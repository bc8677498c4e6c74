"""One signal: its claim in words, its states, its timeline, its sum step by step, explanations, questions and rows."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, grouped, say
from kollegie.model.records import noun_word
from kollegie.model.reviews import VisitState
from kollegie.model.signals import SignalState
from kollegie.screening.all_rules import rule_of
from kollegie.screening.asking import Asked
from ui.copied_rows import CopyRows
from ui.desk import Desk
from ui.signals.evidence_table import evidence_table
from ui.signals.gathering import Detail, measure_words, whom
from ui.signals.timeline import SignalTimeline
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout
from ui.widgets.severity_mark import SeverityMark
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tag import Tag, TagKind

FIRST_ROWS = 8
LONGEST_TAG = 24
"""A parameter of many words is told in print, not in a tag."""


class SignalDetail(ScrollColumn):
    """Shows one signal. Saves nothing itself.

    `names_wanted` asks who the subjects are, `visit_wanted` for a visit and one of its questions, `every_one_wanted`
    for a list that leaves no signal out. `acted` asks for a further act that moves nothing, by its name; `further` are
    their buttons, at the end, so that the acts that move the signal leave it room where the text is large.
    """

    names_wanted = Signal(object)
    visit_wanted = Signal(object, str)
    every_one_wanted = Signal()
    acted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self._desk = desk
        self.detail: Detail | None = None
        self.timeline: SignalTimeline | None = None
        self.names: LinkButton | None = None
        self.further: dict[str, LinkButton] = {}
        self._names_card: Card | None = None
        self._rows_card: Card | None = None
        self._more: LinkButton | None = None
        self._most = FIRST_ROWS
        self._scale = theme().text_scale
        self._anew = QTimer(self)
        self._anew.setSingleShot(True)
        self._anew.timeout.connect(self._draw_rows)

    def show_nothing(self, why: str = "") -> None:
        """Show that nothing is chosen, and why there is nothing to choose."""
        self.clear()
        self.detail = None
        self.add(WrappedLabel(why or say("Välj en signal till vänster.", "Choose a signal at the left."), "body"))
        if why:
            every = LinkButton(say("Visa alla signaler", "Show all signals"), "list-checks")
            every.clicked.connect(self.every_one_wanted)
            self.add(ActRow(every))

    def show_detail(self, detail: Detail) -> None:
        """Show a signal with all that belongs to it."""
        self.clear()
        self.detail = detail
        self.add(self._head(detail))
        self.timeline = SignalTimeline(self._desk, detail.signal)
        self.add(self.timeline)
        self.add(self._sum(detail))
        if detail.asked:
            self.add(self._questions(detail))
        self._most, self._scale = FIRST_ROWS, theme().text_scale
        self._rows_card = self._rows(detail, self._most)
        self.add(self._rows_card)
        self._names_card = self._people(detail)
        self.add(self._names_card)
        self.add(self._history(detail))
        self.further = {
            "print": LinkButton(say("Skriv ut signalen…", "Print the signal…"), "printer", "Ctrl+P"),
            "suspect": LinkButton(say("Skriv misstanke…", "Write a suspicion…"), "lock", "M"),
        }
        for name, button in self.further.items():
            button.clicked.connect(partial(self.acted.emit, name))
        self.add(ActRow(*self.further.values()))

    def show_names(self, signal: UUID, names: dict[tuple[str, str], str]) -> None:
        """Show who a signal's subjects are, now that the reading is logged; not beside another signal."""
        if self._names_card is None or self.names is None or self.detail is None or self.detail.signal.id != signal:
            return
        self.names.hide()
        for (noun, ref), name in names.items():
            self._names_card.body.addWidget(WrappedLabel(f"{noun_word(noun).capitalize()} {ref}: {name}", "body"))
        if not names:
            none = say("Inga namn finns i registret.", "The register has no names.")
            self._names_card.body.addWidget(WrappedLabel(none, "body"))

    def _head(self, detail: Detail) -> QWidget:
        signal, rule = detail.signal, rule_of(detail.signal.rule)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QWidget()
        row = AsideLayout(top, least=300)
        left = QWidget()
        title = QHBoxLayout(left)
        title.setContentsMargins(0, 0, 0, 0)
        title.setSpacing(12)
        title.addWidget(SeverityMark(signal.severity, signal=True, worded=False, side=22))
        title.addWidget(WrappedLabel(rule.title, "section"), 1)
        row.addWidget(left)
        row.addWidget(_state_tag(detail))
        column.addWidget(top)
        facts = [
            signal.rule,
            signal.severity.urgency,
            *whom(signal, most=3),
            measure_words(signal),
            f"{signal.first_day} – {signal.last_day}" if signal.first_day != signal.last_day else f"{signal.first_day}",
        ]
        if signal.gone:
            facts.append(say("finns inte längre i underlaget", "no longer in the records"))
        column.addWidget(WrappedLabel(" · ".join(fact for fact in facts if fact), "meta", characters=110))
        column.addWidget(WrappedLabel(rule.question, "body"))
        column.addWidget(_chain(detail))
        if detail.growth is not None:
            column.addWidget(WrappedLabel(detail.growth.words, "strong"))
        return head

    def _sum(self, detail: Detail) -> Card:
        rule = rule_of(detail.signal.rule)
        card = Card()
        card.body.addWidget(Heading(say("Så är det räknat", "How it was worked out"), "heading"))
        gone = say(
            "Stegen är borttagna tillsammans med rader om någon med skyddad identitet.",
            "The steps went together with rows about somebody with a protected identity.",
        )
        for step in detail.signal.explained or (gone,):
            card.body.addWidget(WrappedLabel(step, "body"))
        tags = QWidget()
        flow = FlowLayout(tags, gap=8)
        flow.addWidget(Tag(rule.edition))
        for name, value in detail.signal.parameters:
            if len(value) <= LONGEST_TAG:
                flow.addWidget(Tag(f"{name} = {value.replace('.', ',')}"))
        flow.addWidget(Tag(counted(detail.signal.rows_in_all, ("rad", "rader"), ("row", "rows"))))
        card.body.addWidget(tags)
        card.body.addSpacing(theme().space(6))
        card.body.addWidget(Heading(say("Möjliga förklaringar", "Possible explanations"), "heading"))
        card.body.addWidget(WrappedLabel(" ".join(rule.possible_explanations), "body"))
        return card

    def _questions(self, detail: Detail) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Frågas vid besök", "Asked at visits"), "heading"))
        for one in detail.asked:
            card.body.addWidget(_question(one))
        if detail.proposal is not None:
            words = say(
                f"Svaren föreslår: {detail.proposal.word.lower()}. Du avgör.",
                f"The answers propose: {detail.proposal.word.lower()}. You decide.",
            )
            card.body.addWidget(WrappedLabel(words, "strong"))
        first = detail.asked[0]
        way = LinkButton(
            say(f"Öppna besöket i ärende {first.case.label}", f"Open the visit in case {first.case.label}"), "link-2"
        )
        way.clicked.connect(self.tell_visit)
        card.body.addWidget(ActRow(way))
        return card

    def _rows(self, detail: Detail, most: int) -> Card:
        card = Card()
        signal = detail.signal
        head = QWidget()
        row = AsideLayout(head)
        row.addWidget(WrappedLabel(say("Rader som signalen bygger på", "Rows behind the signal"), "heading"))
        if signal.evidence:
            row.addWidget(CopyRows(signal.evidence, signal.rows_in_all))
        card.body.addWidget(head)
        shown = signal.evidence[:most]
        for kind in dict.fromkeys(row.kind for row in shown):
            card.body.addWidget(evidence_table(kind, [row for row in shown if row.kind == kind]))
        left = signal.rows_in_all - len(signal.evidence)
        if len(signal.evidence) > most:
            more = counted(len(signal.evidence), ("rad", "rader"), ("row", "rows"))
            self._more = LinkButton(say(f"Visa {more}", f"Show {more}"), "chevron-down")
            self._more.clicked.connect(self._show_all_rows)
            card.body.addWidget(ActRow(self._more))
        elif left > 0:
            words = say(
                f"Signalen bygger på {grouped(left)} rader till i filen.",
                f"It rests on {grouped(left)} more rows of the file.",
            )
            card.body.addWidget(WrappedLabel(words, "meta"))
        return card

    def _people(self, detail: Detail) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Personer", "People"), "heading"))
        words = say("Namnen visas bara på begäran. Visningen loggas.", "Names are shown on demand. It is logged.")
        card.body.addWidget(WrappedLabel(words, "meta"))
        self.names = LinkButton(say("Visa namn", "Show names"), "eye", "N")
        self.names.clicked.connect(self.ask_for_names)
        card.body.addWidget(ActRow(self.names))
        known = [f"{ref} = {say('ärende', 'case')} {label}" for ref, label in sorted(detail.cases.items())]
        if known:
            card.body.addWidget(WrappedLabel(" · ".join(known), "body"))
        return card

    def _history(self, detail: Detail) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Historik", "History"), "heading"))
        for move in detail.moves:
            by = say("funnen i underlaget", "found in the records") if move.state is SignalState.NEW and (
                not move.reason and move is detail.moves[0]
            ) else move.by  # fmt: skip
            parts = [f"{move.at.astimezone():%Y-%m-%d %H.%M}", move.state.word, by, move.reason, move.document]
            if move.explained_again:
                parts.append(say("samma förklaring som förut", "the same explanation as before"))
            if move.explanation_ended:
                parts.append(say("förklaringens dag har passerat", "the day of the explanation has passed"))
            card.body.addWidget(WrappedLabel(" · ".join(part for part in parts if part), "meta"))
        return card

    @Slot()
    def ask_for_names(self) -> None:
        """Ask who the subjects are."""
        if self.detail is not None:
            self.names_wanted.emit(self.detail.signal)

    @Slot()
    def tell_visit(self) -> None:
        """Ask for the visit at which the signal's first question is put."""
        if self.detail is not None and self.detail.asked:
            one = self.detail.asked[0]
            self.visit_wanted.emit(one.visit.id, one.question.question)

    @Slot()
    def _show_all_rows(self) -> None:
        if self.detail is not None:
            self._most = len(self.detail.signal.evidence)
            self._draw_rows()

    @Slot()
    def _draw_rows(self) -> None:
        if self.detail is None or self._rows_card not in self.parts:
            return
        place = self.parts.index(self._rows_card)
        self.remove(self._rows_card)
        self._rows_card = self._rows(self.detail, self._most)
        self.insert(place, self._rows_card)

    def changeEvent(self, event: QEvent) -> None:
        """At another text size the rows are drawn anew: as a table they would reach out of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.detail is not None and self._scale != theme().text_scale:
            self._scale = theme().text_scale
            self._anew.start()


def _state_tag(detail: Detail) -> Tag:
    state = detail.signal.state
    if state is SignalState.NEW:
        return Tag(say("Att kontrollera", "To look into"), TagKind.RECORD, "message-circle-question-mark")
    if state is SignalState.TO_VISIT:
        return Tag(state.word, TagKind.RECORD, "message-circle-question-mark")
    if state is SignalState.CONFIRMED:
        return Tag(state.word, TagKind.FAULT, "flag")
    return Tag(state.word, TagKind.NEUTRAL if state is SignalState.DISMISSED else TagKind.OK, "check")


def _chain(detail: Detail) -> QWidget:
    """Where the signal stands: new, asked at a visit, answered, and what people made of it."""
    state = detail.signal.state
    answered = any(one.answer is not None and one.value is not None for one in detail.asked)
    ended = not state.is_open
    open_end = say("Förklarad, kvarstår eller felaktiga data", "Explained, stands or faulty data")
    steps = (
        (say("Ny", "New"), True),
        (say("Frågas vid besök", "Asked at a visit"), bool(detail.asked) or state is SignalState.TO_VISIT),
        (say("Svar", "Answer"), answered),
        (state.word if ended else open_end, ended),
    )
    chain = QWidget()
    row = FlowLayout(chain, gap=theme().space(10), line_gap=4)
    last = max(place for place, (_, reached) in enumerate(steps) if reached)
    for place, (words, reached) in enumerate(steps):
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(6))
        icon = "circle-dot" if place == last else "circle-check" if reached else "circle"
        line.addWidget(IconMark(icon, "accent" if reached else "muted"))
        line.addWidget(Label(words, "meta-strong" if place == last else "meta", Tone.TEXT if reached else Tone.MUTED))
        row.addWidget(part)
    return chain


def _question(one: Asked) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(WrappedLabel(one.question.label, "body"))
    said = _unanswered(one) if one.value is None else str(one.value)
    case = say("Ärende", "Case")
    stands = ""
    if one.says is not None:
        stands = (
            say("talar för signalen", "speaks for the signal")
            if one.says is SignalState.CONFIRMED
            else say("talar mot signalen", "speaks against the signal")
        )
    note = one.answer.note if one.answer is not None else ""
    told = " · ".join(words for words in (f"{case} {one.case.label}", said, stands, note) if words)
    column.addWidget(WrappedLabel(told, "meta"))
    return part


def _unanswered(one: Asked) -> str:
    """Why a question has no answer: it may still get one, or somebody has to see to it that it does."""
    if one.visit.state is VisitState.DROPPED:
        return say("besöket blev inte av", "the visit was not carried out")
    if one.visit.state is VisitState.SIGNED:
        return say("besöket är signerat utan svar på frågan", "the visit is signed without an answer to it")
    if not one.manned:
        return say("ingen har fått besöket än; fördela det i Granskningar", "nobody has the visit yet; assign it")
    return say("inte besvarad än", "not answered yet")
