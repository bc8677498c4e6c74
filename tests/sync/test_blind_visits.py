"""Blind double visits: what one has answered reaches nobody else before both have signed, and then it does."""

from __future__ import annotations

import json

import pytest
from sync.blind_worlds import VERAS, VERAS_FINDING, VILLES, VILLES_FINDING, traces
from sync.worlds import held_by

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import CaseIdentity, Visit, VisitState
from kollegie.model.signals import RecordQuestion
from kollegie.model.visits import Answer, Finding
from kollegie.planning.assigning import unassign
from kollegie.planning.doubling import end_double, make_single
from kollegie.planning.errors import ExampleWithoutStory, NothingSigned, VisitBegun
from kollegie.planning.exercises import AFTER, BEFORE, hand_out_exercises, make_exercise
from kollegie.planning.overview import review_overview
from kollegie.store import Store
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.gathering import gather_facts
from kollegie.sync.exchange import sync
from kollegie.visiting.adjudicating import adjudicate, sign_adjudicated
from kollegie.visiting.answering import amend_answer, pass_over, record_answer
from kollegie.visiting.calibration import Occasion, calibration, low_agreement
from kollegie.visiting.errors import AdjudicatorTookPart, StillBlind, StillUndecided, VisitIsDouble
from kollegie.visiting.opening import open_visit
from kollegie.visiting.overview import my_visits
from kollegie.visiting.signing import readiness, sign_visit


def test_each_visitor_has_a_visit_of_their_own_and_sees_the_case(blind):
    hers, his = blind.own(blind.vera), blind.own(blind.ville)

    assert hers.id != his.id
    assert len({hers.scope, his.scope, blind.visit.scope}) == 3
    assert hers.blind_of == his.blind_of == blind.visit.id
    for store, other in ((blind.vera, his), (blind.ville, hers)):
        assert open_visit(store, blind.own(store).id).case.label == "1-001"
        with store.reading() as reading:
            assert reading.count(CaseIdentity) == 1
            assert reading.first(Visit, id=other.id) is None
    with pytest.raises(VisitIsDouble):
        record_answer(blind.vera, blind.visit.id, "hb06", "ja")


def test_nothing_of_an_answer_reaches_anybody_before_both_have_signed_and_then_all_of_it_does(blind):
    mine = blind.answered(blind.vera, VERAS, VERAS_FINDING)
    blind.signed(blind.vera)
    blind.answered(blind.ville, VILLES, VILLES_FINDING, "ja")
    blind.sync_all()

    for other in (blind.ville, blind.lead):
        assert traces(other, VERAS, VERAS_FINDING) == []
        assert not any(key[0] in ("answer", "finding") for key in held_by(other, mine))
        seen = blind.seen_by(other)
        assert (seen.opened, seen.compared()) == (False, ())
        assert not any(one.answers or one.findings for one in seen.records)
        with pytest.raises(StillBlind):
            adjudicate(other, blind.visit.id, "hb06", "ja", reason="Förhastat.")
    assert traces(blind.lead, VILLES, VILLES_FINDING) == [] == traces(blind.vera, VILLES, VILLES_FINDING)
    assert traces(blind.vera, VERAS, VERAS_FINDING) == [VERAS, VERAS_FINDING]
    (card,) = review_overview(blind.lead, blind.visit.review_id).pairs[0].cards
    assert {person.name: state for person, state in card.blind} == {
        "Vera Visit": VisitState.SIGNED,
        "Ville Visit": VisitState.ONGOING,
    }
    assert (card.touched, card.findings, blind.seen_by(blind.lead).waiting_for) == (False, (), ("Ville Visit",))

    blind.signed(blind.ville)
    sync(blind.ville)
    assert traces(blind.ville, VERAS, VERAS_FINDING) == [VERAS, VERAS_FINDING]  # by the very sync that told it
    blind.sync_all()

    for store in (blind.vera, blind.ville, blind.lead):
        assert traces(store, VERAS, VERAS_FINDING, VILLES, VILLES_FINDING) == sorted(
            [VERAS, VERAS_FINDING, VILLES, VILLES_FINDING]
        )
        compared = {one.question.name: one.values for one in blind.seen_by(store).compared()}
        assert compared["hb06"] == ("nej", "ja")
        assert compared["hb01"] == ("ja", "ja")


