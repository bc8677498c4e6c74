"""From the store to the facts of a summary: everything about one round, read once and turned into plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kollegie.language import say
from kollegie.model.actions import CONFIDENTIAL, Action
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.invoices import DeskFinding
from kollegie.model.register import Municipality, Person, Provider, ProviderKind, ServiceUser, UserIdentity
from kollegie.model.reviews import (
    Assignment,
    Case,
    CaseIdentity,
    Participant,
    Review,
    ReviewState,
    Role,
    Visit,
    VisitState,
)
from kollegie.model.reviews import Track as CaseTrack
from kollegie.model.signals import RecordQuestion
from kollegie.model.visits import Finding
from kollegie.store import Reading
from kollegie.store.history import versions_of
from kollegie.summary.cutting import may_name
from kollegie.summary.facts import (
    ActionFact,
    ChecklistFact,
    Facts,
    FindingFact,
    Outcome,
    Progressed,
    ProviderFact,
    QuestionFact,
    Track,
    VisitFact,
)
from kollegie.summary.gathering_answers import answer_place, answers_of, blind_disagreements_of, disagreements_of
from kollegie.summary.gathering_desk import Desk, Whose, desk_of
from kollegie.summary.gathering_rounds import compared_of
from kollegie.summary.gathering_signals import rules_asked_about
from kollegie.summary.numbers import capital
from kollegie.summary.owners import role_in
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import checklist_of
from kollegie.visiting.record_questions import with_record_questions

HEADLINE = "HB06"
"""The question the title chart shows where it is asked: whether the help matches the decision."""

_OUTCOMES = {
    VisitState.SIGNED: Outcome.SIGNED,
    VisitState.ONGOING: Outcome.BEGUN,
    VisitState.PLANNED: Outcome.PLANNED,
    VisitState.DROPPED: Outcome.DROPPED,
}


@dataclass(frozen=True, slots=True)
class _Round:
    """What belongs to the round, by id. `asked` is each visit's checklist with what warning signals put to it."""

    review: Review
    cases: Mapping[UUID, Case]
    visits: tuple[Visit, ...]
    checklists: Mapping[str, Checklist]
    asked: Mapping[UUID, Checklist]
    pairs: Mapping[UUID, str]


def gather_facts(reading: Reading, review_id: UUID, made_on: date) -> Facts:
    """Read all that a summary of the round is made from.

    Shape: names and addresses are read only to keep them out of the editions for others; none is kept elsewhere.
    Units: `made_on` is the day of the summary, by the clock of this computer.
    Raises: RecordMissing; ChecklistVersionMissing when a visit's checklist has not arrived on this laptop yet.
    """
    review = reading.get(Review, review_id)
    found = _round(reading, review)
    host = reading.get(Municipality, review.host_id).name
    people = {person.id: person for person in reading.find(Person)}
    visitors = reading.find(Participant, review_id=review.id, role=Role.VISITOR)
    homes = {people[one.person_id].municipality_id for one in visitors if one.person_id in people}
    municipalities = sorted(one.name for one in reading.find(Municipality, id=homes))
    findings = _findings(reading, found)
    days = _days(found)
    refs = frozenset(_provider_of(case) for case in found.cases.values())
    labels = {case.subject_ref: case.label for case in found.cases.values() if case.track is CaseTrack.USER}
    whose = Whose(review.host_id, review.id, refs, frozenset(f"{day:%Y-%m}" for day in days), labels)
    period = review.name.removeprefix(capital(review.service)).strip() or review.name
    of_visits = Facts(
        title=say(f"{capital(review.service)} i {host}", f"{capital(review.service)} in {host}"),
        subtitle=_subtitle(review.name, period),
        round_name=period,
        service=review.service,
        host=host,
        registry_number=review.dnr,
        made_on=made_on,
        version="",
        settled_on=None,
        review_days=days,
        municipalities=tuple(municipalities),
        visitors=len(visitors),
        pairs=len({one.pair for one in visitors if one.pair}),
        purpose=review.purpose,
        method=review.method,
        headline=_headline(found.checklists.values()),
        checklists=tuple(_checklist(one, found) for one in found.checklists.values()),
        providers=_providers(reading, found),
        visits=tuple(_visit(visit, found) for visit in found.visits),
        answers=answers_of(reading, found.visits, found.cases, found.asked),
        findings=tuple(fact for _, fact in findings),
        actions=_actions(reading, review, findings),
        disagreements=disagreements_of(reading, found.visits, found.asked)
        + blind_disagreements_of(reading, found.visits),
        compared=compared_of(reading, review.id),
        doubles=tuple(str(one.id) for one in found.visits if one.double and one.signed_at is not None),
        signals=rules_asked_about(reading, (one.id for one in found.visits)),
        withheld=_withheld(reading, found, people.values()),
    )
    facts = desk_of(reading, whose, made_on).beside(of_visits)
    if review.state is not ReviewState.LOCKED:
        return replace(facts, changed_since=review.version or "")
    locked_at = _locked_at(reading, review)
    if review.checksum not in (None, facts.checksum()):
        then = desk_of(reading, whose, made_on, locked_at)
        before = Desk(then.invoices, then.findings), Desk()  # as it was locked when less of the desk was part of it
        every = (desk.beside(of_visits) for desk in (then, *before))
        locked = next((one for one in every if one.checksum() == review.checksum), None)
        if locked is None:
            return replace(facts, changed_since=review.version or "")
        facts = locked
    settled_on = None if locked_at is None else locked_at.astimezone().date()
    return replace(facts, version=review.version or "1.0", settled_on=settled_on)


