"""The draft tried out beside the form: the real engine and the real cards, storing nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kollegie.language import out_of, say
from kollegie.model.answer_values import Row, Value
from kollegie.model.checklist import Checklist, Section
from kollegie.model.reviews import Case, Track, Visit
from kollegie.model.severity import Severity
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.opening import OpenVisit
from kollegie.visiting.rows import new_row_name
from ui.checklists.case_facts import CaseFactsForm
from ui.tokens import Tone
from ui.visiting.in_hand import VisitInHand
from ui.visiting.question_card import QuestionCard
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.section_view import SectionView
from ui.widgets.buttons import LinkButton
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown

NOBODY = UUID(int=0)


class TryOut(QWidget):
    """Shows a section of the draft as a visitor would meet it; answers and rows stay while the draft changes."""

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.answers: dict[Cell, Value] = {}
        self.rows: list[tuple[RepeatPlace, str]] = []
        self.facts: dict[str, str] = {}
        self.hand: VisitInHand | None = None
        self._name = ""
        self.sections = DropDown(say("Avsnitt som provas", "Section tried"))
        self.again = LinkButton(say("Börja om", "Start over"), "refresh-cw")
        self.case = LinkButton(say("Ärendet…", "The case…"), "settings")
        self.state = WrappedLabel(role="meta", tone=Tone.MUTED)
        self.facts_form = CaseFactsForm()
        self.section = SectionView(clock, trial=True)
        self.section.set_head_shown(False)
        self._pages = QStackedWidget()
        self._lay_out()
        self.section.made.connect(self._listen)
        self.section.entered.connect(self._come_to)
        self.section.wanted.connect(self._go_to)
        self.section.single_chosen.connect(self.section.set_single)
        self.section.stepped.connect(self._step)
        self.section.row_added.connect(self._add_row)
        self.section.row_removed.connect(self._remove_row)
        self.section.row_wanted.connect(self._show_row)
        self.sections.chosen.connect(self._choose)
        self.again.clicked.connect(self._start_over)
        self.case.clicked.connect(self._turn_case)
        self.facts_form.changed.connect(self._take_facts)

    def show_checklist(self, checklist: Checklist, name: str = "") -> None:
        """Try the checklist from the section of that name, or that holds the question or group of that name."""
        section = checklist.section_of(name) if name else None
        known = [one.name for one in checklist.sections]
        wanted = section.name if section is not None else name if name in known else self._name
        self._name = wanted if wanted in known else (known[0] if known else "")
        self.facts_form.show_fields(checklist.context_fields, self.facts)
        self.case.setVisible(bool(checklist.context_fields))
        self._open(checklist, name)

    def show_faulty(self, number: int) -> None:
        """Say that what is shown is the draft as it was before its faults."""
        self.state.show_text(
            say(
                f"Visar utkastet som det var innan felen ({number}) kom till.",
                f"Shows the draft as it was before its faults ({number}).",
            )
        )

    def _open(self, checklist: Checklist, name: str = "") -> None:
        visit = Visit(NOBODY, NOBODY, NOBODY, NOBODY, Track.USER, checklist.id, checklist.content_hash)
        case = Case(NOBODY, NOBODY, NOBODY, Track.USER, say("prov", "trial"), "", facts=tuple(self.facts.items()))
        seen = OpenVisit(
            visit=visit,
            case=case,
            review=None,
            checklist=checklist,
            answers={},
            findings=(),
            drafts=(),
            place=None,
            authors={},
            people={},
            others=(),
            leads=(),
            actions=(),
            last_round={},
        )
        self.hand = VisitInHand(seen, self._clock)
        for place, row in self.rows:
            if _takes_rows(self.hand, place):
                self.hand.take_row(place, row)
        for cell, value in self.answers.items():
            question = checklist.question(cell.name)
            if question is not None and question.answerable and _row_is_there(self.hand, cell):
                self.hand.take_value(cell, value)
        self._show_section(self.hand)
        tried = self.hand.cell_named(name) if name else None
        if tried is not None and tried in self.section.cards:
            self.section.bring_into_view(tried)

    def _show_section(self, hand: VisitInHand) -> None:
        """Show the section that is tried, or the first where it is not asked any more."""
        shown = hand.sections()
        if shown and self._name not in [one.name for one in shown]:
            self._name = shown[0].name
        self._offer_sections(shown)
        self.section.show_section(hand, self._name)
        for card in self.section.cards.values():
            self._show(card)
        self.section.reveal()
        self._tell_state()

    def _lay_out(self) -> None:
        head = GrowsDown()
        flow = FlowLayout(head, gap=8)
        for part in (Heading(say("Prova", "Try it"), "section"), self.case, self.again):
            flow.addWidget(part)
        self._pages.addWidget(self.section)
        self._pages.addWidget(self.facts_form)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 0)
        column.setSpacing(6)
        column.addWidget(head)
        column.addWidget(self.sections)
        column.addWidget(self.state)
        column.addWidget(self._pages, 1)

    def _show(self, card: QuestionCard) -> None:
        hand = self.hand
        if hand is None:
            return
        card.part.show_choices(hand.sheet.choices(*card.cell))
        if card.answerable:
            card.show_answer(hand.answer(card.cell))
        else:
            card.show_calculated(hand.sheet.shown(*card.cell))
        card.show_faults([fault.message.in_() for fault in hand.faults(card.cell)])
        raised = hand.sheet.judgement(*card.cell).findings
        card.show_saved(
            say("Ger: ", "Raises: ")
            + ", ".join(f"{Severity(one.severity).word.lower()} {one.category.value}" for one in raised)
            if raised
            else ""
        )

    def _offer_sections(self, shown: Sequence[Section]) -> None:
        titles = [one.title.in_() for one in shown]
        self.sections.show_options([(one.name, _short(title)) for one, title in zip(shown, titles, strict=True)])
        self.sections.show_value(self._name)
        self.sections.updateGeometry()

    def _tell_state(self) -> None:
        if self.hand is None:
            return
        progress, findings = self.hand.sheet.progress(), self.hand.sheet.findings()
        told = ", ".join(
            f"{one.question.upper()} {Severity(one.severity).word.lower()} ({one.category.value})" for one in findings
        )
        self.state.show_text(
            say(
                f"{out_of(progress.answered, progress.total)} besvarade. "
                + (f"Iakttagelser: {told}." if told else "Inga iakttagelser."),
                f"{out_of(progress.answered, progress.total)} answered. "
                + (f"Findings: {told}." if told else "No findings."),
            )
        )

    @Slot(object)
    def _listen(self, card: QuestionCard) -> None:
        card.answered.connect(self._take)

    @Slot(object, object)
    def _take(self, cell: Cell, value: Value) -> None:
        if self.hand is None:
            return
        self.answers[cell] = value
        changed = self.hand.take_value(cell, value)
        if changed.relevance or changed.rows:
            self._show_changes(self.hand)
        for touched in dict.fromkeys((cell, *(Cell(*one) for one in (*changed.judged, *changed.values)))):
            card = self.section.cards.get(touched)
            if card is not None:
                self._show(card)
        self._tell_state()

    def _show_changes(self, hand: VisitInHand) -> None:
        """Show what has come and gone, cards and sections."""
        known = set(self.section.cards)
        self.section.show_changes()
        for fresh in set(self.section.cards) - known:
            self._show(self.section.cards[fresh])
        self._offer_sections(hand.sections())
        self._tell_state()

    @Slot(object)
    def _add_row(self, place: RepeatPlace) -> None:
        if self.hand is None:
            return
        name = new_row_name(self._clock(), uuid4().int)
        self.rows.append((place, name))
        self.hand.take_row(place, name)
        self._show_row(place, (*place.around, name))

    @Slot(object, object)
    def _remove_row(self, place: RepeatPlace, row: Row) -> None:
        if self.hand is None:
            return
        self.rows = [one for one in self.rows if one != (place, row[-1])]
        self.hand.take_row_away(place, row)
        self._show_changes(self.hand)

    @Slot(object, object)
    def _show_row(self, place: RepeatPlace, row: Row) -> None:
        if self.hand is None:
            return
        self.hand.rows.take_in_hand(place.repeat, row)
        self._show_changes(self.hand)
        first = next((cell for cell in self.section.cards if cell.row[: len(row)] == row), None)
        if first is not None:
            self._go_to(first)

    @Slot(int)
    def _step(self, by: int) -> None:
        """Go on to the next question, or back, also into another section."""
        current = self.section.current
        if self.hand is not None and current is not None:
            found = (cell for cell in self.hand.going_on(current, by) if self.hand.question(cell).answerable)
            cell = next(found, None)
            if cell is not None:
                self._go_to(cell)

    @Slot(object)
    def _go_to(self, cell: Cell) -> None:
        if self.hand is None:
            return
        section, moved = self.hand.section_of(cell), self.hand.rows.go_in_hand(cell)
        if section != self._name:
            self._choose(section)
        elif moved:
            self._show_changes(self.hand)
        self.section.set_current(cell, fold_others=True)
        self.section.bring_into_view(cell)
        self.section.cards[cell].enter_field()

    @Slot(object)
    def _come_to(self, cell: Cell) -> None:
        """Somebody has clicked or tabbed into a card: nothing folds under their hand."""
        self.section.set_current(cell, fold_others=False)

    @Slot(object)
    def _choose(self, name: str) -> None:
        """Try another section; what is answered and the rows in hand stay."""
        self._name = name
        if self.hand is not None:
            self._show_section(self.hand)

    @Slot()
    def _start_over(self) -> None:
        self.answers.clear()
        self.rows.clear()
        if self.hand is not None:
            self._open(self.hand.checklist)

    @Slot()
    def _turn_case(self) -> None:
        at_case = self._pages.currentWidget() is self.facts_form
        self._pages.setCurrentWidget(self.section if at_case else self.facts_form)
        self.case.setText(say("Ärendet…", "The case…") if at_case else say("Till frågorna", "To the questions"))

    @Slot(object)
    def _take_facts(self, facts: dict[str, str]) -> None:
        self.facts = facts
        if self.hand is not None:
            self._open(self.hand.checklist)


def _takes_rows(hand: VisitInHand, place: RepeatPlace) -> bool:
    """Whether the draft still lets people add rows to that repeat, at that place."""
    group = hand.sheet.plan.groups.get(place.repeat)
    within = hand.checklist.path_of(place.repeat)[:-1] if group is not None and group.repeats else None
    return group is not None and group.repeat_count is None and _stand(hand, within, place.around)


def _row_is_there(hand: VisitInHand, cell: Cell) -> bool:
    return _stand(hand, hand.sheet.plan.paths.get(cell.name), cell.row)


def _stand(hand: VisitInHand, path: Sequence[str] | None, row: Row) -> bool:
    """Whether these repeats lie within each other in the draft, and each has its part of the row."""
    return (
        path is not None
        and len(path) == len(row)
        and all(row[: at + 1] in hand.sheet.rows(repeat, row[:at]) for at, repeat in enumerate(path))
    )


def _short(title: str) -> str:
    return title if len(title) <= 40 else f"{title[:39]}…"
