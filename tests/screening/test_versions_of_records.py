"""What an earlier file brought is not kept twice, and what a later one changes is a new version."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from taking import HEADER, LINE, MARCH_1, NOON, file, rows, take

from kollegie.intake.records import plan_records
from kollegie.model.ids import new_id
from kollegie.screening.all_rules import rules_named
from kollegie.screening.desk import open_desk
from kollegie.screening.loading import load_material
from kollegie.screening.running import run_rules
from kollegie.screening.signals import screen
from kollegie.store import Store


def test_rows_an_earlier_file_brought_are_not_kept_twice(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE, "mars.csv"))

    longer = take(store, "time-reports", file(tmp_path, HEADER + LINE + LINE.replace("a1", "a2"), "mars-2.csv"))

    alike = plan_records(store, "time-reports", [file(tmp_path, HEADER + LINE + LINE, "mars-3.csv")])

    assert (longer.new, longer.unchanged) == (1, 1)
    assert (alike.new, alike.unchanged) == (0, 2)
    assert [row["staff_id"] for row in rows(store, "time-reports")] == ["a1", "a2"]


def test_a_known_record_with_other_content_is_a_new_version_of_it(store: Store, tmp_path: Path) -> None:
    header = "staff_id;provider_id;contract_from;contract_to\n"
    take(store, "staff", file(tmp_path, header + "a1;p1;2026-01-01;\na2;p1;2026-01-01;\n", "staff.csv"))

    plan = take(
        store, "staff", file(tmp_path, header + "a1;p1;2026-01-01;2026-06-30\na2;p1;2026-01-01;\n", "staff2.csv")
    )

    assert (plan.new, plan.changed, plan.unchanged) == (0, 1, 1)


def test_a_record_in_two_systems_is_one_and_what_the_second_does_not_know_of_it_is_told(
    store: Store, tmp_path: Path
) -> None:
    header = "staff_id;provider_id;contract_from;relation;police_extract_on\n"
    take(store, "staff", file(tmp_path, header + "a1;p1;2026-01-01;mor;2026-01-02\na2;p1;2026-01-01;;\n", "lön.csv"))

    same = take(store, "staff", file(tmp_path, "staff_id;provider_id;contract_from\na1;p1;2026-01-01\n", "plan.csv"))
    other = "staff_id;provider_id;contract_from;contract_to\na1;p1;2026-01-01;2026-06-30\na2;p1;2026-01-01;2026-06-30\n"
    changed = take(store, "staff", file(tmp_path, other, "plan2.csv"))
    again = take(store, "staff", file(tmp_path, other.replace("06-30", "07-31"), "plan3.csv"))

    assert (same.new, same.changed, same.unchanged, same.doubts) == (0, 0, 1, ())
    assert (changed.new, changed.changed) == (0, 2)
    told = [(one.place.row, one.column) for one in changed.doubts if "lön.csv hade för samma poster" in one.what]
    assert told == [(2, "relation"), (2, "police_extract_on")]
    assert (again.changed, [one for one in again.doubts if "samma poster" in one.what]) == (2, [])


@pytest.mark.parametrize(("last", "causes"), [("2026-03-09", 1), ("2026-03-08", 2)])
def test_a_stay_that_stands_twice_in_a_file_is_one_cause(store: Store, tmp_path: Path, last: str, causes: int) -> None:
    stays = f"user_id;from;to;kind\nu1;2026-02-01;2026-03-09;sjukhus\nu1;2026-02-01;{last};sjukhus\n"
    take(store, "stays", file(tmp_path, stays, "stays.csv"))
    take(store, "time-reports", file(tmp_path, HEADER + LINE))

    first, again = (screen(store, ("V11",), as_of=date(2026, 9, 30)) for _ in range(2))

    assert len({signal.id for signal in first.signals}) == len(first.signals) == causes
    assert (len(again.unchanged), again.new, again.gone) == (causes, frozenset(), frozenset())


def test_a_contract_of_an_earlier_list_is_not_lost_when_a_new_list_comes(store: Store, tmp_path: Path) -> None:
    header = "staff_id;provider_id;contract_from;contract_to;relation\n"
    before, after = "2025-03-01 07:30;2025-03-01 09:00", "2026-03-01 07:30;2026-03-01 09:00"
    works = "".join(f"{who};u1;p1;{when};;\n" for who in ("a1", "a2", "a3") for when in (before, after))
    take(store, "time-reports", file(tmp_path, HEADER + works))
    first = "a1;p1;2025-01-01;2025-12-31;\na2;p1;;;mor\na3;p1;2025-01-01;;\n"
    take(store, "staff", file(tmp_path, header + first, "s25.csv"))

    second = "a1;p1;2026-02-01;;\na2;p1;2026-01-01;;\na3;p1;2025-02-01;;\n"
    plan = take(store, "staff", file(tmp_path, header + second, "s26.csv"))
    material = load_material(store, date(2026, 4, 1), ("staff", "time-reports"))

    assert (plan.new, plan.changed, plan.unchanged) == (3, 0, 0)
    assert [(doubt.place.row, doubt.column) for doubt in plan.doubts if "avtal" in doubt.what] == [(4, "contract_from")]
    assert "2025-01-01" in next(doubt.what for doubt in plan.doubts if "avtal" in doubt.what)
    staff = material["staff"]
    told = [(staff.text("staff_id", at), staff.files[staff.file[at]]) for at in range(len(staff))]
    assert told == [*((who, "s26.csv") for who in ("a1", "a2", "a3")), ("a1", "s25.csv"), ("a3", "s25.csv")]
    hits = run_rules(material, rules_named(("V09",)), scope=new_id(NOON, random.Random(1))).found
    assert [(one.signal.subjects_of("staff"), one.signal.first_day) for one in hits] == [(("a2",), date(2025, 3, 1))]


def test_what_is_put_back_as_it_was_counts_again_also_when_the_very_same_file_comes_back(
    store: Store, tmp_path: Path
) -> None:
    head = "provider_id;invoice_id;line;user_id;period_from;period_to;hours;amount\n"
    ten, twenty = (f"{head}p1;A1;1;u1;2026-03-01;2026-03-31;{hours};100\n" for hours in (10, 20))
    other = "p1;A2;1;u1;2026-03-01;2026-03-31;5;100\n"
    take(store, "invoices", file(tmp_path, ten, "a.csv"))
    take(store, "invoices", file(tmp_path, twenty, "b.csv"))

    back = take(store, "invoices", file(tmp_path, ten, "a.csv"))
    twenty_again = take(store, "invoices", file(tmp_path, twenty + other, "c.csv"))
    none = take(store, "invoices", file(tmp_path, twenty, "b.csv"))

    assert [(one.new, one.changed, one.unchanged) for one in (back, twenty_again, none)] == [
        (0, 1, 0),
        (1, 1, 0),
        (0, 0, 1),
    ]
    assert [row["hours"] for row in rows(store, "invoices")] == [36000, 72000, 36000, 72000, 18000]


@pytest.mark.parametrize(
    ("kind", "header", "stays", "gone", "new", "counted"),
    [
        (
            "invoices",
            "provider_id;invoice_id;user_id;period_from;period_to;hours;amount",
            "p1;A1;u1;2026-03-01;2026-03-31;10;4000",
            "p1;A1;u1;2026-03-01;2026-03-31;5;2000",
            "p1;A1;u1;2026-03-01;2026-03-31;6;2400",
            ("hours", [36000, 21600]),
        ),
        (
            "attendance",
            "user_id;measure;date;planned_hours;attended_hours",
            "u1;kurs;2026-03-02;3;3",
            "",
            "u1;kurs;2026-03-02;4;0",
            ("planned_hours", [10800, 14400]),
        ),
        (
            "attendance",
            "user_id;measure;date;planned_hours;attended_hours",
            "u1;kurs;2026-03-02;3;3",
            "",
            "u1;kurs;2026-03-02;3;3",
            ("planned_hours", [10800, 10800]),
        ),
    ],
    ids=["changed", "added", "twice"],
)
def test_a_record_of_several_rows_is_whole_in_the_file_that_changes_one_of_them(
    store: Store,
    tmp_path: Path,
    kind: str,
    header: str,
    stays: str,
    gone: str,
    new: str,
    counted: tuple[str, list[int]],
) -> None:
    take(store, kind, file(tmp_path, f"{header}\n{stays}\n{gone}\n", "a.csv"))

    plan = take(store, kind, file(tmp_path, f"{header}\n{stays}\n{new}\n", "b.csv"))

    assert (plan.new, plan.changed, plan.unchanged) == (0, 1, 1)
    column, values = counted
    assert load_material(store, MARCH_1, (kind,))[kind][column].tolist() == values
    assert [doubt for doubt in plan.doubts if "fler rader" in doubt.what] == []
    assert take(store, kind, file(tmp_path, f"{header}\n{new}\n{stays}\n", "c.csv")).unchanged == 2
    part = plan_records(store, kind, [file(tmp_path, f"{header}\n{new.replace(';3', ';2').replace(';6', ';7')}\n")])
    assert [doubt.place.row for doubt in part.doubts if "fler rader" in doubt.what] == ([2] if part.changed else [])
    unread = plan_records(store, kind, [file(tmp_path, f"{header}\n{stays}\n{new.replace('2026', '20x6')}\n", "e.csv")])
    assert (unread.refused_rows, unread.changed, unread.unchanged) == (1, 0, 1)  # a refused row withdraws none
    left = take(store, kind, file(tmp_path, f"{header}\n{stays}\n", "d.csv"))
    assert (left.new, left.changed, left.unchanged) == (0, 1, 0)
    assert [doubt.place.row for doubt in left.doubts if "fler rader" in doubt.what] == [2]
    assert load_material(store, MARCH_1, (kind,))[kind][column].tolist() == values[:1]


def test_lines_without_a_number_are_lines_of_their_own_and_no_versions_of_each_other(
    store: Store, tmp_path: Path
) -> None:
    head = "provider_id;invoice_id;user_id;service;period_from;period_to;hours;amount\n"
    period = "2026-03-01;2026-03-31"
    care, escort = (f"p1;A1;u1;{service};{period};2;100\n" for service in ("hemtjänst", "ledsagning"))
    take(store, "invoices", file(tmp_path, head + care + escort))

    plan = take(store, "invoices", file(tmp_path, head + care.replace(";2;", ";3;") + escort, "u.csv"))

    assert (plan.new, plan.changed, plan.unchanged) == (0, 1, 1)
    [look] = open_desk(store).invoices.of_month("2026-03")
    assert sorted((line.service, line.seconds) for line in look.lines) == [
        ("hemtjänst", 10800),
        ("ledsagarservice", 7200),
    ]
    turned = take(store, "invoices", file(tmp_path, head + escort + care.replace(";2;", ";3;"), "w.csv"))
    alone = take(store, "invoices", file(tmp_path, head + escort, "x.csv"))
    assert [(one.new, one.changed, one.unchanged) for one in (turned, alone)] == [(0, 0, 2), (0, 0, 1)]
    assert [one.part for one in screen(store, ("V32",)).signals if ":twice:" in one.part] == []
