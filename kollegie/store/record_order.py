"""A set of time reports is kept by staff and start, so that no screening sorts it again.

A screening sweeps it in that order each time; the file a row was read from and its number stand in the row, whatever
its place. What stands together is alike, too, and takes less room.
"""

from __future__ import annotations

from typing import Any

from kollegie.model.records import SHAPES

AT_ONCE = 1 << 18


def in_kept_order(kind: str, table: Any) -> Any:
    """The table with its rows in the order its kind is kept in; rows equal in that keep theirs.

    Shape: the order is that of the codes of the kind's first such column, which has no empty cells, and of the
    numbers of its second. Other tables come back as they are.
    """
    by = SHAPES[kind].kept_by
    if not by or table.num_rows < 2 or not set(by) <= set(table.column_names) or table[by[0]].null_count:
        return table
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    table = table.unify_dictionaries()
    first, begins = table[by[0]], table[by[1]].fill_null(0)
    least, most = (int(value.as_py()) for value in pc.min_max(begins).values())
    row_bits, begin_bits = (int(high).bit_length() for high in (table.num_rows - 1, most - least))
    codes = max(len(chunk.dictionary) for chunk in first.chunks)
    if codes.bit_length() + begin_bits + row_bits > 63:
        return table
    key = np.empty(table.num_rows, np.int64)
    for at in range(0, len(key), AT_ONCE):  # what a step leaves behind serves the next one
        some = slice(at, at + AT_ONCE)
        key[some] = first.slice(at, AT_ONCE).combine_chunks().indices.to_numpy()
        key[some] <<= begin_bits
        key[some] |= begins.slice(at, AT_ONCE).to_numpy() - np.int64(least)
        key[some] <<= row_bits
        key[some] |= np.arange(at, min(at + AT_ONCE, len(key)))
    if (key[1:] > key[:-1]).all():
        return table
    key.sort()
    key &= (1 << row_bits) - 1
    order = pa.array(key.astype(np.int32))
    del key
    columns = {}
    for name in table.column_names:
        column = table[name]
        columns[name] = column if column.null_count == len(column) else column.combine_chunks().take(order)
    return pa.table(columns)
