"""Workbooks made to do harm, or made carelessly, through the limited reading process."""

import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import HEADER, changed, refused, write_form

from kollegie.errors import KollegieError
from kollegie.intake.table_errors import SheetTwice, TableLocked, TableTooHeavy, TableTooLarge, TableUnreadable
from kollegie.intake.xlsform import import_form
from kollegie.intake.xlsform_report import RemarkKind
from kollegie.language import Language

SURVEY = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_form(tmp_path / "prov.xlsx", [("text", "x", "X")])


def test_macros_are_never_opened_and_the_report_says_where_they_are(book, tmp_path):
    assert import_form(book).report.of(RemarkKind.IGNORED) == ()
    harmful = ("xl/vbaProject.bin", "xl/activeX/activeX1.bin", "xl/macrosheets/sheet1.xml", "xl/embeddings/ole1.bin")
    changed(book, {name: lambda _: b"\xd0\xcf\x11\xe0" + b"AutoOpen" * 1000 for name in harmful})
    old = tmp_path / "gammal.xls"
    plain = (Path(__file__).parent / "gammal.xls").read_bytes()
    old.write_bytes(plain + "_VBA_PROJECT_CUR".encode("utf-16-le").ljust(512, b"\0"))

    found = import_form(book.rename(book.with_suffix(".xlsm")))

    told = [one.sentence(Language.SV) for one in found.report.of(RemarkKind.IGNORED)]
    assert found.checklist.question("x") is not None
    assert [one.partition("(")[2].partition(")")[0] for one in told] == sorted(harmful)
    assert all("öppnades inte" in one for one in told)
    (told_of_old,) = import_form(old).report.of(RemarkKind.IGNORED)
    assert "_VBA_PROJECT" in told_of_old.sentence(Language.SV)


@pytest.mark.parametrize(("cells", "told"), [("D2:D4", True), ("F2:F4", False), ("A9:C9", False)])
def test_merged_cells_with_content_in_a_column_of_the_form_are_refused(tmp_path, cells, told):
    survey = [(*HEADER, "relevant"), ("text", "x", "X", "true()"), ("text", "y", "Y"), ("text", "z", "Z")]
    path = write_form(tmp_path / "prov.xlsx", survey)
    book = openpyxl.load_workbook(path)
    book["survey"]["F2"] = "en anteckning bredvid"
    book["survey"].merge_cells(cells)
    book.save(path)

    if told:
        assert refused(path)[0].startswith("blad survey, rad 2, kolumn D (relevant): Cellerna D2:D4 är sammanslagna")
    else:
        assert len(import_form(path).checklist.questions) == 3


def test_a_formula_without_a_stored_result_is_refused_at_its_cell_and_never_worked_out(tmp_path):
    path = write_form(
        tmp_path / "prov.xlsx", [("text", "x", "X"), ("text", "y", '=HYPERLINK("http://example.org","Y")')]
    )

    assert refused(path)[0].startswith("blad survey, rad 3, kolumn C (label): Cellen har en Excel-formel utan sparat")


def test_a_formula_with_a_stored_result_is_the_result(book):
    formula = b'<c r="C2" t="str"><f>"X"&amp;"Y"</f><v>XY</v></c>'

    def with_formula(sheet: bytes) -> bytes:
        start, end = sheet.index(b'<c r="C2"'), sheet.index(b"</row>", sheet.index(b'<c r="C2"'))
        return sheet[:start] + formula + sheet[end:]

    assert import_form(changed(book, {SURVEY: with_formula})).checklist.questions[0].label.sv == "XY"


def test_two_sheets_of_one_name_are_refused(tmp_path):
    path = write_form(tmp_path / "prov.xlsx", [("text", "x", "X")], notes=[("type",)])
    changed(path, {"xl/workbook.xml": lambda part: part.replace(b'name="notes"', b'name="Survey"')})

    with pytest.raises(SheetTwice, match=r"prov\.xlsx har två blad som heter ”Survey”"):
        import_form(path)


def test_a_cell_in_the_last_column_is_refused_by_sheet_and_row(book):
    far = b'<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    changed(book, {SURVEY: lambda sheet: sheet[: sheet.index(b'<row r="2"')] + far + b"</worksheet>"})

    with pytest.raises(TableTooLarge, match=r"blad survey, rad 2: 16384 kolumner\."):
        import_form(book)


