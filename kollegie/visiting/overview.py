"""A visitor's visits at a glance: how far each has come, what was found, what is left before it can be signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from kollegie.language import Language
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import UnreadableChecklist
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, Review, Visit, VisitState
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding
from kollegie.store import Reading, Store
from kollegie.store.drafts import Place, place_in
from kollegie.store.history import authors_of, unsent_by_scope
from kollegie.visiting.commenting import sent_back_visits
from kollegie.visiting.counting import counting
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.evaluation import AnswerState, Progress
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import asked_at, checklist_of, sheet_at


@dataclass(frozen=True, slots=True)
class QuestionMark:
    """How far one counted question has come, and the gravest standing finding of it."""

    question: str
    state: AnswerState
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class VisitOverview:
    """One visit in a list.

    Shape: `marks` has one entry per question asked, in reading order; `findings` are the standing ones; `waiting`
    counts the records of the case that the hub has not taken yet; `place` is where I last stood in it; `sent_back`
    counts the places where the lead waits for an answer.
    """

    visit: Visit
    case: Case
    review: Review | None
    checklist: Checklist
    progress: Progress
    marks: tuple[QuestionMark, ...]
    findings: tuple[Finding, ...]
    positive: int
    flagged: int
    waiting: int
    others: tuple[str, ...]
    place: Place | None
    last_written: datetime | None
    sent_back: int = 0

    @property
    def to_sign(self) -> bool:
        """Whether everything is answered and only the signature is left."""
        done = self.progress.total > 0 and self.progress.answered == self.progress.total
        return self.visit.state is VisitState.ONGOING and done and not self.progress.faults

    def question_id(self, name: str) -> str:
        """The printed id of a question; of the first one left to answer where no question has that name."""
        question = self.checklist.question(name)
        if question is not None:
            return question.id
        left = (mark.question for mark in self.marks if mark.state is AnswerState.UNANSWERED)
        first = self.checklist.question(next(left, ""))
        return first.id if first is not None else ""


def my_visits(store: Store, day: date | None = None, person_id: UUID | None = None) -> tuple[VisitOverview, ...]:
    """The visits assigned to me (or to a person), in time order; of one day, or of all.

    Shape: of a double visit it is my own blind one. Visits whose checklist this laptop cannot read are left out;
    `unreadable_visits` names them.

    Units: `day` by the clock of this computer. A visit without a time comes last.
    """
    with store.reading() as reading:
        person = person_id or store.me
        mine = {one.visit_id for one in reading.find(Assignment, person_id=person)}
        visits = reading.find(Visit, id=mine)
        unsent = unsent_by_scope(reading)
        chosen = [visit for visit in visits if not visit.double and (day is None or _day_of(visit) == day)]
        readable = [visit for visit in sorted(chosen, key=_in_time_order) if _has_checklist(reading, visit)]
        return tuple(visit_overview(reading, visit, person, unsent) for visit in readable)


def unreadable_visits(store: Store) -> tuple[str, ...]:
    """The cases of the visits assigned to me whose checklist version is not here, or of a newer program."""
    with store.reading() as reading:
        mine = {one.visit_id for one in reading.find(Assignment, person_id=store.me)}
        visits = [visit for visit in reading.find(Visit, id=mine) if not visit.double]
        lost = [visit for visit in visits if not _has_checklist(reading, visit)]
        return tuple(sorted(reading.get(Case, visit.case_id).label for visit in lost))


def _has_checklist(reading: Reading, visit: Visit) -> bool:
    try:
        checklist_of(reading, visit)
    except (ChecklistVersionMissing, UnreadableChecklist):
        return False
    return True


def visit_overview(
    reading: Reading, visit: Visit, person: UUID, unsent: dict[UUID, int] | None = None
) -> VisitOverview:
    """One visit at a glance, as a person sees it. Raises: ChecklistVersionMissing."""
    unsent = unsent_by_scope(reading) if unsent is None else unsent
    case = reading.get(Case, visit.case_id)
    checklist = asked_at(reading, visit)
    answers = reading.find(Answer, visit_id=visit.id)
    sheet = sheet_at(reading, visit, checklist, language=Language.SV)
    counted = counting(sheet, answers).values()
    findings = tuple(one for one in reading.find(Finding, visit_id=visit.id) if standing(one))
    gravest: dict[str, Severity] = {}
    for finding in findings:
        gravest[finding.question] = max(finding.severity, gravest.get(finding.question, Severity.NOTE))
    asked = [cell for cell in sheet.relevant() if sheet.plan.questions[cell.name].counted]
    assigned = [one.person_id for one in reading.find(Assignment, visit_id=visit.id) if one.person_id != person]
    authors = authors_of(reading, Answer, [answer.id for answer in answers])
    return VisitOverview(
        visit=visit,
        case=case,
        review=reading.first(Review, id=visit.review_id),
        checklist=checklist,
        progress=sheet.progress(),
        marks=tuple(QuestionMark(cell.name, sheet.judgement(*cell).state, gravest.get(cell.name)) for cell in asked),
        findings=findings,
        positive=sum(answer.positive for answer in counted),
        flagged=sum(answer.flagged for answer in counted),
        waiting=unsent.get(visit.scope, 0),
        others=tuple(one.name for one in reading.find(Person, id=assigned)),
        place=place_in(reading, visit.id),
        sent_back=sent_back_visits(reading, [visit.id]).get(visit.id, 0),
        last_written=max((author.at for fields in authors.values() for author in fields.values()), default=None),
    )


def _day_of(visit: Visit) -> date | None:
    moment = visit.planned_start or visit.started_at
    return None if moment is None else moment.astimezone().date()


def _in_time_order(visit: Visit) -> tuple[datetime, str]:
    moment = visit.planned_start or visit.started_at or visit.signed_at
    return moment or datetime.max.replace(tzinfo=UTC), str(visit.id)
