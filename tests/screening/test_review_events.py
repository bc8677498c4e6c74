"""What V25 holds a change of provider against: visits made, invoices disputed, reports sent, each with its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from signal_world import NOON, SignalWorld

from kollegie.model.actions import Action, ActionState
from kollegie.model.invoices import InvoiceReview, InvoiceState
from kollegie.screening.loading import load_material
from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of


def test_visits_disputes_and_reports_are_events_of_the_day_they_were_made(here: SignalWorld) -> None:
    def event(day: int, what: str, user: str = "") -> ReviewEvent:
        return ReviewEvent(day_of(NOON.date()) + day, what, user, "P-1")

    host = here.current().scope
    with here.store.work("plan") as work:
        invoice = InvoiceReview(work.new_id(), host, "P-1", "F-1", "2026-10")
        reports = [
            Action(work.new_id(), here.visit.scope, here.review, None, kind, "Skicka.", "Anna")
            for kind in ("police_report", "ivo_report", "invoice_dispute", "improvement")
        ]
        work.add(invoice, *reports)
        work.save(replace(here.visit, arrived_at=datetime.fromisoformat("2026-11-17T09:00:00+00:00")))
    moves = [
        (20, replace(invoice, state=InvoiceState.DISPUTED)),
        (25, replace(invoice, state=InvoiceState.APPROVED)),
        *((30 + number, replace(one, state=ActionState.DONE)) for number, one in enumerate(reports)),
        (60, replace(invoice, state=InvoiceState.DISPUTED)),
    ]
    for day, value in moves:
        here.store.clock.now = NOON + timedelta(days=day)  # type: ignore[attr-defined]
        with here.store.work("desk") as work:
            work.save(value)

    found = load_material(here.store, date(2026, 12, 31), ("provider-choices",)).events

    assert sorted(found, key=lambda one: one.day) == [
        event(14, "visit", "B-1"),
        event(20, "dispute"),
        event(30, "report", "B-1"),
        event(31, "report", "B-1"),
        event(32, "dispute", "B-1"),
    ]
