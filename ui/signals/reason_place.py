"""Where the reason is written for explaining or dismissing the signal shown, in the place of the acts."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.act_under_way import ActUnderWay
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.signals.action_row import ActionRow
from ui.signals.acts import SignalActs
from ui.signals.forms import ReasonForm
from ui.widgets.tab_order import stands_within, tab_before


class ReasonPlace(QWidget):
    """Shows the form of one signal at a time, and the acts where none is open. What is written in a form is there again
    with its signal until it is stored; one that was put away is opened again only by the person.

    `left` tells that a form has gone, so that the list can be shown as it is, `closed` that somebody stood in it,
    `turned` that a form has come or gone.
    """

    left = Signal()
    closed = Signal()
    turned = Signal()

    def __init__(self, desk: Desk, acts: SignalActs, action_row: ActionRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._acts = acts
        self._forms = begun_forms_of(desk)
        self._put_away: set[tuple[UUID, bool]] = set()
        self._action_row = action_row
        self.form: ReasonForm | None = None
        self._place = QVBoxLayout()
        self._place.setContentsMargins(24, 8, 24, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._place)
        column.addWidget(action_row)

    @property
    def writing(self) -> bool:
        """Whether something is written that is not stored yet, or somebody stands in the form and may be about to."""
        return self.form is not None and (self.form.begun or stands_within(self.form))

    def open(self, signal: UUID, *, explaining: bool) -> None:
        """Ask why the signal is explained or dismissed."""
        self.close_form()
        self._put(signal, explaining).reason.setFocus()

    def show_begun(self, signal: UUID) -> None:
        """Show a reason that was begun about a signal and never stored."""
        for explaining in (True, False):
            if self._forms.of(signal, _form_name(explaining)) and (signal, explaining) not in self._put_away:
                self._put(signal, explaining)
                return

    @Slot()
    def save(self) -> None:
        """As the button of the form, if one is open."""
        if self.form is not None:
            self.form.save.click()

    @Slot()
    def leave(self) -> None:
        """Close the form, if one is open; what was written in it comes back when it is opened again."""
        if self.form is not None:
            self.form.left.emit()

    @Slot()
    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            within = stands_within(self.form)
            self._action_row.show()
            self._place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.turned.emit()
            if within:
                self.closed.emit()

    def _put(self, signal: UUID, explaining: bool) -> ReasonForm:
        form = self.form = ReasonForm(explaining=explaining, today=self._desk.now().date())
        form.keep(self._forms, signal)
        form.given.connect(partial(self._give, signal, explaining))
        form.left.connect(partial(self._leave, signal, explaining))
        self._put_away.discard((signal, explaining))
        self._place.addWidget(form)
        self._action_row.hide()
        for button in list(self._action_row.buttons.values())[:1]:
            tab_before(button, form)
        self.turned.emit()
        return form

    def _leave(self, signal: UUID, explaining: bool) -> None:
        self._put_away.add((signal, explaining))
        self.close_form()
        self.left.emit()

    def _give(self, signal: UUID, explaining: bool, reason: str, document: str, until: date | None) -> None:
        receipt = self._acts.give_reason(signal, explaining, reason, document, until).meant_for(self)
        receipt.done.connect(partial(self._end, self.form, signal, explaining))
        if self.form is not None:
            ActUnderWay(self.form).begin(receipt, off=self.form.save)  # pressed twice it would be remembered twice

    def _end(self, form: ReasonForm | None, signal: UUID, explaining: bool, _stored: object) -> None:
        """The reason is stored: its form, and only that, goes."""
        self._forms.drop(signal, _form_name(explaining))
        if self.form is form:
            self.close_form()
            self.left.emit()


def _form_name(explaining: bool) -> str:
    return "explain" if explaining else "dismiss"
