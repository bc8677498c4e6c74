"""One column of a block of rows as its different texts and where they stand, and what was wrong with its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class Coded:
    """One column of a block: for each row a place among its `names`, or none where the cell is empty.

    Shape: `timeless` are the places of names that a spreadsheet's dates gave, where midnight is not written out.
    """

    codes: pa.Array
    names: pa.StringArray
    timeless: frozenset[int] = frozenset()

    @property
    def texts(self) -> list[str]:
        """The different texts, made anew each time."""
        return self.names.to_pylist()  # type: ignore[no-any-return]


@dataclass(slots=True)
class Problems:
    """Cells that kept their rows out, and cells to look at: row number, column, text, and what is said of it.

    Shape: `torn` are the marks of refused rows that were put right as several, of which a part was refused once more.
    """

    refused: list[tuple[int, str, str, str]] = field(default_factory=list)
    doubted: list[tuple[int, str, str]] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


def at(codes: pa.Array, places: Sequence[int]) -> pa.Array:
    """Whether each row's code is one of these."""
    return pc.is_in(codes, pa.array(places, codes.type))


def pairs(codes: pa.Array, rows: pa.Array, which: pa.Array) -> Iterator[tuple[int, int]]:
    """Code and number of these rows, in their order."""
    return zip(codes.filter(which).to_pylist(), rows.filter(which).to_pylist(), strict=True)
