from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from double_visits import add_double
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.model.reviews import Assignment, Review, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding
from kollegie.planning.errors import VisitBegun
from kollegie.planning.overview import review_overview
from kollegie.store import Store
from kollegie.visiting.answering import record_answer
from kollegie.visiting.findings import add_finding
from ui.desk import Desk
from ui.reviews.board_content import CardState, gather_board
from ui.reviews.reviews_page import ReviewsPage
from ui.reviews.visit_card import VisitCard


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReviewsPage:
    made = ReviewsPage(desk)
    qtbot.addWidget(made)
    made.resize(1320, 860)
    made.show()
    return made


def show(page: ReviewsPage, qtbot: QtBot) -> ReviewsPage:
    page.refresh()
    qtbot.waitUntil(lambda: bool(page.rows), timeout=20_000)
    return page


def said(page: ReviewsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def cards(page: ReviewsPage) -> list[VisitCard]:
    return [card for row in page.rows for card in row.cards]


def a_visit(store: Store, review: Review) -> Visit:
    return review_overview(store, review.id).pairs[0].cards[0].visit


def test_without_a_round_the_page_says_what_comes_first(page: ReviewsPage, qtbot: QtBot) -> None:
    page.refresh()

    qtbot.waitUntil(lambda: "Ingen granskning än" in said(page))
    assert not page.compile.isVisible()


@pytest.mark.usefixtures("shared")
def test_each_pair_has_a_row_with_its_visits_in_time_order(page: ReviewsPage, qtbot: QtBot) -> None:
    show(page, qtbot)

    assert [row.pair for row in page.rows] == ["A", "B"]
    for row in page.rows:
        times = [card.card.time for card in row.cards]
        assert times == sorted(times)
        assert times[0] == "08.30"
    assert "Tisdag 24 november · dnr SON 2026/0417 · 2 par · handläggare från 2 kommuner" in said(page)


@pytest.mark.usefixtures("shared")
def test_a_visit_nobody_may_take_says_why(page: ReviewsPage, qtbot: QtBot) -> None:
    show(page, qtbot)

    assert page.side.cards
    names = [card.accessibleName() for card in page.side.cards]
    assert any("har arbetat hos utföraren under de två senaste åren" in name for name in names)


def test_a_card_tells_how_far_the_visit_has_come(shared: Review, store: Store, clock: Any) -> None:
    visit = a_visit(store, shared)
    record_answer(store, visit.id, "hb01", "ja")

    board = gather_board(store, shared.id, clock.now.astimezone())

    assert board is not None
    card = next(card for pair in board.pairs for card in pair.cards if card.visit_id == visit.id)
    assert card.state is CardState.ONGOING
    assert sum(tick.done for tick in card.ticks) == 1
    assert "1 av" in card.spoken


def test_a_silent_pair_is_told_and_never_guessed_about(shared: Review, store: Store, clock: Any) -> None:
    board = gather_board(store, shared.id, clock.now.astimezone())

    assert board is not None
    assert {card.state for pair in board.pairs for card in pair.cards} <= {CardState.SILENT, CardState.PLANNED}
    assert any(card.words == "Inget hört än" for pair in board.pairs for card in pair.cards)
    clock.now -= timedelta(days=1)
    before = gather_board(store, shared.id, clock.now.astimezone())
    assert before is not None
    assert {card.state for pair in before.pairs for card in pair.cards} == {CardState.PLANNED}


@pytest.mark.usefixtures("shared")
def test_pressing_a_card_opens_its_visit(page: ReviewsPage, qtbot: QtBot) -> None:
    show(page, qtbot)
    card = cards(page)[0]

    with qtbot.waitSignal(page.going) as told:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)

    assert told.args == ["visit", card.card.visit_id]


