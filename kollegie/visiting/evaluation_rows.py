"""The rows of a sheet's repeats: which there are, in which order, and how many of them count just now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kollegie.model.answer_values import Row
from kollegie.visiting.evaluation_plan import Plan


class Rows:
    """Keeps row ids for each repeat and the row around it.

    Shape: a repeat with a count has that many of its rows, the first ones; missing ones are made and bear their number
    as id, so that two laptops make the same rows. Rows beyond the count stay known and come back with it.
    """

    def __init__(
        self, plan: Plan, answered: Iterable[tuple[str, Row]], given: Mapping[tuple[str, Row], Sequence[str]]
    ) -> None:
        self._plan = plan
        self._ids: dict[tuple[str, Row], list[str]] = {key: list(dict.fromkeys(ids)) for key, ids in given.items()}
        self._wanted: dict[tuple[str, Row], int] = {}
        self._shown: dict[tuple[str, Row], dict[Row, int]] = {}
        for name, row in answered:
            for depth, repeat in enumerate(plan.paths.get(name, ())[: len(row)]):
                ids = self._ids.setdefault((repeat, row[:depth]), [])
                if row[depth] not in ids:
                    ids.append(row[depth])

    def of(self, repeat: str, around: Row) -> Collection[Row]:
        """The rows that count, in order."""
        return self._shown.get((repeat, around), {}).keys()

    def place(self, repeat: str, row: Row) -> int:
        """How many of the rows that count stand before this one."""
        return self._shown[repeat, row[:-1]][row]

    def want(self, repeat: str, around: Row, number: int) -> None:
        """Let the repeat have this many rows."""
        number = max(0, min(number, 10_000))
        self._wanted[repeat, around] = number
        ids = self._ids.setdefault((repeat, around), [])
        named = [one for one in ids if not one.isdecimal()]
        counted = {str(one) for one in range(1, number - len(named) + 1)}.union(one for one in ids if one.isdecimal())
        ids[:] = [*named, *sorted(counted, key=lambda one: (int(one), one))]  # whatever order answers came in

    def add(self, repeat: str, around: Row, id_: str) -> None:
        """Add a row at the end."""
        ids = self._ids.setdefault((repeat, around), [])
        if id_ not in ids:
            ids.append(id_)

    def remove(self, repeat: str, around: Row, id_: str) -> None:
        """Take a row away."""
        ids = self._ids.get((repeat, around), [])
        if id_ in ids:
            ids.remove(id_)

    def changes(self, repeat: str, around: Row) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """The rows that came and went since this was asked last."""
        key = (repeat, around)
        before = self._shown.get(key, {})
        ids = self._ids.get(key, [])[: self._wanted.get(key)]
        now = {(*around, id_): place for place, id_ in enumerate(ids)}
        self._shown[key] = now
        return tuple(one for one in now if one not in before), tuple(one for one in before if one not in now)

    def under(self, path: tuple[str, ...], row: Row = ()) -> Iterable[Row]:
        """Every row of a path that lies under, or is, the given one."""
        if len(row) >= len(path):
            return (row[: len(path)],)
        inside = self.of(path[len(row)], row)
        if len(path) == len(row) + 1:
            return inside
        return [found for one in inside for found in self.under(path, one)]

    def exists(self, path: tuple[str, ...], row: Row) -> bool:
        """Whether the row is there (still)."""
        return all(row[: depth + 1] in self.of(repeat, row[:depth]) for depth, repeat in enumerate(path))
