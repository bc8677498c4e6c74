"""Whom the visitors of a round call when somebody is in danger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kollegie.model.register import Person
from kollegie.model.reviews import Participant, Review, Role
from kollegie.store import Reading


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call: the round's safety contact, or a review lead; `me` is whoever the laptop belongs to."""

    name: str
    telephone: str
    safety: bool = False
    me: bool = False

    @property
    def words(self) -> str:
        """Name and telephone."""
        return f"{self.name} {self.telephone}".strip()


def contacts_of(reading: Reading, review_id: UUID, me: UUID | None = None) -> tuple[Contact, ...]:
    """Whom to call in a round, in the order they are called: the safety contact, whoever leads the round, other leads.

    Shape: `me` marks one's own name; None where it does not matter who reads.
    """
    review = reading.first(Review, id=review_id)
    lead_id = review.lead_id if review is not None else None
    taking_part = reading.find(Participant, review_id=review_id)
    called = [one for one in taking_part if one.safety_contact or one.role is Role.LEAD]
    called.sort(key=lambda one: (not one.safety_contact, one.person_id != lead_id))
    names = {person.id: person.name for person in reading.find(Person, id={one.person_id for one in called})}
    return tuple(
        Contact(names[one.person_id], one.telephone, bool(one.safety_contact), one.person_id == me)
        for one in called
        if one.person_id in names
    )


def first_to_call(contacts: Sequence[Contact]) -> Contact | None:
    """The one name and number to show where there is room for one: who can be reached before who has no number, and
    anybody else before oneself; None where nobody is named."""
    return min(contacts, key=lambda one: (one.me, not one.telephone), default=None)
