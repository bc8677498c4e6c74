"""Rows of two lines, columns that scroll on their own, and panels over the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from looking import clipped_texts, settle, small_targets
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kollegie.model.severity import Severity
from ui.theme import Density, Theme
from ui.tokens import LIGHT
from ui.widgets.buttons import PlainButton
from ui.widgets.card import Card
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.list_column import ListColumn
from ui.widgets.row_list import RowList
from ui.widgets.sheet import Sheet, SheetPlace
from ui.widgets.side_column import ScrollColumn, SideColumn
from ui.widgets.two_line_delegate import ROW_ROLE, Row, TwoLineDelegate

ROWS = (
    Row("Kontrollera först", code="6", severity=Severity.SERIOUS, signal=True, head=True),
    Row("Samtidigt hos flera brukare", "P-03 · personal 17", "V01", "Ny", severity=Severity.SERIOUS, signal=True),
    Row("Fakturerat mer än beviljat", "P-03 · 4 ärenden", "V15", "Förklarad", severity=Severity.NOTE, signal=True),
    Row("Samlad bild", icon="check"),
)


def test_the_column_of_a_list_grows_with_the_text_while_it_is_shown(qtbot: QtBot, look: Theme) -> None:
    column = ListColumn(404)
    qtbot.addWidget(column)
    column.show()

    look.show_as(text_scale=2.0)

    assert column.maximumWidth() == look.px(404) > 404


def test_the_keys_and_the_mouse_pass_the_heads_of_groups(qtbot: QtBot) -> None:
    head, row = ROWS[0], ROWS[1]
    rows = RowList("Signaler", lambda thing: thing)
    qtbot.addWidget(rows)
    rows.resize(420, 500)
    rows.show()
    rows.show_things((head, row, row, head, row))
    rows.go_to(2)

    stood = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Up):
        qtbot.keyClick(rows, key)
        stood.append(rows.currentIndex().row())
    assert stood == [4, 4, 1, 1, 4, 2]
    place = rows.visualRect(rows.model().index(3, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert rows.currentIndex().row() == 2
    assert rows.selectionModel().isSelected(rows.currentIndex())


@pytest.fixture
def view(qtbot: QtBot) -> QListView:
    made = QListView()
    model = QStandardItemModel(made)
    for row in ROWS:
        item = QStandardItem(row.spoken)
        item.setData(row, ROW_ROLE)
        model.appendRow(item)
    made.setModel(model)
    made.setItemDelegate(TwoLineDelegate(made))
    qtbot.addWidget(made)
    made.resize(404, 300)
    made.show()
    settle()
    return made


def test_rows_of_two_lines_are_64_to_66_high_and_others_at_least_44(view: QListView) -> None:
    heights = [view.sizeHintForRow(row) for row in range(4)]

    assert 60 <= heights[1] <= 68
    assert heights[0] >= 36
    assert heights[3] >= 44


def test_rows_grow_with_the_text_and_in_the_airy_density(view: QListView, look: Theme) -> None:
    before = view.sizeHintForRow(1)
    look.show_as(density=Density.AIRY)
    airy = view.sizeHintForRow(3)
    look.show_as(text_scale=2.0)

    assert airy == 48
    assert view.sizeHintForRow(1) > 1.5 * before


def test_the_chosen_row_is_soft_with_a_green_bar(view: QListView) -> None:
    model = view.model()
    view.setCurrentIndex(model.index(1, 0))
    settle()
    place = view.visualRect(model.index(1, 0))
    image = view.viewport().grab().toImage()

    assert image.pixelColor(2, place.center().y()).name().upper() == LIGHT.accent
    assert image.pixelColor(place.center().x(), place.top() + 4).name().upper() == LIGHT.soft


def test_a_group_head_stands_on_sunken_ground(view: QListView) -> None:
    place = view.visualRect(view.model().index(0, 0))

    assert view.viewport().grab().toImage().pixelColor(place.center().x(), 5).name().upper() == LIGHT.sunken


def test_a_row_is_spoken_whole(view: QListView) -> None:
    assert ROWS[1].spoken == "Samtidigt hos flera brukare, P-03 · personal 17, Kontrollera först, V01, Ny"
    assert view.model().index(1, 0).data() == ROWS[1].spoken


def test_a_column_scrolls_down_and_never_sideways(qtbot: QtBot, look: Theme) -> None:
    look.show_as(text_scale=2.0)
    column = ScrollColumn()
    for _ in range(20):
        card = Card()
        card.body.addWidget(WrappedLabel("Samma personal är rapporterad hos ett annat ärende."))
        column.add(card)
    qtbot.addWidget(column)
    column.resize(400, 300)
    column.show()
    settle()

    assert column.verticalScrollBar().maximum() > 0
    assert column.horizontalScrollBar().maximum() == 0
    assert clipped_texts(column) == []
    assert len(column.parts) == 20


def test_a_column_can_be_emptied_and_filled_again(qtbot: QtBot) -> None:
    column = ScrollColumn()
    qtbot.addWidget(column)
    for words in ("ett", "två"):
        column.add(Label(words))

    column.clear()
    column.add(Label("tre"))
    column.insert(0, Label("noll"))

    assert [part.text() for part in column.parts if isinstance(part, Label)] == ["noll", "tre"]


def test_a_column_is_as_high_as_the_parts_that_still_stand_in_it(qtbot: QtBot) -> None:
    column, other = ScrollColumn(), ScrollColumn()
    for one in (column, other):
        qtbot.addWidget(one)
        one.resize(300, 400)
        one.show()
    stays, moves, dies = (Card() for _ in range(3))
    for card in (stays, moves, dies):
        card.body.addWidget(WrappedLabel("Brukaren berättar att ingen har kommit på hela veckan. " * 3))
        column.add(card)
    settle()
    whole = column.widget().heightForWidth(280)

    other.add(moves)
    dies.setParent(None)
    dies.deleteLater()
    settle()

    assert column.parts == (stays,)
    assert other.parts == (moves,)
    assert column.widget().heightForWidth(280) < whole / 2


def test_the_side_column_follows_the_text_size_half_as_fast(qtbot: QtBot, look: Theme) -> None:
    column = SideColumn(width=348)
    qtbot.addWidget(column)
    normal = column.sizeHint().width()

    look.show_as(text_scale=2.0)

    assert normal == 348
    assert column.sizeHint().width() == 522


def test_the_side_column_is_told_from_the_page_by_a_line(qtbot: QtBot) -> None:
    for at_right, x in ((True, 0), (False, 347)):
        column = SideColumn(at_right=at_right)
        qtbot.addWidget(column)
        column.resize(348, 300)
        column.show()
        settle()

        assert column.grab().toImage().pixelColor(x, 150).name().upper() == LIGHT.line


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit("HB06"))
    column.addStretch()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.findChildren(QLineEdit)[0].setFocus()
    yield made
    made.close()


def test_a_sheet_opens_over_the_right_edge_and_pushes_nothing(page: QWidget) -> None:
    field = page.findChildren(QLineEdit)[0]
    before = field.geometry()
    sheet = Sheet("Stöd", page)
    sheet.put_content(Label("Beslut"))

    sheet.open_sheet()
    settle()

    assert sheet.geometry().right() == page.rect().right()
    assert sheet.height() == page.height()
    assert field.geometry() == before


def test_esc_closes_the_sheet_and_the_focus_goes_back(page: QWidget, qtbot: QtBot) -> None:
    field = page.findChildren(QLineEdit)[0]
    sheet = Sheet("Stöd", page)
    sheet.open_sheet()
    focus_was_taken = not field.hasFocus()
    window = page.windowHandle()
    assert window is not None

    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)

    assert focus_was_taken
    assert field.hasFocus()
    assert sheet.isHidden()


def test_the_same_key_opens_and_closes_it(page: QWidget) -> None:
    sheet = Sheet("Stöd", page)

    sheet.toggle()
    opened = sheet.isVisible()
    sheet.toggle()

    assert opened
    assert sheet.isHidden()


def test_a_sheet_follows_its_window(page: QWidget) -> None:
    sheet = Sheet("Stöd", page)
    sheet.open_sheet()

    page.resize(960, 600)
    settle()

    assert sheet.geometry().right() == page.rect().right()
    assert sheet.height() == 600


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_sheet_in_the_middle_shows_its_words_whole(page: QWidget, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    sheet = Sheet("Alla tangenter", page, SheetPlace.MIDDLE, width=520)
    content = QWidget()
    column = QVBoxLayout(content)
    for words in ("Nästa obesvarade fråga i besöket", "Anteckning vid frågan", "Nästa avsnitt"):
        column.addWidget(WrappedLabel(words))
    sheet.put_content(content)

    sheet.open_sheet()
    settle()

    assert clipped_texts(sheet) == []
    assert small_targets(sheet) == []
    assert page.rect().contains(sheet.geometry())


def test_the_sheet_can_be_closed_with_the_mouse(page: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet("Stöd", page)
    sheet.open_sheet()

    with qtbot.waitSignal(sheet.closed):
        sheet.findChildren(PlainButton)[0].click()
