"""The day as it is shown: which visits, which of them to go on with, and what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kollegie.language import counted, say
from kollegie.model.reviews import VisitState
from kollegie.store import Store
from kollegie.sync.state import SyncState, sync_state
from kollegie.visiting.contacts import Contact, contacts_of, first_to_call
from kollegie.visiting.overview import VisitOverview, my_visits, unreadable_visits

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to call at once about a visit of a round, by the round's name ("" where it is not known)."""

    review: str
    contact: Contact


@dataclass(frozen=True, slots=True)
class Day:
    """One day of visits.

    Shape: among `visits` are those nobody has given a time yet, last: they may be done any day. `nearest` is a visit
    of the day to show instead where this one has none; `begun` are visits of other days that were begun and not
    signed; `unreadable` are the cases of visits whose checklist is not on this laptop.
    """

    day: date
    visits: tuple[VisitOverview, ...]
    nearest: VisitOverview | None
    calls: tuple[Call, ...]
    sync: SyncState
    begun: tuple[VisitOverview, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def current(self) -> VisitOverview | None:
        """The visit to go on with: the one written in last, else the next not begun, else one left to sign."""
        going = [one for one in self.visits if one.visit.state is VisitState.ONGOING and not one.to_sign]
        if going:
            return max(going, key=lambda one: one.last_written or LONG_AGO)
        left = [one for one in self.visits if one.visit.state is VisitState.PLANNED]
        to_sign = [one for one in self.visits if one.to_sign]
        return next(iter(left or to_sign), None)


def gather_day(store: Store, day: date) -> Day:
    """Everything the page shows of one day."""
    every = my_visits(store)
    visits = tuple(one for one in every if day_of(one) == day or _any_day(one))
    begun = tuple(one for one in every if one.visit.state is VisitState.ONGOING and day_of(one) != day)
    nearest = _nearest(every, day)
    asked = (*visits, *begun) or ((nearest,) if nearest is not None else ())
    rounds = {one.visit.review_id: one.review.name if one.review is not None else "" for one in asked}
    with store.reading() as reading:
        found = [(name, first_to_call(contacts_of(reading, id, store.me))) for id, name in rounds.items()]
    calls = tuple(Call(name, contact) for name, contact in found if contact is not None)
    return Day(day, visits, nearest, calls, sync_state(store), begun, unreadable_visits(store))


def day_of(one: VisitOverview) -> date | None:
    """The day of a visit by the clock of this computer."""
    moment = one.visit.planned_start or one.visit.started_at
    return None if moment is None else moment.astimezone().date()


def _any_day(one: VisitOverview) -> bool:
    """Whether a visit is left to do and has no time."""
    return one.visit.state is VisitState.PLANNED and day_of(one) is None


def _nearest(every: tuple[VisitOverview, ...], day: date) -> VisitOverview | None:
    """The first visit of the next day with visits, else of the latest one before."""
    dated = [(found, one) for one in every if (found := day_of(one)) is not None and found != day]
    later = [one for found, one in dated if found > day]
    if later:
        return later[0]
    latest = max((found for found, _ in dated), default=None)
    return next((one for found, one in dated if found == latest), None)


def clock_words(moment: datetime | None) -> str:
    """A time of day: "14.32"; "" for none."""
    return "" if moment is None else moment.astimezone().strftime("%H.%M")


def summary_words(visits: tuple[VisitOverview, ...]) -> str:
    """How the day stands: "5 besök: 1 signerat, 1 att signera, 1 pågår, 2 kvar"."""
    signed = sum(one.visit.state is VisitState.SIGNED for one in visits)
    to_sign = sum(one.to_sign for one in visits)
    going = sum(one.visit.state is VisitState.ONGOING for one in visits) - to_sign
    left = sum(one.visit.state is VisitState.PLANNED for one in visits)
    parts = [
        say(f"{signed} signerat" if signed == 1 else f"{signed} signerade", f"{signed} signed") if signed else "",
        say(f"{to_sign} att signera", f"{to_sign} to sign") if to_sign else "",
        say(f"{going} pågår", f"{going} ongoing") if going else "",
        say(f"{left} kvar", f"{left} left") if left else "",
    ]
    whole = counted(len(visits), ("besök", "besök"), ("visit", "visits"))
    said = ", ".join(part for part in parts if part)
    return f"{whole}: {said}" if said else whole
