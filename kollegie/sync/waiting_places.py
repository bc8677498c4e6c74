"""Where changes wait for a sync on this laptop: in which cases, how many, and since when. Asks no hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kollegie.language import counted, say
from kollegie.model.reviews import Case, Review
from kollegie.model.stamps import moment_of
from kollegie.store import Reading
from kollegie.store.history import waiting_by_scope


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One place where changes wait: a case, the round, or the laptop's common records.

    Shape: `case` is the case's number, empty for the other two. Units: `since` is when the change was last made that
    has waited longest.
    """

    words: str
    number: int
    since: datetime
    case: str = ""

    @property
    def changes(self) -> str:
        """The number with its noun."""
        return counted(self.number, ("ändring", "ändringar"), ("change", "changes"))


def waiting_lines(reading: Reading) -> tuple[WaitingLine, ...]:
    """Where changes wait, most first; what is neither a case nor a round is counted together."""
    waiting = waiting_by_scope(reading)
    cases = {case.id: case.label for case in reading.find(Case, id=tuple(waiting))}
    reviews = {review.id: review.name for review in reading.find(Review, id=tuple(waiting))}
    lines: dict[str, WaitingLine] = {}
    for scope, (number, stamp) in waiting.items():
        if scope in cases:
            words = say("Ärende {}", "Case {}").format(cases[scope])
        elif scope in reviews:
            words = say("Granskningen {}", "The review {}").format(reviews[scope])
        else:
            words = say("Register och personer", "Register and persons")
        before = lines.get(words, WaitingLine(words, 0, moment_of(stamp)))
        since = min(before.since, moment_of(stamp))
        lines[words] = WaitingLine(words, before.number + number, since, cases.get(scope, ""))
    return tuple(sorted(lines.values(), key=lambda line: (-line.number, line.words)))
