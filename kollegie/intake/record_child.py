"""Read one file of records in a process of its own: little memory, little time, no network, no other file.

Columns go back over a pipe as Arrow data, which is checked when it arrives; everything else as JSON text. A large CSV
is read a block at a time by pyarrow (`record_blocks`); where a row has another length, the file is read again cell by
cell. Source: safety id T8.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from multiprocessing.connection import Connection
from operator import itemgetter
from typing import Any

from kollegie.intake.clocks_written import NO_CLOCKS, ClocksWritten
from kollegie.intake.mapping import NUMBERS, ColumnMapping
from kollegie.intake.reading_child import (
    COLUMNS,
    HEADER_ROWS,
    MAX_CELL,
    MAX_COLUMNS,
    OLD_WORKBOOK,
    PDF,
    Refused,
    Wanted,
    faults_told,
    limit_process,
    send,
    separator_of,
    utf_16_of,
)
from kollegie.intake.record_faults import NotUtf8, too_large, unreadable
from kollegie.intake.record_kinds import ROW_HEADER, CellType, RecordKind, TwoHeaders, normal_header
from kollegie.intake.table_errors import on_sheet, other_sheets
from kollegie.memory import keep_memory
from kollegie.model.records import MARKED_ROW, REFUSED_ROW

MAX_RECORD_BYTES = 8_000_000_000
MARK = b"\xef\xbb\xbf"
"""What a file that says it is UTF-8 begins with: whatever is wrong in it, it is in no code page."""
BATCH = 50_000
BROKEN = -1
LOOKED_AT = 1 << 22
"""How much of a text file is looked at to tell its encoding; each block is when it is read."""
BYTES_A_SECOND = 4_000_000
"""How much of a file each further second of processor time is for."""
MEMORY = 1_500_000_000
"""Address space; pyarrow and calamine reserve more than they use. What is used stays within 512 MB (measured)."""


@dataclass(frozen=True, slots=True)
class RecordsWanted:
    """What to read, and as what."""

    path: str
    kind: RecordKind
    mapping: ColumnMapping
    today: date
    memory: int = MEMORY
    seconds: int = 20


def read_records_in_child(pipe: Connection, wanted: RecordsWanted) -> None:
    """Send the header, batches of columns, what was refused and doubted, then "end"; or the fault that stopped it."""
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    with faults_told(pipe):
        sys.modules["numpy"] = None  # type: ignore[assignment]  # Arrow can do without: half of its time to load
        from kollegie.intake import record_blocks  # noqa: F401

        keep_memory()

        seconds = wanted.seconds + os.path.getsize(wanted.path) // BYTES_A_SECOND
        limit_process(Wanted(wanted.path, frozenset(), memory=wanted.memory, seconds=seconds))
        _Reader(pipe, wanted).read()


class _Reader:
    def __init__(self, pipe: Connection, wanted: RecordsWanted) -> None:
        self._pipe = pipe
        self._wanted = wanted
        self._known = frozenset(wanted.kind.headers) | frozenset(wanted.mapping.columns)
        self._count = 0
        self._marked = False
        self._named: dict[str, Any] = {}
        self._clocks = NO_CLOCKS

    def read(self) -> None:
        path = self._wanted.path
        before = os.stat(path)
        written = self._whole(path, before)
        if written.reads_otherwise(self._clocks):
            self._begin_again()
            self._clocks = written
            self._whole(path, before)
        after = os.stat(path)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise Refused("RecordsStillWritten")
        send(self._pipe, end=True, read=self._count)

    def _whole(self, path: str, before: os.stat_result) -> ClocksWritten:
        """Read the file from its beginning; tells how its clock times are written, which counts for all of them."""
        with open(path, "rb") as file:
            head = file.read(65_536)
        if before.st_size > MAX_RECORD_BYTES:
            raise too_large(before.st_size // 1_000_000, "MB", "MB")
        if head.startswith(OLD_WORKBOOK):
            raise Refused("TableLocked")
        if not head.strip():
            raise unreadable("den är tom", "it is empty")
        if head.startswith(PDF):
            raise unreadable("det är en PDF", "it is a PDF")
        if head.startswith(b"PK"):
            return self._workbook()
        if self._wanted.kind.name == "invoices" and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            from kollegie.intake.peppol import read_invoice
            from kollegie.intake.record_set_kinds import PEPPOL_INVOICES

            pointed = replace(self._wanted.mapping, decimal="point")  # as XML writes every number
            self._wanted = replace(self._wanted, kind=PEPPOL_INVOICES, mapping=pointed)
            header, rows = read_invoice(path)
            return self._coded(self._columns("", [], 1, header), iter(rows))
        return self._text(head)

    def _columns(self, sheet: str, sheets: Sequence[str], row: int, header: Sequence[str]) -> list[tuple[int, str]]:
        """Tell the header and return place and column of each named one."""
        from kollegie.intake.columns import EXTRA

        where = on_sheet(sheet)
        try:
            named = self._wanted.kind.headings(header, self._wanted.mapping.columns)
        except TwoHeaders as both:
            facts = {"first": both.first, "second": both.second, "column": both.column}
            raise Refused("HeaderTwice", sheet=where, row=row, **facts) from None
        own = [place for place, written in enumerate(header) if normal_header(written) == normal_header(ROW_HEADER)]
        for rule in self._wanted.kind.lacking([one.name for one in named]):
            raise Refused(
                "HeadersMissing",
                sheet=where,
                row=row,
                column=rule.name,
                accepted=", ".join(rule.accepted),
                other=other_sheets(name for name in sheets if name != sheet),
            )
        told = [(one.shown, one.name) for one in named]
        send(self._pipe, sheet=sheet, sheets=list(sheets), header_row=row, header=told)
        found = [(one.place, one.name or EXTRA + one.shown) for one in named]
        return [*found, *((place, REFUSED_ROW) for place in own[:1])]

    def _tell(self, converter: Any, table: Any, rows: int) -> None:
        import pyarrow as pa

        self._count += rows
        problems = converter.problems
        if problems.refused or problems.doubted:
            send(self._pipe, refused=problems.refused, doubted=problems.doubted, torn=problems.torn)
            problems.refused, problems.doubted, problems.torn = [], [], []
        coded = self._coded_alike(table)
        sink = pa.BufferOutputStream()
        sink.write(COLUMNS)
        with pa.ipc.new_stream(sink, coded.schema) as stream:
            stream.write_table(coded)
        self._pipe.send_bytes(sink.getvalue())
        send(self._pipe, step=self._count)

    def _coded_alike(self, table: Any) -> Any:
        """The table with its names by their codes alone, those of one table of names for the whole file.

        Shape: what has joined that table is sent before, and the first row's number, where each row is the next one, in
        place of their column. Codes are as wide as they have to be.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        from kollegie.intake.columns import ROW, codes_type

        columns, fresh = {}, {}
        for name in table.column_names:
            columns[name] = column = table[name]
            if pa.types.is_dictionary(column.type):
                known = self._named.get(name, pa.array([], column.type.value_type))
                before = pa.DictionaryArray.from_arrays(pa.array([], column.type.index_type), known)
                alike = pa.chunked_array([before, *column.chunks]).unify_dictionaries()
                self._named[name] = alike.chunk(0).dictionary
                fresh[name] = self._named[name].slice(len(known)).to_pylist()
                codes = pa.chunked_array([chunk.indices for chunk in alike.chunks[1:]], pa.int32())
                columns[name] = codes.cast(codes_type(len(self._named[name])))
        first, last = pc.min_max(table[ROW]).as_py().values()
        whole = len(columns) > 1 and table.num_rows > 0 and last - first == table.num_rows - 1
        if whole:
            del columns[ROW]
        send(self._pipe, names=fresh, first=first if whole else None)
        return pa.table(columns)

    def _text(self, head: bytes) -> ClocksWritten:
        from kollegie.intake.record_blocks import NotPlain

        self._marked = head.startswith(MARK)
        begins = _encoding(self._wanted.path, head, LOOKED_AT)
        either = ("utf-8-sig",) if self._marked else ("utf-8-sig", "cp1252")
        quick = () if begins.startswith("utf-16") else either if begins == "utf-8-sig" else (begins,)
        try:
            for encoding in quick:
                with suppress(NotUtf8):
                    separator, columns, row, width, skip = self._header(encoding)
                    if skip == BROKEN:
                        raise NotPlain
                    return self._blocks(encoding, separator, width, columns, row + 1, skip)
                self._begin_again()
        except NotPlain:
            self._begin_again()
        encoding = _encoding(self._wanted.path, head)
        separator, columns, row, width, _ = self._header(encoding)
        return self._coded(columns, _csv_rows(self._wanted.path, encoding, separator, row), width, separator)

    def _begin_again(self) -> None:
        send(self._pipe, again=True)
        self._count = 0
        self._named = {}

    def _header(self, encoding: str) -> tuple[str, list[tuple[int, str]], int, int, int]:
        """Tell the header; the separator, the named columns, the header's row, its cells and where it ends.

        Shape: the end is BROKEN where some cell down to it goes over several lines, so that rows are not lines.
        """
        with open(self._wanted.path, encoding=encoding, newline="", errors="strict") as file:
            try:
                lines = [line for _, line in zip(range(HEADER_ROWS), file, strict=False)]
            except UnicodeDecodeError as problem:
                if encoding != "utf-8-sig" or self._marked:
                    raise
                raise NotUtf8 from problem
        separator = separator_of("".join(lines), self._known)
        reader = csv.reader(lines, delimiter=separator)
        table, ends = [], []
        for cells in reader:
            table.append(cells)
            ends.append(reader.line_num)
        scores = [sum(normal_header(cell) in self._known for cell in cells) for cells in table]
        at = max(range(len(table)), key=lambda place: (scores[place], -place))
        header = [cell.lstrip("\ufeff") for cell in table[at]]
        bytes_of = "utf-8" if encoding == "utf-8-sig" else encoding
        skip = len("".join(lines[: ends[at]]).encode(bytes_of)) if ends[at] == at + 1 else BROKEN
        return separator, self._columns("", [], at + 1, header), at + 1, len(header), skip

    def _blocks(
        self, encoding: str, separator: str, width: int, columns: list[tuple[int, str]], number: int, skip: int
    ) -> ClocksWritten:
        """The quick way: blocks cut at line ends, moments and days read by pyarrow, all else coded."""
        import pyarrow as pa
        import pyarrow.compute as pc

        from kollegie.intake.record_blocks import CODED, BlockParser, file_blocks, one_ahead

        names = [f"c{place}" for place in range(width)]
        rules = {rule.name: rule for rule in self._wanted.kind.columns}
        types: dict[str, pa.DataType] = {}
        for place, name in columns:
            type_ = rules[name].type if name in rules else CellType.TEXT
            plain = self._is_plain(name)
            types[names[place]] = (
                pa.timestamp("s")
                if type_ is CellType.MOMENT and plain
                else pa.date32()
                if type_ is CellType.DATE and plain
                else CODED
            )
        required = next(names[place] for place, name in columns if name in rules and rules[name].required)
        converter = self._converter(columns)
        parser = BlockParser(encoding, separator, names, types, required)
        for found, count, empty in one_ahead(file_blocks(self._wanted.path, skip), parser.columns):
            made = {name: found[names[place]] for place, name in columns}
            rows = pa.arange(number, number + count).cast(pa.int32())
            number += count
            left = 0 if empty is None else int(pc.sum(empty).as_py())
            self._tell(converter, converter.batch(made, rows, empty), count - left)
        written: ClocksWritten = converter.clocks
        return written

    def _is_plain(self, name: str) -> bool:
        """Whether the moments and days of a column mean just what they say; a claim's moments may be days."""
        mapping = self._wanted.mapping
        return self._wanted.kind.name != "sick-claims" and name not in mapping.values and not mapping.dates

    def _converter(self, columns: list[tuple[int, str]]) -> Any:
        from kollegie.intake.columns import Converter

        wanted, names = self._wanted, [name for _, name in columns]
        return Converter(wanted.kind, wanted.mapping, wanted.today, names, self._clocks)

    def _workbook(self) -> ClocksWritten:
        from kollegie.intake.columns import EXTRA
        from kollegie.intake.workbook_sheet import table_sheet

        sheet = table_sheet(self._wanted.path, self._wanted.mapping.sheet, self._known, too_large)
        top = [row for _, row in zip(range(HEADER_ROWS), sheet.rows, strict=False)]
        if not top:
            raise unreadable("den har inga rader", "it has no rows")
        scores = [sum(normal_header(_text_of(cell)) in self._known for cell in row) for row in top]
        at = max(range(len(top)), key=lambda place: (scores[place], -place))
        columns = self._columns(sheet.name, sheet.names, at + 1, [_text_of(cell) for cell in top[at]])
        if sheet.alike or sheet.name in sheet.hidden:
            send(self._pipe, alike=sheet.alike, hidden=sheet.hidden, row=at + 1)
        written = self._coded(columns, enumerate(chain(top[at + 1 :], sheet.rows), start=at + 2))
        if sheet.merged:
            named = [(place, name.removeprefix(EXTRA)) for place, name in columns]
            send(self._pipe, merged=sheet.merged, row=at + 1, columns=named)
        return written

    def _coded(
        self,
        columns: list[tuple[int, str]],
        rows: Iterable[tuple[int, Sequence[Any]]],
        width: int = 0,
        separator: str = "",
    ) -> ClocksWritten:
        """The thorough way: cell by cell, each different value of a column looked at once.

        Shape: `width` is how many cells a row of a text file may have; what stands beyond them was cut off a value. A
        workbook has no `separator` and may have anything beside its table.
        """
        import pyarrow as pa

        from kollegie.intake.cells import SERIALS, overfull_words
        from kollegie.intake.coded import Coded
        from kollegie.intake.columns import EXTRA
        from kollegie.intake.record_cells import may_be_grouped, part_of_day
        from kollegie.intake.workbook_moments import moments

        converter = self._converter(columns)
        types = {rule.name: rule.type for rule in self._wanted.kind.columns}
        number = self._wanted.mapping.number
        for every, whole in _batches(rows):
            made: dict[str, Any] = {}
            over: dict[int, Sequence[Any]] = {}
            numbers, batch = every, whole
            if separator and max(map(len, whole)) > width:
                both = list(zip(every, whole, strict=True))
                over = {number: cells for number, cells in both if any(cell.strip() for cell in cells[width:])}
                numbers = [number for number in every if number not in over]
                batch = [cells for number, cells in both if number not in over]
            for number_of, cells in over.items():
                cut = separator.join(cells[width - 1 :])[:200]
                last = columns[-1][1].removeprefix(EXTRA)
                converter.problems.refused.append((number_of, last, cut, overfull_words()))
                if any(name == REFUSED_ROW for _, name in columns):  # a cell too many may have moved its number
                    converter.problems.torn += [cell.strip() for cell in cells if re.search(MARKED_ROW, cell.strip())]
            narrowest = min(map(len, batch), default=0)
            for place, name in columns:
                type_ = types.get(name, CellType.TEXT)
                if place < narrowest:
                    column = list(map(itemgetter(place), batch))
                else:
                    column = [cells[place] if place < len(cells) else "" for cells in batch]
                if type_ is CellType.MOMENT and self._is_plain(name) and (read := moments(column)) is not None:
                    made[name] = read
                    continue
                timeless: set[int] = set()
                codes: dict[tuple[str, bool], int] = {}
                seen: dict[Any, int | None] = {}
                alike = len(set(map(type, column))) == 1  # else 1, 1.0 and true are told apart
                keys: list[Any] = column if alike else [(type(value), value) for value in column]
                for key, value in dict(zip(keys, column, strict=True)).items():
                    text = _text_of(value)
                    if type_ is CellType.MOMENT and isinstance(value, float) and 0 <= value <= 1:
                        text = part_of_day(value)
                    elif type_ is CellType.MOMENT and isinstance(value, float) and value < SERIALS[0]:
                        text = text.replace(".", ",")  # 7,25 hours are not 07:25
                    if isinstance(value, float) and type_ in NUMBERS:
                        text = number(text)
                        if type_ is CellType.MONEY and may_be_grouped(text):
                            text += "0"  # a number in a workbook has no groups, and is not to be doubted
                    if len(text) > MAX_CELL:
                        raise too_large(len(text), "tecken i en cell", "characters in one cell")
                    dated = type_ is CellType.MOMENT and not isinstance(value, str)
                    code = seen[key] = codes.setdefault((text, dated), len(codes)) if text.strip() else None
                    if dated and code is not None:
                        timeless.add(code)
                listed = list(map(seen.__getitem__, keys))
                names = pa.array([text for text, _ in codes], pa.string())
                made[name] = Coded(pa.array(listed, pa.int32()), names, frozenset(timeless))
            self._tell(converter, converter.batch(made, pa.array(numbers, pa.int32())), len(every))
        written: ClocksWritten = converter.clocks
        return written


