"""Text from outside as it may be shown: what would turn its direction stands as a mark, and does nothing.

A label with a direction control reads otherwise than it is written ("1-2" as "2-1"), in the window and to a screen
reader as on paper.
"""

from __future__ import annotations

import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with every direction control shown by its number: ‹U+202E›."""
    return text if text.isascii() else _TURNING.sub(lambda found: sign_mark(found[0]), text)


def sign_mark(sign: str) -> str:
    """How a character that cannot be shown is told."""
    return f"‹U+{ord(sign):04X}›"
