"""The sections at left: what is asked, how far it has come, and where one is. Always in sight.

Each section stands with its count and its cells; the one in hand shows its questions, a row each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from kollegie.language import current_language, say
from kollegie.model.severity import Severity
from kollegie.visiting.evaluation import AnswerState, Cell
from ui import icons
from ui.theme import theme
from ui.tokens import RADIUS_FIELD
from ui.widgets.painting import rounded, severity_mark
from ui.widgets.ticks import MOST_CELLS, Tick, paint_tick

LINE_ROLE = Qt.ItemDataRole.UserRole + 101
QUESTION_ROW = 34
EDGE = 14
_NOWHERE = QModelIndex()
_STATE_ICONS = {
    AnswerState.ANSWERED: ("check", "accent"),
    AnswerState.WITHHELD: ("minus", "accent"),
    AnswerState.PARTLY: ("circle-dot", "accent"),
    AnswerState.UNANSWERED: ("circle", "edge"),
}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section's head: its number, title and cells."""

    name: str
    number: int
    title: str
    ticks: tuple[Tick, ...]
    current: bool

    @property
    def words(self) -> str:
        """The count beside the title: "7 av 12"."""
        done = sum(tick.done for tick in self.ticks)
        return say("{} av {}", "{} of {}").format(done, len(self.ticks))

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return f"{self.number} {self.title}, {self.words}"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question's row: id, short words, where it stands and the gravest finding of it."""

    cell: Cell
    id: str
    words: str
    state: AnswerState
    severity: Severity | None = None
    faulty: bool = False
    flagged: bool = False
    current: bool = False
    follow_up: bool = False
    sent_back: bool = False

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        state = {
            AnswerState.ANSWERED: say("besvarad", "answered"),
            AnswerState.WITHHELD: say("hoppad med skäl", "passed over with a reason"),
            AnswerState.PARTLY: say("påbörjad", "begun"),
            AnswerState.UNANSWERED: say("obesvarad", "unanswered"),
            AnswerState.NOT_ASKED: "",
        }[self.state]
        parts = [f"{self.id} {self.words}", state]
        if self.severity is not None:
            parts.append(say("iakttagelse", "finding") + f" {self.severity.word}")
        if self.faulty:
            parts.append(say("att rätta", "to put right"))
        if self.flagged:
            parts.append(say("flaggad", "flagged"))
        if self.sent_back:
            parts.append(say("skickad tillbaka", "sent back"))
        return ", ".join(part for part in parts if part)


Line = SectionLine | QuestionLine


