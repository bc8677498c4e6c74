"""Whatever a user types is printed as it stands: it is never mark-up, never leaves the page, never breaks the file."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_structure import faults, stray_text, text_of
from pikepdf import pdfa
from sample_review import sample_facts, with_text

from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.pdf import print_pdf
from kollegie.summary.pdf_fonts import Face, plain
from kollegie.summary.pdf_text import CELL, measured, wrapped

HOSTILE = {
    "image": "<img src='file:///etc/passwd'/>",
    "bold": "<b>fet</b> <font color='red'>röd</font> <a href='https://exempel.se'>länk</a>",
    "entities": "A &amp; B &lt;C&gt; & D &#65;",
    "formula": '=HYPERLINK("x")',
    "pdf": ") Tj ET /Artifact BMC (x) EMC endstream endobj \\) \\( (((",
    "control": "a\x00b\x07c\x1bd\x7fe\x85f",
    "bidi": "säker\u202egnp.exe\u2066 x\u2069 \u200fy",
    "long word": "ö" * 10_000,
    "long text": "Brukaren berättar att dusch ges varannan vecka. " * 210,
    "lines": "\n".join("rad" for _ in range(300)),
    "other letters": "Привет Ελλάδα שלום مرحبا 你好 😀 e\u0301\u0302 \U000e0041 \ue000 \ufffd",
    "lone surrogate": "x\ud800y",
    "empty": "",
    "spaces": "   \t  ",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("edition", [Edition.INTERNAL, Edition.PUBLIC], ids=str)
def test_the_file_stays_whole_whatever_is_typed(text: str, edition: Edition) -> None:
    printed = print_pdf(compile_content(with_text(sample_facts(7, frequent=3), text), edition))

    assert faults(printed.pdf) == []
    assert stray_text(printed.pdf) == []
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert pdfa.check(pdf, "2b").verdict == "pass"


@pytest.mark.parametrize("name", ["image", "bold", "entities", "formula"])
def test_markup_is_printed_letter_by_letter(name: str) -> None:
    facts = sample_facts(7)
    action = replace(facts.actions[0], text=HOSTILE[name])

    printed = print_pdf(compile_content(replace(facts, actions=(action,)), Edition.INTERNAL))

    assert HOSTILE[name].replace(" ", "") in text_of(printed.pdf).replace(" ", "")


def test_what_steers_the_reader_is_shown_by_its_number() -> None:
    assert plain("säker\u202egnp.exe") == "säker‹U+202E›gnp.exe"
    assert plain("a\x00b") == "a‹U+0000›b"
    assert plain("x\ud800y") == "x‹U+D800›y"
    assert plain("e\u0301") == "é"
    assert plain("a\r\nb\tc") == "a\nb c"


@given(st.text(max_size=400), st.floats(20, 400))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_line_fits_its_column_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, CELL, width)

    widest = max((measured(letter, CELL) for letter in plain(text) or " "), default=0)
    assert all(measured(line, CELL) <= max(width, widest) + 1e-6 for line in lines)
    kept = "".join(lines).replace("-", "").replace(" ", "")
    assert kept == plain(text).replace("-", "").replace(" ", "").replace("\n", "").replace("\u00ad", "")


def test_a_long_word_is_divided_as_swedish_divides() -> None:
    assert wrapped("Biståndshandläggare", CELL, 50) == ("Bistånds-", "handläggare")
    assert wrapped("tillsammans", CELL, 30)[0] in ("till-", "tillsam-")
    assert wrapped("12345678901234567890", CELL, 50)[0].isdigit()


def test_every_face_draws_swedish_and_the_signs_of_the_print() -> None:
    for face in Face:
        assert measured("åäöÅÄÖé§–−×±”’", replace(CELL, face=face)) > 0
