"""Engine and oracles agree on journeys, working time and people who are never away."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

import oracle_work as worked
from hypothesis import given
from hypothesis import strategies as st
from oracles import (
    ANCHORS,
    ONE_PERSON,
    SEVERAL,
    TODAY,
    at_two_employers,
    by_person,
    near,
    of,
    person_of,
    reports,
    seeds,
    signals,
)

HOMES = {"x": (59.27, 15.21), "y": (59.2712, 15.2103), "z": (59.41, 15.35)}
"""Two homes 130 m apart, and one 17 km away."""


def months_of_work(seed: int) -> list[dict[str, Any]]:
    """Some months of passes, heavy or light, with night passes over the clock change and standby among them."""
    dice = random.Random(seed)
    first = dice.choice((date(2025, 12, 29), date(2026, 3, 16), date(2025, 9, 29), date(2024, 2, 19)))
    usual, most, begins = dice.choice((8, 9, 10, 12)), dice.randint(5, 7), dice.choice((7, 20))
    rows = []
    for week in range(dice.randint(6, 26)):
        kind = "standby" if dice.random() < 0.1 else "assistance"
        for day in range(dice.randint(most - 2, most)):
            start = datetime.combine(first + timedelta(days=7 * week + day), time(begins, dice.choice((0, 0, 30))))
            end = start + timedelta(hours=dice.choice((usual, usual, usual, 4)))
            provider = "q" if dice.random() < 0.1 else "p"
            row = {"staff_id": "a", "user_id": "x", "provider_id": provider, "start": start, "end": end}
            rows.append(row | {"kind": kind})
    return rows


def round_of_visits(seed: int) -> list[dict[str, Any]]:
    """One person's visits after each other, minutes apart, across midnight and the clock changes."""
    dice = random.Random(seed)
    begin, rows = datetime.combine(dice.choice(ANCHORS), time(dice.randint(0, 23), dice.choice((0, 15, 30, 45)))), []
    for _ in range(dice.randint(2, 20)):
        end = begin + timedelta(minutes=dice.choice((15, 30, 45, 60, 120)))
        user, kind = dice.choice("xyzw"), dice.choice(("assistance", "waiting", "standby"))
        rows.append({"staff_id": "b", "user_id": user, "provider_id": "p", "start": begin, "end": end, "kind": kind})
        begin = end + timedelta(minutes=dice.randint(-5, 30))
    return rows


@SEVERAL
@given((reports | seeds.map(round_of_visits)).map(at_two_employers))
def test_v02_moves_nobody_can_make(rows: list[dict[str, Any]]) -> None:
    users = [{"user_id": user, "latitude": lat, "longitude": lon} for user, (lat, lon) in HOMES.items()]

    found = {
        person_of(s.subjects_of("staff")[0]): int(dict(s.measure)["occasions"])
        for s in signals("V02", of(rows, users=users, staff=ONE_PERSON))
    }

    assert found == worked.v02(by_person(rows), HOMES)


regimes = st.sampled_from(("ATL", "HushL", "agreement", ""))


@SEVERAL
@given(
    seeds.map(months_of_work),
    regimes,
    st.none() | near,
    regimes,
    st.none() | st.dates(date(2025, 12, 1), date(2026, 9, 1)),
)
def test_v03_and_v04_time_per_employer(
    rows: list[dict[str, Any]], regime: str, since: date | None, before: str, ends: date | None
) -> None:
    terms = {"working_time_regime": regime, "contract_from": since, "agreement_to": ends}
    staff = [{"staff_id": "a", "provider_id": employer} | terms for employer in "pq"]
    if since is not None:  # an earlier contract, by other rules, is no longer what binds
        earlier = {"working_time_regime": before, "contract_from": since - timedelta(days=400), "agreement_to": None}
        staff = [row | earlier for row in staff] + staff
    world = of(rows, staff=staff)

    told, told_over = (signals(rule, world, date(2026, 12, 31)) for rule in ("V03", "V04"))
    total, over = (
        sorted(
            (s.subjects_of("provider")[0], int(dict(s.measure)["over_minutes"]))
            for s in found
            if s.part in ("", "since")
        )
        for found in (told, told_over)
    )
    together = [int(dict(s.measure)["over_minutes"]) for s in told if s.part == "all-employers"]

    per_employer = {employer: worked.worked_minutes(rows, "a", employer) for employer in "pq"}
    held = [
        (employer, *part)
        for employer, minutes in per_employer.items()
        for part in worked.by_terms(minutes, regime or "ATL", ends)
    ]
    wanted = [(employer, worked.v03(minutes, terms, since)) for employer, minutes, terms in held]
    wanted_over = [(employer, worked.v04(minutes, terms)) for employer, minutes, terms in held]
    assert total == sorted((employer, found) for employer, found in wanted if found is not None)
    in_all = worked.v03(worked.worked_minutes(rows, "a"), "ATL", None) if all(per_employer.values()) else None
    assert together == ([in_all] if in_all is not None and not total else [])
    assert over == sorted((employer, found) for employer, found in wanted_over if found is not None)


@SEVERAL
@given(
    st.integers(11, 14),
    st.sets(st.integers(0, 13), max_size=1),
    st.sampled_from((3, 5, 7, 8)),
    st.sampled_from((0.5, 0.75, 1.0)),
    st.lists(st.tuples(st.dates(date(2025, 5, 1), date(2026, 9, 1)), st.integers(0, 3)), max_size=1),
)
def test_v06_never_away(months: int, idle: set[int], hours: int, share: float, away: list[tuple[date, int]]) -> None:
    rows = []
    for month in range(months):
        begin = worked.months_on(date(2025, 7, 1), month)
        if month not in idle:
            for day in range(28):
                start = datetime.combine(begin + timedelta(days=day), time(8))
                end = start + timedelta(hours=hours)
                rows.append(
                    {
                        "staff_id": "a",
                        "user_id": "x",
                        "provider_id": "p",
                        "start": start,
                        "end": end,
                        "kind": "assistance",
                    }
                )
    staff = [{"staff_id": "a", "provider_id": "p", "full_time_share": share}]
    spans = [(first, first + timedelta(days=length)) for first, length in away]
    absences = [{"staff_id": "a", "from": a, "to": b, "kind": "sick"} for a, b in spans]
    # Without any absence imported at all the rule is silent: somebody else's shows that absence is reported here.
    absences.append({"staff_id": "b", "from": date(2026, 1, 5), "to": date(2026, 1, 6), "kind": "holiday"})

    found = [
        (int(dict(s.measure)["months"]), int(dict(s.measure)["longest_run_days"]))
        for s in signals("V06", of(rows, staff=staff, absences=absences))
    ]

    wanted = worked.v06(rows, "a", spans, TODAY)
    assert found == ([] if wanted is None else [wanted])
