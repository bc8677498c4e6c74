"""Findings of a visit: proposed by the answers' rules, decided by a person.

A rule's finding has a derived id, so that two laptops propose the same one. What a person has confirmed, changed,
written or removed is left alone as `model.settling` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.language import Language, say
from kollegie.model.answer_values import Row, Value
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import UnreadableChecklist
from kollegie.model.reviews import Visit
from kollegie.model.settling import settling
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Finding, FindingState, answer_id, finding_id
from kollegie.store import Store, Work
from kollegie.store.drafts import drop_drafts
from kollegie.store.history import is_disputed
from kollegie.visiting.acting import acting
from kollegie.visiting.errors import ChecklistVersionMissing, FindingMissing
from kollegie.visiting.evaluation import RaisedFinding, Sheet
from kollegie.visiting.pinned import asked_at, question_in, row_text, sheet_at

BY_HAND = -1
"""The rule number of a finding that a person has written."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the rules have changed: findings proposed (for the first time or again) and proposals withdrawn."""

    raised: tuple[Finding, ...] = ()
    withdrawn: tuple[Finding, ...] = ()


def standing(finding: Finding) -> bool:
    """Whether the finding counts: proposed or confirmed, not removed or withdrawn."""
    return finding.state in (FindingState.PROPOSED, FindingState.CONFIRMED)


def settle_findings(work: Work, visit_id: UUID, scope: UUID, sheet: Sheet) -> Settled:
    """Bring the proposals in line with what the answers raise now.

    A proposal at an answer two people disagree about stays until somebody has chosen between them.
    """
    known = {one.id: one for one in work.find(Finding, visit_id=visit_id) if one.rule != BY_HAND}
    wanted = {finding_id(visit_id, one.question, row_text(one.row), one.rule): one for one in sheet.findings()}
    due = settling({id: one.state for id, one in known.items()}, wanted)
    raised = [work.save(_proposed(id, visit_id, scope, wanted[id], sheet.checklist)) for id in due.new]
    for id in due.again:
        now = wanted[id]
        again = replace(known[id], state=FindingState.PROPOSED, category=now.category, severity=now.severity)
        raised.append(work.save(again))
    withdrawn = [
        work.save(replace(known[id], state=FindingState.WITHDRAWN))
        for id in due.withdrawn
        if not is_disputed(work, "answer", answer_id(visit_id, known[id].question, known[id].row))
    ]
    return Settled(tuple(raised), tuple(withdrawn))


def raised_by(
    clock: Callable[[], datetime], checklist: Checklist, answers: Mapping[tuple[str, Row], Value]
) -> tuple[RaisedFinding, ...]:
    """What a checklist's rules raise of answers that belong to no visit, as those about an invoice.

    Shape: a rule is judged in Swedish, as at a visit, whatever language is shown.
    """
    return tuple(Sheet(checklist, answers, language=Language.SV, clock=clock).findings())


def settle_after_conflict(store: Store, answers: Iterable[UUID]) -> Settled:
    """Bring findings in line with the answers a choice between two versions has left standing.

    Shape: `answers` are ids of records that were in conflict; those that are no answers here are passed over, and so
    are visits whose checklist this laptop does not have. What is withdrawn is only what stood until now, so that it
    can be told.
    """
    raised: list[Finding] = []
    withdrawn: list[Finding] = []
    with store.work() as work:
        visits = dict.fromkeys(one.visit_id for id in answers if (one := work.first(Answer, id=id)) is not None)
        for id in visits:
            visit = work.get(Visit, id)
            try:
                checklist = asked_at(work, visit)
            except (ChecklistVersionMissing, UnreadableChecklist):
                continue  # the rules come with the checklist, and are followed at the next answer
            before = {one.id for one in work.find(Finding, visit_id=id) if standing(one)}
            settled = settle_findings(work, id, visit.scope, sheet_at(work, visit, checklist))
            raised += settled.raised
            withdrawn += (one for one in settled.withdrawn if one.id in before)
    return Settled(tuple(raised), tuple(withdrawn))


