"""Pictures as a camera makes them, with a position in them, and as they are kept."""

from __future__ import annotations

import io
import random
import struct
import zlib

from PIL import Image

PLACE = b"Exempelgatan 1, Hult"


def bare_png(side: int = 8) -> bytes:
    """A picture of random pixels, hardly smaller than the pixels themselves."""
    source = random.Random(side)
    lines = b"".join(b"\x00" + source.randbytes(side * 3) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture with position, camera and comment, held sideways: red at left in the file, at top when upright."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    made = io.BytesIO()
    image.save(made, kind, exif=exif)
    return made.getvalue()
