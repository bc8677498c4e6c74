"""The months of records before the review: who was planned where, who reported what, and what was invoiced for it.

Everything is made up from the people of the demonstration. Most of it holds together; a few rows do not, each in a way
a rule asks about, and each with an innocent explanation that a visit could find. They are all of the last month, but
for one user who was invoiced for and paid for without a report in the month before it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from kollegie.demo.contact_persons import fees
from kollegie.demo.files import months_of_records, write_table
from kollegie.demo.other_help import ASSISTANCE, ASSISTED, Assistance, waiting_notes
from kollegie.demo.people import DemoStaff, DemoUser, teams

RECORD_KINDS = (
    *("staff", "stays", "absences", "contact-notes", "schedules", "time-reports", "sick-claims", "invoices", "payouts"),
)
"""In the order they are imported."""

TRAVEL = timedelta(minutes=12)
EARLY_VISITS, LATE_VISITS = ((7, 15), (11, 45)), ((16, 30), (19, 45))
"""Where the visits of a day begin, by the shift that makes them."""
GIVEN = 0.9
"""The share of the granted hours that is planned; the rest is what users say no to and what is moved."""
REFUSED = 0.02
"""The share of the visits that a user says no to on the day."""
PRICE_ORE = 41_200
ASSISTANCE_ORE = 33_500
QUARTER = 15
TWO_DAYS = (13, 20)
"""Days of the month on which one member of staff is reported in two homes at once: one weekday, so the same hands."""


@dataclass(frozen=True, slots=True)
class DemoVisit:
    """One planned or reported visit by the clock on the wall."""

    staff: DemoStaff
    user: DemoUser
    start: datetime
    end: datetime
    registered: datetime | None = None

    @property
    def minutes(self) -> int:
        """How long it is."""
        return round((self.end - self.start).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Oddities:
    """Whose rows are odd. `together` are two homes one member of staff is reported in at once."""

    together: tuple[DemoUser, DemoUser]
    in_hospital: DemoUser
    short_visits: DemoUser
    even_times: DemoUser
    over_granted: DemoUser | None
    over_reported: DemoUser | None
    paid_without_report: DemoUser | None


def oddities_among(users: Sequence[DemoUser]) -> Oddities:
    """Whom the odd rows concern, by their places at their providers."""
    second = [user for user in users if user.provider == "P-02" and not user.protected]
    third = [user for user in users if user.provider == "P-03" and not user.protected]
    return Oddities((third[0], third[1]), third[2], third[3], third[4], second[0], second[1], second[2])


def write_records(folder: Path, users: Sequence[DemoUser], day: date, source: Random) -> dict[str, Path]:
    """Write one file for each kind of record of the months before the review day; give back their paths by kind."""
    known = [user for user in users if not user.protected]
    odd = oddities_among(known)
    *before, (first, last) = months_of_records(day)
    staff = teams(known, first, source)
    assistance = Assistance(first, last, Random(f"{day}/assistance"))
    planned = list(_planned(known, staff, first, last))
    reported = sorted(_reported(planned, odd, source), key=_by_start)
    earlier = [_EarlierMonth(known, staff, odd, *month, unreported=month == before[-1]) for month in before]
    paths = {kind: folder / f"{kind}.csv" for kind in RECORD_KINDS}
    write_table(
        paths["staff"],
        ("staff_id", "provider_id", "name", "contract_from", "working_time_regime", "full_time_share"),
        (
            *((one.ref, one.provider, one.name, one.contract_from, "ATL", "0,75") for one in staff),
            *assistance.staff(),
        ),
    )
    write_table(
        paths["stays"],
        ("user_id", "from", "to", "kind"),
        ((odd.in_hospital.ref, first + timedelta(days=11), first + timedelta(days=15), "hospital"),),
    )
    write_table(paths["absences"], ("staff_id", "from", "to", "kind"), assistance.absences())
    write_table(
        paths["contact-notes"],
        ("user_id", "decision_id", "date", "kind", "outcome", "effect_documented", "offer", "answer"),
        waiting_notes(users, day),
    )
    write_table(
        paths["sick-claims"],
        ("claim_id", "user_id", "staff_id", "substitute_id", "from", "to", "hours", "amount"),
        assistance.claims(),
    )
    header = ("staff_id", "user_id", "provider_id", "start", "end", "kind", "registered_at")
    write_table(paths["schedules"], header, map(_cells, planned))
    before_it = [row for month in earlier for row in month.reports()]
    write_table(paths["time-reports"], header, (*before_it, *map(_cells, reported), *_passes(assistance)))
    lines = list(_invoiced(known, reported, odd, first, last))
    lines.append(_assistance_line(assistance.quarters, lines, first, last))
    lines = [*(line for month in earlier for line in month.lines()), *lines]
    write_table(
        paths["invoices"],
        (
            *("provider_id", "invoice_id", "line", "user_id", "period_from", "period_to", "service", "hours"),
            *("price", "amount"),
        ),
        lines,
    )
    write_table(
        paths["payouts"],
        ("payee_id", "user_id", "service", "period_from", "period_to", "amount", "paid_on"),
        (*_paid(lines), *fees(users, (*before, (first, last)))),
    )
    return paths


class _EarlierMonth:
    """A month when all went as it should; where `unreported`, one user was invoiced for and nothing was reported."""

    def __init__(
        self,
        users: Sequence[DemoUser],
        staff: Sequence[DemoStaff],
        odd: Oddities,
        first: date,
        last: date,
        *,
        unreported: bool,
    ) -> None:
        self._users, self._odd, self._first, self._last = users, odd, first, last
        self._unreported = odd.paid_without_report if unreported else None
        source = Random(f"{first}/visits")
        employed = [one for one in staff if one.contract_from <= first]
        planned = _planned(users, employed, first, last)
        self._reported = sorted(_uneventful(planned, self._unreported, source), key=_by_start)
        self._assistance = Assistance(first, last, Random(f"{first}/assistance"), ())

    def reports(self) -> Iterator[tuple[object, ...]]:
        """The month's time reports."""
        yield from map(_cells, self._reported)
        yield from _passes(self._assistance)

    def lines(self) -> Iterator[tuple[object, ...]]:
        """The month's invoice lines."""
        helped = {visit.user.ref for visit in self._reported}
        users = [user for user in self._users if user.ref in helped or user is self._unreported]
        odd = replace(self._odd, over_granted=None, over_reported=None, paid_without_report=self._unreported)
        lines = list(_invoiced(users, self._reported, odd, self._first, self._last))
        yield from lines
        yield _assistance_line(self._assistance.quarters, lines, self._first, self._last)


