"""Fields to write in: a line, a number with its unit, and a note that grows with its text.

All of them tell every change (`edited`, for the draft) and when they are left (`left`, for the answer).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QEvent, QObject, QRegularExpression, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QRegularExpressionValidator,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.tokens import GAP
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import Label

_MENUS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)
_FIRST_LINES = 2


class TextField(QLineEdit):
    """One line of text. `edited` tells the text at each change by the person, `left` when the field is left."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, name: str, text: str = "", *, secret: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self.textEdited.connect(self.edited)

    def show_text(self, text: str) -> None:
        """Show text that was written before; tells nobody."""
        with QSignalBlocker(self):
            self.setText(text)

    def caret(self) -> int:
        """Where the next letter goes, in characters from the beginning."""
        return self.cursorPosition()

    def put_caret(self, place: int) -> None:
        """Let the next letter go there."""
        self.setCursorPosition(place)

    def show_secret(self, shown: bool) -> None:
        """Show what is typed, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def set_faulty(self, faulty: bool) -> None:
        """Mark the field as something to put right."""
        _mark(self, faulty)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let the keys of undo and redo go on to the page where the field has nothing to take back."""
        if _for_the_page(event, self):
            event.ignore()
            return True
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        super().focusOutEvent(event)
        if event.reason() not in _MENUS:
            self.left.emit(self.text())


MOST_SHOWN = 16
"""Characters of a number that are in sight at once."""


