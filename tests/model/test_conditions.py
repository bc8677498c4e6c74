from __future__ import annotations

import pytest

from kollegie.intake.checklists import find_checklist, shipped_checklists
from kollegie.language import Language
from kollegie.model.conditions import Condition, Operator, Test, condition_words, operators_for, read_condition
from kollegie.model.expressions import Expression

HB, BS, KP = (find_checklist(id) for id in ("hemtjanst-brukarbesok", "boendestod-ej-verkstallt", "kontaktperson"))


@pytest.mark.parametrize(
    ("checklist", "text", "words"),
    [
        (HB, "${hb12} = 'ja'", "HB12 är Ja"),
        (HB, "not(selected(${hb02}, 'ingen'))", "HB02 inte omfattar Ingen"),
        (BS, "${bs02} != '' and ${bs02} != 'nej'", "BS02 är besvarad och BS02 inte är Nej"),
        (KP, "${kp09} >= 3", "KP09 är minst 3"),
        (KP, "today() - ${kp02} > 60", "dagens datum − KP02 är mer än 60"),
        (
            HB,
            "(${hb12} = 'ja' or ${hb12} = 'delvis') and ${hb01} != ''",
            "(HB12 är Ja eller HB12 är Delvis) och HB01 är besvarad",
        ),
        (HB, "${privat_utforare} = 'ja'", "”Privat utförare” är Ja"),
    ],
)
def test_a_condition_is_said_in_words_with_ids_and_labels(checklist, text, words):
    assert condition_words(checklist, Expression(text), Language.SV) == words


def test_every_condition_of_the_shipped_checklists_has_words_without_marks_of_the_language():
    for checklist in shipped_checklists():
        for question in checklist.questions:
            for expression in (question.relevance, *(rule.condition for rule in question.findings)):
                words = condition_words(checklist, expression, owner=question.name)
                assert "${" not in words
                assert "selected(" not in words
                assert bool(words) == (expression is not None)


@pytest.mark.parametrize(
    "text",
    [
        "${hb12} = 'ja'",
        "not(selected(${hb02}, 'ingen'))",
        "${bs02} != '' and ${bs02} != 'nej'",
        ". < 0.8",
        "${a} = 'x' or ${b} >= 3",
    ],
)
def test_a_condition_that_can_be_built_by_choosing_is_written_as_it_was_read(text):
    condition = read_condition(text)

    assert condition is not None
    assert condition.text({}) == text


@pytest.mark.parametrize(
    "text", ["${a} = 'x' and (${b} = 'y' or ${c} = 'z')", "${a} > ${b}", "count-selected(.) > 1", "${a} = "]
)
def test_what_is_more_than_rows_to_choose_from_is_left_as_text(text):
    assert read_condition(text) is None


def test_a_value_is_written_as_its_question_takes_it():
    number, word = Test("a", Operator.AT_LEAST, "4,5"), Test("b", Operator.IS, "12")
    types = {"a": HB.question("hb08").type, "b": HB.question("hb07").type}

    assert Condition((number, word)).text(types) == "${a} >= 4.5 and ${b} = '12'"
    assert Operator.HOLDS in operators_for(HB.question("hb02").type)
    assert Operator.HOLDS not in operators_for(HB.question("hb08").type)
