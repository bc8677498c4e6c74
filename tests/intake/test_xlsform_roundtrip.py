"""A checklist written as a workbook is itself again when it is imported, and ODK's own converter takes it."""

from pathlib import Path

import openpyxl
import pytest
from generated_checklists import checklists
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert
from workbooks import read_here

from kollegie.intake.checklists import read_checklist, shipped_checklists
from kollegie.intake.xlsform import import_form
from kollegie.intake.xlsform_export import CellTooLong, export_form
from kollegie.intake.xlsform_report import RemarkKind
from kollegie.model.checklist import Checklist

#: What XML can hold: a carriage return becomes a line feed on the way.
LETTERS = st.one_of(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Cc"], exclude_characters="\ufffe\uffff\ufffd"),
    st.sampled_from("\n\t=+-@<>&'\"{}$\u202e\u200b"),
)


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_a_shipped_checklist_comes_back_whole_and_odk_takes_it(checklist: Checklist, tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"

    export_form(checklist, path)
    form = import_form(path)

    assert form.checklist == checklist
    assert form.checklist.content_hash == checklist.content_hash
    assert form.report.remarks == ()
    assert f'id="{checklist.id}"' in convert(str(path)).xform


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


@pytest.mark.usefixtures("reading_here")
@given(checklist=checklists(letters=LETTERS))
@settings(deadline=None, max_examples=6, suppress_health_check=[*HealthCheck])
def test_any_checklist_comes_back_whole_and_odk_takes_it(checklist: Checklist, tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"

    export_form(checklist, path)

    assert import_form(path).checklist == checklist
    assert convert(str(path)).xform


def test_what_odk_must_hold_stands_in_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    checklist = read_checklist(
        """
id = "l"
version = "1"
titel = "L"
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
id = "X01"
typ = "tal"
text = "Hur många?"
regel = [
    { uttryck = ". >= 0", text = "Minst noll." },
    { uttryck = ". <= 12", text = "Mer än 12?", mjuk = true },
    { uttryck = ". != 7", text = "Inte sju." },
]
[[avsnitt.fraga]]
id = "X02"
typ = "underskrift"
text = "Namnteckning"
"""
    )

    export_form(checklist, path)

    sheet = openpyxl.load_workbook(path)["survey"]
    rows = [
        dict(zip([cell.value for cell in sheet[1]], row, strict=True)) for row in sheet.iter_rows(2, values_only=True)
    ]
    assert rows[1]["constraint"] == "(. >= 0) and (. != 7)"
    assert rows[1]["constraint_message::Svenska (sv)"] == "Minst noll. Inte sju."
    assert (rows[2]["type"], rows[2]["appearance"]) == ("image", "signature")


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    text = 'id = "l"\nversion = "1"\ntitel = "=1+1"\n[[avsnitt]]\nid = "a"\ntitel = "@A"\n'
    export_form(read_checklist(f'{text}[[avsnitt.fraga]]\nid = "X"\ntyp = "text"\ntext = "=cmd|x"\n'), path)

    book = openpyxl.load_workbook(path)

    assert {cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None} == {"s"}


def test_a_text_that_no_cell_holds_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    text = 'id = "l"\nversion = "1"\ntitel = "L"\n[[avsnitt]]\nid = "a"\ntitel = "A"\n'
    long = f'[[avsnitt.fraga]]\nid = "x"\ntyp = "text"\ntext = "{"a" * 40_000}"\n'

    with pytest.raises(CellTooLong, match="x: texten i label::Svenska"):
        export_form(read_checklist(text + long), path)

    assert list(tmp_path.iterdir()) == []


def test_a_constraint_changed_in_excel_counts_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    text = 'id = "l"\nversion = "1"\ntitel = "L"\n[[avsnitt]]\nid = "a"\ntitel = "A"\n'
    rules = '[{ uttryck = ". > 0" }, { uttryck = ". < 9" }, { uttryck = ". < 5", mjuk = true }]'
    question = f'[[avsnitt.fraga]]\nid = "x"\ntyp = "tal"\ntext = "X"\nregel = {rules}\n'
    export_form(read_checklist(text + question), path)
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book["survey"][1]]
    book["survey"].cell(3, header.index("constraint") + 1).value = ". > 1"
    book.save(path)

    form = import_form(path)

    (question_,) = form.checklist.questions
    assert [(one.condition.text, one.soft) for one in question_.constraints] == [(". > 1", False), (". < 5", True)]
    assert "villkoret är ändrat" in form.report.of(RemarkKind.CHANGED)[0].sentence()
