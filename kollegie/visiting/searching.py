"""Search for whoever sits here: what is decided at the desk of invoices is found by leads alone, as their room is."""

from __future__ import annotations

from uuid import UUID

from kollegie.model.reviews import Role
from kollegie.store import Reading
from kollegie.store.search import Hit, find_text
from kollegie.visiting.roles import roles_in

OF_THE_DESK = ("invoice_review", "invoice_answer", "desk_finding", "reclaim")
"""Records that are shown in the rooms of a lead only."""


def find_here(reading: Reading, me: UUID, words: str, limit: int = 50) -> tuple[Hit, ...]:
    """Where all the words stand, of what this person may see, latest written first; see `find_text`."""
    hidden = () if Role.LEAD.value in roles_in(reading, me) else OF_THE_DESK
    return find_text(reading, words, limit=limit, hidden=hidden)
