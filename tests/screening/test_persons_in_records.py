"""Records about somebody who is protected stay out and are taken away; ids that name a person are told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from taking import HEADER, LINE, PASSPHRASE, file, rows, take

from kollegie.cli import main
from kollegie.errors import Cancelled
from kollegie.intake.protected_rows import ProtectedRows, remove_rows_of_protected, rows_of_protected
from kollegie.intake.records import plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.model.invoices import DebtorKind, Reclaim
from kollegie.model.register import Person
from kollegie.model.reviews import Case, Track, Visit
from kollegie.model.severity import Severity
from kollegie.model.signals import EvidenceRow, RecordQuestion, WarningSignal
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.records import (
    read_records,
    record_sets,
    records_folder,
    sets_here,
)


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
    assert not list(decided.new)
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


def test_an_id_that_is_a_number_is_told_where_its_row_is_kept_and_nowhere_else(store: Store, tmp_path: Path) -> None:
    refused = LINE.replace("a1", "850101-1236").replace("07:30", "i dag")

    nothing = plan_records(store, "time-reports", [file(tmp_path, HEADER + LINE + refused)])
    told = plan_records(store, "time-reports", [file(tmp_path, HEADER + refused + LINE.replace("u1", "8501011236"))])

    assert (nothing.doubts, nothing.refused_rows) == ((), 1)
    assert [(doubt.column, doubt.place.row) for doubt in told.doubts] == [("user_id", 3)]
