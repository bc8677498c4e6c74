"""From a draft to a version in use: what it would change is shown, and then it is published."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kollegie.intake.checklists import national_of, shipped_checklist
from kollegie.language import say
from kollegie.model.checklist import Checklist
from kollegie.model.reviews import ChecklistPublication
from kollegie.planning.checklist_drafts import drop_checklist_draft
from kollegie.planning.publishing import Proposed, propose, publish
from kollegie.store import Reading
from ui.widgets.strip import StripKind

if TYPE_CHECKING:
    from ui.checklists.checklists_page import ChecklistsPage


class PublishingSteps(QObject):
    """Publishes the draft in hand on its page."""

    def __init__(self, page: ChecklistsPage) -> None:
        super().__init__(page)
        self._page = page
        self._proposed: Proposed | None = None

    @Slot()
    def ask(self) -> None:
        """Show what publishing the draft would do."""
        if self._page.editor is not None:
            self._page.editor.when_judged(self._begin_to_publish)

    def _begin_to_publish(self) -> None:
        if self._page.checklist_in_hand() is None:
            self._page.ask_to_put_right()
            return
        self._page.panel.start_over()
        self.propose_again()

    @Slot()
    def propose_again(self) -> None:
        """Show what the draft would change, with the renames that have been confirmed."""
        checklist = self._page.checklist_in_hand()
        if checklist is None:
            return
        receipt = self._page.desk.look(self, partial(_proposed, checklist=checklist, renames=self._page.panel.renames))
        receipt.done.connect(self._show_proposed)

    @Slot(object)
    def _show_proposed(self, proposed: Proposed) -> None:
        self._proposed = proposed
        self._page.panel.show_proposed(proposed)
        self._page.show_step("publish")

    @Slot()
    def publish(self) -> None:
        """Put the version shown into use."""
        proposed = self._proposed
        if proposed is None:
            return
        checklist = proposed.checklist
        receipt = self._page.desk.act(
            publish,
            self._page.desk.store,
            checklist,
            national=national_of(checklist),
            in_use=shipped_checklist(checklist.id),
        )
        receipt.done.connect(self._tell_published)

    @Slot(object)
    def _tell_published(self, publication: ChecklistPublication) -> None:
        editor = self._page.editor
        if editor is not None:
            editor.keep()  # what waits is stored before the draft, which is used up now, is let go of
            self._page.close_editor()
            self._page.desk.act(drop_checklist_draft, self._page.desk.store, editor.id)
        self._page.show_step("list")
        self._page.say_in_strip(
            StripKind.DONE,
            say(
                f"{publication.checklist} används för nya besök. Påbörjade besök stannar i sin version.",
                f"{publication.checklist} is used for new visits. Begun visits stay on their version.",
            ),
        )
        self._page.refresh()


def _proposed(reading: Reading, *, checklist: Checklist, renames: dict[str, str]) -> Proposed:
    return propose(reading, checklist, shipped_checklist(checklist.id), renames)
