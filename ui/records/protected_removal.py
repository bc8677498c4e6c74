"""Rows about people with a protected identity that were taken in before it was known: told first, then removed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.intake.protected_rows import ProtectedRows
from kollegie.language import counted, say
from ui.widgets.buttons import LinkButton, PlainButton


class ProtectedRemoval(QObject):
    """Two buttons that stand where there are such rows. `asked` tells in words what would go, at the first press;
    `wanted` that it is to go, at the second."""

    asked = Signal(str)
    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found = ProtectedRows()
        self._sure = False
        self.button = PlainButton("", "shield-check")
        self.keep = LinkButton(say("Behåll", "Keep"))
        self.button.clicked.connect(self._press)
        self.keep.clicked.connect(self.put_back)
        self.put_back()

    @Slot(object)
    def show_found(self, found: ProtectedRows) -> None:
        """Offer the removal of these rows."""
        self.found = found
        self.put_back()

    @Slot()
    def put_back(self) -> None:
        """Offer the first press again: nothing goes until somebody has been told what would."""
        self._sure = False
        self.keep.hide()
        rows = _rows(self.found)
        self.button.setText(say(f"Ta bort {rows} om skyddade…", f"Remove {rows} about protected people…"))
        self.button.setVisible(bool(self.found.rows or self.found.copies))

    @Slot()
    def _press(self) -> None:
        if self._sure:
            self.put_back()
            self.wanted.emit()
            return
        self._sure = True
        self.keep.show()
        self.button.setText(say("Ta bort för gott", "Remove for good"))
        self.asked.emit(_removal_words(self.found))


def removed_words(gone: ProtectedRows) -> str:
    """What has gone."""
    return say(f"{_rows(gone)} om skyddade är borttagna.", f"{_rows(gone)} about protected people are removed.")


def _rows(found: ProtectedRows) -> str:
    return counted(found.rows or found.copies, ("rad", "rader"), ("row", "rows"))


def _removal_words(found: ProtectedRows) -> str:
    """What would go: the rows of files with their copies, or what signals, questions and reclaims still tell."""
    rows = _rows(found)
    synced = say(
        "Det går inte att ångra. Kopior som redan har synkats står kvar i historiken hos andra.",
        "It cannot be undone. Copies that have been synced stay in the history of others.",
    )
    if not found.rows:
        told = say(
            f"{rows} om personer med skyddad identitet finns kvar i signaler, frågor och återkrav: rader ur underlag, "
            "eller räknesteg som säger när någon var där. De tas bort.",
            f"{rows} about people with protected identity are left in signals, questions and reclaims: rows of "
            "records, or steps of a calculation that tell when somebody was there. They go.",
        )
        return f"{told} {synced}"
    people = counted(len(found.people), ("person", "personer"), ("person", "people"))
    files = ", ".join(found.files)
    told = say(
        f"{rows} om {people} med skyddad identitet i {files} togs in före skyddet, eller med flit. De tas bort ur "
        "filerna och ur signaler, frågor och återkrav.",
        f"{rows} about {people} with protected identity in {files} were taken in before it was known, or on purpose. "
        "They go from the files and from signals, questions and reclaims.",
    )
    return f"{told} {synced}"
