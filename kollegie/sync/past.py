"""What history on this laptop tells of records that are about to be merged: who wrote what, and on top of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kollegie.sync.carried import Carried
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

    def __init__(self, line: Line, ids: Sequence[bytes] = ()) -> None:
        self._line = line
        self._steps: dict[bytes, list[Step]] = {}
        self._read(ids)

    def _read(self, ids: Sequence[bytes]) -> None:
        self._steps |= {id: [] for id in ids}
        for marks, part in in_parts(ids):
            rows = self._line.rows(
                "SELECT row_id, column_name, stamp, old_stamp, old_value, person_id FROM history"
                f" WHERE row_id IN ({marks}) ORDER BY row_id, column_name, stamp",
                part,
            )
            for row in rows:
                self._steps[row[0]].append(Step(*row[1:]))

    def add(self, id: bytes, step: Step) -> None:
        """A line that has been written since."""
        if id in self._steps:
            self._steps[id].append(step)

    def _of(self, id: bytes) -> list[Step]:
        if id not in self._steps:
            self._read([id])
        return self._steps[id]

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
