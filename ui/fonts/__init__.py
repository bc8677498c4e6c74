"""Inter, the typeface of the screen, in the four weights used (SIL Open Font License 1.1, see OFL.txt)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

FAMILY = "Inter"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")

_loaded = False


def load_fonts() -> None:
    """Make Inter known to Qt; asked twice, it does nothing the second time.

    The static files are used because the variable one gives every weight from 400 to 700 the same width in Qt 6.11,
    and the full character set because the Latin subset lacks the arrows of the key caps. They are the published WOFF2
    files unpacked to TTF: unpacking them took a tenth of the start.
    """
    global _loaded
    if _loaded:
        return
    for weight in WEIGHTS:
        QFontDatabase.addApplicationFont(str(Path(__file__).with_name(f"{FAMILY}-{weight}.ttf")))
    _loaded = True
