"""The same person in two rounds: better and worse follow from what was found, not from yes and no."""

from __future__ import annotations

import json
from datetime import timedelta

from visiting.hours import MORNING

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.severity import Severity
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


def test_the_summary_says_what_has_changed_and_outside_the_house_only_of_five_or_more():
    from dataclasses import replace

    from summary.sample_review import sample_facts

    from kollegie.summary.compiling import compile_content
    from kollegie.summary.content import Edition
    from kollegie.summary.facts import ComparedFact

    told = "i tre frågor är det bättre än då, i två sämre och i nio som förut"
    few, many = (replace(sample_facts(), compared=(ComparedFact("våren 2026", both, 3, 2, 9),)) for both in (4, 5))

    assert told in compile_content(few, Edition.INTERNAL).overview.note
    assert "granskats förut" not in compile_content(few, Edition.PUBLIC).overview.note
    assert told in compile_content(many, Edition.PUBLIC).overview.note
