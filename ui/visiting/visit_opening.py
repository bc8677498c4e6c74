"""How a visit comes onto its page: asked for, read off the window's thread, and shown where the person last was."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from kollegie.language import current_language, say
from kollegie.model.reviews import CaseIdentity
from kollegie.store.errors import RecordMissing
from kollegie.visiting.commenting import FIELD
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.identity import read_identity
from kollegie.visiting.opening import OpenVisit, open_ready
from kollegie.visiting.pinned import row_of
from ui.garbage import set_aside_what_stays
from ui.visiting.filtering import Choosing
from ui.visiting.in_hand import VisitInHand
from ui.visiting.resuming import Standing, cell_of, last_visit, take_up_drafts, where_to_stand
from ui.visiting.visit_words import gone_words
from ui.widgets.strip import StripKind

if TYPE_CHECKING:
    from ui.visiting.visit_page import VisitPage


class Opening(QObject):
    """Opens visits on its page. `field` is the field and cursor the person was in, for the next visit opened."""

    def __init__(self, page: VisitPage) -> None:
        super().__init__(page)
        self._page = page
        self._wanted: tuple[UUID, str | None] | None = None
        self.field: tuple[str, int] = ("", 0)

    def open(self, visit_id: UUID, question: str | None = None) -> None:
        """Open a visit at a question, or where the person last was in it; what waits is stored first."""
        page = self._page
        page.finish()
        self._wanted = (visit_id, question)
        receipt = page.writer.perform(open_ready, page.desk.store, visit_id)
        receipt.done.connect(self._show_opened)
        receipt.refused.connect(self._refuse)

    def go_or_open(self, visit_id: UUID, question: str) -> None:
        """Go to a question of the visit in hand, or open another visit at it."""
        visit = self._page.visit
        cell = cell_of(visit, question) if visit is not None and visit.visit.id == visit_id else None
        if cell is not None:
            self._page.go_to(cell)
        else:
            self._page.open_visit(visit_id, question)

    def refresh(self) -> None:
        """Open the visit of last time where none is open, else read the one in hand anew."""
        page = self._page
        if page.visit is None and self._wanted is None:
            page.desk.ask(page, partial(last_visit, page.desk.store)).done.connect(self._open_last)
        elif page.visit is not None:
            visit = page.visit.visit.id
            receipt = page.writer.perform(open_ready, page.desk.store, visit, about=visit)
            receipt.done.connect(self._show_anew)
            receipt.refused.connect(self._close_gone)

    @Slot()
    def ask_for_identity(self) -> None:
        """Ask whom to meet and where; the reading is logged."""
        page = self._page
        if page.visit is not None:
            receipt = page.writer.perform(read_identity, page.desk.store, page.visit.case.id)
            receipt.done.connect(self._show_identity)
            receipt.refused.connect(self._refuse)

    @Slot(object)
    def _open_last(self, visit_id: UUID | None) -> None:
        if visit_id is not None and self._page.visit is None and self._wanted is None:
            self._page.open_visit(visit_id)

    @Slot(object, object)
    def _show_opened(self, seen: OpenVisit, _about: object) -> None:
        if self._wanted is None or self._wanted[0] not in (seen.visit.id, seen.visit.blind_of):
            return  # another visit has been asked for meanwhile
        page = self._page
        question, self._wanted = self._wanted[1], None
        visit = page.flow.visit = VisitInHand(seen, page.desk.store.clock, current_language())
        (field, cursor), self.field = self.field, ("", 0)
        page.section.forget()
        page.strip.hide()
        page.body.setCurrentWidget(page.columns)
        page.fit()
        page.show_header(visit)
        page.columns.show_identity(None)
        page.columns.context.forget()
        drafts = take_up_drafts(visit, page.flow)
        standing = where_to_stand(visit, question, field, cursor)
        if standing is not None:
            written_in = [Cell(draft.question, row_of(draft.row)) for draft in drafts]
            page.show_section_of(visit, standing.cell, written_in)
            for draft in drafts:
                card = page.section.cards.get(Cell(draft.question, row_of(draft.row)))
                if card is not None:
                    card.show_draft(draft.field, draft.text, draft.cursor)
            self._stand(visit, standing)
        QTimer.singleShot(0, self, partial(self._show_beside, visit))
        page.columns.review.choose(Choosing.ALL)
        page.columns.review.setVisible(visit.seen.reviewing)
        page.columns.review.follow(visit)
        if visit.locked:
            page.strip.say_signed(visit)
        elif visit.visit.dropped_because:
            page.strip.say_dropped(visit)
        page.opened.emit(seen.visit.id)
        set_aside_what_stays()

    def _stand(self, visit: VisitInHand, standing: Standing) -> None:
        page = self._page
        page.go_to(standing.cell, standing.field, standing.cursor)
        if standing.scroll:
            page.section.scroll_by_hand(standing.scroll)

    def _show_beside(self, visit: VisitInHand) -> None:
        """Show the support once the questions are there, with a comment on the visit that was being written."""
        page = self._page
        if page.visit is not visit:
            return
        page.columns.show_context(visit, page.section.current)
        for draft in visit.seen.drafts:
            if draft.field == FIELD and not draft.question:
                page.columns.context.show_draft(draft.text, draft.cursor)

    @Slot(Exception, object)
    def _refuse(self, problem: Exception, _about: object) -> None:
        self._wanted = None
        self._page.failed.emit(problem)

    @Slot(object, object)
    def _show_anew(self, seen: OpenVisit, _about: object) -> None:
        """The visit may have changed behind the page, as after a sync: show it, and stay where one is."""
        page = self._page
        if page.visit is None or page.typing():
            return
        if page.visit.visit.id == seen.visit.id:
            page.outcomes.show_reloaded(seen, None)
        elif page.visit.visit.id == seen.visit.blind_of:  # it was made double: what was written here is in one's own
            page.open_visit(seen.visit.id)

    @Slot(Exception, object)
    def _close_gone(self, problem: Exception, about: UUID) -> None:
        """The visit in hand may have left this laptop, as after a sync: nobody goes on writing where nothing is kept.

        Words that came too late, and a picture that is being covered, stay to be copied.
        """
        page = self._page
        if not isinstance(problem, RecordMissing) or page.visit is None or page.visit.visit.id != about:
            return
        late = page.unsaved()
        words = gone_words(page.visit, late=late)
        if late:
            page.strip.say(StripKind.PROBLEM, words)
        else:
            self._close()
            page.gone.emit(words)

    def _close(self) -> None:
        """Show that no visit is open."""
        page = self._page
        page.flow.visit = None
        page.section.forget()
        page.columns.context.forget()
        page.columns.sheet.close_sheet()
        page.door.sheet.close_sheet()
        page.attaching.close_sheet()
        if page.dialog is not None:
            page.dialog.reject()
        page.strip.hide()
        page.body.setCurrentIndex(0)
        page.header.show_title(say("Besök", "Visit"))
        page.next_button.hide()
        page.columns.support.hide()
        page.setFocus()

    @Slot(object, object)
    def _show_identity(self, identity: CaseIdentity | None, _about: object) -> None:
        page = self._page
        if page.visit is not None:
            page.columns.show_identity(identity)
            page.columns.show_context(page.visit, page.section.current)
