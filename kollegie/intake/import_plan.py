"""What an import would do, told before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kollegie.intake.cells import column_letters
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.intake.new_rows import NewRows


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: file, sheet ("" in text files) and row, counted from 1 with the header."""

    file: str
    sheet: str
    row: int

    @property
    def words(self) -> str:
        """The place as it is said to a user."""
        sheet = say(f", blad {self.sheet}", f", sheet {self.sheet}") if self.sheet else ""
        return f"{self.file}{sheet}, " + say(f"rad {self.row}", f"row {self.row}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that kept its row out."""

    place: Place
    column: str
    value: str
    expected: str

    @property
    def sentence(self) -> str:
        """What is wrong, where, and what was expected."""
        where = f"{self.place.words}, " + say(f"kolumn {self.column}", f"column {self.column}")
        stands = f"”{self.value}”" if self.value else say("tomt", "empty")
        return say(f"{where}: {stands}; väntat {self.expected}.", f"{where}: {stands}; expected {self.expected}.")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at that is no fault in a cell; `keeps_out` where the row still stays out, as of somebody whose
    identity is protected."""

    place: Place
    column: str
    what: str
    keeps_out: bool = False

    @property
    def sentence(self) -> str:
        """The doubt with its place; never the doubtful value itself."""
        where = f"{self.place.words}, " + say(f"kolumn {self.column}", f"column {self.column}")
        return f"{where}: {self.what}"


def alike_words(sheets: Sequence[str], hidden: Sequence[str] = ()) -> str:
    """Why other sheets of a workbook are to be looked at."""
    names = named_sheets(sheets, hidden)
    return say(
        f"har samma rubriker på andra blad, som inte läses: {names}; välj blad i mappningen och läs in dem för sig",
        f"has the same headers on other sheets, which are not read: {names}; choose each in the mapping",
    )


def named_sheets(sheets: Sequence[str], hidden: Sequence[str]) -> str:
    """Sheets by name, those the workbook does not show marked as such."""
    mark = say(" (dolt)", " (hidden)")
    return ", ".join(name + mark * (name in hidden) for name in sheets)


def hidden_words() -> str:
    """Why the sheet that is read is to be looked at: whoever opens the workbook does not see it."""
    return say(
        "bladet är dolt i arbetsboken och läses ändå; visa det i Excel och se att det är rätt blad",
        "the sheet is hidden in the workbook and is read all the same; show it in Excel and see that it is the one",
    )


def merged_doubts(
    file: str, sheet: str, header_row: int, columns: Mapping[int, str], merged: Iterable[Sequence[int]]
) -> Iterator[Doubt]:
    """What is to be looked at where cells below the header are one: all but the first of them are read as empty.

    Shape: `columns` are the named columns by their place; `merged` tells row, place, last row and last place of each.
    """
    for row, left, last, right in merged:
        named = [place for place in range(left, right + 1) if place in columns]
        below = last > row and left in named
        empty = (row + 1, left) if below else next(((row, place) for place in named if place > left), None)
        if row <= header_row or empty is None:
            continue
        cells = f"{column_letters(left)}{row}:{column_letters(right)}{last}"
        what = say(
            f"cellerna {cells} är sammanslagna, så bara den första har ett värde och de andra läses som tomma; "
            "dela upp dem och fyll i var och en",
            f"the cells {cells} are merged, so that only the first has a value and the others are read as empty; "
            "split them and fill in each",
        )
        yield Doubt(Place(file, sheet, empty[0]), columns[empty[1]], what)


def left_out_words() -> str:
    """Why a row about somebody who was left out of the register stays out too."""
    return say(
        "personen har skyddad identitet och är inte inläst; raden tas inte in",
        "the person has a protected identity and is not in the register; the row is not taken in",
    )


def erased_words() -> str:
    """Why a row about somebody who has been erased stays out."""
    return say("personen är gallrad; raden tas inte in", "the person has been erased; the row is not taken in")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row that would be written. `before` are the values it replaces, empty for a new record."""

    place: Place
    key: tuple[Any, ...]
    values: tuple[Any, ...]
    before: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that an import would do.

    Shape: `read` counts all non-empty rows below the headers; `withheld` are rows of people with protected identity,
    who are not taken in unless asked for, and `protected` those among them of whom the register or a case still holds
    a name, number or address. `left_out` are the numbers of those the register does not have and of whom it is not
    remembered yet that they are left out, with their records. `unknown_columns` are kept with the records and listed.
    """

    kind: str
    read: int
    new: NewRows
    changed: tuple[PlannedRow, ...]
    unchanged: int
    refused: tuple[Refusal, ...]
    doubts: tuple[Doubt, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    withheld: tuple[Place, ...] = ()
    protected: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def refused_rows(self) -> int:
        """How many rows stay out; one row may have several refusals."""
        return len({refusal.place for refusal in self.refused})

    def refused_of(self, file: str) -> frozenset[int]:
        """The numbers of the rows of a file that stay out."""
        return frozenset(refusal.place.row for refusal in self.refused if refusal.place.file == file)

    @property
    def more_doubts(self) -> int:
        """How many doubts beyond those told: none, for a register is told whole."""
        return 0

    @property
    def more_kept_out(self) -> int:
        """How many of those are of rows that are not taken in: none either."""
        return 0
