"""Locking a round's summary: its lead says that this is what was found, with a version and the sum of what it rests on.

A late answer is never refused, since it may have been written in good faith on a laptop that was away. It makes the
summary a draft again, until the lead has read it and locks the next version. Source: domain, step 14.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kollegie.model.reviews import Review, ReviewState
from kollegie.planning.errors import NotLocked, OnlyTheLead, SummaryLocked
from kollegie.store import Store, Work


def lock_review(store: Store, review_id: UUID, checksum: str) -> Review:
    """Lock the round as the summary with this checksum tells it; the first time as 1.0, then 1.1 and so on.

    Raises: OnlyTheLead; SummaryLocked when it is locked with this very checksum; RecordMissing.
    """
    with store.work("round lock") as work:
        standing = _own(work, review_id)
        if standing.state is ReviewState.LOCKED and standing.checksum == checksum:
            raise SummaryLocked(name=standing.name, version=standing.version or "")
        locked = replace(standing, state=ReviewState.LOCKED, version=next_version(standing.version), checksum=checksum)
        return work.save(locked)


def reopen_review(store: Store, review_id: UUID) -> Review:
    """Let the round be planned and worded again; the next lock is a new version.

    Raises: OnlyTheLead; NotLocked; RecordMissing.
    """
    with store.work("round reopen") as work:
        standing = _own(work, review_id)
        if standing.state is not ReviewState.LOCKED:
            raise NotLocked(name=standing.name)
        return work.save(replace(standing, state=ReviewState.COMPILING))


def next_version(version: str | None) -> str:
    """What the next lock makes of a version: 1.0 of none, 1.1 of 1.0."""
    if not version:
        return "1.0"
    whole, _, part = version.partition(".")
    return f"{whole}.{int(part) + 1}"


def _own(work: Work, review_id: UUID) -> Review:
    review = work.get(Review, review_id)
    if review.lead_id != work.person_id:
        raise OnlyTheLead(name=review.name)
    return review
