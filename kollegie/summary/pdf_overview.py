"""The chapter Samlad bild: the areas, and findings by area and severity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.charts import MARK_SIZE, area_columns, severity_bar, severity_mark
from kollegie.summary.content import AreaLine, Content, Overview
from kollegie.summary.numbers import percent, share, whole
from kollegie.summary.pdf_blocks import Block, heading, paragraph, section
from kollegie.summary.pdf_shapes import draw_shapes
from kollegie.summary.pdf_sheet import READING_WIDTH, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tables import Cell, Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import (
    CAPTION,
    CELL,
    CELL_STRONG,
    CHAPTER,
    INK,
    LEAD,
    MUTED,
    WHITE,
    Style,
    measured,
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
    if overview.rounds_note:
        blocks += [section(paper, say("Fråga för fråga mot förra omgången", "Question by question against last round"))]
        blocks += paragraph(overview.rounds_note, CAPTION, paper.root, TEXT_WIDTH, keeps_next=bool(overview.rounds))
        if overview.rounds:
            blocks += _rounds(paper, overview)
    return blocks


def chapter(paper: Paper, title: str, lead: str, *, listed: bool = True) -> list[Block]:
    """A heading at the top of a page, with the sentences that say what the page shows."""
    blocks = [heading(paper, 1, title, CHAPTER, before=34, starts_page=True, listed=listed)]
    blocks += paragraph(lead, LEAD, paper.root, READING_WIDTH, before=5, even=True)
    return blocks


def mark_of(severity: Severity, sheet: Sheet, x: float, middle: float) -> None:
    """The mark of a severity with its number, its left edge at x."""
    centre = x + MARK_SIZE / 2
    draw_shapes(sheet, severity_mark(severity, 0, 0), centre, middle)
    digit = str(int(severity))
    colour = WHITE if severity >= Severity.SERIOUS else INK
    lower = 3.4 if severity is Severity.DEFICIENCY else 2.6
    sheet.text(centre - measured(digit, _DIGIT) / 2, middle + lower, (digit,), _DIGIT.tinted(colour))


def severity_columns(
    room: float, widths: Sequence[float] | None = None, steps: Sequence[tuple[Severity, str]] = ()
) -> list[Column]:
    """Columns headed by the marks and words of the severities, or of the steps given.

    Shape: each is as wide as its word needs, and they share what is left of `room`.
    """
    steps = steps or [(severity, severity.word) for severity in Severity]
    natural = [MARK_SIZE + 5 + measured(word, CELL_STRONG) + 8 for _, word in steps]
    more = (room - sum(natural)) / len(natural)
    widths = [width + more for width in natural] if widths is None else widths
    return [
        Column(
            word,
            width,
            header_style=CELL_STRONG,
            header_mark=partial(mark_of, severity),
            header_indent=MARK_SIZE + 5,
        )
        for (severity, word), width in zip(steps, widths, strict=True)
    ]


def _areas(paper: Paper, overview: Overview) -> list[Block]:
    columns = (
        Column(say("Område", "Area"), 158, style=CELL_STRONG),
        Column(say("Underlag", "Basis"), TEXT_WIDTH - 158 - 70 - 78 - 42),
        Column(say("Besvarade frågor", "Questions answered"), 70, "right"),
        Column(say("Svar utan iakttagelse", "Answers without finding"), 78, "right"),
        Column(say("Andel", "Share"), 42, "right"),
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


def _rounds(paper: Paper, overview: Overview) -> list[Block]:
    columns = (
        Column(say("Fråga", "Question"), 42, style=CELL_STRONG),
        Column("", 148),
        Column(say("Förra omgången", "Last round"), 92),
        Column(say("Den här omgången", "This round"), 92),
        Column(say("Utfall", "Outcome"), TEXT_WIDTH - 42 - 148 - 92 - 92),
    )
    rows: list[tuple[Cell | str, ...]] = [
        (
            Cell(line.question, CELL_STRONG, key=f"question:{line.question}"),
            line.text,
            line.then,
            line.now,
            Cell(line.outcome, CELL_STRONG if line.worse else CELL),
        )
        for line in overview.rounds
    ]
    return table(paper, columns, rows, before=4)


def _severities(paper: Paper, overview: Overview) -> list[Block]:
    laid = area_columns(overview, TEXT_WIDTH)
    total_word = say("Summa", "Sum")
    columns = [
        Column(say("Område", "Area"), laid.names),
        *severity_columns(sum(laid.widths), laid.widths),
        Column(total_word, laid.total, "right", CELL_STRONG),
    ]
    figure = Element("Figure", paper.root, alt=overview.chart_alt)
    rows: list[tuple[Cell | str, ...]] = [
        (
            area.category.word,
            *(_bar_cell(area, severity, laid.per_finding, figure) for severity in Severity),
            Cell(whole(area.total), key=f"area:{area.category}"),
        )
        for area in overview.areas
    ]
    totals = [Cell(whole(count), key=f"severity:{step}") for step, count in enumerate(overview.totals, start=1)]
    total: tuple[Cell | str, ...] = (total_word, *totals, Cell(whole(sum(overview.totals)), key="findings"))
    return table(paper, columns, rows, total=total, padding=1.5, before=5, keep=True)


def _bar_cell(area: AreaLine, severity: Severity, per_finding: float, figure: Element) -> Cell:
    count = area.counts[severity - 1]
    if not count:
        return Cell("0", CELL.tinted(MUTED))

    def draw(sheet: Sheet, x: float, middle: float) -> None:
        draw_shapes(sheet, severity_bar(severity, count, 0, 0, per_finding), x, middle + 4.5)

    indent = max(2.0, count * per_finding) + 3
    return Cell(whole(count), CELL_STRONG, draw, figure, indent, f"area:{area.category}:{int(severity)}")
