"""The room Underlag: a file is looked at, mapped, shown and only then written; what is kept can be seen and let go."""

from __future__ import annotations

import json
import random
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pyarrow as pa
import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kollegie.intake.kept_imports import KeptImport
from kollegie.intake.preview import preview_file
from kollegie.intake.protected_rows import rows_of_protected
from kollegie.intake.record_kinds import normal_header
from kollegie.intake.records import carry_out_register
from kollegie.intake.register import plan_import
from kollegie.intake.saved_mappings import SETTING, any_kind, saved_mappings
from kollegie.model.records import REFUSED_ROW
from kollegie.model.register import Person, Protection, ServiceUser
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.records import keep_records, record_sets
from ui.desk import Desk
from ui.file_work import AfterActs, StillWriting
from ui.records import RecordsPage
from ui.records.import_work import plan
from ui.records.mapping_panel import MappingPanel

FOREIGN = (
    "Anst nr;Kundens nr;Startade;Slutade;Pass\n"
    "S-1;B-1;13/11/2026 08:00;13/11/2026 09:00;Dag\n"
    "S-2;B-1;14/11/2026 08:00;14/11/2026 09:00;Dag\n"
)
NOW = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    store = create_store(
        *(tmp_path / "lead.kollegie", "fyra ord i rad"),
        municipality="Exempelkommun",
        person="Lo Ledare",
        clock=lambda: NOW,
        source=random.Random(1),
    )
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def page(desk, qtbot):
    made = RecordsPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    made.refresh()
    return made


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def kept(page):
    return [thing for thing in page.list.things if isinstance(thing, KeptImport)]


def looked_at(page, qtbot, path):
    page.look_at([path])
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on, timeout=20_000)
    return page.mapping


def planned(page, qtbot):
    page.mapping.go_on.click()
    qtbot.waitUntil(lambda: page.plan_panel is not None and not page.work.going_on, timeout=20_000)
    return page.plan_panel


def point_out(mapping, *names):
    for place, name in enumerate(names):
        mapping.columns[place].show_value(name)


def test_rows_about_protected_people_go_at_the_second_press(page, desk, qtbot):
    assert page.protected.button.isHidden()
    names = pa.array(["B-1", "B-1", "B-2"]).dictionary_encode()
    keep_records(desk.store, "time-reports", pa.table({"user_id": names}), file="tider.csv")
    with desk.store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        work.add(ServiceUser(work.new_id(), host, "B-1", protected=Protection.SECRECY))
    page.refresh()
    qtbot.waitUntil(lambda: page.protected.button.isVisible(), timeout=5_000)
    assert page.protected.button.text() == "Ta bort 2 rader om skyddade…"
    with qtbot.waitSignal(page.telling, timeout=5_000) as told:
        page.protected.button.click()
    assert "2 rader om 1 person med skyddad identitet i tider.csv" in told.args[1]
    assert rows_of_protected(desk.store).rows == 2
    assert page.protected.button.text() == "Ta bort för gott"
    assert (clipped_texts(page), unnamed(page), small_targets(page)) == ([], [], [])
    page.protected.keep.click()
    assert (page.protected.button.text(), page.protected.keep.isHidden()) == ("Ta bort 2 rader om skyddade…", True)
    with qtbot.waitSignal(page.telling, timeout=5_000):
        page.protected.button.click()

    with qtbot.waitSignal(page.telling, timeout=10_000) as told:
        page.protected.button.click()

    assert page.protected.keep.isHidden()
    assert told.args[1] == "2 rader om skyddade är borttagna."
    qtbot.waitUntil(lambda: page.protected.button.isHidden(), timeout=5_000)
    assert [one.rows for one in record_sets(desk.store)] == [1]
    with desk.store.work("test") as work:  # as an earlier removal left a signal, which took its rows alone
        day = date(2026, 3, 2)
        steps = (("08.00 hos B-1.", "08.00 at B-1."),)
        signal = WarningSignal(work.new_id(), host, "V01", Severity.NOTE, day, day, subjects=(("user", "B-1"),))
        work.add(replace(signal, explanation=steps))
    page.refresh()
    qtbot.waitUntil(lambda: page.protected.button.isVisible(), timeout=5_000)
    with qtbot.waitSignal(page.telling, timeout=5_000) as told:
        page.protected.button.click()
    assert told.args[1].startswith("1 rad om personer med skyddad identitet finns kvar i signaler")
    with qtbot.waitSignal(page.telling, timeout=10_000) as told:
        page.protected.button.click()
    assert told.args[1] == "1 rad om skyddade är borttagna."
    qtbot.waitUntil(lambda: page.protected.button.isHidden(), timeout=5_000)


