"""A large text file of records in blocks of whole lines, each parsed by pyarrow while the one before it is converted.

Moments and days are read as such. A block where some cell of them has another form is parsed again as text, and only
its odd cells are looked at one by one. A row of another length is for the thorough way, which names it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from kollegie.intake.coded import Coded
from kollegie.intake.columns import OutOfBounds, look_within_bounds, minutes_of
from kollegie.intake.record_faults import NotUtf8

BLOCK = 16_000_000
CHUNK = 4_000_000
"""What each thread parses at a time."""
CODED = pa.dictionary(pa.int32(), pa.string())

T = TypeVar("T")


Parsed = tuple[dict[str, "Coded | pa.Array"], int, "pa.Array | None"]


class NotPlain(Exception):
    """The quick way does not hold for this file: some row has another form."""


class BlockParser:
    """Parses blocks of text into columns.

    Shape: `names` are the columns of the file from left to right, of which those in `types` are wanted; a type is
    that of moments, of days or CODED. `required` is one of them that no row may leave empty.
    """

    def __init__(
        self, encoding: str, separator: str, names: list[str], types: Mapping[str, pa.DataType], required: str
    ) -> None:
        self._encoding = encoding
        self._types = dict(types)
        self._required = required
        self._all_wanted = len(types) == len(names)
        self._odd = False
        self._parse = pacsv.ParseOptions(delimiter=separator, ignore_empty_lines=False)
        self._read = pacsv.ReadOptions(column_names=names, block_size=CHUNK, use_threads=True)

    def columns(self, block: memoryview) -> Parsed:
        """The wanted columns of a block by name, how many rows it has, and which of them are empty.

        Shape: a block is the beginning of what it is a view of.
        Raises: NotPlain; NotUtf8; UnicodeDecodeError where the code page has no such letter.
        """
        text = pa.py_buffer(block) if self._encoding == "utf-8-sig" else str(block, self._encoding).encode()
        if self._encoding == "utf-8-sig":
            _look_is_utf8(text)
        lines = _lines(bytes(text)) if _has_quote(block) else 0
        if not self._odd:
            try:
                return self._read_as(text, self._types, lines)
            except (pa.ArrowInvalid, OutOfBounds):
                self._odd = True  # the other blocks of such a file are hardly of another kind
        try:
            return self._read_as(text, dict.fromkeys(self._types, CODED), lines)
        except pa.ArrowInvalid as problem:
            raise NotPlain from problem

    def _read_as(self, text: Any, types: Mapping[str, pa.DataType], lines: int) -> Parsed:
        convert = pacsv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            auto_dict_max_cardinality=2**31 - 1,
            check_utf8=False,  # the block has been looked through as a whole, in a third of the time
        )
        table = pacsv.read_csv(
            pa.BufferReader(text), read_options=self._read, parse_options=self._parse, convert_options=convert
        )
        if table.num_rows < lines:  # a quotation mark took other lines in, and may never be closed
            raise NotPlain
        return {name: _column(table.column(name)) for name in types}, table.num_rows, self._empty_rows(table)

    def _empty_rows(self, table: pa.Table) -> pa.Array | None:
        """Rows in which nothing stands at all; None where there are none. Raises: NotPlain."""
        if not table.column(self._required).null_count:
            return None
        empty = reduce(pc.and_, (column.is_null() for column in table.columns))
        if not pc.any(empty).as_py():
            return None
        if not self._all_wanted:  # something may stand in a column without a header
            raise NotPlain
        return empty.combine_chunks()


def _has_quote(block: memoryview) -> bool:
    """Whether a quotation mark stands in a block; asked of what it is a view of, in a fifth of a pattern's time."""
    whole = block.obj
    assert isinstance(whole, (bytes, bytearray))
    return whole.find(b'"', 0, len(block)) >= 0


def _lines(text: bytes) -> int:
    """How many lines there are, each of which ends as Windows, Linux or an old Mac ends it."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _column(array: pa.ChunkedArray) -> Coded | pa.Array:
    """Moments in minutes, days in days, names by code. Raises: OutOfBounds."""
    if pa.types.is_dictionary(array.type):
        whole = array.unify_dictionaries().combine_chunks()
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
        return Coded(whole.indices, whole.dictionary)
    a_day = 1440 if pa.types.is_timestamp(array.type) else 1
    plain = array.combine_chunks()
    plain = minutes_of(plain) if a_day > 1 else plain.cast(pa.int32())
    look_within_bounds(plain, a_day=a_day)
    return plain


def _look_is_utf8(text: pa.Buffer) -> None:
    """Raises: NotUtf8."""
    one = pa.LargeStringArray.from_buffers(1, pa.py_buffer(struct.pack("<2q", 0, text.size)), text)
    try:
        one.validate(full=True)
    except pa.ArrowInvalid as problem:
        raise NotUtf8 from problem


def one_ahead(blocks: Iterator[memoryview], parse: Callable[[memoryview], T]) -> Iterator[T]:
    """What each block is parsed to; the next is read and parsed while the caller is at the one before."""

    def following() -> T | None:
        block = next(blocks, None)
        return None if block is None else parse(block)

    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(following)
        while (parsed := waiting.result()) is not None:
            waiting = beside.submit(following)
            yield parsed


def file_blocks(path: str, skip: int) -> Iterator[memoryview]:
    """The file below its header, in blocks that end where a line does; empty lines at its end are no rows.

    Shape: each block lies where the one before it lay, and is gone when the next is asked for.
    """
    held = bytearray(BLOCK)
    kept = 0
    with open(path, "rb", buffering=0) as file:
        start = file.read(3)
        file.seek(skip + (3 if start == b"\xef\xbb\xbf" else 0))
        while True:
            if kept == len(held):  # a line longer than a block
                held = held + bytearray(BLOCK)
            count = file.readinto(memoryview(held)[kept:]) or 0
            end = kept + count
            if not count:
                break
            cut = _line_end(held, held.rfind(b"\n", kept, end) + 1)
            if cut:
                yield memoryview(held)[:cut]
                held[: end - cut] = held[cut:end]
            kept = end - cut
    last = bytes(held[:kept]).rstrip(b"\r\n")
    if last:
        yield memoryview(last + b"\n")


def _line_end(held: bytearray, cut: int) -> int:
    """The end of the last line before a place that is not empty; the empty ones wait for what follows."""
    text = cut
    while text and held[text - 1] in b"\r\n":
        text -= 1
    return min(cut, text + (2 if held[text : text + 2] == b"\r\n" else 1)) if text else 0
