"""How text is set: the type styles of the print, and the breaking of lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kollegie.summary.pdf_fonts import Face, plain, text_width, word_widths

INK = "#1A1D21"
MUTED = "#55606B"
RULE = "#AEB6BD"
HAIR = "#D9DDE1"
ACCENT = "#0B5D57"
ACCENT_MID = "#8DB8B0"
ACCENT_LIGHT = "#D6E6E2"
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Style:
    """A face in a size, a leading and a colour. Units: points."""

    face: Face
    size: float
    leading: float
    colour: str = INK

    def tinted(self, colour: str) -> Style:
        """The same style in another colour."""
        return replace(self, colour=colour)


TITLE = Style(Face.SERIF_SEMIBOLD, 33, 38)
SUBTITLE = Style(Face.SERIF, 14.5, 20, MUTED)
CHAPTER = Style(Face.SERIF_SEMIBOLD, 23, 27)
LEAD = Style(Face.SERIF, 13, 18.5)
THREE_LINES = Style(Face.SERIF, 14.5, 20)
LINE_NUMBER = Style(Face.SERIF_SEMIBOLD, 14.5, 20, ACCENT)
SECTION = Style(Face.SEMIBOLD, 13, 16.5)
GROUP = Style(Face.SEMIBOLD, 10, 14)
BODY = Style(Face.SANS, 10, 14)
STRONG = Style(Face.SEMIBOLD, 10, 14)
CELL = Style(Face.SANS, 9, 12)
CELL_STRONG = Style(Face.SEMIBOLD, 9, 12)
CELL_ITALIC = Style(Face.ITALIC, 9, 12, MUTED)
HEADER = Style(Face.SEMIBOLD, 8.5, 11, MUTED)
CAPTION = Style(Face.SANS, 8.5, 11.5, MUTED)
CAPTION_STRONG = Style(Face.SEMIBOLD, 8.5, 11.5, MUTED)
KEY_FIGURE = Style(Face.SERIF_SEMIBOLD, 20, 24, ACCENT)
KEY_LABEL = Style(Face.SEMIBOLD, 9, 12)
PRINT_LINE = Style(Face.SANS, 7.5, 9.5, MUTED)

_SHORT = re.compile(r"(?<![^ ])([^\W\d]{1,2}) (?=\S)")
_VOWELS = frozenset("aeiouyåäöéAEIOUYÅÄÖÉ")
_KEPT_TOGETHER = frozenset(("ck", "sk", "sj", "ch", "ng", "gn", "st", "ts", "ph", "th"))


@lru_cache(maxsize=16_384)
def wrapped(text: str, style: Style, width: float) -> tuple[str, ...]:
    """The lines of a text in a column, ragged right; an empty text has no lines.

    Units: `width` in points. A word wider than the column is divided as Swedish divides: one consonant goes with the
    vowel after it. Soft hyphens show only where a line breaks at them.
    """
    text = plain(text)
    if not text.strip():
        return ()
    room = width * 1000 / style.size
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_broken(paragraph, style.face, room))
    return tuple(lines)


@lru_cache(maxsize=512)
def balanced(text: str, style: Style, width: float) -> tuple[str, ...]:
    """As `wrapped`, with lines of about equal length: for headings and leads, where a lone last word looks lost.

    A word of one or two letters goes down with the word after it.
    """
    text = _SHORT.sub("\\1\u00a0", text)
    lines = wrapped(text, style, width)
    if len(lines) < 2:
        return lines
    low, high = width / 2, width
    while high - low > 2:
        middle = (low + high) / 2
        if len(wrapped(text, style, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return wrapped(text, style, high)


def shortened(text: str, style: Style, room: float) -> str:
    """One line of the text that fits the room, with an ellipsis where it was cut. Units: `room` in points."""
    text = plain(text).replace("\n", " ")
    if measured(text, style) <= room:
        return text
    first = wrapped(text, style, max(style.size, room - measured("…", style)))
    return f"{first[0].removesuffix('-') if first else ''}…"


def measured(text: str, style: Style) -> float:
    """The width of one line in points."""
    return text_width(text, style.face, style.size)


def _broken(paragraph: str, face: Face, room: float) -> list[str]:
    widths = word_widths(face)
    space = widths[" "]
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for word in paragraph.split(" "):
        if not word:
            continue
        shown = word.replace("\u00ad", "") if "\u00ad" in word else word
        width = _wide(shown, widths)
        if line and used + space + width <= room:
            line.append(shown)
            used += space + width
            continue
        if "\u00ad" in word and line:
            head, tail = _at_soft_hyphen(word, face, room - used - space)
            if head:
                line.append(head)
                word, shown = tail, tail.replace("\u00ad", "")
                width = _wide(shown, widths)
        if line:
            lines.append(" ".join(line))
        while width > room:
            head, tail = _at_soft_hyphen(word, face, room) if "\u00ad" in word else ("", word)
            if not head:
                head, tail = _divided(shown, face, room)
            lines.append(head)
            word, shown = tail, tail.replace("\u00ad", "")
            width = _wide(shown, widths)
        line, used = [shown], width
    if line:
        lines.append(" ".join(line))
    return lines


def _wide(word: str, widths: Mapping[str, float]) -> float:
    """The width of a word; one that no column can hold is not measured again for every line it fills."""
    return widths[word] if len(word) < 300 else float("inf")


def _at_soft_hyphen(word: str, face: Face, room: float) -> tuple[str, str]:
    parts = word.split("\u00ad")
    for kept in range(len(parts) - 1, 0, -1):
        head = "".join(parts[:kept]) + "-"
        if word_widths(face)[head] <= room:
            return head, "\u00ad".join(parts[kept:])
    return "", word


def _divided(word: str, face: Face, room: float) -> tuple[str, str]:
    """The longest head that fits, divided at the last good place; letters get a hyphen, numbers and marks none."""
    letter_widths = word_widths(face)
    hyphen = letter_widths["-"]
    used, fits, fits_with_hyphen = 0.0, 0, 0
    for letter in word:
        used += letter_widths[letter]
        if used > room:
            break
        fits += 1
        if used + hyphen <= room:
            fits_with_hyphen = fits
    for place in range(fits, max(1, fits - 14), -1):
        if word[place - 1] in "-/–_.,;:" and place < len(word):
            return word[:place], word[place:]
    for place in range(fits_with_hyphen, max(2, fits_with_hyphen - 14), -1):
        if _good_division(word, place):
            return word[:place] + "-", word[place:]
    if word[: fits_with_hyphen + 1].isalpha() and fits_with_hyphen > 1:
        return word[:fits_with_hyphen] + "-", word[fits_with_hyphen:]
    place = max(1, fits)
    return word[:place], word[place:]


def _good_division(word: str, place: int) -> bool:
    if place < 3 or len(word) - place < 3 or not word[place - 2 : place + 2].isalpha():
        return False
    before, after, then = word[place - 1], word[place], word[place + 1]
    return (
        after not in _VOWELS
        and then in _VOWELS
        and (before + after).lower() not in _KEPT_TOGETHER
        and any(letter in _VOWELS for letter in word[:place])
    )
