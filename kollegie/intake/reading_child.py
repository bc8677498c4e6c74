"""Read one table in a process of its own: little memory, little time, no network, no other file.

What comes from outside is parsed here and nowhere else. Cells go back over a pipe as JSON text, so that a parser led
astray cannot hand the program an object. Formulas are never evaluated: a cell is the value stored beside it.
Source: safety id T8.
"""

from __future__ import annotations

import csv
import gc
import json
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import compress, islice, zip_longest
from multiprocessing.connection import Connection
from typing import Any, Self

from kollegie.intake.cells import cell_text
from kollegie.intake.record_kinds import normal_header

MAX_FILE_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO = 200
MAX_COLUMNS = 500
MAX_ROWS = 1_048_576
MAX_CELL = 32_767
BATCH = 2000
HEADER_ROWS = 20
BYTES_A_SECOND, MOST_MORE_SECONDS = 200_000, 180
UNPACKED, MOST_MORE_MEMORY = 40, 1_000_000_000
MOST_TEXTS = 50_000
SEPARATOR = "|"
"""What stands between the cells of a column that is sent as one text; JSON leaves it as it is."""
COLUMNS = b"columns:"
"""What a message of columns begins with; eight bytes, so that what follows lies where Arrow wants it."""
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
PDF = b"%PDF-"
PACKAGE = os.path.dirname(os.path.dirname(__file__))
CLOSED_EVENTS = (
    "ctypes.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.system",
    "socket.",
    "subprocess.",
)
"""What no parser of tables needs to do; the interpreter's audit hook refuses it, whoever asks."""

