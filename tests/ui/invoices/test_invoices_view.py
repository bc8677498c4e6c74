"""The invoices of a month: every one in its group, its hours side by side, decided by keyboard and undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from at_the_invoices import choose, rows, seen
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.follow_up.invoices import invoice_reviews, review_of
from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.invoices import InvoiceReview, InvoiceState, invoice_review_id
from kollegie.store.errors import StoreBusy
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.invoices import InvoicesPage
from ui.invoices.hours_bars import HoursBars
from ui.invoices.rows_list import RowsList
from ui.theme import theme
from ui.widgets.buttons import LinkButton
from ui.widgets.two_line_delegate import Row

S = InvoiceState


def told(page: InvoicesPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def until_state(page: InvoicesPage, qtbot: QtBot, invoice: str, state: InvoiceState) -> None:
    qtbot.waitUntil(lambda: rows(page)[invoice].state is state and page._task is None, timeout=8_000)
    qtbot.waitUntil(lambda: page.invoices.detail.shown.state is state, timeout=8_000)


def test_every_invoice_stands_in_its_group_with_the_share_always_in_sight(page: InvoicesPage) -> None:
    heads = [one.first for one in page.invoices.list.things if isinstance(one, Row)]

    assert set(rows(page)) == {"F-100", "F-101", "S-1", "S-2"}
    assert heads == ["Okänd brukare eller utförare", "Att granska, något skiljer"]
    assert "0 av 4 fakturor granskade, 0 %; 100 % är målet" in told(page)


def test_the_numbers_are_bars_that_speak_and_lead_to_their_rows(page: InvoicesPage, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "F-101")

    qtbot.waitUntil(lambda: len(seen(view, HoursBars)) == 2, timeout=8_000)
    bars = seen(view, HoursBars)
    assert bars[1].accessibleName() == ("Beviljat 20,0 h; Planerat –; Rapporterat 10,0 h; Fakturerat 25,0 h")
    next(link for link in seen(view, LinkButton) if link.objectName() == "rows-1").click()
    lists = view.detail.findChildren(RowsList)
    words = " ".join(label.text() for one in lists for label in one.findChildren(QLabel))
    assert "invoices.csv rad 4" in words
    assert "decisions.csv rad 3" in words
    assert " · 20 h/mån · " in words
    more = next(one for one in lists if one.more is not None)
    more.more.click()
    assert sum("time-reports.csv rad" in label.text() for label in more.findChildren(QLabel)) == 10


def test_a_part_is_disputed_from_the_form_and_the_step_undone(page: InvoicesPage, desk: Desk, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "F-101")

    view.bar.step(S.DISPUTED)
    form = view.bar.form
    assert form.words.text() == "Mer fakturerat än beviljat. Mer fakturerat än rapporterat"
    form.words.show_text("")
    form.decide()
    assert view.bar.form is form  # nothing is decided without a reason
    form.words.setPlainText("Timmarna är inte rapporterade")
    form.lines.button("2").click()
    view.bar.close_form()  # as when the page is left for a lock, or made anew in another language
    view.bar.show_invoice(view.detail.shown)
    form = view.bar.form
    assert (form.words.text(), form.lines.values()) == ("Timmarna är inte rapporterade", ("2",))
    form.dnr.setText("SON 2026/0417")
    form.save.click()
    until_state(page, qtbot, "F-101", S.DISPUTED)

    with desk.store.reading() as reading:
        review = review_of(reading, rows(page)["F-101"].look)
    assert review.disputed == (("2", "Timmarna är inte rapporterade"),)
    assert not begun_forms_of(desk)._kept
    qtbot.waitUntil(lambda: "14 dagar kvar till svar" in told(page), timeout=8_000)
    qtbot.waitUntil(lambda: "Bestriden: Timmarna är inte rapporterade" in told(page), timeout=8_000)
    view.bar.steps["undo"].click()
    until_state(page, qtbot, "F-101", S.OPEN)


def test_in_a_small_window_the_form_scrolls_and_its_buttons_stand(page: InvoicesPage, qtbot: QtBot) -> None:
    page.resize(1280, 620)
    view = choose(page, qtbot, "F-101")

    view.bar.step(S.DISPUTED)
    view.bar.form.setMinimumHeight(700)  # as with an invoice of many lines
    settle()

    form, foot = view.bar.form, view.bar.parentWidget().parentWidget()
    for button in (form.save, form.leave):
        where = button.mapTo(page, button.rect().bottomRight())
        assert page.rect().contains(where)
        assert not button.visibleRegion().isEmpty()
        assert button.visibleRegion().boundingRect() == button.rect()
    assert foot.height() < view.bar.height()
    form.last.setFocus()
    QTest.keyClick(form.last, Qt.Key.Key_Tab)
    assert page.focusWidget() is form.save
    QTest.keyClick(form.save, Qt.Key.Key_Escape)
    assert (view.bar.form, view.bar.standing.isHidden(), view.list.hasFocus()) == (None, True, True)


def test_a_form_begun_for_one_provider_is_not_that_of_anothers_invoice_of_the_same_number(
    page: InvoicesPage, qtbot: QtBot
) -> None:
    view = choose(page, qtbot, "F-101")
    view.bar.step(S.DISPUTED)
    shown = view.detail.shown
    detail = replace(shown.detail, look=replace(shown.look, provider="en annan"))

    view.bar.show_invoice(replace(shown, detail=detail))

    assert view.bar.form is None


def unreadable(*_: object) -> None:
    raise StoreBusy(name="x")


def test_an_invoice_is_approved_by_key_and_counted(
    page: InvoicesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, qtbot, "S-1")
    page.invoices.list.setFocus()

    page.invoices.filter.setText(S.OPEN.word)  # which it is no longer, once approved
    page.invoices._filter()
    action = next(one for one in page.actions() if one.shortcut().toString() == "G")
    action.trigger()
    action.trigger()
    until_state(page, qtbot, "S-1", S.APPROVED)
    assert page.invoices.look.invoice == "S-1"
    action.trigger()  # a third press meets no other invoice in its place
    qtbot.waitUntil(lambda: "1 av 4 fakturor granskade, 25 %" in told(page), timeout=8_000)
    page.invoices.filter.setText("")
    page.invoices._filter()
    page.invoices.undo()
    page.invoices.undo()
    assert page.desk.writer.waiting == 1
    until_state(page, qtbot, "S-1", S.OPEN)  # one step, however often it was pressed
    monkeypatch.setattr("ui.invoices.invoices_view.gather_detail", unreadable)
    with qtbot.waitSignal(page.desk.unread, timeout=8_000):
        action.trigger()
    qtbot.waitUntil(lambda: not page.invoices.bar.under_way.going_on, timeout=8_000)  # and no button is dead
    monkeypatch.undo()
    page.refresh()
    until_state(page, qtbot, "S-1", S.APPROVED)
    page.invoices.next_open()
    assert page.invoices.look.invoice != "S-1"
    page.invoices.filter.setText("S-1")
    page.invoices._show_rows()
    with qtbot.waitSignal(page.telling) as said:
        page.invoices.next_open()
    assert said.args[1] == "Alla fakturor som filtret visar är granskade."


def test_what_is_decided_is_decided_about_the_invoice_that_stands_on_screen(
    page: InvoicesPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = choose(page, qtbot, "F-101")
    with desk.store.reading() as reading:
        before = invoice_reviews(reading)

    monkeypatch.setattr("ui.invoices.invoices_view.gather_detail", unreadable)
    view.go_to(rows(page)["S-2"].look.provider, "S-2")
    view.bar.step(S.APPROVED)  # its rows are on their way, and those of the other still on screen
    assert desk.writer.waiting == 0
    qtbot.waitUntil(lambda: view.detail.shown is None, timeout=8_000)

    assert not view.bar.isVisible()
    with desk.store.reading() as reading:
        assert invoice_reviews(reading) == before


def test_a_disputed_invoice_that_was_changed_is_disputed_anew_before_its_letter(
    page: InvoicesPage, qtbot: QtBot
) -> None:
    shown = choose(page, qtbot, "F-101").detail.shown
    id = invoice_review_id("P-03", "F-101")
    waits = InvoiceReview(id, COMMON_SCOPE, "P-03", "F-101", "2026-09", S.DISPUTED, content="ett annat")

    page.invoices.bar.show_invoice(replace(shown, review=waits))

    assert {"disputed", "documents_asked", "reminder"} <= set(page.invoices.bar.steps)
    assert "letter" not in page.invoices.bar.steps


def test_a_filter_that_leaves_nothing_finds_the_invoice_again(
    page: InvoicesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = list(rows(page))[-1]
    view = choose(page, qtbot, last)
    for words in ("inget sådant", ""):
        view.filter.setText(words)
        view._show_rows()
    qtbot.waitUntil(lambda: view.detail.shown is not None and view.detail.shown.look.invoice == last, timeout=8_000)

    view.bar.step(S.DISPUTED)
    form = view.bar.form
    assert page.hints() == (("Ctrl+Return", "spara beslutet"), ("Esc", "tillbaka"))
    form.words.setPlainText("Påbörjat")
    view.filter.setText("inget sådant")
    view._filter()
    settle()
    assert (view.bar.form, view.decidable, list(rows(page))) == (form, view.detail.shown.look, [last])
    view.bar.end_form(*view.detail.shown.key, S.DISPUTED)
    view.filter.setText("")
    view._filter()

    monkeypatch.setattr(type(page.month.desk.invoices), "months", lambda _: ())
    with qtbot.waitSignal(page.turned):
        page._show_current()
    assert page.hints() == ()


def test_documents_are_asked_for_and_the_letter_written_by_key(
    page: InvoicesPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = choose(page, qtbot, "S-2")
    view.bar.step(S.DOCUMENTS_ASKED)
    form = view.bar.form
    assert "Tidrapporter 2026-09 för ärende 9-999" in form.words.text()
    form.words.setFocus()
    for day, why in (("i morgon", "Skriv datumet som 2026-12-31."), ("2020-01-01", "Skriv en dag efter ")):
        form.reply_by.setText(day)
        settle()
        QTest.keyClick(form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()
        assert view.bar.form is form
        assert why in told(page)
    form.reply_by.setText("2026-12-08")
    QTest.keyClick(form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.assertNotEmitted(view.bar.decided):  # by an unsteady hand
        QTest.keyClick(form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until_state(page, qtbot, "S-2", S.DOCUMENTS_ASKED)

    monkeypatch.setattr("ui.invoices.invoices_view.choose_new_file", lambda *_: tmp_path / "brev.pdf")
    view.list.setFocus()
    with qtbot.waitSignal(page.telling, timeout=15_000) as said:
        QTest.keyClick(view.list, Qt.Key.Key_P)
    assert "brev.pdf är skrivet, exemplar 1" in said.args[1]
    assert (tmp_path / "brev.pdf").read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: "Brev: begäran om underlag" in told(page), timeout=8_000)
    with qtbot.waitSignal(page.telling, timeout=8_000) as said:
        view.bar.steps["reminder"].click()
    assert said.args[1] == "Påminnelsen om faktura S-2 är noterad i dag."


def test_the_list_is_filtered_by_case_and_by_what_differs(page: InvoicesPage) -> None:
    view = page.invoices
    view.filter.setText("4-001")
    view._show_rows()
    assert set(rows(page)) == {"F-100", "F-101"}
    view.filter.setText("okänd")
    view._show_rows()
    assert set(rows(page)) == {"S-2"}
    view.filter.setText("ingen sådan")
    view._show_rows()
    assert "Ingen faktura i månaden passar filtret." in [part.text() for part in view.detail.findChildren(QLabel)]
    view.filter.setText("")
    view._show_rows()


def test_another_month_is_chosen(page: InvoicesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.going) as went:
        page.invoices.go_to("P-07", "S-0")
    assert went.args == ["invoices", ("invoice", "P-07", "S-0", "2026-08")]
    with qtbot.waitSignal(page.telling) as said:
        page.invoices.go_to("P-07", "K-9")
    assert said.args[1] == "Faktura K-9 är inte inläst."
    page._choose_month("2026-08")

    qtbot.waitUntil(lambda: set(rows(page)) == {"S-0"}, timeout=8_000)


@pytest.mark.parametrize(("wide", "high", "scale"), [(1316, 830, 1.0), (1156, 650, 1.0), (1316, 830, 2.0)])
def test_nothing_is_cut_too_small_or_nameless(
    page: InvoicesPage, qtbot: QtBot, wide: int, high: int, scale: float
) -> None:
    theme().show_as(text_scale=scale)
    try:
        page.resize(wide, high)
        choose(page, qtbot, "F-101")
        page.invoices.bar.step(S.DISPUTED)
        settle()
        assert clipped_texts(page) == []
        assert small_targets(page) == []
        assert unnamed(page) == []
        page.invoices.bar.close_form()
        page.invoices.open_checklist()
        settle()
        assert clipped_texts(page) == []
        assert unnamed(page) == []
    finally:
        theme().show_as(text_scale=1.0)