def test_a_foreign_file_is_mapped_shown_written_and_its_mapping_used_the_next_time(page, desk, qtbot, tmp_path):
    path = tmp_path / "tider.csv"
    path.write_text(FOREIGN, encoding="cp1252")
    qtbot.waitUntil(page._empty.isVisible, timeout=5_000)

    mapping = looked_at(page, qtbot, path)
    assert mapping.kind.value() == "time-reports"
    assert "S-1, S-2" in texts(mapping)
    assert any("avskiljare semikolon" in text for text in texts(mapping))
    mapping.go_on.click()
    assert any(text.startswith("Välj vilken kolumn som är") for text in texts(mapping))

    point_out(mapping, "staff_id", "user_id", "start", "end")
    assert mapping.dates.value() == "dmy"
    mapping.save_as.show_text("Vårdboken")
    panel = planned(page, qtbot)
    assert panel.accept.text() == "Läs in 2 tidrapporter"
    assert (record_sets(desk.store), saved_mappings(desk.store)) == ((), ())
    panel.accept.click()
    qtbot.waitUntil(lambda: len(kept(page)) == 1, timeout=20_000)

    [one] = record_sets(desk.store)
    assert (one.rows, str(one.first_day), one.kind) == (2, "2026-11-13", "time-reports")
    assert page.list.current().record_set.id == one.id
    path.write_text(FOREIGN.replace("S-2;B-1", "S-3;B-1"), encoding="cp1252")
    path = path.rename(tmp_path / "avvisade.csv")  # as rows put right, under a name that says nothing
    again = looked_at(page, qtbot, path)
    assert again.kind.value() == "time-reports"
    assert again.saved.value() == "Vårdboken"
    assert [again.columns[place].value() for place in range(5)] == ["staff_id", "user_id", "start", "end", ""]
    assert planned(page, qtbot).accept.text() == "Läs in 1 tidrapport"
    page.leave()
    assert len(saved_mappings(desk.store)) == 1
    qtbot.waitUntil(lambda: any("Vårdboken" in text for text in texts(page.details)), timeout=5_000)
    with desk.store.work("spoil") as work:
        spoilt = {"name": "Tidboken", "kind": "time-reports", "toml": '[columns]\n"Kund" = "colour"\n'}
        work.set_setting(SETTING, json.dumps([*json.loads(work.setting(SETTING, "[]")), spoilt]))
    assert looked_at(page, qtbot, path).saved.value() == "Vårdboken"
    page.leave()
    page.refresh()
    qtbot.waitUntil(lambda: any(text.startswith("Mappningen Tidboken: colour?") for text in texts(page.details)))


def test_clock_times_are_pointed_out_beside_the_day_they_are_of(page, qtbot, tmp_path):
    path = tmp_path / "tidlista.csv"
    path.write_text("Vem;Hos;Den;In;Ut\nS-1;B-1;13/11/2026;22:00;06:00\n", encoding="cp1252")

    mapping = looked_at(page, qtbot, path)
    mapping.kind.show_value("time-reports")
    mapping.kind.chosen.emit("time-reports")
    point_out(mapping, "staff_id", "user_id", "date", "start", "end")
    assert mapping.dates.value() == "dmy"
    panel = planned(page, qtbot)

    assert panel.accept.text() == "Läs in 1 tidrapport"
    assert any("läses som till nästa dag" in row.first for row in panel.problems.things)


