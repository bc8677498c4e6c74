"""A confidential suspicion in the window: begun from a signal, kept while it is typed, listed, copied and erased."""

from __future__ import annotations

import random

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtWidgets import QLabel

from kollegie.follow_up.suspicions import my_suspicions
from kollegie.model.register import Person
from kollegie.model.reviews import Participant, Review, Role
from kollegie.model.suspicions import StepKind, SuspicionState
from kollegie.settings import Settings
from kollegie.store import create_store, open_store
from kollegie.store.drafts import form_drafts
from kollegie.store.erasure_extent import runner
from kollegie.store.errors import DiskFull
from kollegie.store.suspicions import erase_suspicions
from ui.desk import Desk
from ui.signals import SignalsPage, SuspicionsPage
from ui.theme import theme


@pytest.fixture
def jurist(tmp_path, desk):
    made = create_store(
        tmp_path / "jurist.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Jo Jurist",
        source=random.Random(2),
    )  # fmt: skip
    with desk.store.work() as work, made.reading() as theirs:
        work.add(theirs.get(Person, made.me))
    other = Desk(made, Settings(tmp_path / "jurist.json"))
    yield other
    other.close()


def refuse(*_given):
    raise DiskFull(name="lead.kollegie", free=0)


def page_of(desk, qtbot):
    made = SignalsPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    made.refresh()
    return made


@pytest.fixture
def page(desk, signals, jurist, qtbot):
    made = page_of(desk, qtbot)
    qtbot.waitUntil(lambda: made.detail.detail is not None, timeout=5_000)
    return made


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def begin(page, qtbot):
    page.detail.further["suspect"].click()
    qtbot.waitUntil(lambda: page.suspicions.form is not None, timeout=5_000)
    return page.suspicions.form


def saved(page, qtbot):
    form = begin(page, qtbot)
    form.suspected.setPlainText("Bolaget styrs av någon annan.")
    form.links.setPlainText("Samma telefonnummer: utförare P-03, personal S-126\nSamma adress: utförare P-03, F-2")
    for _ in range(2):  # a double click
        form.save.click()
    qtbot.waitUntil(lambda: page.suspicions.detail is not None, timeout=5_000)
    return page.suspicions.detail


def test_it_begins_from_the_signal_and_says_where_it_stays(page, desk, qtbot):
    form = begin(page, qtbot)

    assert form.about.text().splitlines()[:2] == ["utförare P-03", "personal S-126"]
    assert form.links.text() == ""  # V30 alone says who shares what with whom
    assert form.ground.text() == "V01: 07:46 − 07:26 = 20 min samtidigt."
    assert any("Den stannar på den här datorn" in text for text in texts(form))
    form.about.setPlainText("bolaget P-03")
    form.save.click()
    faults = [text for text in texts(form) if "bolaget P-03" in text or text == "Skriv något här."]
    assert len(faults) == 2
    assert my_suspicions(desk.store) == ()


def test_what_is_typed_is_there_again_after_the_window_has_ended(page, desk, jurist, qtbot):
    form = begin(page, qtbot)
    form.suspected.setPlainText("Påbörjad mening")
    form.readers.button(jurist.me.hex).click()
    desk.flush()
    next_start = Desk(open_store(desk.store.path, "fyra ord i rad"), desk.settings)  # as after a kill: nobody closed it

    again = page_of(next_start, qtbot)
    again.show_suspicions()
    qtbot.waitUntil(lambda: bool(again.suspicions.openers), timeout=5_000)
    assert any("Fortsätt på den du har påbörjat: V01" in text for text in texts(again.suspicions))
    again.suspicions.openers[0].click()
    qtbot.waitUntil(lambda: again.suspicions.form is not None, timeout=5_000)

    assert again.suspicions.form.suspected.text() == "Påbörjad mening"
    assert again.suspicions.form.readers.values() == (jurist.me.hex,)
    assert again.suspicions.form.about.text().startswith("utförare P-03")
    next_start.close()


