"""What a checklist says of today means, at a visit that is over, the day it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.reviews import ChecklistVersion, Visit
from kollegie.visiting import evaluation
from kollegie.visiting.answering import amend_answer, pass_over, record_answer
from kollegie.visiting.opening import open_visit
from kollegie.visiting.overview import visit_overview
from kollegie.visiting.signing import drop_visit, readiness, sign_visit
from kollegie.visiting.times import note_times

LATER = timedelta(days=30)


class Later(datetime):
    """The clock of somebody who looks at the visit a month afterwards."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + LATER


@pytest.fixture
def planned(laptop):
    """A visit about a contact person: more than sixty days since they met are too many."""
    checklist, seen = find_checklist("kontaktperson"), laptop.read(Visit, id=laptop.visit)[0]
    visit = derived_id("visit", "contact")
    with laptop.store.work("plan") as work:
        work.add(
            ChecklistVersion(
                derived_id("checklist", checklist.content_hash),
                COMMON_SCOPE,
                checklist.id,
                checklist.version,
                checklist.content_hash,
                checklist_to_text(checklist),
            ),
            replace(seen, id=visit, checklist=checklist.id, checklist_hash=checklist.content_hash),
        )
    return visit


def days_ago(days):
    return datetime.now().astimezone() - timedelta(days=days)


@pytest.fixture
def contact(laptop, planned):
    """The visit, made and signed today, to somebody who met theirs fifty days ago."""
    visit = planned
    for name, value in (("kp01", "ja"), ("kp02", days_ago(50).date().isoformat()), ("kp04", "ja")):
        record_answer(laptop.store, visit, name, value)
    left = [(cell.name, "") for cell in readiness(laptop.store, visit).unanswered]
    pass_over(laptop.store, visit, left, Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, visit, at=datetime.now().astimezone())
    return visit


def asked(laptop, visit):
    with laptop.store.reading() as reading:
        seen = visit_overview(reading, reading.get(Visit, visit), laptop.store.me)
    sheet = open_visit(laptop.store, visit).sheet(lambda: Later.now().astimezone())
    return seen.progress, sheet.progress(), sheet.missing()


def test_a_signed_visit_asks_and_finds_nothing_new_as_days_pass(laptop, contact, monkeypatch):
    before = asked(laptop, contact)

    monkeypatch.setattr(evaluation, "datetime", Later)
    amended = amend_answer(laptop.store, contact, "kp04", note="De spelar schack.", reason="Fick inte plats")

    assert asked(laptop, contact) == before
    assert before[2] == ()
    assert (amended.raised, amended.withdrawn) == ((), ())


@pytest.mark.parametrize("known", ["arrived_at", "started_at", "planned_start"])
def test_a_visit_that_was_written_off_reads_the_same_as_days_pass(laptop, planned, known, monkeypatch):
    record_answer(laptop.store, planned, "kp01", "ja")
    record_answer(laptop.store, planned, "kp02", days_ago(50).date().isoformat())
    record_answer(laptop.store, planned, "kp04", "ja")
    days = {"arrived_at": None, "started_at": None, "planned_start": days_ago(200)}
    with laptop.store.work("its day") as work:
        work.save(replace(work.get(Visit, planned), **{**days, known: days_ago(0)}))
    drop_visit(laptop.store, planned, "hospital")
    before = asked(laptop, planned)

    monkeypatch.setattr(evaluation, "datetime", Later)

    assert asked(laptop, planned) == before
    assert before[0] == before[1]


def test_a_visit_typed_in_afterwards_counts_from_the_day_it_was_made(laptop, planned):
    note_times(laptop.store, planned, arrived=days_ago(10) - timedelta(hours=1), left=days_ago(10))

    record_answer(laptop.store, planned, "kp01", "ja")
    fifty_five_then = record_answer(laptop.store, planned, "kp02", days_ago(65).date().isoformat())
    sixty_five_then = record_answer(laptop.store, planned, "kp02", days_ago(75).date().isoformat())

    assert (fifty_five_then.raised, [one.question for one in sixty_five_then.raised]) == ((), ["kp02"])