class OutlineModel(QAbstractListModel):
    """The lines of the outline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> list[int]:
        """Show other lines. Returns the rows that are the same places with another state, to be painted anew.

        `dataChanged` is not told for them: it lets the whole list be laid out and painted again, at every key.
        """
        new, old = tuple(lines), self.lines
        if [_key(line) for line in new] == [_key(line) for line in old]:
            self.lines = new
            return [row for row, (line, before) in enumerate(zip(new, old, strict=True)) if line != before]
        self.beginResetModel()
        self.lines = new
        self.endResetModel()
        return []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        return None


def _key(line: Line) -> object:
    return line.name if isinstance(line, SectionLine) else line.cell


MOST_PAINTED = 400
"""Lines whose picture is kept: all that are in sight, in each state they have been in lately."""


class OutlineDelegate(QStyledItemDelegate):
    """Paints section heads and question rows.

    What a line has once looked like is kept as a picture: at each key the list scrolls a row on and is painted whole,
    while one or two of its lines have changed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painted: dict[object, QPixmap] = {}
        theme().changed.connect(self._paint_anew)

    @Slot()
    def _paint_anew(self) -> None:
        self._painted.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        look = theme()
        if isinstance(index.data(LINE_ROLE), SectionLine):
            return QSize(100, look.metrics("strong").height() + look.space(8) + look.px(8) + look.space(22))
        return QSize(100, max(look.px(QUESTION_ROW), look.metrics("meta").height() + look.space(14)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Line = index.data(LINE_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        sharp = painter.device().devicePixelRatio()
        wanted = (line, index.row() > 0, hovered, rect.size().toTuple(), sharp, current_language())
        picture = self._painted.get(wanted)
        if picture is None:
            if len(self._painted) >= MOST_PAINTED:
                self._painted.clear()
            picture = self._painted[wanted] = _picture_of(line, rect.size(), sharp, index.row() > 0, hovered)
        painter.drawPixmap(rect.topLeft(), picture)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rounded(painter, rect.adjusted(3, 1, -3, -1), RADIUS_FIELD, border=theme().tokens.focus, width=2)
            painter.restore()


def _picture_of(line: Line, size: QSize, sharp: float, parted: bool, hovered: bool) -> QPixmap:
    """How a line looks, on the ground of the list; `sharp` are the pixels of the screen for each of ours."""
    picture = QPixmap(size * sharp)
    picture.setDevicePixelRatio(sharp)
    picture.fill(QColor(theme().tokens.surface))
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, SectionLine):
            _paint_section(painter, QRect(QPoint(), size), line, parted)
        else:
            _paint_question(painter, QRect(QPoint(), size), line, hovered)
    return picture


def _paint_section(painter: QPainter, rect: QRect, line: SectionLine, parted: bool) -> None:
    look, tokens = theme(), theme().tokens
    if parted:
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, QColor(tokens.line))
    top = rect.top() + look.space(10)
    left, right = rect.left() + EDGE, rect.right() - EDGE
    high = look.metrics("strong").height()
    count = "meta-strong" if line.current else "meta"
    wide = look.metrics(count).horizontalAdvance(line.words) + 2
    _text(
        painter, line.words, count, tokens.text if line.current else tokens.muted, QRect(right - wide, top, wide, high)
    )
    number = look.metrics("strong").horizontalAdvance(f"{line.number}") + look.space(8)
    _text(painter, f"{line.number}", "strong", tokens.text, QRect(left, top, number, high))
    _text(painter, line.title, "strong", tokens.text, QRect(left + number, top, right - wide - 8 - left - number, high))
    _paint_ticks(painter, QRect(left, top + high + look.space(8), right - left, look.px(8)), line.ticks)


def _paint_ticks(painter: QPainter, place: QRect, ticks: tuple[Tick, ...]) -> None:
    if not ticks:
        return
    tokens = theme().tokens
    if len(ticks) > MOST_CELLS:
        rounded(painter, place, 3, fill=tokens.surface, border=tokens.edge)
        done = sum(tick.done for tick in ticks) / len(ticks)
        rounded(painter, QRectF(place.left(), place.top(), place.width() * done, place.height()), 3, fill=tokens.accent)
        return
    gap = 3.0 if place.width() / len(ticks) >= 12 else 1.0
    wide = min(theme().px(24), (place.width() - gap * (len(ticks) - 1)) / len(ticks))
    for number, tick in enumerate(ticks):
        paint_tick(painter, QRectF(place.left() + number * (wide + gap), place.top(), wide, place.height()), tick)


def _paint_question(painter: QPainter, rect: QRect, line: QuestionLine, hovered: bool) -> None:
    look, tokens = theme(), theme().tokens
    box = rect.adjusted(7, 1, -7, -1)
    if line.current:
        rounded(painter, box, RADIUS_FIELD, fill=tokens.soft)
        bar = QRectF(box.left(), box.top() + box.height() * 0.16, 3, box.height() * 0.68)
        rounded(painter, bar, 1.5, fill=tokens.accent)
    elif hovered:
        rounded(painter, box, RADIUS_FIELD, fill=tokens.bg)
    left, right = rect.left() + EDGE + look.space(4), rect.right() - EDGE
    side = look.px(16)
    mark = QRect(right - side, rect.center().y() - side // 2, side, side)
    if line.severity is not None and not line.faulty:
        severity_mark(painter, mark, line.severity, filled=True)
    else:
        icon, token = ("circle-alert", "s3") if line.faulty else _STATE_ICONS.get(line.state, ("circle", "edge"))
        icons.paint(painter, mark, icon, str(getattr(tokens, token)))
    right = mark.left() - look.space(8)
    if line.flagged:
        flag = QRect(right - look.px(14), rect.center().y() - look.px(14) // 2, look.px(14), look.px(14))
        icons.paint(painter, flag, "flag", tokens.accent)
        right = flag.left() - look.space(6)
    if line.sent_back:
        back = QRect(right - look.px(14), rect.center().y() - look.px(14) // 2, look.px(14), look.px(14))
        icons.paint(painter, back, "undo-2", tokens.s2)
        right = back.left() - look.space(6)
    wide = look.metrics("tag").horizontalAdvance("HB00") + look.space(10)
    if line.follow_up:
        left += look.space(10)
    wide = max(wide, look.metrics("tag").horizontalAdvance(line.id) + look.space(10))
    code = tokens.accent if line.current else tokens.muted
    _text(painter, line.id, "tag", code, QRect(left, rect.top(), wide, rect.height()))
    words = QRect(left + wide, rect.top(), right - left - wide, rect.height())
    _text(painter, line.words, "meta-strong" if line.current else "meta", tokens.text, words)


def _text(painter: QPainter, text: str, role: str, colour: str, place: QRect) -> None:
    look = theme()
    painter.setFont(look.font(role))
    painter.setPen(QColor(colour))
    short = look.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)


class Outline(QListView):
    """The list itself. `section_chosen` tells a section's name, `question_chosen` a question's cell."""

    section_chosen = Signal(object)
    question_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = OutlineModel(self)
        self.setModel(self._model)
        self.setItemDelegate(OutlineDelegate(self))
        self.setAccessibleName(say("Avsnitt och frågor", "Sections and questions"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        theme().changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown, from the top."""
        return self._model.lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show how far the visit has come; where the person is stays in sight."""
        for row in self._model.show_lines(lines):
            self.update(self._model.index(row))
        for number, line in enumerate(self._model.lines):
            if isinstance(line, QuestionLine) and line.current:
                index = self._model.index(number)
                if self.currentIndex() != index:
                    self.setCurrentIndex(index)
                self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        if event.text() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore()  # letters answer the question; they do not search the list
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        line = self._model.lines[index.row()]
        if isinstance(line, SectionLine):
            self.section_chosen.emit(line.name)
        else:
            self.question_chosen.emit(line.cell)
