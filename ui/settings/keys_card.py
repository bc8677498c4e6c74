"""What opens the database: the passphrase is changed here, and a recovery key is made, renewed or taken away."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.store.keys import RECOVERY, KeySlot, add_recovery, change_passphrase, key_slots, read_key, remove_slot
from kollegie.store.passphrases import propose_passphrase
from ui.desk import Desk
from ui.problems import problem_of
from ui.theme import theme
from ui.unlocking.passphrase_field import PassphraseField
from ui.unlocking.recovery_form import RecoveryForm
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.strip import StripKind


class KeysCard(Card):
    """Shows which keys there are, and asks for the passphrase before anything is changed."""

    telling = Signal(object, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._slots: tuple[KeySlot, ...] = ()
        self._asked = ""
        self.body.setSpacing(theme().space(10))
        self._state = WrappedLabel("", "meta", characters=72)
        self._hears = WrappedLabel("", "meta", characters=72)
        self.change = PlainButton(say("Byt lösenfras…", "Change the passphrase…"), "lock")
        self.recovery = PlainButton(say("Gör återställningsnyckel…", "Make a recovery key…"), "shield-check")
        self.remove = LinkButton(say("Ta bort återställningsnyckeln…", "Remove the recovery key…"))
        self._form: AskingForm | None = None
        self.body.addWidget(Label(say("Lösenfras och nycklar", "Passphrase and keys"), "heading"))
        self.body.addWidget(self._state)
        self.body.addWidget(self._hears)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        for button in (self.change, self.recovery, self.remove):
            row.addWidget(button)
        self.body.addWidget(buttons)
        self.change.clicked.connect(self.ask_for_new)
        self.recovery.clicked.connect(partial(self._ask_first, "recovery"))
        self.remove.clicked.connect(partial(self._ask_first, "remove"))

    @property
    def form(self) -> QWidget | None:
        """What is asked just now."""
        return self._form

    def refresh(self) -> None:
        """Look at the keys anew."""
        self._hears.show_text(heard_words(self._desk.hears))
        self._desk.ask(self, partial(key_slots, self._desk.store.path)).done.connect(self._show)

    @Slot(object)
    def _show(self, slots: tuple[KeySlot, ...]) -> None:
        self._slots = slots
        there = any(one.kind == RECOVERY for one in slots)
        self._state.show_text(
            say(
                "En återställningsnyckel finns. Görs en ny slutar den gamla att gälla.",
                "There is a recovery key. If a new one is made, the old one no longer works.",
            )
            if there
            else say(
                "Ingen återställningsnyckel finns. Glöms lösenfrasen kan ingen öppna databasen.",
                "There is no recovery key. If the passphrase is forgotten nobody can open the database.",
            )
        )
        self.remove.setVisible(there)

    @Slot()
    def ask_for_new(self) -> None:
        """Ask for the old passphrase and a new one."""
        form = ChangeForm()
        form.given.connect(self._change)
        form.left.connect(self._close)
        self._open(form)
        form.old.setFocus()

    def _ask_first(self, what: str) -> None:
        self._asked = what
        form = PassphraseForm()
        form.given.connect(self._with_passphrase)
        form.left.connect(self._close)
        self._open(form)
        form.passphrase.setFocus()

    @Slot(str)
    def _with_passphrase(self, passphrase: str) -> None:
        path = self._desk.store.path
        if self._asked == "remove":
            number = next(one.number for one in self._slots if one.kind == RECOVERY)
            asked = self._desk.ask(self, partial(remove_slot, path, passphrase, number))
            asked.done.connect(partial(self._done, say("Återställningsnyckeln är borttagen.", "The key is removed.")))
        else:
            asked = self._desk.ask(self, partial(read_key, path, passphrase))
            asked.done.connect(partial(self._show_key, passphrase))
        asked.failed.connect(self._refuse)

    def _show_key(self, passphrase: str, _key: object) -> None:
        form = RecoveryForm(later=say("Avbryt", "Cancel"))
        form.confirmed.connect(partial(self._keep, passphrase))
        form.skipped.connect(self._close)
        self._open(form)

    def _keep(self, passphrase: str, recovery: str) -> None:
        asked = self._desk.ask(self, partial(add_recovery, self._desk.store.path, passphrase, recovery))
        words = say("Återställningsnyckeln gäller från nu.", "The recovery key works from now on.")
        asked.done.connect(partial(self._done, words))
        asked.failed.connect(self._refuse)

    @Slot(str, str)
    def _change(self, old: str, new: str) -> None:
        asked = self._desk.ask(self, partial(change_passphrase, self._desk.store.path, old, new))
        asked.done.connect(partial(self._done, say("Lösenfrasen är bytt.", "The passphrase is changed.")))
        asked.failed.connect(self._refuse)

    def _done(self, words: str, _result: object) -> None:
        self._close()
        self.telling.emit(StripKind.DONE, words, "")
        self.refresh()

    @Slot(Exception)
    def _refuse(self, problem: Exception) -> None:
        told = problem_of(problem)
        if told is not None and self._form is not None:
            self._form.show_refusal(told.sentence)

    def _open(self, form: AskingForm) -> None:
        self._close()
        self._form = form
        self.body.addWidget(form)
        stops = (part for part in form.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        for before, after in pairwise([self.remove, *stops]):  # it is made last, but stands above the card of backups
            QWidget.setTabOrder(before, after)

    @Slot()
    def _close(self) -> None:
        if self._form is not None:
            self._form.hide()
            self.body.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None


class PassphraseForm(QWidget):
    """Asks for the passphrase. `given` tells it, `left` that nothing is to be done."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.passphrase = PassphraseField(say("Lösenfras", "Passphrase"))
        self._fault = ErrorLine(self.passphrase)
        self.go_on = PlainButton(say("Fortsätt", "Go on"), "corner-down-right")
        cancel = LinkButton(say("Avbryt", "Cancel"))
        column = _column(self)
        _labelled(column, say("Lösenfras", "Passphrase"), self.passphrase)
        column.addWidget(self._fault)
        column.addWidget(_row(self.go_on, cancel))
        self.passphrase.returnPressed.connect(self._tell)
        self.passphrase.edited.connect(self._fault.clear_fault)
        self.go_on.clicked.connect(self._tell)
        cancel.clicked.connect(self.left)

    def show_refusal(self, sentence: str) -> None:
        """Say why nothing was done."""
        self._fault.show_fault(sentence)

    @Slot()
    def _tell(self) -> None:
        if self.passphrase.text():
            self.given.emit(self.passphrase.take())