def test_what_is_begun_and_left_can_be_thrown_away(page, desk, qtbot):
    begin(page, qtbot).suspected.setPlainText("Påbörjad mening")
    page.suspicions.show_all()
    qtbot.waitUntil(lambda: any(way.isVisible() for way, _ in page.suspicions.discards), timeout=5_000)

    ((discard, sure),) = page.suspicions.discards
    assert not sure.isVisible()
    discard.click()
    assert sure.isVisible()
    sure.click()
    qtbot.waitUntil(lambda: "Det finns ingen som du får läsa." in texts(page.suspicions), timeout=5_000)
    qtbot.waitUntil(lambda: not page.suspicions.discards, timeout=5_000)

    desk.flush()
    with desk.store.reading() as reading:
        assert form_drafts(reading) == ()


def test_what_is_begun_and_erased_meanwhile_is_gone_from_the_list(page, desk, qtbot):
    page.suspicions.write_about(None)
    qtbot.waitUntil(lambda: page.suspicions.form is not None, timeout=5_000)
    page.suspicions.form.about.setPlainText("ärende 4-017")
    page.suspicions.show_all()
    qtbot.waitUntil(lambda: bool(page.suspicions.discards), timeout=5_000)
    desk.flush()

    with desk.store.work() as work:  # as an erasure that a sync brings
        erase_suspicions(runner(work.connection), without_case="4-017".__eq__)
    page.suspicions.show_all()

    qtbot.waitUntil(lambda: not page.suspicions.discards, timeout=5_000)


def test_it_is_stored_moved_by_steps_and_erased_only_when_closed(page, desk, signals, qtbot):
    detail = saved(page, qtbot)
    (one,) = my_suspicions(desk.store)
    assert one.signals == (("V01", signals["V01"].id.hex),)
    assert "Samma adress: utförare P-03, F-2" in texts(detail)
    assert "erase" not in detail.buttons

    detail.buttons["tell"].click()
    assert "Skriv vad det gäller." in texts(detail)
    for name, words, state in (
        ("tell", "Polisen, K-123", SuspicionState.TOLD),
        ("close", "Nedlagd.", SuspicionState.CLOSED),
    ):
        page.suspicions.detail.words.setPlainText(words)
        page.suspicions.detail.buttons[name].click()
        qtbot.waitUntil(lambda state=state: page.suspicions.detail.one.state is state, timeout=5_000)
    assert page.suspicions.detail.words.text() == ""
    page.suspicions.detail.buttons["erase"].click()
    page.suspicions.detail.buttons["sure"].click()
    qtbot.waitUntil(lambda: my_suspicions(desk.store) == (), timeout=5_000)
    qtbot.waitUntil(lambda: "Det finns ingen som du får läsa." in texts(page.suspicions), timeout=5_000)


def test_a_form_and_a_step_that_are_left_before_they_are_stored_leave_no_draft(page, desk, qtbot):
    form = begin(page, qtbot)
    form.suspected.setPlainText("Bolaget styrs av någon annan.")
    with desk.store.work():  # the desk's writer waits, as for a sync
        form.save.click()
        page.suspicions.show_all()
        qtbot.waitUntil(lambda: page.suspicions.form is None, timeout=5_000)
    qtbot.waitUntil(lambda: page.suspicions.detail is not None, timeout=5_000)
    page.suspicions.detail.words.setPlainText("Nedlagd.")
    with desk.store.work():
        page.suspicions.detail.buttons["close"].click()
        page.suspicions.show_all()
        qtbot.waitUntil(lambda: page.suspicions.detail is None, timeout=5_000)
    qtbot.waitUntil(lambda: page.suspicions.detail is not None, timeout=5_000)

    desk.flush()
    assert [one.state for one in my_suspicions(desk.store)] == [SuspicionState.CLOSED]
    with desk.store.reading() as reading:
        assert form_drafts(reading) == ()


