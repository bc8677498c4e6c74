"""A backup put back beside what is there: nothing is written over, and its sync waits until a person says so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from ui.unlocking.one_field_form import OneFieldForm
from ui.unlocking.passphrase_field import PassphraseField
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.labels import Heading, Label


class RestoreForm(OneFieldForm):
    """Asks for the passphrase a copy had when it was made. `restoring` tells it, `going_back` that it is given up."""

    restoring = Signal(str)
    going_back = Signal()

    def __init__(self, backup: Path, parent: QWidget | None = None) -> None:
        self.backup = backup
        self._busy = False
        words = say("Lösenfrasen kopian hade när den gjordes", "The passphrase the copy had when it was made")
        self.passphrase = PassphraseField(words)
        self.restore = PrimaryButton("", "history", "Return")
        self.back = LinkButton(say("Tillbaka", "Back"), "arrow-left")
        super().__init__(self.passphrase, self.restore, self.back, parent)
        self.back.clicked.connect(self.going_back)
        self._show_ready()
        about = say(
            "Kopian {} blir en databas för sig, bredvid det som finns. Ingenting skrivs över. Synken är av i den tills "
            "du har sett efter vad som skiljer och säger att den ska synka.",
            "The copy {} becomes a database of its own, beside what is there. Nothing is written over. Its sync is off "
            "until you have seen what differs and say that it shall sync.",
        ).format(backup.name)
        title = say("Återställ en säkerhetskopia", "Restore a backup")
        self._lay_out(Heading(title, "unlock"), about, Label(words, "strong"))

    def show_busy(self, words: str) -> None:
        """Say what is going on; nothing can be typed meanwhile."""
        self._busy = True
        self.restore.setText(words)
        self.restore.show_key("")
        self.passphrase.setReadOnly(True)

    def show_refusal(self, sentence: str) -> None:
        """Say beside the field why nothing was restored, and let the person try again."""
        self._show_ready()
        self._fault.show_fault(sentence)
        self.passphrase.setFocus()

    def _show_ready(self) -> None:
        self._busy = False
        self.restore.setText(say("Återställ bredvid", "Restore beside"))
        self.restore.show_key("Return")
        self.passphrase.setReadOnly(False)

    @Slot()
    def _submit(self) -> None:
        if self._busy:
            return
        if not self.passphrase.text():
            self._fault.show_fault(say("Skriv lösenfrasen först.", "Type the passphrase first."))
            return
        self.restoring.emit(self.passphrase.take())
