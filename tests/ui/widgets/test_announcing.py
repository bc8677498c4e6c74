"""What a screen reader is told."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from ui.widgets.announcing import announce


def test_a_sentence_is_announced_to_a_screen_reader_that_runs(qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.message()))
    part = QLabel()
    qtbot.addWidget(part)

    announce(part, "Skriv minst fyra ord.")

    assert told == ["Skriv minst fyra ord."]


def test_without_a_screen_reader_nothing_is_told(qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.message()))
    part = QLabel()
    qtbot.addWidget(part)

    announce(part, "Skriv minst fyra ord.")

    assert told == []
