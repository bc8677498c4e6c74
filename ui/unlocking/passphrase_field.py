"""The field a passphrase is typed in: it keeps no history, and it notices Caps Lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

_FORBIDDEN = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
)

_KEEP_NOTHING = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhHiddenText
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


class PassphraseField(QLineEdit):
    """Dots, or the text while it is shown. Nothing of it can be undone, copied or dragged away.

    `edited` tells that something was typed, `caps_lock` that Caps Lock seems to be on (True) or off (False): Qt does
    not know the key's state, so it is read from the letters that arrive.
    """

    edited = Signal(str)
    caps_lock = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps = False
        self.setAccessibleName(name)
        self.show_secret(False)
        self.textEdited.connect(self.edited)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)

    def show_secret(self, shown: bool) -> None:
        """Show what is typed, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.setInputMethodHints(_KEEP_NOTHING)  # Qt drops them when the echo mode changes

    def set_faulty(self, faulty: bool) -> None:
        """Mark the field as something to put right."""
        self.setProperty("faulty", faulty)
        self.style().unpolish(self)
        self.style().polish(self)

    def take(self) -> str:
        """The passphrase typed; the field is empty afterwards."""
        typed = self.text()
        self.setText("")  # also drops the field's own undo steps
        return typed

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _forbidden(event):
            event.accept()  # taken by the field, so that no window-wide undo acts on it either
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _forbidden(event):
            return
        self._notice_caps_lock(event)
        super().keyPressEvent(event)

    def _notice_caps_lock(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            on = not self._caps
        elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            on = letter.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            return
        if on != self._caps:
            self._caps = on
            self.caps_lock.emit(on)


def _forbidden(event: QKeyEvent) -> bool:
    return any(event.matches(keys) for keys in _FORBIDDEN)
