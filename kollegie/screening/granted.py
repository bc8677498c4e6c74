"""How much help was granted, day by day: decisions of one user and service as spans with a rate.

A later decision replaces an earlier one of the same user, service and provider from its first day; decisions that
begin on the same day, or for different providers, run side by side and add up. Units: seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from kollegie.screening.material import Material
from kollegie.screening.swedish_time import FAR_FUTURE, NONE, days_in_month, first_of_month, month_of

HOURS_A_WEEK, HOURS_A_MONTH, MINUTES_A_DAY, OCCASIONS = "hours/week", "hours/month", "minutes/day", "occasions/month"
WEEKS_A_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True)
class Span:
    """One decision's granted days. `amount` and `double` are in `unit`, the first and last day both granted."""

    decision: int
    first: int
    last: int
    unit: str
    amount: float
    double: float
    provider: int

    @property
    def hours_a_week(self) -> float:
        """The rate in hours a week, double assistance left out; 0 for occasions."""
        return {
            HOURS_A_WEEK: self.amount,
            HOURS_A_MONTH: self.amount / WEEKS_A_MONTH,
            MINUTES_A_DAY: self.amount * 7 / 60,
        }.get(self.unit, 0.0)

    def seconds(self, first: int, last: int) -> float:
        """What is granted from `first` to `last`, double assistance counted in."""
        first, last = max(first, self.first), min(last, self.last)
        if first > last:
            return 0.0
        total = self.amount + self.double
        match self.unit:
            case "hours/week":
                return total * 3600 * (last - first + 1) / 7
            case "minutes/day":
                return (self.amount * 60 + self.double * 3600) * (last - first + 1)
            case "hours/month":
                return sum(total * 3600 * days / of for days, of in _parts(first, last))
        return 0.0


def _parts(first: int, last: int) -> Iterable[tuple[int, int]]:
    """Days of a stretch that lie in each month, and the days of that month."""
    for month in range(month_of(first), month_of(last) + 1):
        begin, count = first_of_month(month), days_in_month(month)
        yield min(last, begin + count - 1) - max(first, begin) + 1, count


def spans_by_user_and_service(material: Material) -> dict[tuple[int, str], list[Span]]:
    """The granted spans of each user and service (in lower case), later decisions having replaced earlier ones."""
    decisions = material["decisions"]
    loose: dict[tuple[int, str], list[Span]] = defaultdict(list)
    services, units = decisions.names_of("service"), decisions.names_of("unit")
    columns = ("user_id", "service", "unit", "decided_on", "valid_from", "valid_to", "provider_id")
    cells = zip(*(decisions[name].tolist() for name in columns), strict=True)
    amounts, doubles = decisions["amount"], np.nan_to_num(decisions["double_hours"])
    for at, (user, service, unit, decided, begin, end, provider) in enumerate(cells):
        span = Span(
            at,
            decided if begin == NONE else begin,
            FAR_FUTURE if end == NONE else end,
            units[unit],
            float(amounts[at]),
            float(doubles[at]),
            provider,
        )
        loose[user, services[service].casefold()].append(span)
    return {key: _replaced(sorted(spans, key=lambda s: (s.first, s.decision))) for key, spans in loose.items()}


def _replaced(spans: list[Span]) -> list[Span]:
    """End each span the day before the next one of the same provider begins."""
    made = []
    for at, span in enumerate(spans):
        later = [s.first for s in spans[at + 1 :] if s.provider == span.provider and s.first > span.first]
        last = min([span.last, *(first - 1 for first in later[:1])])
        if last >= span.first:
            made.append(replace(span, last=last))
    return made


def granted_seconds(spans: Iterable[Span], first: int, last: int) -> float:
    """What these spans grant together from one day to another."""
    return sum(span.seconds(first, last) for span in spans)
