"""What was paid or billed month by month, when what was taken back or credited is drawn off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np

from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.swedish_time import FAR_FUTURE, FAR_PAST, Bools, Longs, first_of_month, month_of

Part: TypeAlias = tuple[int, int, int]
"""What a row comes to on some of the days it is counted on: öre, first and last day."""
ALWAYS = (FAR_PAST, FAR_FUTURE)
"""The days looked at where none are named."""


class ServiceShare(NamedTuple):
    """What of a line is counted to one of several services, of its hours and of its money."""

    service: str
    hours: Fraction
    money: Fraction


@dataclass(slots=True)
class PaidMonth:
    """What somebody has been paid for a month when what was taken back is drawn off. Units: `ore` in öre.

    Shape: `last` is the last day of it that was paid for; `places` are the rows it was paid and taken back by, `parts`
    what each of them is for the month.
    """

    ore: int = 0
    last: int = 0
    places: set[int] = field(default_factory=set)
    parts: list[int] = field(default_factory=list)

    def add(self, other: PaidMonth) -> None:
        """Count another service's month with it."""
        self.ore += other.ore
        self.last = max(self.last, other.last)
        self.places |= other.places
        self.parts += other.parts

    @property
    def stands(self) -> bool:
        """Whether more was paid than taken back; an öre or second for each row is what sharing by days has rounded."""
        return self.ore >= max(1, len(self.places))

    @property
    def overdrawn(self) -> bool:
        """Whether more was taken back than paid, and not just what sharing by days has rounded."""
        return -self.ore >= max(1, len(self.places))

    @property
    def deducted(self) -> int:
        """What was drawn off the payouts that stand; one that was taken back whole is none of them."""
        paid = Counter(part for part in self.parts if part > 0)
        back = Counter(-part for part in self.parts if part < 0)
        return sum((back - paid).elements())


def paid_months(
    payouts: Records,
    places: Longs | None = None,
    days: tuple[int, int] = ALWAYS,
    moved: Mapping[int, Sequence[Part]] = MappingProxyType({}),
) -> dict[tuple[int, int, str, int], PaidMonth]:
    """Each payee's net by user, service and month: a payout over several months is shared by days.

    Shape: of these payouts and what they paid for these days, the last included; of all where none are named. `moved`
    are the rows counted on other days than their own.
    """
    found: dict[tuple[int, int, str, int], PaidMonth] = defaultdict(PaidMonth)
    services = payouts.names_of("service")
    columns = [payouts[name] for name in ("payee_id", "user_id", "service")]
    which = np.arange(len(payouts)) if places is None else places
    for at, month, part in _shared(payouts, which, payouts["amount"][which], days, moved):
        payee, user, service = (int(column[at]) for column in columns)
        if payee >= 0 and user >= 0:
            found[payee, user, services[service].casefold(), month].add(part)
    return found


def billed_months(
    invoices: Records,
    services: Sequence[str] | Mapping[int, str],
    places: Longs,
    days: tuple[int, int] = ALWAYS,
    shares: Mapping[int, Sequence[ServiceShare]] = MappingProxyType({}),
) -> dict[tuple[int, int, str, bool, int], PaidMonth]:
    """The same for invoice lines, each provider's net by user, service and month.

    Shape: by money where every line of the month tells it, else by hours where every line tells them; money and hours
    are never added, so where neither is told by all, those without money are held apart. `services` are what every line
    is counted to, as `credited_services` tells it, and `shares` the lines that are counted to several.
    """
    provider, user = (invoices[name] for name in ("provider_id", "user_id"))
    amount, hours = invoices["amount"][places], invoices["hours"][places]
    tells_money = (amount != NO_NUMBER) & (amount != 0)

    whole = ~np.isin(places, list(shares))

    def by_month(worth: Longs, *, in_hours: bool) -> dict[tuple[int, int, str, int], PaidMonth]:
        found: dict[tuple[int, int, str, int], PaidMonth] = defaultdict(PaidMonth)
        for at, month, part in _shared(invoices, places[whole], worth[whole], days):
            found[int(provider[at]), int(user[at]), services[at], month].add(part)
        for at, all_of_it in zip(places[~whole].tolist(), worth[~whole].tolist(), strict=True):
            for service, of_it in _divided(all_of_it, shares[at], in_hours=in_hours):
                for _, month, part in _shared(invoices, np.asarray([at]), np.asarray([of_it]), days):
                    found[int(provider[at]), int(user[at]), service, month].add(part)
        return found

    money = by_month(np.where(tells_money, amount, NO_NUMBER), in_hours=False)
    timed, rest = by_month(hours, in_hours=True), by_month(np.where(tells_money, NO_NUMBER, hours), in_hours=True)
    found: dict[tuple[int, int, str, bool, int], PaidMonth] = {}
    for key in money.keys() | rest.keys():
        payer, person, service, month = key
        if key in money and key in rest and money[key].places | rest[key].places == timed[key].places:
            found[payer, person, service, False, month] = timed[key]
            continue
        for in_money, months in ((True, money), (False, rest)):
            if key in months:
                found[payer, person, service, in_money, month] = months[key]
    return found


