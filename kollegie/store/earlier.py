"""Where the same person or provider was reviewed before."""

from __future__ import annotations

from datetime import UTC, datetime

from kollegie.model.reviews import Case, Visit
from kollegie.store.work import Reading


def latest_earlier_visit(reading: Reading, visit: Visit) -> Visit | None:
    """The latest signed visit to the same person or provider with the same checklist, in an earlier round.

    Shape: of a double visit it is the adjudicated one; the blind ones are never given.
    """
    case = reading.first(Case, id=visit.case_id)
    if case is None:
        return None
    others = reading.find(Case, track=case.track.value, subject_ref=case.subject_ref)
    earlier = {other.id for other in others if other.review_id != case.review_id}
    visits = reading.find(Visit, case_id=earlier, checklist=visit.checklist, blind_of=None)
    signed = [one for one in visits if one.signed_at is not None]
    return max(signed, key=lambda one: one.signed_at or datetime.min.replace(tzinfo=UTC), default=None)
