"""How much a decision grants, in words."""

from __future__ import annotations

from kollegie.language import say

_UNITS = {
    "hours/week": ("timmar per vecka", "hours per week"),
    "hours/month": ("timmar per månad", "hours per month"),
    "occasions/month": ("gånger per månad", "times per month"),
    "minutes/day": ("minuter per dag", "minutes per day"),
}
_SHORT_UNITS = {
    "hours/week": ("h/vecka", "h/week"),
    "hours/month": ("h/mån", "h/month"),
    "occasions/month": ("ggr/mån", "times/month"),
    "minutes/day": ("min/dag", "min/day"),
}


def extent_words(amount: str, unit: str, *, short: bool = False) -> str:
    """A decision's amount with its unit: "4,5 timmar per vecka", or "4,5 h/vecka" where there is little room.

    Shape: a unit that is not known stands as it was written; what is missing is left out.
    """
    units = _SHORT_UNITS if short else _UNITS
    words = say(*units.get(unit, (unit, unit)))
    return " ".join(part for part in (amount.replace(",", ".").replace(".", say(",", ".")), words) if part)


def extent_to_read(text: str) -> str:
    """An extent in words, as `extent_words` wrote them in either language, in the language of now."""
    amount, _, words = text.partition(" ")
    unit = next((unit for unit, known in _UNITS.items() if words in known), None)
    return text if unit is None else extent_words(amount, unit)
