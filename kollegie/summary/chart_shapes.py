"""The few shapes the charts are made of, as ReportLab's, with colours as they are written in the print's tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kollegie.summary.pdf_fonts import Face

Shape = Any
"""One of ReportLab's shapes. Units: points, the origin at the lower left."""


def drawing(width: float, height: float, shapes: Iterable[Shape]) -> Any:
    """A ReportLab drawing of the shapes."""
    made = _library().Drawing(width, height)
    for shape in shapes:
        made.add(shape)
    return made


def group(shapes: Iterable[Shape], x: float, y: float) -> Shape:
    """The shapes together, moved."""
    made = _library().Group(*shapes)
    made.translate(x, y)
    return made


def rect(
    x: float, y: float, width: float, height: float, fill: str = "", line: str = "", thickness: float = 0.7
) -> Shape:
    """A rectangle, filled, outlined or both."""
    return _library().Rect(x, y, width, height, **_colours(fill, line, thickness))


def outline(x: float, y: float, side: float, line: str, thickness: float) -> Shape:
    """A square whose outline stays inside its side."""
    half = thickness / 2
    return rect(x + half, y + half, side - thickness, side - thickness, "", line, thickness)


def circle(x: float, y: float, radius: float, fill: str, line: str, thickness: float) -> Shape:
    """A disc with an outline."""
    return _library().Circle(x, y, radius, **_colours(fill, line, thickness))


def polygon(points: list[float], fill: str, line: str = "") -> Shape:
    """A filled polygon from x, y, x, y …"""
    return _library().Polygon(points, **_colours(fill, line, 0.8))


def line(x1: float, y1: float, x2: float, y2: float, colour: str, thickness: float, *, dashed: bool = False) -> Shape:
    """A straight line."""
    dash = (2, 2) if dashed else None
    return _library().Line(x1, y1, x2, y2, strokeColor=_colour(colour), strokeWidth=thickness, strokeDashArray=dash)


def words(x: float, y: float, text: str, size: float, colour: str, face: Face = Face.SANS) -> Shape:
    """A line of text from its baseline."""
    return _library().String(x, y, text, fontName=face.value, fontSize=size, fillColor=_colour(colour))


def _colours(fill: str, line: str, thickness: float) -> dict[str, Any]:
    return {
        "fillColor": _colour(fill) if fill else None,
        "strokeColor": _colour(line) if line else None,
        "strokeWidth": thickness,
    }


def _colour(colour: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


def _library() -> Any:
    from reportlab.graphics import shapes

    return shapes
