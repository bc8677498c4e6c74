"""The functions of expressions: those of XLSForm that a checklist has use for, with their types.

Named rules where tools differ: empty values are left out of `sum`, `min` and `max`; `sum` of nothing is 0, `min` and
`max` of nothing are empty; `round` takes halves away from zero; `regex` must match the whole text; what has no answer
(division by zero, the root of a negative number) is empty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal
from typing import TypeAlias
from uuid import uuid4

from kollegie.language import Language
from kollegie.model.calendar_words import SHORT_MONTHS, SHORT_WEEKDAYS
from kollegie.model.expressions.kinds import CHOOSABLE, DATABLE, DECIDING, NUMERIC, VALUES, Kind
from kollegie.model.expressions.patterns import pattern_of
from kollegie.model.expressions.surroundings import Surroundings
from kollegie.model.expressions.values import (
    ARITHMETIC,
    Scalar,
    as_day,
    as_names,
    as_number,
    as_text,
    as_truth,
    finite,
)

Kinds: TypeAlias = frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes and gives.

    Shape: `wants` holds the kinds each argument may be, the last one for all that follow; `most` None is any number.
    `rows` says from which argument on a question asked several times hands over all its answers; those arrive
    flattened. `asks` functions get the surroundings as their first argument.
    """

    work: Callable[..., Scalar]
    wants: tuple[Kinds, ...]
    gives: Kind | Callable[[Sequence[Kind]], Kind]
    least: int
    most: int | None
    rows: int | None = None
    asks: bool = False


def common_kind(kinds: Iterable[Kind]) -> Kind:
    """The kind of a value that may be any of these."""
    found = {kind for kind in kinds if kind is not Kind.EMPTY}
    if not found:
        return Kind.EMPTY
    if found <= {Kind.TEXT, Kind.CHOICE}:
        return Kind.TEXT if len(found) > 1 else found.pop()
    return found.pop() if len(found) == 1 else Kind.ANY


def _extreme_kind(kinds: Sequence[Kind]) -> Kind:
    kind = common_kind(kinds)
    return Kind.NUMBER if kind in (Kind.TRUTH, Kind.EMPTY) else kind


# Logic


def _selected(value: Scalar, name: Scalar) -> bool:
    return as_text(name).strip() in as_names(value)


def _selected_at(value: Scalar, index: Scalar) -> Scalar:
    at = as_number(index)
    names = as_names(value)
    return names[int(at)] if at is not None and 0 <= at < len(names) else None


def _count_selected(value: Scalar) -> Decimal:
    return Decimal(len(as_names(value)))


def _coalesce(*values: Scalar) -> Scalar:
    return next((value for value in values if as_text(value)), None)


def _within(total: Decimal, least: Scalar, most: Scalar) -> bool:
    low, high = as_number(least), as_number(most)
    return (low is None or low == -1 or total >= low) and (high is None or high == -1 or total <= high)


def _checklist(least: Scalar, most: Scalar, *met: Scalar) -> bool:
    return _within(Decimal(sum(as_truth(one) for one in met)), least, most)


def _weighted_checklist(least: Scalar, most: Scalar, *pairs: Scalar) -> bool:
    weights = [as_number(weight) for met, weight in zip(pairs[::2], pairs[1::2], strict=True) if as_truth(met)]
    return _within(sum((weight for weight in weights if weight is not None), Decimal()), least, most)


def _choice_name(around: Surroundings, value: Scalar, question: Scalar) -> str:
    name = as_text(question).removeprefix("${").removesuffix("}").strip()
    return ", ".join(around.choice_label(name, choice) for choice in as_names(value))


# Numbers


def _of_number(work: Callable[[Decimal], Decimal]) -> Callable[[Scalar], Scalar]:
    def worked(value: Scalar) -> Scalar:
        number = as_number(value)
        return None if number is None else finite(work(number))

    return worked


def _of_float(work: Callable[..., float]) -> Callable[..., Scalar]:
    """Angles and arcs go through floats: no decimal library knows them."""

    def worked(*values: Scalar) -> Scalar:
        numbers = [as_number(value) for value in values]
        if any(number is None for number in numbers):
            return None
        try:
            return finite(Decimal(repr(work(*(float(number) for number in numbers if number is not None)))))
        except (ValueError, OverflowError):
            return None

    return worked


def _round(value: Scalar, places: Scalar = Decimal(0)) -> Scalar:
    number, digits = as_number(value), as_number(places)
    if number is None or digits is None or abs(digits) > 28:
        return None
    # Whole tens and hundreds are rounded by scaling down and up again.
    shifted = number.scaleb(int(digits), ARITHMETIC)
    return finite(ARITHMETIC.to_integral_value(shifted).scaleb(-int(digits), ARITHMETIC))


def _power(base: Scalar, exponent: Scalar) -> Scalar:
    one, other = as_number(base), as_number(exponent)
    return None if one is None or other is None else finite(ARITHMETIC.power(one, other))


