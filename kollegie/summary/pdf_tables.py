"""Tables: no boxes and no zebra; ink under the header, a hair under each row, the header again on each page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kollegie.summary.numbers import NOTHING
from kollegie.summary.pdf_blocks import Block, ascent
from kollegie.summary.pdf_sheet import LEFT, Paper, Sheet
from kollegie.summary.pdf_tags import COLUMN_HEADER, ROW_HEADER, Element
from kollegie.summary.pdf_text import CELL, CELL_STRONG, HAIR, HEADER, INK, Style, wrapped

PADDING = 2.8
BETWEEN = 9.0
"""The space kept free at the right of a column, so that neighbours never touch."""

Align = Literal["left", "right"]
Mark = Callable[[Sheet, float, float], None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Units: `width` in points, with the space to the next column in it; `after` is kept free at the
    right of a right-aligned column that has a left-aligned one beside it.
    """

    header: str
    width: float
    align: Align = "left"
    style: Style = CELL
    after: float = 0.0
    header_style: Style = HEADER
    header_mark: Mark | None = None
    header_indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `mark` draws at its left edge, in the `figure` element or as an artifact; the text is indented past it.

    Shape: an empty text is printed as a dash. `key` leads to the visits the figure comes from.
    """

    text: str
    style: Style | None = None
    mark: Mark | None = None
    figure: Element | None = None
    indent: float = 0.0
    key: str = ""


def table(
    paper: Paper,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | str]],
    *,
    total: Sequence[Cell | str] | None = None,
    padding: float = PADDING,
    before: float = 0.0,
    keep: bool = False,
) -> list[Block]:
    """A table as blocks: header, rows and sum row. The first two rows stay with the header, the last two together.

    Shape: the first cell of a row names it. `keep` asks for all of it on one page.
    """
    element = Element("Table", paper.root)
    edges = [LEFT]
    for column in columns:
        edges.append(edges[-1] + column.width)
    header = _header(element, columns, edges)
    header.before = before
    again = _header(None, columns, edges)
    blocks: list[Block] = [header]
    every = [*rows, total] if total is not None else list(rows)
    for place, cells in enumerate(every):
        block = _row(element, columns, edges, cells, padding, summed=total is not None and place == len(every) - 1)
        block.header = again
        block.keeps_next = place < len(every) - 1 and (keep or place < 2 or place >= len(every) - 4)
        if total is not None and place == len(every) - 2:
            block.line = ""
        blocks.append(block)
    return blocks


def _header(parent: Element | None, columns: Sequence[Column], edges: Sequence[float]) -> Block:
    texts = [wrapped(one.header, one.header_style, one.width - 4 - one.header_indent) for one in columns]
    deepest = max((len(lines) for lines in texts), default=0)
    height = deepest * HEADER.leading + 2 * PADDING
    row = Element("TR", parent) if parent is not None else None
    cells = [Element("TH", row, attributes=COLUMN_HEADER) if row is not None else None for _ in columns]

    def draw(sheet: Sheet, top: float) -> None:
        for column, lines, x, element in zip(columns, texts, edges, cells, strict=False):
            first = top + PADDING - 1 + (deepest - len(lines)) * HEADER.leading
            if column.header_mark is not None:
                with sheet.marked(None):
                    column.header_mark(sheet, x, first + HEADER.leading / 2)
            with sheet.marked(element):
                style = column.header_style
                _set(sheet, column, lines, x + column.header_indent, first + ascent(HEADER), style)
        with sheet.marked(None):
            sheet.rule(LEFT, top + height, edges[-1] - LEFT, 0.6, INK)

    return Block(height, draw, keeps_next=True)


@dataclass(slots=True)
class _Row(Block):
    element: Element = field(default_factory=lambda: Element("TR"))
    columns: Sequence[Column] = ()
    edges: Sequence[float] = ()
    cells: tuple[tuple[Cell, Element, Style, tuple[str, ...]], ...] = ()
    padding: float = PADDING
    line: str = HAIR
    summed: bool = False

    def least(self) -> float:
        return self.height if self.height < 300 else 150

    def divided(self, room: float) -> tuple[Block, Block] | None:
        leading = max(style.leading for _, _, style, _ in self.cells)
        fits = int((room - 2 * self.padding) / leading)
        if self.height < 300 or fits < 2:
            return None
        first = tuple((cell, element, style, lines[:fits]) for cell, element, style, lines in self.cells)
        rest = tuple((Cell("", cell.style), element, style, lines[fits:]) for cell, element, style, lines in self.cells)
        parts = []
        for cells in (first, rest):
            part = _made(self.element, self.columns, self.edges, cells, self.padding, self.summed)
            part.header, part.keeps_next, part.line = self.header, self.keeps_next, self.line
            parts.append(part)
        parts[0].keeps_next, parts[0].line = False, ""
        return parts[0], parts[1]


def _row(
    parent: Element,
    columns: Sequence[Column],
    edges: Sequence[float],
    cells: Sequence[Cell | str],
    padding: float,
    summed: bool,
) -> _Row:
    element = Element("TR", parent)
    prepared = []
    for place, (column, given) in enumerate(zip(columns, cells, strict=True)):
        cell = given if isinstance(given, Cell) else Cell(given)
        style = cell.style or (CELL_STRONG if summed else column.style)
        tag = Element("TH", element, attributes=ROW_HEADER) if place == 0 else Element("TD", element)
        lines = wrapped(cell.text, style, column.width - BETWEEN - cell.indent) or (NOTHING,)
        prepared.append((cell, tag, style, lines))
    return _made(element, columns, edges, tuple(prepared), padding, summed)


def _made(
    element: Element,
    columns: Sequence[Column],
    edges: Sequence[float],
    cells: tuple[tuple[Cell, Element, Style, tuple[str, ...]], ...],
    padding: float,
    summed: bool,
) -> _Row:
    height = max(len(lines) * style.leading for _, _, style, lines in cells) + 2 * padding

    def draw(sheet: Sheet, top: float) -> None:
        for column, x, (cell, tag, style, lines) in zip(columns, edges, cells, strict=False):
            if cell.mark is not None:
                with sheet.marked(cell.figure):
                    cell.mark(sheet, x, top + padding + style.leading / 2)
            if lines:
                with sheet.marked(tag):
                    _set(sheet, column, lines, x + cell.indent, top + padding + ascent(style), style)
            sheet.spot(x - 3, top, column.width - 3, height, cell.key)
        if row.line or summed:
            with sheet.marked(None):
                if summed:
                    sheet.rule(LEFT, top, edges[-1] - LEFT, 0.7, INK)
                if row.line and not summed:
                    sheet.rule(LEFT, top + height, edges[-1] - LEFT, 0.4, row.line)

    row = _Row(height, draw, element=element, columns=columns, edges=edges, cells=cells, padding=padding, summed=summed)
    return row


def _set(sheet: Sheet, column: Column, lines: Sequence[str], x: float, first: float, style: Style) -> None:
    if column.align == "right":
        sheet.text_right(x + column.width - column.after, first, lines, style)
    else:
        sheet.text(x, first, lines, style)
