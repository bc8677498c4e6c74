"""Threads at an answer and at a visit: written, sent back, replied to, resolved, also when the visit is signed."""

from __future__ import annotations

import dataclasses

import pytest

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Review, Visit
from kollegie.model.visits import Comment, CommentKind
from kollegie.visiting.answering import record_answer
from kollegie.visiting.commenting import (
    CommentEmpty,
    OnlyTheLeadSendsBack,
    ThreadMissing,
    comment_on,
    reopen,
    reply,
    resolve,
    send_back,
    sent_back_visits,
    threads_of,
)
from kollegie.visiting.errors import QuestionUnknown, StillBlind
from kollegie.visiting.opening import open_visit
from kollegie.visiting.undoing import undo


def threads(laptop):
    return threads_of(laptop.read(Comment, visit_id=laptop.visit))


def test_a_thread_is_sent_back_answered_and_resolved(laptop):
    send_back(laptop.store, laptop.visit, "Vilken vecka var det?", "HB12")
    waiting = threads(laptop)["hb12", ""]
    reply(laptop.store, laptop.visit, "Vecka 45, enligt dottern.", "hb12")
    answered = threads(laptop)["hb12", ""]
    resolve(laptop.store, laptop.visit, "hb12")
    done = threads(laptop)["hb12", ""]

    assert (waiting.sent_back, waiting.answered) == (True, False)
    assert (answered.sent_back, answered.answered) == (True, True)
    assert (done.sent_back, done.open) == (False, ())
    assert [one.text for one in done.comments] == ["Vilken vecka var det?", "Vecka 45, enligt dottern."]


def test_a_visit_as_a_whole_is_sent_back_and_counted_by_its_spots(laptop):
    send_back(laptop.store, laptop.visit, "Anteckningarna är för korta.")
    send_back(laptop.store, laptop.visit, "Vilken vecka?", "hb12")
    send_back(laptop.store, laptop.visit, "Och vilken dag?", "hb12")
    comment_on(laptop.store, laptop.visit, "Bra.", "hb06")

    with laptop.store.reading() as reading:
        counted = sent_back_visits(reading, laptop.visits.values())

    assert counted == {laptop.visit: 2}


def test_what_was_resolved_is_opened_again(laptop):
    comment_on(laptop.store, laptop.visit, "Se bilden.", "hb06")
    resolve(laptop.store, laptop.visit, "hb06")

    reopen(laptop.store, laptop.visit, "hb06")

    assert len(threads(laptop)["hb06", ""].open) == 1


def test_a_comment_is_no_step_of_the_visit(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "nej")
    comment_on(laptop.store, laptop.visit, "Kontrollera.", "hb06")

    undo(laptop.store, laptop.visit)

    assert open_visit(laptop.store, laptop.visit).sheet().answer("hb06") is None
    assert len(threads(laptop)["hb06", ""].comments) == 1


def test_only_the_lead_sends_back(laptop):
    with laptop.store.work() as work:
        review = work.find(Review)[0]
        work.save(dataclasses.replace(review, lead_id=derived_id("person", "Berit")))

    with pytest.raises(OnlyTheLeadSendsBack):
        send_back(laptop.store, laptop.visit, "Titta igen.", "hb06")
    comment_on(laptop.store, laptop.visit, "Jag undrar.", "hb06")

    assert threads(laptop)["hb06", ""].comments[0].kind is CommentKind.COMMENT


def test_nothing_is_written_without_words_or_at_a_question_that_is_not_there(laptop):
    with pytest.raises(CommentEmpty):
        comment_on(laptop.store, laptop.visit, "  ", "hb06")
    with pytest.raises(QuestionUnknown):
        comment_on(laptop.store, laptop.visit, "Hej", "xx99")
    with pytest.raises(ThreadMissing):
        reply(laptop.store, laptop.visit, "Hej", "hb06")
    with pytest.raises(ThreadMissing):
        resolve(laptop.store, laptop.visit, "hb06")

    assert laptop.read(Comment) == ()


def test_nobody_talks_about_a_blind_visit_of_another_before_all_have_signed(laptop):
    with laptop.store.work() as work:
        visit = work.get(Visit, laptop.visit)
        theirs = dataclasses.replace(visit, id=work.new_id(), scope=work.new_id(), blind_of=visit.id)
        work.add(theirs, Assignment(work.new_id(), theirs.scope, theirs.id, derived_id("person", "Berit")))

    for act in (comment_on, send_back):
        with pytest.raises(StillBlind):
            act(laptop.store, theirs.id, "Hur gick det?")

    assert laptop.read(Comment) == ()
