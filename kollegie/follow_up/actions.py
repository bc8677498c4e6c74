"""Actions that follow from findings: made, moved through their states, watched by their due dates."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kollegie.follow_up.errors import ActionWithoutText, StepNotPossible
from kollegie.language import say
from kollegie.model.actions import REPORTS, STATE_WORDS, Action, ActionState
from kollegie.model.invoices import DeskFinding
from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import Finding
from kollegie.store import Store

IMPROVEMENT = "improvement"
KINDS = (IMPROVEMENT, "reassessment", *REPORTS, "invoice_dispute", "reclaim", "other")
"""The kinds of action that can be chosen; each grows its own states and deadlines in its own right."""

_WORDS = {
    IMPROVEMENT: ("Förbättringsåtgärd", "Improvement"),
    "reassessment": ("Omprövning", "Reassessment"),
    "lex_sarah": ("Lex Sarah", "Lex Sarah"),
    "ivo_report": ("Anmälan till IVO", "Report to IVO"),
    "police_report": ("Polisanmälan", "Report to the police"),
    "invoice_dispute": ("Bestriden faktura", "Disputed invoice"),
    "reclaim": ("Återkrav", "Reclaim"),
    "other": ("Annan åtgärd", "Other action"),
}

NEXT: dict[ActionState, tuple[ActionState, ...]] = {
    ActionState.PLANNED: (ActionState.ONGOING, ActionState.DONE),
    ActionState.ONGOING: (ActionState.PLANNED, ActionState.DONE),
    ActionState.DONE: (ActionState.ONGOING, ActionState.EFFECT_CHECKED),
    ActionState.EFFECT_CHECKED: (ActionState.ONGOING,),
}
"""The states an action can go to from each; nothing is final, since what did not help is taken up again."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One action with the chain it ends: case, visit's question, finding; or the finding at an invoice."""

    action: Action
    finding: Finding | None
    case: Case | None
    overdue: bool
    at_invoice: DeskFinding | None = None

    @property
    def found(self) -> Finding | DeskFinding | None:
        """What it follows from, wherever that was seen."""
        return self.finding or self.at_invoice


def create_action(
    store: Store, finding_id: UUID, text: str, owner: str, due: date | None, kind: str = IMPROVEMENT
) -> Action:
    """Decide what is done about a finding.

    Shape: stands in the case's scope, so that it goes where the finding goes. `owner` is a name or a role; several
    owners are written one after the other.
    Raises: ActionWithoutText; RecordMissing.
    """
    if not text.strip() or not owner.strip():
        raise ActionWithoutText
    with store.work("action create") as work:
        finding = work.get(Finding, finding_id)
        visit = work.get(Visit, finding.visit_id)
        action = Action(
            work.new_id(), finding.scope, visit.review_id, finding.id, kind, text.strip(), owner.strip(), due
        )
        work.add(action)
    return action


WRITTEN = ("text", "owner", "due", "outcome")
"""What is written of an action by hand."""


def change_action(store: Store, action: Action, since: Action | None = None) -> Action:
    """Keep a changed text, owner, date or outcome.

    Shape: `since` is the action as it was shown to whoever changed it; what does not differ from it stays as it stands
    now, since somebody else may have changed it meanwhile.
    Raises: ActionWithoutText; RecordMissing.
    """
    if not action.text.strip() or not action.owner.strip():
        raise ActionWithoutText
    with store.work("action change") as work:
        standing = work.get(Action, action.id)
        if since is not None:
            changed = {name: getattr(action, name) for name in WRITTEN if getattr(action, name) != getattr(since, name)}
            return work.save(dataclasses.replace(standing, **changed))
        return work.save(dataclasses.replace(action, state=standing.state))


def move_action(store: Store, action_id: UUID, state: ActionState, *, outcome: str | None = None) -> Action:
    """Move an action to its next state, with what came of it.

    Raises: StepNotPossible; RecordMissing.
    """
    with store.work("action move") as work:
        action = work.get(Action, action_id)
        if state is not action.state and state not in NEXT[action.state]:
            now, then = STATE_WORDS[action.state], STATE_WORDS[state]
            raise StepNotPossible(now_sv=now[0], then_sv=then[0], now_en=now[1], then_en=then[1])
        return work.save(
            dataclasses.replace(action, state=state, outcome=action.outcome if outcome is None else outcome)
        )


def list_actions(store: Store, *, review_id: UUID | None = None, today: date | None = None) -> tuple[FollowUp, ...]:
    """All actions, of one round or of every one: overdue first, then by due date, those without a date last."""
    day = today or store.clock().astimezone().date()
    with store.reading() as reading:
        actions = reading.find(Action) if review_id is None else reading.find(Action, review_id=review_id)
        ids = tuple(action.finding_id for action in actions if action.finding_id)
        findings = {finding.id: finding for finding in reading.find(Finding, id=ids)}
        at_invoices = {one.id: one for one in reading.find(DeskFinding, id=ids)}
        scopes = {action.scope for action in actions}
        of_visit = {one.scope: one.case_id for one in reading.find(Visit, scope=scopes)}
        found = {case.id: case for case in reading.find(Case, id=scopes | set(of_visit.values()))}
        cases = {scope: found[id] for scope in scopes if (id := of_visit.get(scope, scope)) in found}
    listed = [
        FollowUp(
            action,
            findings.get(action.finding_id) if action.finding_id else None,
            cases.get(action.scope),
            is_overdue(action, day),
            at_invoices.get(action.finding_id) if action.finding_id else None,
        )
        for action in actions
    ]
    return tuple(sorted(listed, key=lambda one: (not one.overdue, one.action.due or date.max, one.action.id)))


def is_overdue(action: Action, day: date) -> bool:
    """Whether it should have been done before this day; the due day itself is in time."""
    waiting = action.state in (ActionState.PLANNED, ActionState.ONGOING)
    return waiting and action.due is not None and action.due < day


def kind_word(kind: str) -> str:
    """The kind of action in words; one this program does not know as it is written."""
    return say(*_WORDS[kind]) if kind in _WORDS else kind
