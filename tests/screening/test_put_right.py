"""A refused row that is put right and taken in alone joins the other rows of its record."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from taking import MARCH_1, file, take

from kollegie.intake.records import RecordsPlan, carry_out_records, plan_records
from kollegie.intake.refused_rows import save_refused_of
from kollegie.model.records import SHAPES
from kollegie.screening.loading import load_material
from kollegie.store import Store

HEAD = "user_id;measure;date;planned_hours;attended_hours\n"
ROWS = "u1;kurs;2026-03-02;3;3\nu1;kurs;2026-03-02;4;många\nu1;kurs;2026-03-02;5;få\nu2;kurs;2026-03-02;1;1\n"
REPORTS = "staff_id;user_id;provider_id;start;end\na;u;p;2026-03-01 07:30;2026-03-01 09:00\n"
LINES = """provider_id;invoice_id;line;user_id;service;period_from;period_to;hours;amount
p;F1;1;u1;hemtjänst;2026-03-01;2026-03-31;10;4000
p;F1;2;u2;hemtjänst;mars;2026-03-31;20;8000
"""


def saved(store: Store, path: Path, out: Path, kind: str = "attendance") -> Path:
    plan = plan_records(store, kind, [path])
    save_refused_of([path], kind, plan, out)
    return out


def put_right(path: Path, *cells: str, column: int = 5) -> Path:
    """The rows of a saved workbook with these cells, the hours attended if nothing else is said, one after another."""
    book = openpyxl.load_workbook(path)
    for number, one in enumerate(cells, start=2):
        book.worksheets[0].cell(number, column, one)
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
    assert [cell.value for cell in openpyxl.load_workbook(second).worksheets[0][2]][-1].startswith("4 (")
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


@pytest.mark.parametrize(
    ("kind", "rows", "column", "cells"),
    [
        (
            "time-reports",
            REPORTS + "a;u;p;2026-03-02 07:30;igår\n",
            5,
            ("2026-03-02 17:30", "2026-03-02 09:30"),
        ),  # a kind whose rows have no key
        (
            "time-reports",
            REPORTS + "a;u;p;igår;2026-03-02 17:00\n",
            4,
            ("2026-03-02 16:00", "2026-02-27 16:00"),
        ),  # from one file's days to another's
        ("invoices", LINES, 6, ("2026-03-10", "2026-03-01")),
        ("attendance", HEAD + "u1;kurs;2026-03-02;3;3\n;kurs;2026-03-02;4;4\n", 1, ("u2", "u3")),
    ],
)
def test_what_was_put_right_in_the_key_or_in_a_row_without_one_counts_once(
    store: Store, tmp_path: Path, kind: str, rows: str, column: int, cells: tuple[str, str]
) -> None:
    def standing() -> list[int]:
        found = load_material(store, MARCH_1, (kind,))[kind]
        return sorted(zip(*(found[one.name].tolist() for one in SHAPES[kind].columns[:6]), strict=True))

    whole = file(tmp_path, rows)
    take(store, kind, whole)
    right = saved(store, whole, tmp_path / "a.xlsx", kind)
    first, second = cells

    assert told(take(store, kind, put_right(right, first, column=column))) == (1, 0, 0, 0)
    as_first = standing()
    assert told(take(store, kind, put_right(right, second, column=column)))[1:] == (1, 0, 0)
    as_second = standing()
    assert told(take(store, kind, put_right(right, f" {first}", column=column)))[1:] == (1, 0, 0)

    assert (len(as_first), len(as_second), as_first != as_second, standing() == as_first) == (2, 2, True, True)


def test_row_two_of_one_file_is_not_row_two_of_another(store: Store, tmp_path: Path) -> None:
    for number, name in enumerate(("a", "b"), start=7):
        whole = file(tmp_path, HEAD + f"u1;kurs;2026-03-0{number};3;{name}\n", f"{name}.csv")
        take(store, "attendance", put_right(saved(store, whole, tmp_path / f"{name}.xlsx"), f"{number}"))

    assert attended(store) == [7, 8]


def test_rows_whose_number_is_gone_join_the_others_all_the_same(store: Store, tmp_path: Path) -> None:
    whole = file(tmp_path, HEAD + "u1;kurs;2026-03-02;3;3\nu1;kurs;2026-03-02;8;många\n")
    take(store, "attendance", whole)
    lone = put_right(put_right(saved(store, whole, tmp_path / "a.xlsx"), "7"), "", column=7)

    assert told(take(store, "attendance", lone)) == (1, 0, 0, 0)
    assert attended(store) == [3, 7]


def split(path: Path) -> Path:
    """The first row of a saved workbook twice."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append([cell.value for cell in book.worksheets[0][2]])
    book.save(path)
    return path


