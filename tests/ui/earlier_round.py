"""An earlier round of the same person, so that there is something to compare with."""

from __future__ import annotations

from datetime import timedelta

from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.store import Store
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.signing import readiness, sign_visit

THEN = {"hb01": "ja", "hb06": "nej", "hb11": "ja", "hb12": "nej"}
NOW = {"hb01": "ja", "hb06": "ja", "hb11": "nej", "hb12": "nej", "hb05": "Frukost."}


def answered(store: Store, visit: Visit, **answers: str) -> None:
    """Answer a visit and sign it."""
    for name, value in answers.items():
        record_answer(store, visit.id, name, value)
    left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, visit.id).unanswered]
    pass_over(store, visit.id, left, Withheld.EJ_FRAGAD)
    sign_visit(store, visit.id)


def add_earlier_round(store: Store, visit: Visit) -> None:
    """A signed visit to the same person half a year ago; the one given is answered and signed too."""
    with store.work("plan", at=store.clock() - timedelta(days=200)) as work:
        case = work.get(Case, visit.case_id)
        review, earlier = work.new_id(), work.new_id()
        old = Visit(work.new_id(), earlier, review, earlier, Track.USER, visit.checklist, visit.checklist_hash)
        work.add(
            Review(review, review, "Hemtjänst våren 2026", "hemtjänst", work.new_id(), store.me),
            Case(earlier, earlier, review, Track.USER, "2-003", case.subject_ref, case.provider_ref),
            old,
        )
    answered(store, old, **THEN)
    answered(store, visit, **NOW)
