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
    import numpy as np
    import pyarrow as pa

    by = SHAPES[kind].kept_by
    table = table.unify_dictionaries()
    there = by and table.num_rows > 1 and set(by) <= set(table.column_names) and not table[by[0]].null_count
    key, row_bits = _keys(table[by[0]], table[by[1]].fill_null(0)) if there else (None, 0)
    if key is None or (key[1:] > key[:-1]).all():
        yield table
        return
    key.sort()

    def rows_from(at: int) -> Any:
        rows = key[at : at + at_once] & ((1 << row_bits) - 1)
        return table.take(pa.array(rows.astype(np.int32)))

    yield from _two_ahead(rows_from, range(0, len(key), at_once))


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


def _keys(first: Any, begins: Any) -> tuple[Any, int]:
    """The code, the number and the place of each row in one number, and in how many bits of it the place stands.

    Shape: None where they do not all find room.
    """
    import numpy as np
    import pyarrow.compute as pc

    least, most = (int(value.as_py()) for value in pc.min_max(begins).values())
    row_bits, begin_bits = (int(high).bit_length() for high in (len(first) - 1, most - least))
    codes = max(len(chunk.dictionary) for chunk in first.chunks)
    if codes.bit_length() + begin_bits + row_bits > 63:
        return None, 0
    key = np.empty(len(first), np.int64)
    for at in range(0, len(key), AT_ONCE):  # what a step leaves behind serves the next one
        some = slice(at, at + AT_ONCE)
        key[some] = first.slice(at, AT_ONCE).combine_chunks().indices.to_numpy()
        key[some] <<= begin_bits
        key[some] |= begins.slice(at, AT_ONCE).to_numpy() - np.int64(least)
        key[some] <<= row_bits
        key[some] |= np.arange(at, min(at + AT_ONCE, len(key)))
    return key, row_bits
