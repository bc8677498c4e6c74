"""What is made in the editor by choosing is tried out beside it at once."""

from __future__ import annotations

import pytest
from editing import aspect, editor_at, judged, key_of, texts
from listening import jumps
from looking import settle
from PySide6.QtCore import Qt

from kollegie.model.conditions import Operator
from kollegie.visiting.evaluation import Cell
from ui.visiting.table_row import TableRow
from ui.widgets.answer_drop import OneDrop


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
    first, second = editor.trial.hand.rows.of(place)
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
    return (*answers, len(hand.rows.of(place)))


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