def _text_of(value: Any) -> str:
    from kollegie.intake.cells import cell_text

    return value if isinstance(value, str) else cell_text(value)


def _batches(rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[list[int], list[Sequence[Any]]]]:
    numbers: list[int] = []
    batch: list[Sequence[Any]] = []
    for number, cells in rows:
        if not any(cells) and not any(cell not in ("", None) for cell in cells):  # 0 and false are something
            continue
        numbers.append(number)
        batch.append(cells)
        if len(batch) == BATCH:
            yield numbers, batch
            numbers, batch = [], []
    if batch:
        yield numbers, batch


def _csv_rows(path: str, encoding: str, separator: str, header: int) -> Iterator[tuple[int, Sequence[str]]]:
    with open(path, encoding=encoding, newline="") as file:
        number = 0
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=separator, strict=True), start=1):
                if number > header:
                    if len(cells) > MAX_COLUMNS:
                        raise too_large(len(cells), "kolumner", "columns")
                    yield number, cells
        except csv.Error as problem:
            raise Refused("TableMalformed", row=number + 1, why=str(problem)) from problem


def _encoding(path: str, head: bytes, most: int | None = None) -> str:
    """UTF-8 or UTF-16, with or without mark, else the code page Swedish Windows programs write.

    Shape: with `most`, what the first so many bytes say, which need not hold for the rest. A mark is believed.
    """
    if two_bytes := utf_16_of(head):
        return two_bytes
    if b"\x00" in head:
        raise unreadable("den är inte text", "it is not text")
    if head.startswith(MARK):
        return "utf-8-sig"
    with open(path, "rb") as file:
        while block := file.read(LOOKED_AT):
            block += file.readline()
            if not block.isascii():
                try:
                    block.decode("utf-8-sig")
                except UnicodeDecodeError:
                    return "cp1252"
            if most is not None and file.tell() >= most:
                break
    return "utf-8-sig"