@pytest.mark.usefixtures("shared")
def test_g_gives_the_visit_in_focus_to_a_pair(page: ReviewsPage, qtbot: QtBot, store: Store) -> None:
    show(page, qtbot)
    free = next(card for card in page.side.cards if not card.free.barred)
    free.setFocus()

    qtbot.keyClick(free, Qt.Key.Key_G)
    assert page.menu is not None
    entry = next(entry for entry in page.menu.actions() if entry.data() == "B")
    entry.trigger()
    page.menu.close()

    qtbot.waitUntil(lambda: _assigned(store, free.visit_id) == 2, timeout=20_000)


@pytest.mark.usefixtures("shared")
def test_a_pair_that_may_not_take_a_visit_stands_in_the_menu_with_the_reason(page: ReviewsPage, qtbot: QtBot) -> None:
    show(page, qtbot)
    barred = next(card for card in page.side.cards if card.free.barred)
    barred.click()

    assert page.menu is not None
    entry = next(entry for entry in page.menu.actions() if entry.data() == barred.free.barred[0][0])

    assert not entry.isEnabled()
    assert re.search(r"jäv: \w+ \w+ har arbetat hos utföraren", entry.text())
    page.menu.close()


@pytest.mark.usefixtures("shared")
def test_a_visit_is_dragged_to_a_pair_and_refused_where_there_is_a_conflict(
    page: ReviewsPage, qtbot: QtBot, store: Store
) -> None:
    show(page, qtbot)
    barred = next(card for card in page.side.cards if card.free.barred)
    letter = barred.free.barred[0][0]
    row = next(row for row in page.rows if row.pair == letter)
    other = next(row for row in page.rows if row.pair != letter)

    assert not drag(barred.visit_id, row)
    assert drag(barred.visit_id, other)

    qtbot.waitUntil(lambda: _assigned(store, barred.visit_id) == 2, timeout=20_000)


@pytest.mark.usefixtures("review")
def test_a_proposal_is_shown_before_anything_is_done(page: ReviewsPage, qtbot: QtBot, store: Store) -> None:
    show(page, qtbot)
    before = _all_assigned(store)

    page.propose()
    qtbot.waitUntil(lambda: "Förslag" in said(page), timeout=20_000)
    assert _all_assigned(store) == before == 0
    page.side.accepting.emit(page.side._proposal)

    qtbot.waitUntil(lambda: _all_assigned(store) > 0, timeout=20_000)
    qtbot.waitUntil(lambda: "Förslag" not in said(page), timeout=20_000)


def test_an_acute_finding_stays_at_the_top_until_it_is_acknowledged(
    page: ReviewsPage, qtbot: QtBot, shared: Review, store: Store
) -> None:
    visit = a_visit(store, shared)
    record_answer(store, visit.id, "hb01", "ja")
    found = add_finding(store, visit.id, "hb19", Category.SAK, Severity.ACUTE, "Ingen har kommit tre kvällar i rad.")
    show(page, qtbot)
    row = page.acute[0]
    assert "HB19: Ingen har kommit tre kvällar i rad." in said(page)
    assert "070-174 06 05" in said(page)
    assert row.take is not None

    row.take.click()

    qtbot.waitUntil(lambda: "av dig" in said(page), timeout=20_000)
    with store.reading() as reading:
        assert reading.get(Finding, found.id).acknowledged_by == store.me


@pytest.mark.usefixtures("shared")
def test_what_both_have_found_at_a_double_visit_waits_at_the_top_until_it_is_adjudicated(
    store: Store, review: Review, clock: Any
) -> None:
    visit = add_double(store)
    with store.reading() as reading:
        first = reading.find(Visit, blind_of=visit.id)[0]
    with store.work() as work:
        work.save(replace(first, signed_at=None))
        work.save(finding_at(first, work.new_id()))
    before = gather_board(store, review.id, clock.now)
    with store.work() as work:
        work.save(first)

    both = gather_board(store, review.id, clock.now)
    with store.work() as work:
        for one in (visit, *work.find(Visit, blind_of=visit.id)):
            work.save(replace(one, checklist_hash="of a version that has not come"))
    unread = gather_board(store, review.id, clock.now)
    with store.work() as work:
        work.save(replace(visit, signed_at=clock.now, signed_by=store.me))
    settled = gather_board(store, review.id, clock.now)

    assert [board and [one.visit_id for one in board.acute] for board in (before, both, unread, settled)] == [
        [],
        [visit.id],
        [visit.id],
        [],
    ]


