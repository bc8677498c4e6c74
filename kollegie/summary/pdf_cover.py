"""The title page: the unit chart, the three lines, the key figures and the facts."""

from __future__ import annotations

from collections.abc import Sequence

from kollegie.language import say
from kollegie.summary.charts import unit_chart
from kollegie.summary.content import Content, KeyFigure, UnitChart
from kollegie.summary.numbers import NOTHING
from kollegie.summary.pdf_blocks import Block, Label, ascent, gap, heading, paragraph, text_lines
from kollegie.summary.pdf_fonts import Face
from kollegie.summary.pdf_furniture import edition_mark
from kollegie.summary.pdf_shapes import draw_shapes
from kollegie.summary.pdf_sheet import LEFT, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import (
    ACCENT,
    CAPTION,
    CELL,
    GROUP,
    HAIR,
    HEADER,
    INK,
    KEY_FIGURE,
    KEY_LABEL,
    LINE_NUMBER,
    SUBTITLE,
    THREE_LINES,
    TITLE,
    Style,
    wrapped,
)

_MASTHEAD = Style(Face.SEMIBOLD, 10.5, 14, ACCENT)
_COUNT = Style(Face.SERIF_SEMIBOLD, 14, 17)
FACT_LABEL_WIDTH = 116.0
_LINE_INDENT = 26.0


def cover_blocks(paper: Paper, content: Content) -> list[Block]:
    """The title page from its masthead down."""
    cover = content.cover
    blocks = [_masthead(content)]
    title = heading(paper, 1, cover.title, TITLE)
    blocks.append(title)
    blocks += paragraph(cover.subtitle, SUBTITLE, paper.root, TEXT_WIDTH, before=3)
    if cover.chart is not None:
        blocks += [gap(27), *_chart(paper, cover.chart)]
        blocks += [gap(22), rule(0.8, INK), gap(9)]
    else:
        blocks += [gap(30), rule(0.8, INK), gap(8)]
    blocks += _three_lines(paper, cover.lines)
    blocks += [gap(17), rule(0.8, INK), gap(8), *key_figures(paper, cover.figures)]
    blocks += [gap(13), rule(0.4, HAIR), gap(10), *fact_rows(paper, cover.facts)]
    return blocks


def rule(thickness: float, colour: str) -> Block:
    """A rule over the whole text width."""

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(None):
            sheet.rule(LEFT, top, TEXT_WIDTH, thickness, colour)

    return Block(thickness, draw)


def key_figures(paper: Paper, figures: Sequence[KeyFigure], style: Style = KEY_FIGURE) -> list[Block]:
    """Key figures side by side, four to a row; figure, label and note are one paragraph for those who listen."""
    return [
        block
        for start in range(0, len(figures), 4)
        for block in (_figure_row(paper, figures[start : start + 4], style), gap(10))
    ][:-1]


def _figure_row(paper: Paper, figures: Sequence[KeyFigure], style: Style) -> Block:
    step = TEXT_WIDTH / 4
    parts = []
    for place, figure in enumerate(figures):
        labels = wrapped(figure.label, KEY_LABEL, step - 12)
        notes = wrapped(figure.note, CAPTION, step - 12)
        parts.append((LEFT + place * step, figure, labels, notes, Element("P", paper.root)))
    height = style.leading + max(
        len(labels) * KEY_LABEL.leading + len(notes) * CAPTION.leading for _, _, labels, notes, _ in parts
    )

    def draw(sheet: Sheet, top: float) -> None:
        for x, figure, labels, notes, element in parts:
            with sheet.marked(element):
                sheet.text(x, top + ascent(style), (figure.figure,), style)
                y = top + style.leading
                sheet.text(x, y + ascent(KEY_LABEL), labels, KEY_LABEL)
                if notes:
                    sheet.text(x, y + len(labels) * KEY_LABEL.leading + ascent(CAPTION), notes, CAPTION)
            sheet.spot(x - 3, top, step - 9, height, figure.source)

    return Block(height, draw)


def fact_rows(paper: Paper, facts: Sequence[tuple[str, str]]) -> list[Block]:
    """Facts as label and text, a list for those who listen."""
    if not facts:
        return []
    element = Element("L", paper.root)
    return [_fact(Element("LI", element), label, text) for label, text in facts]


def _fact(item: Element, name: str, text: str) -> Block:
    label = Label(name, HEADER, LEFT, Element("Lbl", item), FACT_LABEL_WIDTH - 6)
    lines = wrapped(text, CELL, TEXT_WIDTH - FACT_LABEL_WIDTH) or (NOTHING,)
    return text_lines(lines, CELL, Element("LBody", item), x=LEFT + FACT_LABEL_WIDTH, after=2.6, labels=(label,))


def _masthead(content: Content) -> Block:
    def draw(sheet: Sheet, _top: float) -> None:
        with sheet.marked(None):
            sheet.text(LEFT, 62, (say("Kollegiegranskning", "Peer review"),), _MASTHEAD)
            edition_mark(sheet, content, 50)
            sheet.rule(LEFT, 73.5, TEXT_WIDTH, 1.2, INK)

    return Block(35, draw)


def _chart(paper: Paper, units: UnitChart) -> list[Block]:
    blocks = [heading(paper, 2, units.question, GROUP)]
    chart = unit_chart(units, TEXT_WIDTH)
    figure = Element("Figure", paper.root, alt=chart.alt)
    labels = [(label, Element("P", paper.root)) for label in chart.labels]
    deep = chart.drawing.height

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(figure):
            draw_shapes(sheet, chart.drawing.contents, LEFT, top + deep)
        sheet.spot(LEFT, top, chart.drawing.width, deep, "sample")
        for label, element in labels:
            with sheet.marked(element):
                sheet.text(LEFT + label.x, top + deep + 20, (label.figure,), _COUNT)
                sheet.text(LEFT + label.x, top + deep + 32, (label.word,), CAPTION)

    blocks.append(Block(deep + 36, draw, before=5))
    return blocks


def _three_lines(paper: Paper, lines: Sequence[str]) -> list[Block]:
    if not lines:
        return []
    element = Element("L", paper.root)
    return [_numbered(Element("LI", element), place, line) for place, line in enumerate(lines, start=1)]


def _numbered(item: Element, place: int, line: str) -> Block:
    label = Label(str(place), LINE_NUMBER, LEFT, Element("Lbl", item))
    lines = wrapped(line, THREE_LINES, TEXT_WIDTH - _LINE_INDENT - 14)
    body = Element("LBody", item)
    return text_lines(lines, THREE_LINES, body, x=LEFT + _LINE_INDENT, before=10 if place > 1 else 0, labels=(label,))
