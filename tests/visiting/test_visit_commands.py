"""`kollegie visit`, `checklist` and `search`: the contract's JSON and exit codes."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
from visiting.repeating import plan_repeating

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.model.severity import Severity
from kollegie.visiting.answering import record_answer
from kollegie.visiting.findings import edit_finding
from kollegie.visiting.signing import readiness


@pytest.fixture
def run(capsys):
    """Runs a command and gives exit code, what it told as JSON, and what it said on standard error."""

    def command(*words: str):
        status = main(["--json", *words])
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else None, said.err

    return command


@pytest.fixture
def here(laptop, monkeypatch):
    """Lets the commands work on the laptop's store, which stays open."""
    monkeypatch.setattr(Context, "store", lambda _context: laptop.store)
    monkeypatch.setattr(Context, "close", lambda _context: None)


@pytest.fixture
def at(run, here):
    """Runs a command on the laptop's store."""
    return run


def test_visits_are_listed_with_all_the_contract_asks_for(at, laptop, capsys):
    assert main(["visit", "list"]) == main(["visit", "show", "4-017"]) == main(["round", "list"]) == 0
    said = capsys.readouterr().out
    assert "planerat" in said
    assert not re.search(r"\b(planned|ongoing)\b", said)

    status, told, _ = at("visit", "list")

    assert status == 0
    one = next(one for one in told["visits"] if one["case"] == "4-017")
    assert {name: one[name] for name in ("id", "round", "case", "kind", "state", "checklist", "visitors")} == {
        "id": str(laptop.visit),
        "round": "Hemtjänst hösten 2026",
        "case": "4-017",
        "kind": "user",
        "state": "planned",
        "checklist": "hemtjanst-brukarbesok",
        "visitors": ["Anna Ek", "Berit Sand"],
    }
    starts = [one["planned_start"] for one in told["visits"]]
    assert starts == sorted(starts, key=lambda start: (start is None, start or ""))


def test_an_answer_is_given_and_shown_with_its_history(at, laptop):
    assert at("visit", "answer", str(laptop.visit), "hb06", "ja")[0] == 0
    status, told, _ = at("visit", "answer", "4-017", "HB06", "delvis", "--note", "Dusch saknas.")
    assert status == 0
    assert [(one["category"], one["severity"]) for one in told["raised"]] == [("UTF", 2)]

    status, told, _ = at("visit", "show", "4-017")

    assert (status, told["state"]) == (0, "ongoing")
    (answer,) = told["answers"]
    assert (answer["question"], answer["value"], answer["note"], answer["by"]) == (
        "hb06",
        "delvis",
        "Dusch saknas.",
        "Anna Ek",
    )
    assert [(one["value"], one["note"], one["by"]) for one in answer["history"]] == [
        ("ja", "", "Anna Ek"),
        ("delvis", "Dusch saknas.", "Anna Ek"),
    ]
    assert answer["at"] == answer["history"][-1]["at"]
    assert [(one["question"], one["severity"], one["state"]) for one in told["findings"]] == [("hb06", 2, "proposed")]


@pytest.mark.parametrize(
    ("value", "kept"),
    [("avstod", "avstod"), ("ej_observerat", "ej_observerat")],
)
def test_reasons_not_to_answer_are_given_by_name(at, value, kept):
    _, told, _ = at("visit", "answer", "4-017", "hb08", value)

    assert told["value"] == kept


def test_several_choices_are_given_with_commas(at):
    _, told, _ = at("visit", "answer", "4-017", "hb02", "anhorig,personal")

    assert told["value"] == ["anhorig", "personal"]


