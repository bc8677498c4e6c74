"""Engine and oracles agree on sick leave: patterns, substitutes and claims made twice."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

import oracle_absence as away
from hypothesis import given
from oracles import ANCHORS, SEVERAL, of, seeds, signals


def sick_days(seed: int) -> list[tuple[date, date]]:
    """A year or more of sick leave: every few weeks, on one weekday, near one date, or as it comes."""
    dice = random.Random(seed)
    day, absences = date(2024, 11, 4) + timedelta(days=dice.randint(0, 40)), []
    habit = dice.choice(("even", "weekday", "date", "none"))
    for _ in range(dice.randint(2, 12)):
        absences.append((day, day + timedelta(days=dice.choice((0, 0, 1, 3, 6)))))
        step = {
            "even": 28 + dice.randint(-4, 4),
            "weekday": 7 * dice.randint(1, 9),
            "date": 30 * dice.randint(1, 2) + dice.randint(-2, 3),
            "none": dice.randint(1, 80),
        }[habit]
        day += timedelta(days=step if dice.random() < 0.85 else dice.randint(1, 60))
    return absences


@SEVERAL
@given(seeds.map(sick_days))
def test_v07_patterns(absences: list[tuple[date, date]]) -> None:
    rows = [{"staff_id": "a", "from": first, "to": last, "kind": "sick"} for first, last in absences]

    found = [int(dict(signal.measure)["occasions"]) for signal in signals("V07", of([], absences=rows))]

    wanted = away.v07(absences)
    assert found == ([] if wanted is None else [wanted])


def claims_by_the_clock(seed: int) -> tuple[list[dict[str, Any]], list[int]]:
    """Claims at odd intervals, often for one shift or with one substitute, and the hours the person usually begins."""
    dice = random.Random(seed)
    day, claims = date(2025, 3, 3) + timedelta(days=dice.randint(0, 40)), []
    hour, substitute = dice.choice((7, 13, 14, 21, 22)), dice.choice("stu")
    for number in range(dice.randint(3, 7)):
        begun = datetime.combine(day, time(hour if dice.random() < 0.8 else dice.choice((6, 15, 23))))
        who = substitute if dice.random() < 0.6 else dice.choice(("s", "t", "u", None))
        names = {"claim_id": f"c{number}", "user_id": "x", "staff_id": "a", "substitute_id": who, "hours": 4}
        claims.append(names | {"from": begun, "to": begun + timedelta(hours=4)})
        day += timedelta(days=dice.choice((1, 3, 17, 40, 64, 77)))
    usual = dice.choice((7, 15, 22))
    return claims, [usual if dice.random() < 0.7 else dice.choice((7, 15, 22)) for _ in range(dice.randint(1, 12))]


@SEVERAL
@given(seeds.map(claims_by_the_clock))
def test_v07_patterns_of_claims(made: tuple[list[dict[str, Any]], list[int]]) -> None:
    claims, hours = made
    rows = []
    for number, hour in enumerate(hours):
        start = datetime.combine(date(2025, 1, 1) + timedelta(days=number), time(hour))
        names = {"staff_id": "a", "user_id": "x", "provider_id": "p", "kind": "assistance"}
        rows.append(names | {"start": start, "end": start + timedelta(hours=3)})

    found = [int(dict(one.measure)["occasions"]) for one in signals("V07", of(rows, sick_claims=claims))]

    wanted = away.v07_claims(claims, [away.shift_of(hour) for hour in hours])
    assert found == ([] if wanted is None else [wanted])


def claims_and_reports(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Claims over days or hours near awkward days, and the reports of the sick one and the substitute."""
    dice = random.Random(seed)
    claims: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    anchor = dice.choice(ANCHORS)
    for number in range(dice.randint(1, 4)):
        first = anchor + timedelta(days=dice.randint(0, 3))
        claim: dict[str, Any] = {
            "claim_id": f"c{number}",
            "user_id": dice.choice("xy"),
            "staff_id": "sick",
            "substitute_id": dice.choice(("sub", "sub", None)),
            "hours": dice.choice((2.0, 7.75, 8.0, 12.0)),
            "amount": 1000,
        }
        if dice.random() < 0.5:
            claim |= {"from": first, "to": first + timedelta(days=dice.choice((0, 0, 1)))}
        else:
            begin = datetime.combine(first, time(dice.choice((1, 7, 22))))
            claim |= {"from": begin, "to": begin + timedelta(hours=dice.choice((4, 8, 12)))}
        claims.append(claim)
    for _ in range(dice.randint(0, 8)):
        start = datetime.combine(anchor + timedelta(days=dice.randint(0, 4)), time(dice.randint(0, 23)))
        end = start + timedelta(hours=dice.choice((2, 4, 8)))
        who = dice.choice(("sub", "sub", "sub", "sick"))
        row = {"staff_id": who, "user_id": dice.choice("xy"), "provider_id": "p", "start": start, "end": end}
        rows.append(row | {"kind": "assistance"})
    return claims, rows


@SEVERAL
@given(seeds.map(claims_and_reports))
def test_v08_claims(made: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    claims, rows = made
    rows.append(  # so that the rule has reports to hold the claims against
        {
            "staff_id": "other",
            "user_id": "z",
            "provider_id": "p",
            "start": datetime.combine(date(2026, 1, 1), time(8)),
            "end": datetime.combine(date(2026, 1, 1), time(9)),
            "kind": "assistance",
        }
    )
    told = [dict(signal.measure) for signal in signals("V08", of(rows, sick_claims=claims))]

    found = {one["claim"]: (one.get("minutes"), one.get("own_minutes")) for one in told if "other_claim" not in one}
    twice = {(one["claim"], one["other_claim"]): int(one["minutes"]) for one in told if "other_claim" in one}
    found = {claim: tuple(None if part is None else int(part) for part in parts) for claim, parts in found.items()}
    assert found == away.v08(rows, claims)
    assert twice == away.v08_twice(claims)
