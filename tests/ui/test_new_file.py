"""A new file always gets its ending, and Qt's own words are in the program's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kollegie.language import Language, speak
from ui.new_file import choose_new_file, named
from ui.qt_words import let_qt_speak

KINDS = "PDF (*.pdf);;Word (*.docx)"
ENDINGS = {"PDF (*.pdf)": ".pdf", "Word (*.docx)": ".docx"}


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    let_qt_speak()
    yield
    speak(Language.SV)
    let_qt_speak()


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def answer_boxes(*answers: Callable[[QWidget], None]) -> list[str]:
    """Answer the boxes as they open, one after the other; gives the title of each."""
    left = list(answers)
    titles: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if box is None or (titles and box.property("answered") and not left):
            return
        if left:
            titles.append(box.windowTitle())
            QTimer.singleShot(50, look)
            left.pop(0)(box)

    QTimer.singleShot(50, look)
    return titles


def save_as(name: str, kind: str = "PDF (*.pdf)") -> Callable[[QWidget], None]:
    def act(box: QWidget) -> None:
        assert isinstance(box, QFileDialog)
        box.selectNameFilter(kind)
        box.filterSelected.emit(kind)
        line = box.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        if name:
            line.setText(name)
        box.accept()

    return act


def say_no(box: QWidget) -> None:
    assert isinstance(box, QMessageBox)
    box.button(QMessageBox.StandardButton.No).click()


def leave(box: QWidget) -> None:
    assert isinstance(box, QFileDialog)
    box.reject()


def test_a_name_without_ending_gets_it_and_a_file_that_is_there_is_asked_about(over: QWidget, tmp_path: Path) -> None:
    there = tmp_path / "namn.pdf"
    there.write_text("något annat")
    proposed = str(tmp_path / "förslag.pdf")

    titles = answer_boxes(save_as("namn"), say_no, leave)
    assert choose_new_file(over, "Spara brevet", proposed, KINDS) is None
    assert len(titles) == 3

    answer_boxes(save_as("namn"))
    assert choose_new_file(over, "Spara brevet", proposed, KINDS, may_exist=True) == there


def test_the_proposed_name_follows_the_kind_that_is_chosen(over: QWidget, tmp_path: Path) -> None:
    answer_boxes(save_as("", "Word (*.docx)"))

    chosen = choose_new_file(over, "Spara", str(tmp_path / "förslag.pdf"), KINDS)

    assert chosen == tmp_path / "förslag.docx"


@pytest.mark.parametrize(
    ("proposed", "name"),
    [("brev-2026/12.pdf", "brev-2026-12.pdf"), ('a\\b:c*"?".pdf', "a-b-c-.pdf"), ("åäö 1.pdf", "åäö 1.pdf")],
)
def test_a_proposed_name_points_into_no_folder(
    over: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proposed: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer_boxes(save_as(""))

    chosen = choose_new_file(over, "Spara brevet", proposed, KINDS)

    assert chosen is not None
    assert chosen.name == name


@pytest.mark.parametrize(
    ("written", "kind", "stands"),
    [
        ("mitt.pdf", "Word (*.docx)", "mitt.docx"),
        ("mitt", "Word (*.docx)", "mitt.docx"),
        ("mitt.docx", "PDF (*.pdf)", "mitt.docx"),
        ("vecka 47.2026", "PDF (*.pdf)", "vecka 47.2026.pdf"),
        ("mitt.PDF", "", "mitt.pdf"),
    ],
)
def test_only_the_ending_we_proposed_gives_way(written: str, kind: str, stands: str) -> None:
    assert named(Path(written), ENDINGS, kind, ".pdf") == Path(stands)


def test_qt_says_its_words_in_the_language_chosen(over: QWidget) -> None:
    def cancel() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, over)
        button = box.findChild(QPushButton)
        assert button is not None
        return button.text().replace("&", "")

    assert cancel() == "Avbryt"
    speak(Language.EN)
    let_qt_speak()
    assert cancel() == "Cancel"
