"""The people and the stories of the demonstration: made up, many-voiced, and in words the checklists know."""

from __future__ import annotations

import random
from datetime import date

from kollegie.demo.people import users, visitors
from kollegie.demo.stories import decided, disagreements, stories
from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist_answers import read_value
from kollegie.model.identity import read_identity_number
from kollegie.model.reviews import Track

DAY = date(2026, 11, 17)
CHECKLISTS = {
    Track.USER: find_checklist("hemtjanst-brukarbesok"),
    Track.PROVIDER: find_checklist("utforarbesok-oanmalt"),
}


def test_every_identity_number_is_a_test_number_and_stands_once() -> None:
    people = users(5, DAY, random.Random(3))

    numbers = [user.identity_number for user in people]
    assert len(set(numbers)) == len(numbers) == 5 * 24 + 1
    for number in numbers:
        assert number[:3] == "189"
        assert number[8:10] == "98"
        assert read_identity_number(number, DAY).verified
    assert sum(user.protected for user in people) == 1


def test_nobody_was_followed_up_in_the_future_or_helped_before_the_decision() -> None:
    for user in users(3, DAY, random.Random(5)):
        assert user.decided_on < user.executed_on < DAY
        assert user.followed_up_on is None or user.decided_on < user.followed_up_on < DAY


def test_visitors_come_from_two_other_municipalities_in_equal_numbers() -> None:
    homes = [visitor.municipality for visitor in visitors(2)]

    assert (len(set(homes)), homes.count(homes[0]), len(homes)) == (2, 8, 16)
    assert len({visitor.name for visitor in visitors(2)}) == 16


def test_every_answer_of_the_stories_is_one_the_checklist_takes() -> None:
    for track, told in stories().items():
        checklist = CHECKLISTS[track]
        for story in told:
            for name, said in story.said.items():
                question = checklist.question(name)
                assert question is not None, name
                assert read_value(question, said.value) == said.value


def test_no_note_is_told_twice_and_none_is_long_winded() -> None:
    notes = [said.note for told in stories().values() for story in told for said in story.said.values() if said.note]

    assert len(notes) == len(set(notes)) >= 75
    assert all(len(note) < 200 and note[-1] in ".!?" for note in notes)


def test_disagreements_and_actions_are_about_questions_that_exist() -> None:
    names = {question.name for checklist in CHECKLISTS.values() for question in checklist.questions}

    assert {one.question for one in disagreements()} | {one.question for one in decided()} <= names
    assert all(one.first != one.second for one in disagreements())
