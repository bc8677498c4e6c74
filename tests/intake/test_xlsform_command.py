"""`kollegie checklist import | export | check | evaluate` on workbooks."""

import json
from pathlib import Path

from workbooks import HEADER, write_form

from kollegie.cli import main
from kollegie.intake.checklists import find_checklist, read_checklist_file

SETTINGS = (("form_title", "form_id", "version"), ("Prov", "prov", "3"))


def test_a_workbook_becomes_a_checklist_file_and_a_report(run, tmp_path):
    survey = [(*HEADER, "egen"), ("text", "x", "Namn", "1"), ("audio", "y", "Spela in")]
    form, out = write_form(tmp_path / "prov.xlsx", survey, settings=SETTINGS), tmp_path / "prov.toml"

    status, told, said = run("checklist", "import", str(form), "--out", str(out))

    assert (status, said) == (0, "")
    assert (told["id"], told["version"], told["questions"], told["out"]) == ("prov", "3", 1, str(out))
    assert told["kept"]["questions"] == 2
    assert [(one["sheet"], one["row"], one["column"]) for one in told["notes"]] == [("survey", 3, "type")]
    assert [one["cell"] for one in told["unknown_columns"]] == ["D1"]
    assert told["missing_translations"] == told["ignored"] == []
    assert [one.name for one in read_checklist_file(out).questions] == ["x", "y"]


def test_the_report_is_read_as_lines_too(tmp_path, capsys):
    form = write_form(tmp_path / "prov.xlsx", [("text", "x", "Namn"), ("audio", "y", "Spela in")], settings=SETTINGS)

    assert main(["checklist", "import", str(form), "--out", str(tmp_path / "prov.toml")]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Prov 3: 1 fråga, 1 avsnitt"  # the note is none, as in the JSON
    assert "Blev notiser: stöds inte:" in lines


def test_a_refused_workbook_leaves_no_file_and_tells_each_cell(run, tmp_path):
    form = write_form(tmp_path / "prov.xlsx", [(*HEADER, "relevant"), ("text", "x", "X", "${y} =")])
    out = tmp_path / "prov.toml"
    out.write_text("det som fanns", encoding="utf-8")

    status, told, said = run("checklist", "import", str(form), "--out", str(out))

    assert status == 1
    assert [(one["sheet"], one["row"], one["column"], one["cell"]) for one in told["problems"]] == [
        ("survey", 2, "relevant", "D2")
    ]
    assert "prov.xlsx kan inte användas:\n  blad survey, rad 2, kolumn D (relevant), tecken 7: Uttrycket tar" in said
    assert out.read_text(encoding="utf-8") == "det som fanns"


def test_a_checklist_goes_out_as_a_workbook_and_comes_back_the_same(run, tmp_path):
    book, file = tmp_path / "hemtjanst.xlsx", tmp_path / "hemtjanst.toml"

    status, told, _ = run("checklist", "export", "hemtjanst-brukarbesok", "--out", str(book))
    again, _, _ = run("checklist", "import", str(book), "--out", str(file))

    shipped = find_checklist("hemtjanst-brukarbesok")
    assert (status, again) == (0, 0)
    assert told["hash"] == shipped.content_hash
    assert read_checklist_file(file) == shipped
    assert run("checklist", "export", str(file), "--out", str(tmp_path / "igen.xlsx"))[0] == 0


def test_a_file_that_cannot_be_written_is_refused_by_name(run, tmp_path):
    out = tmp_path / "finns-inte" / "lista.xlsx"

    status, _, said = run("checklist", "export", "kontaktperson", "--out", str(out))

    assert status == 1
    assert f"{out} kan inte skrivas" in said


def test_a_workbook_is_checked_and_tried_without_being_imported(run, tmp_path):
    form = write_form(
        tmp_path / "prov.xlsx", [(*HEADER, "relevant"), ("text", "x", "X"), ("text", "y", "Y", "${x} = 'a'")]
    )
    faulty = write_form(tmp_path / "fel.xlsx", [("text", "x", "X"), ("text", "", "Y")])
    answers = tmp_path / "svar.json"
    answers.write_text(json.dumps({"x": "a"}), encoding="utf-8")

    checked, told, _ = run("checklist", "check", str(form), str(faulty))
    tried, worked_out, _ = run("checklist", "evaluate", str(form), "--answers", str(answers))

    assert checked == 3
    assert [one["ok"] for one in told["files"]] == [True, False]
    assert told["files"][1]["problems"][0]["row"] == 3
    assert (tried, worked_out["relevant"]) == (0, ["x", "y"])
    assert not list(Path(tmp_path).glob("*.toml"))


def test_an_answer_that_does_not_fit_is_a_fault_beside_what_was_worked_out(run, tmp_path):
    answers = tmp_path / "svar.json"
    answers.write_text(json.dumps({"hb06": "kanske", "hb08": {"x": 1}}), encoding="utf-8")

    status, told, _ = run("checklist", "evaluate", "hemtjanst-brukarbesok", "--answers", str(answers))

    assert status == 0
    assert [one["question"] for one in told["faults"]] == ["hb06", "hb08"]
