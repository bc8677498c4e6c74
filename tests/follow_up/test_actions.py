"""Actions: what follows from a finding, who does it, by when, and how far it has come."""

from __future__ import annotations

from datetime import date

import pytest

from kollegie.follow_up.actions import create_action, is_overdue, list_actions, move_action
from kollegie.follow_up.errors import ActionWithoutText, StepNotPossible
from kollegie.model.actions import ActionState
from kollegie.model.visits import Finding
from kollegie.store import Store
from kollegie.store.errors import RecordMissing


def test_an_action_follows_from_a_finding_and_goes_where_the_finding_goes(store: Store, finding: Finding) -> None:
    action = create_action(store, finding.id, " Larm vid uteblivet besök ", "Enhetschef", date(2026, 12, 31))

    (listed,) = list_actions(store)

    assert listed.action == action
    assert (action.scope, action.text, action.state) == (finding.scope, "Larm vid uteblivet besök", ActionState.PLANNED)
    assert (listed.finding, listed.case.label if listed.case else None) == (finding, "1-001")


def test_overdue_actions_come_first_and_those_without_a_date_last(store: Store, finding: Finding) -> None:
    someday = create_action(store, finding.id, "När det går", "Chef", None)
    later = create_action(store, finding.id, "Sedan", "Chef", date(2027, 1, 1))
    overdue = create_action(store, finding.id, "Nyss", "Chef", date(2026, 11, 16))

    listed = list_actions(store)

    assert [(one.action.id, one.overdue) for one in listed] == [
        (overdue.id, True),
        (later.id, False),
        (someday.id, False),
    ]


def test_the_due_day_is_in_time_and_what_is_done_is_never_overdue(store: Store, finding: Finding) -> None:
    action = create_action(store, finding.id, "I dag", "Chef", date(2026, 11, 17))

    assert not is_overdue(action, date(2026, 11, 17))
    assert is_overdue(action, date(2026, 11, 18))
    done = move_action(store, action.id, ActionState.DONE, outcome="Klart 17 november")
    assert not is_overdue(done, date(2026, 12, 1))
    assert done.outcome == "Klart 17 november"


def test_effect_is_checked_only_of_what_is_done(store: Store, finding: Finding) -> None:
    action = create_action(store, finding.id, "Ny rutin", "Chef", None)

    with pytest.raises(StepNotPossible, match="planerad kan inte bli kontrollerad till effekt"):
        move_action(store, action.id, ActionState.EFFECT_CHECKED)

    move_action(store, action.id, ActionState.DONE)
    assert move_action(store, action.id, ActionState.EFFECT_CHECKED).state is ActionState.EFFECT_CHECKED


@pytest.mark.parametrize(("text", "owner"), [("", "Chef"), ("Ny rutin", "  ")])
def test_an_action_without_words_or_owner_is_refused(store: Store, finding: Finding, text: str, owner: str) -> None:
    with pytest.raises(ActionWithoutText):
        create_action(store, finding.id, text, owner, None)

    assert list_actions(store) == ()


def test_an_action_about_a_finding_that_is_not_here_is_refused(store: Store, finding: Finding) -> None:
    with pytest.raises(RecordMissing):
        create_action(store, finding.visit_id, "Ny rutin", "Chef", None)
