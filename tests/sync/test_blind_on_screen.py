"""Every screen, search, export, command and log of one blind visitor is gone through for the other's answers.

Before both have signed there is not one trace; after it the same search finds them, which shows that it would have.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from sync.blind_worlds import VERAS, VERAS_FINDING, VILLES, VILLES_FINDING, Blind, traces
from sync.worlds import PASSPHRASE

from kollegie.cli import main
from kollegie.settings import Settings
from kollegie.store import Store
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.gathering import gather_facts
from kollegie.summary.issuing import issue_summary
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.rooms import ALL, rooms_for
from ui.theme import theme

pytestmark = pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
CANARIES = (VERAS, VERAS_FINDING)
COMMANDS = (
    ("visit", "list"),
    ("visit", "show", "1-001"),
    ("visit", "compare", "1-001"),
    ("visit", "comments", "1-001"),
    ("round", "show"),
    ("round", "pack"),
    ("round", "agreement"),
    ("round", "compare"),
    ("follow-up", "list"),
    ("conflicts", "list"),
    ("signals", "list"),
    *(("search", word) for canary in CANARIES for word in (canary, canary.split()[0])),
)


def settle(desk: Desk) -> None:
    quiet, until = 0, time.monotonic() + 60
    while quiet < 5 and time.monotonic() < until:
        QApplication.processEvents()
        quiet = 0 if desk.writer.waiting or desk._reader.waiting else quiet + 1
        time.sleep(0.005)


def words_in(widget: QWidget) -> Iterator[str]:
    """Everything a person, a screen reader or a pointer at rest could read."""
    for part in (widget, *widget.findChildren(QWidget)):
        yield from (part.accessibleName(), part.accessibleDescription(), part.toolTip(), part.windowTitle())
        if isinstance(part, (QLabel, QAbstractButton, QLineEdit)):
            yield part.text()
        elif isinstance(part, QPlainTextEdit):
            yield part.toPlainText()
        elif isinstance(part, QAbstractItemView) and part.model() is not None:
            model = part.model()
            for row in range(model.rowCount(QModelIndex())):
                columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
                for column in range(columns):
                    index = model.index(row, column, QModelIndex())
                    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, 256, 257):
                        yield str(index.data(role))


def screens(store: Store, own: object, folder: Path) -> set[str]:
    """All words of every room, with the places that lead furthest in."""
    theme()
    desk = Desk(store, Settings(folder / "settings.json"))
    window = MainWindow(desk, frozenset({"lead", "visitor"}))
    window.resize(1440, 900)
    window.show()
    found: set[str] = set()
    places: list[tuple[str, object]] = [(room.name, None) for room in rooms_for(ALL)]
    places += [("findings", "doubles"), ("findings", "calibration"), ("findings", "conflicts"), ("visit", own)]
    places += [("search", canary.split()[0]) for canary in CANARIES]
    for room, place in places:
        window.enter(room, place) if place is not None else window.enter(room)
        settle(desk)
        found |= set(words_in(window))
    window.hide()
    desk.flush()
    window.deleteLater()
    QApplication.processEvents()
    return found


def exports(store: Store, review: UUID, folder: Path) -> Iterator[bytes]:
    """The summary in each edition: what is said in it, which the PDF prints, and the files that hold it as text."""
    with store.reading() as reading:
        facts = gather_facts(reading, review, date(2026, 11, 25))
    for edition in (Edition.INTERNAL, Edition.PUBLIC):
        yield repr(compile_content(facts, edition)).encode()
        for ending in (".xlsx", ".docx"):
            out = folder / f"{edition.value}{ending}"
            issue_summary(store, review, edition, out)
            with zipfile.ZipFile(out) as whole:
                yield b"".join(whole.read(name) for name in whole.namelist())


def everywhere(store: Store, own: object, review: UUID, folder: Path, run: Callable[..., str]) -> list[str]:
    """Where the other's words are found: the file, the screens, the commands, the exports, the logs."""
    found = [f"file: {word}" for word in traces(store, *CANARIES)]
    shown = "\n".join(screens(store, own, folder))
    told = "\n".join(run(*command) for command in COMMANDS)
    given = b"\n".join(exports(store, review, folder))
    logs = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.suffix in (".log", ".json", ".ini"))
    for canary in CANARIES:
        found += [f"screen: {canary}"] if canary in shown else []
        found += [f"command: {canary}"] if canary in told else []
        found += [f"export: {canary}"] if canary.encode() in given else []
        found += [f"log: {canary}"] if canary.encode() in logs else []
    return found


def test_one_visitors_answers_are_nowhere_at_the_other_before_both_have_signed(
    blind: Blind,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    folder = tmp_path / "out"
    folder.mkdir()

    def run(*words: str) -> str:
        main(["--store", str(blind.ville.path), *words])
        said = capsys.readouterr()
        return said.out + said.err

    review = blind.visit.review_id
    blind.answered(blind.vera, VERAS, VERAS_FINDING)
    blind.signed(blind.vera)
    own = blind.answered(blind.ville, VILLES, VILLES_FINDING, "ja")
    blind.sync_all()

    assert everywhere(blind.ville, own.id, review, folder, run) == []

    blind.signed(blind.ville)
    blind.sync_all()
    after = everywhere(blind.ville, own.id, review, folder, run)

    assert {f"{where}: {canary}" for where in ("file", "screen", "command") for canary in CANARIES} <= set(after)
    assert not any(one.startswith("log") for one in after)
