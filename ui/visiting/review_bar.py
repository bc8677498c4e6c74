"""The reviewer's bar: which questions to look at, and whether the answers can be changed at all."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from ui.visiting.filtering import Choosing
from ui.visiting.in_hand import VisitInHand
from ui.widgets.buttons import PlainButton
from ui.widgets.labels import Label
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.painting import bar_ground


def choosing_words(choosing: Choosing) -> str:
    """A filter in words."""
    return {
        Choosing.ALL: say("Alla", "All"),
        Choosing.UNANSWERED: say("Obesvarade", "Unanswered"),
        Choosing.COMMENTED: say("Kommenterade", "Commented"),
        Choosing.FLAGGED: say("Flaggade", "Flagged"),
        Choosing.CHANGED: say("Ändrade sedan förra", "Changed since last"),
        Choosing.DEVIATING: say("Besökarna oense", "Visitors differ"),
    }[choosing]


class ReviewBar(GrowsDown):
    """Stands above the visit. `chosen` tells a filter, `reading_chosen` whether the visit is only looked at."""

    chosen = Signal(object)
    reading_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choosing = Choosing.ALL
        self.buttons = {choosing: PlainButton("") for choosing in Choosing}
        self.reading = PlainButton(say("Läsläge", "Read only"), "lock")
        self.reading.setCheckable(True)
        flow = FlowLayout(self, gap=8, line_gap=6)
        flow.setContentsMargins(24, 8, 24, 8)
        flow.addWidget(Label(say("Visa", "Show"), "meta"))
        for choosing, button in self.buttons.items():
            button.setCheckable(True)
            button.setProperty("choosing", choosing.value)
            button.clicked.connect(self._choose)
            flow.addWidget(button)
        flow.addWidget(self.reading)
        self.reading.clicked.connect(self.reading_chosen)
        self.hide()

    def follow(self, visit: VisitInHand) -> None:
        """Show them anew where the bar is shown: to count them goes through the whole visit for each filter."""
        if not self.isHidden():
            self.show_visit(visit)

    def show_visit(self, visit: VisitInHand) -> None:
        """Show how many questions each filter has; the one chosen is pressed down."""
        for choosing, button in self.buttons.items():
            words = choosing_words(choosing)
            button.setText(words if choosing is Choosing.ALL else f"{words} · {visit.filter.count(choosing)}")
            button.setChecked(choosing is self._choosing)
            button.updateGeometry()
        self.reading.setVisible(visit.seen.reviewing and not visit.locked)
        self.reading.setChecked(visit.reading)

    def choose(self, choosing: Choosing) -> None:
        """Press a filter down."""
        self._choosing = choosing
        for one, button in self.buttons.items():
            button.setChecked(one is choosing)

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=False)

    @Slot()
    def _choose(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, PlainButton):
            choosing = Choosing(pressed.property("choosing"))
            self.choose(choosing)
            self.chosen.emit(choosing)
