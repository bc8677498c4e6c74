"""Payouts and invoices that tell their period as one month. Source: domain 3, columns of I and P."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from taking import file, rows, take

from kollegie.intake.records import plan_records
from kollegie.store import Store

EPOCH = date(1970, 1, 1)
FEBRUARY = ("2026-02-01", "2026-02-28")


def periods(store: Store, kind: str) -> list[tuple[str, ...]]:
    return [
        tuple(str(EPOCH + timedelta(days=int(str(row[name])))) for name in ("period_from", "period_to"))
        for row in rows(store, kind)
    ]


def test_a_month_is_its_first_and_last_day_however_it_is_written(store: Store, tmp_path: Path) -> None:
    written = ("2026-02", "202602", "2026-02-01", "februari 2026", "feb-26", "February 2026", "2026-02-01 – 2026-02-28")
    text = "Kontaktperson;Brukare;Insats;Månad;Belopp\n"
    text += "".join(f"k{number};u1;Kontaktperson;{month};1 250,50 kr\n" for number, month in enumerate(written))

    plan = take(store, "payouts", file(tmp_path, text.encode("cp1252")))

    assert (plan.refused, plan.unknown_columns) == ((), ())
    assert periods(store, "payouts") == [FEBRUARY] * len(written)


def test_what_is_no_month_is_refused_by_name_and_days_come_before_a_month(store: Store, tmp_path: Path) -> None:
    head = "Utförarnr;Fakturanr;Kundnr;Period;Timmar;Belopp"
    bad = "p1;F1;u1;kvartal 1;1;1\np1;F2;u1;;1;1\np1;F3;u1;2026-13;1;1\np1;F4;u1;2026-02;1;1\n"
    both = f"{head};Från;Till\np1;F5;u1;våren;1;1;2026-02-01;2026-02-28\n"
    both += "p1;F6;u1;feb-26;1;1;;\np1;F7;u1;2026-02;1;1; ;2026-02-28\np1;F8;u1;;1;1;;2026-02-28\n"

    plan = plan_records(store, "invoices", [file(tmp_path, f"{head}\n{bad}")])
    apart = take(store, "invoices", file(tmp_path, both, "b.csv"))

    assert [(one.place.row, one.column, one.value) for one in plan.refused] == [
        (2, "month", "kvartal 1"),
        (3, "month", ""),
        (4, "month", "2026-13"),
    ]
    assert (plan.new, plan.refused_rows) == (1, 3)
    assert periods(store, "invoices") == [FEBRUARY] * 3
    assert [(one.place.row, one.column, one.value) for one in apart.refused] == [(5, "period_from", "")]
