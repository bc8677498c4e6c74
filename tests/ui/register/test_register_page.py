"""The register: imports are shown before they are done, and a name is shown only to one who asks and is logged."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import uuid4

import pytest
import shiboken6
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.saved_mappings import save_mapping
from kollegie.model.ids import derived_id
from kollegie.model.register import Decision, Person, ServiceUser
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.laptop_tables import reading as readings
from kollegie.store.left_out import left_out
from ui.desk import Desk
from ui.register import RegisterPage
from ui.register.kinds import Known, kind_named
from ui.tokens import Tone

USERS = """user_id;name;identity_number;address;municipality_registered;district
4-001;Test Testsson;19121212-1212;Exempelgatan 1;Exempelkommun;Norra
4-002;Prov Provsson;19121212-1213;Exempelgatan 2;Exempelkommun;Södra
4-003;Utan Datum;;Exempelgatan 3;Exempelkommun;Norra
"""


@pytest.fixture
def desk(tmp_path):
    store = create_store(tmp_path / "lead.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Lo Ledare")
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def page(desk, qtbot):
    made = RegisterPage(desk)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.refresh()
    return made


def planned(page, qtbot, path):
    page.plan_files([path])
    qtbot.waitUntil(lambda: page._panel is not None, timeout=20_000)
    return page._panel


def take_in(page, qtbot, path):
    panel = planned(page, qtbot, path)
    panel.accept.click()
    assert page.work.stop.isVisibleTo(page)
    qtbot.waitUntil(lambda: page._panel is None and len(page.list.things) > 0, timeout=10_000)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


@pytest.fixture
def users_file(tmp_path):
    path = tmp_path / "brukare.csv"
    path.write_text(USERS, encoding="utf-8")
    return path


def test_an_empty_register_says_how_to_begin(page, qtbot):
    qtbot.waitUntil(page._empty.isVisible, timeout=5_000)

    assert not page.filter.isVisible()


def test_nothing_is_written_before_the_person_says_so(page, desk, qtbot, users_file):
    panel = planned(page, qtbot, users_file)

    with desk.store.reading() as reading:
        assert reading.count(ServiceUser) == 0
    assert panel.accept.text() == "Läs in 3 brukare"
    assert any("kontrollsiffra" in row.first.lower() for row in panel.problems.things)


def test_what_is_accepted_is_listed_by_number_and_not_by_name(page, qtbot, users_file):
    take_in(page, qtbot, users_file)

    shown = [page._row(record).spoken for record in page.list.things]

    assert [text.split(",")[0] for text in shown] == ["4-001", "4-002", "4-003"]
    assert not any("Testsson" in text for text in shown)


def test_the_same_file_again_has_nothing_to_take_in(page, qtbot, users_file):
    take_in(page, qtbot, users_file)

    panel = planned(page, qtbot, users_file)

    assert not panel.accept.isVisibleTo(panel)


def test_a_file_of_another_kind_is_told_and_each_file_is_read_by_its_own_systems_mapping(page, desk, qtbot, tmp_path):
    save_mapping(desk.store, "Vårdboken", "users", ColumnMapping({"bostad": "address"}))
    reports = tmp_path / "tider.csv"
    reports.write_text("staff_id;user_id;start;end\nS1;B1;2026-10-13 08:00;2026-10-13 09:00\n", encoding="utf-8")
    people = tmp_path / "brukare.csv"
    people.write_text("user_id;bostad\nB2;Gatan 1\n", encoding="utf-8")

    panel = planned(page, qtbot, reports)
    told = [row.first for row in panel.problems.things]
    page._leave_plan()

    assert any(text.startswith("filen ser ut som tidrapporter") for text in told), told
    heard: list[str] = []
    page.telling.connect(lambda _kind, words, _more: heard.append(words))
    assert planned(page, qtbot, people).plan.unknown_columns == ()
    assert heard[-1] == "brukare.csv läses med mappningen Vårdboken."


def test_that_somebody_protected_is_left_out_can_be_kept_also_when_nothing_else_is_new(page, desk, qtbot, tmp_path):
    path = tmp_path / "brukare.csv"
    path.write_text("user_id;name;protected\n4-001;Test Testsson;secrecy\n", encoding="utf-8")
    panel = planned(page, qtbot, path)

    assert panel.accept.isVisibleTo(panel)
    panel.accept.click()
    qtbot.waitUntil(lambda: page._panel is None, timeout=10_000)

    with desk.store.reading() as reading:
        assert left_out(desk.store, reading)("4-001")
        assert reading.count(ServiceUser) == 0
    panel = planned(page, qtbot, path)
    assert not panel.accept.isVisibleTo(panel)


def test_a_refused_row_names_its_place_and_what_was_expected(page, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "brukare.csv"
    path.write_text(USERS + "4-004;X;;;;\n4-004;Y;;;;\n", encoding="utf-8")

    panel = planned(page, qtbot, path)

    refused = [row for row in panel.problems.things if row.icon == "circle-alert"]
    assert refused
    assert all("rad" in row.state for row in refused)
    assert page.take_in.isEnabled()
    assert page.take_in.text() == "Läs in fil…"
    out = tmp_path / "avvisade.xlsx"
    names: list[str] = []
    monkeypatch.setattr("ui.register.register_page.choose_new_file", lambda *asked: names.append(asked[2]) or out)
    page.plan_files([tmp_path / "saknas.csv"])
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=5_000)
    page.show_place("providers")
    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        page._save_refused()
    assert told.args[1].startswith("2 rader är sparade i avvisade.xlsx.")
    assert names == ["avvisade-users.xlsx"]
    assert out.is_file()
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=5_000)


def test_a_name_is_shown_on_demand_and_the_reading_is_logged(page, desk, qtbot, users_file):
    take_in(page, qtbot, users_file)
    page.list.go_to(0)

    page.details.reveal.click()
    qtbot.waitUntil(lambda: "Test Testsson" in texts(page.details), timeout=5_000)

    with desk.store.reading() as reading:
        rows = reading.connection.execute(select(readings.c.record, readings.c.row_id)).all()
    assert [(row.record, row.row_id) for row in rows] == [("user_identity", str(page.list.things[0].id))]


def test_the_filter_keeps_the_rows_with_all_the_words(page, qtbot, users_file):
    take_in(page, qtbot, users_file)

    qtbot.keyClicks(page.filter, "norra 4-003")
    qtbot.waitUntil(lambda: len(page.list.things) == 1)

    assert page.list.things[0].user_ref == "4-003"
    page.show_place(uuid4())  # a provider, from the search
    assert page.filter.text() == ""


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off_too_small_or_nameless(page, look, qtbot, users_file, scale):
    take_in(page, qtbot, users_file)
    page.list.go_to(0)
    look.show_as(text_scale=scale)

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []


@pytest.mark.parametrize(
    ("changed", "state", "tone"),
    [
        ({"service": "försörjningsstöd"}, "", Tone.MUTED),
        ({"valid_to": date(2026, 2, 1)}, "", Tone.MUTED),
        ({}, "Ej verkställt", Tone.ATTENTION),
        (
            {"executed_on": date(2026, 1, 9), "interrupted_on": date(2026, 9, 1)},
            "Avbrott, ej återupptaget",
            Tone.MUTED,
        ),
    ],
)
def test_a_decision_is_marked_as_its_report_counts_it(changed, state, tone):
    decision = Decision(derived_id("d"), derived_id("s"), "B-1", "4-001", "hemtjänst", date(2026, 1, 2))

    row = kind_named("decisions").row_of(replace(decision, **changed), Known(date(2026, 10, 1), {}))
    dead = kind_named("decisions").row_of(decision, Known(date(2026, 10, 1), {"4-001": date(2026, 1, 9)}))

    assert (row.state, row.state_tone) == (state, tone)
    assert dead.state == ""


def test_another_kind_may_be_chosen_while_the_list_still_holds_the_last(page, qtbot, users_file):
    take_in(page, qtbot, users_file)

    page._show_kind("decisions")
    page.grab()

    assert page._row(page.list.things[0]).first == "4-001"
    qtbot.waitUntil(lambda: len(page.list.things) == 0, timeout=5_000)


def test_a_long_list_opens_with_a_page_and_brings_the_rest_when_it_is_looked_at(page, desk, qtbot):
    with desk.store.work("fill") as work:
        host = work.get(Person, work.person_id).municipality_id
        districts = ("Norra", "Södra")
        work.add(
            *(
                ServiceUser(work.new_id(), host, f"B-{number:04}", district=districts[number % 2])
                for number in range(700)
            )
        )
    page.refresh()
    qtbot.waitUntil(lambda: len(page.list.things) == 700, timeout=10_000)
    assert page.list.things[0].user_ref == "B-0000"
    qtbot.waitUntil(lambda: len(page._places) == 700, timeout=10_000)

    page.list.go_to(650)
    qtbot.waitUntil(lambda: page.details is not None and "B-0650" in texts(page.details), timeout=10_000)
    page.order.show_value("district")
    page.order.chosen.emit("district")
    qtbot.waitUntil(lambda: page.list.things[0] is not None and page.list.things[0].district == "Norra", timeout=10_000)
    qtbot.waitUntil(
        lambda: page.list.current() is not None and page.list.current().user_ref == "B-0650", timeout=10_000
    )

    page.filter.show_text("södra")
    page.filter.edited.emit("södra")
    qtbot.waitUntil(lambda: len(page.list.things) == 350, timeout=10_000)

    leaving = RegisterPage(desk)
    leaving.refresh()
    qtbot.waitUntil(lambda: len(leaving._places) == 700, timeout=10_000)
    go_on = threading.Event()
    desk.ask(leaving, partial(go_on.wait, 5))
    leaving._ask_page(1)
    shiboken6.delete(leaving)  # the room is gone before its page comes
    go_on.set()
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)  # an error in a slot fails the test
