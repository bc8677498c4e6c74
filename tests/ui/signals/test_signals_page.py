"""The room of warning signals: found by urgency, shown with picture and rows, moved by people, undone with one key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from at_the_signals import choose, listed, press, stored, texts, wait_for
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout

from kollegie.intake.column_words import row_words
from kollegie.model.signals import EvidenceRow, SignalState, WarningSignal
from kollegie.screening.moving import move_signal
from kollegie.screening.running import Run
from kollegie.screening.signals import Screening
from ui.copied_rows import CopyRows
from ui.signals import SignalsPage
from ui.signals.evidence_table import GRID_SCALE, evidence_table
from ui.signals.gathering import row_of
from ui.signals.search_panel import SearchPanel
from ui.theme import Scheme
from ui.widgets.two_line_delegate import Row


def test_signals_stand_by_urgency_and_name_nobody(page):
    heads = [thing.first for thing in page.list.things if isinstance(thing, Row)]

    assert heads == ["Kontrollera först", "Kontrollera"]
    assert listed(page) == ["V01", "V15"]
    spoken = " ".join(row_of(thing).spoken for thing in page.list.things if isinstance(thing, WarningSignal))
    assert "Astrid" not in spoken
    assert "Kontrollera först" in spoken
    assert "Allvarlig" not in spoken


def test_the_detail_shows_claim_sum_explanations_rows_and_picture(page, qtbot):
    qtbot.waitUntil(lambda: bool(page.detail.timeline.alt), timeout=10_000)
    shown = texts(page.detail)

    assert "Samtidigt hos flera brukare" in shown
    assert "07:46 − 07:26 = 20 min samtidigt." in shown
    assert any("Makar eller syskon" in text for text in shown)
    assert {"tider.csv", "12", "13", "B-1018"} <= set(shown)
    assert "20 min samtidigt" in page.detail.timeline.alt
    assert page.detail.timeline.height() > 80


def test_names_are_shown_on_demand_only(page, qtbot):
    assert "Astrid Test" not in " ".join(texts(page))

    page.detail.names.click()

    qtbot.waitUntil(lambda: "Brukare B-1018: Astrid Test" in texts(page.detail), timeout=5_000)


def test_names_that_come_late_are_not_shown_beside_another_signal(page, signals, qtbot):
    choose(page, qtbot, "V15")

    page.detail.show_names(signals["V01"].id, {("user", "B-1018"): "Astrid Test"})

    assert "Astrid Test" not in " ".join(texts(page.detail))


def test_what_a_screening_found_anew_is_shown_first(page, signals, qtbot):
    page._tell_found(Screening(Run((), ()), (), frozenset({signals["V15"].id}), frozenset(), frozenset()))

    qtbot.waitUntil(lambda: listed(page) == ["V15"], timeout=5_000)
    assert page.filters.state.value() == "latest"


def test_what_has_grown_since_somebody_explained_it_is_shown_after_a_search_and_says_so(page, desk, signals, qtbot):
    known = move_signal(desk.store, signals["V15"].id, SignalState.EXPLAINED, "Flyttade timmar.")
    with desk.store.work("screening") as work:
        work.save(replace(known, rows_in_all=3, last_day=date(2026, 11, 30)))

    nothing = frozenset()
    page._tell_found(Screening(Run((), ()), (), nothing, nothing, frozenset({known.id}), frozenset({known.id})))

    qtbot.waitUntil(lambda: listed(page) == ["V15"], timeout=5_000)
    choose(page, qtbot, "V15")
    assert "Har vuxit sedan dess: 2 rader till, slutar 2026-11-30." in texts(page.detail)


def test_each_key_hinted_at_does_just_what_the_hint_says_and_one_that_does_nothing_is_not_shown(
    page, desk, signals, qtbot
):
    choose_first = ("↑ ↓", "välj")
    assert page.hints() == (choose_first, ("B", "fråga vid besöket"), ("E", "förklara"), ("A", "felaktiga data"))
    sheet = {one.shortcut().toString(): one.text() for one in page.actions()}
    assert (sheet["B"], sheet["A"]) == ("fråga vid besöket, eller ta med i urvalet", "felaktiga data")
    with qtbot.waitSignal(page.turned):
        press(page, "E")
    assert page.hints() == (("Ctrl+Return", "spara skälet"), ("Esc", "tillbaka"))
    with qtbot.waitSignal(page.turned):
        press(page, "Esc")
    press(page, "B")
    wait_for(desk, signals, qtbot, "V01", SignalState.TO_VISIT)
    qtbot.waitUntil(lambda: bool(page.detail.detail.asked), timeout=5_000)
    assert page.hints()[1:3] == (("V", "visa frågan i besöket"), ("E", "förklara"))
    with qtbot.assertNotEmitted(page.going):
        press(page, "B")  # asked once it is no key any more
    choose(page, qtbot, "V15")
    assert page.hints()[1] == ("B", "ta med i urvalet")
    move_signal(desk.store, signals["V15"].id, SignalState.CONFIRMED)
    page.show_place(signals["V15"].id)
    qtbot.waitUntil(lambda: "reopen" in page.action_row.buttons, timeout=5_000)
    assert page.hints() == (choose_first,)
    with qtbot.waitSignal(page.turned):
        page.open_run_form()
    assert page.hints() == (("Esc", "tillbaka"),)


def test_filters_narrow_the_list(page, desk, signals, qtbot):
    choose(page, qtbot, "V15")
    other = replace(signals["V15"], id=uuid4(), subjects=(("provider", "P-03"),))
    page._signals = (*page._signals, other)
    page.filters.provider.show_value("P-03")
    page.filters.provider.chosen.emit("P-03")
    assert (listed(page), page.list.current().rule) == (["V01", "V15"], "V01")  # the gravest, not where one stood
    page.refresh()
    qtbot.waitUntil(lambda: listed(page) == ["V01"], timeout=5_000)
    page.filters.provider.show_value("P-02")
    page.filters.provider.chosen.emit("P-02")
    assert listed(page) == ["V15"]

    page.filters.provider.show_value("*")
    qtbot.keyClicks(page.filters.words, "S-126")
    qtbot.waitUntil(lambda: listed(page) == ["V01"], timeout=5_000)
    page.filters.words.show_text("")
    move_signal(desk.store, signals["V01"].id, SignalState.CONFIRMED)
    page.refresh()
    qtbot.waitUntil(lambda: listed(page) == ["V15"], timeout=5_000)
    page.open_form(True)
    page.filters.words.setFocus()
    page.filters.provider.show_value("P-03")
    page.filters.provider.chosen.emit("P-03")
    assert (listed(page), page.form) == ([], None)
    assert "Ingen signal passar det som är valt ovanför listan." in texts(page.detail)
    page.detail.every_one_wanted.emit()
    assert sorted(listed(page)) == ["V01", "V15"]
    page.filters.state.show_value(SignalState.CONFIRMED)
    page.filters.state.chosen.emit(SignalState.CONFIRMED)
    page.filters.show_signals(page._signals)  # as after the next act
    page.filters.changed.emit()
    assert listed(page) == ["V01"]
    page.filters.show_signals([replace(signals["V01"], gone=True), signals["V15"]])  # as after another search
    page.filters.state.show_value("gone")
    assert [page.filters.fits(replace(signals["V15"], gone=gone)) for gone in (True, False)] == [True, False]


def test_a_filter_hides_no_reason_that_is_being_written_and_finds_the_place_again(page, signals, qtbot):
    choose(page, qtbot, "V15")
    page.open_form(True)
    page.form.reason.show_text("Halv mening")
    for words in ("S-126", "inget sådant"):
        page.filters.words.show_text(words)
        page.filters.changed.emit()
        assert (page.place(), page.form.reason.text()) == (signals["V15"].id, "Halv mening")
    page.form.reason.show_text("")
    page.filters.words.setFocus()
    page.filters.changed.emit()
    assert page.form is None

    page.filters.words.show_text("")
    page.filters.changed.emit()

    qtbot.waitUntil(lambda: page.place() == signals["V15"].id, timeout=5_000)


def test_going_to_a_signal_shows_that_one_whatever_is_filtered(page, desk, signals, qtbot):
    move_signal(desk.store, signals["V01"].id, SignalState.CONFIRMED)
    page.filters.provider.show_value("P-02")
    page.filters.words.show_text("inget sådant")
    new = SignalsPage(desk)
    qtbot.addWidget(new)

    for one in (page, new):  # one with filters chosen, and one that has not shown any signals yet
        one.show_place(signals["V01"].id)
        qtbot.waitUntil(lambda one=one: len(listed(one)) == 2 and one.place() == signals["V01"].id, timeout=5_000)


def test_another_room_leads_to_the_signal_it_means(page, desk, signals, qtbot):
    page.refresh()  # as the window does with every page that is entered
    page.show_place(signals["V15"].id)
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)

    assert page.place() == signals["V15"].id


def test_a_screening_is_set_up_run_and_told(page, desk, qtbot):
    page.open_run_form()
    page.search.form.rule.show_value("V15")
    page.search.form._show_parameters("V15")
    page.search.form.settings["tol_pct"][2].show_text("tio")
    page.search.form.start.click()
    assert "Skriv ett tal." in texts(page.search.form)
    page.search.form.settings["tol_pct"][2].clear()
    qtbot.keyClicks(page.search.form.settings["tol_pct"][2], "10")
    qtbot.keyClicks(page.search.form.first, "2026-01-01")
    page.search.form.rule.chosen.emit("V15")
    begun = SearchPanel(desk)  # as it is made anew in another language or after a lock
    qtbot.addWidget(begun)
    assert begun.form.rule.value() == "V15"
    assert (begun.form.first.text(), begun.form.settings["tol_pct"][2].text()) == ("2026-01-01", "10")
    page.search.form.last.show_text("2025-12-31")
    page.search.form.start.click()
    assert "Skriv 2026-01-01 eller en senare dag." in texts(page.search.form)
    page.search.form.last.show_text("")
    page.search.form.first.show_text("")
    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        page.search.form.start.click()
        page.search.running.stop.click()
    assert told.args[1] == "Sökningen är avbruten. Inget är ändrat."
    qtbot.waitUntil(lambda: page.search.task is None, timeout=5_000)

    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        page.search.form.start.click()

    assert told.args[1] == "0 varningssignaler: 0 nya, 0 som förut, 0 borta. 1 regel prövades inte; underlag saknas."
    assert page.list.hasFocus()  # and not the button that takes a step back
    qtbot.waitUntil(lambda: page.search.task is None, timeout=5_000)
    with desk.store.reading() as reading:
        assert [signal.gone for signal in reading.find(WarningSignal, rule="V15")] == [False]  # it was not tried


def test_the_sheet_is_printed_without_names(page, tmp_path: Path, qtbot):
    out = tmp_path / "v01.pdf"
    stopped = page.acts.work
    page.acts.print_to(page.detail.detail.signal.id, out)
    assert (stopped.going_on, stopped.stop.isHidden()) == (True, False)
    stopped.stop.click()
    qtbot.waitUntil(lambda: not stopped.going_on, timeout=20_000)
    assert (out.exists(), stopped.stop.isHidden()) == (False, True)

    with qtbot.waitSignal(page.acts.saved, timeout=20_000):
        page.acts.print_to(page.detail.detail.signal.id, out)

    assert out.read_bytes().startswith(b"%PDF")
    assert b"Astrid" not in out.read_bytes()


def test_keys_act_on_what_is_shown_and_offered(page, desk, signals, qtbot):
    keys = {one.shortcut().toString(): one for one in page.actions()}
    keys["E"].trigger()
    page.form.reason.show_text("Makar i samma hem.")
    page.show_suspicions()

    for key in ("B", "A", "N", "Ctrl+Return"):
        keys[key].trigger()
    keys["Esc"].trigger()
    desk.flush()

    assert stored(desk, signals, "V01").state is SignalState.NEW
    assert (page.place(), page.form.reason.text()) == (signals["V01"].id, "Makar i samma hem.")
    assert page.list.isVisible()
    keys["B"].trigger()  # the row is hidden by the form
    desk.flush()
    assert stored(desk, signals, "V01").state is SignalState.NEW
    keys["Esc"].trigger()
    move_signal(desk.store, signals["V01"].id, SignalState.CONFIRMED)
    page.show_place(signals["V01"].id)
    qtbot.waitUntil(lambda: "reopen" in page.action_row.buttons, timeout=5_000)
    for key in ("B", "E", "A"):
        keys[key].trigger()
    desk.flush()
    assert (stored(desk, signals, "V01").state, page.form) == (SignalState.CONFIRMED, None)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off_too_small_or_nameless(page, desk, look, qtbot, scale):
    qtbot.waitUntil(lambda: page.detail.timeline._renderer is not None, timeout=5_000)
    before = page.detail.timeline._renderer
    look.show_as(text_scale=scale, scheme=Scheme.DARK)  # while a signal is shown
    qtbot.waitUntil(lambda: page.detail.timeline._renderer is not before, timeout=5_000)  # black on black else
    settle()
    assert page.detail.widget().width() <= page.detail.viewport().width()
    least = page.detail._rows_card.minimumSizeHint().width()
    assert scale < GRID_SCALE or least <= 480, "the least window leaves it no more at double text"
    assert bool(page.detail._rows_card.findChildren(QGridLayout)) is (scale < GRID_SCALE)
    for show in (page.show_signals, page.show_causes, page.open_run_form):
        show()
        qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
        assert clipped_texts(page) + small_targets(page) + unnamed(page) == []


def test_in_the_least_window_at_double_text_nothing_is_pressed_together_and_what_is_written_is_in_sight(
    page, desk, look, qtbot
):
    look.show_as(text_scale=2.0)
    qtbot.waitUntil(lambda: page.minimumSizeHint().width() <= 960)  # the rows are drawn anew a moment later
    page.resize(960, 518)
    qtbot.waitUntil(lambda: page._stack.width() == page._browsing.width() <= 960)
    qtbot.waitUntil(lambda: clipped_texts(page) + small_targets(page) == [])
    assert not page.header.geometry().intersects(page._stack.geometry()), "a page behind it takes no height"

    press(page, "E")
    settle()

    field, view = page.form.reason, page._browsing.viewport()
    qtbot.waitUntil(lambda: clipped_texts(page) + small_targets(page) == [])
    qtbot.waitUntil(lambda: view.rect().contains(field.mapTo(view, field.rect().center())))


def test_the_rows_of_every_kind_stand_under_swedish_names(qtbot):
    cells = (("claim_id", "C1"), ("user_id", "4-001"), ("staff_id", "S-1"), ("substitute_id", "S-2"), ("hours", "8"))
    table = evidence_table("sick-claims", [EvidenceRow("sick-claims", "s.csv", 2, cells)])
    qtbot.addWidget(table)

    heads = texts(table)[:7]
    told = (("user_id", "T-1.2"), ("invoice_id", "2026.10"), ("service", "Trygghetslarm TV"), ("hours", "2.5"))
    invoice = EvidenceRow("invoices", "v.csv", 4, told)
    hostile = (("user_id", '=HYPERLINK("http://x")'), ("service", "rad ett\nrad två\tflik"), ("amount", "-25.00"))
    copy = CopyRows(
        [EvidenceRow("sick-claims", "s.csv", 2, cells), invoice, EvidenceRow("payouts", "u.csv", 5, hostile)], 7
    )
    assert copy.text() == "Kopiera 3 rader av 7"
    qtbot.addWidget(copy)
    copy._kept.setInterval(1)
    copy.click()
    assert copy.text().startswith("Kopierade")
    qtbot.waitUntil(lambda: copy.text() == "Kopiera 3 rader av 7", timeout=2_000)

    assert QGuiApplication.clipboard().text().splitlines()[2:] == [
        "fil\trad\tbrukare\tfaktura\tinsats\ttimmar",
        "v.csv\t4\tT-1.2\t2026.10\tTrygghetslarm TV\t2,5",
        "fil\trad\tbrukare\tinsats\tbelopp",
        'u.csv\t5\t\'=HYPERLINK("http://x")\trad ett rad två flik\t-25,00',
    ]
    assert row_words(invoice) == "v.csv rad 4: brukare T-1.2 · faktura 2026.10 · insats Trygghetslarm TV · timmar 2,5"

    assert heads == ["Fil", "Rad", "Ansöknings-id", "Brukare", "Personal", "Vikarie-id", "Timmar"]
