"""A picture on its white paper: the same drawing as in print, sharp at every size, each row of it to be clicked."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.summary.charts import chart_svg
from kollegie.summary.desk_charts import Drawn, rows_chart
from kollegie.summary.desk_pictures import Figure, RowKey
from ui.theme import theme
from ui.widgets.painting import rounded

EDGE = 14
PIXELS_A_POINT = 1.36
"""So that the print's 9 points read as the screen's small text."""
NARROWEST = 60.0
"""What a drawing needs to have bars at all. Units: points."""
FACES = ("SourceSans3-Regular", "SourceSans3-SemiBold")


class ChartPaper(QLabel):
    """Shows one picture; `chosen` tells the key of the row that was clicked. The list beside it serves the keyboard."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _load_faces()
        self._figure: Figure | None = None
        self._drawn: Drawn | None = None
        self._marked: RowKey | None = None
        self._renderer = QSvgRenderer(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)

    def show_figure(self, figure: Figure) -> None:
        """Show another picture."""
        self._figure = figure
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(figure.alt)
        self._draw()

    def mark(self, key: RowKey) -> None:
        """Mark the row that is chosen."""
        self._marked = key
        self.update()

    def place_of(self, key: RowKey | None) -> QRectF | None:
        """Where a row stands in the widget."""
        scale = self._scale()
        for place in self._drawn.places if self._drawn is not None else ():
            if place.key == key:
                return QRectF(
                    EDGE / 2, EDGE + place.top * scale, self.width() - EDGE, (place.bottom - place.top) * scale
                )
        return None

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), self._high())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), self._high())

    def resizeEvent(self, event: object) -> None:
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self._key_at(event.position().y()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self._key_at(event.position().y())
        if key is not None:
            self.chosen.emit(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            rounded(painter, self.rect(), 2, fill="#FFFFFF", border=tokens.edge)
            marked = self.place_of(self._marked)
            if marked is not None:
                painter.fillRect(marked, QColor("#DCECE9"))
            if self._drawn is not None:
                scale = self._scale()
                drawing = self._drawn.chart.drawing
                self._renderer.render(painter, QRectF(EDGE, EDGE, drawing.width * scale, drawing.height * scale))

    def _draw(self) -> None:
        if self._figure is None or not self._figure.rows or self.width() < 40:
            self._drawn = None
        else:
            width = max(NARROWEST, (self.width() - 2 * EDGE) / self._scale())
            self._drawn = rows_chart(self._figure, width)
            self._renderer.load(QByteArray(chart_svg(self._drawn.chart).encode()))
        self.setFixedHeight(self._high())
        self.update()

    def _scale(self) -> float:
        return PIXELS_A_POINT * theme().text_scale

    def _high(self) -> int:
        return int(self._drawn.chart.drawing.height * self._scale()) + 2 * EDGE if self._drawn is not None else 2 * EDGE

    def _key_at(self, y: float) -> RowKey | None:
        level = (y - EDGE) / self._scale()
        places = self._drawn.places if self._drawn is not None else ()
        return next((place.key for place in places if place.top <= level < place.bottom), None)


@cache
def _load_faces() -> None:
    """Let Qt know the faces of the print, which the drawings are measured in."""
    for face in FACES:
        with as_file(files("kollegie.summary") / "fonts" / f"{face}.ttf") as path:
            QFontDatabase.addApplicationFont(str(path))
