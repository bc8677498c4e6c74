"""Only answers to what is asked, in rows that stand, are compared, suggested, carried over and counted.

Each visit here has an answer under a branch that closed, and a row that was removed before the ones that stand.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from visiting.camera import bare_png
from visiting.repeating import TEXT

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.intake.checklists import read_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.checklist_answers import value_words
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, Review, Track, Visit, VisitState
from kollegie.model.visits import Answer, EarlierAnswer, VisitRow, answer_id
from kollegie.planning.doubling import give_blind
from kollegie.planning.making_visits import keep_version, make_visits
from kollegie.store.attachments import attachments_of, read_content
from kollegie.summary.gathering_rounds import compared_of
from kollegie.visiting.adjudicating import adjudicate, sign_adjudicated
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.attaching import attach
from kollegie.visiting.case_facts import give_facts
from kollegie.visiting.counting import answers_that_count
from kollegie.visiting.doubles import double_visit
from kollegie.visiting.opening import open_visit
from kollegie.visiting.overview import visit_overview
from kollegie.visiting.rounds_compared import Change, compare_rounds
from kollegie.visiting.rows import add_row, remove_row
from kollegie.visiting.signing import readiness, sign_visit

CLOSING = 'text = "Är något annat viktigt?"\nvisas_nar = "${in01} = \'ja\'"'
NEW = derived_id("review", "ny")
FACT = '[[sammanhang]]\nnamn = "dubbel"\ntyp = "ja/nej"\ntext = "Dubbelt beviljat"\nforval = "nej"\n\n'
PHOTO = '\n[[avsnitt.fraga]]\nid = "IN06"\ntyp = "foto"\ntext = "Bild av planen"\n'
CHECKLIST = read_checklist(
    TEXT.replace('text = "Är något annat viktigt?"', CLOSING).replace("[[avsnitt]]", f"{FACT}[[avsnitt]]", 1) + PHOTO,
    name="insatser.toml",
)


def made_visit(store, label: str, subject: str, *, days_ago: int = 0, double: bool = False, round: str = "") -> UUID:
    review = derived_id("review", round or label)
    case, visit = (derived_id(noun, label) for noun in ("case", "visit"))
    with store.work("plan", at=store.clock() - timedelta(days=days_ago)) as work:
        keep_version(work, CHECKLIST)
        work.save(Review(review, review, label, "hemtjänst", store.me, store.me))
        work.add(
            Case(case, case, review, Track.USER, label, subject),
            Visit(visit, case, review, case, Track.USER, CHECKLIST.id, CHECKLIST.content_hash, double=double or None),
            Assignment(derived_id("task", label), case, visit, store.me),
        )
    return visit


def visited(store, visit: UUID, *, helped: str, given: str, times: str, sign: bool = True) -> None:
    """IN05 is answered and its branch closed where nobody is `helped`; the first row is removed, the second stands."""
    record_answer(store, visit, "in01", "ja")
    record_answer(store, visit, "in05", "nej", positive=True, flagged=True)
    record_answer(store, visit, "in01", helped)
    gone, stands = (add_row(store, visit, "insats").row.row for _ in range(2))
    record_answer(store, visit, "in03", "ej_observerat", row=gone)
    record_answer(store, visit, "in04", "99", row=gone)
    remove_row(store, visit, "insats", (gone,))
    record_answer(store, visit, "in03", given, row=stands)
    record_answer(store, visit, "in04", times, row=stands)
    if sign:
        left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, visit).unanswered]
        pass_over(store, visit, left, Withheld.EJ_FRAGAD)
        sign_visit(store, visit)


@pytest.fixture
def both(laptop):
    """The same person in spring, where IN05 closed again, and in autumn, where it did not."""
    then = made_visit(laptop.store, "2-001", "U-9", days_ago=200)
    visited(laptop.store, then, helped="nej", given="nej", times="5")
    now = made_visit(laptop.store, "4-001", "U-9")
    visited(laptop.store, now, helped="ja", given="ja", times="3", sign=False)
    return laptop, then, now


def test_rounds_are_compared_by_what_counts_and_a_repeat_by_the_place_of_its_row(both, monkeypatch, capsys):
    laptop, _, now = both
    left = [(cell.name, "/".join(cell.row)) for cell in readiness(laptop.store, now).unanswered]
    pass_over(laptop.store, now, left, Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, now)

    with laptop.store.reading() as reading:
        (subject,) = compare_rounds(reading, derived_id("review", "4-001")).subjects

    changes = {(one.question.name, one.row): (one.change, one.then, one.now) for one in subject.questions}
    assert changes["in05", ()] == (Change.NOT_ASKED_THEN, None, "nej")
    assert changes["in03", ("1",)] == (Change.BETTER, "nej", "ja")
    assert changes["in04", ("1",)] == (Change.OTHER, "5", "3")
    assert [row for name, row in changes if name == "in04"] == [("1",)]

    monkeypatch.setattr(Context, "store", lambda _context: laptop.store)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    assert main(["round", "compare", str(derived_id("review", "4-001")), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["subjects"]
    assert [one["row"] for one in told["questions"] if one["question"] == "in04"] == ["1"]


def test_last_rounds_answer_is_suggested_from_what_counted_and_in_the_row_at_the_same_place(both):
    laptop, _, now = both
    seen = open_visit(laptop.store, now)

    assert ("in05", ()) not in seen.last_round
    assert seen.last_round["in04", ("1",)].answer.value == "5"
    assert ("in04", ("2",)) not in seen.last_round


def test_what_is_copied_to_a_new_case_is_what_counted_with_the_place_of_its_row(both):
    laptop, then, _ = both
    with laptop.store.reading() as reading:
        found = answers_that_count(reading, reading.get(Visit, then))

    assert {spot: answer.value for spot, answer in found.items() if isinstance(answer.value, str)} == {
        ("in01", ()): "nej",
        ("in03", ("1",)): "nej",
        ("in04", ("1",)): "5",
    }


def test_a_picture_of_last_round_is_told_in_words_and_is_no_answer_of_a_new_case(both):
    laptop, then, now = both
    with laptop.store.work("as it was") as work:
        visit = work.get(Visit, then)
        work.save(Answer(answer_id(then, "in06"), visit.scope, then, "in06", value="0197-dead"))
        work.delete(work.get(Visit, now))
        case = work.get(Case, visit.case_id)
        work.save(replace(case, id=derived_id("case", "4-002"), scope=derived_id("case", "4-002"), review_id=NEW))
        work.save(Review(NEW, NEW, "Ny", "hemtjänst", laptop.store.me, laptop.store.me))

    make_visits(laptop.store, NEW, {Track.USER: CHECKLIST}, answers_that_count)

    with laptop.store.reading() as reading:
        copies = {(copy.question, copy.row): copy.value for copy in reading.find(EarlierAnswer)}
    assert copies["in04", "1"] == "5"
    assert {"in05", "in06"}.isdisjoint(name for name, _ in copies)
    assert value_words(CHECKLIST.question("in06"), "0197-dead") == "Bifogad"


def test_those_who_are_not_compared_are_counted_by_what_counts(both):
    laptop, _, _ = both
    other = made_visit(laptop.store, "2-002", "U-10", days_ago=199, round="2-001")
    with laptop.store.work("signed") as work:
        now = work.get(Visit, derived_id("visit", "4-001"))
        work.save(replace(now, signed_at=work.at, signed_by=laptop.store.me))
    visited(laptop.store, other, helped="nej", given="ja", times="2")

    with laptop.store.reading() as reading:
        (fact,) = compared_of(reading, derived_id("review", "4-001"))

    others = {one.question: one.then.others for one in fact.questions}
    assert (others["IN01"], others["IN05"], others["IN04"]) == (1, 0, 1)


def test_a_visit_is_shown_with_what_does_not_count_marked(both, monkeypatch, capsys):
    laptop, then, _ = both
    monkeypatch.setattr(Context, "store", lambda _context: laptop.store)
    monkeypatch.setattr(Context, "close", lambda _context: None)

    assert main(["visit", "show", str(then)]) == 0

    lines = capsys.readouterr().out.splitlines()
    marked = [line.split()[0] for line in lines if line.endswith("frågas inte nu och räknas inte")]
    assert sorted(marked) == ["in03", "in04", "in05"]  # the closed branch, and the row that was taken away


def test_a_visit_at_a_glance_counts_the_marks_on_what_counts(both):
    laptop, then, now = both
    with laptop.store.reading() as reading:
        seen = [visit_overview(reading, reading.get(Visit, one), laptop.store.me) for one in (then, now)]

    assert [(one.positive, one.flagged) for one in seen] == [(0, 0), (1, 1)]


@pytest.fixture
def double(laptop):
    """A double visit both have signed; each has a removed row, one has IN05 under a closed branch, both a picture."""
    visit = made_visit(laptop.store, "4-040", "U-11", double=True)
    me = laptop.store.me
    people = [derived_id("person", name) for name in ("Berit", "Cilla")]
    said = (("ja", "ja", "3", "Hon vill ha hjälp."), ("nej", "ja", "4", "Kortet låg kvar."))
    with laptop.store.work("double") as work:
        work.delete(work.get(Assignment, derived_id("task", "4-040")))
        whole = work.get(Visit, visit)
        for person in people:
            work.save(Assignment(derived_id("task", person), whole.scope, visit, person))
        blind = [give_blind(work, whole, person).id for person in people]
        work.save(Person(people[1], COMMON_SCOPE, "Cilla Lund", derived_id("municipality", "Ås")))
    for person, one, (helped, given, times, words) in zip(people, blind, said, strict=True):
        laptop.store.me = person
        give_facts(laptop.store, one, {"dubbel": "ja"})
        attach(laptop.store, one, "in06", bare_png(8 + len(words)), file_name=f"{words[:3]}.png")
        attach(laptop.store, one, "in01", words.encode(), file_name="anteckning.txt")
        stands = add_row(laptop.store, one, "insats").row.row
        record_answer(laptop.store, one, "in02", words, row=stands)
        remove_row(laptop.store, one, "insats", (stands,))
        visited(laptop.store, one, helped=helped, given=given, times=times, sign=False)
        with laptop.store.reading() as reading:
            row = reading.find(Answer, visit_id=one, question="in04", value=times)[0].row
        record_answer(laptop.store, one, "in02", words, row=row)
        left = [(cell.name, "/".join(cell.row)) for cell in readiness(laptop.store, one).unanswered]
        pass_over(laptop.store, one, left, Withheld.EJ_FRAGAD)
        sign_visit(laptop.store, one)
    laptop.store.me = me
    return laptop, visit


def test_the_answers_of_a_double_visit_are_put_side_by_side_by_what_counts(double):
    laptop, visit = double
    with laptop.store.reading() as reading:
        found = double_visit(reading, visit)

    compared = {(one.question.name, one.row): one for one in found.compared()}
    assert compared["in05", ()].values == ("nej", None)
    assert compared["in04", ("1",)].values == ("3", "4")
    assert [row for name, row in compared if name == "in04"] == [("1",)]
    assert [one.question.name for one in found.undecided()] == ["in01", "in04", "in05"]


def test_what_the_visitors_answered_differently_is_found_by_the_filter_once_both_have_signed(double):
    laptop, visit = double
    with laptop.store.reading() as reading:
        blind = double_visit(reading, visit).records

    for record in blind:
        deviating = open_visit(laptop.store, record.visit.id).deviating
        assert sorted({name for name, _ in deviating}) == ["in01", "in04", "in05"]
        stands = {one.row for one in reading_rows(laptop.store, record.visit.id) if not one.removed}
        assert {row for name, row in deviating if name == "in04"} == {(row,) for row in stands}
    assert open_visit(laptop.store, made_visit(laptop.store, "4-041", "U-12")).deviating == frozenset()


def reading_rows(store, visit: UUID):
    with store.reading() as reading:
        return reading.find(VisitRow, visit_id=visit)


def test_the_third_record_has_both_texts_and_every_picture_and_asks_nobody_to_settle_them(double):
    laptop, visit = double
    for question, value, row in (("in01", "ja", ""), ("in04", "3", "1"), ("in05", "nej", "")):
        adjudicate(laptop.store, visit, question, value, row=row, reason="Tidrapporten stöder det.")

    signed = sign_adjudicated(laptop.store, visit)

    assert signed.state is VisitState.SIGNED
    with laptop.store.reading() as reading:
        kept = attachments_of(reading, visit)
        answers = answers_that_count(reading, reading.get(Visit, visit))
        assert len(reading.find(Attachment)) == 8, "the visitors' own stay where they were"
        (fact,) = reading.find(Answer, visit_id=visit, question="dubbel")
    assert fact.value == "ja"
    assert answers["in02", ("1",)].value == "Hon vill ha hjälp.\nKortet låg kvar."
    pictures = [one for one in kept if one.kind is AttachmentKind.PHOTO]
    assert [one.question for one in kept].count("in01") == len(pictures) == 2
    assert answers["in06", ()].value in {str(one.id) for one in pictures}
    assert {read_content(laptop.store, one) for one in pictures} == {bare_png(26), bare_png(24)}