def _uneventful(planned: Iterable[DemoVisit], unreported: DemoUser | None, source: Random) -> Iterator[DemoVisit]:
    """The plan as it turned out from the day the help began, a minute or two beside it."""
    for visit in planned:
        start = visit.start + timedelta(minutes=source.randrange(-2, 4))
        end = start + timedelta(minutes=visit.minutes + source.randrange(-3, 3))
        registered = end + timedelta(minutes=source.randrange(1, 9))
        began = visit.start.date() >= visit.user.executed_on
        if began and visit.user is not unreported and source.random() >= REFUSED:
            yield replace(visit, start=start, end=end, registered=registered)


def _by_start(visit: DemoVisit) -> tuple[datetime, str, str]:
    return visit.start, visit.staff.ref, visit.user.ref


def _passes(assistance: Assistance) -> Iterator[tuple[object, ...]]:
    for row in assistance.reports:
        yield *row[:3], *_moments(*row[3:5]), row[5], *_moments(row[6])


def _planned(users: Sequence[DemoUser], staff: Sequence[DemoStaff], first: date, last: date) -> Iterator[DemoVisit]:
    """The schedule: each team's visits day by day, each member of staff from home to home with time to get there."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        on_duty = [one for one in staff if one.works_on(day)]
        for team in dict.fromkeys(one.team for one in staff):
            for late, slots in ((False, EARLY_VISITS), (True, LATE_VISITS)):
                hands = [one for one in on_duty if one.team == team and one.late is late]
                free = {one.ref: datetime.combine(day, datetime.min.time()) for one in hands}
                for place, (hour, minute) in enumerate(slots):
                    for turn, user in enumerate(user for user in users if user.ref in hands[0].homes):
                        length = _lengths(user)[2 * late + place]
                        if not length:
                            continue
                        hand = hands[turn % len(hands)]
                        start = max(
                            datetime.combine(day, datetime.min.time()).replace(hour=hour, minute=minute), free[hand.ref]
                        )
                        end = start + timedelta(minutes=length)
                        free[hand.ref] = end + TRAVEL
                        yield DemoVisit(hand, user, start, end)


def _lengths(user: DemoUser) -> tuple[int, int, int, int]:
    """Minutes of the user's visits in the morning, at noon, in the afternoon and in the evening; 0 for none."""
    a_day = user.hours * 60 * GIVEN / 31
    used = {1: (0,), 2: (0, 2), 3: (0, 1, 2), 4: (0, 1, 2, 3)}[user.planned]
    morning = min(user.morning, a_day) if user.planned > 1 else a_day
    rest = (a_day - morning) / max(1, len(used) - 1)
    lengths = [0, 0, 0, 0]
    for place in used:
        lengths[place] = max(10, int(morning if place == 0 else rest))
    return lengths[0], lengths[1], lengths[2], lengths[3]


