"""Who has left which provider, how many of them soon after a review, and which providers have nobody left.

Source: S1-22: users changed company, and some companies left the municipality.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import pairwise

import numpy as np

from kollegie.model.desk_looks import Departures
from kollegie.screening.change_rules import V25, EventsKnown
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen
from kollegie.screening.swedish_time import NONE, Longs, date_of


class DeparturesKnown:
    """The choices of provider in one material, as departures."""

    def __init__(self, material: Material) -> None:
        self._choices = material["provider-choices"]
        self._as_of = material.as_of
        self._events = EventsKnown(material.events)
        self._within = int(Chosen(V25)["d"])

    def by_provider(self) -> tuple[Departures, ...]:
        """Providers somebody has left, the most first.

        Shape: a choice that is followed by one of another provider, or has ended and not been renewed, is a departure.
        """
        left: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        staying: dict[int, set[int]] = defaultdict(set)
        for places in self._places_by_user.values():
            for before, after in pairwise([*places, -1]):
                provider, user = int(self._choices["provider_id"][before]), int(self._choices["user_id"][before])
                day = self._left_on(before, after)
                if day is None:
                    staying[provider].add(user)
                elif after < 0 or int(self._choices["provider_id"][after]) != provider:
                    left[provider].append((day, user, self._soon_after_review(before, day)))
        found = [
            Departures(
                self._choices.names_of("provider_id")[provider],
                len({user for _, user, _ in gone}),
                len({user for _, user, soon in gone if soon}),
                date_of(max(day for day, _, _ in gone)),
                len(staying[provider]),
            )
            for provider, gone in left.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.left, one.provider)))

    def places_of(self, provider: str) -> Longs:
        """The choices of a provider that have ended or were followed by another's."""
        wanted = self._choices.names_of("provider_id").find(provider)
        found = []
        for places in self._places_by_user.values():
            for before, after in pairwise([*places, -1]):
                if int(self._choices["provider_id"][before]) == wanted and self._left_on(before, after) is not None:
                    found += [before, after] if after >= 0 else [before]
        return np.unique(np.asarray(found, np.int64))

    @cached_property
    def _places_by_user(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        begun = self._choices["from"]
        for at in np.lexsort((np.arange(len(begun)), begun)).tolist():
            if begun[at] <= self._as_of:
                found[int(self._choices["user_id"][at])].append(at)
        return found

    def _left_on(self, before: int, after: int) -> int | None:
        """The first day without the provider of a choice; None while it holds."""
        end = int(self._choices["to"][before])
        ended = end != NONE and end < self._as_of
        if after >= 0:
            begun = int(self._choices["from"][after])
            return min(end + 1, begun) if ended else begun
        return end + 1 if ended else None

    def _soon_after_review(self, at: int, day: int) -> bool:
        event = self._events.latest(self._choices.text("user_id", at), self._choices.text("provider_id", at), day)
        return event is not None and day - event.day <= self._within
