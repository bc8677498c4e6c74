"""The figures behind the pictures agree with plain arithmetic, and each leads to its rows."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from planting import World, at, material_of

from kollegie.model.desk_looks import ClaimDoubt
from kollegie.screening.material import ReviewEvent
from kollegie.screening.pictures import Pictures
from kollegie.screening.swedish_time import day_of

MARCH = date(2026, 3, 1)


def world_with_visits(seed: int) -> World:
    source = random.Random(seed)
    world = World()
    world.provider("p1")
    for name in "abcdefgh":
        world.staff(name, "p1")
    for user in ("u1", "u2", "u3"):
        world.user(user)
        for _ in range(source.randint(20, 160)):
            day = MARCH + timedelta(days=source.randint(0, 40))
            begin, end = source.choice((("08:00", "09:00"), ("06:00", "06:30"), ("21:30", "22:30"), ("23:00", "23:30")))
            kind = source.choice(("assistance", "assistance", "waiting"))
            world.work(source.choice("abcdefgh"), user, day, begin, end, "p1", kind)
    return world


def expected(world: World) -> dict[str, int]:
    """The most people in any fourteen days with at least fourteen daytime visits, by brute force."""
    by_user: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for row in world.rows["time-reports"]:
        if 7 <= row["start"].hour < 22 and row["kind"] == "assistance":
            by_user[row["user_id"]].add((row["start"], row["end"], row["staff_id"]))
    found: dict[str, int] = {}
    for user, visits in by_user.items():
        for first in {start.date() for start, _, _ in visits}:
            inside = [who for start, _, who in visits if first <= start.date() < first + timedelta(days=14)]
            if len(inside) >= 14:
                found[user] = max(found.get(user, 0), len(set(inside)))
    return found


def test_continuity_is_the_most_people_in_fourteen_days() -> None:
    compared = 0
    for seed in range(25):
        world = world_with_visits(seed)

        found = {one.user: one.people for one in Pictures(material_of(world)).continuity}

        assert found == expected(world)
        compared += len(found)
    assert compared > 20


def test_a_month_sums_its_lines_and_takes_credits_off() -> None:
    world = World()
    world.provider("p1")
    world.user("u1")
    world.user("u2")
    for invoice, user, hours in (("F1", "u1", 20.0), ("F1", "u2", 5.0), ("K1", "u1", -4.0), ("F2", "", 1.0)):
        world.add(
            "invoices",
            provider_id="p1",
            invoice_id=invoice,
            user_id=user,
            period_from=MARCH,
            period_to=date(2026, 3, 31),
            hours=hours,
            amount=hours * 400,
        )
    world.staff("a", "p1")
    world.work("a", "u1", MARCH, "08:00", "12:00", "p1")
    world.work("a", "u1", MARCH, "12:00", "16:00", "p1", "waiting")
    pictures = Pictures(material_of(world))

    (total,) = pictures.month_totals()

    assert (total.provider, total.month, total.users) == ("p1", "2026-03", 2)
    assert (total.invoiced, total.reported, total.amount_ore) == (22 * 3600.0, 5 * 3600.0, 880_000)
    rows, in_all = pictures.rows_of_month("p1", "2026-03")
    assert ([(row.kind, row.row) for row in rows], in_all) == (
        [*(("invoices", row) for row in (2, 3, 4, 5)), ("time-reports", 2), ("time-reports", 3)],
        6,
    )
    assert pictures.rows_of_month("p1", "2026-04") == ((), 0)


def test_waits_are_those_that_run_today_the_longest_first() -> None:
    world = World()
    for user in ("u1", "u2", "u3", "u4"):
        world.user(user)
    world.decision("D1", "u1", decided_on=date(2026, 5, 30), executed_on=None)
    world.decision(
        "D2", "u2", decided_on=date(2025, 1, 1), executed_on=date(2025, 2, 1), interrupted_on=date(2026, 1, 1)
    )
    world.decision("D3", "u3", decided_on=date(2025, 1, 1), executed_on=date(2025, 2, 1))
    world.decision("D4", "u4", decided_on=date(2025, 1, 1), executed_on=None, valid_to=date(2026, 1, 1))
    world.add("contact-notes", user_id="u1", decision_id="D1", date=date(2026, 6, 30), kind="phone")
    pictures = Pictures(material_of(world))

    waits = pictures.waits()

    assert [(one.decision, one.months, one.interrupted) for one in waits] == [("D2", 8, True), ("D1", 4, False)]
    rows, in_all = pictures.rows_of_wait("D1")
    assert ([row.kind for row in rows], in_all) == (["decisions", "contact-notes"], 2)


def test_hours_that_nobody_has_invoiced_and_lines_over_several_months_are_shown() -> None:
    world = World()
    for provider in ("billed", "silent"):
        world.provider(provider)
    world.staff("a", "silent")
    world.work("a", "u1", MARCH, "08:00", "12:00", "silent")
    world.work("a", "u2", MARCH, "13:00", "14:00", "silent")
    world.work("a", "u3", date(2026, 3, 9), "13:00", "14:00")  # by the only provider of a
    world.work("stranger", "u2", date(2026, 4, 1), "13:00", "14:00")
    period = {"period_from": date(2026, 1, 17), "period_to": date(2026, 3, 2)}
    world.add("invoices", provider_id="billed", invoice_id="F1", user_id="u1", hours=45.0, amount=100.0, **period)
    pictures = Pictures(material_of(world))

    totals = {(one.provider, one.month): one for one in pictures.month_totals()}

    billed = {month: (one.invoiced / 3600, one.amount_ore) for (who, month), one in totals.items() if who == "billed"}
    assert {month: hours for month, (hours, _) in billed.items()} == {"2026-01": 15, "2026-02": 28, "2026-03": 2}
    assert sum(ore for _, ore in billed.values()) == 10_000
    silent, nobody = totals["silent", "2026-03"], totals["", "2026-04"]
    assert (silent.reported, silent.invoiced, silent.lines, silent.users) == (6 * 3600.0, 0.0, 0, 3)
    assert (nobody.reported, nobody.users) == (3600.0, 1)
    assert len(totals) == 5
    assert [row.row for row in pictures.rows_of_month("silent", "2026-03")[0]] == [2, 3, 4]
    assert [row.row for row in pictures.rows_of_month("", "2026-04")[0]] == [5]
    assert pictures.rows_of_month("billed", "2026-02")[1] == 1


def test_each_claim_for_sick_pay_stands_beside_what_was_reported_meanwhile() -> None:
    world = World()
    world.staff("sick", "p")
    world.staff("new", "p", contract_from=MARCH)
    world.user("dead", deceased_on=date(2026, 2, 1))
    world.user("gone", registered_to=MARCH - timedelta(days=1))
    span = {"from": MARCH, "to": MARCH}
    for claim, user, sick, substitute in (
        ("good", "u1", "sick", "sub"),
        ("short", "u2", "sick", "sub"),
        ("alone", "u3", "sick", None),
        ("again", "u3", "sick", "sub"),
        ("late", "dead", "new", "sub"),
        ("moved", "gone", "sick", "sub"),
    ):
        names = {"claim_id": claim, "user_id": user, "staff_id": sick, "substitute_id": substitute}
        world.add("sick-claims", **names, **span, hours=2.0, amount=500.0)
    for claim, user, first, last in (("here", "u5", "08:00", "10:00"), ("there", "u6", "09:00", "11:00")):
        exact = {"from": at(MARCH, first), "to": at(MARCH, last)}
        world.add("sick-claims", claim_id=claim, user_id=user, staff_id="sick", hours=2.0, amount=500.0, **exact)
    world.add("absences", staff_id="sick", kind="sick", **span)
    world.add("stays", user_id="u2", kind="hospital", **span)
    world.work("sub", "u1", MARCH, "08:00", "10:00", "p")
    world.work("sub", "u2", MARCH, "10:00", "11:30", "p")
    world.work("new", "u9", MARCH, "10:00", "11:30", "p")
    pictures = Pictures(material_of(world))

    looks = {one.claim: one for one in pictures.claims()}

    said = ClaimDoubt
    assert looks["good"].doubts == ()
    assert (looks["good"].claimed, looks["good"].stood_in, looks["good"].amount_ore) == (7200, 120, 50_000)
    assert looks["short"].doubts == (said.TOO_LITTLE, said.STAY)
    assert looks["alone"].doubts == (said.NO_SUBSTITUTE, said.TWICE)
    assert looks["again"].doubts == (said.TOO_LITTLE, said.TWICE)
    assert looks["here"].doubts == looks["there"].doubts == (said.NO_SUBSTITUTE, said.TWICE)  # as V08 has it
    assert looks["late"].doubts == (
        said.TOO_LITTLE,
        said.OWN_WORK,
        said.DECEASED,
        said.NO_CONTRACT,
        said.NO_ABSENCE,
    )
    assert looks["moved"].doubts == (said.TOO_LITTLE, said.NOT_REGISTERED)
    assert next(iter(looks)) == "late"
    rows, in_all = pictures.rows_of_claim("short")
    assert ([(row.kind, row.row) for row in rows], in_all) == (
        [("sick-claims", 3), ("time-reports", 3), ("absences", 2)],
        3,
    )
    assert pictures.rows_of_claim("unknown") == ((), 0)


def test_who_has_left_a_provider_is_counted_with_those_who_left_after_a_review() -> None:
    world = World()
    for user, spans in {
        "u1": (("old", date(2025, 1, 1), None), ("new", date(2026, 3, 1), None)),
        "u2": (("old", date(2025, 1, 1), date(2026, 5, 31)), ("new", date(2026, 7, 1), None)),
        "u3": (("old", date(2025, 1, 1), date(2026, 9, 30)),),  # the last day is today
        "u4": (("gone", date(2025, 1, 1), date(2026, 2, 28)),),
        "u5": (("new", date(2025, 1, 1), date(2025, 12, 31)), ("new", date(2026, 1, 1), None)),
    }.items():
        for provider, first, last in spans:
            world.add("provider-choices", user_id=user, provider_id=provider, **{"from": first, "to": last})
    world.events.append(ReviewEvent(day_of(date(2026, 1, 15)), "dispute", "", "old"))
    pictures = Pictures(material_of(world))

    found = [(one.provider, one.left, one.after_review, one.latest, one.staying) for one in pictures.departures()]

    assert found == [("old", 2, 1, date(2026, 6, 1), 1), ("gone", 1, 0, date(2026, 3, 1), 0)]
    rows, in_all = pictures.rows_of_departures("old")
    assert ([row.row for row in rows], in_all) == ([2, 3, 4, 5], 4)
    assert pictures.rows_of_departures("new") == ((), 0)  # whose choices went on, or were renewed
