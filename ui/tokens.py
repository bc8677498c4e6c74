"""The colours, type roles and spaces of the screen: the only place where they stand as figures.

Painters, the palette and the style sheet are made from these values, so that light, dark and high contrast differ in
one table. `tests/ui/test_tokens.py` recomputes the contrast of every pair that is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kollegie.model.severity import Severity


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; each field is a colour as `#RRGGBB`, named after what it is for.

    Violet (`record…`) is what the records claim, green (`accent`, `soft`) what we do and have seen; never both on one
    surface. `line` is decoration only, `edge` is the border of everything that can be worked.
    """

    bg: str
    surface: str
    sunken: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    soft: str
    focus: str
    rail: str
    rail_text: str
    rail_sel: str
    rail_on: str
    record: str
    record_soft: str
    record_line: str
    s1: str
    s1_soft: str
    s2: str
    s2_soft: str
    s3: str
    s3_soft: str
    s4: str
    s4_soft: str
    on_s4: str
    ok: str
    ok_soft: str
    badge: str = "#F2C14E"
    on_badge: str = "#2A1D00"

    def severity(self, severity: Severity) -> str:
        """The strong colour of a severity: shapes, words, borders."""
        return (self.s1, self.s2, self.s3, self.s4)[severity - 1]

    def severity_soft(self, severity: Severity) -> str:
        """The surface under a severity's words."""
        return (self.s1_soft, self.s2_soft, self.s3_soft, self.s4_soft)[severity - 1]


LIGHT = Tokens(
    bg="#EFF2F1",
    surface="#FFFFFF",
    sunken="#E4E9E8",
    line="#D2DAD8",
    edge="#73827F",
    text="#14201E",
    muted="#4A5957",
    accent="#0B5D57",
    accent_hover="#094A45",
    accent_press="#063733",
    on_accent="#FFFFFF",
    soft="#DCECE9",
    focus="#14201E",
    rail="#12302D",
    rail_text="#BFD2CE",
    rail_sel="#24504B",
    rail_on="#FFFFFF",
    record="#573A8C",
    record_soft="#EFEAF8",
    record_line="#8A72B8",
    s1="#35566F",
    s1_soft="#E5EDF3",
    s2="#7D5200",
    s2_soft="#FBEFD0",
    s3="#AB360A",
    s3_soft="#FDE8DD",
    s4="#A20F2E",
    s4_soft="#FBE3E7",
    on_s4="#FFFFFF",
    ok="#1C6638",
    ok_soft="#DFF1E4",
)

DARK = Tokens(
    bg="#101716",
    surface="#1A2321",
    sunken="#0A100F",
    line="#32403D",
    edge="#7C8F8B",
    text="#E9EFED",
    muted="#A9BAB6",
    accent="#62C9BA",
    accent_hover="#7FD8CB",
    accent_press="#9BE4D9",
    on_accent="#04201C",
    soft="#1A3A36",
    focus="#FFFFFF",
    rail="#0A1413",
    rail_text="#9DB3AE",
    rail_sel="#1A3A36",
    rail_on="#FFFFFF",
    record="#C6B3F2",
    record_soft="#2B2440",
    record_line="#8D78BF",
    s1="#A3C4E0",
    s1_soft="#1D2B38",
    s2="#F0C463",
    s2_soft="#362A10",
    s3="#FFA075",
    s3_soft="#402317",
    s4="#FF8797",
    s4_soft="#43161F",
    on_s4="#2B050C",
    ok="#80D49C",
    ok_soft="#16321F",
)

CONTRAST = Tokens(
    bg="#000000",
    surface="#000000",
    sunken="#000000",
    line="#FFFFFF",
    edge="#FFFFFF",
    text="#FFFFFF",
    muted="#FFFFFF",
    accent="#7DF0E0",
    accent_hover="#FFFFFF",
    accent_press="#FFFFFF",
    on_accent="#000000",
    soft="#00332E",
    focus="#FFEE00",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_sel="#7DF0E0",
    rail_on="#000000",
    record="#D9C8FF",
    record_soft="#000000",
    record_line="#D9C8FF",
    s1="#B8DCFF",
    s1_soft="#000000",
    s2="#FFD75E",
    s2_soft="#000000",
    s3="#FFAE85",
    s3_soft="#000000",
    s4="#FF8F9E",
    s4_soft="#000000",
    on_s4="#000000",
    ok="#8CF0AC",
    ok_soft="#000000",
)


class Tone(StrEnum):
    """What a piece of text or an icon means; the value is the name of its colour token."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    RECORD = "record"
    OK = "ok"
    NOTE = "s1"
    ATTENTION = "s2"
    FAULT = "s3"
    ACUTE = "s4"


@dataclass(frozen=True, slots=True)
class TypeRole:
    """How a kind of text is set: pixels at 100 % text size, weight 400–700, and the colour it has by itself.

    `tabular` figures all have the same width, so that times and counts do not jump; headings stand still and keep
    the narrow hyphen of "4-017", which tabular figures would space out.
    """

    px: int
    weight: int
    tone: Tone = Tone.TEXT
    tabular: bool = True


ROLES: dict[str, TypeRole] = {
    "caption": TypeRole(12, 400, Tone.MUTED),
    "key": TypeRole(12, 600, Tone.MUTED),
    "meta": TypeRole(13, 400, Tone.MUTED),
    "meta-text": TypeRole(13, 500),
    "meta-strong": TypeRole(13, 600),
    "field": TypeRole(13, 500, Tone.MUTED),
    "tag": TypeRole(13, 600),
    "body": TypeRole(14, 400),
    "strong": TypeRole(14, 600),
    "code": TypeRole(14, 600, Tone.MUTED),
    "answer": TypeRole(15, 500),
    "answer-chosen": TypeRole(15, 600),
    "heading": TypeRole(16, 600, tabular=False),
    "question": TypeRole(17, 600, tabular=False),
    "question-current": TypeRole(18, 600, tabular=False),
    "time": TypeRole(17, 600),
    "number": TypeRole(18, 600),
    "section": TypeRole(20, 600, tabular=False),
    "title": TypeRole(22, 600, tabular=False),
    "figure": TypeRole(22, 600),
    "promise": TypeRole(24, 500),
    "unlock": TypeRole(28, 600, tabular=False),
}
"""Every text role; a label takes one with `setProperty("role", "meta")`. Inter has no 650, so headings stand in 600."""

GAP = 8
BETWEEN_CARDS = 12
IN_CARD = 18
PAGE_EDGE = 24
FORM_WIDTH = 520  # of a form that stands alone in its window
ICON_GAP = 7

RADIUS_CARD = 10
RADIUS_BUTTON = 8
RADIUS_FIELD = 6
RADIUS_KEY = 4

BAR = 5
"""The bar at the left edge of what is current, or of a finding."""

TARGET_ANSWER = 52
TARGET_BUTTON = 46
TARGET_SEVERITY = 44
TARGET_ROW = 44
TARGET_AIRY = 48
"""No target is lower than this in the airy density."""

LINE_CHARACTERS = 72
"""Running text is never set wider than this."""


def contrast_ratio(one: str, other: str) -> float:
    """How well two colours are told apart, 1–21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
