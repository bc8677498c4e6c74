"""What a sync did, and what earlier ones did: each leaves a receipt on the laptop, kept for ninety days.

A receipt says when, how much of which kind was sent, received and still waits and why, and under which numbers the
hub's ledger has the batches. It never holds what a record says, whose it is or where it lies.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kollegie.errors import KollegieError
from kollegie.language import counted, say
from kollegie.store import Reading
from kollegie.store.columns import moment_text
from kollegie.sync.carried import carried_named
from kollegie.sync.laptop import Enrolment, Laptop
from kollegie.sync.row_by_row import Met
from kollegie.sync.statements import awaits_content, refused

KEPT = timedelta(days=90)
"""How long a receipt is kept, counted by this laptop's clock when a sync has gone through."""

RESTS = timedelta(minutes=1)
"""A sync with no news is noted no more often than this, since that costs a write."""

ONE_LINE = timedelta(days=1)
"""Syncs in a row with the same outcome and no news are one line of at most this length."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sync did, told only after the hub has answered for all of it.

    Shape: `sent` and `received` count records, `waiting` those still unsent, `conflicts` all disagreements open on
    this laptop and `new_conflicts` those this sync found, `left` records given up. `met` are fields of records edited
    here that somebody else had changed, merged without a disagreement. `contents_sent` and `contents_received` count
    contents of attachments, `contents_missing` those of assigned visits that the hub could not give whole. `notes`
    are sentences about what a person should know, such as a new number for this laptop, and why something waits;
    `refused` name what was not taken in and why. `erased` counts what others had erased and was here. `of_cases` are
    those of the notes that name a case: they are told and never kept.
    """

    sent: int
    received: int
    waiting: int
    conflicts: int
    left: int
    hub_seq: int
    new_conflicts: int = 0
    met: tuple[Met, ...] = ()
    contents_sent: int = 0
    contents_received: int = 0
    contents_missing: int = 0
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    erased: int = 0
    of_cases: tuple[str, ...] = ()