class ChangeForm(QWidget):
    """Asks for the old passphrase (or the recovery key) and twice for the new one."""

    given = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.old = PassphraseField(say("Nuvarande lösenfras", "Present passphrase"))
        self.new = PassphraseField(say("Ny lösenfras", "New passphrase"))
        self.again = PassphraseField(say("Den nya en gång till", "The new one once more"))
        self._fault = ErrorLine(self.again)
        self.keep = PlainButton(say("Byt", "Change"), "check")
        cancel = LinkButton(say("Avbryt", "Cancel"))
        column = _column(self)
        words = say("Nuvarande lösenfras, eller återställningsnyckeln", "Present passphrase, or the recovery key")
        _labelled(column, words, self.old)
        _labelled(column, say("Ny lösenfras", "New passphrase"), self.new)
        _labelled(column, say("Den nya en gång till", "The new one once more"), self.again)
        column.addWidget(WrappedLabel(proposal_words(), "meta"))
        column.addWidget(self._fault)
        column.addWidget(_row(self.keep, cancel))
        for field in (self.old, self.new, self.again):
            field.returnPressed.connect(self._tell)
            field.edited.connect(self._fault.clear_fault)
        self.keep.clicked.connect(self._tell)
        cancel.clicked.connect(self.left)

    def show_refusal(self, sentence: str) -> None:
        """Say why nothing was changed."""
        self._fault.show_fault(sentence)

    @Slot()
    def _tell(self) -> None:
        if not self.old.text() or not self.new.text() or self.new.text() != self.again.text():
            self._fault.show_fault(
                say("Skriv den gamla, och den nya lika två gånger.", "Type the old one, and the new one alike twice.")
            )
            return
        self.again.take()
        self.given.emit(self.old.take(), self.new.take())


AskingForm: TypeAlias = PassphraseForm | ChangeForm | RecoveryForm
"""What may be asked before a key is changed; each says itself why it was refused."""


def proposal_words() -> str:
    """A proposal for a passphrase, new each time."""
    return say("Förslag: {}", "A proposal: {}").format(propose_passphrase())


def heard_words(heard: tuple[str, ...]) -> str:
    """What locks the window besides the clock: what the desktop of this computer tells."""
    if "lock" in heard or "screen saver" in heard:
        return say(
            "Fönstret låses också när skrivbordet låses och när datorn somnar.",
            "The window is locked too when the desktop is locked and when the computer goes to sleep.",
        )
    return say(
        "Skrivbordslåset märks inte på den här datorn. Tryck Ctrl L när du går; efter vila låses fönstret.",
        "The desktop's lock is not told on this computer. Press Ctrl L when you leave; after sleep the window locks.",
    )


def _column(part: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 6, 0, 0)
    column.setSpacing(theme().space(6))
    part.setMaximumWidth(theme().px(520))
    return column


def _labelled(column: QVBoxLayout, words: str, field: QWidget) -> None:
    heading = Label(words, "field")
    heading.setBuddy(field)
    column.addWidget(heading)
    column.addWidget(field)


def _row(*parts: QWidget) -> QWidget:
    holder = QWidget()
    row = FlowLayout(holder, gap=12)
    for part in parts:
        row.addWidget(part)
    return holder
