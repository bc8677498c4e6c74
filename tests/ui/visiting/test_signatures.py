"""A signature is written with mouse, pen or finger, or as a name by the keyboard."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kollegie.model.attachments import Attachment, AttachmentKind
from ui.visiting.attach_block import AttachBlock
from ui.visiting.signature_pad import SignaturePad


class TestSigning:
    @pytest.fixture
    def pad(self, qtbot):
        made = SignaturePad("UB99")
        qtbot.addWidget(made)
        made.resize(400, 150)
        made.show()
        return made

    def test_a_mouse_writes_a_line(self, pad):
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75))
        QTest.mouseMove(pad, QPoint(200, 75))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(360, 75))

        assert not pad.empty
        assert pad.image().pixelColor(450, 150).lightness() < 128

    def test_a_pen_writes_a_line(self, pad):
        device = QPointingDevice.primaryPointingDevice()
        for kind, x in (
            (QEvent.Type.TabletPress, 40),
            (QEvent.Type.TabletMove, 200),
            (QEvent.Type.TabletRelease, 360),
        ):
            at = QPointF(x, 75)
            button = Qt.MouseButton.LeftButton
            none = Qt.KeyboardModifier.NoModifier
            event = QTabletEvent(kind, device, at, at, 0.5, 0, 0, 0, 0, 0, none, button, button)
            QApplication.sendEvent(pad, event)

        assert len(pad.strokes) == 1
        assert pad.image().pixelColor(450, 150).lightness() < 128

    def test_a_finger_writes_a_line(self, pad, qtbot):
        finger = QTest.createTouchDevice()
        QTest.touchEvent(pad, finger).press(0, QPoint(40, 75), pad).commit()
        QTest.touchEvent(pad, finger).move(0, QPoint(200, 75), pad).commit()
        QTest.touchEvent(pad, finger).release(0, QPoint(360, 75), pad).commit()
        QApplication.processEvents()

        assert not pad.empty

    def test_it_is_started_over(self, pad):
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(360, 75))

        pad.clear()

        assert pad.empty

    def test_a_signature_stays_on_the_pad_until_it_is_stored(self, qtbot):
        block = AttachBlock("UB99", signature=True)
        qtbot.addWidget(block)
        block.resize(500, 300)
        block.show()
        QTest.mousePress(block.signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75))
        QTest.mouseRelease(block.signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(360, 75))

        with qtbot.waitSignal(block.signing.signed):
            block.signing.keep.click()
        twice = block.signing.keep.isEnabled()
        block.show_fault("Disken är full.")
        again = block.signing.keep.isEnabled()
        held = not block.signing.pad.empty
        stored = Attachment(
            *[UUID(int=1)] * 3,
            "ub99",
            "",
            AttachmentKind.SIGNATURE,
            "a" * 64,
            "b" * 64,
            9,
            "image/png",
            "",
            datetime.now(UTC),
        )
        block.show_attachments((stored,))

        assert (twice, again, held) == (False, True, True)
        assert block.signing.pad.empty

    def test_a_name_typed_with_the_keyboard_is_an_equal_way(self, qtbot):
        block = AttachBlock("UB99", signature=True)
        qtbot.addWidget(block)
        block.resize(500, 400)
        block.show()
        QTest.keyClicks(block.signing.typed, "Tolvan Tolvansson")

        with qtbot.waitSignal(block.signing.signed) as signed:
            QTest.keyClick(block.signing.typed, Qt.Key.Key_Return)
        with qtbot.assertNotEmitted(block.signing.signed):
            QTest.keyClick(block.signing.typed, Qt.Key.Key_Return)  # once more, before it is stored

        image, typed = signed.args
        ink = [x for x in range(0, 900, 3) if any(image.pixelColor(x, y).lightness() < 128 for y in range(0, 300, 3))]
        assert typed
        assert max(ink) - min(ink) > 300  # the name is there to be read, over a good part of the line

    def test_a_touch_takes_no_name_away_and_a_key_no_line(self, qtbot):
        block = AttachBlock("UB99", signature=True)
        qtbot.addWidget(block)
        block.resize(500, 400)
        block.show()

        QTest.keyClicks(block.signing.typed, "Tolvan")
        QTest.mouseClick(block.signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75))
        named = (block.signing.pad.name, block.signing.typed.text())
        block.signing.clean.click()
        QTest.mousePress(block.signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75))
        QTest.mouseRelease(block.signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(360, 75))
        QTest.keyClick(block.signing.typed, Qt.Key.Key_A)
        drawn = (block.signing.pad.name, block.signing.typed.text(), len(block.signing.pad.strokes))
        with qtbot.assertNotEmitted(block.signing.typed.edited):
            block.signing.clean.click()
        QTest.mouseClick(
            block.signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75)
        )  # a stray dot is no signature
        dotted = (block.signing.pad.empty, block.signing.keep.isEnabled(), block.signing.clean.isEnabled())
        QTest.keyClicks(block.signing.typed, "Elva")

        assert named == ("Tolvan", "Tolvan")
        assert drawn == ("", "", 1)
        assert dotted == (True, False, True)
        assert block.signing.pad.name == "Elva"
        with qtbot.waitSignal(
            block.signing.typed.edited, check_params_cb=lambda name: name == ""
        ):  # or its draft comes back
            block.signing.clean.click()
