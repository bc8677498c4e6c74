"""The room Granskningar: the board of the day, the visits nobody has, and the planning of a new round."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.reviews import Visit
from kollegie.planning.assigning import assign_pair
from kollegie.planning.doubling import turn_double
from kollegie.planning.proposing import Proposal, carry_out_proposal, propose_assignment
from kollegie.visiting.findings import acknowledge_finding
from ui.desk import Desk
from ui.page import Page
from ui.reviews.acute_row import AcuteRow
from ui.reviews.assigning import PairMenu, barred_pairs
from ui.reviews.board_content import Acute, Board, BoardPair, gather_board
from ui.reviews.numbers_row import NumbersRow
from ui.reviews.pair_row import PairRow
from ui.reviews.planning_panel import PlanningPanel
from ui.reviews.side import Side
from ui.sorting import in_order
from ui.theme import theme
from ui.tokens import BETWEEN_CARDS, PAGE_EDGE
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.drop_down import DropDown
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import empty
from ui.widgets.side_column import ScrollColumn, SideColumn
from ui.widgets.strip import StripKind

SIDE_FROM = 130
"""Characters of page width from which the side column stands beside the board; below it stands under it."""

MOST_COLUMNS = 6
LOUDEST = 2
"""How many unacknowledged acute findings stay in place while the pairs scroll; the others scroll with them."""

TOP_FROM = 600
"""Pixels of page height, at 100 % text, from which the numbers and the acute findings stay in place."""


class ReviewsPage(Page):
    """Shows the round under way. Reading and every act run off the GUI thread."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Granskningar", "Reviews"), parent)
        self._wanted: UUID | None = None
        self._board: Board | None = None
        self._focused: UUID | None = None
        self._beside: bool | None = None
        self._stays = True
        self.menu: PairMenu | None = None
        self.planning: PlanningPanel | None = None
        self.side = Side()
        self.rows: tuple[PairRow, ...] = ()
        self.acute: tuple[AcuteRow, ...] = ()
        self.choice = DropDown(say("Granskning", "Review"))
        self.new = PlainButton(say("Ny granskning…", "New review…"), "file-plus")
        self.plan = PlainButton(say("Fortsätt planera", "Go on planning"), "list-checks")
        self.compile = PrimaryButton(say("Sammanställ", "Compile"), "file-text")
        self._stack = QStackedWidget()
        self._top = QVBoxLayout()
        self._pairs = ScrollColumn(edge=0, gap=BETWEEN_CARDS)
        self._pairs.setViewportMargins(0, 0, PAGE_EDGE // 2, 0)
        self._column = SideColumn(width=266)
        self._empty = EmptyState(
            "users-round",
            say("Ingen granskning än", "No review yet"),
            say(
                "Läs in brukare och utförare under Register. Gör sedan en granskning här.",
                "Take in users and providers under Register. Then make a review here.",
            ),
            say("Ny granskning…", "New review…"),
            "file-plus",
        )
        self.unplanned = EmptyState(
            "list-checks",
            say("Inga besök än", "No visits yet"),
            say(
                "Dra ett urval, lägg till gästhandläggare och fördela besöken. Varje steg sparas för sig.",
                "Draw a sample, add visitors and assign the visits. Each step is stored by itself.",
            ),
            say("Fortsätt planera", "Go on planning"),
            "arrow-right",
        )
        self._lay_out()
        self._connect()
        self.add_key(
            "D", say("Dubbelbesök, eller vanligt igen", "Double visit, or ordinary again"), self.make_focused_double
        )
        self.add_key("G", say("Fördela det valda besöket", "Assign the chosen visit"), self.assign_focused)

    def refresh(self) -> None:
        self.desk.ask(self, partial(gather_board, self.desk.store, self._wanted, self.desk.now())).done.connect(
            self._show
        )

    def place(self) -> object:
        return self._board.review.id if self._board is not None else None

    def show_place(self, place: object) -> None:
        if isinstance(place, UUID):
            self._wanted = place
            self.refresh()

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("G", say("fördela", "assign")), ("D", say("dubbelbesök", "double visit")))

    def panels(self) -> list[QWidget]:
        """The columns F6 goes through."""
        return [self._pairs, self.side]

    # How it is put together

    def _lay_out(self) -> None:
        for widget in (self.choice, self.new, self.plan, self.compile):
            self.header.add_action(widget)
        self.choice.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(PAGE_EDGE, 14, 0, 0)
        column.setSpacing(BETWEEN_CARDS)
        self._top.setSpacing(8)
        self._top.setContentsMargins(0, 0, PAGE_EDGE, 0)
        column.addLayout(self._top)
        column.addWidget(self._pairs, 1)
        board = QWidget()
        row = QHBoxLayout(board)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(self._column)
        self._board_view = board
        nothing = QWidget()
        around = QVBoxLayout(nothing)
        around.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        around.addWidget(self._empty)
        self._nothing = nothing
        self._stack.addWidget(QWidget())  # blank until the store has been looked at: "no review yet" would be untrue
        self._stack.addWidget(nothing)
        self._stack.addWidget(board)
        without_visits = QWidget()
        around = QVBoxLayout(without_visits)
        around.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        around.addWidget(self.unplanned)
        self._without_visits = without_visits
        self._stack.addWidget(without_visits)
        self.column.addWidget(self._stack, 1)
        self._show_actions()

    def _connect(self) -> None:
        self.choice.chosen.connect(self.show_place)
        self.new.clicked.connect(partial(self.open_planning, None))
        self._empty.acted.connect(partial(self.open_planning, None))
        self.unplanned.acted.connect(self._go_on_planning)
        self.plan.clicked.connect(self._go_on_planning)
        self.compile.clicked.connect(self._compile)
        self.side.opened.connect(self._ask_for_pair)
        self.side.focused.connect(self._stand_on)
        self.side.proposing.connect(self.propose)
        self.side.accepting.connect(self._carry_out)
        self.side.settling.connect(partial(self.going.emit, "findings", "conflicts"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_side()
        if self._board is not None and self._stays != (self.height() >= theme().px(TOP_FROM)):
            self._show(self._board)

    def _place_side(self) -> None:
        """Beside the board where there is room, else under the pairs."""
        beside = theme().characters(self.width()) >= SIDE_FROM
        if beside == self._beside:
            return
        self._beside = beside
        self._column.setVisible(beside)
        if beside:
            self._column.add(self.side)
        else:
            self._pairs.add(self.side)
        self.side.show()

    # What it shows

    @Slot(object)
    def _show(self, board: Board | None) -> None:
        self._board = board
        self._show_actions()
        if board is None:
            self._stack.setCurrentWidget(self.planning or self._nothing)
            return
        self.header.show_title(board.review.name, board.day)
        rounds = in_order([board.review, *board.others], lambda review: review.name)
        self.choice.show_options([(review.id, review.name) for review in rounds])
        self.choice.show_value(board.review.id)
        self._show_top(board)
        self._show_pairs(board)
        self.side.show_board(board)
        self._place_side()
        if self.planning is None:
            self._stack.setCurrentWidget(self._board_view if _has_visits(board) else self._without_visits)
        self._focus_again()

    def _show_top(self, board: Board) -> None:
        """The numbers and the acute findings: in place above the pairs as far as there is room, else with them."""
        for part in self._pairs.parts:
            if part is not self.side:
                self._pairs.remove(part)
        empty(self._top)
        self._stays = self.height() >= theme().px(TOP_FROM)
        self.acute = tuple(self._acute_row(one) for one in board.acute)
        loud = [row for row in self.acute if not row.acute.acknowledged][:LOUDEST] if self._stays else []
        numbers = NumbersRow(board)
        if self._stays:
            self._top.addWidget(numbers)
        else:
            self._put(numbers)
        for row in self.acute:
            if row in loud:
                self._top.addWidget(row)
            else:
                self._put(row)

    def _put(self, part: QWidget) -> None:
        """Put a part last in the column, but above what stands beside the board when there is room."""
        parts = self._pairs.parts
        self._pairs.insert(parts.index(self.side) if self.side in parts else len(parts), part)

    def _show_pairs(self, board: Board) -> None:
        at = self._pairs.verticalScrollBar().value()
        columns = min(MOST_COLUMNS, max((len(pair.cards) for pair in board.pairs), default=1))
        pairs = list(board.pairs)
        if board.alone:
            alone = BoardPair("–", say("utan par", "without a pair"), "", "", False, board.alone)
            pairs.append(alone)
        self.rows = tuple(PairRow(pair, columns, self._why_barred) for pair in pairs)
        for row in self.rows:
            row.opened.connect(self._open)
            row.focused.connect(self._stand_on)
            row.dropped.connect(self._give_dropped)
            self._put(row)
        self._pairs.verticalScrollBar().setValue(at)

    def _acute_row(self, acute: Acute) -> AcuteRow:
        row = AcuteRow(acute)
        row.acknowledged.connect(self._acknowledge)
        row.opened.connect(self._open)
        return row

    def _show_actions(self) -> None:
        board = self._board
        planning = self.planning is not None
        self.choice.setVisible(board is not None and bool(board.others) and not planning)
        self.new.setVisible(board is not None and not planning)
        unfinished = board is not None and (not board.planned or bool(board.free))
        self.plan.setText(
            say("Fortsätt planera", "Go on planning") if unfinished else say("Ändra planeringen", "Change the plan")
        )
        self.plan.setVisible(board is not None and not planning and _has_visits(board))
        self.compile.setVisible(board is not None and not planning and _has_visits(board))

    def _focus_again(self) -> None:
        """Give the focus back to the visit the person stood on, wherever its card is now."""
        if self._focused is None or not self.isVisible():
            return
        cards = [card for row in self.rows for card in row.cards] + list(self.side.cards)
        for card in cards:
            if card.visit_id == str(self._focused):
                card.setFocus(Qt.FocusReason.OtherFocusReason)

    # What it does

    @Slot()
    def assign_focused(self) -> None:
        """Ask which pair the visit in focus goes to."""
        if self._focused is not None:
            self._ask_for_pair(self._focused)

    @Slot()
    def make_focused_double(self) -> None:
        """Let the visit in focus be answered blind by each of its visitors, or take that back."""
        if self._focused is not None:
            done = self.desk.act(turn_double, self.desk.store, self._focused)
            done.done.connect(self._tell_doubled)

    @Slot(object)
    def _tell_doubled(self, visit: Visit) -> None:
        words = (
            say(
                "Dubbelbesök: var och en svarar för sig, och ingen ser den andras svar förrän båda har signerat.",
                "Double visit: each answers alone, and neither sees the other's answers before both have signed.",
            )
            if visit.double
            else say("Vanligt besök igen.", "An ordinary visit again.")
        )
        self.telling.emit(StripKind.DONE, words, "")
        self.refresh()

    @Slot()
    def propose(self) -> None:
        """Work out a proposal for the visits nobody has; nothing is written."""
        if self._board is not None:
            asked = self.desk.ask(self, partial(propose_assignment, self.desk.store, self._board.review.id))
            asked.done.connect(self.side.show_proposal)

    def open_planning(self, review_id: UUID | None) -> None:
        """Plan a new round, or go on with one."""
        self.planning = PlanningPanel(self.desk, review_id)
        self.planning.left.connect(self._leave_planning)
        self.planning.failed.connect(self.failed)
        self.planning.telling.connect(self.telling)
        self._stack.addWidget(self.planning)
        self._stack.setCurrentWidget(self.planning)
        self.header.show_title(
            say("Planera en granskning", "Plan a review"),
            say("Fyra steg. Allt går att ändra efteråt.", "Four steps. All of it can be changed afterwards."),
        )
        self._show_actions()

    @Slot(object)
    def _leave_planning(self, review_id: object) -> None:
        if self.planning is not None:
            self._stack.setCurrentWidget(self._nothing)
            self.planning.deleteLater()  # out of the stack by itself; removeWidget would delete it in its own signal
            self.planning = None
        if isinstance(review_id, UUID):
            self._wanted = review_id
        self._show_actions()
        self.header.show_title(say("Granskningar", "Reviews"))
        self.refresh()

    @Slot()
    def _go_on_planning(self) -> None:
        if self._board is not None:
            self.open_planning(self._board.review.id)

    @Slot()
    def _compile(self) -> None:
        if self._board is not None:
            self.going.emit("summary", self._board.review.id)

    @Slot(object)
    def _open(self, visit_id: object) -> None:
        cards = [card for row in self.rows for card in row.cards]
        if any(card.visit_id == str(visit_id) and card.card.double for card in cards):
            self.going.emit("findings", ("doubles", visit_id))
        else:
            self.going.emit("visit", visit_id)

    @Slot(object)
    def _stand_on(self, visit_id: object) -> None:
        if isinstance(visit_id, UUID):
            self._focused = visit_id

    @Slot(object)
    def _ask_for_pair(self, visit_id: object) -> None:
        if self._board is None or not isinstance(visit_id, UUID):
            return
        barred = barred_pairs(self._board.free, str(visit_id))
        self.menu = PairMenu(visit_id, self._board.pairs, barred, self)
        self.menu.chosen.connect(self._give)
        self.menu.aboutToHide.connect(self._forget_menu)
        focused = self.focusWidget() or self
        self.menu.popup(focused.mapToGlobal(QPoint(0, focused.height() + 4)))

    @Slot()
    def _forget_menu(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
            self.menu = None

    @Slot(object, str)
    def _give(self, visit_id: UUID, pair: str) -> None:
        self._focused = visit_id
        given = self.desk.act(assign_pair, self.desk.store, visit_id, pair)
        given.done.connect(self.refresh)

    @Slot(str, str)
    def _give_dropped(self, visit_id: str, pair: str) -> None:
        self._give(UUID(visit_id), pair)

    def _why_barred(self, visit_id: str, pair: str) -> str:
        reason = barred_pairs(self._board.free, visit_id).get(pair, "") if self._board is not None else ""
        return say("Jäv: {}", "Conflict of interest: {}").format(reason) if reason else ""

    @Slot(object)
    def _acknowledge(self, finding_id: UUID) -> None:
        self.desk.act(acknowledge_finding, self.desk.store, finding_id).done.connect(self.refresh)

    @Slot(object)
    def _carry_out(self, proposal: Proposal) -> None:
        if self._board is not None:
            done = self.desk.act(carry_out_proposal, self.desk.store, self._board.review.id, proposal)
            done.done.connect(self.refresh)


def _has_visits(board: Board) -> bool:
    return bool(board.free or board.alone or any(pair.cards for pair in board.pairs))
