"""What each function and operator gives; expected values are written by hand from the rules of XLSForm."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest

from kollegie.model.expressions import Kind, Scalar
from kollegie.model.expressions.functions import FORM_FUNCTIONS, FUNCTIONS

WorkOut = Callable[..., Scalar]

DAY = date(2026, 11, 12)

CASES: list[tuple[str, Scalar]] = [
    # logic
    ("if(1 < 2, 'ja', 'nej')", "ja"),
    ("if(false(), 1, 2)", Decimal(2)),
    ("selected(${many}, 'b')", True),
    ("selected(${many}, 'x')", False),
    ("selected('a b', 'b')", True),
    ("selected(${gone}, 'b')", False),
    ("selected-at(${many}, 0)", "a"),
    ("selected-at(${many}, 2)", None),
    ("selected-at(${many}, -1)", None),
    ("count-selected(${many})", Decimal(2)),
    ("count-selected(${gone})", Decimal(0)),
    ("jr:choice-name('a', '${many}')", "many:a"),
    ("jr:choice-name(selected-at(${many}, 1), ${many})", "many:b"),
    ("coalesce(${gone}, '', 'x')", "x"),
    ("coalesce(${gone}, ${gone})", None),
    ("coalesce(0, 5)", Decimal(0)),
    ("not(1 = 2)", True),
    ("true()", True),
    ("false()", False),
    ("boolean-from-string('true')", True),
    ("boolean-from-string('1')", True),
    ("boolean-from-string('ja')", False),
    ("checklist(1, 2, true(), false(), true())", True),
    ("checklist(-1, 1, true(), true())", False),
    ("checklist(2, -1, true(), true(), true())", True),
    ("weighted-checklist(3, 5, true(), 3, true(), 2)", True),
    ("weighted-checklist(3, -1, false(), 3, true(), 2)", False),
    # numbers
    ("number('12.50')", Decimal("12.5")),
    ("number('x')", None),
    ("number(true())", Decimal(1)),
    ("int(3.9)", Decimal(3)),
    ("int(-3.9)", Decimal(-3)),
    ("round(2.5)", Decimal(3)),
    ("round(-2.5)", Decimal(-3)),
    ("round(2.345, 2)", Decimal("2.35")),
    ("round(1250, -2)", Decimal(1300)),
    ("abs(-4)", Decimal(4)),
    ("pow(2, 10)", Decimal(1024)),
    ("pow(4, 0.5)", Decimal(2)),
    ("sqrt(2.25)", Decimal("1.5")),
    ("sqrt(-1)", None),
    ("exp(0)", Decimal(1)),
    ("log(1)", Decimal(0)),
    ("log(0)", None),
    ("log10(1000)", Decimal(3)),
    ("round(sin(pi() div 2), 9)", Decimal(1)),
    ("cos(0)", Decimal(1)),
    ("tan(0)", Decimal(0)),
    ("round(asin(1), 5)", Decimal("1.5708")),
    ("acos(1)", Decimal(0)),
    ("acos(2)", None),
    ("round(atan(1) * 4, 4)", Decimal("3.1416")),
    ("round(atan2(1, 0), 4)", Decimal("1.5708")),
    ("round(pi(), 4)", Decimal("3.1416")),
    ("count(${rep})", Decimal(3)),
    ("count(${rows})", Decimal(3)),
    ("count-non-empty(${rows})", Decimal(2)),
    ("sum(${rows})", Decimal(7)),
    ("sum(1, 2, 3.5)", Decimal("6.5")),
    ("sum(${gone})", Decimal(0)),
    ("min(${rows})", Decimal(2)),
    ("max(${rows})", Decimal(5)),
    ("max(${gone})", None),
    ("max(${day}, date('2026-11-13'))", date(2026, 11, 13)),
    ("indexed-repeat(${rows}, ${rep}, 3)", Decimal(5)),
    ("indexed-repeat(${rows}, ${rep}, 9)", None),
    ("indexed-repeat(${rows}, ${rep}, 0)", None),
    # text
    ("concat('a', 1, ${gone}, true())", "a1true"),
    ("concat(${words})", "xyz"),
    ("join(', ', ${words})", "x, y, z"),
    ("join('-', 'a', ${gone}, 'b')", "a-b"),
    ("string(1.50)", "1.5"),
    ("string(${day})", "2026-11-12"),
    ("string-length('hej')", Decimal(3)),
    ("string-length(${gone})", Decimal(0)),
    ("substr('kommun', 0, 3)", "kom"),
    ("substr('kommun', 3)", "mun"),
    ("substring-before('a-b-c', '-')", "a"),
    ("substring-before('abc', '-')", ""),
    ("substring-after('a-b-c', '-')", "b-c"),
    ("contains('kommun', 'mm')", True),
    ("contains('kommun', 'x')", False),
    ("starts-with('kommun', 'kom')", True),
    ("ends-with('kommun', 'mun')", True),
    ("ends-with('kommun', 'kom')", False),
    ("normalize-space('  a   b ')", "a b"),
    ("regex('19121212-1212', '[0-9]{8}-[0-9]{4}')", True),
    ("regex('x19121212-1212', '[0-9]{8}-[0-9]{4}')", False),
    # dates
    ("today()", DAY),
    ("now()", datetime(2026, 11, 12, 12, 30)),
    ("date('2026-11-12') = ${day}", True),
    ("date(today() + 30)", date(2026, 12, 12)),
    ("date('x')", None),
    ("date-time('2026-11-12T07:30')", datetime(2026, 11, 12, 7, 30)),
    ("date-time(${day} + 0.5)", datetime(2026, 11, 12, 12, 0)),
    ("decimal-date-time('1970-01-02')", Decimal(1)),
    ("decimal-date-time('1970-01-02T12:00')", Decimal("1.5")),
    ("format-date(${day}, '%e/%n %Y')", "12/11 2026"),
    ("format-date(${day}, '%a %d %b %y')", "tors 12 nov 26"),
    ("format-date(${gone}, '%Y')", None),
    ("format-date-time(now(), '%H.%M:%S %h %3 %%')", "12.30:00 12 000 %"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_a_function_gives(work_out: WorkOut, text: str, expected: Scalar) -> None:
    value = work_out(
        text,
        many=("a", "b"),
        gone=None,
        day=DAY,
        rows=[Decimal(2), None, Decimal(5)],
        words=["x", "y", "z"],
    )

    assert value == expected
    assert type(value) is type(expected)


def test_every_function_has_a_case() -> None:
    covered = {name for name in [*FUNCTIONS, *FORM_FUNCTIONS] if any(f"{name}(" in text for text, _ in CASES)}

    assert {*FUNCTIONS, *FORM_FUNCTIONS} - covered == {"uuid", "once", "position"}


def test_uuid_gives_a_new_id_each_time(work_out: WorkOut) -> None:
    assert UUID(str(work_out("uuid()"))) != UUID(str(work_out("uuid()")))


def test_once_keeps_what_it_gave_first(work_out: WorkOut) -> None:
    assert work_out("once(today())", current=None) == DAY
    assert work_out("once(today())", current="2020-01-01") == "2020-01-01"


def test_position_counts_the_rows_from_one(work_out: WorkOut) -> None:
    assert work_out("position(..)", row=1, rows=[Decimal(1), Decimal(2)]) == 2
    assert work_out("position(${rep})", row=0, rows=[Decimal(1), Decimal(2)]) == 1


def test_a_reference_inside_a_repeat_means_the_same_row(work_out: WorkOut) -> None:
    assert work_out("${rows} * 10", row=1, rows=[Decimal(1), Decimal(2)]) == 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("7 div 2", Decimal("3.5")),
        ("7 mod 4", Decimal(3)),
        ("-7 mod 4", Decimal(-3)),
        ("1 div 0", None),
        ("0 div 0", None),
        ("- ${n}", Decimal(-4)),
        ("${n} + ${gone}", None),
        ("0.1 + 0.2 = 0.3", True),
        ("0.7 * 10 = 7", True),
        ("1 div 3 * 3 = 1", True),
        ("${n} < 0.8 * 5", False),
        ("'b' = 'b'", True),
        ("'1' = 1", True),
        ("${many} = 'a b'", True),
        ("true() = 1", True),
        ("region = 'column region'", True),
        (". = ''", True),
    ],
)
def test_operators(work_out: WorkOut, text: str, expected: Scalar) -> None:
    assert work_out(text, n=Decimal(4), gone=None, many=("a", "b"), region="x") == expected


@pytest.mark.parametrize("sign", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.MOMENT])
def test_an_empty_number_date_or_time_compares_false_both_ways(work_out: WorkOut, sign: str, kind: Kind) -> None:
    kinds = {"gone": kind, "gone_too": kind, "there": kind}
    there = {
        Kind.NUMBER: Decimal(3),
        Kind.DATE: DAY,
        Kind.TIME: time(7, 30),
        Kind.MOMENT: datetime(2026, 11, 12, 7, 30),
    }[kind]
    answers = {"gone": None, "gone_too": None, "there": there}

    assert work_out(f"${{gone}} {sign} ${{there}}", kinds=kinds, **answers) is False
    assert work_out(f"${{there}} {sign} ${{gone}}", kinds=kinds, **answers) is False
    assert work_out(f"${{gone}} {sign} ${{gone_too}}", kinds=kinds, **answers) is False


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DATE, Kind.TEXT, Kind.CHOICE, Kind.CHOICES, Kind.ANY])
def test_comparing_with_the_empty_text_asks_whether_there_is_an_answer(work_out: WorkOut, kind: Kind) -> None:
    assert work_out("${gone} = ''", kinds={"gone": kind}, gone=None) is True
    assert work_out("'' != ${gone}", kinds={"gone": kind}, gone=None) is False


def test_an_unanswered_choice_differs_from_every_choice(work_out: WorkOut) -> None:
    assert work_out("${gone} != 'nej'", kinds={"gone": Kind.CHOICE}, gone=None) is True
    assert work_out("${gone} = 'nej'", kinds={"gone": Kind.CHOICE}, gone=None) is False


def test_dates_compare_as_days(work_out: WorkOut) -> None:
    assert work_out("${a} < ${b}", a=date(2026, 1, 1), b=date(2026, 11, 21)) is True
    assert work_out("${a} < '2026-11-21'", a=date(2026, 1, 1)) is True
    assert work_out("today() - ${a} > 60", a=date(2026, 9, 12)) is True
    assert work_out("${t} >= '07:00' and ${t} < '9:15'", t=time(9, 0)) is True
    assert work_out("${m} > ${a}", m=datetime(2026, 1, 1, 0, 1), a=date(2026, 1, 1)) is True


def test_the_second_part_is_not_worked_out_when_the_first_decides(work_out: WorkOut) -> None:
    assert work_out("false() and ${n} = 1", n=Decimal(1)) is False
    assert work_out("true() or ${n} = 1", n=Decimal(2)) is True
