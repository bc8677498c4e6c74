"""The form of the unlock window: the database, its passphrase, and what is known before it is open."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.tokens import Tone
from ui.unlocking.passphrase_field import PassphraseField
from ui.unlocking.recent import RecentStore
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.error_line import ErrorLine
from ui.widgets.hairline import Hairline
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout


class UnlockForm(QWidget):
    """Asks for the passphrase of one database. `unlocking` tells it, `changing` that another database is wanted."""

    unlocking = Signal(str)
    changing = Signal()

    def __init__(self, store: RecentStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._title = Label("", "heading")
        self._meta = WrappedLabel("", "meta")
        self.change = LinkButton(say("Byt…", "Change…"))
        self.change.setAccessibleDescription(say("Välj en annan databas", "Choose another database"))
        self.change.clicked.connect(self.changing)
        self.passphrase = PassphraseField(say("Lösenfras", "Passphrase"))
        self.passphrase.caps_lock.connect(self._show_caps_lock)
        self.passphrase.edited.connect(self._clear_fault)
        self.passphrase.returnPressed.connect(self._unlock)
        self.shown = PlainButton(say("Visa", "Show"), "eye")
        self.shown.setCheckable(True)
        self.shown.setAccessibleDescription(say("Visa vad som skrivs", "Show what is typed"))
        self.shown.toggled.connect(self._show_typed)
        self.unlock = PrimaryButton(say("Lås upp", "Unlock"), "lock", "Return")
        self.unlock.clicked.connect(self._unlock)
        self.forgotten = LinkButton(say("Jag har glömt lösenfrasen", "I have forgotten the passphrase"))
        self.forgotten.clicked.connect(self._tell_what_to_do)
        self._caps = _told("triangle-alert", "s2", say("Caps Lock är på", "Caps Lock is on"), Tone.ATTENTION)
        self._caps.hide()
        self._fault = ErrorLine(self.passphrase)
        self._advice = WrappedLabel("", "meta")
        self._advice.hide()
        self._recovery = WrappedLabel("", "meta")
        self._recovery_mark = IconMark("monitor-check", "ok", side=18)
        self._lay_out()
        self.show_store(store)

    def show_store(self, store: RecentStore) -> None:
        """Show another database."""
        self._title.setText(store.title)
        parts = [store.role] if store.role else []
        parts.append(opened_words(store.opened_at) if store.opened_at else store.path.name)
        self._meta.show_text(" · ".join(parts))
        if store.closed:
            words = say(
                "Inga svar saknas. Senaste stängning var ordnad.", "No answers are missing. It was closed in order."
            )
            self._recovery_mark.show_icon("monitor-check", "ok")
        else:
            words = say(
                "Programmet stängdes inte ordnat senast. Det ni skrivit visas när ni låst upp.",
                "The program was not closed in order last time. What was typed is shown once it is unlocked.",
            )
            self._recovery_mark.show_icon("history", "s2")
        self._recovery.show_text(words)
        known = store.opened_at is not None  # nothing is known of how a file was left that was never opened here
        self._recovery.setVisible(known)
        self._recovery_mark.setVisible(known)
        self._clear_fault()

    def show_busy(self, words: str) -> None:
        """Say what is going on; nothing can be typed meanwhile."""
        self._busy = True
        self.unlock.setText(words)
        self.unlock.show_key("")
        self.passphrase.setReadOnly(True)

    def show_refusal(self, sentence: str) -> None:
        """Say beside the field why it did not open, and let the person try again."""
        self.show_ready()
        self._fault.show_fault(sentence)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_ready(self) -> None:
        """Wait for a passphrase."""
        self._busy = False
        self.unlock.setText(say("Lås upp", "Unlock"))
        self.unlock.show_key("Return")
        self.passphrase.setReadOnly(False)

    @property
    def fault(self) -> str:
        """What is said beside the field."""
        return self._fault.sentence

    @property
    def tells_caps_lock(self) -> bool:
        """Whether Caps Lock is told."""
        return not self._caps.isHidden()

    @property
    def recovery(self) -> str:
        """What is said about the last closing."""
        return self._recovery.text()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Heading(say("Lås upp", "Unlock"), "unlock"))
        column.addSpacing(theme().space(6))
        column.addWidget(
            WrappedLabel(
                say(
                    "Allt på den här datorn är krypterat. Ingen kan läsa det utan din lösenfras, inte heller vi.",
                    "Everything on this computer is encrypted. Nobody can read it without your passphrase, nor can we.",
                ),
                "body",
                Tone.MUTED,
            )
        )
        column.addSpacing(theme().space(24))
        column.addWidget(self._store_card())
        column.addSpacing(theme().space(24))
        heading = Label(say("Lösenfras", "Passphrase"), "strong")
        heading.setBuddy(self.passphrase)
        column.addWidget(heading)
        column.addSpacing(theme().space(6))
        field = QHBoxLayout()
        field.setSpacing(8)
        field.addWidget(self.passphrase, 1)
        field.addWidget(self.shown)
        column.addLayout(field)
        column.addSpacing(theme().space(6))
        column.addWidget(self._fault)
        column.addWidget(self._caps)
        column.addSpacing(theme().space(14))
        buttons = QWidget()
        row = FlowLayout(buttons, gap=10)
        row.addWidget(self.unlock)
        row.addWidget(self.forgotten)
        column.addWidget(buttons)
        column.addWidget(self._advice)
        column.addSpacing(theme().space(28))
        column.addWidget(Hairline())
        column.addSpacing(theme().space(18))
        column.addLayout(_beside(self._recovery_mark, self._recovery))
        column.addSpacing(theme().space(14))
        offline = WrappedLabel(
            say("Nät behövs inte. Synka när det passar.", "No network is needed. Sync when it suits."), "meta"
        )
        column.addLayout(_beside(IconMark("cloud-upload", "muted", side=18), offline))

    def _store_card(self) -> Card:
        card = Card()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._meta)
        words.addStretch()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconMark("hard-drive", "accent", side=22))
        row.addLayout(words, 1)
        row.addWidget(self.change)
        card.body.addLayout(row)
        return card

    @Slot()
    def _unlock(self) -> None:
        if self._busy:
            return
        if not self.passphrase.text():
            self._fault.show_fault(say("Skriv lösenfrasen först.", "Type the passphrase first."))
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.shown.setChecked(False)
        self.unlocking.emit(self.passphrase.take())

    @Slot(bool)
    def _show_typed(self, shown: bool) -> None:
        self.passphrase.show_secret(shown)
        self.shown.setText(say("Dölj", "Hide") if shown else say("Visa", "Show"))
        self.shown.show_icon("eye-off" if shown else "eye")
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _show_caps_lock(self, on: bool) -> None:
        self._caps.setVisible(on)

    @Slot()
    def _clear_fault(self) -> None:
        self._fault.clear_fault()

    @Slot()
    def _tell_what_to_do(self) -> None:
        self._advice.show_text(
            say(
                "Har enheten en återställningsnyckel: skriv den i fältet i stället för lösenfrasen, och byt sedan "
                "lösenfras under Inställningar. Utan någon av dem kan ingen öppna databasen. Det som är synkat finns "
                "kvar i navet: välj Byt…, gör en ny databas och anslut den med hjälp av granskningsledaren.",
                "If the unit has a recovery key: type it in the field instead of the passphrase, and then change the "
                "passphrase in Settings. Without either nobody can open the database. What has been synced is still in "
                "the hub: choose Change…, make a new database and join it with the review lead's help.",
            )
        )
        self._advice.show()


def opened_words(at: datetime) -> str:
    """When a database was opened last, in local time."""
    return say("öppnad senast {}", "last opened {}").format(at.astimezone().strftime("%Y-%m-%d %H.%M"))


def _told(icon: str, token: str, words: str, tone: Tone) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(7)
    row.addWidget(IconMark(icon, token))
    row.addWidget(Label(words, "meta-strong", tone), 1)
    return made


def _beside(mark: IconMark, words: WrappedLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row
