"""What one sync with a hub of tables knows while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.sync.hub import Hub
from kollegie.sync.laptop import Enrolment, Laptop
from kollegie.sync.lines import Line
from kollegie.sync.meeting import Meeting
from kollegie.sync.receipts import Tally

SILENCE = 2.0
"""Seconds without an answer after which the user is told that the hub is silent."""


def tell_other(progress: Progress) -> None:
    """Say that another computer has the hub just now. Raises: Cancelled."""
    progress.wait(say("väntar på en annan dator", "waiting for another computer"))


@dataclass
class Running:
    """What one sync knows while it runs."""

    hub: Hub
    far: Line
    near: Laptop
    known: Enrolment
    progress: Progress
    meeting: Meeting
    tally: Tally
    turn: bool = False
    seq: int = 0
    notes: list[str] = field(default_factory=list)
    of_cases: list[str] = field(default_factory=list)
    may_write: bool = True
    """Whether the hub takes rows from a program as old as this."""
    tells_batches: bool = False
    """Whether the hub is new enough to tell which batch was the last up to a number."""
    last_batch: tuple[int, str] = (0, "")
    """The number the hub stood at when this laptop began to read, and the last batch up to it."""
    purge_seq: int = 0
    """How far this laptop has told the hub that it has carried out the erasures."""
    erasures: int = 0
    """The number of the last erasure at the hub."""
    greeted_at: int = 0
    """The hub's seq when it was greeted: where it still is `seq`, what the greeting told still holds."""
    owes_return: bool = True
    """Whether, by the greeting, the hub has not heard that what was taken away from this person is gone from here."""

    @property
    def sent(self) -> int:
        """How many records have been sent."""
        return self.tally.sent.total()

    def tell_waiting(self, seconds: float) -> None:
        """The hub keeps us waiting: say for whom, from the first moment that can be seen. Raises: Cancelled."""
        if self.turn or self.far.shared:
            tell_other(self.progress)
        elif seconds >= SILENCE:
            words = say("navet har inte svarat på {} s", "the hub has not answered for {} s")
            self.progress.wait(words.format(int(seconds)))
        else:
            self.progress.check()

    @contextmanager
    def my_turn(self) -> Iterator[None]:
        """What is waited for here is the turn to write."""
        self.turn = True
        try:
            yield
        finally:
            self.turn = False
