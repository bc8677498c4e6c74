"""The 24 points users of field tools ask for, claim by claim, and the tests that hold each of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest
from listening import unheard
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from visiting.hours import MORNING
from visiting.repeating import plan_repeating

from kollegie.intake.checklists import read_checklist
from kollegie.visiting.evaluation import Cell
from ui.checklists.try_out import TryOut

TESTS = Path(__file__).parents[2]
GOING, ANSWERING = "ui/visiting/test_going_about.py", "ui/visiting/test_answering_by_hand.py"
BESIDE, HERE = "ui/visiting/test_beside_the_answers.py", "ui/visiting/test_points_of_the_field.py"
DOOR, THREADS = "ui/visiting/test_at_the_door.py", "ui/visiting/test_threads.py"
BACK = "ui/visiting/test_coming_back.py"
PICTURES, MAIN = "ui/visiting/test_visit_pictures.py", "ui/shell/test_main_window.py"
EVERY_PAGE, SUMMARY = "ui/shell/test_every_page.py", "ui/summary/test_summary_page.py"

HELD: dict[int, dict[str, str]] = {
    1: {
        "sections stand at left with what is answered of what is asked": (
            f"{GOING}::test_sections_stand_at_left_with_their_counts"
        ),
    },
    2: {
        "a key to the next unanswered": f"{GOING}::test_f8_goes_to_the_next_unanswered_and_says_when_none_is_left",
        "keys to the next fault and the next flag": f"{GOING}::test_keys_lead_to_the_next_fault_and_the_next_flag",
        "the faults counted and listed": f"{HERE}::test_the_faults_are_counted_listed_and_lead_to_their_questions",
    },
    3: {
        "an answer is saved when it is given": f"{ANSWERING}::test_an_answer_is_shown_stored_and_counted",
        "the state of saving never moves": (
            "ui/widgets/test_page_parts.py::test_the_saved_line_never_moves_when_something_waits"
        ),
        "Ctrl+S says the same": f"{MAIN}::test_ctrl_s_says_that_it_is_saved",
    },
    4: {
        "leaving never asks": f"{MAIN}::test_closing_never_asks_and_stores_what_was_handed_over",
        "a removed finding comes back": f"{ANSWERING}::test_a_removed_finding_comes_back_by_the_strip",
        "a removed row comes back": (
            "ui/visiting/test_rows_by_hand.py::test_a_removed_row_goes_and_comes_back_by_the_strip"
        ),
        "a discarded draft comes back": (
            "ui/checklists/test_checklists_page.py::test_a_discarded_draft_comes_back_by_undo"
        ),
        "thirty days": (
            "visiting/test_attaching.py::test_what_was_taken_away_goes_after_thirty_days_and_a_stray_with_it"
        ),
    },
    5: {
        "one dialog names the place": (
            f"{MAIN}::test_a_crash_with_something_typed_opens_one_dialog_that_names_the_place"
        ),
        "the same question": f"{BACK}::test_where_one_was_comes_back_after_a_start",
        "both are kept": f"{BACK}::test_after_a_crash_what_was_typed_is_kept_beside_the_answer_by_one_press",
    },
    6: {"one question at a time, place kept": f"{GOING}::test_one_question_at_a_time_keeps_place_and_answers"},
    7: {
        "a whole visit by keys": (
            "ui/visiting/test_visit_by_keyboard.py::test_a_whole_visit_from_the_day_to_its_signature"
        ),
        "Tab goes in reading order": f"{GOING}::test_tab_goes_in_reading_order",
        "one sheet has all keys": f"{EVERY_PAGE}::test_the_key_sheet_is_whole_and_lists_every_key_of_the_room",
    },
    8: {
        "nothing is cut or too small in a visit": f"{GOING}::test_nothing_is_cut_and_everything_can_be_hit_and_named",
        "nor beside it": f"{BESIDE}::test_nothing_is_cut_and_everything_can_be_hit_and_named",
        "targets of 48 where wanted": "ui/test_theme.py::test_the_airy_density_lifts_every_target_to_48",
        "every scheme can be read": "ui/test_tokens.py::test_every_text_can_be_read_on_its_surface",
    },
    9: {
        "name, role and state in a visit": f"{HERE}::test_every_part_of_a_visit_is_heard",
        "and in every room": f"{EVERY_PAGE}::test_every_room_is_heard_as_well_as_seen",
        "faults at their fields": f"{ANSWERING}::test_a_fault_is_said_at_its_field_and_the_answer_is_saved",
        "every window there is": "demo/test_playing.py::test_every_window_is_heard_read_and_gone_through_by_keys",
    },
    10: {
        "over fifty steps": f"{GOING}::test_undo_and_redo_go_over_fifty_steps_and_show_what_they_touch",
        "over restarts": "visiting/test_undoing.py::test_sixty_steps_are_undone_and_redone_one_by_one_over_restarts",
        "closed branches": "visiting/test_undoing.py::test_answers_under_a_branch_that_an_undo_opens_come_back",
    },
    11: {
        "a click beside and the wheel": f"{ANSWERING}::test_the_wheel_and_a_click_beside_change_nothing",
        "arrows, letters and the wheel over a list that drops down": (
            "ui/widgets/test_answer_drop.py::test_arrows_letters_and_the_wheel_leave_a_closed_box_alone"
        ),
        "the wheel and Esc in a field": "ui/widgets/test_fields.py::test_the_wheel_and_esc_change_nothing",
        "Esc in a form": f"{DOOR}::test_esc_closes_the_form_and_loses_nothing_of_it",
        "Esc over a picture": f"{PICTURES}::test_esc_loses_neither_the_picture_nor_its_covers_nor_its_question",
        "the lid": "ui/shell/test_session_lock.py::test_sleep_and_the_desktops_lock_are_heard",
    },
    12: {
        "four reasons, each distinct": (
            "visiting/test_answering.py::test_the_four_reasons_not_to_answer_are_never_mixed_up"
        ),
        "one press away": f"{ANSWERING}::test_the_other_answers_are_one_press_away_and_taken_back_by_another",
    },
    13: {
        "a soft fault is passed": f"{ANSWERING}::test_an_unusual_answer_is_passed_by_saying_why",
        "a hard one stops signing": "visiting/test_signing.py::test_a_hard_fault_stops_signing_and_is_named",
        "and never saving": "visiting/test_answering.py::test_a_hard_fault_never_stops_saving",
    },
    14: {
        "the same form, with filters": (
            f"{BESIDE}::test_a_lead_sees_the_same_form_read_only_and_may_choose_what_to_see"
        ),
        "sent back and settled": f"{THREADS}::test_what_is_sent_back_is_seen_replied_to_and_settled",
        "also offline": (
            "sync/test_two_laptops.py::test_what_the_lead_sends_back_is_read_offline_and_the_reply_comes_home"
        ),
    },
    15: {
        "field by field, both kept": (
            "ui/findings/test_findings_page.py::test_a_disagreement_is_settled_field_by_field_and_both_are_kept"
        ),
        "what does not overlap merges": (
            "sync/test_two_laptops.py::test_edits_of_different_fields_merge_silently_and_are_listed"
        ),
        "and is listed": "ui/sync/test_unasked.py::test_fields_merged_without_asking_are_listed",
    },
    16: {
        "a receipt by kind": (
            "sync/test_receipts.py::test_a_receipt_tells_what_went_and_came_by_kind_and_the_batch_the_hub_has"
        ),
        "with the cause of what waits": "sync/test_receipts.py::test_a_receipt_says_why_something_waits",
        "one button": "ui/sync/test_sync_page.py::test_what_waits_is_named_and_sent_with_one_button",
    },
    17: {
        "what waits stays marked": (
            "ui/sync/test_sync_page.py::test_a_hub_that_has_gone_leaves_everything_here_and_says_so"
        ),
        "a warning at the end": "ui/sync/test_unasked.py::test_closing_says_it_once_and_the_next_close_closes",
        "and at the start": "ui/sync/test_unasked.py::test_changes_that_have_waited_for_days_are_told_at_the_start",
    },
    18: {
        "a dated suggestion": f"{BESIDE}::test_it_is_a_dated_suggestion_until_one_key_takes_it_over",
        "and nothing without one": (
            f"{BESIDE}::test_without_an_earlier_answer_nothing_is_shown_and_the_key_does_nothing"
        ),
    },
    19: {
        "a finding leads to an action": f"{ANSWERING}::test_the_chain_leads_to_where_something_is_done",
        "with owner and date": "ui/findings/test_findings_page.py::test_an_action_is_stored_with_owner_and_date",
        "evidence has its own day": f"{PICTURES}::test_the_day_a_file_is_from_is_given_beside_it_and_undone",
    },
    20: {
        "three lines a board can read": (
            "summary/test_pdf_layout.py::test_the_report_opens_with_three_lines_that_a_board_can_read"
        ),
        "the pages are live": f"{SUMMARY}::test_the_pages_are_made_anew_when_something_is_found_or_decided",
        "the same on screen and paper": f"{SUMMARY}::test_the_page_that_is_seen_is_the_page_that_is_saved",
        "each figure leads to its visits": f"{SUMMARY}::test_a_figure_that_is_clicked_shows_its_visits",
    },
    21: {
        "the language changes in mid-visit": f"{BACK}::test_a_change_of_language_keeps_place_and_words",
        "guidance folds out": f"{HERE}::test_guidance_folds_out_where_one_stands_and_stands_at_what_nobody_answers",
    },
    22: {
        "shown with its age": (
            "ui/unlocking/test_backup_by_hand.py::test_a_backup_is_made_in_the_settings_and_its_age_stands_there"
        ),
        "put back beside in the window": (
            "ui/unlocking/test_backup_by_hand.py::"
            "test_a_backup_is_put_back_beside_the_database_and_opened_with_its_sync_held"
        ),
        "beside, and sync held": (
            "store/test_backup.py::test_restoring_goes_beside_a_store_that_is_there_and_holds_its_sync"
        ),
        "until it is told": (
            "sync/test_device_life.py::test_a_store_put_back_from_a_backup_waits_to_be_told_that_it_may_sync"
        ),
    },
    23: {
        "a begun visit stays": (
            "visiting/test_moving_versions.py::test_a_begun_visit_stays_on_its_version_and_is_offered_the_newer_one"
        ),
        "a preview": (
            "visiting/test_moving_versions.py::"
            "test_a_preview_tells_what_goes_along_what_is_kept_and_what_must_be_answered_anew"
        ),
        "what it does to comparison": (
            "model/test_checklist_compare.py::test_a_change_is_named_with_what_it_does_to_comparison"
        ),
        "an import ends in a report": (
            "intake/test_xlsform_command.py::test_a_workbook_becomes_a_checklist_file_and_a_report"
        ),
    },
    24: {
        "decimal comma": f"{HERE}::test_a_decimal_comma_is_a_decimal_point",
        "identity numbers checked": (
            "intake/test_register_import.py::test_a_wrong_check_digit_is_doubted_and_kept_as_unverified"
        ),
        "and masked until asked for": f"{GOING}::test_the_name_is_shown_when_asked_for_and_the_reading_is_logged",
        "å ä ö": "ui/test_sorting.py::test_swedish_letters_come_after_z_whatever_the_language_of_the_window",
    },
}
"""What is claimed of each point, and the test that would catch its loss: file, and the name of the test."""
ELSEWHERE = ("long", "benchmark", "skip", "skipif", "xfail")
"""Marks of tests that the ordinary run leaves out, or lets fail."""
FAILS = {"raises", "waitSignal", "waitUntil", "wait_until", "assertNotEmitted"}
"""What fails a test beside a bare assertion."""


def test_every_point_is_held_by_tests_that_run_and_can_fail():
    files = {
        file: ast.parse((TESTS / file).read_text(encoding="utf-8")) for file in {one.split("::")[0] for one in held()}
    }
    found = {
        f"{file}::{part.name}": part
        for file, tree in files.items()
        for part in ast.walk(tree)
        if isinstance(part, ast.FunctionDef)
    }
    gone = [name for name in held() if name not in found]
    assert gone == []
    idle = [
        (number, claim)
        for number, claims in HELD.items()
        for claim, name in claims.items()
        if not any(_can_fail(one) for one in ast.walk(found[name]))
    ]
    unheld = [
        number
        for number, claims in HELD.items()
        if not any(not _named(found[name].decorator_list) & set(ELSEWHERE) for name in claims.values())
    ]

    assert idle == []
    assert unheld == []
    assert sorted(HELD) == list(range(1, 25))


def held() -> list[str]:
    return [name for claims in HELD.values() for name in claims.values()]


def _can_fail(part: ast.AST) -> bool:
    return isinstance(part, ast.Assert) or bool(_named([part]) & FAILS)


def _named(parts: Sequence[ast.AST]) -> set[str]:
    """The last names in what is called or marked: `skip` of `@pytest.mark.skip(...)`."""
    called = [part.func if isinstance(part, ast.Call) else part for part in parts]
    return {part.attr for part in called if isinstance(part, ast.Attribute)}


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
        row = reviewer.page.visit.rows.of(next(iter(reviewer.page.section.bars)))[0]
        reviewer.page.go_to(Cell("in04", row))
        reviewer.press("2,5")
        reviewer.press(Qt.Key.Key_Return)

        assert reviewer.answer("in04").value == "2.5"
        reviewer.page.go_to(Cell("in04", row))
        assert reviewer.card.part.number.line.text() == "2,5"


def test_guidance_folds_out_where_one_stands_and_stands_at_what_nobody_answers(qtbot):
    page = TryOut(lambda: MORNING)
    qtbot.addWidget(page)
    page.show_checklist(GUIDED)
    page.resize(900, 700)
    page.show()
    before = said(page)

    page.section.cards[Cell("p2")].entered.emit(Cell("p2"))

    assert before == ["Läs högt."]
    assert said(page) == ["Fråga så här.", "Läs högt."]


GUIDED = read_checklist(
    """
