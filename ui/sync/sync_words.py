"""What the room Synk says of a sync: what it did, when the hub last answered, and what a yes would mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kollegie.language import counted, say
from ui.widgets.strip import Act

if TYPE_CHECKING:
    from kollegie.sync.exchange import Receipt


def receipt_words(receipt: Receipt, at: datetime) -> str:
    """What a sync did, as a caseworker reads it."""
    parts = [
        counted(receipt.sent, ("post skickad", "poster skickade"), ("record sent", "records sent")),
        counted(receipt.received, ("hämtad", "hämtade"), ("received", "received")),
        say("{} väntar", "{} waiting").format(receipt.waiting),
    ]
    if receipt.left:
        parts.append(say("{} lämnade datorn", "{} left this computer").format(receipt.left))
    if receipt.erased:
        parts.append(counted(receipt.erased, ("gallrad", "gallrade"), ("erased", "erased")))
    words = say("Klart {}: {}.", "Done {}: {}.").format(at.strftime("%H.%M"), " · ".join(parts))
    if receipt.new_conflicts:
        found = counted(receipt.new_conflicts, ("ny konflikt", "nya konflikter"), ("new conflict", "new conflicts"))
        words += say(" {} att avgöra; båda versionerna finns kvar.", " {} to settle; both versions are kept.").format(
            found
        )
    if receipt.met:
        merged = counted(len(receipt.met), ("fält", "fält"), ("field", "fields"))
        words += say(" {} sammanfogades utan konflikt.", " {} merged without a conflict.").format(merged)
    return " ".join([words, *receipt.notes, *receipt.refused])


def stopped_words(at: datetime) -> str:
    """What a sync that a person cancelled comes to."""
    return say(
        "Avbruten {}. Det som hann skickas och hämtas är kvar; resten väntar och går med nästa synk.",
        "Cancelled {}. What was sent and fetched by then is kept; the rest waits and goes with the next sync.",
    ).format(at.strftime("%H.%M"))


def consent_words(asked: str) -> str:
    """What the button says with which a person answers yes to what stopped a sync."""
    return {
        "accept_hub": say("Det är rätt nav: läs det och fyll på det", "It is the right hub: read it and fill it"),
        "rebuild": say("Ställ undan filen och bygg om navet", "Set the file aside and rebuild the hub"),
        "resume": say("Synka den återställda databasen", "Sync the restored database"),
        "allow_deletions": say("Ta bort dem även här", "Delete them here too"),
    }.get(asked, "")


def acts_after(error: Exception) -> tuple[Act, ...]:
    """What the strip offers after a sync that did not go through; where no other can, only the room where one joins."""
    from kollegie.sync.joining_errors import DeviceRevoked, NotEnrolled

    if isinstance(error, (DeviceRevoked, NotEnrolled)):
        return (Act("show-sync", say("Gå till Synk", "Go to Sync"), "arrow-right"),)
    again = Act("sync", say("Synka nu", "Sync now"), "refresh-cw")
    return again, Act("show-sync", say("Visa vad som väntar", "Show what waits"), link=True)


def awaited_words(awaited: Sequence[str]) -> str:
    """Who has not been back since the hub was rebuilt, each with their cases, in one sentence; empty for nobody."""
    return say("Inte tillbaka än: {}.", "Not back yet: {}.").format("; ".join(awaited)) if awaited else ""


def since_words(synced_at: datetime | None, now: datetime) -> str:
    """When the hub last answered, in local time."""
    if synced_at is None:
        return say("Inte synkad än.", "Not synced yet.")
    at = synced_at.astimezone()
    moment = at.strftime("%H.%M") if at.date() == now.date() else at.strftime("%Y-%m-%d %H.%M")
    return say("Senast synkad {}.", "Last synced {}.").format(moment)
