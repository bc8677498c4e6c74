"""This round beside the last: better, worse, same, question by question and person by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.answer_values import Value
from kollegie.model.checklist import ControlQuestion
from kollegie.model.checklist_answers import value_words
from kollegie.model.checklist_compare import ChangeKind
from kollegie.model.register import Provider
from kollegie.model.reviews import Review
from kollegie.store import Reading
from kollegie.visiting.rounds_compared import Change, QuestionChange, RoundsCompared, SubjectCompared, compare_rounds
from ui.desk import Desk
from ui.findings.gathering import case_words, round_to_speak_of
from ui.findings.way_back import lay_out_with_way_back
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import Strip, StripKind
from ui.widgets.tag import Tag, TagKind

WORDS = {
    Change.WORSE: ("sämre", "worse"),
    Change.BETTER: ("bättre", "better"),
    Change.OTHER: ("annat svar", "another answer"),
    Change.SAME: ("samma", "same"),
    Change.NOT_ASKED_THEN: ("inte frågat då", "not asked then"),
    Change.NOT_ASKED_NOW: ("inte frågat nu", "not asked now"),
    Change.OTHER_TYPE: ("annan svarstyp", "another type of answer"),
}
MARKS = {
    Change.WORSE: (TagKind.ATTENTION, "arrow-down"),
    Change.BETTER: (TagKind.OK, "arrow-up"),
    Change.OTHER: (TagKind.SOFT, "git-compare"),
    Change.SAME: (TagKind.NEUTRAL, "minus"),
    Change.NOT_ASKED_THEN: (TagKind.NEUTRAL, "circle"),
    Change.NOT_ASKED_NOW: (TagKind.NEUTRAL, "circle"),
    Change.OTHER_TYPE: (TagKind.NEUTRAL, "git-compare"),
}
TOLD = (Change.WORSE, Change.BETTER, Change.OTHER, Change.OTHER_TYPE)
"""What is told question by question for each person; the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The newest round beside the one before it. `providers` are the names by reference."""

    review: Review | None
    found: RoundsCompared
    providers: tuple[tuple[str, str], ...] = ()


NOTHING = RoundsCompared((), 0)


class ComparisonPanel(QWidget):
    """Shows what has changed. `left` asks for the findings, `visit_wanted` for a visit at a question."""

    left = Signal()
    visit_wanted = Signal(object, str)
    telling = Signal(object, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._beside = Beside(None, NOTHING)
        self.provider = DropDown(say("Utförare", "Provider"))
        self.provider.setMinimumWidth(theme().px(280))
        self.content = ScrollColumn(edge=24)
        lay_out_with_way_back(self, self.left, self.content, self.provider)
        self.provider.chosen.connect(self._show_provider)

    def refresh(self) -> None:
        """Compare anew."""
        self._desk.look(self, gather_comparison).done.connect(self._show)

    @Slot(object)
    def _show(self, beside: Beside) -> None:
        self._beside = beside
        kept = self.provider.value() if self.provider.count() else ""
        names = dict(beside.providers)
        known = [(ref, names.get(ref, ref)) for ref in beside.found.providers()]
        self.provider.show_options([("", say("Alla utförare", "All providers")), *known])
        self.provider.show_value(kept if kept in dict(known) else "")
        self.provider.setVisible(bool(known))
        self._show_provider(self.provider.value())

    @Slot(object)
    def _show_provider(self, provider: object) -> None:
        self.content.clear()
        found = self._beside.found
        subjects = found.of_provider(str(provider)) if provider else found.subjects
        if not subjects:
            words = say(
                "Ingen i den här omgången har granskats förut. När samma brukare eller utförare granskas igen står "
                "svaren bredvid varandra här.",
                "Nobody in this round has been reviewed before. When the same user or provider is reviewed again the "
                "answers stand side by side here.",
            )
            self.content.add(Strip(StripKind.INFO, words))
            return
        self.content.add(self._whole(subjects, found))
        self.content.add(_by_question(subjects, found))
        for subject in subjects:
            self.content.add(self._subject(subject))

    def _whole(self, subjects: Iterable[SubjectCompared], found: RoundsCompared) -> QWidget:
        subjects = tuple(subjects)
        counts: Counter[Change] = Counter()
        for one in subjects:
            counts.update(one.counts)
        card = Card()
        card.body.setSpacing(theme().space(8))
        review = self._beside.review
        name = review.name if review is not None else ""
        card.body.addWidget(Heading(say(f"{name} mot förra gången", f"{name} against last time"), "heading"))
        card.body.addWidget(_tags(counts))
        both = counted(len(subjects), ("har granskats båda gångerna", "har granskats båda gångerna"), ("was", "were"))
        new = counted(found.new, ("granskades för första gången", "granskades för första gången"), ("is", "are"))
        told = say(f"{both}, {new}.", f"{both} reviewed both times, {new} reviewed for the first time.")
        card.body.addWidget(WrappedLabel(told, "meta"))
        card.body.addWidget(
            WrappedLabel(
                say(
                    "Bättre och sämre följer av hur allvarliga iakttagelserna är, aldrig av om svaret är ja eller nej.",
                    "Better and worse follow from how grave the findings are, never from yes and no.",
                ),
                "meta",
                Tone.MUTED,
            )
        )
        return card

    def _subject(self, subject: SubjectCompared) -> QWidget:
        card = Card()
        card.body.setSpacing(theme().space(6))
        head = QWidget()
        row = AsideLayout(head, least=theme().px(280))
        words = QWidget()
        said = QVBoxLayout(words)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(1)
        said.addWidget(Label(case_words(subject.case), "strong"))
        earlier = subject.earlier_review.name if subject.earlier_review is not None else ""
        day = subject.then_at.astimezone().date().isoformat()
        told = say(f"förra gången {day}, {earlier}", f"last time {day}, {earlier}")
        said.addWidget(WrappedLabel(f"{told}, {subject.earlier_case.label}", "meta"))
        row.addWidget(words)
        row.addWidget(_tags(subject.counts))
        card.body.addWidget(head)
        for one in subject.questions:
            if one.change in TOLD:
                card.body.addWidget(self._line(subject.visit_id, one))
        return card

    def _line(self, visit_id: UUID, one: QuestionChange) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        open_it = LinkButton(one.question.id)
        open_it.setAccessibleDescription(say("Öppna besöket vid frågan", "Open the visit at the question"))
        open_it.clicked.connect(partial(self.visit_wanted.emit, visit_id, one.question.name))
        row.addWidget(open_it)
        words = WrappedLabel(role="body")
        now = _words(one.question, one.now)
        then = _words(one.former or one.question, one.then)
        formerly = ""
        if one.kind is ChangeKind.RENAMED and one.former is not None:
            formerly = say(f" (hette {one.former.id})", f" (was {one.former.id})")
        row_words = say(f" (rad {'/'.join(one.row)})", f" (row {'/'.join(one.row)})") if one.row else ""
        words.show_text(f"{one.question.short_label()}{row_words}{formerly}: {then} → {now}", strong=[now])
        row.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        kind, icon = MARKS[one.change]
        row.addWidget(Tag(say(*WORDS[one.change]), kind, icon))
        return line


def gather_comparison(reading: Reading) -> Beside:
    """The round that is looked at, beside the one before."""
    review = round_to_speak_of(reading, exercises=False)
    if review is None:
        return Beside(None, NOTHING)
    found = compare_rounds(reading, review.id)
    names = tuple((one.provider_ref, one.name) for one in reading.find(Provider, provider_ref=set(found.providers())))
    return Beside(review, found, names)


def _by_question(subjects: Iterable[SubjectCompared], found: RoundsCompared) -> QWidget:
    card = Card()
    card.body.setSpacing(theme().space(8))
    card.body.addWidget(Label(say("Fråga för fråga", "Question by question"), "heading"))
    subjects = tuple(subjects)
    labels = {one.question.id: one.question.short_label() for subject in subjects for one in subject.questions}
    alike = apart = 0
    for question, counts in found.by_question(subjects).items():
        if not any(counts[change] for change in TOLD):
            alike += counts[Change.SAME] > 0
            apart += counts[Change.SAME] == 0
            continue
        line = QWidget()
        row = AsideLayout(line, least=theme().px(260))
        words = QWidget()
        said = QHBoxLayout(words)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(10)
        said.addWidget(Label(question, "code"))
        said.addWidget(WrappedLabel(labels[question], "body"), 1)
        row.addWidget(words)
        row.addWidget(_tags(counts, only=TOLD))
        card.body.addWidget(line)
    for number, said_of in (
        (alike, say("är som förut", "as before")),
        (apart, say("kan inte jämföras: de ställdes bara ena gången", "asked only once, so not compared")),
    ):
        if number:
            told = f"{counted(number, ('fråga', 'frågor'), ('question', 'questions'))} {said_of}."
            card.body.addWidget(WrappedLabel(told, "meta", Tone.MUTED))
    return card


def _tags(counts: Counter[Change], only: Iterable[Change] = tuple(WORDS)) -> QWidget:
    part = QWidget()
    row = FlowLayout(part, gap=8)
    for change in only:
        if counts[change]:
            kind, icon = MARKS[change]
            row.addWidget(Tag(f"{counts[change]} {say(*WORDS[change])}", kind, icon))
    return part


def _words(question: ControlQuestion, value: Value) -> str:
    return "–" if value is None else value_words(question, value)
