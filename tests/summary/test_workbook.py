"""The summary as a workbook: numbers as numbers, nothing typed ever a formula, no person where none may be."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from sample_review import NAMES, sample_facts, with_text

from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.facts import Facts
from kollegie.summary.workbook import MOST_LETTERS, harmless, write_workbook


def book_of(facts: Facts, edition: Edition) -> Workbook:
    """The workbook as a spreadsheet reads it."""
    return load_workbook(io.BytesIO(write_workbook(compile_content(facts, edition))))


def test_the_findings_of_the_workbook_are_those_of_the_summary() -> None:
    facts = sample_facts()

    sheet = book_of(facts, Edition.INTERNAL)["Iakttagelser"]

    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(facts.findings)
    assert {row[8] for row in rows} == {visit.case for visit in facts.visits if visit.id in _visits(facts)}
    assert all(isinstance(row[5], int) for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "  =1", '=HYPERLINK("x")'])
def test_nothing_typed_is_read_as_a_formula(text: str) -> None:
    book = book_of(with_text(sample_facts(7, providers=1), text), Edition.INTERNAL)

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" for cell in cells)
    assert not [cell.value for cell in cells if cell.value.lstrip().startswith(("=", "+", "-", "@"))]


def test_a_text_longer_than_a_cell_is_cut_and_controls_are_shown() -> None:
    assert len(harmless("å" * 100_000)) == MOST_LETTERS
    assert harmless("a\x07b\ud800") == "a‹U+0007›b‹U+D800›"


def test_the_public_workbook_holds_no_person_and_no_case() -> None:
    facts = sample_facts()

    book = book_of(facts, Edition.PUBLIC)

    said = "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    assert not [
        secret for secret in (*NAMES, *(visit.case for visit in facts.visits if "HT" in visit.case)) if secret in said
    ]
    assert "Besök" not in book.sheetnames


def test_nothing_is_laid_in_the_clear_in_the_systems_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("openpyxl.worksheet._writer.create_temporary_file")

    assert book_of(sample_facts(), Edition.INTERNAL).sheetnames


def test_the_same_content_gives_the_same_file() -> None:
    content = compile_content(replace(sample_facts(12), version=""), Edition.PUBLIC)

    assert write_workbook(content) == write_workbook(content)


def _visits(facts: Facts) -> set[str]:
    return {finding.visit for finding in facts.findings}
