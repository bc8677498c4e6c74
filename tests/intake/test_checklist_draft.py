from __future__ import annotations

import random

import pytest

from kollegie.intake.checklist_draft import (
    ChecklistDraft,
    draft_from_text,
    draft_to_text,
    held_of,
    judged,
    name_of,
    questions_of,
)
from kollegie.intake.checklists import find_checklist, shipped_checklists

HB = find_checklist("hemtjanst-brukarbesok")
FIRST = ("avsnitt", 0, "fraga", 0)


@pytest.fixture
def draft() -> ChecklistDraft:
    return ChecklistDraft(held_of(HB))


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda one: one.id)
def test_a_draft_of_a_checklist_comes_to_the_same_checklist_and_is_kept_word_for_word(checklist):
    held = held_of(checklist)

    assert judged(held, checklist).checklist == checklist
    assert draft_from_text(draft_to_text(held)) == held


def test_what_is_half_typed_is_a_fault_at_its_place_and_keeps_its_text(draft):
    draft.put((*FIRST, "visas_nar"), "${hb02} = ", typing=True)

    found = judged(draft.held)

    assert found.checklist is None
    (problem,) = found.at(FIRST)
    assert (problem.field, problem.key) == ("visas_nar", (*FIRST, "visas_nar"))
    assert draft_from_text(draft_to_text(draft.held)) == draft.held


def test_each_fault_stands_at_its_question_and_field(draft):
    draft.put((*FIRST, "text"), "")
    draft.put((*FIRST, "typ"), "ett val")
    draft.put(("avsnitt", 1, "fraga", 0, "iakttagelse", 0, "grad"), 9)

    places = {problem.key for problem in judged(draft.held).problems}

    assert (*FIRST, "text") in places
    assert (*FIRST, "val") in places
    assert ("avsnitt", 1, "fraga", 0, "iakttagelse", 0, "grad") in places
    assert judged(draft.held).at(("avsnitt", 0)) == ()


def test_the_national_core_is_a_fault_at_the_question_that_was_touched(draft):
    draft.put((*FIRST, "text"), "Något annat")
    draft.put((*FIRST, "hjalp"), "Fråga lugnt.")

    (problem,) = judged(draft.held, HB).problems

    assert problem.key == FIRST
    assert "HB01" in problem.sentence()


def test_typing_in_one_field_is_one_step_and_everything_is_undone_to_the_first_state(draft):
    first = draft.held
    for length in range(1, 30):
        draft.put((*FIRST, "kort"), "Rätt person på plats, tack"[:length], typing=True)
    draft.put((*FIRST, "kravs"), False)

    assert draft.undo()
    assert draft.value((*FIRST, "kort")) == "Rätt person på plats, tack"
    assert draft.undo()
    assert draft.held == first
    assert not draft.undo()
    assert draft.redo()
    assert draft.redo()
    assert draft.value((*FIRST, "kravs")) is False


def test_any_number_of_random_steps_is_undone_and_redone_to_the_same_states(draft):
    source, states = random.Random(4), [draft.held]
    for _ in range(300):
        key, _table = source.choice(list(questions_of(draft.held)))
        match source.randrange(5):
            case 0:
                draft.new_question(key[:-2], key[-1])
            case 1:
                draft.copy(key)
            case 2:
                draft.move(key, source.choice((-1, 1)))
            case 3 if len(list(questions_of(draft.held))) > 3:
                draft.remove(key)
            case _:
                draft.put((*key, "text"), f"text {source.random()}")
        if draft.held is not states[-1]:
            states.append(draft.held)

    for state in reversed(states[:-1]):
        assert draft.undo()
        assert draft.held == state
    assert draft.held == held_of(HB)
    for state in states[1:]:
        assert draft.redo()
        assert draft.held == state


def test_a_new_question_gets_the_next_number_and_a_copy_names_of_its_own(draft):
    added = draft.value(draft.new_question(("avsnitt", 0), 0))
    assert added["id"] == "HB22"

    key = next(key for key, table in questions_of(draft.held) if table.get("id") == "HB12")
    copied = draft.value(draft.copy(key))
    assert (copied["id"], copied["text"]) == ("HB12B", draft.value(key)["text"])
    assert "karna" not in copied
    names = [name_of(table) for _, table in questions_of(draft.held)]
    assert len(names) == len(set(names))


def test_a_copied_section_speaks_of_its_own_questions(draft):
    key = draft.copy(("avsnitt", 0))

    found = judged(draft.held)
    assert found.problems == ()
    names = {name_of(table) for _, table in questions_of(draft.held)}
    own = {name_of(table) for table in draft.value((*key, "fraga"))}
    for table in draft.value((*key, "fraga")):
        for name in ("hb02", "hb12"):
            assert f"${{{name}}}" not in table.get("visas_nar", "")
    assert own <= names


def test_a_question_moved_past_the_end_of_its_section_goes_on_in_the_next(draft):
    last = len(draft.value(("avsnitt", 0, "fraga"))) - 1
    id = draft.value(("avsnitt", 0, "fraga", last, "id"))

    moved = draft.move(("avsnitt", 0, "fraga", last), 1)

    assert moved == ("avsnitt", 1, "fraga", 0)
    assert draft.value((*moved, "id")) == id
    assert draft.value((*draft.move(moved, -1), "id")) == id


def test_groups_and_repeats_are_added_questions_go_in_and_out_of_them_and_every_step_is_undone(draft):
    before = draft.held
    first = name_of(draft.value(FIRST))
    group = draft.new_group(("avsnitt", 0), 0, repeats=True, title="Per person")
    table = draft.value(group)
    assert (table["typ"], table["namn"], table["text"], len(table["fraga"])) == (
        "upprepning",
        "upprepning",
        "Per person",
        1,
    )
    again = draft.new_group(("avsnitt", 0), 1, repeats=True, title="Per person")
    assert draft.value((*again, "namn")) == "upprepning-2"

    inside = draft.move(FIRST, 1)
    assert inside == (*group[:-1], 0, "fraga", 0)
    assert name_of(draft.value(inside)) == first
    out = draft.move(inside, -1)
    assert (out, name_of(draft.value(out))) == (FIRST, first)
    nested = draft.move(draft.move(FIRST, 1), 1)
    assert draft.move(nested, 1) == (*group[:-1], 1)  # past the last one in the group
    while draft.can_undo:
        draft.undo()
    assert draft.held == before
