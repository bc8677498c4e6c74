"""Who has left which provider, how many of them soon after a review, and which providers have nobody left.

Source: S1-22: users changed company, and some companies left the municipality.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
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
        for before, after in self._followed:
            if self._left_on(before, after) is None:
                staying[self._provider(before)].add(int(self._choices["user_id"][before]))
        for before, _after, day in self._departures():
            user = int(self._choices["user_id"][before])
            left[self._provider(before)].append((day, user, self._soon_after_review(before, day)))
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
        """The choices behind a provider's departures, each with the one that followed it; renewals are none."""
        wanted = self._choices.names_of("provider_id").find(provider)
        found = []
        for before, after, _day in self._departures():
            if self._provider(before) == wanted:
                found += [before, after] if after >= 0 else [before]
        return np.unique(np.asarray(found, np.int64))

    def _departures(self) -> Iterator[tuple[int, int, int]]:
        """Each departure: the choice left, the one that followed it or −1, and the first day without the provider."""
        for before, after in self._followed:
            day = self._left_on(before, after)
            if day is not None and (after < 0 or self._provider(after) != self._provider(before)):
                yield before, after, day

    def _provider(self, at: int) -> int:
        return int(self._choices["provider_id"][at])

    @cached_property
    def _followed(self) -> list[tuple[int, int]]:
        """Each choice with the same user's next one, −1 where there is none."""
        found: dict[int, list[int]] = defaultdict(list)
        begun = self._choices["from"]
        for at in np.lexsort((np.arange(len(begun)), begun)).tolist():
            if begun[at] <= self._as_of:
                found[int(self._choices["user_id"][at])].append(at)
        return [pair for places in found.values() for pair in pairwise([*places, -1])]

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