def test_a_sheet_formatted_to_its_edges_is_read(book):
    wide = '<row r="{0}"><c r="A{0}"/><c r="XFD{0}"/></row>'
    rows = "".join(wide.format(row) for row in range(3, 103)).encode()
    changed(book, {SURVEY: lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>")})

    assert len(import_form(book).checklist.questions) == 1


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
    ],
)
@pytest.mark.parametrize("part", [SURVEY, "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_refused_wherever_they_stand(tmp_path, entity, part):
    path = write_form(tmp_path / "prov.xlsx", [("text", "x", "X")])
    head = f"<!DOCTYPE x [{entity}]>".encode()
    changed(path, {part: lambda xml: xml.replace(b"?>", b"?>" + head, 1) if xml.startswith(b"<?xml") else head + xml})

    with pytest.raises(TableUnreadable):
        import_form(path)


def test_a_small_file_that_unpacks_to_something_huge_is_refused(book):
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * 200_000_000 + b"</t></is></c></row>"
    changed(book, {SURVEY: lambda _: b"<worksheet><sheetData>" + cell + b"</sheetData></worksheet>"})

    with pytest.raises(TableTooLarge, match=r"prov\.xlsx är för stor: 200 MB när den packas upp\."):
        import_form(book)


def test_a_workbook_that_needs_too_much_work_is_stopped(book):
    row = b"<row>" + b"<c/>" * 16_000 + b"</row>"

    def heavy(_: bytes) -> bytes:
        return b"<worksheet><sheetData>" + row * 1_200 + b"</sheetData></worksheet>"

    changed(book, {SURVEY: heavy})

    with pytest.raises((TableTooHeavy, TableTooLarge)):
        import_form(book)


def test_a_file_of_choices_is_never_read_from_outside_the_folder(tmp_path):
    folder = tmp_path / "formular"
    folder.mkdir()
    (tmp_path / "hemligt.csv").write_text("name,label\na,Hemligt\n", encoding="utf-8")
    (folder / "lank.csv").symlink_to(tmp_path / "hemligt.csv")
    survey = [
        (f"select_one_from_file {name}", f"x{at}", "X")
        for at, name in enumerate(("../hemligt.csv", str(tmp_path / "hemligt.csv"), "..\\hemligt.csv", "lank.csv"))
    ]

    told = refused(write_form(folder / "prov.xlsx", survey))

    assert [one.partition("”")[2].partition("”")[2] for one in told] == [
        " leder ut ur mappen. Bara namnet på en fil bredvid arbetsboken får stå här."
    ] * 4


def test_what_no_xml_can_hold_becomes_a_visible_mark(tmp_path):
    # Excel writes control characters as _x0007_; a lone half of a surrogate pair could not be stored anywhere.
    path = write_form(tmp_path / "prov.xlsx", [("text", "x", "a_x0007_b_xD800_c")])

    form = import_form(path)

    form.checklist.questions[0].label.sv.encode("utf-8")
    assert "\x07" not in form.checklist.questions[0].label.sv


def test_a_locked_a_broken_and_a_missing_file_are_refused_by_name(tmp_path):
    (tmp_path / "trasig.xlsx").write_bytes(b"PK\x03\x04" + bytes(64))
    (tmp_path / "trasig.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048))
    (tmp_path / "bild.csv").write_bytes(b"\x89PNG\x00\x00\x01")

    for name, why in (
        ("trasig.xlsx", "innehållet är skadat"),
        ("trasig.xls", "innehållet är skadat"),
        ("bild.csv", "den är inte text"),
        ("borta.xlsx", "filen finns inte"),
    ):
        with pytest.raises((TableUnreadable, TableLocked), match=f"{name} går inte att läsa: {why}"):
            import_form(tmp_path / name)


def test_a_workbook_without_questions_is_refused_by_what_is_missing(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("Blad2")
    book.save(tmp_path / "prov.xlsx")

    assert refused(tmp_path / "prov.xlsx")[0].startswith("Arbetsboken har inget blad som heter survey")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    choices = [("list_name", "name", "label"), ("l", "a", "A")]
    return write_form(tmp_path_factory.mktemp("hel") / "prov.xlsx", [("select_one l", "x", "X")], choices)


@given(places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20))
@settings(deadline=None, max_examples=10, suppress_health_check=[*HealthCheck])
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks_the_program(whole, places):
    content = bytearray(whole.read_bytes())
    for place, byte in places:
        content[int(place * len(content))] = byte
    damaged = whole.with_name("skadad.xlsx")
    damaged.write_bytes(content)

    with suppress(KollegieError):
        assert import_form(damaged).checklist.questions


def test_a_damaged_part_inside_a_whole_archive_is_refused(book):
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read(SURVEY)
    changed(book, {SURVEY: lambda _: sheet[: len(sheet) // 2]})

    with pytest.raises(TableUnreadable):
        import_form(book)
