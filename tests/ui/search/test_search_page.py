"""Search finds while one types, latest first, and leads to where the words stand."""

from __future__ import annotations

import pytest
from looking import clipped_texts, unnamed
from PySide6.QtWidgets import QLabel

from kollegie.model.actions import Action
from kollegie.model.invoices import DebtorKind, DeskFinding, InvoiceAnswer, InvoiceReview, Reclaim
from kollegie.model.register import Person
from kollegie.model.reviews import Case, Participant, Review, Role, Track, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Comment, CommentKind, Finding, answer_id
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.erasure_extent import runner
from kollegie.store.errors import DiskFull
from kollegie.store.search import let_wait
from kollegie.store.searching import find_here
from kollegie.sync.giving_up import give_up_scope
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from ui.desk import Desk
from ui.findings.gathering import gather
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


def texts(page):
    return [label.text() for label in page.findChildren(QLabel)]


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


def test_what_waits_in_a_case_that_has_left_is_found_and_breaks_neither_search_nor_findings(page, visit, desk, qtbot):
    with desk.store.work() as work:
        work.add(
            Finding(work.new_id(), visit.scope, visit.id, "hb06", Category.UTF, Severity.NOTE, text="Dusch uteblir")
        )
    with laptop_of(desk.store, nobody) as near, near.writing():
        near.line.run("UPDATE visit SET dirty = NULL")
        give_up_scope(near, "", visit.scope.bytes)

    search_for(page, qtbot, "uteblir", 2)

    assert {found.where for found in page.list.things} == {"Ärende 4-017 · HB06"}
    assert {found.place for found in page.list.things} == {None}
    with desk.store.reading() as reading:
        assert gather(reading, desk.store.me).lines == ()


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


def test_what_is_decided_at_the_desk_is_found_and_shown_to_whoever_leads_and_to_nobody_else(page, visit, desk, qtbot):
    with desk.store.work() as work:
        host, review = work.get(Person, work.person_id).municipality_id, work.new_id()
        disputed = (("2", "Fel timmar i tvisten"), ("", "Tvist om resten"))
        work.add(InvoiceReview(review, host, "P-1", "F-17", "2026-09", disputed=disputed, documents="Schema i tvisten"))
        work.add(InvoiceAnswer(work.new_id(), host, review, "pf01", "nej", "Ringde om tvisten"))
        finding = DeskFinding(work.new_id(), host, review, "pf01", 0, Category.TIF, Severity.DEFICIENCY, "I tvisten")
        reclaim = Reclaim(work.new_id(), host, DebtorKind.PERSON, "K-9", "4-017", reason="Också en tvist")
        round_ = work.get(Visit, visit.id).review_id
        work.add(
            finding, reclaim, Action(work.new_id(), host, round_, finding.id, "police_report", "Anmäl tvisten", "A")
        )
    search_for(page, qtbot, "tvist", 6)

    assert {(found.where, found.room, found.place) for found in page.list.things} == {
        ("Faktura F-17 från P-1", "invoices", ("invoice", "P-1", "F-17", "2026-09")),
        ("Faktura F-17 från P-1 · PF01", "invoices", ("invoice", "P-1", "F-17", "2026-09")),
        ("Faktura F-17 från P-1 · PF01", "findings", finding.id),
        ("A", "findings", finding.id),
        ("Ärende 4-017", "invoices", ("reclaim", reclaim.id)),
    }
    with desk.store.reading() as reading:
        assert [one.record for one in find_here(reading, desk.me, "F-17")] == ["invoice_review"]
        assert find_here(reading, desk.me, "K-9") == ()
        assert [one.finding.text for one in gather(reading, desk.me).desk] == ["I tvisten"]
    with desk.store.work() as work:
        work.add(Participant(work.new_id(), round_, round_, work.person_id, Role.VISITOR))
    with desk.store.reading() as reading:
        assert find_here(reading, desk.me, "tvist") == ()
        assert gather(reading, desk.me).desk == ()
        assert [one.record for one in find_here(reading, desk.me, "4-017")] == ["case_"]
    page.field.show_text("Fakturor")
    page.refresh()
    qtbot.waitUntil(lambda: any("åtgärder, ärendenummer eller utförare." in one for one in texts(page)), timeout=5_000)


@pytest.mark.usefixtures("visit")
def test_what_a_sync_brought_by_the_thousand_is_made_searchable_by_the_first_search(desk, page, qtbot, monkeypatch):
    search_for(page, qtbot, "dusch", 2)
    with desk.store.work() as work:
        run = work.connection.exec_driver_sql
        run("UPDATE actor SET applying = 2")
        run("UPDATE answer SET note = 'Hiss saknas.'")
        let_wait(runner(work.connection), "answer", [id for (id,) in run("SELECT id FROM answer").all()])
        run("UPDATE actor SET applying = 0")
    titles = []
    page.header.show_title, shown = lambda *words: (titles.append(words[-1]), shown(*words)), page.header.show_title

    with monkeypatch.context() as full, qtbot.waitSignals([page._laying_in.ended, desk.unread]):
        full.setattr("kollegie.store.searching._lay_in_page", refuse)
        page.field.show_text("his")
        page.refresh()

    assert titles == ["Det som synken hämtade görs sökbart…", "Sökningen blev inte av."]
    assert not page.list.isVisible()
    search_for(page, qtbot, "s", 2)
    assert titles[-2:] == ["Det som synken hämtade görs sökbart…", "2 träffar"]
    page.field.show_text("")
    page.refresh()
    page._laying_in.progressed.emit(2, 4, "")
    assert titles[-1] == "Nyast först."


def refuse(_store):
    raise DiskFull(name="lead.kollegie", free=0)
