"""What a rule counts and what it leaves out, one small world each: cases the made-up worlds seldom meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from planting import AS_OF, World, at, days, material_of

from kollegie.model.signals import WarningSignal
from kollegie.screening.all_rules import RULES, rules_named
from kollegie.screening.running import run_rules

MARCH = date(2026, 3, 2)


def told(rule: str, world: World, as_of: date = AS_OF) -> list[WarningSignal]:
    """What one rule finds."""
    run = run_rules(material_of(world, as_of), rules_named((rule,)), scope=UUID(int=1))
    return [found.signal for found in run.found]


@pytest.mark.parametrize("year", [1970, 2126])
def test_every_rule_runs_over_a_claim_of_another_century(year: int) -> None:
    world = World()
    world.add(
        "sick-claims",
        claim_id="c",
        user_id="x",
        staff_id="a",
        substitute_id="b",
        hours=8,
        **{"from": date(year, 3, 2), "to": date(year, 3, 3)},
    )

    run = run_rules(material_of(world), RULES.values(), scope=UUID(int=1))

    assert len(run.rules) == len(RULES)
