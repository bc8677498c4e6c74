"""A whole visit with nothing but keys: each one goes to whatever has the focus, and nothing is called or clicked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from faults.event_loop import let_run
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from visiting.every_type import plan_every_type

from kollegie.model.answer_values import Withheld
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Visit, VisitState
from kollegie.model.visits import Answer, Comment, Consent, ConsentState, Finding
from kollegie.store.drafts import drafts_of
from ui.main_window import MainWindow

VISIT = derived_id("visit", "9-001")
Key, Mod = Qt.Key, Qt.KeyboardModifier


class Typist:
    """Presses keys and looks at what has the focus and what is stored."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def press(self, *keys: Qt.Key | str, with_: Qt.KeyboardModifier = Mod.NoModifier) -> None:
        for key in keys:
            target = QApplication.focusWidget() or QApplication.activeModalWidget() or self.window
            if isinstance(key, str):
                for letter in key:
                    write(target, letter)
            else:
                QTest.keyClick(target, key, with_)
            self.settle()

    def ctrl(self, *keys: Qt.Key) -> None:
        self.press(*keys, with_=Mod.ControlModifier)

    def settle(self) -> None:
        for _ in range(4):
            QApplication.sendPostedEvents()
            QApplication.processEvents()

    def tab_to(self, name: str, most: int = 120) -> QWidget:
        """Press Tab until the part of that name is reached; its name begins so."""
        met = []
        for _ in range(most):
            self.press(Key.Key_Tab)
            part = QApplication.focusWidget()
            met.append(said(part) or type(part).__name__)
            if part is not None and said(part).startswith(name):
                return part
        raise AssertionError(f"{name} is not reached by Tab, only {met}")

    def wait(self, holds: Callable[[], object], seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < until, "it never came true"
            let_run(10)
            self.settle()

    def stored(self, kind: type = Answer, **equal: object):
        with self.window.desk.store.reading() as reading:
            return reading.find(kind, visit_id=VISIT, **equal)

    def answer(self, question: str, row: int = 0):
        found = sorted(self.stored(question=question), key=lambda one: one.row)
        return found[row] if row < len(found) else None

    def value(self, question: str):
        found = self.answer(question)
        return found.value if found is not None else None

    def shown(self):
        """The answer that stands on the card in hand."""
        section = self.window.page().section
        return section.cards[section.current].part.value()

    def at(self, id: str) -> None:
        """Wait until the question is the one in hand."""
        page = self.window.page()
        self.wait(lambda: page.section.current and page.section.cards[page.section.current].question.id == id)


def write(part: QWidget, letter: str) -> None:
    """A letter as the keyboard gives it; QTest itself knows none beyond ASCII."""
    if letter.isascii():
        QTest.keyClick(part, letter)
    else:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(part, QKeyEvent(kind, 0, Mod.NoModifier, letter))


def said(part: QWidget | None) -> str:
    if part is None:
        return ""
    text = getattr(part, "text", None)
    return part.accessibleName() or (text() if callable(text) and not isinstance(part, QComboBox) else "")


@pytest.fixture
def prepare():
    return [plan_every_type]


@pytest.fixture
def typist(desk, qtbot) -> Iterator[Typist]:
    window = MainWindow(desk, frozenset({"visitor"}))
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.greeting.start_at("today", None, None)
    window.show()
    window.greet()
    qtbot.waitUntil(lambda: bool(window.page().cards))
    with qtbot.waitActive(window):
        window.activateWindow()
    yield Typist(window)
    window.flush()
    window.page_of("visit").writer.close()


def test_a_whole_visit_from_the_day_to_its_signature(typist: Typist) -> None:
    keys = typist
    keys.tab_to("Ärende 9-001")
    keys.press(Key.Key_Return)
    keys.wait(lambda: keys.window.room == "visit")
    keys.at("AT01")

    # consent at the door
    keys.ctrl(Key.Key_J)
    keys.press("1")
    keys.tab_to("Vem svarade")
    keys.press(Key.Key_Down)
    keys.tab_to("Spara samtycket")
    keys.press(Key.Key_Space)
    keys.wait(lambda: keys.stored(Consent))
    keys.press(Key.Key_Escape)
    assert keys.stored(Consent)[0].state is ConsentState.GIVEN

    # choices: a condition opens a question, a note, a comment, a flag
    keys.at("AT01")
    keys.press("n")
    keys.wait(lambda: keys.stored(Finding))
    keys.press("a", "Duschen uteblir")
    keys.ctrl(Key.Key_M)
    keys.press("Fråga utföraren")
    keys.tab_to("Kommentera")
    keys.press(Key.Key_Space)
    keys.wait(lambda: keys.stored(Comment))
    keys.press(Key.Key_F8)
    keys.at("AT02")
    keys.press("2")
    keys.tab_to("Flagga")
    keys.press(Key.Key_Space)
    keys.wait(lambda: keys.value("at02") and keys.answer("at02").flagged)
    keys.press(Key.Key_F8)
    keys.at("AT03")
    keys.press("1", "3", Key.Key_F8)
    keys.at("AT04")
    keys.press("2", "1", Key.Key_F8)
    keys.at("AT05")
    keys.press("j")
    keys.wait(keys.window.page().columns.stop.isVisible)  # whom to call
    keys.press(Key.Key_L, with_=Mod.ControlModifier | Mod.ShiftModifier)
    keys.press(Key.Key_F8)

    # what is typed: a fault is gone to and put right
    keys.at("AT06")
    keys.press("-3", Key.Key_Return)
    keys.at("AT07")
    keys.press(Key.Key_F8, with_=Mod.ShiftModifier)
    keys.at("AT06")
    keys.ctrl(Key.Key_A)
    keys.press("14,5", Key.Key_Return)
    keys.at("AT07")
    keys.press("3", Key.Key_F8)
    keys.at("AT09")
    for written in ("7.30", "2026-11-20", "2026-11-23 09.15"):
        keys.press(written, Key.Key_Return)
    keys.at("AT12")
    keys.press("Frukost och medicin.", Key.Key_F8)
    keys.at("AT13")
    keys.press("59.3293 18.0686", Key.Key_Return)

    # undo and redo
    keys.wait(lambda: keys.value("at13"))
    keys.ctrl(Key.Key_Z)
    keys.at("AT13")
    keys.wait(lambda: keys.value("at13") is None and keys.shown() is None)
    keys.ctrl(Key.Key_Y)
    keys.wait(lambda: keys.value("at13"))
    keys.wait(lambda: keys.shown() == "59.3293 18.0686")

    # two rows
    keys.ctrl(Key.Key_Return)
    for what in ("Dusch", "Promenad"):
        keys.press(Key.Key_Insert, with_=Mod.AltModifier)
        keys.at("AT14")
        keys.press(what, Key.Key_Tab)
        keys.press(Key.Key_F8)
        keys.at("AT15")
        keys.press("j")
    keys.wait(lambda: len([one for one in keys.stored(question="at15") if one.value == "ja"]) == 2)

    # a picture from the clipboard, covered; a file passed over; what was heard; the name
    keys.press(Key.Key_F8)
    keys.at("AT17")
    board = QImage(300, 200, QImage.Format.Format_RGB888)
    board.fill(QColor("#D0E0F0"))
    QGuiApplication.clipboard().setImage(board)
    keys.tab_to("Klistra in bild")
    keys.press(Key.Key_Space)
    keys.press(Key.Key_Insert)
    keys.tab_to("Från vilken dag?")
    keys.press("2026-11-20")
    keys.tab_to("Spara bilden med 1 övertäckning")
    keys.press(Key.Key_Space)
    keys.wait(lambda: keys.stored(Attachment))
    keys.wait(lambda: said(QApplication.focusWidget()) == "Klistra in bild")  # the sheet gives the focus back
    keys.press(Key.Key_F8)
    keys.at("AT18")
    keys.tab_to("Ej tillämpligt")
    keys.press(Key.Key_Space, Key.Key_F8)
    keys.at("AT19")
    keys.press("1", Key.Key_F8)
    keys.at("AT20")
    page = keys.window.page()
    pad = page.section.cards[page.section.current].attachments.signing.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 75))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(300, 75))
    lines = pad.as_text()
    for writes in (False, True):  # what is drawn, and what is typed in its place, is there when one comes back
        if writes:
            page.section.cards[page.section.current].attachments.signing.clean.click()
            keys.press("Tolvan Tolvansson")
        page.go_to(page.visit.cell_named("at02"))
        elsewhere = page.section.section
        page.go_to(page.visit.cell_named("at20"))
        keys.window.rebuild()  # the page is made anew, as it is after a stop
        page = keys.window.page()
        keys.wait(lambda page=page: page.visit is not None)
        keys.at("AT20")
        pad = page.section.cards[page.section.current].attachments.signing.pad
        assert (pad.as_text(), pad.name) == (("", "Tolvan Tolvansson") if writes else (lines, ""))
    assert elsewhere != page.section.section
    assert page.section.cards[page.section.current].begun
    keys.press(Key.Key_G, with_=Mod.ControlModifier | Mod.ShiftModifier)
    keys.wait(QApplication.activeModalWidget)
    dialog = QApplication.activeModalWidget()
    assert (dialog.sign.text(), dialog.sign.isEnabled()) == ("Signera (1 underskrift att spara)", False)
    keys.press(Key.Key_Escape)
    keys.window.activateWindow()  # as the desktop does when a dialog has gone
    keys.wait(lambda: said(QApplication.focusWidget()).startswith("Eller skriv namnet"))
    keys.press(Key.Key_Return)  # the name is there to be kept
    keys.wait(lambda: len(keys.stored(Attachment)) == 2)
    with keys.window.desk.store.reading() as reading:
        assert not [draft for draft in drafts_of(reading, VISIT) if draft.question == "at20"]

    # the next flagged one, and the signature
    keys.press(Key.Key_F8, with_=Mod.ControlModifier)
    keys.at("AT02")
    keys.press(Key.Key_G, with_=Mod.ControlModifier | Mod.ShiftModifier)
    keys.wait(QApplication.activeModalWidget)
    keys.press(Key.Key_Return)
    keys.wait(lambda: visit_of(keys).state is VisitState.SIGNED)

    values = {one.question: one.value for one in keys.stored() if not one.row}
    assert values["at01"] == "nej"
    assert values["at02"] == "ofta"
    assert values["at03"] == ("dusch", "stad")
    assert values["at04"] == ("person", "tid")
    assert (values["at06"], values["at07"], values["at09"]) == ("14.5", "3", "07:30")
    assert values["at10"] == "2026-11-20"
    assert values["at12"] == "Frukost och medicin."
    assert values["at13"] == "59.3293 18.0686"
    assert values["at18"] is Withheld.EJ_TILLAMPLIGT
    assert values["at19"] == "OK"
    assert keys.answer("at01").note == "Duschen uteblir"
    assert keys.answer("at02").flagged
    assert [one.text for one in keys.stored(Comment)] == ["Fråga utföraren"]
    assert sorted(one.value for one in keys.stored(question="at14")) == ["Dusch", "Promenad"]
    danger = next(one for one in keys.stored(Finding) if one.question == "at05")
    assert danger.acknowledged_at is not None
    photo, name = sorted(keys.stored(Attachment), key=lambda one: one.added_at)
    assert (photo.kind, photo.taken_at.astimezone().date().isoformat()) == (AttachmentKind.PHOTO, "2026-11-20")
    assert (name.kind, name.caption) == (AttachmentKind.SIGNATURE, "skriven med tangentbordet")


def visit_of(keys: Typist) -> Visit:
    with keys.window.desk.store.reading() as reading:
        return reading.get(Visit, VISIT)
