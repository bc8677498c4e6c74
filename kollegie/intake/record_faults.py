"""How the reading process says what is wrong with a whole file; the parent makes the error of it."""

from __future__ import annotations

from kollegie.intake.reading_child import Refused


class NotUtf8(Exception):
    """Somewhere further down the file is no UTF-8: it is read again from its beginning, in the Swedish code page."""


def unreadable(sv: str, en: str) -> Refused:
    """The file is not what it should be, and why."""
    return Refused("RecordsUnreadable", why_sv=sv, why_en=en)


def too_large(size: int, sv: str, en: str) -> Refused:
    """The file holds too many of something."""
    return Refused("RecordsTooLarge", size=size, limit_sv=sv, limit_en=en)