schema = 1
id = "prov"
version = "1"
titel = "Prov"
[[avsnitt]]
id = "ett"
titel = "Ett"
[[avsnitt.fraga]]
id = "P1"
typ = "text"
text = "Hur mår du?"
[[avsnitt.fraga]]
id = "P2"
typ = "text"
text = "Vad äter du?"
vagledning = "Fråga så här."
[[avsnitt.fraga]]
id = "P3"
typ = "notis"
text = "Berätta vad som händer sedan."
vagledning = "Läs högt."
""",
    name="prov.toml",
)


def said(page):
    """The guidance that can be seen just now."""
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return [one for one in ("Fråga så här.", "Läs högt.") if one in words]


def test_every_part_of_a_visit_is_heard(take_up):
    reviewer = take_up("4-017", "hb19")
    reviewer.press("j")
    reviewer.ctrl(Qt.Key.Key_M)
    reviewer.ctrl(Qt.Key.Key_F)
    page = unheard(reviewer.page)
    answered = [card for card in reviewer.page.section.cards.values() if card.answerable]
    required = ["Måste besvaras" in card.part.field().accessibleDescription() for card in answered]
    reviewer.ctrl(Qt.Key.Key_J)
    form = unheard(reviewer.page.door.sheet)

    assert page == []
    assert form == []
    assert required == [card.question.required for card in answered]
    assert any(required)
