"""What waits for a sync on this laptop: how much, and in which cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kollegie.language import counted, say
from kollegie.model.reviews import Case, Review
from kollegie.store import Reading
from kollegie.store.history import unsent_by_scope

if TYPE_CHECKING:
    from kollegie.sync.state import SyncState

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One place where changes wait: a case, the round, or the laptop's common records."""

    words: str
    number: int

    @property
    def changes(self) -> str:
        """The number with its noun."""
        return counted(self.number, ("ändring", "ändringar"), ("change", "changes"))


def waiting_lines(reading: Reading) -> tuple[WaitingLine, ...]:
    """Where changes wait, most first; what is neither a case nor a round is counted together."""
    unsent = unsent_by_scope(reading)
    cases = {case.id: case.label for case in reading.find(Case, id=tuple(unsent))}
    reviews = {review.id: review.name for review in reading.find(Review, id=tuple(unsent))}
    lines: dict[str, int] = {}
    for scope, number in unsent.items():
        if scope in cases:
            words = say("Ärende {}", "Case {}").format(cases[scope])
        elif scope in reviews:
            words = say("Granskningen {}", "The review {}").format(reviews[scope])
        else:
            words = say("Register och personer", "Register and persons")
        lines[words] = lines.get(words, 0) + number
    return tuple(WaitingLine(words, n) for words, n in sorted(lines.items(), key=lambda line: (-line[1], line[0])))


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
