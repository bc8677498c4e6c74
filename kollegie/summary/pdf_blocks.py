"""Pieces of a page that have been measured, and how they are set one under another over the pages.

A block knows its height before it is drawn. It may ask to stay with the next one (a heading with its first lines),
be divided over two pages (a long text), or want something drawn again above it on a new page (a table's header).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kollegie.summary.numbers import NOTHING
from kollegie.summary.pdf_sheet import BOTTOM, LEFT, TEXT_WIDTH, TOP, OutlineEntry, Paper, Sheet
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import GROUP, HAIR, INK, SECTION, Style, balanced, shortened, wrapped

Draw = Callable[[Sheet, float], None]
FEWEST_LINES = 2
"""How many lines of a divided text must stand on either side of a page break."""


@dataclass(slots=True)
class Block:
    """A piece of fixed height. `before` is the space above it, which is dropped at the top of a page."""

    height: float
    draw: Draw
    before: float = 0.0
    keeps_next: bool = False
    header: Block | None = None
    starts_page: bool = False

    def least(self) -> float:
        """The least height that may stand alone at the foot of a page."""
        return self.height

    def divided(self, room: float) -> tuple[Block, Block] | None:
        """The block in two, the first no higher than `room`; None if it is not to be divided."""
        return None


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a text's first line: an id or a plus sign at the left of x, or a count that ends at x.

    Units: `room` in points; a longer text is cut.
    """

    text: str
    style: Style
    x: float
    element: Element | None
    room: float = 100.0
    ends: bool = False

    def draw(self, sheet: Sheet, top: float) -> None:
        """Set it in the line that begins at `top`."""
        put = sheet.text_right if self.ends else sheet.text
        with sheet.marked(self.element):
            put(self.x, top + ascent(self.style), (shortened(self.text, self.style, self.room),), self.style)


@dataclass(slots=True)
class Lines(Block):
    """Lines of one style that may go on over a page break, with at least two lines on either side."""

    lines: tuple[str, ...] = ()
    style: Style = GROUP
    x: float = LEFT
    element: Element | None = None
    labels: tuple[Label, ...] = ()
    after: float = 0.0
    key: str = ""
    ruled: bool = False

    def least(self) -> float:
        if len(self.lines) < 2 * FEWEST_LINES:
            return self.height
        return FEWEST_LINES * self.style.leading

    def divided(self, room: float) -> tuple[Block, Block] | None:
        fits = min(int(room / self.style.leading + 1e-6), len(self.lines) - FEWEST_LINES)
        if fits < FEWEST_LINES:
            return None
        head = text_lines(
            self.lines[:fits], self.style, self.element, x=self.x, before=self.before, labels=self.labels, key=self.key
        )
        rest = text_lines(
            self.lines[fits:],
            self.style,
            self.element,
            x=self.x,
            keeps_next=self.keeps_next,
            after=self.after,
            ruled=self.ruled,
        )
        rest.header = head.header = self.header
        return head, rest


def text_lines(
    lines: tuple[str, ...],
    style: Style,
    element: Element | None,
    *,
    x: float = LEFT,
    before: float = 0.0,
    after: float = 0.0,
    keeps_next: bool = False,
    labels: tuple[Label, ...] = (),
    key: str = "",
    ruled: bool = False,
) -> Lines:
    """A block of lines already broken. `after` is space below that belongs to it, which may end in a hair line;
    `key` leads to its visits.
    """
    height = len(lines) * style.leading

    def draw(sheet: Sheet, top: float) -> None:
        for label in labels:
            if not label.ends:
                label.draw(sheet, top)
        with sheet.marked(element):
            sheet.text(x, top + ascent(style), lines, style)
        for label in labels:
            if label.ends:
                label.draw(sheet, top)
        if ruled:
            hair(sheet, top + height + after)
        sheet.spot(LEFT, top, TEXT_WIDTH, height, key)

    return Lines(
        height + after,
        draw,
        before,
        keeps_next,
        lines=lines,
        style=style,
        x=x,
        element=element,
        labels=labels,
        after=after,
        key=key,
        ruled=ruled,
    )


def hair(sheet: Sheet, y: float) -> None:
    """The hair line under an entry."""
    with sheet.marked(None):
        sheet.rule(LEFT, y, TEXT_WIDTH, 0.4, HAIR)


def ascent(style: Style) -> float:
    """How far below the top of its line a baseline stands."""
    return (style.leading - style.size) / 2 + 0.8 * style.size


