"""The charts, drawn once: the same drawing becomes vectors on paper and SVG on the screen.

Colour never carries a meaning alone: position, pattern, number and word do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil, cos, pi, sin
from typing import Any
from xml.sax.saxutils import escape

from kollegie.model.severity import Severity
from kollegie.summary.chart_shapes import Shape, circle, drawing, group, line, outline, polygon, rect, words
from kollegie.summary.content import Overview, UnitChart, UnitMark
from kollegie.summary.numbers import whole
from kollegie.summary.pdf_fonts import Face, text_width
from kollegie.summary.pdf_text import ACCENT, CAPTION, INK, MUTED, RULE, WHITE

SEVERITY_FILL = {
    Severity.NOTE: "#EADBCB",
    Severity.DEFICIENCY: "#D6A57A",
    Severity.SERIOUS: "#AE5328",
    Severity.ACUTE: "#5A1A10",
}
SEVERITY_LINE = {
    Severity.NOTE: "#8C6239",
    Severity.DEFICIENCY: "#8C6239",
    Severity.SERIOUS: "#AE5328",
    Severity.ACUTE: "#5A1A10",
}
MOST_UNITS = 120
"""A larger sample is shown as one bar, since its squares would be too small to count."""

_ON_SCREEN = {
    Face.SANS: "font-family: 'Source Sans 3';",
    Face.SEMIBOLD: "font-family: 'Source Sans 3'; font-weight: 600;",
    Face.SERIF_SEMIBOLD: "font-family: 'Source Serif 4'; font-weight: 600;",
}
"""The faces by family and weight, as a screen asks for them."""

BAR_HEIGHT = 9.0
MARK_SIZE = 12.5


@dataclass(frozen=True, slots=True)
class Label:
    """A word of a chart that stands outside the drawing on paper: x from the chart's left edge, figure and word."""

    x: float
    figure: str
    word: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A ReportLab drawing with what it says to those who cannot see it, and the labels that stand under it."""

    drawing: Any
    alt: str
    labels: tuple[Label, ...] = ()


def chart_svg(chart: Chart, family: str = "") -> str:
    """The chart as an SVG document with title and description, for the window; `family` is its typeface instead."""
    from reportlab.graphics import renderSVG

    below = 34.0 if chart.labels else 0.0
    shapes = [group(chart.drawing.contents, 0, below)]
    for label in chart.labels:
        shapes.append(words(label.x, 17, label.figure, 14, INK, Face.SERIF_SEMIBOLD))
        shapes.append(words(label.x, 4, label.word, CAPTION.size, MUTED))
    complete = drawing(chart.drawing.width, chart.drawing.height + below, shapes)
    svg = str(renderSVG.drawToString(complete))
    svg = re.sub(r"<clipPath.*?</clipPath>", "", svg, flags=re.DOTALL)  # Qt draws it as a black sheet
    for face, style in _ON_SCREEN.items():
        svg = svg.replace(f"font-family: {face.value};", re.sub("'.+?'", f"'{family}'", style) if family else style)
    svg = svg.replace("<title>...</title>", f"<title>{escape(chart.alt.split('.')[0])}</title>")
    return svg.replace("<desc>...</desc>", f"<desc>{escape(chart.alt)}</desc>")


def severity_mark(severity: Severity, x: float, y: float) -> list[Shape]:
    """The mark of a severity around the point (x, y): ring, triangle, diamond, octagon. The number is set apart."""
    half = MARK_SIZE / 2
    fill, edge = SEVERITY_FILL[severity], SEVERITY_LINE[severity]
    if severity is Severity.NOTE:
        return [circle(x, y, half - 0.4, fill, edge, 0.8)]
    corners = {
        Severity.DEFICIENCY: [(0, half), (half * 1.08, -half * 0.85), (-half * 1.08, -half * 0.85)],
        Severity.SERIOUS: [(0, half * 1.08), (half * 1.08, 0), (0, -half * 1.08), (-half * 1.08, 0)],
        Severity.ACUTE: [
            (half * cos((2 * place + 1) * pi / 8), half * sin((2 * place + 1) * pi / 8)) for place in range(8)
        ],
    }[severity]
    return [polygon([part for dx, dy in corners for part in (x + dx, y + dy)], fill, edge)]


def severity_bar(severity: Severity, count: int, x: float, y: float, per_finding: float) -> list[Shape]:
    """A bar from zero for so many findings, from (x, y) at its lower left; nothing for none."""
    if not count:
        return []
    width = max(2.0, count * per_finding)
    return [rect(x, y, width, BAR_HEIGHT, SEVERITY_FILL[severity], SEVERITY_LINE[severity])]


def unit_chart(chart: UnitChart, width: float) -> Chart:
    """The title chart: a square per sampled user, in columns of three; one bar when there are too many."""
    total = sum(part.count for part in chart.parts)
    if total > MOST_UNITS:
        return _unit_bar(chart, width, total)
    columns = max(1, ceil(total / 3))
    pitch = min(28.0, (width + 5) / columns)
    side = pitch * 0.79
    height = 2 * pitch + side
    shapes: list[Shape] = []
    labels = []
    place = 0
    free_from = 0.0
    for part in chart.parts:
        if not part.count:
            continue
        left = max(place // 3 * pitch, free_from)
        labels.append(Label(left, whole(part.count), part.label))
        free_from = left + max(text_width(part.label, CAPTION.face, CAPTION.size), 20) + 10
        for unit in range(place, place + part.count):
            shapes.extend(_unit(unit // 3 * pitch, height - unit % 3 * pitch - side, side, part.mark))
        place += part.count
    return Chart(drawing(columns * pitch - pitch + side, height, shapes), chart.alt, tuple(labels))


@dataclass(frozen=True, slots=True)
class AreaColumns:
    """Where the parts of the table of areas with its bars stand.

    Units: points; `per_finding` is the width of one finding in any bar.
    """

    names: float
    widths: tuple[float, float, float, float]
    total: float
    per_finding: float

    @property
    def starts(self) -> tuple[float, float, float, float]:
        """The left edges of the four bar columns."""
        one, two, three, _ = self.widths
        return self.names, self.names + one, self.names + one + two, self.names + one + two + three


def area_columns(overview: Overview, width: float) -> AreaColumns:
    """Each severity gets the room its word needs, and all bars one scale."""
    names = max((text_width(area.category.word, Face.SANS, 9) for area in overview.areas), default=0.0) + 12
    names = max(names, width * 0.25)
    total = 38.0
    natural = [MARK_SIZE + 5 + text_width(severity.word, Face.SEMIBOLD, 9) + 10 for severity in Severity]
    more = (width - names - total - sum(natural)) / 4
    one, two, three, four = (each + more for each in natural)
    most = [max((area.counts[step] for area in overview.areas), default=0) for step in range(4)]
    rooms = [(room - 26) / count for room, count in zip((one, two, three, four), most, strict=True) if count]
    return AreaColumns(names, (one, two, three, four), total, min([9.0, *rooms]))


def _unit(x: float, y: float, side: float, mark: UnitMark) -> list[Shape]:
    if mark is UnitMark.FILLED:
        return [rect(x, y, side, side, ACCENT)]
    if mark is UnitMark.EMPTY:
        return [outline(x, y, side, RULE, 0.9)]
    if mark is UnitMark.HALF:
        tan, brown = SEVERITY_FILL[Severity.DEFICIENCY], SEVERITY_LINE[Severity.DEFICIENCY]
        return [
            polygon([x, y + side, x + side, y + side, x + side, y], tan),
            outline(x, y, side, brown, 0.9),
            line(x, y + side, x + side, y, brown, 0.9),
        ]
    low, high = side * 0.3, side * 0.7
    return [
        rect(x, y, side, side, SEVERITY_FILL[Severity.SERIOUS]),
        line(x + low, y + low, x + high, y + high, WHITE, 1.5),
        line(x + low, y + high, x + high, y + low, WHITE, 1.5),
    ]


def _unit_bar(chart: UnitChart, width: float, total: int) -> Chart:
    shapes: list[Shape] = []
    labels = []
    left, free_from, height = 0.0, 0.0, 26.0
    for part in chart.parts:
        if not part.count:
            continue
        wide = width * part.count / total
        shapes.append(_bar_part(left, wide, height, part.mark))
        at = max(left, free_from)
        labels.append(Label(at, whole(part.count), part.label))
        free_from = at + max(text_width(part.label, CAPTION.face, CAPTION.size), 20) + 10
        left += wide
    return Chart(drawing(width, height, shapes), chart.alt, tuple(labels))


def _bar_part(x: float, wide: float, height: float, mark: UnitMark) -> Shape:
    fill = {
        UnitMark.FILLED: ACCENT,
        UnitMark.HALF: SEVERITY_FILL[Severity.DEFICIENCY],
        UnitMark.CROSSED: SEVERITY_FILL[Severity.SERIOUS],
        UnitMark.EMPTY: WHITE,
    }[mark]
    return rect(x, 0, wide, height, fill, RULE if mark is UnitMark.EMPTY else INK, 0.6)
