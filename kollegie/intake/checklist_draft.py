"""A checklist while it is written: the values of a checklist file, faulty or not, every change undoable.

The draft holds what the file would hold, so that anything half-typed has a place, and the same reader that refuses a
file tells what is wrong and where (`judged`). Values are never changed in place: a change makes new tables on its way
down and leaves the rest as it is, so that undo holds every earlier state at little cost.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from kollegie.errors import KollegieError
from kollegie.intake.checklist_lines import Key
from kollegie.intake.checklist_reader import ChecklistReader
from kollegie.intake.checklist_table import Problems
from kollegie.intake.checklist_writer import checklist_to_toml
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_core import core_faults

Table: TypeAlias = dict[str, Any]
GROUP_TYPES = ("grupp", "upprepning")
_REFERENCE = re.compile(r"\$\{\s*([^\s}]+)\s*\}")


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """One fault of a draft: `key` is the place of the value, `field` the nearest key in words of the file."""

    key: Key
    error: KollegieError

    @property
    def field(self) -> str:
        """The key of the question, section or list that the fault sits at: "text", "visas_nar" …"""
        return next((str(part) for part in reversed(self.key) if isinstance(part, str)), "")

    def within(self, key: Key) -> bool:
        """Whether the fault sits at the thing of that key, or in it."""
        return self.key[: len(key)] == key

    def sentence(self) -> str:
        """What is wrong."""
        return self.error.sentence()


@dataclass(frozen=True)
class Judged:
    """What a draft comes to: the checklist if nothing is wrong, else every fault at its place."""

    checklist: Checklist | None
    problems: tuple[DraftProblem, ...]

    def at(self, key: Key) -> tuple[DraftProblem, ...]:
        """The faults of one thing, but not of what stands within it; an empty key names the checklist itself."""
        if not key:
            return tuple(problem for problem in self.problems if problem.key[:1] != ("avsnitt",))
        inner = len(key)
        return tuple(
            problem
            for problem in self.problems
            if problem.within(key) and not any(part == "fraga" for part in problem.key[inner:])
        )


class _Placed(Problems):
    """Collects faults with the keys they sit at instead of lines."""

    def __init__(self, held: Mapping[str, object]) -> None:
        super().__init__("")
        self._held = held
        self.placed: list[DraftProblem] = []

    def note(self, key: Key, where: str, error: KollegieError) -> None:
        self.placed.append(DraftProblem(key, error))

    def has_line(self, key: Key) -> bool:
        return value_at(self._held, key) is not None


def judged(held: Mapping[str, object], national: Checklist | None = None) -> Judged:
    """Read a draft as if it were a file; a local copy is also held to its national core."""
    problems = _Placed(held)
    checklist = ChecklistReader(held, problems).read()
    if checklist is not None and national is not None and not problems.placed:
        places = {name_of(table): key for key, table in questions_of(held)}
        for fault in core_faults(national, checklist):
            problems.note(places.get(fault.question, ()), "", fault.error)
    told = {(problem.key, problem.sentence()): problem for problem in problems.placed}
    return Judged(checklist if not told else None, tuple(told.values()))


def held_of(checklist: Checklist) -> Table:
    """The values of the file that a checklist would be written as."""
    return tomllib.loads(checklist_to_toml(checklist))


def name_of(table: Mapping[str, object]) -> str:
    """The name of a question, group or section while it is written."""
    return str(table.get("namn") or str(table.get("id") or "").lower())


def value_at(held: object, key: Key) -> Any:
    """The value at a key, None where there is none."""
    for part in key:
        if isinstance(held, Mapping) and isinstance(part, str):
            held = held.get(part)
        elif isinstance(held, list) and isinstance(part, int) and 0 <= part < len(held):
            held = held[part]
        else:
            return None
    return held


def questions_of(held: Mapping[str, object]) -> Iterator[tuple[Key, Table]]:
    """Every question and group with its key, in reading order."""

    def within(listed: object, key: Key) -> Iterator[tuple[Key, Table]]:
        for at, table in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(table, dict):
                yield (*key, at), table
                yield from within(table.get("fraga"), (*key, at, "fraga"))

    for key, section in sections_of(held):
        yield from within(section.get("fraga"), (*key, "fraga"))


def sections_of(held: Mapping[str, object]) -> Iterator[tuple[Key, Table]]:
    """Every section with its key."""
    listed = held.get("avsnitt")
    for at, section in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(section, dict):
            yield ("avsnitt", at), section


class ChecklistDraft:
    """A checklist in the making, with every step to undo and redo for as long as it is open."""

    def __init__(self, held: Table) -> None:
        self.held = held
        self._undone: list[Table] = []
        self._done: list[Table] = []
        self._typing: Key | None = None

    # What it can be asked

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take once more."""
        return bool(self._undone)

    def value(self, key: Key) -> Any:
        """The value at a key, None where there is none."""
        return value_at(self.held, key)

    # What changes it

    def put(self, key: Key, value: object, *, typing: bool = False) -> None:
        """Put a value at a key; an empty one takes the key away. What is typed in one field is one step."""
        if self.value(key) == value or (value in ("", [], {}, None) and self.value(key) is None):
            return
        goes_on = typing and self._typing == key
        self._take(_put(self.held, key, value), goes_on=goes_on)
        self._typing = key if typing else None

    def insert(self, listed: Key, at: int, table: Table) -> Key:
        """Put a table into a list; returns its key."""
        whole = list(self.value(listed) or [])
        at = max(0, min(at, len(whole)))
        self._take(_put(self.held, listed, [*whole[:at], table, *whole[at:]]))
        return (*listed, at)

    def remove(self, key: Key) -> None:
        """Take the thing at a key out of its list, with all that is in it."""
        listed, at = key[:-1], key[-1]
        whole = list(self.value(listed) or [])
        if isinstance(at, int) and 0 <= at < len(whole):
            self._take(_put(self.held, listed, [*whole[:at], *whole[at + 1 :]]))

    def move(self, key: Key, by: int) -> Key:
        """Move a thing one step up (−1) or down (+1).

        Shape: a question goes into a group that stands there, out of its own at the group's end, and from the end of
        its section on to the next one. Returns its key where it stands then.
        """
        listed, at = key[:-1], key[-1]
        whole = list(self.value(listed) or [])
        if not isinstance(at, int) or not 0 <= at < len(whole):
            return key
        to = at + by
        if 0 <= to < len(whole):
            if _is_group(whole[to]) and not _is_group(whole[at]) and listed[-1] == "fraga":
                return self._move_in(listed, at, to)
            whole[at], whole[to] = whole[to], whole[at]
            self._take(_put(self.held, listed, whole))
            return (*listed, to)
        if listed[-1] != "fraga":
            return key
        return self._move_over(key, by) if len(listed) == 3 else self._move_out(key, by)

    def _move_in(self, listed: Key, at: int, to: int) -> Key:
        """Move a question into the group beside it, at the end that lies nearest."""
        whole = list(self.value(listed))
        group = dict(whole[to])
        inside = list(group.get("fraga") or [])
        group["fraga"] = [whole[at], *inside] if to > at else [*inside, whole[at]]
        whole[to] = group
        del whole[at]
        self._take(_put(self.held, listed, whole))
        return (*listed, to - (to > at), "fraga", 0 if to > at else len(inside))

    def _move_out(self, key: Key, by: int) -> Key:
        """Move a thing out of its group, to before or behind it; a group that is left empty stays."""
        around, group = key[:-3], key[-3]
        assert isinstance(group, int)
        table = self.value(key)
        left = [one for at, one in enumerate(self.value(key[:-1])) if at != key[-1]]
        held = _put(self.held, key[:-1], left)
        whole = list(value_at(held, around))
        to = group if by < 0 else group + 1
        self._take(_put(held, around, [*whole[:to], table, *whole[to:]]))
        return (*around, to)

    def _move_over(self, key: Key, by: int) -> Key:
        number = key[1]
        sections = self.value(("avsnitt",)) or []
        if not isinstance(number, int) or not 0 <= number + by < len(sections):
            return key
        to: Key = ("avsnitt", number + by, "fraga")
        table, listed = self.value(key), key[:-1]
        left = [one for at, one in enumerate(self.value(listed)) if at != key[-1]]
        there = list(self.value(to) or [])
        there = [*there, table] if by < 0 else [table, *there]
        self._take(_put(_put(self.held, listed, left), to, there))
        return (*to, len(there) - 1 if by < 0 else 0)

    def copy(self, key: Key) -> Key:
        """Put a copy below a question, group or section, under names of its own."""
        table = self.value(key)
        at = key[-1]
        if not isinstance(table, dict) or not isinstance(at, int):
            return key
        names = {name_of(one) for _, one in (*sections_of(self.held), *questions_of(self.held))}
        return self.insert(key[:-1], at + 1, _copied(table, names))

    def new_question(self, section: Key, after: int | None = None) -> Key:
        """Add a question to a section or group, below the one at `after`, else last; it gets the next free number."""
        listed: Key = (*section, "fraga")
        whole = self.value(listed) or []
        at = len(whole) if after is None else after + 1
        return self.insert(listed, at, {"id": self._next_id(listed, at), "typ": "ja/nej", "text": ""})

    def new_group(self, section: Key, after: int | None = None, *, repeats: bool, title: str) -> Key:
        """Add a group, or a repeat, to a section or group, with a question in it."""
        listed: Key = (*section, "fraga")
        whole = self.value(listed) or []
        at = len(whole) if after is None else after + 1
        kind = GROUP_TYPES[repeats]
        taken = {name_of(one) for _, one in (*sections_of(self.held), *questions_of(self.held))}
        name = kind if kind not in taken else _free(kind, taken)
        first = {"id": self._next_id(listed, at), "typ": "ja/nej", "text": ""}
        return self.insert(listed, at, {"namn": name, "typ": kind, "text": title, "fraga": [first]})

    def new_section(self, title: str) -> Key:
        """Add a section last."""
        taken = {name_of(one) for _, one in (*sections_of(self.held), *questions_of(self.held))}
        name = _free("avsnitt", taken)
        whole = self.value(("avsnitt",)) or []
        return self.insert(("avsnitt",), len(whole), {"id": name, "titel": title, "fraga": []})

    def undo(self) -> bool:
        """Take back the latest step. False if there is none."""
        if not self._done:
            return False
        self._undone.append(self.held)
        self.held = self._done.pop()
        self._typing = None
        return True

    def redo(self) -> bool:
        """Take the step last undone once more. False if there is none."""
        if not self._undone:
            return False
        self._done.append(self.held)
        self.held = self._undone.pop()
        self._typing = None
        return True

    def _take(self, held: Table, *, goes_on: bool = False) -> None:
        if not goes_on:
            self._done.append(self.held)
        self._undone.clear()
        self._typing = None
        self.held = held

    def _next_id(self, listed: Key, at: int) -> str:
        """The id after the nearest numbered one above, that no question bears yet."""
        taken = {name_of(one) for _, one in (*sections_of(self.held), *questions_of(self.held))}
        ids = [str(one.get("id", "")) for _, one in questions_of(self.held)]
        above = [str(one.get("id", "")) for one in (self.value(listed) or [])[:at] if isinstance(one, dict)]
        found = next((re.fullmatch(r"(\D*)(\d+)\D*", id) for id in (*reversed(above), *reversed(ids)) if id), None)
        prefix, width = (found[1], len(found[2])) if found else ("F", 2)
        number = max(
            (int(one[2]) for id in ids if (one := re.fullmatch(r"(\D*)(\d+)\D*", id)) and one[1] == prefix), default=0
        )
        while f"{prefix}{number + 1:0{width}}".lower() in taken:
            number += 1
        return f"{prefix}{number + 1:0{width}}"


