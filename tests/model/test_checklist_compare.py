from __future__ import annotations

from dataclasses import replace

import pytest

from kollegie.intake.checklist_writer import checklist_to_toml
from kollegie.intake.checklists import find_checklist, read_checklist
from kollegie.model.checklist_compare import ChangeKind, Comparability, compare, matched, with_renames
from kollegie.model.checklist_core import core_faults, local_additions

LIST = """
schema = 1
id = "liten"
version = "{version}"
titel = "Liten"
[[avsnitt]]
id = "a"
titel = "Vardagen"
{questions}
"""
BEFORE = """
[[avsnitt.fraga]]
id = "L01"
typ = "ja/nej"
karna = true
text = "Kommer personalen i tid på morgonen?"
iakttagelse = [{ svar = "nej", kategori = "UTF", grad = 2 }]
[[avsnitt.fraga]]
id = "L02"
typ = "ett val"
text = "Hur ofta duschar du?"
visas_nar = "${l01} = 'ja'"
val = [{ namn = "varje", text = "Varje dag" }, { namn = "ibland", text = "Ibland" }]
[[avsnitt.fraga]]
id = "L03"
typ = "tal"
text = "Hur många besök får du?"
"""


def small(questions: str, version: str = "1"):
    return read_checklist(LIST.format(version=version, questions=questions))


def kinds(old: str, new: str) -> dict[str, dict[ChangeKind, Comparability]]:
    found: dict[str, dict[ChangeKind, Comparability]] = {}
    for change in compare(small(old), small(new, "2")).changes:
        found.setdefault(change.name, {})[change.kind] = change.comparable
    return found


NO, CAREFUL, YES = Comparability.NO, Comparability.CAREFUL, Comparability.YES


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('typ = "tal"', 'typ = "heltal"', {"l03": {ChangeKind.TYPE: NO}}),
        ("Hur många besök får du?", "Hur många gånger kommer de?", {"l03": {ChangeKind.TEXT: CAREFUL}}),
        (
            'text = "Ibland" }]',
            'text = "Ibland" }, { namn = "aldrig", text = "Aldrig" }]',
            {"l02": {ChangeKind.CHOICES: CAREFUL}},
        ),
        (', { namn = "ibland", text = "Ibland" }]', "]", {"l02": {ChangeKind.CHOICES: NO}}),
        ("visas_nar = \"${l01} = 'ja'\"", "visas_nar = \"${l01} = 'nej'\"", {"l02": {ChangeKind.CONDITION: CAREFUL}}),
        ("grad = 2", "grad = 3", {"l01": {ChangeKind.FINDINGS: CAREFUL}}),
        ('typ = "tal"', 'typ = "tal"\nhjalp = "Räkna en vanlig vecka."', {"l03": {ChangeKind.HELP: YES}}),
        ('typ = "tal"', 'typ = "tal"\nkravs = false', {"l03": {ChangeKind.RULES: YES}}),
        (BEFORE[BEFORE.index('[[avsnitt.fraga]]\nid = "L03"') :], "", {"l03": {ChangeKind.GONE: NO}}),
    ],
)
def test_a_change_is_named_with_what_it_does_to_comparison(old, new, wanted):
    assert kinds(BEFORE, BEFORE.replace(old, new)) == wanted


def test_a_question_with_a_new_name_is_proposed_as_renamed_and_counts_as_one_when_a_person_says_so():
    after = BEFORE.replace('id = "L03"', 'id = "L04"').replace(
        "Hur många besök får du?", "Hur många besök brukar du få?"
    )

    asked = compare(small(BEFORE), small(after, "2"))
    assert {(one.old, one.new) for one in asked.proposals} == {("l03", "l04")}
    assert asked.proposals[0].likeness > 0.7
    assert {change.kind for change in asked.changes} == {ChangeKind.NEW, ChangeKind.GONE}

    confirmed = with_renames(small(after, "2"), {"l04": "l03"})
    told = compare(small(BEFORE), confirmed)
    assert told.proposals == ()
    assert [change.kind for change in told.changes] == [ChangeKind.RENAMED, ChangeKind.TEXT]
    assert matched(small(BEFORE), confirmed)["l03"] == "l04"
    assert matched(confirmed, small(BEFORE))["l04"] == "l03"
    assert read_checklist(checklist_to_toml(confirmed)) == confirmed


def test_questions_that_have_nothing_in_common_are_not_proposed_as_renamed():
    after = BEFORE.replace('id = "L03"', 'id = "L04"').replace(
        "Hur många besök får du?", "Vem har nyckeln till dörren?"
    )

    assert compare(small(BEFORE), small(after, "2")).proposals == ()


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("Kommer personalen i tid på morgonen?", "Kommer de i tid?", "frågan"),
        ('typ = "ja/nej"', 'typ = "text"', "svarstypen"),
        ("grad = 2", "grad = 1", "iakttagelserna"),
        ("karna = true", "", "låset"),
        ('id = "L01"', 'id = "L01"\nvisas_nar = "false()"', "när den visas"),
        ('id = "L01"', 'id = "L01x"\nnamn = "l01"', "numret"),
        (
            '[[avsnitt.fraga]]\nid = "L01"',
            '[[avsnitt.fraga]]\nnamn = "g"\ntyp = "upprepning"\n[[avsnitt.fraga.fraga]]\nid = "L01"',
            "upprepningen",
        ),
    ],
)
def test_the_core_cannot_be_changed_in_a_local_copy_and_the_refusal_names_the_question(old, new, part):
    text = BEFORE.replace(old, new).replace("visas_nar = \"${l01} = 'ja'\"\n", "")
    national = small(BEFORE.replace("visas_nar = \"${l01} = 'ja'\"\n", ""))

    (fault,) = core_faults(national, small(text))

    assert fault.question == "l01"
    assert "L01" in fault.error.sentence()
    assert part in fault.error.sentence()


def test_a_condition_on_the_section_around_a_core_question_is_refused_too():
    local = LIST.replace('titel = "Vardagen"', 'titel = "Vardagen"\nvisas_nar = "1 = 2"')
    (fault,) = core_faults(small(BEFORE), read_checklist(local.format(version="1", questions=BEFORE)))

    assert "avsnittet" in fault.error.sentence()


def test_a_core_question_cannot_be_removed_but_questions_and_help_may_be_added():
    national = small(BEFORE)
    own = (
        BEFORE.replace('id = "L01"', 'id = "L01"\nhjalp = "Fråga lugnt."')
        + """
[[avsnitt.fraga]]
id = "E01"
typ = "text"
text = "Något om vår kommun?"
"""
    )
    assert core_faults(national, small(own)) == ()
    assert [question.id for question in local_additions(national, small(own))] == ["E01"]

    (fault,) = core_faults(
        national, small(BEFORE[BEFORE.index('[[avsnitt.fraga]]\nid = "L02"') :].replace("${l01} = 'ja'", "1 = 1"))
    )
    assert "L01" in fault.error.sentence()
    assert "tas bort" in fault.error.sentence()


def test_every_question_of_the_described_checklists_is_locked_in_the_shipped_ones():
    checklist = find_checklist("hemtjanst-brukarbesok")

    assert {question.id for question in checklist.control_questions if question.core} >= {
        f"HB{n:02}" for n in range(1, 21)
    }
    assert core_faults(checklist, replace(checklist, version="2", based_on=checklist.id)) == ()
