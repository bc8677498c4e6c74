"""Findings at an invoice: proposed by the answers, and a person's word is never undone by a rule."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kollegie.follow_up.actions import list_actions
from kollegie.follow_up.desk_findings import (
    DeskFindingMissing,
    FindingActedOn,
    NoRoundYet,
    Raised,
    action_on_desk_finding,
    decide_desk_finding,
    desk_findings,
    settle_findings_of,
)
from kollegie.follow_up.errors import ActionWithoutText
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.invoices import DeskFinding, InvoiceReview, invoice_review_id
from kollegie.model.register import Person
from kollegie.model.reviews import Review
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import FindingState
from kollegie.store import Store

S = FindingState
LOOK = InvoiceLook("P-1", "Omsorg", "F-1", "2026-03", date(2026, 3, 1), date(2026, 3, 31), 90_000, (), ())
ONE = Raised("pf01", 0, Category.TIF, Severity.DEFICIENCY, "Underlaget saknas")
OTHER = Raised("pf15", 0, Category.TIF, Severity.SERIOUS, "Tiderna ser kopierade ut")


@pytest.fixture
def begun(store: Store) -> InvoiceReview:
    with store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        made = InvoiceReview(invoice_review_id("P-1", "F-1"), host, "P-1", "F-1", "2026-03")
        work.add(made)
    return made


def states(store: Store) -> dict[str, FindingState]:
    with store.reading() as reading:
        return {one.question: one.state for one in reading.find(DeskFinding)}


def ids(store: Store) -> dict[str, UUID]:
    with store.reading() as reading:
        return {one.question: one.id for one in reading.find(DeskFinding)}


def test_a_proposal_follows_its_answer_and_comes_back_the_same(store: Store, begun: InvoiceReview) -> None:
    made = settle_findings_of(store, begun, [ONE, OTHER])
    assert {one.state for one in made} == {S.PROPOSED}
    assert settle_findings_of(store, begun, [ONE, OTHER]) == ()

    settle_findings_of(store, begun, [ONE])
    assert states(store) == {"pf01": S.PROPOSED, "pf15": S.WITHDRAWN}
    (again,) = settle_findings_of(store, begun, [ONE, OTHER])
    assert (again.state, again.id) == (S.PROPOSED, ids(store)["pf15"])
    with store.reading() as reading:
        found = desk_findings(reading, LOOK)
    assert [one.finding.question for one in found] == ["pf15", "pf01"]
    assert {one.review.id for one in found} == {begun.id}


def test_what_a_person_has_confirmed_or_removed_stands(store: Store, begun: InvoiceReview) -> None:
    settle_findings_of(store, begun, [ONE, OTHER])
    decide_desk_finding(store, ids(store)["pf01"], S.REMOVED)
    decide_desk_finding(store, ids(store)["pf15"], S.CONFIRMED, Severity.ACUTE)

    assert settle_findings_of(store, begun, [ONE, OTHER]) == ()
    settle_findings_of(store, begun, [ONE])
    assert states(store) == {"pf01": S.REMOVED, "pf15": S.CONFIRMED}
    settle_findings_of(store, begun, [])
    assert states(store) == {"pf01": S.WITHDRAWN, "pf15": S.CONFIRMED}
    settle_findings_of(store, begun, [ONE])
    assert states(store)["pf01"] is S.PROPOSED
    decide_desk_finding(store, ids(store)["pf01"], S.REMOVED)
    with pytest.raises(DeskFindingMissing):
        action_on_desk_finding(store, ids(store)["pf01"], "Begär underlag", "Assistent")
    settle_findings_of(store, begun, [])
    with pytest.raises(DeskFindingMissing):
        decide_desk_finding(store, ids(store)["pf01"], S.CONFIRMED)
    with store.reading() as reading:
        (standing,) = desk_findings(reading)
    assert standing.finding.severity is Severity.ACUTE


def test_an_action_on_it_is_followed_up_in_the_latest_round(store: Store, begun: InvoiceReview) -> None:
    settle_findings_of(store, begun, [ONE])
    finding = ids(store)["pf01"]
    with pytest.raises(NoRoundYet):
        action_on_desk_finding(store, finding, "Begär underlag", "Assistent")
    with pytest.raises(ActionWithoutText):
        action_on_desk_finding(store, finding, " ", "Assistent")
    with store.work("test") as work:
        review = Review(id := work.new_id(), id, "Hösten", "hemtjänst", begun.scope, work.person_id)
        work.add(review)

    action_on_desk_finding(store, finding, "Begär underlag", "Assistent", date(2026, 12, 1))

    (listed,) = list_actions(store, today=date(2026, 12, 2))
    assert listed.found is not None
    assert (listed.found.question, listed.found.category) == ("pf01", Category.TIF)
    assert (listed.action.review_id, listed.action.finding_id, listed.overdue) == (review.id, finding, True)
    assert states(store)["pf01"] is S.CONFIRMED
    for state in (S.REMOVED, S.PROPOSED):
        with pytest.raises(FindingActedOn):
            decide_desk_finding(store, finding, state)
    with store.reading() as reading:
        assert [one.text for one in desk_findings(reading)[0].actions] == ["Begär underlag"]
    assert listed.action.scope == begun.scope
