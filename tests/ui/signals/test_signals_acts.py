"""What is done with a signal: asked at a visit, explained, confirmed, taken into the sample, and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

from at_the_signals import choose, listed, press, stored, texts, wait_for
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kollegie.model.reviews import Case, Visit
from kollegie.model.signals import KnownCause, RecordQuestion, SignalState
from kollegie.model.visits import Answer, answer_id
from kollegie.screening.moving import ReasonMissing, move_signal, undo_move
from kollegie.store.drafts import drafts_of


def refuse(*_args):
    raise ReasonMissing(state="x")


def test_whoever_closes_one_signal_goes_on_with_the_next_and_with_undo_is_back_at_it(page, desk, signals, qtbot):
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

    for rule, left in (("V18", ["V01", "V15", "V18"]), ("V16", ["V01", "V15", "V16", "V18"])):
        page.acts.undo()  # whoever takes a move back stands on what came back
        qtbot.waitUntil(lambda left=left: listed(page) == left, timeout=5_000)
        qtbot.waitUntil(lambda rule=rule: page.detail.detail.signal.rule == rule, timeout=5_000)
        assert page.list.current().rule == rule
    choose(page, qtbot, "V15")
    page.acts.redo()  # and what is done again leaves the list, and nobody is moved
    qtbot.waitUntil(lambda: listed(page) == ["V01", "V15", "V18"], timeout=5_000)
    assert page.list.current().rule == "V15"


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
    page.form.save.setFocus()
    with monkeypatch.context() as refused, qtbot.waitSignal(desk.writer.failed, timeout=5_000):
        refused.setattr("ui.signals.acts.remember_cause", refuse)
        page.form.save.click()
    qtbot.waitUntil(page.form.save.isEnabled, timeout=5_000)
    assert page.form.save.hasFocus(), "pressed again it tries again, and does not put the form away"
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
