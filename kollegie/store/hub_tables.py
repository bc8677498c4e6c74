"""What a hub keeps beside the records: its counter, its devices, its ledger of batches and its list of erasures."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from kollegie.store.columns import Id, LongInteger
from kollegie.store.tables import hub

counter = Table(
    "hub",
    hub,
    Column("one", Integer(), primary_key=True, nullable=False, autoincrement=False),
    Column("epoch", Text(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("seq", LongInteger, nullable=False),
    Column("devices", Integer(), nullable=False),
    sqlite_strict=True,
)
"""The one row every writer locks: `seq` numbers the batches in commit order, `devices` is the last number given.

`epoch` is drawn when the hub is made: another one means another hub, or one that was rebuilt.
"""

schema = Table(
    "schema",
    hub,
    Column("one", Integer(), primary_key=True, nullable=False, autoincrement=False),
    Column("current", Integer(), nullable=False),
    Column("min_reader", Integer(), nullable=False),
    Column("min_writer", Integer(), nullable=False),
    sqlite_strict=True,
)
"""Which versions of the program may read and write here."""

device = Table(
    "device",
    hub,
    Column("number", Integer(), primary_key=True, nullable=False, autoincrement=False),
    Column("token", LargeBinary(), nullable=False),
    Column("person_id", Id(), nullable=False),
    Column("last_push", LongInteger, nullable=False),
    Column("last_seen", Text(), nullable=False),
    Column("purge_seq", LongInteger, nullable=False),
    Column("returned_seq", LongInteger, nullable=False),
    Column("revoked", Integer(), nullable=False),
    Column("awaits_seq", LongInteger, nullable=False, server_default="0"),
    Column("read_seq", LongInteger, nullable=False, server_default="0"),
    sqlite_strict=True,
)
"""The laptops. A number is never given twice; `purge_seq` is how far the laptop has carried out the erasures,
`returned_seq` how far it has given up what was taken away from its person. `awaits_seq` is how far a lead must have
read before it lets go of what was written there, `read_seq` how far a lead's laptop has told that it has read."""

ledger = Table(
    "ledger",
    hub,
    Column("device", Integer(), primary_key=True, nullable=False, autoincrement=False),
    Column("push", LongInteger, primary_key=True, nullable=False, autoincrement=False),
    Column("seq", LongInteger, nullable=False),
    Column("at", Text(), nullable=False),
    sqlite_strict=True,
)
"""Every batch that landed; nothing else answers the question whether one did."""
Index("ix_ledger_seq", ledger.c.seq)

chunk = Table(
    "chunk",
    hub,
    Column("scope", Id(), primary_key=True, nullable=False),
    Column("hash", LargeBinary(), primary_key=True, nullable=False),
    Column("number", Integer(), primary_key=True, nullable=False, autoincrement=False),
    Column("content", LargeBinary(), nullable=False),
    Column("at", Text(), nullable=False),
    sqlite_strict=True,
)
"""The sealed contents of attachments at a server, in parts of 512 kB; beside a hub that is a file they are files."""

purged = Table(
    "purged",
    hub,
    Column("id", LargeBinary(), primary_key=True, nullable=False),
    Column("scope", Id(), nullable=False),
    Column("stamp", LongInteger, nullable=False),
    Column("reason", Text(), nullable=False),
    Column("seq", LongInteger, nullable=False),
    sqlite_strict=True,
)
"""What has been erased for good. Kept for ever; it wins over everything that arrives later."""
Index("ix_purged_seq", purged.c.seq)
