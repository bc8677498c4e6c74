"""Double visits as they are seen: the blind visits and their state, and, once all are signed, answer beside answer.

What one visitor has answered is compared as it was signed, as far as it counts: an amendment made after the other's
answers could be seen is kept and shown, but it does not make an agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from kollegie.model.answer_values import Value
from kollegie.model.attachments import Attachment
from kollegie.model.checklist import ATTACHING, Checklist, ControlQuestion, QuestionType
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, Visit
from kollegie.model.visits import Answer, Finding
from kollegie.store import Reading
from kollegie.store.attachments import attachments_of
from kollegie.store.history import fields_of, versions_of
from kollegie.visiting.counting import Spot, place_on, placed, sheet_then
from kollegie.visiting.errors import StillBlind
from kollegie.visiting.evaluation import Row
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import asked_at, row_of

INCOMPARABLE = frozenset({QuestionType.TEXT}) | ATTACHING
"""Answers in free words and pictures are shown beside each other and never counted as equal or different."""


@dataclass(frozen=True, slots=True)
class BlindRecord:
    """One visitor's blind visit: whose it is, and, once it is open, its answers as they were signed.

    Shape: `answers` by question and row; `amended` are those changed after signing; `findings` are the standing ones;
    `attachments` what is attached to questions that were asked, by where it stands; `facts` what was said of the case.
    """

    visit: Visit
    person_id: UUID
    name: str
    answers: Mapping[tuple[str, Row], Answer]
    amended: frozenset[tuple[str, Row]]
    findings: tuple[Finding, ...]
    attachments: tuple[tuple[Spot, Attachment], ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoubleVisit:
    """A double visit with its blind visits, in the order of their visitors' names.

    Shape: `waiting_for` names the visitors who have not signed, and `opened` says that nobody is waited for. The
    visit's own answers, `adjudicated`, are what a third person has settled.
    """

    visit: Visit
    case: Case
    checklist: Checklist
    records: tuple[BlindRecord, ...]
    waiting_for: tuple[str, ...]
    adjudicated: Mapping[tuple[str, Row], Answer]
    reasons: Mapping[tuple[str, Row], str]

    @property
    def opened(self) -> bool:
        """Whether all have signed, so that the answers may be seen."""
        return bool(self.records) and not self.waiting_for

    @property
    def settled(self) -> bool:
        """Whether the adjudicated record is signed."""
        return self.visit.signed_at is not None

    def compared(self) -> tuple[ComparedQuestion, ...]:
        """Every question at least one has answered, in reading order; nothing before it is open."""
        if not self.opened:
            return ()
        given = {key for record in self.records for key, answer in record.answers.items() if _said(answer)}
        order = {question.name: place for place, question in enumerate(self.checklist.questions)}
        questions = {question.name: question for question in self.checklist.questions}
        found = []
        for key in sorted(given, key=lambda one: (order.get(one[0], len(order)), one[1])):
            if (question := questions.get(key[0])) is not None:
                answers = tuple(record.answers.get(key) for record in self.records)
                found.append(ComparedQuestion(question, key[1], answers, self.adjudicated.get(key)))
        return tuple(found)

    def undecided(self) -> tuple[ComparedQuestion, ...]:
        """The questions they differ in that nobody has settled."""
        return tuple(one for one in self.compared() if one.differs and one.adjudicated is None)


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """One question as each has answered it, in the order of the records; None where one of them has not."""

    question: ControlQuestion
    row: Row
    answers: tuple[Answer | None, ...]
    adjudicated: Answer | None

    @property
    def values(self) -> tuple[Value, ...]:
        """What each has answered."""
        return tuple(None if answer is None else answer.value for answer in self.answers)

    @property
    def comparable(self) -> bool:
        """Whether equal and different mean anything for this kind of answer."""
        return self.question.type not in INCOMPARABLE

    @property
    def differs(self) -> bool:
        """Whether somebody has to settle it: the answers can be compared and are not the same."""
        return self.comparable and len(set(self.values)) > 1


def double_visit(reading: Reading, visit_id: UUID) -> DoubleVisit:
    """A double visit by its own id or a blind visit's. Raises: RecordMissing; ChecklistVersionMissing."""
    visit = reading.get(Visit, visit_id)
    if visit.blind_of is not None:
        visit = reading.get(Visit, visit.blind_of)
    signing = _signing(reading, visit.id)
    holders, opened = signing.holders, signing.opened
    names = {one.id: one.name for one in reading.find(Person, id=signing.expected)}
    checklist = asked_at(reading, visit)
    records = [
        _record(reading, one, checklist, holders[one.id], names.get(holders[one.id], ""), opened)
        for one in signing.blind.values()
        if one.id in holders
    ]
    own = reading.find(Answer, visit_id=visit.id) if opened else ()
    return DoubleVisit(
        visit,
        reading.get(Case, visit.case_id),
        checklist,
        tuple(sorted(records, key=lambda one: (one.name, one.visit.id))),
        tuple(sorted(names.get(person, "") for person in signing.waiting)),
        {(one.question, row_of(one.row)): one for one in own},
        _reasons(reading, own),
    )


