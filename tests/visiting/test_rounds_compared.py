"""The same person in two rounds: better and worse follow from what was found, not from yes and no."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from summary.sample_review import sample_facts
from visiting.hours import MORNING

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import BilingualText, Group, QuestionType
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.severity import Severity
from kollegie.planning.making_visits import keep_version
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.facts import ComparedFact
from kollegie.summary.gathering_rounds import compared_of
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.findings import edit_finding
from kollegie.visiting.rounds_compared import Change, compare_rounds
from kollegie.visiting.signing import readiness, sign_visit


def signed(laptop, visit_id, **answers):
    for name, value in answers.items():
        record_answer(laptop.store, visit_id, name, value)
    left = [(cell.name, "/".join(cell.row)) for cell in readiness(laptop.store, visit_id).unanswered]
    pass_over(laptop.store, visit_id, left, Withheld.EJ_FRAGAD)
    return sign_visit(laptop.store, visit_id)


def test_a_round_is_compared_with_the_last_question_by_question(laptop, checklist, monkeypatch, capsys):
    spring, case, old = (derived_id(kind, "vår") for kind in ("review", "case", "visit"))
    with laptop.store.work(at=MORNING - timedelta(days=200)) as work:
        now = work.get(Visit, laptop.visit)
        subject = work.get(Case, now.case_id)
        work.add(
            Review(spring, spring, "Hemtjänst våren 2026", "hemtjänst", laptop.store.me, laptop.store.me),
            Case(case, case, spring, Track.USER, "2-003", subject.subject_ref, subject.provider_ref),
            Visit(old, case, spring, case, Track.USER, checklist.id, checklist.content_hash),
        )
    signed(laptop, old, hb01="ja", hb06="nej", hb09="45", hb12="nej")
    laptop.clock.now += timedelta(days=200)
    raised = record_answer(laptop.store, laptop.visit, "hb12", "ja").raised
    for finding in raised:
        edit_finding(laptop.store, laptop.visit, finding.id, severity=Severity.SERIOUS)
    signed(laptop, laptop.visit, hb01="ja", hb06="ja", hb05="Frukost.")

    with laptop.store.reading() as reading:
        found = compare_rounds(reading, now.review_id)

    (one,) = found.subjects
    changes = {question.question.name: question.change for question in one.questions}
    assert (one.case.label, one.earlier_case.label, one.earlier_review.name) == (
        "4-017",
        "2-003",
        "Hemtjänst våren 2026",
    )
    assert changes["hb01"] is Change.SAME
    assert changes["hb06"] is Change.BETTER
    assert changes["hb12"] is Change.WORSE  # yes is bad news here
    assert changes["hb05"] is Change.NOT_ASKED_THEN
    assert changes["hb09"] is Change.NOT_ASKED_NOW
    assert found.by_question(found.of_provider(subject.provider_ref))["HB06"] == {Change.BETTER: 1}
    assert one.then_at < one.now_at

    monkeypatch.setattr(Context, "store", lambda _context: laptop.store)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    assert main(["round", "compare", str(now.review_id), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["questions"]["HB12"] == {"worse": 1}
    (hb12,) = [one for one in told["subjects"][0]["questions"] if one["question"] == "hb12"]
    assert (hb12["then"], hb12["now"], hb12["version"]) == ("nej", "ja", "")

    with laptop.store.reading() as reading:
        (fact,) = compared_of(reading, now.review_id)
    lines = {one.question: one for one in fact.questions}
    assert lines["HB06"].then.choices == (("Nej", 1),)
    assert (lines["HB06"].now.choices, lines["HB06"].better) == ((("Ja", 1),), 1)
    assert (lines["HB09"].then.spread.split("\u00a0")[0], lines["HB09"].now.count) == ("45", 0)


def test_what_the_versions_have_made_of_a_question_is_told_and_a_renamed_one_is_the_same(laptop, checklist):
    """HB06 was HB60, HB09 was a text, HB05 is new, HB99 is gone."""
    spring, case, old = (derived_id(kind, "vår") for kind in ("review", "case", "visit"))

    def before(item):
        if isinstance(item, Group):
            return replace(item, items=tuple(before(one) for one in item.items))
        if item.name == "hb06":
            return replace(item, name="hb60", id="HB60")
        if item.name == "hb09":
            return replace(item, type=QuestionType.TEXT, constraints=(), findings=(), unit=BilingualText())
        return replace(item, name="hb99", id="HB99") if item.name == "hb05" else item

    def turned(one, change):
        return replace(
            one, sections=tuple(replace(part, items=tuple(map(change, part.items))) for part in one.sections)
        )

    def after(item):
        if isinstance(item, Group):
            return replace(item, items=tuple(after(one) for one in item.items))
        return replace(item, formerly=("hb60",)) if item.name == "hb06" else item

    then_list, now_list = turned(checklist, before), turned(checklist, after)
    with laptop.store.work(at=MORNING - timedelta(days=200)) as work:
        now = work.get(Visit, laptop.visit)
        subject = work.get(Case, now.case_id)
        keep_version(work, then_list)
        keep_version(work, now_list)
        work.add(
            Review(spring, spring, "Våren", "hemtjänst", laptop.store.me, laptop.store.me),
            Case(case, case, spring, Track.USER, "2-003", subject.subject_ref, subject.provider_ref),
            Visit(old, case, spring, case, Track.USER, then_list.id, then_list.content_hash),
        )
        work.save(replace(now, checklist_hash=now_list.content_hash))
    signed(laptop, old, hb01="ja", hb60="nej", hb09="en kvart", hb99="Frukost.")
    laptop.clock.now += timedelta(days=200)
    signed(laptop, laptop.visit, hb01="ja", hb06="ja", hb09="45", hb05="Frukost.")

    with laptop.store.reading() as reading:
        (fact,) = compared_of(reading, now.review_id)
    lines = {one.question: one for one in fact.questions}
    told = {
        one.question: one
        for one in compile_content(replace(sample_facts(), compared=(fact,)), Edition.INTERNAL).overview.rounds
    }

    assert (lines["HB06"].kind, lines["HB06"].former, lines["HB06"].better) == ("renamed", "HB60", 1)
    assert {name: lines[name].kind for name in ("HB01", "HB05", "HB09", "HB99")} == {
        "HB01": "",
        "HB05": "new",
        "HB09": "type",
        "HB99": "gone",
    }
    assert (told["HB06"].then, told["HB06"].now, told["HB06"].outcome) == (
        "Nej\u00a01",
        "Ja\u00a01",
        "Hette HB60. 1\u00a0bättre",
    )
    assert told["HB09"].outcome == "Annan svarstyp, jämförs inte"
    assert (told["HB99"].now, told["HB99"].outcome) == ("–", "Borttagen fråga")
    assert fact.questions[-1].question == "HB99"


def test_the_summary_says_what_has_changed_and_outside_the_house_only_of_five_or_more():
    told = "i tre frågor är det bättre än då, i två sämre och i nio som förut"
    few, many = (replace(sample_facts(), compared=(ComparedFact("våren 2026", both, 3, 2, 9),)) for both in (4, 5))

    assert told in compile_content(few, Edition.INTERNAL).overview.note
    assert "granskats förut" not in compile_content(few, Edition.PUBLIC).overview.note
    assert told in compile_content(many, Edition.PUBLIC).overview.note
