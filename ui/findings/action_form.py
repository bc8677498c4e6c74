"""Where an action is decided: of which kind, what, who, by when. What has been typed stays until it is stored."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.follow_up.actions import IMPROVEMENT, KINDS, kind_word
from kollegie.language import say
from ui.act_under_way import ActUnderWay
from ui.begun_forms import BegunForms, Editor, KeptForm
from ui.tasks import Written
from ui.widgets.buttons import PlainButton
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit, TextField, day_in
from ui.widgets.layouts import AsideLayout
from ui.widgets.tab_order import stands_within


class ActionForm(QWidget):
    """Asks for an action. `decided` tells words, owner, date (None without one) and kind when all needed stands."""

    decided = Signal(str, str, object, str)

    def __init__(self, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: KeptForm | None = None
        self._under_way = ActUnderWay(self)
        name = say("Typ av åtgärd", "Kind of action")
        self.kind = DropDown(name, [(kind, kind_word(kind)) for kind in KINDS])
        self.kind.show_value(IMPROVEMENT)
        self.text = NoteEdit(say("Vad som ska göras", "What is to be done"))
        self.owner = TextField(say("Ansvarig", "Owner"))
        self.due = TextField(say("Klart senast", "Done by"))
        self.due.setPlaceholderText(say("åååå-mm-dd", "yyyy-mm-dd"))
        self.text_field = Field(say("Vad som ska göras", "What is to be done"), self.text)
        self.owner_field = Field(say("Ansvarig, namn eller roll", "Owner, name or role"), self.owner)
        self.due_field = Field(say("Klart senast", "Done by"), self.due)
        self.save = PlainButton(
            say("Spara åtgärden", "Save the action") if first else say("Spara en åtgärd till", "Save another action"),
            "plus",
        )
        self.save.clicked.connect(self._decide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Field(name, self.kind))
        column.addWidget(self.text_field)
        pair = QWidget()
        row = AsideLayout(pair, least=200, top=True)
        row.addWidget(self.owner_field)
        row.addWidget(self.due_field)
        column.addWidget(pair)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        column.addLayout(buttons)

    @property
    def begun(self) -> bool:
        """Whether something has been typed that is not stored yet."""
        written = self.text.text().strip() or self.owner.text().strip() or self.due.text().strip()
        return bool(written) or self.kind.value() != IMPROVEMENT

    @property
    def writing(self) -> bool:
        """Whether somebody writes here just now; what was begun before is kept and comes back whenever it is shown."""
        return self.begun and stands_within(self.kind, self.text, self.owner, self.due)

    def keep(self, forms: BegunForms, finding: UUID) -> None:
        """Show what was written about this finding before, and keep what is written from now on."""
        fields: dict[str, Editor] = {"kind": self.kind, "text": self.text, "owner": self.owner, "due": self.due}
        self._kept = KeptForm(forms, finding, "action", fields, self)

    def show_stored(self) -> None:
        """The action is stored: the fields are ready for another."""
        for field in (self.text, self.owner, self.due):
            field.show_text("")
        self.kind.show_value(IMPROVEMENT)
        self._under_way.end()
        if self._kept is not None:
            self._kept.stored()

    def wait(self, act: Written) -> None:
        """The action is on its way to be stored; where it is refused, what was written stays, to be tried again."""
        self._under_way.begin(act, off=self.save)

    @Slot()
    def _decide(self) -> None:
        """Tell the action, or say beside each field what is missing."""
        for field in (self.text_field, self.owner_field):
            field.clear_fault()
        text, owner = self.text.text().strip(), self.owner.text().strip()
        whole, due = day_in(self.due_field, self.due)
        if not text:
            self.text_field.show_fault(say("Skriv vad som ska göras.", "Write what is to be done."))
            whole = False
        if not owner:
            self.owner_field.show_fault(say("Skriv vem som ansvarar.", "Write who is responsible."))
            whole = False
        if whole:
            self.decided.emit(text, owner, due, self.kind.value())
