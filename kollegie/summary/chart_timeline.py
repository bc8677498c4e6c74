"""The timeline of the action plan: a numbered disc per action over a month axis."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from kollegie.summary.chart_shapes import Shape, circle, drawing, line, words
from kollegie.summary.charts import Chart
from kollegie.summary.content import ActionMark, Actions
from kollegie.summary.numbers import long_day
from kollegie.summary.pdf_fonts import Face, text_width
from kollegie.summary.pdf_text import ACCENT, ACCENT_MID, CAPTION, HAIR, INK, MUTED, WHITE


def timeline_chart(actions: Actions, width: float) -> Chart | None:
    """When the actions are due: a numbered disc per action over a month axis; None when no action has a date."""
    dated = [(one.due, one.number, one.mark) for one in actions.lines if one.due is not None]
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
        shapes.append(line(x, axis - 12, x, height - 12, HAIR, 0.5))
        if place % every == 0:
            named = long_day(month).split("\u00a0", 1)[1]
            label = named if place == 0 or month.month == 1 else named.split("\u00a0")[0]
            shapes.append(words(x + 3, axis - 12, label, CAPTION.size, MUTED))
    today = (actions.as_of - first).days * per_day
    shapes.append(line(today, axis, today, height - 3, INK, 1.1, dashed=True))
    when = long_day(actions.as_of).rsplit("\u00a0", 1)[0]
    wide = text_width(when, Face.SEMIBOLD, CAPTION.size)
    at = today + 3 if today + 3 + wide <= width else today - 3 - wide
    shapes.append(words(at, height - 9, when, CAPTION.size, INK, Face.SEMIBOLD))
    shapes.append(line(0, axis, width, axis, INK, 1.3))
    for x, level, number, mark in placed:
        y = axis + radius + 3 + level * (2 * radius + 2)
        shapes.extend(action_disc(mark, x, y, radius))
        colour = WHITE if mark is ActionMark.DONE else INK
        digits = str(number)
        shapes.append(
            words(x - text_width(digits, Face.SEMIBOLD, 8.5) / 2, y - 2.9, digits, 8.5, colour, Face.SEMIBOLD)
        )
    return Chart(drawing(width, height, shapes), actions.chart_alt)


def action_disc(mark: ActionMark, x: float, y: float, radius: float) -> list[Shape]:
    """The disc of an action's state: dark is done, tinted is under way, open is planned."""
    fill = {ActionMark.DONE: ACCENT, ActionMark.ONGOING: ACCENT_MID, ActionMark.PLANNED: WHITE}[mark]
    return [circle(x, y, radius, fill, ACCENT, 1.1)]


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while (following := _next_month(months[-1])) < last:
        months.append(following)
    return months


def _next_month(moment: date) -> date:
    return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)
