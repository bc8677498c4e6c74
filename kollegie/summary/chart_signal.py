"""The timeline of a warning signal: what the records claim by the hour or by the day, drawn once for screen and print.

Few days with clock times are drawn staff × hours, with a lane per row and the time two of them share hatched and
written out. Longer spans are drawn user × staff, with a lane per person over a calendar. The picture is the records'
voice: it shows what they say, never what is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from kollegie.language import counted, say
from kollegie.model.calendar_words import weekday_name
from kollegie.model.extents import extent_words
from kollegie.model.record_words import words_of
from kollegie.model.signals import EvidenceRow, WarningSignal
from kollegie.summary.chart_shapes import Shape, drawing, line, rect, words
from kollegie.summary.charts import Chart
from kollegie.summary.numbers import long_day
from kollegie.summary.pdf_fonts import Face, plain, text_width
from kollegie.summary.pdf_text import HAIR, INK, MUTED, WHITE

MOST_DAYS, MOST_ROWS, MOST_LANES = 4, 16, 12
BACKGROUND = ("decisions", "licences", "staff", "provider-choices", "representatives")
"""Kinds that hold for years; the calendar shows only as much of them as the other rows span."""
MOMENTS = (("start", "end"),)
SPANS = (("from", "to"), ("period_from", "period_to"), ("valid_from", "valid_to"))
POINTS = (
    *("applied_on", "decided_on", "executed_on", "interrupted_on", "resumed_on", "followed_up_on"),
    *("date", "paid_on"),
)


@dataclass(frozen=True, slots=True)
class Ink:
    """How the picture is dressed. Units: `size` of the text in points (pixels on screen); `wide` how much wider the
    screen's letters are than the print's."""

    size: float = 8.5
    wide: float = 1.0
    text: str = INK
    muted: str = MUTED
    rule: str = HAIR
    surface: str = WHITE
    bar: str = "#EFEAF8"
    bar_line: str = "#8A72B8"
    bar_text: str = "#573A8C"
    shared: str = "#AB360A"
    on_shared: str = WHITE


PAPER = Ink()


@dataclass(frozen=True, slots=True)
class _Bar:
    """One row of the records as a stretch of time: who it is drawn as, and whether it is planned only."""

    row: EvidenceRow
    name: str
    start: datetime
    end: datetime
    planned: bool = False


def signal_chart(signal: WarningSignal, width: float, ink: Ink = PAPER) -> Chart | None:
    """The signal's timeline; None where its rows have no time to draw.

    Units: `width` in points.
    """
    bars = list(_bars(signal))
    if not bars:
        return None
    timed = [bar for bar in bars if (bar.row.kind in ("time-reports", "schedules"))]
    days = sorted({bar.start.date() for bar in timed})
    if len(timed) == len(bars) and len(days) <= MOST_DAYS and len(bars) <= MOST_ROWS:
        return _hours_chart(signal, timed, days, width, ink)
    return _days_chart(signal, bars, width, ink)


def _bars(signal: WarningSignal) -> Iterator[_Bar]:
    """Each row with a time, named by what tells the rows apart: the user where there are several, else the staff."""
    by_user = len(signal.subjects_of("user")) != 1
    for row in signal.evidence:
        name = row.cell("user_id") if by_user else row.cell("staff_id") or row.cell("provider_id")
        name = name or row.cell("staff_id") or row.cell("decision_id") or _kind_words(row)
        for first, last in (*MOMENTS, *SPANS):
            start, end = _moment(row.cell(first)), _moment(row.cell(last))
            if start is not None:
                if first != "start":
                    name = f"{name} · {_kind_words(row)}"
                    end = (end or start) + timedelta(days=1)
                yield _Bar(row, name, start, max(end or start, start + timedelta(minutes=1)), row.kind == "schedules")
                break
        else:
            for point in POINTS:
                moment = _moment(row.cell(point))
                if moment is not None:
                    yield _Bar(row, f"{name} · {_point_words(point)}", moment, moment + timedelta(days=1))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _hours_chart(signal: WarningSignal, bars: Sequence[_Bar], days: Sequence[date], width: float, ink: Ink) -> Chart:
    """Staff × hours: a lane per row, day by day, and what two rows share."""
    high, gap = ink.size * 2.1, ink.size * 0.55
    heads = max(_wide(_day_words(day), ink, Face.SEMIBOLD) for day in days)
    left = max(heads, _label_width([_lane_words(bar) for bar in bars], ink)) + ink.size
    right = width - _wide("00.00–00.00", ink) - ink.size * 1.2
    first = min(_hour(bar.start, bar) for bar in bars)
    last = max(_hour(bar.end, bar) for bar in bars)
    begin, end = int(first), ceil(last + 1e-9)
    end = max(end, begin + 1)
    per_hour = (right - left) / (end - begin)
    top_label = ink.size * 2.0
    shapes: list[Shape] = []
    lanes: list[Shape] = []
    y = 0.0
    marks: list[tuple[float, float, float, float, str]] = []
    in_order: list[_Bar] = []
    spots: list[tuple[float, float]] = []
    for day in days:
        of_day = sorted((bar for bar in bars if bar.start.date() == day), key=lambda bar: (bar.planned, bar.start))
        y += ink.size * 1.9
        lanes.append(words(0, -y + ink.size * 0.4, plain(_day_words(day)), ink.size, ink.text, Face.SEMIBOLD))
        y += ink.size * 0.5
        for bar in of_day:
            in_order.append(bar)
            spots.append((y, y + high))
            x = left + (_hour(bar.start, bar) - begin) * per_hour
            wide = max(2.0, (_hour(bar.end, bar) - _hour(bar.start, bar)) * per_hour)
            baseline = -(y + high / 2 + ink.size * 0.35)
            lanes.append(words(0, baseline, plain(_lane_words(bar)), ink.size, ink.muted))
            fill = ink.surface if bar.planned else ink.bar
            lanes.append(rect(x, -(y + high), wide, high, fill, ink.muted if bar.planned else ink.bar_line, 0.8))
            said = f"{bar.start:%H.%M}–{bar.end:%H.%M}"
            lanes.append(words(x + wide + 4, baseline, said, ink.size, ink.bar_text, Face.SEMIBOLD))
            y += high + gap
        y += ink.size * 0.8
    for one, other, start, stop in _shared(in_order):
        later = max(one, other, key=lambda place: in_order[place].start)
        same_day = in_order[one].start.date() == in_order[other].start.date()
        upper, lower = (spots[min(one, other)], spots[max(one, other)]) if same_day else (spots[later], spots[later])
        minutes = round((stop - start).total_seconds() / 60)
        x = left + (_hour(start, in_order[later]) - begin) * per_hour
        marks.append((x, -lower[1], max(3.0, minutes / 60 * per_hour), lower[1] - upper[0], _minutes_words(minutes)))
    height = y + top_label + ink.size
    axis = [
        line(left + hour * per_hour, -y, left + hour * per_hour, 0, ink.rule, 0.7) for hour in range(end - begin + 1)
    ]
    every = max(1, ceil(_wide("00.00", ink) * 1.5 / per_hour))
    for hour in range(0, end - begin + 1, every):
        said = f"{(begin + hour) % 24:02}.00"
        x = left + hour * per_hour - _wide(said, ink) / 2
        axis.append(words(min(x, width - _wide(said, ink)), ink.size * 0.6, said, ink.size, ink.muted))
    for shape in (*axis, *lanes):
        shapes.append(shape)
    for x, bottom, wide, tall, said in marks:
        shapes.extend(_hatch(x, bottom, wide, tall, ink))
        shapes.extend(_flag(x + wide / 2, bottom + tall, said, left, width, ink))
    return Chart(_moved(width, height, y, shapes), _hours_alt(signal, bars, marks))


def _days_chart(signal: WarningSignal, bars: Sequence[_Bar], width: float, ink: Ink) -> Chart:
    """User × staff: a lane per name over the days; what is too many lanes is said."""
    names = list(dict.fromkeys(bar.name for bar in bars))
    shown, hidden = names[:MOST_LANES], len(names) - MOST_LANES
    inner = [bar for bar in bars if bar.row.kind not in BACKGROUND] or bars
    first = min(bar.start.date() for bar in inner)
    last = max((bar.end - timedelta(minutes=1)).date() for bar in inner)
    begin = datetime.combine(first, datetime.min.time())
    over = begin + timedelta(days=(last - first).days + 1)
    bars = [
        replace(bar, start=max(bar.start, begin), end=min(bar.end, over))
        for bar in bars
        if bar.start < over and bar.end > begin
    ]
    high, gap = ink.size * 1.9, ink.size * 0.5
    left = _label_width(shown, ink) + ink.size
    count = (last - first).days + 1
    per_day = (width - left - 2) / count
    y = ink.size * 0.6
    shapes: list[Shape] = []
    for name in shown:
        baseline = -(y + high / 2 + ink.size * 0.35)
        shapes.append(words(0, baseline, plain(name), ink.size, ink.muted))
        shapes.append(line(left, -(y + high / 2), width - 2, -(y + high / 2), ink.rule, 0.6))
        for bar in bars:
            if bar.name == name:
                x = left + (bar.start - begin).total_seconds() / 86400 * per_day
                long = (bar.end - bar.start).total_seconds() / 86400 * per_day
                tall = high if bar.row.kind in ("time-reports", "schedules") else high * 0.8
                fill = ink.surface if bar.planned else ink.bar
                middle = -(y + high / 2) - tall / 2
                shapes.append(rect(x, middle, max(2.4, long), tall, fill, ink.bar_line, 0.8))
                said = _amount_words(bar.row)
                if said and _wide(said, ink, Face.SEMIBOLD) + ink.size < long:
                    shapes.append(words(x + ink.size / 2, baseline, said, ink.size, ink.bar_text, Face.SEMIBOLD))
        y += high + gap
    if hidden > 0:
        more = say(f"och {hidden} till", f"and {hidden} more")
        shapes.append(words(0, -(y + ink.size), more, ink.size, ink.muted))
        y += ink.size * 1.6
    for place, said in _ticks(first, count, per_day, ink):
        x = left + place * per_day
        shapes.append(line(x, -y, x, 0, ink.rule, 0.7))
        shapes.append(words(min(x + 2, width - _wide(said, ink)), ink.size * 0.5, said, ink.size, ink.muted))
    return Chart(_moved(width, y + ink.size * 2.4, y, shapes), _days_alt(signal, names, first, last))


def _ticks(first: date, count: int, per_day: float, ink: Ink) -> Iterator[tuple[int, str]]:
    """Days to write on the calendar: as many as have room, the month where it begins."""
    every = next((step for step in (1, 2, 7, 14, 28, 91, 182, 365) if step * per_day > _wide("30 mmm", ink) * 1.3), 365)
    for place in range(0, count, every):
        day = first + timedelta(days=place)
        month = long_day(day).split("\u00a0")[1][:3]
        yield place, f"{day.day} {month}" + (f" {day.year}" if every >= 365 else "")


def _shared(bars: Sequence[_Bar]) -> Iterator[tuple[int, int, datetime, datetime]]:
    """Pairs of reports of one member of staff in two homes, and the time they share."""
    for one, first in enumerate(bars):
        for other in range(one + 1, len(bars)):
            second = bars[other]
            start, stop = max(first.start, second.start), min(first.end, second.end)
            same = first.row.cell("staff_id") == second.row.cell("staff_id")
            apart = first.row.cell("user_id") != second.row.cell("user_id")
            if same and apart and start < stop and not (first.planned or second.planned):
                yield one, other, start, stop


def _hatch(x: float, bottom: float, wide: float, tall: float, ink: Ink) -> Iterator[Shape]:
    """A frame with slanting lines in it, so that it reads without colour too."""
    step = ink.size * 0.75
    place = -tall
    while place < wide:
        x1, x2 = max(0.0, place), min(wide, place + tall)
        yield line(x + x1, bottom + x1 - place, x + x2, bottom + x2 - place, ink.shared, 0.5)
        place += step
    yield rect(x, bottom, wide, tall, "", ink.shared, 1.4)


def _flag(middle: float, bottom: float, said: str, left: float, width: float, ink: Ink) -> Iterator[Shape]:
    """What is shared, in words above its frame."""
    wide = _wide(said, ink, Face.SEMIBOLD) + ink.size
    x = min(max(middle - wide / 2, left), width - wide)
    yield rect(x, bottom, wide, ink.size * 1.6, ink.shared, ink.shared, 0.5)
    yield words(x + ink.size / 2, bottom + ink.size * 0.45, said, ink.size, ink.on_shared, Face.SEMIBOLD)


def _moved(width: float, height: float, below: float, shapes: Iterable[Shape]) -> object:
    """The drawing with its origin at the lower left."""
    from kollegie.summary.chart_shapes import group

    return drawing(width, height, [group(shapes, 0, below + 2)])


def _hour(moment: datetime, bar: _Bar) -> float:
    """Hours since the midnight the row begins after; past 24 where it goes on into the next day."""
    return (moment - datetime.combine(bar.start.date(), datetime.min.time())).total_seconds() / 3600


def _wide(text: str, ink: Ink, face: Face = Face.SANS) -> float:
    return text_width(plain(text), face, ink.size) * ink.wide


def _label_width(labels: Iterable[str], ink: Ink) -> float:
    return max(_wide(label, ink) for label in labels)


def _lane_words(bar: _Bar) -> str:
    said = say("Planerat", "Planned") if bar.planned else say("Rapport", "Report")
    return f"{said} {bar.name}"


def _day_words(day: date) -> str:
    return f"{weekday_name(day).capitalize()} {long_day(day).rsplit(chr(160), 1)[0]}"


def _minutes_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    return f"{' '.join(parts)} {say('samtidigt', 'at once')}"


def _amount_words(row: EvidenceRow) -> str:
    """How much a row of a whole period tells of: hours, money, or what was granted."""
    if row.kind == "invoices" and row.cell("hours"):
        return say(f"{row.cell('hours').replace('.', ',')} h", f"{row.cell('hours')} h")
    if row.kind == "payouts" and row.cell("amount"):
        return say(f"{row.cell('amount').split('.')[0]} kr", f"SEK {row.cell('amount').split('.')[0]}")
    if row.kind == "decisions" and row.cell("amount"):
        return extent_words(row.cell("amount"), row.cell("unit"), short=True)
    return ""


def _kind_words(row: EvidenceRow) -> str:
    named = words_of(row.kind)
    return say(named.sv[0], named.en[0])


def _point_words(point: str) -> str:
    return {
        "applied_on": say("sökt", "applied for"),
        "decided_on": say("beslutat", "decided"),
        "executed_on": say("verkställt", "executed"),
        "interrupted_on": say("avbrutet", "interrupted"),
        "resumed_on": say("återupptaget", "resumed"),
        "followed_up_on": say("uppföljt", "followed up"),
        "paid_on": say("utbetalt", "paid"),
    }.get(point, say("dag", "day"))


def _hours_alt(
    signal: WarningSignal, bars: Sequence[_Bar], marks: Sequence[tuple[float, float, float, float, str]]
) -> str:
    rows = counted(len(bars), ("rad", "rader"), ("row", "rows"))
    shared = "; ".join(mark[4] for mark in marks)
    told = [f"{bar.name} {bar.start:%Y-%m-%d %H.%M}–{bar.end:%H.%M}" for bar in bars]
    return say(f"Tidslinje för {signal.rule}. {rows}. {', '.join(told)}. {shared}",
               f"Timeline of {signal.rule}. {rows}. {', '.join(told)}. {shared}")  # fmt: skip


def _days_alt(signal: WarningSignal, names: Sequence[str], first: date, last: date) -> str:
    said = ", ".join(names[:MOST_LANES])
    return say(f"Tidslinje för {signal.rule}, {first} till {last}. {said}",
               f"Timeline of {signal.rule}, {first} to {last}. {said}")  # fmt: skip
