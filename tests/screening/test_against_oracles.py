"""Engine and oracles agree on made-up data: midnight, clock changes, touching and doubled entries, month ends."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

import oracle_decisions as decided
import oracle_quality as quality
import oracle_time as timed
from hypothesis import given
from hypothesis import strategies as st
from oracles import (
    ONE_PERSON,
    SEVERAL,
    TODAY,
    at_two_employers,
    by_person,
    maybe,
    near,
    of,
    person_of,
    reports,
    seeds,
    signals,
    someday,
)
from planting import World, identity


@SEVERAL
@given(reports.map(at_two_employers))
def test_v01_minutes_at_once(rows: list[dict[str, Any]]) -> None:
    found = {
        (person_of(s.subjects_of("staff")[0]), *s.subjects_of("user")): int(dict(s.measure)["minutes"])
        for s in signals("V01", of(rows, staff=ONE_PERSON))
    }

    assert found == timed.v01(by_person(rows))


@SEVERAL
@given(reports.map(at_two_employers))
def test_v05_rest_and_long_passes(rows: list[dict[str, Any]]) -> None:
    found = {
        (person_of(s.subjects_of("staff")[0]), s.part): int(dict(s.measure)["occasions"])
        for s in signals("V05", of(rows, staff=ONE_PERSON))
    }

    theirs = by_person(rows)
    assert found == {(staff, part): count for staff in "ab" for part, count in timed.v05(theirs, staff).items()}


contract = st.none() | st.tuples(near, st.none() | near)


@SEVERAL
@given(reports, st.fixed_dictionaries({"a": contract}, optional={"b": contract}))
def test_v09_entries_without_contract(rows: list[dict[str, Any]], contracts: dict[str, Any]) -> None:
    staff = [
        {"staff_id": name, "provider_id": "p", "contract_from": c and c[0], "contract_to": c and c[1]}
        for name, c in contracts.items()
    ]

    found = {
        s.subjects_of("staff")[0]: int(dict(s.measure)["entries"])
        for s in signals("V09", of(rows, staff=staff))
        if not s.part
    }

    assert found == timed.v09(rows, contracts)


@SEVERAL
@given(reports, near, st.integers(0, 4))
def test_v11_entries_inside_a_stay(rows: list[dict[str, Any]], first: date, length: int) -> None:
    last = first + timedelta(days=length)
    stays = [{"user_id": "x", "from": first, "to": last, "kind": "hospital"}]

    found = [int(dict(s.measure)["entries"]) for s in signals("V11", of(rows, stays=stays))]

    wanted = timed.v11(rows, ("x", first, last))
    assert found == ([wanted] if wanted else [])


@SEVERAL
@given(reports, near)
def test_v12_entries_after_death(rows: list[dict[str, Any]], died: date) -> None:
    found = [
        int(dict(s.measure)["entries"]) for s in signals("V12", of(rows, users=[{"user_id": "x", "deceased_on": died}]))
    ]

    wanted = timed.v12(rows, "x", died)
    assert found == ([wanted] if wanted else [])


def money_of(seed: int) -> list[dict[str, Any]]:
    """Payouts and invoice lines for one user over some months; many are taken back whole, some in part."""
    dice, rows = random.Random(seed), []
    for number in range(dice.randint(1, 6)):
        first = date(2026, dice.randint(1, 4), dice.choice((1, 1, 16)))
        row = {
            "payee_id": dice.choice("kl"),
            "provider_id": dice.choice("pq"),
            "user_id": "x",
            "invoice_id": f"i{number}",
        }
        row |= {"service": dice.choice(("kontaktperson", "hemtjänst")), "period_from": first}
        row |= {"period_to": first + timedelta(days=dice.choice((0, 14, 27, 89)))}
        row |= {"amount": dice.choice((0, 100, 500, 500)), "hours": dice.choice((None, 0, 2))}
        rows.append(row)
        if dice.random() < 0.5:
            back = dice.choice((row["amount"], row["amount"], min(100, row["amount"]), 100, 700))
            note = {"credits": row["invoice_id"], "service": dice.choice((row["service"], None, "Kreditering"))}
            later = row["period_from"] + timedelta(days=dice.choice((10, 30, 60)))
            elsewhen = note | {"period_from": later, "period_to": later + timedelta(days=dice.choice((0, 27, 59)))}
            note = dice.choice((note, elsewhen, {}, {"service": dice.choice(("kontaktperson", "hemtjänst"))}))
            rows.append(row | {"amount": -back, "hours": -(row["hours"] or 0), "invoice_id": f"c{number}"} | note)
    return rows


@SEVERAL
@given(seeds.map(money_of), st.dates(date(2026, 1, 1), date(2026, 5, 1)))
def test_v11_and_v12_money_that_has_not_been_taken_back(rows: list[dict[str, Any]], day: date) -> None:
    last = day + timedelta(days=40)
    payouts = [row | {"hours": None, "credits": None, "service": row["service"] or ""} for row in rows]
    drawn_off = timed.payouts_as_counted(payouts)
    money = {"payouts": payouts, "invoices": rows}
    counted = timed.as_counted(rows)
    inside = [row for row in counted if day < row["period_from"] and row["period_to"] < last]

    dead = [dict(one.measure) for one in signals("V12", of([], users=[{"user_id": "x", "deceased_on": day}], **money))]
    stays = [{"user_id": "x", "from": day, "to": last, "kind": "hospital"}]
    away = signals("V11", of([], stays=stays, **money))

    after = day + timedelta(days=1), date(2027, 1, 1)
    by = {"payouts": ("payee_id", "service"), "invoices": ("provider_id", "service")}
    wanted = {
        kind: timed.still_paid(rows, *after, by[kind])
        for kind, rows in {"payouts": drawn_off, "invoices": counted}.items()
    }
    assert [{kind: int(one[kind]) for kind in by} for one in dead] == [wanted] * any(wanted.values())
    paid = timed.still_paid(drawn_off, after[0], last - timedelta(days=1), by["payouts"])
    billed = timed.still_paid(inside, *after, by["invoices"])
    assert [int(dict(one.measure)["payouts"]) for one in away] == [paid] * bool(paid or billed)


@SEVERAL
@given(reports, st.dictionaries(st.sampled_from("xyz"), st.sampled_from((0.0, 0.25, 1.0, 4.5, 16.0, 40.0)), min_size=1))
def test_v16_months_invoiced_above_reported(rows: list[dict[str, Any]], hours: dict[str, float]) -> None:
    invoices = [
        {
            "provider_id": "p",
            "invoice_id": user,
            "user_id": user,
            "period_from": date(2026, 3, 1),
            "period_to": date(2026, 3, 31),
            "hours": many,
            "amount": 1,
        }
        for user, many in hours.items()
    ]

    found = {
        s.subjects_of("user")[0] for s in signals("V16", of(rows, invoices=invoices)) if int(dict(s.measure)["months"])
    }

    usable = bool(timed.usable(rows))
    wanted = {user for user, _, _ in timed.v16(rows, {(user, 2026, 3): many for user, many in hours.items()})}
    assert found == (wanted if usable or rows else set())


def visits_and_plans(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Some weeks of visits by many or few, by day and night, waiting among them; and plans for the same or others."""
    dice = random.Random(seed)
    people, rows, plans = dice.choice((1, 1, 2, 5, 17, 24)), [], []
    for number in range(dice.choice((13, 16, 18))):
        for hour in (6, 7, 8, 15, 21, 22):
            start = datetime.combine(date(2026, 3, 20) + timedelta(days=number), time(hour, dice.choice((0, 59))))
            who = f"s{dice.randint(0, people - 1)}" if dice.random() < 0.97 else "extra"
            kind = "waiting" if dice.random() < 0.1 else "assistance"
            row = {"staff_id": who, "user_id": dice.choice("xxxxxy"), "provider_id": "p", "start": start, "kind": kind}
            row["end"] = start + timedelta(minutes=30)
            if dice.random() < 0.9:
                rows.append(row)
            if dice.random() < 0.8:
                planned = row if dice.random() < 0.7 else row | {"staff_id": f"t{dice.randint(0, 2)}"}
                plans.append({name: cell for name, cell in planned.items() if name != "kind"})
    return rows, plans if dice.random() < 0.7 else []