def _sum(*values: Scalar) -> Decimal | None:
    total = Decimal()
    for value in values:
        number = as_number(value)
        if number is not None:
            total = ARITHMETIC.add(total, number)
    return finite(total)


def _smallest(*values: Scalar) -> Scalar:
    return _extreme(values, min)


def _largest(*values: Scalar) -> Scalar:
    return _extreme(values, max)


def _extreme(values: Sequence[Scalar], choose: Callable[..., tuple[Decimal, int]]) -> Scalar:
    numbered = [(number, at) for at, value in enumerate(values) if (number := as_number(value)) is not None]
    if not numbered:
        return None
    number, at = choose(numbered)
    found = values[at]
    return found if isinstance(found, date | time) else number


def _count_non_empty(*values: Scalar) -> Decimal:
    return Decimal(sum(1 for value in values if as_text(value)))


# Text


def _concat(*values: Scalar) -> str:
    return "".join(as_text(value) for value in values)


def _join(between: Scalar, *values: Scalar) -> str:
    return as_text(between).join(text for value in values if (text := as_text(value)))


def _substr(text: Scalar, start: Scalar, end: Scalar = None) -> str:
    first, last = as_number(start), as_number(end)
    return as_text(text)[int(first or 0) : None if last is None else int(last)]


def _before(text: Scalar, mark: Scalar) -> str:
    before, found, _ = as_text(text).partition(as_text(mark)) if as_text(mark) else ("", "", "")
    return before if found else ""


def _after(text: Scalar, mark: Scalar) -> str:
    return as_text(text).partition(as_text(mark))[2] if as_text(mark) else as_text(text)


def _regex(text: Scalar, pattern: Scalar) -> bool:
    return pattern_of(as_text(pattern)).fits(as_text(text))


# Dates


def _date(value: Scalar) -> Scalar:
    day = as_day(value)
    return day.date() if isinstance(day, datetime) else day


def _date_time(value: Scalar) -> Scalar:
    day = as_day(value)
    return day if day is None or isinstance(day, datetime) else datetime.combine(day, time())


def _format_date(around: Surroundings, value: Scalar, form: Scalar) -> Scalar:
    day = as_day(value)
    if day is None:
        return None
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    language = around.language()
    signs = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": _in(language, SHORT_MONTHS[moment.month - 1]),
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
        "a": _in(language, SHORT_WEEKDAYS[moment.weekday()]),
        "%": "%",
    }
    return re.sub(r"%(.)", lambda found: signs.get(found.group(1), found.group()), as_text(form))


def _in(language: Language, words: tuple[str, str]) -> str:
    sv, en = words
    return sv if language is Language.SV else en


_PI = Decimal(repr(math.pi))


def _one(work: Callable[..., Scalar], wants: Kinds, gives: Kind | Callable[[Sequence[Kind]], Kind]) -> Function:
    return Function(work, (wants,), gives, 1, 1)


def _none(work: Callable[..., Scalar], gives: Kind, *, asks: bool = False) -> Function:
    return Function(work, (), gives, 0, 0, asks=asks)


def _two(work: Callable[..., Scalar], first: Kinds, second: Kinds, gives: Kind, *, asks: bool = False) -> Function:
    return Function(work, (first, second), gives, 2, 2, asks=asks)