def test_a_month_stands_for_the_days_of_a_period(qtbot, tmp_path):
    path = tmp_path / "arvoden.csv"
    path.write_text("Mottagare;Brukare;Insats;Månad;Belopp\nS-1;B-1;Kontaktperson;2026-02;900\n", encoding="cp1252")
    mapping = MappingPanel([path], preview_file(path), ())
    qtbot.addWidget(mapping)

    with qtbot.waitSignal(mapping.wanted) as wanted:
        mapping.go_on.click()

    assert (wanted.args[0].kind, wanted.args[0].mapping.columns) == ("payouts", {})


def test_a_file_is_read_as_its_panel_shows_also_where_one_header_turns_on_another(qtbot, tmp_path):
    path = tmp_path / "tider.csv"
    path.write_text("staff_id;user_id;start;end;Dag;Från datum\nS-1;B-1;07:00;08:00;Fre;2026-11-13\n", encoding="utf-8")
    panel = MappingPanel([path], preview_file(path), ())
    qtbot.addWidget(panel)

    panel.columns[4].show_value("")
    shown = [str(box.value() or "") for box in panel.columns.values()]
    means = any_kind("time-reports").meanings(panel.preview.header, panel.mapping().columns)

    assert [means.get(normal_header(header), "") for header in panel.preview.header] == shown
    assert shown[4:] == ["", ""]


def test_refused_rows_are_shown_saved_with_reasons_and_kept_out(page, desk, qtbot, tmp_path, monkeypatch):
    for most in ("record_file.MOST_TOLD", "refused_rows.MOST_SAVED"):
        monkeypatch.setattr(f"kollegie.intake.{most}", 1)
    path = tmp_path / "tider.csv"
    rows = ("S-1;B-1;2026-11-13 08:00;2026-11-13 09:00", *(f"S-{who};B-1;i går;2026-11-13 09:00" for who in (2, 3)))
    path.write_text("\n".join(("staff_id;user_id;start;end", *rows)), encoding="utf-8")
    looked_at(page, qtbot, path).save_as.show_text("Vårdboken")

    panel = planned(page, qtbot)
    assert panel.accept.text() == "Läs in 1 tidrapport, utan de avvisade"
    assert panel.accept.hasFocus()
    assert "starttid: ”i går”" in [row.first for row in panel.problems.things]  # as the mapping calls it
    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        page.save_refused_to(tmp_path / "avvisade.xlsx")

    assert "1 rad är sparad i avvisade.xlsx. 1 till fick inte plats." in told.args[1]
    assert "1 avvisad rad till" in [row.first for row in panel.problems.things]
    sheet = openpyxl.load_workbook(tmp_path / "avvisade.xlsx").active
    assert [cell.value for cell in sheet[2]][:3] == ["S-2", "B-1", "i går"]
    assert record_sets(desk.store) == ()
    assert [one.name for one in saved_mappings(desk.store)] == ["Vårdboken"]  # the rows put right are read by it
    page.leave()
    path.write_text("\n".join(("staff_id;user_id;start;end", *rows[1:])), encoding="utf-8")
    looked_at(page, qtbot, path).save_as.show_text("Tidboken")
    panel = planned(page, qtbot)
    assert panel.accept.text() == "Spara mappningen Tidboken"
    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        panel.accept.click()
    assert told.args[1] == "Mappningen Tidboken är sparad."
    assert (len(saved_mappings(desk.store)), record_sets(desk.store)) == (2, ())


def test_a_file_of_the_register_goes_the_same_way(page, qtbot, tmp_path):
    path = tmp_path / "brukare.csv"
    path.write_text("user_id;name\nB-1;Astrid\n", encoding="utf-8")

    assert looked_at(page, qtbot, path).kind.value() == "users"
    planned(page, qtbot).accept.click()
    qtbot.waitUntil(lambda: len(kept(page)) == 1, timeout=20_000)

    assert kept(page)[0].record_set.kind == "users"
    assert "Astrid" not in " ".join(texts(page))


