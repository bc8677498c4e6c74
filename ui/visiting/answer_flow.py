"""From what a card tells to what is stored, and back: where everything done to the answers of a visit is asked for.

An answer is taken in hand at once and stored by the writer in its own time; what the store made of it (findings,
refusals) comes back here and is told on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.errors import KollegieError
from kollegie.model.answer_values import Row, Value, Withheld
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Comment, CommentKind, Draft, Finding
from kollegie.store.drafts import Place
from kollegie.visiting.answering import Recorded, amend_answer, pass_over, record_answer
from kollegie.visiting.commenting import FIELD, comment_on, reopen, reply, resolve, send_back
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.findings import (
    acknowledge_finding,
    add_finding,
    edit_finding,
    remove_finding,
    wording_field,
)
from kollegie.visiting.opening import OpenVisit, open_ready
from kollegie.visiting.pinned import row_text
from kollegie.visiting.rows import ChangedRows, add_row, new_row_name, remove_row
from kollegie.visiting.undoing import Undone
from ui.visiting.begun import stays_begun
from ui.visiting.in_hand import VisitInHand
from ui.visiting.question_card import QuestionCard
from ui.visiting.rows_in_hand import RepeatPlace, WaitingRow
from ui.visiting.visit_acts import VisitActs
from ui.visiting.writing import Receipt, VisitWriter

if TYPE_CHECKING:
    from kollegie.store import Store


class AnswerFlow(QObject):
    """Works on the answers of the visit in hand; `whole` on the visit as a whole.

    `changed` tells a question and what its answer led to on the sheet; `found` the questions whose findings changed;
    `stored` a question and when; `refused` a question and why; `removed` a finding that was taken away; `commented`
    a question whose thread has changed (None for the visit's); `rows_changed` a repeat's place and what its new or
    gone row led to, `row_removed` that one went; `reloaded` the visit read anew (after undo, amendment, signing) with
    what an undo touched, or None.
    """

    changed = Signal(object, object)
    found = Signal(object)
    stored = Signal(object, datetime)
    refused = Signal(object, Exception)
    removed = Signal(object)
    commented = Signal(object)
    rows_changed = Signal(object, object)
    row_removed = Signal(object)
    reloaded = Signal(object, object)

    def __init__(self, store: Store, writer: VisitWriter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._writer = writer
        self.visit: VisitInHand | None = None
        self.whole = VisitActs(self, store)
        self.reason = ""
        """What history says of why an answer was recorded: empty at the visit, "from paper" afterwards."""

    def listen(self, card: QuestionCard) -> None:
        """Take what a card tells."""
        card.answered.connect(self.answer)
        card.noted.connect(self.note)
        card.typed.connect(self.type)
        card.marked.connect(self.mark)
        card.finding_wanted.connect(self.add_finding)
        card.amended.connect(self.amend)
        card.commented.connect(self.comment)
        card.settled.connect(self.settle)
        card.reopened.connect(self.reopen)

    # What a person does

    @Slot(object, object)
    def answer(self, cell: Cell, value: Value) -> None:
        """Take an answer; one that does not fit the question is told at once and kept as it was typed."""
        visit = self._visit()
        try:
            read = read_value(visit.question(cell), value)
        except AnswerUnfit as unfit:
            visit.take_unfit(cell, value, unfit)
            self.refused.emit(cell, unfit)
            return
        self.changed.emit(cell, visit.take_value(cell, read))
        self._record(cell, record_answer, visit.visit.id, cell.name, read, row=row_text(cell.row))

    @Slot(object, str)
    def note(self, cell: Cell, text: str) -> None:
        """Take a note that is done."""
        visit = self._visit()
        visit.take_note(cell, text)
        self.changed.emit(cell, None)
        self._record(cell, record_answer, visit.visit.id, cell.name, note=text, row=row_text(cell.row))

    @Slot(object, str, str, int)
    def type(self, cell: Cell, field: str, text: str, cursor: int) -> None:
        """Keep what stands in a field while it is typed."""
        visit = self._visit()
        row = row_text(cell.row)
        if stays_begun(visit.checklist, cell, field):
            visit.begun[cell, field] = text
        self._writer.type(Draft(visit.visit.id, cell.name, row, field, text, cursor, self._store.clock()))
        self._writer.stand_at(Place(visit.visit.id, cell.name, row, field, cursor))

    def type_about_visit(self, field: str, text: str, cursor: int = 0) -> None:
        """Keep what stands in a field that belongs to no question, while it is typed."""
        if self.visit is not None:
            self._writer.type(Draft(self.visit.visit.id, "", "", field, text, cursor, self._store.clock()))

    @Slot(object, object, object)
    def mark(self, cell: Cell, positive: bool | None, flagged: bool | None) -> None:
        """Mark an answer as positive, or for another look."""
        visit = self._visit()
        visit.take_marks(cell, positive=positive, flagged=flagged)
        self.changed.emit(cell, None)
        self._record(
            cell,
            record_answer,
            visit.visit.id,
            cell.name,
            row=row_text(cell.row),
            positive=positive,
            flagged=flagged,
        )

    @Slot(object)
    def add_finding(self, cell: Cell) -> None:
        """Write a finding of one's own; it begins with the words of the note."""
        visit = self._visit()
        rules = visit.question(cell).findings
        category = rules[0].category if rules else Category.UTF
        self._change_finding(
            cell,
            add_finding,
            visit.visit.id,
            cell.name,
            category,
            Severity.NOTE,
            visit.answer(cell).note,
            row=row_text(cell.row),
        )

    def edit_finding(
        self, cell: Cell, finding: UUID, category: Category | None, severity: Severity | None, text: str | None
    ) -> None:
        """Change what is given of a finding."""
        visit_id = self._visit().visit.id
        self._change_finding(cell, edit_finding, visit_id, finding, category=category, severity=severity, text=text)

    def remove_finding(self, cell: Cell, finding: UUID) -> None:
        """Take a finding away; the strip that follows takes it back."""
        receipt = self._change_finding(cell, remove_finding, self._visit().visit.id, finding)
        receipt.done.connect(self.removed)

    def tell_lead(self, cell: Cell, finding: UUID) -> None:
        """Note that the lead has been told of an acute finding."""
        self._change_finding(cell, acknowledge_finding, finding)

    def type_wording(self, cell: Cell, finding: UUID, text: str, cursor: int) -> None:
        """Keep a finding's wording while it is typed."""
        self.type(cell, wording_field(finding), text, cursor)

    @Slot(object, object, str, str)
    def amend(self, cell: Cell, value: Value, note: str, reason: str) -> None:
        """Change an answer of a signed visit, with its reason."""
        act = partial(
            amend_answer,
            self._store,
            self._visit().visit.id,
            cell.name,
            value,
            note,
            row_text(cell.row),
            reason=reason,
            at=self._store.clock(),
        )
        self.do(act, cell)

    @Slot(object)
    def pass_the_rest_over(self, reason: Withheld) -> None:
        """Give the same reason for every question that is left, as many as were named."""
        visit = self._visit()
        cells = [(cell.name, row_text(cell.row)) for cell in visit.to_pass_over()]
        self.do(partial(pass_over, self._store, visit.visit.id, cells, reason))

    @Slot(object)
    def add_row(self, place: RepeatPlace) -> None:
        """Add a row to a repeat; it is there at once and stored in its own time."""
        visit = self._visit()
        name = new_row_name(self._store.clock(), uuid4().int)
        self.rows_changed.emit(place, visit.take_row(place, name))
        self._change_rows((place, name, True), add_row, visit.visit.id, place.repeat, place.around, name=name)

    @Slot(object, object)
    def remove_row(self, place: RepeatPlace, row: Row) -> None:
        """Take a row away; the strip that follows brings it back."""
        visit = self._visit()
        self.rows_changed.emit(place, visit.take_row_away(place, row))
        receipt = self._change_rows((place, row[-1], False), remove_row, visit.visit.id, place.repeat, row)
        receipt.done.connect(self._tell_row_removed)

    @Slot(object, object, str)
    def comment(self, cell: Cell | None, kind: CommentKind, text: str) -> None:
        """Write in the thread at a question, or at the visit as a whole."""
        if cell is not None:
            self._visit().begun[cell, FIELD] = ""  # a look asked for before may still find its draft
        acts = {CommentKind.COMMENT: comment_on, CommentKind.REPLY: reply, CommentKind.SENT_BACK: send_back}
        self._change_thread(cell, acts[kind], text)

    @Slot(object)
    def settle(self, cell: Cell | None) -> None:
        """Say that what is asked there is done."""
        self._change_thread(cell, resolve)

    @Slot(object)
    def reopen(self, cell: Cell | None) -> None:
        """Say that it is not done after all."""
        self._change_thread(cell, reopen)

    # What comes back

    def _visit(self) -> VisitInHand:
        assert self.visit is not None, "an act without a visit in hand"
        return self.visit

    def _record(self, cell: Cell, act: Callable[..., object], *args: Any, **named: Any) -> None:
        about = (self._visit(), cell)
        named |= {"reason": self.reason} if self.reason else {}
        now = self._store.clock()
        receipt = self._writer.perform(act, self._store, *args, about=about, seen_first=True, at=now, **named)
        about[0].waiting[cell] += 1
        receipt.done.connect(self._take_recorded)
        receipt.refused.connect(self._refuse_answer)

    @Slot(object, object)
    def _take_recorded(self, recorded: Recorded, about: tuple[VisitInHand, Cell]) -> None:
        visit, cell = about
        _came_back(visit, cell)
        touched = visit.take_recorded(recorded)
        merged = visit.take_stored(cell, recorded.answer)
        if visit is not self.visit:
            return  # another visit has been opened meanwhile
        if merged is not None:
            self.changed.emit(cell, merged)
        self.stored.emit(cell, self._store.clock())
        if touched:
            self.found.emit(touched)

    def _change_thread(self, cell: Cell | None, act: Callable[..., object], *words: str) -> None:
        visit = self._visit()
        spot = ("", "") if cell is None else (cell.name, row_text(cell.row))
        at = self._store.clock()
        receipt = self._writer.perform(act, self._store, visit.visit.id, *words, *spot, about=(visit, cell), at=at)
        receipt.done.connect(self._take_thread)
        receipt.refused.connect(self._refuse_thread)

    @Slot(Exception, object)
    def _refuse_thread(self, problem: KollegieError, about: tuple[VisitInHand, Cell | None]) -> None:
        _let_go(*about)
        self._refuse(problem, about)

    @Slot(object, object)
    def _take_thread(self, written: Comment | tuple[Comment, ...], about: tuple[VisitInHand, Cell | None]) -> None:
        visit, cell = about
        _let_go(visit, cell)
        visit.take_comments(written if isinstance(written, tuple) else (written,))
        if visit is self.visit:
            self.commented.emit(cell)

    def _change_rows(self, row: WaitingRow, act: Callable[..., object], *args: Any, **named: Any) -> Receipt:
        about = (self._visit(), None, row)
        receipt = self._writer.perform(act, self._store, *args, about=about, seen_first=True, **named)
        about[0].rows.waiting.append(row)
        receipt.done.connect(self._take_rows)
        receipt.refused.connect(self._refuse_rows)
        return receipt

    @Slot(Exception, object)
    def _refuse_rows(self, problem: KollegieError, about: tuple[VisitInHand, None, WaitingRow]) -> None:
        about[0].rows.waiting.remove(about[2])
        self._refuse(problem, about[:2])
        if about[0] is self.visit:
            self.do(partial(_as_it_stands))  # the row is shown as if it had been done

    @Slot(object, object)
    def _take_rows(self, changed: ChangedRows, about: tuple[VisitInHand, None, WaitingRow]) -> None:
        visit, _, row = about
        visit.rows.waiting.remove(row)
        touched = visit.take_findings(changed.findings)
        if visit is self.visit and touched:
            self.found.emit(touched)

    @Slot(object, object)
    def _tell_row_removed(self, _changed: ChangedRows, about: tuple[VisitInHand, None, WaitingRow]) -> None:
        if about[0] is self.visit:
            self.row_removed.emit(_changed.row)

    def _change_finding(self, cell: Cell, act: Callable[..., object], *args: Any, **named: Any) -> Receipt:
        about, at = (self._visit(), cell), self._store.clock()
        receipt = self._writer.perform(act, self._store, *args, about=about, at=at, **named)
        receipt.done.connect(self._take_finding)
        receipt.refused.connect(self._refuse)
        return receipt

    @Slot(object, object)
    def _take_finding(self, finding: Finding, about: tuple[VisitInHand, Cell]) -> None:
        visit, _ = about
        touched = visit.take_findings((finding,))
        if visit is self.visit:
            self.found.emit(touched)

    @Slot(Exception, object)
    def _refuse_answer(self, problem: KollegieError, about: tuple[VisitInHand, Cell]) -> None:
        _came_back(*about)
        self._refuse(problem, about)

    @Slot(Exception, object)
    def _refuse(self, problem: KollegieError, about: tuple[VisitInHand, Cell | None]) -> None:
        self.refused.emit(about[1], problem)

    def do(self, act: partial[Any], cell: Cell | None = None) -> Receipt:
        """Carry out an act that may change much, and read the visit anew behind it; `done` when it is stored."""
        visit = self._visit()
        receipt = self._writer.perform(_then_read, act, self._store, visit.visit.id, about=(visit, cell))
        receipt.done.connect(self._reload)
        receipt.refused.connect(self._refuse)
        return receipt

    @Slot(object)
    def _reload(self, read: tuple[object, OpenVisit]) -> None:
        result, seen = read
        if self.visit is not None and seen.visit.id == self.visit.visit.id:
            self.reloaded.emit(seen, result if isinstance(result, Undone) else None)


def _came_back(visit: VisitInHand, cell: Cell) -> None:
    """An answer that was handed over is stored, or refused."""
    visit.waiting[cell] -= 1
    visit.waiting = +visit.waiting


def _as_it_stands() -> None:
    """Nothing is done: the visit is only read anew."""


def _then_read(act: partial[Any], store: Store, visit_id: UUID) -> tuple[object, OpenVisit]:
    return act(), open_ready(store, visit_id)


def _let_go(visit: VisitInHand, cell: Cell | None) -> None:
    """A comment that was handed over is stored or refused: what the store has of its field counts again."""
    if cell is not None and visit.begun.get((cell, FIELD)) == "":
        del visit.begun[cell, FIELD]
