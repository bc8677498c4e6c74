"""A pad to sign on with mouse, pen or finger, or by typing the name. Only the line is kept: no pressure, no speed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QFont,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.tokens import RADIUS_FIELD
from ui.widgets.painting import rounded

INK = "#10203A"
KEPT = QSize(900, 300)
FINE = 10_000
"""How many steps there are across the pad, and down it, where a line is written as text."""


class SignaturePad(QWidget):
    """Takes strokes. `changed` tells that there are others, `drew` that one has just been drawn.

    Shape: `strokes` is a list of points for each stroke, in parts of the pad, 0 to 1 both ways.
    """

    changed = Signal()
    drew = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strokes: list[list[QPointF]] = []
        self.name = ""
        self._drawing = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(f"Underskrift till {name}", f"Signature to {name}"))
        self.setAccessibleDescription(
            say(
                "Skriv med mus, penna eller finger, eller skriv namnet i fältet nedanför.",
                "Sign with the mouse, a pen or a finger, or type the name in the field below.",
            )
        )

    @property
    def empty(self) -> bool:
        """Whether nothing is written; a dot left by a mere press is nothing."""
        return not self.name and not any(point != stroke[0] for stroke in self.strokes for point in stroke)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(480), theme().px(160))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 90)

    def as_text(self) -> str:
        """What is drawn, as the text it is kept as until it is a signature; "" for nothing or a mere dot."""
        if self.empty or self.name:
            return ""
        return ";".join(
            " ".join(f"{round(point.x() * FINE)},{round(point.y() * FINE)}" for point in stroke)
            for stroke in self.strokes
        )

    def draw_again(self, text: str) -> None:
        """Show what was drawn before, from its text; what cannot be read as lines is passed over."""
        try:
            places = [[one.split(",") for one in stroke.split()] for stroke in text.split(";")]
            self.strokes = [[QPointF(int(x) / FINE, int(y) / FINE) for x, y in stroke] for stroke in places if stroke]
        except ValueError:
            self.strokes = []
        self._tell()

    def clear(self) -> None:
        """Take the pad clean."""
        self.strokes.clear()
        self.name = ""
        self._tell()

    def write(self, name: str) -> None:
        """Sign by typing: the name in place of what was drawn."""
        self.strokes.clear()
        self.name = name.strip()
        self._tell()

    def undo(self) -> None:
        """Take the last stroke away."""
        if self.strokes:
            self.strokes.pop()
            self._tell()

    def image(self) -> QImage:
        """The signature on white."""
        made = QImage(KEPT, QImage.Format.Format_RGB888)
        made.fill(Qt.GlobalColor.white)
        with QPainter(made) as painter:
            self._draw(painter, KEPT, QColor(INK), 4)
        return made

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case QTabletEvent.Type.TabletPress:
                self._begin(event.position())
            case QTabletEvent.Type.TabletMove:
                self._go_on(event.position())
            case QTabletEvent.Type.TabletRelease:
                self._end(event.position())
        event.accept()  # or the same stroke would come once more as a mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.points():
            point = event.points()[0]
            match point.state():
                case QEventPoint.State.Pressed:
                    self._begin(point.position())
                case QEventPoint.State.Updated:
                    self._go_on(point.position())
                case QEventPoint.State.Released:
                    self._end(point.position())
                case _:
                    pass
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            rounded(painter, self.rect(), RADIUS_FIELD, fill="#FFFFFF", border=tokens.edge)
            painter.setPen(QPen(QColor("#8A9694"), 1))
            line = round(self.height() * 0.75)
            painter.drawLine(16, line, self.width() - 16, line)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, self.size(), QColor(INK), 2.5)

    def _draw(self, painter: QPainter, size: QSize, colour: QColor, wide: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if self.name:
            self._draw_name(painter, size)
        for stroke in self.strokes:
            painter.drawPolyline([QPointF(point.x() * size.width(), point.y() * size.height()) for point in stroke])

    def _draw_name(self, painter: QPainter, size: QSize) -> None:
        """The name on the line, as large as it can be."""
        font = QFont(theme().font("title"))
        font.setPixelSize(max(12, round(size.height() * 0.34)))
        room = round(size.width() * 0.92)
        while font.pixelSize() > 12 and QFontMetrics(font).horizontalAdvance(self.name) > room:
            font.setPixelSize(font.pixelSize() - 2)
        painter.setFont(font)
        line = QRect(round(size.width() * 0.04), 0, room, round(size.height() * 0.75) - 4)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.name)

    def _part(self, at: QPointF) -> QPointF:
        across, down = at.x() / max(1, self.width()), at.y() / max(1, self.height())
        return QPointF(min(1.0, max(0.0, across)), min(1.0, max(0.0, down)))

    def _begin(self, at: QPointF) -> None:
        """A line begins, unless a name that is typed stands there: "start over" takes that away, a touch does not."""
        if self.name:
            return
        self._drawing = True
        self.strokes.append([self._part(at)])
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if self._drawing and self.strokes:
            self.strokes[-1].append(self._part(at))
            self.update()

    def _end(self, at: QPointF) -> None:
        if self._drawing:
            self._go_on(at)
            self._drawing = False
            self._tell()
            self.drew.emit()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()
