"""Engine and oracles agree on who may be paid, licences, changes of provider, representatives and contact persons."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

import oracle_registers as registers
from hypothesis import given
from oracles import SEVERAL, TODAY, of, seeds, signals
from planting import identity

from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of

ORGANISATION = "556000-0001"


def reports_of(dice: random.Random, people: str, first: date, days: int) -> list[dict[str, Any]]:
    """Reports at one user, for one of two providers."""
    rows = []
    for _ in range(dice.randint(1, 30)):
        start = datetime.combine(first + timedelta(days=dice.randint(0, days)), time(dice.randint(0, 23)))
        row = {"staff_id": dice.choice(people), "user_id": "u", "provider_id": dice.choice("pq"), "start": start}
        rows.append(row | {"end": start + timedelta(hours=dice.choice((1, 3))), "kind": "assistance"})
    return rows


@SEVERAL
@given(seeds)
def test_v10_who_may_not_be_paid(seed: int) -> None:
    dice = random.Random(seed)
    rows = reports_of(dice, "abc", date(2026, 1, 20), 60)
    born = {name: dice.choice((date(2008, 2, 29), date(2008, 2, 20), date(1980, 5, 5))) for name in "ab"}
    staff = [
        {
            "staff_id": name,
            "provider_id": dice.choice("pq"),
            "contract_from": (begun := dice.choice((None, date(2025, 1, 1), date(2026, 2, 10), date(2026, 3, 1)))),
            "contract_to": dice.choice((None, date(2026, 2, 20), date(2026, 3, 10))) if begun else None,
            "identity_number": identity(born[name], number),
            "resident_in": dice.choice((None, "Sverige", "NO", "USA")),
            "relation": dice.choice((None, "ingen", "syster")),
        }
        for number, name in enumerate("ab")
        for _ in range(dice.randint(1, 3))
    ]
    providers = [
        {"provider_id": name, "name": name, "kind": "in-house", "relatives_allowed": dice.random() < 0.5}
        for name in "pq"
    ]

    told = signals("V10", of(rows, staff=staff, providers=providers))

    found = {(one.subjects_of("staff")[0], one.part): int(dict(one.measure)["entries"]) for one in told}
    forbidding = {row["provider_id"] for row in providers if not row["relatives_allowed"]}
    assert found == registers.v10(rows, staff, forbidding, born)


def licences_of(dice: random.Random) -> list[dict[str, Any]]:
    """None, one or several licences with gaps, overlaps or an end, one perhaps withdrawn."""
    made = []
    for _ in range(dice.randint(1, 3)):
        begin, known = date(2025, 6, 1) + timedelta(days=dice.randint(0, 300)), dice.random() < 0.7
        made.append(
            {
                "organisation_number": dice.choice((ORGANISATION, ORGANISATION.replace("-", ""))),
                "service": dice.choice(("personlig assistans", "personlig assistans", "kontaktperson")),
                "from": begin,
                "to": (end := begin + timedelta(days=dice.randint(20, 300)) if dice.random() < 0.7 else None),
                "users_told_on": end + timedelta(days=dice.choice((-20, -3, 0, 9, 900))) if end and known else None,
                "status": dice.choice((None, "giltigt", "återkallat")),
            }
        )
    return made


@SEVERAL
@given(seeds)
def test_v10_and_v31_work_and_invoices_without_licence(seed: int) -> None:
    dice = random.Random(seed)
    licences = licences_of(dice)
    rows = [row | {"provider_id": "p"} for row in reports_of(dice, "a", date(2025, 9, 1), 200)]
    lines = [
        {
            "provider_id": "p",
            "invoice_id": f"i{number}",
            "user_id": "u",
            "service": dice.choice((None, "personlig assistans", "Personlig assistans, mars 2026", "Tjänst 7")),
            "period_from": (first := date(2025, 8, 1) + timedelta(days=dice.randint(0, 300))),
            "period_to": first + timedelta(days=dice.choice((0, 13, 30))),
            "hours": 5,
            "amount": 100,
        }
        for number in range(dice.randint(1, 6))
    ]
    decisions = [
        {
            "decision_id": f"d{number}",
            "user_id": "u",
            "service": dice.choice(("personlig assistans", "personlig assistans", "kontaktperson", "boendestöd")),
            "provider_id": dice.choice(("p", "p", "q", None)),
            "decided_on": (decided := date(2025, 1, 1) + timedelta(days=dice.randint(0, 400))),
            "valid_from": dice.choice((None, decided + timedelta(days=20))),
            "valid_to": dice.choice((None, decided + timedelta(days=dice.randint(20, 400)))),
        }
        for number in range(dice.randint(1, 4))
    ]
    world = of(
        rows,
        licences=licences,
        invoices=lines,
        providers=[{"provider_id": "p", "name": "P", "kind": "private", "organisation_number": ORGANISATION}],
        decisions=decisions,
        staff=[{"staff_id": "a", "provider_id": "p"}],
    )

    worked = {one.part: int(dict(one.measure)["entries"]) for one in signals("V10", world)}
    billed = {one.part: int(dict(one.measure)["lines"]) for one in signals("V31", world)}

    lacking = registers.v10_licence(rows, licences, decisions, TODAY)
    assert worked == {f"licence:{service}": count for service, count in lacking.items()}
    assert billed == registers.v31(lines, licences, decisions)


@SEVERAL
@given(seeds)
def test_v25_changes_after_a_review(seed: int) -> None:
    dice = random.Random(seed)
    choices = []
    for user in "uvwx":
        day = date(2026, 1, 1) + timedelta(days=dice.randint(0, 60))
        for _ in range(dice.randint(1, 4)):
            choices.append({"user_id": user, "provider_id": dice.choice("pqr"), "from": day})
            day += timedelta(days=dice.randint(1, 120))
    events = []
    for _ in range(dice.randint(0, 5)):
        day, user = date(2026, 1, 1) + timedelta(days=dice.randint(0, 240)), dice.choice(("", "u", "v"))
        events.append((day, user, "" if user else dice.choice("pq")))
    world = of([], provider_choices=choices)
    world.events = [ReviewEvent(day_of(day), "visit", user, provider) for day, user, provider in events]

    found = {tuple(one.part.split(">")): set(one.subjects_of("user")) for one in signals("V25", world)}

    assert found == registers.v25(choices, events, TODAY)


@SEVERAL
@given(seeds)
def test_v26_one_representative_for_many(seed: int) -> None:
    dice = random.Random(seed)
    rows = []
    for _ in range(dice.randint(1, 12)):
        begin = date(2026, 1, 1) + timedelta(days=dice.randint(0, 300)) if dice.random() < 0.8 else None
        end = (begin or date(2026, 1, 1)) + timedelta(days=dice.randint(0, 200)) if dice.random() < 0.5 else None
        rows.append({"user_id": dice.choice("abcdefgh"), "representative_id": "r", "from": begin, "to": end})

    found = [
        int(dict(one.measure)["users"]) for one in signals("V26", of([], representatives=rows)) if one.part == "many"
    ]

    wanted = registers.v26(rows, TODAY)
    assert found == ([] if wanted is None else [wanted])


@SEVERAL
@given(seeds)
def test_v28_contact_person_out_of_reach(seed: int) -> None:
    dice = random.Random(seed)

    def some_day() -> date:
        return TODAY - timedelta(days=dice.randint(-10, 200))

    begun = some_day() if dice.random() < 0.6 else None
    notes = [
        {
            "user_id": "u",
            "decision_id": dice.choice(("d", None)),
            "date": some_day(),
            "kind": dice.choice(("meeting", "phone", "letter", "visit")),
            "outcome": dice.choice(("reached", "failed", "failed")),
        }
        for _ in range(dice.randint(1, 8))
    ]
    services = ("kontaktperson", None, "ekonomiskt bistånd")
    fees = [(some_day().replace(day=1), dice.choice(services)) for _ in range(dice.randint(0, 3))]
    met = [some_day() for _ in range(dice.randint(0, 1))]
    rows = [
        {
            "staff_id": "k",
            "user_id": "u",
            "provider_id": "",
            "start": datetime.combine(day, time(12)),
            "end": datetime.combine(day, time(14)),
            "kind": "assistance",
        }
        for day in met
    ]
    world = of(
        rows,
        contact_notes=notes,
        decisions=[
            {
                "decision_id": "d",
                "user_id": "u",
                "service": "kontaktperson",
                "decided_on": date(2025, 1, 1),
                "executed_on": begun,
            }
        ],
        payouts=[
            {
                "payee_id": "k",
                "user_id": "u",
                "service": service,
                "period_from": day,
                "period_to": day + timedelta(days=27),
                "amount": 500,
            }
            for day, service in fees
        ],
    )

    found = [(int(dict(one.measure)["failed"]), int(dict(one.measure).get("days", 0))) for one in signals("V28", world)]

    wanted = registers.v28(begun, notes, met, fees, TODAY)
    assert found == ([] if wanted is None else [wanted])


@SEVERAL
@given(seeds)
def test_v30_shared_telephone(seed: int) -> None:
    dice = random.Random(seed)
    users = [{"user_id": "u", "telephone": "070-174 06 05"}] if dice.random() < 0.7 else []
    staff = [
        {
            "staff_id": name,
            "provider_id": "p",
            "telephone": dice.choice(("070-1740605", "070 174 06 05", "070-174 06 99")),
            "relation": dice.choice(("syster", None)),
        }
        for name in "ab"[: dice.randint(0, 2)]
    ]
    providers = [
        {"provider_id": "p", "name": "P", "telephone": dice.choice(("070-174 06 05", None)), "kind": "private"}
    ]

    told = signals("V30", of([], users=users, staff=staff, providers=providers))

    together = [("users", row["user_id"], "") for row in users]
    together += [
        ("staff", row["staff_id"], "related" if row["relation"] else "")
        for row in staff
        if not row["telephone"].endswith("99")
    ]
    together += [("providers", "p", "") for row in providers if row["telephone"]]
    found = {frozenset(name for _, name in one.subjects) for one in told if one.part == "telephone"}
    assert found == registers.v30(together)
