"""The left column of the visit: how far it has come, its sections and questions, and the way to the signature."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.record_names import name_of
from ui.theme import theme
from ui.visiting.in_hand import VisitInHand
from ui.visiting.outline import Line, Outline, QuestionLine, SectionLine
from ui.visiting.visit_words import place_words
from ui.widgets.buttons import LinkButton, Paint, PlainButton
from ui.widgets.drop_down import DropDown
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Label
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.painting import bar_ground
from ui.widgets.ticks import Ticks

WIDTH = 276


class FaultButton(LinkButton):
    """How many answers there are to put right; pressing it lists them. `wanted` tells the question chosen."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__("", "circle-alert", "")
        self.faults = QMenu(self)
        self._visit: VisitInHand | None = None
        self.clicked.connect(self._list)
        self.hide()

    def show_faults(self, visit: VisitInHand) -> None:
        """Show how many there are."""
        self._visit = visit
        self.show_count(len(visit.faulty()))

    def list_faults(self) -> None:
        """Put what each of them is into the list; only when it is opened, since they are counted at every key."""
        visit = self._visit
        self.faults.clear()
        for cell in visit.faulty() if visit is not None else ():
            assert visit is not None
            said = " ".join(fault.message.in_() for fault in visit.faults(cell))
            place = place_words(visit, cell)
            name = f"{visit.question(cell).id} ({place})" if place else visit.question(cell).id
            action = self.faults.addAction(f"{name}: {said}" if said else name)
            action.triggered.connect(partial(self.wanted.emit, cell))

    @Slot()
    def _list(self) -> None:
        self.list_faults()
        self.faults.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def show_count(self, count: int) -> None:
        """Show the count, nothing for 0."""
        self.setText(counted(count, ("att rätta", "att rätta"), ("to put right", "to put right")))
        self.setAccessibleName(self.text())
        self.setVisible(count > 0)
        self.updateGeometry()

    def paint_of_state(self) -> Paint:
        tokens = theme().tokens
        fill = tokens.s3_soft if tokens.s3_soft != tokens.surface else None
        return Paint(tokens.s3, fill, tokens.s3 if fill is None or self.underMouse() else None)


class SectionPanel(QWidget):
    """Stands at left. `section_chosen` and `question_chosen` tell where to go, `signing` that the visit is to be
    signed."""

    section_chosen = Signal(object)
    question_chosen = Signal(object)
    signing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.outline = Outline()
        self.fault = FaultButton()
        self.sign = PlainButton(say("Signera…", "Sign…"), "signature")
        self._count = Label(role="strong")
        self._left = Label(role="meta")
        head = QHBoxLayout()
        head.setContentsMargins(14, 6, 8, 6)
        head.setSpacing(6)
        head.addWidget(self._count, 1)
        head.addWidget(self.fault)
        self._head = QWidget()
        self._head.setLayout(head)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 10, 14, 10)
        foot.setSpacing(10)
        foot.addWidget(self.sign)
        foot.addStretch()
        foot.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(Hairline())
        column.addWidget(self.outline, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)
        self.outline.section_chosen.connect(self.section_chosen)
        self.outline.question_chosen.connect(self.question_chosen)
        self.fault.wanted.connect(self.question_chosen)
        self.sign.clicked.connect(self.signing)

    def show_visit(self, visit: VisitInHand, section: str, current: Cell | None) -> None:
        """Show how far the visit has come, with the questions of the section in hand."""
        progress = visit.sheet.progress()
        words = say("{} av {} besvarade", "{} of {} answered")
        self._count.setText(words.format(progress.answered, progress.total))
        self.fault.show_faults(visit)
        left = progress.total - progress.answered
        self._left.setText("" if visit.locked else left_words(left))  # nobody is to answer what a later signal asks
        show_signing(self.sign, visit)
        self._head.setMinimumHeight(theme().space(46))
        self.outline.show_lines(lines_of(visit, section, current))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        foot = self.sign.sizeHint().width() + self._left.sizeHint().width() + 48
        head = self._count.sizeHint().width() + (self.fault.sizeHint().width() if not self.fault.isHidden() else 0) + 40
        return QSize(max(theme().space(WIDTH), foot, head), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.surface))
            painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(tokens.line))


class SectionBar(GrowsDown):
    """The same in one row, where large text leaves no room for a column: the section as a list that drops down."""

    section_chosen = Signal(object)
    question_chosen = Signal(object)
    signing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections = DropDown(say("Avsnitt", "Section"))
        self.fault = FaultButton()
        self.sign = PlainButton(say("Signera…", "Sign…"), "signature")
        self._count = Label(role="strong")
        self._ticks = Ticks(high=10)
        self._ticks.setMinimumWidth(theme().space(160))
        flow = FlowLayout(self, gap=14, line_gap=8)
        flow.setContentsMargins(24, 8, 24, 8)
        for part in (self.sections, self._count, self._ticks, self.fault, self.sign):
            flow.addWidget(part)
        self.sections.chosen.connect(self.section_chosen)
        self.fault.wanted.connect(self.question_chosen)
        self.sign.clicked.connect(self.signing)

    def show_visit(self, visit: VisitInHand, section: str, _current: Cell | None) -> None:
        """Show the sections, and how far the one in hand has come."""
        options = [(one.name, f"{number} {one.title.in_()}") for number, one in enumerate(visit.sections(), start=1)]
        if options != self._options():
            self.sections.show_options(options)
            self.sections.updateGeometry()
        self.sections.show_value(section)
        ticks = visit.ticks(section)
        self._ticks.show_ticks(ticks)
        self._count.setText(self._ticks.words())
        self.fault.show_faults(visit)
        show_signing(self.sign, visit)

    def _options(self) -> list[tuple[object, str]]:
        return [(self.sections.itemData(row), self.sections.itemText(row)) for row in range(self.sections.count())]

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=False)


def show_signing(sign: PlainButton, visit: VisitInHand) -> None:
    """Show on the way to the signature whether it can be taken, or that it has been."""
    sign.setEnabled(not visit.locked and not visit.reading)
    sign.setText(say("Signerat", "Signed") if visit.locked else say("Signera…", "Sign…"))
    sign.updateGeometry()


def left_words(left: int) -> str:
    """What is left, beside the way to the signature."""
    if left == 0:
        return say("Inget kvar", "Nothing left")
    return counted(left, ("fråga kvar", "frågor kvar"), ("question left", "questions left"))


def lines_of(visit: VisitInHand, section: str, current: Cell | None) -> list[Line]:
    """The lines of the outline: every section, and the questions of the one in hand."""
    lines: list[Line] = []
    for number, one in enumerate(visit.sections(), start=1):
        here = one.name == section
        lines.append(SectionLine(one.name, number, one.title.in_(), visit.ticks(one.name), here))
        if not here:
            continue
        for cell in visit.shown_cells(one.name):
            question = visit.question(cell)
            if not question.answerable:
                continue
            lines.append(
                QuestionLine(
                    cell,
                    question.origin or question.id,
                    _short(visit, cell),
                    visit.state(cell),
                    visit.gravest(cell),
                    faulty=bool(visit.faults(cell)),
                    flagged=visit.answer(cell).flagged,
                    sent_back=(thread := visit.thread(cell)) is not None and thread.sent_back,
                    current=cell == current,
                    follow_up=bool(question.part_of),
                )
            )
    return lines


def _short(visit: VisitInHand, cell: Cell) -> str:
    question = visit.question(cell)
    from_records = next((one for one in visit.seen.asked if one.question == question.name), None)
    if from_records is not None:
        return name_of(from_records)
    return visit.sheet.words(question.short or question.label, cell.row)