def settled_words(settled: Settled) -> tuple[str, ...]:
    """What the rules changed, a sentence each: proposed, or not proposed any more and how it can be kept."""
    return (
        *(
            say(
                f"Iakttagelse föreslagen vid {one.question.upper()}: {one.text}.",
                f"Finding proposed at {one.question.upper()}: {one.text}.",
            )
            for one in settled.raised
        ),
        *(
            say(
                f"Iakttagelsen vid {one.question.upper()} föreslås inte längre: {one.text}. Svaret som nu står ger den"
                " inte. Ska den vara kvar: öppna frågan och välj Egen iakttagelse.",
                f"The finding at {one.question.upper()} is no longer proposed: {one.text}. The answer that now stands"
                " does not raise it. To keep it: open the question and choose A finding of your own.",
            )
            for one in settled.withdrawn
        ),
    )


def _proposed(id: UUID, visit_id: UUID, scope: UUID, one: RaisedFinding, checklist: Checklist) -> Finding:
    rule = question_in(checklist, one.question).findings[one.rule]
    text = rule.claim.in_(Language.SV)
    return Finding(id, scope, visit_id, one.question, one.category, one.severity, row_text(one.row), one.rule, text)


def confirm_finding(store: Store, visit_id: UUID, finding: UUID, *, at: datetime | None = None) -> Finding:
    """Let a proposal stand by a person's word. Raises: FindingMissing; VisitLocked."""
    return _change(store, visit_id, finding, at, lambda found: replace(found, state=FindingState.CONFIRMED))


def edit_finding(
    store: Store,
    visit_id: UUID,
    finding: UUID,
    *,
    category: Category | None = None,
    severity: Severity | None = None,
    text: str | None = None,
    consequence: str | None = None,
    at: datetime | None = None,
) -> Finding:
    """Change what is given of a finding; it then stands by a person's word. Raises: FindingMissing; VisitLocked."""

    def edited(found: Finding) -> Finding:
        return replace(
            found,
            category=found.category if category is None else category,
            severity=found.severity if severity is None else severity,
            text=found.text if text is None else text.strip(),
            consequence=found.consequence if consequence is None else consequence.strip(),
            state=FindingState.CONFIRMED,
        )

    return _change(store, visit_id, finding, at, edited)


def remove_finding(store: Store, visit_id: UUID, finding: UUID, *, at: datetime | None = None) -> Finding:
    """Take a finding away; it comes back by undo, or when its rule is met anew. Raises: FindingMissing; VisitLocked."""
    return _change(store, visit_id, finding, at, lambda found: replace(found, state=FindingState.REMOVED))


def add_finding(
    store: Store,
    visit_id: UUID,
    question: str,
    category: Category,
    severity: Severity,
    text: str,
    *,
    row: str = "",
    at: datetime | None = None,
) -> Finding:
    """Write a finding no rule has proposed; it still points back at its question.

    Raises: QuestionUnknown; VisitLocked.
    """
    with acting(store, visit_id, at=at) as (work, visit):
        name = question_in(asked_at(work, visit), question).name
        made = Finding(
            work.new_id(),
            visit.scope,
            visit.id,
            name,
            category,
            severity,
            row,
            BY_HAND,
            text.strip(),
            FindingState.CONFIRMED,
        )
        work.add(made)
        return made


def acknowledge_finding(store: Store, finding: UUID, *, at: datetime | None = None) -> Finding:
    """Confirm that the lead has been told of an acute finding; also of a signed visit. Raises: FindingMissing."""
    with store.work(at=at) as work:
        found = work.first(Finding, id=finding)
        if found is None:
            raise FindingMissing
        return work.save(replace(found, acknowledged_at=work.at, acknowledged_by=work.person_id))


def _change(
    store: Store, visit_id: UUID, finding: UUID, at: datetime | None, change: Callable[[Finding], Finding]
) -> Finding:
    with acting(store, visit_id, at=at) as (work, _visit):
        found = work.first(Finding, id=finding, visit_id=visit_id)
        if found is None:
            raise FindingMissing
        changed = change(found)
        if changed.text != found.text:
            drop_drafts(work, visit_id, found.question, found.row, wording_field(finding))
        return work.save(changed)


def wording_field(finding: UUID) -> str:
    """The name of the field a finding's wording is typed in, as its draft is kept."""
    return f"finding {finding}"
