"""The room of warning signals: found by urgency, shown with picture and rows, moved by people, undone with one key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QLabel

from kollegie.intake.column_words import row_words
from kollegie.model.reviews import Case, Visit
from kollegie.model.signals import EvidenceRow, KnownCause, RecordQuestion, SignalState, WarningSignal
from kollegie.model.visits import Answer, answer_id
from kollegie.screening.moving import ReasonMissing, move_signal, undo_move
from kollegie.screening.running import Run
from kollegie.screening.signals import Screening
from kollegie.store.drafts import drafts_of
from ui.copied_rows import CopyRows
from ui.signals import SignalsPage
from ui.signals.evidence_table import GRID_SCALE, evidence_table
from ui.signals.gathering import row_of
from ui.signals.search_panel import SearchPanel
from ui.theme import Scheme
from ui.widgets.two_line_delegate import Row


@pytest.fixture
def page(desk, signals, qtbot):
    made = SignalsPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.detail.detail is not None, timeout=5_000)
    return made


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def press(page, key):
    next(one for one in page.actions() if one.shortcut().toString() == key).trigger()


def listed(page):
    return [thing.rule for thing in page.list.things if isinstance(thing, WarningSignal)]


def choose(page, qtbot, rule):
    place = next(i for i, thing in enumerate(page.list.things) if getattr(thing, "rule", "") == rule)
    page.list.go_to(place)
    qtbot.waitUntil(lambda: page.detail.detail is not None and page.detail.detail.signal.rule == rule, timeout=5_000)


def stored(desk, signals, rule):
    with desk.store.reading() as reading:
        return reading.get(WarningSignal, signals[rule].id)


def wait_for(desk, signals, qtbot, rule, state):
    qtbot.waitUntil(lambda: stored(desk, signals, rule).state is state, timeout=5_000)
    qtbot.waitUntil(lambda: desk._reader.waiting == 0 and desk.writer.waiting == 0, timeout=5_000)


def refuse(*_args):
    raise ReasonMissing(state="x")


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


def test_whoever_closes_one_signal_goes_on_with_the_next_and_not_from_the_top(page, desk, signals, qtbot):
    more = [replace(signals["V15"], id=uuid4(), rule=rule) for rule in ("V16", "V18")]
    with desk.store.work("screening") as work:
        work.add(*more)
    page.refresh()
    qtbot.waitUntil(lambda: listed(page) == ["V01", "V15", "V16", "V18"], timeout=5_000)

    for rule, then in (("V16", "V18"), ("V18", "V15")):
        choose(page, qtbot, rule)
        move_signal(desk.store, page.place(), SignalState.CONFIRMED)
        page.refresh()
        qtbot.waitUntil(lambda then=then: page.detail.detail.signal.rule == then, timeout=5_000)


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


def test_asking_at_the_visit_makes_questions_and_undo_takes_them_back(page, desk, signals, qtbot):
    assert list(page.detail.further) == ["print", "suspect"]  # what moves nothing leaves the bar room
    page.action_row.buttons["visit"].click()
    wait_for(desk, signals, qtbot, "V01", SignalState.TO_VISIT)
    qtbot.waitUntil(lambda: bool(page.detail.detail.asked), timeout=5_000)
    assert not {"print", "suspect"} & set(page.action_row.buttons)

    assert any("Tidrapporten säger att personal S-126 var här" in text for text in texts(page.detail))
    assert any("ingen har fått besöket än; fördela det i Granskningar" in text for text in texts(page.detail))
    [asked] = page.detail.detail.asked
    assert next(iter(page.action_row.buttons)) == "show"  # asked once, the next step is the visit
    with qtbot.waitSignal(page.going, timeout=5_000) as gone:
        press(page, "V")
    assert gone.args == ["visit", (asked.visit.id, asked.question.question)]
    for state, why in (({"dropped_because": "hospital"}, "blev inte av"), ({"signed_at": desk.now()}, "utan svar")):
        gone = replace(asked, visit=replace(asked.visit, **state))
        page.detail.show_detail(replace(page.detail.detail, asked=(gone,)))
        assert any(why in text for text in texts(page.detail))
    with qtbot.waitSignal(page.telling) as told:  # else the strip went on telling what no longer is
        page.acts.undo()
    assert told.args[1] == "Det senaste steget är taget tillbaka."
    wait_for(desk, signals, qtbot, "V01", SignalState.NEW)
    with desk.store.reading() as reading:
        assert reading.count(RecordQuestion) == 0


def test_an_answer_proposes_and_the_person_confirms(page, desk, signals, qtbot):
    page.action_row.buttons["visit"].click()
    wait_for(desk, signals, qtbot, "V01", SignalState.TO_VISIT)
    with desk.store.work("sync") as work:
        [question], [visit] = work.find(RecordQuestion), work.find(Visit)
        id = answer_id(visit.id, question.question)
        work.save(Answer(id, visit.scope, visit.id, question.question, value="nej"))
    page.refresh()
    qtbot.waitUntil(lambda: page.detail.detail.proposal is SignalState.CONFIRMED, timeout=5_000)
    assert next(iter(page.action_row.buttons)) == "confirm"
    with qtbot.waitSignal(page.going, timeout=5_000) as gone:
        press(page, "V")  # it is when there is an answer that one wants to read it
    assert gone.args == ["visit", (visit.id, question.question)]
    assert stored(desk, signals, "V01").state is SignalState.TO_VISIT

    page.action_row.buttons["confirm"].click()

    wait_for(desk, signals, qtbot, "V01", SignalState.CONFIRMED)
    page.show_place(signals["V01"].id)
    qtbot.waitUntil(lambda: list(page.action_row.buttons)[:2] == ["reopen", "show"], timeout=5_000)


def test_a_reason_is_asked_for_beside_the_field_and_remembered_narrowly(page, desk, signals, qtbot, monkeypatch):
    page.action_row.buttons["explain"].click()
    assert page.action_row.isHidden(), "the form would be squeezed at double text"
    begun = page.form
    page.refresh()  # as after a quiet sync, just before the first letter
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert (page.form, begun.reason.hasFocus()) == (begun, True)
    page.form.save.click()
    assert "Skriv skälet. Det står kvar vid signalen." in texts(page.form)

    page.form.reason.setFocus()
    qtbot.keyClicks(page.form.reason, "Makar i samma hem.")
    page.acts.told.emit("Något annat är sparat.")  # what is written here is not what was stored
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert page.form.reason.text() == "Makar i samma hem."
    choose(page, qtbot, "V15")
    assert page.form is None
    choose(page, qtbot, "V01")  # and there it is again, as after a lock or in another language
    assert page.form.reason.text() == "Makar i samma hem."
    move_signal(desk.store, signals["V01"].id, SignalState.CONFIRMED)  # by somebody else
    page.refresh()
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert page.form.reason.text() == "Makar i samma hem."
    undo_move(desk.store)
    page.refresh()
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    page.form.reason.setFocus()
    page._leave()
    assert (page.form, page.list.hasFocus()) == (None, True)
    assert not page.action_row.isHidden()
    page.refresh()
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert page.form is None
    page.action_row.buttons["explain"].click()
    assert page.form.reason.text() == "Makar i samma hem."
    page.form.until.show_text("nyår")
    page.form.save.click()
    assert "Skriv datumet som 2026-12-31." in texts(page.form)
    page.form.until.show_text(f"{desk.now():%Y-%m-%d}")
    page.form.save.click()
    assert any(text.startswith("Skriv en dag efter ") for text in texts(page.form))
    page.form.until.show_text("2027-01-31")
    page.form.reason.setFocus()
    with monkeypatch.context() as refused, qtbot.waitSignal(desk.writer.failed, timeout=5_000):
        refused.setattr("ui.signals.acts.remember_cause", refuse)
        page.form.save.click()
    qtbot.waitUntil(page.form.save.isEnabled, timeout=5_000)
    for _ in range(2):  # as its button says, and by an unsteady hand
        QTest.keyClick(page.form.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not next(one for one in page.actions() if one.shortcut().toString() == "Ctrl+Return").autoRepeat()

    wait_for(desk, signals, qtbot, "V01", SignalState.EXPLAINED)
    qtbot.waitUntil(lambda: page.form is None, timeout=5_000)
    desk.flush()
    with desk.store.reading() as reading:
        [cause] = reading.find(KnownCause)
        assert drafts_of(reading) == ()
    assert cause.reason == "Makar i samma hem."
    qtbot.waitUntil(lambda: listed(page) == ["V15"], timeout=5_000)
    page.show_causes()
    qtbot.waitUntil(lambda: len(page.causes.buttons) == 1, timeout=5_000)
    page.causes.buttons[0].click()
    qtbot.waitUntil(lambda: page.causes.buttons == [], timeout=5_000)


def test_a_user_nobody_visits_is_taken_into_the_sample(page, desk, signals, qtbot):
    choose(page, qtbot, "V15")
    qtbot.waitUntil(lambda: "sample" in page.action_row.buttons, timeout=5_000)

    page.action_row.buttons["sample"].click()

    wait_for(desk, signals, qtbot, "V15", SignalState.TO_VISIT)
    with desk.store.reading() as reading:
        assert {case.subject_ref for case in reading.find(Case)} == {"B-1018", "B-1011"}


def test_taking_into_the_sample_is_whole_or_not_done(page, desk, signals, qtbot, monkeypatch):
    choose(page, qtbot, "V15")
    qtbot.waitUntil(lambda: "sample" in page.action_row.buttons, timeout=5_000)

    monkeypatch.setattr("ui.signals.acts.moved", refuse)
    with qtbot.waitSignal(desk.writer.failed, timeout=5_000):
        page.action_row.buttons["sample"].click()

    assert stored(desk, signals, "V15").state is SignalState.NEW
    with desk.store.reading() as reading:
        assert {case.subject_ref for case in reading.find(Case)} == {"B-1018"}


def test_a_signal_of_a_newer_programs_rule_is_shown_and_moved_like_any_other(page, desk, signals, tmp_path, qtbot):
    newer = replace(signals["V01"], id=uuid4(), rule="V77", measure=())
    cause = KnownCause(uuid4(), newer.scope, "V77", newer.subjects, "Makar", date(2099, 1, 1), "", desk.me)
    with desk.store.work("sync") as work:
        work.add(newer, cause)

    page.refresh()
    qtbot.waitUntil(lambda: "V77" in listed(page), timeout=5_000)
    choose(page, qtbot, "V77")

    shown = texts(page.detail)
    assert "Regeln finns inte i den här versionen" in shown
    assert any("uppdatera Kollegie" in text for text in shown)
    assert "V77" in shown
    assert "07:46 − 07:26 = 20 min samtidigt." in shown
    page.show_causes()
    qtbot.waitUntil(lambda: any(text.startswith("V77 Regeln finns inte") for text in texts(page.causes)), timeout=5_000)
    assert any("V77 Regeln finns inte" in text and "Makar" in text for text in texts(page.causes))
    page.show_signals()
    with qtbot.waitSignal(page.acts.saved, timeout=20_000):
        page.acts.print_to(newer.id, tmp_path / "v77.pdf")
    assert (tmp_path / "v77.pdf").read_bytes().startswith(b"%PDF")


def test_filters_narrow_the_list(page, desk, signals, qtbot):
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
    assert bool(page.detail._rows_card.findChildren(QGridLayout)) is (scale < GRID_SCALE)
    for show in (page.show_signals, page.show_causes, page.open_run_form):
        show()
        qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
        assert clipped_texts(page) + small_targets(page) + unnamed(page) == []


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
