"""The summary as a docx, read back: real headings and tables, the language told, nothing typed more than text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from sample_review import NAMES, sample_facts, with_text

from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition, Print
from kollegie.summary.document import write_document
from kollegie.summary.facts import Facts, RuleFact


def book_of(facts: Facts, edition: Edition) -> Any:
    """The document as a word processor reads it."""
    return Document(io.BytesIO(write_document(compile_content(facts, edition))[0]))


def words(book: Any) -> str:
    texts = [paragraph.text for paragraph in book.paragraphs]
    texts += [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    texts += [
        part.text for section in book.sections for part in (*section.header.paragraphs, *section.footer.paragraphs)
    ]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def internal() -> Any:
    asked = (RuleFact("V01", "Samtidigt hos flera brukare", 3, 2, 1),)
    return book_of(replace(sample_facts(), signals=asked), Edition.INTERNAL)


def test_the_chapters_are_real_headings_without_a_skipped_level(internal: Any) -> None:
    levels = [
        int(paragraph.style.name.rsplit(" ", 1)[1])
        for paragraph in internal.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    titles = [paragraph.text for paragraph in internal.paragraphs if paragraph.style.name == "Heading 1"]

    assert titles[:5] == ["Samlad bild", "Iakttagelser", "Utförare", "Åtgärder", "Genomförande"]
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    assert internal.paragraphs[0].style.name == "Title"


def test_the_internal_document_has_the_signals_and_key_figures_that_the_pdf_has(internal: Any) -> None:
    told = words(internal)

    assert "Varningssignaler som frågades vid besöken" in told
    assert "V01 Samtidigt hos flera brukare" in told
    for part in compile_content(sample_facts(), Edition.INTERNAL).providers.parts:
        for figure in part.figures:
            assert f"{figure.label}\n{figure.note}".strip() in told


def test_every_table_has_a_header_row_that_repeats(internal: Any) -> None:
    assert len(internal.tables) > 8
    for table in internal.tables:
        head = table.rows[0]._tr.trPr
        assert head is not None
        assert head.find(qn("w:tblHeader")) is not None
        assert all(cell.text for row in table.rows for cell in row.cells)
        assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)


def test_language_title_and_page_numbers_are_told(internal: Any) -> None:
    styles = internal.styles.element.xml

    assert 'w:lang w:val="sv-SE"' in styles
    assert "Hemtjänst" in internal.core_properties.title
    fields = re.findall(r'w:instr="([^"]*)"', internal.sections[0].footer._element.xml)
    assert fields == ["PAGE", "NUMPAGES"]


def test_its_findings_are_those_of_the_summary(internal: Any) -> None:
    content = compile_content(sample_facts(), Edition.INTERNAL)
    claims = [
        f"{line.question} {line.claim}"
        for area in content.findings.areas
        for group in area.groups
        for line in group.lines
    ]

    said = words(internal).replace("\u00a0", " ")
    assert claims
    assert [claim for claim in claims if claim.replace("\u00a0", " ") not in said] == []


@pytest.mark.parametrize(
    "text", ["=1+1", "<w:p/>", "{ PAGE }", '{=HYPERLINK("x")}', "a\x07b\x00c", "\ud800", "]]>", "&amp; <b>fet</b>"]
)
def test_nothing_typed_is_more_than_text(text: str) -> None:
    content = compile_content(with_text(sample_facts(7, providers=1), text), Edition.INTERNAL)
    file, _ = write_document(content)

    book = Document(io.BytesIO(file))
    with ZipFile(io.BytesIO(file)) as parts:
        assert parts.testzip() is None
        body = parts.read("word/document.xml").decode()
    assert "w:fldSimple" not in body
    assert "w:instrText" not in body
    assert "w:hyperlink" not in body
    assert "<b>fet</b>" not in body
    shown = text.replace("\x07", "‹U+0007›").replace("\x00", "‹U+0000›").replace("\ud800", "‹U+D800›")
    assert shown in words(book)


def test_the_public_document_holds_no_person_and_no_case() -> None:
    facts = sample_facts()

    said = words(book_of(facts, Edition.PUBLIC))

    assert not [
        secret for secret in (*NAMES, *(one.case for one in facts.visits if "HT" in one.case)) if secret in said
    ]


def test_the_internal_copy_says_who_printed_it_and_its_secrecy() -> None:
    content = compile_content(sample_facts(7), Edition.INTERNAL, printed=Print("Karin Ek", "2026-11-24 14.32", 3))

    said = words(Document(io.BytesIO(write_document(content)[0])))

    assert "exemplar 3" in said
    assert "Utskriven 2026-11-24 14.32 av Karin Ek. Sekretess enligt 26 kap. 1 § OSL" in said


def test_the_same_content_gives_the_same_file() -> None:
    content = compile_content(replace(sample_facts(12), version=""), Edition.PUBLIC)

    assert write_document(content) == write_document(content)
