"""What the pictures show: hours and cost per provider and month, waits, continuity; each figure with its rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

import numpy as np

from kollegie.model.desk_looks import ClaimLook, Continuity, Departures, MonthTotal, Wait
from kollegie.model.records import Noun
from kollegie.model.signals import EvidenceRow
from kollegie.screening.columns import NO_NUMBER
from kollegie.screening.continuity_rules import (
    MOST_CELLS,
    V22,
    WINDOW,
    Daytime,
    distinct_people,
    visits_per_day,
    window_sums,
)
from kollegie.screening.departures import DeparturesKnown
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.netting import share_of
from kollegie.screening.reported_rules import reported_seconds
from kollegie.screening.rules import Chosen
from kollegie.screening.running import evidence
from kollegie.screening.sick_claims import SickClaims
from kollegie.screening.swedish_time import (
    Ints,
    Longs,
    date_of,
    day_of,
    days_in_month,
    first_of_month,
    month_of,
    month_text,
)
from kollegie.screening.waiting_rules import (
    V19,
    Offers,
    clock_ends,
    clock_started,
    days_of_death,
    is_outside,
    whole_months,
)
from kollegie.screening.worked_time import employers_of

MOST_ROWS = 200
FEWEST_VISITS = WINDOW
"""Visits in fourteen days below which continuity says nothing."""


class Pictures:
    """The figures of one material, each worked out when it is asked for."""

    def __init__(self, material: Material) -> None:
        self._material = material

    def month_totals(self) -> tuple[MonthTotal, ...]:
        """Hours reported and invoiced and the cost of each provider and month, by provider and month.

        Shape: a credit note takes its hours and money back in the month of its period; a period of several months is
        shared between them by its days. Months in which time was reported and nothing invoiced stand there too, and
        so does what names no provider.
        """
        totals = []
        providers = self._material.noun(Noun.PROVIDER)
        for provider, month in sorted({*self._lines, *self._reported}):
            lines = self._lines.get((provider, month), np.zeros(0, np.int64))
            seconds, ore, users = self._billed(lines, month)
            reported, at_users = self._reported.get((provider, month), (0.0, 0))
            totals.append(
                MonthTotal(
                    providers[provider],
                    month_text(month),
                    reported,
                    seconds,
                    ore,
                    users if len(lines) else at_users,
                    len(lines),
                )
            )
        return tuple(sorted(totals, key=lambda one: (one.provider, one.month)))

    def _billed(self, lines: Longs, month: int) -> tuple[float, int, int]:
        """Seconds and öre of these lines that fall on a month's days, and how many users they are for."""
        invoices = self._material["invoices"]
        begin, seconds, ore = first_of_month(month), 0.0, 0
        end = begin + days_in_month(month) - 1
        for at in lines.tolist():
            first = int(invoices["period_from"][at])
            last = max(first, int(invoices["period_to"][at]))
            inside = min(end, last) - max(begin, first) + 1
            hours, amount = int(invoices["hours"][at]), int(invoices["amount"][at])
            seconds += 0.0 if hours == NO_NUMBER else hours * inside / (last - first + 1)
            ore += 0 if amount == NO_NUMBER else share_of(amount, first, last, begin, end)
        users = np.unique(invoices["user_id"][lines])
        return seconds, ore, int((users >= 0).sum())

    def waits(self) -> tuple[Wait, ...]:
        """Decisions not executed, or interrupted, on the day it is; the longest wait first."""
        decisions, deceased = self._material["decisions"], days_of_death(self._material)
        chosen, as_of, found = Chosen(V19), self._material.as_of, []
        offers, notes = Offers(self._material), self._material["contact-notes"]
        for at in range(len(decisions)):
            start = clock_started(decisions, at, as_of)
            if start is None or is_outside(decisions, at, chosen) or clock_ends(self._material, at, deceased) < as_of:
                continue
            decided = int(decisions["decided_on"][at])
            offered = offers.while_waiting(at, start, as_of)
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
                    len(offered),
                    sum(notes.text("answer", place) == "declined" for place in offered),
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
        daytime = Daytime(self._material.reports, Chosen(V22))
        users = np.flatnonzero(daytime.many)
        if not len(users):
            return ()
        first, span = daytime.first, max(WINDOW, daytime.last - daytime.first + 1)
        found = []
        at_once = max(1, MOST_CELLS // span)
        for begin in range(0, len(users), at_once):
            chunk = users[begin : begin + at_once]
            visits = daytime.at(chunk, first, span)
            count = window_sums(visits_per_day(visits, span, len(chunk)))
            people = distinct_people((visits,), span, len(chunk))
            enough = np.where(count >= FEWEST_VISITS, people, 0)
            best = np.argmax(enough, axis=1)
            for row, start in enumerate(best.tolist()):
                if enough[row, start]:
                    user, day = int(chunk[row]), first + start
                    name = self._material.noun(Noun.USER)[user]
                    seen = int(people[row, start]), int(count[row, start])
                    found.append(Continuity(name, self._provider_of(user, day), date_of(day), *seen))
        return tuple(sorted(found, key=lambda one: (-one.people, one.user)))

    def claims(self) -> tuple[ClaimLook, ...]:
        """Every claim for sick pay beside what was reported meanwhile, those with most to ask about first."""
        return self._claims.looks()

    def departures(self) -> tuple[Departures, ...]:
        """Providers that users have left, the most first."""
        return self._departures.by_provider()

    def rows_of_month(self, provider: str, month: str) -> tuple[tuple[EvidenceRow, ...], int]:
        """The invoice lines and the time reports behind a provider's month, and how many they are."""
        code = self._material.noun(Noun.PROVIDER).find(provider)
        number = next((one for _, one in {*self._lines, *self._reported} if month_text(one) == month), None)
        if number is None:
            return (), 0
        lines, reports = self._lines.get((code, number), np.zeros(0, np.int64)), self._material.reports
        entries = np.flatnonzero((self._employers == code) & (reports.month == number)) if len(reports) else lines[:0]
        behind = (("invoices", lines), ("time-reports", reports.places_of(entries)))
        return evidence(self._material, behind, MOST_ROWS), len(lines) + len(entries)

    def rows_of_claim(self, claim: str) -> tuple[tuple[EvidenceRow, ...], int]:
        """A claim for sick pay with the reports and the absence beside it."""
        behind = self._claims.rows_of(claim)
        return evidence(self._material, behind, MOST_ROWS), sum(len(places) for _, places in behind)

    def rows_of_departures(self, provider: str) -> tuple[tuple[EvidenceRow, ...], int]:
        """The choices of provider behind a provider's departures."""
        places = self._departures.places_of(provider)
        return evidence(self._material, (("provider-choices", places),), MOST_ROWS), len(places)

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
    def _claims(self) -> SickClaims:
        return SickClaims(self._material)

    @cached_property
    def _departures(self) -> DeparturesKnown:
        return DeparturesKnown(self._material)

    @cached_property
    def _lines(self) -> dict[tuple[int, int], Longs]:
        """The places of the invoice lines of each provider and month their period has a day in."""
        invoices = self._material["invoices"]
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        columns = (invoices[name].tolist() for name in ("provider_id", "period_from", "period_to"))
        for at, (provider, first, last) in enumerate(zip(*columns, strict=True)):
            for month in range(month_of(first), month_of(max(first, last)) + 1):
                found[provider, month].append(at)
        return {key: np.asarray(places, np.int64) for key, places in found.items()}

    @cached_property
    def _employers(self) -> Ints:
        """The provider of each report, else the only one of the person who wrote it."""
        return employers_of(self._material, self._material.reports, slice(None))

    @cached_property
    def _reported(self) -> dict[tuple[int, int], tuple[float, int]]:
        """Reported seconds as they count for money, and the users, of each provider and month."""
        reports = self._material.reports
        if not len(reports):
            return {}
        low, high = reports.first_and_last_month
        span, users = high - low + 1, int(reports.user.max()) + 1
        cell = (self._employers.astype(np.int64) + 1) * span + (reports.month - low)
        seconds = np.bincount(cell, weights=reported_seconds(reports))
        pairs = np.unique(cell * users + reports.user)
        at_users = np.bincount(pairs // users, minlength=len(seconds))
        return {
            (at // span - 1, low + at % span): (float(seconds[at]), int(at_users[at]))
            for at in np.flatnonzero(at_users).tolist()
        }

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
