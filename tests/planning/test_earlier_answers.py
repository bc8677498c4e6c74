"""What was answered last round goes with the new case to its visitors, and nothing else of that round does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from kollegie.intake.checklists import find_checklist
from kollegie.model.reviews import Case, Track
from kollegie.model.visits import Answer, EarlierAnswer, answer_id
from kollegie.planning.making_visits import make_visits
from kollegie.planning.rounds import create_review
from kollegie.planning.sampling import sample_all
from kollegie.visiting.counting import answers_that_count

CHECKLISTS = {Track.USER: find_checklist("hemtjanst-brukarbesok")}
SIGNED = datetime(2026, 4, 14, 15, 0, tzinfo=UTC)


def test_the_answers_of_the_last_round_are_copied_to_the_new_case(store, register):
    register(P1=2)
    spring = create_review(store, "Våren", "hemtjänst", review_day=date(2026, 4, 14))
    sample_all(store, spring.id)
    first, second = make_visits(store, spring.id, CHECKLISTS, answers_that_count)
    with store.work("visit") as work:
        for visit in (first, second):
            answer = Answer(answer_id(visit.id, "hb06"), visit.scope, visit.id, "hb06", "", "nej", "Duschen uteblev.")
            work.add(answer, replace(answer, id=answer_id(visit.id, "hb07"), question="hb07", value=None, note=""))
            fact = "planerade_besok_per_dag"
            work.add(replace(answer, id=answer_id(visit.id, fact), question=fact, value="3", note=""))  # of that case
            work.add(
                replace(answer, id=answer_id(visit.id, "hb12_risk"), question="hb12_risk", value="ja")
            )  # a closed branch
        work.save(replace(first, signed_at=SIGNED, signed_by=store.me))

    autumn = create_review(store, "Hösten", "hemtjänst", review_day=date(2026, 11, 17))
    sample_all(store, autumn.id)
    made = make_visits(store, autumn.id, CHECKLISTS, answers_that_count)

    with store.reading() as reading:
        copies = reading.find(EarlierAnswer)
        subject = reading.get(Case, first.case_id).subject_ref
        again = reading.find(Case, review_id=autumn.id, subject_ref=subject)
        assert len(made) == 2
    assert [(copy.question, copy.value, copy.note, copy.answered_at) for copy in copies] == [
        ("hb06", "nej", "Duschen uteblev.", SIGNED)
    ]
    assert {copy.scope for copy in copies} == {again[0].id}  # only what was signed is told, and it goes with its case
