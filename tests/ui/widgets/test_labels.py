"""Wrapped text is never clipped, whatever it stands in, and nothing typed becomes markup."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from looking import clipped_texts, settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.tokens import LINE_CHARACTERS, ROLES, Tone
from ui.widgets.card import Card
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.side_column import ScrollColumn

LONG = "Samma personal är rapporterad hos ett annat ärende 08.15–10.00. Möjlig förklaring: par i samma hem, klockfel."


def in_card(label: QWidget) -> QWidget:
    card = Card()
    row = QHBoxLayout()
    row.addWidget(Label("HB06", "code"), 0, Qt.AlignmentFlag.AlignTop)
    inner = QVBoxLayout()
    inner.addWidget(label)
    row.addLayout(inner, 1)
    card.body.addLayout(row)
    return card


def in_scroll_column(label: QWidget) -> QWidget:
    column = ScrollColumn()
    column.add(in_card(label))
    return column


def in_splitter(label: QWidget) -> QWidget:
    splitter = QSplitter()
    splitter.addWidget(QWidget())
    splitter.addWidget(in_scroll_column(label))
    return splitter


def in_stack(label: QWidget) -> QWidget:
    stack = QStackedWidget()
    stack.addWidget(in_scroll_column(label))
    return stack


@pytest.mark.parametrize("place", [in_card, in_scroll_column, in_splitter, in_stack])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("width", [320, 640])
def test_wrapped_text_is_whole_wherever_it_stands(
    qtbot: QtBot, look: Theme, place: Callable[[QWidget], QWidget], scale: float, width: int
) -> None:
    look.show_as(text_scale=scale)
    label = WrappedLabel(LONG, "body")
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(place(label))
    column.addStretch()
    page.resize(width, 900)
    page.show()

    assert clipped_texts(page) == []
    assert label.height() >= label.heightForWidth(label.width())


def test_text_that_changes_claims_its_new_height_at_once(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    label = WrappedLabel("Kort.")
    column = QVBoxLayout(page)
    column.addWidget(label)
    column.addStretch()
    page.resize(240, 400)
    page.show()
    settle()
    low = label.height()

    label.show_text(LONG)
    high_clipped = clipped_texts(page)
    high = label.height()
    label.show_text("Kort.")
    settle()

    assert high_clipped == []
    assert high > low
    assert label.height() == low


def test_a_line_is_never_longer_than_72_characters(qtbot: QtBot) -> None:
    label = WrappedLabel(LONG * 3)
    qtbot.addWidget(label)
    label.resize(1600, 200)
    label.show()
    settle()

    shown = label.width() - label.contentsMargins().right()

    assert shown <= label.fontMetrics().averageCharWidth() * LINE_CHARACTERS


def test_what_someone_typed_is_shown_as_it_is(qtbot: QtBot) -> None:
    for label in (Label("<b>Dusch</b> & bad"), WrappedLabel("<b>Dusch</b> & bad")):
        qtbot.addWidget(label)

        assert label.text() == "<b>Dusch</b> & bad"
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_strong_pieces_stand_out_and_the_rest_is_escaped(qtbot: QtBot) -> None:
    label = WrappedLabel()
    qtbot.addWidget(label)

    label.show_text("Rad <1> var tors 12 nov.", strong=("tors 12 nov",))

    assert "&lt;1&gt;" in label.text()
    assert label.text().count("font-weight") == 1
    assert label.accessibleName() == "Rad <1> var tors 12 nov."


def test_a_label_changes_role_and_tone_while_it_is_shown(qtbot: QtBot, look: Theme) -> None:
    label = Label("Sparat", "meta")
    qtbot.addWidget(label)
    label.show()

    label.set_role("section")
    label.set_tone(Tone.OK)
    settle()

    assert label.font().pixelSize() == 20
    assert label.palette().windowText().color().name().upper() == look.tokens.ok


def test_wrapped_text_keeps_the_room_it_is_given_around_it(qtbot: QtBot) -> None:
    words = "Var och en av de utförare som har svarat har också lämnat sina tidrapporter för hela perioden."
    label, plain = WrappedLabel(words, "body"), WrappedLabel(words, "body")
    label.set_margins(12, 20, 8, 6)
    for one in (label, plain):
        qtbot.addWidget(one)

    for width in (200, 2000):
        label.resize(width, 200)
        margins = label.contentsMargins()
        assert (margins.left(), margins.top()) == (12, 20)
        assert margins.right() >= 8
        assert margins.bottom() >= 6

    assert label.heightForWidth(200 + 20) > plain.heightForWidth(200)
    assert label.sizeHint().width() == plain.sizeHint().width() + 20


def test_a_heading_keeps_the_narrow_hyphen_of_a_case_number(qtbot: QtBot, look: Theme) -> None:
    heading, figures = Heading("4-017", "question"), Label("4-017", "time")
    for label in (heading, figures):
        qtbot.addWidget(label)
        label.show()

    assert heading.sizeHint().width() < figures.sizeHint().width()
    assert look.metrics("question").horizontalAdvance("4-017") < look.metrics("time").horizontalAdvance("4-017")


def ink(label: QWidget) -> int:
    """How many pixels of a label are painted."""
    label.adjustSize()
    picture = label.grab().toImage()
    ground = picture.pixel(0, 0)
    return sum(picture.pixel(x, y) != ground for x in range(picture.width()) for y in range(picture.height()))


@pytest.mark.parametrize("kind", [Label, WrappedLabel])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_rings_and_tails_of_letters_are_painted_whole_in_every_role(qtbot: QtBot, look: Theme, kind, scale: float):
    look.show_as(text_scale=scale)
    cut = []
    for role in ROLES:
        label, roomy = kind("ÅÄÖgj(", role), Label("ÅÄÖgj(", role)
        roomy.set_margins(9, 9, 9, 9)
        for one in (label, roomy):
            qtbot.addWidget(one)
        if ink(label) != ink(roomy):
            cut.append(role)

    assert cut == []
