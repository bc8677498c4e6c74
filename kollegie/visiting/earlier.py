"""What was answered last time: shown beside today's question with its date, and never an answer of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kollegie.model.checklist import Checklist
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, EarlierAnswer
from kollegie.store import Reading
from kollegie.store.earlier import latest_earlier_visit
from kollegie.visiting.counting import Spot, answers_that_count
from kollegie.visiting.pinned import row_of


@dataclass(frozen=True, slots=True)
class LastRound:
    """What was answered to a question when the same person or provider was last reviewed; never an answer of today.

    Units: `at` is when that visit was signed.
    """

    answer: Answer
    at: datetime


def earlier_answers(reading: Reading, visit: Visit) -> Mapping[Spot, LastRound]:
    """What was answered to each question in the latest earlier round of the same person or provider.

    Shape: by the question's name and the place of its row, with the same checklist in whatever version; empty where
    this is the first time. A visitor's laptop does not hold the earlier round: it has copies of the answers instead,
    made with the visit.
    """
    latest = latest_earlier_visit(reading, visit)
    if latest is not None and latest.signed_at is not None:
        answers = answers_that_count(reading, latest)
        signed = latest.signed_at
        return {place: LastRound(one, signed) for place, one in answers.items() if one.value is not None or one.note}
    copies = reading.find(EarlierAnswer, case_id=visit.case_id, checklist=visit.checklist)
    return {
        (copy.question, row_of(copy.row)): LastRound(
            Answer(copy.id, copy.scope, visit.id, copy.question, copy.row, copy.value, copy.note), copy.answered_at
        )
        for copy in copies
    }


def under_new_names(checklist: Checklist, earlier: Mapping[Spot, LastRound]) -> Mapping[Spot, LastRound]:
    """The same with the answers to questions that have been renamed since, where a person has confirmed it."""
    now = {former: question.name for question in checklist.questions for former in question.formerly}
    renamed = {(now[name], row): last for (name, row), last in earlier.items() if name in now}
    return {**renamed, **earlier} if renamed else earlier
