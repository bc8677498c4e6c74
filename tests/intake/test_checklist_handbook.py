"""The chapter on the format says what the reader does: its example is read, its lists are whole."""

import re
from importlib.resources import files

from kollegie.intake.checklists import read_checklist
from kollegie.model.checklist import QuestionType
from kollegie.model.expressions.functions import FORM_FUNCTIONS, FUNCTIONS
from kollegie.model.severity import Category
from kollegie.visiting.evaluation_report import evaluate

CHAPTER = files("ui").joinpath("help", "checklistor-format.md").read_text(encoding="utf-8")


def test_the_example_is_a_checklist_that_works() -> None:
    example = re.findall(r"```toml\n(schema.*?)```", CHAPTER, re.DOTALL)[0]

    worked_out = evaluate(read_checklist(example), {"ml01": "delvis", "ml02": 2, "planerade_besok": 4})

    assert [(one["question"], one["severity"]) for one in worked_out["findings"]] == [("ml01", 2), ("ml02", 2)]


def test_every_type_category_and_function_is_named() -> None:
    for word in [*QuestionType, *Category]:
        assert f"`{word.value}`" in CHAPTER, word
    named = set(re.findall(r"[a-z][a-z0-9:-]*", CHAPTER[CHAPTER.index("Funktioner:") : CHAPTER.index("Inom en uppre")]))
    assert {*FUNCTIONS, *FORM_FUNCTIONS} <= named


def test_every_key_the_reader_asks_for_is_described() -> None:
    reader = files("kollegie").joinpath("intake", "checklist_reader.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'table\.\w+\(\s*"([a-z_]+)"', reader)) - {"fraga"}

    assert len(keys) > 30
    assert {key for key in keys if f"`{key}`" not in CHAPTER} == set()
