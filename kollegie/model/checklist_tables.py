"""Questions that share their choices, shown as a table: a row for each question, a column for each choice.

A group or a section asks for it with the word `table-list`. What else stands in it, such as a text to read or what
follows up a row, stands at its own place between the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kollegie.model.checklist import (
    NOT_ANSWERED,
    BilingualText,
    Checklist,
    Choice,
    ControlQuestion,
    Group,
    QuestionType,
    Section,
)
from kollegie.model.checklist_appearance import is_minimal

TABLE_LIST = "table-list"
_ROWS = frozenset({QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.MANY_OF})


@dataclass(frozen=True, slots=True)
class TableList:
    """One table: its name is that of its group or section; `rows` are the questions with the shared `choices`, `inside`
    all questions that stand in it, in order. `one_of` tells that a row takes one answer, beside which "not observed"
    stands; one that is answered with yes or no, by its own keys, stands in no table with others."""

    name: str
    label: BilingualText
    choices: tuple[Choice, ...]
    rows: tuple[ControlQuestion, ...]
    inside: tuple[str, ...]

    @property
    def one_of(self) -> bool:
        """Whether any of its rows takes one answer out of several."""
        return any(row.type is not QuestionType.MANY_OF for row in self.rows)

    @property
    def yes_no(self) -> bool:
        """Whether the answers are yes, no and partly."""
        return self.rows[0].type is QuestionType.YES_NO

    def is_row(self, name: str) -> bool:
        """Whether a question that stands in it is one of its rows."""
        return any(row.name == name for row in self.rows)


@dataclass(frozen=True, slots=True)
class NoTable:
    """Why the questions of a group that asks for a table are shown one by one."""

    why: BilingualText


def table_owners(checklist: Checklist) -> tuple[Group | Section, ...]:
    """The sections and groups whose questions are to be shown as a table."""
    owners: list[Group | Section] = [*checklist.sections, *(one for one in checklist.items if isinstance(one, Group))]
    return tuple(owner for owner in owners if TABLE_LIST in owner.appearance.split())


def table_of(owner: Group | Section) -> TableList | NoTable:
    """The table of a group or section, whether it is asked for or not, or why there can be none."""
    questions: list[ControlQuestion] = []
    for item in owner.items:
        if isinstance(item, Group):
            return _no(f"gruppen {item.name} ligger i den", f"the group {item.name} lies in it")
        questions.append(item)
    first = next((one for one in questions if one.type in _ROWS and not one.part_of), None)
    if first is None:
        return _no("den har inga frågor med val", "it has no questions with choices")
    rows = [one for one in questions if one.type in _ROWS and _said(one.choices) == _said(first.choices)]
    for one in questions:
        if one in rows and (one.type is QuestionType.YES_NO) is not (first.type is QuestionType.YES_NO):
            return _no(f"{one.id} har en annan svarstyp än {first.id}", f"{one.id} has another type than {first.id}")
        if one in rows and one.choice_filter is not None:
            return _no(f"valen i {one.id} filtreras", f"the choices of {one.id} are filtered")
        if one in rows and is_minimal(one):
            return _no(f"{one.id} har en lista som fälls ut", f"{one.id} has a list that drops down")
        if one not in rows and one.type not in NOT_ANSWERED and not one.part_of:
            return _no(f"{one.id} har inte samma val som {first.id}", f"{one.id} has other choices than {first.id}")
    label = owner.label if isinstance(owner, Group) else BilingualText()
    return TableList(owner.name, label, rows[0].choices, tuple(rows), tuple(one.name for one in questions))


def tables_of(checklist: Checklist) -> Mapping[str, TableList]:
    """The tables of a checklist, by the names of the questions that stand in them."""
    found = [table for owner in table_owners(checklist) if isinstance(table := table_of(owner), TableList)]
    return {name: table for table in found for name in table.inside}


def _said(choices: Sequence[Choice]) -> tuple[tuple[str, BilingualText], ...]:
    return tuple((choice.name, choice.label) for choice in choices)


def _no(sv: str, en: str) -> NoTable:
    return NoTable(BilingualText(sv, en))
