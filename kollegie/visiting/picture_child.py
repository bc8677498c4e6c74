"""Decodes a picture from outside in a process of its own and writes it anew: little memory, little time, no network.

What comes back is a JPEG of the pixels, turned the way the camera was held: no position, no camera, no comment, no
small copy of what was cut away. Pillow reads it here and nowhere else in the core.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF")
"""What is read; everything else is refused."""
THUMBNAIL_SIDES = (320, 240, 160, 120)


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Units: `pixels` before decoding, `longest` side in pixels after it, `memory` in bytes, `seconds` of processor."""

    pixels: int = 80_000_000
    longest: int = 2000
    memory: int = 1_400_000_000
    seconds: int = 30
    thumbnail: int = 20_000


def clean_in_child(pipe: Connection, content: bytes, limits: PictureLimits) -> None:
    """Send ["ok"], the picture and its thumbnail; or ["unreadable"], or ["large", width, height].

    Shape: JSON and bytes, never objects: whoever has taken this process over must not reach the one that listens.
    """
    sys.stderr = None  # a crash must not print what stood in a file
    from PIL import Image, ImageOps

    Image.init()
    limit_process(limits)
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below, with its own sentence
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > limits.pixels:
                pipe.send_bytes(json.dumps(["large", opened.width, opened.height]).encode())
                return
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, EOFError):
        pipe.send_bytes(json.dumps(["unreadable"]).encode())
        return
    upright.thumbnail((limits.longest, limits.longest))
    bare = Image.new("RGB", upright.size, "white")  # a see-through picture is put on white, as on paper
    bare.paste(upright, mask=upright.getchannel("A"))
    small = b""
    for side in THUMBNAIL_SIDES:
        smaller = bare.copy()
        smaller.thumbnail((side, side))
        small = _jpeg(smaller, 80)
        if len(small) <= limits.thumbnail:
            break
    pipe.send_bytes(json.dumps(["ok"]).encode())
    pipe.send_bytes(_jpeg(bare, 88))
    pipe.send_bytes(small)


def _jpeg(image: object, quality: int) -> bytes:
    from PIL import Image

    assert isinstance(image, Image.Image)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=quality)
    return made.getvalue()


def limit_process(limits: PictureLimits) -> None:
    """Take away what a reader of pictures has no use for; the rest of the house never runs in this process."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    closed = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.spawn", "ctypes.dlopen")

    def guard(event: str, _args: tuple[object, ...]) -> None:
        if event.startswith(closed):
            raise PermissionError(event)

    sys.addaudithook(guard)
