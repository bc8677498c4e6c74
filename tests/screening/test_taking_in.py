"""Records from files: every kind, the forms Swedish systems write, what is refused, and what is known already."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planting import World, at, csv_text
from signal_world import GoingClock

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.errors import Cancelled, KollegieError
from kollegie.intake import record_blocks, record_child
from kollegie.intake.invoice_parties import keep_case_ids
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.protected_rows import ProtectedRows, remove_rows_of_protected, rows_of_protected
from kollegie.intake.reading_child import COLUMNS
from kollegie.intake.record_cells import read_moment
from kollegie.intake.record_errors import NotInRegister, RecordsUnreadable
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.records import RecordsPlan, carry_out_records, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.intake.table_errors import (
    HeadersMissing,
    HeaderTwice,
    PlanOutdated,
    TableLocked,
    TableUnreadable,
)
from kollegie.model.ids import new_id
from kollegie.model.invoices import DebtorKind, Reclaim
from kollegie.model.records import SHAPES
from kollegie.model.register import Person, Provider, ServiceUser
from kollegie.model.reviews import Case, Track, Visit
from kollegie.model.severity import Severity
from kollegie.model.signals import EvidenceRow, RecordQuestion, WarningSignal
from kollegie.progress import Progress
from kollegie.screening.all_rules import rules_named
from kollegie.screening.desk import desk_stamp, open_desk
from kollegie.screening.loading import load_material
from kollegie.screening.running import run_rules
from kollegie.screening.signals import screen
from kollegie.store import Store, create_store
from kollegie.store import records as record_store
from kollegie.store.records import (
    dispose_of_due_records,
    erase_from_records,
    read_records,
    record_sets,
    records_folder,
    remove_strays,
    sets_here,
)
from kollegie.store.sealed_files import SealBroken

PASSPHRASE = "fyra ord i rad"
NOON = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)
HEADER = "staff_id;user_id;provider_id;start;end;kind;registered_at\n"
MARCH_1 = date(2026, 3, 1)
LINE = "a1;u1;p1;2026-03-01 07:30;2026-03-01 09:00;;\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "lead.kollegie"
    made = create_store(
        path, PASSPHRASE, municipality="Hult", person="Anna Ek", clock=GoingClock(NOON), source=random.Random(5)
    )
    yield made
    made.close()


def take(store: Store, kind: str, path: Path, **more: object) -> RecordsPlan:
    plan = plan_records(store, kind, [path], **more)  # type: ignore[arg-type]
    carry_out_records(store, plan)
    return plan


def rows(store: Store, kind: str) -> list[dict[str, object]]:
    return [row for one in record_sets(store, kind) for row in read_records(store, one).to_pylist()]


def file(tmp_path: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_kind_has_its_columns_in_the_shape_of_the_model() -> None:
    for name, kind in RECORD_SET_KINDS.items():
        held = {column.name for column in SHAPES[name].columns}
        assert {rule.name for rule in kind.columns} <= held


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
    ],
    ids=["utf8", "mark", "comma", "tab", "sep", "crlf", "utf16", "quoted", "preamble", "swedish"],
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
    assert [row["contract_to"] for row in rows(store, "staff")] == [None]


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


def test_records_about_somebody_left_out_for_a_protected_identity_stay_out_until_the_person_is_taken_in(
    store: Store, tmp_path: Path
) -> None:
    users = file(tmp_path, "user_id;name;protected\nu1;Astrid Test;secrecy\nu2;Sven Prov;\n", "users.csv")
    carry_out(store, plan_import(store, "users", [users]))
    reports = file(tmp_path, HEADER + LINE + LINE.replace("u1", "u2"))

    plan = take(store, "time-reports", reports)
    decisions = "decision_id;user_id;service;decided_on\nd1;u1;hemtjänst;2026-01-01\n"
    decided = plan_import(store, "decisions", [file(tmp_path, decisions, "d.csv")])

    assert [row["user_id"] for row in rows(store, "time-reports")] == ["u2"]
    assert [(doubt.place.row, "skyddad" in doubt.what) for doubt in plan.doubts if doubt.column == "user_id"] == [
        (2, True)
    ]
    assert decided.new == ()
    with store.reading() as reading:
        assert "u1" not in reading.setting("left-out-protected")
    carry_out(store, plan_import(store, "users", [users], take_protected=True))
    assert take(store, "time-reports", file(tmp_path, HEADER + LINE, "again.csv")).new == 1


def test_rows_taken_in_before_somebody_became_protected_are_seen_and_taken_away_for_good(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    users = file(tmp_path, "user_id;name\nu1;Astrid Test\nu2;Sven Prov\n", "users.csv")
    carry_out(store, plan_import(store, "users", [users]))
    lines = LINE + LINE.replace("a1", "a2") + LINE.replace("u1", "u2").replace("a1", "a3") + LINE.replace("u1", "u9")
    take(
        store, "time-reports", lost := file(tmp_path, HEADER + LINE.replace("u1", "u2").replace("a1", "a7"), "lost.csv")
    )
    (records_folder(store) / f"{record_sets(store, 'time-reports')[0].id.hex}.columns").unlink()
    take(store, "time-reports", file(tmp_path, HEADER + lines))
    assert rows_of_protected(store) == ProtectedRows()
    with store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        day = date(2026, 3, 2)
        row, other = (EvidenceRow("time-reports", "reports.csv", 2, (("user_id", ref),)) for ref in ("u1", "u2"))
        for subjects in ((("user", "u1"),), (("staff", "a1"),)):
            signal = WarningSignal(
                *(work.new_id(), host, "V01", Severity.NOTE, day, day), subjects=subjects, evidence=(row, other)
            )
            signal = replace(signal, explanation=(("08.00 hos u1.", "08.00 at u1."),))
            work.add(signal)
        work.add(money := Reclaim(work.new_id(), host, DebtorKind.COMPANY, "p1", evidence=(row, other)))
        stay = replace(row, kind="stays")
        review, case, visit = work.new_id(), work.new_id(), work.new_id()
        work.add(Case(case, case, review, Track.USER, "1-001", "u2"))
        work.add(Visit(visit, case, review, case, Track.USER, "hemtjanst-brukarbesok", "00"))
        ids = (work.new_id(), case, visit, signal.id)
        work.add(question := RecordQuestion(*ids, "r1", "V11", "Stämmer det?", "Is it right?", (stay,)))
    with store.work("test") as work:
        work.save(replace(money, evidence=(other,), reason="omräknat"))
        work.save(replace(money, evidence=(row,), reason="omräknat"))
    marked = file(tmp_path, "user_id;name;protected\nu1;Astrid Test;secrecy\nu9;Nytt Prov;secrecy\n", "marked.csv")
    carry_out(store, plan_import(store, "users", [marked]))

    found = rows_of_protected(store)

    assert (found.rows, found.people, len(found.files), found.copies) == (3, {"u1", "u9"}, 1, 5)
    with monkeypatch.context() as patch:  # nothing has changed, so no file is opened
        patch.setattr("kollegie.intake.protected_rows.names_in_records", None)
        assert rows_of_protected(store, found) == found
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    words = ["--store", str(store.path), "records", "protected", "--json"]
    assert main(words) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["rows"], answer["copies"], answer["removed"]) == (3, 5, False)

    class Stopped(Progress):
        def step(self, done: int, total: int, what: str = "") -> None:
            self.cancel()
            super().step(done, total, what)

    with pytest.raises(Cancelled):
        remove_rows_of_protected(store, Stopped())
    with store.reading() as reading:
        found_then = reading.find(WarningSignal)
        kept = {one.subjects: (one.gone, len(one.evidence), len(one.explanation)) for one in found_then}
        assert kept == {(("user", "u1"),): (True, 0, 0), (("staff", "a1"),): (False, 1, 1)}
        assert [one.evidence for one in reading.find(Reclaim)] == [()]
        (asked,) = reading.find(RecordQuestion)
        assert asked.evidence == (replace(stay, cells=()),)
        assert asked.states_the_signal is question.states_the_signal is True  # "yes" means what it meant
        past = "SELECT old_value FROM history WHERE record = 'reclaim' AND column_name = 'evidence' ORDER BY stamp"
        mixed, hers, _ours = reading.connection.exec_driver_sql(past).scalars()
        assert json.loads(mixed) == json.loads(hers) == [["time-reports", "reports.csv", 2, [["user_id", "u2"]]]]
        told = reading.connection.exec_driver_sql("SELECT group_concat(old_value) FROM history").scalar_one()
    assert '"u1"' not in told
    assert "hos u1" not in told
    assert (rows_of_protected(store).rows, rows_of_protected(store).copies) == (3, 0)
    with store.work("test") as work:  # as an earlier removal left it, which took the rows alone
        about = next(one for one in work.find(WarningSignal) if one.subjects_of("user"))
        work.save(replace(about, explanation=signal.explanation))

    assert main([*words, "--remove"]) == 0
    assert json.loads(capsys.readouterr().out) | {"files": []} == {
        "rows": 3,
        "people": 2,
        "files": [],
        "removed": True,
        "copies": 1,
    }
    (one,) = sets_here(store, "time-reports")
    assert read_records(store, one)["user_id"].to_pylist() == ["u2"]
    assert remove_rows_of_protected(store) == ProtectedRows() == rows_of_protected(store, found)
    assert take(store, "time-reports", lost).new == 1  # a file whose rows are lost can be taken in again


def test_staff_who_share_a_number_and_ids_that_are_identity_numbers_are_told(store: Store, tmp_path: Path) -> None:
    head = "staff_id;provider_id;identity_number\n"
    take(store, "staff", file(tmp_path, head + "a1;p1;189001019802\n", "p1.csv"))

    plan = take(store, "staff", file(tmp_path, head + "b1;p2;189001019802\n189102279800;p2;\n", "p2.csv"))

    assert [(doubt.place.row, doubt.column, doubt.what.split(";")[0]) for doubt in plan.doubts] == [
        (2, "identity_number", "samma personnummer som medarbetaren a1"),
        (3, "staff_id", "1 id ser ut som personnummer och syns i signaler och frågor"),
    ]


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
    sheet.append(["a1", 17, "när som helst", "2026-03-02 09:00", None])
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


INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>F1</cbc:ID><cbc:IssueDate>2026-04-05</cbc:IssueDate>
 <cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode><cbc:BuyerReference>ref</cbc:BuyerReference>
 {before}<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>
  <cbc:CompanyID>5560001233</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="SEK">1300</cbc:LineExtensionAmount></cac:LegalMonetaryTotal>
 <cac:{line}><cbc:ID>1</cbc:ID><cbc:{quantity} unitCode="HUR">2.5</cbc:{quantity}>
  <cbc:LineExtensionAmount currencyID="SEK">1000</cbc:LineExtensionAmount>
  <cac:InvoicePeriod><cbc:StartDate>2026-03-01</cbc:StartDate><cbc:EndDate>2026-03-31</cbc:EndDate></cac:InvoicePeriod>
  <cac:DocumentReference><cbc:ID>case-7</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:DocumentReference>
  <cac:Item><cbc:Name>hemtjänst</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>400</cbc:PriceAmount></cac:Price></cac:{line}>
 <cac:{line}><cbc:ID>2</cbc:ID><cbc:{quantity} unitCode="C62">3</cbc:{quantity}>
  <cbc:LineExtensionAmount currencyID="SEK">300</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Resa</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>100</cbc:PriceAmount></cac:Price></cac:{line}>
</{kind}>
"""


