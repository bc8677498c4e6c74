"""Blind double visits: what one has answered reaches nobody else before both have signed, and then it does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from sync.test_need_to_know import plain_bytes
from sync.worlds import TestClock, held_by, keeper_line

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.attachments import AttachmentKind
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, CaseIdentity, Role, Track, Visit, VisitState
from kollegie.model.severity import Category, Severity
from kollegie.model.signals import RecordQuestion
from kollegie.model.visits import Answer, Finding, answer_id
from kollegie.planning.assigning import assign, unassign
from kollegie.planning.doubling import draw_doubles, end_double, make_double, make_single
from kollegie.planning.errors import ExampleWithoutStory, HasGoneOut, NothingSigned, VisitBegun
from kollegie.planning.exercises import AFTER, BEFORE, hand_out_exercises, make_exercise
from kollegie.planning.making_visits import make_visits
from kollegie.planning.overview import review_overview
from kollegie.planning.rounds import add_participant, create_review
from kollegie.store import Store
from kollegie.store.search import find_text
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.gathering import gather_facts
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Line, nobody
from kollegie.sync.receipts import kept_receipts
from kollegie.sync.state import sync_state
from kollegie.visiting.adjudicating import adjudicate, sign_adjudicated
from kollegie.visiting.answering import amend_answer, pass_over, record_answer
from kollegie.visiting.attaching import attach
from kollegie.visiting.calibration import Occasion, calibration, low_agreement
from kollegie.visiting.commenting import comment_on
from kollegie.visiting.counting import answers_that_count
from kollegie.visiting.doubles import DoubleVisit, double_visit
from kollegie.visiting.errors import AdjudicatorTookPart, StillBlind, StillUndecided, VisitIsDouble
from kollegie.visiting.findings import add_finding
from kollegie.visiting.opening import open_visit
from kollegie.visiting.overview import my_visits
from kollegie.visiting.signing import readiness, sign_visit
from kollegie.visiting.undoing import redo, undo

VERAS, VILLES = "Kanariefågel i köket", "Papegoja i hallen"
VERAS_FINDING, VILLES_FINDING = "Sparvhök vid medicinskåpet", "Tornseglare vid sängen"


@dataclass
class Blind:
    """A double visit on its way: three laptops and the visit as the lead planned it."""

    lead: Store
    vera: Store
    ville: Store
    visit: Visit

    def sync_all(self) -> None:
        for _ in range(2):
            for store in (self.vera, self.ville, self.lead):
                sync(store)

    def own(self, store: Store) -> Visit:
        """The blind visit of a visitor."""
        (mine,) = my_visits(store)
        return mine.visit

    def answered(self, store: Store, note: str, finding: str, value: str = "nej") -> Visit:
        """Answer, and write a finding by hand."""
        visit = self.own(store)
        record_answer(store, visit.id, "hb06", value, note)
        record_answer(store, visit.id, "hb01", "ja")
        add_finding(store, visit.id, "hb06", Category("UTF"), Severity.SERIOUS, finding)
        return visit

    def signed(self, store: Store) -> None:
        visit = self.own(store)
        left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, visit.id).unanswered]
        pass_over(store, visit.id, left, Withheld.EJ_FRAGAD)
        sign_visit(store, visit.id)

    def seen_by(self, store: Store) -> DoubleVisit:
        with store.reading() as reading:
            return double_visit(reading, self.visit.id)


def plan_for_two(lead: Store, join: Callable[..., Store], clock: TestClock) -> Blind:
    """An ordinary visit that two visitors have been given; nothing of it has been synced."""
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    review = create_review(lead, "Hemtjänst hösten 2026", "hemtjänst", review_day=clock().date() + timedelta(days=1))
    for name in ("Vera Visit", "Ville Visit"):
        add_participant(lead, review.id, name, "Kumla", pair="A")
    with lead.work("round sample") as work:
        id = work.new_id()
        work.add(Case(id, id, review.id, Track.USER, "1-001", "B-1"))
        work.add(CaseIdentity(id, id, "Test Testsson", "19121212-1212", "Provgatan 1", "69630", "019-000 00"))
    (visit,) = make_visits(lead, review.id, {Track.USER: find_checklist("hemtjanst-brukarbesok")}, answers_that_count)
    assign(lead, visit.id, [vera.me, ville.me])
    return Blind(lead, vera, ville, visit)


@pytest.fixture
def blind(lead: Store, join: Callable[..., Store], clock: TestClock) -> Blind:
    """A double visit that both laptops have."""
    day = plan_for_two(lead, join, clock)
    day.visit = make_double(lead, day.visit.id)
    day.sync_all()
    return day


def traces(store: Store, *words: str) -> list[str]:
    """Which of these words stand anywhere in a store's file, or are found in it."""
    raw = plain_bytes(store)
    with store.reading() as reading:
        found = [word for word in words if find_text(reading, word)]
    return sorted({word for word in words if word.encode() in raw} | set(found))


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


