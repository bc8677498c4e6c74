"""The form for consent and refusal, opened over the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Slot

from kollegie.language import say
from kollegie.model.reviews import Track
from ui.visiting.consent_form import ConsentForm, Said
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from ui.visiting.visit_page import VisitPage


class AtTheDoor(QObject):
    """Opens the form and hands over what was said."""

    def __init__(self, page: VisitPage) -> None:
        super().__init__(page)
        self._page = page
        self.sheet = Sheet(say("Samtycke", "Consent"), page, width=560)
        self.form: ConsentForm | None = None
        self._visit: UUID | None = None
        page.opened.connect(self._leave)

    @Slot(object)
    def _leave(self, visit_id: UUID) -> None:
        """Another visit is opened: what is said at one door is never noted at another."""
        if self._visit != visit_id:
            self.form = None
            self.sheet.close_sheet()

    @Slot()
    def ask_for_consent(self) -> None:
        """Open the form for what the person said to the visit."""
        visit = self._page.visit
        if visit is None or visit.locked or visit.reading or visit.case.track is not Track.USER:
            return
        form = self.form
        if form is None or self._visit != visit.visit.id:  # what was written before Esc is still there
            self.form = form = ConsentForm(visit)
            self._visit = visit.visit.id
            form.recorded.connect(self._take_consent)
            self.sheet.put_content(form)
        self._page.columns.sheet.close_sheet()
        self.sheet.open_sheet()
        form.state.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _take_consent(self, said: Said) -> None:
        self.sheet.close_sheet()
        self.form = None
        self._page.flow.say_at_door(said)
