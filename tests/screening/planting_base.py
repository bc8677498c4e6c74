"""What every rule's plants stand on. Names begin with the rule's id, so that a signal tells where it came from."""

from __future__ import annotations

from datetime import date

from planting import World

MARCH = date(2026, 3, 2)  # a Monday


def base(world: World, rule: str, *users: str, staff: tuple[str, ...] = (), **provider: object) -> str:
    """A provider of the rule's own, with these users and staff."""
    name = world.provider(f"{rule}-P", **provider)
    for user in users:
        world.user(f"{rule}-{user}")
    for person in staff:
        world.staff(f"{rule}-{person}", name)
    return name
