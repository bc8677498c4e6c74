"""The printed faces: where they lie, what each letter measures, and which face can draw it.

Widths are kept per word and face in thousandths of the size, so that a word measured once is never measured again.
ReportLab's own faces are loaded at the first use; nothing here costs anything at start-up.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any

from kollegie.model.visible_text import sign_mark


class Face(Enum):
    """The faces of the print, and the fallback for letters they lack."""

    SANS = "SourceSans3-Regular"
    ITALIC = "SourceSans3-Italic"
    SEMIBOLD = "SourceSans3-SemiBold"
    SERIF = "SourceSerif4-Regular"
    SERIF_SEMIBOLD = "SourceSerif4-SemiBold"
    FALLBACK = "DejaVuSans"

    __hash__ = object.__hash__  # a face is looked up at every line; the one Enum brings hashes its name


@cache
def _font(face: Face) -> Any:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with as_file(files("kollegie.summary") / "fonts" / f"{face.value}.ttf") as path:
        font = TTFont(face.value, str(path), shapable=False)
    pdfmetrics.registerFont(font)
    return font


def register() -> None:
    """Make the faces known to ReportLab. Cheap after the first time."""
    for face in Face:
        _font(face)


def font_of(face: Face) -> Any:
    """ReportLab's font for the face."""
    return _font(face)


@cache
def _letters(face: Face) -> frozenset[str]:
    return frozenset(map(chr, _font(face).face.charToGlyph))


class _WordWidths(dict[str, float]):
    """Word → width in thousandths of the size; measures what it has not seen."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._letters = _letters(face)
        widths = _font(face).face.charWidths
        default = _font(face).face.defaultWidth
        self._widths = {letter: widths.get(ord(letter), default) for letter in self._letters}
        self._face = face

    def __missing__(self, word: str) -> float:
        if self._letters.issuperset(word):
            width = float(sum(map(self._widths.__getitem__, word)))
        elif self._face is Face.FALLBACK:
            raise ValueError("only text that has been through plain() can be measured")
        else:
            width = sum(word_widths(face)[run] for face, run in runs(word, self._face))
        if len(self) > 200_000:  # a document of ids must not keep every one of them for ever
            self.clear()
        self[word] = width
        return width


@cache
def word_widths(face: Face) -> _WordWidths:
    """The widths of the face, by word."""
    return _WordWidths(face)


def text_width(text: str, face: Face, size: float) -> float:
    """The width of a line in points."""
    return word_widths(face)[text] * size / 1000


def runs(text: str, face: Face) -> list[tuple[Face, str]]:
    """The text cut where the fallback face must step in. `text` has been through `plain`, so one of them has all."""
    own = _letters(face)
    if own.issuperset(text):
        return [(face, text)]
    pieces: list[tuple[Face, str]] = []
    for letter in text:
        drawn_by = face if letter in own else Face.FALLBACK
        if pieces and pieces[-1][0] is drawn_by:
            pieces[-1] = (drawn_by, pieces[-1][1] + letter)
        else:
            pieces.append((drawn_by, letter))
    return pieces


_ORDINARY = re.compile("[\n\x20-\x7e\u00a0-\u00ac\u00ae-\u017f\u2011\u2013\u2014\u2018-\u201e\u2022\u2026\u2212]*")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_UNSEEN = {"\u200d", "\ufe0e", "\ufe0f", "\u200b", "\ufeff"}
"""Joins and marks that only steer how neighbours look; leaving them out changes no word."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text as it may be printed: every letter can be drawn, and nothing steers the reader's program.

    Shape: line ends become "\\n", tabs a space. A control, direction or private character, and a letter no face has,
    is shown by its number (‹U+202E›), so that it can be seen but does nothing.
    """
    if _ORDINARY.fullmatch(text):
        return text
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    return "".join(_shown(letter) for letter in composed)


@cache
def _drawable() -> frozenset[str]:
    """The letters that every face can draw, by itself or with the fallback's help."""
    own = [_letters(face) for face in Face if face is not Face.FALLBACK]
    return frozenset.intersection(*own) | _letters(Face.FALLBACK)


def _shown(letter: str) -> str:
    if letter in "\n\u00ad":
        return letter
    if letter in _UNSEEN:
        return ""
    if unicodedata.category(letter) == "Zs":
        return letter if letter in "\u00a0 " else " "
    if unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Cn") or letter not in _drawable():
        return sign_mark(letter)
    return letter
