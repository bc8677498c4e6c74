"""Inter, the typeface of the screen, in the four weights used (SIL Open Font License 1.1, see OFL.txt)."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase

FAMILY = "Inter"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")

_loaded = False


def load_fonts() -> None:
    """Make Inter known to Qt; asked twice, it does nothing the second time.

    The static files are used because the variable one gives every weight from 400 to 700 the same width in Qt 6.11,
    and the full character set because the Latin subset lacks the arrows of the key caps.
    """
    global _loaded
    if _loaded:
        return
    for weight in WEIGHTS:
        data = files(__name__).joinpath(f"{FAMILY}-{weight}.woff2").read_bytes()
        QFontDatabase.addApplicationFontFromData(QByteArray(data))
    _loaded = True
