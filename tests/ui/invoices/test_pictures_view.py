"""Pictures in the window: one at a time, clicked or chosen by key, each row with the rows behind it."""

from __future__ import annotations

from pathlib import Path

from looking import clipped_texts, settle, unnamed
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.summary.desk_pictures import RowKey
from ui.invoices import InvoicesPage
from ui.invoices.chart_paper import EDGE
from ui.theme import Scheme, theme


def ready(page: InvoicesPage, qtbot: QtBot) -> None:
    page.show_view("pictures")
    qtbot.waitUntil(lambda: page.pictures.figure is not None and page.pictures._shown_rows is not None, timeout=10_000)


def behind(page: InvoicesPage) -> str:
    return " ".join(label.text() for label in page.pictures._shown_rows.findChildren(QLabel))


def test_hours_and_cost_are_drawn_and_lead_to_the_lines(page: InvoicesPage, qtbot: QtBot) -> None:
    ready(page, qtbot)
    view = page.pictures

    names = [row.name for row in view.figure.rows]
    assert [name for name in names if name.startswith("P")] == ["P-03 2026-09", "P-07 2026-08", "P-07 2026-09"]
    assert names[0] == "utan utförare 2026-09"  # the contact person's hours, which nobody invoices
    assert view.figure.rows[0].told == "6,0 h rapporterat, inget fakturerat · 1 brukare"
    assert view.chart.accessibleDescription().startswith("Stapeldiagram: timmar och kostnad per utförare och månad")
    qtbot.waitUntil(lambda: view.chart.place_of(RowKey("month", ("P-07", "2026-09"))) is not None, timeout=5_000)
    middle = view.chart.place_of(RowKey("month", ("P-07", "2026-09"))).center().toPoint()
    qtbot.mouseClick(view.chart, Qt.MouseButton.LeftButton, pos=QPoint(middle.x(), middle.y()))

    assert view.list.current().key == RowKey("month", ("P-07", "2026-09"))
    qtbot.waitUntil(lambda: "invoices.csv rad 5" in behind(page), timeout=5_000)
    assert "invoices.csv rad 6" in behind(page)


def test_another_picture_is_chosen_and_walked_by_key(page: InvoicesPage, qtbot: QtBot) -> None:
    ready(page, qtbot)
    view = page.pictures
    with qtbot.waitSignal(page.turned):  # the bottom line looks anew at what can be chosen
        view._choose("wait")
    assert view.figure.kind == "wait"
    first = view.list.current()
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Down)

    assert view.list.current() is not first
    qtbot.waitUntil(lambda: "decisions.csv rad" in behind(page), timeout=5_000)
    view._choose("departures")
    assert "Ingen har bytt" in view._note.text()
    view._choose("claims")
    assert "sjuklön" in view._note.text()
    view._choose("signals")
    assert "Inga varningssignaler" in view._note.text()
    view._choose("month")


def test_the_pictures_are_saved_as_one_pdf_and_the_saving_can_be_stopped(
    page: InvoicesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    ready(page, qtbot)
    page.pictures.write(tmp_path / "bilder.pdf")
    assert (page.pictures.work.stop.isVisible(), page.pictures.save.isEnabled()) == (True, False)
    page.pictures.work.stop.click()
    qtbot.waitUntil(lambda: not page.pictures.work.going_on, timeout=20_000)
    assert (list(tmp_path.glob("*.pdf")), page.pictures.work.stop.isVisible()) == ([], False)

    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        page.pictures.write(tmp_path / "bilder.pdf")

    assert "bilder.pdf är skrivet" in told.args[1]
    assert (tmp_path / "bilder.pdf").read_bytes().startswith(b"%PDF")


def test_the_paper_is_white_in_the_dark_and_nothing_is_cut(page: InvoicesPage, qtbot: QtBot) -> None:
    ready(page, qtbot)
    try:
        for scheme, scale, wide in ((Scheme.DARK, 1.0, 1316), (Scheme.LIGHT, 2.0, 1316), (Scheme.LIGHT, 1.0, 1156)):
            theme().show_as(scheme=scheme, text_scale=scale)
            page.resize(wide, 760)
            settle()
            assert (clipped_texts(page), unnamed(page), page.width()) == ([], [], wide)
            chart = page.pictures.chart
            assert chart._drawn.chart.drawing.width * chart._scale() <= chart.width() - EDGE  # the figures at the right
            assert chart.grab().toImage().pixelColor(chart.width() - 6, 6).name() == "#ffffff"
    finally:
        theme().show_as(scheme=Scheme.LIGHT, text_scale=1.0)
