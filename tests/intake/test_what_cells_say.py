"""What a spreadsheet's cells and other systems' numbers are read as, alike for records and for the register."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kollegie.intake.cells import Cell, cell_text, read_cell
from kollegie.intake.column_words import cell_words
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.record_cells import read_moment
from kollegie.intake.record_file import RecordFile, read_record_file
from kollegie.intake.record_kinds import CellType, ColumnRule
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.refused_rows import save_refused
from kollegie.intake.register import plan_import
from kollegie.intake.table_errors import TableUnreadable
from kollegie.intake.workbook_moments import moments
from kollegie.progress import Progress
from kollegie.screening.swedish_time import minute_of
from kollegie.store import Store

TODAY, COMMA, POINT = date(2026, 6, 1), ColumnMapping(decimal="comma"), ColumnMapping(decimal="point")
INVOICE = ("provider_id", "invoice_id", "user_id", "period_from", "period_to", "hours", "amount")
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def book(path: Path, *rows: tuple[Any, ...]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def read(path: Path, kind: str, mapping: ColumnMapping = COMMA) -> RecordFile:
    return read_record_file(path, RECORD_SET_KINDS[kind], mapping, TODAY, Progress())


@pytest.mark.parametrize(
    ("mapping", "written", "value"),
    [
        (COMMA, "1.250,5", "1250.5"),
        (COMMA, "1.250", "1250"),
        (COMMA, "1 250,5", "1250.5"),
        (COMMA, "7.5", None),
        (COMMA, "1234.567", None),
        (COMMA, "7.5,0", None),
        (POINT, "1,250.5", "1250.5"),
        (POINT, "7,5", None),
        (ColumnMapping(), "1.250,50", "1250.5"),
        (ColumnMapping(), "7,5", "7.5"),
        (COMMA, "#SAKNAS!", None),
    ],
)
def test_a_number_that_is_not_written_as_the_mapping_says_is_refused_and_never_multiplied(
    mapping: ColumnMapping, written: str, value: str | None
) -> None:
    found = mapping.read(ColumnRule("x", CellType.DECIMAL), written, TODAY)

    assert (found.value if isinstance(found, Cell) else None) == value


@pytest.mark.parametrize("word", ["#N/A", "#SAKNAS!", "#DIV/0!", "#VÄRDEFEL!", "#NAME?", "########"])
def test_a_spreadsheets_error_is_nobody(word: str) -> None:
    assert not isinstance(read_cell(ColumnRule("staff_id"), word, TODAY), Cell)
    assert isinstance(read_cell(ColumnRule("staff_id"), "#17", TODAY), Cell)


def test_a_workbooks_numbers_keep_their_decimals_whatever_sign_its_texts_have(tmp_path: Path) -> None:
    hours = timedelta(hours=150, minutes=30)
    path = book(
        tmp_path / "f.xlsx",
        INVOICE,
        ("P", "F1", "B1", *MARCH, 7.5, 1234.567),
        ("P", "F2", "B1", *MARCH, "7,5", "1.234,5 SEK"),
        ("P", "F3", "B1", *MARCH, hours, 100),
        ("P", "F4", "#N/A", *MARCH, 7.125, 100),
        ("P", "F5", "B1", *MARCH, "7.5", 100),
    )

    told = read(path, "invoices")
    save_refused(path, "invoices", told.refused, tmp_path / "ut.xlsx")

    assert told.columns["hours"].to_pylist() == [27000, 27000, 541800]
    assert told.columns["amount"].to_pylist() == [123457, 123450, 10000]
    assert told.doubts == []
    assert [(one.place.row, one.column) for one in told.refused] == [(5, "user_id"), (6, "hours")]
    saved = list(openpyxl.load_workbook(tmp_path / "ut.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[5]) for row in saved] == [("#N/A", 7.125), ("B1", "7.5")]


def test_a_sick_claim_that_ends_at_midnight_ends_then_and_one_of_whole_days_when_its_last_is_over(
    tmp_path: Path,
) -> None:
    header = ("claim_id", "user_id", "staff_id", "from", "to", "hours")
    begin, end = datetime(2026, 3, 1, 15), datetime(2026, 3, 2)  # noqa: DTZ001 - Excel has no zones
    path = book(
        tmp_path / "s.xlsx",
        header,
        ("C1", "B1", "S1", begin, end, 9),
        ("C2", "B1", "S1", date(2026, 3, 1), date(2026, 3, 2), 9),
        ("C3", "B1", "S1", begin, "2026-03-02", 9),
    )

    columns = read(path, "sick-claims").columns

    midnight = (date(2026, 3, 2) - date(1970, 1, 1)).days * 1440
    assert columns["to"].to_pylist() == [midnight, midnight + 1440, midnight + 1440]
    assert columns["whole_days"].to_pylist() == [0, 1, 0]


def test_a_header_over_two_lines_is_one_row_and_two_columns_of_one_name_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        '"staff\n_id";user_id;start;end;Anm;Anm\nS1;B1;2026-03-01 08:00;2026-03-01 09:00;ett;två\n', encoding="utf-8"
    )

    told = read(path, "time-reports")

    assert (told.refused, told.columns["row"].to_pylist()) == ([], [2])
    assert [told.columns[name].to_pylist() for name in ("x:Anm", "x:Anm 2")] == [["ett"], ["två"]]
    assert [header for header, name in told.header if not name] == ["Anm", "Anm 2"]


def test_the_register_reads_cells_as_records_do(store: Store, tmp_path: Path) -> None:
    header = ("decision_id", "user_id", "service", "decided_on", "amount", "unit", "Anm", "Anm")
    path = book(
        tmp_path / "d.xlsx",
        header,
        ("D1", "B1", "hemtjänst", 46082, 7.5, "hours/week", "ett", "två"),
        ("D2", "B1", "hemtjänst", date(2026, 3, 1), "1.250,50", "hours/week", "#N/A", None),
        ("D3", "#N/A", "hemtjänst", date(2026, 3, 1), 1, "hours/week", None, None),
    )

    plan = plan_import(store, "decisions", [path], mapping=COMMA)

    made = [row.values[0] for row in plan.new]
    assert [(one.decided_on, one.amount) for one in made] == [(MARCH[0], "7.5"), (MARCH[0], "1250.5")]
    assert [one.extra for one in made] == [(("Anm", "ett"), ("Anm 2", "två")), ()]
    assert [(one.place.row, one.column) for one in plan.refused] == [(4, "user_id")]


def test_a_reader_that_breaks_down_says_that_the_file_is_damaged_and_not_that_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("staff_id;user_id;start;end\n", encoding="utf-8")
    monkeypatch.setattr("kollegie.intake.record_file.read_records_in_child", int)

    with pytest.raises(TableUnreadable):
        read(path, "time-reports")


@pytest.mark.parametrize(
    ("kind", "column", "choice", "word"),
    [
        ("representatives", "kind", "god man", "god man"),
        ("decisions", "service", "korttidsvistelse", "korttidsvistelse"),
        ("decisions", "law", "SoL", "SoL"),
        ("stays", "kind", "hospital", "sjukhus"),
        ("staff", "working_time_regime", "ATL", "arbetstidslagen"),
        ("providers", "contract", "LOV", "LOV"),
        ("contact-notes", "effect_documented", "yes", "ja"),
        ("sick-claims", "whole_days", "no", "nej"),
    ],
)
def test_a_choice_is_told_in_swedish_and_as_wide_as_it_is(kind: str, column: str, choice: str, word: str) -> None:
    assert cell_words(kind, column, choice) == word


NIGHT = datetime(2026, 3, 1, 23, 59, 59, 700_000)  # noqa: DTZ001 - a cell has no zone
AT_EIGHT = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize(
    "cells",
    [
        (AT_EIGHT, NIGHT, datetime(2026, 3, 2), ""),  # noqa: DTZ001 - a cell has no zone
        (datetime(2199, 12, 31, 23, 59), None, datetime(1970, 1, 1, 0, 1)),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_a_column_of_moments_is_read_as_its_cells_are_one_by_one(cells: tuple[Any, ...]) -> None:
    read = moments(cells)

    assert read is not None
    texts = [cell_text(cell) for cell in cells]
    told = [read_moment(text) if text else None for text in texts]
    assert read.to_pylist() == [minute_of(moment) if moment else None for moment in told]


@pytest.mark.parametrize("other", ["08:00", " ", 0.5, date(2026, 3, 1), datetime(1899, 12, 30, 8)])  # noqa: DTZ001
def test_what_stands_beside_moments_in_a_column_is_left_to_be_read_cell_by_cell(other: Any) -> None:
    assert moments([AT_EIGHT, other]) is None


def test_moments_of_a_workbook_are_the_same_beside_a_cell_that_is_none(tmp_path: Path) -> None:
    header = ("staff_id", "user_id", "provider_id", "start", "end")
    rows = [("a1", "u1", "p1", AT_EIGHT, NIGHT), ("a1", "u1", "p1", datetime(2026, 3, 1), AT_EIGHT)]  # noqa: DTZ001

    plain = read(book(tmp_path / "a.xlsx", header, *rows), "time-reports")
    mixed = read(book(tmp_path / "b.xlsx", header, *rows, ("a1", "u1", "p1", "x", "y")), "time-reports")

    assert mixed.columns.select(["start", "end"]).to_pylist() == plain.columns.select(["start", "end"]).to_pylist()
    assert (plain.refused_numbers, mixed.refused_numbers) == (set(), {4})
