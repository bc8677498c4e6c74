"""A company's number in the forms that registers, licences and invoices write it."""

from __future__ import annotations

import pytest

from kollegie.model.identity import company_digits, organisation_number_holds


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("212000-2981", "2120002981"),
        ("16212000-2981", "2120002981"),
        ("0007:2120002981", "2120002981"),
        ("SE212000298101", "2120002981"),
        ("19640823-3234", "6408233234"),
        ("20010101 0101", "0101010101"),
        ("1234", "1234"),
    ],
)
def test_a_company_is_known_by_ten_digits_however_they_are_written(written: str, digits: str) -> None:
    assert company_digits(written) == digits


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("212000-2981", True),
        ("162120002981", True),
        ("640823-3234", True),
        ("212000-2982", False),
        ("212000-298", False),
        ("210000-0000", False),
        ("212000-2981x", False),
    ],
)
def test_a_company_number_holds_by_its_form_and_check_digit_also_a_sole_traders(written: str, holds: bool) -> None:
    assert organisation_number_holds(written) is holds
