"""A drop folder: the hub where locks cannot be trusted, such as a stick, a cloud folder or an odd share.

Shape: `hub.card` (sealed: epoch and name) with its key file beside, and one folder per laptop, `<number>-<random>/`,
in which that laptop alone writes `<n>.batch` and now and then `<n>.snapshot`, which holds all of its batches up to n.
Files are never changed; a laptop takes away only its own, once a snapshot holds them. Nothing is ever locked.

Numbers without locks: whoever adds a person gives them numbers nobody else gives (a block of eight, from the giver's
own range), so two laptops that join at once draw from different blocks. Two laptops of one person that join at once
through folders which have not met yet may draw the same; the folder's random part tells them apart, and the one with
the larger part gives its number up before it reads anything (see `folder_life`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kollegie.errors import reason_of
from kollegie.language import say
from kollegie.model.stamps import MAX_DEVICE
from kollegie.store import tables
from kollegie.store.keys import key_file_of
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync.batch_rows import rows_of
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.errors import BatchRefused, HubExists, HubMissing, HubUnreachable
from kollegie.sync.file_hub import HubOfFiles
from kollegie.sync.lines import Line, Patience, Watch, nobody, waits
from kollegie.sync.part_files import PartFiles
from kollegie.sync.sealed_batches import (
    FILE_NAME,
    FOLDER_NAME,
    Content,
    Place,
    digest_at_end,
    read_batch,
    read_sealed_file,
    write_batch,
    write_sealed_file,
)
from kollegie.sync.statements import erase, make_stage, merge_staged, staged_columns

CARD = "hub.card"


@dataclass(frozen=True, slots=True)
class Card:
    """What tells this hub from every other."""

    epoch: str
    name: str
    min_reader: int
    min_writer: int = 1
    """Which versions of the program may read and write here."""


@dataclass(slots=True)
class Stream:
    """One laptop's folder: which batches and snapshots lie there."""

    folder: str
    batches: set[int] = field(default_factory=set)
    snapshots: set[int] = field(default_factory=set)
    links: list[str] = field(default_factory=list)

    @property
    def top(self) -> int:
        """The highest number."""
        return max(self.batches | self.snapshots, default=0)

    @property
    def device(self) -> int:
        """The laptop's number."""
        return _device(self.folder)

    def next_after(self, number: int) -> Place | None:
        """The file to read after a number: the next batch, or a snapshot that holds it; None if neither is there.

        From the beginning a snapshot is the shorter way.
        """
        longer = [one for one in self.snapshots if one > number]
        if longer and (number == 0 or number + 1 not in self.batches):
            return Place(self.folder, max(longer), "snapshot")
        return Place(self.folder, number + 1) if number + 1 in self.batches else None


