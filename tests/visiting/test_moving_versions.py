from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from visiting.camera import bare_png
from visiting.repeating import plan_repeating, repeating_checklist

from kollegie.model.checklist import BilingualText, Checklist, ControlQuestion, QuestionType
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.reviews import ChecklistPublication, ChecklistVersion, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Draft, FindingState
from kollegie.planning.making_visits import keep_version
from kollegie.store.attachments import read_content
from kollegie.store.drafts import drafts_of, keep_draft
from kollegie.visiting.answering import record_answer
from kollegie.visiting.attaching import attach
from kollegie.visiting.commenting import comment_on
from kollegie.visiting.earlier import LastRound, under_new_names
from kollegie.visiting.errors import VisitLocked
from kollegie.visiting.findings import add_finding, confirm_finding, standing, wording_field
from kollegie.visiting.moving import DoubleStays, NotMoved, move_back, move_visit, newer_version, preview_move
from kollegie.visiting.opening import open_visit
from kollegie.visiting.rows import add_row, remove_row


def next_version(checklist: Checklist) -> Checklist:
    """Version 2: HB06 gone, HB08 is text, HB07 is called HX07, and one question is new."""

    def changed(item):
        match item.name:
            case "hb08":
                return replace(item, type=QuestionType.TEXT, constraints=(), findings=(), unit=BilingualText())
            case "hb07":
                return replace(item, name="hx07", id="HX07", formerly=("hb07",))
            case _:
                return item

    gone = {"hb06"}
    sections = tuple(
        replace(section, items=tuple(changed(item) for item in section.items if item.name not in gone))
        for section in checklist.sections
    )
    fresh = ControlQuestion("x01", "X01", QuestionType.TEXT, BilingualText("Något mer?"))
    return replace(
        checklist, version="2", sections=(*sections[:-1], replace(sections[-1], items=(*sections[-1].items, fresh)))
    )


@pytest.fixture
def second(laptop, checklist) -> str:
    """Version 2 has come with a sync; its fingerprint."""
    new = next_version(checklist)
    with laptop.store.work("sync") as work:
        work.add(
            ChecklistVersion(derived_id("v2"), COMMON_SCOPE, new.id, "2", new.content_hash, checklist_to_text(new)),
            ChecklistPublication(
                derived_id("p2"), COMMON_SCOPE, new.id, new.content_hash, work.at + timedelta(hours=1), laptop.store.me
            ),
        )
    return new.content_hash


def given(laptop) -> dict[str, object]:
    return {one.question: one.value for one in laptop.read(Answer, visit_id=laptop.visit)}


def test_a_begun_visit_stays_on_its_version_and_is_offered_the_newer_one(laptop, second, checklist):
    record_answer(laptop.store, laptop.visit, "hb01", "ja")

    seen = open_visit(laptop.store, laptop.visit)
    assert seen.checklist == checklist
    with laptop.store.reading() as reading:
        assert newer_version(reading, seen.visit).content_hash == second


def test_a_preview_tells_what_goes_along_what_is_kept_and_what_must_be_answered_anew(laptop, second, checklist):
    for name, value in (("hb01", "ja"), ("hb06", "delvis"), ("hb07", checklist.question("hb07").choices[0].name)):
        record_answer(laptop.store, laptop.visit, name, value)

    with laptop.store.reading() as reading:
        move = preview_move(reading, laptop.visit, second)

    assert {answer.question for answer in move.along} == {"hb01", "hb07"}
    assert dict(move.renamed) == {"hb07": "hx07"}
    assert [answer.question for answer in move.kept] == ["hb06"]
    assert "x01" in {question.name for question in move.fresh}
    assert laptop.read(Visit, id=laptop.visit)[0].checklist_hash == checklist.content_hash


def test_moving_carries_answers_and_drafts_and_moving_back_brings_everything_again(laptop, second, checklist):
    value, other = (choice.name for choice in checklist.question("hb07").choices[:2])
    record_answer(laptop.store, laptop.visit, "hb06", "delvis", note="Dusch saknas.")
    record_answer(laptop.store, laptop.visit, "hb07", value)
    with laptop.store.work("typing") as work:
        keep_draft(work, Draft(laptop.visit, "hb07", "", "note", "hon säg", 7, work.at))
    before = open_visit(laptop.store, laptop.visit)

    move_visit(laptop.store, laptop.visit, second)

    moved = open_visit(laptop.store, laptop.visit)
    assert moved.checklist.version == "2"
    assert moved.sheet().answer("hx07") == value
    assert [draft.question for draft in moved.drafts] == ["hx07"]
    assert given(laptop)["hb06"] == "delvis"  # kept, though nobody asks
    assert {one.state for one in moved.findings if one.question == "hb06"} == {FindingState.WITHDRAWN}
    record_answer(laptop.store, laptop.visit, "hx07", other)

    move_back(laptop.store, laptop.visit)

    again = open_visit(laptop.store, laptop.visit)
    assert again.checklist == before.checklist
    assert again.sheet().answer("hb07") == other  # what was answered meanwhile counts
    assert again.sheet().answer("hb06") == "delvis"
    assert {one.question for one in again.findings if standing(one)} >= {"hb06"}
    with laptop.store.reading() as reading:
        assert [draft.question for draft in drafts_of(reading, laptop.visit)] == ["hb07"]


