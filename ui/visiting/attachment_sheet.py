"""A kept picture shown whole, over the page it is looked at from; of another file, what it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kollegie.language import say
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


class AttachmentSheet(Sheet):
    """Shows one attachment at a time. `failed` tells why one could not be read."""

    failed = Signal(Exception)

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(say("Bilaga", "Attachment"), over, SheetPlace.MIDDLE, width=860)
        self._desk = desk
        self._task: Task | None = None

    @Slot(object)
    def show_attachment(self, one: Attachment) -> None:
        """Read it beside the window, from the hub where it is not here yet, and open with it."""
        self._task = Task(partial(content_to_show, self._desk.store, one))
        self._task.succeeded.connect(self._show_content)
        self._task.failed.connect(self.failed)
        self._task.start()

    @Slot(object)
    def _show_content(self, found: tuple[Attachment, bytes]) -> None:
        one, content = found
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(18, 4, 18, 18)
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
        else:
            shown = QLabel()
            shown.setAccessibleName(one.caption or say("Bilden", "The picture"))
            ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown.setPixmap(picture.scaled(800, 560, ratio, smooth))
            column.addWidget(shown)
        column.addWidget(label)
        self.put_content(holder)
        self.open_sheet()


def content_to_show(store: Store, one: Attachment, progress: Progress) -> tuple[Attachment, bytes]:
    """What is attached, fetched from the hub if it is a picture that is not here yet; of other files nothing is read.

    Raises: as `fetch_content` and `read_content`.
    """
    if one.mime not in OWN_FORMATS or one.kind is AttachmentKind.FILE:
        return one, b""
    if not is_here(store, one):
        from kollegie.sync.contents import fetch_content

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
