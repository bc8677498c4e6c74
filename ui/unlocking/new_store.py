"""Making a new database: whose it is, where it lies, and a passphrase typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from ui.new_file import choose_new_file
from ui.theme import theme
from ui.tokens import Tone
from ui.unlocking.passphrase_field import PassphraseField
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new database is made of."""

    path: Path
    municipality: str
    person: str
    passphrase: str


class NewStoreForm(QWidget):
    """`making` tells a `NewStore` once all of it is there, `going_back` that nothing is made, `opening` that there is
    a database elsewhere."""

    making = Signal(object)
    going_back = Signal()
    opening = Signal()

    def __init__(self, path: Path, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._first = first
        self.municipality = TextField(say("Kommun", "Municipality"))
        self.person = TextField(say("Ditt namn", "Your name"))
        self.passphrase = PassphraseField(say("Lösenfras", "Passphrase"))
        self.again = PassphraseField(say("Lösenfrasen en gång till", "The passphrase once more"))
        self.make = PrimaryButton(say("Gör databasen", "Make the database"), "lock", "Return")
        self.make.clicked.connect(self._make)
        self._place = WrappedLabel("", "meta")
        self._municipality = Field(say("Kommun", "Municipality"), self.municipality)
        self._person = Field(
            say(
                "Ditt namn, som det står på iakttagelser och i historiken",
                "Your name, as it stands on findings and in the history",
            ),
            self.person,
        )
        self._again_fault = ErrorLine(self.again)
        for field in (self.municipality, self.person, self.passphrase, self.again):
            field.returnPressed.connect(self._make)
            field.edited.connect(self._clear_faults)
        self._lay_out()
        self._show_place()
        self._propose()

    def show_busy(self, words: str) -> None:
        """Say what is going on."""
        self.make.setText(words)
        self.make.setEnabled(False)

    def show_refusal(self, sentence: str) -> None:
        """Say why nothing was made."""
        self.make.setText(say("Gör databasen", "Make the database"))
        self.make.setEnabled(True)
        self._again_fault.show_fault(sentence)

    @property
    def fault(self) -> str:
        """What is said below the passphrase."""
        return self._again_fault.sentence

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(12))
        title = (
            say("Välkommen till Kollegie", "Welcome to Kollegie") if self._first else say("Ny databas", "New database")
        )
        column.addWidget(Heading(title, "unlock"))
        column.addWidget(
            WrappedLabel(
                say(
                    "Allt du gör sparas i en krypterad fil på den här datorn. Den gör du en gång.",
                    "All you do is kept in an encrypted file on this computer. You make it once.",
                ),
                "body",
                Tone.MUTED,
            )
        )
        column.addWidget(self._municipality)
        column.addWidget(self._person)
        for words, field in (
            (
                say("Lösenfras, till exempel fyra ord i följd", "Passphrase, for example four words in a row"),
                self.passphrase,
            ),
            (say("Lösenfrasen en gång till", "The passphrase once more"), self.again),
        ):
            heading = Label(words, "field")
            heading.setBuddy(field)
            below = QVBoxLayout()
            below.setSpacing(6)
            below.addWidget(heading)
            below.addWidget(field)
            column.addLayout(below)
        column.addWidget(self._again_fault)
        self.proposal = WrappedLabel("", "meta-strong")
        self.renew = LinkButton(say("Föreslå en annan", "Propose another"))
        self.renew.clicked.connect(self._propose)
        proposed = QHBoxLayout()
        proposed.addWidget(self.proposal, 1, Qt.AlignmentFlag.AlignVCenter)
        proposed.addWidget(self.renew)
        column.addLayout(proposed)
        column.addWidget(
            WrappedLabel(
                say(
                    "Skriv upp den och lämna den till chefen i ett slutet kuvert. Utan den kan ingen öppna filen.",
                    "Write it down and leave it with your manager in a sealed envelope. Without it nobody can open "
                    "the file.",
                ),
                "meta",
            )
        )
        where = QHBoxLayout()
        where.addWidget(self._place, 1, Qt.AlignmentFlag.AlignVCenter)
        change = LinkButton(say("Byt plats…", "Change place…"))
        change.clicked.connect(self._ask_for_place)
        where.addWidget(change)
        column.addLayout(where)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=10)
        row.addWidget(self.make)
        if self._first:
            elsewhere = PlainButton(say("Öppna en fil…", "Open a file…"), "folder-open")
            elsewhere.clicked.connect(self.opening)
            row.addWidget(elsewhere)
        else:
            back = LinkButton(say("Tillbaka", "Back"), "arrow-left", "Esc")
            back.clicked.connect(self.going_back)
            row.addWidget(back)
        column.addWidget(buttons)

    @Slot()
    def _make(self) -> None:
        if not self.make.isEnabled():
            return
        for field, named, sentence in (
            (
                self.municipality,
                self._municipality,
                say("Skriv vilken kommun databasen hör till.", "Write whose municipality it is."),
            ),
            (self.person, self._person, say("Skriv ditt namn.", "Write your name.")),
        ):
            if not field.text().strip():
                named.show_fault(sentence)
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if not self.passphrase.text() or self.passphrase.text() != self.again.text():
            missing = not self.passphrase.text()
            self._again_fault.show_fault(
                say("Skriv en lösenfras.", "Type a passphrase.")
                if missing
                else say(
                    "De två lösenfraserna är inte lika. Skriv om dem.", "The two passphrases differ. Type them again."
                )
            )
            (self.passphrase if missing else self.again).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.again.take()
        self.making.emit(
            NewStore(self._path, self.municipality.text().strip(), self.person.text().strip(), self.passphrase.take())
        )

    @Slot()
    def _propose(self) -> None:
        from kollegie.store.passphrases import propose_passphrase

        self.proposal.show_text(say("Förslag: {}", "A proposal: {}").format(propose_passphrase()))

    @Slot()
    def _clear_faults(self) -> None:
        self._municipality.clear_fault()
        self._person.clear_fault()
        self._again_fault.clear_fault()

    @Slot()
    def _ask_for_place(self) -> None:
        title = say("Var databasen ska ligga", "Where the database shall lie")
        path = choose_new_file(self, title, str(self._path), "Kollegie (*.kollegie)")
        if path is not None:
            self._path = path
            self._show_place()

    def _show_place(self) -> None:
        folder = self._path.parent.name or str(self._path.parent)
        words = say("Filen blir {} i mappen {}", "The file will be {} in the folder {}")
        self._place.show_text(words.format(self._path.name, folder))
        self._place.setToolTip(str(self._path.parent))
