"""Pictures on their way in: read in a limited process, covered by hand, and written anew without a trace of before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from kollegie.progress import Progress
from kollegie.store.attachments import MOST_THUMBNAIL
from kollegie.visiting.picture_child import PictureLimits
from kollegie.visiting.picture_cleaning import picture_type_of, read_in_child, too_many
from kollegie.visiting.picture_errors import PictureUnreadable
from ui.photo_child import LONGEST, decode_in_child

COVER = "#1B1B1B"
"""What lies over a name or a face: one colour, the same in every scheme, since it becomes part of the picture."""
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".heic", ".heif", ".tif", ".tiff", ".svg")
"""What is meant as a picture by its name; those that cannot be read are refused with what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """A picture ready to be kept: a JPEG or PNG of its pixels and nothing else, and a small one of at most 20 kB."""

    content: bytes
    mime: str
    thumbnail: bytes


def is_picture(path: Path) -> bool:
    """Whether a file is a picture, by what it begins with whatever it is called, or is meant as one by its name."""
    return bool(picture_type_of(path)) or path.name.lower().endswith(PICTURES)


def read_picture(
    source: Path | bytes, name: str, progress: Progress | None = None, *, limits: PictureLimits | None = None
) -> QImage:
    """Read a picture from outside, upright and no larger than is kept.

    Raises: PictureUnreadable; PictureTooLarge; PictureTooHeavy; Cancelled.
    """
    limits = limits or PictureLimits()
    with read_in_child(decode_in_child, source, name, limits, progress) as (told, pipe):
        if len(told) != 4 or not all(isinstance(number, int) for number in told[1:]):
            raise PictureUnreadable(name=name)
        _, wide, high, line = told
        pixels = pipe.recv_bytes(4 * limits.longest * limits.longest + 4 * limits.longest)
    if not (0 < wide <= limits.longest and 0 < high <= limits.longest and len(pixels) == line * high >= wide * 3):
        raise PictureUnreadable(name=name)
    return QImage(pixels, wide, high, line, QImage.Format.Format_RGB888).copy()


def bounded(image: QImage) -> QImage:
    """A picture that is pixels already, as from the clipboard, on white and no larger than is kept.

    Raises: PictureTooLarge.
    """
    if image.width() * image.height() > PictureLimits().pixels:
        raise too_many("–", image.width(), image.height(), PictureLimits())
    if max(image.width(), image.height()) > LONGEST:
        image = image.scaled(
            QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    white = QImage(image.size(), QImage.Format.Format_RGB888)
    white.fill(Qt.GlobalColor.white)
    with QPainter(white) as painter:
        painter.drawImage(0, 0, image)
    return white


def covered(image: QImage, covers: Iterable[QRect]) -> QImage:
    """The picture with what lies under the covers gone for good: the pixels are overwritten, not hidden."""
    made = image.copy()
    with QPainter(made) as painter:
        for cover in covers:
            painter.fillRect(cover.intersected(made.rect()), QColor(COVER))
    return made


def written(image: QImage, *, sharp: bool = False) -> Written:
    """A picture as the bytes that are kept; `sharp` for a signature, whose thin lines a JPEG would smear."""
    kind = "png" if sharp else "jpeg"
    bare = image.copy()
    for key in bare.textKeys():
        bare.setText(key, "")
    content = _bytes(bare, kind, 88)
    small, quality = bare, 80
    thumbnail = b""
    for side in (320, 240, 160, 120):
        small = bare.scaled(
            QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        thumbnail = _bytes(small, "jpeg", quality)
        if len(thumbnail) <= MOST_THUMBNAIL:
            break
    return Written(content, f"image/{kind}", thumbnail)


def _bytes(image: QImage, kind: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    writer.write(image)
    return bytes(buffer.data().data())
