"""Looking at a visit as its reviewer does: only some of the questions, and without changing any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from ui.visiting.filtering import Choosing
from ui.visiting.review_bar import choosing_words

if TYPE_CHECKING:
    from ui.visiting.visit_page import VisitPage


class Reviewing(QObject):
    """Chooses which questions of the page's visit are shown, and whether they can be changed."""

    def __init__(self, page: VisitPage) -> None:
        super().__init__(page)
        self._page = page

    @Slot()
    def toggle(self) -> None:
        """Show the bar of filters, or put it away with its filter."""
        visit, bar = self._page.visit, self._page.columns.review
        if visit is None:
            return
        if bar.isHidden():
            bar.show_visit(visit)
            bar.show()
            bar.buttons[Choosing.UNANSWERED].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            bar.choose(Choosing.ALL)
            self.choose(Choosing.ALL)
            bar.setVisible(visit.seen.reviewing)

    @Slot(object)
    def choose(self, choosing: Choosing) -> None:
        """Show only the questions that fit; where none does, say so and show all."""
        visit = self._page.visit
        if visit is None:
            return
        self._page.finish()
        found = visit.filter.choose(choosing)
        if not found:
            visit.filter.choose(Choosing.ALL)
            self._page.columns.review.choose(Choosing.ALL)
            self._page.strip.say_none_fits(choosing_words(choosing))
        current = self._page.section.current
        target = current if current in found else next(iter(found), visit.first())
        if target is None:
            return
        self._page.section.show_section(visit, visit.section_of(target), (target,))
        self._page.showing.show_all(visit)
        self._page.section.reveal()
        self._page.go_to(target)

    @Slot(bool)
    def set_reading(self, reading: bool) -> None:
        visit = self._page.visit
        if visit is not None:
            self._page.finish()
            visit.reading = reading
            self._page.showing.show_all(visit)
            self._page.columns.show_context(visit, self._page.section.current)
            self._page.columns.show_progress(visit)
