"""At the door: what the person said to the visit, when the visitors came, how long they have been, when they left."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import counted, say
from kollegie.model.reviews import Track
from kollegie.visiting.consenting import told_words
from ui.visiting.clock_field import ClockField
from ui.visiting.context_card import ContextCard
from ui.visiting.in_hand import VisitInHand
from ui.widgets.buttons import PlainButton
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown

CONSENT_KEY = "Ctrl+J"


class DoorCard(ContextCard):
    """Shows it and tells what is changed. `consent_wanted` asks for the form, `times_given` tells "arrived" or "left"
    with the moment, or None."""

    consent_wanted = Signal()
    times_given = Signal(str, object)

    def __init__(self, visit: VisitInHand, parent: QWidget | None = None) -> None:
        super().__init__("clock", say("Vid dörren", "At the door"))
        if parent is not None:
            self.setParent(parent)
        self._visit = visit
        self.said = WrappedLabel(role="body")
        self.consent = PlainButton(say("Skriv ner samtycket…", "Record the consent…"), "pencil", CONSENT_KEY)
        self.arrived = ClockField(say("Framme", "Arrived"), visit.clock)
        self.left = ClockField(say("Klara", "Done"), visit.clock)
        self.lasted = WrappedLabel(role="meta")
        self._ticking = QTimer(self)
        self._ticking.setInterval(20_000)
        self._ticking.timeout.connect(self.show_lasted)
        if visit.case.track is Track.USER:
            self.body.addWidget(self.said)
            self.body.addWidget(self.consent)
        else:
            self.said.setParent(self)
            self.consent.setParent(self)
            self.said.hide()
            self.consent.hide()
        times = GrowsDown()
        flow = FlowLayout(times, gap=14, line_gap=8)
        flow.addWidget(self.arrived)
        flow.addWidget(self.left)
        self.body.addWidget(times)
        self.body.addWidget(self.lasted)
        self.consent.clicked.connect(self.consent_wanted)
        self.arrived.given.connect(self._tell_arrived)
        self.left.given.connect(self._tell_left)
        self.show_visit(visit)

    def show_visit(self, visit: VisitInHand) -> None:
        """Show what is known of it now."""
        self._visit = visit
        consent = visit.seen.consent
        if consent is None:
            self.said.show_text(say("Inget samtycke är nedskrivet.", "No consent is recorded."))
        else:
            told = ", ".join(words[0].lower() + words[1:] for words in told_words(consent))
            parts = [f"{consent.state.word} {consent.said_at.astimezone():%H.%M}", consent.said_by]
            heard = visit.seen.people.get(consent.taken_by, "") if consent.taken_by is not None else ""
            if heard:
                parts.append(say(f"till {heard}", f"to {heard}"))
            lines = [" · ".join(parts)]
            if told:
                lines.append(say(f"Fick veta: {told}.", f"Was told: {told}."))
            if consent.consequence_told is not None:
                knew = say("Fick veta", "Was told") if consent.consequence_told else say("Fick inte veta", "Not told")
                lines.append(say(f"{knew} vad ett nej kan leda till.", f"{knew} what refusing may lead to."))
            if consent.note:
                lines.append(consent.note)
            self.said.show_text("\n".join(lines), strong=[consent.state.word])
            self.consent.setText(say("Ändra samtycket…", "Change the consent…"))
        if visit.begun.consent is not None:
            self.said.show_text(
                say("Samtycket är påbörjat men inte sparat.", "The consent is begun but not saved.")
                + ("" if consent is None else f"\n{self.said.text()}")
            )
            self.consent.setText(say("Fortsätt med samtycket…", "Go on with the consent…"))
        day = visit.visit.started_at or visit.visit.planned_start or visit.clock()
        self.arrived.show_moment(visit.visit.arrived_at, day)
        self.left.show_moment(visit.visit.left_at, day)
        for part in (self.arrived, self.left):
            part.set_locked(visit.held)
        self.consent.setEnabled(not visit.locked and not visit.reading)
        self.show_lasted()

    @Slot()
    def show_lasted(self) -> None:
        """Show how long the visitors have been, or were, there."""
        came, left = self._visit.visit.arrived_at, self._visit.visit.left_at
        if came is None:
            self.lasted.hide()
            self._ticking.stop()
            return
        minutes = max(0, int(((left or self._visit.clock()) - came).total_seconds() // 60))
        words = minutes_words(minutes)
        going = say("Pågått {}", "Going on for {}") if left is None else say("Varade {}", "Lasted {}")
        self.lasted.show_text(going.format(words))
        self.lasted.show()
        if left is None and not self._ticking.isActive():
            self._ticking.start()
        elif left is not None:
            self._ticking.stop()

    def show_fault(self, sentence: str) -> None:
        """Say why a time was not taken."""
        self.left.show_fault(sentence)

    @Slot(object)
    def _tell_arrived(self, moment: datetime | None) -> None:
        self.times_given.emit("arrived", moment)

    @Slot(object)
    def _tell_left(self, moment: datetime | None) -> None:
        self.times_given.emit("left", moment)


def minutes_words(minutes: int) -> str:
    """A duration in words: "52 minuter", "1 timme 10 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return counted(rest, ("minut", "minuter"), ("minute", "minutes"))
    whole = counted(hours, ("timme", "timmar"), ("hour", "hours"))
    return f"{whole} {rest} min" if rest else whole
