"""Pictures that are not taken, each with its sentence; nothing of them is kept."""

from __future__ import annotations

from kollegie.errors import KollegieError


class PictureUnreadable(KollegieError):
    """Not a picture this program reads, or a damaged one."""

    sv = "{name} går inte att läsa som bild. Spara om den som JPEG eller PNG och försök igen."
    en = "{name} cannot be read as a picture. Save it as JPEG or PNG and try again."


class PictureTooLarge(KollegieError):
    """More bytes or pixels than a camera makes."""

    sv = "{name} är för stor för att tas emot ({size}). Högst {most}. Minska bilden och försök igen."
    en = "{name} is too large to be taken ({size}). At most {most}. Make the picture smaller and try again."


class PictureTooHeavy(KollegieError):
    """Reading it took more time or memory than any honest picture needs."""

    sv = "{name} kräver mer minne eller tid än en bild ska göra, och har inte tagits emot."
    en = "{name} needs more memory or time than a picture should, and was not taken."


class NothingToPaste(KollegieError):
    """The clipboard holds no picture."""

    sv = "Urklipp innehåller ingen bild. Kopiera en bild eller välj en fil."
    en = "The clipboard holds no picture. Copy a picture, or choose a file."
