"""Question texts from outside: mark-up is words, and what would turn a text is seen and does nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from kollegie.intake.checklists import read_checklist
from ui.checklists.try_out import TryOut

TURN, BACK = "\u202e", "\u2066"
CHECKLIST = read_checklist(
    f"""
schema = 1
id = "prov"
version = "1"
titel = "Prov"
[[avsnitt]]
id = "ett"
titel = "Avsnitt {TURN}ett"
[[avsnitt.fraga]]
id = "P1"
typ = "ett val"
text = "Får <b>du</b> hjälp {TURN}1-2 gånger?"
hjalp = "Se <a href='x'>planen</a> {BACK}nu."
val = [{{ namn = "ja", text = "Ja {TURN}då" }}, {{ namn = "nej", text = "<i>Nej</i>" }}]
""",
    name="prov.toml",
)


def told(widget: QWidget) -> str:
    """All that is shown and all that a screen reader is told."""
    parts = [widget, *widget.findChildren(QWidget)]
    words = [part.text() for part in parts if isinstance(part, QLabel)]
    for part in parts:
        words.append(part.accessibleName())
        known = QAccessible.queryAccessibleInterface(part)
        words.append(known.text(QAccessible.Text.Name) if known is not None else "")
    return "\n".join(words)


def test_labels_with_mark_up_and_direction_controls_are_shown_as_they_stand(qtbot):
    page = TryOut(lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    qtbot.addWidget(page)
    page.show_checklist(CHECKLIST)
    page.resize(900, 700)
    page.show()

    words = told(page)

    assert "Får <b>du</b> hjälp ‹U+202E›1-2 gånger?" in words
    assert "Se <a href='x'>planen</a> ‹U+2066›nu." in words
    assert "Ja ‹U+202E›då" in words
    assert "<i>Nej</i>" in words
    assert TURN not in words
    assert BACK not in words
    assert "font-weight" not in words
    (label,) = [one for one in page.findChildren(QLabel) if one.text().startswith("Får <b>")][:1]
    assert label.textFormat() is Qt.TextFormat.PlainText
