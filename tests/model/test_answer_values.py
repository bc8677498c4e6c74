import pytest
from hypothesis import given
from hypothesis import strategies as st

from kollegie.model.answer_values import (
    UnreadableValue,
    Value,
    Withheld,
    row_from_text,
    row_to_text,
    value_from_text,
    value_to_text,
)

values = st.one_of(
    st.none(),
    st.sampled_from(Withheld),
    st.text(min_size=1),
    st.lists(st.text(min_size=1), min_size=1, max_size=5).map(tuple),
)


@given(values)
def test_an_answer_survives_its_text(value: Value) -> None:
    assert value_from_text(value_to_text(value)) == value


@given(values, values)
def test_different_answers_have_different_texts(one: Value, other: Value) -> None:
    assert (value_to_text(one) == value_to_text(other)) == (one == other)


def test_the_texts_are_those_the_cells_hold() -> None:
    assert value_to_text("4.5") == '"4.5"'
    assert value_to_text(("ingen", "å")) == '["ingen", "å"]'
    assert value_to_text(Withheld.AVSTOD) == '{"withheld": "avstod"}'
    assert value_to_text(None) == ""
    assert value_from_text(None) is None


@pytest.mark.parametrize(
    "text",
    ["{", "4", "true", '"', '"a"b"', '"a\nb"', '"a\\"', '{"withheld": "x"}', '{"withheld": "avstod", "y": 1}', "[1]"],
)
def test_a_text_that_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValue):
        value_from_text(text)


@pytest.mark.parametrize(("row", "text"), [((), ""), (("2",), "2"), (("2", "1"), "2/1")])
def test_a_row_survives_its_text(row: tuple[str, ...], text: str) -> None:
    assert row_to_text(row) == text
    assert row_from_text(text) == row


def test_every_reason_has_its_word() -> None:
    assert len({reason.word for reason in Withheld}) == 4
