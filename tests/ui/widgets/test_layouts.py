"""Parts that go on with the next line, and parts that move below each other."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.buttons import PlainButton
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import AsideLayout, Column, FlowLayout, GrowsDown
from ui.widgets.tag import Tag

WORDS = ("1 brist", "2 frågor ur underlaget", "3 ändringar väntar på synk", "Sparat")


@pytest.fixture
def tags(qtbot: QtBot) -> QWidget:
    row = QWidget()
    flow = FlowLayout(row)
    for words in WORDS:
        flow.addWidget(Tag(words))
    qtbot.addWidget(row)
    row.resize(800, 30)
    row.show()
    settle()
    return row


def tops(row: QWidget) -> list[int]:
    return [tag.y() for tag in row.findChildren(Tag)]


def test_parts_stand_on_one_line_while_there_is_room(tags: QWidget) -> None:
    assert len(set(tops(tags))) == 1


def test_they_go_on_with_the_next_line_and_the_height_follows(tags: QWidget) -> None:
    tags.resize(260, 200)
    settle()

    assert len(set(tops(tags))) == 2
    assert tags.heightForWidth(260) > tags.heightForWidth(800)
    assert all(tag.geometry().right() < 260 for tag in tags.findChildren(Tag))


def test_what_is_hidden_takes_no_room(tags: QWidget) -> None:
    before = tags.sizeHint().width()

    tags.findChildren(Tag)[1].hide()
    settle()

    assert tags.sizeHint().width() < before


def test_a_flow_gives_up_its_parts(tags: QWidget) -> None:
    flow = tags.layout()
    assert isinstance(flow, FlowLayout)

    item = flow.takeAt(0)

    assert item is not None
    assert flow.count() == len(WORDS) - 1
    assert flow.takeAt(99) is None


class Pair(GrowsDown):
    def __init__(self) -> None:
        super().__init__()
        whole = AsideLayout(self, least=260)
        self.text = WrappedLabel("Dina 3 ändringar ligger kvar här. Nästa försök 14.40.")
        self.button = PlainButton("Synka nu", "refresh-cw")
        whole.addWidget(self.text)
        whole.addWidget(self.button)


@pytest.fixture
def pair(qtbot: QtBot) -> Pair:
    page = QWidget()
    made = Pair()
    column = QVBoxLayout(page)
    column.addWidget(made)
    column.addStretch()
    qtbot.addWidget(page)
    page.resize(800, 300)
    page.show()
    settle()
    made.page = page  # type: ignore[attr-defined]  # keeps the page alive
    return made


def test_the_second_part_stands_to_the_right_in_the_middle(pair: Pair) -> None:
    assert pair.button.x() > pair.text.x() + pair.text.width()
    assert abs(pair.button.geometry().center().y() - pair.text.geometry().center().y()) <= 1


def test_it_moves_below_where_the_first_would_get_too_narrow(pair: Pair) -> None:
    pair.window().resize(340, 400)
    settle()

    assert pair.button.y() >= pair.text.geometry().bottom()
    assert clipped_texts(pair.window()) == []


def test_it_moves_back_up_and_gives_the_height_back(pair: Pair) -> None:
    before = pair.height()
    pair.window().resize(340, 400)
    settle()

    pair.window().resize(800, 400)
    settle()

    assert pair.height() == before


def test_two_fields_begin_at_one_height_when_one_of_them_has_a_fault(qtbot: QtBot) -> None:
    page = QWidget()
    row = AsideLayout(page, least=200, top=True)
    owner, due = Field("Ansvarig", TextField("Ansvarig")), Field("Klart senast", TextField("Klart senast"))
    row.addWidget(owner)
    row.addWidget(due)
    qtbot.addWidget(page)
    page.resize(700, 140)
    page.show()
    due.show_fault("Skriv datumet som 2026-12-31.")
    settle()

    assert owner.height() < due.height()
    assert owner.y() == due.y() == 0


class CountedLabel(WrappedLabel):
    """Counts how often it is measured."""

    measured = 0

    def heightForWidth(self, width: int) -> int:
        self.measured += 1
        return super().heightForWidth(width)


def test_a_column_measures_its_parts_anew_only_when_one_of_them_has_changed(qtbot):
    whole = QWidget()
    column = Column(whole)
    parts = [CountedLabel("En mening som är så lång att den inte får plats. " * 3) for _ in range(5)]
    for part in parts:
        column.addWidget(part)
    qtbot.addWidget(whole)
    whole.resize(300, 400)
    whole.show()
    settle()
    heights = [column.heightForWidth(width) for width in (300, 280)]
    before = sum(part.measured for part in parts)

    again = [column.heightForWidth(width) for _ in range(10) for width in (300, 280)]
    unmeasured = sum(part.measured for part in parts) - before
    parts[2].setText("Två rader nu.\n" * 20)
    grown = column.heightForWidth(300)

    assert (again, unmeasured) == (heights * 10, 0)
    assert grown > heights[0] + 200
