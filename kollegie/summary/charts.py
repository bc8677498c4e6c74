"""The charts, drawn once: the same drawing becomes vectors on paper and SVG on the screen.

Colour never carries a meaning alone: position, pattern, number and word do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, cos, pi, sin
from typing import TYPE_CHECKING, Any

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.summary.content import ActionMark, Actions, Overview, UnitChart, UnitMark
from kollegie.summary.numbers import long_day, whole
from kollegie.summary.pdf_fonts import Face, text_width
from kollegie.summary.pdf_text import ACCENT, ACCENT_MID, CAPTION, HAIR, INK, MUTED, RULE, WHITE

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing, Shape

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
    """A drawing with what it says to those who cannot see it, and the labels that stand under it."""

    drawing: Drawing
    alt: str
    labels: tuple[Label, ...] = ()


def chart_svg(chart: Chart) -> str:
    """The chart as an SVG document with title and description, for the window."""
    from reportlab.graphics import renderSVG
    from reportlab.graphics.shapes import Drawing

    below = 34.0 if chart.labels else 0.0
    whole_drawing = Drawing(chart.drawing.width, chart.drawing.height + below)
    group = _group(chart.drawing.contents)
    group.translate(0, below)
    whole_drawing.add(group)
    for label in chart.labels:
        whole_drawing.add(_string(label.x, 17, label.figure, 14, INK, Face.SERIF_SEMIBOLD))
        whole_drawing.add(_string(label.x, 4, label.word, CAPTION.size, MUTED))
    whole_drawing.title = chart.alt.split(".")[0]
    whole_drawing.desc = chart.alt
    return str(renderSVG.drawToString(whole_drawing))


def severity_mark(severity: Severity, x: float, y: float) -> list[Shape]:
    """The mark of a severity around the point (x, y): ring, triangle, diamond, octagon. The number is set apart."""
    from reportlab.graphics.shapes import Circle, Polygon

    half = MARK_SIZE / 2
    colours = {
        "fillColor": _colour(SEVERITY_FILL[severity]),
        "strokeColor": _colour(SEVERITY_LINE[severity]),
        "strokeWidth": 0.8,
    }
    if severity is Severity.NOTE:
        return [Circle(x, y, half - 0.4, **colours)]
    corners = {
        Severity.DEFICIENCY: [(0, half), (half * 1.08, -half * 0.85), (-half * 1.08, -half * 0.85)],
        Severity.SERIOUS: [(0, half * 1.08), (half * 1.08, 0), (0, -half * 1.08), (-half * 1.08, 0)],
        Severity.ACUTE: [
            (half * cos((2 * place + 1) * pi / 8), half * sin((2 * place + 1) * pi / 8)) for place in range(8)
        ],
    }[severity]
    return [Polygon([part for dx, dy in corners for part in (x + dx, y + dy)], **colours)]


def severity_bar(severity: Severity, count: int, x: float, y: float, per_finding: float) -> list[Shape]:
    """A bar from zero for so many findings, from (x, y) at its lower left; nothing for none."""
    return [] if count == 0 else [_rect(x, y, max(2.0, count * per_finding), SEVERITY_FILL[severity], severity)]


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
    return Chart(_drawing(columns * pitch - pitch + side, height, shapes), chart.alt, tuple(labels))


def area_chart(overview: Overview, width: float) -> Chart:
    """Findings by area and severity: four bar columns side by side, so that position tells the severity."""
    columns = area_columns(overview, width)
    sum_word = say("Summa", "Sum")
    row, top = 15.0, 22.0
    height = top + row * (len(overview.areas) + 1) + 4
    shapes: list[Shape] = []
    for severity, x in zip(Severity, columns.starts, strict=True):
        y = height - 9
        shapes.extend(severity_mark(severity, x + MARK_SIZE / 2, y))
        digit_colour = WHITE if severity >= Severity.SERIOUS else INK
        digit = str(int(severity))
        digit_x = x + MARK_SIZE / 2 - text_width(digit, Face.SEMIBOLD, 7.5) / 2
        shapes.append(_string(digit_x, y - 2.6, digit, 7.5, digit_colour, Face.SEMIBOLD))
        shapes.append(_string(x + MARK_SIZE + 5, y - 3, severity.word, 9, INK, Face.SEMIBOLD))
    shapes.append(_line(0, height - top + 2, width, INK, 0.6))
    rows = [(area.category.word, area.counts, area.total) for area in overview.areas]
    for place, (name, counts, total) in enumerate([*rows, (sum_word, overview.totals, sum(overview.totals))]):
        y = height - top - row * place - row + 4
        last = place == len(rows)
        face = Face.SEMIBOLD if last else Face.SANS
        shapes.append(_string(0, y, name, 9, INK, face))
        for severity, x, count in zip(Severity, columns.starts, counts, strict=True):
            bar = [] if last else severity_bar(severity, count, x, y - 1.5, columns.per_finding)
            shapes.extend(bar)
            after = x + max(2.0, count * columns.per_finding) + 3 if bar else x
            shapes.append(_string(after, y, whole(count), 9, INK if count else MUTED, Face.SEMIBOLD if count else face))
        written = whole(total)
        shapes.append(_string(width - text_width(written, Face.SEMIBOLD, 9), y, written, 9, INK, Face.SEMIBOLD))
        if not last:
            shapes.append(_line(0, y - 4, width, HAIR, 0.4))
    return Chart(_drawing(width, height, shapes), overview.chart_alt)


@dataclass(frozen=True, slots=True)
class AreaColumns:
    """Where the parts of the area chart stand. Units: points; `per_finding` is the width of one finding in any bar."""

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


def timeline_chart(actions: Actions, width: float) -> Chart | None:
    """When the actions are due: a numbered disc per action over a month axis; None when no action has a date."""
    dated = [(line.due, line.number, line.mark) for line in actions.lines if line.due is not None]
    if not dated:
        return None
    first = min(min(due for due, _, _ in dated), actions.as_of).replace(day=1)
    last = _next_month(max(max(due for due, _, _ in dated), actions.as_of))
    per_day = width / (last - first).days
    months = _months(first, last)
    radius = 7.4
    stacks: list[tuple[float, int]] = []
    placed = []
    for due, number, mark in sorted(dated, key=lambda one: (one[0], one[1])):
        x = min(max(((due - first).days + 0.5) * per_day, radius + 1), width - radius - 1)
        level = 0
        while any(abs(x - other) < 2 * radius + 1.5 and level == at for other, at in stacks):
            level += 1
        stacks.append((x, level))
        placed.append((x, level, number, mark))
    highest = max(level for _, level in stacks)
    axis = 20.0
    height = axis + 6 + (highest + 1) * (2 * radius + 2) + 14
    shapes: list[Shape] = []
    every = max(1, ceil(len(months) * 62 / width))
    for place, month in enumerate(months):
        x = (month - first).days * per_day
        shapes.append(_vertical(x, axis - 12, height - 12, HAIR, 0.5))
        if place % every == 0:
            named = long_day(month).split("\u00a0", 1)[1]
            label = named if place == 0 or month.month == 1 else named.split("\u00a0")[0]
            shapes.append(_string(x + 3, axis - 12, label, CAPTION.size, MUTED))
    today = (actions.as_of - first).days * per_day
    shapes.append(_vertical(today, axis, height - 3, INK, 1.1, dash=(2, 2)))
    when = long_day(actions.as_of).rsplit("\u00a0", 1)[0]
    wide = text_width(when, Face.SEMIBOLD, CAPTION.size)
    at = today + 3 if today + 3 + wide <= width else today - 3 - wide
    shapes.append(_string(at, height - 9, when, CAPTION.size, INK, Face.SEMIBOLD))
    shapes.append(_line(0, axis, width, INK, 1.3))
    for x, level, number, mark in placed:
        y = axis + radius + 3 + level * (2 * radius + 2)
        shapes.extend(action_disc(mark, x, y, radius))
        colour = WHITE if mark is ActionMark.DONE else INK
        digits = str(number)
        shapes.append(
            _string(x - text_width(digits, Face.SEMIBOLD, 8.5) / 2, y - 2.9, digits, 8.5, colour, Face.SEMIBOLD)
        )
    return Chart(_drawing(width, height, shapes), actions.chart_alt)


def action_disc(mark: ActionMark, x: float, y: float, radius: float) -> list[Shape]:
    """The disc of an action's state: dark is done, tinted is under way, open is planned."""
    from reportlab.graphics.shapes import Circle

    fill = {ActionMark.DONE: ACCENT, ActionMark.ONGOING: ACCENT_MID, ActionMark.PLANNED: WHITE}[mark]
    return [Circle(x, y, radius, fillColor=_colour(fill), strokeColor=_colour(ACCENT), strokeWidth=1.1)]


