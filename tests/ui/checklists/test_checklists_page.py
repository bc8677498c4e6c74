"""The room of checklists: what is typed is kept, undone, put right, published and taken in and out as files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from editing import HB, aspect, choose, editor_at, judged, kept, key_of, make_page, texts
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kollegie.intake.checklist_draft import draft_from_text
from kollegie.intake.checklists import read_checklist_file
from kollegie.intake.xlsform import import_form
from kollegie.language import Language, speak
from kollegie.model.checklist import Checklist
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.planning.checklist_drafts import checklist_drafts
from kollegie.planning.making_visits import keep_version
from kollegie.planning.publishing import publications, publish
from kollegie.visiting.answering import record_answer
from ui.desk import Desk
from ui.theme import Scheme, theme

DAY = date(2026, 11, 24)
VISIT, CASE, REVIEW = (derived_id(name) for name in ("visit", "case", "review"))


def test_what_is_typed_is_kept_within_a_moment_and_found_again_after_a_kill(page, desk, qtbot):
    editor = editor_at(page, qtbot)
    qtbot.keyClick(editor, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor.form.first_field(), "Vem har nyckeln?")

    def asked() -> list[object]:
        """What the questions stored are; the window is never closed, so this is what a kill leaves."""
        held = [draft_from_text(draft.text) for draft in kept(desk)]
        return [one.get("text") for draft in held for section in draft["avsnitt"] for one in section["fraga"]]

    qtbot.waitUntil(lambda: "Vem har nyckeln?" in asked())

    again = make_page(desk, qtbot)
    qtbot.waitUntil(lambda: again.list.things[0].draft is not None)
    again.list.go_to(0)
    again.edit_chosen()
    assert again.editor.id == editor.id
    assert key_of(again.editor, "HB22")


def test_every_step_is_undone_and_redone_by_key(page, qtbot):
    hinted = []
    page.turned.connect(lambda: hinted.append(page.hints()[0][0]))
    editor = editor_at(page, qtbot, "HB04")
    assert hinted == ["Ctrl N"]
    first = editor.draft.held
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    editor.left.remove.click()
    last = editor.draft.held

    for _ in range(3):
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.draft.held == first
    for _ in range(3):
        qtbot.keyClick(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert editor.draft.held == last
    page.leave()
    assert hinted == ["Ctrl N", "Ctrl E"]


def test_a_fault_stands_at_its_question_and_field_and_f8_goes_there(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    editor.new_question()
    at = editor.at
    editor.form.first_field().setPlainText("Något?")
    aspect(editor, "visas_nar").unfold()
    editor.form.relevance.as_text.click()
    editor.form.relevance.written.setPlainText("${hb99} = ")
    judged(editor, qtbot)

    assert editor.judgement.checklist is None
    fault = aspect(editor, "visas_nar")._fault.sentence
    assert "slut" in fault or "väntas" in fault
    assert next(line for line in editor.outline.things if line.key == at).faulty
    assert "1 fel" in page.faults.text()
    page.ready.click()
    assert page._stack.currentWidget() is editor
    editor.go_to(())
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert editor.at == at
    assert "innan felen" in editor.trial.state.text()


def test_a_question_of_the_core_that_is_touched_is_named_and_a_local_addition_is_marked(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    assert "Nationell kärna" in texts(editor.form)
    assert "Låst i den nationella kärnan" in texts(editor.form)
    assert not editor.form.first_field().isEnabled()
    assert aspect(editor, "hjalp").inner.isEnabled()
    editor.form.first_field().setPlainText("Bor hen här?")
    judged(editor, qtbot)
    assert "HB04 hör till den nationella kärnan" in editor.form.aspects[0]._fault.sentence

    editor.undo()
    editor.new_question()
    assert "Lokalt tillägg" in texts(editor.form)


def visits(desk: Desk, checklist: Checklist = HB) -> None:
    with desk.store.work("plan") as work:
        keep_version(work, checklist)
        work.add(
            Review(REVIEW, REVIEW, "Hösten", "hemtjänst", REVIEW, desk.me),
            Case(CASE, CASE, REVIEW, Track.USER, "4-017", "U-1"),
            Visit(VISIT, CASE, REVIEW, CASE, Track.USER, checklist.id, checklist.content_hash),
        )
    record_answer(desk.store, VISIT, "hb05", "Frukost")


def test_publishing_shows_its_effect_asks_about_renames_and_visits_move_with_a_preview_and_back(page, desk, qtbot):
    own = replace(HB, id="egen")  # as a municipality's own list: nothing in it is locked
    visits(desk, own)
    publish(desk.store, own)
    editor = editor_at(page, qtbot)
    key = key_of(editor, "HB05")
    words = "Vad får du hjälp med en vanlig dag nu?"
    editor.draft.put((*key, "id"), "HX05")
    editor.draft.put((*key, "text"), words)
    editor.draft.put(("id",), "egen")
    editor._changed(())
    judged(editor, qtbot)

    page.ready.click()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.panel)
    assert "1 påbörjat besök stannar" in texts(page.panel)
    assert "Bytt namn?" in texts(page.panel)
    page.panel._decide(page.panel._open[0], True)
    qtbot.waitUntil(lambda: "nytt namn: HB05 → HX05" in texts(page.panel))
    page.panel.publish.click()
    qtbot.waitUntil(lambda: page.editor is None)
    desk.flush()
    with desk.store.reading() as reading:
        assert publications(reading, "egen")[0].published_by == desk.me
        assert checklist_drafts(reading) == ()
        assert reading.get(Visit, VISIT).checklist_hash == own.content_hash

    qtbot.waitUntil(lambda: any(one.id == "egen" and one.movable for one in page.list.things))
    choose(page, "egen")
    block = page.detail.visits[VISIT]
    block.look.click()
    qtbot.waitUntil(block.move_it.isVisible)
    assert "HB05 → HX05" in texts(block)
    block.move_it.click()
    qtbot.waitUntil(lambda: "Besöket är nu" in page.strip.accessibleName())
    assert _hash(desk) != own.content_hash
    page.strip.button("undo-move").click()
    qtbot.waitUntil(lambda: _hash(desk) == own.content_hash)


def _hash(desk: Desk) -> str:
    with desk.store.reading() as reading:
        return reading.get(Visit, VISIT).checklist_hash


def test_a_statute_is_written_with_its_life_span_and_certainty_and_a_day_that_is_none_is_a_fault(page, qtbot):
    editor = editor_at(page, qtbot)
    editor.go_to(())
    aspect(editor, "lagrum").unfold()
    form = editor.form.statutes
    form.add.click()
    block = form.blocks[-1]
    for key, text in (("id", "LSS9"), ("lag", "LSS"), ("paragraf", "9"), ("fran", "1994-01-01"), ("till", "snart")):
        block.fields[key].setText(text)
        block.fields[key].edited.emit(text)
    judged(editor, qtbot)
    assert "2025-07-01" in aspect(editor, "lagrum")._fault.sentence

    block.fields["till"].setText("")
    block.fields["till"].edited.emit("")
    judged(editor, qtbot)
    statute = editor.judgement.checklist.statutes[-1]
    assert (statute.id, statute.valid_from, statute.valid_to) == ("LSS9", date(1994, 1, 1), None)
    assert statute.shown(Language.SV) == ""  # uncertain until somebody says otherwise
    block.certainty.show_value("läst")
    block.certainty.chosen.emit("läst")
    judged(editor, qtbot)
    assert editor.judgement.checklist.statutes[-1].shown(Language.SV) == "LSS 9 §"


def test_what_is_published_has_the_last_key_that_was_pressed(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    editor.new_question()
    judged(editor, qtbot)
    qtbot.keyClicks(editor.form.first_field(), "Har ni nyckel?")
    page.ready.click()  # sooner than the draft is judged by itself

    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.panel, timeout=10_000)
    assert "HB22 ny: Har ni nyckel?" in texts(page.panel)


def test_files_go_in_and_out_and_a_faulty_file_becomes_a_draft_with_its_faults(page, qtbot, tmp_path):
    editor_at(page, qtbot)
    for name in ("ut.toml", "ut.xlsx", "ut.pdf"):
        if name.endswith("pdf"):
            page.filing.print_form(page.checklist_in_hand(), tmp_path / name, DAY)
        else:
            page.filing.save(page.checklist_in_hand(), tmp_path / name)
        qtbot.waitUntil(lambda: not page.filing.work.going_on, timeout=20_000)
    assert read_checklist_file(tmp_path / "ut.toml").version == "2"
    assert import_form(tmp_path / "ut.xlsx").checklist == read_checklist_file(tmp_path / "ut.toml")
    assert (tmp_path / "ut.pdf").read_bytes().startswith(b"%PDF")

    page.leave()
    faulty = (tmp_path / "ut.toml").read_text(encoding="utf-8").replace('typ = "ja/nej"', 'typ = "nejhej"', 1)
    (tmp_path / "fel.toml").write_text(faulty, encoding="utf-8")
    page.filing.take(tmp_path / "fel.toml")
    qtbot.waitUntil(lambda: page.editor is not None and bool(page.editor.judgement.problems), timeout=20_000)
    assert "2 fel att rätta" in page.strip.accessibleName()
    page.leave()
    page.filing.take(tmp_path / "ut.xlsx")
    qtbot.waitUntil(lambda: page.editor is not None and page.editor.judgement.checklist is not None, timeout=20_000)


def test_what_is_wrong_with_a_workbook_is_told_with_its_places_and_the_whole_of_it_can_be_copied(page, qtbot, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (("type", "name", "label", "relevant"), *(("text", f"x{at}", "X", "${a} = ") for at in range(20))):
        book.active.append(row)
    book.save(tmp_path / "fel.xlsx")

    page.filing.take(tmp_path / "fel.xlsx")
    qtbot.waitUntil(lambda: page.strip.isVisible(), timeout=20_000)
    told = texts(page.strip)
    page.strip.button("copy-report").click()

    assert told.startswith(
        "fel.xlsx kan inte användas blad survey, rad 2, kolumn D (relevant), tecken 7: Uttrycket tar"
    )
    assert ("rad 8" in told, "rad 9" in told) == (True, False)
    assert "… och 13 rader till" in told
    assert "rad 21, kolumn D" in QApplication.clipboard().text()
    assert page.strip.height() < page.height() // 2


def test_a_discarded_draft_comes_back_by_undo(page, desk, qtbot):
    editor = editor_at(page, qtbot)
    editor.new_section()
    page.leave()
    qtbot.waitUntil(lambda: page.list.things[0].draft is not None)
    page.list.go_to(0)
    page.detail.discarding.emit()
    qtbot.waitUntil(lambda: page.list.things[0].draft is None)
    page.strip.button("undo-drop").click()
    qtbot.waitUntil(lambda: page.list.things[0].draft is not None)
    assert len(kept(desk)) == 1


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_editor_is_whole_at_every_size(page, desk, qtbot, scheme):
    visits(desk)
    editor = editor_at(page, qtbot, "HB12")
    for one in editor.form.aspects:
        one.unfold()
    faults: dict[str, list[str]] = {}
    for name, (wide, high, scale) in {
        "usual": (1320, 820, 1.0),
        "small": (1160, 660, 1.0),
        "double": (1320, 820, 2.0),
    }.items():
        theme().show_as(scheme=scheme, text_scale=scale)
        page.resize(wide, high)
        for shown in ("form", "trial", "outline"):
            editor._shown = shown
            editor.fit()
            qtbot.wait(20)
            found = clipped_texts(page) + small_targets(page) + unnamed(page)
            if found:
                faults[f"{name} {shown}"] = found
        editor._shown = "form"
        editor.go_to(())
        editor.fit()
        aspect(editor, "lagrum").unfold()
        qtbot.wait(20)
        faults |= {f"{name} statutes": found for found in [clipped_texts(page) + small_targets(page)] if found}
        editor.go_to(key_of(editor, "HB12"))
        for one in editor.form.aspects:
            one.unfold()
    assert faults == {}


def test_the_room_speaks_english(desk, qtbot):
    speak(Language.EN)
    other = make_page(desk, qtbot)
    editor = editor_at(other, qtbot, "HB12")
    for one in editor.form.aspects:
        one.unfold()
    told = texts(other)
    assert "Try it" in told
    assert "Frågan på" not in told
    assert isinstance(editor.id, UUID)
