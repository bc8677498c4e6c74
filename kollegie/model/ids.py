"""Names of records: made on the device, kept from the field to the printed page."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime
from typing import NewType
from uuid import UUID

ScopeId = NewType("ScopeId", UUID)

COMMON_SCOPE = ScopeId(UUID(int=0))
"""What every enrolled laptop may see: municipalities, persons, checklist versions."""


def new_id(at: datetime, source: random.Random) -> UUID:
    """Make a UUIDv7: time-ordered, random beyond the millisecond.

    Units: `at` timezone-aware. `source` is the store's own source of randomness, so that a demonstration can be
    played twice to the same bytes.
    """
    return new_ids(at, source, 1)[0]


def new_ids(at: datetime, source: random.Random, count: int) -> list[UUID]:
    """Make the ids of many records that come together, in the order they are to stand in."""
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    named = milliseconds << 80 | 0x7 << 76 | 0x2 << 62
    free = (1 << 80) - 1 ^ 0xF << 76 ^ 0x3 << 62
    return [UUID(int=number) for number in sorted(named | source.getrandbits(80) & free for _ in range(count))]


def derived_id(*parts: object) -> UUID:
    """Make the one id two laptops must both give to the same thing, such as the answer to one question of one visit.

    Shape: a UUIDv8 of the parts' text. Never derive from a personal identity number: the id would give it away.
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    number = int.from_bytes(digest[:16])
    number = number & ~(0xF << 76) | 0x8 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=number)