def invoice(currency: str = "SEK") -> str:
    return INVOICE.format(kind="Invoice", line="InvoiceLine", quantity="InvoicedQuantity", currency=currency, before="")


CHARGES = """<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
  <cbc:AllowanceChargeReason>Administrationsavgift</cbc:AllowanceChargeReason>
  <cbc:Amount currencyID="SEK">50000</cbc:Amount></cac:AllowanceCharge>
 <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
  <cbc:Amount currencyID="SEK">200</cbc:Amount></cac:AllowanceCharge>"""


def charged(total: str) -> str:
    """An invoice with a charge and an allowance on the whole, and that sum without VAT."""
    told = (
        f"</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>{total}</cbc:TaxExclusiveAmount></cac:LegalMonetaryTotal>"
    )
    priced = invoice().replace("</cbc:LineExtensionAmount></cac:LegalMonetaryTotal>", told)
    per_ten = "<cbc:PriceAmount>4000</cbc:PriceAmount><cbc:BaseQuantity>10</cbc:BaseQuantity>"
    priced = priced.replace("<cbc:PriceAmount>400</cbc:PriceAmount>", per_ten)
    return priced.replace(" <cac:AccountingSupplierParty>", f" {CHARGES}<cac:AccountingSupplierParty>")


def credit_note() -> str:
    corrects = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F0</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    return INVOICE.format(
        kind="CreditNote", line="CreditNoteLine", quantity="CreditedQuantity", currency="SEK", before=corrects
    )


