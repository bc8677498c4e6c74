"""A severity is told by colour, shape and word; a signal only by its outline."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from kollegie.language import Language, speak
from kollegie.model.severity import Severity
from ui.theme import Theme
from ui.tokens import LIGHT
from ui.widgets.painting import severity_path
from ui.widgets.severity_mark import SeverityMark


@pytest.mark.parametrize("severity", Severity)
def test_a_finding_is_filled_and_a_signal_is_only_outlined(qtbot: QtBot, severity: Severity) -> None:
    def colour_off_middle(*, signal: bool) -> str:
        mark = SeverityMark(severity, signal=signal, worded=False, side=40)
        qtbot.addWidget(mark)
        mark.show()
        settle()
        return mark.grab().toImage().pixelColor(28, 24).name().upper()

    assert colour_off_middle(signal=False) == LIGHT.severity(severity)
    assert colour_off_middle(signal=True) != LIGHT.severity(severity)


def test_the_four_shapes_cover_four_different_parts_of_the_square() -> None:
    def covered(severity: Severity) -> bytes:
        image = QImage(24, 24, QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QPainter(image)
        painter.fillPath(severity_path(severity, QRect(0, 0, 24, 24)), QColor("white"))
        painter.end()
        return bytes(image.constBits())

    assert len({covered(severity) for severity in Severity}) == 4


def test_the_words_of_a_signal_judge_nothing() -> None:
    assert [severity.urgency for severity in Severity] == [
        "Notera",
        "Kontrollera",
        "Kontrollera först",
        "Kontrollera i dag",
    ]


def test_the_mark_says_its_word_even_where_it_shows_only_the_shape(qtbot: QtBot) -> None:
    mark = SeverityMark(Severity.SERIOUS, worded=False)
    qtbot.addWidget(mark)

    assert mark.accessibleName() == "Allvarlig brist"
    mark.show_severity(Severity.ACUTE)
    assert mark.accessibleName() == "Akut"


def test_the_word_follows_the_language(qtbot: QtBot) -> None:
    speak(Language.EN)

    mark = SeverityMark(Severity.DEFICIENCY, signal=True)
    qtbot.addWidget(mark)

    assert mark.accessibleName() == "Check"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_word_is_cut(qtbot: QtBot, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    for severity in Severity:
        mark = SeverityMark(severity, signal=True)
        qtbot.addWidget(mark)
        mark.show()

        assert clipped_texts(mark) == []
        assert mark.sizeHint().width() >= look.metrics("strong").horizontalAdvance(severity.urgency) + 16
