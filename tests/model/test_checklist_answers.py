from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kollegie.language import Language
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import YES_NO_CHOICES, BilingualText, Choice, ControlQuestion, QuestionType
from kollegie.model.checklist_answers import AnswerUnfit, fault_in, read_value, scalar_of, value_words
from kollegie.model.expressions import Scalar

CHOICES = (
    Choice("ingen", BilingualText("Ingen", "Nobody")),
    Choice("god_man", BilingualText("God man", "Trustee")),
    Choice("annan", BilingualText("Annan", "Other")),
)


def question(kind: QuestionType) -> ControlQuestion:
    choices = YES_NO_CHOICES if kind is QuestionType.YES_NO else CHOICES
    return ControlQuestion("x1", "X1", kind, BilingualText("Fråga"), choices=choices, unit=BilingualText("min", "min"))


@pytest.mark.parametrize(
    ("kind", "given_", "value"),
    [
        (QuestionType.NUMBER, "4,5", "4.5"),
        (QuestionType.NUMBER, " 1 200,50 ", "1200.5"),
        (QuestionType.NUMBER, "−3", "-3"),
        (QuestionType.NUMBER, 4, "4"),
        (QuestionType.NUMBER, 0.1, "0.1"),
        (QuestionType.NUMBER, ".5", "0.5"),
        (QuestionType.NUMBER, "-0", "0"),
        (QuestionType.INTEGER, "4.0", "4"),
        (QuestionType.DATE, "2026-03-01", "2026-03-01"),
        (QuestionType.TIME, "7.30", "07:30"),
        (QuestionType.TIME, "07:30:15", "07:30:15"),
        (QuestionType.MOMENT, "2026-03-01 07:30", "2026-03-01T07:30"),
        (QuestionType.YES_NO, "Ja", "ja"),
        (QuestionType.YES_NO, "partly", "delvis"),
        (QuestionType.YES_NO, True, "ja"),
        (QuestionType.YES_NO, False, "nej"),
        (QuestionType.YES_NO, "ej_observerat", Withheld.EJ_OBSERVERAT),
        (QuestionType.NUMBER, "avstod", Withheld.AVSTOD),
        (QuestionType.NUMBER, {"withheld": "ej_fragad"}, Withheld.EJ_FRAGAD),
        (QuestionType.TEXT, "avstod", "avstod"),
        (QuestionType.TEXT, {"withheld": "avstod"}, Withheld.AVSTOD),
        (QuestionType.TEXT, "  hej\n", "  hej\n"),
        (QuestionType.TEXT, "   ", None),
        (QuestionType.TEXT, 5, "5"),
        (QuestionType.ONE_OF, "God man", "god_man"),
        (QuestionType.ONE_OF, "trustee", "god_man"),
        (QuestionType.MANY_OF, ["annan", "ingen", "annan"], ("ingen", "annan")),
        (QuestionType.MANY_OF, "annan, ingen", ("ingen", "annan")),
        (QuestionType.MANY_OF, "God man", ("god_man",)),
        (QuestionType.MANY_OF, [], None),
        (QuestionType.RANKING, ["annan", "ingen"], ("annan", "ingen")),
        (QuestionType.ACKNOWLEDGE, True, "OK"),
        (QuestionType.ACKNOWLEDGE, False, None),
        (QuestionType.PLACE, "57.70 11.97", "57.70 11.97"),
        (QuestionType.PLACE, "57,70  11,97 12 4,5", "57.70 11.97 12 4.5"),
        (QuestionType.PLACE, "57.70, −11.97", "57.70 -11.97"),
        (QuestionType.PHOTO, "bild-1", "bild-1"),
        (QuestionType.NUMBER, None, None),
        (QuestionType.NUMBER, "", None),
        (QuestionType.DATE, "  ", None),
    ],
)
def test_what_is_typed_clicked_or_sent_becomes_an_answer(kind: QuestionType, given_: object, value: Value) -> None:
    assert read_value(question(kind), given_) == value


