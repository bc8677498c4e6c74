"""Invoices against what was reported: V16 invoiced above reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.credited import moved_said, netted_invoices, uncredited
from kollegie.screening.material import AtUsers, Entries, Material
from kollegie.screening.money_rules import timed_lines
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    Bools,
    Floats,
    Longs,
    first_of_month,
    month_of,
    month_text,
    months_of,
)
from kollegie.screening.wording import LINES, hours, listed, many

MOST_CELLS = 100_000_000


def invoiced_above_reported(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V16: more hours invoiced for a user in a month than reported, or a line without any entry behind it."""
    invoices, reports = netted_invoices(material), material.reports
    lines = timed_lines(invoices)
    if not len(lines):
        return
    over = _months_over(invoices, lines, reports, chosen)
    idle = _not_credited(material, _lines_without_entries(invoices, lines, reports))
    by_user: dict[int, tuple[list[tuple[int, int, float, float]], list[int]]] = defaultdict(lambda: ([], []))
    for user, first, last, invoiced, reported in over:
        by_user[user][0].append((first, last, invoiced, reported))
    for line in idle:
        by_user[int(invoices["user_id"][line])][1].append(line)
    of_user: dict[int, list[int]] = defaultdict(list)
    for line in lines.tolist():
        if int(invoices["user_id"][line]) in by_user:
            of_user[int(invoices["user_id"][line])].append(line)
    for user, (groups, without) in sorted(by_user.items()):
        yield _reported_hit(material, user, groups, without, of_user[user])


def reported_seconds(reports: Entries) -> Floats:
    """Reported time as it counts for money: an hour of waiting is a quarter, one of standby a seventh.

    Shape: time that one person has reported more than once at the same user for the same provider counts once, as the
    kind that counts most.
    Source: domain 2.4. Raw minutes are kept; the conversion is for money alone.
    """
    worth = np.ones(len(reports))
    for kind, share in (("waiting", 1 / 4), ("standby", 1 / 7)):
        worth[reports.of_kind(kind)] = share
    seconds = np.asarray(reports.minutes * 60.0 * worth)
    for places in reports.overlapping:
        seconds[places] = _once(reports.start[places].tolist(), reports.end[places].tolist(), worth[places].tolist())
    return seconds


def _once(starts: list[int], ends: list[int], worth: list[float]) -> list[float]:
    """The seconds of each of these entries that overlap: every moment goes to the first of those worth most."""
    seconds = [0.0] * len(starts)
    coming = sorted(range(len(starts)), key=lambda at: -starts[at])
    under_way: list[tuple[float, int]] = []
    for begin, end in pairwise(sorted({*starts, *ends})):
        while coming and starts[coming[-1]] <= begin:
            heappush(under_way, (-worth[coming[-1]], coming.pop()))
        while under_way and ends[under_way[0][1]] <= begin:
            heappop(under_way)
        if under_way:
            best = under_way[0][1]
            seconds[best] += (end - begin) * 60.0 * worth[best]
    return seconds


def _months_over(
    invoices: Records, lines: Longs, reports: Entries, chosen: Chosen
) -> Iterator[tuple[int, int, int, float, float]]:
    """User, first and last month, invoiced and reported seconds where the first passes the second."""
    user, seconds = invoices["user_id"][lines], invoices["hours"][lines]
    first, last = months_of(invoices["period_from"][lines]), months_of(invoices["period_to"][lines])
    last = np.maximum(first, last)
    low = min(int(first.min()), reports.first_and_last_month[0]) if len(reports) else int(first.min())
    span = max(int(last.max()), reports.first_and_last_month[1]) - low + 1
    users = max(int(user.max()), int(reports.user.max(initial=-1))) + 1
    cell = reports.user.astype(np.int64) * span + (reports.month - low)
    reported = np.bincount(cell, weights=reported_seconds(reports), minlength=users * span)
    long = np.unique(user[last > first])
    single = ~np.isin(user, long)
    invoiced = np.bincount(
        user[single].astype(np.int64) * span + first[single] - low, weights=seconds[single], minlength=users * span
    )
    for at in np.flatnonzero(invoiced - reported > chosen["tol_h"] * 3600 + 1e-6).tolist():
        month = low + at % span
        yield at // span, month, month, float(invoiced[at]), float(reported[at])
    for code in long.tolist():
        which = np.flatnonzero(user == code)
        for begin, end, total in _joined_months(first[which], last[which], seconds[which]):
            done = float(reported[code * span + begin - low : code * span + end - low + 1].sum())
            if total - done > chosen["tol_h"] * 3600 + 1e-6:
                yield code, begin, end, total, done


def _joined_months(first: Longs, last: Longs, seconds: Longs) -> list[tuple[int, int, float]]:
    """Periods that share a month, taken together: first month, last month, seconds."""
    joined: list[tuple[int, int, float]] = []
    for begin, end, total in sorted(zip(first.tolist(), last.tolist(), seconds.tolist(), strict=True)):
        if joined and begin <= joined[-1][1]:
            known = joined[-1]
            joined[-1] = known[0], max(known[1], end), known[2] + total
        else:
            joined.append((begin, end, float(total)))
    return joined


