"""The follow-up page: what is late stands first, every action can be moved on, and what is typed is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from review_day import make_desk

from kollegie.follow_up.actions import create_action, move_action
from kollegie.follow_up.desk_findings import action_on_desk_finding
from kollegie.model.actions import Action, ActionState
from kollegie.model.invoices import DebtorKind, DeskFinding, InvoiceReview, InvoiceState, Reclaim, ReclaimState
from kollegie.model.register import Person
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding
from kollegie.store.errors import DiskFull
from ui.desk import Desk
from ui.follow_up import FollowUpPage
from ui.follow_up.gathering import ActionRow, Group, MoneyRow, clock_words
from ui.theme import Theme
from ui.widgets.row_list import RowList
from ui.widgets.two_line_delegate import Row

LATE = "Larm vid uteblivet besök slås på"
TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One late action from the review day, one planned, one under way, one done."""
    made = make_desk(tmp_path, 8)
    with made.store.reading() as reading:
        findings = reading.find(Finding, severity=Severity.DEFICIENCY)
    store = made.store
    create_action(store, findings[0].id, "Spisvakt monteras", "Samordnare", date(2026, 12, 1))
    begun = create_action(store, findings[1].id, "Rutin för nycklar", "Enhetschef", None)
    done = create_action(store, findings[2].id, "Samtal med dottern", "Biståndshandläggare", date(2026, 11, 1))
    move_action(store, begun.id, ActionState.ONGOING)
    move_action(store, done.id, ActionState.DONE)
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> FollowUpPage:
    made = FollowUpPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 830)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.detail.row is not None, timeout=10_000)
    return made


def heads(shown: RowList) -> list[str]:
    return [thing.first for thing in shown.things if isinstance(thing, Row)]


def stored(desk: Desk, text: str) -> Action:
    with desk.store.reading() as reading:
        return next(action for action in reading.find(Action) if action.text == text)


def choose(page: FollowUpPage, text: str) -> None:
    things = list(page.list.things)
    page.list.go_to(next(i for i, one in enumerate(things) if isinstance(one, ActionRow) and one.action.text == text))


def test_what_is_late_stands_first_and_what_is_done_last(page: FollowUpPage) -> None:
    assert heads(page.list) == ["Försenade", "Pågår", "Planerade", "Klara, effekten inte kontrollerad"]
    assert page.detail.row.action.text == LATE
    assert page.detail.row.clock == "4 dagar försenad"


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        (date(2026, 11, 23), ActionState.PLANNED, "1 dag försenad"),
        (TODAY, ActionState.ONGOING, "Ska vara klar i dag"),
        (date(2026, 11, 30), ActionState.PLANNED, "6 dagar kvar"),
        (None, ActionState.PLANNED, "Inget datum"),
        (date(2026, 11, 1), ActionState.DONE, "Klar"),
    ],
)
def test_the_clock_counts_days_to_the_date(due: date | None, state: ActionState, words: str, desk: Desk) -> None:
    action = stored(desk, LATE)

    said = clock_words(Action(action.id, action.scope, action.review_id, None, "other", "x", "y", due, state), TODAY)

    assert said == words