@SEVERAL
@given(seeds.map(visits_and_plans))
def test_v22_who_comes_in_fourteen_days(made: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    rows, plans = made

    told = [one for one in signals("V22", of(rows, schedules=plans)) if one.subjects_of("user") == ("x",)]

    found = {one.part: (one.first_day, int(dict(one.measure)["staff"])) for one in told}
    assert all((one.last_day - one.first_day).days == 13 for one in told)
    planned = [row | {"kind": "assistance"} for row in plans]
    assert found == timed.v22_by_part(rows, planned, "x")


def lines_and_reports(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Lines of several providers for whole months, parts of them or over their turns, and few reports."""
    dice = random.Random(seed)
    lines, rows = [], []
    for number in range(dice.randint(1, 8)):
        month = dice.randint(1, 5)
        whole = date(2026, month, 1), date(2026, month + dice.choice((1, 1, 2)), 1) - timedelta(days=1)
        begun = date(2026, month, dice.randint(1, 28))
        first, last = dice.choice((whole, whole, (begun, begun + timedelta(days=dice.choice((0, 13, 27, 30))))))
        names = {"provider_id": dice.choice("pqr"), "invoice_id": f"i{number}", "user_id": dice.choice("xyz")}
        hours = {"hours": dice.choice((1.0, 1.25, 1.5, 4.0)), "amount": 100, "service": ""}
        lines.append(names | hours | {"period_from": first, "period_to": last})
    for _ in range(dice.randint(1, 14)):
        line = dice.choice(lines)
        day = line["period_from"] + timedelta(days=dice.choice((-1, 0, 0, 5, 20, 31)))
        start = datetime.combine(day, time(dice.choice((1, 8, 23))))
        by = line["provider_id"] if dice.random() < 0.6 else dice.choice(("p", "q", "r", ""))
        row = {"staff_id": f"s{by}", "user_id": line["user_id"], "provider_id": by, "start": start}
        rows.append(row | {"end": start + timedelta(hours=dice.choice((1, 2))), "kind": "assistance"})
    return lines, rows


@SEVERAL
@given(seeds.map(lines_and_reports))
def test_v16_lines_nobody_came_for(made: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    lines, rows = made
    told = [(one.subjects_of("user")[0], dict(one.measure)) for one in signals("V16", of(rows, invoices=lines))]

    found = {user: (int(measure["months"]), int(measure["lines_without_entries"])) for user, measure in told}

    assert found == timed.v16_by_user(rows, lines)


decision = st.fixed_dictionaries(
    {
        "decided_on": someday,
        "executed_on": maybe,
        "interrupted_on": maybe,
        "resumed_on": maybe,
        "valid_to": maybe,
        "followed_up_on": maybe,
    }
)


def one_decision(cells: dict[str, Any]) -> dict[str, Any]:
    return {"decision_id": "d", "user_id": "u", "service": "boendestöd", **cells}


@SEVERAL
@given(decision, someday)
def test_v19_waiting_by_calendar_months(cells: dict[str, Any], today: date) -> None:
    found = [int(s.severity) for s in signals("V19", of([], decisions=[one_decision(cells)]), today)]

    wanted = decided.v19(cells, today)
    assert found == ([] if wanted is None else [wanted])


note = st.fixed_dictionaries(
    {"date": someday, "outcome": st.sampled_from(("reached", "failed")), "effect_documented": st.none() | st.booleans()}
)


@SEVERAL
@given(decision, st.lists(note, min_size=1, max_size=12), someday)
def test_v20_silence_while_waiting(cells: dict[str, Any], notes: list[dict[str, Any]], today: date) -> None:
    contact = [{"user_id": "u", "decision_id": "d", "kind": "phone", **cells_} for cells_ in notes]

    found = signals("V20", of([], decisions=[one_decision(cells)], contact_notes=contact), today)

    wanted = decided.v20(cells, notes, today)
    assert len(found) == (wanted is not None)
    if wanted:
        assert int(dict(found[0].measure)["days"]) == wanted


@SEVERAL
@given(decision, someday)
def test_v21_no_follow_up(cells: dict[str, Any], today: date) -> None:
    found = [int(s.severity) for s in signals("V21", of([], decisions=[one_decision(cells)]), today)]

    wanted = decided.v21(cells, today)
    assert found == ([] if wanted is None else [wanted])


@SEVERAL
@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9), min_size=1), st.dates(date(2026, 2, 1), TODAY))
def test_v17_runs_of_months_without_report(paid: set[int], worked: set[int], today: date) -> None:
    world = World()
    for month in paid:
        last = date(2026, month + 1, 1) - timedelta(days=1)
        world.add("payouts", payee_id="k", user_id="u", period_from=date(2026, month, 1), period_to=last, amount=500)
    for month in worked:
        world.work("k", "u", date(2026, month, 3), "10:00", "12:00")

    found = sorted(int(dict(s.measure)["months"]) for s in signals("V17", world, today))

    assert found == decided.v17({(2026, m) for m in paid}, {(2026, m) for m in worked}, today)


@SEVERAL
@given(st.integers(0, 700), st.none() | st.sampled_from((0.25, 0.5, 0.75, 1.0)))
def test_v27_cases_per_full_time(cases: int, share: float | None) -> None:
    loads = [{"caseworker": "h", "date": date(2026, 9, 1), "cases": cases, "full_time_share": share}]

    found = [int(s.severity) for s in signals("V27", of([], caseloads=loads))]

    wanted = decided.v27(cases, share)
    assert found == ([] if wanted is None else [wanted])


@SEVERAL
@given(
    reports,
    st.dictionaries(st.sampled_from("xyz"), st.booleans()),
    st.dates(date(2026, 3, 27), date(2026, 5, 4)),
)
def test_v32_names_what_counts_nowhere_else(rows: list[dict[str, Any]], known: dict[str, bool], today: date) -> None:
    users = []
    for place, (name, holds) in enumerate(known.items(), start=1):
        number = identity(date(1940, 5, place), 120 + place)
        wrong = number[:-1] + str((int(number[-1]) + place) % 10)
        users.append({"user_id": name, "identity_number": number if holds else wrong})

    found = {
        (s.part.split(":")[0], dict(s.measure)["problem"]): int(dict(s.measure)["rows"])
        for s in signals("V32", of(rows, users=users), today)
    }

    named = {key: count for key, count in found.items() if key[1] not in ("overlaps", "no-such-hour")}
    assert named == quality.v32(rows, users, today)