def _lines_without_entries(invoices: Records, lines: Longs, reports: Entries) -> list[int]:
    """Lines with hours where the provider has no entry at the user on any day of the period.

    Lines from the first of a month to its last day or longer are looked up in a table of user, provider and month;
    what is left is looked at closely.
    """
    billed = lines[invoices["hours"][lines] > 0]
    begin, end = invoices["period_from"][billed], invoices["period_to"][billed]
    whole = (months_of(begin - 1) < months_of(begin)) & (months_of(end + 1) > months_of(begin))
    doubtful = billed[~_worked_in_month(invoices, billed, reports) | ~whole]
    at_users = AtUsers(reports, np.unique(invoices["user_id"][doubtful]))
    idle = []
    for line in doubtful.tolist():
        user, provider = int(invoices["user_id"][line]), int(invoices["provider_id"][line])
        entries = at_users.on_days(user, int(invoices["period_from"][line]), int(invoices["period_to"][line]))
        by = reports.provider[entries]
        if not ((by == provider) | (by < 0)).any():
            idle.append(line)
    return idle


def _not_credited(material: Material, idle: list[int]) -> list[int]:
    """Those of these lines of which something is left when what was credited is drawn off."""
    if not idle:
        return idle
    invoices = netted_invoices(material)
    theirs = np.flatnonzero(np.isin(invoices["user_id"], np.unique(invoices["user_id"][idle])))
    if not (invoices["hours"][theirs] < 0).any() and not (invoices["amount"][theirs] < 0).any():
        return idle
    left = set(uncredited(material, theirs).tolist())
    return [line for line in idle if line in left]


def _worked_in_month(invoices: Records, billed: Longs, reports: Entries) -> Bools:
    """Lines whose provider has an entry at the user in the month the period begins; false where it is not known."""
    low, high = reports.first_and_last_month
    user, provider = invoices["user_id"][billed], invoices["provider_id"][billed]
    month = months_of(invoices["period_from"][billed])
    users, months = int(reports.user.max(initial=-1)) + 1, high - low + 1
    providers = int(reports.provider.max(initial=-1)) + 1
    cells = users * providers * months
    if not 0 < cells <= MOST_CELLS:
        return np.zeros(len(billed), bool)
    named = reports.provider >= 0
    worked = np.zeros(cells, bool)
    cell = (reports.user.astype(np.int64) * providers + reports.provider) * months + (reports.month - low)
    worked[cell if named.all() else cell[named]] = True
    inside = (user < users) & (provider >= 0) & (provider < providers) & (month >= low) & (month <= high)
    asked = (np.where(inside, user, 0).astype(np.int64) * providers + provider) * months + (month - low)
    return np.asarray(inside & worked[np.where(inside, asked, 0)])


def _reported_hit(
    material: Material,
    user: int,
    groups: list[tuple[int, int, float, float]],
    idle: list[int],
    lines: list[int],
) -> Hit:
    invoices, reports = netted_invoices(material), material.reports
    steps: list[Said] = []
    involved = set(idle)
    for first, last, invoiced, reported in groups:
        period = month_text(first) if first == last else f"{month_text(first)} – {month_text(last)}"
        more, billed, done = hours((invoiced - reported) / 60), hours(invoiced / 60), hours(reported / 60)
        if len(steps) < 12:
            steps.append(
                (
                    f"{period}: fakturerat {billed[0]}, rapporterat {done[0]}: {more[0]} mer.",
                    f"{period}: invoiced {billed[1]}, reported {done[1]}: {more[1]} more.",
                )
            )
        for line in lines:
            if first <= month_of(int(invoices["period_from"][line])) <= last:
                involved.add(line)
    if idle:
        names = tuple(sorted({invoices.text("invoice_id", line) for line in idle}))
        steps.append(
            (
                f"{many(len(idle), LINES)[0]} utan någon tidrapport från utföraren: {listed(names)[0]}.",
                f"{many(len(idle), LINES)[1]} without any time report from the provider: {listed(names)[1]}.",
            )
        )
    begin = min([first_of_month(g[0]) for g in groups] + [int(invoices["period_from"][line]) for line in idle])
    end = max([first_of_month(g[1] + 1) - 1 for g in groups] + [int(invoices["period_to"][line]) for line in idle])
    entries = AtUsers(reports, np.asarray([user])).on_days(user, begin, end)
    over = sum(invoiced - reported for _, _, invoiced, reported in groups)
    return Hit(
        subjects(
            user=(material.noun(Noun.USER)[user],),
            provider=[invoices.text("provider_id", line) for line in involved],
        ),
        begin,
        end,
        {"minutes": round(over / 60), "months": len(groups), "lines_without_entries": len(idle)},
        (rows("invoices", sorted(involved)), rows("time-reports", reports.places_of(entries))),
        Severity.SERIOUS if idle else Severity.DEFICIENCY,
        (*steps, *moved_said(material, sorted(involved))),
    )


V16 = Rule(
    "V16",
    ("Fakturerat mer än rapporterat", "Invoiced above reported"),
    ("invoices", "time-reports", "decisions"),
    invoiced_above_reported,
    (
        "Att kontrollera: begär underlaget för skillnaden innan fakturan godkänns.",
        "To look into: request the basis of the difference before the invoice is approved.",
    ),
    (
        ("Ersättning för bomkörning.", "Compensation for a missed visit."),
        ("Minsta debitering.", "Minimum billing."),
    ),
    ("S1-4",),
    (Parameter("tol_h", 0.25, "domain V16", "Timmar som får skilja.", "Hours that may differ."),),
    needs=("invoices", "time-reports"),
)
