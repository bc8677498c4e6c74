"""A kept picture shown whole, over the page it is looked at from; of another file, what it is."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.amounts import whole
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.progress import Progress
from kollegie.store.attachments import is_here, read_content
from ui.photo_child import LONGEST
from ui.tasks import Task
from ui.widgets.labels import WrappedLabel
from ui.widgets.sheet import Sheet, SheetPlace

if TYPE_CHECKING:
    from kollegie.store import Store
    from ui.desk import Desk

OWN_FORMATS = {"image/jpeg": b"jpeg", "image/png": b"png"}
"""What a kept picture is written as, by what its row says of it."""
_ONE_FETCH = threading.Lock()


class AttachmentSheet(Sheet):
    """Shows one attachment at a time. `failed` tells why one could not be read.

    It opens at once, also where the picture has to be fetched: nothing opens by itself later, over what somebody has
    gone on to. Closing it, or leaving its room, ends the fetch.
    """

    failed = Signal(Exception)
    _task: Task | None = None

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(say("Bilaga", "Attachment"), over, SheetPlace.MIDDLE, width=860)
        self._desk = desk
        self._asked: UUID | None = None
        self._fetching = WrappedLabel("")

    @Slot(object)
    def show_attachment(self, one: Attachment) -> None:
        """Open, and read it beside the window, from the hub where it is not here yet."""
        if self._task is not None and self._asked == one.id:
            return  # it is on its way
        self._give_up()
        self._fetching = WrappedLabel(say("Hämtas…", "Fetching…"))
        self._put(self._fetching)
        self.open_sheet()
        self._asked, self._task = one.id, Task(partial(content_to_show, self._desk.store, one))
        self._task.progressed.connect(self._count)
        self._task.succeeded.connect(self._show_content)
        self._task.failed.connect(self._refuse)
        self._task.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is still on its way when the sheet or its room is left is not wanted any more."""
        super().hideEvent(event)
        if self._task is not None and not event.spontaneous():
            self._give_up()
            self.close_sheet()

    def _give_up(self) -> None:
        """Fetch no further, and hear no more of it."""
        task, self._task = self._task, None
        if task is not None:
            task.progressed.disconnect(self._count)
            task.succeeded.disconnect(self._show_content)
            task.failed.disconnect(self._refuse)
            task.cancel()

    def _put(self, *parts: QWidget) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(18, 4, 18, 18)
        for part in parts:
            column.addWidget(part)
        self.put_content(holder)

    @Slot(int, int, str)
    def _count(self, done: int, total: int, _what: str) -> None:
        so_far, in_all = whole(done // 1000), whole(total // 1000)
        self._fetching.setText(say(f"Hämtas: {so_far} av {in_all} kB", f"Fetching: {so_far} of {in_all} kB"))

    @Slot(Exception)
    def _refuse(self, problem: Exception) -> None:
        self._task = None
        self.close_sheet()
        self.failed.emit(problem)

    @Slot(object)
    def _show_content(self, found: tuple[Attachment, bytes]) -> None:
        self._task = None
        one, content = found
        label = WrappedLabel(one.caption or one.file_name)
        picture = QPixmap.fromImage(_own_picture(one, content))
        if picture.isNull():
            size = f"{max(1, one.size // 1000)} kB"
            label.setText(
                say(
                    f"{one.file_name} ({size}) visas inte i programmet. "
                    "kollegie visit open-attachment skriver den till en fil.",
                    f"{one.file_name} ({size}) is not shown in the program. "
                    "kollegie visit open-attachment writes it to a file.",
                )
            )
            self._put(label)
        else:
            shown = QLabel()
            shown.setAccessibleName(one.caption or say("Bilden", "The picture"))
            ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown.setPixmap(picture.scaled(800, 560, ratio, smooth))
            self._put(shown, label)
        self._fit_open()


def content_to_show(store: Store, one: Attachment, progress: Progress) -> tuple[Attachment, bytes]:
    """What is attached, fetched from the hub if it is a picture that is not here yet; of other files nothing is read.

    Raises: as `fetch_content` and `read_content`.
    """
    if one.mime not in OWN_FORMATS or one.kind is AttachmentKind.FILE:
        return one, b""
    if not is_here(store, one):
        from kollegie.sync.contents import fetch_content

        with _ONE_FETCH:  # one that was given up may still be on its last part of the same file
            progress.check()
            fetch_content(store, one, progress=progress)
    return one, read_content(store, one)


def _own_picture(one: Attachment, content: bytes) -> QImage:
    """A picture as this program writes them, and only so: the format its row says, however its bytes begin.

    Whoever has the hub's key can attach what they like; nothing but these two readers gets to see it.
    """
    held = QBuffer()
    held.setData(QByteArray(content))
    held.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(held, QByteArray(OWN_FORMATS.get(one.mime, b"jpeg")))
    reader.setAutoDetectImageFormat(False)
    if not reader.canRead() or max(reader.size().width(), reader.size().height()) > LONGEST:
        return QImage()
    return reader.read()
