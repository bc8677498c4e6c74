"""Asks for an example case that all visitors are to answer about."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.intake.checklists import shipped_checklists
from kollegie.language import say
from kollegie.planning.exercises import AFTER, BEFORE
from ui.begun_forms import BegunForms, KeptForm
from ui.theme import theme
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import NoteEdit
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.segmented_choice import SegmentedChoice


class ExerciseForm(Card):
    """`made` tells the checklist's id, the story and the occasion; `left` that nothing is made."""

    made = Signal(str, str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept: KeptForm | None = None
        self.body.setSpacing(theme().space(8))
        self.checklist = DropDown(say("Checklista", "Checklist"))
        self.occasion = SegmentedChoice(
            say("När", "When"),
            [
                Option(BEFORE, say("Före mötet", "Before the meeting")),
                Option(AFTER, say("Efter mötet", "After the meeting")),
            ],
        )
        self.occasion.show_value(BEFORE)
        self.story = NoteEdit(say("Exempelfallet", "The example case"), lines=4)
        self._fault = ErrorLine(self.story)
        self.make = PlainButton(say("Dela ut övningen", "Hand out the exercise"), "check")
        cancel = LinkButton(say("Avbryt", "Cancel"))
        self.body.addWidget(Label(say("Ny kalibreringsövning", "New calibration exercise"), "heading"))
        self.body.addWidget(
            WrappedLabel(
                say(
                    "Alla gästhandläggare svarar på checklistan om samma påhittade fall, var och en för sig. Svaren "
                    "visas när alla har signerat. Övningen räknas aldrig i sammanställningen.",
                    "All visiting caseworkers answer the checklist about the same made-up case, each alone. The "
                    "answers are shown when all have signed. The exercise never counts in the summary.",
                ),
                "meta",
            )
        )
        self.body.addWidget(self.checklist)
        self.body.addWidget(self.occasion)
        heading = Label(say("Vad de får veta om fallet", "What they are told of the case"), "field")
        heading.setBuddy(self.story)
        self.body.addWidget(heading)
        self.body.addWidget(self.story)
        self.body.addWidget(self._fault)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        row.addWidget(self.make)
        row.addWidget(cancel)
        self.body.addWidget(buttons)
        self.make.clicked.connect(self._tell)
        cancel.clicked.connect(self.left)
        self.story.edited.connect(self._fault.clear_fault)

    def begin(self, forms: BegunForms, person: UUID) -> None:
        """Be ready for a new one, with the checklists there are and what was written before."""
        if not self.checklist.count():
            known = [(one.id, one.title.in_()) for one in shipped_checklists()]
            self.checklist.show_options(known)
            self.checklist.show_value(known[0][0])
        if self._kept is None:
            self._kept = KeptForm(
                forms,
                person,
                "exercise",
                {"checklist": self.checklist, "occasion": self.occasion, "story": self.story},
                self,
            )

    def show_stored(self) -> None:
        """The exercise is handed out: the form is ready for another."""
        self.story.show_text("")
        if self._kept is not None:
            self._kept.stored()

    @Slot()
    def _tell(self) -> None:
        if not self.story.text().strip():
            self._fault.show_fault(say("Skriv vad de får veta.", "Write what they are told."))
            self.story.setFocus()
            return
        self.made.emit(str(self.checklist.value()), self.story.text(), str(self.occasion.value()))
