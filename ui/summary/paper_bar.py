"""The row above the paper: the page one reads, the ways to the next, and what cannot stand beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from kollegie.language import counted, say
from ui import icons
from ui.summary.parts import Part, PartKind
from ui.theme import theme
from ui.widgets.buttons import LinkButton, Paint, PlainButton
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import Label
from ui.widgets.layouts import AsideLayout, FlowLayout, GrowsDown
from ui.widgets.tag import Tag, TagKind


class OnwardButton(LinkButton):
    """A link whose icon stands after its word, where it leads."""

    def _paint_words(self, painter: QPainter, paint: Paint) -> None:
        look = theme()
        wide = look.metrics(self.ROLE).horizontalAdvance(self.text())
        side, gap = look.px(18), look.space(6)
        x = (self.width() - wide - gap - side) // 2
        painter.setFont(look.font(self.ROLE))
        painter.setPen(QColor(paint.text))
        painter.drawText(QRect(x, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        place = QRect(x + wide + gap, (self.height() - side) // 2, side, side)
        icons.paint(painter, place, self._icon, paint.text)


class PaperBar(GrowsDown):
    """Shows where one is. `part_chosen` tells a part from the folded outline; the buttons are the page's to connect."""

    part_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self.parts = DropDown(say("Del", "Part"))
        # The parts are known only after the first showing, and their names must fit then too.
        self.parts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.previous = LinkButton(say("Föregående", "Previous"), "chevron-left")
        self.next = OnwardButton(say("Nästa", "Next"), "chevron-right")
        self._page = Label("", "strong")
        self._state = Tag("")
        self.zoom = LinkButton(say("Hel sida", "Whole page"))
        self.sources = PlainButton(say("Utgåva och källor", "Edition and sources"), "panel-right", "F9")
        left = QWidget()
        ways = FlowLayout(left, gap=4)
        for widget in (self.parts, self.previous, self._page, self.next):
            ways.addWidget(widget)
        right = QWidget()
        states = FlowLayout(right, gap=8)
        for state in (self._state, self.zoom, self.sources):
            states.addWidget(state)
        whole = AsideLayout(self, least=330)
        whole.setContentsMargins(18, 4, 12, 5)
        whole.addWidget(left)
        whole.addWidget(right)
        self.parts.chosen.connect(self._tell_part)
        self.show_page(0, 0)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Offer other parts in the folded outline."""
        self._parts = tuple(parts)
        options = []
        for number, part in enumerate(parts, start=1):
            still = f" · {counted(part.open, ('öppen', 'öppna'), ('open', 'open'))}" if part.open else ""
            options.append((part.kind.value, f"{number}  {part.title}{still}"))
        self.parts.show_options(options)

    def show_current(self, kind: PartKind) -> None:
        """Show the part one reads."""
        self.parts.show_value(kind.value)

    def show_page(self, page: int, pages: int) -> None:
        """Show the page one reads, from 0, of how many."""
        self._page.setText(say(f"Sida {page + 1} av {pages}", f"Page {page + 1} of {pages}") if pages else "")
        self.previous.setEnabled(page > 0)
        self.next.setEnabled(page + 1 < pages)

    def show_state(self, words: str, *, done: bool) -> None:
        """Say when the pages were made, or that they are being made."""
        if done:
            self._state.show_state(words, TagKind.OK, "check")
        else:
            self._state.show_state(words, TagKind.NEUTRAL, "refresh-cw")

    def show_zoom(self, whole_page: bool) -> None:
        """Offer the other way of showing a page."""
        self.zoom.setText(say("Sidbredd", "Page width") if whole_page else say("Hel sida", "Whole page"))
        self.zoom.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.bg))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.line))

    @Slot(object)
    def _tell_part(self, value: object) -> None:
        part = next((part for part in self._parts if part.kind.value == value), None)
        if part is not None:
            self.part_chosen.emit(part)