def _unit(x: float, y: float, side: float, mark: UnitMark) -> list[Shape]:
    from reportlab.graphics.shapes import Line, Polygon, Rect

    if mark is UnitMark.FILLED:
        return [Rect(x, y, side, side, fillColor=_colour(ACCENT), strokeColor=None)]
    if mark is UnitMark.EMPTY:
        return [_outlined(x, y, side, RULE, 0.9)]
    if mark is UnitMark.HALF:
        tan, brown = SEVERITY_FILL[Severity.DEFICIENCY], SEVERITY_LINE[Severity.DEFICIENCY]
        corner = [x, y + side, x + side, y + side, x + side, y]
        return [
            Polygon(corner, fillColor=_colour(tan), strokeColor=None),
            _outlined(x, y, side, brown, 0.9),
            Line(x, y + side, x + side, y, strokeColor=_colour(brown), strokeWidth=0.9),
        ]
    inset = side * 0.3
    arms = (
        (x + inset, y + inset, x + side - inset, y + side - inset),
        (x + inset, y + side - inset, x + side - inset, y + inset),
    )
    fill = _colour(SEVERITY_FILL[Severity.SERIOUS])
    return [
        Rect(x, y, side, side, fillColor=fill, strokeColor=None),
        *(Line(*arm, strokeColor=_colour(WHITE), strokeWidth=1.5) for arm in arms),
    ]


