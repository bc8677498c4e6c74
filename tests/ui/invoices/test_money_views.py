"""Payouts, the reclaim register and the letters: proposed by the program, decided and noted by people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.follow_up.letters import informed_on
from kollegie.follow_up.reclaims import list_reclaims
from kollegie.model.invoices import DebtorKind, InvoiceState, LegalGround, Reclaim, ReclaimState
from kollegie.model.register import Person
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.store.errors import StoreBusy
from ui.desk import Desk
from ui.invoices import InvoicesPage
from ui.invoices.payouts_view import _row
from ui.theme import theme
from ui.widgets.buttons import LinkButton, PlainButton

R = ReclaimState


def told(page: InvoicesPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def open_month(page: InvoicesPage, qtbot: QtBot, month: str, view: str) -> None:
    page.show_view(view)
    page._choose_month(month)
    qtbot.waitUntil(lambda: page.month.month == month and page._task is None, timeout=8_000)


def refuse(*_args: object) -> None:
    raise StoreBusy


def test_a_payout_without_report_is_proposed_and_taken_step_by_step(
    page: InvoicesPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 8, 1)
    with desk.store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        subjects = (("staff", "K-1"), ("user", "4-003"))
        signal = WarningSignal(work.new_id(), host, "V17", Severity.NOTE, day, day, subjects=subjects)
        work.add(signal)
    open_month(page, qtbot, "2026-08", "payouts")
    qtbot.waitUntil(lambda: "Ingen tid rapporterad" in told(page), timeout=8_000)
    assert "1 utbetalning 2026-08, 1 utan redovisning" in told(page)
    assert "2 månader i följd utbetalt utan redovisning" in told(page)
    assert ("R", "föreslå återkrav") in page.hints()
    page.payouts.propose_current()
    qtbot.waitUntil(lambda: page._task is None and page.reclaims._shown is not None, timeout=8_000)

    view = page.reclaims
    page.show_view("reclaims")
    (behind,) = (one for one in view.detail.findChildren(LinkButton) if "signalen" in one.text())
    assert behind.text() == "Bygger på signalen V17"  # a long title wraps beside it, and is never cut
    assert "Utbetalning utan tidrapport" in told(page)
    with qtbot.waitSignal(page.going) as gone_to:
        behind.click()
    assert gone_to.args == ["signals", signal.id]
    proposed = view._shown
    view._show(replace(proposed, evidence=()))
    assert view.amount.line.text() == ""
    assert any(label.text().startswith("Ingen summa föreslås: de rader") for label in view.detail.findChildren(QLabel))
    view._show(proposed)
    assert view.amount.line.text() == "3\u00a0000"  # as proposed, and only for the sum that is calculated
    view.reason.setPlainText("Redovisat i efterhand")
    view.steps["written_off"].click()
    qtbot.waitUntil(lambda: view._drawn.state is R.WRITTEN_OFF and not view.under_way.going_on, timeout=8_000)
    view.steps["undo"].click()
    view.steps["undo"].click()
    assert desk.writer.waiting == 1  # pressed twice one step is taken back
    qtbot.waitUntil(lambda: view._drawn.state is R.NOT_CALCULATED, timeout=8_000)
    assert view.amount.line.text() == "3\u00a0000"
    view.amount.line.selectAll()
    qtbot.keyClicks(view.amount.line, "3000,50")
    view._read()  # a quiet sync, and then a look at another reclaim
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=8_000)
    view._drawn = None
    view._show(view._shown)
    assert view.amount.line.text() == "3000,50"
    assert view.steps["calculated"].text() == "Spara den beräknade summan"
    qtbot.waitUntil(lambda: not view.under_way.going_on, timeout=8_000)
    view.steps["calculated"].setFocus()
    view.steps["calculated"].click()
    view.steps["calculated"].click()
    assert desk.writer.waiting == 1  # pressed twice it is one step
    qtbot.waitUntil(lambda: view._shown.state is R.CALCULATED, timeout=8_000)
    assert view._shown.calculated_ore == 300_050
    qtbot.waitUntil(lambda: "Beräknat: 3\u00a0000,50\u00a0kr" in told(page), timeout=8_000)
    assert "Det är mer än utbetalningarna nedan ger för perioden, 3\u00a0000\u00a0kr. Stämmer beloppet?" in told(page)
    # nobody is asked for money before being heard
    qtbot.waitUntil(lambda: set(view.steps) == {"heard", "written_off", "undo"}, timeout=8_000)
    assert view.list.hasFocus()  # and whoever took the step by keyboard stands nowhere else
    monkeypatch.setattr("ui.invoices.reclaims_view._register", refuse)
    with qtbot.waitSignal(desk.unread, timeout=8_000):
        view.steps["heard"].click()
    qtbot.waitUntil(lambda: not view.under_way.going_on, timeout=8_000)  # and the steps are not dead
    monkeypatch.undo()
    view._read()
    qtbot.waitUntil(lambda: "demanded" in view.steps, timeout=8_000)
    assert page.isActiveWindow()  # no part of the form was a window of its own and took the keyboard
    view.ground.choose(LegalGround.CIVIL_LAW.value)
    view.due.setText("till jul")
    view.steps["demanded"].click()
    qtbot.waitUntil(lambda: "Skriv datumet som 2026-12-31." in told(page), timeout=8_000)  # its form is shown by now
    view.due.setText("2026-12-24")
    view.steps["demanded"].click()
    qtbot.waitUntil(lambda: view._shown.state is R.DEMANDED, timeout=8_000)
    assert view._shown.due == date(2026, 12, 24)
    qtbot.waitUntil(lambda: "krävt 3\u00a0000,50\u00a0kr" in told(page), timeout=8_000)
    view.steps["undo"].click()

    def undone() -> bool:
        with desk.store.reading() as reading:
            return list_reclaims(reading)[0].state is R.HEARD

    qtbot.waitUntil(undone, timeout=8_000)


def test_a_payout_with_its_time_reported_offers_nothing(page: InvoicesPage, qtbot: QtBot) -> None:
    open_month(page, qtbot, "2026-09", "payouts")

    qtbot.waitUntil(lambda: "Redovisat: 6,0 h på 2 dagar" in told(page), timeout=8_000)
    assert "Beslutat: 2,0 träffar i månaden" in told(page)
    assert page.payouts.propose is None
    assert page.hints() == (("↑ ↓", "välj"),)
    back = replace(page.payouts.list.current(), net_ore=0, moved=("1 500 kr togs tillbaka",))
    page.payouts.show_things([back], "", lambda _: True)
    qtbot.waitUntil(lambda: "1 500 kr togs tillbaka" in told(page), timeout=8_000)
    assert _row(back).state == "Återtagen"  # nobody has reported it


def test_only_a_letter_noted_as_sent_informs_the_provider(
    page: InvoicesPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_view("letters")
    qtbot.waitUntil(lambda: "0 av 2 utförare skriftligt informerade" in told(page), timeout=8_000)
    with qtbot.waitSignal(page.telling, timeout=15_000):
        page.letters.write_letter("P-03", tmp_path / "rutin.pdf")
    qtbot.waitUntil(lambda: "Information om fakturarutiner" in told(page), timeout=8_000)
    letter = page.letters.list.current().letters[0]

    page.letters.note(letter)

    qtbot.waitUntil(lambda: "1 av 2 utförare skriftligt informerade" in told(page), timeout=8_000)
    with desk.store.reading() as reading:
        assert informed_on(reading) == {"P-03": date(2026, 11, 17)}
    page.letters.take_back(letter)
    qtbot.waitUntil(lambda: "0 av 2 utförare skriftligt informerade" in told(page), timeout=8_000)


def test_a_month_without_invoices_is_offered_for_its_payouts(page: InvoicesPage, qtbot: QtBot) -> None:
    assert page.month.month == "2026-09"
    assert "2026-07" in page.month.months

    open_month(page, qtbot, "2026-07", "payouts")

    assert "1 utbetalning 2026-07" in told(page)
    page.show_view("invoices")
    assert page.invoices.isVisible()


def test_keys_of_the_invoices_do_nothing_in_the_other_views(page: InvoicesPage, qtbot: QtBot) -> None:
    open_month(page, qtbot, "2026-08", "payouts")
    qtbot.waitUntil(lambda: "Ingen tid rapporterad" in told(page), timeout=8_000)
    assert page.main_part is page.payouts.list  # where one stands who comes back to the room
    page.show_view("reclaims")
    with qtbot.waitSignal(page.turned):
        page.reclaims.show_things([], "", bool)
    assert page.hints() == ()  # there are none to choose among
    page.show_view("letters")
    keys = {one.shortcut().toString(): one for one in page.actions()}

    keys["B"].trigger()
    keys["R"].trigger()

    assert page.invoices.bar.form is None
    assert page.desk.writer.waiting == 0
    bar = page.invoices.bar
    bar.open_form(InvoiceState.REJECTED)
    bar.form.words.show_text("Skrivet om fakturan.")
    with qtbot.assertNotEmitted(bar.decided):
        keys["Ctrl+Return"].trigger()  # as from a reason written beside a reclaim
    bar.put_form_away()


@pytest.mark.parametrize("view", ["payouts", "reclaims", "letters"])
def test_nothing_is_cut_too_small_or_nameless(page: InvoicesPage, qtbot: QtBot, view: str) -> None:
    open_month(page, qtbot, "2026-08", view)
    try:
        for wide, high, scale in ((1316, 830, 1.0), (1156, 650, 1.0), (1316, 830, 2.0)):
            theme().show_as(text_scale=scale)
            page.resize(wide, high)
            settle()
            assert (clipped_texts(page), small_targets(page), unnamed(page)) == ([], [], [])
    finally:
        theme().show_as(text_scale=1.0)


def test_another_room_can_ask_for_the_register_or_for_one_invoice(page: InvoicesPage, qtbot: QtBot) -> None:
    page.show_place(("reclaims", ""))
    assert page.tabs.value() == "reclaims"
    qtbot.waitUntil(lambda: page._task is None, timeout=8_000)

    page.reclaims._show_register(((), ()))
    empty = page.reclaims.empty
    assert empty is not None
    assert (empty.isVisible(), page.reclaims.list.isVisible()) == (True, False)
    with qtbot.waitSignal(page.going) as told:
        empty.findChild(PlainButton).click()
    assert told.args == ["invoices", ("payouts", "")]

    page.show_place(("invoice", "P-07", "S-2", ""))

    qtbot.waitUntil(lambda: page.tabs.value() == "invoices" and page.invoices.look.invoice == "S-2", timeout=8_000)
    page.refresh()  # what is read meanwhile must not take the place of what is asked for
    page.show_place(("invoice", "P-07", "S-0", "2026-08"))
    qtbot.waitUntil(lambda: page.month.month == "2026-08" and page.invoices.look.invoice == "S-0", timeout=8_000)
    with page.desk.store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        many = [Reclaim(work.new_id(), host, DebtorKind.COMPANY, f"P-{number}") for number in range(3)]
        work.add(*many)
    page.show_place(("reclaim", many[1].id))
    qtbot.waitUntil(lambda: getattr(page.reclaims.list.current(), "id", None) == many[1].id, timeout=8_000)
    assert page.tabs.value() == "reclaims"