def test_of_files_chosen_together_those_of_another_kind_are_named_and_shown_next(page, qtbot, tmp_path):
    own = "staff_id;user_id;start;end\nS-1;B-1;2026-11-13 08:00;2026-11-13 09:00\n"
    files = {
        "fakturor.csv": "invoice_id;provider_id;user_id;service;period_from;period_to;hours;amount\n"
        "F-1;P-1;B-1;hemtjänst;2026-11-01;2026-11-30;9;900\n",
        "tider.csv": own,
        "tider2.csv": own,
        "schema.csv": own,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    page.look_at([tmp_path / name for name in files])
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on, timeout=20_000)

    said = texts(page.mapping)
    assert "fakturor.csv ser ut som fakturor; den visas när de här är inlästa." in said
    assert "schema.csv ser ut som scheman; den visas när de här är inlästa." in said
    assert "1 fil till läses på samma sätt." in said
    assert [one.name for one in page.mapping.files] == [
        "tider.csv",
        "tider2.csv",
    ]  # what is worked comes before the bill
    assert clipped_texts(page) == []
    shown = page.mapping
    shown.sheet_wanted.emit("")  # as another sheet of the first
    qtbot.waitUntil(lambda: page.mapping is not shown and not page.work.going_on, timeout=20_000)
    assert texts(page.mapping) == said
    page.mapping.go_on.click()
    qtbot.waitUntil(lambda: page.plan_panel is not None and not page.work.going_on, timeout=20_000)
    (tmp_path / "schema.csv").rename(
        tmp_path / "undan.csv"
    )  # gone before its turn: the kind after it comes all the same
    page.plan_panel.accept.click()
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on, timeout=20_000)
    assert ([one.name for one in page.mapping.files], page.mapping.kind.value()) == (["fakturor.csv"], "invoices")
    assert any(said.startswith("schema.csv går inte att läsa: filen finns inte.") for said in texts(page.mapping))
    assert clipped_texts(page) == []
    planned(page, qtbot).accept.click()
    qtbot.waitUntil(lambda: len(kept(page)) == 2, timeout=20_000)
    assert {one.kind: one.file for one in record_sets(page.desk.store)} == {
        "time-reports": "tider.csv",
        "invoices": "fakturor.csv",
    }
    (tmp_path / "undan.csv").rename(tmp_path / "schema.csv")
    page.look_at([tmp_path / name for name in ("fakturor.csv", "schema.csv", "tider.csv")])  # the same folder again
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on, timeout=20_000)
    assert planned(page, qtbot).accept.isHidden()
    page.leave()
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on, timeout=20_000)
    assert ([one.name for one in page.mapping.files], page.mapping.kind.value()) == (["schema.csv"], "schedules")
    shown, said = page.mapping, []
    page.telling.connect(lambda _kind, words, _title: said.append(words))
    page.look_at([tmp_path / "tider.csv", tmp_path / "fakturor.csv"])  # as dropped on the open panel
    qtbot.waitUntil(lambda: page.mapping is not shown and not page.work.going_on, timeout=20_000)
    assert said[-1] == "Inte läst: schema.csv. Välj igen för att läsa in."
    with qtbot.waitSignal(page.telling) as told:
        page.leave()
    assert told.args[1] == "Inte läst: fakturor.csv. Välj igen för att läsa in."
    page.look_at([tmp_path / name for name in ("fakturor.csv", "tider.csv")])
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on, timeout=20_000)
    assert planned(page, qtbot).accept.isHidden()
    page.leave()
    qtbot.waitUntil(lambda: page.work.going_on)
    page.look_at([tmp_path / "schema.csv"])  # refused, and what is being read for the next panel still waits
    page.leave()
    assert said[-1] == "Inte läst: fakturor.csv. Välj igen för att läsa in."
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=20_000)
    page.look_at([tmp_path / "tider.csv"])
    page.leave()  # before its panel is there: none comes later
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=20_000)
    assert page.mapping is None
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0" * 100)
    with qtbot.waitSignal(page.failed, timeout=20_000) as refused:
        page.look_at([tmp_path / "a.xlsx", tmp_path / "b.xlsx"])
    assert [f"{name} är lösenordsskyddad" in refused.args[0].sentence() for name in ("a.xlsx", "b.xlsx")] == [
        True,
        True,
    ]


