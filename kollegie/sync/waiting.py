"""A connection to PostgreSQL that tells how long the server has been silent, so that nobody waits without knowing.

The driver waits for the server's bytes in pieces of a tenth of a second. Between two pieces `heard` is called: what it
raises ends the wait, and the connection with it, since its statement is still under way.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import psycopg

PIECE = 0.1
"""Seconds the driver waits at a time."""


class PatientConnection(psycopg.Connection[Any]):
    """`heard` is called with the seconds of silence so far, each time a piece of waiting ends without an answer."""

    heard: Callable[[float], None] = staticmethod(lambda _seconds: None)

    def wait(self, gen: Any, interval: float = PIECE, timeout: float | None = None) -> Any:
        """Wait for the server, telling of it."""
        return super().wait(self._told(gen), interval=interval, timeout=timeout)

    def _told(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        silent = 0
        try:
            state = next(gen)
            while True:
                ready = yield state
                silent = 0 if ready else silent + 1
                if silent:
                    self.heard(silent * PIECE)
                state = gen.send(ready)
        except StopIteration as ended:
            return ended.value
