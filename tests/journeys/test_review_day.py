"""A whole review day by the command line: three laptops, one hub, from the municipality's files to the printed page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kollegie.cli import main

Run = Callable[..., tuple[int, dict[str, Any], str]]

FILES = {
    "providers": (
        "provider_id;name;kind;contract;relatives_allowed",
        "P1;Exempelomsorgen AB;privat;LOV;nej",
    ),
    "users": (
        "Brukar-ID;Namn;Personnummer;Adress;Skyddad identitet",
        "U1;Astrid Ekholm;18900101-9802;Björkvägen 1;nej",
        "U2;Sven Lindvall;189102279800;Björkvägen 2;",
        "U3;Maj Rosby;;Björkvägen 3;sekretessmarkering",
    ),
    "decisions": (
        "decision_id;user_id;service;law;decided_on;amount;unit;provider_id;executed_on;Besök per dag",
        "D1;U1;hemtjänst;SoL;2026-01-10;34;hours/month;P1;2026-01-20;3",
        "D2;U2;hemtjänst;SoL;2026-02-10;18;hours/month;P1;2026-02-20;1",
    ),
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on somebody's store: exit status, the JSON it prints, what it says beside."""
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", "fyra helt vanliga ord")

    def ran(store: str, *words: str) -> tuple[int, dict[str, Any], str]:
        status = main(["--store", str(tmp_path / f"{store}.kollegie"), *words, "--json"])
        told = capsys.readouterr()
        return status, json.loads(told.out or "{}"), told.err

    return ran


def done(told: tuple[int, dict[str, Any], str]) -> dict[str, Any]:
    """What a command that went well has told."""
    status, content, said = told
    assert status == 0, said
    return content


def set_up(run: Run, tmp_path: Path) -> str:
    """The weeks before: a store each, the files, the round, the hub. Gives the hub's address."""
    url = f"sqlite:///{tmp_path / 'hub.kollegie'}"
    done(run("lead", "init", "--municipality", "Exempelkommun", "--person", "Karin Ek"))
    for kind, lines in FILES.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text("\n".join(lines), encoding="cp1252")
        told = done(run("lead", "import", kind, str(path)))
        assert (told["new"], told["refused"]) == (2 if kind != "providers" else 1, [])
    done(run("lead", "round", "create", "Hösten", "--service", "hemtjänst", "--day", "2026-11-17", "--seed", "1"))
    done(run("lead", "hub", "create", url))
    for store, person, home in (("anna", "Anna Berglund", "Lillsjö"), ("bo", "Bo Dahl", "Storåsen")):
        done(run("lead", "round", "add-person", person, "--municipality", home))
        done(run("lead", "hub", "add-person", url, person, "--role", "visitor", "--municipality", home))
        done(run(store, "init", "--municipality", home, "--person", person))
        done(run(store, "hub", "enrol", url))
    return url


def test_a_review_day_from_the_files_to_the_printed_summary(run: Run, tmp_path: Path) -> None:
    url = set_up(run, tmp_path)

    # the round: two users (the third is protected) and their provider, both tracks on the same day
    told = done(run("lead", "round", "sample", "Hösten"))
    assert [case["track"] for case in told["cases"]].count("provider") == 1
    assert told["visits"] == 3
    assert done(run("lead", "round", "assign", "Hösten"))["left"] == []
    done(run("lead", "round", "pack", "Hösten"))
    done(run("lead", "sync"))

    # both laptops fetch their day; neither holds the register
    for store in ("anna", "bo"):
        done(run(store, "sync", url))
        assert len(done(run(store, "visit", "list"))["visits"]) == 3
    visit = next(one for one in done(run("anna", "visit", "list"))["visits"] if one["kind"] == "user")["id"]

    # without net: they agree about one question, disagree about another, and each sees something of their own
    for store in ("anna", "bo"):
        done(run(store, "visit", "answer", visit, "HB01", "ja"))
    done(run("anna", "visit", "answer", visit, "HB06", "ja"))
    done(run("bo", "visit", "answer", visit, "HB06", "delvis", "--note", "Duschen ges en gång, beslutet säger två."))
    done(run("anna", "visit", "answer", visit, "HB10", "19", "--note", "Nitton olika på två veckor."))
    done(run("bo", "visit", "answer", visit, "HB18", "ja"))

    # the laptops meet at the hub, the lead hears of it, and both versions are kept
    for store in ("anna", "bo", "anna", "lead"):
        told = run(store, "sync")[1]
        assert told["waiting"] == 0
    conflicts = {one["field"]: one for one in done(run("lead", "conflicts", "list"))["conflicts"]}
    assert {field: one["state"] for field, one in conflicts.items()} == {"value": "open", "started_at": "resolved"}
    conflict = conflicts["value"]
    assert {version["value"] for version in conflict["versions"]} == {"ja", "delvis"}
    assert {version["by"] for version in conflict["versions"]} == {"Anna Berglund", "Bo Dahl"}
    answers = {one["question"]: one for one in done(run("lead", "visit", "show", visit))["answers"]}
    assert {"hb01", "hb06", "hb10", "hb18"} <= {name.lower() for name in answers}

    # Bo is asked and stands by what he saw; Anna's laptop learns it, and her version stays in the history
    done(run("bo", "sync"))
    done(run("bo", "conflicts", "resolve", conflict["id"], "--keep", "mine"))
    for store in ("bo", "anna", "lead"):
        done(run(store, "sync"))
    shown = next(
        one for one in done(run("anna", "visit", "show", visit))["answers"] if one["question"].lower() == "hb06"
    )
    assert shown["value"] == "delvis"
    assert "ja" in {version["value"] for version in shown["history"]}
    findings = done(run("lead", "visit", "show", visit))["findings"]
    assert {finding["question"].lower() for finding in findings} >= {"hb06", "hb10"}

    # the summary says it, to the board and to the public
    for edition in ("internal", "public"):
        out = tmp_path / f"{edition}.pdf"
        done(run("lead", "summary", "Hösten", "--edition", edition, "--out", str(out)))
        with pikepdf.open(out) as pdf:
            assert len(pdf.pages) >= 5
            assert pdf.Root.MarkInfo.Marked

    assert done(run("lead", "check")) == {"ok": True, "problems": [], "quarantined": []}


def test_a_case_that_is_taken_back_leaves_the_laptop_with_its_name_and_address(run: Run, tmp_path: Path) -> None:
    set_up(run, tmp_path)
    done(run("lead", "round", "sample", "Hösten", "--no-providers"))
    label = done(run("lead", "round", "show"))["visits"][0]["case"]
    done(run("lead", "round", "assign", "--visit", label, "--person", "Anna Berglund"))
    done(run("lead", "sync"))
    done(run("anna", "sync"))
    assert [one["case"] for one in done(run("anna", "visit", "list"))["visits"]] == [label]

    done(run("lead", "round", "assign", "--visit", label, "--person", "Anna Berglund", "--take-back"))
    done(run("lead", "sync"))
    told = done(run("anna", "sync"))

    assert told["left"] > 0
    assert done(run("anna", "visit", "list"))["visits"] == []
    assert done(run("bo", "sync"))["received"] >= 0
    assert done(run("bo", "visit", "list"))["visits"] == []
