"""A laptop of the demonstration, with a clock the script turns."""

from __future__ import annotations

import random
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kollegie.store import Store, open_store

LOOK = timedelta(milliseconds=7)
"""How far the clock goes each time somebody looks at it, so that no two acts share a moment."""


class HandClock:
    """Gives the moment the script has come to; never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        self.now += LOOK
        return self.now

    def turn_to(self, moment: datetime) -> None:
        """Let it be this moment, unless it is later already."""
        self.now = max(self.now, moment.astimezone(UTC))


@dataclass
class Laptop:
    """One person's laptop: its open store and its clock. `number` is 0 for the lead's.

    The store stays open on this thread from one act to the next, as it does for somebody who types.
    """

    number: int
    name: str
    path: Path
    passphrase: str
    seed: int
    clock: HandClock
    store: Store
    starts: int = 0
    _staying: ExitStack = field(default_factory=ExitStack, init=False)

    def __post_init__(self) -> None:
        self._staying.enter_context(self.store.staying_open())

    def close(self) -> None:
        """Close the store, as at the end of the day."""
        self._staying.close()
        self.store.close()

    def reopen(self) -> None:
        """Open the store anew, as after a stop."""
        self.starts += 1
        self.store = open_store(
            self.path, self.passphrase, clock=self.clock, source=laptop_source(self.seed, self.number, self.starts)
        )
        self._staying.enter_context(self.store.staying_open())


def laptop_source(seed: int, number: int, start: int = 0) -> random.Random:
    """The randomness of one laptop from one start of its program to the next."""
    return random.Random(f"{seed}/{number}/{start}")
