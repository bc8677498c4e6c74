"""The checklist being written: its outline, the form of what is chosen, and the draft tried out beside it.

Every change is taken into the draft at once, judged off the GUI thread, and kept in the store within a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.intake.checklist_draft import (
    GROUP_TYPES,
    ChecklistDraft,
    Judged,
    Table,
    draft_to_text,
    judged,
    name_of,
    questions_of,
    sections_of,
)
from kollegie.intake.checklist_lines import Key
from kollegie.intake.checklists import shipped_checklist
from kollegie.language import counted, say
from kollegie.model.checklist import Checklist
from kollegie.planning.checklist_drafts import keep_checklist_draft
from kollegie.visiting.evaluation_plan import plan_of
from ui.checklists.askable import words_of
from ui.checklists.outline_column import OutlineColumn
from ui.checklists.outline_line import Line
from ui.checklists.place_form import PlaceForm
from ui.checklists.question_form import QuestionForm
from ui.checklists.try_out import TryOut
from ui.desk import Desk
from ui.theme import theme
from ui.tokens import BETWEEN_CARDS
from ui.widgets.side_column import ScrollColumn

KEPT_AFTER = 150
JUDGED_AFTER = 250
"""Milliseconds: what is typed is stored, and judged, this long after the first key."""
WIDE, MIDDLE = 1180, 800
"""Pixels at 100 % text: room for all three columns, and for the outline beside one other."""


class ChecklistEditor(QWidget):
    """Edits one draft. `judged_anew` tells what it comes to, `kept` when it was stored, `columns_changed` that the
    outline or the trial gave way to the width."""

    judged_anew = Signal(object)
    kept = Signal(object)
    columns_changed = Signal()

    def __init__(self, desk: Desk, id: UUID, held: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.id = id
        self.draft = ChecklistDraft(held)
        self.latest: Checklist | None = None
        self.judgement = Judged(None, ())
        self.at: Key = ()
        self._asked = self._answered = 0
        self._then: Callable[[], object] | None = None
        self._shown = "form"
        self.left = left = OutlineColumn()
        self.outline = left.list
        self.middle = ScrollColumn(edge=18, gap=BETWEEN_CARDS)
        self.trial = TryOut(desk.now)
        self.form: QuestionForm | PlaceForm | None = None
        self._keeping = QTimer(self, singleShot=True, interval=KEPT_AFTER)
        self._keeping.timeout.connect(self.keep)
        self._judging = QTimer(self, singleShot=True, interval=JUDGED_AFTER)
        self._judging.timeout.connect(self._judge)
        self._lay_out()
        self.outline.chosen.connect(self._choose)
        left.add.clicked.connect(self.new_question)
        left.add_group.clicked.connect(partial(self.new_group, repeats=False))
        left.add_repeat.clicked.connect(partial(self.new_group, repeats=True))
        left.add_section.clicked.connect(self.new_section)
        left.up.clicked.connect(partial(self.move_chosen, -1))
        left.down.clicked.connect(partial(self.move_chosen, 1))
        left.copy.clicked.connect(self.copy_chosen)
        left.remove.clicked.connect(self.remove_chosen)
        self._show_lines()
        first = next((key for key, _ in questions_of(held)), ())
        self.go_to(first)
        self._judge()

    # What it can be asked

    @property
    def title(self) -> str:
        """What lists call the draft."""
        return words_of(self.draft.held, "titel") or say("Ny checklista", "New checklist")

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not stored yet."""
        return self._keeping.isActive()

    def go_to(self, key: Key) -> None:
        """Stand on a question, a section, or the checklist itself (an empty key)."""
        if (place := self.left.place_of(key)) >= 0:
            self.outline.go_to(place)
        if self.at != key or self.form is None:
            self._open(key)

    def go_to_next_fault(self) -> None:
        """Stand on the next thing with a fault, going round."""
        key = self.left.after_fault(self.at)
        if key is not None:
            self.go_to(key)

    @Slot()
    def new_question(self) -> None:
        """Add a question below the one chosen, or last in the group or section chosen."""
        place = self._below()
        if place is None:
            self.new_section()
        else:
            self._changed(self.draft.new_question(*place), write=True)

    def new_group(self, *, repeats: bool) -> None:
        """Add a group below what is chosen, or a repeat: questions that are asked once per row."""
        place = self._below()
        if place is None:
            self.new_section()
            place = self._below()
        assert place is not None
        title = say("Ny upprepning", "New repeat") if repeats else say("Ny grupp", "New group")
        self._changed(self.draft.new_group(*place, repeats=repeats, title=title), write=True)

    def _below(self) -> tuple[Key, int | None] | None:
        """Where something new goes: the section or group, and below which thing in it; None without any section."""
        at = self.at
        if len(at) < 2:
            sections = list(sections_of(self.draft.held))
            return (sections[-1][0], None) if sections else None
        table = self.draft.value(at)
        inside = len(at) == 2 or (isinstance(table, dict) and table.get("typ") in GROUP_TYPES)
        return (at, None) if inside or not isinstance(at[-1], int) else (at[:-2], at[-1])

    @Slot()
    def new_section(self) -> None:
        """Add a section last, with a question in it."""
        key = self.draft.new_section(say("Nytt avsnitt", "New section"))
        self._changed(key, write=True)

    @Slot()
    def copy_chosen(self) -> None:
        """Put a copy below what is chosen."""
        if len(self.at) >= 2:
            self._changed(self.draft.copy(self.at))

    @Slot()
    def remove_chosen(self) -> None:
        """Take away what is chosen; undo brings it back."""
        if len(self.at) < 2:
            return
        place = self.left.place_of(self.at)
        self.draft.remove(self.at)
        self._show_lines()
        lines = self.outline.things
        self._changed(lines[min(place, len(lines) - 1)].key)

    def move_chosen(self, by: int) -> None:
        """Move what is chosen one step up (−1) or down (+1)."""
        if len(self.at) >= 2:
            self._changed(self.draft.move(self.at, by))

    def undo(self) -> bool:
        """Take back the latest step."""
        return self._turned(self.draft.undo())

    def redo(self) -> bool:
        """Take the step last undone once more."""
        return self._turned(self.draft.redo())

    def when_judged(self, go_on: Callable[[], object]) -> None:
        """Go on as soon as the draft is judged as it stands now, with the last key that was pressed."""
        if not self._judging.isActive() and self._asked == self._answered:
            go_on()
            return
        self._then = go_on
        self._judging.stop()
        self._judge()

    @Slot()
    def keep(self) -> None:
        """Store the draft as it stands."""
        self._keeping.stop()
        receipt = self.desk.act(
            keep_checklist_draft, self.desk.store, self.id, self.title, draft_to_text(self.draft.held)
        )
        receipt.done.connect(self.kept)

    def toggle_trial(self) -> None:
        """Show the trial in place of the form, or the form again, where both have no room."""
        self._shown = "form" if self._shown == "trial" else "trial"
        self.fit()

    def toggle_outline(self) -> None:
        """Show the outline in place of the form, or the form again, where both have no room."""
        self._shown = "form" if self._shown == "outline" else "outline"
        self.fit()

    def panels(self) -> list[QWidget]:
        """The columns one can go round with a key."""
        return [part for part in (self.outline, self.middle, self.trial.section) if part.isVisible()]

    def fit(self) -> None:
        """Let columns give way to the width; what has no room is a key away."""
        wide = self.width() >= theme().px(WIDE)
        middle = self.width() >= theme().px(MIDDLE)
        self.left.setVisible(middle or self._shown == "outline")
        self.middle.setVisible(wide or self._shown == "form" or (middle and self._shown == "outline"))
        self.trial.setVisible(wide or self._shown == "trial")
        self.columns_changed.emit()

    @property
    def hidden(self) -> tuple[bool, bool]:
        """Whether outline and trial need a button to be seen."""
        return self.width() < theme().px(MIDDLE), self.width() < theme().px(WIDE)

    # How it changes

    def _turned(self, done: bool) -> bool:
        if done:
            self._show_lines()
            self._changed(self.at if self.left.place_of(self.at) >= 0 else ())
        return done

    def _changed(self, key: Key, *, write: bool = False) -> None:
        """What stands where has changed: outline and form are made anew."""
        self._show_lines()
        self.form = None
        self.go_to(key)
        if write:
            self._shown = "form"
            self.fit()
            self._write_first()
        self._wait()

    def _write_first(self) -> None:
        if self.form is not None:
            self.form.first_field().setFocus()

    @Slot(object, object, bool)
    def _put(self, key: Key, value: object, typing: bool) -> None:
        self.draft.put(key, value, typing=typing)
        if self.form is not None:
            self.form.show_held(self.draft.held, self.latest)
        if key[-1] == "typ":
            self._changed(self.at)
            return
        if key[-1] in ("id", "namn", "text", "kort", "titel", "karna", "text_en", "kort_en", "titel_en"):
            self._show_lines()
        self._wait()

    def _wait(self) -> None:
        if not self._keeping.isActive():
            self._keeping.start()
        self._judging.start()

    @Slot()
    def _judge(self) -> None:
        self._asked += 1
        held = self.draft.held
        receipt = self.desk.ask(self, partial(_judged, held, self._asked))
        receipt.done.connect(self._take_judgement)

    @Slot(object)
    def _take_judgement(self, found: tuple[int, Judged]) -> None:
        number, judgement = found
        if number != self._asked:
            return
        self._answered = number
        self.judgement = judgement
        if judgement.checklist is not None:
            self.latest = judgement.checklist
        self._show_lines()
        if self.form is not None:
            self.form.show_held(self.draft.held, self.latest)
            self.form.show_problems(judgement.at(self.at))
        if judgement.checklist is not None:
            table = self.draft.value(self.at) if self.at else None
            self.trial.show_checklist(judgement.checklist, name_of(table) if isinstance(table, dict) else "")
        elif self.latest is not None:
            self.trial.show_faulty(len(judgement.problems))
        self.judged_anew.emit(judgement)
        go_on, self._then = self._then, None
        if go_on is not None:
            go_on()

    def fault_words(self) -> str:
        """How many faults there are, in words; empty for none."""
        number = len(self.judgement.problems)
        return counted(number, ("fel att rätta", "fel att rätta"), ("fault", "faults")) if number else ""

    # What it shows

    def _show_lines(self) -> None:
        self.left.show_lines(self.draft.held, self.judgement, self.at)

    @Slot(object)
    def _choose(self, line: Line) -> None:
        if line.key != self.at or self.form is None:
            if self._shown == "outline" and self.hidden[0]:
                self._shown = "form"
            self._open(line.key)
            self.fit()

    def _open(self, key: Key) -> None:
        self.at = key
        held = self.draft.held
        self.middle.clear()
        table = self.draft.value(key) if key else held
        is_question = len(key) > 2 and isinstance(table, dict) and table.get("typ") not in GROUP_TYPES
        form = QuestionForm(held, key, self.latest, _national(held)) if is_question else PlaceForm(held, key)
        form.put.connect(self._put)
        if isinstance(form, PlaceForm):
            form.show_held(held, self.latest)
        self.form = form
        self.middle.add(form)
        self.middle.verticalScrollBar().setValue(0)
        form.show_problems(self.judgement.at(key))
        self.left.show_chosen(key)
        if isinstance(table, dict) and key and self.judgement.checklist is not None:
            self.trial.show_checklist(self.judgement.checklist, name_of(table))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, 30)
        row.addWidget(self.middle, 50)
        row.addWidget(self.trial, 42)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _judged(held: Table, number: int) -> tuple[int, Judged]:
    found = judged(held, _national(held))
    if found.checklist is not None:
        plan_of(found.checklist)  # made here, so that the window does not wait for it
    return number, found


def _national(held: Table) -> Checklist | None:
    return shipped_checklist(str(held.get("bygger_pa") or "")) or shipped_checklist(str(held.get("id") or ""))
