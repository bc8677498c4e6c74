"""The comparison with the last round, question by question, in the editions of the summary."""

from __future__ import annotations

from dataclasses import replace

from pdf_structure import faults, stray_text, text_of
from sample_review import sample_facts

from kollegie.model.severity import Category
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.document import write_document
from kollegie.summary.facts import ComparedFact, ComparedQuestion, Given
from kollegie.summary.pdf import print_pdf
from kollegie.summary.workbook import sheets_of


def test_the_comparison_outside_the_house_leaves_out_what_few_answered_and_what_points_at_someone():
    def line(question, count, **more):
        given = Given(count, (("Ja", count),))
        return ComparedQuestion(question, "Fråga", "", question, more.get("area"), False, given, given, 2, 1, count - 3)

    alone = line("HB12", 9)  # one more answered it: whoever subtracts finds that one's answer
    alone = replace(alone, now=replace(alone.now, others=1))
    lines = (line("HB10", 5), line("HB11", 4), line("HB16", 9, area=Category.IDF), alone)
    facts = replace(sample_facts(), compared=(ComparedFact("våren 2026", 9, 6, 3, 9, lines),))
    internal, public = (compile_content(facts, one).overview for one in (Edition.INTERNAL, Edition.PUBLIC))
    few = replace(facts, compared=(replace(facts.compared[0], both=4),))
    mine = compile_content(facts, Edition.PROVIDER, provider=facts.providers[0].ref).overview

    assert [one.question for one in internal.rounds] == ["HB10", "HB11", "HB16", "HB12"]
    assert [one.question for one in public.rounds] == ["HB10"]
    assert "i två frågor är det bättre än då, i en sämre och i två som förut" in public.note  # nothing to subtract
    assert compile_content(few, Edition.PUBLIC).overview.rounds == ()
    assert "för små" in compile_content(few, Edition.PUBLIC).overview.rounds_note
    assert (mine.rounds, mine.rounds_note) == ((), "")
    pdf = print_pdf(compile_content(facts, Edition.INTERNAL), checked=False).pdf
    assert "Fråga för fråga mot förra omgången" in text_of(pdf)
    assert (faults(pdf), stray_text(pdf)) == ([], [])
    assert write_document(compile_content(facts, Edition.PUBLIC))[0][:2] == b"PK"
    (sheet,) = [
        rows for title, rows in sheets_of(compile_content(facts, Edition.PUBLIC)) if title() == "Förra omgången"
    ]
    assert [row[0] for row in sheet(compile_content(facts, Edition.PUBLIC))] == ["Fråga", "HB10"]
