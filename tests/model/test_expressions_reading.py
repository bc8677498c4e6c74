from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kollegie.language import Language
from kollegie.model.expressions import Expression, ExpressionError, parse, references, written
from kollegie.model.expressions.errors import (
    CurlyQuote,
    DecimalComma,
    EmptyExpression,
    PathRefused,
    TooDeep,
    TooLong,
    Unexpected,
    Unfinished,
)
from kollegie.model.expressions.tree import (
    BINDING,
    Binary,
    Call,
    Column,
    Current,
    Negation,
    Node,
    Number,
    Parent,
    Reference,
    Text,
)

names = st.from_regex(r"[a-zå_][a-zåäö0-9_.-]{0,8}", fullmatch=True).filter(
    lambda name: name not in {"and", "or", "div", "mod"}
)
leaves = st.one_of(
    st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=3).map(Number),
    st.text(max_size=12).filter(lambda text: "'" not in text or '"' not in text).map(Text),
    names.map(Reference),
    names.map(Column),
    st.just(Current()),
    st.just(Parent()),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from(sorted(BINDING)), inner, inner),
        st.builds(Negation, inner),
        st.builds(Call, names, st.lists(inner, max_size=4).map(tuple)),
    ),
    max_leaves=25,
)


def read(text: str) -> tuple[Node | None, ExpressionError | None]:
    try:
        return parse(text), None
    except ExpressionError as error:
        return None, error


@given(trees)
@example(Negation(Binary("+", Number(Decimal(1)), Negation(Number(Decimal(2))))))
@example(Binary("-", Number(Decimal(1)), Binary("-", Number(Decimal(2)), Number(Decimal(3)))))
def test_a_tree_written_out_reads_as_the_same_tree(tree: Node) -> None:
    assert parse(written(tree)) == tree


@given(st.text(max_size=60) | st.text(alphabet="${}ab.()'\"<>=!+-*,01 divmodandor", max_size=40))
@example("${")
@example("(" * 5000)
@example("1" + "+1" * 5000)
@example("- " * 5000 + "1")
@example("if(" * 500)
def test_whatever_is_typed_gives_a_tree_or_a_refusal_with_its_place(text: str) -> None:
    tree, refusal = read(text)

    if refusal is not None:
        assert 0 <= refusal.start <= refusal.end <= len(text) + 1
        assert refusal.sentence(Language.SV)
        assert refusal.sentence(Language.EN)
    if tree is not None:
        assert 0 <= tree.start <= tree.end <= len(text)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("${a} = 1 or ${b} = 2 and ${c} = 3", "(${a} = 1) or ((${b} = 2) and (${c} = 3))"),
        ("1 < 2 = 2 > 1", "(1 < 2) = (2 > 1)"),
        ("-1 * 2", "(- 1) * 2"),
        ("8 div 4 div 2", "(8 div 4) div 2"),
        ("7 mod 4 + 1", "(7 mod 4) + 1"),
        (".>=0 and .<=24", "(. >= 0) and (. <= 24)"),
    ],
)
def test_operators_bind_as_in_xpath(text: str, means: str) -> None:
    assert parse(text) == parse(means)


def test_words_that_are_operators_elsewhere_are_names_where_a_value_stands() -> None:
    assert parse("${and} + ${div}") == Binary("+", Reference("and"), Reference("div"))


def test_a_name_may_hold_hyphens_points_and_a_prefix() -> None:
    assert parse("jr:choice-name(count-selected(${a.b-c}), 'x')").function == "jr:choice-name"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "refusal", "start"),
    [
        ("", EmptyExpression, 0),
        ("   ", EmptyExpression, 0),
        ("${a} = ", Unfinished, 7),
        ("${a", Unfinished, 0),
        ("'ja", Unfinished, 0),
        ("sum(${a}", Unfinished, 8),
        ("selected(${a} 'x')", Unexpected, 14),
        ("${a} ${b}", Unexpected, 5),
        ("${a} = ’ja’", CurlyQuote, 7),
        ("${a} > 0,8", DecimalComma, 7),
        ("/data/a = 1", PathRefused, 0),
        ("${a}[1]", PathRefused, 4),
        ("${a} == 1", Unexpected, 6),
        ("(" * 61 + "1" + ")" * 61, TooDeep, 60),
        (" + ".join(["1"] * 202), TooDeep, None),
        ("'" + "x" * 20_001 + "'", TooLong, 20_000),
    ],
)
def test_a_slip_is_refused_at_its_place(text: str, refusal: type[ExpressionError], start: int | None) -> None:
    with pytest.raises(refusal) as raised:
        parse(text)

    if start is not None:
        assert raised.value.start == start
        assert raised.value.column == start + 1


def test_a_chain_of_two_hundred_additions_is_read() -> None:
    assert parse(" + ".join(["1"] * 200))


def test_the_refusal_of_a_decimal_comma_shows_how_to_write_it() -> None:
    with pytest.raises(DecimalComma) as raised:
        parse("${hb08} < 0,8 * ${planerat}")

    assert raised.value.sentence(Language.SV) == "Skriv decimaltal med punkt i uttryck: 0.8."


def test_references_are_named_once_in_their_order() -> None:
    tree = parse("${b} + ${a} + ${b} + string-length(jr:choice-name('x', '${c}'))")

    assert references(tree) == ("b", "a", "c")


def test_an_expression_is_told_apart_by_how_it_is_written() -> None:
    assert Expression("${a} = 1") == Expression("${a} = 1")
    assert Expression("${a} = 1") != Expression("${a}=1")
    assert Expression("${a} = 1").names == ("a",)
