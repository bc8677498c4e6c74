"""A credit note is drawn off where the invoice it names stands, also when it bears the days of another month."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import product
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from planting import World, material_of

from kollegie.model.desk_looks import Difference
from kollegie.model.records import SHAPES
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.screening.all_rules import rules_named
from kollegie.screening.credited import _Credited, credited_services, netted_invoices
from kollegie.screening.invoice_desk import InvoiceDesk
from kollegie.screening.invoice_rows import detail_of
from kollegie.screening.material import Material
from kollegie.screening.running import run_rules

MARCH, APRIL = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))
HOUR = 3600.0


def world_of(*lines: dict[str, Any]) -> World:
    """A user with 30 hours a month and one report in each of two months, and these invoice lines."""
    world = World()
    world.add("providers", provider_id="p", kind="private")
    world.staff("a", "p")
    world.user("u")
    world.decision("d", "u", amount=30.0, unit="hours/month", decided_on=date(2025, 1, 1))
    for month in (3, 4):
        world.work("a", "u", date(2026, month, 2), "08:00", "18:00", "p")
    for line in lines:
        world.add("invoices", **line)
    return world


def line(invoice: str, hours: float, days: tuple[date, date], credits: str = "", **more: Any) -> dict[str, Any]:
    cells = {"provider_id": "p", "invoice_id": invoice, "line": "1", "user_id": "u", "service": "hemtjänst"}
    cells |= {"period_from": days[0], "period_to": days[1], "hours": hours, "amount": hours * 400}
    return cells | {"credits": credits} | more


def told(rule: str, world: World) -> list[WarningSignal]:
    run = run_rules(material_of(world), rules_named((rule,)), scope=UUID(int=1))
    return [found.signal for found in run.found]


@pytest.mark.parametrize("rule", ["V15", "V16"])
@pytest.mark.parametrize(
    ("back", "signals"),
    [
        (line("K1", -60, APRIL, "F1", service="Kreditering"), 0),
        (line("K1", -60, APRIL, "F77"), 1),  # it names no invoice that is here
        (line("K1", -60, APRIL), 1),
        (line("K1", -60, APRIL, "F1", provider_id="q"), 1),
        (line("K1", -60, APRIL, "F1", user_id="v"), 1),
    ],
)
def test_what_is_credited_in_april_is_drawn_off_march(rule: str, back: dict[str, Any], signals: int) -> None:
    assert len(told(rule, world_of(line("F1", 60, MARCH), back))) == signals


def test_a_credit_that_bears_a_day_of_its_invoice_stands_on_its_own_days() -> None:
    last_of_march = line("K1", -60, (MARCH[1], date(2026, 4, 29)), "F1")

    (signal,) = told("V15", world_of(line("F1", 60, MARCH), last_of_march))

    assert dict(signal.measure)["invoiced_hours"] == "58.0"


def test_the_rest_is_told_with_the_credit_note_and_april_keeps_what_is_its_own() -> None:
    lines = [line("F1", 60, MARCH), line("K1", -20, APRIL, "F1"), line("F2", 35, APRIL)]

    (granted,), (reported,) = told("V15", world_of(*lines)), told("V16", world_of(*lines))

    assert float(dict(granted.measure)["invoiced_hours"]) == 75
    assert [int(dict(one.measure)["minutes"]) for one in (granted, reported)] == [15 * 60, 55 * 60]
    for one in (granted, reported):
        said = " ".join(one.explained)
        assert "K1 krediterar F1 och räknas av i 2026-03" in said
        assert {row.cell("invoice_id") for row in one.evidence if row.kind == "invoices"} == {"F1", "K1", "F2"}


def test_a_chain_is_followed_to_the_invoice_it_began_with_and_a_new_invoice_stands_on_its_own_days() -> None:
    may = date(2026, 5, 1), date(2026, 5, 31)
    undone = [line("F1", 60, MARCH), line("K1", -60, APRIL, "F1"), line("D1", 60, may, "K1")]
    circle = [line("F1", 60, MARCH), line("K1", -60, APRIL, "D1"), line("D1", 60, may, "K1")]
    anew = [line("F1", 60, MARCH), line("K1", -60, APRIL, "F1"), line("F2", 20, APRIL, "F1")]

    assert [float(dict(one.measure)["invoiced_hours"]) for one in told("V15", world_of(*undone))] == [60]
    assert told("V15", world_of(*undone))[0].last_day.month == 3
    assert len(told("V15", world_of(*circle))) == 1
    assert told("V15", world_of(*anew)) == []


def test_two_rules_at_once_lay_the_lines_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in vars(_Credited).values():
        if isinstance(one, cached_property):
            monkeypatch.setattr(one, "lock", nullcontext(), raising=False)  # it has none since Python 3.12
    both = Barrier(2)

    def waiting(credited: _Credited, at: int, laid: Any = _Credited._counted_on) -> tuple[int, int]:
        with suppress(BrokenBarrierError):
            both.wait(0.05)
        days: tuple[int, int] = laid(credited, at)
        return days

    monkeypatch.setattr(_Credited, "_counted_on", waiting)
    material = material_of(world_of(line("F1", 60, MARCH), line("K1", -60, APRIL, "F1")))
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(netted_invoices, (material, material))

    assert one is other


def test_the_days_within_the_invoice_that_a_credit_note_names_are_kept() -> None:
    first = MARCH[0], MARCH[0]
    world = world_of(line("F1", 60, (MARCH[0], APRIL[1])), line("K1", -30, first, "F1"), line("F2", 20, APRIL))

    (signal,) = told("V15", world)

    assert "2026-04: fakturerat 49,51 h" in " ".join(signal.explained)
    assert not any("krediterar" in step for step in signal.explained)


def test_nobody_is_asked_about_a_stay_or_a_death_for_what_was_credited_in_a_later_month() -> None:
    world = world_of(line("F1", 60, MARCH), line("K1", -60, APRIL, "F1"))
    world.add("stays", user_id="u", kind="hospital", **{"from": date(2026, 2, 20), "to": date(2026, 4, 1)})
    kept = world_of(line("F1", 60, MARCH), line("K1", -20, APRIL, "F1"))
    kept.add("stays", user_id="u", kind="hospital", **{"from": date(2026, 2, 20), "to": date(2026, 4, 1)})

    (credited,), (left,) = told("V11", world), told("V11", kept)

    assert not [row for row in credited.evidence if row.kind == "invoices"]
    assert "K1 krediterar F1" in " ".join(left.explained)


def test_the_desk_sets_it_beside_the_invoice_it_credits() -> None:
    world = world_of(line("F1", 60, MARCH), line("K1", -50, APRIL, "F1"), line("F2", 35, APRIL))
    desk = InvoiceDesk(material_of(world))
    ((march,), april) = desk.of_month("2026-03"), {look.invoice: look for look in desk.of_month("2026-04")}

    hours = march.parts[0].hours
    assert (hours.invoiced, hours.billed_in_all) == (60 * HOUR, 10 * HOUR)
    assert march.differences == ()
    assert set(april["F2"].differences) == {Difference.OVER_GRANTED, Difference.OVER_REPORTED}
    assert (april["K1"].credits, april["K1"].differences) == ("F1", ())
    behind = {one.number: one for one in detail_of(desk, march).behind}
    assert [row.cell("invoice_id") for row in behind["billed_in_all"].rows] == ["K1"]
    said = "K1 krediterar F1 och räknas av i 2026-03, som fakturan gäller."
    assert [detail_of(desk, one).moved for one in (march, april["K1"], april["F2"])] == [((0, said),), ((0, said),), ()]


def test_a_line_credited_whole_is_not_asked_for_its_reports() -> None:
    def asked(hours: float) -> int:
        lines = line("F1", 8, MARCH, provider_id="q"), line("K1", -hours, APRIL, "F1", provider_id="q")
        return sum(int(dict(one.measure)["lines_without_entries"]) for one in told("V16", world_of(*lines)))

    assert (asked(8), asked(5)) == (0, 1)


@pytest.mark.parametrize(
    ("notes", "signals"),
    [
        ([line("K1", -12, MARCH, "F0", user_id="v")], 1),  # of an invoice that is not here
        ([line("F2", 2, MARCH, user_id="v"), line("K1", -12, MARCH, "F2", user_id="v")], 1),
        ([line("F2", 20, MARCH, user_id="v"), line("K1", -10, MARCH, "F1", user_id="v")], 1),
        ([line("K1", -10, MARCH, user_id="v")], 0),  # one that names none is drawn off the month
        ([line("K1", -10, APRIL, "F1", user_id="v"), line("D1", 4, APRIL, "K1", user_id="v")], 1),
    ],
)
def test_a_credit_note_takes_away_the_invoice_it_names_and_no_other(notes: list[dict[str, Any]], signals: int) -> None:
    world = world_of(line("F1", 10, MARCH, user_id="v"), *notes)
    world.user("v")
    world.decision("dv", "v", amount=30.0, unit="hours/month", decided_on=date(2025, 1, 1))
    world.add("stays", user_id="v", kind="hospital", **{"from": date(2026, 2, 20), "to": date(2026, 4, 1)})

    asked, stays = told("V16", world), told("V11", world)

    assert [one.severity for one in asked] == [Severity.SERIOUS] * signals
    billed = [row for one in stays for row in one.evidence if row.kind == "invoices" and float(row.cell("hours")) > 0]
    assert bool(billed) is bool(signals)


def test_v32_names_a_credit_note_whose_invoice_has_not_come_from_its_provider() -> None:
    known, unknown, another = line("K1", -10, APRIL, "F1"), line("K2", -5, APRIL, "F9"), line("K3", -5, APRIL, "F1")
    world = world_of(line("F1", 10, MARCH), known, unknown, another | {"provider_id": "q"}, line("K4", -1, APRIL))
    world.add("providers", provider_id="q", kind="private")

    (found,) = (one for one in told("V32", world) if dict(one.measure)["problem"] == "no-invoice")

    assert [row.cell("invoice_id") for row in found.evidence] == ["K2", "K3"]
    assert "krediterar en faktura som inte har kommit från utföraren: 2." in found.explained[0]
    world.rows["invoices"] = world.rows["invoices"][:2]
    assert all(dict(one.measure)["problem"] != "no-invoice" for one in told("V32", world))


def test_v32_names_of_each_file_only_those_it_has() -> None:
    material = material_of(world_of(line("F1", 1, MARCH, user_id="x"), line("F2", 1, MARCH, user_id="y")))
    lines = replace(material["invoices"], file=np.asarray([0, 1], np.int32), files=("a.csv", "b.csv"))
    sets = {kind: material[kind] for kind in SHAPES} | {"invoices": lines}

    run = run_rules(Material(sets, material.names, material.as_of), rules_named(("V32",)), scope=UUID(int=1))

    said = [one.signal.explained[0] for one in run.found if dict(one.signal.measure)["problem"] == "unknown-user_id"]
    assert sorted(said) == [
        f"{file}, rader som gäller brukare som inte finns i registret: {user}: 1."
        for file, user in (("a.csv", "x"), ("b.csv", "y"))
    ]


def test_a_collective_credit_note_is_read_in_the_time_its_lines_take() -> None:
    def taken(lines: int) -> float:
        material = material_of(
            world_of(
                *(line("F1", 10, MARCH, line=str(at), user_id=f"u{at % 7}") for at in range(lines)),
                *(line("K1", -10, APRIL, "F1", line=str(at), user_id=f"u{at % 7}") for at in range(lines)),
            )
        )
        begun = time.process_time()
        assert netted_invoices(material)["period_from"][-1] == netted_invoices(material)["period_from"][0]
        credited_services(material)
        return time.process_time() - begun

    few, many = taken(150), taken(1500)
    assert many < 30 * few  # every line against every other is a hundred times as long


def test_a_credit_note_of_a_named_service_does_not_hide_lines_that_pass_the_grant_without_telling_theirs() -> None:
    def world(*notes: dict[str, Any]) -> World:
        world = world_of(line("F1", 45, MARCH, service="Omsorg"), *notes)
        world.rows["decisions"][-1]["amount"] = 20.0
        world.decision("e", "u", service="ledsagning", amount=10.0, unit="hours/month", decided_on=date(2025, 1, 1))
        return world

    for notes in ((), (line("K1", -20, MARCH, "F0"),)):
        (signal,) = told("V15", world(*notes))
        looks = {look.invoice: look for look in InvoiceDesk(material_of(world(*notes))).of_month("2026-03")}

        assert signal.severity is Severity.DEFICIENCY
        assert int(dict(signal.measure)["minutes"]) == 15 * 60
        assert Difference.OVER_GRANTED in looks["F1"].differences


def test_a_credit_that_tells_only_hours_is_drawn_off_the_lines_of_its_service_alone() -> None:
    february = date(2026, 2, 1), date(2026, 2, 28)
    lines = [
        line("F1", 40, MARCH, amount=None),
        line("F1", 40, february, line="2", service="boendestöd", amount=0),
        line("K1", -20, APRIL, "F1", amount=None),
        line("K2", -20, APRIL, "F1", amount=0, service="boendestöd"),
    ]
    world = world_of(*lines)
    world.decision("e", "u", "boendestöd", amount=30.0, unit="hours/month", decided_on=date(2025, 1, 1))

    assert told("V15", world) == []


@pytest.mark.parametrize("amount", [None, 0])
def test_a_line_that_takes_hours_back_is_shown_and_not_counted_as_one_that_bills(amount: int | None) -> None:
    lines = [line(name, hours, MARCH, amount=amount) for name, hours in (("F1", 40), ("K1", -10))]
    world = world_of(*lines, line("F2", 5, APRIL, amount=None if amount == 0 else 0))
    world.rows["users"][-1]["deceased_on"] = date(2026, 2, 1)

    (signal,) = told("V12", world)

    assert dict(signal.measure)["invoices"] == "2"
    assert len([row for row in signal.evidence if row.kind == "invoices"]) == 3


@pytest.mark.parametrize(("hours", "signals"), [(20.25, 0), (20.5, 1)])
def test_v16_holds_a_line_of_two_months_against_what_was_reported_in_both(hours: float, signals: int) -> None:
    assert len(told("V16", world_of(line("F1", hours, (MARCH[0], APRIL[1]))))) == signals


def of_two_services(*backs: dict[str, Any], **more: Any) -> World:
    """An invoice of twenty hours of home care and forty of housing support, each granted thirty, and its credits."""
    billed = [line("F1", 20, MARCH, **more), line("F1", 40, MARCH, line="2", service="boendestöd", **more)]
    world = world_of(*billed, *backs)
    world.decision("e", "u", "boendestöd", amount=30.0, unit="hours/month", decided_on=date(2025, 1, 1))
    world.user("z")
    for report in world.rows["time-reports"]:
        report["user_id"] = "z"
    return world


@pytest.mark.parametrize(
    ("service", "days", "cells"),
    [*product((None, "Kreditering", "ledsagarservice"), (MARCH, APRIL), ({}, {"amount": None}, {"amount": 0}))],
)
def test_a_credit_that_names_no_service_of_its_invoice_is_drawn_off_each_by_what_its_invoice_bills(
    service: str | None, days: tuple[date, date], cells: dict[str, Any]
) -> None:
    whole = of_two_services(line("K1", -60, days, "F1", service=service, **cells), **cells)
    partly = of_two_services(line("K1", -12, days, "F1", service=service, **cells), **cells)
    for world in (whole, partly):
        world.rows["users"][0]["deceased_on"] = date(2026, 2, 1)

    assert [told(rule, whole) for rule in ("V12", "V15", "V16")] == [[], [], []]
    assert [one for one in told("V32", whole) if "untold" in one.part] == []  # it is told where it is drawn off
    (over,), (unreported,), (after,) = (told(rule, partly) for rule in ("V15", "V16", "V12"))
    assert float(dict(over.measure)["invoiced_hours"]) == 32  # a fifth of forty is drawn off
    assert dict(unreported.measure) == {"minutes": str(48 * 60), "months": "1", "lines_without_entries": "2"}
    assert dict(after.measure)["invoices"] == "2"
    for signal in (over, unreported, after):
        assert "delas efter vad den fakturerar: boendestöd 8 h, hemtjänst 4 h." in signal.explained[-1]


def test_such_a_credit_of_money_without_hours_is_told_in_kronor() -> None:
    world = of_two_services(line("K1", 0, MARCH, "F1", service="Kreditering", amount=-3000))
    world.rows["users"][0]["deceased_on"] = date(2026, 2, 1)

    (after,) = told("V12", world)

    told_in = after.explained[-1].replace("\u00a0", " ")
    assert "delas efter vad den fakturerar: boendestöd 2 000 kr, hemtjänst 1 000 kr." in told_in


def test_the_desk_draws_such_a_credit_off_each_service_too() -> None:
    desk = InvoiceDesk(material_of(of_two_services(line("K1", -12, APRIL, "F1", service=None))))

    home, housing = desk.one("p", "F1").parts  # type: ignore[union-attr]

    assert [part.hours.billed_in_all for part in (home, housing)] == [16 * HOUR, 32 * HOUR]
    assert [Difference.OVER_GRANTED in part.differences for part in (home, housing)] == [False, True]


def test_a_credit_in_money_alone_is_told_in_money() -> None:
    world = of_two_services(line("K1", 0, MARCH, "F1", service=None) | {"hours": None, "amount": -6_000.01})
    world.rows["users"][0]["deceased_on"] = date(2026, 2, 1)

    (signal,) = told("V12", world)

    assert "boendestöd 4\u00a0000,01\u00a0kr, hemtjänst 2\u00a0000\u00a0kr" in signal.explained[-1]


def test_a_credit_that_names_its_service_is_drawn_off_that_alone() -> None:
    (signal,) = told("V15", of_two_services(line("K1", -20, MARCH, "F1")))

    assert float(dict(signal.measure)["invoiced_hours"]) == 40


def test_an_ore_that_sharing_by_days_has_rounded_is_nothing_that_was_billed() -> None:
    february, later = (date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 2, 11), date(2026, 3, 10))
    world = world_of(line("F1", 2, february, amount=500), line("K1", -2, later, "F1", amount=-500))
    world.rows["users"][0]["deceased_on"] = date(2026, 2, 10)

    (signal,) = told("V12", world)  # of the time reported

    assert dict(signal.measure)["invoices"] == "0"


@pytest.mark.parametrize(
    ("billed", "back", "left"),
    [
        ({}, {"amount": None}, "0"),  # all tell hours: it is held in hours
        ({"hours": None}, {"amount": None}, "1"),  # money and hours are never added
        ({"hours": None}, {}, "0"),
        ({"amount": None}, {"hours": None}, "1"),
    ],
)
def test_v12_draws_a_credit_off_in_what_all_the_lines_of_the_month_tell(
    billed: dict[str, Any], back: dict[str, Any], left: str
) -> None:
    world = world_of(line("F1", 10, MARCH) | billed, line("K1", -10, MARCH, "F1") | back)
    world.rows["users"][0]["deceased_on"] = date(2026, 2, 10)

    (signal,) = told("V12", world)

    assert dict(signal.measure)["invoices"] == left


def test_v12_leaves_of_each_service_what_a_shared_credit_leaves() -> None:
    world = of_two_services(line("K1", -54, APRIL, "F1", service=None))
    world.rows["users"][0]["deceased_on"] = date(2026, 2, 1)

    (signal,) = told("V12", world)

    assert dict(signal.measure)["invoices"] == "2"
