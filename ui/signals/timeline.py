"""The signal's timeline on screen: the drawing of the print, dressed in the screen's colours and letters."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from kollegie.model.signals import WarningSignal
from ui.desk import Desk
from ui.theme import theme

WIDER = 1.13
"""How much wider the screen's typeface is than the print's."""


class SignalTimeline(QWidget):
    """Shows one signal's picture at the width there is; it is drawn anew, off the window's thread, at another width."""

    def __init__(self, desk: Desk, signal: WarningSignal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._signal = signal
        self._renderer: QSvgRenderer | None = None
        self._drawn_for = 0
        self._size = QSize(320, 1)
        self.alt = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(30)
        self._pause.timeout.connect(self._ask)

    def sizeHint(self) -> QSize:
        return self._size

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.width() != self._drawn_for:
            self._pause.start()

    def changeEvent(self, event: QEvent) -> None:
        """The picture is drawn in the colours and the text size of the moment."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._pause.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._renderer is not None:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._renderer.render(painter, QRectF(0, 0, self._drawn_for, self._size.height()))

    @Slot()
    def _ask(self) -> None:
        look, tokens = theme(), theme().tokens
        dress = {
            "size": float(look.px(13)),
            "wide": WIDER,
            "text": tokens.text,
            "muted": tokens.muted,
            "rule": tokens.line,
            "surface": tokens.surface,
            "bar": tokens.record_soft,
            "bar_line": tokens.record_line,
            "bar_text": tokens.record,
            "shared": tokens.s3,
            "on_shared": tokens.surface,
        }
        self._desk.ask(self, partial(draw_timeline, self._signal, self.width(), dress)).done.connect(self._show)

    @Slot(object)
    def _show(self, drawn: tuple[int, int, str, str] | None) -> None:
        if drawn is None:
            self.hide()
            return
        width, height, svg, self.alt = drawn
        self._renderer = QSvgRenderer(QByteArray(svg.encode()), self)
        self._drawn_for = width
        self._size = QSize(width, height)
        self.setAccessibleName(self.alt)
        self.setFixedHeight(height)
        self.update()


def draw_timeline(signal: WarningSignal, width: int, dress: dict[str, object]) -> tuple[int, int, str, str] | None:
    """Width, height, the picture as SVG and in words; None where the rows have no time to draw."""
    from kollegie.summary.chart_signal import Ink, signal_chart
    from kollegie.summary.charts import chart_svg

    chart = signal_chart(signal, float(width), Ink(**dress))  # type: ignore[arg-type]
    if chart is None:
        return None
    return width, round(chart.drawing.height), chart_svg(chart, "Inter"), chart.alt
