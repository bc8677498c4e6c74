"""The pictures: drawn once for screen and paper, said in words, every row in its place."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from pdf_structure import faults, tree

from kollegie.model.desk_looks import ClaimDoubt, ClaimLook, Continuity, Departures, MonthTotal, Wait
from kollegie.model.register import Person
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.store import create_store
from kollegie.summary.charts import chart_svg
from kollegie.summary.desk_charts import rows_chart
from kollegie.summary.desk_pictures import (
    MOST_ROWS,
    Figure,
    RowKey,
    claim_figure,
    continuity_figure,
    departure_figure,
    month_figure,
    signal_figure,
    wait_figure,
)
from kollegie.summary.issuing_pictures import signals_behind
from kollegie.summary.letter import LetterPart, Report
from kollegie.summary.pdf_letter import print_letter

DAY = date(2026, 9, 30)


def signal(rule: str, *providers: str, gone: bool = False) -> WarningSignal:
    subjects = tuple(("provider", one) for one in providers)
    return WarningSignal(UUID(int=1), UUID(int=2), rule, Severity.NOTE, DAY, DAY, subjects=subjects, gone=gone)


FIGURES = {
    "month": month_figure(
        [MonthTotal("P-03", f"2026-0{n}", 3600.0 * 90, 3600.0 * 10 * n, 410_000 * n, n) for n in range(1, 10)]
    ),
    "wait": wait_figure(
        [Wait(f"D{n}", f"u{n}", "boendestöd", "SoL", DAY, DAY, DAY, 31 * n, n, n == 2, n == 3) for n in (30, 9, 3, 2)]
    ),
    "continuity": continuity_figure([Continuity(f"4-{n:03}", "P-03", DAY, 25 - n, 60) for n in range(20)]),
    "claims": claim_figure(
        [
            ClaimLook(f"C{n}", "u1", "a", "b", DAY, DAY, 3600 * n, 45 * n, 0, (ClaimDoubt.TOO_LITTLE,))
            for n in range(1, 5)
        ]
    ),
    "departures": departure_figure([Departures("P-03", 4, 2, DAY, 0), Departures("P-07", 1, 0, DAY, 12)]),
    "signals": signal_figure(
        [signal("V01", "P-03"), signal("V01", "P-03"), signal("V05"), signal("V16", "P-07", gone=True)]
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_is_whole_at_every_width_and_says_what_it_shows(name: str) -> None:
    figure = FIGURES[name]
    for width in (300.0, 473.0, 900.0):
        drawn = rows_chart(figure, width)
        svg = chart_svg(drawn.chart)

        ElementTree.fromstring(svg)
        assert figure.alt.split(".")[0] in svg
        assert [place.key for place in drawn.places] == [row.key for row in figure.rows]
        assert all(0 <= place.top < place.bottom <= drawn.chart.drawing.height for place in drawn.places)
        for shape in drawn.chart.drawing.contents:
            if type(shape).__name__ == "Rect":
                assert shape.x >= 0
                assert shape.x + shape.width <= width + 1


def test_the_words_tell_the_highest_and_the_lowest() -> None:
    assert FIGURES["wait"].alt == (
        "Stapeldiagram: väntan på beslut som inte är verkställda, 4 rader. "
        "Högst D30 boendestöd: 30 månader, 930 dagar. Lägst D2 boendestöd: 2 månader, 62 dagar, avbrott. "
        "Talen står vid varje stapel."
    )
    assert FIGURES["departures"].rows[0].told == "4 brukare, senast 2026-09-30 · ingen brukare kvar"
    assert FIGURES["claims"].rows[0].told == "1,0 h · vikarien har för lite tid"
    assert month_figure([MonthTotal("", "2026-03", 7200.0, 0.0, 0, 2, 0)]).rows[0].told == (
        "2,0 h rapporterat, inget fakturerat · 2 brukare"
    )
    assert [(row.name, row.told) for row in FIGURES["signals"].rows] == [("V01 P-03", "2"), ("V05 –", "1")]


def test_a_picture_without_rows_says_so() -> None:
    figure = month_figure([])

    assert figure.alt == figure.empty == "Inga fakturor eller tidrapporter är inlästa."
    assert rows_chart(figure, 400).places == ()


def test_a_row_leads_to_its_signals_whatever_the_provider_is_called(tmp_path: Path) -> None:
    store = create_store(tmp_path / "lead.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Lo Ledare")
    with store.work("test") as work:
        scope = work.get(Person, work.person_id).municipality_id
        ids = [work.new_id() for _ in range(3)]
        for id, provider in zip(ids, ("Vård|Norr", "Vård|Norr", "Vård"), strict=True):
            work.add(replace(signal("V01", provider), id=id, scope=scope))
        rows = signal_figure(work.find(WarningSignal)).rows

    behind = {row.key: signals_behind(store, row.key) for row in rows}

    assert {key: set(found) for key, found in behind.items()} == {
        RowKey("signals", ("V01", "Vård|Norr")): set(ids[:2]),
        RowKey("signals", ("V01", "Vård")): {ids[2]},
    }
    store.close()


def test_more_rows_than_have_room_are_counted() -> None:
    figure = continuity_figure([Continuity(f"4-{n:03}", "P-03", DAY, 10, 60) for n in range(MOST_ROWS + 7)])

    drawn = rows_chart(figure, 473)

    assert len(drawn.places) == MOST_ROWS
    assert "… och 7 rader till" in chart_svg(drawn.chart)


def test_on_paper_each_picture_is_a_tagged_figure_on_one_page() -> None:
    many = continuity_figure([Continuity(f"4-{n:03}", "P-03", DAY, 40 - n, 60) for n in range(MOST_ROWS)])
    figures: list[Figure] = [*FIGURES.values(), many]
    parts = tuple(LetterPart(figure.title, (figure.note,), figure=figure) for figure in figures)
    report = Report("Bilder av underlaget", "Hult", ("Intern",), "", DAY, "Bilder", "Ingress.", parts, ("Hult",))

    printed = print_letter(report)

    assert faults(printed.pdf) == []
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        told = [node.alt for node in tree(pdf).walk() if node.tag == "Figure"]
    assert told == [figure.alt for figure in figures]
    with pypdfium2.PdfDocument(printed.pdf) as document:
        said = " ".join(document[place].get_textpage().get_text_bounded() for place in range(len(document)))
    assert "30 månader, 930 dagar" in said
    assert "kontrollsumma" in said
    assert "exemplar" not in said, "no copies of it are counted"
