"""A set of time reports is kept by staff and start, so that no screening sorts it again.

A screening sweeps it in that order each time; the file a row was read from and its number stand in the row, whatever
its place. What stands together is alike, too, and takes less room.
"""

from __future__ import annotations

from typing import Any

from kollegie.model.records import SHAPES


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

    table = table.unify_dictionaries()
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in table[by[0]].chunks])
    begins = table[by[1]].fill_null(0).to_numpy().astype(np.int64)
    if ((codes[1:] > codes[:-1]) | ((codes[1:] == codes[:-1]) & (begins[1:] >= begins[:-1]))).all():
        return table
    begins -= begins.min()
    widths = [int(most).bit_length() for most in (begins.max(), len(codes) - 1)]
    if int(codes.max()).bit_length() + sum(widths) > 63:
        return table
    key = codes.astype(np.int64) << sum(widths)
    key |= begins << widths[1]
    key |= np.arange(len(codes))
    del codes, begins
    key.sort()
    key &= (1 << widths[1]) - 1
    order = pa.array(key.astype(np.int32))
    del key
    columns = {}
    for name in table.column_names:
        column = table[name]
        columns[name] = column if column.null_count == len(column) else column.combine_chunks().take(order)
    return pa.table(columns)
