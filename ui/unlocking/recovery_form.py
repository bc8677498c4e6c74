"""A recovery key shown once, and typed back so that it is known to be written down."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from kollegie.language import say
from kollegie.store.recovery_keys import new_recovery_key, secret_of
from ui.theme import theme
from ui.unlocking.one_field_form import OneFieldForm
from ui.unlocking.passphrase_field import PassphraseField
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, Label

COLUMNS = 5


class RecoveryForm(OneFieldForm):
    """Shows a new key in groups. `confirmed` tells it once it has been typed back, `skipped` that none is made now."""

    confirmed = Signal(str)
    skipped = Signal()

    def __init__(self, *, later: str, parent: QWidget | None = None) -> None:
        self._key = new_recovery_key()
        self.typed = PassphraseField(say("Nyckeln som du har antecknat den", "The key as you have written it down"))
        self.typed.show_secret(True)
        self.keep = PrimaryButton(say("Spara nyckeln", "Keep the key"), "shield-check", "Return")
        self.skip = LinkButton(later)
        super().__init__(self.typed, self.keep, self.skip, parent)
        self.skip.clicked.connect(self.skipped)
        about = say(
            "Den öppnar databasen om lösenfrasen glöms. Skriv av den på papper och lås in den på enheten. Den visas "
            "bara nu.",
            "It opens the database if the passphrase is forgotten. Copy it on paper and lock it away at the unit. It "
            "is shown only now.",
        )
        asked = Label(say("Skriv in den från papperet", "Type it in from the paper"), "field")
        title = say("Återställningsnyckel", "Recovery key")
        self._lay_out(Heading(title, "section"), about, asked, self._groups())

    @property
    def shown(self) -> str:
        """The key as it is shown."""
        return self._key

    def show_busy(self, words: str) -> None:
        """Say what is going on."""
        self.keep.setText(words)
        self.keep.setEnabled(False)

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not kept."""
        self.keep.setText(say("Spara nyckeln", "Keep the key"))
        self.keep.setEnabled(True)
        self._fault.show_fault(sentence)

    def _groups(self) -> Card:
        card = Card()
        groups = QGridLayout()
        groups.setHorizontalSpacing(theme().space(18))
        groups.setVerticalSpacing(theme().space(6))
        for place, group in enumerate(self._key.split()):
            groups.addWidget(Label(group, "strong"), place // COLUMNS, place % COLUMNS)
        card.body.addLayout(groups)
        card.setAccessibleName(self._key)
        return card

    @Slot()
    def _submit(self) -> None:
        if not self.keep.isEnabled():
            return
        if secret_of(self.typed.text()) != secret_of(self._key):
            self._fault.show_fault(
                say(
                    "Det stämmer inte med nyckeln ovan. Jämför grupp för grupp.",
                    "It does not match the key above. Compare group by group.",
                )
            )
            self.typed.setFocus()
            return
        self.typed.take()
        self.confirmed.emit(self._key)