class FolderHub(HubOfFiles):
    """A folder of sealed batches. Its `line` is a picture of what all files say together, in memory, to look at."""

    lines = Line
    batch = 5_000

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__(f"folder:///{path.as_posix()}", str(path), path.name)
        self.path = path
        self.key = key

    @property
    def card_path(self) -> Path:
        """The file that makes a folder a hub; the key file stands beside it."""
        return self.path / CARD

    def card(self) -> Card:
        """Raises: HubMissing when the folder or its card is not there; HubReadOnly; BatchRefused."""
        if not self.stands(self.card_path):
            raise HubMissing(address=self.address)
        try:
            told, _digest = read_sealed_file(self.card_path, CARD, "", self.key)
        except BatchRefused as problem:
            if isinstance(problem.__cause__, PermissionError):
                raise self.trouble_of_files(problem.__cause__, self.card_path) from problem
            raise
        try:
            writer = int(told.get("min_writer", 1))  # the cards of earlier versions do not tell
            return Card(str(told["epoch"]), str(told["name"]), int(told["min_reader"]), writer)
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            raise BatchRefused(file=CARD, why=say("den går inte att läsa", "it cannot be read")) from problem

    def create_tables(self) -> None:
        """A drop folder has no tables: they are made when a laptop looks at it."""

    def make_card(self, epoch: str, name: str) -> None:
        """Make the folder a hub. Raises: HubExists; HubReadOnly; HubFull."""
        if self.card_path.exists():
            raise HubExists(address=self.address)
        with self.writing():
            told = {"epoch": epoch, "name": name, "min_reader": 1, "min_writer": 1, "schema": SCHEMA_VERSION}
            write_sealed_file(self.card_path, CARD, "", self.key, told)
            for path in (self.card_path, key_file_of(self.card_path)):
                path.chmod(self._mode)

    @property
    def _mode(self) -> int:
        """Whoever may read the folder may read what is in it; all of it is sealed."""
        return self.path.stat().st_mode & 0o666 | 0o600

    # the files

    @property
    def files(self) -> PartFiles:
        """The folder of contents: sealed before they come here, each one written once, under its keyed hash."""
        try:
            mode = self.card_path.stat().st_mode
        except FileNotFoundError as problem:
            raise HubMissing(address=self.address) from problem
        return PartFiles(self.path / "attachments", mode)

    @contextmanager
    def contents_line(self, near: Line, watch: Watch = nobody, patience: Patience = waits) -> Iterator[Line]:
        """Contents are files; what has been erased is known here."""
        yield near

    def streams(self) -> dict[str, Stream]:
        """Every laptop's folder by name. Links are never followed; names of no known form are nothing to us.

        Raises: HubMissing.
        """
        found: dict[str, Stream] = {}
        with self._listed(self.path) as entries:
            for entry in entries:
                if FOLDER_NAME.fullmatch(entry.name) and int(entry.name.partition("-")[0]) <= MAX_DEVICE:
                    stream = found[entry.name] = Stream(entry.name)
                    if entry.is_symlink():
                        stream.links.append(entry.name)
                    elif entry.is_dir(follow_symlinks=False):
                        self.look_into(stream)
        return _without_doubles(found)

    def look_into(self, stream: Stream) -> None:
        """List a laptop's folder."""
        with self._listed(self.path / stream.folder) as entries:
            for entry in entries:
                named = FILE_NAME.fullmatch(entry.name)
                if named:
                    number, kind = int(named[1]), named[2]
                    (stream.batches if kind == "batch" else stream.snapshots).add(number)

    @contextmanager
    def _listed(self, folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        try:
            with os.scandir(folder) as entries:
                yield entries
        except (FileNotFoundError, NotADirectoryError) as problem:
            raise HubMissing(address=self.address) from problem
        except OSError as problem:
            raise HubUnreachable(address=self.address, why=reason_of(problem)) from problem

    def read(self, place: Place, epoch: str) -> tuple[Content, str]:
        """A file and its digest. Raises: BatchRefused, also when it has vanished since the folder was listed."""
        try:
            return read_batch(self.path, place, epoch, self.key)
        except FileNotFoundError as problem:
            why = say("den fanns nyss men är borta", "it was there a moment ago but is gone")
            raise BatchRefused(file=place.name, why=why) from problem

    def digest_at_end(self, place: Place) -> str | None:
        """The digest a file bears at its end, unchecked; None if it is not there. Raises: BatchRefused."""
        try:
            return digest_at_end(self.path / place.folder / f"{place.number}.{place.kind}", place.name)
        except FileNotFoundError:
            return None

    def write(self, place: Place, epoch: str, content: Content) -> str:
        """Write one of this laptop's own files; give back its digest. Raises: HubReadOnly; HubFull; HubExists."""
        with self.writing():
            folder = self.path / place.folder
            if not folder.is_dir():
                folder.mkdir()
                folder.chmod(self.path.stat().st_mode & 0o777)
            path = folder / f"{place.number}.{place.kind}"
            if path.exists():
                raise HubExists(address=place.name)
            digest = write_batch(self.path, place, epoch, self.key, content)
            path.chmod(self._mode)
            return digest

    def remove(self, place: Place) -> None:
        """Take away one of this laptop's own files that a snapshot holds."""
        with self.writing():
            (self.path / place.folder / f"{place.number}.{place.kind}").unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What the file system says while something is written, as a sentence of ours."""
        try:
            yield
        except OSError as problem:
            raise self.trouble_of_files(problem, self.card_path) from problem

    # numbers

    def invitations(self, epoch: str) -> list[Row]:
        """Every block of numbers anyone has been given."""
        return sorted({given for content in self.contents(epoch) for given in content.invited})

    def contents(self, epoch: str) -> Iterator[Content]:
        """What every file that can be read says; those that cannot are named by the sync, not here."""
        for _place, content in self._readable(epoch):
            yield content

    def _readable(self, epoch: str) -> Iterator[tuple[Place, Content]]:
        for stream in self.streams().values():
            number = 0
            while not stream.links and (place := stream.next_after(number)) is not None:
                try:
                    content, _digest = self.read(place, epoch)
                except BatchRefused:
                    break
                yield place, content
                number = place.number

    # a look at it all

    @contextmanager
    def picture(self, only: Collection[str] = ()) -> Iterator[Line]:
        """What all files say together, of some tables or of all."""
        line = self._open(nobody, only=only)
        try:
            yield line
        finally:
            line.close()

    def _open(self, watch: Watch, patience: Patience = waits, only: Collection[str] = ()) -> Line:
        from sqlcipher3 import dbapi2

        card = self.card()
        driver = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
        for statement in _tables_in_words():
            driver.execute(statement)
        line = Line(driver, watch)
        highest = 0
        revoked: set[str] = set()
        for top, (place, content) in enumerate(self._readable(card.epoch), 1):
            highest = max(highest, place.device)
            revoked |= {folder for folder, _number in content.revoked}
            self._lay_in(line, place, content, top, only)
        _leave_out_erased(line)
        line.run(
            "INSERT INTO hub (one, epoch, name, seq, devices) VALUES (1, ?, ?, ?, ?)",
            (card.epoch, card.name, sum(stream.top for stream in self.streams().values()), highest),
        )
        line.run(
            "INSERT INTO schema (one, current, min_reader, min_writer) VALUES (1, ?, ?, ?)",
            (SCHEMA_VERSION, card.min_reader, card.min_writer),
        )
        line.many("UPDATE device SET revoked = 1 WHERE number = ?", [(_device(folder),) for folder in revoked])
        line.run(  # a laptop here tells how many erasures it has carried out, elsewhere the number of the last
            "UPDATE device SET purge_seq = CASE WHEN purge_seq >= (SELECT count(*) FROM purged)"
            " THEN (SELECT coalesce(max(seq), 0) FROM purged) ELSE 0 END"
        )
        return line

    def _lay_in(self, line: Line, place: Place, content: Content, seq: int, only: Collection[str]) -> None:
        line.many(
            "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(*erasure, seq) for erasure in content.purged],
        )
        for one in carried():
            rows = rows_of(content, one) if not only or one.name in only else []
            if rows:
                stage_locally(line, one, rows)
                line.run(merge_staged(one, Line), (seq,))
        line.run(
            "INSERT INTO device (number, token, person_id, last_push, last_seen, purge_seq, returned_seq, revoked)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (number) DO UPDATE SET last_push = excluded.last_push,"
            " last_seen = max(last_seen, excluded.last_seen), purge_seq = max(purge_seq, excluded.purge_seq)",
            (place.device, content.token, content.person, place.number, content.at, content.purge_seen),
        )

    def _troubles(self) -> tuple[type[Exception], ...]:
        from sqlcipher3 import dbapi2

        return (dbapi2.Error,)

    def trouble(self, problem: Exception) -> Exception:
        return HubUnreachable(address=self.address, why=str(problem))


@cache
def _tables_in_words() -> tuple[str, ...]:
    """What makes the tables of a hub, put into words once: that takes eight times as long as to make them."""
    from sqlalchemy import create_mock_engine
    from sqlalchemy.dialects import sqlite

    told: list[str] = []
    words = sqlite.dialect()
    engine = create_mock_engine("sqlite://", lambda ddl, *_more: told.append(str(ddl.compile(dialect=words))))
    tables.hub.create_all(engine, checkfirst=False)
    return tuple(told)


def _leave_out_erased(line: Line) -> None:
    """What one file erases is not there, in whichever order the files were laid in."""
    for (seq,) in line.rows("SELECT DISTINCT seq FROM purged"):
        for one in reversed(carried()):
            for statement in erase(one):
                line.run(statement, (seq,))


def _device(folder: str) -> int:
    return int(folder.partition("-")[0])


def _without_doubles(found: dict[str, Stream]) -> dict[str, Stream]:
    """Of two folders with one number only the one with the smaller name counts; the other's laptop moves out."""
    first: dict[int, Stream] = {}
    for name in sorted(found):
        if found[name].top or found[name].links:
            first.setdefault(found[name].device, found[name])
    return {stream.folder: stream for stream in first.values()}


def stage_locally(line: Line, one: Carried, rows: Iterable[Sequence[Any]]) -> int:
    """Put rows, with their bases, where the merge statement of a file finds them."""
    line.run(f"DROP TABLE IF EXISTS temp.inc_{one.name}")
    line.run(make_stage(one, Line))
    columns, _kinds = staged_columns(one)
    return line.many(f"INSERT INTO temp.inc_{one.name} VALUES ({', '.join('?' for _ in columns)})", rows)


def made_before(path: Path) -> bool:
    """Whether a hub's card or its key stands there already."""
    return (path / CARD).exists() or key_file_of(path / CARD).exists()
