"""A file from outside as rows of text, read in a limited process of its own."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from kollegie.errors import KollegieError
from kollegie.intake import record_errors, table_errors
from kollegie.intake.reading_child import COLUMNS, HEADER_ROWS, SEPARATOR, Number, Wanted, read_in_child
from kollegie.intake.record_kinds import normal_header
from kollegie.intake.table_errors import FilesOfOneName, TableTooHeavy, TableUnreadable
from kollegie.language import Language, current_language, say, speak
from kollegie.progress import Progress

T = TypeVar("T")
Row = tuple[int, tuple[str, ...]]
"""A row's number in its file, and its cells."""
SECONDS = 60
"""How long the reading process may take by the clock on the wall, and as much more for a large file."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of one file.

    Shape: `numbers` are those of the non-empty rows below the header in the file (the header is row 1 in an ordinary
    file), and `columns` their cells from the left, each as long. `sheet` is "" for text files, `sheets` the names of
    all sheets of a workbook.
    """

    file: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    header: tuple[str, ...]
    numbers: tuple[int, ...]
    columns: tuple[Sequence[str], ...]
    alike: tuple[str, ...] = ()
    """Other sheets with nearly as many of the headers, which are not read."""
    hidden: tuple[str, ...] = ()
    """Those of all sheets that the workbook does not show."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Cells that are one in the sheet, told with the last rows: row, place, last row and last place."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows with their numbers, each up to its last cell that is not empty."""
        return tuple(zip(self.numbers, map(_trimmed, zip(*self.columns, strict=True)), strict=True))


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
    return _of_rows(batches[0], [row for batch in batches for row in batch.rows])


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
        raise TableUnreadable(file=path.name, why="folder" if path.is_dir() else "missing")
    wanted = limits or Wanted(str(path), known, sheet).as_large_as_it_is()
    top, first = Table(path.name, "", (), 1, (), (), ()), list[Row]()
    headed = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    for message in told_by_reader(path, wanted, progress=progress):
        if "sheet" in message:
            alike = tuple(message.get("alike", ()))
            hidden = tuple(message.get("hidden", ()))
            top = replace(top, sheet=message["sheet"], sheets=tuple(message["sheets"]), alike=alike, hidden=hidden)
        if "merged" in message:
            merged = tuple((row, place, last, right) for row, place, last, right in message["merged"])
        if "rows" not in message:
            continue
        batch = replace(top, numbers=tuple(message["rows"]), columns=_columns_of(path, message))
        if not headed:
            first += batch.rows
            if len(first) < HEADER_ROWS:
                continue
            top, batch, headed = *_headed(top, first, known), True
        yield batch
    if not first:
        raise TableUnreadable(file=path.name, why="no_rows")
    if not headed:
        top, batch = _headed(top, first, known)
        yield batch
    if merged:
        yield replace(_of_rows(top, ()), merged=merged)


def _columns_of(path: Path, message: dict[str, Any]) -> tuple[Sequence[str], ...]:
    """The cells of a message from the reader, a column at a time. Raises: TableUnreadable where some are missing."""
    cells = [column.split(SEPARATOR) if isinstance(column, str) else column for column in message["columns"]]
    if any(len(column) != len(message["rows"]) for column in cells):
        raise TableUnreadable(file=path.name, why="damaged")
    for place, rows in message["numbers"]:
        for row in rows:
            cells[place][row] = Number(cells[place][row])
    return tuple(cells)


def _headed(table: Table, rows: Sequence[Row], known: frozenset[str]) -> tuple[Table, Table]:
    """The table with the header that is found among these first rows, and the same with those below it."""
    place = max(
        range(min(HEADER_ROWS, len(rows))),
        key=lambda at: (sum(normal_header(cell) in known for cell in rows[at][1]), -at),
    )
    header_row, header = rows[place]
    named = replace(table, header_row=header_row, header=header)
    return named, _of_rows(named, rows[place + 1 :])


def _of_rows(table: Table, rows: Sequence[Row]) -> Table:
    """The table with these rows instead."""
    numbers, cells = zip(*rows, strict=True) if rows else ((), ())
    return replace(table, numbers=numbers, columns=tuple(zip_longest(*cells, fillvalue="")))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    wide = len(cells)
    while wide and not cells[wide - 1]:
        wide -= 1
    return cells[:wide]


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
    process = spawn.Process(target=_read_in, args=(current_language(), read, theirs, wanted), daemon=True)
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


def _read_in(language: Language, read: Callable[[Connection, T], None], pipe: Connection, wanted: T) -> None:
    """Read in the process of its own, and say what was expected of a cell in the language that is spoken here."""
    speak(language)
    read(pipe, wanted)


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
