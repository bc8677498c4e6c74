"""Commands that sync with the hub, and tell what waits and what earlier syncs did."""

from __future__ import annotations

import argparse
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from kollegie.cli.context import NOT_ALL, Context
from kollegie.cli.parsing import Commands
from kollegie.errors import KollegieError
from kollegie.language import counted, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kollegie.sync.state import SetAside

RECEIPTS, STATUS = "receipts", "status"
"""Where an address would stand: no hub has such a one."""


def add_to(commands: Commands) -> None:
    """Add `sync`."""
    sync = commands.add_parser(
        "sync",
        help=say(
            "hämta och skicka; sync status visar vad som väntar, receipts kvittona",
            "fetch and send; sync status shows what waits, sync receipts what earlier syncs did",
        ),
    )
    sync.add_argument(
        "url",
        metavar=say("ADRESS|status|receipts", "ADDRESS|status|receipts"),
        nargs="?",
        help=say(
            "navets adress; annars navet datorn redan är ansluten till",
            "the hub's address; otherwise the hub this computer has joined",
        ),
    )
    sync.add_argument(
        "--accept-hub",
        action="store_true",
        help=say(
            "navet är nytt eller återställt, och det är meningen: fyll på det",
            "the hub is new or restored, as it should be: fill it",
        ),
    )
    sync.add_argument(
        "--resume",
        action="store_true",
        help=say(
            "databasen är återställd från en säkerhetskopia: synka igen",
            "the database is restored from a backup: sync again",
        ),
    )
    sync.add_argument(
        "--allow-deletions",
        action="store_true",
        help=say(
            "ta bort det andra har tagit bort, även om det är mycket",
            "remove what others have removed, even if it is a lot",
        ),
    )
    sync.set_defaults(run=sync_now)


def sync_now(args: argparse.Namespace, context: Context) -> int:
    """Fetch, merge and send; or show what earlier syncs did."""
    if args.url == RECEIPTS:
        return show_receipts(context)
    if args.url == STATUS:
        return show_status(context)
    from kollegie.store.searching import lay_in
    from kollegie.sync.exchange import sync
    from kollegie.sync.merged_words import merged_lines
    from kollegie.sync.state import set_aside_words, sync_state

    receipt = sync(
        context.store(),
        args.url,
        progress=context.progress(),
        accept_hub=args.accept_hub,
        resume=args.resume,
        allow_deletions=args.allow_deletions,
    )
    sent = counted(receipt.sent, ("post skickad", "poster skickade"), ("record sent", "records sent"))
    received = counted(receipt.received, ("post hämtad", "poster hämtade"), ("record received", "records received"))
    lines = [f"{sent}, {received}."]
    if receipt.contents_sent or receipt.contents_received:
        lines.append(
            say(
                f"Bilagor: {receipt.contents_sent} skickade, {receipt.contents_received} hämtade.",
                f"Attachments: {receipt.contents_sent} sent, {receipt.contents_received} fetched.",
            )
        )
    if receipt.contents_missing:
        missing = counted(
            receipt.contents_missing,
            ("hel bilaga", "hela bilagor"),
            ("whole attachment", "whole attachments"),
        )
        lines.append(
            say(
                f"{missing} kunde inte hämtas; nästa synk försöker igen.",
                f"{missing} could not be fetched; the next sync tries again.",
            )
        )
    if receipt.conflicts:
        open_ones = counted(receipt.conflicts, ("konflikt", "konflikter"), ("conflict", "conflicts"))
        lines.append(open_ones + say(" att avgöra: kollegie conflicts list", " to settle: kollegie conflicts list"))
    if receipt.met:
        merged = counted(len(receipt.met), ("fält", "fält"), ("field", "fields"))
        words = say("sammanfogades utan konflikt", "merged without a conflict")
        with context.store().reading() as reading:
            lines += [f"{merged} {words}:", *(f"  {line}" for line in merged_lines(reading, receipt.met))]
    if receipt.left:
        lines.append(
            say(
                f"{_records(receipt.left)} har lämnat den här datorn: uppdraget är avslutat.",
                f"{_records(receipt.left)} left this computer: the assignment has ended.",
            )
        )
    aside = sync_state(context.store()).set_aside
    if aside:
        rows = counted(len(aside), ("rad", "rader"), ("row", "rows"))
        lines.append(
            say(
                f"{rows} från navet gick inte att lita på och har lagts åt sidan; inget här är ändrat:",
                f"{rows} from the hub could not be believed and went aside; nothing here has changed:",
            )
        )
        lines += [f"  {set_aside_words(one)}" for one in aside[:20]]
    if receipt.erased:
        lines.append(
            say(
                f"{_records(receipt.erased)} har gallrats på den här datorn.",
                f"{_records(receipt.erased)} erased on this computer.",
            )
        )
    if receipt.waiting:
        lines.append(say(f"{_records(receipt.waiting)} väntar kvar.", f"Still waiting: {_records(receipt.waiting)}."))
    context.result(
        {
            "sent": receipt.sent,
            "received": receipt.received,
            "waiting": receipt.waiting,
            "conflicts": receipt.conflicts,
            "merged": [{"record": one.record, "id": str(one.row_id), "field": one.field} for one in receipt.met],
            "left": receipt.left,
            "hub_seq": receipt.hub_seq,
            "erased": receipt.erased,
            "quarantined": quarantined(aside),
            "attachments": {
                "sent": receipt.contents_sent,
                "received": receipt.contents_received,
                "missing": receipt.contents_missing,
            },
            "notes": list(receipt.notes),
            "refused": list(receipt.refused),
        },
        [*lines, *receipt.notes, *receipt.refused],
    )
    with suppress(KollegieError):  # the sync went through; what could not be laid in, a search lays in and tells
        lay_in(context.store(), context.progress())
    return NOT_ALL if receipt.waiting or receipt.refused else 0


