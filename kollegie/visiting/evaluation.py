"""A checklist being filled in: what is asked just now, what is missing or wrong, and which findings the answers raise.

An answer under a closed branch is kept and counts as empty; it comes back when the branch opens again. Required counts
only where the question is asked, a constraint only where there is an answer; a withheld answer counts as answered with
a reason and raises no finding. A change works out again only what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from kollegie.errors import KollegieError
from kollegie.language import Language, current_language
from kollegie.model.answer_values import Row, Value
from kollegie.model.checklist import BilingualText, Checklist, Choice, ControlQuestion
from kollegie.model.checklist_answers import scalar_of
from kollegie.model.checklist_rules import filled_label, names_in_label
from kollegie.model.expressions import Scalar
from kollegie.model.expressions.values import as_number, as_text, as_truth
from kollegie.model.shown_values import scalar_words
from kollegie.visiting.evaluation_judging import judge
from kollegie.visiting.evaluation_order import ReadingOrder
from kollegie.visiting.evaluation_plan import Plan, What, plan_of
from kollegie.visiting.evaluation_rows import Rows
from kollegie.visiting.evaluation_surroundings import SheetSurroundings
from kollegie.visiting.evaluation_words import (
    NOT_ASKED,
    AnswerState,
    Cell,
    Changed,
    Changes,
    Fault,
    Judgement,
    Progress,
    RaisedFinding,
)

__all__ = [
    "AnswerState",
    "Cell",
    "Changed",
    "Fault",
    "Judgement",
    "NotAnswered",
    "Progress",
    "RaisedFinding",
    "Row",
    "Sheet",
]


class NotAnswered(KollegieError):
    """An answer to something nobody answers: a note, a calculation, a name that is not in the checklist."""

    sv = "{name} är ingen fråga som besvaras i den här checklistan."
    en = "{name} is not a question that is answered in this checklist."

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class Sheet:
    """One filled-in checklist.

    Shape: answers are keyed by the name of the question (or context field) and its row, `()` outside repeats; a row is
    the chain of row ids of the repeats around the question, outermost first. `rows` gives the rows of each repeat in
    order, keyed by the repeat and the row around it; rows that only answers name are appended.
    Units: `clock` gives the local time that `today()` and `now()` read.
    """

    def __init__(
        self,
        checklist: Checklist,
        answers: Mapping[tuple[str, Row], Value] | None = None,
        *,
        rows: Mapping[tuple[str, Row], Sequence[str]] | None = None,
        language: Language | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.checklist = checklist
        self.language = language or current_language()
        self.plan: Plan = plan_of(checklist)
        self.clock: Callable[[], datetime] = clock or (lambda: datetime.now().astimezone())
        self._answers: dict[tuple[str, Row], Value] = dict(answers or {})
        self._scalars: dict[tuple[str, Row], Scalar] = {}
        self._rows = Rows(self.plan, self._answers, rows or {})
        self._closed: set[tuple[str, Row]] = set()
        self.effective: dict[tuple[str, Row], Scalar] = {}
        self._judged: dict[tuple[str, Row], Judgement] = {}
        self._told_of: set[tuple[str, Row]] = set()
        """The questions with faults or findings: few, and asked for at every answer."""
        self._tallies = {section.name: Progress() for section in checklist.sections}
        self._around = SheetSurroundings(self, self._rows)
        self._notes = Changes()
        self._order = ReadingOrder(checklist, self._rows)
        for name, field in self.plan.context.items():
            self._answers.setdefault((name, ()), field.default)
            self.effective[name, ()] = scalar_of(field, self._answers[name, ()])
        self.work_out_again()

    # What is asked of it

    def is_relevant(self, name: str, row: Row = ()) -> bool:
        """Whether the question, group or section is asked."""
        return (name, row) not in self._closed

    def answer(self, name: str, row: Row = ()) -> Value:
        """The answer as it is kept, also under a closed branch."""
        return self._answers.get((name, row))

    def value(self, name: str, row: Row = ()) -> Scalar:
        """The value as rules see it: nothing while the question is not asked; what is calculated, worked out."""
        return self.effective.get((name, row))

    def judgement(self, name: str, row: Row = ()) -> Judgement:
        """State, faults and findings of one question."""
        return self._judged.get((name, row), NOT_ASKED)

    def choices(self, name: str, row: Row = ()) -> tuple[Choice, ...]:
        """The choices offered just now."""
        question = self.plan.questions[name]
        allowed = self.judgement(name, row).allowed
        return question.choices if allowed is None else tuple(one for one in question.choices if one.name in allowed)

    def words(self, text: BilingualText, row: Row = (), language: Language | None = None) -> str:
        """A label or hint with the answers it quotes put in."""
        language = language or self.language
        written = text.in_(language)
        names = names_in_label(written)
        if not names:
            return written
        shown = {
            name: self.shown(name, row[: len(self.plan.paths.get(name, ()))], language, unit=False) for name in names
        }
        return filled_label(written, shown)

    def shown(self, name: str, row: Row = (), language: Language | None = None, *, unit: bool = True) -> str:
        """The value as a person reads it: rounded, with decimal comma and unit, choices by their labels."""
        value = self.effective.get((name, row))
        known = self.plan.questions.get(name) or self.plan.context.get(name)
        return as_text(value) if known is None else scalar_words(known, value, language or self.language, unit=unit)

    def rows(self, repeat: str, around: Row = ()) -> tuple[Row, ...]:
        """The rows of a repeat, inside the row around it."""
        return tuple(self._rows.of(repeat, around))

    def cells(self) -> Iterator[Cell]:
        """Every question in every row, in reading order, asked or not."""
        return self._order.cells()

    def relevant(self, section: str | None = None) -> Iterator[Cell]:
        """The questions that are asked, of a section or of all, in reading order."""
        closed = self._closed
        cells = self._order.cells() if section is None else self._order.of(section)
        return (cell for cell in cells if cell not in closed)

    def missing(self) -> tuple[Cell, ...]:
        """The questions that must be answered and are not."""
        return tuple(cell for cell in self.cells() if self.judgement(*cell).missing)

    def unanswered(self) -> tuple[Cell, ...]:
        """The questions that are asked and have no answer yet, required or not."""
        return tuple(cell for cell in self.cells() if self.judgement(*cell).state is AnswerState.UNANSWERED)

    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with the answers."""
        return tuple(fault for cell in self._told_cells() for fault in self.judgement(*cell).faults)

    def findings(self) -> tuple[RaisedFinding, ...]:
        """The findings the answers raise."""
        return tuple(finding for cell in self._told_cells() for finding in self.judgement(*cell).findings)

    def _told_cells(self) -> Iterator[Cell]:
        return self._order.among(self._told_of, self.plan.section_names)

    def progress(self, section: str | None = None) -> Progress:
        """How far one section, or the whole checklist, has come: `7 av 12`, counting only what is asked."""
        if section is not None:
            return self._tallies[section]
        return sum(self._tallies.values(), Progress())

    # What changes it

    def change(self, name: str, value: Value, row: Row = ()) -> Changed:
        """Take an answer, or a context field's value, and work out what depends on it.

        Raises: NotAnswered for a name nobody answers.
        """
        field = self.plan.context.get(name)
        if field is not None:
            self._answers[name, ()] = value
            self.effective[name, ()] = scalar_of(field, value)
            ranks = self.plan.context_dependants[name]
            return self._settle(
                (rank, place) for rank in ranks for place in self._rows.under(self.plan.steps[rank].path)
            )
        question = self.plan.questions.get(name)
        if question is None or not question.answerable:
            raise NotAnswered(name)
        self._answers[name, row] = value
        self._scalars.pop((name, row), None)
        return self._settle([(self.plan.rank[What.VALUE, name], row), (self.plan.rank[What.JUDGEMENT, name], row)])

    def add_row(self, repeat: str, around: Row = (), *, id_: str) -> Changed:
        """Add a row at the end of a repeat; a row removed before comes back with its answers."""
        self._rows.add(repeat, around, id_)
        return self._settle([(self.plan.rank[What.COUNT, repeat], around)])

    def remove_row(self, repeat: str, row: Row) -> Changed:
        """Take a row away; its answers stay known to the sheet, so that the act can be undone."""
        self._rows.remove(repeat, row[:-1], row[-1])
        return self._settle([(self.plan.rank[What.COUNT, repeat], row[:-1])])

    def speak(self, language: Language) -> Changed:
        """Change the language of labels and choices."""
        self.language = language
        return self.work_out_again()

    def work_out_again(self) -> Changed:
        """Work everything out, as when the day has changed."""
        self._notes = Changes()
        for rank, step in enumerate(self.plan.steps):
            for row in self._rows.under(step.path):
                self._work_out(rank, row)
        return self._notes.told()

    # How it is worked out

    def _settle(self, first: Iterable[tuple[int, Row]]) -> Changed:
        self._notes = Changes()
        waiting = list(dict.fromkeys(first))
        known = set(waiting)
        heapify(waiting)
        steps = self.plan.steps
        while waiting:
            rank, row = heappop(waiting)
            added = self._work_out(rank, row)
            if added is None:
                continue
            following = list(added)
            path = steps[rank].path
            for dependant in steps[rank].dependants:
                following += ((dependant, place) for place in self._places(path, row, steps[dependant].path))
            for one in following:
                if one not in known:
                    known.add(one)
                    heappush(waiting, one)
        return self._notes.told()

    def _places(self, path: tuple[str, ...], row: Row, wanted: tuple[str, ...]) -> Iterable[Row]:
        """The rows of a dependant that a change in this row concerns."""
        if wanted == path:
            return (row,)
        common = 0
        while common < min(len(path), len(wanted)) and path[common] == wanted[common]:
            common += 1
        return self._rows.under(wanted, row[:common])

    def _work_out(self, rank: int, row: Row) -> Sequence[tuple[int, Row]] | None:
        """Work out one step; None if nothing changed, else the steps of new rows that come with it."""
        step = self.plan.steps[rank]
        cell = (step.name, row)
        if not self._rows.exists(step.path, row):
            return None
        match step.what:
            case What.RELEVANCE:
                return () if self._work_out_relevance(cell) else None
            case What.VALUE:
                return () if self._work_out_value(cell) else None
            case What.COUNT:
                return self._work_out_rows(cell)
            case What.JUDGEMENT:
                return () if self._work_out_judgement(cell) else None

    def _work_out_relevance(self, cell: tuple[str, Row]) -> bool:
        name, row = cell
        parent = self.plan.parents.get(name)
        is_open = parent is None or (parent, row[: len(self.plan.outer_path(parent))]) not in self._closed
        rule = self.plan.relevance.get(name)
        if is_open and rule is not None:
            is_open = as_truth(rule(self._around.at(cell)))
        if is_open == (cell not in self._closed):
            return False
        if is_open:
            self._closed.discard(cell)
        else:
            self._closed.add(cell)
        self._notes.relevance.append(cell)
        return True

    def _work_out_value(self, cell: tuple[str, Row]) -> bool:
        name, _ = cell
        rules = self.plan.rules[name]
        value: Scalar = None
        if cell not in self._closed:
            if rules.calculation is not None:
                value = rules.calculation(self._around.at(cell, self.effective.get(cell, self._scalar(cell))))
                value = None if value == "" else value
            else:
                value = self._scalar(cell)
        old = self.effective.get(cell)
        if value is None:
            self.effective.pop(cell, None)
        else:
            self.effective[cell] = value
        if value == old and type(value) is type(old):
            return False
        self._notes.values.append(cell)
        return True

    def _scalar(self, cell: tuple[str, Row]) -> Scalar:
        """The kept answer as a value; where nobody has answered yet, what the checklist begins with."""
        if cell not in self._scalars:
            question = self.plan.questions[cell[0]]
            if cell not in self._answers and (question.default is not None or question.initial is not None):
                self._answers[cell] = self._first_answer(question, cell)
            self._scalars[cell] = scalar_of(question, self._answers.get(cell))
        return self._scalars[cell]

    def _first_answer(self, question: ControlQuestion, cell: tuple[str, Row]) -> Value:
        rule = self.plan.rules[question.name].initial
        if rule is None:
            return question.default
        value = rule(self._around.at(cell))
        return value if isinstance(value, tuple) else as_text(value) or None

    def _work_out_rows(self, cell: tuple[str, Row]) -> Sequence[tuple[int, Row]] | None:
        repeat, around = cell
        rule = self.plan.repeat_count.get(repeat)
        if rule is not None:
            number = as_number(rule(self._around.at(cell))) if cell not in self._closed else None
            self._rows.want(repeat, around, int(number or 0))
        added, removed = self._rows.changes(repeat, around)
        if not added and not removed:
            return None
        self._notes.rows.append(cell)
        self._order.forget(self.plan.section_names[repeat])
        for row in removed:
            self._forget(row, self.plan.steps_inside[repeat])
        return [
            (rank, place)
            for row in added
            for rank in self.plan.steps_inside[repeat]
            for place in self._rows.under(self.plan.steps[rank].path, row)
        ]

    def _forget(self, row: Row, ranks: tuple[int, ...]) -> None:
        """Drop what was worked out in a row that is gone."""
        names = {self.plan.steps[rank].name for rank in ranks}

        def gone(cells: Iterable[tuple[str, Row]]) -> list[tuple[str, Row]]:
            return [cell for cell in cells if cell[0] in names and cell[1][: len(row)] == row]

        for cell in gone(self.effective):
            del self.effective[cell]
        for cell in gone(self._judged):
            self._tally(cell[0], self._judged.pop(cell), NOT_ASKED)
            self._told_of.discard(cell)
        self._closed.difference_update(gone(self._closed))

    def _work_out_judgement(self, cell: tuple[str, Row]) -> bool:
        judged = judge(self, cell, self._around)
        old = self._judged.get(cell, NOT_ASKED)
        if judged == old:
            return False
        self._judged[cell] = judged
        if judged.faults or judged.findings:
            self._told_of.add(cell)
        else:
            self._told_of.discard(cell)
        self._tally(cell[0], old, judged)
        self._notes.judged.append(cell)
        return True

    def _tally(self, name: str, old: Judgement, new: Judgement) -> None:
        if not self.plan.questions[name].counted:
            return
        difference = new.counts - old.counts
        if difference != Progress():
            section = self.plan.section_names[name]
            self._tallies[section] += difference
            self._notes.sections[section] = None
