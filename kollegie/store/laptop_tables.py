"""What never leaves this laptop: who acts, what is typed, how far the hub has been read, what stands in sealed files.

A migration that changes one of them raises the laptop's version alone.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from kollegie.store.columns import Day, Id, LongInteger, Moment, Pairs
from kollegie.store.tables import local

actor = Table(
    "actor",
    local,
    Column("one", Integer(), primary_key=True, nullable=False),
    Column("person_id", Id(), nullable=True),
    Column("reason", Text(), nullable=False, server_default=""),
    Column("now", LongInteger, nullable=True),
    Column("applying", Integer(), nullable=False, server_default="0"),
    sqlite_strict=True,
)
"""Who acts in this unit of work, since when (milliseconds since 2020) and why; empty between units of work.

`applying` is 1 while rows from the hub are written: they bring their own stamps and history; it is 2 while they come
together, and then whoever writes them brings the search index up to date, or notes that they wait for it.
"""

clock = Table(
    "clock",
    local,
    Column("one", Integer(), primary_key=True, nullable=False),
    Column("last", LongInteger, nullable=False),
    Column("device", Integer(), nullable=False),
    sqlite_strict=True,
)
"""The last stamp given or seen, and this laptop's device number (0 until it is enrolled at a hub)."""

setting = Table(
    "setting",
    local,
    Column("name", Text(), primary_key=True, nullable=False),
    Column("value", Text(), nullable=False),
    sqlite_strict=True,
)

draft = Table(
    "draft",
    local,
    Column("visit_id", Id(), primary_key=True, nullable=False),
    Column("question", Text(), primary_key=True, nullable=False),
    Column("row", Text(), primary_key=True, nullable=False),
    Column("field", Text(), primary_key=True, nullable=False),
    Column("text", Text(), nullable=False),
    Column("cursor", Integer(), nullable=False),
    Column("at", Moment(), nullable=False),
    sqlite_strict=True,
)

cursor = Table(
    "cursor",
    local,
    Column("hub_epoch", Text(), primary_key=True, nullable=False),
    Column("scope", Id(), primary_key=True, nullable=False),
    Column("seq", LongInteger, nullable=False),
    sqlite_strict=True,
)

enrolment = Table(
    "enrolment",
    local,
    Column("one", Integer(), primary_key=True, nullable=False),
    Column("url", Text(), nullable=False),
    Column("hub_key", LargeBinary(), nullable=True),
    Column("hub_name", Text(), nullable=False),
    Column("epoch", Text(), nullable=False),
    Column("seq", LongInteger, nullable=False),
    Column("device", Integer(), nullable=False),
    Column("token", LargeBinary(), nullable=False),
    Column("pushes", LongInteger, nullable=False),
    Column("synced_at", Moment(), nullable=True),
    sqlite_strict=True,
)
"""The hub this laptop belongs to: where it lies, how it opens, and how far it has been read (the high-water mark).

`token` changes with every push: another one at the hub means that this disk is a copy, or an old backup put back.
"""

push = Table(
    "push",
    local,
    Column("one", Integer(), primary_key=True, nullable=False),
    Column("number", LongInteger, nullable=False),
    Column("freeze", LongInteger, nullable=False),
    Column("token", LargeBinary(), nullable=False),
    sqlite_strict=True,
)
"""The batch that is on its way, if one is: its number, the largest stamp it takes along, the token it leaves."""

pull = Table(
    "pull",
    local,
    Column("one", Integer(), primary_key=True, nullable=False),
    Column("top", LongInteger, nullable=False),
    Column("scopes", Text(), nullable=False),
    Column("place", Text(), nullable=False),
    sqlite_strict=True,
)
"""How far a long fetch has come, so that it goes on from its last page: the seq it reads up to, and its place."""

receipt = Table(
    "receipt",
    local,
    Column("number", LongInteger, primary_key=True, nullable=False, autoincrement=False),
    Column("began", Moment(), nullable=False),
    Column("ended", Moment(), nullable=False),
    Column("times", Integer(), nullable=False),
    Column("hub", Text(), nullable=False),
    Column("device", Integer(), nullable=False),
    Column("outcome", Text(), nullable=False),
    Column("sent", LongInteger, nullable=False),
    Column("received", LongInteger, nullable=False),
    Column("waiting", LongInteger, nullable=False),
    Column("details", Text(), nullable=False),
    sqlite_strict=True,
)
"""What came of each sync, kept for a while: counts, batch numbers and reasons, never what a record says.

`outcome` is empty for one that went through, else the name of what stopped it. Syncs in a row with the same outcome
and no news are one line, `times` long, from `began` to `ended`.
"""

