"""Hours, sums and moments in their spellings."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taking import file, rows, take

from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.record_cells import read_moment
from kollegie.intake.records import plan_records
from kollegie.store import Store


@pytest.mark.parametrize(
    ("written", "hours"), [("7,5", 27000), ("7.5", 27000), ("7:30", 27000), ("7 h 30 min", 27000), ("0,25", 900)]
)
def test_hours_are_read_in_their_spellings(store: Store, tmp_path: Path, written: str, hours: int) -> None:
    header = "provider_id;invoice_id;user_id;period_from;period_to;hours;amount\n"
    text = f"{header}p;f;u;2026-03-01;2026-03-31;{written};1 250,50\n"
    take(store, "invoices", file(tmp_path, text))

    (row,) = rows(store, "invoices")
    assert (row["hours"], row["amount"]) == (hours, 125050)


def test_a_sum_that_may_mean_thousands_is_taken_and_doubted_until_the_decimal_sign_is_said(
    store: Store, tmp_path: Path
) -> None:
    header = "payee_id;user_id;period_from;period_to;amount\n"
    sums = ("12,500", "12.500 kr", "12,50", "0,500", "12 500", "1.250,50")
    path = file(tmp_path, header + "".join(f"k{n};u;2026-03-01;2026-03-31;{one}\n" for n, one in enumerate(sums)))

    plain = plan_records(store, "payouts", [path])
    told = take(store, "payouts", path, mapping=ColumnMapping(decimal="comma"))

    doubted = [(doubt.place.row, doubt.what) for doubt in plain.doubts if doubt.column == "amount"]
    assert [row for row, _ in doubted] == [2, 3]
    assert "välj decimaltecken" in doubted[0][1]
    assert [doubt for doubt in told.doubts if doubt.column == "amount"] == []
    assert [row["amount"] for row in rows(store, "payouts")][:2] == [1_250, 1_250_000]


def test_a_sick_claim_may_have_days_or_moments(store: Store, tmp_path: Path) -> None:
    header = "claim_id;user_id;staff_id;from;to;hours\n"
    text = header + "c1;u;a;2026-03-02;2026-03-03;16\nc2;u;a;2026-03-02 08:00;2026-03-02 16:00;8\n"
    take(store, "sick-claims", file(tmp_path, text + "c3;u;a;2026-03-02 08;2026-03-02 16;8\n"))
    pointed = file(tmp_path, header + "c4;u;a;02.03.2026;03.03.2026;16\n", "p.csv")
    take(store, "sick-claims", pointed, mapping=ColumnMapping(dates="dmy"))

    days, moments, hours, with_points = rows(store, "sick-claims")
    for claim in (days, with_points):
        assert (claim["whole_days"], claim["to"] - claim["from"]) == (1, 2 * 1440)  # type: ignore[operator]
    for claim in (moments, hours):
        assert (claim["whole_days"], claim["to"] - claim["from"]) == (0, 480)  # type: ignore[operator]


parts = st.sampled_from(("", "0", "7", "08", "24", "59", "60", ":", ".", "-", "T", " ", "Z"))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(("2026-03-01", "1955-02-29", "20260301", "2199-12-31")), st.lists(parts, max_size=7))
def test_all_that_is_read_as_a_moment_in_a_whole_block_is_read_alike_by_itself(day: str, rest: list[str]) -> None:
    written = day + "".join(rest)
    try:
        in_block = pa.array([written]).cast(pa.timestamp("s"))[0].as_py()
    except pa.ArrowInvalid:
        return

    assert read_moment(written) == in_block.replace(second=0)