def test_a_third_person_settles_what_differs_and_all_three_records_are_kept(blind):
    for store, note, finding, value in ((blind.vera, VERAS, VERAS_FINDING, "nej"), (blind.ville, VILLES, "", "ja")):
        blind.answered(store, note, finding or VILLES_FINDING, value)
        blind.signed(store)
    blind.sync_all()

    with pytest.raises(AdjudicatorTookPart):
        adjudicate(blind.vera, blind.visit.id, "hb06", "nej", reason="Jag såg det.")
    with pytest.raises(StillUndecided) as refused:
        sign_adjudicated(blind.lead, blind.visit.id)
    assert "HB06" in str(refused.value)
    adjudicate(blind.lead, blind.visit.id, "hb06", "nej", note="Två av tre dagar.", reason="Tidrapporten stöder det.")
    signed = sign_adjudicated(blind.lead, blind.visit.id)
    amend_answer(blind.ville, blind.own(blind.ville).id, "hb06", "nej", reason="Jag hade fel.")
    blind.sync_all()

    assert signed.signed_by == blind.lead.me
    for store in (blind.lead, blind.vera, blind.ville):
        seen = blind.seen_by(store)
        (hb06,) = [one for one in seen.compared() if one.question.name == "hb06"]
        assert hb06.values == ("nej", "ja")  # as they were signed: what is amended afterwards agrees with nobody
        assert seen.records[1].amended == {("hb06", ())}
        assert (hb06.adjudicated.value, hb06.adjudicated.note) == ("nej", "Två av tre dagar.")
        assert seen.reasons["hb06", ()] == "Tidrapporten stöder det."
        assert seen.adjudicated["hb01", ()].value == "ja"
    with blind.lead.reading() as reading:
        texts = {one.text for one in reading.find(Finding, visit_id=blind.visit.id)}
    assert {VERAS_FINDING, VILLES_FINDING} <= texts


def test_a_double_visit_that_is_taken_back_leaves_the_laptops(blind):
    hers = blind.own(blind.vera)
    make_single(blind.lead, blind.visit.id)
    blind.sync_all()

    (mine,) = my_visits(blind.vera)
    assert mine.visit.id == blind.visit.id
    assert held_by(blind.vera, hers) == {}