def _unit_bar(chart: UnitChart, width: float, total: int) -> Chart:
    shapes: list[Shape] = []
    labels = []
    left, free_from, height = 0.0, 0.0, 26.0
    for part in chart.parts:
        if not part.count:
            continue
        wide = width * part.count / total
        shapes.extend(_bar_part(left, wide, height, part.mark))
        at = max(left, free_from)
        labels.append(Label(at, whole(part.count), part.label))
        free_from = at + max(text_width(part.label, CAPTION.face, CAPTION.size), 20) + 10
        left += wide
    return Chart(_drawing(width, height, shapes), chart.alt, tuple(labels))


def _bar_part(x: float, wide: float, height: float, mark: UnitMark) -> list[Shape]:
    from reportlab.graphics.shapes import Rect

    fill = {
        UnitMark.FILLED: ACCENT,
        UnitMark.HALF: SEVERITY_FILL[Severity.DEFICIENCY],
        UnitMark.CROSSED: SEVERITY_FILL[Severity.SERIOUS],
        UnitMark.EMPTY: WHITE,
    }[mark]
    line = RULE if mark is UnitMark.EMPTY else INK
    return [Rect(x, 0, wide, height, fillColor=_colour(fill), strokeColor=_colour(line), strokeWidth=0.6)]


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while (following := _next_month(months[-1])) < last:
        months.append(following)
    return months


def _next_month(moment: date) -> date:
    return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)


def _colour(colour: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


def _drawing(width: float, height: float, shapes: Sequence[Shape]) -> Drawing:
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(width, height)
    for shape in shapes:
        drawing.add(shape)
    return drawing


def _group(shapes: Sequence[Shape]) -> Any:
    from reportlab.graphics.shapes import Group

    return Group(*shapes)


def _rect(x: float, y: float, width: float, fill: str, severity: Severity) -> Shape:
    from reportlab.graphics.shapes import Rect

    line = _colour(SEVERITY_LINE[severity])
    return Rect(x, y, width, BAR_HEIGHT, fillColor=_colour(fill), strokeColor=line, strokeWidth=0.7)


def _outlined(x: float, y: float, side: float, colour: str, thickness: float) -> Shape:
    from reportlab.graphics.shapes import Rect

    inset = thickness / 2
    side -= thickness
    return Rect(x + inset, y + inset, side, side, fillColor=None, strokeColor=_colour(colour), strokeWidth=thickness)


def _line(x: float, y: float, width: float, colour: str, thickness: float) -> Shape:
    from reportlab.graphics.shapes import Line

    return Line(x, y, x + width, y, strokeColor=_colour(colour), strokeWidth=thickness)


def _vertical(
    x: float, y: float, top: float, colour: str, thickness: float, dash: tuple[float, float] | None = None
) -> Shape:
    from reportlab.graphics.shapes import Line

    return Line(x, y, x, top, strokeColor=_colour(colour), strokeWidth=thickness, strokeDashArray=dash)


def _string(x: float, y: float, text: str, size: float, colour: str, face: Face = Face.SANS) -> Shape:
    from reportlab.graphics.shapes import String

    return String(x, y, text, fontName=face.value, fontSize=size, fillColor=_colour(colour))
