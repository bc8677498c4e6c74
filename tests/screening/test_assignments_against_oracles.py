"""Engine and oracles agree on cases by decision, changed owners, employed representatives and notices of an end."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import oracle_assignments as assignments
from hypothesis import given
from oracles import SEVERAL, TODAY, of, seeds, signals
from planting import identity

ONE_DAY = timedelta(days=1)
TURNS = (TODAY - ONE_DAY, TODAY, TODAY + ONE_DAY, date(2026, 2, 28), date(2026, 3, 1), date(2024, 2, 29))
"""Just before, on and after the day of screening, and around the ends of two Februaries."""


@SEVERAL
@given(seeds)
def test_v27_cases_by_active_decisions(seed: int) -> None:
    dice = random.Random(seed)
    decisions = [
        {
            "decision_id": f"d{number}",
            "user_id": dice.choice("abcdefghij"),
            "service": "boendestöd",
            "caseworker": dice.choice("hk"),
            "decided_on": dice.choice(TURNS),
            "valid_from": dice.choice((None, None, *TURNS)),
            "valid_to": dice.choice((None, None, None, *TURNS)),
        }
        for number in range(dice.randint(1, 24))
    ]
    loads = [
        {"caseworker": who, "date": day, "cases": dice.choice((0, 0, 2, 6)), "percent": dice.choice((1, 2, 3, 4))}
        for who in "hkl"
        for day in dice.sample((TODAY + ONE_DAY, TODAY, date(2026, 8, 31), date(2024, 2, 29)), dice.randint(0, 3))
    ]
    died = {user: dice.choice((TODAY - ONE_DAY, TODAY)) for user in "abc" if dice.random() < 0.5}
    world = of(
        [],
        decisions=decisions,
        caseloads=[
            {name: cell for name, cell in row.items() if name != "percent"}
            | {
                "full_time_share": row["percent"]
                if row["percent"] > 2 and dice.random() < 0.5
                else row["percent"] / 100
            }
            for row in loads
        ],
        users=[{"user_id": user, "deceased_on": day} for user, day in died.items()],
    )

    told = {one.subjects_of("caseworker")[0]: one for one in signals("V27", world)}

    found = {who: (int(dict(one.measure)["cases"]), int(one.severity) - 1) for who, one in told.items()}
    assert found == assignments.v27(decisions, loads, died, TODAY)


@SEVERAL
@given(seeds)
def test_v31_owners_changed_without_a_new_check(seed: int) -> None:
    dice = random.Random(seed)
    organisations = {"556000-0001": "p", "556000-0019": "q"}
    kinds = {name: dice.choice(("private", "private", "in-house")) for name in "pq"}
    licences: list[dict[str, Any]] = [
        {
            "organisation_number": number,
            "service": service,
            "from": begin,
            "to": dice.choice((None, date(2026, 2, 28))) if begin < date(2026, 2, 28) else None,
            "status": dice.choice((None, "giltigt")),
            "changed_on": dice.choice((None, *TURNS)),
            "checked_on": dice.choice((None, None, *TURNS)),
        }
        for number in (*organisations, "556000-0027")
        for service in ("personlig assistans", "hemtjänst")
        for begin in dice.sample((date(2020, 1, 1), *TURNS), dice.randint(0, 2))
    ]
    world = of(
        [],
        licences=licences,
        invoices=[
            {
                "provider_id": "p",
                "invoice_id": "i",
                "user_id": "u",
                "service": "boendestöd",
                "period_from": TODAY,
                "period_to": TODAY,
                "amount": 100,
            }
        ],
        providers=[
            {"provider_id": name, "name": name, "kind": kinds[name], "organisation_number": number}
            for number, name in organisations.items()
        ],
    )

    told = signals("V31", world)

    found = {(one.subjects_of("provider")[0], one.part.removeprefix("changed:"), one.first_day) for one in told}
    assert len(found) == len(told)
    assert all(int(dict(one.measure)["days"]) == (TODAY - one.first_day).days for one in told)
    private = {number: name for number, name in organisations.items() if kinds[name] == "private"}
    assert found == assignments.v31_owners(licences, private, TODAY)


def reached_at(dice: random.Random) -> dict[str, Any]:
    """Ways to reach or pay somebody, some of them another's, written in another way."""
    return {
        "address": dice.choice((None, None, "Storgatan 1", "storgatan  1", "Storgatan 11")),
        "telephone": dice.choice((None, None, "070-174 06 05", "070 1740605", "070-174 06 06")),
        "bank_account": dice.choice((None, None, None, "8000-1, 23 456", "80001 23456")),
    }


