"""Checklists to and from files, chosen by the person: taken in as drafts, saved, printed as forms."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.summary.paper_form import PaperForm, form_of, print_form
from ui.checklists.checklist_files import Taken, read_any, write_any
from ui.file_work import FileWork
from ui.new_file import choose_new_file

if TYPE_CHECKING:
    from datetime import date

    from kollegie.model.checklist import Checklist

IMPORTABLE = "*.toml *.xlsx *.xls *.xlsm *.csv"


class Filing(QObject):
    """Reads and writes for the page. `taken` tells a file as a draft, `saved` where something was written, `failed`
    why nothing was."""

    taken = Signal(object)
    saved = Signal(object)
    failed = Signal(Exception)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.work = FileWork(self)
        self.work.failed.connect(self.failed)

    def choose_file(self) -> None:
        """Let the person choose a file to take in as a draft."""
        name, _ = QFileDialog.getOpenFileName(
            self._over,
            say("Läs in en checklista", "Take in a checklist"),
            "",
            say(f"Checklistor ({IMPORTABLE})", f"Checklists ({IMPORTABLE})"),
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Read a file as a draft, with the report of what became of it."""
        self.work.start(partial(_read, path), self._tell_taken)

    def choose_target(self, checklist: Checklist) -> None:
        """Let the person choose where the checklist is saved, as a checklist file or an XLSForm workbook."""
        kinds = say("Checklista (*.toml);;XLSForm (*.xlsx)", "Checklist (*.toml);;XLSForm (*.xlsx)")
        title = say("Spara checklistan", "Save the checklist")
        path = choose_new_file(self._over, title, f"{checklist.id}.toml", kinds)
        if path is not None:
            self.save(checklist, path)

    def save(self, checklist: Checklist, path: Path) -> None:
        """Write the checklist to a file."""
        self.work.start(partial(write_any, checklist, path), self._tell_saved)

    def choose_form(self, checklist: Checklist, day: date) -> None:
        """Let the person choose where the paper form goes."""
        title = say("Spara blanketten", "Save the paper form")
        path = choose_new_file(self._over, title, f"{checklist.id}.pdf", "PDF (*.pdf)")
        if path is not None:
            self.print_form(checklist, path, day)

    def print_form(self, checklist: Checklist, path: Path, day: date) -> None:
        """Print the paper form. Units: `day` decides which statutes hold."""
        self.work.start(partial(_print, form_of(checklist, day=day), path, day), self._tell_saved)

    @Slot(object)
    def _tell_taken(self, taken: Taken) -> None:
        self.taken.emit(taken)

    @Slot(object)
    def _tell_saved(self, path: Path) -> None:
        self.saved.emit(path)


def _read(path: Path, _progress: Progress) -> Taken:
    return read_any(path)


def _print(form: PaperForm, path: Path, day: date, _progress: Progress) -> Path:
    print_form(form, path, day=day)
    return path
