"""What expressions work with while they are worked out, and how one kind becomes another.

Numbers are decimals, never floats: `0.7 * 10` is 7, and a rule such as "less than 70 % of what was planned" must not
trip on the difference. Nothing is `None`: an unanswered question, a question under a closed branch, a sum that
cannot be worked out. Dates and times count as days, whole and parts of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

Scalar: TypeAlias = Decimal | str | bool | date | time | tuple[str, ...] | None

ARITHMETIC = Context(prec=28, Emin=-9999, Emax=9999, rounding=ROUND_HALF_UP, traps=[])
"""Works to 28 digits and never raises: what has no answer comes out as not-a-number and becomes nothing."""
_COMPARED = Context(prec=20, Emin=-9999, Emax=9999, rounding=ROUND_HALF_UP, traps=[])
"""Numbers are compared to 20 digits, so that a third taken three times is one."""

_FIRST_DAY = date(1970, 1, 1).toordinal()
_SECONDS_PER_DAY = Decimal(86_400)
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*")
_MOMENT = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*")


def finite(number: Decimal) -> Decimal | None:
    """The number, or nothing where the sum had no answer (division by zero, too large)."""
    return number if number.is_finite() else None


def as_number(value: Scalar) -> Decimal | None:
    """The value as a number: a day counts from 1970-01-01, a time of day as its part of the day."""
    if isinstance(value, Decimal) or value is None:
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, datetime):
        return ARITHMETIC.add(Decimal(value.toordinal() - _FIRST_DAY), _part_of_day(value.time()))
    if isinstance(value, date):
        return Decimal(value.toordinal() - _FIRST_DAY)
    if isinstance(value, time):
        return _part_of_day(value)
    if isinstance(value, tuple):
        return as_number(value[0]) if len(value) == 1 else None
    return _text_as_number(value)


def _text_as_number(text: str) -> Decimal | None:
    if _NUMBER.fullmatch(text):
        return Decimal(text.strip())
    day_or_time = as_moment(text) or as_clock(text)
    return None if day_or_time is None else as_number(day_or_time)


def _part_of_day(clock: time) -> Decimal:
    seconds = Decimal(clock.hour * 3600 + clock.minute * 60 + clock.second)
    return ARITHMETIC.divide(seconds, _SECONDS_PER_DAY)


def as_moment(text: str) -> date | None:
    """The day, or the moment (on the clock of the place, without zone), that a text in ISO form means."""
    try:
        if _MOMENT.match(text):
            return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def as_clock(text: str) -> time | None:
    """The time of day a text means: `7:30`, `07:30`, `07:30:00`."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def as_day(value: Scalar) -> date | None:
    """The value as a day (a moment stays a moment): from a date, a day number or a text in ISO form."""
    if isinstance(value, date):
        return value
    number = as_number(value)
    if number is None:
        return None
    whole = int(number.to_integral_value(rounding="ROUND_FLOOR"))
    if not 1 <= whole + _FIRST_DAY <= date.max.toordinal():
        return None
    day = date.fromordinal(whole + _FIRST_DAY)
    seconds = int(((number - whole) * _SECONDS_PER_DAY).to_integral_value(rounding=ROUND_HALF_UP))
    if not seconds or seconds >= 86_400:
        return day
    return datetime.combine(day, time(seconds // 3600, seconds // 60 % 60, seconds % 60))


def as_text(value: Scalar) -> str:
    """The value as text; nothing is the empty text, several choices stand with spaces between them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, datetime):
        return value.isoformat("T", "seconds" if value.second else "minutes")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat()


def number_text(number: Decimal) -> str:
    """The number as people write it, with a point and without exponent or needless zeros: `0.5`, `1200`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def as_truth(value: Scalar) -> bool:
    """Whether the value counts as true: a number other than zero, a text or a choice that is not empty."""
    return bool(value) if not isinstance(value, date | time) else True


def as_names(value: Scalar) -> tuple[str, ...]:
    """The choices in the value: of one-of as well as many-of, or the words of a text."""
    if isinstance(value, tuple):
        return value
    return tuple(as_text(value).split())


def equal(left: Scalar, right: Scalar) -> bool:
    """Whether two values are the same; an empty number, date or time is never equal to anything."""
    return _equality(left, right) is True


def unequal(left: Scalar, right: Scalar) -> bool:
    """Whether two values differ; an empty number, date or time never differs from anything either."""
    return _equality(left, right) is False


def _equality(left: Scalar, right: Scalar) -> bool | None:
    """True, false, or None where nothing can be said.

    Nothing against a text is the empty text against it (`${x} != 'nej'` holds before an answer, as in ODK); nothing
    against a number or a date can be neither equal nor unequal.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return as_truth(left) == as_truth(right)
    if _is_wordy(left) and _is_wordy(right):
        return as_text(left) == as_text(right)
    return _sameness(left, right)


def equal_numbers(left: Scalar, right: Scalar) -> bool:
    """Whether two values are the same number, day or time; false where one of them is empty."""
    return _sameness(left, right) is True


def unequal_numbers(left: Scalar, right: Scalar) -> bool:
    """Whether two values are different numbers, days or times; false where one of them is empty."""
    return _sameness(left, right) is False


def _sameness(left: Scalar, right: Scalar) -> bool | None:
    order = _order(left, right)
    return None if order is None else order == 0


def _is_wordy(value: Scalar) -> bool:
    return value is None or isinstance(value, str | tuple)


def _order(left: Scalar, right: Scalar) -> int | None:
    one, other = as_number(left), as_number(right)
    if one is None or other is None:
        return None
    one, other = _COMPARED.plus(one), _COMPARED.plus(other)
    return (one > other) - (one < other)


def compare(holds: Callable[[int, int], bool]) -> Callable[[Scalar, Scalar], bool]:
    """An order between values by number; it never holds where one of them is empty."""

    def ordered(left: Scalar, right: Scalar) -> bool:
        order = _order(left, right)
        return order is not None and holds(order, 0)

    return ordered
