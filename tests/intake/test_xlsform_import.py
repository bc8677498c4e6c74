"""What becomes of the columns and types of a workbook of questions."""

from pathlib import Path

import pytest
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform
from workbooks import HEADER, read_here, write_form

from kollegie.intake.checklist_writer import checklist_to_toml
from kollegie.intake.checklists import read_checklist
from kollegie.intake.xlsform import ImportedForm, import_form
from kollegie.intake.xlsform_report import RemarkKind
from kollegie.language import Language
from kollegie.model.checklist import BilingualText, ControlQuestion, Group, QuestionType
from kollegie.visiting.evaluation_report import evaluate

JA_NEJ = (("list_name", "name", "label"), ("jn", "ja", "Ja"), ("jn", "nej", "Nej"))
SETTINGS = (("form_title", "form_id", "version"), ("Prov", "prov", "1"))
HERE = Path(__file__).parent


@pytest.fixture
def form(tmp_path, monkeypatch):
    """Write a workbook and import it; what is imported always survives the way through a checklist file."""

    read_here(monkeypatch)

    def imported(survey, choices=(), settings=SETTINGS, **others) -> ImportedForm:
        found = import_form(write_form(tmp_path / "prov.xlsx", survey, choices, settings, **others))
        assert read_checklist(checklist_to_toml(found.checklist)) == found.checklist
        return found

    return imported


def question(form: ImportedForm, name: str) -> ControlQuestion:
    found = form.checklist.question(name)
    assert found is not None
    return found


def said(form: ImportedForm, kind: RemarkKind) -> list[str]:
    return [remark.sentence(Language.SV) for remark in form.report.of(kind)]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("text", QuestionType.TEXT),
        ("integer", QuestionType.INTEGER),
        ("decimal", QuestionType.NUMBER),
        ("range", QuestionType.INTEGER),
        ("date", QuestionType.DATE),
        ("time", QuestionType.TIME),
        ("dateTime", QuestionType.MOMENT),
        ("select_one jn", QuestionType.ONE_OF),
        ("select_multiple jn", QuestionType.MANY_OF),
        ("select one from jn", QuestionType.ONE_OF),
        ("rank jn", QuestionType.RANKING),
        ("note", QuestionType.NOTE),
        ("acknowledge", QuestionType.ACKNOWLEDGE),
        ("image", QuestionType.PHOTO),
        ("file", QuestionType.FILE),
        ("geopoint", QuestionType.PLACE),
        ("add text prompt", QuestionType.TEXT),
    ],
)
def test_each_type_of_the_subset_becomes_its_own_kind_of_question(form, written, wanted):
    found = form([(written, "x", "X")], JA_NEJ)

    assert question(found, "x").type is wanted
    assert said(found, RemarkKind.NOTE) == []


@pytest.mark.parametrize("written", ["audio", "video", "barcode", "geotrace", "geoshape", "select_one ${x}"])
def test_what_cannot_be_answered_here_becomes_a_note_that_says_so(form, written):
    found = form([("text", "x", "X"), (written, "y", "Spela in samtalet")])

    note = question(found, "y")
    assert note.type is QuestionType.NOTE
    assert note.label.sv.startswith("Stöds inte (")
    assert note.label.sv.endswith("Spela in samtalet")
    assert "rad 3" in said(found, RemarkKind.NOTE)[0]


def test_groups_at_the_top_are_sections_and_what_stands_between_them_gets_one(form):
    found = form(
        [
            (*HEADER, "calculation", "repeat_count"),
            ("calculate", "c", "", "1 + 1"),
            ("begin group", "a", "A"),
            ("begin group", "inner", "Inne"),
            ("text", "x", "X"),
            ("end group",),
            ("end group",),
            ("text", "y", "Y"),
            ("begin repeat", "r", "R", "", "${c}"),
            ("text", "z", "Z"),
            ("end repeat",),
        ],
        settings=[("form_title", "form_id"), ("Min lista", "min")],
    )

    first, second = found.checklist.sections
    assert (first.name, [item.name for item in first.items]) == ("a", ["c", "inner"])
    assert (second.title.sv, [item.name for item in second.items]) == ("Min lista (2)", ["y", "r"])
    repeat = second.items[1]
    assert isinstance(repeat, Group)
    assert repeat.repeats
    assert repeat.repeat_count is not None
    assert evaluate(found.checklist, {"z": ["ett", "två"]})["relevant"] == ["x", "y", "z"]


