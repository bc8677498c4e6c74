"""A picture taken with the computer's own camera: aim, take, take again, use. Nothing of it is stored here."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QPixmap, QShowEvent, qGray
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.visiting.cameras import Camera
from ui.theme import theme
from ui.visiting.watching import Watching
from ui.widgets.announcing import announce
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.sheet import Sheet, SheetPlace
from ui.widgets.tab_order import stands_within

DARK_AFTER = 1500
"""Milliseconds of black before it is told: a camera that wakes may begin with some."""
BLACK = 10
"""No part of a black picture is brighter than this, of 255."""


BESIDE, WORDS_BESIDE = 200, 100
"""Pixels that the sheet needs beside the picture, and those more that grow with the text."""


class CameraSheet(Sheet):
    """Shows what a camera sees while the sheet is seen, and no longer. `taken` tells a picture that is to be used,
    `other_way` that it is to come from a file or the clipboard instead."""

    taken = Signal(QImage)
    other_way = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(say("Ta en bild", "Take a picture"), over, SheetPlace.MIDDLE, width=860)
        self._cameras: tuple[Camera, ...] = ()
        self._at = 0
        self._watching: Watching | None = None
        self._held = False
        self.view = CameraView()
        self.take = PrimaryButton("", "camera")
        self.use = PrimaryButton(say("Använd bilden", "Use the picture"), "check")
        self.again = PlainButton(say("Ta om", "Take it again"), "undo-2")
        self.other = PlainButton(say("Byt kamera", "Change the camera"), "refresh-cw")
        self.instead = PlainButton(say("Fil eller urklipp i stället", "A file or the clipboard instead"), "paperclip")
        self.fault = ErrorLine(self.take)
        self._dark = QTimer(self, singleShot=True, interval=DARK_AFTER)
        content, acts = QWidget(), GrowsDown()
        flow = FlowLayout(acts, gap=8)
        for button in (self.take, self.use, self.again, self.other, self.instead):
            flow.addWidget(button)
        column = QVBoxLayout(content)
        column.setContentsMargins(18, 4, 18, 18)
        column.setSpacing(10)
        column.addWidget(
            WrappedLabel(
                say(
                    "Inget sparas förrän du har täckt namn och ansikten. Kameran släpps när rutan stängs.",
                    "Nothing is kept until you have covered names and faces. The camera is let go when this closes.",
                )
            )
        )
        column.addWidget(self.view, 1)
        column.addWidget(self.fault)
        column.addWidget(acts)
        self.put_content(content)
        self.take.clicked.connect(self._take)
        self.use.clicked.connect(self._use)
        self.again.clicked.connect(self._begin)
        self.other.clicked.connect(self._change)
        self.instead.clicked.connect(self._go_other_way)
        self._dark.timeout.connect(self._tell_dark)

    def offer(self, cameras: tuple[Camera, ...]) -> None:
        """Open with one of these cameras: the one last used if it is among them."""
        used = self._cameras[self._at] if self._cameras else None
        self._cameras = cameras
        self._at = cameras.index(used) if used in cameras else 0
        self.open_sheet()
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def watching(self) -> Watching | None:
        """The camera that is looked through just now."""
        return self._watching

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._held:
            self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed, or its page is left, or the window is folded away: the camera is let go."""
        super().hideEvent(event)
        self._let_go()
        if self.isHidden():
            self._held = False
            self.view.show_picture(QImage())

    @Slot()
    def _begin(self) -> None:
        self._let_go()
        self._held = False
        self.instead.hide()
        self._show_fault("")
        self.view.show_picture(QImage())
        self._show_acts(say("Kameran startar…", "The camera is starting…"))
        self._watching = Watching(self._cameras[self._at])
        self._watching.seen.connect(self._show_seen)
        self._watching.failed.connect(self._tell)
        self.destroyed.connect(self._watching.stop)

    def _let_go(self) -> None:
        self._dark.stop()
        if self._watching is not None:
            self._watching.stop()
            self._watching = None

    @Slot(QImage)
    def _show_seen(self, image: QImage) -> None:
        begun = self.view.image.isNull()
        self.view.show_picture(image)
        if begun:
            self._show_acts(say("Ta bild", "Take the picture"))
            announce(self, say("Kameran visar bild", "The camera shows a picture"))
        if not _is_black(image):
            self._dark.stop()
            self._show_fault("")
        elif not self._dark.isActive() and not self.fault.sentence:
            self._dark.start()

    @Slot()
    def _tell_dark(self) -> None:
        """A lid that is closed and a camera that is switched off by a key give black pictures, and no fault."""
        name = self._cameras[self._at].name
        self._show_fault(
            say(
                f"Kameran {name} visar bara svart. Se efter om en lucka sitter för eller om den är avstängd med en "
                "tangent eller i datorns integritetsinställningar, eller välj en fil.",
                f"The camera {name} shows only black. See whether a lid covers it or it is switched off by a key or in "
                "this computer's privacy settings, or choose a file.",
            )
        )

    def _show_fault(self, sentence: str) -> None:
        """Say what is wrong, with another way; that stays offered until the camera is begun with again, for somebody
        may be about to press it when the fault is gone."""
        if sentence == self.fault.sentence:
            return
        if sentence:
            self.fault.show_fault(sentence)
            self.instead.show()
        else:
            self.fault.clear_fault()
        self._fit_open()

    @Slot(Exception)
    def _tell(self, problem: Exception) -> None:
        self._let_go()
        self.view.show_picture(QImage())
        self._show_acts(say("Försök igen", "Try again"))
        if isinstance(problem, KollegieError):
            self._show_fault(problem.sentence())

    @Slot()
    def _take(self) -> None:
        """Hold the picture that is seen; with no camera, look for it once more."""
        if not self.view.image.isNull():
            self._held = True
            self._let_go()
            self._show_fault("")
            self._show_acts()
            self.use.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._watching is None:
            self._begin()

    @Slot()
    def _use(self) -> None:
        image = self.view.image
        self.close_sheet()
        self.taken.emit(image)

    @Slot()
    def _go_other_way(self) -> None:
        self.close_sheet()
        self.other_way.emit()

    @Slot()
    def _change(self) -> None:
        self._at = (self._at + 1) % len(self._cameras)
        self._begin()

    def _show_acts(self, take: str = "") -> None:
        """Show the buttons for what can be done; the focus stays on one that is seen."""
        focused = self.take if stands_within(self.use, self.again) else None
        self.take.setText(take)
        self.take.updateGeometry()
        for button, shown in (
            (self.take, not self._held),
            (self.use, self._held),
            (self.again, self._held),
            (self.other, not self._held and len(self._cameras) > 1),
        ):
            button.setVisible(shown)
        self._fit_open()
        if focused is not None and not self._held:
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        name = self._cameras[self._at].name
        self.view.setAccessibleName(
            say(f"Bilden som är tagen med {name}", f"The picture taken with {name}")
            if self._held
            else say(f"Det som {name} ser", f"What {name} sees")
        )


def _is_black(image: QImage) -> bool:
    """Whether nothing is seen; a dark room is brighter than that somewhere."""
    few = image.scaled(32, 18)
    return all(qGray(few.pixel(x, y)) <= BLACK for x in range(few.width()) for y in range(few.height()))


class CameraView(QLabel):
    """The picture as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.setPixmap(QPixmap(1, 1))  # what makes it a picture for a screen reader; it paints itself
        self.setMinimumSize(QSize(240, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        room = self.window().height() - BESIDE - theme().px(WORDS_BESIDE)
        return QSize(760, max(self.minimumHeight(), min(440, room)))

    def show_picture(self, image: QImage) -> None:
        """Show this one, or nothing."""
        self.image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        place = QRect(self.rect())
        size = self.image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        with QPainter(self) as painter:
            painter.fillRect(place, QColor(theme().tokens.sunken))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            left, top = (place.width() - size.width()) // 2, (place.height() - size.height()) // 2
            painter.drawImage(QRect(left, top, size.width(), size.height()), self.image)
