"""The table of history, on the laptop and at the hub."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

from kollegie.store.columns import Id, LongInteger


def history_in(metadata: MetaData, *, at_hub: bool) -> Table:
    """Who replaced what, when and why; made by triggers alone, only ever added to.

    Shape: `column` is "" for the making of a row. `stamp` is the new version's, `old_stamp` and `old_value` the
    replaced one's; values are the column's stored text (ids in hex). The key leads with the stamp, at a hub within the
    scope that is asked for: lines are laid down in the order they were written, and what is unsent lies together.
    Keyed by the record nearly each of ten thousand edits had a page to itself, which was opened to be sent and written
    anew to be acknowledged. What one record has been a laptop finds by an index that leads with the scope: the lines of
    a visit then lie together in it, and coming in they take little more than half of the time (measured).
    On a laptop `sent` is 0 for a line the hub has not had, 1 for one it has, and 2 for one that a hub put back had lost
    and has again, while the records it tells of may be lacking there still.
    """
    columns: list[Column[Any]] = [
        Column("row_id", LargeBinary(), nullable=False),
        Column("column_name", Text(), nullable=False),
        Column("stamp", LongInteger, nullable=False, autoincrement=False),
        Column("scope", Id(), nullable=False),
        Column("record", Text(), nullable=False),
        Column("old_value", Text(), nullable=True),
        Column("old_stamp", LongInteger, nullable=True),
        Column("person_id", Id(), nullable=False),
        Column("reason", Text(), nullable=False),
    ]
    if at_hub:
        columns.append(Column("seq", LongInteger, nullable=False))
    else:
        columns.append(Column("sent", Integer(), nullable=False, server_default="0"))
    key = ("scope", "stamp", "row_id", "column_name") if at_hub else ("stamp", "row_id", "column_name")
    table = Table(
        "history", metadata, *columns, PrimaryKeyConstraint(*key), sqlite_strict=True, sqlite_with_rowid=False
    )
    if at_hub:
        Index("ix_history_seq_stamp", table.c.seq, table.c.stamp)
    else:
        Index("ix_history_sent", table.c.sent, sqlite_where=table.c.sent == 0)
        Index("ix_history_scope", table.c.scope, table.c.row_id)
    return table
