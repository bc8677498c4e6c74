"""When the review day of these tests begins; a module of its own, since two folders of tests are called visiting."""

from __future__ import annotations

from datetime import UTC, datetime

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
