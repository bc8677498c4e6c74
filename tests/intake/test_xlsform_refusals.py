"""What a workbook of questions is refused for: every fault at its sheet, row and column, none passed by."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert
from workbooks import HEADER, read_here, refused, write_form

from kollegie.intake.xlsform import import_form
from kollegie.language import Language, speak

#: ODK's converter takes all of these but the last; a form with one of them shows or hides the wrong questions.
BAD = (
    "${a} = ",
    "foo(${a})",
    "selected(${a} 'x')",
    "regex(${a}, '[')",
    "det ska vara ja",
    "${a} = 'ja' and",
    "((${a} = 1)",
    "count(${a}) >",
    "${a} + 'x' > 2",
    "pulldata('x', 'y', 'z', ${a})",
    "once(random()) > 0.5",
    "../a = 'ja'",
    "${n} = 'ja'",
    "${n} = 3,5",
    "${val} = 'kanske'",
    "${last-saved#a} = 'x'",
    "${zz} = 1",
)
COLUMNS = {"relevant": "text", "constraint": "text", "required": "text", "calculation": "calculate"}
QUESTIONS = (("text", "a", "A"), ("integer", "n", "N"), ("select_one l", "val", "V"))
CHOICES = (("list_name", "name", "label"), ("l", "ja", "Ja"), ("l", "nej", "Nej"))


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("expression", BAD)
def test_a_bad_expression_is_refused_at_its_cell(tmp_path, column, expression):
    if column == "calculation" and expression == "${n} = 3,5":
        expression = "${n} * 3,5"
    survey = [(*HEADER, column), *QUESTIONS, (COLUMNS[column], "x", "X", expression)]

    told = refused(write_form(tmp_path / "prov.xlsx", survey, CHOICES))

    assert told
    assert all(one.startswith(f"blad survey, rad 5, kolumn D ({column}), tecken ") for one in told)


def test_odks_converter_lets_most_of_them_through(tmp_path):
    passed = []
    for at, expression in enumerate(BAD):
        path = write_form(
            tmp_path / f"{at}.xlsx", [(*HEADER, "relevant"), *QUESTIONS, ("text", "x", "X", expression)], CHOICES
        )
        try:
            convert(str(path))
        except PyXFormError:
            continue
        passed.append(expression)

    assert set(passed) >= {*BAD[:9]}


@pytest.mark.parametrize(
    ("survey", "row"),
    [
        ([("calculate", "a", "", "${b} + 1"), ("calculate", "b", "", "${a} + 1"), ("text", "c", "C")], 2),
        (
            [
                ("calculate", "c", "", "sum(${t})"),
                ("begin repeat", "r", "R"),
                ("calculate", "t", "", "${c}"),
                ("end repeat",),
            ],
            2,
        ),
    ],
)
def test_questions_that_wait_for_each_other_are_refused(tmp_path, survey, row):
    told = refused(write_form(tmp_path / "prov.xlsx", [(*HEADER, "calculation"), *survey]))

    assert told == [one for one in told if "i en ring" in one]
    assert told[0].startswith(f"blad survey, rad {row}, kolumn D (calculation)")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("selct_one l", "x", "X")], "rad 2, kolumn A (type): Typen ”selct_one l” finns inte. Menas select_one?"),
        ([("select_one", "x", "X")], "rad 2, kolumn A (type): Skriv listans namn efter select_one"),
        ([("select_one ll", "x", "X")], "rad 2, kolumn A (type): Listan ll finns inte i bladet choices."),
        ([("", "x", "X")], "rad 2, kolumn A (type): Raden har namn eller text men ingen typ."),
        ([("text", "", "X")], "rad 2: Raden saknar namn"),
        ([("text", "två ord", "X")], "rad 2, kolumn B (name): 'två ord' kan inte vara ett namn."),
        ([("begin group", "g", "G"), ("text", "x", "X")], "rad 2, kolumn A (type): begin group g avslutas aldrig."),
        ([("text", "x", "X"), ("end group",)], "rad 3, kolumn A (type): end group avslutar inget: ingenting är öppet"),
        (
            [("begin repeat", "r"), ("text", "x", "X"), ("end group",)],
            "rad 4, kolumn A (type): end group avslutar inget",
        ),
        ([("begin loop over l", "r", "R")], "rad 2, kolumn A (type): begin loop stöds inte."),
        ([("calculate", "c", "")], "rad 2: c är en beräkning men har ingen formel."),
        ([("select_one_from_file orter.csv", "x", "X")], "rad 2, kolumn A (type): Filen orter.csv med val"),
        (
            [("select_one_from_file ../orter.csv", "x", "X")],
            "rad 2, kolumn A (type): ”../orter.csv” leder ut ur mappen.",
        ),
        ([("text", "x", "#REF!")], "rad 2, kolumn C (label): Cellen visar Excel-felet #REF!."),
        ([("text", "x", "X"), ("text", "x", "Ser ${x}")], "rad 3, kolumn B (name): Namnet x används redan."),
        ([("text", "x", "Ser ${y}")], "rad 2, kolumn C (label), tecken 1: Det finns ingen fråga"),
    ],
)
def test_a_fault_in_the_survey_is_told_at_its_cell(tmp_path, rows, told):
    found = refused(write_form(tmp_path / "prov.xlsx", rows, CHOICES))

    assert found[0].startswith(f"blad survey, {told}")


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("parameters", ("range", "x", "X", "start=a"), "”start=a” kan inte läsas: ett tal väntas."),
        ("parameters", ("range", "x", "X", "från 1 till 5"), "”från 1 till 5” kan inte läsas: namn=värde väntas."),
        (
            "parameters",
            ("range", "x", "X", "step=0"),
            "”step=0” kan inte läsas: tal med ett steg större än noll väntas.",
        ),
        ("default", ("integer", "x", "X", "3.5"), "”3.5” passar inte X: ett helt tal väntas."),
        ("default", ("date", "x", "X", "i går"), "”i går” passar inte X: ett datum som 2026-03-01 väntas."),
        ("default", ("date", "x", "X", "todag()"), "Funktionen todag() finns inte. Menas today()?"),
        (
            "media::image",
            ("text", "x", "X", "../../hemligt.png"),
            "kolumn D (media::image): ”../../hemligt.png” leder ut ur mappen.",
        ),
        ("image", ("text", "x", "X", "C:\\bild.png"), "kolumn D (image): ”C:\\bild.png” leder ut ur mappen."),
        ("repeat_count", ("begin repeat", "x", "X", "'tre'"), "'tre' är text, men här väntas ett tal."),
        ("kollegie_iakttagelser", ("text", "x", "X", "[{ svar = 1"), "Filen följer inte TOML här"),
        ("kollegie_iakttagelser", ("text", "x", "X", '[{ nar = ". =" }]'), "Uttrycket tar slut för tidigt"),
        ("kollegie_lagrum", ("text", "x", "X", '["SoL9"]'), "x hänvisar till lagrummet SoL9"),
    ],
)
def test_a_fault_in_a_column_is_told_at_its_cell(tmp_path, header, row, told):
    rows = [(*HEADER, header), row, *([("text", "y", "Y"), ("end repeat",)] if row[0] == "begin repeat" else [])]

    found = refused(write_form(tmp_path / "prov.xlsx", rows))

    assert any(told.casefold() in one.casefold() and "rad 2" in one for one in found), found


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ([("name", "label"), ("a", "A")], "blad choices, rad 1: Kolumnen list_name saknas"),
        (
            [("list_name", "name", "label"), ("", "a", "A")],
            "blad choices, rad 2, kolumn A (list_name): Valet hör inte till",
        ),
        (
            [("list_name", "name", "label", "image"), ("l", "a", "A", "../x.png")],
            "blad choices, rad 2, kolumn D (image): ”../x.png” leder ut ur mappen.",
        ),
        ([("list_name", "name", "label"), ("l", "", "A")], "blad choices, rad 2, kolumn B (name): Valet saknar namn"),
        (
            [("list_name", "name", "label"), ("l", "a b", "A")],
            "blad choices, rad 2, kolumn B (name): 'a b' kan inte vara",
        ),
        (
            [("list_name", "name", "label"), ("l", "a", "A"), ("l", "a", "B")],
            "blad choices, rad 3, kolumn B (name): Valet a står två gånger i l.",
        ),
        (
            [("list_name", "name", "label", "text"), ("l", "a", "A", "x")],
            "blad choices, rad 1, kolumn D (text): En egen kolumn",
        ),
        (
            [("list_name", "name", "name"), ("l", "a", "A")],
            "blad choices, rad 1, kolumn C (name): Rubrikerna name och name",
        ),
    ],
)
def test_a_fault_among_the_choices_is_told_at_its_cell(tmp_path, choices, told):
    found = refused(write_form(tmp_path / "prov.xlsx", [("select_one l", "x", "X")], choices))

    assert any(one.startswith(told) for one in found), found


def test_every_fault_is_told_at_once_and_in_english_too(tmp_path: Path) -> None:
    survey = [
        (*HEADER, "relevant"),
        ("text", "x", "X", "${y} ="),
        ("selct_one l", "z", "Z"),
        ("text", "q", "Q", "foo(1)"),
    ]
    path = write_form(tmp_path / "prov.xlsx", survey)

    assert [one.partition(":")[0] for one in refused(path)] == [
        "blad survey, rad 2, kolumn D (relevant), tecken 7",
        "blad survey, rad 3, kolumn A (type)",
        "blad survey, rad 4, kolumn D (relevant), tecken 1",
    ]
    speak(Language.EN)
    try:
        with pytest.raises(
            Exception, match=r"prov\.xlsx cannot be used:\n  sheet survey, row 2, column D \(relevant\)"
        ):
            import_form(path)
    finally:
        speak(Language.SV)


EXPRESSIONS = ("${a} = 'x'", "${n} > 3 and ${val} = 'ja'", "selected(${val}, 'nej')", "string-length(${a}) > 2")
SPOILERS = (
    lambda text: text[:-1].rstrip("'\")0123456789") + " =",
    lambda text: text.replace("${", "${inte_", 1),
    lambda text: f"({text}",
    lambda text: f"{text} och ${{n}} > 1",
    lambda text: f"funktion({text})",
    lambda text: f"{text} and",
)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(EXPRESSIONS), st.none() | st.sampled_from(SPOILERS)), min_size=1, max_size=12
    )
)
@settings(deadline=None, max_examples=12, suppress_health_check=[*HealthCheck])
def test_all_seeded_faults_are_found_and_nothing_else(rows, tmp_path):
    survey = [(*HEADER, "relevant"), *QUESTIONS]
    spoiled = set()
    for number, (expression, spoil) in enumerate(rows, start=5):
        survey.append(("text", f"x{number}", "X", expression if spoil is None else spoil(expression)))
        if spoil is not None:
            spoiled.add(number)
    path = write_form(tmp_path / "prov.xlsx", survey, CHOICES)

    found = {int(one.split("rad ")[1].split(",")[0]) for one in (refused(path) if spoiled else ())}

    assert found == spoiled
    if not spoiled:
        assert len(import_form(path).checklist.questions) == len(QUESTIONS) + len(rows)
