import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kollegie.model.expressions.patterns import PatternRefused, pattern_of

pieces = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "(a|b)", "(ab|a)", "(?:b)", "1", "\\."])
repeats = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{1,}", "+?"])
simple = st.lists(st.tuples(pieces, repeats).map("".join), max_size=5).map("".join)
patterns = st.one_of(
    simple,
    st.tuples(simple, simple).map("|".join),
    st.tuples(simple, repeats, simple).map(lambda parts: f"({parts[0]}){parts[1]}{parts[2]}"),
    simple.map(lambda inside: f"^{inside}$"),
)


@given(patterns, st.text(alphabet="ab1.", max_size=8))
def test_a_text_fits_exactly_when_pythons_own_matcher_says_so(pattern: str, text: str) -> None:
    assert pattern_of(pattern).fits(text) == (re.compile(pattern, re.DOTALL).fullmatch(text) is not None)


@given(st.text(alphabet="ab()[]{}*+?|^$\\.,12-", max_size=14))
def test_whatever_is_written_is_a_pattern_or_refused(pattern: str) -> None:
    try:
        fits = pattern_of(pattern).fits("ab1")
    except PatternRefused as refusal:
        fits = not refusal.sv

    assert fits in (True, False)


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "a)", "[a", "*", "a**", "{2}", "a{3,1}", "\\", "(?=a)", "(a)\\1", "\\p{L}", "[z-a]", "[[:alpha:]]"),
        "(" * 50 + ")" * 50,
        "(a{1000}){1000}",
    ],
)
def test_what_cannot_be_used_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused):
        pattern_of(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(a?){30}a{30}", "a*a*a*a*a*a*b", "([a-z]+)*1"])
def test_a_pattern_made_to_run_away_answers_at_once(pattern: str) -> None:
    began = process_time()

    assert not pattern_of(pattern).fits("a" * 2_000 + "!")

    assert process_time() - began < 60  # milliseconds here; tried one way after the other it takes years


def test_an_ordinary_pattern_of_field_forms_works() -> None:
    mail = pattern_of(r"^[a-z0-9]+(\.[_a-z0-9]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*(\.[a-z]{2,15})$")

    assert mail.fits("namn.efternamn@kommun.example.se")
    assert not mail.fits("namn.efternamn@")
