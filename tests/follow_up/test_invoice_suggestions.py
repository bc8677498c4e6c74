"""The desk checklist filled in by the records: only what they know, with where it comes from, never over-exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from kollegie.follow_up.invoice_suggestions import context_of, hours_text, signals_on, suggestions
from kollegie.model.desk_looks import Hours, InvoiceDetail, InvoiceLook, InvoicePart
from kollegie.model.invoices import InvoiceReview, InvoiceState
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
HOURS = Hours(360_000.0, 300_000.0, 288_123.0, 360_000.0, 360_000.0, 360_000.0)
LOOK = InvoiceLook(
    "p1", "Omsorg", "F1", "2026-03", *MARCH, 90_000, (), (InvoicePart("u1", "x", *MARCH, HOURS, 90_000, ()),)
)
DETAIL = InvoiceDetail(LOOK, (), ("a1", "a2"), 45)


def signal(rule: str, *subjects: tuple[str, str], days: tuple[date, date] = MARCH) -> WarningSignal:
    return WarningSignal(UUID(int=int(rule[1:])), UUID(int=1), rule, Severity.SERIOUS, *days, subjects=subjects)


def test_hours_and_overlap_are_suggested_and_the_rest_left_open() -> None:
    found = suggestions(DETAIL, (), {}, None)

    assert {name: one.value for name, one in found.items()} == {
        "pf01": "ja",
        "pf02": "100.0",
        "pf02_rapporterade": "80.03",
        "pf02_beviljade": "100.0",
        "pf03": "45",
        "pf16": "nej",
    }
    assert all(one.why for one in found.values())


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0.0"), (27_000.0, "7.5"), (26_100.0, "7.25"), (144_216.0, "40.06"), (144_144.0, "40.04"), (None, "")],
)
def test_hours_are_told_to_the_hundredth(seconds: float | None, text: str) -> None:
    assert hours_text(seconds) == text


@pytest.mark.parametrize(
    ("change", "question", "value"),
    [
        ({"without_contract": 1}, "pf05", "nej"),
        ({"without_contract": 0}, "pf05", "ja"),
        ({"licensed": False, "private": True}, "pf09", "nej"),
        ({"licensed": True, "private": False}, "pf09", None),
        ({"stay_minutes": 120}, "pf10", "ja"),
        ({"stay_minutes": 0}, "pf10", "nej"),
        ({"overlap_minutes": None}, "pf03", None),
    ],
)
def test_what_the_records_hold_is_suggested(change: dict[str, object], question: str, value: str | None) -> None:
    found = suggestions(replace(DETAIL, **change), (), {}, None)  # type: ignore[arg-type]

    assert (found[question].value if question in found else None) == value


def test_missing_reports_or_schedule_make_the_material_incomplete() -> None:
    part = replace(LOOK.parts[0], hours=replace(HOURS, planned=None))

    found = suggestions(replace(DETAIL, look=replace(LOOK, parts=(part,))), (), {}, None)

    assert (found["pf01"].value, "schema" in found["pf01"].why) == ("nej", True)


def test_signals_speak_for_their_question_and_outweigh_what_the_records_lack() -> None:
    signals = (signal("V05"), signal("V07"), signal("V24"), signal("V12"))

    found = suggestions(replace(DETAIL, stay_minutes=0), signals, {"p1": date(2026, 2, 1)}, None)

    assert {name: found[name].value for name in ("pf07", "pf10", "pf14", "pf15", "pf16")} == {
        "pf07": "nej",
        "pf10": "ja",
        "pf14": "monster",
        "pf15": "ja",
        "pf16": "ja",
    }
    assert "V12" in found["pf10"].why


@pytest.mark.parametrize(
    ("state", "disputed", "value"),
    [
        (InvoiceState.OPEN, 0, None),
        (InvoiceState.APPROVED, 0, "godkand"),
        (InvoiceState.DISPUTED, 40_000, "delvis_bestriden"),
        (InvoiceState.DISPUTED, 90_000, "bestriden"),
        (InvoiceState.CREDITED, 0, "kredit_begard"),
    ],
)
def test_the_decision_taken_answers_its_question(state: InvoiceState, disputed: int, value: str | None) -> None:
    review = InvoiceReview(
        UUID(int=1), UUID(int=2), "p1", "F1", "2026-03", state, "fel", (("1", "fel"),), amount_ore=90_000
    )

    found = suggestions(DETAIL, (), {}, replace(review, disputed_ore=disputed))

    assert (found["pf17"].value if "pf17" in found else None) == value


def test_the_signals_on_an_invoice_are_those_of_its_days_and_people() -> None:
    april = (date(2026, 4, 1), date(2026, 4, 2))
    signals = [
        signal("V01", ("user", "u1"), ("staff", "a9")),
        signal("V02", ("user", "u2"), ("staff", "a1")),
        signal("V05", ("staff", "a2")),
        signal("V06", ("staff", "a9")),
        signal("V31", ("provider", "p1")),
        signal("V13", ("provider", "p2")),
        signal("V14", ("user", "u1"), days=april),
        replace(signal("V15", ("user", "u1")), gone=True),
    ]

    found = signals_on(LOOK, DETAIL.staff, signals)

    assert [one.rule for one in found] == ["V01", "V05", "V31"]


def test_the_checklist_is_told_of_private_providers_and_sick_pay() -> None:
    assert context_of(replace(DETAIL, private=True, sick_claimed=True)) == {"privat_utforare": "ja", "sjuklon": "ja"}
    assert context_of(DETAIL) == {"privat_utforare": "nej", "sjuklon": "nej"}
