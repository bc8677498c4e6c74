"""What the register's long lists are made of: length and first page at once, then all rows in order, then any page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kollegie.model.register import Decision, ServiceUser
from kollegie.store import Reading
from kollegie.store.listing import PAGE, first_page, number_of, page_of, rows_in_order
from ui.register.kinds import KINDS, KindShown
from ui.sorting import in_order

__all__ = ["PAGE", "Asked", "Opened", "open_list", "order_list", "read_page"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that is wanted: its kind, the field it is ordered by, the words it is narrowed by, the record to find."""

    shown: KindShown
    order: str
    words: tuple[str, ...] = ()
    wanted: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A list's beginning: its length, its first page, how many records of each kind there are, and who has died."""

    asked: Asked
    counts: dict[str, int]
    length: int
    first: tuple[Any, ...]
    deceased: dict[str, date]


def open_list(asked: Asked, reading: Reading) -> Opened:
    """The beginning of a list; one that is no longer than a page stands as a Swedish reader looks it up."""
    kind = asked.shown.kind
    counts = {one.name: reading.count(one.kind) for one in KINDS if asked.words or one is not asked.shown}
    if asked.words:
        numbers = rows_in_order(reading, kind, (asked.order,), asked.words, asked.shown.among)
        length, first = len(numbers), page_of(reading, kind, list(numbers[:PAGE]))
    else:
        length, first = first_page(reading, kind, (asked.order,))
        counts[asked.shown.name] = length
    if length <= PAGE:
        first = tuple(in_order(first, lambda record: str(getattr(record, asked.order))))
    return Opened(asked, counts, length, first, _deceased(first, reading))


def order_list(asked: Asked, reading: Reading) -> tuple[Sequence[int], int | None]:
    """All rows of a list in order, and the place of the record wanted."""
    numbers = rows_in_order(reading, asked.shown.kind, (asked.order,), asked.words, asked.shown.among)
    number = number_of(reading, asked.shown.kind, asked.wanted) if asked.wanted is not None else None
    place = numbers.index(number) if number is not None and number in numbers else None
    return numbers, place


def read_page(shown: KindShown, numbers: Sequence[int], reading: Reading) -> tuple[tuple[Any, ...], dict[str, date]]:
    """One page's records, and the days of death of those among them whose decisions they are."""
    records = page_of(reading, shown.kind, numbers)
    return records, _deceased(records, reading)


def _deceased(records: Sequence[Any], reading: Reading) -> dict[str, date]:
    refs = {record.user_ref for record in records if isinstance(record, Decision)}
    users = reading.find(ServiceUser, user_ref=refs) if refs else ()
    return {user.user_ref: user.deceased_on for user in users if user.deceased_on is not None}
