"""What the comparisons of engine and oracles share: made-up reports near awkward days, and the engine's signals."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from planting import World, identity, material_of

from kollegie.model.signals import WarningSignal
from kollegie.screening.all_rules import rules_named
from kollegie.screening.running import run_rules

TODAY = date(2026, 9, 30)
EXAMPLES = int(os.environ.get("KOLLEGIE_EXAMPLES", "30"))
"""How many made-up worlds each comparison tries; by the hundred when a rule is changed."""
SEVERAL = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Around both clock changes, a leap day, and the turn of a month.
ANCHORS = (date(2026, 3, 28), date(2025, 10, 25), date(2024, 2, 28), date(2026, 4, 30))
near = st.builds(lambda day, by: day + timedelta(days=by), st.sampled_from(ANCHORS), st.integers(0, 3))
clock = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
someday = st.dates(date(2024, 1, 1), date(2026, 9, 30))
maybe = st.none() | someday
seeds = st.integers(0, 1 << 32)
"""For long worlds that are made by a die: hypothesis would make most of them nearly empty."""


@st.composite
def report(draw: st.DrawFn) -> dict[str, Any]:
    """One time report, perhaps without length or over midnight."""
    start = datetime.combine(draw(near), draw(clock))
    return {
        "staff_id": draw(st.sampled_from("ab")),
        "user_id": draw(st.sampled_from("xyz")),
        "provider_id": "p",
        "start": start,
        "end": start + timedelta(minutes=draw(st.sampled_from((-60, 0, 15, 60, 90, 240, 480, 900, 1560)))),
        "kind": draw(st.sampled_from(("assistance", "assistance", "waiting", "standby"))),
    }


reports = st.lists(report(), max_size=14).flatmap(
    lambda rows: st.lists(st.sampled_from(rows), max_size=2).map(lambda twice: rows + twice) if rows else st.just(rows)
)
"""Reports, a few of them sent twice."""


ONE_PERSON = [
    {"staff_id": name, "provider_id": provider, "identity_number": identity(date(1980, 5, 5), number)}
    for name, provider, number in (("a", "p", 1), ("b", "p", 2), ("c", "q", 2))
]
"""A staff register in which b at one employer and c at another are the same person."""


def at_two_employers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same reports, those of b on odd days for another employer, who knows b as c."""
    return [
        row | {"staff_id": "c", "provider_id": "q"} if row["staff_id"] == "b" and row["start"].day % 2 else row
        for row in rows
    ]


def by_person(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reports under the name of the person."""
    return [row | {"staff_id": person_of(row["staff_id"])} for row in rows]


def person_of(staff: str) -> str:
    """b and c are one."""
    return "b" if staff == "c" else staff


def signals(rule: str, world: World, today: date = TODAY) -> list[WarningSignal]:
    """What one rule finds."""
    run = run_rules(material_of(world, today), rules_named((rule,)), scope=UUID(int=1))
    return [found.signal for found in run.found]


def of(rows: list[dict[str, Any]], **more: list[dict[str, Any]]) -> World:
    """A world of time reports and other kinds."""
    world = World()
    world.rows["time-reports"] = rows
    for kind, extra in more.items():
        world.rows[kind.replace("_", "-")] = extra
    return world
