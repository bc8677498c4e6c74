"""What one rule finds in a small world, and worlds that several tests begin with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from planting import AS_OF, World, material_of

from kollegie.model.signals import WarningSignal
from kollegie.screening.all_rules import rules_named
from kollegie.screening.rules import Setting
from kollegie.screening.running import run_rules

MARCH = date(2026, 3, 2)


def told(
    rule: str, world: World, as_of: date = AS_OF, instead: dict[str, Setting] | None = None
) -> list[WarningSignal]:
    """What one rule finds, with some of its parameters set."""
    material, named = material_of(world, as_of), rules_named((rule,))
    run = run_rules(material, named, scope=UUID(int=1), instead={rule: instead or {}})
    return [found.signal for found in run.found]


def standby_at_night(world: World) -> None:
    """One person who can be called to two homes the same night, and sleeps in neither."""
    world.user("x", latitude=59.0, longitude=15.0)
    world.user("y", latitude=59.9, longitude=15.0)
    for user in "xy":
        world.work("a", user, MARCH, "22:00", "06:00", kind="standby")
    world.work("a", "y", MARCH, "06:05", "07:00", kind="standby")


def licensed_world(*entries: tuple[str, date], **decisions: dict[str, object]) -> World:
    """Three firms, of which o and q have a licence for home care and p has none, and their work at one user."""
    world = World()
    for provider in "oqp":
        number = f"55600{ord(provider)}-1233"
        world.staff(f"s{provider}", world.provider(provider, kind="private", organisation_number=number))
        if provider != "p":
            licence = {"organisation_number": number, "service": "hemtjänst", "from": date(2020, 1, 1)}
            world.add("licences", **licence)
    for name, cells in decisions.items():
        world.decision(name, "u", **{"provider_id": "", **cells})
    for provider, day in entries:
        world.work(f"s{provider}", "u", day, "08:00", "09:00", provider)
    return world
