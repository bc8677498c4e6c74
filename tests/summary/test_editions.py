"""What each edition may know: no person in the public one, no group under five, nothing that a sum gives back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from pdf_structure import text_of
from sample_review import IDENTITY_NUMBER, NAMES, answered, example, first_user, sample_facts, strings

from kollegie.model.severity import Category, Severity
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Content, Edition
from kollegie.summary.cutting import SMALLEST_GROUP, cut
from kollegie.summary.facts import AnswerFact, Facts, FindingFact, Standing, Track
from kollegie.summary.pdf import Printed, print_pdf
from kollegie.summary.tracing import trace


def naming(facts: Facts) -> Facts:
    """The review with names, numbers and case ids where someone should not have written them."""
    told = (
        f"{NAMES[0]} ({IDENTITY_NUMBER}) i {facts.visits[0].case} bor på Storgatan 1. Samma sak för {NAMES[1]}s bror."
    )
    return replace(
        facts,
        title=f"Hemtjänst hos {NAMES[2]}",
        purpose=told,
        method=told,
        answers=tuple(replace(answer, note=told) for answer in facts.answers),
        findings=tuple(replace(finding, text=told) for finding in facts.findings),
        actions=tuple(replace(action, text=told, outcome=told, owner=NAMES[3]) for action in facts.actions),
    )


@pytest.mark.parametrize("edition", [Edition.PUBLIC, Edition.PROVIDER], ids=str)
def test_an_edition_for_others_holds_no_person_and_no_case(edition: Edition) -> None:
    facts = naming(sample_facts())

    content = compile_content(facts, edition, provider="P-02" if edition is Edition.PROVIDER else "")

    said = "\n".join(strings(content))
    printed = text_of(print_pdf(content).pdf)
    for secret in (
        *NAMES,
        IDENTITY_NUMBER,
        "Storgatan",
        *(visit.case for visit in facts.visits if visit.track is Track.USER),
    ):
        assert secret not in said
        assert secret not in printed
    assert not re.search(r"\d{6}[-+]?\d{4}", printed)


def test_the_public_edition_calls_providers_by_letter(public: Printed) -> None:
    told = text_of(public.pdf)

    assert "Exempelvård" not in told
    assert "Utförare A" in told


def test_the_internal_edition_shows_cases_notes_and_who_printed_it(internal: Printed) -> None:
    told = text_of(internal.pdf)

    assert "HT-0104" in told
    assert "Ingen tagg vid dörren." in told
    assert "Utskriven 2026-11-21 14.05 av granskningsledaren. Loggad. Sekretess enligt 26 kap. 1 §" in told
    assert "exemplar 2 av 3" in told


def test_a_providers_edition_holds_only_its_own() -> None:
    facts = sample_facts()
    mine = {visit.id for visit in facts.visits if visit.provider == "P-02"}

    content = compile_content(facts, Edition.PROVIDER, provider="P-02")

    said = "\n".join(strings(content))
    assert "Exempelvård Söder AB" in said
    assert "Exempelvård Norr AB" not in said
    shown = sum(sum(group.count for group in area.groups) for area in content.findings.areas)
    deviating = Counter(one.question for one in facts.findings if one.visit in mine and one.sensitive)
    hidden = {question for question, count in deviating.items() if count < SMALLEST_GROUP}
    assert hidden
    assert not any(question in said.split() for question in hidden if question not in _appendix(content))
    assert shown < sum(one.visit in mine for one in facts.findings)


def test_a_report_to_the_police_stands_in_the_internal_edition_alone() -> None:
    facts = sample_facts()
    first, *others = facts.actions
    secret = replace(first, text="Bolaget anmäls", visit=facts.visits[-1].id, confidential=True)
    reported = replace(facts, actions=(secret, *others))

    internal = compile_content(reported, Edition.INTERNAL)
    others_see = [compile_content(reported, Edition.PUBLIC)]
    others_see += [compile_content(reported, Edition.PROVIDER, provider=one.ref) for one in facts.providers]

    assert "Bolaget anmäls" in {line.text for line in internal.actions.lines}
    for content in others_see:
        assert "Bolaget anmäls" not in repr(content)
        assert "Polisanmälningar och åtgärder vid fakturor står bara" in content.actions.note + content.actions.empty
    without = compile_content(replace(facts, actions=tuple(others)), Edition.PUBLIC)
    assert others_see[0].actions == without.actions
    assert reported.checksum() == replace(reported, actions=(replace(secret, confidential=False), *others)).checksum()


def test_a_date_that_somebody_told_is_in_no_edition_for_others() -> None:
    facts = answered("HB20", ("2026-03-02", *("2026-03-03",) * 5), chosen=False)

    assert example(facts, Edition.PUBLIC, "HB20") == ""
    assert example(facts, Edition.INTERNAL, "HB20") == "Fem 2026-03-03 och en 2026-03-02."


def test_a_name_of_two_letters_is_cleared_but_not_the_word_it_looks_like() -> None:
    facts = sample_facts()
    action = replace(facts.actions[0], text="Bo ska få ny tid. Att bo kvar prövas.")
    facts = replace(facts, actions=(action,), withheld=(*facts.withheld, "Bo", "de"))

    (line,) = compile_content(facts, Edition.PUBLIC).actions.lines

    assert line.text == "[uppgift borttagen] ska få ny tid. Att bo kvar prövas."


def test_a_question_that_no_checklist_knows_is_left_out_like_any_that_few_answered() -> None:
    facts = sample_facts(version="")
    visit = first_user(facts)
    claim = "Underlaget stämmer inte med besöket"
    finding = FindingFact("put", visit, "V01_AB12CD34", Category.TIF, Severity.DEFICIENCY, claim)
    answer = AnswerFact(visit, "V01_AB12CD34", Standing.ANSWERED, "Nej", chosen=True)
    told = replace(facts, findings=(*facts.findings, finding), answers=(*facts.answers, answer))

    assert claim in "\n".join(strings(compile_content(told, Edition.INTERNAL)))
    unanswered = replace(told, answers=facts.answers)
    shown = compile_content(facts, Edition.PUBLIC)
    assert shown == compile_content(told, Edition.PUBLIC) == compile_content(unanswered, Edition.PUBLIC)


def test_an_edition_without_disagreements_does_not_say_that_there_were_none() -> None:
    facts = sample_facts()
    none = "Inga två granskare har lämnat olika svar på samma fråga."

    told = compile_content(facts, Edition.PROVIDER, provider="P-02").conduct.agreement
    calm = compile_content(replace(facts, disagreements=()), Edition.PROVIDER, provider="P-02").conduct.agreement

    assert told == "Hur ofta två granskare svarade olika redovisas inte i den här utgåvan."
    assert calm == none


def test_each_row_of_a_repeat_stands_with_its_own_answer() -> None:
    facts = sample_facts(version="")
    visit = first_user(facts)
    rows = ("Bättre planering", "Ny hjälp", "Färre personer")
    answers = [
        AnswerFact(visit, "EB15", Standing.ANSWERED, word, f"om {word}", place=f"eb15 {row}", positive=True)
        for row, word in enumerate(rows, start=1)
    ]
    findings = [
        FindingFact(f"r{row}", visit, "EB15", Category.UTF, Severity.NOTE, "Rekommendation", place=f"eb15 {row}")
        for row in (1, 2, 3)
    ]
    facts = replace(facts, answers=(*facts.answers, *answers), findings=(*facts.findings, *findings))

    content = compile_content(facts, Edition.INTERNAL)
    traced = trace(facts, Edition.INTERNAL, "question:EB15")

    (line,) = [
        line
        for area in content.findings.areas
        for group in area.groups
        for line in group.lines
        if line.question == "EB15"
    ]
    assert {note.answer for note in line.cases} == {one.answer for one in traced.visits} == set(rows)
    assert {one.note for one in traced.visits} == {f"om {word}" for word in rows}
    (good,) = [one.sentence for one in content.overview.positives if one.question == "EB15"]
    assert "1\u00a0av\u00a01 besök" in good


def test_the_checksum_is_of_the_whole_basis_and_the_same_in_every_edition() -> None:
    facts = sample_facts()

    sums = {
        compile_content(facts, edition, provider="P-01").seal.checksum
        for edition in (Edition.INTERNAL, Edition.PUBLIC, Edition.PROVIDER)
    }
    other = replace(facts, answers=(replace(facts.answers[0], note="ändrad"), *facts.answers[1:]))

    assert sums == {facts.checksum()}
    assert other.checksum() != facts.checksum()


def test_a_draft_has_no_checksum_and_says_what_it_is() -> None:
    content = compile_content(sample_facts(version=""), Edition.PUBLIC)

    assert content.seal.checksum == ""
    told = text_of(print_pdf(content).pdf)
    assert "Utkast" in told
    assert "kontrollsumma 0" not in told


def test_the_internal_edition_is_cut_nowhere() -> None:
    facts = sample_facts()

    assert cut(facts, Edition.INTERNAL).facts == facts


def _appendix(content: Content) -> set[str]:
    return {row.question for part in content.checklists for row in part.rows}