FUNCTIONS: dict[str, Function] = {
    "selected": _two(_selected, CHOOSABLE, CHOOSABLE, Kind.TRUTH),
    "selected-at": _two(_selected_at, CHOOSABLE, NUMERIC, Kind.TEXT),
    "count-selected": _one(_count_selected, CHOOSABLE, Kind.NUMBER),
    "jr:choice-name": _two(_choice_name, CHOOSABLE, CHOOSABLE, Kind.TEXT, asks=True),
    "coalesce": Function(_coalesce, (VALUES,), common_kind, 2, None),
    "not": _one(lambda value: not as_truth(value), DECIDING, Kind.TRUTH),
    "true": _none(lambda: True, Kind.TRUTH),
    "false": _none(lambda: False, Kind.TRUTH),
    "boolean-from-string": _one(lambda value: as_text(value).strip() in ("true", "1"), VALUES, Kind.TRUTH),
    "checklist": Function(_checklist, (NUMERIC, NUMERIC, VALUES), Kind.TRUTH, 3, None, rows=2),
    "weighted-checklist": Function(_weighted_checklist, (NUMERIC, NUMERIC, VALUES), Kind.TRUTH, 4, None),
    "uuid": _none(lambda: str(uuid4()), Kind.TEXT),
    "number": _one(as_number, VALUES, Kind.NUMBER),
    "int": _one(_of_number(lambda number: number.to_integral_value(rounding=ROUND_DOWN)), VALUES, Kind.NUMBER),
    "round": Function(_round, (NUMERIC, NUMERIC), Kind.NUMBER, 1, 2),
    "abs": _one(_of_number(ARITHMETIC.abs), NUMERIC, Kind.NUMBER),
    "pow": _two(_power, NUMERIC, NUMERIC, Kind.NUMBER),
    "sqrt": _one(_of_number(ARITHMETIC.sqrt), NUMERIC, Kind.NUMBER),
    "exp": _one(_of_number(ARITHMETIC.exp), NUMERIC, Kind.NUMBER),
    "log": _one(_of_number(ARITHMETIC.ln), NUMERIC, Kind.NUMBER),
    "log10": _one(_of_number(ARITHMETIC.log10), NUMERIC, Kind.NUMBER),
    "sin": _one(_of_float(math.sin), NUMERIC, Kind.NUMBER),
    "cos": _one(_of_float(math.cos), NUMERIC, Kind.NUMBER),
    "tan": _one(_of_float(math.tan), NUMERIC, Kind.NUMBER),
    "asin": _one(_of_float(math.asin), NUMERIC, Kind.NUMBER),
    "acos": _one(_of_float(math.acos), NUMERIC, Kind.NUMBER),
    "atan": _one(_of_float(math.atan), NUMERIC, Kind.NUMBER),
    "atan2": _two(_of_float(math.atan2), NUMERIC, NUMERIC, Kind.NUMBER),
    "pi": _none(lambda: _PI, Kind.NUMBER),
    "count-non-empty": Function(_count_non_empty, (VALUES,), Kind.NUMBER, 1, 1, rows=0),
    "sum": Function(_sum, (NUMERIC,), Kind.NUMBER, 1, None, rows=0),
    "min": Function(_smallest, (NUMERIC,), _extreme_kind, 1, None, rows=0),
    "max": Function(_largest, (NUMERIC,), _extreme_kind, 1, None, rows=0),
    "concat": Function(_concat, (VALUES,), Kind.TEXT, 1, None, rows=0),
    "join": Function(_join, (VALUES,), Kind.TEXT, 2, None, rows=1),
    "string": _one(as_text, VALUES, Kind.TEXT),
    "string-length": _one(lambda value: Decimal(len(as_text(value))), VALUES, Kind.NUMBER),
    "substr": Function(_substr, (VALUES, NUMERIC, NUMERIC), Kind.TEXT, 2, 3),
    "substring-before": _two(_before, VALUES, VALUES, Kind.TEXT),
    "substring-after": _two(_after, VALUES, VALUES, Kind.TEXT),
    "contains": _two(lambda text, part: as_text(part) in as_text(text), VALUES, VALUES, Kind.TRUTH),
    "starts-with": _two(lambda text, part: as_text(text).startswith(as_text(part)), VALUES, VALUES, Kind.TRUTH),
    "ends-with": _two(lambda text, part: as_text(text).endswith(as_text(part)), VALUES, VALUES, Kind.TRUTH),
    "normalize-space": _one(lambda text: " ".join(as_text(text).split()), VALUES, Kind.TEXT),
    "regex": _two(_regex, VALUES, frozenset({Kind.TEXT}), Kind.TRUTH),
    "today": _none(lambda around: around.now().date(), Kind.DATE, asks=True),
    "now": _none(lambda around: around.now(), Kind.MOMENT, asks=True),
    "date": _one(_date, DATABLE, Kind.DATE),
    "date-time": _one(_date_time, DATABLE, Kind.MOMENT),
    "decimal-date-time": _one(as_number, DATABLE, Kind.NUMBER),
    "format-date": _two(_format_date, DATABLE, VALUES, Kind.TEXT, asks=True),
    "format-date-time": _two(_format_date, DATABLE, VALUES, Kind.TEXT, asks=True),
}
"""Functions whose arguments are worked out first. Those that look at the form itself stand in `compiling`."""

FORM_FUNCTIONS: dict[str, tuple[int, int]] = {
    "if": (3, 3),
    "once": (1, 1),
    "count": (1, 1),
    "position": (1, 1),
    "indexed-repeat": (3, 7),
}
"""Functions that look at the form or choose what to work out: least and most arguments."""

OF_THE_MOMENT = frozenset({"today", "now", "uuid", "once"})
"""Functions whose answer is another at another time, or depends on what stood there before."""

_GEO = ("kartfunktioner finns inte i ett besök", "a visit has no map functions")
_CRYPTO = (
    "kryptering hör till programmet, inte till checklistan",
    "encryption belongs to the program, not to the checklist",
)
_CHANCE = (
    "slumpen skulle ge olika frågor till dem som jämförs",
    "chance would give different questions to people who are compared",
)
_OUTSIDE = (
    "checklistan ska bära allt den behöver; använd ett sammanhangsfält",
    "the checklist must carry all it needs; use a context field",
)

REFUSED: dict[str, tuple[str, str]] = {
    "pulldata": _OUTSIDE,
    "search": _OUTSIDE,
    "instance": _OUTSIDE,
    "property": _OUTSIDE,
    "area": _GEO,
    "distance": _GEO,
    "geofence": _GEO,
    "intersects": _GEO,
    "digest": _CRYPTO,
    "extract-signed": _CRYPTO,
    "base64-decode": _CRYPTO,
    "base64-encode": _CRYPTO,
    "random": _CHANCE,
    "randomize": _CHANCE,
}
"""Functions of other tools that are refused, with the reason in Swedish and English."""
