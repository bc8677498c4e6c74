"""Pictures, files and signatures at a question: what is there, and the ways to add one more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.attachments import Attachment, AttachmentKind
from ui.dropped_files import dropped_files
from ui.theme import theme
from ui.visiting.evidence_day import DayForm
from ui.visiting.photo_errors import NothingToPaste
from ui.visiting.signing_part import SigningPart
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown

THUMB = 72


class AttachBlock(GrowsDown):
    """Shows what is attached and takes more. Keeps nothing itself.

    `chosen` tells a file, `pasted` a picture that is pixels already, `camera_wanted` that one is to be taken; `removed`
    and `opened` an attachment, `dated` one and the day it is from. Where a signature is asked for, `signing` tells it.
    """

    chosen = Signal(object)
    pasted = Signal(object)
    camera_wanted = Signal()
    dated = Signal(object, object)
    removed = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, *, signature: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locked = False
        self.setAcceptDrops(True)
        self.setAccessibleName(say(f"Bilagor till {name}", f"Attachments to {name}"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.file = PlainButton(say("Välj fil…", "Choose a file…"), "paperclip")
        self.paste = PlainButton(say("Klistra in bild", "Paste a picture"), "copy")
        self.camera = PlainButton(say("Ta bild…", "Take a picture…"), "camera")
        self.camera.hide()
        self.signing = SigningPart(name) if signature else None
        self._fault = ErrorLine(self.file)
        self._words = WrappedLabel(role="meta")
        self._ways = GrowsDown()
        flow = FlowLayout(self._ways, gap=8, line_gap=6)
        for part in (self.file, self.paste, self.camera):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._lines)
        if self.signing is not None:
            column.addWidget(self.signing)
        column.addWidget(self._ways)
        column.addWidget(self._fault)
        column.addWidget(self._words)
        self._words.show_text(
            say(
                "Bilder kan också dras hit. Position och kameradata tas bort och du täcker namn och ansikten innan "
                "bilden sparas; andra filer sparas som de är.",
                "Pictures can also be dropped here. Position and camera data are removed and you cover names and faces "
                "before the picture is kept; other files are kept as they are.",
            )
        )
        self.file.clicked.connect(self._choose)
        self.paste.clicked.connect(self.paste_picture)
        self.camera.clicked.connect(self._ask_for_camera)

    def show_attachments(self, attached: Sequence[Attachment]) -> None:
        """Show what is there; the line of what has not changed stays, with the form that is written in."""
        standing = {line.attachment.id: line for line in self.lines()}
        if tuple(attached) == tuple(line.attachment for line in standing.values()):
            self._show_signing()
            return
        while self._lines.takeAt(0) is not None:
            pass
        for one in attached:
            line = standing.get(one.id)
            if line is None or line.attachment != one:
                line = AttachedLine(one, locked=self._locked)
                line.remove.clicked.connect(partial(self.removed.emit, one))
                line.open.clicked.connect(partial(self.opened.emit, one))
                line.dated.connect(partial(self.dated.emit, one))
            else:
                del standing[one.id]
            self._lines.addWidget(line)
        for old in standing.values():
            old.hide()
            old.deleteLater()
        if self.signing is not None and attached:
            self.signing.empty()
        self._show_signing()
        self.updateGeometry()

    @property
    def begun(self) -> bool:
        """Whether a signature or the day of something is written here that is not kept yet."""
        signing = self._signs_here() and self.signing is not None and self.signing.begun
        return signing or any(line.form is not None for line in self.lines())

    def show_name(self, name: str, cursor: int) -> None:
        """Show a name that was being typed as a signature."""
        if self.signing is not None and not self.lines():
            self.signing.show_name(name, cursor)

    def show_drawn(self, lines: str) -> None:
        """Show what was being drawn as a signature."""
        if self.signing is not None and not self.lines():
            self.signing.show_drawn(lines)

    def stops(self) -> list[QWidget]:
        """The parts Tab goes to, in reading order."""
        found = [stop for line in self.lines() for stop in line.findChildren(QWidget)]
        signing = self.signing.stops() if self.signing is not None else []
        return [*found, *signing, self.file, self.paste, self.camera]

    def _signs_here(self) -> bool:
        """Whether a signature can be given; one that is there, or a visit that is signed, needs none."""
        return not self.lines() and not self._locked

    def _show_signing(self) -> None:
        if self.signing is not None:
            self.signing.setVisible(self._signs_here())

    def lines(self) -> tuple[AttachedLine, ...]:
        """The attachments as they are shown."""
        items = (self._lines.itemAt(at) for at in range(self._lines.count()))
        return tuple(line for item in items if item is not None and isinstance(line := item.widget(), AttachedLine))

    def set_locked(self, locked: bool) -> None:
        """Let nothing be added or taken away any more, or again."""
        self._locked = locked
        self._ways.setVisible(not locked)
        self._words.setVisible(not locked)
        self._show_signing()
        for line in self.lines():
            line.hold(locked)

    @Slot(bool)
    def offer_camera(self, there_is_one: bool) -> None:
        """Let a picture be taken here, where the computer has something to take it with."""
        self.camera.setVisible(there_is_one)
        self._ways.updateGeometry()

    def show_fault(self, sentence: str) -> None:
        """Say why nothing was taken."""
        if self.signing is not None:
            self.signing.allow()
        self._fault.show_fault(sentence)

    @Slot()
    def paste_picture(self) -> None:
        """Take the picture on the clipboard."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._fault.show_fault(NothingToPaste().sentence())
            return
        self._fault.clear_fault()
        self.pasted.emit(image)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._locked and (dropped_files(event.mimeData()) or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._locked:
            return
        self._fault.clear_fault()
        files = dropped_files(event.mimeData())
        if files:
            self.chosen.emit(files[0])
        elif isinstance(image := event.mimeData().imageData(), QImage) and not image.isNull():
            self.pasted.emit(image)
        event.acceptProposedAction()

    @Slot()
    def _ask_for_camera(self) -> None:
        self._fault.clear_fault()
        self.camera_wanted.emit()

    @Slot()
    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, say("Välj bild eller fil", "Choose a picture or file"))
        if path:
            self._fault.clear_fault()
            self.chosen.emit(Path(path))


