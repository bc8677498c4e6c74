"""What reviews have done that a provider or a user may react to: visits made, invoices disputed, reports sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from kollegie.model.actions import REPORTS, Action, ActionState
from kollegie.model.clock import SWEDEN
from kollegie.model.invoices import InvoiceReview, InvoiceState
from kollegie.model.reviews import Case, Track, Visit
from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of
from kollegie.store import Reading
from kollegie.store.history import Version, versions_of

DISPUTE = "invoice_dispute"
AT_A_TIME = 5_000
CARRIED_OUT = frozenset((ActionState.DONE, ActionState.EFFECT_CHECKED))


def events_until(reading: Reading, as_of: date) -> tuple[ReviewEvent, ...]:
    """All that reviews had done by the end of a day.

    Source: domain V25: after a visit, a dispute or a report.
    """
    cases = {case.id: case for case in reading.find(Case)}
    visits = reading.find(Visit)
    found = (*_visits(visits, cases), *_disputes(reading), *_actions(reading, visits, cases))
    return tuple(event for event in found if event.day <= day_of(as_of))


def _visits(visits: Iterable[Visit], cases: Mapping[UUID, Case]) -> Iterator[ReviewEvent]:
    """Visits that were carried out: at a user, or at a provider and so to all its users."""
    for visit in visits:
        case, moment = cases.get(visit.case_id), visit.arrived_at or visit.started_at or visit.signed_at
        if case is not None and moment is not None and not visit.dropped_because:
            yield from _concerning(case, "visit", moment)


def _disputes(reading: Reading) -> Iterator[ReviewEvent]:
    """Each time an invoice was disputed, also one that was approved later."""
    reviews = {one.id: one for one in reading.find(InvoiceReview) if one.reviewed}
    for id, versions in _versions(reading, InvoiceReview, reviews):
        for moment in _became(versions, frozenset((InvoiceState.DISPUTED,))):
            yield ReviewEvent(_day(moment), "dispute", "", reviews[id].provider_ref)


def _actions(reading: Reading, visits: Iterable[Visit], cases: Mapping[UUID, Case]) -> Iterator[ReviewEvent]:
    """Each time an action to report or dispute something was carried out, at the user or provider it concerns."""
    of_visit = {visit.scope: visit.case_id for visit in visits}
    actions = {one.id: one for one in reading.find(Action) if one.kind in REPORTS or one.kind == DISPUTE}
    for id, versions in _versions(reading, Action, actions):
        scope = actions[id].scope
        case = cases.get(of_visit.get(scope, scope))
        if case is None:
            continue
        for moment in _became(versions, CARRIED_OUT):
            yield from _concerning(case, "dispute" if actions[id].kind == DISPUTE else "report", moment)


def _versions(reading: Reading, kind: type, ids: Iterable[UUID]) -> Iterator[tuple[UUID, tuple[Version, ...]]]:
    """Every version of these records, some thousands at a time: a statement has room for so many ids."""
    listed = list(ids)
    for first in range(0, len(listed), AT_A_TIME):
        yield from versions_of(reading, kind, listed[first : first + AT_A_TIME]).items()


def _became(versions: Iterable[Version], states: frozenset[object]) -> Iterator[datetime]:
    """The moments at which a record came into one of these states."""
    was = False
    for version in versions:
        now = version.fields.get("state") in states and not version.fields.get("deleted")
        if now and not was:
            yield version.at
        was = now


def _concerning(case: Case, what: str, moment: datetime) -> Iterator[ReviewEvent]:
    if not case.example:
        user = case.subject_ref if case.track is Track.USER else ""
        provider = case.subject_ref if case.track is Track.PROVIDER else case.provider_ref
        yield ReviewEvent(_day(moment), what, user, provider)


def _day(moment: datetime) -> int:
    return day_of(moment.astimezone(SWEDEN).date())
