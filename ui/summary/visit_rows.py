"""The visits behind a figure: case, question and answer on one line, the visitor's note in full below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from kollegie.language import say
from kollegie.summary.tracing import TracedVisit
from ui.theme import theme
from ui.tokens import TARGET_ROW
from ui.widgets.painting import rounded, severity_mark, text_height
from ui.widgets.row_list import RowList
from ui.widgets.two_line_delegate import Row

EDGE = 4
MARK = 16
SEEN = 6
"""So many visits are seen at once; the list scrolls to the rest."""


class VisitRows(RowList):
    """Shows traced visits, as high as the first few of them; `opened` tells the one to go to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("Besök bakom siffran", "Visits behind the figure"), _row, click_opens=True, parent=parent)
        self.setItemDelegate(VisitDelegate(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def show_visits(self, visits: tuple[TracedVisit, ...]) -> None:
        """Show other visits, from the first."""
        self.show_things(visits)
        self.setVisible(bool(visits))
        self.scrollToTop()
        self.fit()

    def fit(self) -> None:
        """Take the height of the visits that are seen at once."""
        shown = min(SEEN, len(self.things))
        high = sum(self.sizeHintForRow(row) for row in range(shown)) + 1
        if high != self.height():
            self.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()


class VisitDelegate(QStyledItemDelegate):
    """Paints one traced visit; a long answer or note wraps and is never shortened."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        wide = view.viewport().width() if isinstance(view, QListView) else theme().px(240)
        _, head, note = self._places(QRect(0, 0, wide, 0), _visit(index))
        return QSize(wide, max(theme().target(TARGET_ROW), head.height() + note.height() + theme().space(14)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, tokens = theme(), theme().tokens
        visit = _visit(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.bg))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            rounded(painter, rect.adjusted(1, 1, -1, -2), 6, border=tokens.focus, width=2)
        case, head, note = self._places(rect, visit)
        if visit.severity is not None:
            side = look.px(MARK)
            line = look.metrics("strong").height()
            place = QRect(rect.left() + EDGE, case.top() + (line - side) // 2, side, side)
            severity_mark(painter, place, visit.severity, filled=True)
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        for place, role, colour, text in (
            (case, "strong", tokens.text, visit.case),
            (head, "tag", tokens.muted, _answer(visit)),
            (note, "meta", tokens.muted, visit.note),
        ):
            painter.setFont(look.font(role))
            painter.setPen(QColor(colour))
            painter.drawText(place, flags, text)
        painter.restore()

    def _places(self, rect: QRect, visit: TracedVisit) -> tuple[QRect, QRect, QRect]:
        """Where case, answer and note stand."""
        look = theme()
        left = rect.left() + EDGE + look.px(MARK) + look.space(8)
        top = rect.top() + look.space(7)
        strong, tag = look.metrics("strong"), look.metrics("tag")
        case = QRect(left, top, strong.horizontalAdvance(visit.case) + look.space(10), strong.height())
        beside = rect.right() - EDGE - case.right()
        high = text_height(tag, _answer(visit), beside) if _answer(visit) else 0
        head = QRect(case.right(), top + 1, beside, max(strong.height(), high))
        wide = rect.right() - EDGE - left
        below = text_height(look.metrics("meta"), visit.note, wide) if visit.note else 0
        return case, head, QRect(left, head.bottom() + 2, wide, below)


def _visit(index: QModelIndex | QPersistentModelIndex) -> TracedVisit:
    traced: TracedVisit = index.model().things[index.row()]  # type: ignore[attr-defined]
    return traced


def _answer(visit: TracedVisit) -> str:
    return " ".join(part for part in (visit.question, visit.answer) if part)


def _row(visit: Any) -> Row:
    return Row(visit.case, visit.note, code=_answer(visit), severity=visit.severity)