purged = Table(
    "purged",
    local,
    Column("id", LargeBinary(), primary_key=True, nullable=False),
    Column("scope", Id(), nullable=False),
    Column("stamp", LongInteger, nullable=False),
    Column("reason", Text(), nullable=False),
    Column("seq", LongInteger, nullable=True),
    sqlite_strict=True,
)
"""What has been erased for good: nothing with these ids is ever taken in again. `seq` is empty until the hub has it."""

quarantine = Table(
    "quarantine",
    local,
    Column("record", Text(), primary_key=True, nullable=False),
    Column("row_id", Text(), primary_key=True, nullable=False),
    Column("seq", LongInteger, nullable=False),
    Column("reason", Text(), nullable=False),
    Column("content", Text(), nullable=False),
    sqlite_strict=True,
)

given_up = Table(
    "given_up",
    local,
    Column("record", Text(), primary_key=True, nullable=False),
    Column("key", Text(), primary_key=True, nullable=False),
    Column("row_id", LargeBinary(), nullable=False),
    Column("scope", Id(), nullable=False),
    Column("hub", Text(), nullable=False),
    Column("seq", LongInteger, nullable=False),
    Column("content", Text(), nullable=False),
    sqlite_strict=True,
)
"""What this laptop's person wrote in cases that were taken away and no lead's laptop is known to have read.

Nothing but the sync looks into it. It goes once a lead has read the hub to `seq`, and comes back as rows, to be sent
again, if the hub is put back before that.
"""

content = Table(
    "content",
    local,
    Column("hash", Text(), primary_key=True, nullable=False),
    Column("scope", Id(), nullable=False),
    Column("at", Moment(), nullable=False),
    Column("sent_epoch", Text(), nullable=True),
    sqlite_strict=True,
)
"""The contents of attachments that stand sealed beside this store, since when, and at which hub they stand whole."""

record_set = Table(
    "record_set",
    local,
    Column("id", Id(), primary_key=True, nullable=False),
    Column("kind", Text(), nullable=False),
    Column("file", Text(), nullable=False),
    Column("sheet", Text(), nullable=False),
    Column("content_hash", Text(), nullable=False),
    Column("rows", LongInteger, nullable=False),
    Column("refused", LongInteger, nullable=False),
    Column("doubled", LongInteger, nullable=False),
    Column("imported_at", Moment(), nullable=False),
    Column("imported_by", Id(), nullable=False),
    Column("mapping", Pairs(), nullable=False),
    Column("first_day", Day(), nullable=True),
    Column("last_day", Day(), nullable=True),
    Column("dispose_on", Day(), nullable=True),
    sqlite_strict=True,
)
"""Each imported file of records; its columns stand sealed in a file of their own beside the store."""
Index("ix_record_set_kind", record_set.c.kind)

reading = Table(
    "reading",
    local,
    Column("id", Id(), primary_key=True, nullable=False),
    Column("at", Moment(), nullable=False),
    Column("person_id", Id(), nullable=False),
    Column("act", Text(), nullable=False),
    Column("record", Text(), nullable=False),
    Column("row_id", Text(), nullable=False),
    Column("detail", Text(), nullable=False, server_default=""),
    sqlite_strict=True,
)
"""Who has seen, exported or printed what names a person (HSLF-FS 2016:40, 4 kap. 9 § is the stricter model)."""

suspicion = Table(
    "suspicion",
    local,
    Column("id", Id(), primary_key=True, nullable=False),
    Column("recorded_by", Id(), nullable=False),
    Column("recorder", Text(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("about", Pairs(), nullable=False),
    Column("suspected", Text(), nullable=False),
    Column("ground", Text(), nullable=False),
    Column("links", Text(), nullable=False),
    Column("signals", Pairs(), nullable=False),
    Column("records", Pairs(), nullable=False),
    Column("readers", Pairs(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("look_again", Day(), nullable=True),
    Column("closed_on", Day(), nullable=True),
    Column("copied_from", Text(), nullable=False, server_default=""),
    sqlite_strict=True,
)
"""The confidential suspicions somebody may read on this laptop. What was written first stands; see the triggers.

`records` pairs the table with the id (hex) of each record one speaks of: it goes when one of them is erased.
"""

suspicion_step = Table(
    "suspicion_step",
    local,
    Column("id", Id(), primary_key=True, nullable=False),
    Column("suspicion_id", Id(), nullable=False),
    Column("at", Moment(), nullable=False),
    Column("person", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("text", Text(), nullable=False),
    sqlite_strict=True,
)
"""What was done with each suspicion, by whom and when, also that it was read; only ever added to."""
Index("ix_suspicion_step_suspicion_id", suspicion_step.c.suspicion_id)