@pytest.mark.parametrize(
    "words",
    [
        ("visit", "show", "9-999"),
        ("visit", "answer", "4-017", "hb99", "ja"),
        ("visit", "answer", "4-017", "hb08", "många"),
        ("visit", "sign", "4-017"),
        ("visit", "answer", "4-017", "hb06", "ja", "--reason", "för tidigt"),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_one(at, words):
    status, told, said = at(*words)

    assert (status, told) == (1, None)
    assert said.strip().endswith(".")


def test_a_word_that_is_no_answer_is_told_with_every_word_that_is(at):
    _status, _told, said = at("visit", "answer", "4-017", "hb06", "kanske")

    assert "ja, nej, delvis, ej_observerat, ej_tillampligt, ej_fragad, avstod" in said


def test_signing_passes_the_rest_over_when_told_and_then_takes_amendments_only(at):
    at("visit", "answer", "4-017", "hb06", "ja")

    status, told, _ = at("visit", "sign", "4-017", "--pass-over", "ej_fragad")

    assert (status, told["state"]) == (0, "signed")
    assert at("visit", "answer", "4-017", "hb06", "nej")[0] == 1
    status, told, _ = at("visit", "answer", "4-017", "hb06", "nej", "--reason", "Fel ruta")
    assert (status, told["value"]) == (0, "nej")


def test_an_unknown_reason_to_pass_over_is_wrong_usage(at):
    assert at("visit", "sign", "4-017", "--pass-over", "orkar inte")[0] == 2


def test_search_tells_the_latest_first(at, laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "delvis", note="Dusch en gång i veckan.")
    finding = record_answer(laptop.store, laptop.visit, "hb12", "ja", note="Ingen dusch i september.").raised[0]
    edit_finding(laptop.store, laptop.visit, finding.id, severity=Severity.NOTE, text="Uteblivet besök")

    status, told, _ = at("search", "dusch")

    assert status == 0
    assert [(hit["record"], hit["text"]) for hit in told["hits"]] == [
        ("answer", "Ingen dusch i september."),
        ("answer", "Dusch en gång i veckan."),
    ]
    assert at("search", "finns", "inte")[1] == {"hits": []}


def test_the_same_in_words_for_a_person(laptop, here, capsys):
    record_answer(laptop.store, laptop.visit, "hb06", "delvis", note="Dusch saknas.")

    for words in (["visit", "list"], ["visit", "show", "4-017"], ["search", "dusch"], ["checklist", "list"]):
        assert main(words) == 0

    said = capsys.readouterr().out
    assert "4-017" in said
    assert "påbörjat" in said
    assert "ongoing" not in said
    assert "Dusch saknas." in said
    assert "UTF/2" in said


def test_shipped_checklists_are_listed(run):
    status, told, _ = run("checklist", "list")

    by_id = {one["id"]: one for one in told["checklists"]}
    assert status == 0
    assert (by_id["hemtjanst-brukarbesok"]["questions"], by_id["utforarbesok-oanmalt"]["questions"]) == (21, 20)
    assert by_id["hemtjanst-brukarbesok"]["title"] == "Hemtjänst – brukarbesök"


def test_checking_names_file_line_and_what_was_expected(run, tmp_path):
    good, bad = tmp_path / "bra.toml", tmp_path / "fel.toml"
    question = '[[avsnitt]]\nid = "a"\ntitel = "A"\n[[avsnitt.fraga]]\nid = "A1"\ntyp = "tal"\ntext = "Hur många?"\n'
    head = 'schema = 1\nid = "prov"\nversion = "1"\ntitel = "Prov"\n'
    good.write_text(head + question, encoding="utf-8")
    bad.write_text(head + question + 'visas_nar = "${saknas} > 1"\n', encoding="utf-8")

    assert run("checklist", "check", str(good))[0] == 0
    assert run("checklist", "check", str(bad))[0] == 1
    status, told, _ = run("checklist", "check", str(good), str(bad))

    assert (status, told["ok"]) == (3, False)
    (fault,) = told["files"][1]["problems"]
    assert fault["line"] == 12
    assert "saknas" in fault["message"]


def test_evaluating_tells_what_is_asked_missing_wrong_and_found(run, tmp_path):
    answers = tmp_path / "svar.json"
    answers.write_text(
        json.dumps(
            {
                "hb02": ["ingen"],
                "hb06": "delvis",
                "hb08": 3,
                "hb09": "10,5",
                "hb10": -1,
                "HB11": "avstod",
                "planerade_besok_per_dag": 4,
                "privat_utforare": "ja",
            }
        ),
        encoding="utf-8",
    )

    status, told, _ = run("checklist", "evaluate", "hemtjanst-brukarbesok", "--answers", str(answers))

    assert status == 0
    assert "hb14" in told["relevant"]
    assert "hb03" not in told["relevant"]
    assert "hb01" in told["missing"]
    assert not {"hb02", "hb06", "hb11"} & set(told["missing"])
    assert [fault["question"] for fault in told["faults"]] == ["hb10"]
    assert [(one["question"], one["category"], one["severity"]) for one in told["findings"]] == [
        ("hb06", "UTF", 2),
        ("hb08", "UTF", 2),
    ]
    assert told["calculated"] == {}


def test_evaluating_reads_lists_as_rows_of_a_repeat_and_gives_what_is_calculated(run, tmp_path):
    form, answers = tmp_path / "insatser.toml", tmp_path / "svar.json"
    form.write_text(
        """schema = 1
id = "insatser"
version = "1"
titel = "Insatser"
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
typ = "upprepning"
namn = "insats"
text = "Insats"
[[avsnitt.fraga.fraga]]
id = "I1"
typ = "tal"
text = "Timmar"
iakttagelse = [{ nar = ". > 10", kategori = "TIF", grad = 1, text = "Mycket" }]
[[avsnitt.fraga]]
id = "S1"
typ = "beräkning"
text = "Summa"
berakning = "sum(${i1})"
""",
        encoding="utf-8",
    )
    answers.write_text('{"i1": [4, "12,5", 2]}', encoding="utf-8")

    status, told, said = run("checklist", "evaluate", str(form), "--answers", str(answers))

    assert status == 0, said
    assert told["calculated"] == {"s1": 18.5}
    assert [(one["question"], one["row"]) for one in told["findings"]] == [("i1", "2")]


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"zz9": "ja"}'])
def test_answers_that_cannot_be_read_are_refused_with_the_reason(run, tmp_path, content):
    answers = tmp_path / "svar.json"
    answers.write_text(content, encoding="utf-8")

    status, told, said = run("checklist", "evaluate", "hemtjanst-brukarbesok", "--answers", str(answers))

    assert (status, told) == (1, None)
    assert said.strip()


def test_a_missing_file_of_answers_is_refused_by_name(run, tmp_path):
    status, _, said = run("checklist", "evaluate", "hemtjanst-brukarbesok", "--answers", str(tmp_path / "borta.json"))

    assert status == 1
    assert "borta.json" in said


def test_readiness_is_the_same_for_command_line_and_window(laptop, at):
    record_answer(laptop.store, laptop.visit, "hb06", "ja")

    _, _, said = at("visit", "sign", "4-017")

    for cell in readiness(laptop.store, laptop.visit).missing[:3]:
        assert cell.name.upper().split("_")[0] in said


def test_a_visit_is_sent_back_answered_and_resolved(at):
    at("visit", "comment", "4-017", "Vilken vecka?", "--question", "HB12", "--send-back")
    at("visit", "comment", "4-017", "Vecka 45.", "--question", "HB12", "--reply")
    status, told, _ = at("visit", "comments", "4-017", "--open")
    at("visit", "resolve", "4-017", "--question", "hb12")
    _, after, _ = at("visit", "comments", "4-017", "--open")

    assert status == 0
    assert [(one["kind"], one["question"], one["by"]) for one in told["comments"]] == [
        ("sent_back", "hb12", "Anna Ek"),
        ("reply", "hb12", "Anna Ek"),
    ]
    assert after["comments"] == []


def test_a_refusal_and_its_times_are_noted(at):
    refused = at("visit", "consent", "4-021", "refused", "--said-by", "god man", "--told", "vilka,syfte")
    told = at("visit", "consent", "4-021", "refused", "--said-by", "god man", "--consequence", "yes")
    wrong = at("visit", "consent", "4-021", "given", "--said-by", "personen", "--told", "allt")
    times = at("visit", "times", "4-017", "--arrived", "08:10", "--left", "9.05")
    turned = at("visit", "times", "4-017", "--left", "07:00")
    unread = at("visit", "times", "4-017", "--left", "halv nio")

    assert [status for status, _, _ in (refused, told, wrong, times, turned, unread)] == [1, 0, 2, 0, 1, 1]
    assert (told[1]["state"], told[1]["consequence_told"]) == ("refused", True)
    local = [datetime.fromisoformat(times[1][name]).astimezone() for name in ("arrived_at", "left_at")]
    assert [f"{moment:%H:%M}" for moment in local] == ["08:10", "09:05"]
    states = {one["case"]: one["state"] for one in at("visit", "list")[1]["visits"]}
    assert states == {"4-021": "dropped", "4-017": "ongoing"}


def test_a_row_is_added_answered_in_and_removed(at, laptop):
    plan_repeating(laptop.store)
    _, made, _ = at("visit", "row", "4-030", "insats")
    at("visit", "answer", "4-030", "IN02", "Städ", "--row", made["row"])
    _, shown, _ = at("visit", "show", "4-030")
    status, gone, _ = at("visit", "row", "4-030", "insats", "--remove", made["row"])

    assert [(one["row"], one["value"]) for one in shown["answers"]] == [(made["row"], "Städ")]
    assert (status, gone["removed"]) == (0, True)


def test_the_facts_of_the_case_are_told_with_their_source_and_can_be_said(at, laptop, capsys):
    status, told, _ = at("visit", "fact", "4-017", "planerade_besok_per_dag", "3,5")
    assert (status, told["facts"]) == (
        0,
        [{"name": "planerade_besok_per_dag", "value": "3.5", "given": True, "register": "4"}],
    )

    assert main(["visit", "fact", "4-017"]) == 0

    said = capsys.readouterr().out
    assert "Planerade besök per dag (angivet vid besöket)" in said
    status, _, said = at("visit", "fact", "4-017", "hb01", "ja")
    assert status == 1
    assert "planerade_besok_per_dag" in said