@dataclass
class Tally:
    """What one sync has done so far: records sent and received by kind, and the numbers of the batches that landed."""

    began: datetime
    sent: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    batches: list[int] = field(default_factory=list)
    receipt: Receipt | None = None

    def landed(self, batch: int, counts: Mapping[str, int]) -> None:
        """The hub has a batch, with so many records of each kind."""
        self.batches.append(batch)
        self.sent.update({name: number for name, number in counts.items() if number})


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt as it is kept.

    Shape: `outcome` is empty for a sync that went through, else the name of what stopped it; `times` syncs in a row
    were alike, from `began` to `ended`. `sent`, `received` and `waiting` count records by kind. `batches` are the
    numbers this laptop's batches have in the hub's ledger. `why` are sentences: why something waits, what was refused.
    """

    number: int
    began: datetime
    ended: datetime
    times: int
    hub: str
    device: int
    outcome: str
    sent: Mapping[str, int]
    received: Mapping[str, int]
    waiting: Mapping[str, int]
    batches: tuple[int, ...]
    counts: Mapping[str, int]
    why: tuple[str, ...]


@contextmanager
def noted(near: Laptop, known: Enrolment) -> Iterator[Tally]:
    """One sync: whatever comes of it is noted on the laptop; what stops it is raised again.

    Shape: whoever syncs counts into what is given here, and lays the receipt in it. A program that ends in the middle
    leaves no receipt, and the batch on its way tells the next sync of it.
    """
    from sqlcipher3 import dbapi2

    tally = Tally(near.store.clock())
    try:
        yield tally
    except KollegieError as problem:
        near.line.rollback()
        with suppress(dbapi2.Error):  # a disk that takes nothing takes no receipt: what stopped the sync is told
            _note(near, known, tally, type(problem).__name__)
        raise
    _note(near, near.enrolment(), tally, "")


def waiting_reasons(near: Laptop, waiting: int, *, may_write: bool) -> list[str]:
    """Why something waits although the hub has answered; empty when nothing does or the program has been told off."""
    if not waiting or not may_write:
        return []
    attachment = carried_named("attachment")
    condition = awaits_content(attachment)
    dirty = f"SELECT count(*) FROM attachment WHERE dirty IS NOT NULL{refused(attachment)}"
    held = near.line.rows(dirty)[0][0] - near.line.rows(dirty + condition)[0][0]
    reasons = []
    if held:
        files = counted(held, ("bilaga väntar", "bilagor väntar"), ("attachment waits", "attachments wait"))
        reasons.append(
            say(
                f"{files} på att innehållet är helt framme hos navet; nästa synk fortsätter.",
                f"{files} for the content to stand whole at the hub; the next sync goes on.",
            )
        )
    if not_taken := near.refused():
        reasons.append(_not_taken(not_taken, only_reads=near.roles().only_reads))
    held += not_taken
    if waiting > held:
        changes = counted(waiting - held, ("ändring", "ändringar"), ("change", "changes"))
        reasons.append(
            say(
                f"{changes} skrevs medan synken pågick och går med nästa.",
                f"{changes} written while the sync ran, to go with the next.",
            )
        )
    return reasons


def _not_taken(count: int, *, only_reads: bool) -> str:
    """Why a server takes nothing of what somebody wrote, and what to do about it."""
    changes = counted(count, ("ändring", "ändringar"), ("change", "changes"))
    de, they = ("den", "It stays") if count == 1 else ("de", "They stay")
    if only_reads:
        return say(
            f"{changes} tar servern inte emot, eftersom du bara läser granskningen. {de.capitalize()} ligger kvar"
            f" här; be granskningsledaren lägga till dig i en annan roll, så går {de} med nästa synk.",
            f"{changes} not taken by the server, since you only read this review. {they} here; ask the review lead"
            " to add you in another role, and the next sync sends what waits.",
        )
    return say(
        f"{changes} tar servern inte emot från dig, oftast för att uppdraget har tagits tillbaka. {de.capitalize()}"
        f" ligger kvar här; be granskningsledaren ge dig ärendet igen, så går {de} med nästa synk.",
        f"{changes} not taken by the server from you, mostly because the assignment has ended. {they} here;"
        " ask the review lead to give you the case again, and the next sync sends what waits.",
    )


def _note(near: Laptop, known: Enrolment, tally: Tally, outcome: str) -> None:
    """Write the receipt, or lengthen the last one where nothing new has happened."""
    line, now, receipt = near.line, near.store.clock(), tally.receipt
    counts = {} if receipt is None else _counts(receipt)
    told_of = () if receipt is None else (*receipt.notes, *receipt.refused)
    why = [one for one in told_of if receipt is None or one not in receipt.of_cases]
    news = bool(tally.batches or tally.received.total() or told_of or any(counts.values()))
    if not (outcome or news) and known.synced_at is not None and abs(now - known.synced_at) <= RESTS:
        return
    waiting = near.waiting_by()
    told = {
        "sent": dict(tally.sent),
        "received": {name: number for name, number in tally.received.items() if number},
        "waiting": waiting,
        "batches": tally.batches,
        "counts": {name: number for name, number in counts.items() if number},
        "why": why,
    }
    alike = (
        known.hub_name,
        known.device,
        outcome,
        tally.sent.total(),
        tally.received.total(),
        sum(waiting.values()),
        json.dumps(told, ensure_ascii=False, sort_keys=True),
    )
    line.begin(writing=True)
    if not outcome:
        near.note_time(known)
        line.run("DELETE FROM receipt WHERE ended < ?", (moment_text(now - KEPT),))
    last = line.one(
        "SELECT number, began, hub, device, outcome, sent, received, waiting, details FROM receipt"
        " ORDER BY number DESC LIMIT 1"
    )
    quiet = not (tally.sent or tally.received.total() or tally.batches)
    if quiet and last and last[2:] == alike and abs(now - datetime.fromisoformat(last[1])) <= ONE_LINE:
        line.run("UPDATE receipt SET times = times + 1, ended = ? WHERE number = ?", (moment_text(now), last[0]))
    else:
        line.run(
            "INSERT INTO receipt (number, began, ended, times, hub, device, outcome, sent, received, waiting, details)"
            " VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
            ((last[0] if last else 0) + 1, moment_text(tally.began), moment_text(now), *alike),
        )
    line.commit()


def _counts(receipt: Receipt) -> dict[str, int]:
    return {
        "conflicts": receipt.new_conflicts,
        "merged": len(receipt.met),
        "left": receipt.left,
        "erased": receipt.erased,
        "contents_sent": receipt.contents_sent,
        "contents_received": receipt.contents_received,
        "contents_missing": receipt.contents_missing,
    }


def kept_receipts(reading: Reading) -> tuple[KeptReceipt, ...]:
    """The receipts on this laptop, newest first."""
    rows = reading.connection.exec_driver_sql(
        "SELECT number, began, ended, times, hub, device, outcome, details FROM receipt ORDER BY number DESC"
    ).all()
    return tuple(_kept(*row) for row in rows)


def _kept(
    number: int, began: str, ended: str, times: int, hub: str, device: int, outcome: str, details: str
) -> KeptReceipt:
    told: dict[str, Any] = json.loads(details)
    return KeptReceipt(
        number,
        datetime.fromisoformat(began),
        datetime.fromisoformat(ended),
        times,
        hub,
        device,
        outcome,
        told["sent"],
        told["received"],
        told["waiting"],
        tuple(told["batches"]),
        told["counts"],
        tuple(told["why"]),
    )


def receipt_line(one: KeptReceipt) -> str:
    """A kept receipt in words, without its time."""
    waiting = sum(one.waiting.values())
    parts = [
        counted(sum(one.sent.values()), ("post skickad", "poster skickade"), ("record sent", "records sent")),
        counted(sum(one.received.values()), ("hämtad", "hämtade"), ("received", "received")),
    ]
    if not one.outcome and not (one.sent or one.received or one.counts):
        parts = [say("inget nytt", "nothing new")]
    parts += [_count_words(name, number) for name, number in one.counts.items()]
    if one.outcome:
        parts = [outcome_words(one.outcome), *(parts if one.sent or one.received else [])]
    parts.append(say("{} väntar", "{} waiting").format(waiting))
    words = " · ".join(parts)
    if one.times > 1:
        words += say(" ({} gånger)", " ({} times)").format(one.times)
    return words


def _count_words(name: str, number: int) -> str:
    sv, en = {
        "conflicts": (("ny konflikt", "nya konflikter"), ("new conflict", "new conflicts")),
        "merged": (("fält sammanfogat", "fält sammanfogade"), ("field merged", "fields merged")),
        "left": (("lämnade datorn", "lämnade datorn"), ("left this computer", "left this computer")),
        "erased": (("gallrad", "gallrade"), ("erased", "erased")),
        "contents_sent": (("bilaga skickad", "bilagor skickade"), ("attachment sent", "attachments sent")),
        "contents_received": (("bilaga hämtad", "bilagor hämtade"), ("attachment fetched", "attachments fetched")),
        "contents_missing": (("bilaga saknas", "bilagor saknas"), ("attachment missing", "attachments missing")),
    }[name]
    return counted(number, sv, en)


def outcome_words(outcome: str) -> str:
    """What stopped a sync, by the name of the error: without address, name or anything else its sentence may hold."""
    words = {
        "Cancelled": say("avbruten", "cancelled"),
        "HubUnreachable": say("navet svarade inte", "the hub did not answer"),
        "HubSilent": say("navet tystnade", "the hub fell silent"),
        "HubBusy": say("navet var upptaget av en annan dator", "the hub was busy with another computer"),
        "HubMissing": say("navet fanns inte på sin plats", "the hub was not in its place"),
        "HubChanged": say("navet var inte detsamma som förut", "the hub was not the same as before"),
        "HubDamaged": say("navet var skadat", "the hub was damaged"),
        "HubTampered": say("någon hade ändrat i navets fil", "somebody had changed the hub's file"),
        "ServerTampered": say(
            "något främmande låg på serverns tabeller", "something foreign lay on the server's tables"
        ),
        "HubFromNewer": say("navet är av ett nyare Kollegie", "the hub is of a newer Kollegie"),
        "HubFromOlder": say("servern behöver uppdateras", "the server has to be upgraded"),
        "DeviceRevoked": say("datorn var spärrad", "this computer was blocked"),
        "SyncPaused": say(
            "databasen var återställd och väntade på ett ja", "the store was restored and waited for a yes"
        ),
        "DeletionsStopped": say("andra hade tagit bort ovanligt mycket", "others had deleted unusually much"),
        "ErasuresStopped": say(
            "navets gallringslista skulle ta bort för mycket härifrån",
            "the hub's list of erasures would remove too much from here",
        ),
        "ClockWrong": say("datorns klocka gick fel", "this computer's clock was wrong"),
        "DiskFull": say("disken var full", "the disk was full"),
        "HubFull": say("det var fullt där navet ligger", "there was no room left where the hub lies"),
        "FolderReadOnly": say("navets mapp gick inte att skriva i", "the hub's folder could not be written to"),
        "HubReadOnly": say("navets mapp gick inte att skriva i", "the hub's folder could not be written to"),
        "LoginRefused": say("servern godtog inte inloggningen", "the server did not accept the login"),
        "AlreadyJoined": say("datorn var redan ansluten", "this computer had joined already"),
        "MayNot": say("inloggningen räckte inte", "the login was not enough"),
        "NotSecure": say("adressen kräver inget certifikat", "the address demands no certificate"),
        "NumbersGone": say("datornumren var slut", "there were no computer numbers left"),
        "OtherHub": say("ett annat nav än datorns eget", "another hub than this computer's own"),
    }
    return words.get(outcome, say("gick inte igenom ({})", "did not go through ({})").format(outcome))
