"""What the window does when a sync has ended: shows what came, and tells what it has to say or what stopped it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kollegie.errors import KollegieError
from kollegie.language import say
from ui.sync.sync_words import acts_after
from ui.widgets.strip import Act, StripKind

if TYPE_CHECKING:
    from kollegie.sync.receipts import Receipt
    from ui.main_window import MainWindow
    from ui.page_stack import PageStack


class HeardSyncs(QObject):
    """Says it in the strip of its window; the room Synk says it itself."""

    def __init__(self, window: MainWindow, stack: PageStack) -> None:
        super().__init__(window)
        self._window = window
        self._stack = stack
        syncing = window.syncing
        syncing.finished.connect(window.strip.hear_synced)
        syncing.finished.connect(self._tell_notes)
        syncing.finished.connect(self._refresh_pages)
        syncing.failed.connect(self._tell_problem)

    @Slot()
    def _refresh_pages(self) -> None:
        """Show what came; a sync nobody asked for, that brought nothing, leaves the page alone."""
        receipt = self._window.syncing.receipt
        if self._window.syncing.quiet and receipt is not None and not (receipt.received or receipt.left):
            return
        self._stack.refresh()

    @Slot(str)
    def tell_gone(self, words: str) -> None:
        """Tell that what was open has left this computer, beside what the sync that took it had to say."""
        syncing, said = self._window.syncing, [words]
        if syncing.receipt is not None and not syncing.quiet:
            notes = (*syncing.receipt.notes, *syncing.receipt.refused)
            said += [note for note in notes if note not in syncing.receipt.of_cases]
        self._tell(said)

    @Slot(object)
    def _tell_notes(self, receipt: Receipt) -> None:
        """Tell what a sync that was asked for has to say, such as why something waits."""
        notes = (*receipt.notes, *receipt.refused)
        if notes and self._window.room != "sync" and not self._window.syncing.quiet:
            self._tell(notes)

    def _tell(self, said: Sequence[str]) -> None:
        why = Act("show-sync", say("Visa kvittot", "Show the receipt"), link=True)
        self._window.strip.tell(StripKind.INFO, " ".join(said), "", (why,))

    @Slot(Exception)
    def _tell_problem(self, error: Exception) -> None:
        """Tell why a sync did not go through, where the person is; a fault of ours in every room."""
        if not isinstance(error, KollegieError):
            self._window.strip.tell_problem(error)
        elif self._window.room != "sync":
            self._window.strip.tell_problem(error, acts_after(error))
