"""Who may not make a visit (jäv): decided from where they come from and what they have declared. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kollegie.model.register import Municipality, Person, Provider
from kollegie.model.reviews import Case, DeclaredRelation, Track
from kollegie.planning.errors import Reason

YEARS = 2
"""How long a former employer counts. Source: the method, step 7."""


def reason_against(
    person: Person,
    relations: Sequence[DeclaredRelation],
    case: Case,
    provider: Provider | None,
    host: Municipality,
    day: date,
) -> Reason | None:
    """Why this person may not visit this case on this day, or None.

    Shape: `relations` are the person's own. A former employer counts for two years after the last day; one without a
    last day counts always. Source: FL 16–18 §§.
    """
    if person.municipality_id == host.id:
        return Reason.SAME_MUNICIPALITY
    if not relations:
        return None
    names: dict[str, set[str]] = {
        "user": {case.subject_ref} if case.track is Track.USER else set(),
        "provider": {case.provider_ref, case.subject_ref, *((provider.name,) if provider else ())},
        "municipality": {host.name},
    }
    for relation in relations:
        known = {name.casefold() for name in names.get(relation.subject_kind, set()) if name}
        if relation.subject.casefold() in known:
            reason = _reason_of(relation, day)
            if reason is not None:
                return reason
    return None


def _reason_of(relation: DeclaredRelation, day: date) -> Reason | None:
    if relation.subject_kind == "user":
        return Reason.KNOWS_USER
    of_host = relation.subject_kind == "municipality"
    if relation.kind == "employer":
        return Reason.WORKS_FOR_HOST if of_host else Reason.WORKS_FOR_PROVIDER
    if relation.kind == "former_employer":
        if relation.ended_on is not None and day >= _years_after(relation.ended_on, YEARS):
            return None
        return Reason.WORKED_FOR_HOST if of_host else Reason.WORKED_FOR_PROVIDER
    return Reason.CLOSE_TO_HOST if of_host else Reason.CLOSE_TO_PROVIDER


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
