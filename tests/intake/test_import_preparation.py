"""Before an import: what a file is, what its headers mean and what is kept of that; after it: what was refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import Told

from kollegie.intake import reading_child
from kollegie.intake.mapping import ColumnMapping, mapping_text, read_mapping
from kollegie.intake.preview import (
    LOOKED_THROUGH,
    Preview,
    _send_first,
    candidates_for,
    date_order,
    mapping_for,
    preview_file,
    read_preview_in_child,
)
from kollegie.intake.reading_child import Wanted
from kollegie.intake.record_kinds import CellType, ColumnRule
from kollegie.intake.records import carry_out_records, plan_records
from kollegie.intake.refused_rows import RefusedNotSaved, RowsWanted, read_rows_in_child, save_refused, save_refused_of
from kollegie.intake.register import plan_import
from kollegie.intake.saved_mappings import (
    ALL_KINDS,
    SETTING,
    any_kind,
    fitting_mapping,
    forget_mapping,
    mapping_named,
    save_mapping,
    saved_mappings,
)
from kollegie.intake.several_kinds import by_kind
from kollegie.intake.table_errors import FilesOfOneName, MappingFaulty, MappingMissing
from kollegie.model.records import SHAPES
from kollegie.store import Store
from kollegie.store.records import read_records, record_sets

Write = Callable[..., Path]
Run = Callable[..., tuple[int, dict[str, Any], str]]
FOREIGN = ("Anst nr;Kundens nr;Startade;Slutade;Timmar", "S1;B1;13/10-2026 08:00;13/10-2026 09:00;1.250,5")
SYSTEM = ColumnMapping({"kundens nr": "user_id", "startade": "start", "slutade": "end"}, dates="dmy", decimal="comma")


def test_the_first_look_at_a_sheet_does_not_go_through_all_its_empty_rows() -> None:
    there, here = Pipe()
    looked = iter(range(1, 10_000))

    _send_first(here, ((number, ["staff_id"] if number == 1 else [""]) for number in looked))

    assert (there.recv_bytes().count(b"staff_id"), next(looked)) == (1, LOOKED_THROUGH + 1)


def test_every_kind_is_recognised_by_its_own_headers() -> None:
    twins = {"schedules": "time-reports"}  # the same columns; only the file's name tells them apart
    for name, kind in ALL_KINDS.items():
        header = [rule.name for rule in kind.columns]
        assert candidates_for(header, f"{name}.csv")[0].kind == name
        assert candidates_for(header)[0].kind in (name, twins.get(name))
    short = candidates_for(["staff_id", "user_id", "start"])[0]
    assert (short.kind, short.missing) == ("time-reports", ("end",))  # and not users, who would be written over


@pytest.mark.parametrize(
    ("encoding", "separator", "told"),
    [("cp1252", ";", "cp1252"), ("utf-8-sig", "\t", "utf-8-sig"), ("utf-16", ",", "utf-16")],
)
def test_a_preview_tells_encoding_separator_kind_and_first_rows(
    write: Write, encoding: str, separator: str, told: str
) -> None:
    lines = [
        separator.join(("brukarnummer", "namn", "kön")),
        *(separator.join((f"B{n}", "Åsa", "k")) for n in range(30)),
    ]

    seen = preview_file(write("brukare.csv", *lines, encoding=encoding))

    assert (seen.encoding, seen.separator, seen.kind, seen.header_row) == (told, separator, "users", 1)
    assert seen.header == ("brukarnummer", "namn", "kön")
    assert len(seen.rows) == 12
    assert seen.samples(1) == ("Åsa",)


def test_a_workbook_is_previewed_by_the_sheet_that_fits_and_an_invoice_by_its_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["hej"])
    sheet = book.create_sheet("Tider")
    sheet.append(["Rapport"])
    sheet.append(["personal-id", "brukarnummer", "start", "slut"])
    sheet.append(["S1", "B1", "2026-10-13 08:00", "2026-10-13 09:00"])
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "f.xml").write_text("<?xml version='1.0'?><Invoice/>")

    seen, invoice = preview_file(tmp_path / "t.xlsx"), preview_file(tmp_path / "f.xml")

    assert (seen.sheet, seen.sheets, seen.header_row, seen.kind) == ("Tider", ("Sheet", "Tider"), 2, "time-reports")
    assert mapping_for(seen, any_kind("time-reports")).sheet == "Tider"
    assert (invoice.kind, invoice.electronic_invoice) == ("invoices", True)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("2026-10-13",), ""),
        (("13/10/2026", "1/2/2026"), "dmy"),
        (("10/13/2026", "1/2/2026"), "mdy"),
        (("1.2.2026",), "dmy"),
        ((), ""),
    ],
)
def test_the_order_of_dates_is_read_from_the_dates(cells: tuple[str, ...], order: str) -> None:
    assert date_order(cells) == order


@pytest.mark.parametrize(
    ("start", "end", "order"),
    [
        ("2026-03-01 08:00", "01/03/2026 09:00", "dmy"),  # each column has one form
        ("01/03/2026 08:00", "01/03/2026 09:00", ""),
        ("2026-03-01 08:00", "2026-03-01 09:00", ""),
    ],
)
def test_no_order_is_proposed_where_a_column_has_dates_of_two_forms(
    write: Write, start: str, end: str, order: str
) -> None:
    path = write("t.csv", "staff_id;user_id;start;end", "S;B;2026-03-01 08:00;31/03/2026 09:00", f"S;B;{start};{end}")

    assert mapping_for(preview_file(path), any_kind("time-reports")).dates == order


@pytest.mark.parametrize(
    ("mapping", "type_", "written", "meant"),
    [
        (ColumnMapping(dates="dmy"), CellType.DATE, "3/1/2026", "2026-01-03"),
        (ColumnMapping(dates="mdy"), CellType.MOMENT, "03.01.26 7:30", "2026-03-01 7:30"),
        (ColumnMapping(dates="ymd"), CellType.DATE, "2026/3/1", "2026-03-01"),
        (ColumnMapping(dates="dmy"), CellType.DATE, "i går", "i går"),
        (ColumnMapping(dates="mdy"), CellType.DATE, "2026-03-01", "2026-03-01"),
        (ColumnMapping(dates="dmy"), CellType.TEXT, "3/1/2026", "3/1/2026"),
        (ColumnMapping(decimal="comma"), CellType.MONEY, "1.250,50", "1250.50"),
        (ColumnMapping(decimal="point"), CellType.HOURS, "1,250.5", "1250.5"),
        (ColumnMapping(decimal="comma"), CellType.HOURS, "7:30", "7:30"),
    ],
)
def test_a_mapping_says_how_dates_and_numbers_are_written(
    mapping: ColumnMapping, type_: CellType, written: str, meant: str
) -> None:
    assert mapping.meant(ColumnRule("x", type_), written) == meant


def test_a_mapping_is_kept_by_the_systems_name_found_again_and_let_go(store: Store) -> None:
    save_mapping(store, "Vårdboken", "time-reports", ColumnMapping({"kundens nr": "user_id"}))
    save_mapping(store, "vårdboken", "time-reports", SYSTEM)

    assert [one.name for one in saved_mappings(store)] == ["vårdboken"]
    assert mapping_named(store, "VÅRDBOKEN", "time-reports") == SYSTEM
    fitting = fitting_mapping(saved_mappings(store), "time-reports", FOREIGN[0].split(";"))
    assert fitting is not None
    assert fitting.mapping == SYSTEM
    assert fitting_mapping(saved_mappings(store), "time-reports", ("user_id", "start")) is None
    _spoil(store, "Tidboken", "time-reports", '[columns]\n"kund" = "favourite_colour"\n')
    _spoil(store, "Nyboken", "star-signs", "")
    _spoil(store, "Trasboken", "time-reports", "[col")
    _spoil(store, "Listboken", "time-reports", '[columns]\n"kund" = ["user_id"]\n')
    faults = {one.name: one.fault for one in saved_mappings(store)}
    assert [name for name, fault in faults.items() if fault is None] == ["vårdboken"]
    assert "favourite_colour" in str(faults["Tidboken"])
    assert mapping_named(store, "Vårdboken", "time-reports") == SYSTEM
    with pytest.raises(MappingFaulty):
        mapping_named(store, "Tidboken", "time-reports")
    save_mapping(store, "Vårdboken", "time-reports", SYSTEM)
    assert {one.name: str(one.fault) for one in saved_mappings(store) if one.fault} == {
        name: str(fault) for name, fault in faults.items() if fault
    }
    forget_mapping(store, "Tidboken")
    forget_mapping(store, "Vårdboken")
    with pytest.raises(MappingMissing):
        mapping_named(store, "Vårdboken", "time-reports")


def _spoil(store: Store, name: str, kind: str, text: str) -> None:
    with store.work("spoil") as work:
        kept = json.loads(work.setting(SETTING, "[]"))
        work.set_setting(SETTING, json.dumps([*kept, {"name": name, "kind": kind, "toml": text}]))


def test_a_mapping_as_text_reads_as_itself(tmp_path: Path) -> None:
    mapping = ColumnMapping({'med "citat"': "user_id"}, {"kind": {"väntan": "waiting"}}, "Blad 1", "mdy", "point")
    path = tmp_path / "m.toml"
    path.write_text(mapping_text(mapping), encoding="utf-8")

    assert read_mapping(path, any_kind("time-reports")) == mapping
    path.write_text('dates = "sdr"\n', encoding="utf-8")
    with pytest.raises(MappingFaulty):
        read_mapping(path, any_kind("time-reports"))


def test_refused_rows_are_saved_with_their_reason_put_right_and_imported_again(
    store: Store, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(
        "tider.csv",
        "staff_id;user_id;start;end;anm",
        "S1;B1;2026-10-13 08:00;2026-10-13 09:00;",
        "S2;B1;i går;2026-10-13 09:00;=1+1",
        "S3;;2026-10-13 08:00;2026-10-13 09:00;",
    )
    plan = plan_records(store, "time-reports", [path])
    carry_out_records(store, plan)
    out = tmp_path / "avvisade.xlsx"

    with monkeypatch.context() as patch:
        patch.delattr("openpyxl.worksheet._writer.create_temporary_file")  # nothing is laid there in the clear
        assert save_refused(path, "time-reports", plan.refused, out) == 2
    book = openpyxl.load_workbook(out)
    sheet = book.active
    header, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert header[-2:] == ["Varför raden avvisades", "Rad i filen"]
    assert first[:5] == ["S2", "B1", "i går", "2026-10-13 09:00", "=1+1"]
    assert sheet["E2"].data_type == "s"
    assert "start: ”i går”, väntat en tid" in first[5]
    assert (second[0], second[6].split()[0]) == ("S3", "4")
    sheet["C2"], sheet["B3"] = "2026-10-13 08:00", "B2"
    book.save(out)
    again = plan_records(store, "time-reports", [out])
    carry_out_records(store, again)

    with pytest.raises(RefusedNotSaved):
        save_refused(path, "time-reports", plan.refused, tmp_path / "saknas" / "avvisade.xlsx")
    assert not list(tmp_path.glob(".*.part"))
    assert (again.new, again.refused) == (2, ())
    assert again.unknown_columns == ("anm",)
    assert sum(one.rows for one in record_sets(store, "time-reports")) == 3


def test_the_command_line_does_the_same(run: Run, write: Write, tmp_path: Path) -> None:
    path = write("tider.csv", *FOREIGN, "S1;B1;igår;13/10-2026 09:00;1")
    mapping = tmp_path / "m.toml"
    mapping.write_text(mapping_text(SYSTEM), encoding="utf-8")

    _, seen, _ = run("records", "preview", str(path))
    status, told, _ = run(
        *("import", "time-reports", str(path), "--mapping", str(mapping), "--save-mapping", "Vårdboken"),
        *("--refused-to", str(tmp_path / "a.xlsx"), "--accept-refused"),
    )
    _, again, _ = run("import", "time-reports", str(path), "--mapping", "Vårdboken", "--dry-run")
    _, listed, _ = run("records", "list")

    assert seen["candidates"][0] == {"kind": "time-reports", "missing": ["user_id", "start", "end"]}
    assert (status, told["new"], len(told["refused"])) == (3, 1, 1)
    assert (tmp_path / "a.xlsx").is_file()
    assert (again["new"], again["unchanged"]) == (0, 1)
    [one] = listed["records"]
    assert (one["file"], one["rows"], one["refused"], one["from"], one["imported_by"]) == (
        *("tider.csv", 1, 1),
        *("2026-10-13", "Karin Ek"),
    )
    assert run("records", "mappings")[1]["mappings"][0]["name"] == "Vårdboken"
    assert run("records", "forget-mapping", "Vårdboken")[0] == 0
    assert run("records", "dispose", "--as-of", "2026-12-01")[1] == {"disposed": []}
    assert run("records", "remove", "nej")[0] == 1
    assert run("records", "remove", one["id"])[0] == 0
    assert run("records", "list")[1] == {"records": []}
    assert json.loads(json.dumps(told)) == told


def test_moments_of_another_order_are_read_by_their_mapping(store: Store, write: Write) -> None:
    path = write("tider.csv", FOREIGN[0], "S1;B1;13/10/2026 08:00;13/10/2026 09:00;1.250,5")

    carry_out_records(store, plan_records(store, "time-reports", [path], mapping=SYSTEM))

    [one] = record_sets(store, "time-reports")
    assert (one.first_day, SHAPES["time-reports"].placed_by) == (date(2026, 10, 13), "start")
    assert read_records(store, one)["user_id"].to_pylist() == ["B1"]


def test_all_refused_rows_are_counted_and_saved_however_many_are_told(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kollegie.intake.record_file.MOST_TOLD", 2)
    path = write("t.csv", "staff_id;user_id;start;end", *(f"S{place};B1;x;2026-03-01 09:00" for place in range(5)))
    out = tmp_path / "ut.xlsx"

    status, told, _ = run("import", "time-reports", str(path), "--refused-to", str(out))

    assert (status, told["refused_rows"], len(told["refused"])) == (1, 5, 2)
    saved = list(openpyxl.load_workbook(out).active.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[-1].split()[0]) for row in saved] == [(f"S{place}", str(place + 2)) for place in range(5)]
    assert all(row[-2] for row in saved)


def test_of_many_lines_about_strangers_only_the_first_are_told_one_by_one(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kollegie.intake.record_file.MOST_TOLD", 2)
    lines = [f"P1;F{place};U{place};2026-03-01;2026-03-31;1;100" for place in range(4)]
    path = write("f.csv", "provider_id;invoice_id;user_id;period_from;period_to;hours;amount", *lines)
    assert run("import", "users", str(write("b.csv", "user_id", "B1")))[0] == 0

    _, told, _ = run("import", "invoices", str(path), "--dry-run")

    assert (len(told["warnings"]), told["more_warnings"], told["unmatched"]) == (2, 2, 4)


def test_rows_that_cannot_be_saved_stop_the_import_and_nothing_accepted_or_saved_keeps_no_mapping(
    run: Run, write: Write, store: Store, tmp_path: Path
) -> None:
    head = "payee_id;user_id;period_from;period_to;amount"
    path = str(write("u.csv", head, "Y;B1;2026-04-01;2026-04-30;1000", "Z;B1;x;2026-04-30;1000"))
    mapping = str(write("m.toml", "[columns]", '"Kundnr X" = "user_id"'))

    lost = run("import", "payouts", path, "--accept-refused", "--refused-to", str(tmp_path / "saknas" / "x.xlsx"))
    dry = run("import", "payouts", path, "--mapping", mapping, "--save-mapping", "Treserva", "--dry-run")
    stopped = run("import", "payouts", path, "--mapping", mapping, "--save-mapping", "Treserva")
    kept = saved_mappings(store)
    nothing_named = run("import", "payouts", path, "--save-mapping", "Treserva")
    no_users = run("import", "payouts", path, "--with-protected")

    assert [told[0] for told in (lost, dry, stopped, nothing_named, no_users)] == [1, 0, 1, 2, 2]
    assert (record_sets(store), kept, saved_mappings(store)) == ((), (), ())
    out = str(tmp_path / "x.xlsx")
    run("import", "payouts", path, "--mapping", mapping, "--save-mapping", "Treserva", "--refused-to", out)
    assert (record_sets(store), [one.name for one in saved_mappings(store)]) == ((), ["Treserva"])


def test_files_of_one_name_are_not_taken_in_together_and_each_has_a_workbook_of_its_own(
    store: Store, write: Write, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    lines = ("staff_id;user_id;start;end", "S1;B1;x;2026-03-01 09:00")
    files = [write("t.csv", *lines), write("t.txt", lines[0], lines[1].replace("S1", "S2"))]

    for kind, plan in (("time-reports", plan_records), ("users", plan_import)):
        with pytest.raises(FilesOfOneName):
            plan(store, kind, [files[0], write("b/T.csv", *lines)])
    saved = save_refused_of(files, "time-reports", plan_records(store, "time-reports", files), tmp_path / "ut.xlsx")

    assert [(one.out.name, one.rows, one.left) for one in saved] == [("ut-t-csv.xlsx", 1, 0), ("ut-t-txt.xlsx", 1, 0)]
    assert [openpyxl.load_workbook(one.out).active["A2"].value for one in saved] == ["S1", "S2"]


def test_a_file_larger_than_a_table_of_people_can_be_looked_at_and_its_refused_rows_saved(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("t.csv", "staff_id;user_id;start;end", "S1;B1;x;2026-03-01 09:00")
    monkeypatch.setattr(reading_child, "MAX_FILE_BYTES", 10)
    told, stderr = Told(), sys.stderr

    for reader, wanted in (
        (read_preview_in_child, Wanted(str(path), frozenset())),
        (read_rows_in_child, RowsWanted(str(path), frozenset({"staff id"}), rows=frozenset({2}))),
    ):
        monkeypatch.setattr(f"{reader.__module__}.limit_process", lambda _wanted: None)
        reader(told, wanted)  # type: ignore[arg-type]
    sys.stderr = stderr

    assert not [message for message in told.messages if "error" in message]
    assert [rows for message in told.messages for _, rows, *_ in message.get("rows", ())][-1][0] == "S1"


def test_files_given_together_are_sorted_by_what_they_hold_whichever_comes_first() -> None:
    people, hours = "user_id;name", "staff_id;user_id;start;end"
    decided, away, cut_off = "decision_id;user_id;service;decided_on", "user_id;from;to;kind", "user_id;from"

    def sorted_out(**headers: str) -> list[tuple[str, ...]]:
        seen = []
        for name, written in headers.items():
            header = tuple(written.split(";"))
            known = candidates_for(header, f"{name}.csv")
            seen.append(Preview(Path(f"{name}.csv"), "utf-8", ";", "", (), 1, header, (), known))
        return [tuple(one.path.stem for one in group) for group in by_kind(seen)]

    apart = [("brukare",), ("mars2",), ("jan",)]  # whoever is named in them is no user for that
    assert sorted_out(brukare=people, mars2=decided, jan=away) == apart
    assert sorted_out(jan=away, mars2=decided, brukare=people) == apart
    assert sorted_out(x=cut_off, jan=away) == [("jan",), ("x",)]  # a whole file does not fall with a broken one
    assert sorted_out(x=cut_off, y=cut_off) == [("x", "y")]
    assert sorted_out(tid=hours, mars=hours, schema=hours) == [("tid", "mars"), ("schema",)]