def test_a_row_put_right_as_two_goes_in_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    whole = file(tmp_path, HEAD + "u1;kurs;2026-03-02;3;3\nu1;kurs;2026-03-03;8;många\n")
    take(store, "attendance", whole)
    right = split(saved(store, whole, tmp_path / "a.xlsx"))

    half = take(store, "attendance", put_right(right, "5", "två"))
    assert (told(half), attended(store)) == ((0, 0, 0, 2), [3])
    assert [(one.column, "tillsammans" in one.expected) for one in half.refused] == [
        ("Rad i filen", True),
        ("attended_hours", False),
    ]
    both = saved(store, right, tmp_path / "b.xlsx")
    assert told(take(store, "attendance", put_right(both, "5", "2"))) == (2, 0, 0, 0)
    assert told(take(store, "attendance", put_right(both, "6", "två"))) == (0, 0, 0, 2)

    assert attended(store) == [2, 3, 5]


def test_a_part_with_a_cell_too_many_keeps_the_other_parts_out(store: Store, tmp_path: Path) -> None:
    number = "3 (0123456789ab)"
    part, torn = f"u1;kurs;2026-03-03;5;5;{number}\n", f"u1;kurs;2026-03-03;2;5;2;{number}\n"

    plan = take(store, "attendance", file(tmp_path, HEAD.replace("\n", ";Rad i filen\n") + part + torn))

    assert told(plan) == (0, 0, 0, 2)


def test_two_rows_of_one_file_are_two_also_when_one_of_them_was_put_right(store: Store, tmp_path: Path) -> None:
    whole = file(tmp_path, HEAD + "u1;kurs;2026-03-02;3;3\n" + "u1;kurs;2026-03-02;3;tre\n" * 2)
    take(store, "attendance", whole)
    right = put_right(saved(store, whole, tmp_path / "a.xlsx"), "3", "tre")

    assert told(take(store, "attendance", right)) == (1, 0, 0, 1)
    both = put_right(saved(store, right, tmp_path / "b.xlsx"), "3")
    assert told(take(store, "attendance", both)) == (1, 0, 0, 0)
    assert told(plan_records(store, "attendance", [put_right(right, "3", "3")])) == (0, 0, 2, 0)
    assert attended(store) == [3, 3, 3]
    corrected = HEAD + "u1;kurs;2026-03-02;3;3\n" * 3
    assert told(plan_records(store, "attendance", [file(tmp_path, corrected, "c.csv")])) == (0, 0, 3, 0)


@pytest.mark.parametrize("kind", ["attendance", "payouts"])
def test_what_a_corrected_file_brought_is_not_counted_again_by_its_refused_rows(
    store: Store, tmp_path: Path, kind: str
) -> None:
    head, row = {
        "attendance": (HEAD, "u1;kurs;2026-03-02;3;3\n"),
        "payouts": ("payee_id;user_id;service;period_from;period_to;amount\n", "k;u1;x;2026-03-01;2026-03-31;3\n"),
    }[kind]
    whole = file(tmp_path, head + row.replace(";3\n", ";tre\n"))
    right = put_right(saved(store, whole, tmp_path / "a.xlsx", kind), "3", column=6 if kind == "payouts" else 5)
    take(store, kind, file(tmp_path, head + row, "b.csv"))

    assert told(plan_records(store, kind, [right])) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("refused", "first", "second", "then"),
    [
        (1, ("5", "2"), ("6", "2"), (0, 1, 1, 0)),  # one row put right as two, one half of it once more
        (2, ("2", "två"), ("6", "2"), (1, 1, 0, 0)),  # the second becomes what the first was
    ],
)
def test_nothing_is_lost_that_is_like_what_no_longer_stands(
    store: Store, tmp_path: Path, refused: int, first: tuple[str, str], second: tuple[str, str], then: tuple[int, ...]
) -> None:
    whole = file(tmp_path, HEAD + "u1;kurs;2026-03-02;3;3\n" + "u1;kurs;2026-03-03;8;många\n" * refused)
    take(store, "attendance", whole)
    right = saved(store, whole, tmp_path / "a.xlsx")
    if refused == 1:
        split(right)

    take(store, "attendance", put_right(right, *first))
    assert told(take(store, "attendance", put_right(right, *second))) == then

    assert attended(store) == sorted([3.0, *map(float, second)])
