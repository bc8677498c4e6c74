"""The eyes of the window tests see what is wrong; else they would pass everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import clipped_texts, draw, pushed_out, small_targets, unnamed
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.labels import WrappedLabel


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(300, 200)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def placed(part: QWidget, page: QWidget, x: int, y: int, wide: int, high: int) -> None:
    part.setParent(page)
    part.setGeometry(x, y, wide, high)
    part.show()


def test_a_label_narrower_than_its_words_is_seen(page: QWidget) -> None:
    placed(QLabel("Stämmer hjälpen med beslutet?"), page, 0, 0, 60, 20)

    assert clipped_texts(page) == ["QLabel 'Stämmer hjälpen med beslutet?'"]


def test_wrapped_text_higher_than_its_place_is_seen(page: QWidget) -> None:
    label = WrappedLabel("Stämmer hjälpen med beslutet, insats för insats?")
    placed(label, page, 0, 0, 100, 18)

    assert len(clipped_texts(page)) == 1


def test_a_label_pushed_out_of_its_parent_is_seen(page: QWidget) -> None:
    placed(QLabel("Sparat"), page, 290, 0, 80, 20)

    assert clipped_texts(page) == ["QLabel 'Sparat'"]


def test_a_field_that_reaches_below_its_form_is_seen(page: QWidget) -> None:
    form = QWidget()
    placed(form, page, 0, 0, 200, 60)
    for top, wanted in ((10, 0), (30, 1)):
        placed(QLineEdit(), form, 0, top, 200, 44)

        assert len(pushed_out(page)) == wanted


def test_a_button_too_narrow_for_its_words_is_seen(page: QWidget) -> None:
    placed(QPushButton("Nästa obesvarade"), page, 0, 0, 50, 44)

    assert len(clipped_texts(page)) == 1


def test_what_scrolls_below_the_edge_is_not_cut_but_what_sticks_out_sideways_is(page: QWidget) -> None:
    for wide, wanted in ((280, 0), (900, 1)):
        area = QScrollArea()
        placed(area, page, 0, 0, 300, 100)
        inner = QWidget()
        inner.resize(280, 1000)
        placed(QLabel("Långt ned"), inner, 0, 900, 100, 20)
        placed(QLabel("Bred " * (wide // 40)), inner, 0, 0, wide, 20)
        area.setWidget(inner)

        assert len(clipped_texts(page)) == wanted
        area.setParent(None)


def test_whole_text_is_not_complained_about(page: QWidget) -> None:
    row = QHBoxLayout(page)
    row.addWidget(QLabel("Sparat"))
    row.addWidget(WrappedLabel("Stämmer hjälpen med beslutet?"))

    assert clipped_texts(page) == []


def test_a_low_button_is_seen(page: QWidget) -> None:
    placed(QPushButton("Ja"), page, 0, 0, 100, 30)

    assert small_targets(page) == ["QPushButton 'Ja' 100x30"]


def test_a_field_without_a_name_is_seen(page: QWidget) -> None:
    named, nameless = QLineEdit(), QLineEdit()
    named.setAccessibleName("Namn")
    nameless.setObjectName("ort")
    placed(named, page, 0, 0, 100, 44)
    placed(nameless, page, 0, 50, 100, 44)

    assert unnamed(page) == ["QLineEdit 'ort'"]


def test_a_picture_is_saved_where_it_is_asked_for(page: QWidget, tmp_path: Path) -> None:
    saved = draw(page, tmp_path / "tour" / "page.png")

    assert saved.stat().st_size > 100


def test_a_picture_that_cannot_be_saved_is_told(page: QWidget, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write"):
        draw(page, tmp_path / "page.unknown")
