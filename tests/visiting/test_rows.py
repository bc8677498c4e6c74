"""Rows of a repeat: added, removed and undone, each with its answers and findings."""

from __future__ import annotations

import pytest
from visiting.repeating import plan_repeating

from kollegie.model.reviews import Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Finding
from kollegie.visiting.answering import record_answer
from kollegie.visiting.findings import add_finding, standing
from kollegie.visiting.opening import open_visit
from kollegie.visiting.rows import RepeatUnknown, RowMissing, RowsAreCounted, add_row, remove_row, repeat_in
from kollegie.visiting.signing import readiness, sign_visit
from kollegie.visiting.undoing import redo, undo


@pytest.fixture
def visit(laptop):
    return plan_repeating(laptop.store)


def rows_of(store, visit):
    return open_visit(store, visit).sheet().rows("insats")


def add(laptop, visit, *answers):
    """A row with answers to its questions. Returns its name."""
    row = add_row(laptop.store, visit, "insats").row.row
    for question, value in answers:
        record_answer(laptop.store, visit, question, value, row=row)
    return row


def test_a_row_stands_before_anything_is_answered_in_it(laptop, visit, open_again):
    row = add(laptop, visit)

    seen = open_visit(open_again(), visit).sheet()

    assert [cell.name for cell in seen.relevant()] == ["in01", "in02", "in03", "in04", "in05"]
    assert seen.rows("insats") == ((row,),)


def test_rows_stand_in_the_order_they_were_made(laptop, visit):
    made = [add(laptop, visit) for _ in range(12)]

    assert rows_of(laptop.store, visit) == tuple((row,) for row in made)


def test_a_removed_row_goes_with_its_answers_and_findings_and_undo_brings_all_back(laptop, visit):
    add(laptop, visit, ("in02", "Städ"), ("in03", "ja"))
    row = add(laptop, visit, ("in02", "Dusch"), ("in03", "nej"))
    by_hand = add_finding(laptop.store, visit, "in04", Category.UTF, Severity.NOTE, "Står inte i planen", row=row)

    remove_row(laptop.store, visit, "insats", (row,))
    without = rows_of(laptop.store, visit), [one.row for one in laptop.read(Finding) if standing(one)]
    undo(laptop.store, visit)
    again = open_visit(laptop.store, visit)

    assert (len(without[0]), without[1]) == (1, [])
    assert again.sheet().answer("in02", (row,)) == "Dusch"
    assert {one.text for one in again.findings if standing(one)} == {"Insatsen ges inte", by_hand.text}


def test_an_added_row_is_undone_and_redone(laptop, visit):
    row = add(laptop, visit)

    undo(laptop.store, visit)
    undone = rows_of(laptop.store, visit)
    redo(laptop.store, visit)

    assert (undone, rows_of(laptop.store, visit)) == ((), ((row,),))


def test_a_row_that_only_answers_name_can_be_removed(laptop, visit):
    for row in ("1", "2"):
        record_answer(laptop.store, visit, "in03", "ja", row=row)

    remove_row(laptop.store, visit, "insats", ("1",))

    assert rows_of(laptop.store, visit) == (("2",),)
    assert len(laptop.read(Answer, visit_id=visit)) == 2


def test_a_removed_row_comes_back_with_its_answers_by_its_name(laptop, visit):
    row = add(laptop, visit, ("in02", "Dusch"))
    remove_row(laptop.store, visit, "insats", (row,))

    add_row(laptop.store, visit, "insats", name=row)

    assert open_visit(laptop.store, visit).sheet().answer("in02", (row,)) == "Dusch"


def test_what_is_missing_in_a_removed_row_does_not_stop_the_signature(laptop, visit):
    for question in ("in01", "in05"):
        record_answer(laptop.store, visit, question, "ja")
    row = add(laptop, visit)
    before = readiness(laptop.store, visit).unanswered

    remove_row(laptop.store, visit, "insats", (row,))
    sign_visit(laptop.store, visit)

    assert {cell.row for cell in before} == {(row,)}
    assert laptop.read(Visit, id=visit)[0].signed_at is not None


def test_what_is_no_repeat_and_a_row_that_is_not_there_are_refused_by_name(laptop, visit):
    with pytest.raises(RepeatUnknown) as unknown:
        add_row(laptop.store, visit, "personal")
    with pytest.raises(RowMissing) as missing:
        remove_row(laptop.store, visit, "insats", ("9",))

    assert "insats" in str(unknown.value)
    assert "9" in str(missing.value)


def test_rows_an_answer_counts_are_left_to_the_answer(repeat_with_count):
    with pytest.raises(RowsAreCounted):
        repeat_in(repeat_with_count, "insats")


@pytest.fixture
def repeat_with_count():
    from visiting.repeating import TEXT

    from kollegie.intake.checklists import read_checklist

    counted = TEXT.replace('namn = "insats"', 'namn = "insats"\nantal = "3"')
    return read_checklist(counted, name="insatser.toml")
