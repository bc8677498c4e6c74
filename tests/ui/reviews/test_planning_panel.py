from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as Number

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.model.reviews import Assignment, Participant, Review, Track, Visit
from kollegie.planning.proposing import propose_assignment
from kollegie.store import Store
from kollegie.store.errors import DiskFull
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.reviews import planning_acts
from ui.reviews.planning_acts import gather_plan, give_all
from ui.reviews.planning_panel import PlanningPanel
from ui.reviews.planning_steps import SampleStep, asked_by
from ui.widgets.drop_down import DropDown


@pytest.fixture
def panel(desk: Desk, register: Store, qtbot: QtBot) -> PlanningPanel:
    assert desk.store is register
    made = PlanningPanel(desk, None)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    qtbot.waitUntil(lambda: made.what.service.count() > 0, timeout=20_000)
    return made


def said(panel: PlanningPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def pick(box: DropDown, value: object) -> None:
    """Choose from a list as somebody does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def take_out(panel: PlanningPanel, name: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.telling, timeout=20_000) as told:
        next(one for one in panel.people.removers.values() if name in one.accessibleName()).click()
    assert told.args[1] == f"{name} är ur granskningen."
    qtbot.waitUntil(lambda: name not in said(panel), timeout=20_000)
    assert panel.people.undo.text() == f"Ångra: låt {name} vara med"


def test_a_round_is_planned_in_four_steps(panel: PlanningPanel, qtbot: QtBot, store: Store) -> None:
    assert panel.step == 0
    assert panel.focusWidget() is panel.what.name
    panel.what.name.show_text("Hemtjänst hösten 2026")
    panel.what.day.show_text("2026-11-24")
    panel.what.dnr.show_text("SON 2026/0417")
    panel.what.go_on.click()

    qtbot.waitUntil(lambda: panel.step == 1 and "8 brukare har insatsen" in said(panel), timeout=20_000)
    panel.sample.go_on.click()

    qtbot.waitUntil(lambda: panel.step == 2, timeout=30_000)
    for name, home in (("Ali Berg", "Grannkommun"), ("Eva Ek", "Havskommun"), ("Kim Sol", "Exempelkommun")):
        panel.people.name.show_text(name)
        panel.people.home.show_text(home)
        panel.people.add.click()
    qtbot.waitUntil(lambda: "Kim Sol" in said(panel), timeout=20_000)
    assert "Kan inte få besök (jäv): kommer från kommunen som granskas. Ta bort, eller rätta" in said(panel)
    assert [button.accessibleName() for button in panel.people.removers.values()] == [
        "Ta bort Ali Berg",
        "Ta bort Eva Ek",
        "Ta bort Kim Sol",
    ]
    assert panel.people.add.nextInFocusChain() is next(iter(panel.people.removers.values()))
    take_out(panel, "Kim Sol", qtbot)
    with qtbot.waitSignal(panel.telling, timeout=20_000) as told:
        panel.people.undo.click()
    assert told.args[1] == "Kim Sol är med i granskningen igen."
    qtbot.waitUntil(lambda: "Kim Sol" in said(panel) and panel.people.undo.isHidden(), timeout=20_000)
    take_out(panel, "Kim Sol", qtbot)
    panel.people.go_on.click()

    qtbot.waitUntil(lambda: panel.step == 3 and "Par A" in said(panel), timeout=30_000)
    assert "Paren räcker inte till alla besök. Lägg till fler gästhandläggare i steg 3" in said(panel)
    with qtbot.waitSignal(panel.left, timeout=30_000) as told:
        panel.give.go_on.click()

    with store.reading() as reading:
        review = reading.get(Review, told.args[0])
        assert (review.review_day, review.dnr) == (date(2026, 11, 24), "SON 2026/0417")
        assert reading.count(Visit, review_id=review.id) == 10
        assert reading.count(Participant, review_id=review.id, pair="A") == 2
        given = reading.find(Assignment)
        assert len({one.visit_id for one in given}) == 6
        timed = [visit for visit in reading.find(Visit) if visit.planned_start is not None]
        assert len(timed) == 6


def test_what_is_written_and_not_stored_is_there_again(desk: Desk, review: Review, qtbot: QtBot) -> None:
    def opened() -> PlanningPanel:
        made = PlanningPanel(desk, review.id)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: made.what.name.text() != "", timeout=20_000)
        return made

    forms = begun_forms_of(desk)
    first = opened()
    first.what.purpose.setFocus()
    first.what.purpose.insertPlainText("Följa upp beviljad tid.")
    for field, words in ((first.people.name, "Siv Al"), (first.people.telephone, "070-1")):
        field.setFocus()
        QTest.keyClicks(field, words)
    first.sample.how_many.choose("some")
    QTest.keyClicks(first.sample.number.line, "2")
    pick(first.sample.checklist, first.sample.checklist.itemData(1))
    first.give.doubles.choose(2)
    first.look()  # as after somebody has been added
    qtbot.wait(50)
    first.close()
    again = opened()

    assert again.what.purpose.text() == "Följa upp beviljad tid."
    assert (again.people.name.text(), again.people.telephone.text()) == ("Siv Al", "070-1")
    chosen = (again.sample.how_many, again.sample.number, again.sample.providers, again.sample.checklist)
    other = first.sample.checklist.itemData(1)
    assert [one.value() for one in chosen] == ["some", Number(2), "unannounced", other]
    assert not again.sample.number.parentWidget().isHidden()
    assert again.give.doubles.value() == 2
    again.people.home.show_text("Havskommun")
    again.people.add.click()
    again.what.go_on.click()
    waiting = ("participant", "round purpose")
    qtbot.waitUntil(lambda: not any(forms.of(review.id, name) for name in waiting), timeout=20_000)
    third = opened()

    assert third.what.purpose.text() == "Följa upp beviljad tid."
    assert third.people.name.text() == ""


def test_a_step_says_what_is_missing_beside_its_field(panel: PlanningPanel, store: Store) -> None:
    panel.what.go_on.click()
    assert "Skriv vad granskningen ska heta." in said(panel)

    panel.what.name.show_text("Hösten")
    panel.what.day.show_text("24 november")
    panel.what.go_on.click()

    assert "24 november är inget datum. Skriv som 2026-11-24." in said(panel)
    with store.reading() as reading:
        assert reading.count(Review) == 0


def test_a_sample_larger_than_the_frame_is_refused_beside_the_field(panel: PlanningPanel, qtbot: QtBot) -> None:
    panel.what.name.show_text("Hösten")
    panel.what.day.show_text("2026-11-24")
    panel.what.go_on.click()
    qtbot.waitUntil(lambda: panel.step == 1 and "8 brukare har insatsen" in said(panel), timeout=20_000)
    panel.sample.how_many.choose("some")
    panel.sample.number.show_value(Number(9))

    panel.sample.go_on.click()

    assert "Skriv ett tal mellan 1 och 8." in said(panel)


def test_the_users_are_asked_by_the_checklist_that_is_chosen(
    panel: PlanningPanel, desk: Desk, qtbot: QtBot, store: Store
) -> None:
    forms = begun_forms_of(desk)
    panel.what.name.show_text("Hösten")
    panel.what.go_on.click()
    qtbot.waitUntil(lambda: panel.step == 1 and "8 brukare har insatsen" in said(panel), timeout=20_000)
    assert panel.sample.checklist.value() == "hemtjanst-brukarbesok"

    pick(panel.sample.checklist, "kontaktperson")
    with store.reading() as reading:
        (review,) = reading.find(Review)
    assert forms.of(review.id, asked_by(review.service)) == {"checklist": "kontaktperson"}
    for service, fits, was, asks in (
        ("boendestöd", "boendestod-ej-verkstallt", "kontaktperson", "boendestod-ej-verkstallt"),
        ("hemtjänst", "hemtjanst-brukarbesok", "no longer offered", "hemtjanst-brukarbesok"),
        ("hemtjänst", "hemtjanst-brukarbesok", "kontaktperson", "kontaktperson"),
    ):
        forms.keep(review.id, asked_by("hemtjänst"), {"checklist": was})
        again = SampleStep(forms)  # as the panel opened anew, after a sync with another's edit of the round
        qtbot.addWidget(again)
        state = gather_plan(store, review.id)
        offered = sorted(state.checklists, key=lambda one: one[0] != fits)
        again.show_state(replace(state, review=replace(review, service=service), checklists=tuple(offered)))
        assert again.checklist.value() == asks
    panel.sample.go_on.click()

    qtbot.waitUntil(lambda: panel.step == 2, timeout=30_000)
    assert not forms.of(review.id, asked_by(review.service))
    with store.reading() as reading:
        asked = {(visit.kind, visit.checklist) for visit in reading.find(Visit)}
    assert asked == {(Track.USER, "kontaktperson"), (Track.PROVIDER, "utforarbesok-oanmalt")}


def test_a_step_of_several_acts_is_stored_whole_or_not_at_all(
    review: Review, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_words: object) -> None:
        raise DiskFull(name="lead.kollegie", free=0)

    with store.work() as work:
        for given in work.find(Assignment):
            work.delete(given)
    proposal = propose_assignment(store, review.id)
    assert proposal.pairs
    with monkeypatch.context() as patched:
        patched.setattr(planning_acts, "schedule_day", full)
        with pytest.raises(DiskFull):
            give_all(store, review.id, proposal, 1)
    with store.reading() as reading:
        assert reading.count(Assignment) == reading.count(Visit, double=True) == 0

    give_all(store, review.id, proposal, 1)

    with store.reading() as reading:
        assert {one.visit_id for one in reading.find(Assignment)} >= set(proposal.pairs)
        assert reading.count(Visit, double=True) == 1
    assert store.check() == ()


def test_planning_goes_on_where_it_was_left(desk: Desk, qtbot: QtBot, review: Review, store: Store) -> None:
    assert gather_plan(store, review.id).step == 3

    panel = PlanningPanel(desk, review.id)
    qtbot.addWidget(panel)

    qtbot.waitUntil(lambda: panel.step == 3, timeout=20_000)
    assert panel.what.name.text() == "Hemtjänst hösten 2026"
