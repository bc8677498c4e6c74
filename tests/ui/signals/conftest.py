"""A lead's laptop with two signals: one that a visit can answer, one about a user nobody has chosen to visit."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime

import pytest
from clocks import GoingClock

from kollegie.model.register import Decision, Provider, ServiceUser, UserIdentity
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.severity import Severity
from kollegie.model.signals import EvidenceRow, WarningSignal, signal_id
from kollegie.settings import Settings
from kollegie.store import create_store
from ui.desk import Desk
from ui.signals import SignalsPage

NOON = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


def report(row, user, start, end):
    cells = (("staff_id", "S-126"), ("user_id", user), ("provider_id", "P-03"), ("start", start), ("end", end))
    return EvidenceRow("time-reports", "tider.csv", row, cells)


def made_signal(scope, rule, severity, subjects, evidence, explanation, state_day):
    return WarningSignal(
        signal_id(rule, "", subjects, state_day),
        scope,
        rule,
        severity,
        state_day,
        state_day,
        subjects=subjects,
        measure=(("minutes", "30"),),
        parameters=(("tol_min", "0"),),
        explanation=(explanation,),
        evidence=evidence,
        rows_in_all=len(evidence),
        found_at=NOON,
    )


@pytest.fixture
def desk(tmp_path):
    store = create_store(
        tmp_path / "lead.kollegie",
        "fyra ord i rad",
        municipality="Exempelkommun",
        person="Lo Ledare",
        clock=GoingClock(NOON),
        source=random.Random(1),
    )
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def signals(desk):
    """The two signals by rule."""
    with desk.store.work("plan") as work:
        from kollegie.model.register import Person

        host = work.get(Person, work.person_id).municipality_id
        for ref, name in (("B-1018", "Astrid Test"), ("B-1019", "Sven Prov"), ("B-1011", "Gun Test")):
            id = work.new_id()
            work.add(ServiceUser(id, host, ref), UserIdentity(id, host, name, "189001019802"))
            work.add(Decision(work.new_id(), host, f"D-{ref}", ref, "hemtjänst", date(2026, 1, 1)))
        work.add(Provider(work.new_id(), host, "P-03", "Provhemmet"))
        review = work.new_id()
        work.add(Review(review, review, "Hösten 2026", "hemtjänst", host, work.person_id, date(2026, 11, 17)))
        case = work.new_id()
        work.add(Case(case, case, review, Track.USER, "4-017", "B-1018", "P-03", service="hemtjänst"))
        work.add(Visit(work.new_id(), case, review, case, Track.USER, "hemtjanst-brukarbesok", "x"))
        together = made_signal(
            host,
            "V01",
            Severity.SERIOUS,
            (("provider", "P-03"), ("staff", "S-126"), ("user", "B-1018"), ("user", "B-1019")),
            (
                report(12, "B-1018", "2026-10-13 07:16", "2026-10-13 07:46"),
                report(13, "B-1019", "2026-10-13 07:26", "2026-10-13 08:10"),
            ),
            ("07:46 − 07:26 = 20 min samtidigt.", "07:46 − 07:26 = 20 min at once."),
            date(2026, 10, 13),
        )
        invoice = EvidenceRow(
            "invoices",
            "fakturor.csv",
            2,
            (
                *(("provider_id", "P-02"), ("invoice_id", "02-202610"), ("user_id", "B-1011")),
                *(
                    ("period_from", "2026-10-01"),
                    ("period_to", "2026-10-31"),
                    ("hours", "69.5"),
                    ("amount", "28634.00"),
                ),
            ),
        )
        more = made_signal(
            host,
            "V15",
            Severity.DEFICIENCY,
            (("provider", "P-02"), ("user", "B-1011")),
            (invoice,),
            ("2026-10: fakturerat 69,5 h, beviljat 62 h.", "2026-10: invoiced 69.5 h, granted 62 h."),
            date(2026, 10, 1),
        )
        work.add(together, dataclasses.replace(more))
    return {"V01": together, "V15": more}


@pytest.fixture
def page(desk, signals, qtbot):
    made = SignalsPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.detail.detail is not None, timeout=5_000)
    return made
