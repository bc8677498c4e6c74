"""A signal's timeline: what the records claim, by the hour where days are few, else by the day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kollegie.intake.column_words import cell_name
from kollegie.model.severity import Severity
from kollegie.model.signals import EvidenceRow, Pairs, WarningSignal
from kollegie.summary.chart_signal import PAPER, signal_chart
from kollegie.summary.charts import Chart, chart_svg
from kollegie.summary.pdf_fonts import Face, text_width

ID = UUID(int=7)


def report(row: int, user: str, start: str, end: str, staff: str = "S-1", kind: str = "time-reports") -> EvidenceRow:
    return EvidenceRow(kind, "t.csv", row, (("staff_id", staff), ("user_id", user), ("start", start), ("end", end)))


def drawn(rows: tuple[EvidenceRow, ...], subjects: Pairs = (("user", "B-1"), ("user", "B-2"))) -> Chart | None:
    day = date(2026, 10, 13)
    signal = WarningSignal(ID, ID, "V01", Severity.SERIOUS, day, day, subjects=subjects, evidence=rows)
    return signal_chart(signal, 480.0)


def strings(chart: Chart) -> list[str]:
    return [shape.text for shape in chart.drawing.contents[0].contents if hasattr(shape, "text")]


def test_two_homes_at_once_are_hatched_and_written_out() -> None:
    chart = drawn(
        (
            report(2, "B-1", "2026-10-13 08:00", "2026-10-13 09:00"),
            report(3, "B-2", "2026-10-13 08:30", "2026-10-13 09:45"),
            report(4, "B-2", "2026-10-13 08:35", "2026-10-13 09:45", kind="schedules"),
        )
    )
    assert chart is not None
    said = strings(chart)

    assert {"30 min samtidigt", "Rapport B-1", "Rapport B-2", "Planerat B-2", "08.00–09.00"} <= set(said)
    assert "Tisdag 13\u00a0oktober" in said
    assert said.count("30 min samtidigt") == 1  # what is only planned clashes with nothing
    assert "30 min samtidigt" in chart.alt
    head = text_width("Tisdag 13 oktober", Face.SEMIBOLD, PAPER.size)
    assert head < min(shape.x1 for shape in chart.drawing.contents[0].contents if hasattr(shape, "x1"))  # no line in it
    assert max(shape.x for shape in chart.drawing.contents[0].contents if hasattr(shape, "text")) < 480


def test_a_night_goes_on_past_midnight() -> None:
    chart = drawn((report(2, "B-1", "2026-10-13 22:00", "2026-10-14 06:00"),))

    assert chart is not None
    assert {"22.00–06.00", "22.00", "02.00"} <= set(strings(chart))


def test_what_a_night_shares_with_the_next_day_is_marked() -> None:
    night, visit = (
        report(2, "B-1", "2026-10-13 22:00", "2026-10-14 06:00"),
        report(3, "B-2", "2026-10-14 01:00", "2026-10-14 01:40"),
    )
    chart = drawn((night, visit))

    assert chart is not None
    assert strings(chart).count("40 min samtidigt") == 1
    assert "40 min samtidigt" in chart.alt


@pytest.mark.parametrize(
    ("kind", "lane"), [("sick-claims", "B-1 · sjuklöneansökan"), ("representatives", "B-1 · företrädare")]
)
def test_a_row_of_days_is_called_what_its_kind_is_called_everywhere(kind: str, lane: str) -> None:
    row = EvidenceRow(kind, "f.csv", 2, (("user_id", "B-1"), ("from", "2026-10-01"), ("to", "2026-10-02")))

    chart = drawn((row, EvidenceRow(kind, "f.csv", 3, (("from", "2026-10-03"),))))

    assert chart is not None
    assert lane in chart.alt
    assert kind not in chart.alt


def test_many_days_become_a_calendar_of_lanes_and_a_decision_takes_only_its_part() -> None:
    rows = tuple(
        report(day, "B-1", f"2026-10-{day:02} 08:00", f"2026-10-{day:02} 09:00", f"S-{day % 3}") for day in range(1, 29)
    )
    decision = EvidenceRow(
        "decisions",
        "d.csv",
        2,
        (("decision_id", "D-1"), ("valid_from", "2020-01-01"), ("amount", "26"), ("unit", "hours/month")),
    )
    chart = drawn((*rows, decision), (("user", "B-1"),))
    assert chart is not None
    said = strings(chart)

    assert {"S-0", "S-1", "S-2"} <= set(said)
    assert "2026-10-01 till 2026-10-28" in chart.alt
    assert not any("2020" in text for text in said)


def test_rows_without_time_have_no_picture() -> None:
    assert drawn((EvidenceRow("providers", "p.csv", 2, (("provider_id", "P-1"),)),)) is None


@pytest.mark.parametrize("family", ["", "Inter"])
def test_the_screen_gets_the_same_drawing_without_what_qt_paints_black(family: str) -> None:
    chart = drawn((report(2, "B-1", "2026-10-13 08:00", "2026-10-13 09:00"),))
    assert chart is not None

    svg = chart_svg(chart, family)

    assert "<clipPath" not in svg
    assert (f"'{family}'" if family else "'Source Sans 3'") in svg
    assert PAPER.size == 8.5


def test_the_day_help_was_applied_for_is_marked_and_called_so() -> None:
    cells = (("user_id", "B-1"), ("applied_on", "2026-10-02"), ("decided_on", "2026-10-20"))

    chart = drawn((EvidenceRow("decisions", "d.csv", 2, cells),))

    assert chart is not None
    assert {"B-1 · sökt", "B-1 · beslutat"} <= set(strings(chart))
    assert cell_name("decisions", "applied_on") == "ansökningsdatum"
