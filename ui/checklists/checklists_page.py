"""The page of checklists: those in use, those being written, and the way from one to the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kollegie.intake.checklist_draft import Judged, Table, draft_from_text, held_of
from kollegie.language import counted, say
from kollegie.model.checklist import Checklist
from kollegie.model.ids import new_id
from kollegie.planning.checklist_drafts import drop_checklist_draft, keep_checklist_draft
from kollegie.planning.publishing import next_version
from kollegie.visiting.moving import Move
from ui.checklists.checklist_files import Taken
from ui.checklists.detail import ChecklistDetail
from ui.checklists.editor import ChecklistEditor
from ui.checklists.editor_keys import EditorKeys
from ui.checklists.filing import Filing
from ui.checklists.gathering import Shown, gather_checklists
from ui.checklists.listed_line import row_of
from ui.checklists.moving_visits import MovingVisits
from ui.checklists.publish_panel import PublishPanel
from ui.checklists.publishing_steps import PublishingSteps
from ui.checklists.report_strip import ReportStrip
from ui.desk import Desk
from ui.page import Page
from ui.problems import problem_of
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.row_list import RowList
from ui.widgets.strip import Act, StripKind


class ChecklistsPage(Page):
    """Shows the checklists; one is opened in the editor, where every key is kept."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Checklistor", "Checklists"), parent)
        self.list = RowList(say("Checklistor", "Checklists"), row_of)
        self.main_part = self.list
        self.detail = ChecklistDetail()
        self.panel = PublishPanel()
        self.editor: ChecklistEditor | None = None
        self.filing = Filing(self)
        self.moving = MovingVisits(desk, self)
        self.publishing = PublishingSteps(self)
        self.keys = EditorKeys(self)
        self.strip = ReportStrip(StripKind.INFO, "")
        self.strip.hide()
        self._held_wanted: UUID | None = None
        self._dropped: tuple[UUID, str, str] | None = None
        self.new = PlainButton(say("Ny", "New"), "plus")
        self.take_in = PlainButton(say("Läs in fil…", "Take in a file…"), "file-plus", "Ctrl+I")
        self.back = PlainButton(say("Alla checklistor", "All checklists"), "arrow-left")
        self.show_outline = PlainButton(say("Frågor", "Questions"), "menu")
        self.show_trial = PlainButton(say("Prova", "Try it"), "eye", "F9")
        self.faults = LinkButton("", "circle-alert", "F8")
        self.undo = PlainButton(say("Ångra", "Undo"), "undo-2")
        self.export = PlainButton(say("Spara som fil…", "Save as a file…"), "download")
        self.ready = PrimaryButton(say("Publicera…", "Publish…"), "check")
        self._stack = QStackedWidget()
        self._lay_out()
        self._listen()
        self.show_step("list")

    # What it can be asked

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.editor is None:
            return (("Ctrl E", say("ändra", "change")), ("Ctrl I", say("läs in", "take in")))
        return (
            ("Ctrl N", say("ny fråga", "new question")),
            ("F8", say("nästa fel", "next fault")),
            ("Ctrl Z", say("ångra", "undo")),
            ("Alt ↑↓", say("flytta", "move")),
        )

    def place(self) -> object:
        return self.editor.id if self.editor is not None else None

    def show_place(self, place: object) -> None:
        if isinstance(place, UUID):
            self._held_wanted = place
            self.refresh()

    def refresh(self) -> None:
        self.desk.look(self, gather_checklists).done.connect(self._show)

    def panels(self) -> list[QWidget]:
        """The columns F6 goes round."""
        return self.editor.panels() if self.editor is not None else [self.list, self.detail]

    def flush(self) -> bool:
        """Hand over what is typed and wait until it is stored."""
        self._keep()
        return self.desk.flush()

    # The list

    @Slot(object)
    def _show(self, found: tuple[Shown, ...]) -> None:
        current = self.list.current()
        wanted = current.id if current is not None else None
        self.list.show_things(found, keep=lambda one: one.id == wanted)
        if self.list.current() is None and found:
            self.list.go_to(0)
        elif self.list.current() is not None:
            self.detail.show_one(self.list.current())
        if self._held_wanted is not None:
            draft = next((one for one in found if one.draft is not None and one.draft.id == self._held_wanted), None)
            self._held_wanted = None
            if draft is not None:
                self._edit(draft)

    @Slot()
    def edit_chosen(self) -> None:
        """Open the draft chosen, or a new draft of the checklist chosen."""
        shown = self.list.current()
        if shown is not None:
            self._edit(shown)

    def _edit(self, shown: Shown) -> None:
        if shown.draft is not None:
            self._open(shown.draft.id, draft_from_text(shown.draft.text))
        elif shown.checklist is not None:
            held = held_of(shown.checklist)
            held["version"] = next_version(shown.checklist.version)
            self._open(new_id(self.desk.store.clock(), self.desk.store.source), held)

    @Slot()
    def make_new(self) -> None:
        """Open an empty draft."""
        held: Table = {"schema": 1, "id": "min-lista", "version": "1", "titel": say("Ny checklista", "New checklist")}
        self._open(new_id(self.desk.store.clock(), self.desk.store.source), held)
        if self.editor is not None:
            self.editor.new_section()
            self.editor.new_question()

    def _open(self, id: UUID, held: Table) -> None:
        self.close_editor()
        editor = self.editor = ChecklistEditor(self.desk, id, held)
        editor.judged_anew.connect(self._show_judged)
        editor.columns_changed.connect(self._show_ways)
        self._stack.addWidget(editor)
        self.show_step("editor")

    def close_editor(self) -> None:
        """Put the draft away; it is kept."""
        if self.editor is not None:
            self._keep()
            self._stack.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None

    @Slot()
    def leave(self) -> None:
        """Go back one step: from the report to the draft, from the draft to all checklists; nothing is lost."""
        if self._stack.currentWidget() is self.panel:
            self.show_step("editor")
        elif self.editor is not None:
            self.close_editor()
            self.show_step("list")
            self.desk.act(_stored).done.connect(self._refresh_after)  # not before the draft stands in the store

    @Slot()
    def _discard(self) -> None:
        shown = self.list.current()
        if shown is not None and shown.draft is not None:
            self._dropped = (shown.draft.id, shown.draft.title, shown.draft.text)
            self.desk.act(drop_checklist_draft, self.desk.store, shown.draft.id).done.connect(self._tell_dropped)

    @Slot(object)
    def _tell_dropped(self, _text: str) -> None:
        if self._dropped is not None:
            title = self._dropped[1]
            words = say(f"Utkastet {title} är kastat.", f"The draft {title} is discarded.")
            self.say_in_strip(StripKind.UNDO, words, acts=[Act("undo-drop", say("Ångra", "Undo"))])
        self.refresh()

    # Files

    @Slot(object)
    def _show_taken(self, taken: Taken) -> None:
        self._open(new_id(self.desk.store.clock(), self.desk.store.source), taken.held)
        if self.editor is not None:
            self.editor.keep()
        self.say_in_strip(
            StripKind.PROBLEM if taken.faults else StripKind.DONE,
            "\n".join(taken.lines),
            say("Inläst som utkast", "Taken in as a draft"),
        )

    @Slot()
    def choose_export(self) -> None:
        """Save the checklist in hand to a file the person chooses."""
        if self.editor is not None:
            self.editor.when_judged(self._export)
        else:
            self._export()

    def _export(self) -> None:
        checklist = self.checklist_in_hand()
        if checklist is not None:
            self.filing.choose_target(checklist)
        else:
            self.ask_to_put_right()

    @Slot()
    def choose_print(self) -> None:
        """Print the paper form of the checklist in hand."""
        checklist = self.checklist_in_hand()
        if checklist is not None:
            self.filing.choose_form(checklist, self.desk.now().date())

    def checklist_in_hand(self) -> Checklist | None:
        """The checklist chosen, or what the draft comes to; None while it has faults."""
        if self.editor is not None:
            return self.editor.judgement.checklist
        shown = self.list.current()
        return shown.checklist if isinstance(shown, Shown) else None

    def ask_to_put_right(self) -> None:
        """Say that a faulty draft goes nowhere yet."""
        words = say("Rätta felen först: F8 går till nästa.", "Put the faults right first: F8 goes to the next.")
        self.say_in_strip(StripKind.REFUSAL, words)

    @Slot(object)
    def _tell_saved(self, path: Path) -> None:
        self.say_in_strip(StripKind.DONE, say(f"Sparat i {path.name}.", f"Saved in {path.name}."))

    # Moving visits

    @Slot(object)
    def _show_preview(self, move: Move) -> None:
        block = self.detail.visits.get(move.visit.id)
        if block is not None:
            block.show_preview(move.sentences())

    @Slot(object)
    def _tell_moved(self, move: Move) -> None:
        words = say(f"Besöket är nu i version {move.new.version}.", f"The visit is now on version {move.new.version}.")
        self.say_in_strip(StripKind.UNDO, words, acts=[Act("undo-move", say("Ångra", "Undo"))])
        self.refresh()

    # How it is shown

    def _lay_out(self) -> None:
        self.header.put_first(self.back)
        for part in (
            self.filing.work.stop,
            self.new,
            self.take_in,
            self.show_outline,
            self.show_trial,
            self.faults,
            self.undo,
            self.export,
            self.ready,
        ):
            self.header.add_action(part)
        browsing = QWidget()
        row = QHBoxLayout(browsing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list, 40)
        row.addWidget(self.detail, 60)
        self._browsing = browsing
        self._stack.addWidget(browsing)
        self._stack.addWidget(self.panel)
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(16, 8, 16, 8)
        inside.addWidget(self.strip)
        self._strip_holder = holder
        holder.hide()
        self.column.addWidget(holder)
        self.column.addWidget(self._stack, 1)

    def _listen(self) -> None:
        self.list.chosen.connect(self.detail.show_one)
        self.list.opened.connect(self._edit)
        self.detail.editing.connect(self.edit_chosen)
        self.detail.printing.connect(self.choose_print)
        self.detail.exporting.connect(self.choose_export)
        self.detail.discarding.connect(self._discard)
        self.detail.preview_wanted.connect(self.moving.preview)
        self.detail.moving.connect(self.moving.move)
        self.detail.moving_back.connect(self.moving.move_back)
        self.moving.seen.connect(self._show_preview)
        self.moving.moved.connect(self._tell_moved)
        self.filing.taken.connect(self._show_taken)
        self.filing.saved.connect(self._tell_saved)
        for part in (self.moving, self.filing):
            part.failed.connect(self._show_faults)
        self.panel.publishing.connect(self.publishing.publish)
        self.panel.left.connect(self.leave)
        self.panel.renamed.connect(self.publishing.propose_again)
        self.new.clicked.connect(self.make_new)
        self.take_in.clicked.connect(self.filing.choose_file)
        self.back.clicked.connect(self.leave)
        self.faults.clicked.connect(self.keys.next_fault)
        self.undo.clicked.connect(self.keys.undo)
        self.export.clicked.connect(self.choose_export)
        self.ready.clicked.connect(self.publishing.ask)
        self.show_outline.clicked.connect(self.keys.toggle_outline)
        self.show_trial.clicked.connect(self.keys.toggle_trial)
        self.strip.acted.connect(self._act)

    def show_step(self, place: str) -> None:
        """Show the list, the editor, or what publishing would do."""
        editing, publishing = place == "editor" and self.editor is not None, place == "publish"
        target: QWidget = self._browsing
        if publishing:
            target = self.panel
        elif editing and self.editor is not None:
            target = self.editor
        self._stack.setCurrentWidget(target)
        self.back.setVisible(editing or publishing)
        for part in (self.new, self.take_in):
            part.setVisible(not editing and not publishing)
        for way in (self.undo, self.export, self.ready):
            way.setVisible(editing)
        self._say_nothing()
        self._show_ways()
        if self.editor is None:
            self.header.show_title(say("Checklistor", "Checklists"))
        else:
            self._show_judged(self.editor.judgement)
        self.turned.emit()

    @Slot()
    def _show_ways(self) -> None:
        editing = self.editor is not None and self._stack.currentWidget() is self.editor
        outline, trial = self.editor.hidden if self.editor is not None and editing else (False, False)
        self.show_outline.setVisible(outline)
        self.show_trial.setVisible(trial)
        self.faults.setVisible(editing and self.editor is not None and bool(self.editor.fault_words()))

    @Slot(object)
    def _show_judged(self, judgement: Judged) -> None:
        editor = self.editor
        if editor is None:
            return
        checklist = judgement.checklist
        questions = len(checklist.control_questions) if checklist is not None else 0
        meta = (
            counted(questions, ("fråga", "frågor"), ("question", "questions"))
            if checklist is not None
            else say("utkast, sparat på den här datorn", "a draft, kept on this computer")
        )
        version = str(editor.draft.held.get("version", ""))
        self.header.show_title(
            editor.title, say(f"Utkast till version {version} · {meta}", f"Draft of version {version} · {meta}")
        )
        self.faults.setText(editor.fault_words())
        self.faults.updateGeometry()
        self.undo.setEnabled(editor.draft.can_undo)
        self._show_ways()

    def say_in_strip(self, kind: StripKind, text: str, title: str = "", acts: Any = ()) -> None:
        """Say something above the page."""
        self.strip.show_message(kind, text, title, acts)
        self.strip.show()
        self._strip_holder.show()

    def _say_nothing(self) -> None:
        self._strip_holder.hide()

    @Slot(Exception)
    def _show_faults(self, problem: Exception) -> None:
        """What is wrong with a file has many places: here it can be read whole and copied."""
        told = problem_of(problem)
        if told is not None:
            self.say_in_strip(StripKind.REFUSAL, *told.in_strip)

    @Slot(str)
    def _act(self, name: str) -> None:
        self._say_nothing()
        if name == "undo-drop" and self._dropped is not None:
            id, title, text = self._dropped
            self.desk.act(keep_checklist_draft, self.desk.store, id, title, text).done.connect(self._refresh_after)
        elif name == "undo-move":
            self.moving.take_back()

    @Slot(object)
    def _refresh_after(self, _done: object) -> None:
        self.refresh()

    def _keep(self) -> None:
        if self.editor is not None and self.editor.dirty:
            self.editor.keep()

    def hideEvent(self, event: Any) -> None:
        self._keep()
        super().hideEvent(event)


def _stored() -> None:
    """What comes after all that was handed over before."""
