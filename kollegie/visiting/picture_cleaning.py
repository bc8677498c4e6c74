"""Pictures on their way in without a window: read in a limited process and written anew without a trace of before."""

from __future__ import annotations

import json
import multiprocessing
import time
from dataclasses import dataclass
from pathlib import Path

from kollegie.language import say
from kollegie.model.pictures import HEAD, is_bare, picture_type
from kollegie.progress import Progress
from kollegie.visiting.picture_child import PictureLimits, clean_in_child
from kollegie.visiting.picture_errors import PictureNotCleaned, PictureTooHeavy, PictureTooLarge, PictureUnreadable

MOST_BYTES = 60_000_000
SECONDS = 60
"""How long the reading process may take by the clock on the wall."""
MOST_TOLD = 4_000


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture ready to be kept: a JPEG of its pixels and nothing else, and a small one of at most 20 kB."""

    content: bytes
    thumbnail: bytes
    mime: str = "image/jpeg"


def picture_type_of(content: Path | bytes) -> str:
    """The picture type of a file or of bytes by what they begin with, "" where it is no picture or cannot be read."""
    if isinstance(content, bytes):
        return picture_type(content[:HEAD])
    try:
        with content.open("rb") as file:
            return picture_type(file.read(HEAD))
    except OSError:
        return ""  # whoever reads it whole says why it cannot be read


def refuse_uncleaned(content: Path | bytes, name: str) -> None:
    """Raises: PictureNotCleaned for a picture that holds more than its pixels, or is of a kind never kept."""
    if not picture_type_of(content):
        return
    if isinstance(content, Path):
        whole = content.read_bytes() if content.stat().st_size <= MOST_BYTES else b""
    else:
        whole = content
    if not is_bare(whole):
        raise PictureNotCleaned(name=name or "–")


def clean_picture(path: Path, progress: Progress | None = None, *, limits: PictureLimits | None = None) -> CleanPicture:
    """Read a picture from outside and write it anew, upright and no larger than is kept.

    Raises: PictureUnreadable; PictureTooLarge; PictureTooHeavy; Cancelled.
    """
    limits, name = limits or PictureLimits(), path.name
    spawn = multiprocessing.get_context("spawn")
    content = _content(path)
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=clean_in_child, args=(theirs, content, limits), daemon=True)
    process.start()
    theirs.close()
    end = time.monotonic() + SECONDS
    try:
        while not ours.poll(0.1):
            if progress is not None:
                progress.step(0, 1)
            if time.monotonic() > end:
                raise PictureTooHeavy(name=name)
        told = json.loads(ours.recv_bytes(MOST_TOLD))
        if told[:1] == ["large"]:
            size = f"{told[1]} × {told[2]} {say('pixlar', 'pixels')}"
            most = f"{limits.pixels // 1_000_000} {say('megapixlar', 'megapixels')}"
            raise PictureTooLarge(name=name, size=size, most=most)
        if told != ["ok"]:
            raise PictureUnreadable(name=name)
        made = CleanPicture(ours.recv_bytes(MOST_BYTES), ours.recv_bytes(limits.thumbnail * 2))
        if not is_bare(made.content) or not is_bare(made.thumbnail):
            raise PictureUnreadable(name=name)
        return made
    except EOFError as problem:
        process.join()
        raise (PictureUnreadable if process.exitcode in (0, 1) else PictureTooHeavy)(name=name) from problem
    except (OSError, ValueError, IndexError) as problem:
        raise PictureUnreadable(name=name) from problem
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            most = f"{MOST_BYTES // 1_000_000} MB"
            raise PictureTooLarge(name=path.name, size=f"{size // 1_000_000} MB", most=most)
        return path.read_bytes()
    except OSError as problem:
        raise PictureUnreadable(name=path.name) from problem
