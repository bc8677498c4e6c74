"""A file from outside as rows of text, read in a limited process of its own."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from kollegie.errors import KollegieError
from kollegie.intake import record_errors, table_errors
from kollegie.intake.reading_child import COLUMNS, HEADER_ROWS, Number, Wanted, read_in_child
from kollegie.intake.record_kinds import normal_header
from kollegie.intake.table_errors import FilesOfOneName, TableTooHeavy, TableUnreadable
from kollegie.language import say
from kollegie.progress import Progress

T = TypeVar("T")
SECONDS = 60
"""How long the reading process may take by the clock on the wall, and as much more for a large file."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of one file.

    Shape: `rows` are the non-empty rows below the header, each with its number in the file (the header is row 1 in an
    ordinary file). `sheet` is "" for text files, `sheets` the names of all sheets of a workbook.
    """

    file: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def told_apart(files: Sequence[Path]) -> None:
    """See that no two files of an import go by one name. Raises: FilesOfOneName."""
    seen: set[str] = set()
    for path in files:
        if path.name.casefold() in seen:
            raise FilesOfOneName(file=path.name)
        seen.add(path.name.casefold())


def read_table(
    path: Path,
    known: frozenset[str],
    sheet: str = "",
    *,
    limits: Wanted | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a CSV or XLSX file without letting it near this process.

    Shape: `known` are normalised headers; the header is the row with most of them among the first twenty.
    Raises: an error of `table_errors` that names the file.
    """
    batches = list(read_batches(path, known, sheet, limits=limits, progress=progress))
    return replace(batches[0], rows=tuple(row for batch in batches for row in batch.rows))


def read_batches(
    path: Path,
    known: frozenset[str],
    sheet: str = "",
    *,
    limits: Wanted | None = None,
    progress: Progress | None = None,
) -> Iterator[Table]:
    """The same table as it is read, some thousand rows at a time: the process reads on while the caller works.

    Shape: at least one table, all with the same header; their rows follow on one another.
    Raises: as `read_table`, also when rows have come already.
    """
    if not path.is_file():
        raise TableUnreadable(file=path.name, why="missing")
    wanted = limits or Wanted(str(path), known, sheet).as_large_as_it_is()
    found_sheet, sheets = "", []
    first: list[Any] = []
    head: Table | None = None
    for message in told_by_reader(path, wanted, progress=progress):
        if "sheet" in message:
            found_sheet, sheets = message["sheet"], message["sheets"]
        rows = message.get("rows", ())
        for row, place in message.get("numbers", ()):
            rows[row][1][place] = Number(rows[row][1][place])
        if head is not None:
            yield replace(head, rows=tuple((number, tuple(cells)) for number, cells in rows))
            continue
        first += rows
        if len(first) >= HEADER_ROWS:
            head = _headed(path.name, found_sheet, sheets, first, known)
            yield head
    if not first:
        raise TableUnreadable(file=path.name, why="no_rows")
    if head is None:
        yield _headed(path.name, found_sheet, sheets, first, known)


def _headed(
    file: str, sheet: str, sheets: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], known: frozenset[str]
) -> Table:
    """The beginning of a table, its header found among the first rows."""
    place = max(
        range(min(HEADER_ROWS, len(rows))),
        key=lambda at: (sum(normal_header(cell) in known for cell in rows[at][1]), -at),
    )
    header_row, header = rows[place]
    below = tuple((number, tuple(cells)) for number, cells in rows[place + 1 :])
    return Table(file, sheet, tuple(sheets), header_row, tuple(header), below)


def read_limited(
    path: Path,
    wanted: Wanted,
    read: Callable[[Connection, Wanted], None] = read_in_child,
    *,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """All a reader sends. Raises: as `told_by_reader`."""
    return list(told_by_reader(path, wanted, read, progress=progress))


def told_by_reader(
    path: Path,
    wanted: Wanted,
    read: Callable[[Connection, Wanted], None] = read_in_child,
    *,
    progress: Progress | None = None,
) -> Iterator[dict[str, Any]]:
    """What a reader sends from a process of its own, which is stopped when its time is up or its pipe breaks.

    Raises: an error of `table_errors` that names the file; Cancelled out of the progress, which ends the process.
    """
    rows = 0
    with closing(messages_of(path, wanted, read, SECONDS + wanted.more_seconds)) as messages:
        for message in messages:
            if not isinstance(message, dict) or not message or "end" in message:
                continue
            rows += len(message.get("rows", ()))
            if progress is not None:
                progress.step(rows, max(rows, 1), say("rader lästa", "rows read"))
            yield message


def messages_of(
    path: Path, wanted: T, read: Callable[[Connection, T], None], seconds: float
) -> Generator[bytes | dict[str, Any], None, None]:
    """What a reader sends until it says "end": text as what it says, COLUMNS as they are.

    Shape: the first message is empty and says only that the process has been started. It is stopped when its time is
    up, its pipe breaks or nobody listens; the time is the reader's, not that of whoever listens.
    Raises: an error of `table_errors` or `record_errors` that names the file.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    widen(theirs)
    process = spawn.Process(target=read, args=(theirs, wanted), daemon=True)
    process.start()
    theirs.close()
    end = time.monotonic() + seconds
    message: bytes | dict[str, Any] = {}
    try:
        while True:
            begun = time.monotonic()
            yield message
            end += time.monotonic() - begun
            if not ours.poll(max(0.0, end - time.monotonic())):
                raise TableTooHeavy(file=path.name)
            sent = ours.recv_bytes()
            if sent.startswith(COLUMNS):
                message = sent
                continue
            message = told = json.loads(sent)
            if "error" in told:
                raise _error(path, told)
            if "end" in told:
                yield told
                return
    except EOFError as problem:
        process.join()
        if process.exitcode == 1:
            raise TableUnreadable(file=path.name, why="damaged") from problem
        raise TableTooHeavy(file=path.name) from problem
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def widen(pipe: Connection) -> None:
    """Let the pipe hold a mebibyte, where the system can: with its usual 64 KiB both ends wait for each other."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # the system allows no more to this user
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)


def _error(path: Path, message: dict[str, Any]) -> KollegieError:
    name = str(message["error"])
    room = record_errors if hasattr(record_errors, name) else table_errors
    made = getattr(room, name)(file=path.name, **message["facts"])
    assert isinstance(made, KollegieError)
    return made