def test_a_peppol_invoice_finds_its_provider_and_user_and_keeps_what_is_no_hours(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.work("register") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(ServiceUser(new_id(NOON, store.source), host, "u7"))
        work.add(Provider(new_id(NOON, store.source), host, "p1", "Omsorg", "556000-1233"))
    with pytest.raises(NotInRegister, match="u8"):
        keep_case_ids(store, "p1", {"case-8": "u8"})
    monkeypatch.setattr(Context, "store", lambda _context: store)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    assert main(["records", "case-ids", "p1", "case-7 = u7", "case-6=u7"]) == 0
    assert main(["--json", "records", "case-ids", "p1", "case-6="]) == 0
    assert capsys.readouterr().out.endswith('{"provider": "p1", "case_ids": {"case-7": "u7"}}\n')
    assert main(["records", "case-ids", "p1", "case-7"]) == main(["records", "case-ids", "p9", "a=u7"]) == 1

    plan = take(store, "invoices", file(tmp_path, invoice(), "f1.xml"))

    first, second = rows(store, "invoices")
    assert (first["provider_id"], first["user_id"], first["hours"], first["amount"]) == ("p1", "u7", 9000, 100000)
    assert (second["hours"], second["quantity"], second["unit"], second["user_id"]) == (None, "3", "C62", "ref")
    april = (date(2026, 4, 1) - date(1970, 1, 1)).days
    assert (second["period_from"], second["period_to"]) == (april, april + 29)
    assert (plan.new, plan.files[0].unmatched, plan.refused) == (2, 1, ())


def test_a_case_id_in_a_text_file_of_invoices_finds_its_user_each_time_it_comes(store: Store, tmp_path: Path) -> None:
    for kind, text in (("users", "user_id\nu1\n"), ("providers", "provider_id;name\np1;Firma\n")):
        carry_out(store, plan_import(store, kind, [file(tmp_path, text, f"{kind}.csv")]))
    keep_case_ids(store, "p1", {"A-17": "u1"})
    head = "provider_id;invoice_id;line;user_id;period_from;period_to;hours;amount\n"
    path = file(tmp_path, head + "p1;F9;1;A-17;2026-05-01;2026-05-31;10;4000\n")

    first, again = (take(store, "invoices", path) for _ in range(2))

    assert [(one.new, one.unchanged, one.files[0].unmatched) for one in (first, again)] == [(1, 0, 0), (0, 1, 0)]
    assert [row["user_id"] for row in rows(store, "invoices")] == ["u1"]


def test_a_case_id_agreed_after_the_invoice_came_finds_its_user_and_makes_no_second_line(
    store: Store, tmp_path: Path
) -> None:
    with store.work("register") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(ServiceUser(new_id(NOON, store.source), host, "u7"))
        work.add(Provider(new_id(NOON, store.source), host, "p1", "Omsorg", "556000-1233"))
    path = file(tmp_path, invoice(), "f1.xml")
    take(store, "invoices", path)
    before = desk_stamp(store)

    keep_case_ids(store, "p1", {"case-7": "u7"})
    again = take(store, "invoices", path)
    [look] = open_desk(store).invoices.of_month("2026-03")

    assert desk_stamp(store) != before
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert [line.user for line in look.lines] == ["u7", "ref"]


def test_charges_on_the_whole_invoice_are_rows_so_that_no_sum_lacks_them(store: Store, tmp_path: Path) -> None:
    take(store, "invoices", file(tmp_path, charged("51100"), "f2.xml"))

    line, _, charge, allowance = rows(store, "invoices")
    assert line["price"] == 40000
    assert (charge["service"], charge["hours"], charge["amount"]) == ("Administrationsavgift", None, 5000000)
    assert (allowance["service"], allowance["line"], allowance["amount"]) == ("avdrag", "avdrag 2", -20000)


def test_a_credit_note_counts_as_less_and_names_what_it_corrects(store: Store, tmp_path: Path) -> None:
    take(store, "invoices", file(tmp_path, credit_note(), "k1.xml"))

    first, _ = rows(store, "invoices")
    assert (first["hours"], first["amount"], first["credits"]) == (-9000, -100000, "F0")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (invoice("EUR"), "EUR"),
        (invoice().replace("<cbc:ID>F1", "<!DOCTYPE x [<!ENTITY a 'b'>]><cbc:ID>F1"), "f.xml"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + invoice().split("?>")[1], "DTD"),
        (invoice().replace(">1300<", ">1400<"), "1400"),
        (charged("1300"), "summan utan moms 51100 är inte 1300"),
        ("<html></html>", "Peppol"),
    ],
)
def test_an_invoice_that_cannot_be_trusted_is_refused_whole(store: Store, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(KollegieError, match=says):
        plan_records(store, "invoices", [file(tmp_path, text, "f.xml")])


def test_columns_are_sealed_and_a_changed_or_shortened_file_is_not_read(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE.replace("a1", "kanariefågel")))
    (one,) = record_sets(store)
    (path,) = records_folder(store).iterdir()
    sealed = path.read_bytes()

    assert b"kanarief" not in sealed
    for damaged in (sealed[:-1], sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:], sealed[:24]):
        path.write_bytes(damaged)
        with pytest.raises(SealBroken):
            read_records(store, one)


