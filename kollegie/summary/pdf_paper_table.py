"""Questions that share their answers as a table on the paper form: a box in each column, and a line to write on.

Units: points, from the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kollegie.language import say
from kollegie.summary.paper_form import Asked
from kollegie.summary.pdf_blocks import Block, ascent, paragraph
from kollegie.summary.pdf_fonts import Face
from kollegie.summary.pdf_sheet import LEFT, MM, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tags import COLUMN_HEADER, ROW_HEADER, Element
from kollegie.summary.pdf_text import INK, Style, measured, shortened, wrapped

ID_WIDTH = 20 * MM
LEAST_WORDS = 52 * MM
"""A question needs so much beside its boxes, or the table is set as a list."""
BOX = 5 * MM
LINE = 8 * MM
WORDS = Style(Face.SEMIBOLD, 9.5, 13)
SMALL = Style(Face.SANS, 8.5, 11.5)
HEAD = Style(Face.SEMIBOLD, 8.5, 11.5)
LETTERS = ("O", "T", "F", "V")
"""The keys by which the four reasons for no answer are typed in afterwards."""
_BETWEEN = 10.0


@dataclass(frozen=True, slots=True)
class _Columns:
    heads: tuple[str, ...]
    widths: tuple[float, ...]

    @property
    def left(self) -> float:
        """Where the first of them begins."""
        return LEFT + TEXT_WIDTH - sum(self.widths)

    @property
    def words(self) -> float:
        """The room left for the words of a question."""
        return self.left - LEFT - ID_WIDTH - _BETWEEN


def table_blocks(paper: Paper, rows: Sequence[Asked]) -> list[Block]:
    """The rows of a table with their head; nothing where the columns do not fit beside the questions."""
    heads = (*rows[0].columns, *LETTERS)
    widths = tuple(max(BOX, *(measured(word, HEAD) for word in head.split() or [""])) + _BETWEEN for head in heads)
    columns = _Columns(heads, widths)
    if columns.words < LEAST_WORDS:
        return []
    told = say(
        "O ej observerat · T ej tillämpligt · F ej frågad · V avstod",
        "O not observed · T not applicable · F not asked · V declined",
    )
    blocks: list[Block] = [*paragraph(told, SMALL, paper.root, TEXT_WIDTH, before=4, keeps_next=True)]
    table = Element("Table", paper.root)
    blocks.append(_head(columns, table))
    again = _head(columns, None)
    for row in rows:
        block = _row(columns, row, Element("TR", table))
        block.header = again
        blocks.append(block)
    return blocks


def _head(columns: _Columns, table: Element | None) -> Block:
    """The words above the boxes; drawn again on a new page it belongs to no element."""
    row = Element("TR", table) if table is not None else None
    cells = [
        Element("TH", row, attributes=COLUMN_HEADER) if row is not None else None for _ in range(1 + len(columns.heads))
    ]
    texts = [wrapped(head, HEAD, wide - 4) for head, wide in zip(columns.heads, columns.widths, strict=True)]
    deepest = max(len(lines) for lines in texts)
    height = deepest * HEAD.leading + 7
    title = say("Fråga", "Question")

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(cells[0]):
            sheet.text(LEFT, top + (deepest - 1) * HEAD.leading + ascent(HEAD), (title,), HEAD)
        x = columns.left
        for cell, lines, wide in zip(cells[1:], texts, columns.widths, strict=True):
            first = top + (deepest - len(lines)) * HEAD.leading
            with sheet.marked(cell):
                for place, line in enumerate(lines):
                    at = x + (wide - measured(line, HEAD)) / 2
                    sheet.text(at, first + place * HEAD.leading + ascent(HEAD), (line,), HEAD)
            x += wide
        with sheet.marked(None):
            sheet.rule(LEFT, top + height - 2, TEXT_WIDTH, 0.6, INK)

    return Block(height, draw, before=4, keeps_next=True)


def _row(columns: _Columns, asked: Asked, row: Element) -> Block:
    """One question: its number and words, a box in each column, and below a line to write on."""
    name = Element("TH", row, attributes=ROW_HEADER)
    cells = [Element("TD", row) for _ in columns.heads]
    when = say(f"Besvaras om {asked.when}.", f"Answer if {asked.when}.") if asked.when else ""
    texts = [(wrapped(asked.words, WORDS, columns.words), WORDS)]
    texts += [(wrapped(text, SMALL, columns.words), SMALL) for text in (asked.help, when) if text]
    said = sum(len(lines) * style.leading for lines, style in texts)
    high = max(said, BOX + 4)
    id_ = shortened(f"{asked.id} · {asked.row}" if asked.row else asked.id, WORDS, ID_WIDTH - 6)
    finding = say("Iakttagelse   1   2   3   4", "Finding   1   2   3   4")

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(name):
            sheet.text(LEFT, top + 5 + ascent(WORDS), (id_,), WORDS)
            y = top + 5
            for lines, style in texts:
                sheet.text(LEFT + ID_WIDTH, y + ascent(style), lines, style)
                y += len(lines) * style.leading
        x = columns.left
        for cell, wide in zip(cells, columns.widths, strict=True):
            with sheet.marked(cell):
                sheet.box(x + (wide - BOX) / 2, top + 5, BOX, BOX, line=INK, thickness=0.9)
            x += wide
        shorter = measured(finding, HEAD) + 6 if asked.findings else 0.0
        line = top + 5 + high + LINE
        with sheet.marked(None):
            sheet.rule(LEFT + ID_WIDTH, line, TEXT_WIDTH - ID_WIDTH - shorter, 0.5, INK)
        if asked.findings:
            with sheet.marked(name):
                sheet.text_right(LEFT + TEXT_WIDTH, line - 1, (finding,), HEAD)

    return Block(5 + high + LINE + 3, draw)