def test_both_languages_are_read_and_a_missing_translation_is_told(form):
    found = form(
        [
            ("type", "name", "label::Svenska (sv)", "label::English (en)", "hint::English (en)", "label::Suomi (fi)"),
            ("text", "x", "Namn", "Name", "Full", "Nimi"),
            ("text", "y", "Ort", "-", "", ""),
        ],
        settings=[("form_id", "version", "default_language"), ("a", "2026.1", "Svenska (sv)")],
    )

    assert question(found, "x").label == BilingualText("Namn", "Name")
    assert question(found, "x").hint == BilingualText("", "Full")
    assert question(found, "x").kept == (("label::Suomi (fi)", "Nimi"),)
    assert question(found, "y").label == BilingualText("Ort", "")
    assert [one.partition(":")[0] for one in said(found, RemarkKind.MISSING)] == ["blad survey, rad 3, kolumn D (label"]
    assert "språket visas inte; sparas med 1 rad" in said(found, RemarkKind.COLUMN)[0]


@pytest.mark.parametrize(
    ("header", "default", "label"),
    [
        (("label", "label::English"), "", BilingualText("ett", "two")),
        (("label", "label::Svenska"), "", BilingualText("two", "ett")),
        (("label", "label::Svenska"), "svenska", BilingualText("two", "")),
        (("label::English", "label::Suomi"), "", BilingualText("ett", "")),
        (("label::Suomi", "label::English"), "Suomi", BilingualText("ett", "two")),
        (("label:Svenska", "label:English"), "", BilingualText("ett", "two")),
        (("caption", "label::English (en)"), "English (en)", BilingualText("two", "")),
    ],
)
def test_languages_are_told_by_the_columns_and_the_default_language(form, header, default, label):
    found = form(
        [("type", "name", *header), ("text", "x", "ett", "two")],
        settings=[("form_id", "version", "default_language"), ("a", "1", default)],
    )

    assert question(found, "x").label == label


def test_a_list_of_yes_no_and_partly_is_a_yes_no_question_and_reasons_are_not_choices(form):
    choices = [
        ("list_name", "name", "label"),
        *(("jnd", name, name.title()) for name in ("ja", "nej", "delvis")),
        ("jnd", "avstod", "Ville inte svara"),
    ]

    found = form([(*HEADER, "relevant"), ("select_one jnd", "x", "X"), ("text", "y", "Y", "${x} = 'avstod'")], choices)

    assert question(found, "x").type is QuestionType.YES_NO
    assert any("valet avstod finns redan" in one for one in said(found, RemarkKind.CHANGED))
    assert "y" in evaluate(found.checklist, {"x": "avstod"})["relevant"]


def test_or_other_adds_the_choice_and_the_question_as_odk_does(form):
    found = form([("select_multiple jn or_other", "x", "X")], JA_NEJ)

    other = question(found, "x_other")
    assert [choice.name for choice in question(found, "x").choices] == ["ja", "nej", "other"]
    assert (other.part_of, other.relevance.text) == ("x", "selected(${x}, 'other')")
    assert evaluate(found.checklist, {"x": ["ja", "other"]})["relevant"] == ["x", "x_other"]


def test_a_choice_filter_looks_at_the_columns_of_the_choices(form):
    choices = [
        ("list_name", "name", "label", "lan"),
        ("ort", "gbg", "Göteborg", "vg"),
        ("ort", "sth", "Stockholm", "ab"),
    ]
    survey = [(*HEADER, "choice_filter"), ("hidden", "lan", "Län"), ("select_one ort", "x", "Ort", "lan = ${lan}")]

    found = form(survey, choices)

    assert [field.name for field in found.checklist.context_fields] == ["lan"]
    assert evaluate(found.checklist, {"lan": "ab", "x": "gbg"})["faults"] != []
    assert evaluate(found.checklist, {"lan": "vg", "x": "gbg"})["faults"] == []
    assert said(found, RemarkKind.COLUMN) == []


