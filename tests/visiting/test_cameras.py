"""Cameras of this computer; a row of pictures stands in for one."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kollegie.progress import Progress
from kollegie.visiting import camera_child
from kollegie.visiting.camera_errors import CameraGone, CameraUnavailable
from kollegie.visiting.cameras import Camera, Frame, find_cameras, watch


def film(folder: Path, *colours: str, size: tuple[int, int] = (64, 48)) -> Camera:
    for number, colour in enumerate(colours):
        Image.new("RGB", size, colour).save(folder / f"{number:03}.png")
    return Camera(str(folder / "%03d.png"), "Bordet")


def test_a_camera_shows_its_pictures_in_their_colours_until_it_is_pulled_out(tmp_path, capfd):
    seen: list[Frame] = []

    with pytest.raises(CameraGone) as gone:
        watch(film(tmp_path, "#ff0000", "#0000ff", size=(2400, 24)), seen.append, Progress())

    assert [(one.wide, one.high, one.pixels[:3]) for one in seen] == [
        (1920, 19, b"\xff\0\0"),
        (1920, 19, b"\0\0\xff"),
    ]
    assert "Bordet" in gone.value.sentence()
    assert not multiprocessing.active_children()
    assert capfd.readouterr() == ("", "")


def test_a_camera_that_is_busy_or_forbidden_is_told_and_prints_nothing(capfd):
    with pytest.raises(CameraUnavailable, match="Stäng andra program"):
        watch(Camera(63, "Locket"), [].append, Progress())

    assert capfd.readouterr() == ("", "")


class OddCamera:
    """Stands in for OpenCV's device: gives these pictures, then none."""

    def __init__(self, *pictures: np.ndarray | None) -> None:
        self.pictures = [*pictures]

    def set(self, _what: int, _value: float) -> bool:
        return False

    def grab(self) -> bool:
        return bool(self.pictures)

    def retrieve(self) -> tuple[bool, np.ndarray | None]:
        return True, self.pictures.pop(0)


def test_grey_see_through_and_huge_pictures_are_shown_in_colours_and_none_ends_it(monkeypatch):
    grey, see_through = np.full((2, 3), 7, np.uint8), np.full((2, 3, 4), (1, 2, 3, 0), np.uint8)
    huge = np.full((7680, 4, 3), 9, np.uint8)
    camera = OddCamera(grey, see_through, huge, None, grey)
    monkeypatch.setattr("cv2.VideoCapture", lambda *_: camera)
    monkeypatch.setattr(camera_child, "_silence", lambda: None)
    monkeypatch.setattr(camera_child, "PACE", 0)
    ours, theirs = multiprocessing.Pipe(duplex=False)

    camera_child.see_in_child(theirs, 0)
    theirs.close()
    shown = [(camera_child.SIZE.unpack(ours.recv_bytes()), ours.recv_bytes()[:3]) for _ in range(3)]

    assert shown == [((3, 2), b"\7\7\7"), ((3, 2), b"\3\2\1"), ((1, 1920), b"\t\t\t")]
    with pytest.raises(EOFError):
        ours.recv_bytes()


def test_cameras_are_found_without_opening_them(tmp_path):
    for device, index, name in (("video2", "0", "USB Camera"), ("video0", "0", "Locket"), ("video1", "1", "Locket")):
        folder = tmp_path / device
        folder.mkdir()
        (folder / "index").write_text(f"{index}\n")
        (folder / "name").write_text(f"{name}\n")
    (tmp_path / "video3").mkdir()  # being pulled out

    assert find_cameras(tmp_path) == (Camera(0, "Locket"), Camera(2, "USB Camera"))
    assert find_cameras(tmp_path / "none") == ()
