"""V32 again, from the domain's words alone: failed Luhn, missing keys, end ≤ start, over 24 h, future, duplicates."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from oracle_time import Row, span


def v32(rows: list[Row], users: list[Row], today: date) -> dict[tuple[str, str], int]:
    """How many time reports and users have each trouble, by kind and trouble."""
    found: Counter[tuple[str, str]] = Counter()
    known = {user["user_id"] for user in users}
    alike = Counter(_key(row) for row in rows if span(row)[1] > span(row)[0])
    for row in rows:
        begun, ended = span(row)
        troubles = {
            "ends-first": ended <= begun,
            "long": ended - begun > timedelta(hours=24),
            "future": row["start"].date() > today,
            "twice": ended > begun and alike[_key(row)] > 1,
            "unknown-user_id": bool(users) and row["user_id"] not in known,
        }
        found.update(("time-reports", what) for what, holds in troubles.items() if holds)
    found.update(("users", "identity") for user in users if not _luhn(user["identity_number"][2:]))
    return dict(found)


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("staff_id", "user_id", "start", "end", "kind"))


def _luhn(ten_digits: str) -> bool:
    total = 0
    for place, digit in enumerate(ten_digits):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0
