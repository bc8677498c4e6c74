"""The room of checklists: written by choosing and typing, tried out, published, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from listening import jumps
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kollegie.intake.checklist_draft import draft_from_text
from kollegie.intake.checklists import find_checklist, read_checklist_file
from kollegie.intake.xlsform import import_form
from kollegie.language import Language, speak
from kollegie.model.checklist import Checklist
from kollegie.model.conditions import Operator
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.planning.checklist_drafts import checklist_drafts
from kollegie.planning.making_visits import keep_version
from kollegie.planning.publishing import publications, publish
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.visiting.answering import record_answer
from kollegie.visiting.evaluation import Cell
from ui.checklists import ChecklistsPage
from ui.checklists.aspect import Aspect
from ui.checklists.editor import ChecklistEditor
from ui.desk import Desk
from ui.theme import Scheme, theme
from ui.visiting.table_row import TableRow
from ui.widgets.answer_drop import OneDrop

HB = find_checklist("hemtjanst-brukarbesok")
DAY = date(2026, 11, 24)
VISIT, CASE, REVIEW = (derived_id(name) for name in ("visit", "case", "review"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = create_store(tmp_path / "lead.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Lo Ledare")
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


def make_page(desk: Desk, qtbot: QtBot) -> ChecklistsPage:
    made = ChecklistsPage(desk)
    qtbot.addWidget(made)
    made.resize(1320, 820)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: len(made.list.things) >= 7)
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ChecklistsPage:
    return make_page(desk, qtbot)


def choose(page: ChecklistsPage, id: str) -> None:
    page.list.go_to(next(place for place, one in enumerate(page.list.things) if one.id == id))


def editor_at(page: ChecklistsPage, qtbot: QtBot, id: str = "") -> ChecklistEditor:
    choose(page, HB.id)
    page.edit_chosen()
    editor = page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.judgement.checklist is not None)
    if id:
        editor.go_to(key_of(editor, id))
    return editor


def key_of(editor: ChecklistEditor, id: str):
    return next(line.key for line in editor.outline.things if line.key and line.table.get("id") == id)


def aspect(editor: ChecklistEditor, field: str) -> Aspect:
    return next(one for one in editor.form.aspects if field in one.fields)


def judged(editor: ChecklistEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.judged_anew, timeout=5000):
        pass


def kept(desk: Desk):
    desk.flush()
    with desk.store.reading() as reading:
        return checklist_drafts(reading)


def texts(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


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
    editor = editor_at(page, qtbot, "HB04")
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


def test_a_condition_made_by_choosing_rules_the_trial_beside_it(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    editor.new_question()
    editor.form.first_field().setPlainText("Vem bor här i stället?")
    builder = editor.form.relevance
    aspect(editor, "visas_nar").unfold()
    builder.add.click()
    row = builder.rows[0]
    row.question.chosen.emit("hb04")
    row.operator.chosen.emit(Operator.IS)
    row.choice.chosen.emit("nej")
    judged(editor, qtbot)

    assert editor.draft.value((*editor.at, "visas_nar")) == "${hb04} = 'nej'"
    assert "Om HB04 är Nej." in texts(aspect(editor, "visas_nar"))
    trial = editor.trial
    assert Cell("hb22") not in trial.section.cards
    trial.section.cards[Cell("hb04")].answered.emit(Cell("hb04"), "nej")
    assert Cell("hb22") in trial.section.cards
    assert "HB04" in trial.state.text()  # the finding the answer raises

    builder.as_text.click()
    builder.written.setPlainText("count-selected(${hb02}) > 1 and ${hb04} = 'nej'")
    assert not builder.by_choosing.isVisible()
    builder.written.setPlainText("${hb04} != 'ja'")
    builder.by_choosing.click()
    assert builder.rows[0].test().operator is Operator.IS_NOT


def test_a_finding_made_by_choosing_is_raised_in_the_trial(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    editor.new_question()
    editor.form.first_field().setPlainText("Finns nyckelkvittens?")
    form = editor.form.findings
    form.add.click()
    block = form.blocks[0]
    block.builder.rows[0].choice.chosen.emit("nej")
    block.category.show_value("DOK")
    block.severity.show_value(3)
    block.severity.chosen.emit(3)
    block.words.setText("Nyckelkvittens saknas")
    block.words.edited.emit("Nyckelkvittens saknas")
    judged(editor, qtbot)

    (rule,) = editor.judgement.checklist.question("hb22").findings
    assert (rule.condition.text, rule.category, rule.severity, rule.claim.sv) == (
        ". = 'nej'",
        "DOK",
        3,
        "Nyckelkvittens saknas",
    )
    editor.trial.section.cards[Cell("hb22")].answered.emit(Cell("hb22"), "nej")
    assert "HB22 allvarlig brist (DOK)" in editor.trial.state.text()


def test_tab_goes_through_the_trial_in_reading_order_also_when_it_has_been_everywhere(page, qtbot):
    section = editor_at(page, qtbot, "HB04").trial.section
    for cell in list(section.cards)[:4]:
        section.cards[cell].enter_field()
        settle()
        section._prepare_next()  # as when somebody reads for a moment
        settle()
        assert jumps(page) == []


def test_how_answers_are_shown_is_chosen_in_words_and_tried_beside(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    editor.new_question()
    editor.form.first_field().setPlainText("Finns larm?")
    aspect(editor, "val").unfold()
    editor.form.look.choose(True)
    judged(editor, qtbot)

    assert editor.draft.value((*editor.at, "utseende")) == "minimal"
    assert "i en lista som fälls ut" in texts(aspect(editor, "val"))
    assert isinstance(editor.trial.section.cards[Cell("hb22")].part.field(), OneDrop)
    editor.form.look.choose(False)
    assert editor.draft.value((*editor.at, "utseende")) is None


@pytest.mark.parametrize("repeats", [False, True])
def test_a_group_becomes_a_table_where_its_questions_share_their_answers_and_else_says_why(page, qtbot, repeats):
    editor = editor_at(page, qtbot, "HB04")
    (editor.left.add_repeat if repeats else editor.left.add_group).click()
    group = editor.at
    editor.new_question()  # beside the one that a group begins with
    for id, words in (("HB22", "Finns larm?"), ("HB23", "Finns nyckel?")):
        editor.go_to(key_of(editor, id))
        editor.form.first_field().setPlainText(words)
    editor.go_to(group)
    editor.form.look.choose(True)
    qtbot.waitUntil(lambda: "Svaren står en gång överst" in texts(editor.form))
    if repeats:
        editor.outline.setFocus()
        qtbot.keyClick(page, Qt.Key.Key_Insert, Qt.KeyboardModifier.AltModifier)
    cards = editor.trial.section.cards
    rows = [card for cell, card in cards.items() if cell.name in ("hb22", "hb23")]
    editor.go_to(key_of(editor, "HB23"))
    editor.form.kind.chosen.emit("text")
    editor.go_to(group)
    qtbot.waitUntil(lambda: "Frågorna visas en och en, eftersom HB" in texts(editor.form))

    assert editor.draft.value((*group, "utseende")) == "table-list"
    assert [isinstance(row, TableRow) for row in rows] == [True, True]
    assert not any(isinstance(card, TableRow) for card in editor.trial.section.cards.values())


def tried_in_two_rows(editor, qtbot) -> tuple[object, object, int]:
    """Answers HB22 in two rows of the trial, going on from the first. Returns both answers as they stand when the draft
    has changed, and how many rows are left when the one in hand is taken away."""
    section = editor.trial.section
    (place,) = section.bars
    for said in ("nej", "ja"):
        section.bars[place].add.click()
        section.cards[section.current].answered.emit(section.current, said)
    first, second = editor.trial.hand.rows(place)
    section.stepped.emit(-1)
    assert section.current == Cell("hb22", first)
    section.steps.single.click()
    section.steps.on.click()
    assert [cell for cell, card in section.cards.items() if card.isVisible()] == [Cell("hb22", second)]
    section.steps.single.click()
    editor.form.first_field().setPlainText("Bär hen synlig legitimation?")
    judged(editor, qtbot)
    hand = editor.trial.hand
    answers = [hand.answer(Cell("hb22", row)).value for row in (second, first)]
    section.bars[place].remove.click()
    return (*answers, len(hand.rows(place)))


def test_a_repeat_is_added_answered_row_by_row_and_undone(page, qtbot):
    editor = editor_at(page, qtbot, "HB04")
    before = editor.draft.held
    editor.left.add_repeat.click()
    group = editor.at
    editor.form.first_field().setText("Personal som kommer")
    editor.form.first_field().edited.emit("Personal som kommer")
    question = key_of(editor, "HB22")
    assert question[:-2] == group
    editor.go_to(question)
    editor.form.first_field().setPlainText("Bär hen legitimation?")
    judged(editor, qtbot)
    checklist = editor.judgement.checklist

    assert (checklist.path_of("hb22"), checklist.question("hb22").label.sv) == (
        ("upprepning",),
        "Bär hen legitimation?",
    )
    assert tried_in_two_rows(editor, qtbot) == ("ja", "nej", 1)
    editor.go_to(group)
    editor.new_question()
    assert editor.at[:-2] == group  # a new question goes into the group one stands on
    editor.go_to(group)
    editor.form.kind.choose("grupp")
    editor.go_to(key_of(editor, "HB23"))
    editor.form.first_field().setPlainText("Och nyckel?")
    judged(editor, qtbot)
    assert editor.judgement.checklist.path_of("hb22") == ()
    while editor.undo():
        pass
    assert editor.draft.held == before


def test_a_fact_of_the_case_is_added_used_in_a_condition_and_its_fault_stands_at_it(page, qtbot):
    editor = editor_at(page, qtbot)
    editor.go_to(())
    known = len(editor.draft.value(("sammanhang",)))
    facts = aspect(editor, "sammanhang")
    facts.unfold()
    form = editor.form.context
    form.add.click()
    block = form.blocks[-1]
    qtbot.keyClicks(block.fields["text"], "Bor ensam")
    judged(editor, qtbot)
    assert editor.draft.value(("sammanhang", known)) == {"typ": "ja/nej", "text": "Bor ensam", "namn": "bor_ensam"}
    assert editor.judgement.checklist.context_fields[-1].name == "bor_ensam"

    editor.go_to(key_of(editor, "HB04"))
    editor.new_question()
    aspect(editor, "visas_nar").unfold()
    editor.form.relevance.add.click()
    editor.form.relevance.rows[0].question.chosen.emit("bor_ensam")
    assert "${bor_ensam} = 'ja'" in editor.draft.value((*editor.at, "visas_nar"))

    editor.go_to(())
    aspect(editor, "sammanhang").unfold()
    block = editor.form.context.blocks[known]
    block.answer_type.show_value("ett val")
    block.answer_type.chosen.emit("ett val")
    judged(editor, qtbot)
    block = editor.form.context.blocks[known]
    assert block.error.sentence
    assert [one.error.sentence for one in editor.form.context.blocks if one is not block] == [""] * known
    block.remove.click()
    assert len(editor.draft.value(("sammanhang",))) == known
    assert editor.undo()
    assert editor.draft.value(("sammanhang", known, "text")) == "Bor ensam"


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
