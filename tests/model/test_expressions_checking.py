import pytest

from kollegie.language import Language
from kollegie.model.expressions import DECIDING, ExpressionError, Kind, Place, Variable, check, parse
from kollegie.model.expressions.errors import (
    BadPattern,
    CannotCompare,
    InsideRepeat,
    NoCurrentAnswer,
    NotAChoice,
    NotARepeat,
    PathRefused,
    RefusedFunction,
    UnknownFunction,
    UnknownReference,
    UnknownWord,
    WrongNumberOfArguments,
    WrongType,
)
from kollegie.model.expressions.functions import REFUSED
from kollegie.model.expressions.kinds import VALUES

YES_NO = frozenset({"ja", "nej", "delvis"})
NAMES = {
    "n": Variable(Kind.NUMBER),
    "t": Variable(Kind.TEXT),
    "yn": Variable(Kind.CHOICE, choices=YES_NO),
    "scale": Variable(Kind.CHOICE, choices=frozenset({"0", "1", "2"})),
    "many": Variable(Kind.CHOICES, choices=frozenset({"a", "b"})),
    "d": Variable(Kind.DATE),
    "clock": Variable(Kind.TIME),
    "m": Variable(Kind.MOMENT),
    "note": Variable(Kind.NOTHING),
    "photo": Variable(Kind.FILE),
    "any": Variable(Kind.ANY),
    "rep": Variable(Kind.REPEAT, ("rep",)),
    "inrow": Variable(Kind.NUMBER, ("rep",)),
}


def faults(text: str, *, wanted: frozenset[Kind] = VALUES, path: tuple[str, ...] = ()) -> tuple[ExpressionError, ...]:
    return check(parse(text), Place(NAMES, path), wanted)[1]


