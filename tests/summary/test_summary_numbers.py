"""How numbers, dates and times are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kollegie.summary import numbers


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (999, "999"), (34877, "34\u00a0877"), (1588021, "1\u00a0588\u00a0021"), (-298000, "\u2212298\u00a0000")],
)
def test_whole_numbers_are_grouped_with_no_break_spaces(number: int, written: str) -> None:
    assert numbers.whole(number) == written


def test_a_change_shows_its_sign() -> None:
    assert numbers.signed(412000) == "+412\u00a0000"
    assert numbers.signed(-298000) == "\u2212298\u00a0000"
    assert numbers.signed(0) == "0"


@pytest.mark.parametrize(
    ("number", "written"), [(6.1, "6,1"), (-0.04, "0,0"), (-7.25, "\u22127,3"), (1234.5, "1\u00a0234,5")]
)
def test_measures_have_a_decimal_comma(number: float, written: str) -> None:
    assert numbers.decimal(number) == written


def test_kronor_are_whole_and_keep_their_unit() -> None:
    assert numbers.kronor(3487700) == "34\u00a0877\u00a0kr"
    assert numbers.kronor(-150) == "\u22122\u00a0kr"
    assert numbers.kronor(-15_005, exact=True) == "\u2212150,05\u00a0kr"


def test_a_share_is_never_torn() -> None:
    assert numbers.share(39, 47) == "39\u00a0av\u00a047"


def test_no_per_cent_is_given_on_fewer_than_thirty_answers() -> None:
    assert numbers.percent(29, 29) == "–"
    assert numbers.percent(10, 30) == "33\u00a0%"


def test_dates_are_written_short_in_tables_and_long_in_text() -> None:
    assert numbers.day(date(2026, 11, 21)) == "2026-11-21"
    assert numbers.day(None) == "–"
    assert numbers.long_day(date(2026, 11, 21)) == "21\u00a0november\u00a02026"


def test_several_days_name_each_month_and_year_once() -> None:
    days = [date(2026, 10, 14), date(2026, 10, 13), date(2026, 11, 2), date(2027, 1, 9)]

    written = numbers.long_days(days).replace("\u00a0", " ")

    assert written == "13 och 14 oktober, 2 november 2026 och 9 januari 2027"


def test_a_stretch_of_a_day_has_points_and_a_dash() -> None:
    start = datetime(2026, 10, 13, 9, 5, tzinfo=UTC)

    assert numbers.span(start, start.replace(minute=55)) == "09.05–09.55"
    assert numbers.span(start, None) == "09.05"
    assert numbers.span(None, None) == "–"


def test_small_numbers_are_written_in_words() -> None:
    assert [numbers.in_words(number) for number in (0, 1, 12, 13)] == ["ingen", "en", "tolv", "13"]
    assert numbers.in_words(1, neuter=True) == "ett"
