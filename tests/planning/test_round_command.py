"""`kollegie round`: a round from nothing to packed, by the contract's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import ANY
from uuid import UUID

import pytest

from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist import BilingualText
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, ChecklistVersion, Participant, Visit
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal, signal_id
from kollegie.planning.errors import RelationUnclear
from kollegie.planning.publishing import publish
from kollegie.planning.rounds import read_relation
from kollegie.store import Store

Register = Callable[..., None]
Run = Callable[..., tuple[int, dict[str, Any], str]]


def make_round(run: Run) -> dict[str, Any]:
    status, told, _ = run("round", "create", "Hösten", "--service", "hemtjänst", "--day", "2099-11-17", "--seed", "7")
    assert status == 0
    for name, home in (("Anna Berg", "Lillsjö"), ("Bo Lind", "Storåsen")):
        assert run("round", "add-person", name, "--municipality", home)[0] == 0
    return told


def test_a_round_is_made_sampled_assigned_and_packed(run: Run, register: Register) -> None:
    register(P0=2, P1=2)
    made = make_round(run)

    status, told, _ = run("round", "list")
    assert (status, told["rounds"][0]["id"], told["rounds"][0]["state"]) == (0, made["id"], "planned")

    status, told, _ = run("round", "sample", "Hösten", "--size", "3", "--least", "1")
    assert (status, told["visits"]) == (0, 5)
    assert {case["label"] for case in told["cases"]} == {"1-001", "1-002", "1-003", "1-004", "1-005"}

    status, told, _ = run("round", "assign")
    assert (status, len(told["assigned"]), told["left"]) == (0, 5, [])
    in_turn = [visit["case"] for visit in told["assigned"]]

    status, told, _ = run("round", "pack")
    assert (status, told["waiting"]) == (0, 2)
    assert [(pack["person"], len(pack["visits"])) for pack in told["packs"]] == [("Anna Berg", 3), ("Bo Lind", 3)]

    status, told, _ = run("round", "show", made["id"])
    assert (status, told["host"], len(told["visits"])) == (0, "Exempelkommun", 5)
    assert all(visit["visitors"] == ["Anna Berg", "Bo Lind"] for visit in told["visits"])
    assert in_turn == [visit["case"] for visit in sorted(told["visits"], key=lambda visit: visit["start"])]


def test_a_visit_is_given_by_case_number_and_conflict_of_interest_is_refused(run: Run, register: Register) -> None:
    register(P1=1)
    make_round(run)
    run("round", "add-person", "Erik Holm", "--municipality", "Exempelkommun")
    run("round", "add-person", "Eva Alm", "--municipality", "Lillsjö", "--relation", "user:P1-1:acquainted")
    run("round", "sample", "--no-providers")

    status, told, _ = run("round", "assign", "--visit", "1-001", "--person", "Anna Berg")
    assert (status, told["assigned"][0]["visitors"]) == (0, ["Anna Berg"])
    run("round", "add-person", "Anna Berg", "--municipality", "Storåsen")
    status, _, said = run("round", "remove-person", "Anna Berg")
    assert (status, "--municipality" in said) == (1, True)
    assert run("round", "remove-person", "Anna Berg", "--municipality", "Storåsen")[0] == 0

    status, _, said = run("round", "assign", "--visit", "1-001", "--person", "Erik Holm")
    assert status == 1
    assert said.startswith("Erik Holm kan inte ta ärende 1-001: hen kommer från kommunen som granskas (jäv).")
    assert "kollegie round remove-person" in said
    assert run("round", "remove-person", "Erik Holm")[:2] == (0, {"person": ANY, "name": "Erik Holm", "taken_back": []})
    status, _, said = run("round", "remove-person", "Erik Holm")
    assert (status, "kollegie round show" in said) == (1, True)

    status, _, said = run("round", "assign", "--visit", "1-001", "--person", "Eva Alm")
    assert (status, "känner den som ska besökas" in said) == (1, True)

    status, told, _ = run("round", "assign", "--visit", "1-001", "--person", "Anna Berg", "--take-back")
    assert (status, told["assigned"][0]["visitors"]) == (0, [])

    status, _, said = run("round", "assign", "--visit", "9-999", "--person", "Anna Berg")
    assert (status, "9-999" in said) == (1, True)


def test_a_dry_run_shows_what_would_be_and_stores_nothing(run: Run, register: Register, store: Store) -> None:
    register(P1=2)
    make_round(run)
    for at_odds in (
        ("--size", "1", "--user", "P1-1"),
        ("--least", "2"),
        ("--no-providers", "--announced"),
        ("--no-providers", "--provider-checklist", "utforarbesok-oanmalt"),
    ):
        with pytest.raises(SystemExit):
            run("round", "sample", *at_odds)
    assert run("round", "sample", "--user", "P1-1", "--user", "P1-9", "--no-providers")[0] == 1
    assert run("round", "sample", "--user", "P1-1", "--user", "P1-2", "--no-providers")[0] == 0

    _, all_tried, _ = run("round", "assign", "--dry-run")
    _, tried, _ = run("round", "assign", "--visit", "1-001", "--person", "Anna Berg", "--dry-run")
    with pytest.raises(SystemExit):
        run("round", "assign", "--visit", "1-001", "--pair", "A", "--take-back")

    with store.reading() as reading:
        assert (reading.count(Assignment), reading.count(Participant, pair="A")) == (0, 0)
    assert tried["assigned"][0]["visitors"] == ["Anna Berg"]
    assert run("round", "assign")[1] == all_tried


def test_an_exercise_is_answered_in_the_version_in_use(run: Run, store: Store) -> None:
    make_round(run)
    shipped = find_checklist("hemtjanst-brukarbesok")
    publish(store, replace(shipped, version="egen", title=BilingualText("Egen")), in_use=shipped)

    status, told, _ = run("round", "exercise", "--story", "Elsa, 84 år.")

    with store.reading() as reading:
        visit = reading.get(Visit, UUID(told["visit"]))
        version = reading.first(ChecklistVersion, content_hash=visit.checklist_hash)
    assert (status, version and version.version) == (0, "egen")


def test_a_summary_is_locked_and_opened_again_by_its_lead(run: Run, register: Register) -> None:
    register(P0=2)
    make_round(run)
    run("round", "sample", "Hösten", "--size", "2", "--least", "1")

    status, _, said = run("round", "lock", "Hösten")
    assert (status, "3" in said, "--anyway" in said) == (1, True, True)
    status, told, _ = run("round", "lock", "Hösten", "--anyway")
    assert (status, told["version"], told["not_signed"], len(told["checksum"])) == (0, "1.0", 3, 64)
    assert run("round", "sample", "Hösten", "--size", "2")[0] == 1

    status, told, _ = run("round", "reopen", "Hösten")
    assert (status, told["version"], told["next"]) == (0, "1.0", "1.1")


def test_a_round_that_is_not_there_is_told_so(run: Run) -> None:
    status, _, said = run("round", "show", "Våren")

    assert (status, "Våren" in said) == (1, True)


def test_two_rounds_may_not_share_a_name(run: Run) -> None:
    make_round(run)

    status, _, said = run("round", "create", "Hösten", "--service", "hemtjänst")

    assert (status, "Hösten" in said) == (1, True)


@pytest.mark.parametrize("text", ["", "provider:Omsorg", "chef:Omsorg:employer", "user::acquainted", "user:U1:vän"])
def test_an_unclear_relation_is_refused(text: str) -> None:
    with pytest.raises(RelationUnclear):
        read_relation(text)


def test_a_relation_may_hold_colons_and_a_last_day() -> None:
    assert read_relation("provider:AB: Omsorg:former_employer:2025-06-30")[1:3] == ("AB: Omsorg", "former_employer")
    assert read_relation("user:U1:acquainted") == ("user", "U1", "acquainted", None)


def test_up_to_half_the_sample_is_drawn_for_open_signals(run: Run, register: Register, store: Store) -> None:
    register(P0=4, P1=4)
    make_round(run)
    day, subjects = date(2026, 10, 13), (("user", "P1-3"),)
    with store.work("screening") as work:
        host = work.get(Person, store.me).municipality_id
        id = signal_id("V01", "", subjects, day)
        work.add(WarningSignal(id, host, "V01", Severity.SERIOUS, day, day, subjects=subjects))

    _, told, _ = run("round", "sample", "--size", "2", "--least", "0", "--for-signals", "--no-providers")

    assert sorted(case["drawn"] for case in told["cases"]) == ["random", "signal"]
    with store.reading() as reading:
        assert [case.subject_ref for case in reading.find(Case, drawn="signal")] == ["P1-3"]
