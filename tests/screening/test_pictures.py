"""The figures behind the pictures agree with plain arithmetic, and each leads to its rows."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from planting import World, material_of

from kollegie.screening.pictures import Pictures

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
    assert ([row.row for row in rows], in_all) == ([2, 3, 4, 5], 4)
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
