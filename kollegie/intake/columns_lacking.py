"""Columns a file lacks that an earlier file had for the same records, as where two systems each know their part.

What a record is called is what the municipality calls it, whichever system the file is from: a decision that stands in
two systems is one, and would otherwise be counted twice. A column a file lacks says nothing of its records; a row that
says something else in another column is a new version, and what it does not say is told to be gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.columns import ROW
from kollegie.intake.import_plan import Doubt, Place
from kollegie.language import counted, say
from kollegie.model.records import SHAPES

OF = "of"


def lacking_columns(kind: str, header: Collection[str], rows: pa.Table) -> tuple[str, ...]:
    """The columns of the kind a file does not have, nor what they are worked out from."""
    shape = SHAPES[kind]
    if not shape.key:
        return ()
    names = [column.name for column in shape.columns if column.name not in (*shape.key, *header)]
    return tuple(name for name in names if rows[name].null_count == rows.num_rows)


def lost_values(
    kind: str, lacking: Collection[str], stood: Sequence[tuple[str, pa.Table]], rows: pa.Table, place: Place
) -> Iterator[Doubt]:
    """A doubt for each column some records have had a value in until now: the newest file of theirs has it, and this
    one, which changes them, has not. Shape: `stood` are the earlier files by name, the oldest first."""
    key = list(SHAPES[kind].key)
    here = _keys(rows, key).append_column(ROW, rows[ROW])
    earlier = [
        _keys(table, key)
        .append_column(OF, pa.repeat(pa.scalar(number, pa.int32()), table.num_rows))
        .append_column("place", pa.arange(0, table.num_rows))
        for number, (_, table) in enumerate(stood)
    ]
    if not earlier:
        return
    whole = pa.concat_tables(earlier)
    last = whole.group_by(key).aggregate([(OF, "max")]).rename_columns([*key, OF])
    newest = whole.join(last, keys=[*key, OF], join_type="left semi")
    for name in lacking:
        for number, (file, table) in enumerate(stood):
            if name not in table.column_names or table[name].null_count == table.num_rows:
                continue
            theirs = newest.filter(pc.equal(newest[OF], number))
            valued = theirs.filter(pc.is_valid(table[name]).take(theirs["place"]))
            lost = here.join(valued.select(key), keys=key, join_type="left semi")[ROW]
            if len(lost):
                yield Doubt(Place(place.file, place.sheet, pc.min(lost).as_py()), name, _lost_words(file, len(lost)))


def _keys(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """What each row's record is called, as text; an empty part of it is the same everywhere."""
    columns: dict[str, Any] = {
        name: pc.fill_null(table[name].cast(pa.string()), "")
        if name in table.column_names
        else pa.repeat(pa.scalar(""), table.num_rows)
        for name in key
    }
    return pa.table(columns)


def _lost_words(file: str, count: int) -> str:
    rows = counted(count, ("ändrad rad", "ändrade rader"), ("changed row", "changed rows"))
    return say(
        f"filen saknar kolumnen, som {file} hade för samma poster; det som stod där räknas inte längre ({rows})",
        f"the file lacks the column, which {file} had for the same records; what stood there no longer counts ({rows})",
    )
