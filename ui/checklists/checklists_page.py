"""The page of checklists: those in use, those being written, and the way from one to the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kollegie.intake.checklist_draft import Judged, Table, draft_from_text, held_of
from kollegie.intake.checklists import national_of, shipped_checklist
from kollegie.language import counted, say
from kollegie.model.checklist import Checklist
from kollegie.model.ids import new_id
from kollegie.model.reviews import ChecklistPublication
from kollegie.planning.checklist_drafts import drop_checklist_draft, keep_checklist_draft
from kollegie.planning.publishing import Proposed, next_version, propose, publish
from kollegie.visiting.moving import Move
from ui.checklists.checklist_files import Taken
from ui.checklists.detail import ChecklistDetail
from ui.checklists.editor import ChecklistEditor
from ui.checklists.filing import Filing
from ui.checklists.gathering import Shown, gather_checklists
from ui.checklists.moving_visits import MovingVisits
from ui.checklists.publish_panel import PublishPanel
from ui.desk import Desk
from ui.page import Page
from ui.problems import problem_of
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.row_list import RowList
from ui.widgets.strip import Act, Strip, StripKind
from ui.widgets.two_line_delegate import Row


class ChecklistsPage(Page):
    """Shows the checklists; one is opened in the editor, where every key is kept."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Checklistor", "Checklists"), parent)
        self.list = RowList(say("Checklistor", "Checklists"), _row)
        self.main_part = self.list
        self.detail = ChecklistDetail()
        self.panel = PublishPanel()
        self.editor: ChecklistEditor | None = None
        self.filing = Filing(self)
        self.moving = MovingVisits(desk, self)
        self.strip = Strip(StripKind.INFO, "")
        self.strip.hide()
        self._held_wanted: UUID | None = None
        self._dropped: tuple[UUID, str, str] | None = None
        self._proposed: Proposed | None = None
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
        self._make_keys()
        self._show_place("list")

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
        self._close_editor()
        editor = self.editor = ChecklistEditor(self.desk, id, held)
        editor.judged_anew.connect(self._show_judged)
        editor.columns_changed.connect(self._show_ways)
        self._stack.addWidget(editor)
        self._show_place("editor")

    def _close_editor(self) -> None:
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
            self._show_place("editor")
        elif self.editor is not None:
            self._close_editor()
            self._show_place("list")
            self.refresh()

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
            self._say(StripKind.UNDO, words, acts=[Act("undo-drop", say("Ångra", "Undo"))])
        self.refresh()

    # Files

    @Slot(object)
    def _show_taken(self, taken: Taken) -> None:
        self._open(new_id(self.desk.store.clock(), self.desk.store.source), taken.held)
        if self.editor is not None:
            self.editor.keep()
        self._say(
            StripKind.PROBLEM if taken.faults else StripKind.DONE,
            "\n".join(taken.lines[:12]),
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
            self._ask_to_put_right()

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

    def _ask_to_put_right(self) -> None:
        words = say("Rätta felen först: F8 går till nästa.", "Put the faults right first: F8 goes to the next.")
        self._say(StripKind.REFUSAL, words)

    @Slot(object)
    def _tell_saved(self, path: Path) -> None:
        self._say(StripKind.DONE, say(f"Sparat i {path.name}.", f"Saved in {path.name}."))

    # Publishing

    @Slot()
    def ask_to_publish(self) -> None:
        """Show what publishing the draft would do."""
        if self.editor is not None:
            self.editor.when_judged(self._begin_to_publish)

    def _begin_to_publish(self) -> None:
        if self.checklist_in_hand() is None:
            self._ask_to_put_right()
            return
        self.panel.start_over()
        self._propose()

    @Slot()
    def _propose(self) -> None:
        checklist = self.checklist_in_hand()
        if checklist is None:
            return
        receipt = self.desk.look(self, partial(_proposed, checklist=checklist, renames=self.panel.renames))
        receipt.done.connect(self._show_proposed)
        receipt.failed.connect(self._tell_problem)

    @Slot(object)
    def _show_proposed(self, proposed: Proposed) -> None:
        self._proposed = proposed
        self.panel.show_proposed(proposed)
        self._show_place("publish")

    @Slot()
    def _publish(self) -> None:
        proposed = self._proposed
        if proposed is None:
            return
        checklist = proposed.checklist
        receipt = self.desk.act(
            publish,
            self.desk.store,
            checklist,
            national=national_of(checklist),
            in_use=shipped_checklist(checklist.id),
        )
        receipt.done.connect(self._tell_published)
        receipt.failed.connect(self._tell_problem)

    @Slot(object)
    def _tell_published(self, publication: ChecklistPublication) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.keep()  # what waits is stored before the draft, which is used up now, is let go of
            self.desk.act(drop_checklist_draft, self.desk.store, editor.id)
            self._stack.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        self._show_place("list")
        self._say(
            StripKind.DONE,
            say(
                f"{publication.checklist} används för nya besök. Påbörjade besök stannar i sin version.",
                f"{publication.checklist} is used for new visits. Begun visits stay on their version.",
            ),
        )
        self.refresh()

    # Moving visits

    @Slot(object)
    def _show_preview(self, move: Move) -> None:
        block = self.detail.visits.get(move.visit.id)
        if block is not None:
            block.show_preview(move.sentences())

    @Slot(object)
    def _tell_moved(self, move: Move) -> None:
        words = say(f"Besöket är nu i version {move.new.version}.", f"The visit is now on version {move.new.version}.")
        self._say(StripKind.UNDO, words, acts=[Act("undo-move", say("Ångra", "Undo"))])
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
            part.failed.connect(self._tell_problem)
        self.panel.publishing.connect(self._publish)
        self.panel.left.connect(self.leave)
        self.panel.renamed.connect(self._propose)
        self.new.clicked.connect(self.make_new)
        self.take_in.clicked.connect(self.filing.choose_file)
        self.back.clicked.connect(self.leave)
        self.faults.clicked.connect(self._next_fault)
        self.undo.clicked.connect(self._undo)
        self.export.clicked.connect(self.choose_export)
        self.ready.clicked.connect(self.ask_to_publish)
        self.show_outline.clicked.connect(self._toggle_outline)
        self.show_trial.clicked.connect(self._toggle_trial)
        self.strip.acted.connect(self._act)

    def _make_keys(self) -> None:
        self.add_key("Ctrl+E", say("ändra checklistan", "change the checklist"), self.edit_chosen)
        self.add_key("Ctrl+I", say("läs in en fil", "take in a file"), self.filing.choose_file)
        self.add_key("Ctrl+P", say("blankett som PDF", "paper form as PDF"), self.choose_print)
        self.add_key("Escape", say("tillbaka", "back"), self.leave)
        self.add_key("Ctrl+N", say("ny fråga", "new question"), self._new_question)
        self.add_key("Ctrl+D", say("kopiera frågan", "copy the question"), self._copy)
        self.add_key("Alt+Up", say("flytta upp", "move up"), partial(self._shift, -1))
        self.add_key("Alt+Down", say("flytta ned", "move down"), partial(self._shift, 1))
        self.add_key("F8", say("nästa fel", "next fault"), self._next_fault)
        self.add_key("F9", say("prova", "try it"), self._toggle_trial)
        self.add_key("Ctrl+Z", say("ångra", "undo"), self._undo)
        self.add_key("Ctrl+Y", say("gör om", "redo"), self._redo)
        self.add_key("Ctrl+Shift+Z", say("gör om", "redo"), self._redo)

    def _show_place(self, place: str) -> None:
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

    def _say(self, kind: StripKind, text: str, title: str = "", acts: Any = ()) -> None:
        self.strip.show_message(kind, text, title, acts)
        self.strip.show()
        self._strip_holder.show()

    def _say_nothing(self) -> None:
        self._strip_holder.hide()

    @Slot(Exception)
    def _tell_problem(self, error: Exception) -> None:
        problem = problem_of(error)
        if problem is not None:
            self._say(StripKind.REFUSAL, problem.text, problem.title)

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

    # Keys in the editor

    @Slot()
    def _new_question(self) -> None:
        if self.editor is not None:
            self.editor.new_question()

    @Slot()
    def _copy(self) -> None:
        if self.editor is not None:
            self.editor.copy_chosen()

    def _shift(self, by: int) -> None:
        if self.editor is not None:
            self.editor.move_chosen(by)

    @Slot()
    def _next_fault(self) -> None:
        if self.editor is not None:
            self.editor.go_to_next_fault()

    @Slot()
    def _toggle_trial(self) -> None:
        if self.editor is not None:
            self.editor.toggle_trial()

    @Slot()
    def _toggle_outline(self) -> None:
        if self.editor is not None:
            self.editor.toggle_outline()

    @Slot()
    def _undo(self) -> None:
        if self.editor is not None:
            self.editor.undo()

    @Slot()
    def _redo(self) -> None:
        if self.editor is not None:
            self.editor.redo()

    def _keep(self) -> None:
        if self.editor is not None and self.editor.dirty:
            self.editor.keep()

    def hideEvent(self, event: Any) -> None:
        self._keep()
        super().hideEvent(event)


def _row(shown: Shown) -> Row:
    if shown.draft is not None:
        at = f"{shown.changed_at.astimezone():%Y-%m-%d %H.%M}" if shown.changed_at is not None else ""
        return Row(
            shown.title,
            say(f"ändrat {at}", f"changed {at}"),
            say("Utkast", "Draft"),
            code_tone=Tone.ACCENT,
            icon="pencil",
        )
    checklist = shown.checklist
    assert checklist is not None
    questions = counted(len(checklist.control_questions), ("fråga", "frågor"), ("question", "questions"))
    waiting = sum(bool(one.to) for one in shown.movable)
    state = say(f"{waiting} besök i äldre version", f"{waiting} visits on an older version") if waiting else ""
    return Row(
        shown.title,
        questions,
        say(f"version {checklist.version}", f"version {checklist.version}"),
        state,
        code_tone=Tone.MUTED,
        icon="clipboard-check",
    )


def _proposed(reading: Any, *, checklist: Any, renames: dict[str, str]) -> Proposed:
    return propose(reading, checklist, shipped_checklist(checklist.id), renames)