def paragraph(
    text: str,
    style: Style,
    parent: Element,
    width: float,
    *,
    before: float = 0.0,
    keeps_next: bool = False,
    even: bool = False,
) -> list[Block]:
    """A text as blocks: none if it is empty. `even` balances the lines."""
    lines = (balanced if even else wrapped)(text, style, width)
    if not lines:
        return []
    return [text_lines(lines, style, Element("P", parent), before=before, keeps_next=keeps_next)]


def gap(height: float) -> Block:
    """Empty space that is dropped at the top of a page."""
    return Block(0.0, lambda _sheet, _top: None, before=height)


def heading(
    paper: Paper,
    level: int,
    text: str,
    style: Style,
    *,
    before: float = 0.0,
    starts_page: bool = False,
    listed: bool = False,
) -> Block:
    """A heading in the tree and among the bookmarks, and if `listed` in the contents; it stays with what it heads."""
    element = Element(f"H{level}", paper.root)
    lines = capped(balanced(text, style, TEXT_WIDTH)) or (NOTHING,)
    title = " ".join(lines).replace("\u00a0", " ")
    if listed:
        paper.listed.append((level, title))

    def draw(sheet: Sheet, top: float) -> None:
        paper.outline.append(OutlineEntry(level, title, sheet.number, top, listed))
        with sheet.marked(element):
            sheet.text(LEFT, top + ascent(style), lines, style)

    return Block(len(lines) * style.leading, draw, before, keeps_next=True, starts_page=starts_page)


def capped(lines: tuple[str, ...], most: int = 7) -> tuple[str, ...]:
    """The lines, with an ellipsis where someone has written a heading that would fill the page."""
    return lines if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1][:-3]} …")


def section(paper: Paper, text: str, *, listed: bool = True) -> Block:
    """An H2 under its ink rule, with 14 points above the rule and 7 below it."""
    title = heading(paper, 2, text, SECTION, listed=listed)

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(None):
            sheet.rule(LEFT, top, TEXT_WIDTH, 1.1, INK)
        title.draw(sheet, top + 7)

    return Block(7 + title.height + 4, draw, before=15, keeps_next=True)


def _drawn(_sheet: Sheet, _top: float) -> None:
    """In place of a block's drawing once it is done: what it held is let go of, for long summaries hold much."""


def set_on_pages(paper: Paper, blocks: list[Block], *, flow: float) -> None:
    """Set the blocks one under another, on as many pages as they need. The list is emptied.

    Shape: a chapter begins a page, but goes on below the one before where less than the share `flow` of it is used.
    """
    _Setter(paper, TOP + flow * (BOTTOM - TOP)).set(blocks)


def together(blocks: list[Block]) -> list[Block]:
    """The blocks so that no page break comes between them, as long as they fit on a page."""
    for block in blocks[:-1]:
        block.keeps_next = True
    return blocks


@dataclass
class _Setter:
    paper: Paper
    flow_above: float
    y: float = TOP
    empty: bool = True
    sheet: Sheet = field(init=False)

    def set(self, blocks: list[Block]) -> None:
        self.sheet = self.paper.new_page()
        waiting = blocks
        waiting.reverse()
        while waiting:
            block = waiting.pop()
            if block.starts_page and not self.empty and self.y >= self.flow_above:
                self._turn()
            if not self.empty and self._needed(block, waiting) > BOTTOM - self.y:
                self._turn()
            if self.empty and block.header is not None:
                block.header.draw(self.sheet, self.y)
                self.y += block.header.height
                self.empty = False
            room = BOTTOM - self.y - (0.0 if self.empty else block.before)
            if block.height > room and (parts := block.divided(room)) is not None:
                self._place(parts[0])
                waiting.append(parts[1])
                self._turn()
                continue
            self._place(block)

    def _needed(self, block: Block, waiting: Sequence[Block]) -> float:
        """The room that must be left for the block and what it has to stay with."""
        alone = block.before + block.least()
        needed, place = block.before, len(waiting) - 1
        while block.keeps_next and place >= 0 and not waiting[place].starts_page:
            needed += block.height
            block = waiting[place]
            needed += block.before
            place -= 1
        needed += block.least()
        return needed if needed <= BOTTOM - TOP else alone

    def _turn(self) -> None:
        self.sheet = self.paper.new_page()
        self.y = TOP
        self.empty = True

    def _place(self, block: Block) -> None:
        if not self.empty:
            self.y += block.before
        block.draw(self.sheet, self.y)
        block.draw = _drawn
        self.y += block.height
        self.empty = self.empty and block.height == 0
