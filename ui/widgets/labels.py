"""Text on the screen: one line, wrapped, and headings. Always plain text, so that nothing typed becomes markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.model.visible_text import visible
from ui.theme import theme
from ui.tokens import LINE_CHARACTERS, ROLES, Tone


class Label(QLabel):
    """One line of text in a role; its width is never less than its words, and no ring or tail of a letter is cut."""

    def __init__(
        self, text: str = "", role: str = "body", tone: Tone | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._margins = (0, 0, 0, 0)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.fit_text()
        if tone is not None:
            self.setProperty("tone", tone.name.lower())
        self._set_figures()
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show text; what would turn its direction stands as a mark."""
        super().setText(visible(text))

    @property
    def role(self) -> str:
        """The text role it is set in."""
        return str(self.property("role"))

    def set_role(self, role: str) -> None:
        """Set the text in another role."""
        self.setProperty("role", role)
        self._set_figures()
        self.fit_text()
        self._polish()
        self.updateGeometry()

    def set_tone(self, tone: Tone | None) -> None:
        """Give the text another colour by what it means, or the role's own."""
        name = None if tone is None else tone.name.lower()
        if name != self.property("tone"):
            self.setProperty("tone", name)
            self._polish()

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """Keep room around the text; never less than its letters need."""
        self._margins = (left, top, right, bottom)
        self.fit_text()

    def fit_text(self) -> None:
        """Make the room its letters need in the text size there is now."""
        above, below = theme().ink(self.role)
        left, top, right, bottom = self._margins
        self.setContentsMargins(left, max(top, above), max(right, self._unused()), max(bottom, below))

    def _unused(self) -> int:
        """How much of the width to the right of the margin at left the words leave, where they have a widest."""
        return 0

    def _set_figures(self) -> None:
        if not ROLES[self.role].tabular:  # the style sheet sets size and weight, but knows no font features
            font = self.font()
            font.setFeature(QFont.Tag("tnum"), 0)
            self.setFont(font)

    def _polish(self) -> None:
        style = self.style()
        style.unpolish(self)
        style.polish(self)


class WrappedLabel(Label):
    """Running text that wraps and is never clipped, at most 72 characters wide.

    Qt gives wrapped labels too small size hints inside nested layouts, so the label claims its true height as soon as
    it knows its width.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: Tone | None = None,
        *,
        characters: int = LINE_CHARACTERS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, tone, parent)
        self._characters = characters
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str, strong: Sequence[str] = ()) -> None:
        """Show text where each of the pieces in `strong`, as words of their own, stands out by weight."""
        text, strong = visible(text), [visible(piece) for piece in strong]
        pieces = "|".join(re.escape(piece) for piece in sorted(set(strong), key=len, reverse=True) if piece)
        if not pieces:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(text)
        else:
            from html import escape  # with its table of entities, which the start has no use for

            parts = re.split(rf"(?<!\w)({pieces})(?!\w)", text)  # every second part is one of the pieces
            marked = "".join(
                f'<span style="font-weight:600">{escape(part)}</span>' if at % 2 else escape(part)
                for at, part in enumerate(parts)
            )
            self.setTextFormat(Qt.TextFormat.RichText)
            self.setText(marked.replace("\n", "<br>"))
        self.setAccessibleName(text)
        self._claim_height()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._claim_height()

    def sizeHint(self) -> QSize:
        left, _, right, _ = self._margins
        natural = self.fontMetrics().horizontalAdvance(_longest_line(self.text())) + 2
        width = max(min(natural, self._widest()) + left + right, super().minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return least
        return QSize(least.width(), self.heightForWidth(max(self.width(), least.width())))

    def heightForWidth(self, width: int) -> int:
        left, _, right, _ = self._margins
        words, margins = min(width - left - right, self._widest()), self.contentsMargins()
        return super().heightForWidth(words + margins.left() + margins.right())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def _widest(self) -> int:
        return self.fontMetrics().averageCharWidth() * self._characters

    def _claim_height(self) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return
        if self.contentsMargins().right() != max(self._margins[2], self._unused()):
            self.fit_text()
        self.updateGeometry()

    def _unused(self) -> int:
        resized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        return self.width() - self._margins[0] - self._widest() if resized else 0


class Heading(Label):
    """The heading of a page, section or card."""

    def __init__(self, text: str = "", role: str = "section", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent=parent)


def _longest_line(text: str) -> str:
    return max(text.split("\n"), key=len) if text else ""
