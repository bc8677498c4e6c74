"""The rule for one cell, in plain Python: what stands after two versions of it have met, and what a person must see.

This is the rule. The laptop runs it as it stands here for every row with unsent edits; the hub repeats the part that
can be said in SQL as a guard; the tests use it as their oracle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kollegie.model.stamps import device_of

Stored = str | int | bytes | None
"""A cell's value as it stands in a column."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a cell.

    Shape: `untouched` says that the value came with the making of the row and is the field's default, so that nobody
    has yet said anything in it.
    """

    value: Stored
    stamp: int
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """What stands after the meeting.

    Shape: `base` is the stamp the unsent edit now stands on, None when nothing is unsent. `disagree` asks for a
    conflict row. `renew` asks for a new stamp, because the value stays but its stamp is the smaller one.
    """

    version: Version
    base: int | None
    disagree: bool = False
    renew: bool = False


def merge_cell(
    mine: Version,
    base: int | None,
    theirs: Version,
    *,
    device: int,
    knew_mine: bool = False,
    first_stands: bool = False,
) -> Merged:
    """Merge an incoming version into the one that stands here.

    Shape: `base` is the stamp my unsent edit replaced (0 for a row the hub had not seen), None where nothing is
    unsent. `device` is my number. `knew_mine` tells that the incoming edit was made from exactly my version.
    `first_stands` is for records every laptop makes alike: what has arrived need not be sent again with a new stamp.
    """
    if base is None:
        return Merged(theirs if theirs.stamp > mine.stamp else mine, None)
    if theirs.stamp == mine.stamp:
        return Merged(mine, None)
    if theirs.stamp == base:
        return Merged(mine, base)
    if theirs.value == mine.value:
        return Merged(theirs, None) if first_stands or theirs.stamp > mine.stamp else Merged(mine, theirs.stamp)
    if device_of(theirs.stamp) == device and theirs.stamp < mine.stamp:
        return Merged(mine, theirs.stamp)
    if knew_mine or (base == 0 and mine.untouched):
        return Merged(theirs, None)
    if base == 0 and theirs.untouched:
        return Merged(mine, theirs.stamp, renew=theirs.stamp > mine.stamp)
    if theirs.stamp > mine.stamp:
        return Merged(theirs, None, disagree=True)
    return Merged(mine, theirs.stamp, disagree=True)


def conflict_id(row_id: bytes, column: str, one: int, other: int) -> str:
    """The id every laptop gives to the same disagreement."""
    return f"{row_id.hex()}:{column}:{min(one, other)}:{max(one, other)}"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a proposed text and where it comes from: "base", "mine", "theirs" or "both"."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two edits of one text laid together, for a person to accept or change.

    Shape: `overlap` tells that both changed the same words, so that both stand after each other there. `apart` tells
    that at least a whole sentence nobody touched lies between any two changes of different people.
    """

    parts: tuple[Part, ...]
    overlap: bool
    apart: bool

    @property
    def text(self) -> str:
        """The proposed text."""
        return "".join(part.text for part in self.parts)


def proposal(base: str, mine: str, theirs: str) -> Proposal:
    """Lay two edits of one text together, word by word."""
    words = _words(base)
    changes = [*_changes(words, _words(mine), "mine"), *_changes(words, _words(theirs), "theirs")]
    changes.sort(key=lambda change: (change.start, change.end))
    parts: list[Part] = []
    overlap, apart, place, before = False, True, 0, ""
    while changes:
        group = [changes.pop(0)]
        start, end = group[0].start, group[0].end
        while changes and changes[0].start <= end:
            group.append(changes.pop(0))
            end = max(end, group[-1].end)
        gap = "".join(words[place:start])
        parts += [Part(gap, "base")] if gap else []
        sides = {change.origin for change in group}
        ours, others = (_replayed(words, start, end, group, side) for side in ("mine", "theirs"))
        if len(sides) == 1:
            (origin,) = sides
            parts.append(Part(ours if origin == "mine" else others, origin))
        elif ours == others:
            origin = "both"
            parts.append(Part(ours, origin))
        else:
            origin, overlap, apart = "both", True, False
            parts += [Part(ours, "mine"), Part(" ", "base"), Part(others, "theirs")]
        if before and (origin, before) in (("mine", "theirs"), ("theirs", "mine")) and not _holds_a_sentence(gap):
            apart = False
        before, place = origin, end
    rest = "".join(words[place:])
    parts += [Part(rest, "base")] if rest else []
    return Proposal(tuple(part for part in parts if part.text), overlap, apart)


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of the base's words that one side replaced, and by what."""

    start: int
    end: int
    new: str
    origin: str


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _changes(base: Sequence[str], new: Sequence[str], origin: str) -> list[_Change]:
    """What one side changed; what both texts begin and end with need not be searched for it (measured).

    Shape: where no word of what is left stands in both, all of it was replaced, and nothing has to be searched.
    """
    least = min(len(base), len(new))
    first = least
    if base[:least] != new[:least]:
        first = next(place for place in range(least) if base[place] != new[place])
    least -= first
    last = next((place for place in range(least) if base[-1 - place] != new[-1 - place]), least)
    was, now = base[first : len(base) - last], new[first : len(new) - last]
    if set(was).isdisjoint(now):
        return [_Change(first, first + len(was), "".join(now), origin)] if was or now else []
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return [
        _Change(first + start, first + end, "".join(new[first + from_ : first + to]), origin)
        for kind, start, end, from_, to in matcher.get_opcodes()
        if kind != "equal"
    ]


def _replayed(words: Sequence[str], start: int, end: int, changes: Sequence[_Change], side: str) -> str:
    """A stretch of the base with one side's changes carried out."""
    text, place = "", start
    for change in changes:
        if change.origin == side:
            text += "".join(words[place : change.start]) + change.new
            place = change.end
    return text + "".join(words[place:end])


def _holds_a_sentence(gap: str) -> bool:
    """Whether a whole sentence stands in the gap: between one full stop and the next."""
    return len(re.findall(r"[.!?](?=\s|$)", gap)) >= 2