def test_disputes_and_reclaims_are_followed_up_among_the_actions(page: FollowUpPage, desk: Desk, qtbot: QtBot) -> None:
    with desk.store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        late = InvoiceReview(work.new_id(), host, "P-07", "F-12", "2026-10", InvoiceState.DISPUTED, "Timmar saknas")
        work.add(
            replace(late, reply_by=date(2026, 11, 20), disputed_ore=1_250_000),
            replace(late, id=work.new_id(), invoice_ref="F-13", state=InvoiceState.CREDITED),
            replace(late, id=work.new_id(), invoice_ref="F-14", state=InvoiceState.APPROVED),
            replace(
                late,
                id=work.new_id(),
                invoice_ref="F-15",
                reason="",
                reply_by=date(2026, 11, 28),
                remind_on=date(2026, 11, 21),
            ),
            Reclaim(work.new_id(), host, DebtorKind.PERSON, "K-1", "4-003", calculated_ore=0),
            paid := Reclaim(
                *(work.new_id(), host, DebtorKind.COMPANY, "P-8"),
                state=ReclaimState.PAID,
                demanded_ore=900_000,
                paid_ore=900_000,
                due=date(2026, 11, 1),
            ),
            replace(paid, id=work.new_id(), debtor_ref="P-9", state=ReclaimState.CONTESTED, paid_ore=0),
            DeskFinding(work.new_id(), host, late.id, "pf01", 0, Category.TIF, Severity.DEFICIENCY, "Ej komplett"),
        )
        finding = work.first(DeskFinding)
    action_on_desk_finding(desk.store, finding.id, "Begär scheman", "Assistent")
    page.refresh()
    qtbot.waitUntil(lambda: "Avslutade tvister och återkrav" in heads(page.list), timeout=5_000)

    listed = {one.money.title: one for one in page.list.things if isinstance(one, MoneyRow)}
    assert {title: one.group for title, one in listed.items()} == {
        "Faktura F-12 från P-07": Group.OVERDUE,
        "Faktura F-15 från P-07": Group.REMIND,
        "Återkrav mot K-1, ärende 4-003": Group.PLANNED,
        "Återkrav mot P-8": Group.ENDED,
        "Återkrav mot P-9": Group.ONGOING,
        "Faktura F-13 från P-07": Group.ENDED,
    }
    assert "2 försenade · 1 att påminna" in " ".join(label.text() for label in page.findChildren(QLabel))
    assert listed["Återkrav mot P-9"].clock == ""  # nobody waits for a payment that is contested
    things = list(page.list.things)
    page.list.go_to(things.index(listed["Återkrav mot P-8"]))
    assert "9\xa0000" in " ".join(label.text() for label in page.money.findChildren(QLabel))
    with qtbot.waitSignal(page.going, timeout=5_000) as went:
        page.money.open_it.click()
    assert went.args == ["invoices", ("reclaim", paid.id)]
    page.list.go_to(things.index(listed["Faktura F-12 från P-07"]))
    shown = " ".join(label.text() for label in page.money.findChildren(QLabel))
    assert "Timmar saknas" in shown
    assert "4 dagar försenad" in shown
    assert "12\xa0500" in shown
    assert (clipped_texts(page), unnamed(page), small_targets(page)) == ([], [], [])
    page.refresh()
    qtbot.waitUntil(lambda: page.money.row is not None and page._shown is page.money, timeout=5_000)
    with qtbot.waitSignal(page.going, timeout=5_000) as went:
        page.money.open_it.click()
    assert went.args == ["invoices", ("invoice", "P-07", "F-12", "2026-10")]
    page.filter.show_text("timmar")
    page._show_rows()
    assert {one.money.invoice for one in page.list.things if isinstance(one, MoneyRow)} == {"F-12", "F-13"}
    page.filter.show_text("")
    page._show_rows()
    choose(page, "Begär scheman")
    assert page._shown is page.detail
    shown = " ".join(label.text() for label in page.detail.findChildren(QLabel))
    assert "Faktura F-12 från P-07" in shown
    assert "PF01" in shown
    assert "står inte längre" not in shown
    with qtbot.waitSignal(page.going, timeout=5_000) as went:
        page.detail._tell_finding()
    assert went.args == ["findings", finding.id]
    choose(page, LATE)


def test_an_action_is_moved_on_step_by_step(page: FollowUpPage, desk: Desk, qtbot: QtBot) -> None:
    for state in (ActionState.ONGOING, ActionState.DONE, ActionState.EFFECT_CHECKED):
        with qtbot.waitSignal(page.telling, timeout=5_000):
            page.detail.steps[state].click()
        qtbot.waitUntil(lambda wanted=state: page.detail.row.action.state is wanted, timeout=5_000)

    assert stored(desk, LATE).state is ActionState.EFFECT_CHECKED
    assert page.detail.row.group is Group.CHECKED
    assert tuple(page.detail.steps) == (ActionState.ONGOING,)


def test_what_is_typed_is_stored_without_leaving_the_field(page: FollowUpPage, desk: Desk, qtbot: QtBot) -> None:
    page.detail.outcome.setFocus()

    with desk.store.work("sync") as work:  # somebody else gives the action another owner meanwhile
        (late,) = (one for one in work.find(Action) if one.text == LATE)
        work.save(replace(late, owner="Nattchef"))
    qtbot.keyClicks(page.detail.outcome, "Larmet gick en gang och nagon kom.")
    qtbot.waitUntil(lambda: stored(desk, LATE).outcome == "Larmet gick en gang och nagon kom.", timeout=5_000)

    assert page.detail.outcome.text() == "Larmet gick en gang och nagon kom."
    assert stored(desk, LATE).owner == "Nattchef"


