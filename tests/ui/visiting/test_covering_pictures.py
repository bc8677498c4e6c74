"""A picture is read safely, by a process of its own, and what is covered in it is gone for good."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from visiting_pictures import SECRET, as_bytes, camera_jpeg, pixel_bomb, two_halves

from kollegie.store.attachments import MOST_THUMBNAIL
from kollegie.visiting.picture_child import PictureLimits
from kollegie.visiting.picture_cleaning import MOST_BYTES
from kollegie.visiting.picture_errors import PictureTooLarge, PictureUnreadable
from ui.visiting.cover_view import CoverView
from ui.visiting.photos import bounded, covered, read_picture, written


def colour(image, x, y):
    found = image.pixelColor(x, y)
    return max(("red", "green", "blue"), key=lambda name: getattr(found, name)())


class TestReading:
    def test_a_telephone_picture_comes_upright_and_bare(self):
        taken = camera_jpeg(orientation=6)
        image = read_picture(taken, "IMG_1.jpg")
        kept = written(image)

        assert SECRET in taken
        assert (image.width(), image.height()) == (200, 400)
        assert (colour(image, 100, 20), colour(image, 100, 380)) == ("red", "blue")
        for content in (kept.content, kept.thumbnail):
            assert SECRET not in content
            assert b"Exif" not in content
        assert len(kept.thumbnail) <= MOST_THUMBNAIL

    def test_a_large_picture_is_made_smaller(self):
        image = read_picture(as_bytes(two_halves(600, 300), "png"), "stor.png", limits=PictureLimits(longest=200))

        assert (image.width(), image.height()) == (200, 100)

    @pytest.mark.parametrize(
        "content",
        [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", as_bytes],
        ids=["empty", "text", "svg", "pdf", "cut"],
    )
    def test_what_is_no_picture_is_refused_by_name(self, content):
        given = camera_jpeg()[:200] if callable(content) else content

        with pytest.raises(PictureUnreadable) as refused:
            read_picture(given, "tavla.jpg")

        assert "tavla.jpg" in refused.value.sentence()

    def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(self):
        with pytest.raises(PictureTooLarge) as refused:
            read_picture(pixel_bomb(), "bomb.png")

        assert "60000 × 60000" in refused.value.sentence()

    def test_more_bytes_than_a_camera_makes_are_not_even_read(self, tmp_path):
        film = tmp_path / "film.jpg"
        with film.open("wb") as file:
            file.truncate(MOST_BYTES + 1)

        with pytest.raises(PictureTooLarge):
            read_picture(film, film.name)

    def test_a_see_through_picture_from_the_clipboard_lies_on_white(self):
        clear = QImage(40, 40, QImage.Format.Format_ARGB32)
        clear.fill(Qt.GlobalColor.transparent)

        assert bounded(clear).pixelColor(5, 5) == QColor("#FFFFFF")


class TestCovering:
    @pytest.fixture
    def view(self, qtbot):
        made = CoverView(two_halves())
        qtbot.addWidget(made)
        made.resize(400, 200)
        made.show()
        return made

    def test_what_is_covered_is_overwritten_for_good(self, view):
        view.add(QRect(0, 0, 100, 100))

        made = covered(view.image, view.covers)

        assert made.pixelColor(50, 50).lightness() < 40
        assert colour(made, 150, 150) == "red"

    def test_a_cover_is_drawn_by_dragging_and_a_click_is_none(self, view):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
        before = view.covers
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 20))
        QTest.mouseMove(view, QPoint(110, 70))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(110, 70))

        assert before == ()
        (cover,) = view.covers
        assert (cover.left(), cover.top()) == (10, 20)
        assert abs(cover.width() - 101) <= 1

    def test_a_cover_is_laid_moved_and_resized_by_keys_and_each_step_undone(self, view):
        QTest.keyClick(view, Qt.Key.Key_Insert)
        first = view.covers
        QTest.keyClick(view, Qt.Key.Key_Left)
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        moved = view.covers
        view.undo()
        view.undo()
        back = view.covers
        view.redo()
        QTest.keyClick(view, Qt.Key.Key_Delete)

        assert moved[0].left() < first[0].left()
        assert moved[0].height() > first[0].height()
        assert back == first
        assert view.covers == ()
        assert view.can_undo


def test_a_reading_process_that_was_taken_over_reaches_nobody(monkeypatch):
    """What it sends is read as data: an object that would run code when it is unpacked is only unreadable."""
    from ui.visiting import photos

    monkeypatch.setattr(photos, "decode_in_child", send_an_object)

    with pytest.raises(PictureUnreadable):
        read_picture(camera_jpeg(), "IMG_1.jpg")

    assert not RAN.exists()


RAN = Path(tempfile.gettempdir()) / "kollegie-picture-ran-code"


class Unpacked:
    """Writes a file when somebody unpacks it."""

    def __reduce__(self):
        return (RAN.write_text, ("ran",))


def send_an_object(pipe, _content, _limits):
    """What an attacker in the reading process would send."""
    pipe.send(Unpacked())
