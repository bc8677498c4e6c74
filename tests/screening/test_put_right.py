"""A refused row that is put right and taken in alone joins the other rows of its record."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from taking import MARCH_1, file, take

from kollegie.intake.records import RecordsPlan, carry_out_records, plan_records
from kollegie.intake.refused_rows import save_refused
from kollegie.screening.loading import load_material
from kollegie.store import Store

HEAD = "user_id;measure;date;planned_hours;attended_hours\n"
ROWS = "u1;kurs;2026-03-02;3;3\nu1;kurs;2026-03-02;4;många\nu1;kurs;2026-03-02;5;få\nu2;kurs;2026-03-02;1;1\n"


def saved(store: Store, path: Path, out: Path) -> Path:
    plan = plan_records(store, "attendance", [path])
    save_refused(path, "attendance", plan.refused, out)
    return out


def put_right(path: Path, *hours: str) -> Path:
    """The rows of a saved workbook with these hours attended, one after another."""
    book = openpyxl.load_workbook(path)
    for number, one in enumerate(hours, start=2):
        book.worksheets[0].cell(number, 5, one)
    book.save(path)
    return path


def attended(store: Store) -> list[float]:
    found = load_material(store, MARCH_1, ("attendance",))["attendance"]["attended_hours"]
    return sorted(one / 3600 for one in found.tolist())


def told(plan: RecordsPlan) -> tuple[int, int, int, int]:
    return plan.new, plan.changed, plan.unchanged, plan.refused_rows


def test_it_joins_them_and_one_put_right_again_takes_its_own_place_alone(store: Store, tmp_path: Path) -> None:
    whole = file(tmp_path, HEAD + ROWS)
    take(store, "attendance", whole)
    first = put_right(saved(store, whole, tmp_path / "a.xlsx"), "7", "fem")

    assert told(take(store, "attendance", first)) == (1, 0, 0, 1)
    assert attended(store) == [1, 3, 7]
    second = put_right(saved(store, first, tmp_path / "b.xlsx"), "5")
    assert [cell.value for cell in openpyxl.load_workbook(second).worksheets[0][2]][-1] == "4"
    assert told(take(store, "attendance", second)) == (1, 0, 0, 0)
    assert attended(store) == [1, 3, 5, 7]
    assert told(take(store, "attendance", put_right(first, "6", "5"))) == (0, 1, 1, 0)
    assert attended(store) == [1, 3, 5, 6]


def test_a_whole_file_that_comes_later_takes_the_place_of_all(store: Store, tmp_path: Path) -> None:
    whole = file(tmp_path, HEAD + ROWS)
    right = put_right(saved(store, whole, tmp_path / "a.xlsx"), "7", "5")
    carry_out_records(store, plan_records(store, "attendance", [whole, right]))
    assert attended(store) == [1, 3, 5, 7]
    corrected = HEAD + ROWS.replace("många", "7").replace("få", "5")
    assert told(plan_records(store, "attendance", [file(tmp_path, corrected, "c.csv")])) == (0, 0, 4, 0)

    plan = take(store, "attendance", file(tmp_path, HEAD + "u1;kurs;2026-03-02;3;2\n", "d.csv"))

    assert told(plan) == (0, 1, 0, 0)
    assert [doubt.place.row for doubt in plan.doubts if "fler rader" in doubt.what] == [2]
    assert attended(store) == [1, 2]
