"""Pictures that are not taken, each with its sentence; nothing of them is kept."""

from __future__ import annotations

from kollegie.errors import KollegieError


class NothingToPaste(KollegieError):
    """The clipboard holds no picture."""

    sv = "Urklipp innehåller ingen bild. Kopiera en bild eller välj en fil."
    en = "The clipboard holds no picture. Copy a picture, or choose a file."
