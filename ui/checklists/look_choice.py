"""How answers are to be shown at the visit: chosen in words, kept as the word an XLSForm has for it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from kollegie.language import say
from kollegie.model.checklist_appearance import MINIMAL, with_word
from kollegie.model.checklist_tables import TABLE_LIST
from ui.widgets.choice import Option
from ui.widgets.segmented_choice import SegmentedChoice


class LookChoice(SegmentedChoice):
    """Two ways to show, of which `word` asks for the second. `chosen_look` tells the whole appearance anew, with the
    other words that stood there."""

    chosen_look = Signal(str)

    def __init__(self, word: str, plain: str, other: str, appearance: str) -> None:
        super().__init__(say("Visas som", "Shown as"), [Option(False, plain), Option(True, other)])
        self._word = word
        self._appearance = appearance
        self.show_value(word in appearance.split())
        self.chosen.connect(self._tell)

    @classmethod
    def of_question(cls, appearance: str) -> LookChoice:
        """The choice for a question's answers."""
        plain, drop = say("Rutor bredvid varandra", "Boxes beside each other"), say("Lista som fälls ut", "A drop-down")
        return cls(MINIMAL, plain, drop, appearance)

    @classmethod
    def of_group(cls, appearance: str) -> LookChoice:
        """The choice for the questions of a group or a section."""
        return cls(TABLE_LIST, say("Fråga för fråga", "Question by question"), say("Tabell", "Table"), appearance)

    def follow(self, appearance: str) -> None:
        """The appearance was written by hand."""
        self._appearance = appearance
        self.show_value(self._word in appearance.split())

    @Slot(object)
    def _tell(self, wanted: bool) -> None:
        self._appearance = with_word(self._appearance, self._word, wanted=wanted)
        self.chosen_look.emit(self._appearance)
