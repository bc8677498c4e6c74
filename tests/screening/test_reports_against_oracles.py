"""Engine and oracles agree on plans not kept, reports that look copied, and attendance against pay."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

import oracle_reports as months
from hypothesis import given
from oracles import SEVERAL, TODAY, of, seeds, signals


def entry(start: datetime, length: int, **more: Any) -> dict[str, Any]:
    end = start + timedelta(minutes=length)
    return {
        "staff_id": "a",
        "user_id": "x",
        "provider_id": "p",
        "start": start,
        "end": end,
        "kind": "assistance",
    } | more


def plans_and_reports(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Some weeks of planned visits, and what was reported: kept, shortened, moved, left out or extra."""
    dice = random.Random(seed)
    first, plans, rows = date(2026, 1, 20) + timedelta(days=dice.randint(0, 40)), [], []
    habit = dice.choice(("kept", "short", "gone", "long"))
    for number in range(dice.randint(4, 80)):
        start = datetime.combine(first + timedelta(days=number), time(dice.choice((8, 13, 23))))
        plans.append({name: part for name, part in entry(start, 60).items() if name != "kind"})
        if habit == "gone" and dice.random() < 0.25:
            continue
        length = (
            dice.choice((20, 60, 60)) if habit == "short" else 75 if habit == "long" and dice.random() < 0.5 else 60
        )
        rows.append(entry(start + timedelta(minutes=dice.choice((0, 0, 5, -90, 121))), length))
    for sent in (plans, rows):  # another provider's file begins and stops on other days
        for number in dice.choice(((), (-60, 120))):
            start = datetime.combine(first + timedelta(days=number), time(8))
            sent.append(entry(start, 60, user_id="y", staff_id="b", provider_id="q"))
    return plans, rows


@SEVERAL
@given(seeds.map(plans_and_reports))
def test_v23_plans_not_kept(made: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    plans, rows = made

    found = sum(int(dict(one.measure)["months"]) for one in signals("V23", of(rows, schedules=plans)))

    planned = [row | {"kind": "assistance"} for row in plans]
    assert found == len(months.v23(rows, planned, "x", TODAY))


def desk_written(seed: int) -> list[dict[str, Any]]:
    """Three months of reports: even and alike, true to the minute, moved from the month before, or written at once."""
    dice = random.Random(seed)
    rows: list[dict[str, Any]] = []
    habit, first = dice.choice(("even", "true", "shifted", "registered")), date(2026, 1, 1)
    clocks = {weekday: time(dice.randint(7, 18), dice.choice((0, 15, 30, 45))) for weekday in range(7)}
    january = [day for day in range(31) if dice.random() < 0.8]
    for month, length in ((0, 31), (31, 28), (59, 31)):
        at = datetime.combine(first + timedelta(days=month + length), time(16))
        for number in range(length):
            day = first + timedelta(days=month + number)
            usual = dice.random() < (0.97 if habit == "even" else 0.5)
            clock = clocks[day.weekday()] if usual else time(dice.randint(7, 18), dice.randint(0, 59))
            if habit == "shifted":
                if number % 28 not in january:
                    continue
                clock = time(8 + number % 28 // 3, number % 28)
            written = at + timedelta(minutes=dice.randint(0, 40 if habit == "registered" else 4000))
            given_at = written if habit == "registered" or dice.random() < 0.9 else None
            rows.append(entry(datetime.combine(day, clock), dice.choice((45, 45, 60)) if not usual else 45))
            rows[-1]["registered_at"] = given_at
    return rows


@SEVERAL
@given(seeds.map(desk_written))
def test_v24_months_that_look_copied(rows: list[dict[str, Any]]) -> None:
    told = signals("V24", of(rows))
    found = sum(int(dict(one.measure)["months"]) for one in told)
    reasons = {reason for one in told for reason in str(dict(one.measure)["reasons"]).split(", ")}

    wanted = months.v24(rows, "a", "x")
    assert found == len(wanted)
    assert reasons == {reason for some in wanted.values() for reason in some}


def attendance_and_pay(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A person's measure over some months, with absence, oral reports, months without any, and payouts."""
    dice = random.Random(seed)
    rows, payouts = [], []
    for month in range(1, 9):
        if dice.random() < 0.8:
            channel = dice.choice(("system", "oral", "mixed"))
            share = dice.choice((0.5, 0.79, 0.8, 1.0))
            for number in range(10):
                missed = dice.random() < (0.0 if share == 1.0 else 0.15)
                rows.append(
                    {
                        "user_id": "u",
                        "date": date(2026, month, 1 + 2 * number),
                        "planned_hours": 5,
                        "attended_hours": dice.choice((0, 0, -8)) if missed else 5 * share,
                        "absence_code": dice.choice((None, "sjuk", "ogiltig")) if missed else None,
                        "channel": dice.choice(("system", "oral")) if channel == "mixed" else channel,
                    }
                )
        if dice.random() < 0.85:
            payout = {
                "payee_id": "u",
                "user_id": "u",
                "service": dice.choice(("ekonomiskt bistånd", "försörjningsstöd", "")),
                "period_from": date(2026, month, 1),
                "period_to": dice.choice((date(2026, month, 28), date(2026, month + 1, 28))),
                "amount": dice.choice((8000, 8000, 7700, 7500, 4000)) + month,
            }
            payouts.append(payout)
            back = dice.choice((0, 0, 0, 100, 1000, payout["amount"]))
            if back:
                payouts.append(payout | {"amount": -back})
    return rows, payouts


@SEVERAL
@given(seeds.map(attendance_and_pay))
def test_v29_attendance_against_pay(made: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    rows, payouts = made

    told = signals("V29", of([], attendance=rows, payouts=payouts))
    found = [int(dict(one.measure)["months"]) for one in sorted(told, key=lambda one: one.first_day)]

    assert found == months.v29(rows, payouts, TODAY)
