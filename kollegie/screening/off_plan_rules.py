"""Time performed against time planned: V23."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.material import AtUsers, Entries, Material
from kollegie.screening.month_edges import cut_by_user, first_and_last_whole_month, runs_of_whole_months
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    DAY,
    Longs,
    first_of_month,
    last_whole_month,
    month_text,
)
from kollegie.screening.wording import hours, number


def off_plan(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V23: a month's performed time far from the planned, or many visits cut to less than half."""
    reports, schedule = material.reports, material.schedule
    if not len(schedule) or not len(reports):
        return
    known, wanted = first_and_last_whole_month(reports), first_and_last_whole_month(schedule)
    low, high = max(known[0], wanted[0]), min(known[1], wanted[1], last_whole_month(material.as_of))
    if high < low:
        return
    users = int(schedule.user.max()) + 1
    planned = _by_user_and_month(schedule, low, high, users)
    performed = _by_user_and_month(reports, low, high, users)
    short, matched = _cut_visits(reports, schedule, low, high, users, chosen)
    share = performed / np.maximum(planned, 1)
    off = (planned > 0) & ((share < chosen["low"] - 1e-9) | (share > chosen["high"] + 1e-9))
    cut = (matched >= chosen["least_visits"]) & (short > chosen["short_share"] * matched + 1e-9)
    missed, edges = off | cut, cut_by_user(reports, schedule, low, high, users)
    for user in np.flatnonzero(missed.any(axis=1)).tolist():
        for begin, finish in runs_of_whole_months(missed[user], edges[user]):
            months = range(begin, finish)
            steps = [
                _plan_said(month_text(low + m), performed[user, m], planned[user, m], short[user, m], matched[user, m])
                for m in months
            ]
            yield _plan_hit(material, user, low + begin, low + finish - 1, steps, performed, planned, low)


def _by_user_and_month(entries: Entries, low: int, high: int, users: int) -> Longs:
    span = high - low + 1
    which = (entries.month >= low) & (entries.month <= high) & (entries.user < users)
    cell = entries.user[which].astype(np.int64) * span + entries.month[which] - low
    return np.bincount(cell, weights=entries.minutes[which], minlength=users * span).reshape(users, span)


def _cut_visits(
    reports: Entries, schedule: Entries, low: int, high: int, users: int, chosen: Chosen
) -> tuple[Longs, Longs]:
    """Planned visits that found their match in time, and those of them that lasted less than half as planned."""
    at_users = AtUsers(reports, np.unique(schedule.user)).all
    span, zeros = high - low + 1, np.zeros((users, high - low + 1), np.int64)
    if not len(at_users):
        return zeros, zeros
    far = int(max(reports.wall_start.max(), schedule.wall_start.max())) + DAY * 2
    known = reports.user[at_users].astype(np.int64) * far + reports.wall_start[at_users]
    wanted = schedule.user.astype(np.int64) * far + schedule.wall_start
    after = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    before = np.maximum(after - 1, 0)
    nearer = np.where(np.abs(known[before] - wanted) <= np.abs(known[after] - wanted), before, after)
    near = np.abs(known[nearer] - wanted) <= chosen["match_min"]
    near &= (schedule.month >= low) & (schedule.month <= high)
    minutes = reports.minutes[at_users[nearer]]
    short = near & (minutes < chosen["short"] * schedule.minutes)
    cell = schedule.user.astype(np.int64) * span + np.clip(schedule.month - low, 0, span - 1)
    counts = [np.bincount(cell[which], minlength=users * span).reshape(users, span) for which in (short, near)]
    return counts[0], counts[1]


def _plan_said(month: str, performed: float, planned: float, short: int, matched: int) -> Said:
    done, wanted, share = hours(performed), hours(planned), number(performed / max(planned, 1) * 100, 0)
    return (
        f"{month}: utfört {done[0]} av planerade {wanted[0]} ({share[0]} %); {short} av {matched} besök kortare än "
        "hälften av planen.",
        f"{month}: performed {done[1]} of {wanted[1]} planned ({share[1]} %); {short} of {matched} visits shorter than "
        "half of the plan.",
    )


def _plan_hit(
    material: Material,
    user: int,
    first_month: int,
    last_month: int,
    steps: list[Said],
    performed: Longs,
    planned: Longs,
    low: int,
) -> Hit:
    reports, schedule = material.reports, material.schedule
    first, last = first_of_month(first_month), first_of_month(last_month + 1) - 1
    which = AtUsers(reports, np.asarray([user])).on_days(user, first, last)
    wanted = AtUsers(schedule, np.asarray([user])).on_days(user, first, last)
    months = slice(first_month - low, last_month - low + 1)
    return Hit(
        subjects(
            user=(material.noun(Noun.USER)[user],),
            provider=reports.named("provider_id", which) | schedule.named("provider_id", wanted),
        ),
        first,
        last,
        {
            "performed_minutes": int(performed[user, months].sum()),
            "planned_minutes": int(planned[user, months].sum()),
            "months": last_month - first_month + 1,
        },
        (rows("time-reports", reports.places_of(which)), rows("schedules", schedule.places_of(wanted))),
        Severity.DEFICIENCY,
        tuple(steps),
    )


V23 = Rule(
    "V23",
    ("Utförd tid avviker från planerad", "Performed time differs from planned"),
    ("time-reports", "schedules"),
    off_plan,
    (
        "Att kontrollera: vem ändrar planen, och vet brukaren om det?",
        "To look into: who changes the plan, and does the user know?",
    ),
    (
        ("Sjukhusvistelse.", "A stay in hospital."),
        ("Brukaren vill själv korta besöken.", "The user wants shorter visits."),
    ),
    ("S4-3",),
    (
        Parameter("low", 0.8, "domain V23 [P]", "Minsta andel utförd tid.", "Least share performed."),
        Parameter("high", 1.1, "domain V23 [P]", "Största andel utförd tid.", "Largest share performed."),
        Parameter("short", 0.5, "domain V23 [P]", "Kortare än så av planen.", "Shorter than this of the plan."),
        Parameter("short_share", 0.2, "domain V23 [P]", "Andel korta besök.", "Share of short visits."),
        Parameter("match_min", 120, "domain V23 [P]", "Minuter mellan plan och besök.", "Minutes to match within."),
        Parameter("least_visits", 5, "domain V23 [P]", "Minsta antal besök.", "Least number of visits."),
    ),
    needs=("time-reports", "schedules"),
)
