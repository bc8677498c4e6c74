"""A document in the making and its pages: text, rules and shapes at their places, each marked with its element.

Units: points from the page's top left corner, downwards; a text's y is its baseline.
Pages are kept as operators until all are laid out, since the foot says how many there are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kollegie.summary.pdf_fonts import Face, font_of, plain, register, runs
from kollegie.summary.pdf_tags import Element
from kollegie.summary.pdf_text import Style, measured

WIDTH, HEIGHT = 595.28, 841.89
MM = 72 / 25.4
LEFT = 25 * MM
RIGHT = WIDTH - 18 * MM
TOP = 27 * MM
BOTTOM = HEIGHT - 22 * MM
TEXT_WIDTH = RIGHT - LEFT
READING_WIDTH = 147 * MM


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page that can be clicked: page from 0, rectangle from the top left in points, key of its visits."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    key: str


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading: its level from 1, its words, its page from 0 and how far down it stands in points.

    Shape: a `listed` heading stands in the table of contents too.
    """

    level: int
    title: str
    page: int
    top: float
    listed: bool = False


@lru_cache(maxsize=64)
def rgb(colour: str) -> str:
    """A #RRGGBB colour as three PDF numbers."""
    return " ".join(f"{int(colour[place : place + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for place in (1, 3, 5))


class _Codes(dict[int, str]):
    """Letter → its escaped byte in the face's first subset of this document; other subsets answer with a mark."""

    ELSEWHERE = "\ue000"

    def __init__(self, font: Any, document: Any) -> None:
        super().__init__()
        self._font, self._document = font, document
        self.name = font.getSubsetInternalName(0, document)

    def __missing__(self, letter: int) -> str:
        ((subset, code),) = self._font.splitString(chr(letter), self._document)
        self[letter] = escaped(code) if subset == 0 else self.ELSEWHERE
        return self[letter]

    def shown(self, text: str) -> list[tuple[str, str]]:
        """The text as pairs of font name and string, one pair per subset it needs."""
        literal = text.translate(self)
        if self.ELSEWHERE not in literal:
            return [(self.name, literal)]
        return [
            (self._font.getSubsetInternalName(subset, self._document), escaped(code))
            for subset, code in self._font.splitString(text, self._document)
        ]


_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {
    ord("("): "\\(",
    ord(")"): "\\)",
    ord("\\"): "\\\\",
}


def escaped(code: bytes) -> str:
    """Bytes as the inside of a PDF literal string."""
    return code.decode("latin-1").translate(_ESCAPES)


class Paper:
    """The document: its pages, its structure, its headings and its clickable places."""

    def __init__(self, *, tagged: bool = True) -> None:
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        register()
        rl_config.useA85 = 0  # text-safe streams cost time and a quarter more bytes, and are unpacked again at once
        self.tagged = tagged
        self.root = Element("Document")
        self.pages: list[Sheet] = []
        self.outline: list[OutlineEntry] = []
        self.listed: list[tuple[int, str]] = []
        self.spots: list[Spot] = []
        self._file = io.BytesIO()
        start_font: Any = Face.SANS.value  # else the unembedded Helvetica is named on every page
        self._canvas: Any = Canvas(
            self._file, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=start_font
        )
        self.codes: dict[Face, _Codes] = {}

    def codes_of(self, face: Face) -> _Codes:
        """The letters of a face in this document. The fallback joins only when it is needed."""
        if face not in self.codes:
            self.codes[face] = _Codes(font_of(face), self._canvas._doc)
        return self.codes[face]

    def new_page(self) -> Sheet:
        """Start a page."""
        sheet = Sheet(self, len(self.pages))
        self.pages.append(sheet)
        return sheet

    def finished(self, title: str, author: str, subject: str) -> bytes:
        """The document as ReportLab writes it, with its marked content but without the tree."""
        canvas = self._canvas
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(subject)
        canvas.setCreator("Kollegie")
        for sheet in self.pages:
            canvas._code = sheet.ops
            canvas.showPage()
            sheet.ops = []
        canvas.save()
        return self._file.getvalue()


class Sheet:
    """One page."""

    def __init__(self, paper: Paper, number: int) -> None:
        self.paper = paper
        self.number = number
        self.ops: list[str] = []
        self._mcid = 0

    def marked(self, element: Element | None) -> Sheet:
        """What is drawn in the `with` block belongs to the element, or is an artifact. Marks never nest."""
        if self.paper.tagged:
            if element is None:
                self.ops.append("/Artifact BMC")
            else:
                element.contents.append((self.number, self._mcid))
                self.ops.append(f"/{element.tag} <</MCID {self._mcid}>> BDC")
                self._mcid += 1
        return self

    def __enter__(self) -> None:
        """Draw what is marked."""

    def __exit__(self, *_: object) -> None:
        if self.paper.tagged:
            self.ops.append("EMC")

    @contextmanager
    def later(self, place: int) -> Iterator[None]:
        """Draw into the place that `reserve` kept."""
        before, self.ops = self.ops, []
        yield
        before[place] = "\n".join(self.ops)
        self.ops = before

    def reserve(self) -> int:
        """Keep a place in the drawing order for what is known only when all pages are laid out."""
        self.ops.append("")
        return len(self.ops) - 1

    def text(self, x: float, y: float, lines: Sequence[str], style: Style) -> None:
        """Set lines under each other from the baseline y. Each ends with a space, so that no reader joins words."""
        codes = self.paper.codes_of(style.face)
        first = HEIGHT - y
        parts = [f"BT {rgb(style.colour)} rg {style.leading:g} TL 1 0 0 1 {x:.2f} {first:.2f} Tm"]
        current = ""
        for place, line in enumerate(lines):
            if place:
                parts.append("T*")
            for face, run in runs(plain(line) + " ", style.face):
                table = codes if face is style.face else self.paper.codes_of(face)
                for name, literal in table.shown(run):
                    if name != current:
                        parts.append(f"{name} {style.size:g} Tf")
                        current = name
                    parts.append(f"({literal}) Tj")
        parts.append("ET")
        self.ops.append(" ".join(parts))

    def text_right(self, x: float, y: float, lines: Sequence[str], style: Style) -> None:
        """Set lines that end at x."""
        for place, line in enumerate(lines):
            self.text(x - measured(line, style), y + place * style.leading, (line,), style)

    def rule(self, x: float, y: float, length: float, thickness: float, colour: str) -> None:
        """A horizontal rule whose middle is at y."""
        level = HEIGHT - y
        self.ops.append(f"{rgb(colour)} RG {thickness:g} w {x:.2f} {level:.2f} m {x + length:.2f} {level:.2f} l S")

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "", line: str = "", thickness: float = 0.75
    ) -> None:
        """A rectangle from its top left corner, filled, outlined or both."""
        ops = []
        if fill:
            ops.append(f"{rgb(fill)} rg")
        if line:
            ops.append(f"{rgb(line)} RG {thickness:g} w")
        paint = "B" if fill and line else "f" if fill else "S"
        ops.append(f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re {paint}")
        self.ops.append(" ".join(ops))

    def spot(self, x: float, y: float, width: float, height: float, key: str) -> None:
        """Let the rectangle lead to the visits behind a figure."""
        if key:
            self.paper.spots.append(Spot(self.number, x, y, x + width, y + height, key))
