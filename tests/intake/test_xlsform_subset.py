"""The whole subset of XLSForm, line by line: what is listed goes in, works and comes out; the rest is refused by cell.

The lists are written from the description of the subset and not from the code: types, columns, functions, what is
refused with a reason, and the rules where other programs differ.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from workbooks import HEADER, read_here, refused, write_form

from kollegie.intake.checklist_writer import checklist_to_toml
from kollegie.intake.checklists import read_checklist, shipped_checklists
from kollegie.intake.xlsform import import_form
from kollegie.intake.xlsform_export import export_form
from kollegie.intake.xlsform_report import RemarkKind
from kollegie.language import Language
from kollegie.model.checklist import (
    YES_NO_CHOICES,
    BilingualText,
    Checklist,
    ControlQuestion,
    Group,
    QuestionType,
)
from kollegie.model.checklist_tables import NoTable, table_of, tables_of
from kollegie.visiting.evaluation_report import evaluate

NOON = datetime(2026, 11, 12, 12, 30, tzinfo=UTC)

#: Every type of the list, with the column it needs, and what becomes of it ("meta": nothing is asked).
TYPES = {
    "text": "text",
    "integer": "heltal",
    "decimal": "tal",
    "range": "heltal",
    "date": "datum",
    "time": "klockslag",
    "dateTime": "tidpunkt",
    "select_one l": "ett val",
    "select_multiple l": "flera val",
    "select_one l or_other": "ett val",
    "rank l": "rangordning",
    "note": "notis",
    "calculate": "beräkning",
    "acknowledge": "bekräftelse",
    "image": "foto",
    "file": "fil",
    "geopoint": "plats",
    "select_one_from_file val.csv": "ett val",
    "select_multiple_from_file val.csv": "flera val",
    "hidden": "context",
    "start": "meta",
    "end": "meta",
    "today": "meta",
    "username": "meta",
    "audit": "meta",
    "audio": "unsupported",
    "video": "unsupported",
    "barcode": "unsupported",
    "geotrace": "unsupported",
    "geoshape": "unsupported",
}
CHOICES = [("list_name", "name", "label", "lan"), ("l", "a", "Ett", "x"), ("l", "b", "Två", "y")]
ASKED = (
    ("integer", "n", "N"),
    ("decimal", "d", "D"),
    ("text", "t", "T"),
    ("date", "dag", "Dag"),
    ("select_one l", "en", "En"),
    ("select_multiple l", "flera", "Flera"),
    ("begin_repeat", "rad", "Rad"),
    ("integer", "i", "I"),
    ("end_repeat", "", ""),
)
ANSWERS = {"n": 4, "d": "2.5", "t": "Ett  två", "dag": "2026-03-01", "en": "a", "flera": ["a", "b"], "i": [1, 2, 3]}

#: Every function of the list in a formula, and what it gives on the answers above.
FUNCTIONS = {
    "if(${n} > 3, 'ja', 'nej')": "ja",
    "selected(${flera}, 'b')": "true",
    "selected-at(${flera}, 1)": "b",
    "count-selected(${flera})": 2,
    "jr:choice-name(${en}, '${en}')": "Ett",
    "coalesce(${gone}, ${t})": "Ett  två",
    "not(${n} = 4)": "false",
    "true()": "true",
    "false()": "false",
    "boolean-from-string('true')": "true",
    "checklist(1, 2, ${n} = 4, ${n} = 5)": "true",
    "weighted-checklist(2, 5, ${n} = 4, 3)": "true",
    "once('x')": "x",
    "string-length(uuid())": 36,
    "number('12')": 12,
    "int(${d})": 2,
    "round(${d} * 1.11, 1)": 2.8,
    "abs(-3)": 3,
    "pow(2, 3)": 8,
    "sqrt(16)": 4,
    "exp(0)": 1,
    "log(1)": 0,
    "log10(100)": 2,
    "sin(0)": 0,
    "cos(0)": 1,
    "tan(0)": 0,
    "asin(0)": 0,
    "acos(1)": 0,
    "atan(0)": 0,
    "atan2(0, 1)": 0,
    "round(pi(), 2)": 3.14,
    "count(${rad})": 3,
    "count-non-empty(${i})": 3,
    "sum(${i})": 6,
    "min(${i})": 1,
    "max(${i})": 3,
    "indexed-repeat(${i}, ${rad}, 2)": 2,
    "concat('a', ${n})": "a4",
    "join('-', ${i})": "1-2-3",
    "string(${n})": "4",
    "string-length(${t})": 8,
    "substr(${t}, 0, 3)": "Ett",
    "substring-before(${t}, ' ')": "Ett",
    "substring-after('a-b', '-')": "b",
    "contains(${t}, 'två')": "true",
    "starts-with(${t}, 'Ett')": "true",
    "ends-with(${t}, 'två')": "true",
    "normalize-space(${t})": "Ett två",
    "regex(${t}, '^Ett.*')": "true",
    "format-date(today(), '%Y-%m-%d')": "2026-11-12",
    "format-date-time(now(), '%H:%M')": "12:30",
    "format-date(date('2026-01-02'), '%d')": "02",
    "format-date-time(date-time('2026-01-02T03:04:00'), '%H')": "03",
    "decimal-date-time(date('1970-01-02'))": 1,
    "2 + 3 * 4 - 6 div 2": 11,
    "7 mod 3": 1,
    "(${n} = 4 and ${d} != 3) or ${n} <= 1": "true",
    "${d} < 3 and ${d} >= 2.5 and ${d} > 1": "true",
}
REFUSED = (
    "pulldata('x', 'y', 'z', ${t})",
    "search('x')",
    "distance(${t})",
    "area(${t})",
    "digest(${t}, 'MD5')",
    "extract-signed(${t}, 'k')",
    "base64-decode(${t})",
    "random()",
    "randomize(${t})",
    "once(random())",
)


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read_here(monkeypatch)
    (tmp_path / "val.csv").write_text("name,label\na,Ett\nb,Två\n", encoding="utf-8")


def there_and_back(checklist: Checklist, tmp_path: Path) -> None:
    """The checklist survives a checklist file and a workbook."""
    assert read_checklist(checklist_to_toml(checklist)) == checklist
    export_form(checklist, tmp_path / "ut.xlsx")
    assert import_form(tmp_path / "ut.xlsx").checklist == checklist


def test_every_type_of_the_list_goes_in_and_comes_out_or_says_that_it_is_not_supported(tmp_path):
    survey = [(*HEADER, "calculation", "parameters")]
    for at, written in enumerate(TYPES):
        formula = "1 + 1" if written == "calculate" else ""
        survey.append((written, f"q{at}", f"Fråga {at}", formula, "start=1 end=5 step=1" if written == "range" else ""))

    form = import_form(write_form(tmp_path / "typer.xlsx", survey, CHOICES))

    fields = {one.name for one in form.checklist.context_fields}
    notes = [remark.sentence(Language.SV) for remark in form.report.of(RemarkKind.NOTE)]
    for at, (written, wanted) in enumerate(TYPES.items()):
        question = form.checklist.question(f"q{at}")
        match wanted:
            case "meta":
                assert question is None, written
            case "context":
                assert f"q{at}" in fields
            case "unsupported":
                assert question.type is QuestionType.NOTE, written
                assert question.label.sv.startswith("Stöds inte")
                assert any(f"q{at}" in note for note in notes)
            case _:
                assert question.type.value == wanted, written
    other = next(at for at, written in enumerate(TYPES) if "or_other" in written)
    assert form.checklist.question(f"q{other}_other").part_of == f"q{other}"
    there_and_back(form.checklist, tmp_path)


@pytest.mark.parametrize(
    ("type_", "look", "told"),
    [
        ("select_one l", "minimal", ""),
        ("select_multiple l", "minimal autocomplete", ""),
        ("select_one l", "minimal likert", "likert"),
        ("select_one l", "likert quick", "quick"),
        ("rank l", "minimal", "minimal"),
        ("select_one l", "autocomplete", "autocomplete"),
        ("select_one l", "label", "label"),
        ("text", "multiline", ""),
        ("integer", "horizontal thousands-sep", "horizontal, thousands-sep"),
    ],
)
def test_import_tells_the_looks_that_the_window_does_not_have(tmp_path, type_, look, told):
    survey = [("type", "name", "label", "appearance"), (type_, "q", "Fråga", look)]
    choices = [("list_name", "name", "label"), ("l", "a", "Ett"), ("l", "b", "Två")]

    form = import_form(write_form(tmp_path / "utseende.xlsx", survey, choices))

    remarks = [one.sentence(Language.SV) for one in form.report.remarks if "utseendet" in one.sentence(Language.SV)]
    assert len(remarks) == bool(told)
    assert all(f"utseendet {told} sparas" in one for one in remarks)


@pytest.mark.parametrize("inner", [False, True])
@pytest.mark.parametrize(
    ("last", "why"),
    [
        (("select_multiple l", ""), ""),
        (("note", ""), ""),
        (("select_one l or_other", ""), "q2 har inte samma val som q1"),
        (("select_one annan", ""), "q2 har inte samma val som q1"),
        (("select_one l", "name = 'a'"), "valen i q2 filtreras"),
        (("integer", ""), "q2 har inte samma val som q1"),
    ],
)
def test_a_table_list_is_a_table_where_its_questions_share_a_list_and_else_import_says_why(tmp_path, inner, last, why):
    type_, filter_ = last
    rows = [
        *([("begin_group", "runt", "Runt", "", "")] if inner else []),
        ("begin_group", "tabell", "Tabell", "", "table-list"),
        ("select_one l", "q1", "Ett", "", ""),
        (type_, "q2", "Två", filter_, ""),
        ("end_group", "", "", "", ""),
        *([("end_group", "", "", "", "")] if inner else []),
    ]
    survey = [("type", "name", "label", "choice_filter", "appearance"), *rows]
    choices = [("list_name", "name", "label"), ("l", "a", "A"), ("l", "b", "B"), ("annan", "c", "C")]

    form = import_form(write_form(tmp_path / "tabell.xlsx", survey, choices))
    export_form(form.checklist, tmp_path / "tabell.xlsx")
    again = import_form(tmp_path / "tabell.xlsx").checklist

    told = " ".join(one.sentence(Language.SV) for one in form.report.remarks)
    assert ("visas inte som tabell" in told) is bool(why)
    assert why in told
    assert ("q1" in tables_of(form.checklist)) is not bool(why)
    assert again == form.checklist


def test_rows_without_words_under_a_heading_of_choices_become_a_table(tmp_path):
    survey = [
        ("type", "name", "label", "appearance"),
        ("begin_group", "avsnitt", "Avsnitt", ""),
        ("begin_group", "tabell", "", "field-list"),
        ("select_one l", "huvud", "Hur ofta?", "label"),
        ("select_one l", "q1", "Sen", "list-nolabel"),
        ("select_one l", "q2", "Inställd", "list-nolabel"),
        ("end_group", "", "", ""),
        ("end_group", "", "", ""),
    ]
    choices = [("list_name", "name", "label"), ("l", "a", "Ofta"), ("l", "b", "Aldrig")]

    form = import_form(write_form(tmp_path / "tabell.xlsx", survey, choices))
    export_form(form.checklist, tmp_path / "ut.xlsx")
    table = tables_of(form.checklist)["q1"]
    told = [one.sentence(Language.SV) for one in form.report.remarks]

    assert [row.name for row in table.rows] == ["q1", "q2"]
    assert form.checklist.question("huvud").type is QuestionType.NOTE
    assert "huvud besvaras inte (label) och blev en notis" in " ".join(told)
    assert "list-nolabel i tabell läses som table-list på gruppen" in " ".join(told)
    assert import_form(tmp_path / "ut.xlsx").checklist == form.checklist


@pytest.mark.parametrize("turned", [False, True])
def test_yes_or_no_is_no_row_among_other_choices_since_it_has_other_keys(turned):
    types = (QuestionType.YES_NO, QuestionType.MANY_OF)[:: -1 if turned else 1]
    rows = [
        ControlQuestion(name, name.upper(), type_, BilingualText(name), choices=YES_NO_CHOICES)
        for name, type_ in zip(("q1", "q2"), types, strict=True)
    ]

    table = table_of(Group("tabell", BilingualText("Tabell"), tuple(rows)))

    assert isinstance(table, NoTable)
    assert table.why.in_(Language.SV) == "Q2 har en annan svarstyp än Q1"


def test_every_column_of_the_list_has_its_place(tmp_path):
    columns = {
        "type": "select_one l",
        "name": "x",
        "label::Svenska (sv)": "Fråga",
        "label::English (en)": "Question",
        "hint::Svenska (sv)": "Hjälp",
        "hint::English (en)": "Help",
        "guidance_hint": "Vägledning",
        "relevance": "${n} > 1",
        "constraint": ". != 'b'",
        "constraint_message": "Inte två",
        "required": "${n} > 2",
        "required_message": "Behövs",
        "choice_filter": "lan = 'x'",
        "default": "a",
        "read_only": "yes",
        "appearance": "minimal horizontal likert",
        "parameters": "randomize=true",
        "trigger": "${n}",
        "egen": "kvar",
    }
    rest = [("begin_repeat", "r"), ("integer", "i"), ("end_repeat", "")]
    head = [*columns, "calculation", "repeat_count"]
    survey = [
        head,
        ["integer", "n", "N", "N", *[""] * (len(head) - 4)],
        [*columns.values(), "", ""],
        ["calculate", "c", *[""] * (len(head) - 4), "${n} + 1", ""],
        *[
            [kind, name, "R", "R", *[""] * (len(head) - 5), "${n}" if kind == "begin_repeat" else ""]
            for kind, name in rest
        ],
    ]
    choices = [
        ("list name", "name", "label", "lan", "media::image"),
        ("l", "a", "Ett", "x", ""),
        ("l", "b", "Två", "y", ""),
    ]
    settings = [
        ("form_id", "form_title", "version", "default_language", "instance_name", "allow_choice_duplicates"),
        ("f", "Titel", "7", "Svenska (sv)", "concat('a')", "yes"),
    ]

    form = import_form(
        write_form(tmp_path / "kolumner.xlsx", survey, choices, settings, entities=[("dataset",), ("x",)])
    )

    asked, checklist = form.checklist.question("x"), form.checklist
    assert (asked.label.sv, asked.label.en, asked.hint.sv, asked.hint.en) == ("Fråga", "Question", "Hjälp", "Help")
    assert (asked.guidance.sv, asked.relevance.text, asked.required_when.text) == ("Vägledning", "${n} > 1", "${n} > 2")
    assert (asked.constraints[0].condition.text, asked.constraints[0].message.sv) == (". != 'b'", "Inte två")
    assert (asked.required_message.sv, asked.choice_filter.text, asked.default) == ("Behövs", "lan = 'x'", "a")
    assert asked.read_only
    assert asked.appearance == "minimal horizontal likert"
    assert ("egen", "kvar") in asked.kept
    assert checklist.question("c").calculation.text == "${n} + 1"
    assert next(item for item in checklist.items if item.name == "r").repeat_count.text == "${n}"
    assert (checklist.id, checklist.title.sv, checklist.version) == ("f", "Titel", "7")
    told = " ".join(remark.sentence(Language.SV) for remark in form.report.remarks)
    for word in ("trigger", "egen", "instance_name", "entiteter används inte", "blandas inte"):
        assert word in told
    assert "utseendet horizontal, likert sparas" in told  # a list that drops down has its answers below each other
    there_and_back(checklist, tmp_path)


def test_every_function_and_operator_of_the_list_works_and_comes_back(tmp_path):
    survey = [(*HEADER, "calculation"), *ASKED, ("text", "gone", "Borta", "")]
    survey += [("calculate", f"c{at}", "", formula) for at, formula in enumerate(FUNCTIONS)]
    survey += [
        ("begin_repeat", "per", "Per"),
        ("integer", "p", "P"),
        ("calculate", "pos", "", "position(..)"),
        ("end_repeat",),
    ]

    checklist = import_form(write_form(tmp_path / "funktioner.xlsx", survey, CHOICES)).checklist
    worked_out = evaluate(checklist, {**ANSWERS, "p": [5, 5]}, clock=lambda: NOON)["calculated"]

    given = {formula: worked_out[f"c{at}"] for at, formula in enumerate(FUNCTIONS)}
    wrong = {
        formula: (given[formula], wanted)
        for formula, wanted in FUNCTIONS.items()
        if str(given[formula]).lower() != str(wanted).lower()
    }
    assert wrong == {}
    assert [str(one) for one in worked_out["pos"]] == ["1", "2"]
    there_and_back(checklist, tmp_path)


@pytest.mark.parametrize("formula", REFUSED)
def test_what_lies_outside_is_refused_with_a_reason_at_its_cell(tmp_path, formula):
    survey = [(*HEADER, "calculation"), ("text", "t", "T"), ("calculate", "c", "", formula)]

    told = refused(write_form(tmp_path / "utanfor.xlsx", survey))

    assert told
    assert all(one.startswith("blad survey, rad 3, kolumn D (calculation), tecken ") for one in told)
    assert len(told[0]) > 70  # a reason, not just a place


def test_the_rules_where_programs_differ_are_kept(tmp_path):
    survey = [
        (*HEADER, "relevant", "constraint", "required", "calculation"),
        ("select_one l", "a", "A", "", "", "", ""),
        ("integer", "b", "B", "${a} = 'a'", ". > 10", "yes", ""),
        ("calculate", "c", "", "", "", "", "coalesce(${b}, 0) + 1"),
        ("date", "d", "D", "", "", "", ""),
        ("calculate", "e", "", "", "", "", "if(${d} < today(), 'före', 'inte')"),
    ]
    checklist = import_form(write_form(tmp_path / "regler.xlsx", survey, CHOICES)).checklist

    def told(**answers):
        return evaluate(checklist, answers, clock=lambda: NOON)

    closed = told(a="b", b=5, d="2026-01-01")
    assert "b" not in closed["relevant"]  # kept, counted as empty, no fault and not missing
    assert (closed["faults"], closed["missing"], closed["calculated"]["c"]) == ([], [], 1)
    assert closed["calculated"]["e"] == "före"  # dates become day numbers before they are compared
    assert told(a="a")["missing"] == ["b"]
    assert told(a="a")["faults"] == []  # a constraint is not tested on empty
    assert told(a="a", b=5)["faults"][0]["question"] == "b"
    assert told(a="a", b=12)["calculated"]["c"] == 13
    assert told(a="b")["calculated"]["e"] == "inte"  # an empty date compares false


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda one: one.id)
def test_uncertain_statutes_stay_data_with_their_mark_and_are_never_words_of_a_question(checklist, tmp_path):
    export_form(checklist, tmp_path / "ut.xlsx")
    back = import_form(tmp_path / "ut.xlsx").checklist

    assert back.statutes == checklist.statutes
    for statute in back.statutes:
        if not statute.may_be_shown:
            assert statute.shown(Language.SV) == statute.shown(Language.EN) == ""
            assert statute.certainty.value == "osäker"
