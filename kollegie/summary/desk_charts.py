"""The desk's pictures drawn: rows of bars from zero on one scale, the figure at each bar's end."""

from __future__ import annotations

from dataclasses import dataclass

from kollegie.language import say
from kollegie.summary.chart_shapes import Shape, drawing, line, rect, words
from kollegie.summary.charts import Chart
from kollegie.summary.desk_pictures import Figure, RowKey
from kollegie.summary.numbers import whole
from kollegie.summary.pdf_fonts import Face, plain, text_width
from kollegie.summary.pdf_text import ACCENT, ACCENT_MID, CAPTION, CELL, HAIR, INK, MUTED, WHITE, shortened

BAR, HALF, ROW = 9.0, 5.0, 17.0
TOP = 16.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the drawing: from its top edge downwards. Units: points."""

    key: RowKey
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with the places of its rows, for those who click them."""

    chart: Chart
    places: tuple[Place, ...]


def rows_chart(figure: Figure, width: float) -> Drawn:
    """The figure at a width. Units: points."""
    rows = figure.drawn
    names = min(width * 0.3, max((text_width(plain(row.name), Face.SANS, 9) for row in rows), default=0) + 10)
    tails = min(width * 0.42, max((text_width(plain(row.told), Face.SEMIBOLD, 9) for row in rows), default=0) + 8)
    room = max(40.0, width - names - tails)
    most = max((bar for row in rows for bar in row.bars), default=0.0)
    per = room / most if most > 0 else 0.0
    more = len(figure.rows) - len(rows)
    height = TOP + ROW * len(rows) + (14 if more else 0) + 4
    shapes: list[Shape] = _legend(figure, names, height)
    for value, name in figure.marks:
        if 0 < value <= most:
            x = names + value * per
            shapes.append(line(x, height - TOP - ROW * len(rows), x, height - TOP + 2, MUTED, 0.7, dashed=True))
            shapes.append(words(x + 2, height - 9, name, CAPTION.size, MUTED))
    places = []
    for number, row in enumerate(rows):
        top = TOP + ROW * number
        y = height - top - 12
        shapes.append(words(0, y, shortened(row.name, CELL, names - 6), 9, INK))
        end = names
        for place, value in enumerate(row.bars):
            wide = max(1.5, value * per) if value > 0 else 0.0
            end = max(end, names + wide)
            if not wide:
                continue
            if len(row.bars) == 1:
                shapes.append(rect(names, y - 1.5, wide, BAR, ACCENT))
            else:
                fill, edge = (ACCENT, ACCENT) if not place else (WHITE, ACCENT_MID)
                shapes.append(rect(names, y + 3.5 - place * (HALF + 0.6), wide, HALF, fill, edge, 0.7))
        told = shortened(row.told, CELL, tails - 6)
        shapes.append(words(end + 5, y, told, 9, INK, Face.SEMIBOLD))
        shapes.append(line(0, y - 4.5, width, y - 4.5, HAIR, 0.4))
        places.append(Place(row.key, top, top + ROW))
    if more:
        left = say(f"… och {whole(more)} rader till", f"… and {whole(more)} more rows")
        shapes.append(words(0, 4, left, CAPTION.size, MUTED))
    return Drawn(Chart(drawing(width, height, shapes), figure.alt), tuple(places))


def _legend(figure: Figure, left: float, height: float) -> list[Shape]:
    shapes: list[Shape] = []
    x = left
    for place, name in enumerate(figure.legend):
        fill, edge = (ACCENT, ACCENT) if not place else (WHITE, ACCENT_MID)
        shapes.append(rect(x, height - 9, 10, HALF, fill, edge, 0.7))
        shapes.append(words(x + 14, height - 9, name, CAPTION.size, MUTED))
        x += 24 + text_width(name, CAPTION.face, CAPTION.size)
    return shapes
