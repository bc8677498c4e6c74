"""A condition made by choosing: question, how, value, one row each; or written as text by those who can."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.conditions import SELF, Condition, Operator, Test, operators_for, read_condition
from ui.checklists.askable import Askable
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import NoteEdit, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.tab_order import tab_before


class TestRow(GrowsDown):
    """One test of a condition. `changed` tells that it is another one, `removed` that it is not wanted."""

    __test__ = False
    changed = Signal()
    removed = Signal()

    def __init__(self, askables: Sequence[Askable], test: Test, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._askables = {one.name: one for one in askables}
        self._test = test
        self.question = DropDown(
            say("Fråga", "Question"),
            [(one.name, _short(one.words)) for one in askables],
            say("Välj fråga", "Choose a question"),
        )
        self.operator = DropDown(say("Hur", "How"))
        self.choice = DropDown(say("Värde", "Value"), empty=say("Välj svar", "Choose an answer"))
        self.text = TextField(say("Värde", "Value"))
        self.text.setMaximumWidth(180)
        self.remove = PlainButton(say("Ta bort", "Remove"), "x")
        row = FlowLayout(self, gap=8, line_gap=6)
        for part in (self.question, self.operator, self.choice, self.text, self.remove):
            row.addWidget(part)
        self._show()
        self.question.chosen.connect(self._take_question)
        self.operator.chosen.connect(self._take_operator)
        self.choice.chosen.connect(self._take_value)
        self.text.edited.connect(self._take_value)
        self.remove.clicked.connect(self.removed)

    def test(self) -> Test:
        """The test as it stands."""
        return self._test

    def _show(self) -> None:
        test, asked = self._test, self._askables.get(self._test.name)
        self.question.show_value(test.name)
        known = operators_for(asked.type) if asked is not None else tuple(Operator)
        self.operator.show_options([(one, one.word()) for one in known])
        self.operator.show_value(test.operator)
        chosen = bool(asked is not None and asked.values) and test.operator.takes_value
        self.choice.show_options([(name, words) for name, words in asked.values] if asked is not None else [])
        self.choice.show_value(test.value)
        self.choice.setVisible(chosen)
        self.text.show_text(test.value)
        self.text.setVisible(test.operator.takes_value and not chosen)
        self.updateGeometry()

    @Slot(object)
    def _take_question(self, name: str) -> None:
        asked = self._askables[name]
        known = operators_for(asked.type)
        operator = self._test.operator if self._test.operator in known else known[0]
        value = asked.values[0][0] if asked.values else ""
        self._test = Test(name, operator, value if operator.takes_value else "")
        self._show()
        self.changed.emit()

    @Slot(object)
    def _take_operator(self, operator: Operator) -> None:
        value = self._test.value if operator.takes_value else ""
        self._test = Test(self._test.name, operator, value)
        self._show()
        self.changed.emit()

    @Slot(object)
    def _take_value(self, value: str) -> None:
        self._test = Test(self._test.name, self._test.operator, value)
        self.changed.emit()


class ConditionBuilder(QWidget):
    """Shows an expression and tells every change of it (`changed`), with an empty text for none."""

    changed = Signal(str)

    def __init__(self, name: str, *, first: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = first
        self._askables: tuple[Askable, ...] = ()
        self._text = ""
        self.rows: list[TestRow] = []
        self.how = SegmentedChoice(
            say("Hur villkoren hör ihop", "How the conditions combine"),
            [
                Option("and", say("Alla ska gälla", "All must hold")),
                Option("or", say("Något räcker", "Any is enough")),
            ],
        )
        self.written = NoteEdit(say(f"{name} som text", f"{name} as text"), lines=1)
        self.add = LinkButton(say("Lägg till villkor", "Add a condition"), "plus")
        self.as_text = LinkButton(say("Skriv som text", "Write as text"), "pencil")
        self.by_choosing = LinkButton(say("Välj i stället", "Choose instead"), "list-checks")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.how)
        self._column.addWidget(self.written)
        ways = GrowsDown()
        flow = FlowLayout(ways, gap=4)
        for way in (self.add, self.as_text, self.by_choosing):
            flow.addWidget(way)
        self._column.addWidget(ways)
        self._by_text = False
        self.how.chosen.connect(self._take_how)
        self.written.edited.connect(self._take_text)
        self.add.clicked.connect(self._add)
        self.as_text.clicked.connect(self._write)
        self.by_choosing.clicked.connect(self._choose)

    def show_condition(self, text: str, askables: Sequence[Askable]) -> None:
        """Show a condition; one that cannot be chosen is shown as text."""
        if text == self._text and tuple(askables) == self._askables and (self.rows or self._by_text or not text):
            return
        self._text, self._askables = text, tuple(askables)
        condition = read_condition(text) if text else Condition(())
        if condition is None:
            self._by_text = True
        self._show(condition)

    def _show(self, condition: Condition | None) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        rows = condition is not None and not self._by_text
        for test in condition.tests if condition is not None and rows else ():
            self._make_row(test)
        self.how.setVisible(len(self.rows) > 1)
        self.how.show_value("or" if condition is not None and condition.any_of else "and")
        self.written.setVisible(not rows)
        if not self.written.hasFocus():
            self.written.show_text(self._text)
        self.add.setVisible(rows)
        self.as_text.setVisible(rows)
        self.by_choosing.setVisible(not rows and condition is not None)

    def _make_row(self, test: Test) -> None:
        row = TestRow(self._askables, test)
        row.changed.connect(self._tell_rows)
        row.removed.connect(self._remove)
        self.rows.append(row)
        self._column.insertWidget(len(self.rows), row)
        tab_before(self.add, row)

    @Slot()
    def _tell_rows(self) -> None:
        tests = tuple(row.test() for row in self.rows)
        condition = Condition(tests, self.how.value() == "or" and len(tests) > 1)
        self._text = condition.text({one.name: one.type for one in self._askables}) if tests else ""
        self.how.setVisible(len(self.rows) > 1)
        self.written.show_text(self._text)
        self.changed.emit(self._text)

    @Slot()
    def _add(self) -> None:
        asked = next((one for one in self._askables if one.name == self._first), None) or next(
            iter(self._askables), None
        )
        if asked is None:
            self._write()
            return
        operator = operators_for(asked.type)[0]
        self._make_row(Test(asked.name, operator, asked.values[0][0] if asked.values else ""))
        self._tell_rows()
        self.rows[-1].question.setFocus()

    @Slot()
    def _remove(self) -> None:
        row = self.sender()
        if isinstance(row, TestRow) and row in self.rows:
            self.rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self._tell_rows()
            self.add.setFocus()

    @Slot(object)
    def _take_how(self, _how: object) -> None:
        self._tell_rows()

    @Slot(str)
    def _take_text(self, text: str) -> None:
        self._text = text.strip()
        self.by_choosing.setVisible(not self._text or read_condition(self._text) is not None)
        self.changed.emit(self._text)

    @Slot()
    def _write(self) -> None:
        self._by_text = True
        self._show(read_condition(self._text) if self._text else Condition(()))
        self.written.setFocus()

    @Slot()
    def _choose(self) -> None:
        self._by_text = False
        self._show(read_condition(self._text) if self._text else Condition(()))
        self.add.setFocus()


def self_asked(type_: Askable) -> Askable:
    """The question itself, as the first thing its own rules ask about."""
    return Askable(SELF, say("Svaret", "The answer"), type_.type, type_.values)


def _short(words: str) -> str:
    return words if len(words) <= 44 else f"{words[:43]}…"
