"""Pictures on their way in without a window: read in a limited process and written anew without a trace of before."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

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
    with read_in_child(clean_in_child, path, name, limits, progress) as (_, pipe):
        made = CleanPicture(pipe.recv_bytes(MOST_BYTES), pipe.recv_bytes(limits.thumbnail * 2))
    if not is_bare(made.content) or not is_bare(made.thumbnail):
        raise PictureUnreadable(name=name)
    return made


@contextmanager
def read_in_child(
    target: Callable[[Connection, bytes, PictureLimits], None],
    source: Path | bytes,
    name: str,
    limits: PictureLimits,
    progress: Progress | None = None,
) -> Iterator[tuple[list[Any], Connection]]:
    """Let a process of its own read a picture; gives what it says first, ["ok", …], and the pipe with the rest.

    Shape: `name` is what a refusal calls the picture.
    Raises: PictureUnreadable; PictureTooLarge; PictureTooHeavy; Cancelled.
    """
    content = _content(source, name)
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=target, args=(theirs, content, limits), daemon=True)
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
        if told[:1] == ["large"] and len(told) == 3:
            raise too_many(name, told[1], told[2], limits)
        if told[:1] != ["ok"]:
            raise PictureUnreadable(name=name)
        yield told, ours
    except EOFError as problem:
        process.join()
        raise (PictureUnreadable if process.exitcode in (0, 1) else PictureTooHeavy)(name=name) from problem
    except (OSError, ValueError, TypeError) as problem:
        raise PictureUnreadable(name=name) from problem
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def too_many(name: str, wide: object, high: object, limits: PictureLimits) -> PictureTooLarge:
    """The refusal of a picture with more pixels than a camera makes."""
    most = f"{limits.pixels // 1_000_000} {say('megapixlar', 'megapixels')}"
    return PictureTooLarge(name=name, size=f"{wide} × {high} {say('pixlar', 'pixels')}", most=most)


def _content(source: Path | bytes, name: str) -> bytes:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MOST_BYTES:
            raise PictureTooLarge(name=name, size=f"{size // 1_000_000} MB", most=f"{MOST_BYTES // 1_000_000} MB")
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as problem:
        raise PictureUnreadable(name=name) from problem
