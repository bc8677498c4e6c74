"""A long section's cards are made in turn: those in sight at once, the others between two looks at the keyboard.

A card is a dozen widgets. Making sixty of them held the window for a fifth of a second, before any of them was seen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kollegie.visiting.evaluation import Cell

AT_ONCE = 12
"""Cards that may be made at once: more than a screen of them. No section of a shipped checklist has more."""
ABOVE = 3
"""Of them stand above the question that is gone to."""
WHILE = 0.01
"""Seconds of making cards before the keyboard and the screen get their turn."""


def made_first(missing: Sequence[Cell], asked: Sequence[Cell], wanted: Collection[Cell]) -> frozenset[Cell]:
    """Which of the missing cards are made at once: all where they are few, else the wanted ones and those around them.

    Shape: `asked` are all of the section in reading order; of `wanted`, the first is where the person stands.
    """
    if len(missing) <= AT_ONCE:
        return frozenset(missing)
    here = next((asked.index(cell) for cell in wanted if cell in asked), 0)
    around = asked[max(0, here - ABOVE) : max(0, here - ABOVE) + AT_ONCE]
    return frozenset(missing) & (frozenset(around) | frozenset(wanted))
