"""Time lists whose day stands in a column of its own beside the clock: `Datum;Från;Till`. Source: S0-13."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import reduce
from pathlib import Path

import pytest
from taking import file, rows, take

from kollegie.intake.clocks_written import NO_CLOCKS, ClocksWritten
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.records import plan_records
from kollegie.store import Store

HEAD = "Kontaktperson;Brukare;Datum;Från;Till;Aktivitet\n"
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock


def spans(store: Store) -> list[tuple[str, str]]:
    """First and last moment of each row kept, in the order of the file."""
    kept = sorted(rows(store, "time-reports"), key=lambda row: int(str(row["row"])))

    def shown(minute: object) -> str:
        return f"{EPOCH + timedelta(minutes=int(str(minute))):%m-%d %H:%M}"

    return [(shown(row["start"]), shown(row["end"])) for row in kept]


FORMS = (
    ("2026-01-05;07:00;15:30", "01-05 07:00", "01-05 15:30"),
    ("20260105;7.00;1530", "01-05 07:00", "01-05 15:30"),
    ("2026-01-05 00:00:00.000;1900-01-01 07:00:00;15:30:59.0000000", "01-05 07:00", "01-05 15:30"),
    ("46027;0,2916666667;0.645833", "01-05 07:00", "01-05 15:30"),
    ("2026-01-05;kl. 7;24:00", "01-05 07:00", "01-06 00:00"),
    ("2026-01-05;22:00;06:00", "01-05 22:00", "01-06 06:00"),
    ("2026-12-31;22:00;00:00", "12-31 22:00", "01-01 00:00"),
    ("2026-01-05;2026-01-05T07:00:00;2026-01-05 15:30", "01-05 07:00", "01-05 15:30"),
    (";2026-01-05 22:00;06:00", "01-05 22:00", "01-06 06:00"),
    ("2026-01-09;2026-01-05 22:00;06:00", "01-05 22:00", "01-06 06:00"),
    ("2026-01-05;00:00;00:00", "01-05 00:00", "01-06 00:00"),
    ("2026-01-05;08:00;08:00", "01-05 08:00", "01-05 08:00"),
    ("söndag;2026-01-05 07:00;2026-01-05 15:30", "01-05 07:00", "01-05 15:30"),
)


def test_a_clock_time_is_of_the_day_beside_it_however_both_are_written(store: Store, tmp_path: Path) -> None:
    text = HEAD + "".join(f"k{number};u1;{cells};Bad\n" for number, (cells, _, _) in enumerate(FORMS))

    plan = take(store, "time-reports", file(tmp_path, text.encode("cp1252")))

    assert (plan.refused, plan.unknown_columns) == ((), ())
    assert spans(store) == [(start, end) for _, start, end in FORMS]
    assert {row["activity"] for row in rows(store, "time-reports")} == {"Bad"}


ZONED = (
    ("2026-01-05T06:00:00Z", "01-05 07:00"),
    ("2026-07-05 07:00:00.000+02:00", "07-05 07:00"),
    ("2026-07-04T23:30 +0000", "07-05 01:30"),
    ("2026-07-05 01:45", "07-05 01:45"),
)


def test_a_moment_that_tells_its_zone_is_the_time_in_sweden(store: Store, tmp_path: Path) -> None:
    text = "staff_id;user_id;start;end\n" + "".join(f"s1;u1;{start};2026-12-01T00:00Z\n" for start, _ in ZONED)
    odd = ("2026-01-05+01:00", "2026-01-05T06:00+99:00", "2026-03-01 07:30-15:30", "2026-03-01 07:30-08:30")
    bad = "".join(
        f"s1;u1;{start};2026-12-01\n" for start in (*odd, "2026-01-05T06:00+13:50", "2026-01-05T06:00 -01:00")
    )

    plan = take(store, "time-reports", file(tmp_path, text + bad))

    assert [start for start, _ in spans(store)] == [start for _, start in ZONED]
    assert [(one.place.row, one.column) for one in plan.refused] == [(row, "start") for row in range(6, 12)]


TWOFOLD: tuple[tuple[str, dict[str, str | None]], ...] = (
    ("0.25 0.5 0.3125 0.75", {"0.25": "06:00", "0.5": "12:00"}),
    ("0.30 7.15 00.45 15.00", {"0.30": "00:30"}),
    ("0.30 07:15 15:00", {"0.30": "00:30"}),
    ("0.30 24:00", {"0.30": "00:30"}),
    ("0.25 07:15 0,3125 15:00", {"0.25": None}),
    ("0.25 7.15 0,3125", {"0.25": None}),
    ("0.30 0.59 0.5 15:00", {"0.30": None, "0.59": None, "0.5": None}),
    ("7.30 0.0 0.5", {"0.0": "00:00", "0.5": None}),
    ("0.3125 07:30 0.00 0.30", {"0.00": "00:00", "0.30": None}),
    ("7.30 15.00 0.5 0.45", {"0.5": None, "0.45": "00:45"}),
    ("0.5 15:00 07:30 0.75", {"0.5": "12:00"}),
    ("0.25 0.5 0.75 07:30", {"0.25": None, "0.5": "12:00"}),
)


@pytest.mark.parametrize(("column", "means"), TWOFOLD)
def test_a_clock_that_can_be_two_times_is_the_one_its_file_writes_or_none(
    column: str, means: dict[str, str | None]
) -> None:
    written = reduce(ClocksWritten.joined_by, column.split(), NO_CLOCKS)

    found = {text: written.minutes(text) for text in dict.fromkeys(column.split()) if written.is_twofold(text)}

    assert found == {
        text: None if clock is None else int(clock[:2]) * 60 + int(clock[3:]) for text, clock in means.items()
    }


def test_two_ways_of_writing_clocks_in_one_file_are_told_by_row_and_one_counts_wherever_it_stands(
    store: Store, tmp_path: Path
) -> None:
    rows_of = [("0.25", "0.5")] * 3
    parts = "".join(f"k1;u1;2026-01-0{day};{a};{b};\n" for day, (a, b) in enumerate([*rows_of, ("0.3125", "0.75")], 1))
    mixed = "k1;u1;2026-01-05;7.30;15.00;\nk1;u1;2026-01-05;0.5;0.45;\n"

    take(store, "time-reports", file(tmp_path, HEAD + parts))
    plan = plan_records(store, "time-reports", [file(tmp_path, HEAD + mixed, "m.csv")])

    assert spans(store)[0] == ("01-01 06:00", "01-01 12:00")
    assert spans(store)[3] == ("01-04 07:30", "01-04 18:00")
    (refused,) = plan.refused
    assert (refused.place.row, refused.column, refused.value, plan.new) == (3, "start", "0.5", 1)
    assert "0.5 kan vara både 00:50 och 12:00" in refused.expected


CLAIMS = "Ansökan;Brukare;Medarbetare;Vikarie;Datum;Slutdatum;Från;Till;Timmar\n"


def test_a_sick_claim_has_its_day_and_its_clock_apart_or_together(store: Store, tmp_path: Path) -> None:
    forms = (
        ("2026-03-02;;07:00;15:30", "03-02 07:00", "03-02 15:30", 0),
        ("2026-03-02;;22:00;06:00", "03-02 22:00", "03-03 06:00", 0),
        ("2026-03-02;2026-03-04;07:00;15:30", "03-02 07:00", "03-04 15:30", 0),
        (";;2026-03-02 07:00;2026-03-02 15:30", "03-02 07:00", "03-02 15:30", 0),
        (";;2026-03-02;2026-03-04", "03-02 00:00", "03-05 00:00", 1),
    )
    text = CLAIMS + "".join(f"c{number};u1;a1;a2;{cells};8\n" for number, (cells, *_) in enumerate(forms))

    plan = take(store, "sick-claims", file(tmp_path, text + "c9;u1;a1;a2;;;07:00;15:30;8\n"))

    kept = sorted(rows(store, "sick-claims"), key=lambda row: int(str(row["row"])))
    shown = [
        tuple((EPOCH + timedelta(minutes=int(str(row[name])))).strftime("%m-%d %H:%M") for name in ("from", "to"))
        for row in kept
    ]
    assert shown == [(first, last) for _, first, last, _ in forms]
    assert [row["whole_days"] for row in kept] == [whole for *_, whole in forms]
    assert [(one.place.row, one.column, one.value) for one in plan.refused] == [(7, "from", "07:00")]
    assert [(one.place.row, one.column) for one in plan.doubts if "nästa dag" in one.what] == [(3, "to")]


NIGHT = {"start": {"natt": "22:00"}, "end": {"natt": "06:00"}}
TOLD = (
    ("2026-01-05; ;2026-01-05 08:00", {}, "start", "ett värde"),
    ("2026-01-05;07:00;\u00a0", {}, "end", "ett värde"),
    (" ;07:00;08:00", {}, "start", "kolumnen date"),
    ("-;07:00;08:00", {"date": {"-": ""}}, "start", "kolumnen date"),
    ("2026-01-05;natt;natt", NIGHT, "01-05 22:00", "01-06 06:00"),
    ("2026-01-05;2026-01-05 22:00;natt", {"end": NIGHT["end"]}, "01-05 22:00", "01-06 06:00"),
    ("2026-01-05;1900-01-01 07:00:00;1900-01-01 08:00:00", {}, "01-05 07:00", "01-05 08:00"),
    ("2026-01-05T00:00:00Z;07:00;08:00", {}, "01-05 07:00", "01-05 08:00"),
    ("2026-01-04T23:00:00Z;07:00;08:00", {}, "01-05 07:00", "01-05 08:00"),
)


@pytest.mark.parametrize(("cells", "values", "first", "last"), TOLD)
def test_a_row_is_kept_as_it_is_meant_or_refused_by_its_cell(
    cells: str, values: dict[str, dict[str, str]], first: str, last: str, store: Store, tmp_path: Path
) -> None:
    text = f"{HEAD}k1;u1;{cells};Bad\n"

    plan = take(store, "time-reports", file(tmp_path, text), mapping=ColumnMapping(values=values))

    if plan.refused:
        (refused,) = plan.refused
        assert (refused.column, last in refused.expected, plan.new) == (first, True, 0)
    else:
        assert spans(store) == [(first, last)]


def test_ends_on_the_next_day_and_hours_that_summer_time_skips_are_told(store: Store, tmp_path: Path) -> None:
    nights = "".join(f"k1;u1;2026-01-0{day};22:00;06:00;\n" for day in range(1, 4))
    spans_of = ("01-08;15:30;07:30", "01-09;00:00;00:00", "01-09;08:00;08:00", "03-28;22:00;02:30")
    others = "".join(f"k1;u1;2026-{span};\n" for span in spans_of)

    plan = take(store, "time-reports", file(tmp_path, HEAD + nights + others))

    told = [(doubt.place.row, doubt.what) for doubt in plan.doubts]
    assert [row for row, what in told if "5 rader i filen" in what] == [2]
    assert [row for row, what in told if "mer än 16 timmar" in what] == [6]
    assert [row for row, what in told if "noll minuter" in what] == [7]
    assert [row for row, what in told if "timmen finns inte" in what] == [8]
    assert spans(store)[-2:] == [("01-09 08:00", "01-09 08:00"), ("03-28 22:00", "03-29 02:30")]


def test_what_is_no_clock_or_has_no_day_is_refused_by_its_cell(store: Store, tmp_path: Path) -> None:
    bad = [";07:00;08:00", "5/1/2026;07:00;08:00", "2026-01-05;7,5;8", "2026-01-05;07:00;25:00", "2026-01-05;07:00;"]
    path = file(tmp_path, HEAD + "".join(f"k1;u1;{cells};\n" for cells in bad))

    plan = plan_records(store, "time-reports", [path])

    assert [(one.place.row, one.column, one.value) for one in plan.refused] == [
        (2, "start", "07:00"),
        (3, "date", "5/1/2026"),
        (4, "start", "7,5"),
        (5, "end", "25:00"),
        (6, "end", ""),
    ]
    assert "kolumnen date" in plan.refused[0].expected
    assert "ordning" in plan.refused[1].expected
    assert (plan.new, plan.refused_rows) == (0, 5)


def test_a_last_day_of_its_own_is_believed_and_a_mapping_tells_the_order_of_dates(store: Store, tmp_path: Path) -> None:
    text = "Anst nr;Kundnr;Startdatum;Starttid;Slutdatum;Sluttid\n"
    text += "a;u;5/1/2026;22:00;7/1/2026;06:00\na;u;5/1/2026;07:00;5/1/2026;06:00\na;u;5/1/2026;07:00;;09:00\n"

    plan = take(store, "time-reports", file(tmp_path, text), mapping=ColumnMapping(dates="dmy"))

    assert spans(store) == [
        ("01-05 22:00", "01-07 06:00"),
        ("01-05 07:00", "01-05 06:00"),
        ("01-05 07:00", "01-05 09:00"),
    ]
    assert [(doubt.place.row, doubt.column) for doubt in plan.doubts] == [(2, "end"), (3, "end")]


def test_a_workbooks_time_of_day_is_read_with_its_format_and_without(store: Store, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Assistent", "Brukare", "Datum", "Från", "Till"])
    day = date(2026, 1, 5)
    for cells in (
        (day, time(7, 30), time(9, 0)),
        (datetime(2026, 1, 5), 0.25, 0.5),  # noqa: DTZ001 - a cell of a workbook
        (46027, 0.75, 0),
        (day, "22:00", timedelta(hours=24)),
        (day, 1 / 3 - 1e-6, 0.99999999),
        (day, 7, 1),
        (day, 7.25, 16.25),
        (datetime(9999, 12, 31, 23, 59, 59, 997000), "07:00", "08:00"),  # noqa: DTZ001 - an open end
    ):
        sheet.append(["a", "u", *cells])
    for place in ("D6", "E6"):
        sheet[place].number_format = "hh:mm"
    book.save(tmp_path / "t.xlsx")

    plan = take(store, "time-reports", tmp_path / "t.xlsx")

    assert spans(store) == [
        ("01-05 07:30", "01-05 09:00"),
        ("01-05 06:00", "01-05 12:00"),
        ("01-05 18:00", "01-06 00:00"),
        ("01-05 22:00", "01-06 00:00"),
        ("01-05 08:00", "01-06 00:00"),
    ]
    assert [(one.place.row, one.column, one.value) for one in plan.refused] == [
        (7, "end", "1.0"),
        (8, "start", "7,25"),
        (8, "end", "16,25"),
        (9, "date", "9999-12-31 23:59:59"),
    ]
