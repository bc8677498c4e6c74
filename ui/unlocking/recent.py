"""Which databases have been opened on this computer: name, role and time, never anything from inside a case."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from kollegie.settings import read_json, write_json

MOST = 6


@dataclass(frozen=True, slots=True)
class RecentStore:
    """One database: `title` is the round's name or the file's, `role` what its person is, `opened_at` aware UTC.

    `closed` is False from unlocking until an orderly close, so that the next start knows of a crash.
    """

    path: Path
    title: str
    role: str = ""
    opened_at: datetime | None = None
    closed: bool = True


class RecentStores:
    """The latest databases, newest first, in a small file in the user's configuration folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> tuple[RecentStore, ...]:
        """Those whose files are still there."""
        return tuple(found for found in self._read() if found.path.is_file())

    def of(self, path: Path) -> RecentStore:
        """What is known of a file; its name when it has not been opened here."""
        wanted = path.absolute()
        for found in self._read():
            if found.path == wanted:
                return found
        return RecentStore(wanted, path.stem)

    def opened(self, path: Path, title: str, role: str, at: datetime) -> None:
        """Remember that a database was unlocked."""
        self._put(RecentStore(path.absolute(), title, role, at, closed=False))

    def closed(self, path: Path) -> None:
        """Remember that it was closed in order, with everything stored."""
        self._put(replace(self.of(path), closed=True), first=False)

    def _put(self, store: RecentStore, *, first: bool = True) -> None:
        others = [found for found in self._read() if found.path != store.path]
        kept = [store, *others] if first else [store if found.path == store.path else found for found in self._read()]
        with suppress(OSError):  # a list for convenience: without it the file is chosen by hand
            write_json(self._path, [_as_json(each) for each in kept[:MOST]])

    def _read(self) -> tuple[RecentStore, ...]:
        read = read_json(self._path)
        found = (_from_json(each) for each in read) if isinstance(read, list) else ()
        return tuple(each for each in found if each is not None)


def _as_json(store: RecentStore) -> dict[str, object]:
    fields = asdict(store)
    return fields | {"path": str(store.path), "opened_at": store.opened_at.isoformat() if store.opened_at else None}


def _from_json(read: object) -> RecentStore | None:
    try:
        fields = dict(read)  # type: ignore[call-overload]
        at = fields.get("opened_at")
        return RecentStore(
            Path(fields["path"]),
            str(fields["title"]),
            str(fields.get("role", "")),
            datetime.fromisoformat(at) if at else None,
            bool(fields.get("closed", True)),
        )
    except (TypeError, ValueError, KeyError):
        return None
