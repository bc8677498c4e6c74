"""Finds the line each key of a TOML file stands on: tomllib reads the values but forgets their places.

The text must have passed tomllib; this only follows tables, keys and values, and judges nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TypeAlias

Key: TypeAlias = tuple[str | int, ...]

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
"""A key that needs no quotation marks."""
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""+', re.DOTALL),
    re.compile(r"'''.*?'''+", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_PLAIN = re.compile(r"[^,\]}#\r\n]+")


def lines_of(text: str) -> dict[Key, int]:
    """The line, from 1, of every table, list entry and key: `("avsnitt", 0, "fraga", 2, "typ") → 41`."""
    return _Scanner(text).lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line_starts = [0, *(found.end() for found in re.finditer(r"\n", text))]
        self._counts: dict[Key, int] = {}
        self.lines: dict[Key, int] = {}
        table: Key = ()
        while self._skip():
            if text[self._at] == "[":
                table = self._header()
            else:
                self._entry(table)

    def _line(self) -> int:
        return bisect_right(self._line_starts, self._at)

    def _skip(self) -> bool:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._text)

    def _header(self) -> Key:
        line = self._line()
        is_list = self._text.startswith("[[", self._at)
        self._at += 2 if is_list else 1
        names = self._names("]")
        self._at += 2 if is_list else 1
        table: Key = ()
        for place, name in enumerate(names):
            table = (*table, name)
            last = place == len(names) - 1
            if last and is_list:
                self._counts[table] = self._counts.get(table, 0) + 1
            if table in self._counts:
                table = (*table, self._counts[table] - 1)
        self.lines[table] = line
        return table

    def _names(self, until: str) -> list[str]:
        names = []
        while True:
            self._skip()
            here = self._text[self._at]
            if here in "\"'":
                names.append(self._string()[1:-1])
            else:
                found = BARE_KEY.match(self._text, self._at)
                if found is None:
                    return names
                names.append(found.group())
                self._at = found.end()
            self._skip()
            if self._text[self._at] == until:
                return names
            self._at += 1

    def _string(self) -> str:
        for form in _STRINGS:
            found = form.match(self._text, self._at)
            if found:
                self._at = found.end()
                return found.group()
        self._at += 1
        return ""

    def _entry(self, table: Key) -> None:
        line = self._line()
        key: Key = (*table, *self._names("="))
        self._at += 1
        self.lines[key] = line
        self._value(key)

    def _value(self, key: Key) -> None:
        self._skip()
        here = self._text[self._at : self._at + 1]
        if here == "[":
            self._list(key)
        elif here == "{":
            self._inline(key)
        elif here and here in "\"'":
            self._string()
        else:
            found = _PLAIN.match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _list(self, key: Key) -> None:
        self._at += 1
        number = 0
        while self._skip() and self._text[self._at] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self.lines[(*key, number)] = self._line()
            self._value((*key, number))
            number += 1
        self._at += 1

    def _inline(self, key: Key) -> None:
        self._at += 1
        while self._skip() and self._text[self._at] != "}":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._entry(key)
        self._at += 1
