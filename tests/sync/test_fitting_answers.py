"""An answer that no question can have waits beside what stands here; what nobody here can judge is taken as it is."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sync.worlds import answer, answer_of, grant, make_review, make_visit

from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist import BilingualText, Checklist, Choice, ControlQuestion, QuestionType
from kollegie.model.checklist_answers import fault_in
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.reviews import ChecklistVersion
from kollegie.sync import fitting_answers
from kollegie.sync.exchange import sync
from kollegie.sync.state import sync_state

pytestmark = pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)

CHECKLIST = find_checklist("hemtjanst-brukarbesok")
ASKED = next(one for one in CHECKLIST.questions if one.type is QuestionType.YES_NO)
COUNTED = next(one for one in CHECKLIST.questions if one.type is QuestionType.INTEGER)


def version_of(id: UUID, checklist: Checklist) -> ChecklistVersion:
    """A checklist as it is told to the laptops."""
    text = checklist_to_text(checklist)
    return ChecklistVersion(id, COMMON_SCOPE, checklist.id, checklist.version, checklist.content_hash, text)


def with_question(question: ControlQuestion) -> Checklist:
    """The checklist with a question that has changed."""
    sections = tuple(
        replace(one, items=tuple(question if item.name == question.name else item for item in one.items))
        for one in CHECKLIST.sections
    )
    return replace(CHECKLIST, sections=sections)


@pytest.fixture
def vera(join):
    return join("vera", "Vera Visit")


@pytest.fixture
def visit(lead, vera):
    """A visit on a checklist that both laptops hold."""
    made = replace(make_visit(lead, make_review(lead), "4-017"), checklist_hash=CHECKLIST.content_hash)
    grant(lead, made, vera)
    with lead.work("round create") as work:
        work.add(version_of(work.new_id(), CHECKLIST))
        work.save(made)
    answer(lead, made, ASKED.name, value="ja")
    answer(lead, made, COUNTED.name, value="4")
    for store in (lead, vera):
        sync(store)
    return made


def test_what_no_version_takes_waits_beside_what_stands_until_one_does(lead, vera, visit):
    answer(lead, visit, ASKED.name, value="kanske")
    answer(lead, visit, COUNTED.name, value="många")
    answer(lead, visit, "hb05", note="Går vidare")
    for store in (lead, vera):
        sync(store)

    assert (answer_of(vera, visit, ASKED.name).value, answer_of(vera, visit, COUNTED.name).value) == ("ja", "4")
    assert answer_of(vera, visit, "hb05").note == "Går vidare"
    ids = {answer_of(lead, visit, one.name).id.hex for one in (ASKED, COUNTED)}
    assert {(one.record, one.row_id, one.reason) for one in sync_state(vera).set_aside} == {
        ("answer", id, "value") for id in ids
    }
    maybe = Choice("kanske", BilingualText("Kanske", "Maybe"))
    with lead.work("round create") as work:  # the visit stays on its own version: another one takes the answer
        work.add(version_of(work.new_id(), with_question(replace(ASKED, choices=(*ASKED.choices, maybe)))))
    answer(lead, visit, COUNTED.name, value="5")
    for store in (lead, vera, vera):
        sync(store)
    assert (answer_of(vera, visit, ASKED.name).value, answer_of(vera, visit, COUNTED.name).value) == ("kanske", "5")
    assert sync_state(vera).set_aside == ()


def test_an_answer_that_is_taken_back_goes_whatever_its_value(lead, vera, visit):
    answer(lead, visit, ASKED.name, value="kanske")
    with lead.work("answer") as work:
        work.delete(answer_of(lead, visit, ASKED.name))

    for store in (lead, vera):
        sync(store)

    assert answer_of(vera, visit, ASKED.name) is None
    assert sync_state(vera).set_aside == ()


def test_what_nobody_can_even_judge_waits_and_the_sync_goes_on(lead, vera, visit, monkeypatch):
    with_moment = with_question(replace(COUNTED, type=QuestionType.MOMENT))
    maybe = Choice("kanske", BilingualText("Kanske"))
    other = version_of(UUID(int=7), replace(with_question(replace(ASKED, choices=(maybe,))), id="egen"))
    spoiled = replace(other, text=other.text.replace('"Kanske"', '{"sv":1}'))
    assert spoiled != other
    with lead.work("round create") as work:
        work.add(version_of(work.new_id(), with_moment))
        work.add(spoiled)
    answer(lead, visit, COUNTED.name, value="9999-12-31T23:59-23:59")
    answer(lead, visit, ASKED.name, value="kan inte bedömas")
    answer(lead, visit, "hb05", note="Går vidare")

    def judged(question, value):
        return 1 / 0 if value == "kan inte bedömas" else fault_in(question, value)

    monkeypatch.setattr(fitting_answers, "fault_in", judged)
    for store in (lead, vera):
        sync(store)

    assert answer_of(vera, visit, "hb05").note == "Går vidare"
    assert (answer_of(vera, visit, ASKED.name).value, answer_of(vera, visit, COUNTED.name).value) == ("ja", "4")
    assert {one.row_id for one in sync_state(vera).set_aside} == {
        answer_of(lead, visit, one.name).id.hex for one in (ASKED, COUNTED)
    }


def test_an_answer_in_a_version_that_is_not_here_is_taken_as_it_is(lead, vera, visit):
    with lead.work("round create") as work:
        work.save(replace(visit, checklist_hash="en version som ingen annan har"))
    answer(lead, visit, ASKED.name, value="nytt val")

    for store in (lead, vera):
        sync(store)

    assert answer_of(vera, visit, ASKED.name).value == "nytt val"
    assert sync_state(vera).set_aside == ()
