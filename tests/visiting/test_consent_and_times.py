"""What is said at the door and when one came and went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kollegie.model.reviews import Visit, VisitState
from kollegie.model.visits import Answer, Consent, ConsentState
from kollegie.visiting.answering import record_answer
from kollegie.visiting.consenting import ConsentWithoutPerson, RefusedWithoutBeingTold, record_consent, told_words
from kollegie.visiting.errors import VisitDropped, VisitLocked
from kollegie.visiting.opening import open_visit
from kollegie.visiting.signing import sign_visit
from kollegie.visiting.times import LeftBeforeArrival, note_times
from kollegie.visiting.undoing import undo


def the_visit(laptop):
    return laptop.read(Visit, id=laptop.visit)[0]


def test_a_yes_is_kept_with_when_to_whom_and_what_was_told(laptop):
    said = record_consent(
        laptop.store,
        laptop.visit,
        ConsentState.GIVEN,
        said_by="personen",
        told=("vilka", "frivilligt"),
        own_words="Att dottern får vara med",
    )

    seen = open_visit(laptop.store, laptop.visit)

    assert seen.consent == said
    assert (said.taken_by, said.said_at.tzinfo is not None) == (laptop.store.me, True)
    assert told_words(said)[-1] == "Att dottern får vara med"
    assert len(told_words(said)) == 3
    assert seen.visit.state is VisitState.PLANNED


def test_a_refusal_ends_the_visit_in_order_and_keeps_what_was_answered(laptop):
    record_answer(laptop.store, laptop.visit, "hb01", "nej", "Ville inte")

    record_consent(
        laptop.store, laptop.visit, ConsentState.REFUSED, said_by="personen", consequence_told=True, note="Trött i dag"
    )

    assert the_visit(laptop).dropped_because == "declined"
    assert laptop.read(Answer, visit_id=laptop.visit)[0].note == "Ville inte"
    with pytest.raises(VisitDropped):
        record_answer(laptop.store, laptop.visit, "hb02", ("ingen",))


def test_a_refusal_says_whether_the_person_knew_what_it_may_lead_to(laptop):
    with pytest.raises(RefusedWithoutBeingTold):
        record_consent(laptop.store, laptop.visit, ConsentState.REFUSED, said_by="personen")
    with pytest.raises(ConsentWithoutPerson):
        record_consent(laptop.store, laptop.visit, ConsentState.GIVEN, said_by=" ")

    record_consent(laptop.store, laptop.visit, ConsentState.REFUSED, said_by="god man", consequence_told=None)

    assert laptop.read(Consent)[0].consequence_told is None


def test_a_yes_after_a_no_opens_the_visit_again(laptop):
    record_consent(laptop.store, laptop.visit, ConsentState.REFUSED, said_by="personen", consequence_told=False)

    record_consent(laptop.store, laptop.visit, ConsentState.GIVEN, said_by="personen")

    assert the_visit(laptop).dropped_because == ""
    assert len(laptop.read(Consent)) == 1


def test_a_refusal_noted_by_mistake_is_undone(laptop):
    record_consent(laptop.store, laptop.visit, ConsentState.WITHDRAWN, said_by="personen", consequence_told=False)

    undo(laptop.store, laptop.visit)

    assert (the_visit(laptop).dropped_because, laptop.read(Consent)) == ("", ())


@pytest.mark.usefixtures("signed")
def test_nothing_is_said_to_a_signed_visit(laptop):
    with pytest.raises(VisitLocked):
        record_consent(laptop.store, laptop.visit, ConsentState.GIVEN, said_by="personen")
    with pytest.raises(VisitLocked):
        note_times(laptop.store, laptop.visit, arrived=laptop.clock())


@pytest.fixture
def signed(laptop):
    from kollegie.model.answer_values import Withheld
    from kollegie.visiting.answering import pass_over
    from kollegie.visiting.pinned import row_text
    from kollegie.visiting.signing import readiness

    left = [(cell.name, row_text(cell.row)) for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)
    return sign_visit(laptop.store, laptop.visit)


def test_times_are_noted_and_corrected(laptop):
    came = laptop.clock()
    note_times(laptop.store, laptop.visit, arrived=came)
    note_times(laptop.store, laptop.visit, left=came + timedelta(hours=1))

    note_times(laptop.store, laptop.visit, arrived=came - timedelta(minutes=5))

    noted = the_visit(laptop)
    assert (noted.arrived_at, noted.left_at) == (came - timedelta(minutes=5), came + timedelta(hours=1))
    assert (noted.started_at, noted.state) == (came, VisitState.ONGOING)


def test_nobody_leaves_before_they_came(laptop):
    came = laptop.clock()
    note_times(laptop.store, laptop.visit, arrived=came)

    with pytest.raises(LeftBeforeArrival):
        note_times(laptop.store, laptop.visit, left=came - timedelta(minutes=1))

    assert the_visit(laptop).left_at is None


def test_the_times_and_the_answers_that_ask_for_them_are_the_same(laptop, provider_visit):
    came = laptop.clock()
    note_times(laptop.store, provider_visit, arrived=came)
    noted = laptop.read(Answer, visit_id=provider_visit, question="ub02")[0].value

    record_answer(laptop.store, provider_visit, "ub02_klart", "11:45")
    record_answer(laptop.store, provider_visit, "ub02", "08:05")
    visit = laptop.read(Visit, id=provider_visit)[0]

    assert noted == f"{came.astimezone():%H:%M}"
    assert f"{visit.arrived_at.astimezone():%H:%M} {visit.left_at.astimezone():%H:%M}" == "08:05 11:45"


def test_an_undone_time_is_undone_in_the_visit_too(laptop, provider_visit):
    record_answer(laptop.store, provider_visit, "ub01", "ja")
    record_answer(laptop.store, provider_visit, "ub02", "08:05")

    undo(laptop.store, provider_visit)

    assert laptop.read(Visit, id=provider_visit)[0].arrived_at is None


@pytest.fixture
def provider_visit(laptop):
    from kollegie.intake.checklists import find_checklist
    from kollegie.model.checklist_text import checklist_to_text
    from kollegie.model.ids import COMMON_SCOPE, derived_id
    from kollegie.model.reviews import Case, ChecklistVersion, Track

    checklist = find_checklist("utforarbesok-oanmalt")
    review, case, visit = (derived_id(noun, "P-03") for noun in ("review", "case", "visit"))
    with laptop.store.work("plan") as work:
        version = derived_id("checklist", checklist.content_hash)
        text = checklist_to_text(checklist)
        work.add(
            ChecklistVersion(version, COMMON_SCOPE, checklist.id, "1", checklist.content_hash, text),
            Case(case, case, review, Track.PROVIDER, "P-03", "P-03"),
            Visit(visit, case, review, case, Track.PROVIDER, checklist.id, checklist.content_hash),
        )
    return visit
