"""The paper form as a PDF: one block per question that is never split, black only, so that it survives a copier.

Units: points, from the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from kollegie.language import say
from kollegie.model.checklist import ATTACHING, QuestionType
from kollegie.summary.paper_form import Asked, PaperForm, Part
from kollegie.summary.pdf import Printed, one_at_a_time
from kollegie.summary.pdf_archive import archived
from kollegie.summary.pdf_blocks import Block, ascent, heading, paragraph, set_on_pages
from kollegie.summary.pdf_fonts import Face
from kollegie.summary.pdf_paper_table import table_blocks
from kollegie.summary.pdf_sheet import HEIGHT, LEFT, MM, RIGHT, TEXT_WIDTH, Paper, Sheet
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import CHAPTER, GROUP, INK, SECTION, Style, measured, shortened, wrapped

RAIL = 41 * MM
MAIN = LEFT + RAIL
MAIN_WIDTH = TEXT_WIDTH - RAIL
BOX = 5 * MM
LINE = 8 * MM
FORM = Style(Face.SANS, 10.5, 15)
FORM_STRONG = Style(Face.SEMIBOLD, 10.5, 15)
SMALL = Style(Face.SANS, 8.5, 11.5)
SMALL_STRONG = Style(Face.SEMIBOLD, 8.5, 11.5)
CASE = Style(Face.SERIF_SEMIBOLD, 20, 24)
_GAP, _BETWEEN, _ROW = 5.0, 14.0, 21.0
_FINDING_WIDTH = 40 * MM


def paper_pdf(form: PaperForm, day: date) -> Printed:
    """Set the form on pages, tagged and archivable. Units: `day` is the date the file bears."""
    with one_at_a_time:
        paper = Paper()
        blocks = [*_first(paper, form)]
        for part in form.parts:
            blocks += _part(paper, part)
        blocks += _last(paper)
        set_on_pages(paper, blocks, flow=1.0)
        _furnish(paper, form)
        title = f"{form.title}, {say('version', 'version')} {form.version}"
        raw = paper.finished(title, "Kollegie", say("Formulär att fylla i för hand", "Form to fill in by hand"))
        outline = tuple(paper.outline)
        return Printed(archived(raw, paper.root, outline, day, checked=True), len(paper.pages), outline, ())


@dataclass
class _Stack:
    """Pieces under each other in one block; what is drawn as text belongs to the element, lines and boxes to none."""

    body: Element
    x: float = MAIN
    width: float = MAIN_WIDTH
    height: float = 0.0
    _drawn: list[Callable[[Sheet, float], None]] = field(default_factory=list)

    def text(self, text: str, style: Style, *, before: float = 0.0) -> None:
        lines = wrapped(text, style, self.width)
        if not lines:
            return
        top = self.height + before
        element = Element("P", self.body)

        def draw(sheet: Sheet, at: float) -> None:
            with sheet.marked(element):
                sheet.text(self.x, at + top + ascent(style), lines, style)

        self._drawn.append(draw)
        self.height = top + len(lines) * style.leading

    def boxes(self, words: Iterable[str], *, ranked: bool = False) -> None:
        """A box before each word, as many beside each other as there is room for."""
        words = tuple(words)
        if not words:
            return
        room = self.width - BOX - _GAP
        x, y = 0.0, self.height + 4.0
        placed: list[tuple[float, float, tuple[str, ...]]] = []
        high = _ROW
        for word in words:
            lines = wrapped(word, FORM, room)
            wide = BOX + _GAP + max(measured(line, FORM) for line in lines)
            if x and x + wide > self.width:
                x, y, high = 0.0, y + high, _ROW
            placed.append((x, y, lines))
            high = max(high, len(lines) * FORM.leading + 6)
            x += wide + _BETWEEN
        element = Element("P", self.body)
        thick = 1.4 if ranked else 0.9

        def draw(sheet: Sheet, at: float) -> None:
            for left, top, lines in placed:
                with sheet.marked(None):
                    sheet.box(self.x + left, at + top, BOX, BOX, line=INK, thickness=thick)
                with sheet.marked(element):
                    sheet.text(self.x + left + BOX + _GAP, at + top + ascent(FORM) - 0.5, lines, FORM)

        self._drawn.append(draw)
        self.height = y + high

    def digits(self, groups: tuple[int, ...], between: str, after: str) -> None:
        """A box for each digit in groups with a mark between, and the unit after them."""
        wide, high, top = 6 * MM, 7.5 * MM, self.height + 5
        element = Element("P", self.body)

        def draw(sheet: Sheet, at: float) -> None:
            x = self.x
            for place, number in enumerate(groups):
                if place:
                    with sheet.marked(element):
                        sheet.text(x + 1.5, at + top + high - 5, (between,), FORM_STRONG)
                    x += 8
                with sheet.marked(None):
                    for _ in range(number):
                        sheet.box(x, at + top, wide, high, line=INK, thickness=0.9)
                        x += wide
            if after:
                with sheet.marked(element):
                    sheet.text(x + 6, at + top + high - 6, (after,), FORM)

        self._drawn.append(draw)
        self.height = top + high + 2

    def writing(self, lines: int, *, findings: bool = False) -> None:
        """Lines to write on; at the right end of the first the severities of a finding, to be circled."""
        if not lines:
            return
        top = self.height
        element = Element("P", self.body) if findings else None
        words = say("Iakttagelse   1   2   3   4", "Finding   1   2   3   4")

        def draw(sheet: Sheet, at: float) -> None:
            for number in range(1, lines + 1):
                shorter = _FINDING_WIDTH if findings and number == 1 else 0.0
                with sheet.marked(None):
                    sheet.rule(self.x, at + top + number * LINE, self.width - shorter, 0.5, INK)
            if findings:
                with sheet.marked(element):
                    sheet.text_right(self.x + self.width, at + top + LINE - 1, (words,), SMALL_STRONG)

        self._drawn.append(draw)
        self.height = top + lines * LINE + 3

    def drawn(self, sheet: Sheet, top: float) -> None:
        """Draw all of it."""
        for draw in self._drawn:
            draw(sheet, top)


def _part(paper: Paper, part: Part) -> list[Block]:
    blocks: list[Block] = []
    if part.title:
        title = heading(paper, part.level, part.title, SECTION if part.level == 2 else GROUP, before=0)
        inner = title.draw

        def draw(sheet: Sheet, top: float) -> None:
            with sheet.marked(None):
                sheet.rule(LEFT, top, TEXT_WIDTH, 1.1 if part.level == 2 else 0.6, INK)
            inner(sheet, top + 7)

        blocks.append(Block(title.height + 11, draw, before=14, keeps_next=True))
    if part.when:
        words = say(f"Besvaras om {part.when}.", f"Answer if {part.when}.")
        blocks += paragraph(words, SMALL_STRONG, paper.root, TEXT_WIDTH, keeps_next=True)
    for columns, run in groupby(part.asked, lambda asked: asked.columns):
        asked = tuple(run)
        blocks += (table_blocks(paper, asked) if columns else []) or _list(paper, asked)
    return blocks


def _list(paper: Paper, every: Sequence[Asked]) -> list[Block]:
    listed = Element("L", paper.root)
    last = len(every) - 1
    return [_question(Element("LI", listed), asked, ruled=place < last) for place, asked in enumerate(every)]


def _question(item: Element, asked: Asked, *, ruled: bool) -> Block:
    label, stack = Element("Lbl", item), _Stack(Element("LBody", item))
    stack.text(asked.words, FORM_STRONG if asked.type is not QuestionType.NOTE else FORM)
    stack.text(asked.help, SMALL, before=1)
    if asked.when:
        stack.text(say(f"Besvaras om {asked.when}.", f"Answer if {asked.when}."), SMALL_STRONG, before=1)
    _answer(stack, asked)
    stack.writing(asked.lines, findings=asked.findings)
    id_ = f"{asked.id} · {asked.row}" if asked.row else asked.id
    shown = shortened(id_, FORM_STRONG, RAIL - 8)

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(label):
            sheet.text(LEFT, top + 6 + ascent(FORM_STRONG), (shown,), FORM_STRONG)
        stack.drawn(sheet, top + 6)
        if ruled:
            with sheet.marked(None):
                sheet.rule(LEFT, top + stack.height + 12, TEXT_WIDTH, 0.4, INK)

    return Block(stack.height + 12.5, draw)


def _answer(stack: _Stack, asked: Asked) -> None:
    """Where the answer is put: boxes to cross, boxes for digits, a line to write on."""
    match asked.type:
        case QuestionType.NUMBER:
            stack.digits((4, 2), ",", asked.unit)
        case QuestionType.INTEGER:
            stack.digits((4,), "", asked.unit)
        case QuestionType.TIME:
            stack.digits((2, 2), ".", asked.unit)
        case QuestionType.DATE:
            stack.digits((4, 2, 2), "-", asked.unit)
        case QuestionType.MOMENT:
            stack.digits((4, 2, 2, 2, 2), "·", say("år, månad, dag, klockslag", "year, month, day, time"))
        case QuestionType.ACKNOWLEDGE:
            stack.boxes((say("Bekräftat", "Confirmed"),))
        case QuestionType.RANKING:
            stack.text(say("Skriv 1, 2, 3 … i rutorna.", "Write 1, 2, 3 … in the boxes."), SMALL, before=2)
            stack.boxes(asked.choices, ranked=True)
        case kind if kind in ATTACHING:
            stack.boxes((say("Finns, märkt med frågans nummer", "Exists, marked with the question's number"),))
        case _ if asked.choices:
            stack.boxes((*asked.choices, *asked.withheld))
            return
        case _:
            pass
    stack.boxes(asked.withheld)


def _first(paper: Paper, form: PaperForm) -> list[Block]:
    """Title, what every visit notes first, and whom to call."""
    contact = form.contact
    whom = say("Akut: ring ledaren", "Acute: call the lead")
    if contact is not None and contact.safety:
        whom = say("Akut: ring trygghets\u00adkontakten", "Acute: call the safety contact")
    blocks = [heading(paper, 1, form.title, CHAPTER)]
    blocks += paragraph(form.description, FORM, paper.root, TEXT_WIDTH, before=4)
    lines: list[tuple[str, Callable[[_Stack], None]]] = [
        (say("Datum", "Date"), lambda stack: stack.digits((4, 2, 2), "-", "")),
        (say("Började", "Began"), lambda stack: stack.digits((2, 2), ".", "")),
        (say("Slutade", "Ended"), lambda stack: stack.digits((2, 2), ".", "")),
        (
            say("Samtycke", "Consent"),
            lambda stack: stack.boxes((say("Ja, efter information", "Yes, after information"), say("Nej", "No"))),
        ),
        (say("Närvarande, roll", "Present, role"), lambda stack: stack.writing(2)),
        (
            whom,
            lambda stack: (
                stack.text(contact.words, FORM_STRONG)
                if contact is not None and contact.telephone
                else stack.writing(1)
            ),
        ),
    ]
    blocks += [_line(paper.root, words, fill) for words, fill in lines]
    return blocks


def _line(root: Element, words: str, fill: Callable[[_Stack], None]) -> Block:
    """A label in the rail and room beside it; no list item, since there may be nothing but a line to write on."""
    label, stack = Element("P", root), _Stack(root)
    fill(stack)
    height = max(stack.height, FORM.leading)
    lines = wrapped(words, FORM_STRONG, RAIL - 6)

    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(label):
            sheet.text(LEFT, top + 6 + ascent(FORM_STRONG), lines, FORM_STRONG)
        stack.drawn(sheet, top + 6)

    return Block(height + 8, draw)


def _last(paper: Paper) -> list[Block]:
    """Free notes, both signatures, and what becomes of the paper."""
    blocks = [heading(paper, 2, say("Övriga anteckningar", "Other notes"), SECTION, before=16)]
    blocks += [_ruled() for _ in range(8)]
    blocks.append(heading(paper, 2, say("Underskrifter", "Signatures"), SECTION, before=18))
    signed: list[str] = [say("Gästhandläggare, klockan", "Visiting caseworker, time")] * 2
    typed = say("Infört i programmet den, av", "Typed in on, by")
    blocks += [_line(paper.root, words, lambda stack: stack.writing(1)) for words in (*signed, typed)]
    words = say(
        "Papperet bevaras eller förstörs enligt kommunens dokumenthanteringsplan när svaren är införda.",
        "The paper is kept or destroyed after the municipality's records schedule once the answers are typed in.",
    )
    return [*blocks, *paragraph(words, SMALL, paper.root, TEXT_WIDTH, before=8)]


def _ruled() -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        with sheet.marked(None):
            sheet.rule(LEFT, top + LINE, TEXT_WIDTH, 0.5, INK)

    return Block(LINE, draw)


def _furnish(paper: Paper, form: PaperForm) -> None:
    """Number of the case, checklist and page on every page; all of it is artifact."""
    case = form.case or "_" * 16
    pair = say("Par", "Pair") + f" {form.pair or '____'}"
    checklist = f"{form.title} · version {form.version} · {pair}"
    for sheet in paper.pages:
        page = say(f"sida {sheet.number + 1} av {len(paper.pages)}", f"page {sheet.number + 1} of {len(paper.pages)}")
        with sheet.marked(None):
            sheet.text(LEFT, 50, (say("Ärende", "Case"),), SMALL)
            start = LEFT + measured(say("Ärende", "Case"), SMALL) + 8
            sheet.text(start, 50, (case,), CASE)
            sheet.text_right(RIGHT, 50, (page,), SMALL_STRONG)
            sheet.rule(LEFT, 58, TEXT_WIDTH, 1.1, INK)
            sheet.rule(LEFT, HEIGHT - 45.4, TEXT_WIDTH, 0.4, INK)
            sheet.text(LEFT, HEIGHT - 34, (shortened(checklist, SMALL, TEXT_WIDTH - 70),), SMALL)
            sheet.text_right(RIGHT, HEIGHT - 34, (page,), SMALL_STRONG)
