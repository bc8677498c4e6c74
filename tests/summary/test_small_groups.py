"""What few people stand behind is in no edition for others, also not by adding or taking away."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sample_review import answered, example, first_user, sample_facts, strings

from kollegie.model.severity import Category, Severity
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.cutting import SMALLEST_GROUP, merged_parts
from kollegie.summary.facts import AnswerFact, Facts, FindingFact, Outcome, Standing, Track
from kollegie.summary.tracing import trace

SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_few_acute_findings_stand_without_their_question() -> None:
    facts = sample_facts()
    acute = {finding.question for finding in facts.findings if finding.severity is Severity.ACUTE}
    assert acute == {"HB19"}

    content = compile_content(facts, Edition.PUBLIC)

    lines = [
        line
        for area in content.findings.areas
        for group in area.groups
        if group.severity is Severity.ACUTE
        for line in group.lines
    ]
    assert [line.question for line in lines] == ["–"]
    assert "HB19" not in [question for line in content.actions.lines for question in line.questions]
    rows = {row.question: row.deviating for part in content.checklists for row in part.rows}
    assert rows["HB18"] is None
    assert rows["HB19"] is None


def test_no_list_of_what_works_tells_how_often_a_question_with_few_acute_findings_was_clear() -> None:
    facts = sample_facts(40, providers=1, version="")
    facts = replace(facts, answers=tuple(replace(answer, positive=False) for answer in facts.answers))
    calm = [one for one in facts.findings if one.question not in ("HB18", "HB19")]
    one = first_user(facts)
    acute = FindingFact("acute", one, "HB19", Category.SAK, Severity.ACUTE, "Tecken på risk i hemmet")
    facts = replace(facts, findings=(*calm, acute))

    content = compile_content(facts, Edition.PUBLIC)

    before = compile_content(replace(facts, findings=tuple(calm)), Edition.PUBLIC)
    assert "question:HB19" in {one.source for one in before.overview.positives}
    assert not {"question:HB18", "question:HB19"} & {one.source for one in content.overview.positives}


def test_few_acute_findings_at_providers_stand_without_their_question_there_too() -> None:
    facts = sample_facts(60, 3, version="")
    visit = next(one for one in facts.visits if one.track is Track.PROVIDER)
    acute = FindingFact("acute", visit.id, "UB15", Category.RUT, Severity.ACUTE, "Tillstånd saknas")
    rest = tuple(one for one in facts.findings if one.question != "UB15")

    content = compile_content(replace(facts, findings=(*rest, acute)), Edition.PUBLIC)

    assert "Tillstånd saknas" not in "\n".join(strings(content))
    planned = [row.question for part in content.providers.parts for row in part.planning]
    assert planned
    assert not {"UB01", "UB15"} & set(planned)  # both of the area, so that the one left out does not point at itself
    (part,) = [part for part in content.providers.parts if part.name == "Utförare A"]
    assert "Frågor inom områden med få akuta iakttagelser är inte med." in part.planning_note


@pytest.mark.parametrize(("area", "said"), [(Category.RUT, "Akut iakttagelse"), (Category.SAK, "Fara för någon")])
def test_a_hidden_acute_finding_claims_no_danger_that_is_not_known(area: Category, said: str) -> None:
    facts = sample_facts(60, 3, version="")
    visit = next(one for one in facts.visits if one.track is Track.PROVIDER)
    acute = FindingFact("acute", visit.id, "UB15", area, Severity.ACUTE, "Tillstånd saknas")

    content = compile_content(replace(facts, findings=(acute,)), Edition.PUBLIC)

    (line,) = [line for one in content.findings.areas for group in one.groups for line in group.lines]
    assert line.claim == said


@pytest.mark.parametrize(("deviating", "said"), [(4, ""), (5, "Fyra nej och en delvis.")])
def test_the_words_of_answers_stand_only_from_five(deviating: int, said: str) -> None:
    facts = answered("HB20", ("Delvis", *("Nej",) * (deviating - 1)), chosen=True)

    assert example(facts, Edition.PUBLIC, "HB20") == said
    assert example(facts, Edition.INTERNAL, "HB20") != ""


def test_users_of_an_unknown_provider_cannot_be_had_by_subtraction() -> None:
    facts = sample_facts(30, 2, version="")
    lost = [visit.id for visit in facts.visits if visit.track is Track.USER and visit.counted][:3]
    facts = replace(
        facts, visits=tuple(replace(one, provider="P-99") if one.id in lost else one for one in facts.visits)
    )

    content = compile_content(facts, Edition.PUBLIC)

    visited = [row.visited for row in content.conduct.sample]
    assert sum(visited) == sum(visit.counted for visit in facts.visits if visit.track is Track.USER)
    assert min(visited) >= SMALLEST_GROUP
    assert any("okänd" in row.name for row in content.conduct.sample)
    assert "Brukare vars utförare inte är känd" in content.providers.note
    in_parts = sum(sum(part.counts) for part in content.providers.parts)
    assert in_parts == sum(content.overview.totals)
    for row in content.conduct.sample:
        assert trace(facts, Edition.PUBLIC, row.source).title == row.name


def test_the_house_sees_those_of_an_unknown_provider_so_that_the_sums_agree() -> None:
    facts = sample_facts(30, 2, version="")
    lost = [visit.id for visit in facts.visits if visit.track is Track.USER and visit.counted][:3]
    lost_to = {lost[0]: "", lost[1]: "P-98", lost[2]: "P-99"}
    facts = replace(
        facts, visits=tuple(replace(one, provider=lost_to.get(one.id, one.provider)) for one in facts.visits)
    )

    content = compile_content(facts, Edition.INTERNAL)

    last = content.providers.parts[-1]
    assert (last.name, last.visits, last.planning_note) == ("Utan känd utförare", "3\u00a0av\u00a03", "")
    assert sum(sum(part.counts) for part in content.providers.parts) == sum(content.overview.totals)
    assert content.providers.note == ""
    assert len(trace(facts, Edition.INTERNAL, f"{last.source}:visits").visits) == 3


def test_five_users_of_an_unknown_provider_are_a_part_of_their_own() -> None:
    facts = sample_facts(60, 2, version="")
    lost = [visit.id for visit in facts.visits if visit.track is Track.USER and visit.counted][:6]
    facts = replace(facts, visits=tuple(replace(one, provider="") if one.id in lost else one for one in facts.visits))

    content = compile_content(facts, Edition.PUBLIC)

    assert [part.name for part in content.providers.parts] == ["Utförare A", "Utförare B", "Utan känd utförare"]


def test_four_visited_users_are_not_shown_at_all() -> None:
    facts = sample_facts(4, providers=1, seed=3, frequent=3)
    assert 0 < sum(visit.counted for visit in facts.visits if visit.track is Track.USER) < SMALLEST_GROUP

    content = compile_content(facts, Edition.PUBLIC)

    assert content.cover.chart is None
    assert content.cover.lines[0] == "Grupperna är för små för att redovisas."
    assert content.conduct.sample == ()
    questions = {line.question for area in content.findings.areas for group in area.groups for line in group.lines}
    assert not any(question.startswith("HB") for question in questions)


small_answers = st.lists(
    st.tuples(st.sampled_from(["Ja", "Nej", "Delvis"]), st.booleans(), st.sampled_from(list(Severity))),
    min_size=0,
    max_size=SMALLEST_GROUP - 1,
)


@given(first=small_answers, second=small_answers, seed=st.integers(0, 20), users=st.integers(6, 40))
@SLOW
def test_nothing_in_the_public_edition_depends_on_a_question_few_answered(
    first: list[tuple[str, bool, Severity]], second: list[tuple[str, bool, Severity]], seed: int, users: int
) -> None:
    facts = sample_facts(users, seed=seed, version="")

    one, other = (compile_content(_with_few(facts, few), Edition.PUBLIC) for few in (first, second))

    assert one == other


@given(seed=st.integers(0, 60), users=st.integers(2, 4))
@SLOW
def test_nothing_in_the_public_edition_depends_on_how_many_of_too_few_were_visited(seed: int, users: int) -> None:
    facts = sample_facts(users, 2, seed=seed, version="")
    visited = [visit for visit in facts.visits if visit.track is Track.USER and visit.counted]
    assume(len(visited) > 1)

    fewer = replace(
        facts,
        visits=tuple(
            replace(visit, outcome=Outcome.DROPPED, drop_reason="declined") if visit is visited[0] else visit
            for visit in facts.visits
        ),
        answers=tuple(answer for answer in facts.answers if answer.visit != visited[0].id),
        findings=tuple(finding for finding in facts.findings if finding.visit != visited[0].id),
    )

    assert compile_content(fewer, Edition.PUBLIC) == compile_content(facts, Edition.PUBLIC)


@given(seed=st.integers(0, 400), users=st.integers(0, 45), providers=st.integers(1, 5))
@SLOW
def test_no_group_under_five_can_be_had_by_adding_or_taking_away(seed: int, users: int, providers: int) -> None:
    facts = sample_facts(users, providers, seed=seed)

    content = compile_content(facts, Edition.PUBLIC)

    visited = [row.visited for row in content.conduct.sample]
    for size in range(1, len(visited) + 1):
        for some in combinations(visited, size):
            for group in (sum(some), sum(visited) - sum(some)):
                assert group == 0 or group >= SMALLEST_GROUP
    assert all(row.planned is None for row in content.conduct.sample)
    reasons = [row.count for row in content.conduct.reasons]
    assert all(count >= SMALLEST_GROUP for count in reasons)
    dropped = sum(visit.drop_reason != "" for visit in facts.visits)
    assert not reasons or sum(reasons) == dropped
    for part in content.checklists:
        for row in part.rows:
            of_users = row.question.startswith("HB")
            assert row.answered is None or not of_users or row.answered.part >= SMALLEST_GROUP


@given(seed=st.integers(0, 400), users=st.integers(0, 45), providers=st.integers(1, 5))
@SLOW
def test_every_published_table_still_adds_up(seed: int, users: int, providers: int) -> None:
    content = compile_content(sample_facts(users, providers, seed=seed), Edition.PUBLIC)

    listed = Counter({area.category: sum(group.count for group in area.groups) for area in content.findings.areas})
    assert {area.category: area.total for area in content.overview.areas if area.total} == dict(listed)
    steps = range(len(content.providers.steps))
    in_parts = [sum(part.counts[step] for part in content.providers.parts) for step in steps]
    if content.providers.parts:
        assert [*in_parts[:2], sum(in_parts[2:])] == [*content.overview.totals[:2], sum(content.overview.totals[2:])]
    for area in content.findings.areas:
        for group in area.groups:
            assert group.count >= len(group.lines) >= 1


@given(st.lists(st.tuples(st.sampled_from("PQRSTU"), st.integers(0, 12)), max_size=40))
@SLOW
def test_parts_are_disjoint_whole_and_large_enough(visits: list[tuple[str, int]]) -> None:
    base = sample_facts(1, seed=1)
    firms = tuple(replace(base.providers[0], ref=ref) for ref in "PQRSTU")
    user = next(visit for visit in sample_facts(20).visits if visit.track is Track.USER and visit.counted)
    facts = replace(
        base,
        providers=firms,
        visits=tuple(
            replace(user, id=str(place), provider=ref, case=str(case)) for place, (ref, case) in enumerate(visits)
        ),
    )

    parts = merged_parts(facts)

    assert sorted(ref for part in parts for ref in part.refs) == list("PQRSTU")
    sizes = [len({str(case) for ref, case in visits if ref in part.refs}) for part in parts]
    used = [size for size in sizes if size]
    assert all(size >= SMALLEST_GROUP for size in used) or len(used) == 1


def _with_few(facts: Facts, few: list[tuple[str, bool, Severity]]) -> Facts:
    """The review where so many users were asked a question of their own, and said this."""
    visits = [visit for visit in facts.visits if visit.track is Track.USER and visit.counted][: len(few)]
    answers = [answer for answer in facts.answers if answer.question != "HB15"]
    findings = [finding for finding in facts.findings if finding.question != "HB15"]
    for visit, (word, deviates, severity) in zip(visits, few, strict=False):
        answers.append(AnswerFact(visit.id, "HB15", Standing.ANSWERED, word, "anteckning", positive=not deviates))
        if deviates:
            claim = "Någon i personalen är släkt med brukaren"
            findings.append(FindingFact(f"few-{visit.id}", visit.id, "HB15", Category.ARB, severity, claim))
    return replace(facts, answers=tuple(answers), findings=tuple(findings))
