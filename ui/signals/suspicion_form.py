"""Where a confidential suspicion is written; what has been typed stays, on this computer, until it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.register import Person
from kollegie.model.signals import WarningSignal
from kollegie.model.suspicions import Pairs, about_in, about_words, ground_of, links_of
from kollegie.store.suspicions import FORM
from ui.begun_forms import BegunForms, Editor, KeptForm
from ui.tokens import Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.choice import Option
from ui.widgets.fields import Field, NoteEdit, TextField, day_in
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.many_choice import ManyChoice


def stays_here() -> str:
    """Where a suspicion stands, said wherever one is written or listed."""
    return say(
        "En förtrolig misstanke är ingen dom. Den stannar på den här datorn: den synkas inte och finns inte i sök, "
        "sammanställning eller export. Den som ska få läsa får en kopia av dig.",
        "A confidential suspicion is no verdict. It stays on this computer: it is in no sync, search, summary or "
        "export. Whoever is to read it gets a copy from you.",
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What the form holds when it is to be stored."""

    about: Pairs
    suspected: str
    ground: str
    links: str
    readers: tuple[UUID, ...]
    look_again: date | None


class SuspicionForm(Card):
    """Asks whom, what and on which ground. `given` tells a `Written`, `left` that the person goes back."""

    given = Signal(object)
    left = Signal()

    def __init__(self, persons: Sequence[Person], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addWidget(Heading(say("Skriv en förtrolig misstanke", "Write a confidential suspicion")))
        self.body.addWidget(WrappedLabel(stays_here(), "meta", Tone.MUTED))
        self.about, self.suspected, self.ground, self.links = (
            NoteEdit(name)
            for name in (
                say("Vilka den gäller", "Whom it is about"),
                say("Vad som misstänks", "What is suspected"),
                say("På vilken grund", "On which ground"),
                say("Vem delar vad med vem", "Who shares what with whom"),
            )
        )
        self.about.setPlaceholderText(
            say("utförare P-03, personal S-17 eller ärende 4-017", "provider P-03, staff S-17 or case 4-017")
        )
        self.about_field = Field(
            say(
                "Vilka den gäller, med våra nummer, ett på varje rad", "Whom it is about, our numbers, one on each line"
            ),
            self.about,
        )
        self.suspected_field = Field(say("Vad som misstänks", "What is suspected"), self.suspected)
        self.ground_field = Field(say("På vilken grund", "On which ground"), self.ground)
        links = Field(say("Kopplingar: vem delar vad med vem", "Links: who shares what with whom"), self.links)
        self.readers = ManyChoice(
            say("Får läsa utom du", "May read besides you"), [Option(one.id.hex, one.name) for one in persons]
        )
        self.readers_field = Field(say("Får läsa utom du", "May read besides you"), self.readers)
        self.look_again = TextField(say("Ses över", "Look again"))
        self.look_again.setPlaceholderText(say("åååå-mm-dd; tomt är om 30 dagar", "yyyy-mm-dd; empty is in 30 days"))
        self.day_field = Field(say("Ses över den", "To be looked at again on"), self.look_again)
        for part in (self.about_field, self.suspected_field, self.ground_field, links, self.readers_field):
            self.body.addWidget(part)
        self.body.addWidget(self.day_field)
        self.readers_field.setVisible(bool(persons))
        self.save = PrimaryButton(say("Spara misstanken", "Save the suspicion"), "lock")
        self.save.clicked.connect(self._give)
        leave = LinkButton(say("Avbryt", "Cancel"))
        leave.clicked.connect(self.left)
        self.body.addWidget(ActRow(self.save, leave))
        self.kept: KeptForm | None = None

    def keep(self, forms: BegunForms, record: UUID, signal: WarningSignal | None) -> None:
        """Begin from what a signal says, show what was written before, and keep what is written from now on."""
        begun = {}
        if signal is not None:
            begun = {
                "about": "\n".join(about_words(signal.subjects)),
                "ground": ground_of(signal),
                "links": links_of(signal),
            }
        editors: dict[str, Editor] = {
            "about": self.about,
            "suspected": self.suspected,
            "ground": self.ground,
            "links": self.links,
            "readers": self.readers,
            "look_again": self.look_again,
        }
        self.kept = KeptForm(forms, record, FORM, editors, self, stored=begun)

    @Slot()
    def _give(self) -> None:
        for field in (self.about_field, self.suspected_field, self.ground_field):
            field.clear_fault()
        about, wrong = about_in(self.about.text())
        whole, day = day_in(self.day_field, self.look_again)
        if not about:
            whole = False
            self.about_field.show_fault(
                say(
                    f"Börja raden med vad det är, till exempel utförare, personal eller ärende: {wrong}",
                    f"Begin the line with what it is, such as provider, staff or case: {wrong}",
                )
                if wrong
                else say("Skriv vilka den gäller.", "Write whom it is about.")
            )
        for field, editor in ((self.suspected_field, self.suspected), (self.ground_field, self.ground)):
            if not editor.text().strip():
                whole = False
                field.show_fault(say("Skriv något här.", "Write something here."))
        if whole:
            readers = tuple(UUID(hex=str(value)) for value in self.readers.values())
            texts = (self.suspected.text(), self.ground.text(), self.links.text())
            self.given.emit(Written(about, *texts, readers, day))
