"""Whatever a user types is printed as it stands: it is never mark-up, never leaves the page, never breaks the file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_structure import faults, stray_text, text_of
from sample_review import sample_facts, with_text

from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.facts import Facts
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


def few_questions() -> Facts:
    """A small review of three questions, since ten thousand letters in every field fill many pages."""
    facts = sample_facts(6, providers=1, frequent=3)
    asked = {"HB06", "HB16", "UB04"}
    return replace(
        facts,
        checklists=tuple(
            replace(one, questions=tuple(question for question in one.questions if question.id in asked))
            for one in facts.checklists
        ),
        answers=tuple(answer for answer in facts.answers if answer.question in asked),
        findings=tuple(finding for finding in facts.findings if finding.question in asked),
        actions=facts.actions[:1],
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("edition", [Edition.INTERNAL, Edition.PUBLIC], ids=str)
def test_the_file_stays_whole_whatever_is_typed(text: str, edition: Edition) -> None:
    printed = print_pdf(compile_content(with_text(few_questions(), text), edition), checked=True)  # proves PDF/A too

    assert faults(printed.pdf) == []
    assert stray_text(printed.pdf) == []


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
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_line_fits_its_column_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, CELL, width)

    letters = plain(text).replace("\n", "").replace("\u00ad", "")
    widest = max((measured(letter, CELL) for letter in letters), default=0)
    assert all(measured(line, CELL) <= max(width, widest) + 1e-6 for line in lines)
    kept = "".join("".join(lines).replace("-", "").split())
    assert kept == "".join(letters.replace("-", "").split())


def test_a_long_word_is_divided_as_swedish_divides() -> None:
    assert wrapped("Biståndshandläggare", CELL, 50) == ("Bistånds-", "handläggare")
    assert wrapped("tillsammans", CELL, 30)[0] in ("till-", "tillsam-")
    assert wrapped("12345678901234567890", CELL, 50)[0].isdigit()


def test_every_face_draws_swedish_and_the_signs_of_the_print() -> None:
    for face in Face:
        assert measured("åäöÅÄÖé§–−×±”’", replace(CELL, face=face)) > 0
