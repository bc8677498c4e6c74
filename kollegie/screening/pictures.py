"""What the pictures show: hours and cost per provider and month, waits, continuity; each figure with its rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

import numpy as np

from kollegie.model.desk_looks import Continuity, MonthTotal, Wait
from kollegie.model.records import Noun
from kollegie.model.signals import EvidenceRow
from kollegie.screening.columns import NO_NUMBER
from kollegie.screening.continuity_rules import (
    MOST_CELLS,
    V22,
    WINDOW,
    daytime_visits,
    distinct_people,
    visits_per_day,
    window_sums,
)
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.money_rules import reported_seconds
from kollegie.screening.rules import Chosen
from kollegie.screening.running import evidence
from kollegie.screening.swedish_time import Longs, date_of, day_of, month_text, months_of
from kollegie.screening.waiting_rules import V19, clock_ends, clock_started, days_of_death, is_outside, whole_months

MOST_ROWS = 200
FEWEST_VISITS = WINDOW
"""Visits in fourteen days below which continuity says nothing."""


class Pictures:
    """The figures of one material, each worked out when it is asked for."""

    def __init__(self, material: Material) -> None:
        self._material = material

    def month_totals(self) -> tuple[MonthTotal, ...]:
        """Hours reported and invoiced and the cost of each provider and month, by provider and month.

        Shape: a credit note takes its hours and money back in the month of its period.
        """
        totals = []
        for (provider, month), lines in sorted(self._lines.items()):
            invoices = self._material["invoices"]
            seconds, amounts = invoices["hours"][lines], invoices["amount"][lines]
            users = np.unique(invoices["user_id"][lines])
            totals.append(
                MonthTotal(
                    self._material.noun(Noun.PROVIDER)[provider],
                    month_text(month),
                    self._reported.get((provider, month), 0.0),
                    float(seconds[seconds != NO_NUMBER].sum()),
                    int(amounts[amounts != NO_NUMBER].sum()),
                    int((users >= 0).sum()),
                )
            )
        return tuple(sorted(totals, key=lambda one: (one.provider, one.month)))

    def waits(self) -> tuple[Wait, ...]:
        """Decisions not executed, or interrupted, on the day it is; the longest wait first."""
        decisions, deceased = self._material["decisions"], days_of_death(self._material)
        chosen, as_of, found = Chosen(V19), self._material.as_of, []
        for at in range(len(decisions)):
            start = clock_started(decisions, at, as_of)
            if start is None or is_outside(decisions, at, chosen) or clock_ends(self._material, at, deceased) < as_of:
                continue
            decided = int(decisions["decided_on"][at])
            found.append(
                Wait(
                    decisions.text("decision_id", at),
                    decisions.text("user_id", at),
                    decisions.text("service", at),
                    decisions.text("law", at),
                    date_of(decided),
                    date_of(start),
                    date_of(as_of),
                    as_of - start,
                    whole_months(start, as_of),
                    start != decided,
                    decisions.text("basis", at) == "judgment",
                    decisions.files[int(decisions.file[at])] if decisions.files else "",
                    int(decisions.row[at]),
                )
            )
        return tuple(sorted(found, key=lambda one: (-one.days, one.decision)))

    @cached_property
    def continuity(self) -> tuple[Continuity, ...]:
        """Different people at each user in the fourteen days with the most, 07 to 22; the most first.

        Shape: users with fewer than fourteen visits in those days are left out. Source: the measure of domain V22,
        for users of every age.
        """
        if not len(self._material.reports):
            return ()
        visits = daytime_visits(self._material.reports, Chosen(V22))
        if not len(visits.user):
            return ()
        first, last = int(visits.day.min()), int(visits.day.max())
        span = max(WINDOW, last - first + 1)
        found = []
        users = np.unique(visits.user).astype(np.int64)
        at_once = max(1, MOST_CELLS // span)
        for begin in range(0, len(users), at_once):
            chunk = users[begin : begin + at_once]
            place = np.full(int(users.max()) + 1, -1, np.int64)
            place[chunk] = np.arange(len(chunk))
            count = window_sums(visits_per_day(place, visits, first, span, len(chunk)))
            people = distinct_people(place, (visits,), first, span, len(chunk))
            enough = np.where(count >= FEWEST_VISITS, people, 0)
            best = np.argmax(enough, axis=1)
            for row, start in enumerate(best.tolist()):
                if enough[row, start]:
                    user, day = int(chunk[row]), first + start
                    name = self._material.noun(Noun.USER)[user]
                    seen = int(people[row, start]), int(count[row, start])
                    found.append(Continuity(name, self._provider_of(user, day), date_of(day), *seen))
        return tuple(sorted(found, key=lambda one: (-one.people, one.user)))

    def rows_of_month(self, provider: str, month: str) -> tuple[tuple[EvidenceRow, ...], int]:
        """The invoice lines behind a provider's month, and how many they are."""
        code = self._material.noun(Noun.PROVIDER).find(provider)
        for (one, number), lines in self._lines.items():
            if one == code and month_text(number) == month:
                return evidence(self._material, (("invoices", lines),), MOST_ROWS), len(lines)
        return (), 0

    def rows_of_wait(self, decision: str) -> tuple[tuple[EvidenceRow, ...], int]:
        """The decision, and what has been noted while it waits."""
        decisions, notes = self._material["decisions"], self._material["contact-notes"]
        code = self._material.noun(Noun.DECISION).find(decision)
        mine = np.flatnonzero(decisions["decision_id"] == code)
        written = np.flatnonzero(notes["decision_id"] == code) if code >= 0 else np.zeros(0, np.int64)
        behind = (("decisions", mine), ("contact-notes", written))
        return evidence(self._material, behind, MOST_ROWS), len(mine) + len(written)

    def rows_of_continuity(self, one: Continuity) -> tuple[tuple[EvidenceRow, ...], int]:
        """The time reports of the fourteen days."""
        which = self._entries(self._material.noun(Noun.USER).find(one.user), day_of(one.first))
        places = self._material.reports.places_of(which)
        return evidence(self._material, (("time-reports", places),), MOST_ROWS), len(places)

    @cached_property
    def _lines(self) -> dict[tuple[int, int], Longs]:
        """The places of the invoice lines of each provider and month."""
        invoices = self._material["invoices"]
        months = months_of(invoices["period_from"])
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for at, key in enumerate(zip(invoices["provider_id"].tolist(), months.tolist(), strict=True)):
            found[key].append(at)
        return {key: np.asarray(places, np.int64) for key, places in found.items() if key[0] >= 0}

    @cached_property
    def _reported(self) -> dict[tuple[int, int], float]:
        reports = self._material.reports
        found: dict[tuple[int, int], float] = defaultdict(float)
        if len(reports):
            seconds = reported_seconds(reports)
            for provider, month, one in zip(
                reports.provider.tolist(), reports.month.tolist(), seconds.tolist(), strict=True
            ):
                found[provider, month] += one
        return found

    def _entries(self, user: int, first: int) -> Longs:
        return self._at_users.on_days(user, first, first + WINDOW - 1)

    @cached_property
    def _at_users(self) -> AtUsers:
        reports = self._material.reports
        return AtUsers(reports, np.unique(reports.user).astype(np.int64))

    def _provider_of(self, user: int, first: int) -> str:
        reports = self._material.reports
        codes = Counter(reports.provider[self._entries(user, first)].tolist())
        return self._material.noun(Noun.PROVIDER)[codes.most_common(1)[0][0]] if codes else ""
