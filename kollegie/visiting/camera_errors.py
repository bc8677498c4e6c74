"""A camera that gives no picture, each way with its sentence; nothing is kept of what it saw."""

from __future__ import annotations

from kollegie.errors import KollegieError


class CameraUnavailable(KollegieError):
    """It is there and shows nothing: another program has it, or this one may not use it."""

    sv = (
        "Kameran {name} visar ingen bild. Stäng andra program som använder den, tillåt kameran i datorns "
        "integritetsinställningar och försök igen, eller välj en fil."
    )
    en = (
        "The camera {name} shows no picture. Close other programs that use it, allow the camera in this computer's "
        "privacy settings and try again, or choose a file."
    )


class CameraGone(KollegieError):
    """It stopped while it was looked through: pulled out, or taken by another program."""

    sv = "Kameran {name} slutade visa bild. Se efter att den sitter i och försök igen, eller välj en fil."
    en = "The camera {name} stopped showing a picture. See that it is plugged in and try again, or choose a file."
