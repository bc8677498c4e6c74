"""Reads a camera in a process of its own. OpenCV is loaded here and nowhere else."""

from __future__ import annotations

import os
import struct
import sys
import time
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cv2 import VideoCapture

SIZE = struct.Struct("<II")
"""How wide and high the picture is whose pixels follow."""
LONGEST = 1920
"""The longest side of a picture that is sent, in pixels: a paper on a table can be read."""
ASKED = (1920, 1080)
PACE = 1 / 12
"""Seconds between two pictures: enough to aim by."""


def see_in_child(pipe: Connection, source: int | str) -> None:
    """Send `SIZE` and then the pixels in red, green and blue of one picture after the other, while somebody listens.

    Ends when nobody does, or when there are no more pictures: the camera is busy, forbidden or pulled out.
    """
    _silence()
    import cv2

    cv2.setNumThreads(1)
    camera = _opened(source)
    sent = 0.0
    while camera.grab():
        now = time.monotonic()
        if isinstance(source, str):
            time.sleep(max(0.0, sent + PACE - now))  # a film waits for nobody
        elif now < sent + PACE:
            continue
        sent = time.monotonic()
        taken, picture = camera.retrieve()
        if not taken or picture is None or not picture.size:
            return
        try:
            _send(pipe, _in_colours(picture))
        except OSError:
            return  # whoever listened has closed, or is gone


def _send(pipe: Connection, picture: Any) -> None:
    import cv2

    high, wide = picture.shape[:2]
    share = LONGEST / max(high, wide)
    if share < 1:
        wide, high = round(wide * share), round(high * share)
        picture = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    pipe.send_bytes(SIZE.pack(wide, high))
    pipe.send_bytes(picture.tobytes())


def _in_colours(picture: Any) -> Any:
    """Red, green and blue, also of a camera for the dark, which sees grey."""
    import cv2

    if picture.ndim == 2:
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    return cv2.cvtColor(picture, cv2.COLOR_BGRA2RGB if picture.shape[2] == 4 else cv2.COLOR_BGR2RGB)


def _opened(source: int | str) -> VideoCapture:
    """The camera, asked for pictures of a paper's sharpness; it gives what it can."""
    import cv2

    if isinstance(source, str):
        return cv2.VideoCapture(source)
    # DirectShow opens in a second what Windows' newer way of reading cameras may take twenty for.
    camera = cv2.VideoCapture(source, cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_ANY)
    camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # uncompressed, a large picture comes slowly
    camera.set(cv2.CAP_PROP_FRAME_WIDTH, ASKED[0])
    camera.set(cv2.CAP_PROP_FRAME_HEIGHT, ASKED[1])
    return camera


def _silence() -> None:
    """Nothing a driver prints comes to the screen of whoever started the program."""
    sys.stderr = None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    os.environ["OPENCV_LOG_LEVEL"] = "SILENT"
