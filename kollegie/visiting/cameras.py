"""The cameras of this computer: which there are, and what one of them sees, picture by picture.

Looking for cameras opens none of them, so that no lamp is lit and nobody is asked for leave.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.progress import Progress
from kollegie.visiting.camera_child import LONGEST, SIZE, see_in_child
from kollegie.visiting.camera_errors import CameraGone, CameraUnavailable

DEVICES = Path("/sys/class/video4linux")
WINDOWS_CAMERAS = r"SYSTEM\CurrentControlSet\Control\DeviceClasses\{e5323777-f976-4f5b-9b55-b94699c46e44}"
"""Where Windows lists what is a video camera (KSCATEGORY_VIDEO_CAMERA)."""
PATIENCE = 15.0
"""Seconds a camera may take to its first picture, or to the next; some need ten to wake."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera by what the computer calls it. `source` is its number, or a film or row of pictures in its place."""

    source: int | str
    name: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture from a camera. Shape: `pixels` line by line from the top, red, green and blue, a byte each."""

    wide: int
    high: int
    pixels: bytes


def find_cameras(devices: Path = DEVICES) -> tuple[Camera, ...]:
    """The cameras that are plugged in, in the order the computer counts them; takes up to a second on a Mac."""
    if sys.platform == "win32":
        return _on_windows()
    if sys.platform == "darwin":
        return _on_mac()
    found = []
    for device in devices.glob("video*"):
        number = device.name.removeprefix("video")
        with suppress(OSError, UnicodeDecodeError):  # pulled out this moment
            first = (device / "index").read_text().strip() == "0"  # the others tell about the picture, and show none
            if number.isdigit() and first:
                found.append((int(number), (device / "name").read_text().strip()))
    return tuple(Camera(number, _name(name, number)) for number, name in sorted(found))


def watch(camera: Camera, show: Callable[[Frame], None], progress: Progress) -> None:
    """Show what a camera sees, picture by picture, until `progress` is cancelled; then the camera is let go at once.

    Shape: a process of its own reads the camera, so that a driver that hangs or prints holds nothing here.
    Raises: CameraUnavailable; CameraGone; Cancelled.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=see_in_child, args=(theirs, camera.source), daemon=True)
    process.start()
    theirs.close()
    stopped: type[KollegieError] = CameraUnavailable
    try:
        for frame in _frames(ours, progress):
            show(frame)
            stopped = CameraGone
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()
    raise stopped(name=camera.name)


def _frames(pipe: Connection, progress: Progress) -> Iterator[Frame]:
    """What comes through the pipe, until it ends, says nothing for too long or sends what is no picture."""
    while True:
        end = time.monotonic() + PATIENCE
        while not pipe.poll(0.05):
            progress.check()
            if time.monotonic() > end:
                return
        progress.check()
        try:
            wide, high = SIZE.unpack(pipe.recv_bytes(SIZE.size))
            pixels = pipe.recv_bytes(LONGEST * LONGEST * 3)
        except (EOFError, OSError):
            return
        if not (0 < wide <= LONGEST and 0 < high <= LONGEST and len(pixels) == wide * high * 3):
            return
        yield Frame(wide, high, pixels)


if sys.platform == "win32":
    import winreg

    def _on_windows() -> tuple[Camera, ...]:
        """Those the system has linked up now; it counts them as the reader does, but tells no name with the number."""
        found = 0
        for interface in _keys_under(WINDOWS_CAMERAS):
            for reference in _keys_under(rf"{WINDOWS_CAMERAS}\{interface}"):
                path = rf"{WINDOWS_CAMERAS}\{interface}\{reference}\Control"
                with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as control:
                    found += winreg.QueryValueEx(control, "Linked")[0] == 1
        return tuple(Camera(number, _name("", number)) for number in range(found))

    def _keys_under(path: str) -> list[str]:
        found = []
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            found = [winreg.EnumKey(key, at) for at in range(winreg.QueryInfoKey(key)[0])]
        return found


def _on_mac() -> tuple[Camera, ...]:
    command = ["/usr/sbin/system_profiler", "-json", "SPCameraDataType"]
    try:
        told = subprocess.run(command, capture_output=True, timeout=20, check=True).stdout
        listed = json.loads(told)["SPCameraDataType"]
        names = [str(one.get("_name", "")) for one in listed]
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, AttributeError, TypeError):
        return ()  # a computer that cannot say which cameras it has is one without
    return tuple(Camera(number, _name(name, number)) for number, name in enumerate(names))


def _name(name: str, number: int) -> str:
    return name or say(f"nummer {number + 1}", f"number {number + 1}")
