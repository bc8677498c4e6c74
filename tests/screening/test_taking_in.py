"""Records from files: every kind, the forms Swedish systems write, and what is refused."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from planting import World, at, csv_text
from taking import HEADER, LINE, MARCH_1, file, rows, take

from kollegie.errors import Cancelled, KollegieError
from kollegie.intake import record_file
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.record_errors import RecordsUnreadable
from kollegie.intake.record_kinds import KINDS, normal_header
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.records import carry_out_records, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.intake.table_errors import (
    HeadersMissing,
    HeaderTwice,
    PlanOutdated,
    TableLocked,
    TableUnreadable,
)
from kollegie.model.records import SHAPES
from kollegie.model.register import Decision
from kollegie.progress import Progress
from kollegie.screening.signals import screen
from kollegie.store import Store
from kollegie.store import records as record_store
from kollegie.store.records import (
    read_records,
    record_sets,
    records_folder,
)


def test_every_kind_has_its_columns_in_the_shape_of_the_model() -> None:
    for name, kind in RECORD_SET_KINDS.items():
        held = {column.name for column in SHAPES[name].columns}
        assert {rule.name for rule in kind.columns} - kind.held_apart <= held


@pytest.mark.parametrize("kind", RECORD_SET_KINDS)
def test_a_kind_is_taken_whole_and_the_same_file_twice_changes_nothing(
    store: Store, tmp_path: Path, world: World, kind: str
) -> None:
    path = file(tmp_path, csv_text(world, kind), f"{kind}.csv")

    first = take(store, kind, path)
    again = take(store, kind, path)

    assert (first.new, first.refused) == (len(world.rows[kind]), ())
    assert (again.new, again.changed, again.unchanged) == (0, 0, first.read)
    assert len(record_sets(store, kind)) == 1
    assert sorted(row["row"] for row in rows(store, kind)) == list(range(2, first.read + 2))


def test_whoever_stops_the_reading_at_the_last_row_is_not_shown_a_plan(store: Store, tmp_path: Path) -> None:
    stopping = Progress(lambda *_: stopping.cancel())  # type: ignore[func-returns-value]

    with pytest.raises(Cancelled):
        plan_records(store, "time-reports", [file(tmp_path, HEADER + LINE)], progress=stopping)


@pytest.mark.parametrize(
    "written",
    [
        (HEADER + LINE).encode(),
        b"\xef\xbb\xbf" + (HEADER + LINE).encode(),
        (HEADER + LINE).replace(";", ",").encode(),
        (HEADER + LINE).replace(";", "\t").encode(),
        ("sep=;\n" + HEADER + LINE).encode(),
        (HEADER + LINE).replace("\n", "\r\n").encode("cp1252"),
        (HEADER + LINE).encode("utf-16"),
        (HEADER + LINE.replace("a1;", '"a1";')).encode(),
        ("Tidrapporter mars\n" + HEADER + "\n" + LINE + "\n\n").encode(),
        "Assistent;Brukar-id;Utförar-id;Starttid;Sluttid\nå1;u1;p1;2026-03-01T07:30;2026-03-01 09.00\n".encode(
            "cp1252"
        ),
        "Anst.nr;Assistent;Kundnr;Brukare;Leverantör;Utförar-ID;Datum;Från;Till\n"
        "å1;Ann;u1;Ulf;Omsorg;p1;2026-03-01;07:30;9.00\n".encode("cp1252"),
    ],
    ids=["utf8", "mark", "comma", "tab", "sep", "crlf", "utf16", "quoted", "preamble", "swedish", "names beside ids"],
)
def test_the_forms_swedish_systems_write_say_the_same(store: Store, tmp_path: Path, written: bytes) -> None:
    take(store, "time-reports", file(tmp_path, written))

    (row,) = rows(store, "time-reports")
    minutes = (date(2026, 3, 1) - date(1970, 1, 1)).days * 1440 + 7 * 60 + 30
    assert row["staff_id"] in ("a1", "å1")
    assert (row["user_id"], row["provider_id"], row["start"], row["end"]) == ("u1", "p1", minutes, minutes + 90)


def test_refused_rows_are_named_and_nothing_is_kept_until_someone_says_so(store: Store, tmp_path: Path) -> None:
    path = file(
        tmp_path, HEADER + LINE + "a2;u1;p1;i går;2026-03-01 09:00;;\n" + ";u1;p1;2026-03-01 08:00;2026-03-01 09:00;;\n"
    )

    plan = plan_records(store, "time-reports", [path])

    assert [(r.place.row, r.column, r.value) for r in plan.refused] == [(3, "start", "i går"), (4, "staff_id", "")]
    assert (plan.read, plan.new, plan.refused_rows) == (3, 1, 2)
    assert "t.csv" in plan.refused[0].sentence
    assert record_sets(store) == ()


def test_a_slipped_year_is_refused_however_large_the_file_and_a_far_end_is_an_open_one(
    store: Store, tmp_path: Path
) -> None:
    late = LINE.replace("2026-03-01 07:30", "2926-03-01 07:00")
    people = "staff_id;provider_id;contract_from;contract_to\na1;p1;2026-01-01;9999-12-31\na2;p1;9999-12-01;\n"

    reports = plan_records(store, "time-reports", [file(tmp_path, HEADER + LINE + late)])
    staff = take(store, "staff", file(tmp_path, people, "s.csv"))

    assert [(r.place.row, r.column, r.value) for r in reports.refused] == [(3, "start", "2926-03-01 07:00")]
    assert [(r.place.row, r.column, r.value) for r in staff.refused] == [(3, "contract_from", "9999-12-01")]
    assert [row.get("contract_to") for row in rows(store, "staff")] == [None]


def test_a_word_for_a_person_is_a_number_a_name_or_what_is_kept_by_what_else_the_file_has() -> None:
    staff, users = RECORD_SET_KINDS["staff"], KINDS["users"]

    assert staff.meanings(("Medarbetare", "Utförarnr"), {}).get("medarbetare") == "staff_id"
    assert staff.meanings(("Medarbetare", "Anst.nr"), {}).get("medarbetare") == "name"
    assert "medarbetare" not in staff.meanings(("Medarbetare", "Anst.nr", "Namn"), {})
    assert staff.meanings(("Medarbetare", "Nr"), {"nr": "staff_id"}).get("medarbetare") == "name"
    assert staff.meanings(("Medarbetare",), {"medarbetare": ""}).get("medarbetare") == ""
    assert users.meanings(("Brukare", "Personnummer"), {}).get("brukare") == "name"


@pytest.mark.parametrize(
    ("kind", "number", "name", "column"),
    [
        ("payouts", "Kontaktperson-id", "Kontaktperson", "payee_id"),
        ("payouts", "Anst nr", "Mottagare", "payee_id"),
        ("time-reports", "Kund nr", "Kund", "user_id"),
        ("staff", "Anställnings nr", "Anställd", "staff_id"),
    ],
)
def test_a_number_is_the_id_and_the_name_beside_it_is_not(kind: str, number: str, name: str, column: str) -> None:
    means = RECORD_SET_KINDS[kind].meanings((name, number), {})

    assert means[normal_header(number)] == column
    assert means.get(normal_header(name)) != column


def test_a_file_taken_in_by_an_earlier_program_is_compared_row_by_row(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, HEADER + LINE)
    with monkeypatch.context() as earlier:
        earlier.setattr(record_file, "WAY_OF_READING", b"")
        take(store, "time-reports", path)

    again, nothing_new = (take(store, "time-reports", path) for _ in range(2))

    assert again.files[0].content_hash != record_sets(store, "time-reports")[0].content_hash
    assert (again.new, again.unchanged, nothing_new.new) == (0, 1, 0)


def test_the_last_day_of_a_collective_agreement_is_read(store: Store, tmp_path: Path) -> None:
    text = "Anst nr;Utförarnr;Kollektivavtal;Kollektivavtal till;Tjänstgöringsgrad\n"
    text += "a1;p1;Sobona;2026-03-31;75 %\na2;p1;Sobona;9999-12-31;0,75\n"

    plan = take(store, "staff", file(tmp_path, text.encode("cp1252")))

    last = (date(2026, 3, 31) - date(1970, 1, 1)).days
    assert (plan.refused, plan.unknown_columns) == ((), ())
    assert [row.get("agreement_to") for row in rows(store, "staff")] == [last, None]
    assert [row["full_time_share"] for row in rows(store, "staff")] == [75, 0.75]


def test_a_contract_that_overlaps_one_of_an_earlier_list_without_last_days_is_told(
    store: Store, tmp_path: Path
) -> None:
    earlier, later = ("staff_id;provider_id;contract_from\na1;p1;2026-0" + day for day in ("1-01\n", "2-01\n"))
    take(store, "staff", file(tmp_path, earlier, "s.csv"))

    plan = plan_records(store, "staff", [file(tmp_path, later, "t.csv")])

    assert [doubt.column for doubt in plan.doubts] == ["contract_from"]


def test_a_report_that_ends_before_it_begins_is_taken_for_v32_to_name(store: Store, tmp_path: Path) -> None:
    plan = take(store, "time-reports", file(tmp_path, HEADER + "a1;u1;p1;2026-03-01 09:00;2026-03-01 07:30;;\n"))

    assert (plan.new, plan.refused) == (1, ())


def test_reports_are_kept_by_person_and_start_and_their_proofs_stand_in_the_order_of_the_file(
    store: Store, tmp_path: Path
) -> None:
    shifts = [(f"s{person}", f"2026-03-{day:02} {hour:02}") for person in range(3) for day in (2, 3) for hour in (8, 9)]
    lines = [f"{staff};u1;p1;{begin}:00;{begin}:59;;\n" for staff, begin in shifts]
    lines.append("s1;u7;p1;2026-03-02 08:30;2026-03-02 09:30;;\n")
    random.Random(3).shuffle(lines)

    take(store, "time-reports", file(tmp_path, HEADER + "".join(lines), "a.csv"))
    take(store, "time-reports", file(tmp_path, HEADER + "s0;u7;p1;2026-03-02 08:30;2026-03-02 08:40;;\n", "b.csv"))

    kept = read_records(store, record_sets(store)[0]).to_pylist()
    people = list(dict.fromkeys(row["staff_id"] for row in kept))
    assert kept == sorted(kept, key=lambda row: (people.index(row["staff_id"]), row["start"]))
    assert [lines[row["row"] - 2].split(";")[:2] for row in kept] == [[row["staff_id"], row["user_id"]] for row in kept]
    found = {one.signal.subjects_of("staff"): one for one in screen(store, ("V01",), as_of=date(2026, 4, 1)).run.found}
    assert found.keys() == {("s0",), ("s1",)}
    proofs = [(name, row) for _, name, row in found["s1",].all_rows()]
    assert len(proofs) == 3
    assert proofs == sorted(proofs)
    assert [(row.file, row.row) for row in found["s1",].signal.evidence] == proofs
    assert [row.file for row in found["s0",].signal.evidence] == ["a.csv", "b.csv"]


def test_files_of_one_import_that_overlap_count_what_they_share_once(store: Store, tmp_path: Path) -> None:
    more = LINE.replace("07:30", "06:30")
    march = file(tmp_path, HEADER + LINE, "mars.csv")
    both = file(tmp_path, HEADER + LINE + more, "mars-april.csv")

    plan = plan_records(store, "time-reports", [march, both])
    carry_out_records(store, plan)

    assert [(one.new, one.unchanged) for one in plan.files] == [(1, 0), (1, 1)]
    assert len(rows(store, "time-reports")) == 2


@pytest.mark.parametrize("amid", [False, True])
def test_a_plan_that_was_shown_before_other_records_came_is_not_carried_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, amid: bool
) -> None:
    path = file(tmp_path, "payee_id;user_id;period_from;period_to;amount\nx;u1;2026-03-01;2026-03-31;1000\n")
    shown, beside = (plan_records(store, "payouts", [path]) for _ in range(2))
    seal = record_store._seal

    def other_first(*given: Any) -> None:
        monkeypatch.setattr(record_store, "_seal", seal)
        carry_out_records(store, beside)
        seal(*given)

    if amid:
        monkeypatch.setattr(record_store, "_seal", other_first)
    else:
        carry_out_records(store, beside)

    with pytest.raises(PlanOutdated):
        carry_out_records(store, shown)

    assert len(rows(store, "payouts")) == 1
    assert len(list(records_folder(store).iterdir())) == 1


def test_unknown_columns_are_kept_and_listed(store: Store, tmp_path: Path) -> None:
    text = HEADER.replace("\n", ";Område\n") + LINE.replace("\n", ";Norr\n")

    plan = take(store, "time-reports", file(tmp_path, text))

    assert plan.unknown_columns == ("Område",)
    assert rows(store, "time-reports")[0]["x:Område"] == "Norr"


def test_a_mapping_says_what_the_headers_and_words_of_another_system_mean(store: Store, tmp_path: Path) -> None:
    mapping = ColumnMapping(
        {"anst": "staff_id", "kund": "user_id", "in": "start", "ut": "end"}, {"staff_id": {"x": "a9"}}
    )
    text = "Anst;Kund;In;Ut\nX;u1;2026-03-01 07:30;2026-03-01 09:00\n"

    take(store, "time-reports", file(tmp_path, text), mapping=mapping)

    assert rows(store, "time-reports")[0]["staff_id"] == "a9"


def test_a_workbook_says_the_same_as_a_text_file(store: Store, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.create_sheet("Läs mig").append(["hej"])
    sheet = book.active
    assert sheet is not None
    sheet.append(["staff_id", "user_id", "start", "end", "kind"])
    sheet.append(["a1", 17, at(MARCH_1, "07:30"), at(MARCH_1, "09:00"), "väntetid"])
    sheet.append(["a1", 17, "2026-03-02 07:30", "2026-03-02 09:00", None])
    sheet.append(["a1", 17, "när som helst", "2026-03-02 09:00", None, "en anteckning bredvid", "#N/A"])
    book.save(tmp_path / "t.xlsx")

    plan = plan_records(store, "time-reports", [tmp_path / "t.xlsx"])
    carry_out_records(store, plan)

    assert [(r.place.row, r.place.sheet, r.column) for r in plan.refused] == [(4, "Sheet", "start")]
    kept = rows(store, "time-reports")
    assert [(row["user_id"], row["kind"], row["row"]) for row in kept] == [
        ("17", "waiting", 2),
        ("17", "assistance", 3),
    ]


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", RecordsUnreadable, "tom"),
        (b"\xd0\xcf\x11\xe0old", TableLocked, "sen"),
        (b"staff_id;user_id;start\na;u;2026-03-01 07:30\n", HeadersMissing, "end"),
        (b"staff_id;staff_id;user_id;start;end\na;a;u;2026-03-01 07:30;2026-03-01 08:00\n", HeaderTwice, "staff_id"),
        (HEADER.encode(), RecordsUnreadable, "inga rader"),
        *(  # the mark says that it is UTF-8, and one letter is not: in no code page would its first header be right
            (b"\xef\xbb\xbf" + (HEADER + LINE * before).encode() + b"\xe51;u1;p1\n", TableUnreadable, "UTF-8")
            for before in (1, 30)
        ),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    store: Store, tmp_path: Path, content: bytes, error: type[KollegieError], says: str
) -> None:
    path = file(tmp_path, content)

    with pytest.raises(error) as refused:
        plan_records(store, "time-reports", [path])

    assert "t.csv" in str(refused.value)
    assert says in str(refused.value)
    assert record_sets(store) == ()


def test_the_day_of_an_application_is_a_column_and_what_an_earlier_program_kept_of_it_is_read(
    store: Store, tmp_path: Path
) -> None:
    users = "user_id;name;registered_from\n" + "".join(f"u{number};N {number};2026-01-20\n" for number in range(5))
    written = ("1/3/2026", "1.3.2026 00:00", "01-03-2026T00:00:00", "", "fel")
    decided = "".join(f"d{at};u{at};hemtjänst;15/3/2026;{text}\n" for at, text in enumerate(written))
    decisions = file(tmp_path, f"decision_id;user_id;service;decided_on;Ansökan inkom\n{decided}")
    carry_out(store, plan_import(store, "users", [file(tmp_path, users, "u.csv")]))
    plan = plan_import(store, "decisions", [decisions], mapping=ColumnMapping(dates="dmy"))
    carry_out(store, plan)
    with store.work("test") as work:  # among the columns nobody knows, where an earlier program kept it
        for at, text in enumerate(("2026-02-01", "per telefon")):
            standing = work.first(Decision, decision_ref=f"d{at}")
            assert standing is not None
            assert standing.applied_on == date(2026, 3, 1)
            work.save(replace(standing, applied_on=None, extra=(("Ansökan inkom", text), ("Dusch", "ja"))))

    signals = sorted(screen(store, ("V13",), as_of=date(2026, 9, 30)).signals, key=lambda one: one.subjects)

    told = [one.explained for one in signals]
    assert [(one.column, one.value, one.place.row) for one in plan.refused] == [("applied_on", "fel", 6)]
    assert ["ansökan 2026-02-01" in told[0][0], "ansökan 2026-03-01" in told[2][0]] == [True, True]
    assert "står ”per telefon” i registret" in told[1][1]
    assert "När ansökan gjordes står inte i registret" in told[3][1]
    again, kept = plan_import(store, "decisions", [decisions], mapping=ColumnMapping(dates="dmy")), (("Dusch", "ja"),)
    assert [(row.key, row.values[0].extra) for row in again.changed] == [(("d0",), kept), (("d1",), kept)]
    silent = file(tmp_path, "decision_id;user_id;service;decided_on;Ansökan inkom\nd0;u0;hemtjänst;2026-03-15;\n")
    assert plan_import(store, "decisions", [silent]).unchanged == 1  # a cell that says nothing takes no day away
