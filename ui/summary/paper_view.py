"""The printed pages one below the other, always white, with the figures on them that lead to their visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from kollegie.language import say
from kollegie.summary.pdf_sheet import HEIGHT, WIDTH, Spot
from ui.theme import theme
from ui.tokens import LIGHT
from ui.widgets.painting import RING, rounded

EDGE = 20
BETWEEN = 18
WIDEST = 940
AROUND = 2
HEADING = 100
"""What begins within so many points of a page's top is read from the top of the page."""

PAUSE_MS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture the view would like: which document, page from 0, and scale in device pixels per point."""

    document: int
    page: int
    scale: float


class PaperView(QAbstractScrollArea):
    """Shows pages that others draw. `wanted` asks for a picture, `page_shown` tells the page one reads,
    `figure_chosen` the key of a figure somebody wants to follow.

    Left and right move between the figures of the page, Enter follows one; focus never chooses.
    """

    wanted = Signal(object)
    page_shown = Signal(int)
    figure_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = 0
        self._pages = 0
        self._spots: tuple[Spot, ...] = ()
        self._pictures: dict[int, tuple[Wanted, QImage]] = {}
        self._asked: set[Wanted] = set()
        self._page = 0
        self._whole_page = False
        self._scale = 1.0
        self._hovered: Spot | None = None
        self._reached: Spot | None = None
        self._marked = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._name()

    # What it can be asked

    @property
    def page(self) -> int:
        """The page one reads, from 0."""
        return self._page

    @property
    def reached(self) -> Spot | None:
        """The figure the keys stand on."""
        return self._reached

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The figures that can be followed."""
        return self._spots

    @property
    def whole_page(self) -> bool:
        """Whether pages are shown whole, rather than as wide as the view."""
        return self._whole_page

    def show_document(self, pages: int, spots: Sequence[Spot]) -> None:
        """Show another document; one stays at the same place, and old pictures stand until new ones are drawn."""
        self._document += 1
        self._pages = pages
        self._spots = tuple(spots)
        self._asked.clear()
        self._hovered = None
        self._reached = next((spot for spot in self._spots if self._reached and _same(spot, self._reached)), None)
        self._pictures = {page: kept for page, kept in self._pictures.items() if page < pages}
        self._fit()
        self._ask()
        self._scrolled()

    def show_picture(self, wanted: Wanted, image: QImage) -> None:
        """Show a picture that was asked for; one of an older document or another size is let go."""
        if wanted.document == self._document and wanted in self._asked:
            image.setDevicePixelRatio(self.devicePixelRatio())
            self._pictures[wanted.page] = (wanted, image)
            self.viewport().update()

    def has_picture(self, page: int) -> bool:
        """Whether a page is shown as it is just now, in the size it has."""
        kept = self._pictures.get(page)
        return kept is not None and kept[0] == self._wish(page)

    def show_text(self, page: int, text: str) -> None:
        """Give a screen reader the words of the page one reads."""
        if page == self._page:
            self.setAccessibleDescription(text)

    def show_whole_page(self, whole: bool) -> None:
        """Show whole pages, or pages as wide as the view."""
        if whole != self._whole_page:
            self._whole_page = whole
            self._fit()
            self._ask()

    def go_to(self, page: int, top: float = 0.0) -> None:
        """Turn to a page, from 0, and a place on it in points from its top."""
        page = min(max(0, page), max(0, self._pages - 1))
        down = max(0.0, top * self._scale - 2 * EDGE) if top > HEADING else 0.0
        self.verticalScrollBar().setValue(round(self._page_top(page) - EDGE // 2 + down))

    def mark(self, key: str) -> None:
        """Mark the figures of this key, or none for an empty one."""
        self._marked = key
        self.viewport().update()

    def place_of(self, spot: Spot) -> QRectF:
        """Where a figure stands in the view just now."""
        left, top = self._page_left(), self._page_top(spot.page) - self.verticalScrollBar().value()
        return QRectF(
            left + spot.left * self._scale,
            top + spot.top * self._scale,
            (spot.right - spot.left) * self._scale,
            (spot.bottom - spot.top) * self._scale,
        )

    # How the pages stand

    def _page_size(self) -> tuple[float, float]:
        return WIDTH * self._scale, HEIGHT * self._scale

    def _page_left(self) -> float:
        return (self.viewport().width() - self._page_size()[0]) / 2

    def _page_top(self, page: int) -> float:
        return EDGE + page * (self._page_size()[1] + BETWEEN)

    def _fit(self) -> None:
        """Find the scale that fits the view, and stay where one was reading."""
        bar = self.verticalScrollBar()
        at = (bar.value() - self._page_top(self._page)) / self._scale
        room = self.viewport().size()
        wide = min(room.width() - 2 * EDGE, theme().px(WIDEST))
        self._scale = max(0.3, wide / WIDTH)
        if self._whole_page:
            self._scale = max(0.3, min(self._scale, (room.height() - EDGE) / HEIGHT))
        page_high = self._page_size()[1]
        whole = 2 * EDGE + self._pages * page_high + max(0, self._pages - 1) * BETWEEN
        reading = self._page
        bar.setRange(0, max(0, round(whole - room.height())))
        bar.setPageStep(room.height())
        bar.setSingleStep(theme().px(48))
        bar.setValue(round(self._page_top(reading) + at * self._scale))
        self.viewport().update()

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        step = self._page_size()[1] + BETWEEN
        first = max(0, int((top - EDGE) // step))
        last = min(self._pages - 1, int((top + self.viewport().height() - EDGE) // step))
        return range(first, last + 1)

    def _wish(self, page: int) -> Wanted:
        return Wanted(self._document, page, round(self._scale * self.devicePixelRatio(), 3))

    @Slot()
    def _ask(self) -> None:
        """Ask for the pictures of what is seen and of the page before and after; let go of those far away."""
        seen = self._visible()
        if not self._pages or not seen:
            return
        near = [*seen, seen.stop, seen.start - 1]
        for page in near:
            if 0 <= page < self._pages and not self.has_picture(page) and (wish := self._wish(page)) not in self._asked:
                self._asked.add(wish)
                self.wanted.emit(wish)
        kept = range(seen.start - AROUND, seen.stop + AROUND)
        for page in [page for page in self._pictures if page not in kept]:
            self._asked.discard(self._pictures.pop(page)[0])

    @Slot()
    def _scrolled(self) -> None:
        seen = self._visible()
        third = self.verticalScrollBar().value() + self.viewport().height() / 3
        page = next((one for one in reversed(seen) if self._page_top(one) <= third), seen.start if seen else 0)
        if page != self._page:
            self._page = page
            self.page_shown.emit(page)
        self._name()
        self._ask()
        self.viewport().update()

    def _name(self) -> None:
        self.setAccessibleName(
            say(f"Sida {self._page + 1} av {self._pages}", f"Page {self._page + 1} of {self._pages}")
            if self._pages
            else say("Inga sidor", "No pages")
        )

    # How it looks

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.viewport().rect(), QColor(tokens.bg))
            for page in self._visible():
                self._paint_page(painter, page)
            for spot in self._spots:
                if self._is_seen(spot):
                    self._paint_spot(painter, spot)
            if self.hasFocus() and self._reached is None:
                rounded(painter, self.viewport().rect(), 0, border=tokens.focus, width=RING)

    def _paint_page(self, painter: QPainter, page: int) -> None:
        wide, high = self._page_size()
        top = self._page_top(page) - self.verticalScrollBar().value()
        place = QRect(round(self._page_left()), round(top), round(wide), round(high))
        for spread, strength in ((5, 10), (3, 14), (1, 26)):
            shadow = QColor(LIGHT.text)
            shadow.setAlpha(strength)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shadow)
            painter.drawRoundedRect(place.adjusted(-spread, -spread + 2, spread, spread + 2), 3, 3)
        painter.fillRect(place, QColor(LIGHT.surface))
        kept = self._pictures.get(page)
        if kept is not None and kept[0].scale == self._wish(page).scale:
            painter.drawImage(place.topLeft(), kept[1])  # dot for dot: a picture that is stretched gets blurred
        elif kept is not None:
            painter.drawImage(place, kept[1])
        else:
            painter.setFont(theme().font("body"))
            painter.setPen(QColor(LIGHT.muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, say(f"Sida {page + 1}", f"Page {page + 1}"))

    def _paint_spot(self, painter: QPainter, spot: Spot) -> None:
        place = self.place_of(spot).adjusted(-3, -2, 3, 2)
        marked = bool(self._marked) and spot.key == self._marked
        if marked or spot is self._hovered:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            rounded(painter, place, 5, fill=LIGHT.soft)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            rounded(painter, place, 5, border=LIGHT.accent, width=2 if marked else 1)
        if spot is self._reached and self.hasFocus():
            rounded(painter, place.adjusted(-4, -4, 4, 4), 7, border=LIGHT.focus, width=RING)

    def _is_seen(self, spot: Spot) -> bool:
        return self.place_of(spot).intersects(QRectF(self.viewport().rect()))

    # What it does

    def spot_at(self, point: QPointF) -> Spot | None:
        """The figure at a place of the view, with a little room around it."""
        return next((spot for spot in self._spots if self.place_of(spot).adjusted(-4, -4, 4, 4).contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if spot is not self._hovered:
            self._hovered = spot
            shape = Qt.CursorShape.PointingHandCursor if spot is not None else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if spot is not None and event.button() is Qt.MouseButton.LeftButton:
            self._reached = spot
            self.figure_chosen.emit(spot.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self._page - 1)
            case Qt.Key.Key_Home:
                self.verticalScrollBar().setValue(0)
            case Qt.Key.Key_End:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            case Qt.Key.Key_Right:
                self._reach(+1)
            case Qt.Key.Key_Left:
                self._reach(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._reached is not None:
                self.figure_chosen.emit(self._reached.key)
            case _:
                super().keyPressEvent(event)

    def _reach(self, step: int) -> None:
        """Stand on the next figure from where one reads, in the order of the pages."""
        in_order = sorted(self._spots, key=lambda spot: (spot.page, round(spot.top), spot.left))
        if not in_order:
            return
        if self._reached is not None and self._reached in in_order and self._is_seen(self._reached):
            at = in_order.index(self._reached) + step
        else:
            seen = [place for place, spot in enumerate(in_order) if self._is_seen(spot)]
            later = [place for place, spot in enumerate(in_order) if spot.page >= self._page]
            at = (seen or later or [0])[0 if step > 0 else -1]
        self._reached = in_order[min(max(0, at), len(in_order) - 1)]
        if not QRectF(self.viewport().rect()).adjusted(0, 8, 0, -8).contains(self.place_of(self._reached)):
            self.go_to(self._reached.page, self._reached.top - 60)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._pause.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
            self._pause.start()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._pause.start()
        return handled

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _same(one: Spot, other: Spot) -> bool:
    return (one.key, one.page) == (other.key, other.page)
