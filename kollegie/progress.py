"""How long work tells how far it has come, and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable

from kollegie.errors import Cancelled


class Progress:
    """Counts steps of one piece of work.

    Shape: `step(done, total, what)` is called with counts, never with fractions, and a
    total of 0 where nobody knows it; `what` names the thing counted.
    Raises: Cancelled out of `step` once `cancel` has been called, from any thread.
    """

    def __init__(self, tell: Callable[[int, int, str], None] | None = None) -> None:
        self._tell = tell
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled = True

    def wait(self, why: str) -> None:
        """Tell that the work waits for something else, and stop here if the user has asked for it.

        Shape: told on as nothing of nothing, with `why` as the words.
        """
        self.check()
        if self._tell is not None:
            self._tell(0, 0, why)

    def check(self) -> None:
        """Stop here if the user has asked for it."""
        if self._cancelled:
            raise Cancelled

    def step(self, done: int, total: int, what: str = "") -> None:
        """Tell how much is done, and stop here if the user has asked for it."""
        self.check()
        if self._tell is not None:
            self._tell(done, total, what)
