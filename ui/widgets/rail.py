"""The rooms, at the left of the window; at large text they fold into a menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from kollegie.language import say
from ui import icons
from ui.theme import theme
from ui.tokens import RADIUS_BUTTON, contrast_ratio
from ui.widgets.buttons import PlainButton
from ui.widgets.choice import Choice, ChoiceButton, Option
from ui.widgets.painting import focus_ring, rounded

WIDTH = 124
TALL_ITEM = 62
LEAST_ITEM = 44
LINE_EDGE = 14
"""From the rail's edge to the icon, where icon and word stand on one line."""
BRAND = 56
FOOT = 8
LIST_BESIDE = 276
"""The list most pages have beside their main column."""


@dataclass(frozen=True, slots=True)
class Room:
    """One room of the program: its name in code, its icon and word; `foot` rooms stand at the bottom."""

    name: str
    icon: str
    word: str
    foot: bool = False


class RailButton(ChoiceButton):
    """One room: icon over word, and a number where something waits there."""

    def __init__(self, option: Option, rail: Choice) -> None:
        super().__init__(option, rail)
        self._badge = 0

    def show_badge(self, number: int, spoken: str) -> None:
        """Show a number beside the icon (none for 0), with the words a screen reader says for it."""
        self._badge = number
        self.setAccessibleName(f"{self.option.word}, {spoken}" if number and spoken else self.option.word)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        colour = tokens.rail_on if self.isChecked() else tokens.rail_text
        with QPainter(self) as painter:
            box = QRectF(self.rect()).adjusted(6, 1, -6, -1)
            if self.isChecked():
                bar = QRectF(0, box.center().y() - box.height() * 0.28, 3, box.height() * 0.56)
                rounded(painter, bar, 1.5, fill=tokens.rail_on)
            if self.hasFocus():
                box = focus_ring(painter, box, RADIUS_BUTTON + 2, self._ring())
            if self.isChecked():
                rounded(painter, box, RADIUS_BUTTON, fill=tokens.rail_sel)
            elif self.underMouse():
                rounded(painter, box, RADIUS_BUTTON, border=tokens.rail_text)
            icon, words, aligned = self._places()
            icons.paint(painter, icon, self.option.icon, colour)
            painter.setFont(look.font("tag" if self.isChecked() else "field"))
            painter.setPen(QColor(colour))
            painter.drawText(words, aligned, self.option.word)
            if self._badge:
                self._paint_badge(painter, icon)

    def _places(self) -> tuple[QRect, QRect, Qt.AlignmentFlag]:
        """Where the icon and the word stand: over each other where there is height for it, else beside each other."""
        look = theme()
        line = look.metrics("tag").height()
        if self.height() >= _stacked_height():
            side, gap = look.px(22), look.space(4)
            top = (self.height() - side - gap - line) // 2
            words = QRect(0, top + side + gap, self.width(), line)
            return QRect((self.width() - side) // 2, top, side, side), words, Qt.AlignmentFlag.AlignCenter
        side, left = look.px(18), look.space(LINE_EDGE)
        words = QRect(left + side + look.space(8), 0, self.width(), self.height())
        icon = QRect(left, (self.height() - side) // 2, side, side)
        return icon, words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

    def _ring(self) -> str:
        tokens = theme().tokens
        return tokens.focus if contrast_ratio(tokens.focus, tokens.rail) >= 3 else tokens.rail_on

    def _paint_badge(self, painter: QPainter, icon: QRect) -> None:
        look, tokens = theme(), theme().tokens
        number = str(self._badge) if self._badge < 1000 else "999+"
        metrics = QFontMetrics(look.font("key"))
        high = metrics.height() + 2
        wide = max(high, metrics.horizontalAdvance(number) + look.space(10))
        stacked = self.height() >= _stacked_height()
        left = icon.right() - look.px(4) if stacked else max(2, icon.right() + look.px(3) - wide)  # not over the word
        place = QRect(QPoint(left, max(2, icon.top() - look.px(6))), QSize(wide, high))
        back = tokens.rail_sel if self.isChecked() else tokens.rail
        rounded(painter, place.adjusted(-2, -2, 2, 2), high / 2 + 2, fill=back)
        rounded(painter, place, high / 2, fill=tokens.badge, border=tokens.on_badge if self.isChecked() else None)
        painter.setFont(look.font("key"))
        painter.setPen(QColor(tokens.on_badge))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, number)


class Rail(Choice):
    """Shows the rooms a person has use for; `chosen` tells the name of the room they go to."""

    follows_height = True

    def __init__(self, rooms: Sequence[Room] = (), parent: QWidget | None = None) -> None:
        self._rooms = tuple(rooms)
        super().__init__(say("Rum", "Rooms"), [_option(room) for room in rooms], parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms shown."""
        return self._rooms

    def clear(self) -> None:
        """Nothing: a person is always in some room."""

    def show_rooms(self, rooms: Sequence[Room]) -> None:
        """Show other rooms; the chosen one stays chosen if it is still there."""
        self._rooms = tuple(rooms)
        self.show_options([_option(room) for room in rooms])

    def show_badge(self, room: str, number: int, spoken: str = "") -> None:
        """Show how much waits in a room; `spoken` says what the number counts."""
        button = self.button(room)
        if isinstance(button, RailButton):
            button.show_badge(number, spoken)

    def fits(self, width: int, height: int) -> bool:
        """Whether a window of this size has room for the rail; else its rooms belong in a menu.

        Shape: the page's main column keeps 55 characters beside the list most pages have, and no room on the rail is
        lower than 44 px.
        """
        page = width - self._wide(height) - theme().space(LIST_BESIDE) - theme().px(48)
        characters = theme().characters(page)
        return characters >= 55 and height - self._top() - FOOT >= len(self._rooms) * LEAST_ITEM

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self.height()), self._top() + FOOT + len(self._rooms) * LEAST_ITEM)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 0)

    def hasHeightForWidth(self) -> bool:
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.rail))
            if tokens.rail == tokens.bg:
                painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(tokens.line))
            painter.setFont(look.font("heading"))
            white = tokens.text if tokens.rail == tokens.bg else tokens.rail_on
            painter.setPen(QColor(white))
            painter.drawText(QRect(0, 0, self.width(), self._top()), Qt.AlignmentFlag.AlignCenter, "Kollegie")

    def _make_button(self, option: Option) -> ChoiceButton:
        return RailButton(option, self)

    def _top(self) -> int:
        return theme().px(BRAND)

    def _wide(self, height: int) -> int:
        """The rail's width where it is this high: words beside their icons take more room than words below them."""
        look = theme()
        widest = max((look.metrics("tag").horizontalAdvance(room.word) for room in self._rooms), default=0)
        if self._height_for_each(height) >= _stacked_height():
            return max(WIDTH, widest + 16)
        return max(WIDTH, look.space(LINE_EDGE) + look.px(18) + look.space(8) + widest + look.space(12))

    def _height_for_each(self, height: int) -> int:
        return (height - self._top() - FOOT) // max(1, len(self._rooms))

    def _rows(self, width: int) -> list[list[QRect]]:
        count = len(self._rooms)
        if not count:
            return []
        tall = theme().px(TALL_ITEM) + 4
        high = max(LEAST_ITEM, min(tall, self._height_for_each(self.height())))
        places: list[list[QRect]] = []
        top, bottom = self._top(), self.height() - FOOT - high * sum(room.foot for room in self._rooms)
        for room in self._rooms:
            if room.foot:
                places.append([QRect(0, bottom, width, high)])
                bottom += high
            else:
                places.append([QRect(0, top, width, high)])
                top += high
        return places

    def _arrange(self) -> None:
        super()._arrange()
        self.setMinimumHeight(0)
        if self.width() != self._wide(self.height()):
            self.updateGeometry()

    def _natural_width(self) -> int:
        return self.sizeHint().width()

    def _least_width(self) -> int:
        return self.sizeHint().width()


class RailMenu(PlainButton):
    """The rail folded into a menu: the same rooms behind the button "Meny"."""

    chosen = Signal(object)

    def __init__(self, rail: Rail, parent: QWidget | None = None) -> None:
        super().__init__(say("Meny", "Menu"), "menu", parent=parent)
        self._rail = rail
        self.clicked.connect(self._open)

    def rooms_menu(self) -> QMenu:
        """The menu of rooms, as it opens just now."""
        menu = QMenu(self)
        for room in self._rail.rooms:
            here = room.name == self._rail.value()
            entry = menu.addAction(icons.icon(room.icon, "accent" if here else "text"), room.word)
            entry.setData(room.name)
            entry.setCheckable(True)
            entry.setChecked(here)
            entry.setFont(theme().font("strong" if here else "body"))
        menu.triggered.connect(self._go)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot(QAction)
    def _go(self, entry: QAction) -> None:
        self.chosen.emit(entry.data())

    @Slot()
    def _open(self) -> None:
        self.rooms_menu().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))


def _stacked_height() -> int:
    """The least height of a room whose word stands below its icon."""
    look = theme()
    return max(LEAST_ITEM, look.px(22) + look.space(4) + look.metrics("tag").height() + look.space(8))


def _option(room: Room) -> Option:
    return Option(room.name, room.word, icon=room.icon)