def _reported(planned: Iterable[DemoVisit], odd: Oddities, source: Random) -> Iterator[DemoVisit]:
    """What was reported: the plan as it turned out, a minute or two beside it, and the rows that are odd."""
    both = {user.ref for user in odd.together}
    shared: dict[date, DemoVisit] = {}
    for visit in planned:
        ref, day = visit.user.ref, visit.start.date()
        before = timedelta(minutes=source.randrange(-2, 4))
        shift = timedelta(minutes=source.randrange(-3, 3))
        start, end = visit.start + before, visit.end + before + shift
        if visit.user is odd.paid_without_report:
            continue
        if source.random() < REFUSED and ref not in (odd.even_times.ref, odd.in_hospital.ref):
            continue  # the user said no that day
        if ref == odd.short_visits.ref:
            end = start + timedelta(minutes=max(4, round(visit.minutes * 0.55)))
        if ref == odd.even_times.ref:
            start, end = (
                _even(visit.start),
                _even(visit.start) + timedelta(minutes=max(QUARTER, visit.minutes // QUARTER * QUARTER)),
            )
        made = replace(visit, start=start, end=end, registered=end + timedelta(minutes=source.randrange(1, 9)))
        if ref in both and day.day in TWO_DAYS and visit.start.hour < 12:
            other = shared.setdefault(day, made)
            if other is not made and other.user.ref != ref:  # the second home is reported by the hand of the first
                start = other.start + timedelta(minutes=other.minutes // 3)
                end = min(start + timedelta(minutes=visit.minutes), other.end + TRAVEL - timedelta(minutes=4))
                made = replace(made, staff=other.staff, start=start, end=end)
        yield made


def _even(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // QUARTER * QUARTER)


def _cells(visit: DemoVisit) -> tuple[object, ...]:
    written = _moments(visit.start, visit.end, visit.registered)
    return (visit.staff.ref, visit.user.ref, visit.user.provider, written[0], written[1], "", written[2])


def _moments(*moments: datetime | None) -> list[str]:
    return [f"{moment:%Y-%m-%d %H:%M}" if moment else "" for moment in moments]


def _assistance_line(quarters: int, lines: Sequence[tuple[object, ...]], first: date, last: date) -> tuple[object, ...]:
    """What the assistance of the month was invoiced with, on the provider's invoice for home care."""
    theirs = [line for line in lines if line[0] == ASSISTANCE]
    amount = quarters * ASSISTANCE_ORE // 4
    return (
        *(ASSISTANCE, theirs[0][1], len(theirs) + 1, ASSISTED, first, last),
        *("personlig assistans", _decimal(quarters * 25), _decimal(ASSISTANCE_ORE), _decimal(amount)),
    )


def _invoiced(
    users: Sequence[DemoUser], reported: Iterable[DemoVisit], odd: Oddities, first: date, last: date
) -> Iterator[tuple[object, ...]]:
    """An invoice for each private provider: a line per user, reported time in whole quarters."""
    minutes: dict[str, int] = {}
    for visit in reported:
        minutes[visit.user.ref] = minutes.get(visit.user.ref, 0) + visit.minutes
    lines: dict[str, int] = {}
    for user in users:
        if user.provider == "P-01":
            continue
        quarters = minutes.get(user.ref, 0) // QUARTER
        if user is odd.over_granted:
            quarters = user.hours * 4 + 30
        if user is odd.over_reported:
            quarters += 22
        if user is odd.paid_without_report:
            quarters = 24
        lines[user.provider] = lines.get(user.provider, 0) + 1
        amount = quarters * PRICE_ORE // 4
        yield (
            *(user.provider, f"{user.provider[-2:]}-{first:%Y%m}", lines[user.provider], user.ref, first, last),
            *("hemtjänst", _decimal(quarters * 25), _decimal(PRICE_ORE), _decimal(amount)),
        )


def _paid(lines: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """What was paid out to the providers, line by line."""
    for provider, _, _, user, first, last, service, *_, amount in lines:
        assert isinstance(last, date)
        yield provider, user, service, first, last, amount, last + timedelta(days=2)


def _decimal(hundredths: int) -> str:
    return f"{hundredths // 100},{hundredths % 100:02}"