def draft_to_text(held: Table) -> str:
    """The draft as one text, to be kept."""
    return json.dumps(held, ensure_ascii=False, default=_day_out)


def draft_from_text(text: str) -> Table:
    """The draft that was kept."""
    found: Table = json.loads(text, object_hook=_day_in)
    return found


def _day_out(value: object) -> object:
    if isinstance(value, date):
        return {"$dag": value.isoformat()}
    raise TypeError(type(value).__name__)


def _day_in(table: Table) -> object:
    return date.fromisoformat(table["$dag"]) if set(table) == {"$dag"} else table


def _put(held: Any, key: Key, value: object) -> Any:
    """A copy with the value at the key; empty values take the key away, and what is not on the way is shared."""
    part, rest = key[0], key[1:]
    if isinstance(part, int):
        whole = list(held)
        whole[part] = value if not rest else _put(whole[part], rest, value)
        return whole
    table = dict(held) if isinstance(held, Mapping) else {}
    inner = value if not rest else _put(table.get(part, [] if isinstance(rest[0], int) else {}), rest, value)
    if inner is None or inner in ("", {}) or (inner == [] and part != "fraga"):
        table.pop(part, None)
    else:
        table[part] = inner
    return table


def _copied(table: Table, taken: set[str]) -> Table:
    """A copy whose questions have free names, and whose conditions speak of each other by them."""
    renamed: dict[str, str] = {}

    def named(one: Table) -> Table:
        made = dict(one)
        old = name_of(one)
        new = _free(old, taken)
        taken.add(new)
        renamed[old] = new
        if made.get("namn"):
            made["namn"] = new
        else:
            made["id"] = new if "fraga" in made and "typ" not in made else new.upper()
        made.pop("karna", None)
        if isinstance(made.get("fraga"), list):
            made["fraga"] = [named(inner) for inner in made["fraga"] if isinstance(inner, dict)]
        return made

    def spoken(value: Any) -> Any:
        if isinstance(value, str):
            return _REFERENCE.sub(lambda found: f"${{{renamed.get(found[1], found[1])}}}", value)
        if isinstance(value, list):
            return [spoken(one) for one in value]
        if isinstance(value, dict):
            return {name: spoken(one) for name, one in value.items()}
        return value

    copied: Table = spoken(named(table))
    return copied


def _is_group(table: object) -> bool:
    return isinstance(table, Mapping) and table.get("typ") in GROUP_TYPES


def _free(name: str, taken: set[str]) -> str:
    """A name like this one that nobody bears: `hb07` → `hb07b`, `avsnitt` → `avsnitt-2`."""
    for letter in "bcdefghijklmnopqrstuvwxyz":
        if name[-1:].isdigit() and f"{name}{letter}" not in taken:
            return f"{name}{letter}"
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
