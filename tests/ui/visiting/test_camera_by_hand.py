"""A picture taken with the computer's own camera, for which a row of pictures stands in."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from visiting_pictures import two_halves

from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.store.attachments import read_content
from kollegie.visiting.cameras import Camera
from ui.visiting import camera_sheet


def film(folder: Path, name: str, pictures: int = 600, *, black: int = 0) -> Camera:
    """A camera that sees the same for as long as it has pictures, twelve a second; the first ones may be black."""
    first, dark = folder / f"{name}-000.png", folder / "dark.png"
    two_halves(160, 90).save(str(first))
    if black:
        os.rename(first, folder / "lit.png")
        image = QImage(160, 90, QImage.Format.Format_RGB32)
        image.fill(0)
        image.save(str(dark))
        for number in range(black):
            os.link(dark, folder / f"{name}-{number:03}.png")
        first = folder / "lit.png"
    for number in range(max(1, black), pictures):
        os.link(first, folder / f"{name}-{number:03}.png")
    return Camera(str(folder / f"{name}-%03d.png"), name)


@pytest.fixture
def board(take_up):
    """The visit to the provider, at the question for a picture of the planning board."""
    return take_up("P-03", "ub19")


def plug_in(reviewer, *cameras: Camera) -> None:
    finder = reviewer.page.attaching.finder
    finder.find = lambda: cameras
    reviewer.wait(lambda: finder.look() or finder.cameras == cameras)
    reviewer.settle()


def open_camera(reviewer):
    reviewer.card.attachments.camera.setFocus()
    reviewer.press(Qt.Key.Key_Space)
    sheet = reviewer.page.attaching.camera
    reviewer.wait(lambda: not sheet.view.image.isNull() or sheet.fault.sentence)
    return sheet


def seen_whole(button, sheet) -> bool:
    """Whether a button is seen without scrolling."""
    QApplication.processEvents()
    return sheet.rect().contains(button.rect().translated(button.mapTo(sheet, QPoint(0, 0))))


def test_a_picture_is_taken_taken_again_covered_and_kept_and_the_camera_let_go(board, tmp_path):
    plug_in(board)
    without = board.card.attachments.camera.isVisible()
    plug_in(board, film(tmp_path, "Locket"))
    sheet = open_camera(board)
    unfit = (clipped_texts(sheet), small_targets(sheet), unnamed(sheet))
    before = sheet.watching
    assert sheet.take.hasFocus()
    board.press(Qt.Key.Key_Space)
    assert sheet.use.hasFocus()
    board.wait(lambda: before.has_let_go)
    sheet.again.click()
    board.wait(lambda: not sheet.view.image.isNull())
    seen = sheet.watching
    board.press(Qt.Key.Key_Escape)
    board.wait(lambda: seen.has_let_go)
    closed = (sheet.isVisible(), QApplication.focusWidget() is board.card.attachments.camera)
    assert not multiprocessing.active_children()

    sheet = open_camera(board)
    sheet.take.click()
    sheet.use.click()
    board.wait(lambda: board.page.attaching.form is not None)
    keep_seen = seen_whole(board.page.attaching.form.keep, board.page.attaching.sheet)
    stored_before = board.stored(Attachment)
    board.page.attaching.form.keep.click()
    board.settle()

    (kept,) = board.stored(Attachment)
    image = QImage.fromData(read_content(board.desk.store, kept))
    assert not without
    assert unfit == ([], [], [])
    assert closed == (False, True)
    assert keep_seen  # without scrolling: nobody may think that there is no way on
    assert stored_before == ()
    assert (kept.kind, image.width(), image.height()) == (AttachmentKind.PHOTO, 160, 90)
    assert image.pixelColor(20, 40).red() > 200 > 60 > image.pixelColor(140, 40).red()


def test_a_camera_that_stops_says_why_and_another_is_chosen(board, tmp_path):
    plug_in(board, film(tmp_path, "Lös", pictures=1), film(tmp_path, "Fast"))
    sheet = open_camera(board)
    board.wait(lambda: sheet.fault.sentence)
    told = (sheet.fault.sentence, sheet.take.text(), sheet.take.accessibleDescription())
    sheet.other.click()
    board.wait(lambda: not sheet.view.image.isNull())
    board.page.hide()  # another room is gone to
    left = sheet.watching
    board.page.show()
    board.wait(lambda: not sheet.view.image.isNull())

    assert told == (
        "Kameran Lös slutade visa bild. Se efter att den sitter i och försök igen, eller välj en fil.",
        "Försök igen",
        told[0],
    )
    assert left is None
    assert sheet.fault.sentence == ""
    sheet.close_sheet()


def test_black_pictures_are_told_until_something_is_seen_and_another_way_stays_under_the_hand(
    board, tmp_path, monkeypatch
):
    monkeypatch.setattr(camera_sheet, "DARK_AFTER", 100)
    plug_in(board, film(tmp_path, "Locket", black=14))
    sheet = open_camera(board)
    board.wait(lambda: sheet.fault.sentence)
    told = (sheet.fault.sentence, sheet.instead.isVisible(), clipped_texts(sheet))
    sheet.instead.setFocus()
    board.wait(lambda: not sheet.fault.sentence)
    stays = sheet.instead.hasFocus()
    laid_out = []
    monkeypatch.setattr(sheet, "_fit_open", lambda: laid_out.append(1))
    for _ in range(3):
        sheet._show_seen(sheet.view.image)
    monkeypatch.undo()
    sheet.other_way.disconnect()
    sheet.instead.click()
    sheet.offer(sheet._cameras)
    anew = sheet.instead.isVisible()
    sheet.close_sheet()

    assert told[0].startswith("Kameran Locket visar bara svart. Se efter om en lucka sitter för")
    assert told[1:] == (True, [])
    assert (stays, laid_out, anew) == (True, [], False)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_camera_that_may_not_be_used_leads_on_to_a_file_or_the_clipboard(board, look, scale):
    look.show_as(text_scale=scale)
    plug_in(board, Camera(63, "Locket"))
    sheet = open_camera(board)
    told = (sheet.fault.sentence, unnamed(sheet), small_targets(sheet), clipped_texts(sheet))
    seen = [seen_whole(button, sheet) for button in (sheet.take, sheet.instead)]
    sheet.instead.click()

    assert seen == [True, True]
    assert told[0].startswith("Kameran Locket visar ingen bild. Stäng andra program som använder den, tillåt kameran")
    assert told[1:] == ([], [], [])
    assert not sheet.isVisible()
    assert board.card.attachments.file.hasFocus()
    assert board.card.attachments.paste.isVisible()