def own_line(store: Store) -> Line:
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return open_hub(known.url, known.hub_key).line()


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_the_server_itself_keeps_answers_back_whoever_asks(blind, hub_url):
    mine = blind.answered(blind.vera, VERAS, VERAS_FINDING)
    comment_on(blind.vera, mine.id, VERAS, "hb06")
    attach(blind.vera, mine.id, "hb06", VERAS.encode(), kind=AttachmentKind.FILE, file_name="plan.txt", caption=VERAS)
    blind.signed(blind.vera)
    blind.answered(blind.ville, VILLES, VILLES_FINDING)
    blind.sync_all()
    kept = {"answer", "attachment", "chunk", "comment", "finding"}
    tables = (*kept, "history", "visit", "conflict", "visit_row", "consent", "action")

    def rows(store: Store) -> dict[str, int]:
        with own_line(store) as line:
            found = {
                table: line.rows(f"SELECT count(*) FROM {table} WHERE scope = ?", (mine.scope.bytes,))[0][0]
                for table in tables
            }
        return {table: count for table, count in found.items() if count}

    with own_line(blind.lead) as line:
        told = line.rows("SELECT DISTINCT record FROM history WHERE scope = ?", (mine.scope.bytes,))
    assert rows(blind.ville) == {}
    assert set(rows(blind.lead)) == {"history", "visit"}
    assert told == [("assignment",), ("visit",)]
    assert set(rows(blind.vera)) == kept | {"history", "visit"}

    with own_line(blind.ville) as line:  # neither his own visit taken out nor a made-up signature opens hers
        his = blind.own(blind.ville).scope.bytes
        line.run("UPDATE visit SET deleted = 1 WHERE scope = ?", (his,))
        assert line.run("UPDATE visit SET signed_at = '2026-11-24T00:00:00Z' WHERE scope = ?", (mine.scope.bytes,)) == 0
    assert rows(blind.ville) == {}
    with keeper_line(blind.lead, hub_url) as line:
        line.run("UPDATE visit SET deleted = 0 WHERE scope = ?", (his,))

    blind.signed(blind.ville)
    blind.sync_all()

    assert {"answer", "finding", "history"} <= set(rows(blind.ville)) & set(rows(blind.lead))