def test_a_visit_that_has_begun_stays_double_and_is_ended_without_the_one_who_did_not_sign(blind):
    with pytest.raises(NothingSigned):
        end_double(blind.lead, blind.visit.id)
    mine = blind.answered(blind.vera, VERAS, VERAS_FINDING)
    blind.signed(blind.vera)
    blind.sync_all()
    with pytest.raises(VisitBegun):
        make_single(blind.lead, blind.visit.id)
    with pytest.raises(VisitBegun):
        unassign(blind.lead, blind.visit.id, blind.vera.me)

    assert [one.id for one in end_double(blind.lead, blind.visit.id)] == [mine.id]
    blind.sync_all()

    assert traces(blind.lead, VERAS, VERAS_FINDING) == [VERAS, VERAS_FINDING]
    assert traces(blind.ville, VERAS, VERAS_FINDING) == []
    assert sign_adjudicated(blind.lead, blind.visit.id).signed_by == blind.lead.me
    with blind.lead.reading() as reading:
        assert reading.first(Answer, visit_id=blind.visit.id, question="hb06").note == VERAS


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_the_commands_tell_states_alone_until_all_have_signed(blind, monkeypatch, capsys):
    at = {"store": blind.lead}
    monkeypatch.setattr(Context, "store", lambda _context: at["store"])
    monkeypatch.setattr(Context, "close", lambda _context: None)

    def run(*words: str) -> tuple[int, dict, str]:
        status = main([*words, "--json"])
        said = capsys.readouterr()
        return status, json.loads(said.out or "{}"), said.err

    blind.answered(blind.vera, VERAS, VERAS_FINDING)
    blind.signed(blind.vera)
    blind.sync_all()
    status, told, _ = run("visit", "compare", "1-001")
    assert (status, told["opened"], told["waiting_for"], told["questions"]) == (0, False, ["Ville Visit"], [])
    theirs = [one["id"] for one in run("visit", "list")[1]["visits"] if one["visitors"] == ["Vera Visit"]]
    status, _, said = run("visit", "show", theirs[0])
    assert (status, "när alla har signerat" in said) == (1, True)
    assert run("round", "double", "--visit", "1-001", "--single")[0] == 1
    for command in (("search", VERAS), ("visit", "list"), ("visit", "show", "1-001"), ("conflicts", "list")):
        assert VERAS not in str(run(*command))

    blind.answered(blind.ville, VILLES, VILLES_FINDING, "ja")
    blind.signed(blind.ville)
    blind.sync_all()
    status, told, _ = run("visit", "compare", "1-001")
    assert (status, told["opened"], told["undecided"]) == (0, True, ["hb06"])
    assert [one["notes"] for one in told["questions"] if one["question"] == "hb06"] == [[VERAS, VILLES]]
    assert run("visit", "adjudicate", "1-001", "--sign")[0] == 1
    assert run("visit", "adjudicate", "1-001", "hb06", "--take", "Vera Visit")[0] == 1  # no reason given
    assert run("visit", "adjudicate", "1-001", "hb06", "--take", "Vera Visit", "--reason", "Syns i planen.")[0] == 0
    status, told, _ = run("visit", "adjudicate", "1-001", "--sign")
    assert (status, told["settled"]) == (0, True)
    assert run("visit", "show", "1-001")[1]["state"] == "signed"


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_an_example_case_shows_how_alike_visitors_judge_before_and_after_they_meet(blind, monkeypatch, capsys):
    checklist = find_checklist("hemtjanst-brukarbesok")
    review_id = blind.visit.review_id
    with pytest.raises(ExampleWithoutStory):
        make_exercise(blind.lead, review_id, checklist, " ")
    for occasion in (BEFORE, AFTER):
        make_exercise(
            blind.lead, review_id, checklist, f"Elsa, 84 år, har hjälp två gånger om dagen ({occasion}).", occasion
        )
    assert hand_out_exercises(blind.lead, review_id) == 0
    blind.sync_all()

    def answer_all(store: Store, drawn: str, **values: str) -> None:
        (mine,) = [one.visit for one in my_visits(store) if one.case.drawn == drawn]
        for name, value in values.items():
            record_answer(store, mine.id, name, value)
        left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, mine.id).unanswered]
        pass_over(store, mine.id, left, Withheld.EJ_FRAGAD)
        sign_visit(store, mine.id)

    answer_all(blind.vera, BEFORE, hb01="ja", hb06="nej", hb07="storre")
    with blind.vera.reading() as reading:
        found = calibration(reading, review_id, Occasion.BEFORE)
    assert (found.cases, found.waiting, found.questions) == (0, 1, ())  # hers alone is not compared with anything
    answer_all(blind.ville, BEFORE, hb01="ja", hb06="ja", hb07="mindre")
    for store in (blind.vera, blind.ville):
        answer_all(store, AFTER, hb01="ja", hb06="nej", hb07="storre")
    blind.sync_all()

    with blind.lead.reading() as reading:
        before, after = (calibration(reading, review_id, one) for one in (Occasion.BEFORE, Occasion.AFTER))
        facts = gather_facts(reading, review_id, blind.lead.clock().date())
    answers = {one.question.name: one for one in before.questions}
    assert answers["hb01"].agreement.raw.value == 1.0
    assert answers["hb06"].agreement.raw.value == 0.0
    assert answers["hb06"].given == (("Ö-1", (("Vera Visit", "nej"), ("Ville Visit", "ja"))),)
    assert before.both.value == 0.5
    assert before.whole.raw.value > before.both.value  # what neither was asked would make it look better
    assert [one.question.name for one in low_agreement(before)] == ["hb06", "hb07"]
    assert [(one.name, one.differing) for one in before.persons] == [("Vera Visit", 2), ("Ville Visit", 2)]
    assert (after.both.value, [one.differing for one in after.persons], low_agreement(after)) == (1.0, [0, 0], ())
    assert {one.case for one in facts.visits} == {"1-001"}  # an example is never counted

    monkeypatch.setattr(Context, "store", lambda _context: blind.lead)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    assert main(["round", "agreement", "--json"]) == 0
    told = {one["occasion"]: one for one in json.loads(capsys.readouterr().out)["agreement"]}
    assert (told["before"]["to_talk_about"], told["after"]["to_talk_about"]) == (["hb06", "hb07"], [])
    assert (told["before"]["whole"]["raw_both_answered"], told["after"]["cases"]) == (0.5, 1)


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_the_summary_counts_the_adjudicated_record_and_says_so(blind):
    for store, note, finding, value in ((blind.vera, VERAS, VERAS_FINDING, "nej"), (blind.ville, VILLES, "", "ja")):
        blind.answered(store, note, finding or VILLES_FINDING, value)
        blind.signed(store)
    blind.sync_all()
    day = blind.lead.clock().date()
    with blind.lead.reading() as reading:
        before = gather_facts(reading, blind.visit.review_id, day)
    adjudicate(blind.lead, blind.visit.id, "hb06", "nej", reason="Tidrapporten stöder det.")
    sign_adjudicated(blind.lead, blind.visit.id)
    with blind.lead.reading() as reading:
        after = gather_facts(reading, blind.visit.review_id, day)

    assert (len(before.visits), before.answers, before.doubles) == (1, (), ())  # nothing counts before it is settled
    assert [answer.word for answer in after.answers if answer.question == "HB06"] == ["Nej"]
    assert len(after.visits) == len(after.doubles) == 1
    ((first, second, outcome),) = {(one.first, one.second, one.outcome) for one in after.disagreements}
    assert (first, second, outcome) == ("Nej", "Ja", "Nej")
    for edition, words in ((Edition.INTERNAL, "Ett besök gjordes"), (Edition.PUBLIC, "Några besök gjordes")):
        said = compile_content(after, edition).conduct.agreement
        assert f"{words} av två granskare var för sig" in said
        assert "det sammanvägda svaret räknas" in said


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_what_the_records_ask_is_asked_of_each_and_compared(blind):
    with blind.lead.work("signals ask") as work:
        work.add(
            RecordQuestion(
                work.new_id(),
                blind.visit.scope,
                blind.visit.id,
                work.new_id(),
                "us01",
                "V01",
                "Var någon här?",
                "Anyone?",
            )
        )
    blind.sync_all()
    for store, value in ((blind.vera, "ja"), (blind.ville, "nej")):
        assert [one.question for one in open_visit(store, blind.own(store).id).asked] == ["us01"]
        record_answer(store, blind.own(store).id, "us01", value)
        blind.signed(store)
    blind.sync_all()

    compared = {one.question.name: one.values for one in blind.seen_by(blind.lead).compared()}

    assert compared["us01"] == ("ja", "nej")
