"""Personal identity numbers and company registration numbers: read in all their forms and checked.

A failed check digit is a matter of data quality and never a reason to reject a person (domain rule 2.7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class IdentityKind(StrEnum):
    """What sort of number it is, as far as its form tells."""

    PERSONAL = "personal"
    COORDINATION = "coordination"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number as kept: twelve digits where it could be understood, else as written.

    Shape: `text` is YYYYMMDDNNNC for personal and coordination numbers. `problem` tells in one word why a number is
    unverified ("check_digit", "date", "form"), None when it is verified.
    """

    text: str
    kind: IdentityKind
    problem: str | None = None

    @property
    def verified(self) -> bool:
        """Whether date and check digit both hold."""
        return self.problem is None and self.kind is not IdentityKind.UNVERIFIED


_TWICE = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
"""The sum of the digits of twice a digit."""
_FORM = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})")


def luhn_holds(digits: str) -> bool:
    """Whether the last of the digits is the check digit of the others (weights 2, 1, 2, 1 … from the left of ten)."""
    return (sum(map(int, digits[::-2])) + sum(map(_TWICE.__getitem__, digits[-2::-2]))) % 10 == 0


def read_identity_number(written: str, today: date) -> IdentityNumber:
    """Read a personal or coordination number in any of its written forms.

    Shape: ten or twelve digits, with `-`, `+` (from the year a person turns 100) or nothing before the last four;
    letters and numbers beginning with 99 are reserve numbers of care systems and are kept unverified.
    Source: domain rule 2.7.
    """
    compact = re.sub(r"\s", "", written)
    form = _FORM.fullmatch(compact)
    if form is None:
        return IdentityNumber(compact, IdentityKind.UNVERIFIED, "form")
    century, year, month, day, mark, last = form.groups()
    if century is None:
        century = _century(int(year), mark, today)
    text = century + year + month + day + last
    kind = IdentityKind.COORDINATION if int(day) > 60 else IdentityKind.PERSONAL
    try:
        date(int(century + year), int(month), int(day) - 60 if kind is IdentityKind.COORDINATION else int(day))
    except ValueError:
        return IdentityNumber(text, IdentityKind.UNVERIFIED, "date")
    return IdentityNumber(text, kind, None if luhn_holds(text[2:]) else "check_digit")


def with_zeros_back(written: str, today: date) -> IdentityNumber | None:
    """A number whose first zeros a spreadsheet took for those of a number; None where it is nobody's then either.

    Shape: seven to nine digits, of somebody born in the 2000s; with the zeros back both date and check digit hold, so
    that no other number is made into one. Who has it is to be looked at all the same.
    """
    if re.fullmatch(r"[1-9]\d{6,8}", written) is None:
        return None
    number = read_identity_number(written.zfill(10), today)
    return number if number.verified else None


def _century(year: int, mark: str, today: date) -> str:
    guess = today.year - (today.year - year) % 100
    return str((guess - 100 if mark == "+" else guess) // 100)


def company_digits(written: str) -> str:
    """The ten digits a company is known by, however they are written: behind a scheme, with a century, for VAT.

    Shape: a sole trader's are those of the personal number; what has another number of digits is all of them.
    """
    text = re.sub(r"[\s-]", "", written.rpartition(":")[2])
    vat = re.fullmatch(r"SE(\d{10})01", text, re.IGNORECASE)
    digits = vat[1] if vat else "".join(sign for sign in text if sign.isdigit())
    return digits[2:] if len(digits) == 12 and digits.startswith(("16", "18", "19", "20")) else digits


def organisation_number_holds(written: str) -> bool:
    """Whether a company registration number is one: ten digits in its form, the last their check digit.

    Shape: a company's third digit is at least 2; a sole trader's number is the personal number, with its month.
    """
    digits = company_digits(written)
    if not re.fullmatch(r"[\d\s-]+", written) or len(digits) != 10 or not luhn_holds(digits):
        return False
    return int(digits[2]) >= 2 or (1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) % 60 <= 31)
