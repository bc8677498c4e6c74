"""The second page: what the summary holds, and how it is read."""

from __future__ import annotations

from functools import partial

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.content import Content, Edition
from kollegie.summary.pdf_blocks import Block, ascent, gap, hair, paragraph, section
from kollegie.summary.pdf_overview import chapter, mark_of
from kollegie.summary.pdf_sheet import LEFT, RIGHT, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tables import Cell, Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import CAPTION, CELL, CELL_STRONG, STRONG, Style, wrapped


class ContentsPage:
    """The list of chapters and sections. Their pages are filled in when all are laid out."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._element = Element("TOC", paper.root)
        self._places: list[tuple[Sheet, int, float, Element, Style]] = []

    def blocks(self) -> list[Block]:
        """The lines of the list, each with a kept place for its page. The chapters have been made by now."""
        return [self._line(level, title) for level, title in self._paper.listed]

    def fill(self) -> None:
        """Write the pages the headings came to stand on."""
        pages = [entry.page + 1 for entry in self._paper.outline if entry.listed]
        for (sheet, place, baseline, element, style), page in zip(self._places, pages, strict=True):
            with sheet.later(place), sheet.marked(element):
                sheet.text_right(RIGHT, baseline, (str(page),), style)

    def _line(self, level: int, title: str) -> Block:
        item = Element("TOCI", self._element)
        words, page = Element("P", item), Element("P", item)
        style = STRONG if level == 1 else CELL
        lines = wrapped(title, style, TEXT_WIDTH - 60)

        def draw(sheet: Sheet, top: float) -> None:
            if level == 1:
                hair(sheet, top - 2.5)
            with sheet.marked(words):
                sheet.text(LEFT + (14 if level > 1 else 0), top + ascent(style), lines, style)
            baseline = top + ascent(style) + (len(lines) - 1) * style.leading
            self._places.append((sheet, sheet.reserve(), baseline, page, style))

        return Block(len(lines) * style.leading + 1.5, draw, before=6 if level == 1 else 0)


def contents_blocks(paper: Paper, content: Content) -> tuple[list[Block], ContentsPage, list[Block]]:
    """What stands above the list, the list to make and fill when the chapters are known, and what stands below."""
    lead = say(
        "Sammanställningen går från helheten till den enskilda frågan. Varje tal kan följas tillbaka till sina besök.",
        "The summary goes from the whole to the single question. Every figure can be traced back to its visits.",
    )
    above = [*chapter(paper, say("Innehåll", "Contents"), lead, listed=False), gap(14)]
    page = ContentsPage(paper)
    below = [section(paper, say("Så läser du", "How to read"), listed=False), *_severities(paper)]
    for sentence in _reading(content):
        below += paragraph(sentence, CAPTION, paper.root, TEXT_WIDTH, before=4)
    return above, page, below


def _severities(paper: Paper) -> list[Block]:
    columns = (
        Column(say("Allvarlighet", "Severity"), 128, style=CELL_STRONG),
        Column(say("Betyder", "Means"), TEXT_WIDTH - 128),
    )
    meanings = {
        Severity.NOTE: say("Något att känna till eller förbättra.", "Something to know of or improve."),
        Severity.DEFICIENCY: say(
            "Ett krav, ett beslut eller en rutin följs inte fullt ut.",
            "A requirement, a decision or a routine is not fully followed.",
        ),
        Severity.SERIOUS: say(
            "Brukaren får inte det beslutet ger, eller en bärande kontroll saknas.",
            "The user does not get what the decision grants, or an essential control is missing.",
        ),
        Severity.ACUTE: say(
            "Fara för någon. Meddelas granskningsledaren samma dag.",
            "Danger to someone. Told to the review lead the same day.",
        ),
    }
    rows = [
        (Cell(severity.word, mark=partial(mark_of, severity), indent=20), meanings[severity]) for severity in Severity
    ]
    return table(paper, columns, rows, keep=True)


def _reading(content: Content) -> list[str]:
    counting = say(
        "En iakttagelse är vad granskarna såg eller hörde, inte vad det bevisar. Antal står med sin nämnare: "
        "39 av 47 betyder att 47 svarade. Procent anges från 30 svar. Noll är 0, inget underlag är –.",
        "A finding is what the visitors saw or heard, not what it proves. Counts stand with their denominator: "
        "39 of 47 means that 47 answered. Per cent is given from 30 answers. Zero is 0, no basis is –.",
    )
    about = {
        Edition.PUBLIC: say(
            "Den offentliga utgåvan nämner ingen person och inget ärende. Frågor som färre än fem brukare svarade på "
            "räknas inte med, och utförare med färre än fem besök slås ihop, så att ingen kan räknas fram.",
            "The public edition names no person and no case. Questions that fewer than five users answered are left "
            "out of every count, and providers with fewer than five visits are merged, so that no one can be derived.",
        ),
        Edition.PROVIDER: say(
            "Utförarens utgåva innehåller bara egna iakttagelser, utan namn och ärendenummer. Känsliga frågor "
            "redovisas från fem avvikande svar.",
            "The provider's edition holds its own findings only, without names and case numbers. Sensitive questions "
            "are shown from five deviating answers.",
        ),
        Edition.INTERNAL: say(
            "Den interna utgåvan innehåller ärendenummer och granskarnas anteckningar och omfattas av sekretess.",
            "The internal edition holds case numbers and the visitors' notes and is confidential.",
        ),
    }[content.edition]
    return [counting, about]
