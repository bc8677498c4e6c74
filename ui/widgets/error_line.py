"""A fault said beside its field: a ringed "!" and a sentence. Never a severity's shape, never a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.announcing import announce
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import WrappedLabel


class ErrorLine(QWidget):
    """Says what is wrong with a field and marks the field; hidden as long as nothing is.

    The sentence becomes the field's accessible description and is announced, so that it is heard as well as seen.
    """

    def __init__(self, field: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._described: dict[QWidget, str] = {}
        self._sentence: WrappedLabel | None = None
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said, or an empty string."""
        return self._sentence.text() if self._sentence is not None and not self.isHidden() else ""

    def show_fault(self, sentence: str) -> None:
        """Say what is wrong and what to do; the value in the field stays as it is."""
        if self._sentence is None:
            self._sentence = self._lay_out()
        self._sentence.show_text(sentence)
        self.show()
        self._tell_field(sentence)
        announce(self, sentence)

    def clear_fault(self) -> None:
        """The fault has been put right."""
        self.hide()
        self._tell_field("")

    def _lay_out(self) -> WrappedLabel:
        """Make the words and their mark: most lines never have anything to say."""
        sentence = WrappedLabel(role="meta-strong", tone=Tone.FAULT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(theme().space(7))
        row.addWidget(IconMark("circle-alert", "s3"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(sentence, 1)
        return sentence

    def _tell_field(self, sentence: str) -> None:
        if self._field is None:
            return
        if not self._described:
            self._described = {part: part.accessibleDescription() for part in _heard_with(self._field)}
        for part, before in self._described.items():
            part.setAccessibleDescription(sentence or before)
        if not sentence:
            self._described = {}
        mark = getattr(self._field, "set_faulty", None)
        if mark is not None:
            mark(bool(sentence))


def _heard_with(field: QWidget) -> list[QWidget]:
    """The field and the parts of it that take the focus: a fault must be heard where the person is."""
    proxy = field.focusProxy()
    return [field, *([proxy] if proxy is not None else []), *field.findChildren(QAbstractButton)]
