"""The form for consent and refusal, opened over the visit or over its paper form. Nothing typed in it is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.reviews import Track
from kollegie.visiting.consenting import FIELD
from ui.visiting.consent_form import ConsentForm, Said
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from ui.visiting.answer_flow import AnswerFlow


class AtTheDoor(QObject):
    """Opens the form, keeps it while it is filled in, and hands over what was said. `opening` tells that it opens."""

    opening = Signal()

    def __init__(self, over: QWidget, flow: AnswerFlow) -> None:
        super().__init__(over)
        self._flow = flow
        self.sheet = Sheet(say("Samtycke", "Consent"), over, width=560)
        self.form: ConsentForm | None = None
        self._visit: UUID | None = None
        self._edited = False

    @property
    def begun(self) -> bool:
        """Whether something is filled in that is not noted yet, also where the form was closed with Esc."""
        return self.form is not None and self._edited

    @Slot(object)
    def leave(self, visit_id: UUID) -> None:
        """Another visit is opened: what is said at one door is never noted at another."""
        if self._visit != visit_id:
            self.form = None
            self.sheet.close_sheet()

    @Slot()
    def ask_for_consent(self) -> None:
        """Open the form for what the person said to the visit, as far as it was filled in."""
        visit = self._flow.visit
        if visit is None or visit.locked or visit.reading or visit.case.track is not Track.USER:
            return
        form = self.form
        if form is None or self._visit != visit.visit.id:  # what was written before Esc is still there
            self.form = form = ConsentForm(visit)
            self._visit = visit.visit.id
            self._edited = visit.begun.consent is not None
            if visit.begun.consent is not None:
                form.take_up(visit.begun.consent)
            form.recorded.connect(self._take_consent)
            form.edited.connect(self._keep)
            self.sheet.put_content(form)
        self.opening.emit()
        self.sheet.open_sheet()
        form.state.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _keep(self, text: str) -> None:
        self._edited = True
        visit = self._flow.visit
        if visit is not None and visit.visit.id == self._visit:
            self._flow.type_about_visit(FIELD, text)

    @Slot(object)
    def _take_consent(self, said: Said) -> None:
        self.sheet.close_sheet()
        self.form = None
        self._flow.whole.say_at_door(said)
