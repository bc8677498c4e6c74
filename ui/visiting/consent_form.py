"""Consent or refusal, written down while it is fresh: what was said, by whom, when, and what the person was told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.visits import ConsentState
from kollegie.visiting.consenting import (
    OWN_WORDS,
    SPEAKERS,
    TOLD,
    ConsentWithoutPerson,
    RefusedWithoutBeingTold,
)
from ui.visiting.clock_field import ClockField
from ui.visiting.in_hand import VisitInHand
from ui.widgets.buttons import PrimaryButton
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit, TextField
from ui.widgets.labels import WrappedLabel
from ui.widgets.many_choice import ManyChoice
from ui.widgets.segmented_choice import SegmentedChoice


@dataclass(frozen=True, slots=True)
class Said:
    """What was said at the door, as it is handed over."""

    state: ConsentState
    said_by: str
    told: tuple[str, ...]
    own_words: str
    consequence_told: bool | None
    said_at: datetime | None
    note: str


class ConsentForm(QWidget):
    """Asks for it. `recorded` tells what was said; nothing is told before what is needed is there. `edited` tells
    all that stands in the form at each change, for the draft that outlives a crash (`take_up`)."""

    recorded = Signal(object)
    edited = Signal(str)

    def __init__(self, visit: VisitInHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = say("Vad sade personen?", "What did the person say?")
        self.state = SegmentedChoice(
            words, [Option(one, one.word, str(number)) for number, one in enumerate(ConsentState, start=1)]
        )
        self.speaker = DropDown(
            say("Vem svarade", "Who answered"),
            [(one, speaker_words(one)) for one in SPEAKERS],
            say("Välj vem som svarade", "Choose who answered"),
        )
        told = say("Vad fick personen veta?", "What was the person told?")
        self.told = ManyChoice(told, [Option(one.code, one.words) for one in TOLD])
        self.own = TextField(say("Något annat som sades", "Something else that was said"))
        knew = say("Fick personen veta vad ett nej kan leda till?", "Was the person told what refusing may lead to?")
        self.consequence = SegmentedChoice(
            knew,
            [
                Option("yes", say("Ja", "Yes")),
                Option("no", say("Nej", "No")),
                Option("none", say("Gäller inte här", "Does not apply")),
            ],
        )
        self.at = ClockField(say("Klockan", "At"), visit.clock)
        self.note = NoteEdit(say("Anteckning till samtycket", "Note to the consent"), lines=2)
        self.save = PrimaryButton(say("Spara samtycket", "Save the consent"), "check")
        self._state = Field(words, self.state)
        self._speaker = Field(say("Vem svarade?", "Who answered?"), self.speaker)
        self._consequence = Field(knew, self.consequence)
        self._law = WrappedLabel(
            say(
                "I personlig assistans kan upprepade nekanden leda till att stödet dras in (LSS\u00a09\u00a0c\u00a0§). "
                "Säg det innan personen bestämmer sig.",
                "In personal assistance repeated refusals may end the help (LSS\u00a09\u00a0c). "
                "Say so before they decide.",
            ),
            "meta",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 4, 18, 18)
        column.setSpacing(12)
        for part in (
            self._state,
            self._speaker,
            Field(told, self.told),
            Field(say("Något annat som sades", "Something else that was said"), self.own),
            self._consequence,
            self._law,
            self.at,
            Field(say("Anteckning", "Note"), self.note),
            self.save,
        ):
            column.addWidget(part)
        column.addStretch()
        self.state.chosen.connect(self._show_state)
        self.save.clicked.connect(self._save)
        self._fill(visit)
        for chosen in (self.state.chosen, self.speaker.chosen, self.told.chosen, self.consequence.chosen):
            chosen.connect(self._tell_edited)
        for typed in (self.own.edited, self.note.edited, self.at.line.edited, self.at.given):
            typed.connect(self._tell_edited)

    def take_up(self, kept: str) -> None:
        """Go on with a form that was never saved, as `edited` told it. What cannot be read of it is left out."""
        try:
            read = json.loads(kept)
        except ValueError:
            return
        if not isinstance(read, dict):
            return
        if read.get("state") in tuple(ConsentState):
            self.state.show_value(ConsentState(read["state"]))
        if (speaker := read.get("speaker")) is not None:
            if speaker not in SPEAKERS:
                self.speaker.show_options([(one, speaker_words(one)) for one in [*SPEAKERS, str(speaker)]])
            self.speaker.show_value(speaker)
        self.told.show_values(tuple(read.get("told", ())))
        self.own.show_text(str(read.get("own", "")))
        self.consequence.show_value(read.get("consequence"))
        self.at.show_typed(str(read.get("at", "")))
        self.note.show_text(str(read.get("note", "")))
        self._show_state(self.state.value())

    @Slot()
    def _tell_edited(self) -> None:
        state = self.state.value()
        kept = {
            "state": state.value if isinstance(state, ConsentState) else None,
            "speaker": self.speaker.value(),
            "told": list(self.told.values()),
            "own": self.own.text(),
            "consequence": self.consequence.value(),
            "at": self.at.line.text(),
            "note": self.note.text(),
        }
        self.edited.emit(json.dumps(kept, ensure_ascii=False))

    def _fill(self, visit: VisitInHand) -> None:
        consent = visit.seen.consent
        now = visit.clock()
        self.at.show_moment(now, now)
        if consent is not None:
            self.state.show_value(consent.state)
            if consent.said_by not in SPEAKERS:
                known = [*SPEAKERS, consent.said_by]
                self.speaker.show_options([(one, speaker_words(one)) for one in known])
            self.speaker.show_value(consent.said_by)
            told = dict(consent.told)
            self.own.show_text(told.pop(OWN_WORDS, ""))
            self.told.show_values(tuple(told))
            self.consequence.show_value({True: "yes", False: "no", None: "none"}[consent.consequence_told])
            self.at.show_moment(consent.said_at, consent.said_at)
            self.note.show_text(consent.note)
        self._show_state(self.state.value())

    @Slot(object)
    def _show_state(self, state: object) -> None:
        refused = state in (ConsentState.REFUSED, ConsentState.WITHDRAWN)
        self._consequence.setVisible(refused)
        self._law.setVisible(refused)
        self.save.setText(
            say("Spara och avsluta besöket", "Save and end the visit")
            if refused
            else say("Spara samtycket", "Save the consent")
        )
        self.save.updateGeometry()
        self._state.clear_fault()

    @Slot()
    def _save(self) -> None:
        state = self.state.value()
        if not isinstance(state, ConsentState):
            self._state.show_fault(say("Välj vad personen sade.", "Choose what the person said."))
            self.state.setFocus()
            return
        if self.speaker.value() is None:
            self._speaker.show_fault(ConsentWithoutPerson().sentence())
            self.speaker.setFocus()
            return
        self._speaker.clear_fault()
        knew = self.consequence.value()
        if state is not ConsentState.GIVEN and knew is None:
            self._consequence.show_fault(RefusedWithoutBeingTold().sentence())
            self.consequence.setFocus()
            return
        self._consequence.clear_fault()
        said = Said(
            state,
            str(self.speaker.value()),
            tuple(str(code) for code in self.told.values()),
            self.own.text().strip(),
            {"yes": True, "no": False}.get(str(knew)),
            self.at.moment,
            self.note.text().strip(),
        )
        self.recorded.emit(said)


def speaker_words(code: str) -> str:
    """Who spoke, in words; a role, never a name."""
    return {
        "personen": say("Personen själv", "The person"),
        "god man": say("God man", "Legal guardian (god man)"),
        "förvaltare": say("Förvaltare", "Administrator (förvaltare)"),
        "vårdnadshavare": say("Vårdnadshavare", "Parent or custodian"),
        "annan företrädare": say("Annan företrädare", "Another representative"),
    }.get(code, code)