def show_status(context: Context) -> int:
    """Tell what waits on this laptop, in which cases and since when, without meeting the hub."""
    from kollegie.sync.state import sync_state
    from kollegie.sync.waiting_places import waiting_lines

    store = context.store()
    state = sync_state(store)
    with store.reading() as reading:
        places = waiting_lines(reading)
    lines = [
        say("Inget nav är anslutet.", "No hub is joined.")
        if state.hub is None
        else say("Navet {}: senast synkad {}.", "The hub {}: last synced {}.").format(state.hub, _when(state.synced_at))
    ]
    lines += [say("Inget väntar.", "Nothing waits.")] if not places else []
    lines += [f"{one.words}: {one.changes}, {say('sedan', 'since')} {_when(one.since)}" for one in places]
    content = {
        "hub": state.hub,
        "device": state.device,
        "synced_at": None if state.synced_at is None else state.synced_at.isoformat(),
        "waiting": state.unsent,
        "conflicts": state.conflicts,
        "places": [
            {"words": one.words, "case": one.case, "waiting": one.number, "since": one.since.isoformat()}
            for one in places
        ],
    }
    context.result(content, lines)
    return 0


def _when(moment: datetime | None) -> str:
    return say("aldrig", "never") if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"


def show_receipts(context: Context) -> int:
    """Tell what the syncs of the last ninety days did, newest first."""
    from kollegie.sync.receipts import kept_receipts, receipt_line

    with context.store().reading() as reading:
        kept = kept_receipts(reading)
    content = [
        {
            "number": one.number,
            "began": one.began.isoformat(),
            "ended": one.ended.isoformat(),
            "times": one.times,
            "hub": one.hub,
            "device": one.device,
            "outcome": one.outcome or "done",
            "sent": dict(one.sent),
            "received": dict(one.received),
            "waiting": dict(one.waiting),
            "batches": list(one.batches),
            **one.counts,
            "why": list(one.why),
        }
        for one in kept
    ]
    lines = []
    for one in kept:
        lines.append(f"{one.ended.astimezone():%Y-%m-%d %H:%M}  {one.hub}  {receipt_line(one)}")
        lines += [f"    {sentence}" for sentence in one.why]
    context.result({"receipts": content}, lines or [say("Inga kvitton än.", "No receipts yet.")])
    return 0


def _records(count: int) -> str:
    return counted(count, ("post", "poster"), ("record", "records"))


def quarantined(aside: Iterable[SetAside]) -> list[dict[str, object]]:
    """Rows that were set aside, for a JSON answer."""
    return [{"record": one.record, "id": one.row_id, "seq": one.seq, "reason": one.reason} for one in aside]
