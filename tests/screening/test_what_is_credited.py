"""How much of what was credited is told, and what a credited line that lacks an amount or its hours is worth."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from planting import material_of
from test_credit_notes import APRIL, MARCH, line, of_two_services, told, world_of

from kollegie.screening.credited import MOST_TOLD, credited_shares, moved_said, netted_invoices, uncredited


def test_no_more_than_twelve_credit_notes_are_told_of_those_that_v12_and_v16_move_or_share() -> None:
    billed = [line(f"F{number}", 10, MARCH) for number in range(13)]
    notes = [line(f"K{number}", -1, APRIL, f"F{number}") for number in range(13)]
    moved = material_of(world_of(*billed, *notes))
    shared = material_of(
        of_two_services(*(line(f"K{number}", -1, MARCH, "F1", service="Kreditering") for number in range(13)))
    )

    assert len(moved_said(moved, range(26))) == MOST_TOLD == 12
    assert len(moved_said(moved, range(25))) == 12
    assert len(moved_said(moved, range(24))) == 11
    assert len(moved_said(shared, range(15))) == 12
    assert len(moved_said(shared, range(13))) == 11


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        ({"amount": None}, True),
        ({"amount": 0}, True),
        ({"hours": None}, True),
        ({"hours": 0}, True),
        ({"amount": 4000}, False),
        ({"amount": None, "hours": None}, False),
        ({"amount": 0, "hours": None}, False),
    ],
)
def test_v16_moves_a_line_that_takes_back_by_its_amount_and_else_by_its_hours(
    cells: dict[str, Any], *, counted: bool
) -> None:
    material = material_of(world_of(line("F1", 10, MARCH), line("K1", -10, APRIL, "F1") | cells))

    begins = netted_invoices(material)["period_from"]

    assert bool(begins[1] == begins[0]) is counted


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"hours": 0, "amount": -3000}, "boendestöd 2 000 kr, hemtjänst 1 000 kr."),
        ({"hours": None, "amount": -3000}, "boendestöd 2 000 kr, hemtjänst 1 000 kr."),
        ({"hours": -1 / 3600, "amount": -3000}, "boendestöd 0 h, hemtjänst 0 h."),
        ({"hours": -3, "amount": None}, "boendestöd 2 h, hemtjänst 1 h."),
    ],
)
def test_v15_tells_what_is_drawn_off_in_hours_and_where_none_are_told_in_kronor(
    cells: dict[str, Any], said: str
) -> None:
    material = material_of(of_two_services(line("K1", 0, MARCH, "F1", service="Kreditering") | cells))

    ((sv, _),) = moved_said(material, [2])

    assert sv.replace("\u00a0", " ").endswith(said)


def test_v15_shares_in_money_where_the_invoice_tells_no_hours_and_in_hours_where_it_tells_no_money() -> None:
    for cells in ({"hours": None}, {"amount": None}, {}):
        world = of_two_services(line("K1", -6, MARCH, "F1", service="Kreditering"))
        for billed in world.rows["invoices"][:2]:
            billed |= cells

        (shares,) = credited_shares(material_of(world)).values()

        assert [(one.service, float(one.hours), float(one.money)) for one in shares] == [
            ("boendestöd", pytest.approx(2 / 3), pytest.approx(2 / 3)),
            ("hemtjänst", pytest.approx(1 / 3), pytest.approx(1 / 3)),
        ]


def test_v12_draws_a_credit_of_a_credit_off_the_invoice_the_chain_began_with() -> None:
    chain = [line("F1", 10, MARCH), line("K1", -10, APRIL, "F1"), line("D1", 10, APRIL, "K1")]
    standing = material_of(world_of(*chain))
    gone = material_of(world_of(*chain, line("K2", -10, APRIL, "D1"), line("F2", 1, MARCH)))

    assert len(uncredited(standing, np.arange(3))) == 3
    assert uncredited(gone, np.arange(5)).tolist() == [4]


def test_v15_shares_no_credit_of_one_service_alone_and_one_of_two_that_takes_a_credit_back() -> None:
    alone = material_of(world_of(line("F1", 10, MARCH), line("K1", -6, MARCH, "F1", service="Kreditering")))
    backs = [line("K1", -20, MARCH, "F1"), line("K1", -40, MARCH, "F1", line="2", service="boendestöd")]
    again = material_of(of_two_services(*backs, line("D1", 6, MARCH, "K1", service="Debitering")))

    assert moved_said(alone, range(2)) == []
    assert list(credited_shares(alone)) == []
    assert [(one.service, float(one.hours)) for one in credited_shares(again)[4]] == [
        ("boendestöd", pytest.approx(2 / 3)),
        ("hemtjänst", pytest.approx(1 / 3)),
    ]


def test_v15_shares_nothing_of_a_credit_with_a_line_whose_hours_are_not_told_by_hours() -> None:
    world = of_two_services(line("K1", -6, MARCH, "F1", service="Kreditering"))
    world.rows["invoices"][1]["hours"] = None

    (shares,) = credited_shares(material_of(world)).values()

    assert [(one.service, one.hours) for one in shares] == [("boendestöd", 0), ("hemtjänst", 1)]


def test_credits_of_invoices_that_are_not_here_are_counted_where_they_stand_in_v12() -> None:
    notes = [line(f"K{number}", -1, APRIL, f"X{number}") for number in range(4)]

    begins = netted_invoices(material_of(world_of(line("F1", 10, MARCH), *notes)))["period_from"].tolist()

    assert len(set(begins[1:])) == 1
    assert begins[0] != begins[1]


def test_v16_moves_a_credit_to_the_days_of_its_own_service() -> None:
    february = date(2026, 2, 1), date(2026, 2, 28)
    other = line("F1", 5, february, line="2", service="boendestöd")
    world = world_of(line("F1", 10, MARCH), other, line("K1", -10, APRIL, "F1"))
    world.decision("e", "u", "boendestöd", amount=30.0, unit="hours/month", decided_on=date(2025, 1, 1))

    begins = netted_invoices(material_of(world))["period_from"].tolist()

    assert begins[2] == begins[0]


@pytest.mark.parametrize(("hours", "signals"), [(-60, 0), (-59, 1)])
def test_v31_asks_of_what_is_left_when_a_credit_of_several_services_is_drawn_off(hours: float, signals: int) -> None:
    world = of_two_services(line("K1", hours, APRIL, "F1", service="Kreditering"))
    world.rows["providers"][0]["organisation_number"] = "556000-0001"
    world.add("licences", organisation_number="556000-0001", service="ledsagarservice", **{"from": date(2020, 1, 1)})

    found = told("V31", world)

    assert [dict(one.measure)["lines"] for one in found] == ["1"] * signals
    assert all("K1 krediterar F1" in one.explained[-1] for one in found)
