"""The clock comes in as an argument, so that a test or a demonstration can hand over its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present moment, timezone-aware."""
SWEDEN = ZoneInfo("Europe/Stockholm")
"""Where the clocks on the wall hang that records tell the time of."""


def system_clock() -> datetime:
    """The computer's own idea of now, in UTC."""
    return datetime.now(UTC)
