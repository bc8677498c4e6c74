"""What the records have added to a signal since a person took a stand on it: the stand is kept, and the growth told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kollegie.language import counted, grouped, say
from kollegie.model.records import noun_word
from kollegie.model.signals import Pairs, SignalState, WarningSignal
from kollegie.store import Reading
from kollegie.store.history import versions_of

STAND = {"state", "reason", "document"}
"""What a person writes of a signal when they move it."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more there is of a signal: rows, subjects, and days before and after those it had."""

    rows: int = 0
    subjects: Pairs = ()
    begins: date | None = None
    ends: date | None = None

    @property
    def words(self) -> str:
        """`Har vuxit sedan dess: 3 rader till, personal S-9 till, från 2026-10-01.`"""
        told = []
        if self.rows:
            told.append(f"{counted(self.rows, ('rad', 'rader'), ('row', 'rows'))} {say('till', 'more')}")
        named = ", ".join(f"{noun_word(noun)} {name}" for noun, name in self.subjects[:MOST_NAMED])
        more = len(self.subjects) - MOST_NAMED
        if self.subjects:
            told.append(named + (say(f" och {grouped(more)} till", f" and {grouped(more)} more") if more > 0 else ""))
        if self.begins is not None:
            told.append(say(f"börjar {self.begins}", f"begins {self.begins}"))
        if self.ends is not None:
            told.append(say(f"slutar {self.ends}", f"ends {self.ends}"))
        return say(f"Har vuxit sedan dess: {', '.join(told)}.", f"Has grown since: {', '.join(told)}.")


def growth_between(before: Mapping[str, Any], now: WarningSignal) -> Growth | None:
    """What a signal has more of than it had; None where that is nothing.

    Shape: `before` are its fields by name. A signal whose days and rows are fewer, or only others, has not grown, nor
    has one with other days alone: what nobody has followed up or looked at ends on the day of the screening, whichever
    that is.
    """
    had = set(before["subjects"])
    rows = max(0, now.rows_in_all - before["rows_in_all"])
    subjects = tuple(pair for pair in now.subjects if pair not in had)
    if not (rows or subjects):
        return None
    return Growth(
        rows,
        subjects,
        now.first_day if now.first_day < before["first_day"] else None,
        now.last_day if now.last_day > before["last_day"] else None,
    )


def growth_of(reading: Reading, signal: WarningSignal) -> Growth | None:
    """What has come to a signal since its state was last set; None where nobody has moved it, or nothing has come."""
    if signal.state is SignalState.NEW:
        return None
    stands = [one for one in versions_of(reading, WarningSignal, [signal.id]).get(signal.id, ()) if STAND & one.changed]
    return growth_between(stands[-1].fields, signal) if stands else None


def grown_ids(
    reading: Reading, before: Mapping[UUID, WarningSignal], now: tuple[WarningSignal, ...]
) -> frozenset[UUID]:
    """Those with more than at the last screening and than when a person moved them; not what only came back."""
    return frozenset(
        one.id
        for one in now
        if one.state is not SignalState.NEW
        and one.id in before
        and growth_between(_fields(before[one.id]), one)
        and growth_of(reading, one)
    )


def _fields(signal: WarningSignal) -> dict[str, Any]:
    return {name: getattr(signal, name) for name in ("subjects", "rows_in_all", "first_day", "last_day")}
