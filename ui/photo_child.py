"""Decodes a picture from outside in a process of its own: little memory, little time, no files, no network.

What comes back is bare pixels, turned the way the camera was held: no position, no camera, no comment, no thumbnail.
"""

from __future__ import annotations

import json
import sys
from multiprocessing.connection import Connection

from kollegie.visiting.picture_child import PictureLimits, limit_process

FORMATS = (b"jpeg", b"png", b"webp", b"bmp", b"gif")
"""What is read; everything else is refused by name, SVG and PDF first of all, since they are programs."""


LONGEST = PictureLimits().longest
"""The longest side of a picture that is kept, in pixels: a name on a wall chart can be read, no more."""


def decode_in_child(pipe: Connection, content: bytes, limits: PictureLimits) -> None:
    """Send ["ok", width, height, bytes per line] and the pixels in 24 bits, or ["unreadable"], or ["large", …].

    Shape: JSON, and never objects: whoever has taken this process over must not reach the one that listens.
    """
    sys.stderr = None  # a crash must not print what stood in a file
    from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
    from PySide6.QtGui import QImage, QImageReader

    limit_process(limits)
    QImageReader.setAllocationLimit(600)
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in FORMATS:
        pipe.send_bytes(json.dumps(["unreadable"]).encode())
        return
    size = reader.size()
    if size.isValid() and size.width() * size.height() > limits.pixels:
        pipe.send_bytes(json.dumps(["large", size.width(), size.height()]).encode())
        return
    image = reader.read()
    if image.isNull():
        pipe.send_bytes(json.dumps(["unreadable"]).encode())
        return
    if max(image.width(), image.height()) > limits.longest:
        most = QSize(limits.longest, limits.longest)
        ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(most, ratio, smooth)
    white = QImage(image.size(), QImage.Format.Format_RGB888)
    white.fill(Qt.GlobalColor.white)
    _paint(white, image)
    pipe.send_bytes(json.dumps(["ok", white.width(), white.height(), white.bytesPerLine()]).encode())
    pipe.send_bytes(bytes(white.constBits()))


def _paint(onto: object, image: object) -> None:
    """A see-through picture is put on white, as on paper."""
    from PySide6.QtGui import QImage, QPainter

    assert isinstance(onto, QImage)
    assert isinstance(image, QImage)
    with QPainter(onto) as painter:
        painter.drawImage(0, 0, image)