@pytest.mark.parametrize(
    ("kind", "given_", "expected"),
    [
        (QuestionType.NUMBER, "fyra", "ett tal som 4 eller 4,5 väntas"),
        (QuestionType.NUMBER, "1e5", "ett tal"),
        (QuestionType.NUMBER, float("nan"), "ett tal"),
        (QuestionType.NUMBER, float("inf"), "ett tal"),
        (QuestionType.NUMBER, "1" * 30, "ett tal"),
        (QuestionType.INTEGER, "4,5", "ett helt tal väntas"),
        (QuestionType.DATE, "1/3 2026", "ett datum som 2026-03-01 väntas"),
        (QuestionType.DATE, "2026-02-30", "ett datum"),
        (QuestionType.DATE, "20260301", "ett datum"),
        (QuestionType.TIME, "25:00", "ett klockslag som 07:30 väntas"),
        (QuestionType.MOMENT, "2026-03-01", "datum och klockslag"),
        (QuestionType.MOMENT, "0001-01-01T00:00+23:59", "datum och klockslag"),
        (QuestionType.MOMENT, "9999-12-31T23:59-23:59", "datum och klockslag"),
        (
            QuestionType.YES_NO,
            "kanske",
            "ett av valen ja, nej, delvis, ej_observerat, ej_tillampligt, ej_fragad, avstod väntas",
        ),
        (QuestionType.ONE_OF, ["ingen"], "ett enda svar väntas"),
        (
            QuestionType.MANY_OF,
            ["ingen", "x"],
            "ett av valen ingen, god_man, annan, ej_observerat, ej_tillampligt, ej_fragad, avstod väntas",
        ),
        (QuestionType.MANY_OF, [["ingen"]], "en lista med val väntas"),
        (QuestionType.NUMBER, {"withheld": "x"}, "skälet ska vara ett av"),
        (QuestionType.PLACE, "hemma", "latitud och longitud"),
        (QuestionType.PLACE, "91 11,97", "latitud och longitud"),
        (QuestionType.PLACE, "57,70 181", "latitud och longitud"),
        (QuestionType.NOTE, "x", "den besvaras inte av någon"),
        (QuestionType.TEXT, "x" * 100_001, "högst 100000 tecken"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_expected(kind: QuestionType, given_: object, expected: str) -> None:
    with pytest.raises(AnswerUnfit) as raised:
        read_value(question(kind), given_)

    assert raised.value.expected_sv.startswith(expected)
    assert "X1" in raised.value.sentence(Language.SV)
    assert len(raised.value.sentence(Language.EN)) < 200


@given(
    st.sampled_from(QuestionType), st.text(max_size=20) | st.integers() | st.floats() | st.lists(st.text(max_size=5))
)
def test_whatever_is_given_is_an_answer_or_refused_and_an_answer_reads_as_itself(
    kind: QuestionType, given_: Any
) -> None:
    asked = question(kind)
    try:
        value = read_value(asked, given_)
    except AnswerUnfit:
        value = None

    assert fault_in(asked, value) is None
    assert read_value(asked, list(value) if isinstance(value, tuple) else value) == value


def test_a_moment_with_a_zone_is_moved_to_the_clock_of_the_place() -> None:
    local = datetime(2026, 3, 1, 6, 30, tzinfo=UTC).astimezone().replace(tzinfo=None)

    assert read_value(question(QuestionType.MOMENT), "2026-03-01T07:30+01:00") == local.isoformat("T", "minutes")


@pytest.mark.parametrize(
    ("kind", "value", "scalar"),
    [
        (QuestionType.NUMBER, "4.50", Decimal("4.5")),
        (QuestionType.NUMBER, "x", None),
        (QuestionType.NUMBER, ("4",), None),
        (QuestionType.NUMBER, Withheld.AVSTOD, None),
        (QuestionType.DATE, "2026-03-01", date(2026, 3, 1)),
        (QuestionType.TIME, "07:30", time(7, 30)),
        (QuestionType.MOMENT, "2026-03-01T07:30", datetime(2026, 3, 1, 7, 30)),
        (QuestionType.YES_NO, Withheld.EJ_TILLAMPLIGT, "ej_tillampligt"),
        (QuestionType.ONE_OF, Withheld.EJ_TILLAMPLIGT, None),
        (QuestionType.MANY_OF, ("a", "b"), ("a", "b")),
        (QuestionType.MANY_OF, "a", ("a",)),
        (QuestionType.TEXT, "hej", "hej"),
        (QuestionType.TEXT, None, None),
    ],
)
def test_what_rules_work_with(kind: QuestionType, value: Value, scalar: Scalar) -> None:
    assert scalar_of(question(kind), value) == scalar


def test_a_stored_answer_that_does_not_fit_is_told() -> None:
    assert fault_in(question(QuestionType.ONE_OF), "borta") is not None
    assert fault_in(question(QuestionType.ONE_OF), "ingen") is None
    assert fault_in(question(QuestionType.ONE_OF), Withheld.AVSTOD) is None


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (QuestionType.NUMBER, "4.5", "4,5 min"),
        (QuestionType.YES_NO, "delvis", "Delvis"),
        (QuestionType.MANY_OF, ("ingen", "god_man"), "Ingen, God man"),
        (QuestionType.ONE_OF, "borta", "borta"),
        (QuestionType.NUMBER, Withheld.EJ_OBSERVERAT, "Ej observerat"),
        (QuestionType.NUMBER, None, ""),
    ],
)
def test_an_answer_in_words(kind: QuestionType, value: Value, words: str) -> None:
    assert value_words(question(kind), value, Language.SV) == words
