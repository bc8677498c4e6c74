"""The paper form read by a library that did not write it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from pdf_structure import faults, stray_text, text_of, tree
from pikepdf import pdfa

from kollegie.intake.checklists import find_checklist, read_checklist, shipped_checklists
from kollegie.model.checklist import BilingualText, Checklist, Choice, ControlQuestion, QuestionType
from kollegie.summary.paper_form import form_of
from kollegie.summary.pdf_paper import paper_pdf
from kollegie.visiting.contacts import Contact
from kollegie.visiting.evaluation import Sheet

DAY = date(2026, 11, 17)
HB = find_checklist("hemtjanst-brukarbesok")
CALLED = Contact("Siv Trygg", "070-1", safety=True)
EVERY_TYPE = "\n".join(
    f'[[avsnitt.fraga]]\nid = "T{number:02}"\ntyp = "{kind.value}"\ntext = "Fråga av slaget {kind.value}"\n'
    + (
        'val = [{ namn = "a", text = "Ett val" }, { namn = "b", text = "Ett annat" }]\n'
        if kind in (QuestionType.ONE_OF, QuestionType.MANY_OF, QuestionType.RANKING)
        else ""
    )
    + ('berakning = "1 + 1"\n' if kind is QuestionType.CALCULATED else "")
    for number, kind in enumerate(QuestionType, start=1)
)
ALL_TYPES = f"""
schema = 1
id = "alla"
version = "1"
titel = "Alla slag"
[[avsnitt]]
id = "a"
titel = "Först"
{EVERY_TYPE}
[[avsnitt]]
id = "b"
titel = "Personal"
visas_nar = "${{t01}} = 'nej'"
[[avsnitt.fraga]]
namn = "personal"
typ = "upprepning"
text = "Personal"
[[avsnitt.fraga.fraga]]
id = "P01"
typ = "tal"
text = "Hur många timmar arbetar personen?"
[[avsnitt.fraga.fraga]]
typ = "grupp"
namn = "per_person"
text = "Hur ofta gör personen så?"
utseende = "table-list"
[[avsnitt.fraga.fraga.fraga]]
id = "P02"
typ = "ett val"
text = "Kommer i tid"
val = [{{ namn = "a", text = "Aldrig" }}, {{ namn = "o", text = "Ofta" }}]
[[avsnitt.fraga.fraga.fraga]]
id = "P03"
typ = "ett val"
text = "Stannar hela tiden"
val = [{{ namn = "a", text = "Aldrig" }}, {{ namn = "o", text = "Ofta" }}]
[[avsnitt]]
id = "c"
titel = "Rutnät"
utseende = "table-list"
[[avsnitt.fraga]]
id = "R01"
typ = "ja/nej"
text = "Kommer personalen i tid?"
[[avsnitt.fraga]]
id = "R02"
typ = "ja/nej"
text = "Stannar de hela tiden?"
visas_nar = "${{r01}} = 'ja'"
iakttagelse = [{{ svar = "nej", kategori = "TIF", grad = 2 }}]
"""


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    every = read_checklist(ALL_TYPES)
    return {
        "hb": paper_pdf(form_of(HB, day=DAY), DAY).pdf,
        "visit": paper_pdf(
            form_of(HB, day=DAY, sheet=Sheet(HB, {("privat_utforare", ()): "nej"}), case="4-017", contact=CALLED), DAY
        ).pdf,
        "types": paper_pdf(form_of(every, day=DAY), DAY).pdf,
    }


@pytest.mark.parametrize("which", ["hb", "visit", "types"])
def test_the_form_is_tagged_archived_and_inside_its_margins(printed, which):
    assert faults(printed[which]) == []
    assert stray_text(printed[which]) == []
    with pikepdf.open(io.BytesIO(printed[which])) as pdf:
        assert pdfa.check(pdf, "2b").verdict == "pass"


def test_every_question_stands_on_the_form_in_the_checklists_order_with_its_condition_in_words(printed):
    text = text_of(printed["hb"])

    ids = [question.id for question in HB.questions if question.type is not QuestionType.CALCULATED]
    places = [text.find(question.label.sv[:25]) for question in HB.questions if question.answerable]
    assert [one for one in re.findall(r"HB\d\d", text) if one in ids][:3] == ids[:3]
    assert places == sorted(places)
    assert min(places) >= 0
    assert "Besvaras om HB02 inte omfattar Ingen." in text
    for word in ("Ej observerat", "Ej tillämpligt", "Ej frågad", "Avstod", "Iakttagelse 1 2 3 4", "besök per dag"):
        assert word in text
    pages = len(re.findall(r"sida \d+ av \d+", text)) // 2
    assert f"sida 1 av {pages}" in text
    assert f"sida {pages} av {pages}" in text


def test_the_form_of_a_visit_bears_the_case_number_and_leaves_out_what_the_case_rules_out(printed):
    blank, visit = text_of(printed["hb"]), text_of(printed["visit"])

    assert "4-017" in visit
    assert "Siv Trygg 070-1" in visit
    assert "Akut: ring ledaren" in blank
    assert "Akut: ring ledaren" not in visit
    assert "Hur kom du i kontakt med företaget?" in blank
    assert "Besvaras om ”Privat utförare” är Ja." in blank
    assert "Hur kom du i kontakt med företaget?" not in visit


def test_every_type_has_its_own_place_for_the_answer_and_repeats_are_printed_three_times(printed):
    text = text_of(printed["types"])

    for kind in QuestionType:
        assert (f"Fråga av slaget {kind.value}" in text) == (kind is not QuestionType.CALCULATED)
    assert all(f"P01 · {number}" in text for number in (1, 2, 3))
    assert "Besvaras om T01 är Nej." in text
    assert "Skriv 1, 2, 3 … i rutorna." in text


def test_a_table_is_printed_as_one_with_the_answers_once_above_its_rows(printed):
    text = text_of(printed["types"])
    table = text[text.index("Rutnät") : text.index("Övriga anteckningar")]
    with pikepdf.open(io.BytesIO(printed["types"])) as pdf:
        *per_person, tagged = [node for node in tree(pdf).walk() if node.tag == "Table"]

    assert [len(row.children) for row in tagged.children] == [8, 8, 8]
    assert [len(one.children) for one in per_person] == [3, 3, 3]  # each time the repeat is printed
    assert all(f"P0{row} · {time}" in text for row in (2, 3) for time in (1, 2, 3))
    assert all(table.count(word) == 1 for word in ("Nej", "Delvis", "R02", "Iakttagelse"))
    assert "Besvaras om R01 är Ja." in table


@pytest.mark.parametrize(("number", "boxes"), [(24, 24), (25, 0)])
def test_of_a_long_list_that_drops_down_the_answer_is_written(number, boxes):
    towns = tuple(Choice(f"o{place}", BilingualText(f"Ort {place}")) for place in range(number))
    words = BilingualText("I vilken ort?")
    question = ControlQuestion("o", "O1", QuestionType.ONE_OF, words, choices=towns, appearance="minimal")
    checklist = Checklist("x", "1", words, (replace(HB.sections[0], items=(question,)),))

    (part,) = form_of(checklist, day=DAY).parts

    assert len(part.asked[0].choices) == boxes
    assert ("Skriv svaret" in part.asked[0].help) is (boxes == 0)


def test_statutes_that_are_not_certain_are_on_no_form():
    for checklist in shipped_checklists():
        uncertain = [one for one in checklist.statutes if not one.may_be_shown]
        form = form_of(checklist, day=DAY)
        told = " ".join(asked.help for part in form.parts for asked in part.asked)
        for statute in uncertain:
            sure = replace(statute, certainty=type(statute.certainty).READ)
            shown = sure.shown(HB.default_language)
            others = {one.shown(HB.default_language) for one in checklist.statutes if one.may_be_shown}
            if not any(shown in other for other in others):
                assert shown not in told


def test_hostile_words_stand_as_they_are_and_break_nothing():
    words = "<script>alert(1)</script> \u202ebaklänges\u202c & <b>fet</b> " + "utanmellanslag" * 30
    question = ControlQuestion("q", "Q-MYCKET-LÅNGT-NUMMER-SOM-INTE-RYMS", QuestionType.TEXT, BilingualText(words))
    section = replace(HB.sections[0], items=(question,))
    checklist = Checklist("x", "1", BilingualText(words), (section,))

    pdf = paper_pdf(form_of(checklist, day=DAY), DAY).pdf

    assert faults(pdf) == []
    assert stray_text(pdf) == []
    assert "<b>fet</b>" in text_of(pdf)
