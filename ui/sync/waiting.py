"""What is said of changes that wait for a sync: since when, and that it has been long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.sync.state import SyncState

MOST_LINES = 12


def safe_words(number: int) -> str:
    """That what waits is kept on this computer until a sync."""
    if number == 1:
        return say(
            "Den ligger tryggt på den här datorn och skickas när du synkar. Du kan arbeta hela dagen utan nät.",
            "It lies safely on this computer and is sent when you sync. You can work all day offline.",
        )
    return say(
        "De ligger tryggt på den här datorn och skickas när du synkar. Du kan arbeta hela dagen utan nät.",
        "They lie safely on this computer and are sent when you sync. You can work all day offline.",
    )


def oldest_words(number: int, since: datetime | None, now: datetime) -> str:
    """From when the change is that has waited longest, as a sentence after another; in local time."""
    if since is None:
        return ""
    at = since.astimezone()
    moment = at.strftime("%H.%M" if at.date() == now.astimezone().date() else "%Y-%m-%d %H.%M")
    if number == 1:
        return say(" Den är från {}.", " It is from {}.").format(moment)
    return say(" Den äldsta är från {}.", " The oldest is from {}.").format(moment)


def unsynced_words(state: SyncState, now: datetime, days: int) -> str:
    """That changes have waited for a sync for so many days or more; empty when they have not."""
    if state.hub is None or state.waiting_since is None or now - state.waiting_since < timedelta(days=days):
        return ""
    waited = counted((now - state.waiting_since).days, ("dygn", "dygn"), ("day", "days"))
    changes = counted(state.unsent, ("ändring", "ändringar"), ("change", "changes"))
    if state.unsent == 1:
        words = say(
            "{} har väntat på synk i {}. Den finns bara på den här datorn.",
            "{} waiting for a sync for {}. It is on this computer only.",
        )
    else:
        words = say(
            "{} har väntat på synk i upp till {}. De finns bara på den här datorn.",
            "{} waiting for a sync for up to {}. They are on this computer only.",
        )
    return words.format(changes, waited)


def badge_words(state: SyncState, now: datetime) -> str:
    """How much waits for a sync, and for how many days where it is a day or more."""
    words = counted(state.unsent, ("ändring väntar", "ändringar väntar"), ("change waits", "changes wait"))
    words = say("{} på synk", "{} for sync").format(words)
    days = (now - state.waiting_since).days if state.unsent and state.waiting_since is not None else 0
    if days < 1:
        return words
    return say("{} sedan {}", "{} ({})").format(words, counted(days, ("dygn", "dygn"), ("day", "days")))