def test_rows_that_stay_out_for_protection_do_not_stand_among_those_taken_in(page, desk, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("kollegie.intake.record_file.MOST_TOLD", 1)  # the rest is counted
    people, times = tmp_path / "brukare.csv", tmp_path / "tider.csv"
    people.write_text("user_id;protected\nB-1;none\nB-9;secrecy\n", encoding="utf-8")
    carry_out_register(desk.store, plan_import(desk.store, "users", [people]))
    kept_out = (f"S-1;B-9;2026-11-{day} 08:00;2026-11-{day} 09:00" for day in (13, 14))
    rows = ("S-1;B-1;2026-11-13 08:00;2026-11-13 07:00", *kept_out)
    times.write_text("\n".join(("staff_id;user_id;start;end", *rows)), encoding="utf-8")
    looked_at(page, qtbot, times)

    heads = [(row.first, row.code) for row in planned(page, qtbot).problems.things if row.head]

    assert heads == [("Tas inte in", "2"), ("Att se över, men tas in", "1")]


def test_files_are_dropped_a_hasty_hand_changes_nothing_and_what_is_left_stays_left(page, qtbot, tmp_path):
    told: list[str] = []
    page.telling.connect(lambda _kind, words, title: told.append(words + title))
    refused: list[Exception] = []
    page.failed.connect(refused.append)
    files = [tmp_path / name for name in ("a.csv", "b.csv")]
    for day, file in enumerate(files, start=1):
        file.write_text(f"staff_id;user_id;start;end\nS;B;2026-11-0{day} 08:00;2026-11-0{day} 09:00\n", "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, data, left, none))
    qtbot.waitUntil(lambda: page.mapping is not None and not page.work.going_on)
    assert "1 fil till läses på samma sätt." in texts(page.mapping)
    assert [key for key, _ in page.hints()] == ["Ctrl I", "Esc"]

    page.mapping.go_on.click()
    page.leave()
    qtbot.waitUntil(lambda: not page.work.going_on)
    assert [key for key, _ in page.hints()] == ["Ctrl I"]  # the list has nothing to go back from
    assert page.plan_panel is None
    looked_at(page, qtbot, files[0])
    page.mapping.go_on.click()
    page.mapping.go_on.click()
    page.look_at([files[1]])  # refused: the plan on its way is still of the first
    qtbot.waitUntil(lambda: page.plan_panel is not None and not page.work.going_on)

    assert "a.csv" in texts(page.plan_panel)
    assert page.plan_panel.files == (files[0],)
    assert [type(problem) for problem in refused] == [StillWriting]
    page.plan_panel.accept.click()
    page.plan_panel.accept.click()
    qtbot.waitUntil(lambda: len(kept(page)) == 1)
    assert told[-1].startswith("1 tidrapport")


def test_what_a_panel_shows_is_what_is_taken_in_whatever_was_asked_for_meanwhile(page, desk, qtbot, tmp_path):
    told: list[str] = []
    page.telling.connect(lambda _kind, words, title: told.append(words + title))
    refused: list[Exception] = []
    page.failed.connect(refused.append)
    book, other = openpyxl.Workbook(), tmp_path / "annan.csv"
    for sheet, who in ((book.active, "S-1"), (book.create_sheet("Två"), "S-2")):
        sheet.append(("staff_id", "user_id", "start", "end"))
        sheet.append((who, "B-1", "2026-11-13 08:00", "2026-11-13 09:00"))
    book.active.title = "Ett"
    book.save(tmp_path / "bok.xlsx")
    looked_at(page, qtbot, tmp_path / "bok.xlsx")
    go_on = threading.Event()
    page.work.start(AfterActs(desk, lambda progress: go_on.wait(20)), told.append)  # noqa: ARG005
    page.mapping.sheet.show_value("Två")
    page.mapping.sheet.chosen.emit("Två")
    assert page.mapping.sheet.value() == "Ett"
    page.mapping.go_on.click()
    assert [type(problem) for problem in refused] == [StillWriting, StillWriting]
    page.leave()
    go_on.set()
    qtbot.waitUntil(lambda: not page.work.going_on)
    assert told[-1] is True  # a removal is not stopped by leaving a panel
    looked_at(page, qtbot, tmp_path / "bok.xlsx")
    page.look_at([other])
    qtbot.waitUntil(lambda: not page.work.going_on)

    panel = planned(page, qtbot)
    page.look_at([other])
    qtbot.waitUntil(lambda: not page.work.going_on)

    assert "bok.xlsx · blad Ett" in texts(panel)
    assert page.plan_panel.files == (tmp_path / "bok.xlsx",)


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_lost(page, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "bok.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" * 100)

    with qtbot.waitSignal(page.failed, timeout=20_000) as told:
        page.look_at([path])

    assert "lösenordsskyddad" in told.args[0].sentence()
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=5_000)
    assert page.take_in.isEnabled()
    gone = tmp_path / "a.csv"
    gone.write_text("staff_id;user_id;start;end\nS;B;2026-11-01 08:00;2026-11-01 09:00\n", "utf-8")
    panel = looked_at(page, qtbot, gone)
    gone.unlink()
    elsewhere, away = QWidget(), threading.Event()
    qtbot.addWidget(elsewhere)
    monkeypatch.setattr(
        "ui.records.records_page.plan", lambda *given, progress: away.wait(20) and plan(*given, progress)
    )
    with qtbot.waitSignal(page.failed, timeout=20_000):
        panel.go_on.click()
        elsewhere.setWindowModality(Qt.WindowModality.ApplicationModal)  # so that the page does not come back by itself
        elsewhere.show()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is None, timeout=5_000)
        away.set()
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=5_000)
    elsewhere.close()
    # one stands on what was pressed, and not on the way out beside it, where Return would leave the panel
    assert page.window().focusWidget() is panel.go_on


