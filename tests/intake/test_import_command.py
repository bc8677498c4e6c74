"""`kollegie import`: the contract's JSON and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kollegie.cli import main
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.record_kinds import KINDS, RecordKind
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.saved_mappings import save_mapping
from kollegie.language import Language
from kollegie.model.register import ServiceUser, UserIdentity
from kollegie.store import Store

Write = Callable[..., Path]
Run = Callable[..., tuple[int, dict[str, Any], str]]

GOOD = ("user_id;name", "U1;Astrid", "U2;Sven")
WITH_FAULT = ("user_id;name;deceased_on", "U1;Astrid;", "U2;Sven;igår")


def users(store: Store) -> int:
    with store.reading() as reading:
        return reading.count(ServiceUser)


def test_an_import_tells_what_it_did(store: Store, write: Write, run: Run) -> None:
    status, told, _ = run("import", "users", str(write("brukare.csv", *GOOD)))

    assert status == 0
    assert {key: told[key] for key in ("read", "new", "changed", "unchanged", "refused")} == {
        "read": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": [],
    }
    assert users(store) == 2


def test_a_dry_run_writes_nothing(store: Store, write: Write, run: Run) -> None:
    status, told, _ = run("import", "users", str(write("brukare.csv", *GOOD)), "--dry-run")

    assert (status, told["new"], users(store)) == (0, 2, 0)


def test_with_a_refused_row_nothing_goes_in_until_somebody_says_so(store: Store, write: Write, run: Run) -> None:
    path = str(write("brukare.csv", *WITH_FAULT))

    status, told, said = run("import", "users", path)

    assert (status, users(store)) == (1, 0)
    assert told["refused"] == [
        {
            "file": "brukare.csv",
            "sheet": None,
            "row": 3,
            "column": "deceased_on",
            "value": "igår",
            "expected": "ett datum som 2026-03-01",
        }
    ]
    assert "--accept-refused" in said

    status, told, _ = run("import", "users", path, "--accept-refused")

    assert (status, told["new"], users(store)) == (3, 1, 1)


def test_a_file_that_is_no_table_is_refused_with_a_sentence(run: Run) -> None:
    status, told, said = run("import", "users", "finns-inte.csv")

    assert (status, told) == (1, {})
    assert "finns-inte.csv" in said


def test_an_unknown_kind_is_wrong_usage(run: Run) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("import", "katter", "x.csv")

    assert stopped.value.code == 2


@pytest.mark.parametrize("kind", [*KINDS.values(), *RECORD_SET_KINDS.values()], ids=lambda kind: kind.name)
def test_the_columns_of_every_kind_are_shown_without_a_store(
    kind: RecordKind, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", "import", kind.name, "--columns"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["required"]) for one in told["columns"]] == [
        (rule.name, rule.required) for rule in kind.columns
    ]

    assert main(["import", kind.name, "--columns"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(kind.columns) + 1 + bool(kind.days) + bool(kind.of_month)


def test_without_a_file_the_way_to_the_columns_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "users"]) == 2
    assert "kollegie import users --columns" in capsys.readouterr().err


def test_files_of_several_kinds_are_sorted_out_and_taken_in_whom_they_are_about_first(
    store: Store, write: Write, run: Run
) -> None:
    hours = ("staff_id;user_id;start;end", "S1;U1;2026-11-02 08:00;2026-11-02 09:00", "S1;U9;2026-11-02 08:00;fel")
    people = ("user_id;name;protected", "U1;Astrid;none", "U2;Sven;secrecy")
    files = [
        str(write("a-tider.csv", *hours)),
        str(write("b.csv", "provider_id;name", "P1;Omsorg AB")),
        str(write("c.csv", "user_id;from;to;kind", "U1;2026-11-02;2026-11-03;hospital", "U2;2026-11-02;;hospital")),
        str(write("d.csv", *people)),
    ]

    status, told, said = run("import", *files)

    assert [(one["kind"], one["files"], one["new"], one["imported"]) for one in told["kinds"]] == [
        ("users", ["d.csv"], 1, True),
        ("providers", ["b.csv"], 1, True),
        ("time-reports", ["a-tider.csv"], 1, False),
        ("stays", ["c.csv"], 1, True),  # the other is of somebody protected, known from the users of the same run
    ]
    assert (status, users(store), told["read"], len(told["refused"])) == (3, 1, 7, 1)
    assert "--accept-refused" in told["kinds"][2]["why"]
    assert said == ""


def test_files_of_two_systems_are_each_read_by_the_mapping_kept_for_it(
    store: Store, write: Write, run: Run, tmp_path: Path
) -> None:
    save_mapping(store, "Vårdboken", "users", ColumnMapping({"bostad": "address"}))
    save_mapping(store, "Omsorg 7", "users", ColumnMapping({"boende": "address"}))
    one = write("ett.csv", "user_id;bostad;deceased_on", "U1;Gatan 1;", "U3;Gatan 3;fel")
    other = write("sju.csv", "user_id;boende;deceased_on", "U2;Gatan 2;", "U4;Gatan 4;fel")

    status, named, _ = run("import", "users", str(one), str(other), "--dry-run")
    _, told, _ = run("import", str(one), str(other), "--accept-refused", "--refused-to", str(tmp_path / "av.csv"))

    assert (status, named["new"], named["unknown_columns"]) == (0, 2, [])
    assert named["mappings"] == {"ett.csv": "Vårdboken", "sju.csv": "Omsorg 7"}
    assert run("import", "users", str(one), str(other), "--mapping", "Omsorg 7")[1]["unknown_columns"] == ["bostad"]
    assert [(kind["files"], kind["new"]) for kind in told["kinds"]] == [(["ett.csv"], 1), (["sju.csv"], 1)]
    with store.reading() as reading:
        assert {known.address for known in reading.find(UserIdentity)} == {"Gatan 1", "Gatan 2"}
    assert sorted(path.name for path in tmp_path.glob("av*")) == ["av-users-2.csv", "av-users.csv"]


def test_what_is_of_no_kind_or_of_two_stops_all_and_users_that_stay_out_stop_what_is_about_them(
    store: Store, write: Write, run: Run
) -> None:
    good = str(write("brukare.csv", *GOOD))
    row = ("staff_id;user_id;start;end", "S1;U1;2026-11-02 08:00;2026-11-02 09:00")
    either, other = str(write("pass.csv", *row)), str(write("annat.csv", "färg;form", "röd;rund"))

    status, told, said = run("import", other, good, either)

    assert (status, users(store), told["imported"]) == (1, 0, False)
    assert [one["why"] for one in told["unread"]] == [
        "annat.csv: sorten känns inte igen. Ange SORT.",
        "pass.csv kan vara time-reports eller schedules. Ange SORT.",
        "Ingenting har importerats (--accept-refused).",
    ]
    assert said == "Inte läst: annat.csv, pass.csv, brukare.csv. Välj igen för att läsa in.\n"
    stays = str(write("vistelser.csv", "user_id;from;to;kind", "U1;2026-11-02;2026-11-03;hospital"))
    status, told, said = run("import", stays, str(write("fel.csv", *WITH_FAULT)))
    assert (status, told["imported"], [one["kind"] for one in told["kinds"]]) == (1, False, ["users"])
    assert "vistelser.csv" in said
    status, told, said = run("import", good, "finns-inte.csv", "--accept-refused")
    assert (status, users(store), [one["file"] for one in told["unread"]]) == (3, 2, ["finns-inte.csv"])
    assert run("import", good, "--mapping", "Vårdboken")[0] == 2


def test_what_was_expected_of_a_cell_is_said_in_the_language_that_is_spoken(
    write: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kollegie.language._now", Language.SV)  # and is put back
    stays = str(write("stays.csv", "user_id;from;to;kind", "U1;fel;2026-11-03;resa"))

    swedish, english = (run("--language", spoken, "import", "stays", stays)[1]["refused"] for spoken in ("sv", "en"))

    kinds = "sjukhus, institution, utomlands, korttidsvistelse, daglig verksamhet"
    assert [one["expected"] for one in swedish] == ["ett datum som 2026-03-01", f"ett av {kinds}"]
    kinds = "hospital, institution, abroad, short-stay, daily-activity"
    assert [one["expected"] for one in english] == ["a date such as 2026-03-01", f"one of {kinds}"]
