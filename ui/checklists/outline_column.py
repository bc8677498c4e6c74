"""The column at the left of a checklist being written: what is in it, in order, and what one can do with a line."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.intake.checklist_draft import Judged, Table, questions_of, sections_of
from kollegie.intake.checklist_lines import Key
from kollegie.language import say
from ui.checklists.outline_line import Line
from ui.widgets.buttons import LinkButton
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.row_list import RowList


class OutlineColumn(QWidget):
    """Shows the sections and questions of a draft; its buttons act on the one that is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.list = RowList(say("Avsnitt och frågor", "Sections and questions"), Line.row)
        self.add = LinkButton(say("Fråga", "Question"), "plus", "Ctrl+N")
        self.add_group = LinkButton(say("Grupp", "Group"), "plus")
        self.add_repeat = LinkButton(say("Upprepning", "Repeat"), "plus")
        self.add_section = LinkButton(say("Avsnitt", "Section"), "plus")
        self.up = LinkButton(say("Upp", "Up"), "arrow-up")
        self.down = LinkButton(say("Ned", "Down"), "arrow-down")
        self.copy = LinkButton(say("Kopiera", "Copy"), "copy")
        self.remove = LinkButton(say("Ta bort", "Remove"), "trash-2")
        acts = GrowsDown()
        flow = FlowLayout(acts, gap=0, line_gap=0)
        adding = (self.add, self.add_group, self.add_repeat, self.add_section)
        for part in (*adding, *self._of_a_line):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 0, 8)
        column.setSpacing(6)
        column.addWidget(acts)
        column.addWidget(self.list, 1)

    @property
    def _of_a_line(self) -> tuple[LinkButton, ...]:
        return self.up, self.down, self.copy, self.remove

    def place_of(self, key: Key) -> int:
        """Where a thing stands in the list; −1 where it does not."""
        return next((place for place, line in enumerate(self.list.things) if line.key == key), -1)

    def after_fault(self, at: Key) -> Key | None:
        """The next thing with a fault, going round; None where there is none."""
        keys = [line.key for line in self.list.things if line.faulty]
        later = [key for key in keys if self.place_of(key) > self.place_of(at)]
        return next(iter(later or keys), None)

    def show_lines(self, held: Table, judgement: Judged, at: Key) -> None:
        """Show what is in the draft, with its faults; the list stays where it is scrolled to."""
        faulty = {problem.key[:place] for problem in judgement.problems for place in _ends(problem.key)}
        lines = [Line((), held, bool(judgement.at(())))]
        questions = list(questions_of(held))
        place = 0
        for key, section in sections_of(held):
            lines.append(Line(key, section, key in faulty))
            while place < len(questions) and questions[place][0][:2] == key:
                inner, table = questions[place]
                lines.append(Line(inner, table, inner in faulty))
                place += 1
        bar = self.list.verticalScrollBar()
        scrolled = bar.value()
        self.list.blockSignals(True)
        self.list.show_things(lines, keep=lambda line: line.key == at)
        self.list.blockSignals(False)
        bar.setValue(scrolled)

    def show_chosen(self, key: Key) -> None:
        """The checklist itself can be neither moved, copied nor taken away."""
        for part in self._of_a_line:
            part.setEnabled(bool(key))


def _ends(key: Key) -> tuple[int, ...]:
    """How much of a fault's key names the innermost section, group or question it sits in."""
    depth = 2 if key[:1] == ("avsnitt",) else 0
    while key[depth : depth + 1] == ("fraga",) and len(key) > depth + 1:
        depth += 2
    return (depth,) if depth and len(key) >= depth else ()
