"""The keys of the checklists' page, and what they do in the editor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kollegie.language import say
from ui.visiting.row_bar import ADD_KEY, REMOVE_KEY, RowBar

if TYPE_CHECKING:
    from ui.checklists.checklists_page import ChecklistsPage


class EditorKeys(QObject):
    """Gives its page the keys; those of the editor do nothing while none is open."""

    def __init__(self, page: ChecklistsPage) -> None:
        super().__init__(page)
        self._page = page
        page.add_key("Ctrl+E", say("ändra checklistan", "change the checklist"), page.edit_chosen)
        page.add_key("Ctrl+I", say("läs in en fil", "take in a file"), page.filing.choose_file)
        page.add_key("Ctrl+P", say("blankett som PDF", "paper form as PDF"), page.choose_print)
        page.add_key("Escape", say("tillbaka", "back"), page.leave)
        page.add_key("Ctrl+N", say("ny fråga", "new question"), self.new_question)
        page.add_key("Ctrl+D", say("kopiera frågan", "copy the question"), self.copy)
        page.add_key("Alt+Up", say("flytta upp", "move up"), partial(self.shift, -1))
        page.add_key("Alt+Down", say("flytta ned", "move down"), partial(self.shift, 1))
        page.add_key("F8", say("nästa fel", "next fault"), self.next_fault)
        page.add_key("F9", say("prova", "try it"), self.toggle_trial)
        page.add_key(
            ADD_KEY, say("lägg till en rad i provet", "add a row to the trial"), partial(self.at_row, RowBar.ask_to_add)
        )
        page.add_key(
            REMOVE_KEY,
            say("ta bort raden i provet", "remove the row of the trial"),
            partial(self.at_row, RowBar.ask_to_remove),
        )
        page.add_key("Ctrl+Z", say("ångra", "undo"), self.undo)
        page.add_key("Ctrl+Y", say("gör om", "redo"), self.redo)
        page.add_key("Ctrl+Shift+Z", say("gör om", "redo"), self.redo)

    @Slot()
    def new_question(self) -> None:
        """Add a question below the one chosen."""
        if self._page.editor is not None:
            self._page.editor.new_question()

    @Slot()
    def copy(self) -> None:
        """Put a copy below what is chosen."""
        if self._page.editor is not None:
            self._page.editor.copy_chosen()

    def shift(self, by: int) -> None:
        """Move what is chosen one step."""
        if self._page.editor is not None:
            self._page.editor.move_chosen(by)

    @Slot()
    def next_fault(self) -> None:
        """Go to the next fault."""
        if self._page.editor is not None:
            self._page.editor.go_to_next_fault()

    def at_row(self, act: Callable[[RowBar], object]) -> None:
        """Add or remove a row of the repeat that is tried."""
        bar = self._page.editor.trial.section.bar_in_hand() if self._page.editor is not None else None
        if bar is not None:
            act(bar)

    @Slot()
    def toggle_trial(self) -> None:
        """Show the trial, or the form again."""
        if self._page.editor is not None:
            self._page.editor.toggle_trial()

    @Slot()
    def toggle_outline(self) -> None:
        """Show the outline, or the form again."""
        if self._page.editor is not None:
            self._page.editor.toggle_outline()

    @Slot()
    def undo(self) -> None:
        """Take back the latest step."""
        if self._page.editor is not None:
            self._page.editor.undo()

    @Slot()
    def redo(self) -> None:
        """Take the step last undone once more."""
        if self._page.editor is not None:
            self._page.editor.redo()
