"""`kollegie signals`: the same acts as in the window."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from signal_world import PASSPHRASE, SignalWorld

from kollegie.cli import main
from kollegie.model.signals import EvidenceRow, WarningSignal
from kollegie.store import open_store

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(here: SignalWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    here.store.close()
    store = str(here.store.path)

    def command(*words: str) -> tuple[int, dict[str, Any]]:
        status = main(["--store", store, "signals", *words, "--json"])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else {}

    return command


def test_a_signal_goes_from_list_to_question_and_back(run: Run) -> None:
    _, listed = run("list", "--provider", "P-1")
    [signal] = listed["signals"]
    name = signal["id"][:8]

    status, asked = run("visit", name)
    _, shown = run("show", name, "--names")

    assert (status, len(asked["questions"])) == (0, 2)
    assert (signal["state"], shown["state"]) == ("new", "to_visit")
    assert [question["case"] for question in shown["questions"]] == ["4-001", "4-001"]
    assert {one["name"] for one in shown["names"]} == {"Astrid Test", "Sven Prov", "Gun Prov"}
    assert shown["rows"][0]["file"] == "time-reports.csv"
    assert run("undo")[1] == {"done": True}
    assert run("list", "--state", "new")[1]["signals"] == listed["signals"]
    assert run("list", "--user", "B-9")[1] == {"signals": []}


def test_the_rows_of_a_signal_are_told_and_printed_in_swedish(
    here: SignalWorld, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [signal] = run("list")[1]["signals"]
    with contextlib.closing(open_store(here.store.path, PASSPHRASE)) as store, store.work("sync") as work:
        cells = (("user_id", "B-1"), ("deceased_on", "2026-09-10"), ("share", "7.5"))
        row = EvidenceRow("users", "users.csv", 4, cells)
        work.save(replace(work.get(WarningSignal, here.signal), evidence=(row,)))

    assert main(["--store", str(here.store.path), "signals", "show", signal["id"]]) == 0
    told = capsys.readouterr().out
    assert run("print", signal["id"], "--out", str(tmp_path / "v01.pdf"))[0] == 0

    assert "users.csv rad 4: brukare B-1 · avliden 2026-09-10 · share 7.5" in told
    with contextlib.closing(pypdfium2.PdfDocument(tmp_path / "v01.pdf")) as sheet:
        printed = "".join(page.get_textpage().get_text_bounded() for page in sheet)
    assert "Avliden" in printed
    assert "deceased_on" not in printed


def test_a_cause_is_remembered_listed_and_forgotten(run: Run) -> None:
    [signal] = run("list")[1]["signals"]

    assert run("explain", signal["id"], "--reason", "Makar i samma hem", "--until", "2099-01-31")[0] == 0
    [cause] = run("causes")[1]["causes"]

    assert (cause["rule"], cause["until"]) == ("V01", "2099-01-31")
    assert run("forget", cause["id"])[0] == 0
    assert run("causes")[1] == {"causes": []}
    assert run("worth")[1]["rules"] == [
        {"rule": "V01", "found": 1, "confirmed": 0, "refuted": 0, "explained": 1, "dismissed": 0}
    ]


def test_what_is_refused_is_said_and_nothing_moves(here: SignalWorld, run: Run) -> None:
    [signal] = run("list")[1]["signals"]

    assert run("dismiss", signal["id"], "--reason", " ")[0] == 1
    assert run("show", "zz")[0] == 1
    assert run("undo")[0] == 1
    assert run("visit", signal["id"], "--visit", "foo") == (1, {})
    assert main(["--store", str(here.store.path), "round", "exercise", "--story-file", "saknas.txt", "--json"]) == 1
    assert run("list")[1]["signals"] == [signal]
    for act, state in (("confirm", "confirmed"), ("refute", "refuted"), ("reopen", "new")):
        assert run(act, signal["id"])[0] == 0
        assert run("list")[1]["signals"][0]["state"] == state


def test_a_rule_of_a_newer_program_is_told_as_one(here: SignalWorld, run: Run) -> None:
    with contextlib.closing(open_store(here.store.path, PASSPHRASE)) as store, store.work("sync") as work:
        work.add(replace(work.get(WarningSignal, here.signal), id=work.new_id(), rule="V77"))

    [listed] = run("list", "--rule", "V77")[1]["signals"]
    status, shown = run("show", listed["id"])

    assert (status, listed["rule"]) == (0, "V77")
    assert shown["possible_explanations"] == ["De står i den version som känner regeln."]
    assert shown["rows"][0]["file"] == "time-reports.csv"
    assert [one["rule"] for one in run("worth")[1]["rules"]] == ["V01", "V77"]


def test_a_limit_is_set_for_one_screening_and_a_wrong_one_is_refused(
    here: SignalWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    here.store.close()

    def screen(*words: str) -> tuple[int, str, str]:
        status = main(["--store", str(here.store.path), "screen", "--rules", "V01,V03", "--json", *words])
        return status, *capsys.readouterr()

    status, out, _ = screen("--set", "V01.tol_min=7,5", "--set", "V03.agreements=Sobona=48/6")
    refused, _, why = screen("--set", "V01.tolerans=5")

    parameters = {rule: ran["parameters"] for rule, ran in json.loads(out)["rules"].items()}
    assert status == 0
    assert (parameters["V01"]["tol_min"], parameters["V03"]["agreements"]) == (7.5, "Sobona=48/6")
    assert refused == 1
    assert "V01 har ingen parameter tolerans" in why
