"""The rows of a register's files, a column at a time: hundreds of thousands are read, and few looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Any
from uuid import UUID

from kollegie.intake.import_plan import Place, PlannedRow
from kollegie.intake.register_targets import Target

Row = dict[str, Any]
"""One row's cells by canonical column, as far as the file has them. "extra" holds unknown ones; None empties it."""
Key = tuple[Any, ...]
"""What tells a record from the others of its kind, in whichever file it stands."""


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of one file that were understood.

    Shape: `columns` are by canonical name, as far as the file has them, and "extra" is always there; `numbers` are
    those of the rows in the file, and `keys` tell their records. All are as long.
    """

    file: str
    sheet: str
    columns: dict[str, list[Any]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)

    def place(self, at: int) -> Place:
        """Where a row stands."""
        return Place(self.file, self.sheet, self.numbers[at])

    def row(self, at: int) -> Row:
        """The cells of a row."""
        return {name: column[at] for name, column in self.columns.items()}

    def extend(self, more: FileRows) -> None:
        """Add further rows of the same file."""
        for name, column in more.columns.items():
            self.columns.setdefault(name, []).extend(column)
        self.numbers.extend(more.numbers)
        self.keys.extend(more.keys)

    def only(self, wanted: Sequence[int]) -> FileRows:
        """These rows alone."""
        if len(wanted) == len(self.numbers):
            return self
        columns = {name: [column[at] for at in wanted] for name, column in self.columns.items()}
        numbers, keys = [self.numbers[at] for at in wanted], [self.keys[at] for at in wanted]
        return FileRows(self.file, self.sheet, columns, numbers, keys)


@dataclass(frozen=True, slots=True)
class NewRows:
    """The rows that would be new records, each with the id its values will have. One by one they are planned rows."""

    targets: tuple[Target, ...]
    host: UUID
    files: tuple[FileRows, ...] = ()
    ids: Sequence[UUID] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[PlannedRow]:
        places = (rows.place(at) for rows in self.files for at in range(len(rows.numbers)))
        made = [map(target.kind, *self.columns_of(target).values()) for target in self.targets]
        for place, key, *values in zip(places, self.keys, *made, strict=True):
            yield PlannedRow(place, key, tuple(values))

    @property
    def keys(self) -> Iterator[Key]:
        """The key of each row."""
        return chain.from_iterable(rows.keys for rows in self.files)

    def columns_of(self, target: Target) -> dict[str, Sequence[Any]]:
        """One value of each row, field by field; a field no file has is as it is without one."""
        columns: dict[str, Sequence[Any]] = {"id": self.ids, "scope": [self.host] * len(self)}
        named = dict(target.fields) | ({"extra": "extra"} if target.keeps_extra else {})
        for one in fields(target.kind):
            if one.name not in columns:
                columns[one.name] = self._column(named.get(one.name, ""), one.default)
        return columns

    def _column(self, name: str, otherwise: Any) -> Sequence[Any]:
        parts = [rows.columns.get(name) or [otherwise] * len(rows.numbers) for rows in self.files]
        return parts[0] if len(parts) == 1 else list(chain.from_iterable(parts))
