"""What is written in a form and not stored: there again after a start, gone when its act is stored, and no earlier."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kollegie.settings import Settings
from kollegie.store import Store, open_store
from kollegie.store.drafts import drafts_of
from kollegie.store.errors import DiskFull
from ui.begun_forms import BegunForms, KeptForm, begun_forms_of
from ui.desk import Desk
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import NoteEdit, NumberField, TextField
from ui.widgets.many_choice import ManyChoice
from ui.widgets.segmented_choice import SegmentedChoice

RECORD, OTHER = UUID(int=7), UUID(int=8)


class Form(QWidget):
    """A form with one field of every kind."""

    def __init__(self, forms: BegunForms, record: UUID = RECORD) -> None:
        super().__init__()
        self.words = NoteEdit("Skäl", "Förslag")
        self.line = TextField("Handling")
        self.number = NumberField("Belopp")
        self.chosen = SegmentedChoice("Vad", [Option(0, "Ja"), Option(1, "Nej")])
        self.many = ManyChoice("Rader", [Option("1", "Ett"), Option("2", "Två")])
        self.offered = DropDown("Regel", [("V01", "V01"), ("V02", "V02")])
        self.offered.show_value("V01")
        self.kept = KeptForm(
            forms,
            record,
            "test",
            {
                "words": self.words,
                "line": self.line,
                "number": self.number,
                "chosen": self.chosen,
                "many": self.many,
                "offered": self.offered,
            },
            self,
        )

    def fill(self, qtbot: QtBot) -> None:
        qtbot.keyClicks(self.words, " till svar")
        qtbot.keyClicks(self.line, "D-2207")
        qtbot.keyClicks(self.number.line, "12,5")
        self.chosen.choose(1)
        self.many.button("2").click()
        self.offered.setCurrentIndex(1)
        self.offered.activated.emit(1)

    def held(self) -> tuple[object, ...]:
        texts = (self.words.text(), self.line.text(), self.number.line.text())
        return (*texts, self.chosen.value(), self.many.values(), self.offered.value())


@pytest.fixture
def forms(desk: Desk, qtbot: QtBot) -> BegunForms:
    made = begun_forms_of(desk)
    qtbot.waitUntil(lambda: made._loaded)
    return made


def stored(store: Store) -> list[str]:
    with store.reading() as reading:
        return [draft.field for draft in drafts_of(reading)]


def test_a_form_is_there_again_after_a_start_and_for_no_other_record(
    forms: BegunForms, store: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    form = Form(forms)
    qtbot.addWidget(form)
    form.fill(qtbot)
    filled = form.held()
    qtbot.waitUntil(lambda: stored(store) == ["form test"])  # as it stands when the power goes
    assert forms.flush()

    again = open_store(store.path, "fyra ord i följd")
    desk = Desk(again, Settings(tmp_path / "other.json"))
    known = begun_forms_of(desk)
    made: list[Form] = []
    known.when_known(lambda: made.append(Form(known)))
    qtbot.waitUntil(lambda: bool(made))
    elsewhere = Form(known, OTHER)
    for one in (*made, elsewhere):
        qtbot.addWidget(one)

    assert made[0].held() == filled
    assert not elsewhere.kept.found
    assert elsewhere.words.text() == "Förslag"
    made[0].kept.stored()
    assert desk.close()
    assert stored(store) == []


def test_what_is_taken_out_again_is_no_begun_form(forms: BegunForms, store: Store, qtbot: QtBot) -> None:
    form = Form(forms)
    qtbot.addWidget(form)
    qtbot.keyClicks(form.line, "D")
    form.line.clear()
    form.line.edited.emit("")

    assert forms.flush()

    assert stored(store) == []
    assert not Form(forms).kept.found


def test_words_written_after_the_act_was_handed_over_outlive_it(
    forms: BegunForms, store: Store, desk: Desk, qtbot: QtBot
) -> None:
    form = Form(forms)
    qtbot.addWidget(form)
    qtbot.keyClicks(form.line, "D")
    form.kept.stored()
    qtbot.keyClicks(form.line, "E")

    assert desk.flush()

    assert stored(store) == ["form test"]
    assert forms.of(RECORD, "test")["line"] == "DE"


def test_a_full_disk_is_told_and_keeps_the_form(
    forms: BegunForms, store: Store, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise DiskFull(name="lead.kollegie", free=0)

    form = Form(forms)
    qtbot.addWidget(form)
    with monkeypatch.context() as full:
        full.setattr("kollegie.store.writing.RETRY", 0.1)
        full.setattr(store.engine, "connect", refuse)
        with qtbot.waitSignal(forms.troubled):
            qtbot.keyClicks(form.line, "D")
        assert isinstance(desk.trouble, DiskFull)

    assert desk.flush()
    assert stored(store) == ["form test"]


def test_a_field_nobody_has_written_in_shows_what_is_stored_by_now(forms: BegunForms, qtbot: QtBot) -> None:
    def made(answer: str) -> tuple[NoteEdit, TextField, KeptForm]:
        note, line = NoteEdit("Anteckning", ""), TextField("Svar")
        kept = KeptForm(forms, RECORD, "answer", {"note": note, "line": line}, note, stored={"line": answer})
        return note, line, kept

    note, _, _ = made("Ja")
    qtbot.keyClicks(note, "Ringde i dag.")

    note, line, kept = made("Nej")  # a colleague's answer has come

    assert (note.text(), line.text(), kept.found) == ("Ringde i dag.", "Nej", True)