def test_a_file_of_many_chunks_comes_back_as_it_was_and_cannot_be_cut_between_them(tmp_path: Path) -> None:
    from kollegie.store.sealed_files import CHUNK, SALT, TAG, SealedFile, write_sealed

    content = random.Random(1).randbytes(2 * CHUNK + 17)
    path = tmp_path / "many"
    write_sealed(path, bytes(32), lambda out: out.write(content))

    with SealedFile(path, bytes(32)) as sealed:
        assert sealed.size == len(content)
        assert sealed.read() == content
        sealed.seek(CHUNK - 3)
        assert sealed.read(9) == content[CHUNK - 3 : CHUNK + 6]
    path.write_bytes(path.read_bytes()[: 8 + SALT + CHUNK + TAG])
    with pytest.raises(SealBroken):
        SealedFile(path, bytes(32))


def test_disposal_deletes_and_erasure_rewrites_without_the_name(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE + LINE.replace("u1", "u2")))

    assert erase_from_records(store, "user_id", ["u1"]) == 1
    (one,) = record_sets(store)
    assert one.rows == 1
    assert read_records(store, one)["user_id"].combine_chunks().dictionary.to_pylist() == ["u2"]

    assert dispose_of_due_records(store, date(2029, 1, 1)) == (one,)
    assert list(records_folder(store).iterdir()) == []