def _subtitle(name: str, period: str) -> str:
    """What the summary is of, without saying the service twice."""
    if period == name:
        return say(f"{name}, sammanställning för nämnden", f"{name}, summary for the board")
    return say(f"Granskning {period}, sammanställning för nämnden", f"Review {period}, summary for the board")


def _round(reading: Reading, review: Review) -> _Round:
    cases = {case.id: case for case in reading.find(Case, review_id=review.id) if not case.example}
    visits = tuple(one for one in reading.find(Visit, review_id=review.id) if one.case_id in cases)
    visits = tuple(one for one in visits if one.blind_of is None)  # of a double visit the adjudicated record counts
    checklists: dict[str, Checklist] = {}
    for visit in visits:
        if visit.checklist_hash not in checklists:
            checklists[visit.checklist_hash] = checklist_of(reading, visit)
    asked = _asked(reading, visits, checklists)
    pair_of = {one.person_id: one.pair for one in reading.find(Participant, review_id=review.id)}
    pairs: dict[UUID, str] = {}
    for assignment in reading.find(Assignment, visit_id=tuple(visit.id for visit in visits)):
        pairs.setdefault(assignment.visit_id, pair_of.get(assignment.person_id, ""))
    return _Round(review, cases, visits, checklists, asked, pairs)


def _asked(
    reading: Reading, visits: tuple[Visit, ...], checklists: Mapping[str, Checklist]
) -> Mapping[UUID, Checklist]:
    put: dict[UUID, list[RecordQuestion]] = {}
    for one in reading.find(RecordQuestion, visit_id=tuple(visit.id for visit in visits)):
        put.setdefault(one.visit_id, []).append(one)
    return {
        visit.id: with_record_questions(checklists[visit.checklist_hash], put.get(visit.id, ())) for visit in visits
    }


def _locked_at(reading: Reading, review: Review) -> datetime | None:
    """The moment of the latest lock; one that follows on another changes the version and not the state."""
    versions = versions_of(reading, Review, [review.id]).get(review.id, ())
    moments = [one.at for one in versions if "version" in one.changed and one.fields.get("version")]
    return moments[-1] if moments else None


def _days(found: _Round) -> tuple[date, ...]:
    """The days of the visits; before the first of them, the day the round is planned for."""
    days = {visit.started_at.astimezone().date() for visit in found.visits if visit.started_at is not None}
    planned = found.review.review_day
    return tuple(sorted(days)) or (() if planned is None else (planned,))


def _headline(checklists: Iterable[Checklist]) -> str:
    ids = {question.id for checklist in checklists for question in checklist.questions}
    return HEADLINE if HEADLINE in ids else ""


def _checklist(checklist: Checklist, found: _Round) -> ChecklistFact:
    kinds = {visit.kind for visit in found.visits if visit.checklist_hash == checklist.content_hash}
    return ChecklistFact(
        checklist.id,
        checklist.title.in_(),
        checklist.version,
        checklist.content_hash,
        Track.PROVIDER if kinds == {CaseTrack.PROVIDER} else Track.USER,
        tuple(_question(question) for question in checklist.control_questions),
    )