@SEVERAL
@given(seeds)
def test_v26_representatives_employed_or_reached_where_a_provider_is(seed: int) -> None:
    dice = random.Random(seed)
    numbers = [identity(date(1970, 2, 28), 1), identity(date(1972, 2, 29), 2), identity(date(2001, 1, 31), 3)]
    names = [dice.choice((number, number[2:], f"{number[:8]}-{number[8:]}")) for number in numbers]
    rows = [
        {
            "user_id": dice.choice("uvw"),
            "representative_id": dice.choice((*names, "god man 4")),
            "from": date(2024, 2, 29),
        }
        | reached_at(dice)
        for _ in range(dice.randint(1, 5))
    ]
    begun = dice.sample((date(2024, 2, 29), date(2026, 1, 31), *TURNS[:3]), 4)
    staff = [
        {
            "staff_id": dice.choice(("a", "b", dice.choice(numbers), f"{numbers[0][2:8]}-{numbers[0][8:]}")),
            "provider_id": dice.choice("pq"),
            "contract_from": day,
            "identity_number": dice.choice((None, *numbers, numbers[1][2:])),
        }
        | reached_at(dice)
        for day in begun[: dice.randint(0, 4)]
    ]
    providers = [{"provider_id": name, "name": name, "kind": "private"} | reached_at(dice) for name in "pq"]

    told = signals("V26", of([], representatives=rows, staff=staff, providers=providers))

    employed = {
        one.subjects_of("representative")[0]: tuple(
            set(one.subjects_of(kind)) for kind in ("staff", "provider", "user")
        )
        for one in told
        if one.part == "employed"
    }
    shared = {
        one.subjects_of("representative")[0]: tuple(set(one.subjects_of(kind)) for kind in ("staff", "provider"))
        for one in told
        if one.part == "shared"
    }
    assert employed == assignments.v26_employed(rows, staff)
    assert shared == assignments.v26_shared(rows, staff, providers, TODAY)


LACKING = {"ingen dag för anmälan": "notice", "inget slutdatum": "end", "Vem som noterade": "noter"}


@SEVERAL
@given(seeds)
def test_v28_notices_of_the_end_of_an_assignment(seed: int) -> None:
    dice = random.Random(seed)
    kept = dice.random() < 0.9
    staff = [
        {
            "staff_id": name,
            "provider_id": "",
            "contract_from": begun,
            "contract_to": dice.choice((None, None, TODAY, *TURNS)),
            "notice_on": dice.choice((None, None, None, None, *TURNS)) if kept else None,
            "notice_noted_by": dice.choice((None, "HL1")),
        }
        for name in "kl"
        for begun in dice.sample((date(2023, 1, 31), date(2024, 2, 29), date(2026, 1, 1)), dice.randint(0, 3))
    ]
    payouts = [
        {
            "payee_id": dice.choice("kl"),
            "user_id": dice.choice("uv"),
            "service": dice.choice(("kontaktperson", "kontaktperson", "kontaktperson", "ledsagarservice")),
            "period_from": (first := dice.choice((*TURNS, date(2026, 3, 2), date(2026, 2, 1)))),
            "period_to": first + 27 * ONE_DAY,
            "amount": dice.choice((500, 700)),
        }
        for _ in range(dice.randint(0, 8))
    ]

    told = signals("V28", of([], staff=staff, payouts=payouts, decisions=[NOT_ASKED], contact_notes=[A_NOTE]))

    found = {}
    for one in told:
        words = " ".join(swedish for swedish, _ in one.explanation)
        key = one.subjects_of("staff")[0], date.fromisoformat(one.part.split(":")[1])
        lacking = {name for said, name in LACKING.items() if said in words}
        measure = dict(one.measure)
        found[key] = lacking, int(measure["late_fees"]), int(measure["amount_ore"]) // 100
    assert len(found) == len(told)
    assert found == assignments.v28_notices(staff, payouts, TODAY)


NOT_ASKED = {"decision_id": "d", "user_id": "z", "service": "boendestöd", "decided_on": date(2024, 2, 29)}
A_NOTE = {"user_id": "z", "decision_id": "d", "date": date(2026, 2, 28), "kind": "phone", "outcome": "reached"}
