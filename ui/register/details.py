"""What is known of the record chosen, and who a user is for the one who asks and is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.register import ServiceUser, UserIdentity
from kollegie.store import Store
from ui.desk import Desk
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.side_column import SideColumn


class Details(SideColumn):
    """Shows the facts of one record; a user's name, number and address only when asked for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._user: UUID | None = None
        self._identity: Card | None = None
        self.reveal = LinkButton(say("Visa namn och adress", "Show name and address"), "eye")
        self.clear()

    def clear(self) -> None:
        """Show that nothing is chosen."""
        super().clear()
        self._user = None
        self.add(WrappedLabel(say("Välj en rad för att se den.", "Choose a row to see it."), "meta"))

    def show_record(self, title: str, facts: tuple[tuple[str, str], ...], user: ServiceUser | None) -> None:
        """Show a record's facts; for a user also the way to the name."""
        super().clear()
        card = Card()
        card.body.addWidget(Heading(title, "heading"))
        for label, value in facts:
            card.body.addWidget(Label(label, "meta"))
            card.body.addWidget(WrappedLabel(value, "body"))
        self.add(card)
        self._user = None
        if user is not None:
            self._user = user.id
            self.add(self._identity_card())

    def _identity_card(self) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Person", "Person"), "heading"))
        card.body.addWidget(
            WrappedLabel(
                say("Visningen loggas med ditt namn och tiden.", "The reading is logged with your name."), "meta"
            )
        )
        self.reveal = LinkButton(say("Visa namn och adress", "Show name and address"), "eye")
        self.reveal.clicked.connect(self._ask)
        card.body.addWidget(self.reveal)
        self._identity = card
        return card

    @Slot()
    def _ask(self) -> None:
        if self._user is not None:
            self._desk.act(read_identity, self._desk.store, self._user).done.connect(self._show_identity)

    @Slot(object)
    def _show_identity(self, identity: UserIdentity | None) -> None:
        if self._identity is None or identity is None or identity.id != self._user:
            return
        self.reveal.hide()
        number = identity.identity_number
        if identity.identity_problem:
            number = f"{number} ({say('obekräftat', 'unverified')})"
        for line in (identity.name, number, identity.address, identity.postcode):
            if line:
                self._identity.body.addWidget(WrappedLabel(line, "body"))


def read_identity(store: Store, user_id: UUID) -> Any:
    """Who a user is; that it was read stands in the log before it is shown."""
    with store.work("name shown") as work:
        identity = work.first(UserIdentity, id=user_id)
        if identity is not None:
            work.log_reading("shown", "user_identity", user_id)
        return identity