def double_visits(reading: Reading, review_id: UUID) -> tuple[DoubleVisit, ...]:
    """The double visits of a round, those to example cases too, by case number."""
    found = [double_visit(reading, one.id) for one in reading.find(Visit, review_id=review_id, double=True)]
    return tuple(sorted(found, key=lambda one: one.case.label))


def is_blind_to_me(reading: Reading, visit: Visit) -> bool:
    """Whether this is somebody else's blind visit and not all have signed yet: its state may be told, nothing more."""
    if visit.blind_of is None:
        return False
    me = UUID(reading.setting("me"))
    if reading.first(Assignment, visit_id=visit.id, person_id=me) is not None:
        return False
    return not _signing(reading, visit.blind_of).opened


def refuse_blind(reading: Reading, visit: Visit) -> None:
    """Raises: StillBlind if what was answered there may not be seen yet."""
    if is_blind_to_me(reading, visit):
        raise StillBlind


@dataclass(frozen=True, slots=True)
class _Signing:
    """How far the visitors of a double visit have come, which needs no checklist.

    Shape: `holders` tells whose each blind visit is, `expected` who answers, and `waiting` who has not signed.
    """

    blind: Mapping[UUID, Visit]
    holders: Mapping[UUID, UUID]
    expected: frozenset[UUID]
    waiting: frozenset[UUID]

    @property
    def opened(self) -> bool:
        """Whether all have signed."""
        return bool(self.blind) and not self.waiting


def _signing(reading: Reading, double_id: UUID) -> _Signing:
    blind = {one.id: one for one in reading.find(Visit, blind_of=double_id)}
    holders = {one.visit_id: one.person_id for one in reading.find(Assignment, visit_id=set(blind))}
    asked = {one.person_id for one in reading.find(Assignment, visit_id=double_id)}
    expected = frozenset(asked | set(holders.values()))
    signed = {holders[id] for id, one in blind.items() if one.signed_at is not None and id in holders}
    return _Signing(blind, holders, expected, expected - signed)


def _record(
    reading: Reading, visit: Visit, checklist: Checklist, person_id: UUID, name: str, opened: bool
) -> BlindRecord:
    if not opened:
        return BlindRecord(visit, person_id, name, {}, frozenset(), ())
    signed, changed = answers_as_signed(reading, visit)
    sheet = sheet_then(reading, visit, checklist, signed.values())
    answers = placed(sheet, signed.values())
    amended = frozenset(place_on(sheet, question, row) for question, row in changed)
    findings = tuple(one for one in reading.find(Finding, visit_id=visit.id) if standing(one))
    asked = set(sheet.relevant())
    attached = tuple(
        (place_on(sheet, one.question, row_of(one.row)), one)
        for one in attachments_of(reading, visit.id)
        if (one.question, row_of(one.row)) in asked
    )
    said = {field.name: signed.get((field.name, ())) for field in checklist.context_fields}
    facts = {name: one.value for name, one in said.items() if one is not None and one.value is not None}
    return BlindRecord(visit, person_id, name, answers, amended, findings, attached, facts)


def answers_as_signed(
    reading: Reading, visit: Visit
) -> tuple[dict[tuple[str, Row], Answer], frozenset[tuple[str, Row]]]:
    """A signed visit's answers as they stood when it was signed, and which of them have been amended since."""
    answers = {one.id: one for one in reading.find(Answer, visit_id=visit.id)}
    stamps = fields_of(reading, Visit, [visit.id], "s0", "signed_at_s")
    signed = next((line["signed_at_s"] or line["s0"] for line in stamps), 0)
    found: dict[tuple[str, Row], Answer] = {}
    amended = set()
    for id, versions in versions_of(reading, Answer, answers).items():
        answer = answers[id]
        key = (answer.question, row_of(answer.row))
        before = [version for version in versions if version.stamp <= signed]
        later = [version for version in versions if version.stamp > signed]
        if later and {"value", "note"} & set().union(*(version.changed for version in later)):
            amended.add(key)
            if not before:
                continue
            fields = before[-1].fields
            answer = Answer(
                answer.id,
                answer.scope,
                answer.visit_id,
                answer.question,
                answer.row,
                fields.get("value"),
                fields.get("note", ""),
                bool(fields.get("positive", False)),
                bool(fields.get("flagged", False)),
            )
        found[key] = answer
    return found, frozenset(amended)


def _reasons(reading: Reading, answers: tuple[Answer, ...]) -> dict[tuple[str, Row], str]:
    """Why each adjudicated answer was chosen, as the adjudicator has written it."""
    by_id = {one.id: (one.question, row_of(one.row)) for one in answers}
    versions = versions_of(reading, Answer, by_id)
    return {by_id[id]: every[-1].reason for id, every in versions.items() if every and every[-1].reason}


def _said(answer: Answer) -> bool:
    return answer.value is not None or bool(answer.note)
