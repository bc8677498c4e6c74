"""How days, moments, hours and money read in an explanation, in Swedish and in English."""

from __future__ import annotations

from functools import lru_cache

from kollegie.language import NBSP, grouped
from kollegie.screening.rules import Said
from kollegie.screening.swedish_time import DAY, date_of

_CLOCK = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY))


@lru_cache(maxsize=4096)  # a screening of half a million rows tells the same few hundred days again and again
def day_text(day: int) -> str:
    """`2026-03-01`."""
    return date_of(day).isoformat()


def clock(minute: int) -> str:
    """`07:30`."""
    return _CLOCK[minute % DAY]


def moment_text(minute: int) -> str:
    """`2026-03-01 07:30`."""
    day, within = divmod(minute, DAY)
    return f"{day_text(day)} {_CLOCK[within]}"


def moment_texts(minutes: list[int]) -> list[str]:
    """The same for many moments; each day is looked up once."""
    days = {day: day_text(day) for day in {minute // DAY for minute in minutes}}
    return [f"{days[minute // DAY]} {_CLOCK[minute % DAY]}" for minute in minutes]


def span_text(start: int, end: int) -> str:
    """`2026-03-01 07:30–09:00`; the second date is written only where it is another."""
    if start // 1440 == end // 1440:
        return f"{moment_text(start)}–{clock(end)}"
    return f"{moment_text(start)} – {moment_text(end)}"


@lru_cache(maxsize=4096)
def number(value: float, decimals: int = 2) -> Said:
    """A number with decimal comma in Swedish and point in English, without idle decimals; a zero has no sign.

    Shape: its digits are in groups of three, as wherever something is counted: `1 650,5`.
    """
    text = f"{round(value, decimals) + 0.0:_.{decimals}f}".replace("_", NBSP)
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ","), text


def many(count: int, of: tuple[Said, Said]) -> Said:
    """A number with its noun: `1 tidrapport`, `3 tidrapporter`."""
    (sv, svs), (en, ens) = of
    told = grouped(count)
    return (f"{told} {sv}", f"{told} {en}") if count == 1 else (f"{told} {svs}", f"{told} {ens}")


DAYS: tuple[Said, Said] = ("dag", "dagar"), ("day", "days")
REPORTS: tuple[Said, Said] = ("tidrapport", "tidrapporter"), ("time report", "time reports")
LINES: tuple[Said, Said] = ("fakturarad", "fakturarader"), ("invoice line", "invoice lines")
PAYOUTS: tuple[Said, Said] = ("utbetalning", "utbetalningar"), ("payout", "payouts")
CLAIMS: tuple[Said, Said] = (
    ("ansökan om sjuklön", "ansökningar om sjuklön"),
    ("claim for sick pay", "claims for sick pay"),
)
NOTES: tuple[Said, Said] = ("kontaktanteckning", "kontaktanteckningar"), ("contact note", "contact notes")
FURTHER: tuple[Said, Said] = ("tillfälle till", "tillfällen till"), ("more occasion", "more occasions")
OCCASIONS: tuple[Said, Said] = ("tillfälle", "tillfällen"), ("occasion", "occasions")


def hours(minutes: float) -> Said:
    """Minutes as hours: `7,5 h`."""
    sv, en = number(minutes / 60)
    return f"{sv} h", f"{en} h"


def kronor(ore: int) -> Said:
    """Öre as kronor: `1 250 kr`."""
    whole, rest = divmod(abs(ore), 100)
    sign = "−" if ore < 0 else ""
    decimals = f"{rest:02}"
    return (
        f"{sign}{grouped(whole)}{',' + decimals if rest else ''}{NBSP}kr",
        f"SEK {sign}{grouped(whole)}{'.' + decimals if rest else ''}",
    )


def listed(names: tuple[str, ...], most: int = 8) -> Said:
    """Names in a row, the many cut short by saying how many more there are."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return (f"{shown} och {grouped(more)} till", f"{shown} and {grouped(more)} more") if more > 0 else (shown, shown)
