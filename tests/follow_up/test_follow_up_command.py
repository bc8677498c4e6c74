"""`kollegie follow-up list`."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kollegie.cli import main
from kollegie.follow_up.actions import create_action
from kollegie.model.invoices import InvoiceReview, InvoiceState
from kollegie.model.register import Person
from kollegie.model.visits import Finding
from kollegie.store import Store


def test_actions_are_listed_with_the_finding_they_follow_from(
    store: Store,
    finding: Finding,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    create_action(store, finding.id, "Larm vid uteblivet besök", "Enhetschef", date(2026, 12, 31))
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", "fyra helt vanliga ord")

    assert main(["--store", str(store.path), "follow-up", "list", "--as-of", "2027-01-01", "--json"]) == 0

    (action,) = json.loads(capsys.readouterr().out)["actions"]
    assert action | {"id": ""} == {
        "id": "",
        "case": "1-001",
        "question": "hb12",
        "category": "UTF",
        "severity": 3,
        "kind": "improvement",
        "text": "Larm vid uteblivet besök",
        "owner": "Enhetschef",
        "due": "2026-12-31",
        "state": "planned",
        "overdue": True,
    }

    with store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        work.add(
            InvoiceReview(
                *(work.new_id(), host, "P-07", "F-12", "2026-10", InvoiceState.DOCUMENTS_ASKED),
                reply_by=date(2026, 12, 31),
                amount_ore=70_000,
            )
        )
    assert main(["--store", str(store.path), "follow-up", "list", "--as-of", "2027-01-01", "--json"]) == 0
    (money,) = json.loads(capsys.readouterr().out)["money"]
    assert (money["kind"], money["invoice"], money["amount_ore"], money["overdue"], money["state"]) == (
        *("invoice_dispute", "F-12", 70_000),
        *(True, "documents_asked"),
    )

    assert main(["--store", str(store.path), "follow-up", "list", "--as-of", "2026-12-31"]) == 0
    line = capsys.readouterr().out
    assert line.startswith("2026-12-31  Förbättringsåtgärd, planerad  1-001")
