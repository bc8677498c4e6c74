"""What is said of changes that wait for a sync: since when, and that it has been long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.sync.state import SyncState

MOST_LINES = 12


def oldest_words(since: datetime | None, now: datetime) -> str:
    """From when the change is that has waited longest, as a sentence after another; in local time."""
    if since is None:
        return ""
    at = since.astimezone()
    moment = at.strftime("%H.%M" if at.date() == now.astimezone().date() else "%Y-%m-%d %H.%M")
    return say(" Den äldsta är från {}.", " The oldest is from {}.").format(moment)


def unsynced_words(state: SyncState, now: datetime, days: int) -> str:
    """That changes have waited for a sync for so many days or more; empty when they have not."""
    if state.hub is None or state.waiting_since is None or now - state.waiting_since < timedelta(days=days):
        return ""
    waited = counted((now - state.waiting_since).days, ("dygn", "dygn"), ("day", "days"))
    changes = counted(state.unsent, ("ändring", "ändringar"), ("change", "changes"))
    return say(
        "{} har väntat på synk i upp till {}. De finns bara på den här datorn.",
        "{} waiting for a sync for up to {}. They are on this computer only.",
    ).format(changes, waited)
