"""ReportLab drawings set as vectors on a page, without the renderer's unembedded start font.

Shape: the charts use rectangles, lines, circles, polygons, strings and groups; another shape is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kollegie.summary.pdf_fonts import Face, plain, runs
from kollegie.summary.pdf_sheet import HEIGHT, Sheet

_KAPPA = 0.5523


def draw_shapes(sheet: Sheet, shapes: Iterable[Any], x: float, bottom: float) -> None:
    """Draw shapes whose own origin is put at (x, bottom), the bottom counted from the top of the page."""
    parts = [f"q 1 0 0 1 {x:.2f} {HEIGHT - bottom:.2f} cm"]
    for shape in shapes:
        _add(sheet, shape, parts)
    parts.append("Q")
    sheet.ops.append("\n".join(parts))


def _add(sheet: Sheet, shape: Any, parts: list[str]) -> None:
    kind = type(shape).__name__
    if kind == "Rect":
        _paint(shape, f"{shape.x:.2f} {shape.y:.2f} {shape.width:.2f} {shape.height:.2f} re", parts)
    elif kind == "Line":
        _paint(shape, f"{shape.x1:.2f} {shape.y1:.2f} m {shape.x2:.2f} {shape.y2:.2f} l", parts, fills=False)
    elif kind == "Circle":
        _paint(shape, _circle(shape.cx, shape.cy, shape.r), parts)
    elif kind == "Polygon":
        points = list(zip(shape.points[::2], shape.points[1::2], strict=True))
        path = " ".join(f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(points))
        _paint(shape, f"{path} h", parts)
    elif kind == "String":
        _string(sheet, shape, parts)
    elif kind == "Group":
        parts.append(f"q {' '.join(f'{number:g}' for number in shape.transform)} cm")
        for inner in shape.contents:
            _add(sheet, inner, parts)
        parts.append("Q")
    else:
        raise ValueError(f"The charts of the summary do not use {kind}")


def _paint(shape: Any, path: str, parts: list[str], *, fills: bool = True) -> None:
    fill = getattr(shape, "fillColor", None) if fills else None
    line = shape.strokeColor
    if fill is None and line is None:
        return
    if fill is not None:
        parts.append(f"{fill.red:.3f} {fill.green:.3f} {fill.blue:.3f} rg")
    if line is not None:
        parts.append(f"{line.red:.3f} {line.green:.3f} {line.blue:.3f} RG {shape.strokeWidth:g} w")
        dash = getattr(shape, "strokeDashArray", None)
        parts.append(f"[{' '.join(f'{length:g}' for length in dash or ())}] 0 d")
    parts.append(f"{path} {'B' if fill is not None and line is not None else 'f' if fill is not None else 'S'}")


def _circle(x: float, y: float, radius: float) -> str:
    bend = radius * _KAPPA
    return (
        f"{x + radius:.2f} {y:.2f} m "
        f"{x + radius:.2f} {y + bend:.2f} {x + bend:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c "
        f"{x - bend:.2f} {y + radius:.2f} {x - radius:.2f} {y + bend:.2f} {x - radius:.2f} {y:.2f} c "
        f"{x - radius:.2f} {y - bend:.2f} {x - bend:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c "
        f"{x + bend:.2f} {y - radius:.2f} {x + radius:.2f} {y - bend:.2f} {x + radius:.2f} {y:.2f} c h"
    )


def _string(sheet: Sheet, shape: Any, parts: list[str]) -> None:
    colour = shape.fillColor
    parts.append(f"BT {colour.red:.3f} {colour.green:.3f} {colour.blue:.3f} rg 1 0 0 1 {shape.x:.2f} {shape.y:.2f} Tm")
    for face, run in runs(plain(shape.text) + " ", Face(shape.fontName)):
        for name, literal in sheet.paper.codes_of(face).shown(run):
            parts.append(f"{name} {shape.fontSize:g} Tf ({literal}) Tj")
    parts.append("ET")
