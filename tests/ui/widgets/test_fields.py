"""Fields tell every change and when they are left; nothing typed is lost to the wheel, to Esc or to a scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Scheme, Theme
from ui.tokens import contrast_ratio
from ui.widgets.fields import Field, NoteEdit, NumberField, TextField, number_in


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
@pytest.mark.parametrize("kind", [TextField, NoteEdit])
@pytest.mark.parametrize("enabled", [True, False])
def test_the_words_in_an_empty_field_can_be_read(qtbot: QtBot, look: Theme, scheme: Scheme, kind, enabled: bool):
    look.show_as(scheme=scheme, text_scale=2.0)
    field = kind("Dag")
    qtbot.addWidget(field)
    field.setPlaceholderText("IIIIIIII")
    field.setEnabled(enabled)
    field.resize(400, 90)
    field.show()
    settle()

    picture = field.grab().toImage()
    seen = Counter(picture.pixelColor(x, y).name() for x in range(20, 380) for y in range(14, 76))
    (ground, _), (ink, _) = seen.most_common(2)
    assert contrast_ratio(ground, ink) >= 4.5


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(500, 400)
    yield made
    made.close()


def put(qtbot: QtBot, page: QWidget, *parts: QWidget) -> None:
    for part in parts:
        layout = page.layout()
        assert layout is not None
        layout.addWidget(part)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
    settle()


def write(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def wheel_over(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(0, -240),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_text_field_tells_each_change_and_when_it_is_left(qtbot: QtBot, page: QWidget) -> None:
    field, other = TextField("Namn"), TextField("Annat")
    put(qtbot, page, field, other)
    field.setFocus()
    told: list[str] = []
    field.edited.connect(told.append)

    write(field, "Anna")
    with qtbot.waitSignal(field.left) as left:
        other.setFocus()

    assert told == ["A", "An", "Ann", "Anna"]
    assert left.args == ["Anna"]


def test_showing_saved_text_tells_nobody(qtbot: QtBot, page: QWidget) -> None:
    field, note, number = TextField("Namn"), NoteEdit("Anteckning"), NumberField("Antal")
    put(qtbot, page, field, note, number)

    with (
        qtbot.assertNotEmitted(field.edited),
        qtbot.assertNotEmitted(note.edited),
        qtbot.assertNotEmitted(number.edited),
    ):
        field.show_text("Anna")
        note.show_text("Dusch en gång i veckan.")
        number.show_value(4)

    assert (field.text(), note.text(), number.value()) == ("Anna", "Dusch en gång i veckan.", Decimal(4))


def test_a_secret_is_shown_only_on_request(qtbot: QtBot, page: QWidget) -> None:
    field = TextField("Lösenfras", secret=True)
    put(qtbot, page, field)
    field.show_text("korrekt häst")
    hidden = field.displayText()

    field.show_secret(True)

    assert "korrekt" not in hidden
    assert field.displayText() == "korrekt häst"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4", "4"),
        ("4,5", "4.5"),
        ("4.5", "4.5"),
        ("1 200", "1200"),
        ("−3", "-3"),
        ("", None),
        ("-", None),
        (",", None),
    ],
)
def test_a_number_is_read_as_a_swedish_reader_means_it(text: str, number: str | None) -> None:
    assert number_in(text) == (None if number is None else Decimal(number))


def test_a_number_field_takes_a_comma_and_refuses_letters(qtbot: QtBot, page: QWidget) -> None:
    field = NumberField("Tid", "timmar")
    put(qtbot, page, field)
    field.setFocus()
    told: list[object] = []
    field.edited.connect(told.append)

    write(field.line, "4x,25")

    assert field.line.text() == "4,25"
    assert told[-1] == Decimal("4.25")


def test_a_number_field_shows_all_decimals_it_takes(qtbot: QtBot, page: QWidget) -> None:
    field = NumberField("Dos", "mg", decimals=12)
    put(qtbot, page, field)

    write(field.line, "0,123456789012345")
    typed, wide = field.line.text(), field.line.width()
    field.show_value(Decimal("0.000000001"))

    assert typed == "0,123456789012"
    assert wide > field.line.fontMetrics().horizontalAdvance(typed)
    assert field.line.text() == "0,000000001"


def test_a_number_field_without_decimals_takes_none(qtbot: QtBot, page: QWidget) -> None:
    field = NumberField("Antal", "personer", decimals=0)
    put(qtbot, page, field)

    write(field.line, "9,0")

    assert field.line.text() == "90"


def test_a_number_field_tells_when_it_is_left_and_names_its_unit(qtbot: QtBot, page: QWidget) -> None:
    field, other = NumberField("Antal besök", "besök per dag"), TextField("Annat")
    put(qtbot, page, field, other)
    field.setFocus()
    write(field.line, "4")

    with qtbot.waitSignal(field.left) as left:
        other.setFocus()

    assert left.args == [Decimal(4)]
    assert field.line.accessibleName() == "Antal besök, besök per dag"


def test_the_wheel_and_esc_change_nothing(qtbot: QtBot, page: QWidget) -> None:
    field, note = NumberField("Antal"), NoteEdit("Anteckning")
    put(qtbot, page, field, note)
    field.show_value(4)
    note.show_text("Står kvar.")
    field.setFocus()

    wheel_over(field.line)
    QTest.keyClick(field.line, Qt.Key.Key_Escape)
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    QTest.keyClick(note, Qt.Key.Key_Escape)

    assert field.value() == Decimal(4)
    assert note.text() == "Står kvar."


def test_a_note_grows_with_its_text_and_shrinks_again(qtbot: QtBot, page: QWidget) -> None:
    note = NoteEdit("Anteckning")
    put(qtbot, page, note)
    low = note.height()

    note.show_text("\n".join(["Brukaren säger att dusch uteblir."] * 8))
    settle()
    high = note.height()
    note.show_text("Kort.")
    settle()

    assert high >= low + 5 * note.fontMetrics().lineSpacing()
    assert note.height() == low
    assert note.verticalScrollBar().maximum() == 0


def test_a_note_shows_its_last_line_when_it_gets_narrower_or_the_text_larger(
    qtbot: QtBot, page: QWidget, look: Theme
) -> None:
    note = NoteEdit("Anteckning", "Dusch ges en gång i veckan, beslutet säger två. " * 5)
    put(qtbot, page, note)

    page.resize(260, 600)
    settle()
    narrow = note.verticalScrollBar().maximum()
    look.show_as(text_scale=2.0)
    settle()

    assert narrow == 0
    assert note.verticalScrollBar().maximum() == 0


def test_pasted_markup_becomes_plain_text(qtbot: QtBot, page: QWidget) -> None:
    from PySide6.QtCore import QMimeData

    note = NoteEdit("Anteckning")
    put(qtbot, page, note)
    pasted = QMimeData()
    pasted.setHtml("<b>Dusch</b>")
    pasted.setText("Dusch")

    note.insertFromMimeData(pasted)

    assert note.text() == "Dusch"


def test_tab_goes_on_and_ctrl_enter_is_left_to_the_page(qtbot: QtBot, page: QWidget) -> None:
    note, other = NoteEdit("Anteckning"), TextField("Annat")
    put(qtbot, page, note, other)
    note.setFocus()

    QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    unchanged = note.text()
    QTest.keyClick(note, Qt.Key.Key_Tab)

    assert unchanged == ""
    assert other.hasFocus()


def test_undo_is_the_notes_own_until_nothing_is_left_and_then_the_pages(qtbot: QtBot, page: QWidget) -> None:
    note = NoteEdit("Anteckning")
    put(qtbot, page, note)
    undone: list[str] = []
    QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), page).activated.connect(lambda: undone.append("page"))
    note.setFocus()
    write(note, "Dusch")
    window = page.windowHandle()
    assert window is not None

    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    after_first = (note.text(), list(undone))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert after_first == ("", [])
    assert undone == ["page"]


def test_showing_the_text_that_stands_there_keeps_its_undo(qtbot: QtBot, page: QWidget) -> None:
    note = NoteEdit("Anteckning")
    put(qtbot, page, note)
    write(note, "Dusch")

    note.show_text("Dusch")

    assert note.document().isUndoAvailable()


def test_fifty_steps_can_be_undone(qtbot: QtBot, page: QWidget) -> None:
    note = NoteEdit("Anteckning")
    put(qtbot, page, note)
    for _ in range(60):
        write(note, "a")
        note.textCursor().beginEditBlock()
        note.textCursor().endEditBlock()
        QTest.keyClick(note, Qt.Key.Key_Return)

    for _ in range(200):
        note.undo()

    assert note.text() == ""


def test_a_field_ties_its_name_and_its_fault_to_the_editor(qtbot: QtBot, page: QWidget) -> None:
    number = NumberField("Antal", "personer")
    field = Field("Ungefär hur många?", number.line)
    put(qtbot, page, field)

    field.show_fault("90 är fler än utföraren har anställda (41).")
    face = QAccessible.queryAccessibleInterface(number.line)
    said = face.text(QAccessible.Text.Description)
    field.clear_fault()

    assert said == "90 är fler än utföraren har anställda (41)."
    assert face.text(QAccessible.Text.Description) == ""
    assert not number.line.property("faulty")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_fields_are_high_enough_and_named(qtbot: QtBot, page: QWidget, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    put(qtbot, page, Field("Namn", TextField("Namn")), NumberField("Antal", "personer"), NoteEdit("Anteckning"))

    assert small_targets(page, 44) == []
    assert unnamed(page) == []
    assert clipped_texts(page) == []


def test_the_field_keeps_its_height_when_it_gets_the_focus_or_a_fault(qtbot: QtBot, page: QWidget) -> None:
    field, note = TextField("Namn"), NoteEdit("Anteckning")
    put(qtbot, page, field, note)
    before = field.height(), note.height()

    field.setFocus()
    note.set_faulty(True)
    settle()

    assert (field.height(), note.height()) == before


def test_a_change_of_scheme_keeps_what_is_being_typed_and_its_undo(qtbot: QtBot, page: QWidget, look: Theme) -> None:
    note = NoteEdit("Anteckning")
    put(qtbot, page, note)
    note.setFocus()
    write(note, "Dusch")

    look.show_as(scheme=Scheme.CONTRAST, text_scale=1.5)
    settle()

    assert note.text() == "Dusch"
    assert note.document().isUndoAvailable()
    assert note.hasFocus()
