"""The numbers of laptops in a drop folder: in blocks, out of what each who invites may give, so none is given twice."""

from __future__ import annotations

from collections.abc import Sequence

from kollegie.model.stamps import MAX_DEVICE
from kollegie.sync.carried import Row
from kollegie.sync.joining_errors import NoNumbersToGive

BLOCK = 8
"""Computer numbers per person: their laptop, the next one, and what clones and restored copies cost."""

LEAD_BLOCKS = 16
"""Blocks an added lead may give away in turn; the hub's maker keeps the rest."""


def numbers_for(person: bytes, invitations: Sequence[Row], giver: bytes, *, lead: bool, address: str) -> Row:
    """The next block for a person, out of what the giver may give; a lead gets a range to give of in turn.

    Shape: (person, first, last, first to give, last to give). Raises: NoNumbersToGive.
    """
    size = BLOCK * (1 + LEAD_BLOCKS if lead else 1)
    for own in invitations:
        who, _first, _last, low, high = own
        if who != giver or not high:
            continue
        taken: set[int] = set()
        for other in invitations:
            if other is not own and low <= other[1] <= high:
                taken |= {*range(other[1], other[2] + 1), *range(other[3], other[4] + 1)}
        for start in range(low, high - size + 2, BLOCK):
            if taken.isdisjoint(range(start, start + size)):
                given = (start + BLOCK, start + size - 1) if lead else (0, 0)
                return person, start, start + BLOCK - 1, *given
    raise NoNumbersToGive(address=address)


def first_numbers(person: bytes) -> Row:
    """What the maker of a hub has: the first block, and all the rest to give."""
    return person, 1, BLOCK - 1, BLOCK, MAX_DEVICE
