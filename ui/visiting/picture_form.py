"""The last look at a picture before it is kept: names and faces covered, a caption, and yes or no."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import counted, say
from ui.visiting.cover_view import CoverView
from ui.visiting.evidence_day import EvidenceDay
from ui.visiting.photos import covered
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown


class PictureForm(QWidget):
    """Asks for it. `kept` tells the picture with its covers burnt in, the caption and the day it is from or None;
    `given_up` that there is none.

    Nothing of the picture is stored before `kept`.
    """

    kept = Signal(object, str, object)
    given_up = Signal()

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = CoverView(image)
        self.add = PlainButton(say("Lägg en ruta", "Lay a cover"), "plus", "Insert")
        self.undo = LinkButton(say("Ångra", "Undo"), "undo-2")
        self.caption = TextField(say("Bildtext", "Caption"))
        self.day = EvidenceDay()
        self.keep = PrimaryButton("", "check")
        self.give_up = PlainButton(say("Ta inte med bilden", "Leave the picture out"))
        tools, acts = GrowsDown(), GrowsDown()
        flow = FlowLayout(tools, gap=8)
        flow.addWidget(self.add)
        flow.addWidget(self.undo)
        last = FlowLayout(acts, gap=8)
        last.addWidget(self.keep)
        last.addWidget(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 4, 18, 18)
        column.setSpacing(10)
        column.addWidget(
            WrappedLabel(
                say(
                    "Dra över namn och ansikten. Det som täcks skrivs över i bilden och går inte att få fram igen.",
                    "Drag over names and faces. What is covered is overwritten in the picture, for good.",
                )
            )
        )
        column.addWidget(self.view, 1)
        for part in (tools, Field(say("Bildtext", "Caption"), self.caption), self.day, acts):
            column.addWidget(part)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self.view.undo),
            (QKeySequence.StandardKey.Redo, self.view.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.view.changed.connect(self._show_covers)
        self.add.clicked.connect(self._add)
        self.undo.clicked.connect(self.view.undo)
        self.keep.clicked.connect(self._keep)
        self.give_up.clicked.connect(self.given_up)
        self._show_covers()

    @Slot()
    def _show_covers(self) -> None:
        count = len(self.view.covers)
        covers = counted(count, ("övertäckning", "övertäckningar"), ("cover", "covers"))
        self.keep.setText(
            say(f"Spara bilden med {covers}", f"Keep the picture with {covers}")
            if count
            else say("Spara bilden: inget att täcka", "Keep the picture: nothing to cover")
        )
        self.keep.updateGeometry()
        self.undo.setEnabled(self.view.can_undo)

    @Slot()
    def _add(self) -> None:
        self.view.add_in_middle()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _keep(self) -> None:
        if self.day.check():
            self.kept.emit(covered(self.view.image, self.view.covers), self.caption.text().strip(), self.day.day())
