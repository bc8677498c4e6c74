"""The room Underlag: the files taken in, and the way a new one takes: looked at, mapped, shown, written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kollegie.intake.kept_imports import KeptImport
from kollegie.intake.protected_rows import ProtectedRows, remove_rows_of_protected, rows_of_protected
from kollegie.intake.refused_rows import SavedRows
from kollegie.intake.saved_mappings import SavedMapping, forget_mapping
from kollegie.intake.several_kinds import left_words
from kollegie.language import counted, grouped, say
from kollegie.model.amounts import whole
from kollegie.model.record_words import words_of
from kollegie.store.records import dispose_of_due_records, dispose_of_records
from ui.desk import Desk
from ui.dropped_files import dropped_files
from ui.file_work import AfterActs, FileWork, StillWriting
from ui.new_file import choose_new_file
from ui.page import Page
from ui.records.details import ImportDetails
from ui.records.import_work import LookedAt, Planned, carry, gather, look_at, plan, save_rows_with_mapping
from ui.records.mapping_panel import MappingPanel, Wanted
from ui.records.protected_removal import ProtectedRemoval, removed_words
from ui.records.waiting_files import NONE_WAIT, WaitingFiles
from ui.sorting import in_order
from ui.taking_in.import_panel import ImportPanel
from ui.taking_in.refused_rows import saved_words
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.empty_state import EmptyPage, EmptyState
from ui.widgets.row_list import RowList
from ui.widgets.strip import StripKind
from ui.widgets.two_line_delegate import Row


class RecordsPage(Page):
    """Shows every imported file. Nothing of a new one is written before the person has seen what it would do."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Underlag", "Records"), parent)
        self._kept: tuple[KeptImport, ...] = ()
        self._chosen: UUID | None = None
        self._just_taken_in = False
        self._wanted: Wanted | None = None
        self._waiting = NONE_WAIT
        self.mapping: MappingPanel | None = None
        self.plan_panel: ImportPanel | None = None
        self.dispose = PlainButton("", "trash-2")
        self.dispose.hide()
        self.take_in = PrimaryButton(say("Läs in fil…", "Take in a file…"), "file-plus", "Ctrl+I")
        self.work = FileWork(self, self.take_in)
        self.protected = ProtectedRemoval(self)
        for button in (self.work.stop, self.protected.button, self.protected.keep, self.dispose, self.take_in):
            self.header.add_action(button)
        self.list = RowList(say("Inlästa filer", "Files taken in"), _row)
        self.main_part = self.list
        self.details = ImportDetails()
        self._empty = EmptyState(
            "file-spreadsheet",
            say("Inget underlag än", "No records yet"),
            say(
                "Läs in tidrapporter, scheman, fakturor och annat underlag. Allt visas innan något skrivs.",
                "Take in time reports, schedules, invoices and other records. All is shown before it is written.",
            ),
            say("Läs in fil…", "Take in a file…"),
            "file-plus",
        )
        self._stack = QStackedWidget()
        self.setAcceptDrops(True)
        self._lay_out()
        self.take_in.clicked.connect(self.choose_files)
        self._empty.acted.connect(self.choose_files)
        self.work.failed.connect(self._show_problem)
        self.work.stopped.connect(self._tell_stopped)
        self.dispose.clicked.connect(self._dispose)
        self.protected.asked.connect(self._tell_asked)
        self.protected.wanted.connect(self._remove_protected)
        self.list.chosen.connect(self._show_chosen)
        self.details.removed.connect(self._remove)
        self.details.forgotten.connect(self._forget)
        self._stack.currentChanged.connect(self.turned)
        self.add_key("Ctrl+I", say("läs in fil", "take in a file"), self.choose_files)
        self.add_key("Escape", say("tillbaka", "back"), self.leave)

    def hints(self) -> tuple[tuple[str, str], ...]:
        take_in = ("Ctrl I", say("läs in", "take in"))
        browsing = self._stack.currentWidget() is self._browsing
        return (take_in,) if browsing else (take_in, ("Esc", say("tillbaka", "back")))

    def refresh(self) -> None:
        self.desk.ask(self, partial(gather, self.desk.store)).done.connect(self._show)
        found = self.desk.ask(self, partial(rows_of_protected, self.desk.store, self.protected.found))
        found.done.connect(self.protected.show_found)

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose files and look at the first of them."""
        files, _ = QFileDialog.getOpenFileNames(
            self,
            say("Läs in underlag", "Take in records"),
            "",
            say(
                "Tabeller och e-fakturor (*.csv *.txt *.xlsx *.xml)", "Tables and e-invoices (*.csv *.txt *.xlsx *.xml)"
            ),
        )
        if files:
            self.look_at([Path(name) for name in files])

    def look_at(self, files: Sequence[Path], sheet: str = "") -> None:
        """Look at the beginning of the first file, off the window's thread."""
        if self.work.going_on:
            self._show_own_sheet()
            self.failed.emit(StillWriting())  # what is being read goes on, and what waits for it
            return
        self.telling.emit(StripKind.INFO, "", "")  # what was said of another file
        self.work.start(partial(look_at, self.desk.store, files, sheet), self._show_mapping)

    @Slot()
    def leave(self) -> None:
        """Go back to the list; nothing is written, and what is being read for the panel left is let go of.

        From a plan with nothing to take in, go on to the files of another kind; else tell that they are left, too.
        """
        if self.plan_panel is None and self.work.going_on and not self.work.writing:
            self.work.give_up()
        nothing_new = self.plan_panel is not None and self.plan_panel.accept.isHidden()
        waited = self._stop_waiting()
        self._drop_panels()
        self._stack.setCurrentWidget(self._browsing)
        if nothing_new:
            self._show_next(waited)
        elif waited:
            self.telling.emit(StripKind.INFO, left_words(waited), "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.look_at(dropped_files(event.mimeData()))

    def save_refused_to(self, out: Path) -> None:
        """Save the refused rows of the plan shown."""
        if self.plan_panel is not None and self._wanted is not None:
            made, store = self.plan_panel.plan, self.desk.store
            work = partial(save_rows_with_mapping, store, self.plan_panel.files, self._wanted, made, out)
            self.work.start(work, self._tell_saved)

    def _lay_out(self) -> None:
        self._browsing = QWidget()
        row = QHBoxLayout(self._browsing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(PAGE_EDGE, PAGE_EDGE - 8, PAGE_EDGE, PAGE_EDGE)
        self._listed = QStackedWidget()
        self._listed.addWidget(self.list)
        self._nothing = EmptyPage(self._empty)
        self._listed.addWidget(self._nothing)
        column.addWidget(self._listed, 1)
        row.addWidget(left, 1)
        row.addWidget(self.details)
        self._stack.addWidget(self._browsing)
        self.column.addWidget(self._stack, 1)

    @Slot(object)
    def _show(self, gathered: tuple[tuple[KeptImport, ...], tuple[SavedMapping, ...]]) -> None:
        self._kept, mappings = gathered
        if self._just_taken_in and self._kept:
            self._just_taken_in, self._chosen = False, self._kept[0].record_set.id
        things: list[Any] = []
        kinds = in_order({one.record_set.kind for one in self._kept}, lambda kind: words_of(kind).word)
        for kind in kinds:
            of_kind = [one for one in self._kept if one.record_set.kind == kind]
            things.append(Row(words_of(kind).word, code=grouped(len(of_kind)), head=True))
            things.extend(of_kind)
        self.list.show_things(
            things, lambda thing: isinstance(thing, KeptImport) and thing.record_set.id == self._chosen
        )
        if self.list.current() is None:
            self.details.show_import(None)
        self.details.show_mappings(mappings)
        self._listed.setCurrentWidget(self.list if things else self._nothing)
        rows = sum(one.record_set.rows for one in self._kept)
        told = f"{whole(rows)} {say('rad' if rows == 1 else 'rader', 'row' if rows == 1 else 'rows')}"
        files = counted(len(self._kept), ("fil", "filer"), ("file", "files"))
        self.header.show_title(
            say("Underlag", "Records"),
            say(f"{files} · {told} · stannar på den här datorn", f"{files} · {told} · stay on this laptop"),
        )
        today = self.desk.now().date()
        due = [one for one in self._kept if one.record_set.dispose_on and one.record_set.dispose_on <= today]
        self.dispose.setVisible(bool(due))
        count = counted(len(due), ("fil", "filer"), ("file", "files"))
        self.dispose.setText(say(f"Gallra {count} vars dag har kommit", f"Dispose of {count} whose day has come"))

    @Slot(object)
    def _show_chosen(self, thing: object) -> None:
        if isinstance(thing, KeptImport):
            self._chosen = thing.record_set.id
            self.details.show_import(thing)

    # A new file

    def _show_mapping(self, seen: LookedAt) -> None:
        if self.work.given_up:
            return
        panel = self.mapping or self.plan_panel
        chosen = {*seen.files, *(one.path for one in seen.apart), *(path for path, _ in seen.unreadable)}
        at_panel = tuple(file for file in (panel.files if panel is not None else ()) if file not in chosen)
        left = (*at_panel, *self._waiting.without(chosen))
        self._drop_panels()
        self._waiting = WaitingFiles(behind=tuple(other.path for other in seen.apart))
        self.mapping = MappingPanel(seen.files, seen.first, seen.kept, seen.apart, seen.unreadable)
        self.mapping.wanted.connect(self._plan)
        self.mapping.sheet_wanted.connect(self._other_sheet)
        self.mapping.left.connect(self.leave)
        self._stack.addWidget(self.mapping)
        self._stack.setCurrentWidget(self.mapping)
        self.mapping.go_on.setFocus()
        if left:
            self.telling.emit(StripKind.INFO, left_words(left), "")

    @Slot(object)
    def _other_sheet(self, sheet: str) -> None:
        if self.mapping is not None:
            self.look_at([*self.mapping.files, *self._waiting.all, *self.mapping.left_out], sheet)

    @Slot(object)
    def _plan(self, wanted: Wanted) -> None:
        if self.mapping is not None:
            work = partial(plan, self.desk.store, self.mapping.files, wanted)
            self.work.start(work, self._show_plan, self.mapping.go_on)

    def _show_plan(self, planned: Planned) -> None:
        self._drop_panels()
        made, self._wanted = planned.plan, planned.wanted
        sheet = planned.wanted.mapping.sheet
        self.plan_panel = ImportPanel(words_of(made.kind), made, planned.files, planned.wanted.save_as, sheet)
        self.plan_panel.accepted.connect(self._carry_out)
        self.plan_panel.left.connect(self.leave)
        self.plan_panel.saving.connect(self._choose_refused_file)
        self._stack.addWidget(self.plan_panel)
        self._stack.setCurrentWidget(self.plan_panel)
        (self.plan_panel.accept if self.plan_panel.accept.isVisible() else self.plan_panel.problems).setFocus()

    @Slot()
    def _carry_out(self) -> None:
        if self.plan_panel is not None and self._wanted is not None:
            work = partial(carry, self.desk.store, self.plan_panel.plan, self._wanted)
            self.work.start(work, self._tell_carried_out, self.plan_panel.accept)

    def _tell_carried_out(self, count: int) -> None:
        words = words_of(self._wanted.kind if self._wanted else "")
        number = counted(count, words.sv, words.en)
        ask = say("Sök signaler på nytt i Varningssignaler.", "Look for signals anew in Warning signals.")
        told = say(f"{number} inlästa. {ask}", f"{number} taken in. {ask}")
        if not count and self._wanted and (name := self._wanted.save_as):
            told = say(f"Mappningen {name} är sparad.", f"The mapping {name} is kept.")
        self.telling.emit(StripKind.DONE, told, "")
        self._just_taken_in = bool(count)
        waited = self._stop_waiting()
        self.leave()
        self.refresh()
        self._show_next(waited)

    def _show_next(self, files: tuple[Path, ...]) -> None:
        """Show what is of another kind and was chosen together with the files that are done."""
        if files:
            QTimer.singleShot(0, self, partial(self._look_further, files))

    def _look_further(self, files: tuple[Path, ...]) -> None:
        """Look at the files of the next kind, unless others were chosen meanwhile; what was said last still stands."""
        if self.work.going_on or self.mapping is not None:
            self._waiting = self._waiting.and_behind(files)
            return
        self._waiting = WaitingFiles(self._waiting.behind, next=files)
        self.work.start(partial(look_at, self.desk.store, files, ""), self._show_mapping)

    def _stop_waiting(self) -> tuple[Path, ...]:
        """Let no file wait any more. Returns: those that did."""
        waited, self._waiting = self._waiting.all, NONE_WAIT
        return waited

    @Slot()
    def _choose_refused_file(self) -> None:
        if self.plan_panel is None:
            return
        name = f"avvisade-{self.plan_panel.files[0].stem}.xlsx"
        path = choose_new_file(self, say("Spara avvisade rader", "Save refused rows"), name, "Excel (*.xlsx)")
        if path is not None:
            self.save_refused_to(path)

    def _tell_saved(self, saved: list[SavedRows]) -> None:
        self.telling.emit(StripKind.DONE, saved_words(saved), "")

    # What is kept

    @Slot(object)
    def _remove(self, kept: KeptImport) -> None:
        receipt = self.desk.act(dispose_of_records, self.desk.store, kept.record_set.id, "removed by hand")
        receipt.meant_for(self).done.connect(partial(self._tell_removed, kept.record_set.file))

    def _tell_removed(self, file: str, _result: object) -> None:
        self._chosen = None
        self.telling.emit(StripKind.DONE, say(f"{file} är borttagen.", f"{file} has been removed."), "")
        self.refresh()

    @Slot(str)
    def _tell_asked(self, words: str) -> None:
        self.telling.emit(StripKind.INFO, words, "")

    @Slot()
    def _remove_protected(self) -> None:
        remove = partial(remove_rows_of_protected, self.desk.store)
        self.work.start(AfterActs(self.desk, remove), self._tell_protected)

    @Slot(object)
    def _tell_protected(self, gone: ProtectedRows) -> None:
        self.telling.emit(StripKind.DONE, removed_words(gone), "")
        self.refresh()

    @Slot()
    def _dispose(self) -> None:
        receipt = self.desk.act(dispose_of_due_records, self.desk.store, self.desk.now().date())
        receipt.done.connect(self._tell_disposed)

    @Slot(object)
    def _tell_disposed(self, gone: tuple[Any, ...]) -> None:
        files = counted(len(gone), ("fil", "filer"), ("file", "files"))
        self.telling.emit(StripKind.DONE, say(f"{files} gallrade.", f"{files} disposed of."), "")
        self.refresh()

    @Slot(object)
    def _forget(self, one: SavedMapping) -> None:
        self.desk.act(forget_mapping, self.desk.store, one.name, one.kind).done.connect(self.refresh)

    @Slot(Exception)
    def _show_problem(self, problem: Exception) -> None:
        self.protected.put_back()
        self._show_own_sheet()
        if self.mapping is None and self.plan_panel is None and not isinstance(problem, StillWriting):
            self._stop_waiting()  # the problem names them
        self.failed.emit(problem)

    @Slot()
    def _tell_stopped(self) -> None:
        """Nothing is read any more; name the files that wait for it, or say that some of a removal may be done."""
        self._show_own_sheet()
        if self.mapping is None and self.plan_panel is None and (waited := self._stop_waiting()):
            self.telling.emit(StripKind.INFO, left_words(waited), "")
        if self.work.writing:
            told = say(
                "Borttagningen avbröts. Det som hann tas bort är borta, resten står kvar.",
                "The removal was stopped. What it had reached is gone, the rest is still there.",
            )
            self.telling.emit(StripKind.INFO, told, "")
        self.refresh()

    def _show_own_sheet(self) -> None:
        if self.mapping is not None:
            self.mapping.show_own_sheet()

    def _drop_panels(self) -> None:
        for panel in (self.mapping, self.plan_panel):
            if panel is not None:
                self._stack.removeWidget(panel)
                panel.deleteLater()
        self.mapping = self.plan_panel = None


def _row(thing: Any) -> Row:
    if isinstance(thing, Row):
        return thing
    one = thing.record_set
    period = "" if one.first_day is None else f"{one.first_day} – {one.last_day}"
    refused = say(f"{one.refused} avvisade", f"{one.refused} refused") if one.refused else ""
    parts = (counted(one.rows, ("rad", "rader"), ("row", "rows")), refused, period)
    return Row(
        one.file,
        " · ".join(part for part in parts if part),
        code=f"{one.imported_at.astimezone():%Y-%m-%d}",
        code_tone=Tone.MUTED,
        state=thing.by,
        state_tone=Tone.MUTED,
        icon="file-spreadsheet",
    )
