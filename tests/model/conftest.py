"""A sheet small enough to hold in the hand: one answer per name, some of them in rows of one repeat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from kollegie.language import Language
from kollegie.model.expressions import Kind, Place, Scalar, Variable, check, compile_tree, parse

NOON = datetime(2026, 11, 12, 12, 30)


class HandSheet:
    """The surroundings of one expression; names with a list of values are asked in the repeat `rep`."""

    def __init__(self, answers: Mapping[str, Scalar | list[Scalar]], current: Scalar, row: int) -> None:
        self._answers = answers
        self._current = current
        self._row = row

    def current(self) -> Scalar:
        return self._current

    def value(self, name: str) -> Scalar:
        value = self._answers[name]
        return value[self._row] if isinstance(value, list) else value

    def values(self, name: str) -> Sequence[Scalar]:
        value = self._answers[name]
        return value if isinstance(value, list) else [value]

    def value_at(self, name: str, places: Sequence[tuple[str, int]]) -> Scalar:
        rows = self.values(name)
        index = places[0][1]
        return rows[index] if index < len(rows) else None

    def row_count(self, name: str) -> int:
        return max(len(value) for value in self._answers.values() if isinstance(value, list))

    def position(self, repeat: str | None) -> int:
        return self._row

    def column(self, name: str) -> Scalar:
        return f"column {name}"

    def choice_label(self, question: str, choice: str) -> str:
        return f"{question}:{choice}"

    def now(self) -> datetime:
        return NOON

    def language(self) -> Language:
        return Language.SV


def variable_of(value: Scalar | list[Scalar]) -> Variable:
    kinds: dict[type, Kind] = {
        Decimal: Kind.NUMBER,
        str: Kind.TEXT,
        bool: Kind.TRUTH,
        datetime: Kind.MOMENT,
        date: Kind.DATE,
        time: Kind.TIME,
        tuple: Kind.CHOICES,
    }
    if isinstance(value, list):
        return Variable(kinds[type(value[0])], ("rep",))
    return Variable(kinds.get(type(value), Kind.ANY))


@pytest.fixture
def work_out() -> Callable[..., Scalar]:
    """Check and work out an expression over the answers given by name; `current` is the question's own answer."""

    def worked(
        text: str,
        *,
        current: Scalar = None,
        row: int | None = None,
        kinds: Mapping[str, Kind] | None = None,
        **answers: Scalar | list[Scalar],
    ) -> Scalar:
        names = {name: variable_of(value) for name, value in answers.items()} | {"rep": Variable(Kind.REPEAT, ("rep",))}
        names |= {name: Variable(kind) for name, kind in (kinds or {}).items()}
        place = Place(names, () if row is None else ("rep",), current=Variable(Kind.ANY), columns=frozenset({"region"}))
        tree = parse(text)
        _, errors = check(tree, place)
        assert not errors, [str(error) for error in errors]
        return compile_tree(tree, place)(HandSheet(answers, current, row or 0))

    return worked