@pytest.mark.parametrize(
    ("text", "fault", "place"),
    [
        ("${zz} = 1", UnknownReference, (0, 5)),
        ("foo(${n})", UnknownFunction, (0, 3)),
        ("pulldata('a', 'b', 'c', 'd')", RefusedFunction, (0, 8)),
        ("sum()", WrongNumberOfArguments, (0, 5)),
        ("if(true(), 1)", WrongNumberOfArguments, (0, 13)),
        ("weighted-checklist(1, 2, true())", WrongNumberOfArguments, None),
        ("weighted-checklist(1, 2, true(), 1, false())", WrongNumberOfArguments, None),
        ("indexed-repeat(${inrow}, ${rep})", WrongNumberOfArguments, None),
        ("indexed-repeat(${inrow}, ${rep}, 1, 2)", WrongNumberOfArguments, None),
        ("${t} + 1", WrongType, (0, 4)),
        ("1 + 'x'", WrongType, (4, 7)),
        ("${many} * 2", WrongType, (0, 7)),
        ("- ${t}", WrongType, (2, 6)),
        ("${note} = 1", WrongType, (0, 7)),
        ("${rep} = 1", WrongType, (0, 6)),
        ("${yn} + 1", WrongType, (0, 5)),
        ("${yn} and ${n} = 1", WrongType, (0, 5)),
        ("'x' or ${n} = 1", WrongType, (0, 3)),
        ("not(${t})", WrongType, (4, 8)),
        ("round(${t})", WrongType, None),
        ("selected(${n}, 'a')", WrongType, (9, 13)),
        ("${d} > ${clock}", CannotCompare, (0, 15)),
        ("${n} = 'abc'", CannotCompare, (0, 12)),
        ("${d} > 'i går'", CannotCompare, None),
        ("${t} > ${t}", CannotCompare, None),
        ("${t} < 5", CannotCompare, None),
        ("${yn} = 1", CannotCompare, None),
        ("${many} > 1", CannotCompare, None),
        ("(${n} > 1) > 1", CannotCompare, None),
        ("${yn} = 'nejj'", NotAChoice, (8, 14)),
        ("'nejj' != ${yn}", NotAChoice, (0, 6)),
        ("selected(${many}, 'c')", NotAChoice, (18, 21)),
        ("selected(${yn}, 'c')", NotAChoice, None),
        (". > 1", NoCurrentAnswer, (0, 1)),
        ("ja = 1", UnknownWord, (0, 2)),
        ("${inrow} > 1", InsideRepeat, (0, 8)),
        ("position(..)", NotARepeat, (9, 11)),
        ("position(${n})", NotARepeat, None),
        ("count(5)", NotARepeat, None),
        ("indexed-repeat(${n}, ${rep}, 1)", NotARepeat, (21, 27)),
        ("indexed-repeat(5, ${rep}, 1)", NotARepeat, None),
        (".. = 1", PathRefused, (0, 2)),
        ("regex(${t}, '[a-')", BadPattern, (12, 17)),
        ("regex(${t}, ${t})", BadPattern, None),
        ("jr:choice-name(${yn}, '${zz}')", UnknownReference, None),
        ("jr:choice-name(${yn}, concat('a'))", UnknownReference, None),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    text: str, fault: type[ExpressionError], place: tuple[int, int] | None
) -> None:
    (found,) = faults(text)

    assert type(found) is fault
    assert place is None or (found.start, found.end) == place
    assert found.sentence(Language.SV)
    assert found.sentence(Language.EN)


@pytest.mark.parametrize(
    "text",
    [
        "${n} > 1 and ${yn} = 'ja'",
        "${yn} = ''",
        "'' != ${d}",
        "${n} = '5'",
        "${n} > '18'",
        "${scale} >= 2",
        "${scale} + 1 > 2",
        "${scale} = 1",
        "${d} + 30 > today()",
        "${d} >= '2026-01-01'",
        "${m} > ${d}",
        "${clock} < '07:30'",
        "${many} = 'a'",
        "${yn} = ${t}",
        "${t} = ${yn}",
        "selected(${any}, 'x')",
        "${any} > 1 or ${any} = 'x' or ${any}",
        "selected(${yn}, 'ja') + selected(${many}, 'a') > 1",
        "selected(${yn}, 'ja') = true()",
        "sum(${inrow}) > 5",
        "count(${rep}) = count(${inrow})",
        "join(', ', ${inrow})",
        "indexed-repeat(${inrow}, ${rep}, 1) > 2",
        "if(${n} = 1, 'a', 2) = 'a'",
        "if(${yn} = 'ja', 5, '') > 2",
        "coalesce(${d}, today()) > '2026-01-01'",
        "${photo} != ''",
        "round(${n} div 3, 1)",
    ],
)
def test_what_is_right_passes(text: str) -> None:
    assert faults(text) == ()


def test_several_faults_are_told_at_once() -> None:
    assert [type(fault) for fault in faults("foo(1) + ${zz} + 'x'")] == [
        UnknownFunction,
        UnknownReference,
        WrongType,
    ]


def test_a_question_of_the_same_repeat_is_in_reach_from_its_row() -> None:
    assert faults("${inrow} > position(..) and position(${rep}) = 1", path=("rep",)) == ()


@pytest.mark.parametrize("text", ["${yn}", "${t}", "${many}", "'ja'", "${d}"])
def test_a_condition_must_be_something_that_holds_or_not(text: str) -> None:
    (fault,) = faults(text, wanted=DECIDING)

    assert type(fault) is WrongType


def test_the_refusal_of_a_bare_choice_shows_how_to_ask() -> None:
    (fault,) = faults("${yn}", wanted=DECIDING)

    assert fault.sentence(Language.SV) == "yn är ett val, men här väntas ett villkor. Skriv t.ex. ${yn} = 'ja'."


def test_a_name_nearly_right_gets_a_suggestion() -> None:
    (function, reference) = faults("selectd(${manny}, 'a')") + faults("selected(${manny}, 'a')")

    assert function.sentence(Language.SV) == "Funktionen selectd() finns inte. Menas selected()?"
    assert reference.sentence(Language.SV) == "Det finns ingen fråga eller uppgift som heter manny. Menas ${many}?"


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_function_of_other_tools_is_refused_with_its_reason(name: str) -> None:
    (fault,) = faults(f"{name}(1)")

    assert REFUSED[name][0] in fault.sentence(Language.SV)
    assert REFUSED[name][1] in fault.sentence(Language.EN)


def test_the_kind_of_an_expression_is_told() -> None:
    def kind(text: str) -> Kind:
        return check(parse(text), Place(NAMES))[0]

    assert kind("${n} + 1") is Kind.NUMBER
    assert kind("if(${n} > 1, ${d}, '')") is Kind.DATE
    assert kind("if(${n} > 1, ${d}, 5)") is Kind.ANY
    assert kind("if(${n} > 1, ${yn}, 'x')") is Kind.TEXT
    assert kind("max(${d}, today())") is Kind.DATE
    assert kind("min(${inrow})") is Kind.NUMBER
    assert kind("''") is Kind.EMPTY
