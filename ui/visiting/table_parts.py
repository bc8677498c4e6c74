"""Where a row of a table is answered: in the columns of its table, or with words where those have no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from kollegie.model.checklist import ControlQuestion, QuestionType
from ui.visiting.answer_parts import ChoicePart, ManyPart
from ui.widgets.choice import Option
from ui.widgets.grid_choice import GridChoice, GridMany


class GridPart(ChoicePart):
    """One of several in a row of a table. `stepped` tells by how many rows to go on, and the column one is in."""

    stepped = Signal(int, int)

    @property
    def grid(self) -> GridChoice:
        """What stands in the columns."""
        assert isinstance(self.choice, GridChoice)
        return self.choice

    def _make_choice(self, name: str, options: Sequence[Option]) -> GridChoice:
        grid = GridChoice(name, options)
        grid.stepped.connect(self.stepped)
        return grid


class GridManyPart(ManyPart):
    """Any number of several in a row of a table. `stepped` as of a row with one answer."""

    stepped = Signal(int, int)

    @property
    def grid(self) -> GridMany:
        """What stands in the columns."""
        assert isinstance(self.many, GridMany)
        return self.many

    def _make_many(self, options: Sequence[Option]) -> GridMany:
        grid = GridMany(self._name, options)
        grid.stepped.connect(self.stepped)
        return grid


def row_part(question: ControlQuestion) -> GridPart | GridManyPart:
    """The part that takes the answer to a row."""
    if question.type is QuestionType.MANY_OF:
        return GridManyPart(question, question.choices)
    return GridPart(question, question.choices)
