"""The rows of the sheet survey → sections with their questions, and the fields of the case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kollegie.intake.xlsform_cells import YES
from kollegie.intake.xlsform_nodes import Node
from kollegie.intake.xlsform_problems import (
    ColumnMissing,
    GroupNotBegun,
    GroupNotEnded,
    ListWanted,
    LoopRefused,
    NameMissing,
    Place,
    TypeMissing,
    TypeUnknown,
)
from kollegie.intake.xlsform_questions import RowReader
from kollegie.intake.xlsform_report import RemarkKind
from kollegie.intake.xlsform_sheets import FormSheet, Row
from kollegie.intake.xlsform_types import KNOWN, RowKind, RowType, row_type
from kollegie.model.checklist import BilingualText
from kollegie.model.checklist_appearance import leaves_words_out, shows_words_only, with_word
from kollegie.model.checklist_tables import TABLE_LIST

_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_AS_CALCULATION = {"start": "once(now())", "end": "now()", "today": "once(today())"}
"""What a form asks the telephone for, as a calculation for those forms that use the answer."""


@dataclass
class Survey:
    """The parts a checklist is put together of."""

    sections: list[Node] = field(default_factory=list)
    context_fields: list[Node] = field(default_factory=list)
    groups: dict[str, Place] = field(default_factory=dict)
    """Where it stands how each group is to be shown."""


@dataclass
class _Open:
    """A group whose end has not come yet."""

    node: Node
    type: RowType
    row: Row


class SurveyReader:
    """Reads one sheet; what is wrong or worth knowing stands with the row reader."""

    def __init__(self, sheet: FormSheet, reader: RowReader, title: BilingualText) -> None:
        self._sheet = sheet
        self._reader = reader
        self._title = title
        self._problems = reader.problems
        self._remarks = reader.remarks
        self._referenced = frozenset(name for row in sheet.rows for _, text in row for name in _REFERENCE.findall(text))
        self._taken = {row.code("name").casefold() for row in sheet.rows}
        self._headings = frozenset(_headings(sheet.rows))
        self._seen: set[str] = set()
        self._open: list[_Open] = []
        self._top: list[Node] = []
        self._survey = Survey()

    def read(self) -> Survey:
        """The sections and the fields of the case."""
        if not self._sheet.has("type"):
            self._problems.note_at(self._sheet.place_of_header(), ColumnMissing("type"))
            return self._survey
        for row in self._sheet.rows:
            self._read(row)
        for left in self._open:
            begin = left.row.text("type")
            error = GroupNotEnded(begin, left.row.code("name"), begin.replace("begin", "end"))
            self._problems.note_at(left.row.place("type"), error)
        self._survey.sections = self._sections()
        return self._survey

    def _read(self, row: Row) -> None:
        if row.code("disabled").casefold() in YES:
            self._ignore(row, "raden är avstängd i kolumnen disabled", "the row is switched off in the column disabled")
            return
        written = row.code("type")
        if not written:
            if row.has("name") or row.has("label"):
                self._problems.note_at(row.place("type"), TypeMissing())
            else:
                self._ignore(row, "raden har ingen typ", "the row has no type")
            return
        type_ = row_type(written)
        match type_.kind:
            case RowKind.UNKNOWN:
                self._problems.note_at(row.place("type"), TypeUnknown(written, KNOWN))
            case RowKind.LISTLESS:
                self._problems.note_at(row.place("type"), ListWanted(type_.word))
            case RowKind.LOOP:
                self._problems.note_at(row.place("type"), LoopRefused())
            case RowKind.END:
                self._end(row, type_)
            case RowKind.METADATA:
                self._metadata(row, type_)
            case _:
                self._named(row, type_)

    def _named(self, row: Row, type_: RowType) -> None:
        name = self._name(row, type_)
        if not name:
            return
        if type_.kind is RowKind.BEGIN:
            node = self._reader.group(row, type_, name)
            self._add(node)
            self._open.append(_Open(node, type_, row))
            self._survey.groups[name] = row.place("appearance")
        elif type_.kind is RowKind.UNSUPPORTED:
            self._add(self._reader.unsupported(row, type_, name))
        elif type_.kind is RowKind.HIDDEN and not row.has("calculation"):
            self._survey.context_fields.append(self._reader.context_field(row, name))
        elif type_.kind is RowKind.HIDDEN:
            self._add(self._reader.question(row, row_type("calculate"), name))
        elif row.number in self._headings and name not in self._referenced:
            self._add(self._reader.heading(row, name))
        else:
            node = self._reader.question(row, type_, name, in_group=bool(self._open))
            self._add(node)
            if type_.or_other:
                self._add(self._reader.other(node, name))

    def _name(self, row: Row, type_: RowType) -> str:
        """The name of a row; a second one of the same name gets another where nothing refers to it."""
        name = row.code("name")
        if not name and type_.word == "note":
            name = self._free(f"notis_{row.number}")
        if not name:
            self._problems.note_at(row.whole, NameMissing())
        elif name.casefold() in self._seen and name not in self._referenced:
            free = self._free(name)
            self._remarks.say(
                RemarkKind.CHANGED,
                row.place("name"),
                f"namnet {name} används redan; den här heter nu {free}",
                f"the name {name} is in use already; this one is now called {free}",
            )
            name = free
        self._seen.add(name.casefold())
        return name

    def _free(self, wanted: str) -> str:
        """The name itself, or with a number after it, so that nothing else bears it."""
        name, number = wanted, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name.casefold())
        return name

    def _end(self, row: Row, type_: RowType) -> None:
        if not self._open or self._open[-1].type.repeats is not type_.repeats:
            here = f"{self._open[-1].row.text('type')} {self._open[-1].row.code('name')}" if self._open else ""
            self._problems.note_at(row.place("type"), GroupNotBegun(row.text("type"), here))
        if self._open:
            self._ask_for_table(self._open.pop())

    def _ask_for_table(self, group: _Open) -> None:
        """A group of rows without the words of their choices is what `table-list` asks for in one word."""
        shown = str(group.node.held.get("utseende", ""))
        if any(node.is_row for node in group.node.inside) and TABLE_LIST not in shown.split():
            place = group.row.place("appearance")
            group.node.put("utseende", with_word(shown, TABLE_LIST, wanted=True), place)
            name = group.node.held["namn"]
            self._remarks.say(
                RemarkKind.CHANGED,
                place,
                f"list-nolabel i {name} läses som table-list på gruppen",
                f"list-nolabel in {name} is read as table-list of the group",
            )

    def _metadata(self, row: Row, type_: RowType) -> None:
        name = row.code("name")
        if not name or name not in self._referenced:
            self._ignore(row, f"{type_.word}: Kollegie antecknar själv", f"{type_.word}: Kollegie keeps its own record")
            return
        self._seen.add(name.casefold())
        formula = _AS_CALCULATION.get(type_.word)
        if formula is not None:
            self._add(self._reader.worked_out(row, name, formula))
            self._remarks.say(
                RemarkKind.CHANGED,
                row.place("type"),
                f"{name} räknas ut med {formula}",
                f"{name} is worked out with {formula}",
            )
        else:
            self._survey.context_fields.append(self._reader.context_field(row, name))
            self._remarks.say(
                RemarkKind.CHANGED,
                row.place("type"),
                f"{name} blev en uppgift om ärendet",
                f"{name} became a field of the case",
            )

    def _ignore(self, row: Row, sv: str, en: str) -> None:
        self._remarks.say(RemarkKind.IGNORED, row.whole, sv, en)

    def _add(self, node: Node) -> None:
        (self._open[-1].node.inside if self._open else self._top).append(node)

    def _sections(self) -> list[Node]:
        """Groups at the top are sections; what stands between them gets sections of its own."""
        sections: list[Node] = []
        floating: list[Node] = []
        loose: Node | None = None
        for node in self._top:
            if node.is_group and not node.repeats:
                loose = None
                sections.append(self._as_section(node))
            elif node.floats:
                # A calculation is seen nowhere: it must not open a section of its own.
                (sections[-1].inside if sections else floating).append(node)
            else:
                if loose is None:
                    loose = self._loose_section(node, len(sections))
                    sections.append(loose)
                loose.inside.append(node)
        if floating and not sections:
            sections.append(self._loose_section(floating[0], 0))
        if floating:
            sections[0].inside[:0] = floating
        return sections

    def _loose_section(self, first: Node, before: int) -> Node:
        section = Node(first.place)
        section.put("id", self._free("avsnitt"))
        number = f" ({before + 1})" if before else ""
        section.put("titel", f"{self._title.sv}{number}")
        section.put("titel_en", f"{self._title.en}{number}" if self._title.en else "")
        self._remarks.say(
            RemarkKind.CHANGED,
            first.place,
            f"frågor utanför grupper bildar avsnittet {section.held['titel']}",
            f"questions outside groups form the section {section.held['titel']}",
        )
        return section

    def _as_section(self, group: Node) -> Node:
        del group.held["typ"]
        group.rename("namn", "id")
        group.rename("text", "titel")
        group.rename("text_en", "titel_en")
        if "titel" not in group.held and "titel_en" in group.held:
            group.rename("titel_en", "titel")
        elif "titel" not in group.held:
            group.put("titel", group.held["id"])
            self._remarks.say(
                RemarkKind.CHANGED,
                group.place,
                f"avsnittet {group.held['id']} saknar rubrik och visas med sitt namn",
                f"the section {group.held['id']} has no title and is shown by its name",
            )
        return group


def _headings(rows: Sequence[Row]) -> Iterator[int]:
    """The rows that only show the words of the choices, above a row that leaves them out."""
    for row, below in pairwise(rows):
        if shows_words_only(row_type(row.code("type")).type, row.text("appearance")) and leaves_words_out(
            row_type(below.code("type")).type, below.text("appearance")
        ):
            yield row.number


def filters_of(rows: Iterable[Row]) -> str:
    """Every choice filter of a form, to look for columns in."""
    return "\n".join(row.code("choice_filter") for row in rows)
