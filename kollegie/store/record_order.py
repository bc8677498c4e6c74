"""A set of time reports is kept by staff and start, so that no screening sorts it again.

A screening sweeps it in that order each time; the file a row was read from and its number stand in the row, whatever
its place. What stands together is alike, too, and takes less room.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from kollegie.model.records import SHAPES

AT_ONCE = 1 << 18


def in_kept_order(kind: str, table: Any, at_once: int) -> Iterator[Any]:
    """The table some rows at a time, in the order its kind is kept in; rows equal in that keep theirs.

    Shape: the order is that of the codes of the kind's first such column, which has no empty cells, and of the
    numbers of its second. Other tables come as they are.
    """
    import pyarrow as pa

    by = SHAPES[kind].kept_by
    table = table.unify_dictionaries()
    schema = kept_schema(table)
    there = by and table.num_rows > 1 and set(by) <= set(table.column_names) and not table[by[0]].null_count
    keys = _Keys.of(table[by[0]], table[by[1]]) if there else None
    if keys is None or keys.are_ordered:
        yield pa.table([with_wide_codes(column) for column in table.columns], schema)
        return
    keys.sort()
    yield from _two_ahead(_parts(table, by, keys, at_once, schema), range(0, table.num_rows, at_once))


def kept_schema(table: Any) -> Any:
    """The schema in which a table is kept: its codes are wide, however narrow they came."""
    import pyarrow as pa

    fields = list(table.schema)
    coded = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([one.with_type(coded) if pa.types.is_dictionary(one.type) else one for one in fields])


def with_wide_codes(column: Any) -> Any:
    """A column, or a piece of one, whose codes have 32 bits; one without codes as it is."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type) or column.type.index_type == pa.int32():
        return column
    if isinstance(column, pa.ChunkedArray):
        wide = pa.dictionary(pa.int32(), column.type.value_type)
        return pa.chunked_array([with_wide_codes(chunk) for chunk in column.chunks], wide)
    return pa.DictionaryArray.from_arrays(column.indices.cast(pa.int32()), column.dictionary)


def _parts(table: Any, by: tuple[str, ...], keys: _Keys, at_once: int, schema: Any) -> Callable[[int], Any]:
    """Makes the ordered table's rows from a place on: what a key says is read off it, and all else looked up."""
    import pyarrow as pa

    names = table[by[0]].chunk(0).dictionary
    whole = {name: _in_one_piece(table[name]) for name in table.column_names if name != by[0]}
    if not table[by[1]].null_count:
        del whole[by[1]]

    def part(at: int) -> Any:
        some = slice(at, at + at_once)
        rows = keys.rows(some)
        made = {name: take(rows) for name, take in whole.items()}
        made[by[0]] = pa.DictionaryArray.from_arrays(keys.first(some), names)
        if by[1] not in made:
            made[by[1]] = keys.second(some)
        return pa.table({name: made[name] for name in table.column_names}, schema)

    return part


def _in_one_piece(column: Any) -> Callable[[Any], Any]:
    """Looks up cells of a column: in one piece it takes a third of the time that it does in thirty.

    Codes of few names are held in less room, of which the processor's cache has more. What counts the rows of its
    file, as long as none was refused, is not looked up at all.
    """
    import numpy as np
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        if pa.types.is_int32(column.type) and _counts(column):
            first = column[0].as_py()
            return lambda rows: _int32(rows + first)
        plain = column.combine_chunks()
        return lambda rows: plain.take(pa.array(rows))
    names, empty, full = column.chunk(0).dictionary, -1, not column.null_count
    codes = np.empty(len(column), np.min_scalar_type(-len(names) - 1))
    at = 0
    for chunk in column.chunks:
        codes[at : at + len(chunk)] = (chunk.indices if full else chunk.indices.fill_null(empty)).to_numpy()
        at += len(chunk)

    def take(rows: Any) -> Any:
        taken = codes.take(rows).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(taken, mask=None if full else taken == empty), names)

    return take


def _counts(column: Any) -> bool:
    """Whether each number is one more than that before it."""
    import numpy as np

    first = column[0].as_py()
    for at in range(0, 0 if column.null_count else len(column), AT_ONCE):
        some = column.slice(at, AT_ONCE).to_numpy()
        if not (some == np.arange(first + at, first + at + len(some))).all():
            return False
    return not column.null_count


def _two_ahead(make: Callable[[int], Any], places: Iterable[int]) -> Iterator[Any]:
    """What is made of each place, in their order; the next two are made while whoever asks is at the one before."""
    with ThreadPoolExecutor(2) as beside:
        waiting: deque[Future[Any]] = deque()
        for place in places:
            waiting.append(beside.submit(make, place))
            if len(waiting) > 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Keys:
    """The code, the number and the place of each row in one number of 63 bits, so that they are sorted as numbers."""

    def __init__(self, key: Any, least: int, second_bits: int, row_bits: int) -> None:
        self._key = key
        self._least = least
        self._second_bits, self._row_bits = second_bits, row_bits

    @classmethod
    def of(cls, first: Any, second: Any) -> _Keys | None:
        """Those of two columns, an empty number being 0; None where they do not all find room."""
        import numpy as np
        import pyarrow.compute as pc

        filled = second.fill_null(0)
        least, most = (int(value.as_py()) for value in pc.min_max(filled).values())
        row_bits, second_bits = (int(high).bit_length() for high in (len(first) - 1, most - least))
        codes = max(len(chunk.dictionary) for chunk in first.chunks)
        if codes.bit_length() + second_bits + row_bits > 63:
            return None
        key = np.empty(len(first), np.int64)
        for at in range(0, len(key), AT_ONCE):  # what a step leaves behind serves the next one
            some = slice(at, at + AT_ONCE)
            key[some] = first.slice(at, AT_ONCE).combine_chunks().indices.to_numpy()
            key[some] <<= second_bits
            key[some] |= filled.slice(at, AT_ONCE).to_numpy() - np.int64(least)
            key[some] <<= row_bits
            key[some] |= np.arange(at, min(at + AT_ONCE, len(key)))
        return cls(key, least, second_bits, row_bits)

    @property
    def are_ordered(self) -> bool:
        """Whether the rows stand in their order already."""
        return bool((self._key[1:] > self._key[:-1]).all())

    def sort(self) -> None:
        """Put the rows in order."""
        self._key.sort()

    def rows(self, some: slice) -> Any:
        """The places that rows in order had before, as numpy numbers."""
        return self._key[some] & ((1 << self._row_bits) - 1)

    def first(self, some: slice) -> Any:
        """The codes of rows in order."""
        return _int32(self._key[some] >> (self._second_bits + self._row_bits))

    def second(self, some: slice) -> Any:
        """The numbers of rows in order."""
        return _int32(((self._key[some] >> self._row_bits) & ((1 << self._second_bits) - 1)) + self._least)


def _int32(numbers: Any) -> Any:
    import numpy as np
    import pyarrow as pa

    return pa.array(numbers.astype(np.int32))