@pytest.fixture
def old_file(desk):
    import pyarrow as pa

    columns = pa.table({"row": pa.array([2], pa.int32()), "user_id": pa.array(["B-1"]).dictionary_encode()})
    day = (NOW - timedelta(days=1)).date()
    read_as = (("Kund", "user_id"), ("Rad i filen", REFUSED_ROW))
    return keep_records(desk.store, "stays", columns, file="gammal.csv", dispose_on=day, mapping=read_as)


def test_an_import_is_removed_only_when_it_is_said_twice(page, desk, old_file, qtbot):
    page.refresh()
    qtbot.waitUntil(lambda: [one.record_set.id for one in kept(page)] == [old_file.id], timeout=5_000)
    page.list.go_to(1)
    assert "Kund → user_id" in texts(page.details)
    page.details.remove_it.click()
    assert len(record_sets(desk.store)) == 1
    assert any("går inte att ångra" in text for text in texts(page.details))

    page.details.confirm.click()

    qtbot.waitUntil(lambda: kept(page) == [], timeout=5_000)
    assert record_sets(desk.store) == ()


def test_files_whose_day_has_come_are_disposed_of(page, desk, old_file, qtbot):
    page.refresh()
    qtbot.waitUntil(page.dispose.isVisible, timeout=5_000)
    assert page.dispose.text() == "Gallra 1 fil vars dag har kommit"

    page.dispose.click()

    qtbot.waitUntil(lambda: record_sets(desk.store) == (), timeout=5_000)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off_too_small_or_nameless(page, look, old_file, qtbot, tmp_path, scale):
    look.show_as(text_scale=scale)
    page.refresh()
    qtbot.waitUntil(lambda: len(kept(page)) == 1, timeout=5_000)
    page.list.go_to(1)
    path = tmp_path / "tider.csv"
    path.write_text(FOREIGN + "S-9;;fel;fel;Dag\n", encoding="cp1252")
    for step in range(3):
        if step == 1:
            point_out(looked_at(page, qtbot, path), "staff_id", "user_id", "start", "end")
            settle()
            go_on = page.mapping.go_on
            assert go_on.visibleRegion().boundingRect() == go_on.rect()  # in sight, however many the columns
        if step == 2:
            planned(page, qtbot)
        assert clipped_texts(page) == []
        assert small_targets(page) == []
        assert unnamed(page) == []
