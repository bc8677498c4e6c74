"""The first window: it opens one database and hands it over."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kollegie import __version__
from kollegie.errors import Cancelled
from kollegie.language import say
from kollegie.progress import Progress
from ui.problems import problem_of
from ui.theme import theme
from ui.tokens import FORM_WIDTH
from ui.unlocking.chain_picture import ChainPicture
from ui.unlocking.recent import RecentStores
from ui.unlocking.unlock_form import UnlockForm
from ui.widgets.labels import Label

if TYPE_CHECKING:
    from kollegie.store import Store
    from ui.tasks import Task
    from ui.unlocking.new_store import NewStore

LEAST_WIDTH = 640
END_WAIT = 5.0
"""Seconds a backup that is given up is given to take away what it has written."""
PICTURE_FROM = 900  # below this width the picture gives way to the form


def open_with(path: Path, passphrase: str, delay: float, _progress: Progress) -> Store:
    """Open the store, after a delay that grows with the number of wrong tries. Runs off the GUI thread."""
    from kollegie.store import open_store

    time.sleep(delay)
    return open_store(path, passphrase)


def make_with(path: Path, municipality: str, person: str, passphrase: str, _progress: Progress) -> Store:
    """Make a new store. Runs off the GUI thread."""
    from kollegie.store import create_store

    path.parent.mkdir(parents=True, exist_ok=True)
    return create_store(path, passphrase, municipality=municipality, person=person)


def restore_with(backup: Path, path: Path, passphrase: str, delay: float, progress: Progress) -> Store:
    """Put a backup back as `path`, or beside it, and open it. Given up, it leaves nothing. Runs off the GUI thread."""
    from kollegie.store import open_store
    from kollegie.store.backup import restore, take_away_restored

    time.sleep(delay)
    progress.check()
    path.parent.mkdir(parents=True, exist_ok=True)
    store = open_store(restore(backup, passphrase, path, progress), passphrase)
    try:
        progress.check()
    except Cancelled:
        take_away_restored(store)
        raise
    return store


def keep_recovery(store: Store, recovery: str, _progress: Progress) -> Store:
    """Let a recovery key open the store that was just made. Runs off the GUI thread."""
    from kollegie.store.keys import add_recovery_to_open

    add_recovery_to_open(store.path, store.key, recovery)
    return store


def close_again(store: Store) -> None:
    """Let go of a store that was opened when it was no longer wanted."""
    store.close()


def take_away(store: Store) -> None:
    """Take away a store that was put back when it was no longer wanted."""
    from kollegie.store.backup import take_away_restored

    take_away_restored(store)


def delay_after(wrong_tries: int) -> float:
    """How long the next try waits. Units: seconds; none for the first two slips, eight at most."""
    return 0.0 if wrong_tries < 3 else min(8.0, 2.0 ** (wrong_tries - 3))


class UnlockWindow(QWidget):
    """Shows which database will be opened and asks for its passphrase.

    `opened` tells the open store; `painted` that the window has been seen for the first time, so that heavier parts
    may be loaded; `helping` that the handbook is wanted; `switching` another file than the one it was started with.
    """

    opened = Signal(object)
    painted = Signal()
    helping = Signal()
    switching = Signal(Path)

    def __init__(self, recent: RecentStores, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self._path = path
        self._wrong_tries = 0
        self._task: Task | None = None
        self._seen = False
        self._made: Store | None = None
        self._forsaken: Callable[[Store], None] = close_again
        self.setWindowTitle("Kollegie")
        self.setMinimumSize(LEAST_WIDTH, 480)
        self._picture = ChainPicture()
        self._scroll = QScrollArea()
        self._form: QWidget = QWidget()
        self._foot = Label("", "caption")
        self._lay_out()
        if path.is_file():
            self.show_store(path)
        elif recent.all():
            self._show_chooser(missing=path)
        else:
            self._show_new(first=True)

    @property
    def path(self) -> Path:
        """The file that will be opened."""
        return self._path

    @property
    def form(self) -> QWidget:
        """What is shown just now: the passphrase, the choice of database, or a new one."""
        return self._form

    def show_store(self, path: Path) -> None:
        """Ask for the passphrase of this database."""
        self._path = path
        self._wrong_tries = 0
        form = UnlockForm(self._recent.of(path))
        form.unlocking.connect(self.unlock)
        form.changing.connect(self._show_chooser)
        self._show_form(form)
        form.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self.switching.emit(path)

    @Slot(Path)
    def show_backup(self, backup: Path) -> None:
        """Ask for the passphrase of a backup, to put it back beside what is there."""
        from ui.unlocking.restore_form import RestoreForm

        self._wrong_tries = 0
        form = RestoreForm(backup)
        form.restoring.connect(partial(self._restore, backup))
        form.going_back.connect(self._choose_again)
        self._show_form(form)
        form.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self, backup: Path, passphrase: str) -> None:
        self._form.show_busy(say("Återställer…", "Restoring…"))  # type: ignore[attr-defined]  # the form of a backup
        work = partial(restore_with, backup, self._path, passphrase, delay_after(self._wrong_tries))
        self._run(work, self._hand_over_restored, forsaken=take_away)

    @Slot(object)
    def _hand_over_restored(self, store: Store) -> None:
        self._path = store.path
        self._hand_over(store)

    @Slot()
    def _choose_again(self) -> None:
        self._show_chooser(missing=None if self._path.is_file() else self._path)

    @Slot(str)
    def unlock(self, passphrase: str) -> None:
        """Try a passphrase."""
        if isinstance(self._form, UnlockForm):
            self._form.show_busy(say("Låser upp…", "Unlocking…"))
        self._run(partial(open_with, self._path, passphrase, delay_after(self._wrong_tries)))

    def show_opening(self) -> None:
        """Say that the database is open and its window on the way."""
        if isinstance(self._form, UnlockForm):
            self._form.show_busy(say("Öppnar…", "Opening…"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)  # when all parts have been painted, not just this one

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what is under way; a backup that is being put back takes away what it has written first."""
        task = self._task
        self._forsake()
        if task is not None and self._forsaken is take_away:
            task.wait(END_WAIT)
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_F1:
                self.helping.emit()
            case Qt.Key.Key_Escape if not isinstance(self._form, UnlockForm) and self._path.is_file():
                self.show_store(self._path)
            case _:
                super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 16)
        foot.addStretch()
        foot.addWidget(self._foot)
        foot.addStretch()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._scroll, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._picture, 2)
        row.addLayout(right, 3)
        self._foot.setText(
            " · ".join((f"Kollegie {__version__}", say("Avsluta Alt F4", "Quit Alt F4"), say("Hjälp F1", "Help F1")))
        )

    def _fit(self) -> None:
        self._picture.setVisible(self.width() >= PICTURE_FROM * theme().text_scale)
        self._form.setMaximumWidth(theme().px(FORM_WIDTH))

    def _show_form(self, form: QWidget) -> None:
        self._forsake()
        self._form = form
        form.setMaximumWidth(theme().px(FORM_WIDTH))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(form, 100)
        row.addStretch(1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(24, 16, 24, 16)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        self._scroll.setWidget(holder)  # the form shown before is deleted by the scroll area

    @Slot()
    def _show_chooser(self, *, missing: Path | None = None) -> None:
        """Show the databases known here; `missing` is one that was asked for and is not there."""
        from ui.unlocking.store_chooser import StoreChooser

        chooser = StoreChooser(self._recent.all())
        if missing is not None:
            chooser.show_missing(missing)
        chooser.chosen.connect(self.show_store)
        chooser.restoring.connect(self.show_backup)
        chooser.making.connect(self._show_new)
        chooser.going_back.connect(self._go_back)
        self._show_form(chooser)
        chooser.focus_first()

    @Slot()
    def _show_new(self, *, first: bool = False) -> None:
        from ui.unlocking.new_store import NewStoreForm

        form = NewStoreForm(self._unused_path(), first=first)
        form.making.connect(self._make)
        form.going_back.connect(self._go_back)
        form.opening.connect(self._show_chooser)
        self._show_form(form)
        form.municipality.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _go_back(self) -> None:
        self.show_store(self._path)

    def _unused_path(self) -> Path:
        """A name beside the present file that is not taken."""
        number, path = 2, self._path
        while path.exists():
            path = self._path.with_name(f"{self._path.stem}-{number}{self._path.suffix}")
            number += 1
        return path

    @Slot(object)
    def _make(self, new: NewStore) -> None:
        form = self._form
        form.show_busy(say("Gör databasen…", "Making the database…"))  # type: ignore[attr-defined]  # the new store's form
        self._path = new.path
        work = partial(make_with, new.path, new.municipality, new.person, new.passphrase)
        self._run(work, self._offer_recovery)

    def _run(
        self,
        work: Callable[[Progress], Store],
        then: Callable[[Store], None] | None = None,
        forsaken: Callable[[Store], None] = close_again,
    ) -> None:
        from ui.tasks import Task

        self._forsaken = forsaken
        self._task = Task(work)
        self._task.succeeded.connect(then or self._hand_over)
        self._task.failed.connect(self._refuse)
        self._task.start()

    def _forsake(self) -> None:
        """Another form is shown: the database the one before was opening is not the one that is wanted now.

        A backup that was being put back is given up, and nothing of it stays.
        """
        task, self._task = self._task, None
        if task is not None:
            task.succeeded.disconnect()
            task.failed.disconnect()
            task.succeeded.connect(self._forsaken)
            task.cancel()

    @Slot(object)
    def _offer_recovery(self, store: Store) -> None:
        """Show a recovery key for the new database, which may be skipped and made later in the settings."""
        from ui.unlocking.recovery_form import RecoveryForm

        self._task = None
        self._made = store
        form = RecoveryForm(later=say("Hoppa över, gör den senare", "Skip it, make it later"))
        form.confirmed.connect(self._keep_recovery)
        form.skipped.connect(self._go_on)
        self._show_form(form)
        form.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _keep_recovery(self, recovery: str) -> None:
        self._form.show_busy(say("Sparar…", "Keeping…"))  # type: ignore[attr-defined]  # the recovery form
        assert self._made is not None, "the recovery key of a database that was just made"
        self._run(partial(keep_recovery, self._made, recovery))

    @Slot()
    def _go_on(self) -> None:
        self._hand_over(self._made)

    @Slot(object)
    def _hand_over(self, store: object) -> None:
        self._task = None
        self.show_opening()
        self.opened.emit(store)

    def refuse_opened(self, problem: Exception) -> None:
        """The passphrase was right and yet the database cannot be worked in just now: say why, to be tried again."""
        if not isinstance(self._form, UnlockForm):
            self.show_store(self._path)
        self._refuse(problem)

    @Slot(Exception)
    def _refuse(self, problem: Exception) -> None:
        self._task = None
        self._wrong_tries += type(problem).__name__ == "WrongPassphrase"
        told = problem_of(problem)
        if told is not None and hasattr(self._form, "show_refusal"):
            self._form.show_refusal(told.sentence)
