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


class PictureNotCleaned(KollegieError):
    """A picture that still holds what a camera wrote into it, or that nobody has looked through."""

    sv = (
        "{name} är en bild som kan bära plats och kamerauppgifter. Bifoga den i fönstret eller med kollegie visit "
        "attach, som tar bort dem först. Inget är sparat."
    )
    en = (
        "{name} is a picture that may hold position and camera data. Attach it in the window or with kollegie visit "
        "attach, which take them away first. Nothing was kept."
    )


class NotAPicture(KollegieError):
    """A question that asks for a picture or a signature was given something else."""

    sv = "{id} tar emot en bild, och {name} är ingen. Välj en JPEG eller PNG, eller bifoga filen vid en annan fråga."
    en = "{id} takes a picture, and {name} is none. Choose a JPEG or PNG, or attach the file at another question."
