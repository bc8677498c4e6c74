"""What is so of a case is said at the visit: it goes above the register, opens questions, is undone and travels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kollegie.intake.checklists import shipped_checklists
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist_answers import AnswerUnfit
from kollegie.model.reviews import Case
from kollegie.model.visits import Answer
from kollegie.store.history import versions_of
from kollegie.visiting.answering import pass_over
from kollegie.visiting.case_facts import FactUnknown, case_facts, give_facts
from kollegie.visiting.errors import VisitLocked
from kollegie.visiting.evaluation import Sheet
from kollegie.visiting.opening import open_visit
from kollegie.visiting.signing import readiness, sign_visit
from kollegie.visiting.undoing import undo


def fact(laptop, name: str):
    seen = open_visit(laptop.store, laptop.visit)
    given = {question: answer.value for (question, _), answer in seen.answers.items()}
    return next(one for one in case_facts(seen.checklist, seen.case, given) if one.field.name == name)


def test_what_is_said_at_the_visit_goes_above_the_register_and_comes_back_by_undo(laptop):
    with laptop.store.work("register") as work:
        case = work.get(Case, open_visit(laptop.store, laptop.visit).case.id)
        work.save(replace(case, facts=(*case.facts, ("planerade_besok_per_dag", "4"))))

    give_facts(laptop.store, laptop.visit, {"planerade_besok_per_dag": "3,5", "privat_utforare": "ja"})

    one = fact(laptop, "planerade_besok_per_dag")
    assert (one.value, one.known, one.source) == ("3.5", "4", "angivet vid besöket")
    sheet = open_visit(laptop.store, laptop.visit).sheet(laptop.clock)
    assert sheet.answer("planerade_besok_per_dag") == "3.5"
    assert open_visit(laptop.store, laptop.visit).visit.started_at is None
    with laptop.store.reading() as reading:
        (answer,) = reading.find(Answer, visit_id=laptop.visit, question="planerade_besok_per_dag")
        (version,) = versions_of(reading, Answer, [answer.id])[answer.id]
    assert version.by == laptop.store.me

    undo(laptop.store, laptop.visit)

    assert fact(laptop, "planerade_besok_per_dag").source == "registret"
    assert fact(laptop, "privat_utforare").given is None


def test_a_signed_visit_takes_another_fact_only_as_an_amendment_and_what_is_no_fact_is_refused(laptop):
    with pytest.raises(FactUnknown, match="planerad_morgon_min"):
        give_facts(laptop.store, laptop.visit, {"hb01": "ja"})
    with pytest.raises(AnswerUnfit):
        give_facts(laptop.store, laptop.visit, {"planerade_besok_per_dag": "många"})
    left = [(cell.name, "") for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, laptop.visit)
    with pytest.raises(VisitLocked):
        give_facts(laptop.store, laptop.visit, {"privat_utforare": "ja"})

    give_facts(laptop.store, laptop.visit, {"privat_utforare": "ja"}, reason="Avtalet visades efteråt")

    assert fact(laptop, "privat_utforare").given == "ja"


OPENED_BY = {
    "pb11": {"dubbel_beviljad": "ja"},
    "pb12": {"vantetid_beviljad": "ja"},
    "kp09": {"kontaktperson_ej_nadd": "ja"},
    "eb07": {"franvaro": "ja"},
    "eb15": {"revision_finns": "ja", "antal_rekommendationer": "2"},
    "bs14": {"antal_rapporter": "1"},
}


def test_the_questions_that_no_visit_could_reach_open_by_what_is_said_of_the_case():
    opened, closed = {}, {}
    for checklist in shipped_checklists():
        for name, facts in OPENED_BY.items():
            if checklist.question(name) is None:
                continue
            given = {(fact, ()): value for fact, value in facts.items()} | {("bs02", ()): "helt"}
            answers = {cell: value for cell, value in given.items() if cell[0] not in facts}
            opened[name] = [cell.name for cell in Sheet(checklist, given).relevant()].count(name)
            closed[name] = [cell.name for cell in Sheet(checklist, answers).relevant()].count(name)

    assert opened == dict.fromkeys(OPENED_BY, 1) | {"eb15": 2}
    assert closed == dict.fromkeys(OPENED_BY, 0)