def finding_at(visit: Visit, id: UUID) -> Finding:
    return Finding(id, visit.scope, visit.id, "hb19", Category.SAK, Severity.ACUTE, text="Ingen har kommit.")


@pytest.mark.usefixtures("shared")
def test_at_a_narrow_window_the_side_stands_under_the_board(page: ReviewsPage, qtbot: QtBot) -> None:
    show(page, qtbot)
    assert page.side.parent() is not None
    beside = page.side.mapTo(page, page.side.rect().topLeft()).x()

    page.resize(820, 860)
    qtbot.wait(20)

    assert page.side.mapTo(page, page.side.rect().topLeft()).x() < beside


def drag(visit_id: str, row: object) -> bool:
    """Carry a visit over a row and let go where it is taken. Returns whether it was."""
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from ui.reviews.visit_card import VISIT_MIME

    assert isinstance(row, QWidget)
    data = QMimeData()
    data.setData(VISIT_MIME, visit_id.encode())
    move, left, plain = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(row.rect().center(), move, data, left, plain)
    enter.ignore()
    row.dragEnterEvent(enter)  # type: ignore[attr-defined]
    if not enter.isAccepted():
        return False
    row.dropEvent(QDropEvent(QPointF(row.rect().center()), move, data, left, plain))  # type: ignore[attr-defined]
    return True


def _assigned(store: Store, visit_id: str) -> int:
    with store.reading() as reading:
        return reading.count(Assignment, visit_id=UUID(visit_id))


def _all_assigned(store: Store) -> int:
    with store.reading() as reading:
        return reading.count(Assignment)


@pytest.mark.usefixtures("shared")
def test_the_board_can_be_drawn_anew_any_number_of_times(page: ReviewsPage, qtbot: QtBot) -> None:
    show(page, qtbot)
    board = page._board
    before = len(page._pairs.parts)

    for _ in range(60):  # what dies in a layout must leave no reference to freed memory behind
        page._show(board)
        qtbot.wait(1)

    assert len(page._pairs.parts) == before


@pytest.mark.usefixtures("shared")
def test_a_visit_is_made_double_and_its_card_tells_states_alone(
    page: ReviewsPage, store: Store, desk: Desk, qtbot: QtBot
) -> None:
    show(page, qtbot)
    visit = UUID(cards(page)[0].visit_id)
    page._stand_on(visit)
    with qtbot.waitSignal(page.telling, timeout=5_000):
        page.make_focused_double()
    qtbot.waitUntil(lambda: any(card.card.double for card in cards(page)), timeout=10_000)
    with store.reading() as reading:
        first, _second = reading.find(Visit, blind_of=visit)
        (holder,) = reading.find(Assignment, visit_id=first.id)
    me, store.me = store.me, holder.person_id
    record_answer(store, first.id, "hb06", "nej", "Duschen uteblev.")
    store.me = me
    show(page, qtbot)

    def card() -> VisitCard:
        return next(card for card in cards(page) if card.visit_id == str(visit))

    qtbot.waitUntil(lambda: card().card.state is CardState.ONGOING, timeout=10_000)
    assert card().card.words == "Dubbelt, 0 av 2 signerade"
    assert (card().card.ticks, card().card.gravest) == ((), None)
    with qtbot.waitSignal(page.going, timeout=5_000) as gone:
        page._open(visit)
    assert gone.args == ["findings", ("doubles", visit)]
    page._stand_on(visit)
    with qtbot.waitSignal(desk.writer.failed, timeout=5_000) as refused:
        page.make_focused_double()
    assert isinstance(refused.args[0], VisitBegun)  # it stays double
