"""The section Det som fungerar: a plus at each line, on the page of the overall picture where it has room."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.content import Content, Positive
from kollegie.summary.pdf_blocks import Block, Label, paragraph, section, text_lines
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, Paper
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import ACCENT, BODY, SECTION, STRONG, wrapped

_BETWEEN = 1.5


def works_blocks(paper: Paper, content: Content) -> list[Block]:
    """The section."""
    overview = content.overview
    blocks: list[Block] = [section(paper, say("Det som fungerar", "What works"))]
    if not overview.positives:
        return [*blocks, *paragraph(overview.no_positives, BODY, paper.root, READING_WIDTH)]
    element = Element("L", paper.root)
    return [*blocks, *(_positive(Element("LI", element), positive) for positive in overview.positives)]


def works_height(content: Content) -> float:
    """How high the section will be, asked before it is known where it stands. Units: points."""
    lines = [wrapped(positive.sentence, BODY, READING_WIDTH) for positive in content.overview.positives]
    return 26 + SECTION.leading + sum(len(one) * BODY.leading + _BETWEEN for one in lines or [("",)])


def _positive(item: Element, positive: Positive) -> Block:
    label = Label("+", STRONG.tinted(ACCENT), LEFT, Element("Lbl", item))
    lines = wrapped(positive.sentence, BODY, READING_WIDTH)
    body = Element("LBody", item)
    return text_lines(lines, BODY, body, x=LEFT + 14, before=_BETWEEN, labels=(label,), key=positive.source)