def test_what_the_store_refuses_can_be_put_right_in_the_form(page, desk, qtbot):
    form = begin(page, qtbot)
    with desk.store.work() as work:  # no lead any more, as a sync may tell
        (review,) = work.find(Review)
        work.add(Participant(work.new_id(), review.id, review.id, desk.me, Role.VISITOR))
    form.suspected.setPlainText("Bolaget styrs av någon annan.")
    form.save.setFocus()
    form.save.click()

    assert not form.isEnabled()
    qtbot.waitUntil(form.isEnabled, timeout=5_000)
    assert form.save.hasFocus()
    assert form.suspected.text() == "Bolaget styrs av någon annan."
    assert my_suspicions(desk.store) == ()


def test_what_is_stored_and_cannot_be_opened_leaves_its_form_for_the_list(page, desk, qtbot, monkeypatch):
    form = begin(page, qtbot)
    form.suspected.setPlainText("Bolaget styrs av någon annan.")
    monkeypatch.setattr("kollegie.follow_up.suspicions.read_suspicion", refuse)
    form.save.click()

    qtbot.waitUntil(lambda: page.suspicions.form is None, timeout=5_000)
    assert len(my_suspicions(desk.store)) == len(page.suspicions.openers) == 1


def test_who_is_named_receives_a_copy_with_the_words_told_once(page, desk, jurist, qtbot, tmp_path):
    detail = saved(page, qtbot)
    detail.readers.button(jurist.me.hex).click()
    detail.buttons["readers"].click()
    qtbot.waitUntil(lambda: f"copy {jurist.me.hex}" in page.suspicions.detail.buttons, timeout=5_000)
    page.suspicions.copy_to(jurist.me, tmp_path / "kopia.kopia")
    qtbot.waitUntil(lambda: bool(page.suspicions.shown_words), timeout=20_000)
    words = page.suspicions.shown_words
    page.suspicions.refresh()  # as after a sync
    qtbot.wait(50)
    assert words in texts(page.suspicions)
    page.hide()
    page.show()
    qtbot.waitUntil(lambda: words not in texts(page.suspicions), timeout=5_000)

    theirs = SuspicionsPage(jurist)  # the room of those who read and do not lead
    qtbot.addWidget(theirs)
    theirs.show()
    theirs.refresh()
    qtbot.waitUntil(lambda: "Det finns ingen som du får läsa." in texts(theirs), timeout=5_000)
    theirs.suspicions.ask_words(tmp_path / "kopia.kopia")
    theirs.suspicions.words.setText(words)
    theirs.suspicions.take_in.click()
    qtbot.waitUntil(lambda: theirs.suspicions.detail is not None, timeout=20_000)

    assert theirs.suspicions.detail.one.copied_from == "Lo Ledare"
    assert "Bolaget styrs av någon annan." in texts(theirs.suspicions.detail)
    assert not hasattr(theirs.suspicions.detail, "words")  # a copy is read and not changed
    (own,) = my_suspicions(desk.store)
    assert StepKind.COPIED in [step.kind for step in own.steps]


def test_every_part_of_it_is_whole_at_large_text(page, qtbot):
    saved(page, qtbot)
    page.suspicions.detail.words.setPlainText("Nedlagd.")
    page.suspicions.detail.buttons["close"].click()
    qtbot.waitUntil(lambda: "erase" in page.suspicions.detail.buttons, timeout=5_000)
    theme().show_as(text_scale=2.0)
    page.suspicions.detail.buttons["erase"].click()
    qtbot.wait(50)
    shown = [clipped_texts(page) + small_targets(page) + unnamed(page)]
    page.show_suspicions()
    qtbot.waitUntil(lambda: page.suspicions.detail is None and bool(page.suspicions.openers), timeout=5_000)
    qtbot.wait(50)
    shown.append(clipped_texts(page) + small_targets(page) + unnamed(page))
    page.suspicions.write_about(None)
    qtbot.waitUntil(lambda: page.suspicions.form is not None, timeout=5_000)
    qtbot.wait(50)
    shown.append(clipped_texts(page) + small_targets(page) + unnamed(page))

    assert shown == [[], [], []]
