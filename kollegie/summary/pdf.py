"""The summary as a PDF: laid out, tagged, archivable (PDF/A-2b), the same bytes every time for the same content."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.summary.content import Content, Edition
from kollegie.summary.pdf_actions import actions_blocks
from kollegie.summary.pdf_archive import archived
from kollegie.summary.pdf_blocks import Block, set_on_pages
from kollegie.summary.pdf_conduct import checklist_blocks, conduct_blocks, seal_blocks, visit_blocks
from kollegie.summary.pdf_contents import contents_blocks
from kollegie.summary.pdf_cover import cover_blocks
from kollegie.summary.pdf_findings import findings_blocks
from kollegie.summary.pdf_fonts import plain
from kollegie.summary.pdf_furniture import edition_words, furnish
from kollegie.summary.pdf_overview import overview_blocks
from kollegie.summary.pdf_providers import providers_blocks
from kollegie.summary.pdf_sheet import BOTTOM, TOP, OutlineEntry, Paper, Spot
from kollegie.summary.pdf_works import works_blocks, works_height

FLOW_PUBLIC = 0.33
FLOW = 0.5
"""A chapter begins a page; where the page before would be left emptier than this, it goes on there instead."""

one_at_a_time = Lock()
"""ReportLab's fonts keep what each document needs of them, and are not made for two threads at once."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF with its headings and the places that lead to the visits behind a figure."""

    pdf: bytes
    pages: int
    outline: tuple[OutlineEntry, ...]
    spots: tuple[Spot, ...]


def print_pdf(content: Content, *, checked: bool = True, progress: Progress | None = None) -> Printed:
    """Set the summary on pages.

    Shape: `checked` lets the finished file be read again and proved against PDF/A-2b; a preview may do without.
    Raises: Cancelled between chapters if the user asked for it.
    """
    with one_at_a_time, _no_collection():
        paper = Paper()
        lay_out(paper, content, progress or Progress())
        raw = paper.finished(_title(content), plain(_author(content)), edition_words(content))
        outline = tuple(paper.outline)
        pdf = archived(raw, paper.root, outline, content.made_on, checked=checked)
        return Printed(pdf, len(paper.pages), outline, tuple(paper.spots))


def _overview_and_findings(paper: Paper, content: Content) -> list[Block]:
    """The overall picture and the findings; what works stands with the first if it has room there, else last."""
    blocks = overview_blocks(paper, content)
    used = sum(block.before + block.height for block in blocks)
    early = used + works_height(content) <= BOTTOM - TOP
    blocks += works_blocks(paper, content) if early else []
    blocks += findings_blocks(paper, content)
    return blocks if early else [*blocks, *works_blocks(paper, content)]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let Python not look for garbage meanwhile: a hundred thousand elements make it look long, and all are in use."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def lay_out(paper: Paper, content: Content, progress: Progress) -> None:
    """Set every chapter on the pages of the paper."""
    chapters: list[Callable[[Paper, Content], list[Block]]] = [
        _overview_and_findings,
        providers_blocks,
        actions_blocks,
        conduct_blocks,
        checklist_blocks,
    ]
    if content.visits:
        chapters.append(visit_blocks)
    steps = len(chapters) + 2
    what = say("delar satta", "parts set")
    cover = cover_blocks(paper, content)
    above, contents, below = contents_blocks(paper, content)
    blocks: list[Block] = []
    for done, chapter in enumerate(chapters, start=1):
        progress.step(done, steps, what)
        blocks += chapter(paper, content)
    blocks += seal_blocks(paper, content)
    progress.step(steps - 1, steps, what)
    every = [*cover, *above, *contents.blocks(), *below, *blocks]
    for held in (cover, above, below, blocks):
        held.clear()
    set_on_pages(paper, every, flow=FLOW_PUBLIC if content.edition is Edition.PUBLIC else FLOW)
    contents.fill()
    furnish(paper, content)
    progress.step(steps, steps, what)


def _title(content: Content) -> str:
    said = plain(content.cover.title).replace("\n", " ")
    return f"{said}, {content.edition.word.lower()}" if content.edition is not Edition.PUBLIC else said


def _author(content: Content) -> str:
    return next((text for _, text in content.cover.facts), "")
