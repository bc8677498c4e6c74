"""A filled-in form is typed in by keys alone, in the order of the paper, and history says where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.attachments import Attachment
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Review, Track, Visit
from kollegie.model.visits import Answer, Consent, ConsentState, Draft, Finding
from kollegie.planning.making_visits import keep_version
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.drafts import drafts_of, keep_draft
from kollegie.store.laptop_tables import reading
from kollegie.store.tables import history
from kollegie.sync.giving_up import give_up_scope
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from ui.desk import Desk
from ui.paper import PaperPage
from ui.paper.paper_entry import PaperEntry
from ui.theme import theme

HB = find_checklist("hemtjanst-brukarbesok")
VISIT, CASE, REVIEW = (derived_id(name) for name in ("visit", "case", "review"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = create_store(tmp_path / "anna.kollegie", "fyra ord i rad", municipality="Hult", person="Anna Ek")
    with store.work("plan") as work:
        keep_version(work, HB)
        work.add(
            Review(REVIEW, REVIEW, "Hösten", "hemtjänst", REVIEW, REVIEW),
            Case(CASE, CASE, REVIEW, Track.USER, "4-017", "U-1", facts=(("privat_utforare", "nej"),)),
            Visit(VISIT, CASE, REVIEW, CASE, Track.USER, HB.id, HB.content_hash),
            Assignment(derived_id("task"), CASE, VISIT, store.me),
        )
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


def make_page(desk: Desk, qtbot: QtBot) -> PaperPage:
    made = PaperPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 780)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: len(made.list.things) == 1)
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PaperPage:
    return make_page(desk, qtbot)


def entry_of(page: PaperPage, qtbot: QtBot) -> PaperEntry:
    qtbot.waitUntil(lambda: page.list.current() is not None)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.entry is not None)
    return page.entry


def past_the_door(page: PaperPage, qtbot: QtBot) -> PaperEntry:
    entry = entry_of(page, qtbot)
    assert entry.at is None  # times and consent stand first on the paper
    press(qtbot, Qt.Key.Key_Return)
    return entry


def press(qtbot: QtBot, key: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def answers(page: PaperPage) -> dict[str, Answer]:
    assert page.flush()
    with page.desk.store.reading() as held:
        return {one.question: one for one in held.find(Answer, visit_id=VISIT)}


def test_a_form_is_typed_in_by_keys_in_the_order_of_the_paper(page, desk, qtbot):
    entry = past_the_door(page, qtbot)
    seen = [entry.at.name]
    for keys in ("j", "", "j", "f"):  # the second is left unanswered
        if keys:
            press(qtbot, keys)
        press(qtbot, Qt.Key.Key_Return)
        seen.append(entry.at.name)
    assert seen == ["hb01", "hb02", "hb03", "hb04", "hb05"]
    qtbot.keyClicks(QApplication.focusWidget(), "Frukost")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert entry.at.name == "hb06"
    press(qtbot, "d")
    press(qtbot, "a")
    qtbot.keyClicks(QApplication.focusWidget(), "Dusch saknas.")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    given = answers(page)
    assert {name: one.value for name, one in given.items()} == {
        "hb01": "ja",
        "hb03": "ja",
        "hb04": Withheld.EJ_FRAGAD,
        "hb05": "Frukost",
        "hb06": "delvis",
    }
    assert given["hb06"].note == "Dusch saknas."
    with desk.store.reading() as held:
        reasons = set(held.connection.execute(select(history.c.reason).where(history.c.record == "answer")).scalars())
    assert reasons == {"Infört från papper"}


def test_a_number_is_typed_and_a_fault_is_told_beside_it(page, qtbot):
    entry = entry_of(page, qtbot)
    entry.show_cell(next(cell for cell in entry.cells() if cell.name == "hb08"))

    qtbot.keyClicks(QApplication.focusWidget(), "3")
    press(qtbot, Qt.Key.Key_Return)

    assert entry.at.name != "hb08"
    assert answers(page)["hb08"].value == "3"
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert entry.at.name == "hb08"


def test_what_stands_first_on_the_paper_is_typed_in_first_times_and_consent(page, desk, qtbot):
    entry = entry_of(page, qtbot)
    qtbot.keyClicks(QApplication.focusWidget(), "08.10")
    press(qtbot, Qt.Key.Key_Tab)
    entry.times.left.line.setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "09.05")
    press(qtbot, Qt.Key.Key_Tab)
    qtbot.keyClick(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    form = entry.door.form
    form.state.choose(ConsentState.GIVEN)
    qtbot.keyClicks(form.note, "Sagt i telefon.")
    qtbot.keyClick(page, Qt.Key.Key_Escape)  # closes what lies over the form, and not the form
    assert (page.entry is entry, entry.door.sheet.isHidden()) == (True, True)
    qtbot.keyClick(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    form.speaker.show_value("personen")
    form.save.click()

    assert page.flush()
    qtbot.waitUntil(lambda: "Ja till besöket" in entry.times.said.text())
    with desk.store.reading() as held:
        visit = held.get(Visit, VISIT)
        (said,) = held.find(Consent, visit_id=VISIT)
    times = [f"{one.astimezone():%H.%M}" for one in (visit.arrived_at, visit.left_at)]
    assert (times, said.note) == (["08.10", "09.05"], "Sagt i telefon.")
    entry.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert entry.at.name == "hb01"
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert entry.at is None


def test_findings_and_pictures_are_typed_in_at_their_question(page, desk, qtbot):
    entry = past_the_door(page, qtbot)
    entry.show_cell(next(cell for cell in entry.cells() if cell.name == "hb06"))
    press(qtbot, "n")
    assert page.flush()
    qtbot.waitUntil(lambda: len(entry.card.blocks) == 1)  # what the answer raises is seen at once
    press(qtbot, "i")
    assert page.flush()
    qtbot.waitUntil(lambda: len(entry.card.blocks) == 2)
    qtbot.keyClicks(QApplication.focusWidget(), "Nyckeln satt i porten")
    entry.setFocus()
    press(qtbot, "b")
    assert QApplication.focusWidget() is entry.card.attachments.file
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    entry.card.attachments.pasted.emit(picture)
    entry.attaching.form.kept.emit(picture, "Skåpet", None)

    assert page.flush()
    qtbot.waitUntil(lambda: len(entry.hand.attached(entry.at)) == 1)
    with desk.store.reading() as held:
        found = {one.text for one in held.find(Finding, visit_id=VISIT)}
        (attached,) = held.find(Attachment, visit_id=VISIT)
    assert "Nyckeln satt i porten" in found
    assert (attached.question, attached.caption) == ("hb06", "Skåpet")


def drafts(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.reading() as held:
        return [(one.question, one.text) for one in drafts_of(held, VISIT)]


def test_what_is_being_typed_is_kept_key_by_key(page, desk, qtbot):
    entry = entry_of(page, qtbot)
    entry.show_cell(next(cell for cell in entry.cells() if cell.name == "hb05"))
    qtbot.keyClicks(QApplication.focusWidget(), "Frukost och dus")

    qtbot.waitUntil(lambda: drafts(desk) == [("hb05", "Frukost och dus")])


def test_what_was_being_typed_at_a_kill_is_gone_on_with(desk, qtbot):
    with desk.store.work("typing") as work:
        keep_draft(work, Draft(VISIT, "hb05", "", "value", "Frukost och dus", 15, work.at))

    page = make_page(desk, qtbot)
    entry = entry_of(page, qtbot)

    assert entry.at.name == "hb05"
    assert entry.card.part.value() == "Frukost och dus"


def test_the_last_question_tells_what_is_left_and_f8_goes_there(page, qtbot):
    entry = entry_of(page, qtbot)
    entry.show_cell(entry.cells()[-1])
    offered = [link for link in entry.card.marks.links if not link.isHidden()]
    assert offered == [
        entry.card.marks.attach,
        entry.card.marks.positive,
        entry.card.marks.flag,
        entry.card.marks.own,
    ]  # what else there is has its place at the visit
    press(qtbot, Qt.Key.Key_Return)

    assert "obesvarade" in page.strip.accessibleName()
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert entry.at == entry.cells()[0]


def test_the_form_of_a_visit_is_printed_and_that_is_logged(page, desk, qtbot, tmp_path):
    page.print_to(VISIT, tmp_path / "blankett.pdf")
    qtbot.waitUntil(lambda: not page.work.going_on, timeout=20_000)

    assert (tmp_path / "blankett.pdf").read_bytes().startswith(b"%PDF")
    with desk.store.reading() as held:
        acts = held.connection.execute(select(reading.c.act, reading.c.row_id)).all()
    assert ("printed", str(VISIT)) in [tuple(one) for one in acts]


@pytest.mark.parametrize("size", [(1320, 820, 1.0), (1160, 660, 1.0), (1320, 820, 2.0)])
def test_typing_in_is_whole_at_every_size(page, qtbot, size):
    entry = entry_of(page, qtbot)
    wide, high, scale = size
    theme().show_as(text_scale=scale)
    page.resize(wide, high)
    assert clipped_texts(page) + small_targets(page) + unnamed(page) == []
    for name in ("hb01", "hb05", "hb08"):
        entry.show_cell(next(cell for cell in entry.cells() if cell.name == name))
        qtbot.wait(30)
        assert clipped_texts(page) + small_targets(page) + unnamed(page) == []


def test_a_form_whose_visit_has_left_is_closed_unless_words_in_it_can_still_be_copied(page, qtbot):
    entry = past_the_door(page, qtbot)
    press(qtbot, "a")
    entry.card.note.insertPlainText("Dusch sak")
    with laptop_of(page.desk.store, nobody) as near, near.writing():
        near.line.run("UPDATE visit SET dirty = NULL")
        give_up_scope(near, "", CASE.bytes)

    page.refresh()
    qtbot.waitUntil(lambda: "kopiera det du vill ha kvar" in page.strip.accessibleName(), timeout=5_000)
    kept = entry.card.note.text()
    entry.card.note.clear()
    entry.finish()
    page.refresh()
    qtbot.waitUntil(lambda: page.entry is None, timeout=5_000)

    assert kept == "Dusch sak"
    assert page.strip.accessibleName().startswith("Ärende 4-017 finns inte längre på den här datorn")
