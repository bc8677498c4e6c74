"""What the rules about help that was given, billed and paid count and leave out, one small world each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from one_rule import MARCH, told
from planting import World, at, days, material_of

from kollegie.screening.all_rules import rules_named
from kollegie.screening.payout_desk import PayoutDesk
from kollegie.screening.reported_rules import reported_seconds
from kollegie.screening.running import run_rules


def test_a_payout_for_nobody_known_is_not_asked_for_its_reports() -> None:
    world = World()
    for payee, user in (("", "u"), ("k", ""), ("k", "u")):
        month = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}
        world.add("payouts", payee_id=payee, user_id=user, service="kontaktperson", amount=500, **month)
    world.work("a", "x", MARCH, "08:00", "09:00")

    assert [one.subjects_of("user") for one in told("V17", world)] == [("u",)]


def test_v17_sums_what_was_paid_for_the_silent_months_when_what_was_taken_back_is_drawn_off() -> None:
    world = World()
    for user, first, last, ore in (
        ("quarter", (1, 1), (3, 31), 300_000),
        ("reversed", (1, 1), (1, 31), 50_000),
        ("reversed", (1, 1), (1, 31), -50_000),
        ("lowered", (1, 1), (1, 31), 50_000),
        ("lowered", (1, 1), (1, 31), -20_000),
    ):
        span = {"period_from": date(2026, *first), "period_to": date(2026, *last)}
        world.add("payouts", payee_id="k", user_id=user, service="kontaktperson", amount=ore / 100, **span)
    world.work("k", "quarter", date(2026, 2, 10), "10:00", "12:00")

    found = {(one.subjects_of("user")[0], one.first_day.month): dict(one.measure) for one in told("V17", world)}
    desk = PayoutDesk(material_of(world)).without_report("2026-01", "2026-03")

    assert {key: int(measure["amount_ore"]) for key, measure in found.items()} == {
        ("quarter", 1): 103_333,
        ("quarter", 3): 103_334,
        ("lowered", 1): 30_000,
    }
    assert sum(look.amount_ore for look in desk) == 103_333 + 103_334 + 30_000


def test_what_is_billed_outside_every_decision_says_when_they_hold() -> None:
    world = World()
    world.user("u")
    world.decision(
        "d", "u", "personlig assistans", amount=10, unit="hours/week", valid_from=MARCH, valid_to=date(2026, 4, 30)
    )
    world.add(
        "invoices",
        provider_id="p",
        invoice_id="1",
        user_id="u",
        period_from=date(2026, 6, 1),
        period_to=date(2026, 6, 30),
        service="personlig assistans",
        hours=5,
        amount=1500,
    )

    (signal,) = told("V15", world)

    assert signal.part == "outside"
    assert signal.explanation[-1][0].endswith("Inlästa beslut gäller 2026-03-02 – 2026-04-30.")
    assert "finns inläst" not in signal.explanation[-1][0]


def test_two_decisions_of_one_day_are_held_together_over_the_longer_ones_periods() -> None:
    world = World()
    for name, hours, last in (("short", 10, date(2026, 1, 31)), ("long", 20, None)):
        span = {"valid_from": date(2026, 1, 1), "valid_to": last, "unit": "hours/week"}
        world.decision(name, "u", "personlig assistans", amount=hours, **span)
    for month in range(2, 6):
        first = date(2026, month, 1)
        line = {"provider_id": "p", "invoice_id": f"{month}", "user_id": "u", "service": "personlig assistans"}
        world.add("invoices", **line, period_from=first, period_to=first.replace(day=28), hours=200, amount=100)

    (signal,) = told("V15", world)

    assert (signal.part, signal.severity, signal.last_day) == ("period", 3, date(2026, 6, 30))
    assert dict(signal.measure)["invoiced_hours"] == "800.0"


def test_what_nobody_with_decisions_has_is_called_as_it_stands() -> None:
    world = World()
    world.decision("d", "x", amount=10, unit="hours/week")
    line = {"provider_id": "p", "invoice_id": "1", "user_id": "u", "service": "Hemvård", "hours": 5, "amount": 100}
    world.add("invoices", **line, period_from=MARCH, period_to=MARCH)

    assert [signal.part for signal in told("V15", world)] == ["hemvård"]


def test_a_line_names_the_longest_service_that_its_words_hold() -> None:
    world = World()
    for user, service in (("x", "hemtjänst"), ("u", "hemtjänst natt"), ("u", "boendestöd")):
        world.decision(f"{user}-{service}", user, service, amount=10, unit="hours/week")
    line = {"provider_id": "p", "invoice_id": "1", "user_id": "u", "service": "Hemtjänst natt mars 2026"}
    world.add("invoices", **line, period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), hours=70, amount=100)

    assert [signal.part for signal in told("V15", world)] == ["hemtjänst natt"]
    assert not [one for one in told("V32", world) if "service-untold" in one.part]


def test_time_that_is_reported_again_at_the_same_user_counts_once_and_is_named() -> None:
    world = World()
    world.user("u")
    for begin, end, kind in (
        ("08:00", "10:00", "assistance"),
        ("08:00", "09:45", "assistance"),  # corrected and sent anew
        ("13:00", "17:00", "waiting"),
        ("14:00", "15:00", "assistance"),
    ):
        world.work("s", "u", MARCH, begin, end, "p", kind)
    world.work("s", "other", MARCH, "09:00", "09:30", "p")
    period = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}
    world.add("invoices", provider_id="p", invoice_id="i", user_id="u", hours=3.75, amount=100, **period)
    claim = {"claim_id": "c", "user_id": "u", "staff_id": "ill", "substitute_id": "s", "hours": 8}
    world.add("sick-claims", **claim, **{"from": at(MARCH, "13:00"), "to": at(MARCH, "21:00")})

    assert reported_seconds(material_of(world).reports).sum() / 3600 == 2 + 1 + 3 / 4 + 0.5
    assert told("V16", world) == []
    [signal] = told("V08", world)
    assert dict(signal.measure)["minutes"] == "240"
    assert ["time-reports:overlaps" in one.part for one in told("V32", world)].count(True) == 1


@pytest.mark.parametrize(
    ("host", "written", "here"),
    [
        ("Västerås stad", "Västerås", True),
        ("Västerås", "Västerås kommun", True),
        ("Borås Stad", "Borås kommun", True),
        ("Stockholm", "Stockholms stad", True),
        ("Hult", "Hults kommun", True),
        ("Hults kommun", "Hulta", False),
        ("Västerås", "Västerå", False),
    ],
)
def test_v13_knows_a_municipality_by_its_short_name_and_its_whole(host: str, written: str, *, here: bool) -> None:
    world = World()
    world.user("x", municipality_registered=written)
    world.decision("d", "x")
    material = material_of(world)
    material.host = host

    run = run_rules(material, rules_named(("V13",)), scope=UUID(int=1))

    assert (run.found == ()) is here


@pytest.mark.parametrize(("resumed", "months"), [(None, [1]), (date(2026, 4, 1), [1, 4]), (date(2026, 4, 2), [1, 5])])
def test_v18_asks_nothing_of_a_month_in_which_the_help_was_interrupted(resumed: date | None, months: list[int]) -> None:
    world = World()
    pause = {"interrupted_on": date(2026, 2, 28), "resumed_on": resumed}
    world.decision("d", "x", amount=4, unit="occasions/month", **pause)
    for day in (date(2026, 1, 1), date(2026, 6, 30)):
        world.work("a", "other", day, "10:00", "11:00")

    assert sorted(signal.first_day.month for signal in told("V18", world)) == months


def test_v18_asks_nothing_of_a_month_in_which_the_user_died() -> None:
    world = World()
    world.user("x", deceased_on=date(2026, 4, 20))
    world.decision("d", "x", amount=4, unit="occasions/month")
    for day in (date(2026, 1, 2), date(2026, 8, 3)):
        world.work("a", "other", day, "10:00", "11:00")

    (signal,) = told("V18", world)

    assert (signal.first_day, signal.last_day) == (date(2026, 1, 1), date(2026, 3, 31))


def test_a_month_in_which_one_providers_reports_stop_is_not_said_to_have_had_too_little_help() -> None:
    world = World()
    for user, provider, last in (("x", "p", 90), ("y", "q", 69)):  # p reports to 31 March, q's file stops on 10 March
        world.user(user)
        world.decision(user, user, amount=14, unit="hours/week", valid_from=date(2025, 1, 1), provider_id=provider)
        for day in days(date(2026, 1, 1), last):
            visit = {"staff_id": f"s-{user}", "user_id": user, "provider_id": provider, "start": at(day, "08:00")}
            world.add("time-reports", **visit, end=at(day, "10:00"))
        for day in days(date(2026, 1, 1), 90):
            world.plan(f"s-{user}", user, day, "08:00", "10:00")

    assert told("V18", world) == told("V23", world) == []


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [((5,), (1, 9, 17, 31), ["1"]), ((6,), (1, 9, 17, 31), []), ((1, 9, 17), (27,), ["1"]), ((1, 9, 17), (26,), [])],
)
def test_v18_asks_of_a_month_whose_first_and_last_five_days_hold_a_report(
    first: tuple[int, ...], last: tuple[int, ...], months: list[str]
) -> None:
    world = World()
    world.decision("d", "x", amount=4, unit="occasions/month", provider_id="p", executed_on=date(2025, 1, 1))
    for month, days_of_month in ((1, first), (2, (1, 9, 17, 28)), (3, last)):
        for day in days_of_month:
            world.work("x", "x", date(2026, month, day), "08:00", "09:00", "p")

    assert [dict(one.measure)["months"] for one in told("V18", world, date(2026, 4, 1))] == months


def test_v18_asks_a_provider_that_stops_reporting_while_decisions_run_and_none_the_user_has_left() -> None:
    world, since = World(), date(2025, 1, 1)
    for user, provider, to in (("x", "p", None), ("y", "p", date(2026, 3, 31)), ("z", "q", None)):
        world.decision(user, user, amount=4, unit="occasions/month", provider_id=provider, executed_on=since)
        world.add("provider-choices", user_id=user, provider_id=provider, **{"from": since, "to": to})
    world.decision("ended", "w", amount=4, unit="occasions/month", provider_id="p", valid_to=date(2026, 3, 31))
    world.add("provider-choices", user_id="y", provider_id="q", **{"from": date(2026, 5, 1), "to": None})
    for month in range(1, 7):
        for user in "xyzw" if month < 4 else "z":
            for day in (1, 9, 17, 28):
                world.work(user, user, date(2026, month, day), "08:00", "09:00", "q" if user == "z" else "p")

    stopped, left = sorted(told("V18", world), key=lambda one: one.subjects)

    assert [one.subjects_of("decision") for one in (stopped, left)] == [("x",), ("y",)]
    assert [one.subjects_of("provider") for one in (stopped, left)] == [("p",), ("q",)]
    assert {(one.first_day, one.last_day) for one in (stopped, left)} == {(date(2026, 4, 1), date(2026, 6, 30))}
    assert stopped.explained[-1] == "p har inte rapporterat något alls efter 2026-03-28."
    assert left.explained[-1] == "p har inte uppdraget efter 2026-03-31, men beslutet gäller."

    world.work("z", "z", date(2026, 5, 2), "08:00", "09:00")  # it names no provider and may be anybody's
    assert not any("rapporterat" in step for one in told("V18", world) for step in one.explained)


def test_v18_counts_an_occasion_by_its_day_as_the_payout_desk_does() -> None:
    world = World()
    world.decision("d", "x", amount=4, unit="occasions/month", valid_to=date(2026, 1, 31))
    for clock in ("08:00", "11:00", "14:00", "17:00"):
        world.work("a", "x", date(2026, 1, 2), clock, "18:00")
    world.work("a", "other", date(2026, 2, 28), "10:00", "11:00")

    (signal,) = told("V18", world)

    assert dict(signal.measure)["delivered"] == "1.0"
