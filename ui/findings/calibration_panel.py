"""How alike the visitors judge: question by question, before and after they meet; never a ranking of persons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.intake.checklists import find_checklist
from kollegie.language import counted, say
from kollegie.model.reviews import Review, round_to_work_in
from kollegie.planning.exercises import make_exercise
from kollegie.planning.publishing import in_use
from kollegie.store import Reading, Store
from kollegie.visiting.calibration import Calibration, Occasion, calibration
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.findings.agreement_cards import persons_card, questions_card, whole_card
from ui.findings.exercise_form import ExerciseForm
from ui.findings.gathering import round_to_speak_of
from ui.findings.way_back import lay_out_with_way_back
from ui.widgets.buttons import PlainButton
from ui.widgets.choice import Option
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import Strip, StripKind

EXERCISES, DOUBLES = "exercises", "doubles"


@dataclass(frozen=True, slots=True)
class Measured:
    """The agreement of a round at each occasion; no review where there is none.

    Shape: `next` is the round a new exercise is for, the one under way or else the one planned; None where all are
    locked.
    """

    review: Review | None
    next: Review | None = None
    before: Calibration | None = None
    after: Calibration | None = None
    doubles: Calibration | None = None


class CalibrationPanel(QWidget):
    """Shows the agreement of the round. `left` asks for the findings, `telling` for a strip below the page."""

    left = Signal()
    telling = Signal(object, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._measured = Measured(None)
        self.source = SegmentedChoice(
            say("Räknat på", "Counted from"),
            [
                Option(EXERCISES, say("Exempelfall", "Example cases")),
                Option(DOUBLES, say("Dubbelbesök", "Double visits")),
            ],
        )
        self.source.show_value(EXERCISES)
        self.content = ScrollColumn(edge=24)
        self.form = ExerciseForm()
        self.form.hide()
        self.new = PlainButton(say("Ny kalibreringsövning…", "New calibration exercise…"), "file-plus")
        self.new.hide()
        self._lay_out()
        self.source.chosen.connect(self._show_source)
        self.new.clicked.connect(self._open_form)
        self.form.made.connect(self._make)
        self.form.left.connect(self._close_form)

    def refresh(self) -> None:
        """Count the agreement anew."""
        self._desk.look(self, measure).done.connect(self._show)

    def _lay_out(self) -> None:
        lay_out_with_way_back(self, self.left, self.content, self.source, self.new)
        self.content.add(self.form)

    @Slot(object)
    def _show(self, measured: Measured) -> None:
        self._measured = measured
        self.new.setVisible(measured.next is not None and measured.next.lead_id == self._desk.me)
        self._show_source(self.source.value())

    @Slot(object)
    def _show_source(self, source: object) -> None:
        for part in self.content.parts:
            if part is not self.form:
                self.content.remove(part)
        found = self._measured
        doubles = source == DOUBLES
        first, second = (found.doubles, None) if doubles else (found.before, found.after)
        there = [one for one in (first, second) if one is not None]
        if waiting := sum(one.waiting for one in there):
            words = counted(waiting, ("fall väntar", "fall väntar"), ("case waits", "cases wait"))
            told = say(f"{words} på att alla ska signera.", f"{words} for all to sign.")
            self.content.add(Strip(StripKind.INFO, told))
        open_ones = [one for one in there if one.cases]
        if not open_ones:
            self.content.add(Strip(StripKind.INFO, _nothing(doubles=doubles)))
            return
        shown, later = open_ones[0], open_ones[1] if len(open_ones) > 1 else None
        self.content.add(whole_card(first, second))
        self.content.add(questions_card(shown, later))
        self.content.add(persons_card(shown, later))

    @Slot()
    def _open_form(self) -> None:
        self.form.begin(begun_forms_of(self._desk), self._desk.me)
        self.form.show()
        self.form.story.setFocus()
        self.content.verticalScrollBar().setValue(0)

    @Slot()
    def _close_form(self) -> None:
        self.form.hide()
        self.new.setFocus()

    @Slot(str, str, str)
    def _make(self, checklist: str, story: str, occasion: str) -> None:
        review = self._measured.next
        if review is not None:
            act = partial(_make_exercise, self._desk.store, review, checklist, story, occasion)
            self._desk.act(act).done.connect(self._tell_made)

    @Slot(object)
    def _tell_made(self, _visit: object) -> None:
        words = say("Övningen är utdelad. Synka, så når den besökarna.", "The exercise is handed out. Sync to send it.")
        self.form.show_stored()
        self.form.hide()
        self.telling.emit(StripKind.DONE, words, "")
        self.refresh()


def measure(reading: Reading) -> Measured:
    """The agreement of the round that is looked at, and the round that the next exercise is for."""
    review = round_to_speak_of(reading, exercises=True)
    following = round_to_work_in(reading.find(Review))
    if review is None:
        return Measured(None)
    return Measured(review, following, *(calibration(reading, review.id, occasion) for occasion in Occasion))


def _make_exercise(store: Store, review: Review, checklist: str, story: str, occasion: str) -> object:
    return make_exercise(store, review.id, in_use(store, checklist, find_checklist), story, occasion)


def _nothing(*, doubles: bool) -> str:
    if doubles:
        return say(
            "Inga dubbelbesök är öppna än. De räknas när alla har signerat.",
            "No double visits are open yet. They count when all have signed.",
        )
    return say(
        "Ingen övning är klar än. Låt alla svara på samma exempelfall före mötet, och på ett till efter det.",
        "No exercise is done yet. Let all answer the same example case before the meeting, and another after it.",
    )