FAULTS_OF_FILES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What parsers raise on hostile or broken files; anything else ends the process without a word."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read: `known` are the normalised headers a sheet or a separator is recognised by."""

    path: str
    known: frozenset[str]
    sheet: str = ""
    memory: int = 512_000_000
    seconds: int = 20

    @property
    def more_seconds(self) -> int:
        """How much longer than an ordinary table a large one may take."""
        return min(MOST_MORE_SECONDS, os.path.getsize(self.path) // BYTES_A_SECOND)

    def as_large_as_it_is(self) -> Self:
        """With more memory and time where the file is large: a workbook is unpacked whole."""
        memory = min(MOST_MORE_MEMORY, os.path.getsize(self.path) * UNPACKED)
        return replace(self, memory=self.memory + memory, seconds=self.seconds + self.more_seconds)


class Number(str):
    """What a spreadsheet's number says: the point in it stands before decimals, whatever other cells write."""


class Refused(Exception):
    """A fault of the file, told to the parent by the name of the error it becomes."""

    def __init__(self, error: str, **facts: object) -> None:
        super().__init__(error)
        self.error = error
        self.facts = facts


def read_in_child(pipe: Connection, wanted: Wanted) -> None:
    """Send the sheet's name and its rows in batches, then "end"; or the fault that stopped the reading."""
    with faults_told(pipe):
        limit_process(wanted)
        head = first_bytes(wanted.path)
        if head.startswith(OLD_WORKBOOK):
            raise Refused("TableLocked")
        gc.disable()  # nothing made here points back at another
        merged: list[tuple[int, int, int, int]] = []
        rows = _sheet_rows(wanted, pipe, merged) if head.startswith(b"PK") else text_rows(wanted, head, pipe)
        _send_columns(pipe, rows)
        send(pipe, merged=merged)
        send(pipe, end=True)


@contextmanager
def faults_told(pipe: Connection) -> Iterator[None]:
    """Send whatever stops the reading by the name of the error it becomes, and close the pipe."""
    sys.stderr = None  # a crash must not print what stood in a cell
    try:
        yield
    except Refused as refused:
        send(pipe, error=refused.error, facts=refused.facts)
    except MemoryError:
        send(pipe, error="TableTooHeavy", facts={})
    except FAULTS_OF_FILES as problem:
        send(pipe, error="TableUnreadable", facts={"why": _why(problem)})
    finally:
        pipe.close()


def _why(problem: BaseException) -> str:
    """The fault in one word of `TableUnreadable`."""
    if isinstance(problem, UnicodeDecodeError):
        return "encoding"
    return "refused" if isinstance(problem, PermissionError) else "damaged"


def limit_process(wanted: Wanted) -> None:
    """Take away what a parser has no use for; the rest of the house never runs in this process."""
    with open(wanted.path, "rb") as file:
        packed = file.read(2) == b"PK"
    if packed:  # also one that breaks off: its parser cannot be loaded once the files are closed
        sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # openpyxl would load it for numbers of its own
        import openpyxl.xml

        if not openpyxl.xml.DEFUSEDXML:
            raise Refused("TableUnreadable", why="damaged")
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (wanted.memory, wanted.memory))
        resource.setrlimit(resource.RLIMIT_CPU, (wanted.seconds, wanted.seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    own = os.path.realpath(wanted.path)
    ours = tuple({os.path.realpath(folder) + os.sep for folder in (sys.prefix, sys.base_prefix, PACKAGE)})

    def guard(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            name, flags = args[0], args[2] or 0
            where = os.path.realpath(name) if isinstance(name, (str, bytes)) else ""
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or not (where == own or str(where).startswith(ours)):
                raise PermissionError(event)
        elif event.startswith(CLOSED_EVENTS):
            raise PermissionError(event)

    sys.addaudithook(guard)


def first_bytes(path: str, *, whole: bool = True) -> bytes:
    """The beginning of a file that is not empty, nor too large for a table that is kept whole.

    Shape: text that is not kept `whole`, only looked through row by row, may be of any size.
    """
    with open(path, "rb") as file:
        head = file.read(65_536)
    if (whole or head.startswith(b"PK")) and os.path.getsize(path) > MAX_FILE_BYTES:
        raise Refused("TableTooLarge", what=f"{os.path.getsize(path) // 1_000_000} MB")
    if not head.strip():
        raise Refused("TableUnreadable", why="empty")
    if head.startswith(PDF):
        raise Refused("TableUnreadable", why="pdf")
    return head


def send(pipe: Connection, **message: object) -> None:
    """Send one message as JSON text."""
    pipe.send_bytes(json.dumps(message, ensure_ascii=True).encode("ascii"))


def _send_columns(pipe: Connection, rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    """Send the rows that are not empty, some thousand at a time, a column at a time.

    Shape: a column's cells are one text between SEPARATORs, which is made and taken apart in a tenth of the time, or
    a list where a cell has that sign. `numbers` tells in which rows of a column a spreadsheet's number stands.
    """
    texts, waiting = _Texts(), iter(rows)
    while batch := list(islice(waiting, BATCH)):
        numbers, cells = zip(*batch, strict=True)
        if numbers[-1] > MAX_ROWS:
            raise Refused("TableTooLarge", what=str(MAX_ROWS + 1), limit="rows")
        if max(map(len, cells)) > MAX_COLUMNS:
            cells = tuple(map(_within_width, cells))
        columns = [_as_text(column, texts) for column in zip_longest(*cells, fillvalue="")]
        if not any(map(all, columns)):
            filled = list(map(any, zip(*columns, strict=True)))
            if not any(filled):
                continue
            numbers = tuple(compress(numbers, filled))
            columns = [list(compress(column, filled)) for column in columns]
        joined = list(map(SEPARATOR.join, columns))
        for column in (column for column, text in zip(columns, joined, strict=True) if len(text) > MAX_CELL):
            if (longest := max(map(len, column))) > MAX_CELL:
                raise Refused("TableTooLarge", what=str(longest), limit="characters")
        send(
            pipe,
            rows=numbers,
            columns=[
                text if text.count(SEPARATOR) == len(numbers) - 1 else column
                for text, column in zip(joined, columns, strict=True)
            ],
            numbers=[(place, at) for place, column in enumerate(columns) if (at := places_of_numbers(column))],
        )


def _within_width(cells: Sequence[Any]) -> Sequence[Any]:
    """A row without the empty cells at its end. Raises: Refused where it is still too wide."""
    wide = len(cells)
    while wide and cells[wide - 1] in ("", None):
        wide -= 1
    if wide > MAX_COLUMNS:
        raise Refused("TableTooLarge", what=str(wide), limit="columns")
    return cells[:wide]


def _as_text(column: Sequence[Any], texts: _Texts) -> Sequence[str]:
    """What the cells of a column say."""
    types = set(map(type, column))
    if types == {str}:
        return column
    if len(types) == 1:
        return list(map(texts[types.pop()].__getitem__, column))
    return [cell if type(cell) is str else texts[type(cell)][cell] for cell in column]


def places_of_numbers(cells: Sequence[str]) -> list[int]:
    """Where in a row or a column a spreadsheet's number with decimals stands."""
    if Number not in set(map(type, cells)):
        return []
    return [place for place, cell in enumerate(cells) if type(cell) is Number]


def text_rows(wanted: Wanted, head: bytes, pipe: Connection, encoding: str = "") -> Iterator[tuple[int, list[str]]]:
    """The rows of a text table, after a message that it has no sheets."""
    encoding = encoding or encoding_of(wanted.path, head)
    send(pipe, sheet="", sheets=[])
    with open(wanted.path, encoding=encoding, newline="") as file:
        separator = separator_of(file.read(65_536), wanted.known)
        file.seek(0)
        number = 0
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=separator, strict=True), start=1):
                if number == 1 and cells and cells[0].casefold().startswith("sep="):
                    continue
                yield number, [cell.lstrip("\ufeff") if number == 1 else cell for cell in cells]
        except csv.Error as problem:
            raise Refused("TableMalformed", row=number + 1, why=str(problem)) from problem


def encoding_of(path: str, head: bytes, most: int = sys.maxsize) -> str:
    """UTF-8 or UTF-16, with or without mark, else the code page Swedish Windows programs write.

    Shape: a mark is believed, whatever is wrong further down; of what is longer only the first `most` signs are asked.
    """
    if two_bytes := utf_16_of(head):
        return two_bytes
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if b"\x00" in head:
        raise Refused("TableUnreadable", why="not_text")
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            seen = 0
            while seen < most and (block := file.read(1 << 20)):
                seen += len(block)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def utf_16_of(head: bytes) -> str:
    """Which UTF-16 a text begins in; "" where it is none.

    Shape: without a mark it is told by nearly every other byte being null, as of text in Latin letters, and none of
    those between them.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    first, second = head[::2], head[1::2]
    for nulls, signs, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if nulls.count(0) > len(nulls) * 0.9 and 0 not in signs:
            return name
    return ""


def separator_of(text: str, known: frozenset[str]) -> str:
    """The separator under which most known headers are found, then the one that splits most."""
    if text[:5].casefold().startswith("sep="):
        return text[4]

    def score(separator: str) -> tuple[int, int]:
        lines = text.splitlines()[:HEADER_ROWS]
        found = (sum(normal_header(cell.strip('" ')) in known for cell in line.split(separator)) for line in lines)
        return max(found, default=0), text.count(separator)

    return max(";,\t", key=score)


def workbook_rows(wanted: Wanted, pipe: Connection) -> Iterator[tuple[int, list[str]]]:
    """The rows of one sheet of a workbook, after a message that names it and the others."""
    texts = _Texts()
    for number, row in _sheet_rows(wanted, pipe, []):
        yield number, [cell if type(cell) is str else texts[type(cell)][cell] for cell in row]


def _sheet_rows(
    wanted: Wanted, pipe: Connection, merged: list[tuple[int, int, int, int]]
) -> Iterator[tuple[int, Sequence[Any]]]:
    """The same rows with the cells as the workbook holds them; once they have been read, `merged` has those merged."""
    from kollegie.intake.workbook_sheet import table_sheet

    sheet = table_sheet(wanted.path, wanted.sheet, wanted.known, _too_large)
    send(pipe, sheet=sheet.name, sheets=sheet.names, alike=sheet.alike, hidden=sheet.hidden)
    yield from enumerate(sheet.rows, start=1)
    merged += sheet.merged


class _Texts(dict[type, "_TextsOfOneType"]):
    """What a spreadsheet's days, numbers and truths say as text, apart by type: 1 is neither 1.0 nor true."""

    def __missing__(self, kind: type) -> _TextsOfOneType:
        self[kind] = _TextsOfOneType()
        return self[kind]


class _TextsOfOneType(dict[Any, str]):
    """The same of one type; each different one is written once."""

    def __missing__(self, cell: Any) -> str:
        if len(self) > MOST_TEXTS:
            self.clear()
        text = cell_text(cell)
        text = self[cell] = Number(text) if type(cell) is float and "." in text else text
        return text


def _too_large(size: int, _sv: str, en: str) -> Refused:
    return Refused("TableTooLarge", what=str(size), limit=en)


def check_archive(path: str) -> None:
    """Look at what a workbook unpacks to before any of it is unpacked."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    dense = unpacked > 20_000_000 and unpacked / packed > MAX_RATIO
    if len(members) > 10_000 or unpacked > MAX_UNPACKED_BYTES or dense:
        raise Refused("TableTooLarge", what=str(unpacked // 1_000_000), limit="unpacked")
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise Refused("TableUnreadable", why="not_workbook")
