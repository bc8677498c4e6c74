"""The desk: every invoice and payout beside granted, planned and reported time, each number with its rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planting import World, material_of

from kollegie.model.desk_looks import Difference, InvoiceLook, PayoutLook
from kollegie.screening.invoice_desk import InvoiceDesk
from kollegie.screening.invoice_rows import detail_of
from kollegie.screening.payout_desk import PayoutDesk

SWEDEN = ZoneInfo("Europe/Stockholm")

MARCH = date(2026, 3, 1)
HOUR = 3600.0


def desk_world() -> World:
    """One provider, one user with 30 hours a month, and reports of 20 hours in March."""
    world = World()
    world.provider("p1", kind="private")
    world.staff("a1", "p1")
    world.user("u1")
    world.decision("d1", "u1", amount=30.0, unit="hours/month")
    for number in range(10):
        world.work("a1", "u1", MARCH + timedelta(days=number), "08:00", "10:00", "p1")
    return world


def bill(world: World, invoice: str, billed: float, user: str = "u1", **more: Any) -> None:
    cells = {
        "provider_id": "p1",
        "line": "1",
        "period_from": MARCH,
        "period_to": date(2026, 3, 31),
        "service": "hemtjänst",
        "amount": billed * 400,
    }
    world.add("invoices", **({"invoice_id": invoice, "user_id": user, "hours": billed} | cells | more))


def looked(world: World, month: str = "2026-03") -> dict[str, InvoiceLook]:
    return {look.invoice: look for look in InvoiceDesk(material_of(world)).of_month(month)}


def test_an_invoice_that_agrees_says_so_with_its_numbers_side_by_side() -> None:
    world = desk_world()
    world.plan("a1", "u1", MARCH, "08:00", "10:00")
    bill(world, "F1", 20)

    look = looked(world)["F1"]

    hours = look.hours
    assert (hours.granted, hours.planned, hours.reported, hours.invoiced) == (30 * HOUR, 2 * HOUR, 20 * HOUR, 20 * HOUR)
    assert look.differences == ()
    assert look.severity is None


@pytest.mark.parametrize(
    ("hours", "user", "more", "found"),
    [
        (20.25, "u1", {}, ()),
        (20.5, "u1", {}, (Difference.OVER_REPORTED,)),
        (31, "u1", {}, (Difference.OVER_GRANTED, Difference.OVER_REPORTED)),
        (31, "u1", {"service": "personlig assistans"}, (Difference.NO_DECISION, Difference.OVER_REPORTED)),
        (1, "okänd", {}, (Difference.NO_DECISION, Difference.NO_REPORTS, Difference.UNKNOWN_USER)),
        (1, "", {}, (Difference.UNKNOWN_USER,)),
        (1, "u1", {"provider_id": "p9"}, (Difference.NO_REPORTS, Difference.UNKNOWN_PROVIDER)),
        (None, "u1", {"quantity": "12", "unit": "C62", "amount": 5000}, (Difference.HOURS_UNKNOWN,)),
    ],
)
def test_what_differs_is_said_and_what_is_unknown_is_shown(
    hours: float | None, user: str, more: dict[str, Any], found: tuple[Difference, ...]
) -> None:
    world = desk_world()
    bill(world, "F1", 0, user, **({"amount": 400} | more | {"hours": hours}))

    look = looked(world)["F1"]

    assert set(look.differences) == set(found)
    assert look.matched is not bool({Difference.UNKNOWN_USER, Difference.UNKNOWN_PROVIDER} & set(found))


def test_two_lines_of_one_user_share_what_was_granted_and_another_invoice_counts_beside() -> None:
    world = desk_world()
    bill(world, "F1", 8, period_to=date(2026, 3, 15))
    bill(world, "F1", 8, line="2", period_from=date(2026, 3, 16))
    bill(world, "F2", 12)

    look = looked(world)["F1"]

    (part,) = look.parts
    assert part.hours.granted == pytest.approx(30 * HOUR)
    assert (part.hours.invoiced, part.hours.billed_by_provider) == (16 * HOUR, 28 * HOUR)
    assert look.differences == (Difference.OVER_REPORTED,)


def test_lines_that_tell_no_service_are_held_with_the_others_against_the_grant() -> None:
    world = desk_world()
    bill(world, "F1", 18)
    bill(world, "F2", 10, service="Omvårdnad", amount=4000)
    bill(world, "F3", 3, service="Tillägg", period_to=MARCH)

    looks = looked(world)

    assert Difference.OVER_GRANTED_MONTH in looks["F2"].differences  # 18, 10 and 3 of 30 hours
    assert not {Difference.OVER_GRANTED, Difference.OVER_GRANTED_MONTH} & {*looks["F1"].differences}


def test_a_credit_note_is_chained_to_its_invoice_and_takes_its_hours_back() -> None:
    world = desk_world()
    bill(world, "F1", 40)
    bill(world, "K1", -40, credits="F1")
    bill(world, "F2", 20)
    bill(world, "K2", -5, credits="F77")

    looks = looked(world)

    assert looks["F1"].credited_by == ("K1",)
    assert looks["K1"].credits == "F1"
    assert looks["K1"].is_credit
    assert looks["F2"].differences == ()
    assert looks["F2"].hours.billed_by_provider == 15 * HOUR
    assert looks["K2"].differences == (Difference.CREDITS_UNKNOWN,)


def test_too_little_help_is_shown_as_well() -> None:
    world = desk_world()
    for number in range(20):
        world.plan("a1", "u1", MARCH + timedelta(days=number), "08:00", "10:00")
    bill(world, "F1", 20)

    assert looked(world)["F1"].differences == (Difference.LESS_THAN_PLANNED,)


def test_every_number_has_its_rows_and_the_checklist_gets_what_is_known() -> None:
    world = desk_world()
    world.user("u2")
    world.work("a1", "u2", MARCH, "09:30", "10:30", "p1")
    world.staff("a2", "p1", contract_from=None)
    world.work("a2", "u1", date(2026, 3, 20), "08:00", "09:00", "p1")
    world.add("stays", user_id="u1", **{"from": date(2026, 3, 2), "to": date(2026, 3, 5), "kind": "hospital"})
    world.add("licences", organisation_number="556000-0001", service="hemtjänst", **{"from": date(2020, 1, 1)})
    bill(world, "F1", 20)
    desk = InvoiceDesk(material_of(world))
    look = desk.one("p1", "F1")
    assert look is not None

    detail = detail_of(desk, look)

    behind = {one.number: one for one in detail.behind}
    assert [(row.file, row.row) for row in behind["invoiced"].rows] == [("invoices.csv", 2)]
    assert [(row.file, row.row) for row in behind["granted"].rows] == [("decisions.csv", 2)]
    assert [row.row for row in behind["reported"].rows] == [*range(2, 12), 13]
    assert behind["reported"].rows_in_all == 11
    assert detail.staff == ("a1", "a2")
    assert detail.overlap_minutes == 30
    assert detail.without_contract == 1
    assert detail.stay_minutes == 2 * 120
    assert detail.private is True
    assert detail.licensed is False


@pytest.mark.parametrize(
    ("service", "licences", "covered"),
    [
        ("hemtjänst", [("2020-01-01", "2026-03-15", ""), ("2026-03-16", "", "")], True),
        ("hemtjänst", [("2020-01-01", "2026-03-15", ""), ("2026-03-17", "", "")], False),
        ("Hemtjänst mars 2026", [("2020-01-01", "", "återkallat")], False),
        ("boendestöd", [("2020-01-01", "", "")], None),
    ],
)
def test_licences_are_asked_for_day_by_day_and_only_where_a_service_needs_one(
    service: str, licences: list[tuple[str, str, str]], *, covered: bool | None
) -> None:
    world = desk_world()
    number = next(row["organisation_number"] for row in world.rows["providers"] if row["provider_id"] == "p1")
    for first, last, status in licences:
        span = {"from": date.fromisoformat(first), "to": date.fromisoformat(last) if last else None}
        world.add("licences", organisation_number=number, service="hemtjänst", status=status, **span)
    world.add("stays", user_id="u1", **{"from": date(2026, 2, 20), "to": date(2026, 4, 5)}, kind="daily-activity")
    bill(world, "F1", 20)
    world.rows["invoices"][-1]["service"] = service
    desk = InvoiceDesk(material_of(world))
    look = desk.one("p1", "F1")
    assert look is not None

    detail = detail_of(desk, look)

    assert detail.licensed is covered
    assert detail.stay_minutes == 0
    for row in world.rows["providers"]:
        row["kind"] = "in-house"  # a unit of the municipality's own, which needs none
    own = InvoiceDesk(material_of(world))
    assert detail_of(own, look).licensed is None


def test_an_invoice_that_is_not_there_is_none() -> None:
    assert InvoiceDesk(material_of(desk_world())).one("p1", "F1") is None


# An oracle in plain Python, written from domain 2.4 and not from the desk.


@st.composite
def billed_month(draw: st.DrawFn) -> World:
    world = desk_world()
    world.user("u2")
    world.decision("d2", "u2", amount=float(draw(st.integers(0, 60))), unit="minutes/day")
    for _ in range(draw(st.integers(0, 12))):
        day = MARCH + timedelta(days=draw(st.integers(-3, 33)))
        kind = draw(st.sampled_from(("assistance", "waiting", "standby")))
        begin = draw(st.sampled_from(("00:00", "01:30", "22:00")))
        end = draw(st.sampled_from(("03:30", "23:45")))
        world.work(
            "a1", draw(st.sampled_from(("u1", "u2"))), day, begin, end, draw(st.sampled_from(("p1", "", "p2"))), kind
        )
    for number in range(draw(st.integers(1, 6))):
        first = MARCH + timedelta(days=draw(st.integers(0, 10)))
        bill(
            world,
            f"F{draw(st.integers(1, 3))}",
            float(draw(st.integers(-10, 40))),
            draw(st.sampled_from(("u1", "u2"))),
            line=str(number),
            period_from=first,
            period_to=first + timedelta(days=draw(st.integers(0, 40))),
        )
    return world


@settings(max_examples=60, deadline=None)
@given(billed_month())
def test_the_desk_agrees_with_plain_arithmetic(world: World) -> None:
    shares = {"assistance": 1, "waiting": 1 / 4, "standby": 1 / 7}
    by_invoice: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in world.rows["invoices"]:
        by_invoice[line["invoice_id"]].append(line)
    seen = set()
    reports = {
        (r["staff_id"], r["user_id"], r["provider_id"], r["start"], r["end"], r["kind"])
        for r in world.rows["time-reports"]
    }

    for look in InvoiceDesk(material_of(world)).of_month("2026-03"):
        seen.add(look.invoice)
        lines = by_invoice[look.invoice]
        for part in look.parts:
            mine = [line for line in lines if line["user_id"] == part.user]
            first, last = min(x["period_from"] for x in mine), max(x["period_to"] for x in mine)
            assert (part.first, part.last) == (first, last)
            assert part.hours.invoiced == pytest.approx(sum(x["hours"] for x in mine) * HOUR)
            minutes: dict[tuple[str, str, int], tuple[float, date]] = {}  # each of one person for one provider once
            for staff, user, provider, start, end, kind in sorted(reports, key=lambda report: report[3]):
                begin = round(start.replace(tzinfo=SWEDEN).timestamp()) // 60
                for minute in range(begin, begin + round(_elapsed(start, end) * 60)):
                    moment = staff, provider, minute
                    if user == part.user and shares[kind] > minutes.get(moment, (0, start.date()))[0]:
                        minutes[moment] = shares[kind], start.date()
            expected = sum(
                share * 60
                for (_, provider, _), (share, day) in minutes.items()
                if provider in ("p1", "") and first <= day <= last
            )
            assert part.hours.reported == pytest.approx(expected)
            billed = 0.0
            for line in world.rows["invoices"]:
                days = (line["period_to"] - line["period_from"]).days + 1
                inside = (min(line["period_to"], last) - max(line["period_from"], first)).days + 1
                if line["user_id"] == part.user and inside > 0:
                    billed += line["hours"] * HOUR * inside / days
            assert part.hours.billed_in_all == pytest.approx(billed)
            over = part.hours.invoiced > 0 and billed > expected + 0.25 * HOUR + 1e-6
            assert bool({Difference.OVER_REPORTED, Difference.NO_REPORTS} & set(part.differences)) is over
    assert seen == set(by_invoice)


def _elapsed(start: datetime, end: datetime) -> float:
    """Hours that really pass between two times on the wall in Sweden."""
    return (end.replace(tzinfo=SWEDEN).timestamp() - start.replace(tzinfo=SWEDEN).timestamp()) / 3600


# Payouts


def paid(world: World, payee: str, month: int, amount: float = 1000, **more: Any) -> None:
    first = date(2026, month, 1)
    cells: dict[str, Any] = {
        "payee_id": payee,
        "user_id": "u1",
        "service": "kontaktperson",
        "period_from": first,
        "period_to": (first + timedelta(days=32)).replace(day=1) - timedelta(days=1),
        "amount": amount,
        "paid_on": None,
    }
    world.add("payouts", **(cells | more))


def payouts(world: World, month: str) -> list[PayoutLook]:
    return list(PayoutDesk(material_of(world)).of_month(month))


def contact_world() -> World:
    world = World()
    world.provider("p1")
    world.staff("k1", "p1")
    world.user("u1")
    world.decision("d1", "u1", "kontaktperson", amount=2.0, unit="occasions/month")
    return world


def test_no_report_no_money_and_the_months_in_a_row_are_counted() -> None:
    world = contact_world()
    world.work("k1", "u1", date(2026, 4, 4), "10:00", "13:00")
    world.work("k1", "u1", date(2026, 4, 18), "10:00", "13:00")
    for month in range(4, 10):
        paid(world, "k1", month)

    april, july, september = (payouts(world, month)[0] for month in ("2026-04", "2026-07", "2026-09"))

    assert (april.occasions, april.granted_occasions, april.minutes, april.differences) == (2, 2.0, 360, ())
    assert (july.differences, july.idle_months) == ((Difference.NO_REPORTS,), 3)
    assert september.differences == (Difference.REPORT_AWAITED,)  # 31 days of grace have not passed
    assert [(row.kind, row.row) for row in july.evidence] == [("payouts", 5)]


def test_fewer_meetings_than_decided_is_asked_about() -> None:
    world = contact_world()
    world.work("k1", "u1", date(2026, 4, 4), "10:00", "13:00")
    paid(world, "k1", 4)

    (look,) = payouts(world, "2026-04")

    assert look.differences == (Difference.TOO_FEW_OCCASIONS,)


def test_a_payout_over_a_quarter_is_shared_by_days_to_the_last_ore() -> None:
    world = contact_world()
    paid(world, "k1", 4, 1000.01, period_to=date(2026, 6, 30))

    parts = [payouts(world, month)[0].amount_ore for month in ("2026-04", "2026-05", "2026-06")]

    assert sum(parts) == 100001
    assert parts == [32967, 34066, 32968]


def test_a_company_is_paid_for_what_its_staff_reported() -> None:
    world = contact_world()
    world.work("k1", "u1", date(2026, 4, 4), "10:00", "13:00", "p1")
    paid(world, "p1", 4)

    (look,) = payouts(world, "2026-04")

    assert (look.is_company, look.minutes) == (True, 180)


def test_financial_aid_is_held_against_attendance() -> None:
    world = contact_world()
    for day in range(1, 11):
        world.add(
            "attendance",
            user_id="u1",
            measure="SFI",
            date=date(2026, 4, day),
            planned_hours=6.0,
            attended_hours=6.0 if day <= 5 else 0.0,
        )
    wrong = {"planned_hours": -6.0, "attended_hours": -6.0}  # V32 tells of it, and that it counts as none
    world.add("attendance", user_id="u1", measure="SFI", date=date(2026, 4, 11), **wrong)
    paid(world, "x1", 4, service="ekonomiskt bistånd")

    (look,) = payouts(world, "2026-04")

    assert (look.minutes, look.planned_minutes) == (1800, 3600)
    assert look.differences == (Difference.LESS_THAN_PLANNED,)


def test_all_that_lacks_a_report_over_months_is_listed_once_per_month() -> None:
    world = contact_world()
    world.work("k1", "u1", date(2026, 5, 4), "10:00", "13:00")
    for month in range(4, 9):
        paid(world, "k1", month)

    found = PayoutDesk(material_of(world)).without_report("2026-04", "2026-08")

    assert [look.month for look in found] == ["2026-04", "2026-06", "2026-07"]