class NumberField(QWidget):
    """A number with its unit; comma or point for decimals.

    `edited` and `left` tell a `Decimal`, or None while the field is empty or holds no number yet.
    """

    edited = Signal(object)
    left = Signal(object)

    def __init__(self, name: str, unit: str = "", *, decimals: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = TextField(f"{name}, {unit}" if unit else name)
        self._line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line.setProperty("number", True)
        fraction = f"([.,][0-9]{{0,{decimals}}})?" if decimals else ""
        pattern = QRegularExpression(f"[-−]?[0-9  ]{{0,12}}{fraction}")
        self._line.setValidator(QRegularExpressionValidator(pattern, self._line))
        self._line.edited.connect(self._tell_edited)
        self._line.left.connect(self._tell_left)
        self._line.textChanged.connect(self._fit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._line)
        if unit:
            row.addWidget(Label(unit, "answer"))
        row.addStretch()
        self.setFocusProxy(self._line)
        self._fit()

    def value(self) -> Decimal | None:
        """The number written, or None."""
        return number_in(self._line.text())

    def show_value(self, value: Decimal | int | None) -> None:
        """Show a number answered before, or an empty field; tells nobody."""
        self.show_text("" if value is None else format(Decimal(value), "f").replace(".", ","))

    def show_text(self, text: str) -> None:
        """Show what was typed before, also where it is no number; tells nobody."""
        self._line.show_text(text)
        self._fit()

    def set_faulty(self, faulty: bool) -> None:
        """Mark the field as something to put right."""
        self._line.set_faulty(faulty)

    @property
    def line(self) -> TextField:
        """The field itself, for tests and for tying a fault to it."""
        return self._line

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    @Slot()
    def _fit(self) -> None:
        """Wide enough for eight digits, and for all of a longer number."""
        digits = "0" * min(max(8, len(self._line.text())), MOST_SHOWN)
        wide = max(theme().px(96), theme().metrics("number").horizontalAdvance(digits) + 28)
        if self._line.minimumWidth() != wide:
            self._line.setFixedWidth(wide)

    @Slot(str)
    def _tell_edited(self, text: str) -> None:
        self.edited.emit(number_in(text))

    @Slot(str)
    def _tell_left(self, text: str) -> None:
        self.left.emit(number_in(text))


def number_in(text: str) -> Decimal | None:
    """The number a Swedish reader means: comma or point for decimals, blanks between thousands."""
    plain = "".join(text.split()).replace("−", "-").replace(",", ".")
    try:
        return Decimal(plain) if plain else None
    except InvalidOperation:
        return None


def asks_to_undo(event: QEvent) -> bool:
    """Whether it asks who has a use for the key of undo."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo)


def asks_to_redo(event: QEvent) -> bool:
    """Whether it asks who has a use for a key of redo, Ctrl+Y on every system."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    ours = event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return ours or event.matches(QKeySequence.StandardKey.Redo)


def _for_the_page(event: QEvent, written: QLineEdit | QTextDocument) -> bool:
    """Whether it is a key of undo or redo that a field with nothing to take back, or to do again, has no use for."""
    return (asks_to_redo(event) and not written.isRedoAvailable()) or (
        asks_to_undo(event) and not written.isUndoAvailable()
    )


class NoteEdit(QPlainTextEdit):
    """A note in plain text; it grows with what is written and never scrolls within itself.

    Undo (Ctrl+Z) is the note's own as long as it has something to undo, and the window's after that. Ctrl+Enter is
    left to the window, Tab goes on to the next field.
    """

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, name: str, text: str = "", *, lines: int = _FIRST_LINES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText(text)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.textChanged.connect(self._tell_edited)
        self._grow()

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Show a note written before; tells nobody and leaves the text and its undo alone if it is the same."""
        if text == self.toPlainText():
            return
        with QSignalBlocker(self):
            self.setPlainText(text)
        self._grow()

    def set_faulty(self, faulty: bool) -> None:
        """Mark the field as something to put right."""
        _mark(self, faulty)

    def caret(self) -> int:
        """Where the next letter goes, in characters from the beginning."""
        return self.textCursor().position()

    def put_caret(self, place: int) -> None:
        """Let the next letter go there, or at the end of a shorter text."""
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.text())))
        self.setTextCursor(cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and _for_the_page(event, self.document()):
            event.ignore()  # nothing of ours to undo: let the window's undo have the key
            return True
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        going_on = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if going_on and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        super().focusOutEvent(event)
        if event.reason() not in _MENUS:
            self.left.emit(self.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._grow()

    @Slot()
    def _grow(self) -> None:
        lines = max(self._lines, round(self.document().size().height()))  # a plain text document counts in lines
        around = self.height() - self.viewport().height() if self.isVisible() else 2 * 9
        margins = 2 * self.document().documentMargin() + 2  # two more, or Qt thinks that a line is hidden
        high = round(lines * self.fontMetrics().lineSpacing() + margins) + around
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)

    @Slot()
    def _tell_edited(self) -> None:
        self.edited.emit(self.toPlainText())


class Field(QWidget):
    """A field with its name above it and its fault below: the name and the fault are tied to the field for readers."""

    def __init__(self, name: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        heading = Label(name, "field")
        heading.setBuddy(editor)
        self._error = ErrorLine(editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP - 2)
        column.addWidget(heading)
        column.addWidget(editor)
        column.addWidget(self._error)

    def show_fault(self, sentence: str) -> None:
        """Say what is wrong, beside the field; the value stays."""
        self._error.show_fault(sentence)

    def clear_fault(self) -> None:
        """The fault has been put right."""
        self._error.clear_fault()


def _mark(field: QWidget, faulty: bool) -> None:
    if bool(field.property("faulty")) is faulty:
        return
    field.setProperty("faulty", faulty)
    style = field.style()
    style.unpolish(field)
    style.polish(field)


def day_in(field: Field, editor: TextField, after: date | None = None) -> tuple[bool, date | None]:
    """Whether the field holds a day or nothing, and the day; else it is said beside the field.

    Shape: `after` is the day it has to come after, where it is about what is still to come.
    """
    field.clear_fault()
    written = editor.text().strip()
    if not written:
        return True, None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        field.show_fault(say("Skriv datumet som 2026-12-31.", "Write the date as 2026-12-31."))
        return False, None
    if after is not None and day <= after:
        field.show_fault(say(f"Skriv en dag efter {after}.", f"Write a day after {after}."))
        return False, None
    return True, day
