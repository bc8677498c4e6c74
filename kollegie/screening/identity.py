"""What the registers tell of who somebody is: age by the identity number, surname, and that nobody is related."""

from __future__ import annotations

from datetime import date

from kollegie.screening.swedish_time import add_months, day_of

NO_RELATION = ("", "none", "no", "nej", "ingen", "inget")
"""What a staff register says of somebody who is no relative of the user."""


def born_on(number: str) -> int | None:
    """The day of birth in a number of twelve digits; None where the number tells none. Coordination numbers add 60."""
    if len(number) != 12 or not number[:8].isdigit():
        return None
    day = int(number[6:8])
    try:
        return day_of(date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 else day))
    except ValueError:
        return None


def adult_from(number: str, age: int = 18) -> int | None:
    """The day a person reaches an age; who is born on 29 February does so on the 28th of a year without one.

    The law counts a person as of age from the start of the birthday; where there is none, the day before is taken.
    """
    born = born_on(number)
    return None if born is None else add_months(born, 12 * age)


def surname_of(name: str) -> str:
    """The surname in lower case: before a comma, else the last word; "" where there is one word or none.

    Shape: `Prov, Astrid` and `Astrid Prov` are both `prov`. It is a hint and no more: names are written in many ways.
    """
    before, comma, _ = name.partition(",")
    words = name.split()
    if comma:
        return " ".join(before.split()).casefold()
    return words[-1].casefold() if len(words) > 1 else ""