def _divided(whole: int, shares: Sequence[ServiceShare], *, in_hours: bool) -> Iterator[tuple[str, int]]:
    """What of a line falls on each service, to the last öre or second; nothing of one that tells no worth."""
    told, reached = 0, Fraction(0)
    for share in shares if whole != NO_NUMBER else ():
        reached += share.hours if in_hours else share.money
        yield share.service, round(whole * reached) - told
        told = round(whole * reached)


def standing(months: Iterable[PaidMonth]) -> Longs:
    """The rows of the months in which more was paid or billed than was taken back."""
    return np.asarray(sorted({at for paid in months if paid.stands for at in paid.places}), np.int64)


def taken_back(records: Records, places: Longs) -> Bools:
    """Which of these rows take money back."""
    worth = _worth(records, places)
    return np.asarray((worth < 0) & (worth != NO_NUMBER))


def _worth(records: Records, places: Longs) -> Longs:
    """What each of these rows pays or bills: its money, or the hours of an invoice line that tells no money."""
    amount = records["amount"][places]
    if records.kind != "invoices":
        return np.asarray(amount)
    return np.asarray(np.where((amount == NO_NUMBER) | (amount == 0), records["hours"][places], amount))


def share_of(amount: int, first: int, last: int, begin: int, end: int) -> int:
    """The part of an amount paid for `first` to `last` that falls on `begin` to `end`; its parts sum to the whole.

    Shape: what is taken back is shared as it was paid, to the last öre.
    """
    days, sign = max(first, last) - first + 1, -1 if amount < 0 else 1
    until, before = min(end, max(first, last)) - first + 1, max(begin, first) - first
    return sign * (abs(amount) * until // days - abs(amount) * before // days)


def _shared(
    records: Records,
    places: Longs,
    worth: Longs,
    days: tuple[int, int],
    moved: Mapping[int, Sequence[Part]] = MappingProxyType({}),
) -> Iterator[tuple[int, int, PaidMonth]]:
    """The place of each row, a month it reaches into, and its part of that month; none of what tells no worth."""
    columns = worth, records["period_from"][places], records["period_to"][places]
    for at, amount, begin, end in zip(places.tolist(), *(column.tolist() for column in columns), strict=True):
        if amount != NO_NUMBER:
            for whole in moved.get(at, ((amount, begin, max(begin, end)),)):
                for month, last, part in by_month(whole, days):
                    yield at, month, PaidMonth(part, last, {at}, [part])


def by_month(whole: Part, days: tuple[int, int] = ALWAYS) -> Iterator[tuple[int, int, int]]:
    """Each month of these days that a part reaches into, the last day of it, and what falls on it."""
    amount, begin, end = whole
    first, until = max(begin, days[0]), min(end, days[1])
    for month in range(month_of(first), month_of(until) + 1) if first <= until else ():
        last = min(until, first_of_month(month + 1) - 1)
        part = share_of(amount, begin, end, max(first, first_of_month(month)), last)
        if part:
            yield month, last, part
