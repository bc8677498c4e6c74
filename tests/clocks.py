"""The clocks of tests: one that stands still, and one that goes on at each look at it."""

from __future__ import annotations

from datetime import datetime, timedelta


class StandingClock:
    """Stands still until the test sets `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class GoingClock:
    """Goes a step for each look at it, so that no two things happen at the same moment; the test may set `now`."""

    def __init__(self, now: datetime, step: timedelta = timedelta(seconds=1)) -> None:
        self.now = now
        self._step = step

    def __call__(self) -> datetime:
        self.now += self._step
        return self.now
