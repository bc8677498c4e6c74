"""What history on this laptop tells of records that are about to be merged: who wrote what, and on top of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from kollegie.sync.carried import Carried, carried
from kollegie.sync.lines import Line
from kollegie.sync.merge import Version

AT_A_TIME = 500
"""How many records are asked for by one question."""


def in_history(id: bytes | str) -> bytes:
    """A record's id as history keeps it: a conflict's is text."""
    return id.encode() if isinstance(id, str) else id


def stored_text(value: Any) -> str | None:
    """A cell's value as history and conflicts keep it: text, bytes in hex."""
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else str(value)


def from_stored_text(one: Carried, column: str, text: str | None) -> Any:
    """The cell's value again. Raises: ValueError."""
    kind = one.kinds[one.place(column)]
    if text is None or kind == "text":
        return text
    return bytes.fromhex(text) if kind == "bytea" else int(text)


def in_parts(ids: Sequence[Any]) -> Iterable[tuple[str, Sequence[Any]]]:
    """Many ids, part by part, each with the marks for it in a question."""
    for start in range(0, len(ids), AT_A_TIME):
        part = ids[start : start + AT_A_TIME]
        yield ", ".join("?" * len(part)), part


@dataclass(frozen=True, slots=True)
class Step:
    """One line of history: the stamp it gave, and what it replaced, with whose hand."""

    column: str
    stamp: int
    old_stamp: int | None
    old_value: str | None
    person: bytes


class Past:
    """The history of some records as it stood when they were asked for; what is written since is told to `add`."""

    def __init__(self, line: Line, records: Sequence[tuple[bytes, bytes]] = ()) -> None:
        """`records` are told by their scope, within which history finds them, and their id."""
        self._line = line
        self._steps: dict[bytes, list[Step]] = {}
        self._read(records)

    def _read(self, records: Sequence[tuple[bytes, bytes]]) -> None:
        self._steps |= {id: [] for _scope, id in records}
        for start in range(0, len(records), AT_A_TIME):
            part = records[start : start + AT_A_TIME]
            rows = self._line.rows(  # told to sort, SQLite may look through all of history instead
                "SELECT row_id, column_name, stamp, old_stamp, old_value, person_id FROM history"
                f" WHERE (scope, row_id) IN (VALUES {', '.join(['(?, ?)'] * len(part))})",
                [value for record in part for value in record],
            )
            for row in sorted(rows, key=itemgetter(0, 1, 2)):
                self._steps[row[0]].append(Step(*row[1:]))

    def _scopes(self, id: bytes) -> list[bytes]:
        """Where a record stands here."""
        places = [f'SELECT scope FROM "{one.name}" WHERE id = ?' for one in carried() if not one.is_history]
        told = [id.decode("utf-8", "replace") if one.name == "conflict" else id for one in carried()[1:]]
        return [row[0] for row in self._line.rows(" UNION ".join(places), told)]

    def add(self, id: bytes, step: Step) -> None:
        """A line that has been written since."""
        if id in self._steps:
            self._steps[id].append(step)

    def _of(self, id: bytes) -> list[Step]:
        if id not in self._steps:
            self._read([(scope, id) for scope in self._scopes(id)])
        return self._steps.setdefault(id, [])

    def who(self, id: bytes, stamp: int) -> bytes | None:
        """Whose hand gave a stamp, None where history does not tell."""
        return next((step.person for step in self._of(id) if step.stamp == stamp), None)

    def step(self, id: bytes, column: str, stamp: int) -> Step | None:
        """The edit of a cell that has that stamp."""
        return next((step for step in self._of(id) if step.stamp == stamp and step.column == column), None)

    def replaced(self, id: bytes, column: str, stamp: int) -> Step | None:
        """The edit of a cell that replaced what had that stamp."""
        return next((step for step in self._of(id) if step.old_stamp == stamp and step.column == column), None)

    def stood(self, one: Carried, id: bytes, column: str, stamp: int) -> Version | None:
        """What a cell held at a stamp."""
        step = self.replaced(id, column, stamp)
        return None if step is None else Version(from_stored_text(one, column, step.old_value), stamp)

    def made_knowing(self, id: bytes, column: str, here: Version, there: Version) -> bool:
        """Whether their edit was made from exactly my version: then my laptop only missed an answer from the hub."""
        text, stamp = stored_text(here.value), there.stamp
        while True:
            step = self.step(id, column, stamp)
            if step is None or step.old_stamp is None or step.old_stamp >= stamp:
                return False
            if step.old_stamp == here.stamp:
                return step.old_value == text
            stamp = step.old_stamp