@pytest.mark.parametrize(
    ("parameters", "type_", "right", "wrong"),
    [
        ("start=0 end=10 step=5", QuestionType.INTEGER, 5, 3),
        ("start=1;end=2;step=0.5", QuestionType.NUMBER, 1.5, 1.2),
        ("", QuestionType.INTEGER, 10, 11),
        ("start=10 end=0 step=-1", QuestionType.INTEGER, 0, -1),
    ],
)
def test_a_range_takes_only_what_lies_on_its_steps(form, parameters, type_, right, wrong):
    found = form([(*HEADER, "parameters"), ("range", "x", "X", parameters)])

    assert question(found, "x").type is type_
    assert evaluate(found.checklist, {"x": right})["faults"] == []
    assert evaluate(found.checklist, {"x": wrong})["faults"] != []


def test_required_is_what_the_form_says_and_not_what_a_checklist_file_would_say(form):
    rows = [("text", f"x{at}", "X", word) for at, word in enumerate(("", "no", "yes", "TRUE", "true()", "${x0} = 'a'"))]

    found = form([(*HEADER, "required"), *rows, ("text", "bool", "X", True)])

    assert [one.required for one in found.checklist.questions] == [False, False, True, True, True, False, True]
    assert question(found, "x5").required_when.text == "${x0} = 'a'"


def test_defaults_are_answers_or_expressions_as_odk_tells_them_apart(form):
    found = form(
        [
            (*HEADER, "default"),
            ("text", "a", "A", "moms (25 %)"),
            ("date", "b", "B", "2026-03-01"),
            ("date", "c", "C", "today()"),
            ("integer", "d", "D", 4),
            ("integer", "e", "E", "${d} + 1"),
            ("calculate", "f", "F", "${d}"),
        ]
    )

    assert [one.default for one in found.checklist.questions] == ["moms (25 %)", "2026-03-01", None, "4", None, None]
    assert [one.initial and one.initial.text for one in found.checklist.questions[2:5]] == ["today()", None, "${d} + 1"]
    assert question(found, "f").calculation.text == "once(${d})"


def test_what_the_telephone_keeps_is_left_to_the_program_unless_the_form_uses_it(form):
    found = form(
        [
            (*HEADER, "relevant"),
            ("start", "start", ""),
            ("today", "idag", ""),
            ("username", "vem", ""),
            ("audit", "", ""),
            ("text", "x", "X", "${idag} > '2026-01-01' and ${vem} != ''"),
        ]
    )

    assert question(found, "idag").calculation.text == "once(today())"
    assert [field.name for field in found.checklist.context_fields] == ["vem"]
    assert [one.partition(": ")[2] for one in said(found, RemarkKind.IGNORED)] == [
        "start: Kollegie antecknar själv",
        "audit: Kollegie antecknar själv",
    ]


def test_unknown_columns_are_kept_with_their_questions_and_listed(form):
    found = form(
        [
            (*HEADER, "trigger", "media::image", "ansvarig"),
            ("text", "x", "X", "${y}", "bild.png", "Eva"),
            ("text", "y", "Y"),
        ],
        settings=[("form_id", "version", "style"), ("a", "1", "pages")],
        entities=[("list_name",), ("brukare",)],
    )

    assert question(found, "x").kept == (("trigger", "${y}"), ("media::image", "bild.png"), ("ansvarig", "Eva"))
    assert found.checklist.kept == (("style", "pages"),)
    assert len(said(found, RemarkKind.COLUMN)) == 4
    assert said(found, RemarkKind.IGNORED) == ["blad entities: entiteter används inte"]


def test_typographic_quotation_marks_in_expressions_are_straightened_and_told(form):
    found = form([(*HEADER, "relevant"), ("text", "x", "”X”"), ("text", "y", "Y", "${x} = ‘ja’")])

    assert question(found, "y").relevance.text == "${x} = 'ja'"
    assert question(found, "x").label.sv == "”X”"
    assert any("rad 3, kolumn D (relevant): typografiska" in one for one in said(found, RemarkKind.CHANGED))


