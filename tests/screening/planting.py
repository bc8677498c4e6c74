"""A made-up municipality in which every rule has known violations and known innocents.

Each plant has staff, users and a provider of its own, so that a signal can be traced to what was planted. Identity
numbers are made up: born on a day, with a counter and the right check digit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from kollegie.model.identity import luhn_holds
from kollegie.screening.columns import NameTables, records_of
from kollegie.screening.material import Material, ReviewEvent
from kollegie.screening.swedish_time import day_of

AS_OF = date(2026, 9, 30)
HOST = "Hult"
HOURS = {"hours", "planned_hours", "attended_hours"}
MONEY = {"amount", "price"}
NOT_MONEY = {"decisions"}


def identity(born: date, number: int) -> str:
    """A made-up identity number with the right check digit."""
    for last in range(10):
        found = f"{born:%Y%m%d}{number:03}{last}"
        if luhn_holds(found[2:]):
            return found
    raise AssertionError


def at(day: date, clock: str) -> datetime:
    """A moment on the wall clock."""
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)))


def days(first: date, count: int, step: int = 1) -> list[date]:
    """Days in a row, or every so many."""
    return [first + timedelta(days=step * number) for number in range(count)]


@dataclass
class World:
    """Rows by kind, and what the rules should make of them: (rule, noun, name) found or let be."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    guilty: set[tuple[str, str, str]] = field(default_factory=set)
    innocent: set[tuple[str, str, str]] = field(default_factory=set)
    events: list[ReviewEvent] = field(default_factory=list)
    number: int = 0

    def add(self, kind: str, /, **cells: Any) -> dict[str, Any]:
        self.rows[kind].append(cells)
        return cells

    def provider(self, name: str, **cells: Any) -> str:
        number = len(self.rows["providers"]) + 1
        digits = f"55{6000 + number:04}{number:03}"
        check = next(str(last) for last in range(10) if luhn_holds(digits + str(last)))
        defaults = {
            "name": f"Omsorg {name}",
            "organisation_number": digits + check,
            "kind": "in-house",
            "relatives_allowed": True,
        }
        self.add("providers", provider_id=name, **(defaults | cells))
        return name

    def staff(self, name: str, provider: str, **cells: Any) -> str:
        self.number += 1
        defaults = {
            "identity_number": identity(date(1980, 1, 1) + timedelta(days=self.number), self.number % 1000),
            "contract_from": date(2020, 1, 1),
            "working_time_regime": "ATL",
            "full_time_share": 0.5,
        }
        self.add("staff", staff_id=name, provider_id=provider, **(defaults | cells))
        return name

    def user(self, name: str, **cells: Any) -> str:
        self.number += 1
        defaults = {
            "identity_number": identity(date(1940, 1, 1) + timedelta(days=self.number), self.number % 1000),
            "municipality_registered": HOST,
            "registered_from": date(2000, 1, 1),
        }
        self.add("users", user_id=name, **(defaults | cells))
        return name

    def decision(self, name: str, user: str, service: str = "hemtjänst", **cells: Any) -> str:
        defaults = {
            "decided_on": date(2025, 12, 1),
            "valid_from": date(2026, 1, 1),
            "executed_on": date(2026, 1, 1),
            "followed_up_on": date(2026, 6, 1),
            "basis": "decision",
        }
        self.add("decisions", decision_id=name, user_id=user, service=service, **(defaults | cells))
        return name

    def work(
        self,
        staff: str,
        user: str,
        day: date,
        begin: str,
        end: str,
        provider: str = "",
        kind: str = "assistance",
        **more,
    ) -> None:
        start, stop = at(day, begin), at(day, end)
        if stop <= start and not more.pop("backwards", False):
            stop += timedelta(days=1)
        self.add(
            "time-reports", staff_id=staff, user_id=user, provider_id=provider, start=start, end=stop, kind=kind, **more
        )

    def plan(self, staff: str, user: str, day: date, begin: str, end: str) -> None:
        self.add("schedules", staff_id=staff, user_id=user, provider_id="", start=at(day, begin), end=at(day, end))

    def finds(self, rule: str, **names: str) -> None:
        for noun, name in names.items():
            self.guilty.add((rule, noun, name))

    def lets(self, rule: str, **names: str) -> None:
        for noun, name in names.items():
            self.innocent.add((rule, noun, name))


def material_of(world: World, as_of: date = AS_OF) -> Material:
    """The world as columns."""
    names = NameTables()
    sets = {
        kind: records_of(kind, [_held(kind, row) for row in rows], names, file=f"{kind}.csv")
        for kind, rows in world.rows.items()
    }
    return Material(sets, names, day_of(as_of), HOST, tuple(world.events))


def _held(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Hours as seconds, kronor as öre, and the dates of a sick claim as the moments they span."""
    held = dict(row)
    for name, value in row.items():
        if value is None:
            continue
        if name in HOURS:
            held[name] = round(float(value) * 3600)
        elif name in MONEY and kind not in NOT_MONEY:
            held[name] = round(float(value) * 100)
        elif isinstance(value, bool):
            held[name] = int(value)
    if kind == "sick-claims":
        whole = not isinstance(row["from"], datetime)
        held["whole_days"] = int(whole)
        if whole:
            held["from"] = datetime.combine(row["from"], time())
            held["to"] = datetime.combine(row["to"] + timedelta(days=1), time())
    return held


def planted() -> World:
    """Violations and innocents of every rule."""
    from planting_cases import CASES
    from planting_variants import VARIANTS

    world = World()
    for case in (*CASES, *VARIANTS):
        case(world)
    return world


def csv_text(world: World, kind: str) -> str:
    """One kind as a file a Swedish system could have written."""
    columns = list(dict.fromkeys(name for row in world.rows[kind] for name in row))
    lines = [";".join(columns)]
    for row in world.rows[kind]:
        lines.append(";".join(_written(row.get(name)) for name in columns))
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case float():
            return f"{value:g}".replace(".", ",")
        case _:
            return str(value)
