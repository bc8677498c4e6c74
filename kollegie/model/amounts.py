"""How whole numbers and money are written, in windows, on paper and in what is stored of a decision: one rule."""

from __future__ import annotations

from kollegie.language import NBSP, grouped, say

MINUS = "\u2212"


def whole(number: int) -> str:
    """A whole number in groups of three: 34 877, with no-break spaces and the true minus sign."""
    digits = grouped(abs(number))
    return f"{MINUS}{digits}" if number < 0 else digits


def kronor(ore: int, *, exact: bool = False) -> str:
    """Whole kronor, rounded half away from zero, with the unit kept on the same line.

    Shape: `exact` writes the öre too (100,50 kr), for sums that a reader adds up.
    """
    if exact:
        sign = MINUS if ore < 0 else ""
        return f"{sign}{whole(abs(ore) // 100)}{say(',', '.')}{abs(ore) % 100:02}{NBSP}kr"
    rounded = (abs(ore) + 50) // 100
    return f"{whole(-rounded if ore < 0 else rounded)}{NBSP}kr"


def to_the_ore(ore: int) -> str:
    """An amount as it stands on an invoice or is demanded: 34 877 kr, and 3 000,50 kr where there are öre."""
    return kronor(ore, exact=ore % 100 != 0)