def test_a_file_nobody_speaks_of_is_cleared_away(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE))
    old, fresh = (records_folder(store) / name for name in ("left-behind.columns", ".being-written.columns.ab12"))
    for path, age in ((old, 90_000), (fresh, 3_600)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age, time.time() - age))

    assert remove_strays(store) == 1
    assert fresh.exists()  # another process may be writing it
    assert len(rows(store, "time-reports")) == 1


def test_a_file_is_cut_where_lines_end_whatever_the_size_of_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"rad {number};{'x' * (number % 7)}" for number in range(40)]
    path = tmp_path / "t.csv"
    for end, tail in (("\n", ""), ("\r\n", "\r\n\r\n"), ("\n", "\n\n\n"), ("\n", "\nden sista utan slut")):
        path.write_bytes(f"\ufeffhuvud;x{end}{end.join(lines)}{tail}".encode())
        wanted = [*lines, *([tail.strip()] if tail.strip() else [])]
        for size in (7, 16, 64, 255, 4096):
            monkeypatch.setattr(record_blocks, "BLOCK", size)

            blocks = [bytes(block) for block in record_blocks.file_blocks(str(path), len(f"huvud;x{end}"))]

            assert all(block.endswith(b"\n") for block in blocks)
            assert b"".join(blocks).decode().splitlines() == wanted