def planted(line: Line, table: str, **cells: object) -> str:
    """Write a record as no program of ours does, and tell what the server says to it."""
    columns = {"s0": 1, "deleted": 0, "seq": 1} | cells
    marks = ", ".join("?" for _ in columns)
    try:
        line.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(columns.values()))
    except psycopg.Error as problem:
        return type(problem).__name__
    return "taken"


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_nothing_tells_that_the_other_has_answered_and_no_place_is_taken_from_anybody(blind):
    """The ids of answers can be worked out by whoever knows the visit; nothing may be learnt or done by that."""
    theirs = derived_id("blind", blind.visit.id, blind.ville.me)
    hers = blind.own(blind.vera)
    assert theirs == blind.own(blind.ville).id
    record_answer(blind.ville, theirs, "hb01", "ja", VILLES)
    blind.sync_all()
    made = {"scope": hers.scope.bytes, "visit_id": hers.id.bytes, "note": "Falskt", "positive": 0, "flagged": 0}

    said = {}
    with own_line(blind.vera) as line:
        for question in ("hb01", "hb06"):  # he has answered the first
            cells = made | {"id": answer_id(theirs, question).bytes, "question": question, "row": ""}
            said[question] = planted(line, "answer", **cells)
        line.run("UPDATE hub SET seq = seq + 1")
        line.run("UPDATE answer SET seq = (SELECT seq FROM hub) WHERE note = 'Falskt'")
    assert set(said.values()) == {"taken"}
    sync(blind.lead)  # she who reads everything gets the false one of hb06 before the true one

    record_answer(blind.ville, theirs, "hb06", "ja", "Sant")
    blind.signed(blind.ville)
    blind.signed(blind.vera)
    blind.sync_all()

    for store in (blind.lead, blind.ville):
        with store.reading() as reading:
            found = {one.question: (one.scope, one.note) for one in reading.find(Answer, visit_id=theirs)}
        assert (found["hb01"], found["hb06"]) == ((theirs, VILLES), (theirs, "Sant"))
    aside = {(one.record, one.reason) for one in sync_state(blind.lead).set_aside}
    assert aside == {("answer", "scope")}


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


@pytest.fixture
def known(lead: Store, join: Callable[..., Store], clock: TestClock) -> Blind:
    """An ordinary visit that both laptops have."""
    day = plan_for_two(lead, join, clock)
    day.sync_all()
    return day


def reasons_kept(store: Store) -> list[str]:
    """All that the receipts of this laptop's syncs say of why."""
    with store.reading() as reading:
        return [why for one in kept_receipts(reading) for why in one.why]


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_what_was_begun_before_a_visit_was_made_double_moves_to_the_writers_own_and_reaches_nobody(known):
    comment_on(known.vera, known.visit.id, "Svalbo under taket", question="hb06")
    known.answered(known.vera, VERAS, VERAS_FINDING)  # nobody has heard of it yet
    make_double(known.lead, known.visit.id)
    sync(known.lead)
    receipt = sync(known.vera)
    known.sync_all()

    mine = known.own(known.vera)
    assert (mine.blind_of, mine.state) == (known.visit.id, VisitState.ONGOING)
    assert any("1-001" in note and "dubbelbesök" in note for note in receipt.notes)
    assert not any("1-001" in why for why in reasons_kept(known.vera))
    opened = open_visit(known.vera, mine.id)
    assert opened.answers["hb06", ()].note == VERAS
    assert open_visit(known.vera, known.visit.id).visit.id == mine.id  # a page that is still open on the other id
    assert undo(known.vera, mine.id) is not None  # the steps have come along
    redo(known.vera, mine.id)
    for other in (known.ville, known.lead):
        assert traces(other, VERAS, VERAS_FINDING, "Svalbo") == []
    (card,) = review_overview(known.lead, known.visit.review_id).pairs[0].cards
    assert {state for _person, state in card.blind} == {VisitState.ONGOING, VisitState.PLANNED}

    known.signed(known.vera)
    known.answered(known.ville, VILLES, VILLES_FINDING, "ja")
    known.signed(known.ville)
    known.sync_all()
    for store in (known.ville, known.lead):
        assert traces(store, VERAS, VERAS_FINDING) == [VERAS, VERAS_FINDING]
    compared = {one.question.name: one.values for one in known.seen_by(known.lead).compared()}
    assert compared["hb06"] == ("nej", "ja")


