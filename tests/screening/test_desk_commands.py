"""`kollegie invoices`, `payouts` and `reclaims`: the desk on the command line, from files to letters."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from desk_files import take_in

from kollegie.cli import main
from kollegie.follow_up.invoice_suggestions import context_of
from kollegie.follow_up.settling import Judge, SettledInvoices, answer_and_settle, settled_words
from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Value
from kollegie.model.checklist_text import checklist_from_text, checklist_to_text
from kollegie.model.conflicts import Conflict
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.ids import COMMON_SCOPE, new_id
from kollegie.model.invoices import InvoiceReview, invoice_answer_id, invoice_review_id
from kollegie.model.reviews import ChecklistVersion
from kollegie.screening.desk import invoice_detail
from kollegie.store import Store, create_store
from kollegie.store.records import records_folder
from kollegie.visiting.findings import raised_by
from ui.findings.disagreements import open_disagreements

LATER = ("--as-of", "2026-11-17")
PASSPHRASE = "fyra helt vanliga ord"
Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("desk")
    made = create_store(
        folder / "lead.kollegie",
        PASSPHRASE,
        municipality="Hult",
        person="Karin Ek",
        clock=lambda: datetime(2026, 11, 17, 12, 0, tzinfo=UTC),
        source=random.Random(1),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
        take_in(made, folder)
        yield made
    made.close()


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*words: str) -> tuple[int, dict[str, Any], str]:
        status = main(["--store", str(store.path), *words, "--json"])
        told = capsys.readouterr()
        return status, json.loads(told.out) if told.out else {}, told.err

    return ran


def test_every_invoice_of_the_month_is_listed_with_its_hours_and_differences(run: Run) -> None:
    status, told, _ = run("invoices", "list", "--month", "2026-09")

    assert status == 0
    assert (told["reviewed"], told["invoices_in_all"]) == (0, 4)
    by_number = {one["invoice"]: one for one in told["invoices"]}
    assert by_number["F-100"]["hours"] == {"granted": 30.0, "planned": None, "reported": 20.0, "invoiced": 20.0}
    assert by_number["F-100"]["differences"] == ["over_reported"]  # together with F-101
    assert set(by_number["F-101"]["differences"]) == {"over_granted", "over_reported"}
    assert by_number["S-1"]["differences"] == ["over_granted"]
    assert by_number["S-2"]["matched"] is False
    assert "unknown_user" in by_number["S-2"]["differences"]


def test_the_latest_month_is_shown_where_none_is_named_and_the_unmatched_alone(run: Run) -> None:
    _, told, _ = run("invoices", "list", "--unmatched")

    assert told["month"] == "2026-09"
    assert [one["invoice"] for one in told["invoices"]] == ["S-2"]


def test_an_invoice_is_followed_to_file_and_row(run: Run) -> None:
    status, told, _ = run("invoices", "show", "P-03", "F-101")

    assert status == 0
    second = told["parts"][1]
    assert (second["user"], second["rows"]["invoiced"]) == (
        "4-002",
        [{"kind": "invoices", "file": "invoices.csv", "row": 4}],
    )
    assert second["rows"]["granted"] == [{"kind": "decisions", "file": "decisions.csv", "row": 3}]
    assert [row["row"] for row in second["rows"]["reported"]] == list(range(3, 22, 2))
    assert told["suggestions"]["pf02"]["value"] == "29.0"
    assert told["suggestions"]["pf03"]["value"] == "0"


def test_an_invoice_is_disputed_undone_asked_about_and_written_of(run: Run, tmp_path: Path) -> None:
    today = datetime.now().astimezone().date()
    by = (today + timedelta(days=21)).isoformat()
    _, disputed, _ = run(
        "invoices", "dispute", "P-03", "F-101", "--reason", "Fel", "--line", "2=Ingen tid", "--dnr", "D 1"
    )
    _, undone, _ = run("invoices", "undo", "P-03", "F-101")
    _, asked, _ = run("invoices", "ask", "P-03", "F-101", "Tidrapporter", "Schema", "--by", by)
    status, letter, _ = run("invoices", "letter", "P-03", "F-101", "--out", str(tmp_path / "brev.pdf"))

    assert (disputed["state"], disputed["disputed_ore"]) == ("disputed", 1_025_000)
    assert disputed["reply_by"] == (today + timedelta(days=14)).isoformat()
    assert disputed["disputed"] == [{"line": "2", "reason": "Ingen tid"}]
    assert (undone["undone"], undone["state"]) == (True, "open")
    assert asked["documents"] == ["Tidrapporter", "Schema"]
    assert (status, letter["kind"], letter["copy"], letter["reply_by"]) == (0, "documents", 1, by)
    assert (tmp_path / "brev.pdf").read_bytes().startswith(b"%PDF")
    _, moved, _ = run("invoices", "move", "P-03", "F-101", "complete")
    assert moved["state"] == "complete"
    _, shown, _ = run("invoices", "show", "P-03", "F-101")
    assert [step["step"] for step in shown["history"]][:2] == ["Underlag komplett", "Underlag begärt"]


def asked_about(
    store: Store, provider: str, invoice: str
) -> tuple[InvoiceLook, ChecklistVersion, dict[str, Value], Judge]:
    detail = invoice_detail(store, provider, invoice)
    assert detail is not None
    text = checklist_to_text(checklist := find_checklist("assistans-fakturor"))
    version = ChecklistVersion(
        *(new_id(store.clock(), store.source), COMMON_SCOPE, checklist.id, checklist.version),
        *(checklist.content_hash, text),
    )
    return detail.look, version, context_of(detail), partial(raised_by, lambda: store.clock().astimezone())


def version_question(text: str, name: str) -> str:
    question = checklist_from_text(text).question(name)
    assert question is not None
    return question.label.in_()


def test_an_answer_taken_back_takes_its_finding_along(run: Run, store: Store) -> None:
    look, version, context, judge = asked_about(store, "P-07", "S-2")
    answer_and_settle(store, look, version, context, judge, "pf01", "nej", "", suggested=False)
    assert [one["question"] for one in run("invoices", "show", "P-07", "S-2")[1]["findings"]] == ["pf01"]

    assert run("invoices", "undo", "P-07", "S-2")[1]["undone"] is True

    shown = run("invoices", "show", "P-07", "S-2")[1]
    assert (shown["answers"], shown["findings"]) == ({}, [])


def test_an_approval_counts_in_the_share(run: Run) -> None:
    before = run("invoices", "list", "--month", "2026-09")[1]["reviewed"]
    run("invoices", "approve", "P-07", "S-1")

    assert run("invoices", "list", "--month", "2026-09")[1]["reviewed"] == before + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("invoices", "show", "P-03", "F-999"), "finns inte bland de inlästa"),
        (("invoices", "list", "--month", "september"), "Skriv den som 2026-09"),
        (("invoices", "letter", "P-07", "S-2", "--out", "x.pdf"), "Bestrid den eller begär underlag"),
        (("reclaims", "move", "finns-inte", "paid"), "finns inte i registret"),
        (("payouts", "propose", "--from", "2026-09", "--to", "2026-09", *LATER), "inget att föreslå"),
        (("payouts", "propose", "--from", "", "--to", "2026-09", *LATER), "Månaden ”” går inte att läsa"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    status, told, problem = run(*words)

    assert (status, told) == (1, {})
    assert said in problem


def test_payouts_without_report_become_reclaims_that_people_move(run: Run) -> None:
    _, september, _ = run("payouts", "list", "--month", "2026-09", *LATER)
    _, august, _ = run("payouts", "list", "--month", "2026-08", *LATER)
    _, proposed, _ = run("payouts", "propose", "--from", "2026-07", "--to", "2026-09", *LATER)

    assert [one["differences"] for one in september["payouts"]] == [[]]
    assert september["payouts"][0]["reported_days"] == 2
    assert (august["payouts"][0]["differences"], august["payouts"][0]["months_without_report"]) == (["no_reports"], 2)
    (made,) = proposed["reclaims"]
    assert (made["state"], made["from"], made["to"]) == ("not_calculated", "2026-07-01", "2026-08-31")
    _, moved, _ = run("reclaims", "move", made["id"], "calculated", "--amount", "3000,50")
    assert moved["reclaim"]["calculated_ore"] == 300_050
    for amount in ("NaN", "inf", "mycket"):
        assert (
            f"{amount} går inte att välja" in run("reclaims", "move", made["id"], "calculated", "--amount", amount)[2]
        )
    refused, _, problem = run("reclaims", "move", made["id"], "demanded", "--ground", "civil_law")
    assert refused == 1
    assert "hörs alltid" in problem
    _, listed, _ = run("reclaims", "list")
    assert listed["totals"]["calculated_ore"] == 300_050


def test_people_read_it_as_lines(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(store.path), "invoices", "list", "--month", "2026-09"]) == 0
    assert main(["--store", str(store.path), "payouts", "list", "--month", "2026-08", *LATER]) == 0
    assert main(["--store", str(store.path), "reclaims", "list"]) == 0
    assert main(["--store", str(store.path), "invoices", "show", "P-03", "F-100"]) == 0
    assert main(["--store", str(store.path), "records", "list"]) == 0
    assert main(["--store", str(store.path), "screen", "--rules", "V06,V16"]) == 0

    told = capsys.readouterr().out
    assert "av 4 fakturor granskade" in told
    assert "Fakturarader: " in told
    assert "PF02: 20,0 timmar  " in told
    assert re.search(r"PF0\d: (Ja|Nej)  ", told)
    assert "–2026-09-30  " in told  # the days of a file of periods end with the last day of one
    assert not re.search(r"\b(invoiced|granted|reported|billed_in_all|pf0\d)\b", told)
    assert "beviljat 30,0 · planerat – · rapporterat 20,0 · fakturerat 20,0" in told
    assert re.search(r"  \d{1,3}(\u00a0\d{3})+\u00a0kr", told)  # as the window tells it: öre where there are any
    assert "V06 prövades inte: frånvaro saknas" in told
    assert not re.search(r"\b(absences|time-reports|schedules|1 rader)\b(?!\.csv)", told)
    assert "Ingen tid rapporterad" in told
    assert "Summa: beräknat" in told


def test_a_choice_between_two_answers_settles_the_findings_and_without_records_all_that_do_not_rest_on_them(
    run: Run, store: Store, tmp_path: Path
) -> None:
    look, version, context, judge = asked_about(store, "P-03", "F-100")
    answer_and_settle(store, look, version, context, judge, "pf01", "nej", "", suggested=False)
    claimed = {**context, "sjuklon": "ja"}
    answer_and_settle(store, look, version, claimed, judge, "pf12", "nej", "", suggested=False)
    review = invoice_review_id("P-03", "F-100")
    sick, finding = run("invoices", "show", "P-03", "F-100")[1]["findings"]
    with store.work("sync") as work:
        scope, a, b = work.get(InvoiceReview, review).scope, 5 << 21 | 7, 6 << 21 | 7
        answer = invoice_answer_id(review, "pf01")
        disputed = Conflict("tvist", scope, "invoice_answer", answer, "value", '"nej"', a, None, '"ja"', b, None)
        work.add(disputed)

    answer_and_settle(store, look, version, claimed, judge, "pf01", "ja", "", suggested=False)
    assert run("invoices", "show", "P-03", "F-100")[1]["findings"] == [sick, finding]  # until somebody has chosen
    (group,) = open_disagreements(store)
    assert (group.case, group.question) == ("Faktura F-100", version_question(version.text, "pf01"))
    lost = next(records_folder(store).iterdir())
    lost.rename(away := tmp_path / lost.name)
    told = run("conflicts", "resolve", "tvist", "--version", str(b))[1]
    away.rename(lost)
    assert (told["state"], len(told["withdrawn"]), told["unread_invoices"]) == ("resolved", 1, ["F-100"])
    assert run("invoices", "show", "P-03", "F-100")[1]["findings"] == [sick]
    with store.work("a checklist that has not come") as work:
        work.add(replace(disputed, id="tvist-1"))
        pinned = work.get(InvoiceReview, review)
        work.save(replace(pinned, checklist_hash="0" * 64))
    told = run("conflicts", "resolve", "tvist-1", "--version", str(b))[1]
    assert (told["withdrawn"], told["unread_invoices"], told["unjudged_invoices"]) == ([], [], ["F-100"])
    (words,) = settled_words(SettledInvoices(unjudged=(pinned,)))
    assert "alla iakttagelser om den står som de stod" in words
    with store.work("sync") as work:
        work.save(replace(work.get(InvoiceReview, review), checklist_hash=pinned.checklist_hash))
        work.add(replace(disputed, id="tvist-2"))
    told = run("conflicts", "resolve", "tvist-2", "--version", str(b))[1]

    assert (told["raised"], len(told["withdrawn"]), told["unread_invoices"]) == ([], 1, [])
    assert run("invoices", "show", "P-03", "F-100")[1]["findings"] == []
    while run("invoices", "undo", "P-03", "F-100")[1]["undone"]:
        pass
