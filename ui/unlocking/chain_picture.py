"""The picture beside the lock: the chain from a row in a report to an action, as the program draws it everywhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kollegie.language import say
from kollegie.model.severity import Severity
from ui.theme import theme
from ui.widgets.painting import rounded, severity_path, text_height


def _links() -> tuple[tuple[str, str, str], ...]:
    return (
        ("row", say("Rad i tidrapport", "Row in a time report"), say("personal, brukare och tid", "staff, user, time")),
        (
            "signal",
            say("Varningssignal", "Warning signal"),
            say("att kontrollera, aldrig en dom", "to check, never a verdict"),
        ),
        ("question", say("Kontrollfråga", "Control question"), say("ställs vid besöket", "asked at the visit")),
        ("answer", say("Svar", "Answer"), say("det ni såg och hörde", "what you saw and heard")),
        ("finding", say("Iakttagelse", "Finding"), say("kategori och allvarlighetsgrad", "category and severity")),
        ("action", say("Åtgärd", "Action"), say("ägare, datum, utfall", "owner, date, outcome")),
    )


class ChainPicture(QWidget):
    """Paints the program's name, its promise in a line, and the six links."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(", ".join(name for _, name, _ in _links()))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        edge = look.space(64)
        wide = self.width() - 2 * edge
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(tokens.rail))
            if self._border_needed():
                painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(tokens.line))
            painter.setPen(QColor(tokens.rail_on if tokens.rail_on != tokens.rail else tokens.rail_text))
            painter.setFont(look.font("title"))
            top = look.space(72)
            painter.drawText(QRectF(edge, top, wide, look.px(34)), Qt.AlignmentFlag.AlignVCenter, "Kollegie")
            top += look.px(34) + look.space(22)
            promise = say(
                "Från en rad i underlaget till rätt hjälp, i en kedja som går att följa.",
                "From a row in the records to the right help, in a chain that can be followed.",
            )
            painter.setFont(look.font("promise"))
            high = text_height(look.metrics("promise"), promise, wide)
            painter.drawText(QRectF(edge, top, wide, high), Qt.TextFlag.TextWordWrap, promise)
            self._paint_links(painter, edge, top + high + look.space(44))

    def _paint_links(self, painter: QPainter, edge: int, top: int) -> None:
        look, tokens = theme(), theme().tokens
        links = _links()
        title, below = look.metrics("heading").height(), look.metrics("meta").height()
        least = title + below + look.space(16)
        step = min(
            look.space(82), max(least, (self.height() - top - look.space(24) - title - below) // (len(links) - 1))
        )
        if top + least * (len(links) - 1) + title + below > self.height():
            return  # too low a window for the picture: the name and the promise are enough
        ink = QColor(tokens.rail_text)
        x = edge + look.px(10)
        painter.setPen(QPen(ink, 1.5))
        painter.drawLine(QPointF(x, top + title / 2), QPointF(x, top + title / 2 + step * (len(links) - 1)))
        for number, (kind, name, what) in enumerate(links):
            y = top + number * step
            _paint_mark(painter, kind, QRectF(x - look.px(9), y + title / 2 - look.px(9), look.px(18), look.px(18)))
            left = edge + look.px(44)
            painter.setPen(QColor(tokens.rail_on if tokens.rail_on != tokens.rail else tokens.rail_text))
            painter.setFont(look.font("heading"))
            painter.drawText(QPointF(left, y + look.metrics("heading").ascent()), name)
            painter.setPen(ink)
            painter.setFont(look.font("meta"))
            painter.drawText(QPointF(left, y + title + look.space(3) + look.metrics("meta").ascent()), what)

    def _border_needed(self) -> bool:
        return theme().tokens.rail == theme().tokens.bg


def _paint_mark(painter: QPainter, kind: str, box: QRectF) -> None:
    """One link's shape: what asks is an outline, what has been seen is filled."""
    tokens = theme().tokens
    pen = QPen(QColor(tokens.rail_text), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(tokens.rail))
    match kind:
        case "row":
            flat = box.adjusted(1, 4, -1, -4)
            painter.drawRoundedRect(flat, 1, 1)
            painter.drawLine(QPointF(flat.left(), flat.center().y()), QPointF(flat.right(), flat.center().y()))
        case "signal":
            painter.drawPath(severity_path(Severity.DEFICIENCY, box.adjusted(0, -1, 0, -1)))
        case "question":
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        case "answer":
            painter.setBrush(QColor(tokens.rail_text))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        case "finding":
            painter.drawPath(severity_path(Severity.SERIOUS, box.adjusted(-1, -1, 1, 1)))
        case _:
            rounded(painter, box, 4, fill=tokens.rail, border=tokens.rail_text, width=2)
            painter.setPen(pen)
            painter.drawPolyline(
                [
                    QPointF(box.left() + box.width() * 0.27, box.top() + box.height() * 0.52),
                    QPointF(box.left() + box.width() * 0.44, box.top() + box.height() * 0.70),
                    QPointF(box.left() + box.width() * 0.76, box.top() + box.height() * 0.32),
                ]
            )
