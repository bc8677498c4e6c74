"""A fault is said beside its field and heard in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from looking import clipped_texts, settle
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.choice import Option
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import NumberField, TextField
from ui.widgets.segmented_choice import SegmentedChoice

SENTENCE = "90 är fler än utföraren har anställda (41). Rätta eller skriv varför. Svaret är sparat."


def test_it_is_silent_until_there_is_a_fault(qtbot: QtBot) -> None:
    line = ErrorLine(TextField("Namn"))
    qtbot.addWidget(line)

    assert line.isHidden()
    assert line.sentence == ""


@pytest.mark.parametrize(
    "make",
    [lambda: TextField("Namn"), lambda: NumberField("Antal"), lambda: SegmentedChoice("Svar", [])],
    ids=["text", "number", "choice"],
)
def test_a_fault_marks_its_field_and_becomes_its_description(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    field = make()
    field.setAccessibleDescription("Valfritt")
    qtbot.addWidget(field)
    line = ErrorLine(field)
    qtbot.addWidget(line)

    line.show_fault(SENTENCE)
    heard = field.accessibleDescription()
    line.clear_fault()

    assert heard == SENTENCE
    assert field.accessibleDescription() == "Valfritt"
    assert line.isHidden()


def test_a_fault_is_heard_on_the_part_that_has_the_focus(qtbot: QtBot) -> None:
    number = NumberField("Antal")
    choice = SegmentedChoice("Svar", [Option("ja", "Ja", "J"), Option("nej", "Nej", "N")])
    for field, part in ((number, number.line), (choice, choice.button("ja"))):
        qtbot.addWidget(field)
        before = part.accessibleDescription()
        line = ErrorLine(field)
        qtbot.addWidget(line)

        line.show_fault("Svara först.")
        line.show_fault("Svar saknas.")
        heard = part.accessibleDescription()
        line.clear_fault()

        assert heard == "Svar saknas."
        assert part.accessibleDescription() == before


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_long_sentence_wraps_and_is_never_cut(qtbot: QtBot, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    line = ErrorLine()
    column.addWidget(line)
    column.addStretch()
    page.resize(420, 400)
    page.show()

    line.show_fault(SENTENCE)
    settle()

    assert clipped_texts(page) == []
    assert line.height() > 2 * look.metrics("meta").height()
