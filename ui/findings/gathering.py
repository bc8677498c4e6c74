"""What the findings page shows, gathered in one look: each finding with its whole chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kollegie.follow_up.desk_findings import AtInvoice, desk_findings
from kollegie.language import Language, current_language, say
from kollegie.model.actions import Action
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import Checklist
from kollegie.model.reviews import EXAMPLES, Case, Review, ReviewState, Visit, VisitState, rounds_in_order
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding
from kollegie.store import Reading
from kollegie.store.desk_records import conflicts_to_settle
from kollegie.store.roles import roles_in
from kollegie.visiting.doubles import is_blind_to_me
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import asked_at


def round_to_speak_of(reading: Reading, *, exercises: bool) -> Review | None:
    """The round whose visits are looked at together: the one under way, else one planned that has visits begun, else
    the latest one locked; one that is only planned where there is no other.

    Shape: with `exercises` a planned one that has an exercise counts as well.
    """
    reviews = reading.find(Review)
    planned = {one.id for one in reviews if one.state is ReviewState.PLANNED}
    examples = {case.id: case.review_id for case in reading.find(Case, review_id=planned, drawn=set(EXAMPLES))}
    visits = (one for one in reading.find(Visit, review_id=planned) if one.case_id not in examples)
    begun = {one.review_id for one in visits if one.state is not VisitState.PLANNED}
    if exercises:
        begun |= set(examples.values())
    return next(iter(rounds_in_order(reviews, last=ReviewState.PLANNED, begun=begun)), None)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding with what it came from and what follows: case, question, answer, actions."""

    finding: Finding
    visit: Visit
    case: Case
    question_id: str
    question: str
    answer: str
    note: str
    actions: tuple[Action, ...]

    @property
    def claim(self) -> str:
        """What was seen, as a plain sentence; the question where nobody has worded it."""
        return self.finding.text or self.question


@dataclass(frozen=True, slots=True)
class Gathered:
    """All lines, gravest first, how many disagreements are open, and the findings at invoices."""

    lines: tuple[FindingLine, ...]
    conflicts: int
    desk: tuple[AtInvoice, ...] = ()


def gather(reading: Reading, me: UUID) -> Gathered:
    """Every finding that counts on this laptop and is for this person, gravest first, then by case and question.

    Shape: one whose visit has left this laptop, and that only waits to be sent, is none of them.
    """
    visits = {visit.id: visit for visit in reading.find(Visit)}
    hidden = {visit.id for visit in visits.values() if _told_elsewhere(reading, visit, visits)}
    shown = visits.keys() - hidden
    findings = [one for one in reading.find(Finding) if standing(one) and one.visit_id in shown]
    cases = {case.id: case for case in reading.find(Case)}
    answers = {(answer.visit_id, answer.question, answer.row): answer for answer in reading.find(Answer)}
    actions: dict[UUID, list[Action]] = {}
    for action in reading.find(Action):
        if action.finding_id is not None:
            actions.setdefault(action.finding_id, []).append(action)
    lines = []
    for finding in findings:
        visit = visits[finding.visit_id]
        answer = answers.get((visit.id, finding.question, finding.row))
        checklist = _checklist(reading, visit)
        question = checklist.question(finding.question) if checklist is not None else None
        language = current_language()
        lines.append(
            FindingLine(
                finding,
                visit,
                cases[visit.case_id],
                finding.question.upper(),
                question.label.in_(language) if question is not None else finding.question.upper(),
                value_words(checklist, finding.question, answer.value if answer is not None else None, language),
                answer.note if answer is not None else "",
                tuple(actions.get(finding.id, ())),
            )
        )
    lines.sort(key=lambda line: (-line.finding.severity, line.case.label, line.question_id))
    open_conflicts = conflicts_to_settle(reading, me)
    desk = desk_findings(reading) if roles_in(reading, me).sees_the_desk else ()
    return Gathered(tuple(lines), open_conflicts, desk)


def _told_elsewhere(reading: Reading, visit: Visit, visits: Mapping[UUID, Visit]) -> bool:
    """Whether a blind visit's findings stand in the adjudicated record, or are not to be seen here yet."""
    if visit.blind_of is None:
        return False
    double = visits.get(visit.blind_of)
    settled = double is not None and double.signed_at is not None
    return settled or is_blind_to_me(reading, visit)


def value_words(checklist: Checklist | None, name: str, value: Value, language: Language) -> str:
    """An answer as a person reads it: the choice's words, the number, the reason it was withheld."""
    if value is None:
        return "–"
    if isinstance(value, Withheld):
        return value.word
    question = checklist.question(name) if checklist is not None else None
    labels = {choice.name: choice.label.in_(language) for choice in question.choices} if question is not None else {}
    parts: Sequence[str] = (value,) if isinstance(value, str) else value
    return ", ".join(labels.get(part, part.replace(".", ",") if _is_number(part) else part) for part in parts)


def severity_counts(lines: Sequence[FindingLine]) -> dict[Severity, int]:
    """How many findings of each severity, gravest first."""
    return {
        severity: sum(line.finding.severity is severity for line in lines)
        for severity in sorted(Severity, reverse=True)
    }


def case_words(case: Case) -> str:
    """A case as it is named everywhere."""
    return say(f"Ärende {case.label}", f"Case {case.label}")


def invoice_words(one: AtInvoice) -> str:
    """The invoice a finding is about."""
    invoice, provider = one.review.invoice_ref, one.review.provider_ref
    return say(f"Faktura {invoice} från {provider}", f"Invoice {invoice} from {provider}")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


def _checklist(reading: Reading, visit: Visit) -> Checklist | None:
    try:
        return asked_at(reading, visit)
    except ChecklistVersionMissing:
        return None