def test_a_confirmed_finding_of_a_question_that_is_gone_stays(laptop, second):
    raised = record_answer(laptop.store, laptop.visit, "hb06", "delvis").raised[0]
    confirm_finding(laptop.store, laptop.visit, raised.id)

    move = move_visit(laptop.store, laptop.visit, second)

    assert move.findings_kept == 1
    seen = open_visit(laptop.store, laptop.visit)
    assert [one.state for one in seen.findings if one.question == "hb06"] == [FindingState.CONFIRMED]


def test_a_signed_visit_is_never_moved_and_one_that_was_not_moved_cannot_go_back(laptop, second):
    with pytest.raises(NotMoved):
        move_back(laptop.store, laptop.visit)
    with laptop.store.work("signed elsewhere") as work:
        visit = work.get(Visit, laptop.visit)
        work.save(replace(visit, started_at=work.at, signed_at=work.at, signed_by=laptop.store.me))

    with pytest.raises(VisitLocked):
        move_visit(laptop.store, laptop.visit, second)


def test_last_rounds_answer_is_shown_at_the_question_it_has_become(checklist):
    new = next_version(checklist)
    answer = Answer(derived_id("a"), derived_id("s"), derived_id("v"), "hb07", value="storre")
    earlier = {("hb07", ()): LastRound(answer, datetime(2025, 11, 20, 15, 0, tzinfo=UTC))}

    assert under_new_names(new, earlier)["hx07", ()].answer is answer
    assert ("hx07", ()) not in under_new_names(checklist, earlier)


def test_a_double_visit_stays_on_its_version(laptop, second):
    with laptop.store.work("double") as work:
        work.save(replace(work.get(Visit, laptop.visit), double=True))

    with laptop.store.reading() as reading:
        assert newer_version(reading, reading.get(Visit, laptop.visit)) is None
    with pytest.raises(DoubleStays):
        move_visit(laptop.store, laptop.visit, second)


def test_a_renamed_repeat_takes_its_rows_along_and_back_again(laptop):
    old = repeating_checklist()
    visit = plan_repeating(laptop.store)
    names = [add_row(laptop.store, visit, "insats").row.row for _ in range(2)]
    for name, value in zip(names, ("Dusch", "Städ"), strict=True):
        record_answer(laptop.store, visit, "in02", value, row=name)

    def turned(section):
        if section.name != "per_insats":
            return section
        (repeat,) = section.items
        return replace(section, items=(replace(repeat, name="hjalp", label=BilingualText("Hjälp")),))

    new = replace(old, version="2", sections=tuple(turned(section) for section in old.sections))
    with laptop.store.work("sync") as work:
        keep_version(work, new)

    with laptop.store.reading() as reading:
        move = preview_move(reading, visit, new.content_hash)
    assert dict(move.repeats) == {"insats": "hjalp"}
    assert "Raderna i Insats följer med till Hjälp." in move.sentences()
    move_visit(laptop.store, visit, new.content_hash)

    def rows(repeat):
        seen = open_visit(laptop.store, visit)
        sheet = seen.sheet(laptop.clock)
        return [sheet.value("in02", row) for row in sheet.rows(repeat)]

    assert rows("hjalp") == ["Dusch", "Städ"]
    remove_row(laptop.store, visit, "hjalp", (names[0],))
    add_row(laptop.store, visit, "hjalp")
    move_back(laptop.store, visit)
    assert rows("insats") == ["Städ", None]


def test_pictures_and_comments_stand_at_the_question_it_has_become_and_come_back_with_the_visit(laptop, second):
    picture = attach(laptop.store, laptop.visit, "hb07", bare_png(), file_name="plan.png", caption="Planen")
    comment_on(laptop.store, laptop.visit, "Vilken vecka?", "hb07")
    made = add_finding(laptop.store, laptop.visit, "hb07", Category.UTF, Severity.DEFICIENCY, "Dusch uteblir")
    with laptop.store.work("typing") as work:
        keep_draft(work, Draft(laptop.visit, "hb07", "", wording_field(made.id), "Dusch uteblir of", 16, work.at))

    for wanted, name in ((second, "hx07"), (None, "hb07")):
        if wanted is not None:
            move_visit(laptop.store, laptop.visit, wanted)
        else:
            move_back(laptop.store, laptop.visit)
        seen = open_visit(laptop.store, laptop.visit)

        (kept,) = seen.attachments
        assert (kept.question, kept.caption, kept.added_at) == (name, "Planen", picture.added_at)
        assert read_content(laptop.store, kept) == bare_png()
        assert [(one.question, one.text) for one in seen.comments] == [(name, "Vilken vecka?")]
        assert [(one.question, one.text) for one in seen.findings if standing(one)] == [(name, "Dusch uteblir")]
        (by_hand,) = (one.id for one in seen.findings if standing(one))
        assert [(one.question, one.field) for one in seen.drafts] == [(name, wording_field(by_hand))]
