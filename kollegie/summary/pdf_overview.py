"""The chapter Samlad bild: the areas, findings by area and severity, and what works."""

from __future__ import annotations

from functools import partial

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.charts import MARK_SIZE, area_columns, severity_bar, severity_mark
from kollegie.summary.content import AreaLine, Content, Overview, Positive
from kollegie.summary.numbers import percent, share, whole
from kollegie.summary.pdf_blocks import Block, Label, heading, paragraph, section, text_lines
from kollegie.summary.pdf_shapes import draw_shapes
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tables import Cell, Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import (
    ACCENT,
    BODY,
    CAPTION,
    CELL,
    CELL_STRONG,
    CHAPTER,
    INK,
    LEAD,
    MUTED,
    STRONG,
    WHITE,
    Style,
    measured,
    wrapped,
)

_DIGIT = Style(CELL_STRONG.face, 7.5, 9)


def overview_blocks(paper: Paper, content: Content) -> list[Block]:
    """The chapter of the overall picture."""
    overview = content.overview
    blocks = chapter(paper, say("Samlad bild", "Overall picture"), overview.lead)
    blocks += [section(paper, say("Underlag per område", "Basis by area"))]
    if overview.areas:
        blocks += _areas(paper, overview)
    blocks += paragraph(overview.note, CAPTION, paper.root, TEXT_WIDTH, before=4)
    blocks += [section(paper, say("Iakttagelser per område och allvarlighet", "Findings by area and severity"))]
    blocks += paragraph(overview.chart_note, CAPTION, paper.root, TEXT_WIDTH, keeps_next=bool(overview.areas))
    if overview.areas:
        blocks += _severities(paper, overview)
    blocks += [section(paper, say("Det som fungerar", "What works"))]
    blocks += _positives(paper, overview)
    return blocks


def chapter(paper: Paper, title: str, lead: str) -> list[Block]:
    """A heading at the top of a page, with the sentences that say what the page shows."""
    blocks = [heading(paper, 1, title, CHAPTER, starts_page=True)]
    blocks += paragraph(lead, LEAD, paper.root, READING_WIDTH, before=3, even=True)
    return blocks


def mark_of(severity: Severity, sheet: Sheet, x: float, middle: float) -> None:
    """The mark of a severity with its number, its left edge at x."""
    centre = x + MARK_SIZE / 2
    draw_shapes(sheet, severity_mark(severity, 0, 0), centre, middle)
    digit = str(int(severity))
    colour = WHITE if severity >= Severity.SERIOUS else INK
    lower = 3.4 if severity is Severity.DEFICIENCY else 2.6
    sheet.text(centre - measured(digit, _DIGIT) / 2, middle + lower, (digit,), _DIGIT.tinted(colour))


def severity_columns(widths: tuple[float, float, float, float]) -> list[Column]:
    """Four columns headed by the marks and words of the severities."""
    return [
        Column(
            severity.word,
            width,
            header_style=CELL_STRONG,
            header_mark=partial(mark_of, severity),
            header_indent=MARK_SIZE + 5,
        )
        for severity, width in zip(Severity, widths, strict=True)
    ]


def _areas(paper: Paper, overview: Overview) -> list[Block]:
    columns = (
        Column(say("Område", "Area"), 150, style=CELL_STRONG),
        Column(say("Underlag", "Basis"), TEXT_WIDTH - 150 - 95 - 95 - 50),
        Column(say("Besvarade frågor", "Questions answered"), 95, "right"),
        Column(say("Svar utan iakttagelse", "Answers without finding"), 95, "right"),
        Column(say("Andel", "Share"), 50, "right"),
    )
    rows = [
        (
            area.category.word,
            area.basis,
            Cell(share(area.answered.part, area.answered.whole), key=f"answers:{area.category}"),
            share(area.clear.part, area.clear.whole),
            percent(area.clear.part, area.clear.whole),
        )
        for area in overview.areas
    ]
    return table(paper, columns, rows)


def _severities(paper: Paper, overview: Overview) -> list[Block]:
    starts, total_word, per_finding = area_columns(overview, TEXT_WIDTH)
    step = starts[1] - starts[0]
    last = TEXT_WIDTH - starts[3] - step
    columns = [
        Column(say("Område", "Area"), starts[0]),
        *severity_columns((step, step, step, step)),
        Column(total_word, last, "right", CELL_STRONG),
    ]
    figure = Element("Figure", paper.root, alt=overview.chart_alt)
    rows = [
        (
            area.category.word,
            *(_bar_cell(area, severity, per_finding, figure) for severity in Severity),
            Cell(whole(area.total), key=f"area:{area.category}"),
        )
        for area in overview.areas
    ]
    totals = [Cell(whole(count), key=f"severity:{step}") for step, count in enumerate(overview.totals, start=1)]
    total = (total_word, *totals, Cell(whole(sum(overview.totals)), key="findings"))
    return table(paper, columns, rows, total=total, padding=1.5, before=2, keep=True)


def _bar_cell(area: AreaLine, severity: Severity, per_finding: float, figure: Element) -> Cell:
    count = area.counts[severity - 1]
    if not count:
        return Cell("0", CELL.tinted(MUTED))

    def draw(sheet: Sheet, x: float, middle: float) -> None:
        draw_shapes(sheet, severity_bar(severity, count, 0, 0, per_finding), x, middle + 4.5)

    indent = max(2.0, count * per_finding) + 3
    return Cell(whole(count), CELL_STRONG, draw, figure, indent, f"area:{area.category}:{int(severity)}")


def _positives(paper: Paper, overview: Overview) -> list[Block]:
    if not overview.positives:
        return paragraph(overview.no_positives, BODY, paper.root, READING_WIDTH)
    element = Element("L", paper.root)
    return [block for positive in overview.positives for block in _positive(Element("LI", element), positive)]


def _positive(item: Element, positive: Positive) -> list[Block]:
    label = Label("+", STRONG.tinted(ACCENT), LEFT, Element("Lbl", item))
    lines = wrapped(positive.sentence, BODY, READING_WIDTH)
    body = Element("LBody", item)
    return [text_lines(lines, BODY, body, x=LEFT + 14, before=1.5, label=label, key=positive.source)]
