"""One table of a checklist file while it is read: hands out its values and notes what is wrong or left over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TypeVar

from kollegie.errors import KollegieError
from kollegie.intake.checklist_lines import Key, lines_of
from kollegie.intake.checklist_problems import ChecklistProblem, KeyMissing, KeyUnknown, ValueUnfit
from kollegie.model.checklist import BilingualText
from kollegie.model.expressions import Expression, ExpressionError

Word = TypeVar("Word", bound=Enum)


class Problems:
    """Collects the faults of one file with their lines, which are looked for only when there is a fault."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[ChecklistProblem] = []

    @cached_property
    def _lines(self) -> Mapping[Key, int]:
        return lines_of(self._text)

    def note(self, key: Key, where: str, error: KollegieError) -> None:
        """Note a fault at a key, or at the nearest thing around it that has a line."""
        while key and key not in self._lines:
            key = key[:-1]
        problem = ChecklistProblem(self._lines.get(key, 0), where, error)
        if problem.sentence() not in {known.sentence() for known in self._found}:
            self._found.append(problem)

    def has_line(self, key: Key) -> bool:
        """Whether the key is written in the file."""
        return key in self._lines

    def in_order(self) -> tuple[ChecklistProblem, ...]:
        """The faults from the top of the file down."""
        return tuple(sorted(self._found, key=lambda problem: problem.line))


class Table:
    """One table: `title` is what a fault names it by."""

    def __init__(self, held: Mapping[str, object], key: Key, title: str, problems: Problems) -> None:
        self.key = key
        self.title = title
        self._held = held
        self._problems = problems
        self._known: dict[str, None] = {}

    def note(self, key: str, error: KollegieError) -> None:
        """Note a fault at one of the table's keys."""
        self._problems.note((*self.key, key), f"{self.title} {key}".strip(), error)

    def _take(self, key: str) -> object:
        self._known[key] = None
        return self._held.get(key)

    def has(self, key: str) -> bool:
        """Whether the table says anything about the key."""
        self._known[key] = None
        return key in self._held

    def text(self, key: str, *, missing: tuple[str, str] | None = None) -> str:
        """A text; `missing` says what was expected where it must be there."""
        value = self._take(key)
        if value is None or value == "":
            if missing is not None:
                self.note(key, KeyMissing(key, *missing))
            return ""
        if not isinstance(value, str):
            self.note(key, ValueUnfit(key, value, "en text inom citattecken", "a text in quotation marks"))
            return ""
        return value.strip()

    def words(self, key: str, *, missing: tuple[str, str] | None = None) -> BilingualText:
        """A text in Swedish under the key and in English under the key with `_en`."""
        return BilingualText(self.text(key, missing=missing), self.text(f"{key}_en"))

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word | None:
        """One of a few words; without `default` it must be there."""
        value = self._take(key)
        known = ", ".join(str(one.value) for one in words)
        if value is None:
            if default is None:
                self.note(key, KeyMissing(key, f"ett av {known}", f"one of {known}"))
            return default
        for one in words:
            if one.value == value:
                return one
        self.note(key, ValueUnfit(key, value, f"ett av {known}", f"one of {known}"))
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        """A truth value."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.note(key, ValueUnfit(key, value, "true eller false", "true or false"))
            return default
        return value

    def day(self, key: str) -> date | None:
        """A date."""
        value = self._take(key)
        if value is None or type(value) is date:
            return value
        expected = ("ett datum som 2025-07-01 utan citattecken", "a date such as 2025-07-01 without quotation marks")
        self.note(key, ValueUnfit(key, value, *expected))
        return None

    def expression(self, key: str, *, missing: tuple[str, str] | None = None) -> Expression | None:
        """An expression; what cannot be read is noted at its place."""
        text = self.text(key, missing=missing)
        if not text:
            return None
        return self.read_expression(key, text)

    def read_expression(self, key: str, text: str) -> Expression | None:
        """The expression a text means; what cannot be read is noted at the key."""
        try:
            return Expression(text)
        except ExpressionError as error:
            self.note(key, error)
            return None

    def value(self, key: str) -> object:
        """Whatever stands there, or None."""
        return self._take(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._take(key)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in listed):
            self.note(key, ValueUnfit(key, value, "en lista med texter", "a list of texts"))
            return ()
        return tuple(listed)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of texts under names nobody here knows, in their order."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or any(isinstance(one, dict | list) for one in value.values()):
            self.note(key, ValueUnfit(key, value, "en tabell { … }", "a table { … }"))
            return ()
        return tuple((name, str(one)) for name, one in value.items())

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables, `[[…]]` or `[{ … }]`."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.note(key, ValueUnfit(key, value, f"en lista med tabeller, [[{key}]]", f"a list of tables, [[{key}]]"))
            return ()
        return tuple(Table(one, (*self.key, key, at), self.title, self._problems) for at, one in enumerate(value))

    def others(self) -> tuple[str, ...]:
        """The keys nobody has asked for yet."""
        return tuple(key for key in self._held if key not in self._known)

    def close(self) -> None:
        """Note every key nobody asked for."""
        for key in self.others():
            self.note(key, KeyUnknown(key, tuple(self._known)))
