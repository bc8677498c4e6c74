"""The chapter on XLSForm names what the import knows, and its example of a refusal is what is really said."""

import re
from importlib.resources import files

import pytest
from workbooks import read_here, refused, write_form

from kollegie.intake.xlsform_child import FORM_SHEETS
from kollegie.intake.xlsform_headings import OWN, SURVEY
from kollegie.intake.xlsform_types import QUESTIONS, UNSUPPORTED, RowKind, row_type

CHAPTER = files("ui").joinpath("help", "xlsform.md").read_text(encoding="utf-8")
OLDER_NAMES = {"string", "int", "percentage", "date time", "trigger", "photo", "picture", "location", "gps", "datetime"}


def test_every_type_and_column_is_named() -> None:
    named = set(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", CHAPTER, flags=re.DOTALL)))

    assert {word.replace(" ", "_") for word in {*QUESTIONS, *UNSUPPORTED} - OLDER_NAMES} <= named
    assert {*SURVEY, *OWN} - named - {"disabled", "kollegie_kort_en", "kollegie_enhet_en"} == set()
    assert {"survey", "choices", "settings", "kollegie_lagrum"} <= FORM_SHEETS & named


@pytest.mark.parametrize("word", ["text", "select_one l", "begin_group", "geopoint", "hidden", "today", "audio"])
def test_what_the_chapter_calls_a_type_is_one(word: str) -> None:
    assert row_type(word).kind is not RowKind.UNKNOWN


def test_the_example_of_a_refusal_is_what_is_said(tmp_path, monkeypatch) -> None:
    read_here(monkeypatch)
    survey = [
        ("type", "name", "label", "hint", "relevant"),
        *[("text", f"f{number}", "F") for number in range(2, 7)],
        ("text", "x", "X", "", "${f2} ="),
        ("text", "y", "Y"),
        ("selct_one ort", "z", "Z"),
    ]
    choices = [("list_name", "name", "label"), ("ort", "gbg", "Göteborg"), ("ort", "sth", "Sthlm"), ("ort", "gbg", "G")]

    told = refused(write_form(tmp_path / "min-lista.xlsx", survey, choices))

    shown = re.findall(r"^  (blad .*)$", CHAPTER, re.MULTILINE)
    assert told == shown
