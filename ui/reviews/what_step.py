"""The first step of planning a round: what is reviewed, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import counted, say
from ui.begun_forms import BegunForms, Editor, KeptForm
from ui.reviews.planning_acts import PlanState
from ui.reviews.planning_step import Step
from ui.theme import theme
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit, TextField

FORMS = {name: f"round {name}" for name in ("name", "service", "day", "dnr", "purpose")}
"""The name of the form each field is kept as, so that one that is begun holds none of the others back."""


class WhatStep(Step):
    """What is reviewed and when. `wanted` tells name, service, day, registry number and purpose.

    Shape: what is written in a field and not stored yet is kept of itself, field by field: of the round, or of `person`
    while there is none.
    """

    wanted = Signal(str, str, object, str, str)

    def __init__(self, forms: BegunForms, person: UUID, parent: QWidget | None = None) -> None:
        super().__init__(
            say("Vad och när", "What and when"),
            say("Det här står på sammanställningens första sida.", "This stands on the first page of the summary."),
            say("Spara och gå vidare", "Save and go on"),
            "arrow-right",
            parent,
        )
        self._forms = forms
        self._person = person
        self._record: UUID | None = None
        self._kept: dict[str, KeptForm] = {}
        self.name = TextField(say("Granskningens namn", "The review's name"))
        self.service = DropDown(say("Insats", "Service"), empty=say("Välj insats", "Choose a service"))
        self.day = TextField(say("Granskningsdag", "Review day"))
        self.day.setPlaceholderText("2026-11-24")
        self.dnr = TextField(say("Diarienummer", "Registry number"))
        self.purpose = NoteEdit(say("Syfte", "Purpose"))
        self._name = Field(say("Namn", "Name"), self.name)
        self._service = Field(say("Insats", "Service"), self.service)
        self._day = Field(say("Granskningsdag, år-månad-dag", "Review day, year-month-day"), self.day)
        self.column.addWidget(self._name)
        self.column.addWidget(self._service)
        row = QHBoxLayout()
        row.setSpacing(theme().space(16))
        row.addWidget(self._day, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Field(say("Diarienummer", "Registry number"), self.dnr), 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        self.column.addWidget(
            Field(say("Syfte, i en eller två meningar", "Purpose, in a sentence or two"), self.purpose)
        )
        self.end()
        self.setFocusProxy(self.name)
        for field in (self.name, self.day, self.dnr):
            field.returnPressed.connect(self._tell)
        self.go_on.clicked.connect(self._tell)

    def show_state(self, state: PlanState) -> None:
        words = [
            (service, f"{service[:1].upper()}{service[1:]} · {counted(n, ('brukare', 'brukare'), ('user', 'users'))}")
            for service, n in state.services
        ]
        self.service.show_options(words)
        if not state.services:
            self.show_about(
                say(
                    "Registret är tomt. Läs in brukare, utförare och beslut under Register först.",
                    "The register is empty. Take in users, providers and decisions under Register first.",
                )
            )
        review = state.review
        only = state.services[0][0] if len(state.services) == 1 else None
        self._show_stored(
            review.id if review is not None else self._person,
            {
                "name": review.name if review is not None else "",
                "service": review.service if review is not None else only,
                "day": review.review_day.isoformat() if review is not None and review.review_day else "",
                "dnr": review.dnr if review is not None else "",
                "purpose": review.purpose if review is not None else "",
            },
        )

    def _show_stored(self, record: UUID, stored: Mapping[str, str | None]) -> None:
        """Fill in what is stored, in each field where nothing else is being written."""
        if record == self._record:
            for name, kept in self._kept.items():
                kept.show_stored({name: stored[name]})
            return
        for kept in self._kept.values():
            kept.deleteLater()
        self._record = record
        editors: dict[str, Editor] = {
            "name": self.name,
            "service": self.service,
            "day": self.day,
            "dnr": self.dnr,
            "purpose": self.purpose,
        }
        self._kept = {
            name: KeptForm(self._forms, record, FORMS[name], {name: editor}, self, stored={name: stored[name]})
            for name, editor in editors.items()
        }

    @Slot()
    def _tell(self) -> None:
        for field in (self._name, self._service, self._day):
            field.clear_fault()
        if not self.name.text().strip():
            self._fault(self._name, say("Skriv vad granskningen ska heta.", "Write what the review is called."))
            return
        if self.service.value() is None:
            self._fault(self._service, say("Välj vilken insats som granskas.", "Choose the service."))
            return
        try:
            day = date.fromisoformat(self.day.text().strip()) if self.day.text().strip() else None
        except ValueError:
            self._fault(
                self._day,
                say("{} är inget datum. Skriv som 2026-11-24.", "{} is no date. Write as 2026-11-24.").format(
                    self.day.text().strip()
                ),
            )
            return
        self.wanted.emit(
            self.name.text().strip(), str(self.service.value()), day, self.dnr.text().strip(), self.purpose.text()
        )

    def _fault(self, field: Field, sentence: str) -> None:
        field.show_fault(sentence)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
