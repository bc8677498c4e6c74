"""Everything about one visit in one look: what a window needs to show it, at the place where it was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kollegie.language import Language, current_language
from kollegie.model.actions import Action
from kollegie.model.attachments import Attachment
from kollegie.model.checklist import Checklist
from kollegie.model.conflicts import Conflict
from kollegie.model.ids import derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, Review, Visit
from kollegie.model.signals import RecordQuestion
from kollegie.model.visits import Answer, Comment, Consent, Draft, Finding, VisitRow
from kollegie.store import Reading, Store
from kollegie.store.attachments import attachments_of
from kollegie.store.drafts import Place, drafts_of, place_in
from kollegie.store.history import Author, authors_of
from kollegie.visiting.commenting import leads
from kollegie.visiting.consenting import consent_of
from kollegie.visiting.contacts import Contact, contacts_of
from kollegie.visiting.counting import Spot, place_on, sheet_then
from kollegie.visiting.doubles import double_visit, refuse_blind
from kollegie.visiting.earlier import LastRound, earlier_answers, under_new_names
from kollegie.visiting.evaluation import Row, Sheet
from kollegie.visiting.pinned import asked_at, clock_of, row_of, sheet_of
from kollegie.visiting.record_questions import record_questions_of


@dataclass(frozen=True)
class OpenVisit:
    """A visit as it stands.

    Shape: `answers` by question and row; `authors` by the answer's id and field; `people` the names of those who
    have written here or are assigned; `others` the assigned visitors beside me; `leads` whom to call about something
    acute, the safety contact first; `actions` what is done about the findings; `place` where I last stood; `rows` are
    those people added or removed; `asked` the questions of warning signals; `reviewing` whether I look at it as the
    round's lead and not as one of its visitors; `deviating` are answers on which the visitors do not agree.
    """

    visit: Visit
    case: Case
    review: Review | None
    checklist: Checklist
    answers: Mapping[tuple[str, Row], Answer]
    findings: tuple[Finding, ...]
    drafts: tuple[Draft, ...]
    place: Place | None
    authors: Mapping[UUID, Mapping[str, Author]]
    people: Mapping[UUID, str]
    others: tuple[str, ...]
    leads: tuple[Contact, ...]
    actions: tuple[Action, ...]
    last_round: Mapping[Spot, LastRound]
    rows: tuple[VisitRow, ...] = ()
    asked: tuple[RecordQuestion, ...] = ()
    comments: tuple[Comment, ...] = ()
    consent: Consent | None = None
    reviewing: bool = False
    deviating: frozenset[tuple[str, Row]] = frozenset()
    attachments: tuple[Attachment, ...] = ()
    _ready: list[tuple[Callable[[], datetime] | None, Sheet]] = field(default_factory=list, compare=False, repr=False)

    def sheet(self, clock: Callable[[], datetime] | None = None, language: Language | None = None) -> Sheet:
        """The answers on the sheet of the checklist; a new one each time, for whoever asks to change as they like.

        Units: `clock` is what `today()` reads as long as the visit is open.
        """
        if self._ready:
            for_clock, ready = self._ready.pop()
            if for_clock == clock and ready.language is (language or current_language()):
                return ready
        given, then = self.answers.values(), clock_of(self.visit) or clock
        return sheet_of(self.checklist, self.case, given, rows=self.rows, clock=then, language=language)

    def make_ready(self, clock: Callable[[], datetime]) -> None:
        """Work the sheet out that will be asked for next, where nobody waits for it."""
        language = current_language()
        self._ready.append((clock, self.sheet(clock, language)))

    @property
    def last_written(self) -> datetime | None:
        """When an answer here was last written, by the clock of whoever wrote it."""
        return max((author.at for fields in self.authors.values() for author in fields.values()), default=None)


def open_visit(store: Store, visit_id: UUID) -> OpenVisit:
    """Read a visit with all that belongs to it.

    Shape: of a double visit that is not settled its visitor gets their own blind one, whatever id is still known.
    Raises: RecordMissing; ChecklistVersionMissing; StillBlind.
    """
    with store.reading() as reading:
        visit = reading.get(Visit, visit_id)
        if visit.double and visit.signed_at is None:
            visit = reading.first(Visit, id=derived_id("blind", visit.id, UUID(reading.setting("me")))) or visit
        refuse_blind(reading, visit)
        case = reading.get(Case, visit.case_id)
        checklist = asked_at(reading, visit)
        answers = reading.find(Answer, visit_id=visit.id)
        findings = reading.find(Finding, visit_id=visit.id)
        authors = authors_of(reading, Answer, [answer.id for answer in answers])
        assigned = [one.person_id for one in reading.find(Assignment, visit_id=visit.id)]
        writers = {author.by for fields in authors.values() for author in fields.values()}
        signer = {visit.signed_by} if visit.signed_by is not None else set()
        comments = reading.find(Comment, visit_id=visit.id)
        consent = consent_of(reading, visit.id)
        talkers = {one.written_by for one in comments} | {one.resolved_by for one in comments if one.resolved_by}
        heard = {consent.taken_by} if consent is not None and consent.taken_by is not None else set()
        named = writers | set(assigned) | signer | talkers | heard
        people = {one.id: one.name for one in reading.find(Person, id=named)}
        return OpenVisit(
            visit=visit,
            case=case,
            review=reading.first(Review, id=visit.review_id),
            checklist=checklist,
            answers={(answer.question, row_of(answer.row)): answer for answer in answers},
            findings=findings,
            drafts=drafts_of(reading, visit.id),
            place=place_in(reading, visit.id),
            authors=authors,
            people=people,
            others=tuple(people[id] for id in assigned if id != store.me and id in people),
            leads=contacts_of(reading, visit.review_id, store.me),
            actions=reading.find(Action, finding_id={finding.id for finding in findings}),
            last_round=under_new_names(checklist, earlier_answers(reading, visit)),
            rows=reading.find(VisitRow, visit_id=visit.id),
            asked=record_questions_of(reading, visit.blind_of or visit.id),
            comments=comments,
            consent=consent,
            reviewing=store.me not in assigned and leads(reading, visit, store.me),
            deviating=_deviating(reading, answers) | _otherwise_than_co_visitor(reading, visit, checklist),
            attachments=tuple(attachments_of(reading, visit.id)),
        )


def open_ready(store: Store, visit_id: UUID) -> OpenVisit:
    """Read a visit with all that belongs to it, and work out its sheet beside the window that will show it.

    Raises: as `open_visit`.
    """
    seen = open_visit(store, visit_id)
    seen.make_ready(store.clock)
    return seen


def _deviating(reading: Reading, answers: Iterable[Answer]) -> frozenset[tuple[str, Row]]:
    """The answers whose value two visitors have given differently, settled or not."""
    by_id = {answer.id: (answer.question, row_of(answer.row)) for answer in answers}
    conflicts = reading.find(Conflict, record="answer", row_id=set(by_id), field="value")
    return frozenset(by_id[one.row_id] for one in conflicts)


def _otherwise_than_co_visitor(reading: Reading, visit: Visit, checklist: Checklist) -> frozenset[tuple[str, Row]]:
    """The questions of a double visit that its visitors have answered differently, once both may be seen."""
    if not visit.double and visit.blind_of is None:
        return frozenset()
    differing = {(one.question.name, one.row) for one in double_visit(reading, visit.id).compared() if one.differs}
    if not differing:
        return frozenset()
    sheet = sheet_then(reading, visit, checklist)
    return frozenset((name, row) for name, row in sheet.cells() if place_on(sheet, name, row) in differing)
