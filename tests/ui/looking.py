"""Looking at a window as a person would: is text cut off, is something too small to hit, has it a name?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from ui.widgets.choice import ChoiceButton
from ui.widgets.painting import text_height
from ui.widgets.rail import RailButton
from ui.widgets.segmented_choice import Segment

LEAST_TARGET = 40
QUESTION_ROW = 34


def settle() -> None:
    """Let layouts that wait for each other come to rest."""
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def draw(widget: QWidget, path: Path) -> Path:
    """Save a picture of a widget as it is shown."""
    settle()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path)):
        raise OSError(f"cannot write {path}")
    return path


def clipped_texts(widget: QWidget) -> list[str]:
    """The words of visible parts that are cut off: wider or higher than their own rectangle, or than what their
    parents leave of it. What a scroll area hides below its edge is not cut, what it hides to the right is."""
    settle()
    return [
        f"{type(part).__name__} {text!r}"
        for part in _visible(widget)
        if (text := _words(part)) and (_text_is_cut(part, text) or _part_is_cut(part))
    ]


def small_targets(widget: QWidget, least: int = LEAST_TARGET) -> list[str]:
    """The clickable parts lower or narrower than `least` pixels."""
    settle()
    return [
        f"{type(part).__name__} {_name(part)!r} {part.width()}x{part.height()}"
        for part in _visible(widget)
        if isinstance(part, QAbstractButton | QComboBox | QLineEdit) and min(part.width(), part.height()) < least
    ]


def unnamed(widget: QWidget) -> list[str]:
    """The parts the keyboard reaches that a screen reader has no name for."""
    settle()
    return [
        f"{type(part).__name__} {part.objectName()!r}"
        for part in _visible(widget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None and not _name(part)
    ]


def pushed_out(widget: QWidget) -> list[str]:
    """The fields and panels that reach out of what they stand in, so that an edge of them is not seen."""
    settle()
    return [
        f"{type(part).__name__} {_name(part)!r} {part.geometry().getRect()}"
        for part in _visible(widget)
        if isinstance(part, QAbstractScrollArea | QLineEdit | QComboBox)
        and not part.isWindow()
        and not part.parentWidget().rect().adjusted(-1, -1, 1, 1).contains(part.geometry())
    ]


class Flashes(QObject):
    """Watches, while it is entered, for parts that are windows of their own for a moment, as one is that is shown
    before it has a place: it flashes on the screen and takes the keyboard from the window it then is a part of."""

    def __init__(self, *meant: QWidget) -> None:
        super().__init__()
        self._meant = meant
        self.seen: list[str] = []

    def __enter__(self) -> Flashes:
        QApplication.instance().installEventFilter(self)
        return self

    def __exit__(self, *_error: object) -> None:
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.windowType() in (Qt.WindowType.Widget, Qt.WindowType.Window)
            and watched.isWindow()
            and watched not in self._meant
        ):
            words = [label.text() for label in (watched, *watched.findChildren(QLabel)) if isinstance(label, QLabel)]
            self.seen.append(" ".join((type(watched).__name__, *words)))
        return False


def _visible(widget: QWidget) -> list[QWidget]:
    return [part for part in (widget, *widget.findChildren(QWidget)) if part.isVisible()]


def _name(part: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(part)
    heard = face.text(QAccessible.Text.Name) if face is not None else ""
    return heard or part.accessibleName()  # on Linux a combo box answers with its value and is named by its label


def _words(part: QWidget) -> str:
    if isinstance(part, QLabel | QAbstractButton):
        return part.text()
    if isinstance(part, QComboBox):
        return part.currentText()
    return ""


def _text_is_cut(part: QWidget, text: str) -> bool:
    if isinstance(part, Segment):
        return part.width() < part.least_width() or part.height() < part.height_for(part.width())
    if isinstance(part, RailButton):
        return part.width() < part.fontMetrics().horizontalAdvance(text)
    if isinstance(part, ChoiceButton) or not isinstance(part, QLabel):
        return part.width() < part.minimumSizeHint().width() or part.height() < part.minimumSizeHint().height()
    if part.wordWrap():
        if part.textFormat() is Qt.TextFormat.RichText:
            return part.height() < part.heightForWidth(part.width())
        inner = part.contentsRect()
        longest = max(text.split(), key=part.fontMetrics().horizontalAdvance, default="")
        too_wide = part.fontMetrics().horizontalAdvance(longest) > inner.width()
        return too_wide or text_height(part.fontMetrics(), text, inner.width()) > inner.height() + 1
    return part.width() < part.minimumSizeHint().width() or part.height() < part.minimumSizeHint().height()


def _part_is_cut(part: QWidget) -> bool:
    """Whether a parent shows less of the part than there is of it."""
    shown = QRect(part.rect())
    child, parent = part, part.parentWidget()
    while parent is not None and not child.isWindow():
        shown.translate(child.pos())
        scrolled = isinstance(parent.parentWidget(), QScrollArea)
        if shown.left() < 0 or shown.right() > parent.width() - 1:
            return True
        if not scrolled and (shown.top() < 0 or shown.bottom() > parent.height() - 1):
            return True
        if scrolled:
            return False
        child, parent = parent, parent.parentWidget()
    return False