@pytest.mark.parametrize(
    ("hub_kind", "first"),
    [("sqlite", "who doubles"), ("sqlite", "who plans"), ("postgres", "who doubles")],
    indirect=["hub_kind"],
)
def test_two_leads_who_double_and_plan_one_visit_at_once_leave_each_visitor_one_blind_visit(known, join, first):
    leo, vidar = join("leo", "Leo Lead", Role.LEAD), join("vidar", "Vidar Visit")
    add_participant(known.lead, known.visit.review_id, "Vidar Visit", "Kumla")
    sync(known.lead)
    sync(leo)
    make_double(known.lead, known.visit.id)
    assign(leo, known.visit.id, [vidar.me])
    unassign(leo, known.visit.id, known.ville.me)

    order = (known.lead, leo) if first == "who doubles" else (leo, known.lead)
    told = [note for store in order for note in sync(store).notes]
    everybody = (known.vera, known.ville, vidar, known.lead, leo)
    for store in everybody * 2:
        sync(store, allow_deletions=True)

    assert sum("Vidar Visit har fått ett eget besök" in note for note in told) == 1
    assert sum("togs från Ville Visit" in note for note in told) == 1
    assert not any("1-001" in why for store in order for why in reasons_kept(store))
    for store in order:
        with store.reading() as reading:
            blind = reading.find(Visit, blind_of=known.visit.id)
            given = reading.find(Assignment, visit_id=[one.id for one in blind])
            assert reading.get(Visit, known.visit.id).double
        assert {one.person_id for one in given} == {known.vera.me, vidar.me}
        assert len(blind) == 2
        assert list_conflicts(store) == ()
    assert known.own(vidar).blind_of == known.own(known.vera).blind_of == known.visit.id
    assert my_visits(known.ville) == ()
    for store in everybody:
        receipt = sync(store)
        assert (receipt.sent, receipt.received, receipt.notes) == (0, 0, ())


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_blind_visit_that_has_begun_is_not_taken_by_a_lead_who_did_not_know(blind, join):
    leo = join("leo", "Leo Lead", Role.LEAD)
    sync(leo)
    make_single(leo, blind.visit.id)
    blind.answered(blind.ville, VILLES, VILLES_FINDING)
    sync(blind.ville)

    assert sync(leo).notes == ()
    (conflict,) = list_conflicts(leo, only_open=True)  # taken out and begun: a person decides
    stands = next(side for side in conflict.versions if side.stored == "0")
    resolve_conflict(leo, conflict.id, Keep.MINE, stamp=stands.stamp)
    told = sync(leo).notes
    for store in (blind.vera, blind.ville, blind.lead, leo) * 2:
        sync(store, allow_deletions=True)

    assert any("som redan hade börjat" in note for note in told)
    for store in (blind.lead, leo):
        with store.reading() as reading:
            assert reading.get(Visit, blind.visit.id).double
    assert blind.own(blind.ville).state is VisitState.ONGOING
    assert open_visit(blind.ville, blind.own(blind.ville).id).answers["hb06", ()].note == VILLES


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_visit_that_turns_out_to_have_begun_is_not_made_double(known):
    known.answered(known.vera, VERAS, VERAS_FINDING)
    make_double(known.lead, known.visit.id)
    sync(known.vera)  # her answers are at the hub, and with them what Ville may already have read
    receipt = sync(known.lead)
    known.sync_all()

    assert any("1-001" in note and "vanligt besök" in note for note in receipt.notes)
    assert not any("1-001" in why for why in reasons_kept(known.lead))
    for store in (known.lead, known.vera, known.ville):
        with store.reading() as reading:
            assert not reading.get(Visit, known.visit.id).double
            assert reading.find(Visit, blind_of=known.visit.id) == ()
    with pytest.raises(VisitBegun):
        make_double(known.lead, known.visit.id)


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_what_somebody_wrote_who_no_longer_has_the_visit_reaches_no_visitor_of_the_double(known):
    known.answered(known.vera, VERAS, VERAS_FINDING)
    unassign(known.lead, known.visit.id, known.vera.me)
    make_double(known.lead, known.visit.id)
    sync(known.lead)
    known.sync_all()

    for other in (known.ville, known.lead):
        assert traces(other, VERAS, VERAS_FINDING) == []
    assert not any(key[0] in ("answer", "finding") for key in held_by(known.ville, known.visit))


@pytest.mark.parametrize("hub_kind", ["folder"], indirect=True)
def test_in_a_drop_folder_a_visit_is_made_double_before_it_goes_out(known):
    with pytest.raises(HasGoneOut):
        make_double(known.lead, known.visit.id)
    assert draw_doubles(known.lead, known.visit.review_id, 5) == ()