class Told:
    """Stands where the pipe of the reading process would, and holds what was told since it last began anew."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self.refused: list[object] = []
        self.read = 0

    def send_bytes(self, message: bytes) -> None:
        if message[: len(COLUMNS)] == COLUMNS:
            stream = pa.ipc.open_stream(pa.py_buffer(message).slice(len(COLUMNS)))
            self.rows += stream.read_all().to_pylist()
            return
        told = json.loads(message)
        if "again" in told:
            self.rows, self.refused = [], []
        self.refused += told.get("refused", ())
        self.read = told.get("read", self.read)


LINES = [LINE] * 9 + ["å2;u1;p1;2026-03-01 07:30;2026-03-01 09:00;;\n"] + [LINE] * 9
TIMES = {"2026-03-01 24:00": 1440, "2026-03-01T07.30": 450, "2026-03-01  7:30": 450, "20260301 07:30": 450}


@pytest.mark.parametrize(
    ("odd", "encoding", "more", "refusals"),
    [
        ("", "utf-8", 0, 0),
        (";;;;;;\n\n", "utf-8", 0, 0),  # lines in which nothing stands
        ("a1;u1;p1;x;2300-01-01 09:00;;\n;u1;p1;2026-03-01;2026-03-01 09:00;paus;\n", "utf-8", 2, 4),
        *((LINE.replace("2026-03-01 07:30", moment), "utf-8", 1, 0) for moment in TIMES),
        ("".join(LINE.replace("2026-03-01 07:30", f"2026-03-01 {hour}") for hour in ("24:00", "07")), "utf-8", 2, 0),
        ("a1;u1;p1\n", "utf-8", 1, 2),  # a line that is too short
        (" a1 ;u\u00a01;\u2003;2026-03-01 07:30;2026-03-01 09:00;;\n", "utf-8", 1, 0),
        ("", "cp1252", 0, 0),
    ],
)
def test_the_same_is_read_whatever_the_size_of_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str, encoding: str, more: int, refusals: int
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((HEADER + "".join([*LINES[:12], odd, *LINES[12:]])).encode(encoding))
    found = []
    for size in (64, 200, 16_000_000):
        monkeypatch.setattr(record_blocks, "BLOCK", size)
        monkeypatch.setattr(record_child, "LOOKED_AT", size)
        pipe = Told()
        wanted = record_child.RecordsWanted(str(path), RECORD_SET_KINDS["time-reports"], ColumnMapping(), MARCH_1)

        record_child._Reader(pipe, wanted).read()  # type: ignore[arg-type]

        found.append((pipe.rows, sorted(map(str, pipe.refused)), pipe.read))
    assert found[0] == found[1] == found[2]
    rows, refused, read = found[0]
    assert (read, len(refused)) == (len(LINES) + more, refusals)
    assert rows[9]["staff_id"] == "å2"
    assert rows[-1]["row"] == 1 + len(LINES) + odd.count("\n")
    day = (MARCH_1 - date(1970, 1, 1)).days * 1440
    if more and not refusals:
        assert rows[12]["start"] == day + next((TIMES[moment] for moment in TIMES if moment in odd), 450)


def test_an_id_that_is_a_number_is_told_where_its_row_is_kept_and_nowhere_else(store: Store, tmp_path: Path) -> None:
    refused = LINE.replace("a1", "850101-1236").replace("07:30", "i dag")

    nothing = plan_records(store, "time-reports", [file(tmp_path, HEADER + LINE + refused)])
    told = plan_records(store, "time-reports", [file(tmp_path, HEADER + refused + LINE.replace("u1", "8501011236"))])

    assert (nothing.doubts, nothing.refused_rows) == ((), 1)
    assert [(doubt.column, doubt.place.row) for doubt in told.doubts] == [("user_id", 3)]
