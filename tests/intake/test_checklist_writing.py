"""A checklist written to a file is the same checklist when it is read again."""

import pytest
from generated_checklists import checklists
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kollegie.intake.checklist_writer import ColumnNotWritable, checklist_to_toml, inline
from kollegie.intake.checklists import read_checklist, shipped_checklists
from kollegie.model.checklist import (
    BilingualText,
    Checklist,
    Choice,
    ControlQuestion,
    QuestionType,
    Section,
)
from kollegie.model.checklist_check import faults_of


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_a_shipped_checklist_reads_back_as_itself(checklist: Checklist) -> None:
    assert read_checklist(checklist_to_toml(checklist)) == checklist


@given(checklists(letters=st.characters(exclude_categories=["Cs"])))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_checklist_reads_back_as_itself(checklist: Checklist) -> None:
    assert faults_of(checklist) == ()

    assert read_checklist(checklist_to_toml(checklist)) == checklist


def test_what_is_easy_to_read_is_written() -> None:
    text = checklist_to_toml(next(one for one in shipped_checklists() if one.id == "hemtjanst-brukarbesok"))

    assert '\n[[avsnitt.fraga]]\nid = "HB01"\ntyp = "ja/nej"\n' in text
    assert '    { svar = "nej", kategori = "' in text


def test_nothing_invisible_stands_unmarked_in_the_file() -> None:
    assert inline("a\u202eb\x07") == '"a\\u202Eb\\u0007"'
    assert inline('sa "ja"') == "'sa \"ja\"'"


def test_a_choice_column_named_as_a_key_is_refused_with_its_place() -> None:
    choice = Choice("a", BilingualText("A"), (("text", "b"),))
    question = ControlQuestion("x", "X", QuestionType.ONE_OF, BilingualText("X"), choices=(choice,))
    checklist = Checklist("l", "1", BilingualText("L"), (Section("s", BilingualText("S"), (question,)),))

    with pytest.raises(ColumnNotWritable, match="text på valet a i x"):
        checklist_to_toml(checklist)
