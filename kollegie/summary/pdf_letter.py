"""A letter as a PDF: tagged and archivable like the summary, in the same type, without its chapters."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.desk_charts import rows_chart
from kollegie.summary.desk_pictures import Figure
from kollegie.summary.letter import Letter, LetterPart, LetterTable, Report
from kollegie.summary.numbers import NBSP, long_day
from kollegie.summary.pdf import Printed, one_at_a_time
from kollegie.summary.pdf_archive import archived
from kollegie.summary.pdf_blocks import (
    Block,
    Label,
    gap,
    heading,
    paragraph,
    section,
    set_on_pages,
    text_lines,
    together,
)
from kollegie.summary.pdf_fonts import plain
from kollegie.summary.pdf_furniture import FOOT_RULE
from kollegie.summary.pdf_shapes import draw_shapes
from kollegie.summary.pdf_sheet import LEFT, READING_WIDTH, RIGHT, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tables import Column, table
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import (
    ACCENT,
    BODY,
    CAPTION,
    CAPTION_STRONG,
    CELL,
    CELL_STRONG,
    CHAPTER,
    HAIR,
    LEAD,
    MUTED,
    STRONG,
    measured,
    shortened,
    wrapped,
)


def print_letter(letter: Report) -> Printed:
    """Set a letter, or a report in its dress, on pages; the finished file is read again and proved against PDF/A-2b."""
    with one_at_a_time:
        paper = Paper()
        set_on_pages(paper, _blocks(paper, letter), flow=1.0)
        for sheet in paper.pages:
            with sheet.marked(None):
                _furnish(sheet, letter, len(paper.pages))
        raw = paper.finished(plain(letter.title), plain(letter.sender), letter.kind_words)
        outline = tuple(paper.outline)
        pdf = archived(raw, paper.root, outline, letter.made_on, checked=True)
        return Printed(pdf, len(paper.pages), outline, tuple(paper.spots))


def _blocks(paper: Paper, letter: Report) -> list[Block]:
    blocks: list[Block] = []
    for place, line in enumerate(letter.recipient):
        blocks += paragraph(line, STRONG if not place else BODY, paper.root, READING_WIDTH)
    blocks += paragraph(long_day(letter.made_on), BODY, paper.root, READING_WIDTH, before=6)
    if letter.dnr:
        number = say(f"Vårt diarienummer {letter.dnr}", f"Our registry number {letter.dnr}")
        blocks += paragraph(number, BODY, paper.root, READING_WIDTH)
    blocks.append(heading(paper, 1, letter.title, CHAPTER, before=12))
    blocks += paragraph(letter.lead, LEAD, paper.root, READING_WIDTH, before=5, even=True)
    for part in letter.parts:
        blocks += _part(paper, part)
    for block in blocks[-2:]:  # a page with nothing but a signature on it looks lost
        block.keeps_next = True
    blocks.append(gap(12))
    blocks[-1].keeps_next = True
    signed = [
        block
        for place, line in enumerate(letter.sign)
        for block in paragraph(line, STRONG if not place else BODY, paper.root, READING_WIDTH)
    ]
    return [*blocks, *together(signed)]


def _part(paper: Paper, part: LetterPart) -> list[Block]:
    blocks: list[Block] = [section(paper, part.heading, listed=False)]
    for place, sentence in enumerate(part.sentences):
        blocks += paragraph(sentence, BODY, paper.root, READING_WIDTH, before=4 if place else 0)
    if part.items:
        listed = Element("L", paper.root)
        blocks += [_item(Element("LI", listed), item, place) for place, item in enumerate(part.items)]
    if part.figure is not None and part.figure.rows:
        blocks.append(_figure(paper, part.figure))
    if part.table is not None:
        blocks += _table(paper, part.table)
    for sentence in part.after:
        blocks += paragraph(sentence, CAPTION, paper.root, TEXT_WIDTH, before=4)
    return blocks


def _figure(paper: Paper, figure: Figure) -> Block:
    """The picture as vectors, with its alternative text."""
    chart = rows_chart(figure, TEXT_WIDTH).chart
    element = Element("Figure", paper.root, alt=chart.alt)
    deep = chart.drawing.height

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(element):
            draw_shapes(sheet, chart.drawing.contents, LEFT, top + deep)

    return Block(deep, draw, before=4)


def _item(item: Element, text: str, place: int) -> Block:
    label = Label("–", STRONG.tinted(ACCENT), LEFT, Element("Lbl", item))
    lines = wrapped(text, BODY, READING_WIDTH - 14) or ("–",)
    return text_lines(lines, BODY, Element("LBody", item), x=LEFT + 14, before=2 if place else 0, labels=(label,))


def _table(paper: Paper, shown: LetterTable) -> list[Block]:
    last = len(shown.headers) - 1
    widths = [_width(shown, place) for place in range(last)]
    if len(shown.numbers) == last:  # all figures: they share the page
        widths = [TEXT_WIDTH * 0.32] + [TEXT_WIDTH * 0.68 / last] * (last - 1)
    widths.append(TEXT_WIDTH - sum(widths))
    columns = tuple(
        Column(
            header,
            width,
            "right" if place in shown.numbers else "left",
            CELL_STRONG if not place else CELL,
            after=0 if place == last else 14 if place in shown.numbers else 0,
        )
        for place, (header, width) in enumerate(zip(shown.headers, widths, strict=True))
    )
    return table(paper, columns, shown.rows, total=shown.total)


def _width(shown: LetterTable, place: int) -> float:
    """As wide as its longest text needs, up to a quarter of the page."""
    texts = [shown.headers[place], *(row[place] for row in shown.rows), *((shown.total[place],) if shown.total else ())]
    return min(TEXT_WIDTH / 4, max(measured(plain(text), CELL_STRONG) for text in texts) + 18)


def _furnish(sheet: Sheet, letter: Report, pages: int) -> None:
    strong = CAPTION_STRONG.tinted(MUTED)
    room = TEXT_WIDTH * 0.5
    sheet.text(LEFT, 37, (shortened(letter.sender, strong, room),), strong)
    kind = shortened(letter.kind_words, CAPTION, room - 10)
    sheet.text_right(RIGHT, 37, (kind,), CAPTION)
    sheet.rule(LEFT, FOOT_RULE, TEXT_WIDTH, 0.4, HAIR)
    baseline = FOOT_RULE + 11.5
    registered = letter.dnr or say("saknas", "none")
    number = shortened(f"{say('Dnr', 'Reg. no.')} {registered}", strong, 170)
    sheet.text(LEFT, baseline, (number,), strong)
    start = letter.checksum[:8]
    counted = [say(f"exemplar {letter.copy}", f"copy {letter.copy}")] if isinstance(letter, Letter) else []
    parts = [
        *counted,
        say(f"kontrollsumma {start[:4]} {start[4:]}", f"checksum {start[:4]} {start[4:]}"),
    ]
    middle = max(LEFT + 116, LEFT + measured(number, strong) + 16)
    sheet.text(middle, baseline, (f"{NBSP}{NBSP}·{NBSP}{NBSP}".join(parts),), CAPTION)
    of = say(f"sida {sheet.number + 1} av {pages}", f"page {sheet.number + 1} of {pages}")
    sheet.text_right(RIGHT, baseline, (of,), strong)