class AttachedLine(QWidget):
    """One attachment: its small picture, what it is, its caption and day; opened and taken away from here.

    `dated` tells another day that it is from.
    """

    dated = Signal(object)

    def __init__(self, one: Attachment, *, locked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attachment = one
        at = say("bifogad {}", "attached {}").format(f"{one.added_at.astimezone():%Y-%m-%d %H.%M}")
        self._day = one.taken_at.astimezone().date() if one.taken_at is not None else None
        from_day = say("från {}", "from {}").format(self._day) if self._day is not None else ""
        size = f"{max(1, one.size // 1000)} kB"
        name = one.file_name if one.kind is AttachmentKind.FILE else ""
        self.words = " · ".join(
            part for part in (one.kind.word.capitalize(), one.caption or name, from_day, at, size) if part
        )
        self.setAccessibleName(self.words)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.form: DayForm | None = None
        row = QHBoxLayout()
        row.setSpacing(10)
        self._column.addLayout(row)
        picture = QPixmap()
        if one.thumbnail and picture.loadFromData(one.thumbnail, "JPEG"):
            side = theme().px(THUMB)
            shown = QLabel()
            shown.setAccessibleName(one.kind.word.capitalize())
            ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown.setPixmap(picture.scaled(QSize(side, side), ratio, smooth))
            row.addWidget(shown)
        row.addWidget(WrappedLabel(self.words), 1)
        acts = GrowsDown()
        flow = FlowLayout(acts, gap=4, line_gap=2)
        self.open = LinkButton(say("Visa", "Show"), "eye")
        self.remove = LinkButton(say("Ta bort", "Remove"), "trash-2")
        self.open.setAccessibleName(f"{say('Visa', 'Show')} {self.words}")
        self.remove.setAccessibleName(f"{say('Ta bort', 'Remove')} {self.words}")
        self.day = LinkButton(say("Ändra dag…", "Change the day…") if from_day else say("Ange dag…", "Give the day…"))
        self.day.setAccessibleName(f"{self.day.text()} {self.words}")
        self.day.clicked.connect(self._ask_for_day)
        for link in (self.open, self.day, self.remove):
            flow.addWidget(link)
        row.addWidget(acts)
        self.hold(locked)

    def hold(self, locked: bool) -> None:
        """Let nothing be changed any more, or again; a signature is from the moment it was given."""
        self.remove.setVisible(not locked)
        self.day.setVisible(not locked and self.attachment.kind is not AttachmentKind.SIGNATURE)
        if locked:
            self._leave_day()

    @Slot()
    def _ask_for_day(self) -> None:
        if self.form is None:
            self.form = DayForm(self._day)
            self.form.given.connect(self.dated)
            self.form.left.connect(self._leave_day)
            self._column.addWidget(self.form)
            stops = (self.remove, self.form.asked.line, self.form.keep, self.form.leave)
            for one, following in pairwise(stops):
                QWidget.setTabOrder(one, following)
        self.form.asked.line.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _leave_day(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
