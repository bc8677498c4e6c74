"""What was taken back of payouts is drawn off where it was paid, also when it bears the days of another month."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from planting import World, material_of

from kollegie.model.signals import WarningSignal
from kollegie.screening.all_rules import rules_named
from kollegie.screening.payout_desk import PayoutDesk
from kollegie.screening.running import run_rules

Paid = tuple[str, float]
"""The months a payout is for, as "03" or "03-05", and its kronor."""


def world_of(*paid: Paid) -> World:
    """A contact person paid for these months of 2026 who has reported nothing."""
    world = World()
    world.user("u")
    world.staff("k", world.provider("p"))
    world.work("k", "another", date(2026, 3, 2), "08:00", "09:00", "p")
    for months, amount in paid:
        first, last = int(months[:2]), int(months[-2:])
        days = {"period_from": date(2026, first, 1), "period_to": date(2026, last + 1, 1) - timedelta(days=1)}
        world.add(
            "payouts", **({"payee_id": "k", "user_id": "u", "service": "kontaktperson"} | days | {"amount": amount})
        )
    return world


def told(rule: str, world: World) -> list[WarningSignal]:
    run = run_rules(material_of(world), rules_named((rule,)), scope=UUID(int=1))
    return [found.signal for found in run.found]


def sums(found: list[WarningSignal]) -> dict[tuple[int, int], int]:
    """What was paid without a report, by the first and last month of each run. Units: öre."""
    return {(one.first_day.month, one.last_day.month): int(dict(one.measure)["amount_ore"]) for one in found}


@pytest.mark.parametrize(
    ("paid", "unreported"),
    [
        ([("03", 900), ("05", -900)], {}),
        ([("03", 900), ("05", -400)], {(3, 3): 50_000}),
        ([("03", 900), ("04", 700), ("06", -700)], {(3, 3): 90_000}),
        ([("03", 900), ("04", 700), ("06", -1600)], {}),
        ([("03", 900), ("04", 700), ("03-04", -1600)], {}),  # no öre is left of either by the days of a month
        ([("03", 900), ("03", 200), ("03", -200), ("05", -900)], {}),
        ([("03", 900), ("05", 300), ("05", -900)], {(5, 5): 30_000}),  # more than May was paid: it is March's
        ([("02", 900), ("02", -900), ("03", 900), ("05", -900)], {}),  # February has had its own
        ([("03", 900), ("05", -300), ("06", -600)], {}),
        ([("03", 900), ("04", 900), ("06", -900)], {(3, 4): 180_000}),  # one of two: nothing tells which
        ([("03", 900), ("04", 700), ("06", -500)], {(3, 4): 160_000}),
        ([("03", 900), ("05", -1000)], {(3, 3): 90_000}),
        ([("03", 900), ("05", 300), ("05", -1200)], {}),  # all that was ever paid
        ([("03", 900), ("05", -300), ("06", -700)], {(3, 3): 60_000}),  # of which 600 was left
        ([("03", 900), ("03", 200), ("03", -1000), ("05", -100)], {}),
        ([("03", 900), ("05", 1000), ("05", -900)], {(3, 3): 90_000, (5, 5): 10_000}),  # May says it is its own
        ([("03", 900), ("02", -900)], {(3, 3): 90_000}),  # nothing is taken back before it is paid
        ([("03-04", 1800), ("03", -914.75), ("04", -885.25)], {}),  # month by month, to the öre
        ([("03-04", 1800), ("03", -900), ("04", -900)], {}),  # or in round parts
        ([("03-05", 2700), ("03", -900), ("04", -900), ("05", -900)], {}),
        ([("03-04", 1800), ("04", -885.25)], {(3, 3): 91_475}),
        ([("03-04", 1800), ("03", -914.75), ("06", -885.25)], {}),
        ([("03-04", 1800), ("03", -914.75), ("06", -400)], {(4, 4): 48_525}),  # March has had its own
        ([("03-04", 1800), ("03", -1800)], {}),
        # what stays in its own months leaves none of them asked about while another is overdrawn
        ([("03", 900), ("04", 700), ("03-04", -1000), ("06", -600)], {}),
        ([("03", 900), ("04", 100), ("03-04", -800)], {(3, 3): 20_000}),
        ([("03", 900), ("04", 100), ("03-04", -1100)], {}),
        ([("03-04", 1800), ("03", -1000)], {(4, 4): 80_000}),
        ([("03", 900), ("05", 900), ("05", -900)], {(3, 3): 90_000}),
    ],
)
def test_what_is_taken_back_is_drawn_off_the_month_it_is_sure_to_be_of(
    paid: list[Paid], unreported: dict[tuple[int, int], int]
) -> None:
    world = world_of(*paid)
    desk = PayoutDesk(material_of(world)).without_report("2026-01", "2026-06")

    assert sums(told("V17", world)) == unreported
    assert sum(look.amount_ore for look in desk) == sum(unreported.values())


def test_another_payee_user_or_service_is_never_drawn_off() -> None:
    for other in ({"payee_id": "l"}, {"user_id": "v"}, {"service": "ledsagarservice"}):
        world = world_of(("03", 900), ("05", -900))
        world.rows["payouts"][-1] |= other

        assert sums(told("V17", world)) == {(3, 3): 90_000}


def test_the_signal_says_what_is_drawn_off_and_what_could_not_be() -> None:
    partly, untied = (
        told("V17", world_of(*paid))[0]
        for paid in ([("03", 900), ("05", -400)], [("03", 900), ("04", 900), ("06", -900)])
    )

    (of_one_month,) = told("V17", world_of(("03", 900), ("03", 200), ("03", -200)))
    assert len(of_one_month.explained) == 1
    assert partly.explained[1].replace("\u00a0", " ").startswith("400 kr som togs tillbaka 2026-05 räknas av i 2026-03")
    assert untied.explained[1].replace("\u00a0", " ").startswith("900 kr mer har tagits tillbaka 2026-06")
    assert [len([row for row in one.evidence if row.kind == "payouts"]) for one in (partly, untied)] == [2, 3]


def test_what_could_not_be_drawn_off_names_its_service_and_is_more_than_a_rounded_ore() -> None:
    world = world_of(("03", 900), ("04", 900), ("06", -900), ("06", 2000))
    world.rows["payouts"][-1]["service"] = "Ledsagarservice"
    (april, *_) = told("V17", world)
    (rounded,) = told("V17", world_of(("02-03", 100), ("02", -47.46)))  # its days are 47,45 kr of February

    assert "tillbaka 2026-06 än som betalats då för kontaktperson." in april.explained[1]
    assert sums([rounded]) == {(3, 3): 52_55}
    (before, *_) = told("V17", world_of(("02", 900), ("03-04", 100), ("03", -50.82)))
    assert len(before.explained) == 1


@pytest.mark.parametrize(
    ("may", "reported", "rows"),
    [(1000, False, 2), (1000, True, 2), (900, True, 2), (900, False, 1)],  # the last explains itself
)
def test_a_deduction_that_stays_in_its_month_is_told_where_just_that_sum_was_paid(
    may: float, reported: bool, rows: int
) -> None:
    world = world_of(("03", 900), ("05", may), ("05", -900))
    if reported:
        world.work("k", "u", date(2026, 5, 4), "08:00", "09:00", "p")

    march = told("V17", world)[0]

    payouts = [row for row in march.evidence if row.kind == "payouts"]
    said = [step.replace("\u00a0", " ") for step in march.explained[1:]]
    assert (march.first_day.month, int(dict(march.measure)["amount_ore"]), len(payouts)) == (3, 90_000, rows)
    assert said == [
        "900 kr togs tillbaka 2026-05 och räknas av där. Lika mycket betalades 2026-03: var det för den tiden?"
    ] * (rows - 1)


def test_what_another_was_paid_and_gave_back_is_not_told_of() -> None:
    world = world_of(("03", 900), ("05", 900), ("05", -900))
    world.rows["payouts"] += [row | {"payee_id": "l"} for row in world.rows["payouts"]]
    for payee in "kl":
        world.work(payee, "u", date(2026, 5, 4), "08:00", "09:00", "p")

    assert [len(one.evidence) for one in told("V17", world)] == [2, 2]


def test_a_deduction_of_a_payout_over_several_months_names_them() -> None:
    (march,) = PayoutDesk(material_of(world_of(("03-04", 1800), ("06", -1800)))).of_month("2026-03")
    (april,) = told("V17", world_of(("03-04", 1800), ("03", -914.75), ("06", -400)))

    assert "i 2026-03 – 2026-04, som det betalades för" in march.moved[0]
    assert [" räknas av i 2026-04," in step for step in april.explained] == [False, True]


@pytest.mark.parametrize("rule", ["V11", "V12"])
def test_money_for_days_in_hospital_or_after_a_death_that_was_taken_back_later_is_no_warning(rule: str) -> None:
    still, back = world_of(("03", 900)), world_of(("03", 900), ("05", -900))
    for world in (still, back):
        world.add("stays", user_id="u", kind="hospital", **{"from": date(2026, 3, 5), "to": date(2026, 3, 25)})
        world.rows["users"][-1]["deceased_on"] = date(2026, 3, 5)

    assert [len(told(rule, world)) for world in (still, back)] == [1, 0]


def test_the_desk_shows_a_deduction_in_its_own_month_and_says_where_it_counts() -> None:
    desk = PayoutDesk(material_of(world_of(("03", 900), ("05", -900))))

    (march,), (may,) = desk.of_month("2026-03"), desk.of_month("2026-05")

    assert [(look.amount_ore, look.net_ore, look.differences) for look in (march, may)] == [
        (90_000, 0, ()),
        (-90_000, 0, ()),
    ]
    assert march.moved == may.moved != ()
    assert [[row.cell("amount")[:1] for row in look.evidence] for look in (march, may)] == [["9", "-"], ["-"]]


@pytest.mark.parametrize(("back", "signals"), [(50.80, 0), (50.00, 1)])
def test_v29_asks_nothing_of_a_rounded_ore(back: float, signals: int) -> None:
    world = world_of(("03-04", 100), ("03", -back))
    for payout in world.rows["payouts"]:
        payout["service"] = "ekonomiskt bistånd"
    for month in (2, 4):
        hours = {"planned_hours": 8.0, "attended_hours": 8.0}
        world.add("attendance", user_id="u", measure="SFI", date=date(2026, month, 2), **hours)

    assert len(told("V29", world)) == signals


@pytest.mark.parametrize(
    ("paid", "signals"),
    [((1000,), 1), ((1000, -100), 0), ((1000, -1000, 1000), 1), ((1000, -1000, 1000, -100), 0)],
)
def test_v29_sees_a_deduction_in_what_is_left_and_none_in_what_was_taken_back_whole(
    paid: tuple[int, ...], signals: int
) -> None:
    world = world_of(*(("03", amount) for amount in paid))
    for payout in world.rows["payouts"]:
        payout["service"] = "ekonomiskt bistånd"
    for day in range(1, 11):
        hours = {"planned_hours": 8.0, "attended_hours": 2.0}
        world.add("attendance", user_id="u", measure="SFI", date=date(2026, 3, day), absence_code="sjuk", **hours)

    assert len(told("V29", world)) == signals