def test_a_second_question_of_one_name_gets_another_where_nothing_refers_to_it(form):
    found = form([("text", "x", "Ett"), ("text", "X", "Två"), ("note", "", "Tack")])

    assert [one.name for one in found.checklist.questions] == ["x", "X_2", "notis_4"]
    assert any("heter nu X_2" in one for one in said(found, RemarkKind.CHANGED))


def test_choices_come_from_a_csv_file_beside_the_workbook(form, tmp_path):
    (tmp_path / "orter.csv").write_text("kod;titel;lan\ngbg;Göteborg;vg\nsth;Stockholm;ab\n", encoding="cp1252")
    survey = [
        (*HEADER, "parameters", "choice_filter"),
        ("select_one_from_file orter.csv", "x", "Ort", "value=kod label=titel", "lan = 'ab'"),
    ]

    found = form(survey)

    assert [(one.name, one.label.sv) for one in question(found, "x").choices] == [
        ("gbg", "Göteborg"),
        ("sth", "Stockholm"),
    ]
    assert evaluate(found.checklist, {"x": "gbg"})["faults"] != []


def test_labels_with_mark_up_or_turning_marks_are_plain_text_and_told(form):
    found = form([("text", "x", "<b onclick='x'>Namn</b>"), ("text", "y", "abc\u202etxt.exe")])

    assert question(found, "x").label.sv == "<b onclick='x'>Namn</b>"
    assert [one.rpartition(": ")[2] for one in said(found, RemarkKind.CHANGED)] == [
        "frågor utanför grupper bildar avsnittet Prov",
        "märkning visas som vanlig text",
        "texten har osynliga tecken som vänder dess riktning",
    ]


def test_an_old_workbook_is_read_like_a_new_one():
    # gammal.xls was made with xlwt 1.3: survey with a true/false cell, a number and a date; choices; settings.
    found = import_form(HERE / "gammal.xls")

    assert (found.checklist.id, found.checklist.version) == ("gammal", "7")
    assert [one.type for one in found.checklist.questions] == [
        QuestionType.ONE_OF,
        QuestionType.INTEGER,
        QuestionType.DATE,
    ]
    assert [one.default for one in found.checklist.questions] == [None, "3", "2026-03-01"]
    assert question(found, "q1").required


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_file_holds_its_sheets_below_each_other_or_the_survey_alone(tmp_path, separator):
    lines = [
        ("survey", "", "", ""),
        ("", "type", "name", "label"),
        ("", "select_one jn", "x", "Går det?"),
        ("choices", "", "", ""),
        ("", "list_name", "name", "label"),
        ("", "jn", "ja", "Ja"),
    ]
    whole, alone = tmp_path / "hel.csv", tmp_path / "ensam.csv"
    whole.write_text("\n".join(separator.join(line) for line in lines), encoding="utf-8")
    alone.write_text(f"type{separator}name{separator}label\ntext{separator}x{separator}Åsikt", encoding="cp1252")

    assert import_form(whole).checklist.question("x").choices[0].name == "ja"
    assert import_form(alone).checklist.question("x").label.sv == "Åsikt"


def test_questions_and_groups_are_those_that_odks_converter_sees(tmp_path):
    survey = [
        (*HEADER, "relevant", "repeat_count", "calculation", "parameters"),
        ("begin_group", "g", "G"),
        ("select_one jn", "a", "A"),
        ("begin_repeat", "r", "R", "${a} = 'ja'", "3"),
        ("integer", "b", "B"),
        ("end_repeat",),
        ("calculate", "c", "", "", "", "sum(${b})"),
        ("range", "d", "D", "", "", "", "start=0 end=4 step=2"),
        ("rank jn", "e", "E"),
        ("end_group",),
    ]
    path = write_form(tmp_path / "prov.xlsx", survey, JA_NEJ)

    tree = workbook_to_json(get_xlsform(str(path)))

    assert [item.name for item in import_form(path).checklist.items] == [
        name for name in _names(tree["children"][0]["children"]) if name != "r_count"
    ]


def _names(children):
    for child in children:
        yield child["name"]
        yield from _names(child.get("children", ())) if child["type"] in ("group", "repeat") else ()
