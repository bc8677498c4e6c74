"""Joining a hub, or making one: where it lies, and its passphrase."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from kollegie.language import say
from kollegie.sync.addresses import shows_password, split_password, with_password
from ui.new_file import choose_new_file
from ui.theme import theme
from ui.tokens import Tone
from ui.unlocking.passphrase_field import PassphraseField
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, TextField
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout


@dataclass(frozen=True, slots=True)
class HubWanted:
    """The hub to join, or to make when `new`. Its repr tells neither a server's password nor a passphrase."""

    url: str = field(repr=False)
    passphrase: str = field(repr=False)
    new: bool = False


class HubForm(Card):
    """`wanted` tells a `HubWanted` once its address and passphrase are there; only a lead is offered to make one."""

    wanted = Signal(object)

    def __init__(self, *, lead: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._busy = False
        self.address = TextField(say("Navets adress", "The hub's address"))
        self.address.setPlaceholderText("hub.kollegie")
        self.passphrase = PassphraseField(
            say("Navets lösenfras eller serverns lösenord", "The hub's passphrase or the server's password")
        )
        self.join = PrimaryButton(say("Anslut", "Join"), "link-2", "Return")
        self.make = PlainButton(say("Gör ett nytt nav här", "Make a new hub here"), "file-plus")
        self.stop = LinkButton(say("Avbryt", "Cancel"), "x")
        self.stop.hide()
        self.choose = PlainButton(say("Välj fil…", "Choose a file…"), "folder-open")
        self.choose_folder = PlainButton(say("Välj mapp…", "Choose a folder…"), "folder-open")
        self._fault = ErrorLine(self.address)
        self._lay_out(lead)
        self.join.clicked.connect(self._join)
        self.make.clicked.connect(self._make)
        self.choose.clicked.connect(self._ask_for_file)
        self.choose_folder.clicked.connect(self._ask_for_folder)
        self.address.edited.connect(self._hide_password)
        for line in (self.address, self.passphrase):
            line.returnPressed.connect(self._join)
            line.edited.connect(self._fault.clear_fault)

    def show_busy(self, words: str) -> None:
        """Say what is going on; the buttons wait meanwhile."""
        self._busy = True
        self.join.setText(words)
        self.stop.show()

    def show_idle(self) -> None:
        """It is over, whichever way."""
        self._busy = False
        self.join.setText(say("Anslut", "Join"))
        self.stop.hide()

    def show_refusal(self, sentence: str) -> None:
        """Say why it was refused; what was typed in the address stays."""
        self.show_idle()
        self._fault.show_fault(sentence)

    @property
    def fault(self) -> str:
        """What is said about the address."""
        return self._fault.sentence

    def _lay_out(self, lead: bool) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconMark("hard-drive", "accent", side=22))
        head.addWidget(Heading(say("Anslut till ett nav", "Join a hub"), "section"), 1)
        self.body.setSpacing(theme().space(12))
        self.body.addLayout(head)
        self.body.addWidget(
            WrappedLabel(
                say(
                    "Navet är en krypterad fil på en delad mapp, en filmapp (på ett minne eller i en molntjänst) eller "
                    "en server. Granskningsledaren har adressen och lösenfrasen. Det här görs en gång.",
                    "The hub is an encrypted file on a shared folder, a drop folder (on a stick or in a cloud service) "
                    "or a server. The review lead has its address and passphrase. You do this once.",
                ),
                tone=Tone.MUTED,
            )
        )
        named = Field(say("Adress, fil eller mapp", "Address, file or folder"), self.address)
        self.body.addWidget(named)
        places = QWidget()
        choices = FlowLayout(places, gap=8)
        choices.addWidget(self.choose)
        choices.addWidget(self.choose_folder)
        self.body.addWidget(places)
        self.body.addWidget(self._fault)
        heading = Label(say("Lösenfras, eller serverns lösenord", "Passphrase, or the server's password"), "field")
        heading.setBuddy(self.passphrase)
        self.body.addWidget(heading)
        self.body.addWidget(self.passphrase)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=10)
        flow.addWidget(self.join)
        if lead:
            flow.addWidget(self.make)
        flow.addWidget(self.stop)
        self.body.addWidget(buttons)
        if lead:
            from kollegie.sync.inviting import limits_of

            self.body.addWidget(WrappedLabel(limits_of("sqlite:///"), "meta"))

    @Slot()
    def _join(self) -> None:
        self._tell(new=False)

    @Slot()
    def _make(self) -> None:
        self._tell(new=True)

    def _tell(self, *, new: bool) -> None:
        if self._busy:
            return
        if not self.address.text().strip():
            self._fault.show_fault(say("Skriv navets adress eller välj dess fil.", "Write the hub's address."))
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        url = url_of(self.address.text())
        if not self.passphrase.text() and url.startswith(("sqlite", "folder")):
            self._fault.show_fault(say("Skriv navets lösenfras.", "Type the hub's passphrase."))
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        secret = self.passphrase.take()
        self.wanted.emit(HubWanted(with_password(url, secret), secret, new))

    @Slot(str)
    def _hide_password(self, written: str) -> None:
        """Move a password out of the address into the field of dots; while it is being typed, all are dots."""
        address, password = split_password(written)
        if password:
            self.address.show_text(address)  # also drops the field's own undo steps
            self.passphrase.setText(password)
        self.address.show_secret(not shows_password(self.address.text()))

    @Slot()
    def _ask_for_file(self) -> None:
        proposed = str(Path.home() / "hub.kollegie")
        path = choose_new_file(
            self, say("Navets fil", "The hub's file"), proposed, "Kollegie (*.kollegie)", may_exist=True
        )
        if path is not None:
            self.address.show_text(str(path))

    @Slot()
    def _ask_for_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, say("Navets mapp", "The hub's folder"), str(Path.home()))
        if name:
            self.address.show_text(name)


def url_of(written: str) -> str:
    """The address as the sync knows it: a path is a file or a folder, anything with a scheme is left as written."""
    text = written.strip()
    if "://" in text:
        return text
    path = Path(text).expanduser().absolute()
    return f"{'folder' if path.is_dir() else 'sqlite'}:///{path.as_posix()}"
