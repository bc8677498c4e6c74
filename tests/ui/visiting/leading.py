"""The person of the laptop as the one who leads the round."""

from __future__ import annotations

import dataclasses

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Review
from kollegie.store import Store


def make_lead(store: Store) -> None:
    """The laptop's person leads the round beside their visits."""
    with store.work("lead") as work:
        review = work.get(Review, derived_id("review", "höst"))
        work.save(dataclasses.replace(review, lead_id=store.me))


def lead_it(store: Store) -> None:
    """The laptop's person leads the round and visits nobody."""
    make_lead(store)
    with store.work("lead") as work:
        for task in work.find(Assignment, person_id=store.me):
            work.delete(task)