def _question(question: ControlQuestion) -> QuestionFact:
    return QuestionFact(
        question.id,
        question.label.in_(),
        question.short_label(),
        question.findings[0].category if question.findings else None,
        any(rule.sensitive for rule in question.findings),
    )


def _providers(reading: Reading, found: _Round) -> tuple[ProviderFact, ...]:
    refs = {_provider_of(case) for case in found.cases.values()}
    return tuple(
        ProviderFact(one.provider_ref, one.name, one.kind is ProviderKind.PRIVATE, one.contract, one.unannounced_clause)
        for one in sorted(reading.find(Provider, provider_ref=refs), key=lambda one: one.provider_ref)
    )


def _provider_of(case: Case) -> str:
    return case.subject_ref if case.track is CaseTrack.PROVIDER else case.provider_ref


def _visit(visit: Visit, found: _Round) -> VisitFact:
    case = found.cases[visit.case_id]
    planned = _local(visit.planned_start)
    return VisitFact(
        str(visit.id),
        case.label,
        Track.PROVIDER if visit.kind is CaseTrack.PROVIDER else Track.USER,
        _provider_of(case),
        visit.checklist,
        _OUTCOMES[visit.state],
        visit.dropped_because,
        case.drawn,
        _local(visit.arrived_at or visit.started_at),
        _local(visit.left_at or visit.signed_at),
        planned.date() if planned is not None else found.review.review_day,
        visit.announced,
        found.pairs.get(visit.id, ""),
    )


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone()


def _findings(reading: Reading, found: _Round) -> list[tuple[UUID, FindingFact]]:
    """The findings that stand, each with its id in the store."""
    facts = []
    for finding in reading.find(Finding, visit_id=tuple(found.asked)):
        if not standing(finding):
            continue
        question = found.asked[finding.visit_id].question(finding.question)
        rule = None
        if question is not None and 0 <= finding.rule < len(question.findings):
            rule = question.findings[finding.rule]
        claim = rule.claim.in_() if rule is not None else ""
        label = question.short_label() if question is not None else finding.question
        fact = FindingFact(
            str(finding.id),
            str(finding.visit_id),
            question.id if question is not None else finding.question,
            finding.category,
            finding.severity,
            claim or say(f"Annan iakttagelse: {label}", f"Other finding: {label}"),
            "" if rule is not None and finding.text in (rule.claim.sv, rule.claim.en) else finding.text,
            rule.sensitive if rule is not None else False,
            answer_place(question.part_of or question.name if question is not None else finding.question, finding.row),
            finding.rule,
        )
        facts.append((finding.id, fact))
    return facts


def _actions(reading: Reading, review: Review, findings: list[tuple[UUID, FindingFact]]) -> tuple[ActionFact, ...]:
    """What is done about the findings of the visits; an action at an invoice is none of them."""
    by_id = dict(findings)
    at_desk = set(reading.values(DeskFinding, "id"))
    facts = []
    for action in reading.find(Action, review_id=review.id):
        if action.finding_id in at_desk:
            continue
        finding = by_id.get(action.finding_id) if action.finding_id is not None else None
        facts.append(
            ActionFact(
                str(action.id),
                action.text,
                finding.question if finding is not None else "",
                action.owner,
                role_in(action.owner),
                action.due,
                Progressed(action.state.value),
                action.outcome,
                finding.visit if finding is not None else "",
                action.kind in CONFIDENTIAL,
            )
        )
    return tuple(facts)


def _withheld(reading: Reading, found: _Round, people: Iterable[Person]) -> tuple[str, ...]:
    """What names the users and the people of the round: whole names and their parts, numbers, addresses.

    Shape: of two letters only a name, since an id so short would be found in every other word; Bo and Li are names.
    """
    refs = {case.subject_ref for case in found.cases.values() if case.track is CaseTrack.USER}
    users = {user.id for user in reading.find(ServiceUser, user_ref=refs)}
    known, names = set(refs), set()
    identities: list[UserIdentity | CaseIdentity] = [*reading.find(UserIdentity, id=users)]
    of_users = {case.id for case in found.cases.values() if case.track is CaseTrack.USER}
    identities += reading.find(CaseIdentity, id=of_users)
    for identity in identities:
        known |= {identity.identity_number, identity.address}
        names |= {identity.name, *identity.name.split()}
    for person in people:
        names |= {person.name, *person.name.split()}
    return tuple(sorted({word for word in known if len(word) > 2} | {word for word in names if may_name(word)}))
