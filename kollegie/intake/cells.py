"""One cell: from what stands in a file to what the model holds, or to what was expected instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from kollegie.intake.record_kinds import CellType, ColumnRule
from kollegie.language import say
from kollegie.model.identity import organisation_number_holds, read_identity_number, with_zeros_back


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that was understood. `doubt` is one word for what should be looked at, "" when nothing is."""

    value: Any
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell that could not be understood, and what was expected of it."""

    expected: str


EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
"""The first day a record may have, and the first it may not: what lies outside has a digit slipped."""
UNTIL_FURTHER = (date(9999, 12, 31), date(2999, 12, 31))
"""What care systems write for an end that is open, since their columns may not be empty."""

SERIAL_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day 0 on the wall clock
SERIALS = (20_000.0, 73_050.0)
"""Day numbers of spreadsheets that can be meant: from 1954 to 2099."""
ERROR_SIGN = "#"
ZEROS = "zeros"
"""The doubt about an identity number whose first zeros are gone."""
_ERROR = re.compile(r"#(?:N/A|SAKNAS|GETTING_DATA|HÄMTAR_DATA|[A-ZÅÄÖ][A-ZÅÄÖ_/0]*[!?]|#{2,})")
OWN_SWEDISH = {"institution": "institution", "short-stay": "korttidsvistelse"}
"""Choices whose first Swedish spelling is narrower than they are."""
_YES = {"yes", "ja", "j", "y", "true", "sant", "1"}
_NO = {"no", "nej", "n", "false", "falskt", "0"}


def read_cell(rule: ColumnRule, written: str, today: date) -> Cell | Misread:
    """Read one cell by its column's rule.

    Shape: `written` is the cell as text; surrounding white space and no-break spaces do not count.
    """
    text = written.replace("\u00a0", " ").strip()
    if "\x00" in text:
        return Misread(say("text utan nolltecken", "text without null characters"))
    if not text:
        if rule.required:
            return Misread(needed_words())
        return Cell(rule.empty)
    if is_error(text):
        return Misread(say("ett värde; cellen har ett fel i kalkylbladet", "a value; the cell holds an error"))
    match rule.type:
        case CellType.DATE:
            return _read_date(rule, text)
        case CellType.DECIMAL:
            return _read_decimal(text.removesuffix(rule.unit).strip() if rule.unit else text)
        case CellType.YES_NO:
            return _read_yes_no(text)
        case CellType.CHOICE:
            return _read_choice(rule, text)
        case CellType.IDENTITY:
            number = read_identity_number(text, today)
            if number.problem == "form" and (whole := with_zeros_back(text, today)) is not None:
                return Cell(whole.text, ZEROS)
            return Cell(number.text, number.problem or "")
        case CellType.ORGANISATION:
            return Cell(text, "" if organisation_number_holds(text) else "check_digit")
        case CellType.MOMENT | CellType.HOURS | CellType.MONEY | CellType.MONTH:
            from kollegie.intake.record_cells import read_measured

            return read_measured(rule.type, text)
        case CellType.TEXT:
            return Cell(text)


def needed_words() -> str:
    """What is expected of an empty cell that may not be."""
    return say("ett värde; kolumnen är obligatorisk", "a value; the column is required")


def zeros_words() -> str:
    """What is said of a number whose first zeros are gone."""
    return say(
        "nollorna i början saknades, som när Excel gör om numret till ett tal; de är tillagda, kontrollera personen",
        "its first zeros were missing, as when Excel makes a number of it; they are put back, look at the person",
    )


def overfull_words() -> str:
    """What is expected of a row of a text file that has more cells than its header: a value was cut in two."""
    return say(
        "inte fler celler än rubriker; sätt citattecken om ett värde som innehåller skiljetecknet",
        "no more cells than headers; put quotation marks around a value that holds the separator",
    )


def is_error(text: str) -> bool:
    """Whether a cell says that a spreadsheet's formula failed: all failed look-ups would be one person."""
    return text.startswith(ERROR_SIGN) and _ERROR.fullmatch(text) is not None


def from_serial(text: str) -> datetime | None:
    """A spreadsheet's number of days where a cell of dates has lost its format.

    Six digits are a day written YYMMDD, whose century is not said: no day number.
    """
    if not re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text) or not SERIALS[0] <= float(text) < SERIALS[1]:
        return None
    return SERIAL_DAY_0 + timedelta(minutes=round(float(text) * 1440))


def _read_date(rule: ColumnRule, text: str) -> Cell | Misread:
    """A day between 1900 and 2200, also as a spreadsheet's number; the far day of an open end is an empty cell."""
    expected = Misread(say("ett datum som 2026-03-01", "a date such as 2026-03-01"))
    if re.fullmatch(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}", text):
        expected = Misread(
            say(
                "ett datum som 2026-03-01; säg i mappningen i vilken ordning dag och månad står",
                "a date such as 2026-03-01; say in the mapping in which order day and month stand",
            )
        )
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", text)
    if found is None:
        from kollegie.intake.record_cells import read_zoned_day

        serial = from_serial(text)
        zoned = read_zoned_day(text) if serial is None else serial.date()
        return expected if zoned is None else Cell(zoned)
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return expected
    if day in UNTIL_FURTHER and not rule.required and rule.name.endswith("to"):
        return Cell(rule.empty)
    return Cell(day) if EARLIEST <= day < LATEST else expected


def _read_decimal(text: str) -> Cell | Misread:
    """Kept as decimal text, never as a float."""
    number = read_decimal(text)
    if number is None:
        return Misread(say("ett tal som 7,5", "a number such as 7.5"))
    return Cell(format(number.normalize(), "f"))


def read_decimal(text: str) -> Decimal | None:
    """A number with comma or point before the decimals.

    Spaces group, and so do points where a comma follows, and commas where a point does. A lone comma or point stands
    before decimals, also before three of them (`may_be_grouped`).
    """
    plain = re.sub(r"[\s'\u2009\u202f]", "", text).replace("−", "-")
    if "," in plain and "." in plain:
        last = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    else:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _read_yes_no(text: str) -> Cell | Misread:
    if text.casefold() in _YES:
        return Cell(True)
    if text.casefold() in _NO:
        return Cell(False)
    return Misread(say("ja eller nej", "yes or no"))


def _read_choice(rule: ColumnRule, text: str) -> Cell | Misread:
    for value, spellings in rule.choices:
        if text.casefold() in {value.casefold(), *(spelling.casefold() for spelling in spellings)}:
            return Cell(rule.make(value))
    if rule.open_ended:
        return Cell(text)
    names = ", ".join(choice_word(value, spellings) for value, spellings in rule.choices)
    return Misread(say(f"ett av {names}", f"one of {names}"))


def choice_word(value: str, spellings: Sequence[str]) -> str:
    """What a choice is called: its first Swedish spelling, where it has one of its own, or its English name."""
    return say(OWN_SWEDISH.get(value, spellings[0] if spellings else value), value)


def cell_text(value: object) -> str:
    """What a spreadsheet's cell would say as text: dates ISO, whole numbers without decimals, times of any length.

    Shape: to the nearest second, since a part of a day that was calculated may lie a hair below it.
    """
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case datetime():
            with suppress(OverflowError):  # the last moment of all, which some systems write for an open end
                value += timedelta(milliseconds=500)
            midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M:%S")
        case time():
            hours, rest = divmod(
                round((value.hour * 60 + value.minute) * 60 + value.second + value.microsecond / 1e6), 3600
            )
            return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
        case timedelta():
            seconds = round(value.total_seconds())
            hours, rest = divmod(abs(seconds), 3600)
            return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def column_letters(at: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
