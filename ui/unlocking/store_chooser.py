"""Which database to open: those opened here before, a file from elsewhere, or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.tokens import Tone
from ui.unlocking.recent import RecentStore
from ui.unlocking.unlock_form import opened_words
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card_button import CardButton
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.strip import Strip, StripKind


class StoreChooser(QWidget):
    """`chosen` tells the file to open, `restoring` a backup to put back, `making` that a new database is wanted,
    `going_back` that nothing changes."""

    chosen = Signal(Path)
    restoring = Signal(Path)
    making = Signal()
    going_back = Signal()

    def __init__(self, stores: Sequence[RecentStore], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(10))
        column.addWidget(Heading(say("Välj databas", "Choose a database"), "unlock"))
        column.addWidget(
            WrappedLabel(
                say(
                    "Varje databas är en krypterad fil med sin egen lösenfras.",
                    "Each is an encrypted file with its own passphrase.",
                ),
                "body",
                Tone.MUTED,
            )
        )
        column.addSpacing(theme().space(6))
        for store in stores:
            column.addWidget(self._button_of(store))
        column.addSpacing(theme().space(6))
        ways = QWidget()
        row = FlowLayout(ways, gap=10, line_gap=10)
        self.open_file = PlainButton(say("Öppna en fil…", "Open a file…"), "folder-open")
        self.open_file.clicked.connect(self._ask_for_file)
        self.make_new = PlainButton(say("Ny databas…", "New database…"), "file-plus")
        self.make_new.clicked.connect(self.making)
        self.restore = PlainButton(say("Återställ en säkerhetskopia…", "Restore a backup…"), "history")
        self.restore.clicked.connect(self._ask_for_backup)
        self.back = LinkButton(say("Tillbaka", "Back"), "arrow-left", "Esc")
        self.back.clicked.connect(self.going_back)
        for button in (self.open_file, self.make_new, self.restore, self.back):
            row.addWidget(button)
        column.addWidget(ways)
        self._column = column

    def show_missing(self, path: Path) -> None:
        """Say that the file asked for is not there; there is nothing to go back to then."""
        from kollegie.store.errors import StoreIsFolder, StoreMissing

        folder = str(path.absolute().parent)
        why = StoreIsFolder(name=path.name) if path.is_dir() else StoreMissing(name=path.name, folder=folder)
        self._column.insertWidget(1, Strip(StripKind.REFUSAL, why.sentence()))
        self.back.hide()

    def _button_of(self, store: RecentStore) -> CardButton:
        second = [store.role] if store.role else []
        second.append(opened_words(store.opened_at) if store.opened_at else store.path.name)
        button = CardButton(store.title, " · ".join(second), "hard-drive")
        button.setProperty("path", str(store.path))
        button.clicked.connect(self._choose)
        return button

    @Slot()
    def _choose(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(Path(str(sender.property("path"))))

    @Slot()
    def _ask_for_file(self) -> None:
        if name := self._file(say("Öppna en databas", "Open a database")):
            self.chosen.emit(Path(name))

    @Slot()
    def _ask_for_backup(self) -> None:
        if name := self._file(say("Välj en säkerhetskopia", "Choose a backup")):
            self.restoring.emit(Path(name))

    def _file(self, title: str) -> str:
        name, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()), "Kollegie (*.kollegie)")
        return name

    def focus_first(self) -> None:
        """Give the focus to the first database, or to opening a file."""
        first = self.findChild(CardButton) or self.open_file
        first.setFocus(Qt.FocusReason.OtherFocusReason)
