"""Random days on three laptops; see `anything` for the oracle."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sync.anything import AnyOrder

STEPS = int(os.environ.get("KOLLEGIE_STEPS", "12000"))
"""How many steps the long form takes, for each kind of hub."""

QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "print_blob": True,
}


@pytest.fixture
def machine(day, days, hub_kind):
    """The machine over the scene of a day."""
    scene, visit = days[hub_kind]
    assert visit == day.visit
    return type("AnyOrderHere", (AnyOrder,), {"scene": scene, "visit": visit})


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_all_agree_whatever_happens(machine):
    """The same days each time, so that a find stops the change that causes it; the long form seeks new days."""
    same = settings(max_examples=4, stateful_step_count=15, derandomize=True, phases=(Phase.generate,), **QUIET)
    run_state_machine_as_test(machine, settings=same)


@pytest.mark.long
@pytest.mark.timeout(36000)
def test_nothing_is_lost_and_all_agree_over_ten_thousand_steps(machine):
    run_state_machine_as_test(machine, settings=settings(max_examples=STEPS // 30, stateful_step_count=30, **QUIET))
