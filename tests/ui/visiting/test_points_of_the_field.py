"""The 24 points users of field tools ask for, as far as a visit is concerned, and the tests that hold each of them.

| # | what must be true at a visit |
|---|---|
| 1 | sections always at left with "7 av 12", counting only what is asked |
| 2 | keys to the next unanswered, faulty and flagged; the faults counted in the head and listed by a click |
| 3 | the state of saving in one place; Ctrl+S says the same |
| 4 | leaving never asks; what was removed is undone |
| 5 | after a crash one dialog names the place, and the visit opens at the same question |
| 6 | a whole section or one question at a time, place kept |
| 7 | every answer, comment and way about by key; all of them on the sheet |
| 8 | large targets, text to 200 %, three schemes |
| 9 | name, role, state and fault of every part for a screen reader |
| 10 | undo and redo over fifty steps and a restart, answers under a closed branch come back |
| 11 | clicks beside, Esc and the wheel change nothing |
| 12 | four reasons for no answer, each distinct |
| 13 | soft faults passed by a comment, hard ones stop signing and never saving |
| 14 | the reviewer's view: the same form, read only, filters, threads, sent back |
| 15 | two versions of an answer side by side, both kept |
| 16 | a receipt for every sync, what waits named |
| 17 | what is not sent stays marked |
| 18 | last time's answer as a dated suggestion |
| 19 | a finding becomes an action; evidence has a day of its own |
| 20 | the report is live and leads back to its visits |
| 21 | the language changes in mid-visit without losing the place |
| 22 | a backup is put back beside, and sync is held |
| 23 | a begun visit stays on its version; moving is offered with a preview |
| 24 | Swedish, ISO dates, decimal comma, identities masked until asked for |
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from looking import unheard
from PySide6.QtCore import Qt
from visiting.repeating import plan_repeating

from kollegie.visiting.evaluation import Cell

TESTS = Path(__file__).parents[2]
HELD = {
    1: ("ui/visiting/test_going_about.py::test_sections_stand_at_left_with_their_counts",),
    2: (
        "ui/visiting/test_going_about.py::test_f8_goes_to_the_next_unanswered_and_says_when_none_is_left",
        "ui/visiting/test_going_about.py::test_keys_lead_to_the_next_fault_and_the_next_flag",
        "ui/visiting/test_points_of_the_field.py::test_the_faults_are_counted_listed_and_lead_to_their_questions",
    ),
    3: (
        "ui/visiting/test_answering_by_hand.py::test_an_answer_is_shown_stored_and_counted",
        "ui/shell/test_main_window.py::test_ctrl_s_says_that_it_is_saved",
    ),
    4: (
        "ui/shell/test_main_window.py::test_closing_never_asks_and_stores_what_was_handed_over",
        "ui/visiting/test_answering_by_hand.py::test_a_removed_finding_comes_back_by_the_strip",
        "ui/visiting/test_rows_by_hand.py::test_a_removed_row_goes_and_comes_back_by_the_strip",
    ),
    5: (
        "ui/shell/test_main_window.py::test_a_crash_with_something_typed_opens_one_dialog_that_names_the_place",
        "ui/visiting/test_going_about.py::test_where_one_was_comes_back_after_a_start",
        "ui/visiting/test_going_about.py::test_after_a_crash_what_was_typed_is_kept_beside_the_answer_by_one_press",
    ),
    6: ("ui/visiting/test_going_about.py::test_one_question_at_a_time_keeps_place_and_answers",),
    7: (
        "ui/visiting/test_visit_by_keyboard.py::test_a_whole_visit_from_the_day_to_its_signature",
        "ui/visiting/test_going_about.py::test_tab_goes_in_reading_order",
        "ui/shell/test_every_page.py::test_the_key_sheet_is_whole_and_lists_every_key_of_the_room",
    ),
    8: (
        "ui/visiting/test_going_about.py::test_nothing_is_cut_and_everything_can_be_hit_and_named",
        "ui/visiting/test_beside_the_answers.py::test_nothing_is_cut_and_everything_can_be_hit_and_named",
        "ui/test_tokens.py::test_every_text_can_be_read_on_its_surface",
    ),
    9: (
        "ui/visiting/test_points_of_the_field.py::test_every_part_of_a_visit_is_heard",
        "ui/visiting/test_answering_by_hand.py::test_a_fault_is_said_at_its_field_and_the_answer_is_saved",
        "ui/shell/test_every_page.py::test_every_room_is_heard_as_well_as_seen",
        "demo/test_playing.py::test_every_window_is_heard_read_and_gone_through_by_keys",
    ),
    10: (
        "ui/visiting/test_going_about.py::test_undo_and_redo_go_over_fifty_steps_and_show_what_they_touch",
        "visiting/test_undoing.py::test_sixty_steps_are_undone_and_redone_one_by_one_over_restarts",
        "visiting/test_undoing.py::test_answers_under_a_branch_that_an_undo_opens_come_back",
    ),
    11: ("ui/visiting/test_answering_by_hand.py::test_the_wheel_and_a_click_beside_change_nothing",),
    12: (
        "visiting/test_answering.py::test_the_four_reasons_not_to_answer_are_never_mixed_up",
        "ui/visiting/test_answering_by_hand.py::test_the_other_answers_are_one_press_away_and_taken_back_by_another",
    ),
    13: (
        "ui/visiting/test_answering_by_hand.py::test_an_unusual_answer_is_passed_by_saying_why",
        "visiting/test_signing.py::test_a_hard_fault_stops_signing_and_is_named",
        "visiting/test_answering.py::test_a_hard_fault_never_stops_saving",
    ),
    14: (
        "ui/visiting/test_beside_the_answers.py::test_a_lead_sees_the_same_form_read_only_and_may_choose_what_to_see",
        "ui/visiting/test_beside_the_answers.py::test_what_is_sent_back_is_seen_replied_to_and_settled",
        "sync/test_two_laptops.py::test_what_the_lead_sends_back_is_read_offline_and_the_reply_comes_home",
    ),
    15: ("ui/findings/test_findings_page.py::test_a_disagreement_is_settled_field_by_field_and_both_are_kept",),
    16: ("ui/sync/test_sync_page.py::test_what_waits_is_named_and_sent_with_one_button",),
    17: ("ui/sync/test_sync_page.py::test_a_hub_that_has_gone_leaves_everything_here_and_says_so",),
    18: (
        "ui/visiting/test_beside_the_answers.py::test_it_is_a_dated_suggestion_until_one_key_takes_it_over",
        "ui/visiting/test_beside_the_answers.py::test_without_an_earlier_answer_nothing_is_shown_and_the_key_does_nothing",
    ),
    19: (
        "ui/visiting/test_answering_by_hand.py::test_the_chain_leads_to_where_something_is_done",
        "ui/findings/test_findings_page.py::test_an_action_is_stored_with_owner_and_date",
        "ui/visiting/test_visit_pictures.py::test_the_day_a_file_is_from_is_given_beside_it_and_undone",
    ),
    20: ("ui/summary/test_summary_page.py::test_a_figure_that_is_clicked_shows_its_visits",),
    21: ("ui/visiting/test_going_about.py::test_a_change_of_language_keeps_place_and_words",),
    22: ("store/test_backup.py::test_restoring_goes_beside_a_store_that_is_there_and_holds_its_sync",),
    23: ("visiting/test_record_questions.py::test_it_follows_when_the_visit_moves_to_another_version",),
    24: (
        "ui/visiting/test_points_of_the_field.py::test_a_decimal_comma_is_a_decimal_point",
        "ui/visiting/test_going_about.py::test_the_name_is_shown_when_asked_for_and_the_reading_is_logged",
        "ui/test_sorting.py::test_swedish_letters_come_after_z_whatever_the_language_of_the_window",
    ),
}
"""For each point the tests that would catch its loss: file, and the name of the test."""


def test_every_point_is_held_by_tests_that_are_there():
    missing = []
    for names in HELD.values():
        for name in names:
            file, test = name.split("::")
            if not re.search(rf"def {test}\w*\(", (TESTS / file).read_text(encoding="utf-8")):
                missing.append(name)

    assert missing == []
    assert sorted(HELD) == list(range(1, 25))


def test_the_faults_are_counted_listed_and_lead_to_their_questions(take_up):
    reviewer = take_up("4-017", "hb10")
    for name, value in (("hb10", "900"), ("hb09", "9000")):
        reviewer.page.flow.answer(Cell(name), value)
    reviewer.settle()
    fault = reviewer.page.columns.panel.fault
    fault.list_faults()
    listed = [action.text() for action in fault.faults.actions()]
    reviewer.page.go_to(Cell("hb04"))

    fault.faults.actions()[-1].trigger()
    reviewer.settle()

    assert fault.text() == f"{len(listed)} att rätta"
    assert [words.split(":")[0] for words in listed] == ["HB09", "HB10"]
    assert all(len(words) > 8 for words in listed)
    assert reviewer.at == "HB10"


class TestWithRows:
    @pytest.fixture
    def prepare(self):
        return [plan_repeating]

    def test_a_decimal_comma_is_a_decimal_point(self, take_up):
        reviewer = take_up("4-030", "in01")
        reviewer.ctrl(Qt.Key.Key_Return)
        reviewer.press(Qt.Key.Key_Insert, Qt.KeyboardModifier.AltModifier)
        row = reviewer.page.visit.rows(next(iter(reviewer.page.section.bars)))[0]
        reviewer.page.go_to(Cell("in04", row))
        reviewer.press("2,5")
        reviewer.press(Qt.Key.Key_Return)

        assert reviewer.answer("in04").value == "2.5"
        reviewer.page.go_to(Cell("in04", row))
        assert reviewer.card.part.number.line.text() == "2,5"


def test_every_part_of_a_visit_is_heard(take_up):
    reviewer = take_up("4-017", "hb19")
    reviewer.press("j")
    reviewer.ctrl(Qt.Key.Key_M)
    reviewer.ctrl(Qt.Key.Key_F)
    page = unheard(reviewer.page)
    reviewer.ctrl(Qt.Key.Key_J)
    form = unheard(reviewer.page.door.sheet)

    assert page == []
    assert form == []
