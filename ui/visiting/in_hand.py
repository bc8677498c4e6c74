"""The visit a person has in hand: its answers as they stand this moment, before the disk has them too.

Shows and stores nothing. An answer is taken here at once, so that what depends on it is right on screen without
waiting for the disk; what was stored comes back with `take_recorded`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache

from kollegie.language import Language
from kollegie.model.actions import Action
from kollegie.model.answer_values import Value
from kollegie.model.attachments import Attachment
from kollegie.model.checklist import ControlQuestion, Section
from kollegie.model.checklist_answers import AnswerUnfit
from kollegie.model.reviews import Case, VisitState
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Comment, Finding, answer_id
from kollegie.visiting.answering import Recorded
from kollegie.visiting.commenting import Thread, threads_of
from kollegie.visiting.counting import place_on
from kollegie.visiting.earlier import LastRound
from kollegie.visiting.evaluation import AnswerState, Cell, Changed, Fault, Row
from kollegie.visiting.findings import standing
from kollegie.visiting.opening import OpenVisit
from kollegie.visiting.pinned import row_of, row_text
from ui.answer_ticks import TICKS
from ui.visiting.asked_now import AskedNow
from ui.visiting.begun import Begun
from ui.visiting.filtering import Filter, Wanted
from ui.visiting.rows_in_hand import RepeatPlace, RowsInHand
from ui.widgets.ticks import Tick

NOWHERE = Cell("", ())
"""What is written about the visit as a whole stands at no question."""


class VisitInHand:
    """An open visit with its sheet.

    `rows` knows the rows of its repeats; going to a question takes its row in hand. `filter` chooses which questions
    are shown; `reading` whether it is only looked at; `unfit` what was typed as an answer and cannot be one, with why:
    it stands in its field until something that fits takes its place; `begun` is what is written and not stored;
    `waiting` counts the answers handed over and not stored yet, which a look at the store does not know.
    """

    def __init__(self, seen: OpenVisit, clock: Callable[[], datetime], language: Language | None = None) -> None:
        self.clock = clock
        self.rows = RowsInHand()
        self.filter = Filter(self)
        self.unfit: dict[Cell, tuple[str, AnswerUnfit]] = {}
        self.waiting: Counter[Cell] = Counter()
        self.begun = Begun()
        self._answers: dict[Cell, Answer] = {}
        self.reading = seen.reviewing
        self.show(seen, language)

    def show(self, seen: OpenVisit, language: Language | None = None) -> None:
        """Take the visit as it stands in the store, with what was answered since and is not stored yet."""
        handed_over = {cell: self._answers[cell] for cell in self.waiting if cell in self._answers}
        answered = {cell: self._answers[cell].value for cell in self.unfit if cell in self._answers}
        self.seen = seen
        self.visit = seen.visit
        self.checklist = seen.checklist
        self.begun.take_drafts(seen)
        self.sheet = seen.sheet(self.clock, language)
        self.rows.show(self.sheet)
        self._answers = {Cell(name, row): answer for (name, row), answer in seen.answers.items()}
        self._findings = {finding.id: finding for finding in seen.findings}
        self._found_at = {finding.question for finding in seen.findings}
        self._asked = AskedNow(self.sheet)
        self._ticks: dict[str, tuple[Tick, ...]] = {}
        self._faulty: tuple[Cell, ...] | None = None
        self.threads = threads_of(seen.comments)
        for cell in [cell for cell in self.unfit if self.answer(cell).value != answered.get(cell)]:
            del self.unfit[cell]  # something else has been answered in its place
        for place, row, there in self.rows.waiting_to_change():
            if there:
                self._touched(self.sheet.add_row(place.repeat, place.around, id_=row[-1]))
            else:
                self._touched(self.sheet.remove_row(place.repeat, row))
        for cell, answer in handed_over.items():
            self._answers[cell] = answer
            if self.stands(cell):
                self._touched(self.sheet.change(cell.name, answer.value, cell.row))

    @property
    def case(self) -> Case:
        """The case visited."""
        return self.seen.case

    @property
    def locked(self) -> bool:
        """Whether the visit is signed."""
        return self.visit.state is VisitState.SIGNED

    @property
    def held(self) -> bool:
        """Whether its answers cannot be changed just now: signed, written off, or only looked at."""
        return self.reading or self.visit.state in (VisitState.SIGNED, VisitState.DROPPED)

    def signatures_begun(self) -> tuple[Cell, ...]:
        """The questions where a signature is typed or drawn and not kept, in reading order."""
        begun = self.begun.signatures()
        return tuple(cell for cell in self.asked() if cell in begun) if begun else ()

    def to_pass_over(self) -> tuple[Cell, ...]:
        """The unanswered questions one reason may be given for: not where a signature is being written."""
        begun = self.signatures_begun()
        return tuple(cell for cell in self.asked() if self.state(cell) is AnswerState.UNANSWERED and cell not in begun)

    def thread(self, cell: Cell | None) -> Thread | None:
        """What is written at a question, or at the visit as a whole."""
        return self.threads.get(("", "") if cell is None else (cell.name, row_text(cell.row)))

    def attached(self, cell: Cell) -> tuple[Attachment, ...]:
        """What is attached to a question, in the order it was added."""
        spot = (cell.name, row_text(cell.row))
        return tuple(one for one in self.seen.attachments if (one.question, one.row) == spot)

    def take_comments(self, comments: Iterable[Comment]) -> None:
        """Take comments as stored."""
        known = {one.id: one for thread in self.threads.values() for one in thread.comments}
        known |= {one.id: one for one in comments}
        self.threads = threads_of(known.values())

    def untold(self) -> tuple[tuple[Cell, Finding], ...]:
        """The acute findings nobody has told the lead of yet, with their questions."""
        acute = [one for one in self._findings.values() if one.severity is Severity.ACUTE and standing(one)]
        if not any(one.acknowledged_at is None for one in acute):  # nearly always, and it is asked at every key
            return ()
        return tuple(
            (cell, one)
            for cell in self.asked()
            for one in self.findings(cell)
            if one.severity is Severity.ACUTE and one.acknowledged_at is None
        )

    # What is asked

    def sections(self) -> tuple[Section, ...]:
        """The sections that are asked and have something in them."""
        return tuple(
            section
            for section in self.checklist.sections
            if self.sheet.is_relevant(section.name) and (self.cells(section.name) or any(self.repeats(section.name)))
        )

    def cells(self, section: str) -> tuple[Cell, ...]:
        """The questions asked in a section, in reading order, with notes and calculations among them."""
        return self._asked.of(section)

    def asked(self) -> Iterator[Cell]:
        """Every question that is asked, in reading order."""
        return iter(self._asked)

    def going_on(self, cell: Cell, by: int) -> Iterator[Cell]:
        """The questions asked after one (+1), or before it from there back (−1)."""
        return self._asked.going_on(cell, by)

    def counted(self, section: str | None = None) -> tuple[Cell, ...]:
        """The questions counted in "7 av 12", of a section or of the whole visit."""
        questions = self.sheet.plan.questions
        cells = self.asked() if section is None else self.cells(section)
        return tuple(cell for cell in cells if questions[cell.name].counted)

    def shown(self, section: str) -> Iterator[Cell | RepeatPlace]:
        """What stands on the page of a section: questions outside repeats and of the rows in hand, and each repeat."""
        found = next((one for one in self.checklist.sections if one.name == section), None)
        shown = self.rows.shown(found.items) if found is not None else iter(())
        return (one for one in shown if isinstance(one, RepeatPlace) or self.filter.shows(one))

    def shown_cells(self, section: str) -> tuple[Cell, ...]:
        """The questions among them."""
        return tuple(one for one in self.shown(section) if isinstance(one, Cell))

    def repeats(self, section: str) -> Iterator[RepeatPlace]:
        """The repeats on the page of a section."""
        return (one for one in self.shown(section) if isinstance(one, RepeatPlace))

    def can_change(self, place: RepeatPlace) -> bool:
        """Whether people decide how many rows there are, and the visit is open."""
        return self.rows.group(place).repeat_count is None and not self.held

    def stands(self, cell: Cell) -> bool:
        """Whether the question is asked just now, in a row that is there."""
        return self._asked.place(cell) is not None

    def section_of(self, cell: Cell) -> str:
        """The section a question stands in."""
        return self.sheet.plan.section_names[cell.name]

    def question(self, cell: Cell) -> ControlQuestion:
        """The question of a cell."""
        return self.sheet.plan.questions[cell.name]

    def cell_named(self, name: str, row: str = "") -> Cell | None:
        """The cell of a question's name or printed id, if it is asked."""
        question = self.checklist.question(name) or self.checklist.question(name.lower())
        if question is None:
            return None
        cell = Cell(question.name, row_of(row))
        return cell if self.stands(cell) else None

    def first(self) -> Cell | None:
        """Where to begin: the first unanswered question, else the first of all."""
        return self.next_of(Wanted.UNANSWERED, None) or next(iter(self.counted()), None)

    # How far it has come

    def answer(self, cell: Cell) -> Answer:
        """The answer as it stands, an empty one where there is none."""
        found = self._answers.get(cell)
        if found is not None:
            return found
        row = row_text(cell.row)
        return Answer(answer_id(self.visit.id, cell.name, row), self.visit.scope, self.visit.id, cell.name, row)

    def state(self, cell: Cell) -> AnswerState:
        """Where a question stands."""
        return self.sheet.judgement(*cell).state

    def faults(self, cell: Cell) -> tuple[Fault, ...]:
        """What is wrong with an answer; a soft fault is passed by writing why."""
        faults = self.sheet.judgement(*cell).faults
        if not faults:
            return ()
        noted = bool(self.answer(cell).note)
        return tuple(fault for fault in faults if not (fault.soft and noted))

    def findings(self, cell: Cell) -> tuple[Finding, ...]:
        """The standing findings of a question, the gravest first."""
        if cell.name not in self._found_at:
            return ()
        row = row_text(cell.row)
        here = [one for one in self._findings.values() if (one.question, one.row) == (cell.name, row) and standing(one)]
        return tuple(sorted(here, key=lambda one: (-one.severity, one.rule, str(one.id))))

    def gravest(self, cell: Cell) -> Severity | None:
        """The severity of the gravest standing finding."""
        found = self.findings(cell)
        return found[0].severity if found else None

    def tick(self, cell: Cell) -> Tick:
        """The question as one cell of a progress row, follow-ups counted with it."""
        told = [name for name in (cell.name, *self.sheet.plan.rules[cell.name].parts) if name in self._found_at]
        found = [self.gravest(Cell(name, cell.row)) for name in told]
        return _tick(self.state(cell), max((one for one in found if one is not None), default=None))

    def ticks(self, section: str | None = None) -> tuple[Tick, ...]:
        """The questions of a section, or of all, as cells; a section is gone through anew only after a change in it."""
        if section is None:
            return tuple(self.tick(cell) for cell in self.counted())
        if section not in self._ticks:
            self._ticks[section] = tuple(self.tick(cell) for cell in self.counted(section))
        return self._ticks[section]

    def faulty(self) -> tuple[Cell, ...]:
        """The questions with something to put right."""
        if self._faulty is None:
            self._faulty = tuple(cell for cell in self.asked() if self.faults(cell))
        return self._faulty

    def left(self) -> int:
        """How many questions are left to answer."""
        progress = self.sheet.progress()
        return progress.total - progress.answered

    def action_of(self, finding: Finding) -> Action | None:
        """What is done about a finding, if something is."""
        return next((action for action in self.seen.actions if action.finding_id == finding.id), None)

    def facts(self) -> tuple[Value, ...]:
        """What the conditions know of the case just now."""
        return tuple(self.sheet.answer(field.name) for field in self.checklist.context_fields)

    def last_round(self, cell: Cell) -> LastRound | None:
        """What was answered last time, in a repeat in the row at the same place."""
        return self.seen.last_round.get(place_on(self.sheet, *cell)) if self.seen.last_round else None

    def next_of(self, wanted: Wanted, after: Cell | None) -> Cell | None:
        """The next question of a kind after a place, going round; None if there is none."""
        return next((cell for cell in self._asked.going_round(after) if self.is_(wanted, cell)), None)

    def is_(self, wanted: Wanted, cell: Cell) -> bool:
        """Whether a question is of a kind one can go to or choose to see."""
        match wanted:
            case Wanted.UNANSWERED:
                return self.state(cell) is AnswerState.UNANSWERED and not self.question(cell).read_only
            case Wanted.FAULTY:
                return bool(self.faults(cell))
            case Wanted.FLAGGED:
                return self.answer(cell).flagged

    # What changes it

    def take_value(self, cell: Cell, value: Value) -> Changed:
        """Take an answer before it is stored."""
        self.unfit.pop(cell, None)
        self._answers[cell] = replace(self.answer(cell), value=value)
        return self._touched(self.sheet.change(cell.name, value, cell.row))

    def take_unfit(self, cell: Cell, value: Value, why: AnswerUnfit) -> None:
        """Remember words that are no answer to the question: they are kept as they were typed."""
        if isinstance(value, str):
            self.unfit[cell] = (value, why)

    def _touched(self, changed: Changed) -> Changed:
        """Let go of what was gone through before a change, where the change reaches."""
        self._asked.follow(changed)
        self._judge_anew({Cell(*one) for one in (*changed.judged, *changed.relevance)}, rows=bool(changed.rows))
        for name, _ in (*changed.relevance, *changed.rows, *changed.judged):
            self._forget(name)
        return changed

    def _judge_anew(self, touched: set[Cell], *, rows: bool) -> None:
        """Bring the list of what is to be put right up to date, where a change has reached; what stood in a row that
        is gone is not told, and goes with it."""
        if self._faulty is None:
            return
        place = self._asked.place
        if rows:
            touched = touched.union(cell for cell in self._faulty if place(cell) is None)
        now = {cell for cell in touched if place(cell) is not None and self.faults(cell)}
        if now != touched.intersection(self._faulty):
            left = now.union(self._faulty) - (touched - now)
            self._faulty = tuple(sorted(left, key=lambda cell: place(cell) or (0, 0)))

    def _forget(self, name: str) -> None:
        self._ticks.pop(self.sheet.plan.section_names.get(name, name), None)

    def take_row(self, place: RepeatPlace, name: str) -> Changed:
        """Take a new row before it is stored, and show it."""
        changed = self._touched(self.sheet.add_row(place.repeat, place.around, id_=name))
        self.rows.take_in_hand(place.repeat, (*place.around, name))
        return changed

    def take_row_away(self, place: RepeatPlace, row: Row) -> Changed:
        """Take a row away before that is stored, and show the one after it, or before."""
        beside = self.rows.beside(place, row)
        changed = self._touched(self.sheet.remove_row(place.repeat, row))
        if beside is not None:
            self.rows.take_in_hand(place.repeat, beside)
        return changed

    def take_note(self, cell: Cell, note: str) -> None:
        """Take a note before it is stored."""
        self._answers[cell] = replace(self.answer(cell), note=note.strip())
        self._faulty = None

    def take_marks(self, cell: Cell, *, positive: bool | None = None, flagged: bool | None = None) -> None:
        """Take a mark before it is stored."""
        answer = self.answer(cell)
        self._answers[cell] = replace(
            answer,
            positive=answer.positive if positive is None else positive,
            flagged=answer.flagged if flagged is None else flagged,
        )

    def take_recorded(self, recorded: Recorded) -> tuple[Cell, ...]:
        """Take what the store made of an answer. Returns the questions whose findings changed."""
        self.visit = recorded.visit
        return self.take_findings((*recorded.raised, *recorded.withdrawn))

    def take_stored(self, cell: Cell, stored: Answer) -> Changed | None:
        """Take an answer as the store has it: a mark or a note may have met a value that came back by a redo.

        Returns: what it led to; None where it stands as it is in hand, or something newer is on its way there.
        """
        held = self.answer(cell)
        parts = ("value", "note", "positive", "flagged")
        if self.waiting[cell] or all(getattr(held, part) == getattr(stored, part) for part in parts):
            return None
        self._answers[cell] = stored
        self._faulty = None
        return self._touched(self.sheet.change(cell.name, stored.value, cell.row)) if self.stands(cell) else Changed()

    def take_findings(self, findings: Iterable[Finding]) -> tuple[Cell, ...]:
        """Take findings as stored. Returns their questions."""
        changed: dict[Cell, None] = {}
        for finding in findings:
            self._findings[finding.id] = finding
            self._found_at.add(finding.question)
            self._forget(finding.question)
            changed[Cell(finding.question, row_of(finding.row))] = None
        return tuple(changed)


@cache
def _tick(state: AnswerState, gravest: Severity | None) -> Tick:
    """One of the few ticks there are: hundreds are shown and compared at each answer."""
    return Tick(TICKS[state], gravest)
