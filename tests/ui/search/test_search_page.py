"""Search finds while one types, latest first, and leads to where the words stand."""

from __future__ import annotations

import pytest
from looking import clipped_texts, unnamed
from PySide6.QtWidgets import QLabel

from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.visits import Answer, Comment, CommentKind, answer_id
from kollegie.settings import Settings
from kollegie.store import create_store
from ui.desk import Desk
from ui.search import SearchPage


@pytest.fixture
def desk(tmp_path):
    store = create_store(tmp_path / "lead.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Lo Ledare")
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def visit(desk):
    with desk.store.work() as work:
        review = work.new_id()
        work.add(Review(review, review, "Hösten", "hemtjänst", work.new_id(), work.person_id))
        case = work.new_id()
        work.add(Case(case, case, review, Track.USER, "4-017", "4-017"))
        visit = Visit(work.new_id(), case, review, case, Track.USER, "hemtjanst-brukarbesok", "0")
        work.add(visit)
        for question, note in (("hb06", "Duschen uteblir ofta."), ("hb12", "Dusch ges på tisdagar.")):
            work.add(Answer(answer_id(visit.id, question), case, visit.id, question, value="nej", note=note))
    return visit


@pytest.fixture
def page(desk, qtbot):
    made = SearchPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def search_for(page, qtbot, words, hits):
    qtbot.keyClicks(page.field, words)
    qtbot.waitUntil(lambda: len(page.list.things) == hits and page.list.isVisible(), timeout=5_000)


@pytest.mark.usefixtures("visit")
def test_typing_finds_notes_with_their_case_latest_first(page, qtbot):
    search_for(page, qtbot, "dusch", 2)

    assert [found.where for found in page.list.things] == ["Ärende 4-017 · HB12", "Ärende 4-017 · HB06"]


def test_opening_a_hit_goes_to_its_question(page, visit, qtbot):
    search_for(page, qtbot, "uteblir", 1)

    with qtbot.waitSignal(page.going) as going:
        page.list.activated.emit(page.list.model().index(0, 0))

    assert going.args == ["visit", (visit.id, "hb06")]


def test_a_comment_is_found_and_leads_to_its_answer(page, visit, desk, qtbot):
    with desk.store.work() as work:
        asks = CommentKind.SENT_BACK
        words = "När var det?"
        work.add(Comment(work.new_id(), visit.scope, visit.id, "hb12", "", asks, words, work.person_id, work.at))
    search_for(page, qtbot, "var det", 1)

    with qtbot.waitSignal(page.going) as going:
        page.list.activated.emit(page.list.model().index(0, 0))

    assert going.args == ["visit", (visit.id, "hb12")]


def test_more_hits_than_are_shown_are_not_counted_as_those_shown(page, desk, visit, qtbot):
    with desk.store.work() as work:
        names = [f"hb{number}" for number in range(20, 221)]
        work.add(*(Answer(answer_id(visit.id, one), visit.scope, visit.id, one, note="Nycklar") for one in names))
    search_for(page, qtbot, "nycklar", 200)

    assert any("Fler än 200 träffar" in label.text() for label in page.findChildren(QLabel))


@pytest.mark.usefixtures("visit")
def test_no_hit_says_so_with_the_words(page, qtbot):
    qtbot.keyClicks(page.field, "obefintlig")
    qtbot.waitUntil(lambda: any("obefintlig" in label.text() for label in page.findChildren(QLabel)), timeout=5_000)

    assert not page.list.isVisible()


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off_or_nameless(page, look, qtbot, scale):
    look.show_as(text_scale=scale)
    search_for(page, qtbot, "dusch", 2)

    assert clipped_texts(page) == []
    assert unnamed(page) == []
