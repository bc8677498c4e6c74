"""What an expression may ask of the sheet it is worked out on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from kollegie.language import Language
from kollegie.model.expressions.values import Scalar


class Surroundings(Protocol):
    """One question in one row of one sheet, as its expressions see it.

    Shape: indexes of rows count from 0 here; expressions count positions from 1 and choices from 0, as XLSForm does.
    """

    def current(self) -> Scalar:
        """The answer of the question itself."""

    def value(self, name: str) -> Scalar:
        """The answer of the named question in the row the expression stands in."""

    def values(self, name: str) -> Sequence[Scalar]:
        """The answers of the named question in every row that can be reached from here."""

    def value_at(self, name: str, places: Sequence[tuple[str, int]]) -> Scalar:
        """The answer in the given rows, one (repeat, index) for each repeat; nothing where there is no such row."""

    def row_count(self, name: str) -> int:
        """How many rows the named repeat, or the repeat around the named question, has here."""

    def position(self, repeat: str | None) -> int:
        """The index of the row the expression stands in, of the named or the innermost repeat."""

    def column(self, name: str) -> Scalar:
        """A column of the choice a choice filter is looking at."""

    def choice_label(self, question: str, choice: str) -> str:
        """The words of a choice in the language of the sheet."""

    def now(self) -> datetime:
        """The moment on the clock of the place, without zone."""

    def language(self) -> Language:
        """The language of the sheet."""
