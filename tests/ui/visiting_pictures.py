"""Pictures as cameras and attackers make them, built byte by byte so that no file of anybody's is kept here."""

from __future__ import annotations

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageWriter

SECRET = b"Kalle Kamera, 59.3293 N 18.0686 E"


def two_halves(wide: int = 400, high: int = 200) -> QImage:
    """A picture that is red at left and blue at right."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("#0000FF"))
    for x in range(wide // 2):
        for y in range(high):
            image.setPixelColor(x, y, QColor("#FF0000"))
    return image


def as_bytes(image: QImage, kind: str) -> bytes:
    """The picture in a format."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())


def camera_jpeg(orientation: int = 6) -> bytes:
    """A JPEG as a telephone makes it: held on its side, with camera and position in its EXIF data."""
    plain = as_bytes(two_halves(), "jpeg")
    maker = SECRET + b"\0"
    entries = [
        struct.pack("<HHII", 0x010F, 2, len(maker), 8 + 2 + 3 * 12 + 4),
        struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0),
        struct.pack("<HHII", 0x8825, 4, 1, 8 + 2 + 3 * 12 + 4 + len(maker)),
    ]
    gps = struct.pack("<H", 1) + struct.pack("<HHI4s", 1, 2, 2, b"N\0\0\0") + struct.pack("<I", 0)
    listed = struct.pack("<H", 3) + b"".join(entries) + struct.pack("<I", 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + listed + maker + gps
    exif = b"Exif\0\0" + tiff
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]


def pixel_bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
