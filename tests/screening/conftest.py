"""The planted municipality, screened once for all tests."""

from __future__ import annotations

from uuid import UUID

import pytest
from planting import World, material_of, planted

from kollegie.screening.all_rules import RULES
from kollegie.screening.running import Run, run_rules

SCOPE = UUID(int=1)


@pytest.fixture(scope="session")
def world() -> World:
    """Violations and innocents of every rule."""
    return planted()


@pytest.fixture(scope="session")
def run(world: World) -> Run:
    """What every rule finds in it."""
    return run_rules(material_of(world), RULES.values(), scope=SCOPE)