def test_another_date_moves_the_action_to_its_group(page: FollowUpPage, desk: Desk, qtbot: QtBot) -> None:
    page.detail.due.setText("2026-12-24")
    page.detail.due.edited.emit("2026-12-24")
    page.detail.flush()

    qtbot.waitUntil(lambda: page.detail.row.group is Group.PLANNED, timeout=5_000)

    assert stored(desk, LATE).due == date(2026, 12, 24)
    assert "Försenade" not in heads(page.list)


def test_a_date_that_is_none_is_told_beside_its_field_and_changes_nothing(
    page: FollowUpPage, desk: Desk, qtbot: QtBot
) -> None:
    page.detail.due.setFocus()
    page.detail.due.selectAll()
    qtbot.keyClicks(page.detail.due, "nasta vecka")
    page.detail.due.left.emit("nasta vecka")

    said = [label.text() for label in page.detail.findChildren(QLabel) if label.isVisible()]
    assert "Skriv datumet som 2026-12-31." in said
    assert page.detail.due.text() == "nasta vecka"
    assert stored(desk, LATE).due == date(2026, 11, 20)


def test_what_was_typed_in_one_action_is_stored_there_when_another_is_chosen(
    page: FollowUpPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise DiskFull(name="lead.kollegie", free=0)

    with monkeypatch.context() as full:
        full.setattr("kollegie.store.writing.RETRY", 0.1)
        full.setattr(desk.store.engine, "connect", refuse)
        qtbot.keyClicks(page.detail.outcome, "Provat i en vecka")
        assert not page.flush()  # what the disk refuses is kept, and tried again: the window does not lock on it
    choose(page, "Rutin för nycklar")

    qtbot.waitUntil(lambda: stored(desk, LATE).outcome == "Provat i en vecka", timeout=5_000)

    assert page.detail.outcome.text() == ""
    assert stored(desk, "Rutin för nycklar").outcome == ""


def test_the_chain_leads_back_to_the_answer_and_the_finding(page: FollowUpPage, qtbot: QtBot) -> None:
    line = page.detail.row.line

    with qtbot.waitSignal(page.going) as going:
        page.detail.visit_wanted.emit(line.visit.id, line.finding.question)
    assert going.args == ["visit", (line.visit.id, line.finding.question)]
    with qtbot.waitSignal(page.going) as going:
        page.detail.finding_wanted.emit(line.finding.id)

    assert going.args == ["findings", line.finding.id]


def test_f8_goes_to_the_next_late_one(page: FollowUpPage, qtbot: QtBot) -> None:
    choose(page, "Samtal med dottern")

    page.list.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F8)

    assert page.detail.row.action.text == LATE


def test_the_filter_keeps_what_has_all_the_words(page: FollowUpPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filter, "samordnare spisvakt")

    qtbot.waitUntil(lambda: heads(page.list) == ["Planerade"], timeout=5_000)

    assert page.detail.row.action.text == "Spisvakt monteras"


def test_without_actions_the_page_leads_to_the_findings(tmp_path: Path, qtbot: QtBot) -> None:
    desk = make_desk(tmp_path, 0)
    page = FollowUpPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(page._empty.isVisible, timeout=5_000)

    with qtbot.waitSignal(page.going) as going:
        page._empty.acted.emit()

    assert going.args == ["findings", None]
    desk.close()


@pytest.mark.parametrize(("wide", "high"), [(1316, 830), (1156, 650)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_cut_off_too_small_or_nameless(
    page: FollowUpPage, look: Theme, scale: float, wide: int, high: int
) -> None:
    page.resize(wide, high)
    look.show_as(text_scale=scale)
    settle()

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []


def test_the_report_of_the_last_quarter_is_written_from_the_page(
    page: FollowUpPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose_file(_parent: object, title: str, name: str, _kinds: str) -> Path:
        asked.extend((title, name))
        return tmp_path / "rapport.xlsx"

    monkeypatch.setattr("ui.follow_up.follow_up_page.choose_new_file", choose_file)
    with qtbot.waitSignal(page.telling, timeout=15_000) as told:
        page.report.click()

    assert asked == ["Ej verkställda beslut 2026Q3", "ej-verkstallda-2026Q3.xlsx"]
    assert "Lämnas till IVO 2026-10-01 till 2026-10-31" in told.args[1]
    assert (tmp_path / "rapport.xlsx").is_file()


def test_the_reclaim_register_is_one_step_away(page: FollowUpPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.going) as told:
        page.reclaims.click()

    assert told.args == ["invoices", ("reclaims", "")]
