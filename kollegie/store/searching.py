"""Search for whoever sits here: what is decided at the desk of invoices is found by those who see it."""

from __future__ import annotations

from uuid import UUID

from kollegie.store import Reading
from kollegie.store.roles import sees_the_desk
from kollegie.store.search import Hit, find_text


def find_here(reading: Reading, me: UUID, words: str, limit: int = 50) -> tuple[Hit, ...]:
    """Where all the words stand, of what this person may see, latest written first; see `find_text`."""
    return find_text(reading, words, limit=limit, desk=sees_the_desk(reading, me))
