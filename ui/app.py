"""The running program: from the first window to the last word stored.

Before the first paint nothing heavy is imported: the unlock window is real content and hides the loading of the
database engine, which begins when it has been painted.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCryptographicHash,
    QLockFile,
    QObject,
    QTimer,
    Slot,
)
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication, QWidget

from kollegie.errors import KollegieError
from kollegie.folders import data_folder, settings_folder
from kollegie.language import say
from kollegie.progress import Progress
from kollegie.settings import IDLE_MINUTES, Settings
from ui.applying import apply_settings
from ui.crash_log import CrashLog
from ui.folders import log_folder
from ui.starting import Options, given_passphrase, keep_language, read_options, relaunch
from ui.unlocking.recent import RecentStores
from ui.unlocking.unlock_window import UnlockWindow
from ui.window_places import WindowPlaces

if TYPE_CHECKING:
    from kollegie.store import Store
    from ui.clipboard_guard import ClipboardGuard
    from ui.idle_lock import IdleLock
    from ui.locked_cover import LockedCover
    from ui.main_window import MainWindow
    from ui.session_lock import SessionLock
    from ui.settings.backup_work import BackupWork
    from ui.tasks import Task

LOCK_AGAIN = 5000
"""Milliseconds until a lock that had to wait for the disk tries again."""
HEAVY = (
    "kollegie.store",
    "ui.opening",
    "ui.main_window",
    "ui.single",
    "ui.idle_lock",
    "ui.session_lock",
    "ui.clipboard_guard",
    "ui.today",
    "ui.reviews",
)
"""What is loaded while the first window is looked at."""


def open_window(argv: Sequence[str]) -> int:
    """Open the program's window. Returns the exit status.

    Shape: `argv` as on the command line: `--store FILE`, `--passphrase-file FILE`, `--language LANGUAGE`.
    """
    gc.disable()  # thousands of classes are made before the first paint, and none of them is garbage; see ui.garbage
    options = read_options(argv)
    app = QApplication([sys.argv[0]])
    app.setApplicationName("Kollegie")
    app.setDesktopFileName("kollegie")
    log = CrashLog(log_folder() / "kollegie.log")
    log.install()
    settings = Settings(settings_folder() / "settings.json")
    keep_language(settings, options.language)
    program = Program(app, settings, log, relaunch=relaunch)
    try:
        if not program.start(options):
            return 0
        return app.exec()
    finally:
        program.end()
        log.remove()


class Program(QObject):
    """Holds the one window that is open, and carries out what concerns the whole process."""

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        log: CrashLog,
        *,
        relaunch: Callable[[Path], None],
    ) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self._log = log
        self._relaunch = relaunch
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(LOCK_AGAIN)
        self._retry.timeout.connect(self._lock)
        self._recent = RecentStores(settings.path.with_name("recent.json"))
        self._places = WindowPlaces(settings.path.with_name("windows.ini"))
        self._only: QLockFile | None = None
        self._path = Path()
        self._loading: Task | None = None
        self._idle: IdleLock | None = None
        self._desktop: SessionLock | None = None
        self._copied: ClipboardGuard | None = None
        self._handbook: QWidget | None = None
        self.unlock_window: UnlockWindow | None = None
        self.main_window: MainWindow | None = None
        self.cover: LockedCover | None = None
        apply_settings(settings)
        app.commitDataRequest.connect(self._store_all)
        app.setQuitOnLastWindowClosed(True)
        log.fault.connect(self._show_fault)

    def start(self, options: Options) -> bool:
        """Show the unlock window. False where another window already has the database open; that one comes forward."""
        path = (options.store or self._latest()).absolute()
        if not self._claim(path):
            return False
        window = UnlockWindow(self._recent, path)
        self.unlock_window = window
        window.opened.connect(self._open)
        window.painted.connect(self._load)
        window.switching.connect(self._switch)
        window.helping.connect(self._help)
        self._places.place(window, "unlock")
        window.show()
        passphrase = given_passphrase(options.passphrase_file)
        if passphrase and path.is_file():
            window.unlock(passphrase)
        return True

    def end(self) -> None:
        """Store what is left and say that it was closed in order."""
        if self.main_window is None:
            return
        from kollegie.store.drafts import end_running

        if self._copied is not None:
            self._copied.clear()
        window, self.main_window = self.main_window, None
        self._places.remember(window, "main")
        stored = window.flush()
        if stored:
            with suppress_store_errors(), window.desk.store.work() as work:
                end_running(work)
        if window.desk.close() and stored:
            self._recent.closed(self._path)

    def _latest(self) -> Path:
        known = self._recent.all()
        if known:
            return known[0].path
        return data_folder() / "kollegie.kollegie"

    # One window per database

    def _claim(self, path: Path) -> bool:
        """Take the database for this window. False where another window has it, which then comes forward.

        A full disk, or a folder for settings that cannot be written, takes no lock file: that is no other window.
        Then the bell tells whether somebody is there, and if nobody answers the database is opened without a lock.
        """
        name = name_of(path)
        folder = self._settings.path.parent
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        lock = QLockFile(str(folder / f"open-{name}.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(100):
            from ui.single import call_forward

            if call_forward(name) or lock.error() is QLockFile.LockError.LockFailedError:
                return False
        self._only, self._path = lock, path
        return True

    @Slot(Path)
    def _switch(self, path: Path) -> bool:
        if path == self._path:
            return True
        old = self._only
        if self._claim(path):
            if old is not None:
                old.unlock()
            return True
        self._app.quit()  # the other window has been called forward
        return False

    # Opening

    @Slot()
    def _load(self) -> None:
        from ui.tasks import Task, hear_faults

        hear_faults(self._log.hear)
        self._loading = Task(load_heavy)
        self._loading.start()

    @Slot(object)
    def _open(self, store: Store) -> None:
        from ui.clipboard_guard import ClipboardGuard
        from ui.garbage import leave_program_alone, look_again_in_quiet
        from ui.idle_lock import IdleLock
        from ui.opening import open_desk
        from ui.session_lock import SessionLock
        from ui.single import Doorbell

        if not self._switch(store.path):  # a database just made is another than the one the program began with
            store.close()
            return
        leave_program_alone()
        try:
            window = open_desk(store, self._settings, self._recent)
        except KollegieError as problem:  # a full disk or a read-only folder: the unlock window tells it and stays
            store.close()
            if self.unlock_window is None:
                raise
            self.unlock_window.refuse_opened(problem)
            return
        self.main_window = window
        window.locking.connect(self._lock)
        self._places.place(window, "main")
        window.show()
        if self.unlock_window is not None:
            self._places.remember(self.unlock_window, "unlock")
            self.unlock_window.close()
            self.unlock_window.deleteLater()
            self.unlock_window = None
        bell = Doorbell(name_of(self._path), window)
        bell.rung.connect(self._come_forward)
        self._idle = IdleLock(self._settings.get(IDLE_MINUTES), parent=window)
        self._idle.woken.connect(self._give_up_backup)
        self._idle.due.connect(self._lock)
        self._idle.quiet.connect(look_again_in_quiet)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self._idle)  # sees what the person does before any widget, and little else
        self._idle.start()
        self._desktop = SessionLock(parent=window)
        self._desktop.sleeping.connect(self._give_up_backup)
        self._desktop.due.connect(self._lock)
        window.desk.hears = self._desktop.heard
        self._copied = ClipboardGuard(self._app.clipboard(), parent=window)
        window.settings_changed.connect(self._follow_settings)
        window.greet()

    @Slot()
    def _follow_settings(self) -> None:
        if self._idle is not None:
            self._idle.wait_for(self._settings.get(IDLE_MINUTES))

    @Slot()
    def _help(self) -> None:
        from ui.help import HandbookWindow

        self._handbook = HandbookWindow("borja")
        self._handbook.show()

    # Ending

    @Slot()
    def _lock(self) -> None:
        """End this process, which holds the key and the text, and start one that shows the lock.

        A backup that is being made needs no screen: it is waited for behind a cover.
        """
        if self.main_window is None or self.cover is not None:
            return
        if not self.main_window.flush():  # nothing is thrown away, and the reason stands in the bottom line
            from ui.widgets.strip import StripKind

            words = say(
                "Allt är inte sparat än. Fönstret låses när det är det; göm skärmen så länge.",
                "Not everything is saved yet. The window locks once it is; hide the screen meanwhile.",
            )
            self.main_window.strip.tell(StripKind.PROBLEM, words)
            self._retry.start()
            return
        covered = False
        try:
            covered = self._cover_backup()
        finally:  # whatever goes wrong: a hidden process must not go on holding the key
            if not covered:
                self._show_lock()

    def _cover_backup(self) -> bool:
        """Hide everything. True where a backup is being made, which a cover then stands for."""
        for window in self._app.topLevelWidgets():
            window.hide()
        if self._copied is not None:
            self._copied.clear()
        work = self._backup()
        if self.main_window is None or work is None or not work.going_on:
            return False
        from ui.locked_cover import LockedCover

        cover = LockedCover(work)
        cover.over.connect(self._show_lock)
        work.failed.connect(self._leave_word)  # nobody need read it behind the lock
        self._places.place(cover, "locked")
        cover.show()
        self.cover = cover
        return True

    @Slot(Exception)
    def _leave_word(self, problem: Exception) -> None:
        from ui.opening import leave_word

        if self.main_window is not None:
            leave_word(self.main_window.desk.store, problem)

    @Slot()
    def _show_lock(self) -> None:
        try:
            self.end()
        finally:
            if self._only is not None:
                self._only.unlock()
            self._relaunch(self._path)
            self._app.quit()

    @Slot()
    def _give_up_backup(self) -> None:
        """The computer goes to sleep, or wakes from it: the key must not lie in what it keeps of its memory."""
        if (work := self._backup()) is not None:
            work.stop()

    def _backup(self) -> BackupWork | None:
        """The maker of backups, if any file is being written at all."""
        from ui.tasks import files_under_way

        if self.main_window is None or not files_under_way():
            return None
        from ui.settings.backup_work import backup_work_of

        return backup_work_of(self.main_window.desk)

    @Slot()
    def _come_forward(self) -> None:
        from ui.single import come_forward

        if (window := self.cover or self.main_window) is not None:
            come_forward(window)

    @Slot(QSessionManager)
    def _store_all(self, _manager: QSessionManager) -> None:
        if self.main_window is not None:
            self.main_window.flush()

    @Slot(str)
    def _show_fault(self, report: str) -> None:
        if self.main_window is not None:
            self.main_window.strip.tell_fault(report)


def name_of(path: Path) -> str:
    """What the lock and the bell of a database are called: nothing that tells where it lies."""
    digest = QCryptographicHash.hash(str(path).encode(), QCryptographicHash.Algorithm.Sha256)
    return bytes(digest.toHex().data()).decode()[:16]


def load_heavy(_progress: Progress) -> None:
    """Import what the open window needs, off the GUI thread, while the passphrase is typed."""
    for name in HEAVY:
        import_module(name)


def suppress_store_errors() -> suppress:
    """What ends the program must not be stopped by a full disk; the unordered close is then told at the next start."""
    from kollegie.store.errors import StoreError

    return suppress(StoreError)
