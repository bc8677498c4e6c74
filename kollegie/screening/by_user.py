"""Entries by the user they were at: the order alone is held, and what is asked of them is looked up as they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kollegie.screening.swedish_time import Ints, Longs
from kollegie.screening.sweep import PEOPLES, Places, counts_of, order_of_one


@dataclass(frozen=True, slots=True)
class OfUsers:
    """The entries of a few users, by user, person and start: their places among all, and what is asked of each."""

    order: Places
    user: Ints
    who: Ints
    wall_start: Ints


class ByUser:
    """All entries by user, person and start.

    Shape: `first` tells where among them each user's begin, by code, with one place more, where the last one's end.
    To hold three columns in this order as well took half as much room as the records themselves.
    """

    def __init__(self, user: Ints, who: Ints, wall_start: Ints) -> None:
        counts = counts_of(user)
        self._order = order_of_one(user, counts)
        self._who, self._wall_start = who, wall_start
        self.first: Longs = np.append(0, np.cumsum(counts))

    def of(self, begin: int, after: int) -> OfUsers:
        """The entries of the users whose codes lie between these, the last one left out."""
        after = min(after, len(self.first) - 1)
        begin = min(begin, after)
        bounds = self.first[begin : after + 1]
        order = self._order[bounds[0] : bounds[-1]]
        user = np.repeat(np.arange(begin, after, dtype=np.int32), np.diff(bounds))
        return OfUsers(order, user, self._who.take(order), self._wall_start.take(order))

    def in_turn(self) -> Iterator[OfUsers]:
        """All of them, whole users at a time, about so many entries."""
        begin, users = 0, len(self.first) - 1
        while begin < users:
            after = max(begin + 1, int(np.searchsorted(self.first, self.first[begin] + PEOPLES)))
            yield self.of(begin, after)
            begin = after

    def places_of(self, users: Longs) -> Longs:
        """The places of the entries of these users, one user after the other."""
        known = users[(users >= 0) & (users < len(self.first) - 1)]
        parts = [self._order[self.first[user] : self.first[user + 1]] for user in known.tolist()]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)
