"""The printed summary read by real checkers: poppler, qpdf and the PDF/A validator."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pdf_structure import faults
from pikepdf import pdfa
from sample_review import sample_facts

from kollegie.language import Language, speak
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.pdf import Printed, print_pdf


def run(tool: str, pdf: bytes, tmp_path: Path, *arguments: str) -> str:
    """What a checker says about the file."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed; packaging/test.py installs it")
    path = tmp_path / "summary.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([tool, *arguments, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_summary_is_an_archive_file(printed: Printed) -> None:
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert pdfa.check(pdf, "2b").verdict == "pass"


def test_qpdf_finds_no_fault(printed: Printed, tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", printed.pdf, tmp_path, "--check")


def test_poppler_knows_title_language_tags_and_pages(printed: Printed, tmp_path: Path) -> None:
    told = run("pdfinfo", printed.pdf, tmp_path)

    assert "Hemtjänst i Exempelkommun" in told
    assert "Tagged:          yes" in told
    assert "A4" in told
    assert f"Pages:           {printed.pages}" in told
    assert "JavaScript:      no" in told


def test_poppler_reads_headings_and_table_cells_in_order(tmp_path: Path) -> None:
    facts = sample_facts(5, providers=1)
    short = replace(facts, checklists=(), findings=(), actions=facts.actions[:2])  # poppler draws a page per element
    printed = print_pdf(compile_content(short, Edition.PUBLIC))

    told = run("pdfinfo", printed.pdf, tmp_path, "-struct-text")

    headings = [line.split('"')[1].strip() for above, line in _pairs(told) if above.startswith("  H1")]
    assert headings == [
        "Hemtjänst i Exempelkommun",
        "Innehåll",
        "Samlad bild",
        "Iakttagelser",
        "Utförarna",
        "Åtgärder",
        "Så gjordes granskningen",
        "Bilaga 1. Checklistorna",
    ]
    said = [line.strip().strip('"').strip() for line in told.splitlines() if line.strip().startswith('"')]
    row = said.index("Akut iakttagelse åtgärdas samma dag")
    assert said[row - 1 : row + 5] == [
        "1",
        "Akut iakttagelse åtgärdas samma dag",
        "–",
        "Enhetschef",
        "2026-10-15",
        "Klar",
    ]


def test_every_font_is_embedded_with_its_letters(printed: Printed, tmp_path: Path) -> None:
    rows = run("pdffonts", printed.pdf, tmp_path).splitlines()[2:]

    assert rows
    for row in rows:
        name, *_, embedded, subset, unicode_, _, _ = row.split()
        assert (embedded, subset, unicode_) == ("yes", "yes", "yes"), row
        assert "Source" in name, row


def test_every_mark_has_its_element_and_every_element_its_mark(printed: Printed) -> None:
    assert faults(printed.pdf) == []


def test_the_bookmarks_are_the_headings(printed: Printed) -> None:
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf, pdf.open_outline() as outline:
        chapters = [mark.title for mark in outline.root]

    assert chapters == [entry.title for entry in printed.outline if entry.level == 1]
    assert chapters[2] == "Samlad bild"


def test_the_same_review_gives_the_same_bytes() -> None:
    content = compile_content(sample_facts(24), Edition.PUBLIC)

    assert print_pdf(content).pdf == print_pdf(content).pdf


def test_a_preview_is_the_same_file_without_the_proof() -> None:
    content = compile_content(sample_facts(24), Edition.PUBLIC)

    assert print_pdf(content, checked=False).pdf == print_pdf(content).pdf


def test_an_english_summary_says_so() -> None:
    speak(Language.EN)
    try:
        printed = print_pdf(compile_content(sample_facts(24), Edition.PUBLIC))
    finally:
        speak(Language.SV)

    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
    assert [entry.title for entry in printed.outline if entry.level == 1][2] == "Overall picture"


def _pairs(text: str) -> list[tuple[str, str]]:
    lines = text.splitlines()
    return list(pairwise(lines))
