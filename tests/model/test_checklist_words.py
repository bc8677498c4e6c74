import json
from dataclasses import replace
from datetime import date

import pytest

from kollegie.language import Language
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import (
    YES_NO_CHOICES,
    BilingualText,
    Checklist,
    Choice,
    Constraint,
    ContextField,
    ControlQuestion,
    FindingRule,
    Group,
    QuestionType,
    Section,
)
from kollegie.model.checklist_check import faults_of
from kollegie.model.checklist_statutes import Certainty, Source, Statute
from kollegie.model.checklist_text import UnreadableChecklist, checklist_from_text, checklist_to_text
from kollegie.model.expressions import Expression
from kollegie.model.severity import Category, Severity

TEXT = BilingualText("Text", "Words")
EVERYTHING = Checklist(
    id="allt",
    version="1",
    title=TEXT,
    context_fields=(
        ContextField("privat", QuestionType.YES_NO, TEXT, Withheld.EJ_FRAGAD, YES_NO_CHOICES),
        ContextField("slag", QuestionType.MANY_OF, TEXT, ("a",), (Choice("a", TEXT),)),
    ),
    statutes=(Statute("s", "SoL", chapter="11", valid_from=date(2025, 7, 1), certainty=Certainty.KNOWN),),
    sections=(
        Section(
            "a",
            TEXT,
            (
                ControlQuestion(
                    "q",
                    "Q",
                    QuestionType.ONE_OF,
                    BilingualText("Fråga"),
                    relevance=Expression("${privat} = 'ja'"),
                    constraints=(Constraint(Expression(". != ''"), TEXT, soft=True),),
                    choices=(Choice("x", TEXT, (("lan", "vn"),)),),
                    default="x",
                    findings=(FindingRule(Expression(". = 'x'"), Category.SAK, Severity.ACUTE, TEXT, sensitive=True),),
                    statutes=("s",),
                    parameters=(("start", "1"),),
                ),
                Group("r", TEXT, (ControlQuestion("t", "T", QuestionType.TEXT, TEXT),), repeats=True),
            ),
        ),
    ),
)


def test_a_checklist_survives_its_text() -> None:
    text = checklist_to_text(EVERYTHING)

    assert checklist_from_text(text) == EVERYTHING
    assert checklist_from_text(text).content_hash == EVERYTHING.content_hash
    assert faults_of(EVERYTHING) == ()


def test_what_holds_its_default_is_left_out_of_the_text() -> None:
    question = json.loads(checklist_to_text(EVERYTHING))["sections"][0]["items"][1]["items"][0]

    assert set(question) == {"name", "id", "type", "label"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"id": 5}',
        checklist_to_text(EVERYTHING)[:-2],
        checklist_to_text(EVERYTHING).replace("ett val", "x"),
        checklist_to_text(EVERYTHING).replace('"version"', '"verzion"'),
        checklist_to_text(EVERYTHING).replace('"sv":"Delvis"', '"sv":1'),
        "[" * 100_000,
    ],
    ids=["empty", "list", "nothing", "number", "cut", "type", "key", "words", "deep"],
)
def test_a_text_of_a_newer_program_or_of_no_checklist_is_refused(text: str) -> None:
    with pytest.raises(UnreadableChecklist):
        checklist_from_text(text)


def test_every_part_of_the_content_is_in_the_fingerprint() -> None:
    changed = [
        replace(EVERYTHING, version="2"),
        replace(EVERYTHING, title=BilingualText("Text", "Other")),
        replace(EVERYTHING, statutes=()),
        replace(EVERYTHING, context_fields=EVERYTHING.context_fields[:1]),
        replace(EVERYTHING, sections=(replace(EVERYTHING.sections[0], name="b"),)),
    ]

    assert len({checklist.content_hash for checklist in [EVERYTHING, *changed]}) == 6


def test_a_text_without_english_is_said_in_swedish() -> None:
    assert BilingualText("Hej").in_(Language.EN) == "Hej"
    assert BilingualText("Hej", "Hi").in_(Language.EN) == "Hi"
    assert BilingualText("Hej", "Hi").in_(Language.SV) == "Hej"
    assert not BilingualText()


STATUTE = Statute("x", "SoL", chapter="27", section="2", valid_from=date(2025, 7, 1), certainty=Certainty.READ)


@pytest.mark.parametrize(
    ("statute", "sv", "en"),
    [
        (STATUTE, "SoL 27 kap. 2 §", "SoL ch. 27 sec. 2"),
        (replace(STATUTE, chapter="34", section="1–4"), "SoL 34 kap. 1–4 §§", "SoL ch. 34 sec. 1–4"),
        (replace(STATUTE, section=""), "SoL 27 kap.", "SoL ch. 27"),
        (replace(STATUTE, law="LSS", chapter="", section="9", point="2"), "LSS 9 § 2", "LSS sec. 9 2"),
        (replace(STATUTE, law="SOSFS 2011:9", chapter="", section=""), "SOSFS 2011:9", "SOSFS 2011:9"),
        (replace(STATUTE, source=Source.CONTRACT), "avtalet", "the contract"),
    ],
)
def test_a_reference_is_printed_as_lawyers_write_it(statute: Statute, sv: str, en: str) -> None:
    assert statute.shown(Language.SV) == sv
    assert statute.shown(Language.EN) == en


def test_what_is_uncertain_is_never_shown_as_law() -> None:
    for source in Source:
        uncertain = replace(STATUTE, certainty=Certainty.UNCERTAIN, source=source)
        assert not uncertain.may_be_shown
        assert uncertain.shown(Language.SV) == ""


def test_a_reference_is_shown_only_while_it_holds() -> None:
    old = replace(STATUTE, valid_from=None, valid_to=date(2025, 6, 30))

    assert STATUTE.shown(Language.SV, date(2025, 6, 30)) == ""
    assert STATUTE.shown(Language.SV, date(2025, 7, 1)) != ""
    assert old.shown(Language.SV, date(2025, 6, 30)) != ""
    assert old.shown(Language.SV, date(2025, 7, 1)) == ""


def test_a_reference_nobody_has_marked_is_uncertain() -> None:
    assert not Statute("x", "SoL").may_be_shown


def test_a_question_is_found_with_its_section_and_its_repeats() -> None:
    assert EVERYTHING.question("t") is EVERYTHING.questions[1]
    assert EVERYTHING.question("x") is None
    assert EVERYTHING.path_of("t") == ("r",)
    section = EVERYTHING.section_of("t")
    assert section is not None
    assert section.name == "a"
    assert [statute.id for statute in EVERYTHING.statutes_of(EVERYTHING.questions[0])] == ["s"]
