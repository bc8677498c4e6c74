"""What somebody is on this laptop: what they have use for, and what they may see and do, follows from it."""

from __future__ import annotations

from uuid import UUID

from kollegie.model.reviews import Assignment, Grant, Participant, Role
from kollegie.store.work import Reading


def roles_in(reading: Reading, me: UUID) -> frozenset[str]:
    """What a person is in the rounds on this laptop; somebody with no part yet sets up rounds.

    A lead with visits of their own also has the visitor's rooms.
    """
    roles = {participant.role.value for participant in reading.find(Participant, person_id=me)}
    roles |= {grant.role.value for grant in reading.find(Grant, person_id=me)}
    if reading.count(Assignment, person_id=me):
        roles.add(Role.VISITOR.value)
    return frozenset(roles) or frozenset((Role.LEAD.value,))


def leads(reading: Reading, me: UUID) -> bool:
    """Whether a person leads a round here, or sets one up since they have no part in any."""
    return Role.LEAD.value in roles_in(reading, me)


def only_reads(reading: Reading, me: UUID) -> bool:
    """Whether a person reads and does no more: a server would never take what they settled."""
    return roles_in(reading, me) == {Role.READER.value}


def leads_hub(reading: Reading, me: UUID) -> bool:
    """Whether a person leads the hub: may see all of it, and let others in and out."""
    return reading.first(Grant, person_id=me, role=Role.LEAD, to_scope=None) is not None


def sees_the_desk(reading: Reading, me: UUID) -> bool:
    """Whether what is decided at the desk of invoices is for this person, wherever it would stand: for those who lead.

    Whoever has no part in any round works alone, and sees their own.
    """
    return leads(reading, me)
