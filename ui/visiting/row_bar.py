"""A repeat within a section: which row is in hand, the way to the others, and one more or one less.

Only the row in hand has its questions on the page, so that two hundred rows are as quick as two.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Row, row_from_text, row_to_text
from ui.visiting.in_hand import VisitInHand
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.visit_words import rows_in_words
from ui.widgets.buttons import PlainButton
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import Heading, Label
from ui.widgets.layouts import FlowLayout, GrowsDown

ADD_KEY, REMOVE_KEY = "Alt+Insert", "Alt+Delete"
ON_KEY, BACK_KEY = "Alt+Right", "Alt+Left"


class RowBar(GrowsDown):
    """Stands above the questions of the row in hand. `wanted` tells the place and the row to show, `adding` the place
    where a row is wanted, `removing` the place and the row that is to go."""

    wanted = Signal(object, object)
    adding = Signal(object)
    removing = Signal(object, object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: RepeatPlace | None = None
        self._row: Row | None = None
        self._rows: tuple[Row, ...] = ()
        self._options: list[tuple[str, str]] = []
        self._title = Heading(title, "question")
        self._count = Label(role="meta")
        self.back = PlainButton(say("Förra raden", "Previous row"), "arrow-left")
        self.choice = DropDown(say("Rad av {}", "Row of {}").format(title))
        self.on = PlainButton(say("Nästa rad", "Next row"), "arrow-right")
        self.add = PlainButton(say("Lägg till", "Add"), "plus", ADD_KEY)
        self.remove = PlainButton(say("Ta bort raden", "Remove the row"), "trash-2")
        self.add.setAccessibleName(say("Lägg till en rad i {}", "Add a row to {}").format(title))
        words = QWidget()
        head = QHBoxLayout(words)
        head.setContentsMargins(4, 0, 8, 0)
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._count)
        flow = FlowLayout(self, gap=8, line_gap=8)
        for part in (words, self.back, self.choice, self.on, self.add, self.remove):
            flow.addWidget(part)
        self.back.clicked.connect(self.step_back)
        self.on.clicked.connect(self.step_on)
        self.choice.chosen.connect(self._choose)
        self.add.clicked.connect(self.ask_to_add)
        self.remove.clicked.connect(self.ask_to_remove)

    def show_rows(self, visit: VisitInHand, place: RepeatPlace) -> None:
        """Show which row is in hand, among how many."""
        self._place, self._rows, self._row = place, visit.rows.of(place), visit.rows.in_hand(place)
        options = [(row_to_text(row), words) for row, words in rows_in_words(visit, place)]
        if options != self._options:
            self._options = options
            self.choice.show_options(options)
            self.choice.updateGeometry()
        self.choice.show_value(row_to_text(self._row) if self._row is not None else None)
        at = self._rows.index(self._row) if self._row is not None else -1
        several = len(self._rows) > 1
        self._count.setText(say("{} av {}", "{} of {}").format(at + 1, len(self._rows)) if self._rows else "")
        if not self._rows:
            self._count.setText(say("Inga rader än", "No rows yet"))
        for part in (self.back, self.choice, self.on):
            part.setVisible(several)
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at + 1 < len(self._rows))
        changeable = visit.can_change(place)
        self.add.setVisible(changeable)
        self.remove.setVisible(changeable and self._row is not None)
        self.updateGeometry()

    def stops(self) -> list[QWidget]:
        """The parts Tab goes to, in reading order."""
        return [part for part in (self.back, self.choice, self.on, self.add, self.remove) if not part.isHidden()]

    @Slot()
    def step_back(self) -> None:
        """Go to the row before."""
        self._step(-1)

    @Slot()
    def step_on(self) -> None:
        """Go to the row after."""
        self._step(+1)

    @Slot()
    def ask_to_add(self) -> None:
        """Ask for one more row."""
        if not self.add.isHidden():
            self.adding.emit(self._place)

    @Slot()
    def ask_to_remove(self) -> None:
        """Ask for the row in hand to go."""
        if not self.remove.isHidden():
            self.removing.emit(self._place, self._row)

    def _step(self, by: int) -> None:
        at = self._rows.index(self._row) + by if self._row is not None else -1
        if 0 <= at < len(self._rows):
            self.wanted.emit(self._place, self._rows[at])

    @Slot(object)
    def _choose(self, row: str) -> None:
        self.wanted.emit(self._place, row_from_text(row))
