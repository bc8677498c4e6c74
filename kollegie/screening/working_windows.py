"""Stretches of days in which somebody worked more than a limit: what V03 and V04 share.

Source: domain 2.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.signals import SINCE
from kollegie.screening.material import Material
from kollegie.screening.rules import subjects
from kollegie.screening.swedish_time import Longs
from kollegie.screening.worked_time import AGREEMENT, Terms, Workers

FOUR_WEEKS = 28

ASK_OF_WORKING_TIME = (
    "Att kontrollera: vilket regelverk gäller, och vad säger schema och lönespecifikation?",
    "To look into: which rules apply, and what do the schedule and the payslip say?",
)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days with what was worked in it and what the limit was, in minutes."""

    first: int
    last: int
    worked: int
    limit: float

    @property
    def over(self) -> float:
        """By how many minutes the limit was passed."""
        return self.worked - self.limit


def rolling_over(table: Longs, ends: Longs, limit: Longs, first_day: int) -> Iterator[tuple[int, Window, int]]:
    """Rows of the table where some window, one beginning each day, passes its limit; the last of the worst."""
    before = np.zeros((table.shape[0], table.shape[1] + 1), np.int64)
    np.cumsum(table, axis=1, out=before[:, 1:])
    starts = np.arange(table.shape[1])
    inside = np.minimum(ends, table.shape[1])
    over = before[:, inside] - before[:, starts] - limit
    for at in np.flatnonzero(over.max(axis=1) > 1e-9).tolist():
        most = float(over[at].max())
        worst = int(np.flatnonzero(over[at] >= most - 1e-9)[-1])
        first, allowed = first_day + worst, float(limit[worst])
        window = Window(first, first_day + int(ends[worst]) - 1, round(most + allowed), allowed)
        yield at, window, int((over[at] > 1e-9).sum())


def entries_of(material: Material, workers: Workers, worker: int, first: int, last: int) -> Longs:
    """The working entries of a worker on these days."""
    reports = material.reports
    which = reports.on_days(int(workers.person[worker]), first, last)
    which = which[reports.is_work[which]]
    employer = int(workers.employer[worker])
    if employer >= 0:
        provider = reports.provider[which]
        which = which[(provider == employer) | (provider < 0)]
    return which


def worker_subjects(material: Material, workers: Workers, worker: int, which: Longs) -> dict[str, tuple[str, ...]]:
    """Who worked, and for whom: the employer, or whom the entries name where all employers are counted together."""
    employer = material.noun(Noun.PROVIDER)[int(workers.employer[worker])]
    reports = material.reports
    providers = {employer} if employer else reports.named("provider_id", which)
    return subjects(staff=reports.named("staff_id", which), provider=providers)


def worker_anchor(whom: Mapping[str, tuple[str, ...]], terms: Terms | None) -> tuple[tuple[str, str], ...]:
    """What tells a worker's signal from others, whichever window is the worst: who, and for whom.

    Shape: where all employers are counted together (no terms) it is the person alone.
    """
    person = ("staff", min(whom.get("staff", ()), default=""))
    return (person,) if terms is None else (("provider", min(whom.get("provider", ()), default="")), person)


def part_of_terms(terms: Terms) -> str:
    """What was worked since an agreement ended is a cause apart from what was worked under it."""
    return SINCE if terms.until is not None and terms.regime != AGREEMENT else ""
