"""Bad input, one case each: named with file and row, counted, and never silently left out of a sum."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from kollegie.errors import KollegieError
from kollegie.intake.mapping import NO_MAPPING, ColumnMapping
from kollegie.intake.preview import preview_file
from kollegie.intake.records import RecordsPlan, carry_out_records, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.intake.saved_mappings import save_mapping
from kollegie.intake.several_kinds import own_mappings
from kollegie.store import Store
from kollegie.store.records import read_records, record_sets

REPORT = "staff_id;user_id;start;end\n"
LINE = "S1;B1;2026-10-13 08:00;2026-10-13 09:00\n"
INVOICE = "provider_id;invoice_id;user_id;period_from;period_to;hours;amount\n"
XML = (
    '<?xml version="1.0"?>{dtd}<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"'
    ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
    ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    "<cbc:ID>K1</cbc:ID><cbc:IssueDate>2026-11-05</cbc:IssueDate>"
    "<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode><cbc:BuyerReference>B1</cbc:BuyerReference>"
    "{credits}<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:CompanyID>5560001233</cbc:CompanyID>"
    "</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty><cac:{kind}Line><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount>100</cbc:LineExtensionAmount>"
    "<cac:Item><cbc:Name>hemtjänst</cbc:Name></cac:Item></cac:{kind}Line></{kind}>"
)
CREDITS = (
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F9</cbc:ID>"
    "</cac:InvoiceDocumentReference></cac:BillingReference>"
)


def xml(**parts: str) -> bytes:
    return XML.format(**{"kind": "Invoice", "dtd": "", "currency": "SEK", "credits": "", **parts}).encode()


def workbook(path: Path, rows: list[list[str]], title: str = "Tider", beside: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    if beside:
        book.create_sheet(beside)
    book.save(path)
    return path.read_bytes()


def too_many_rows(path: Path) -> bytes:
    """A workbook whose last row is number 1,048,577."""
    workbook(path, [["staff_id", "user_id", "start", "end"], ["S1", "B1", "2026-10-13 08:00", "2026-10-13 09:00"]])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    changed = members[name].replace(b'<row r="2"', b'<row r="1048577"').replace(b'2"', b'1048577"', 0)
    for column in b"ABCD":
        changed = changed.replace(b'r="%c2"' % column, b'r="%c1048577"' % column)
    members[name] = changed.replace(b'ref="A1:D2"', b'ref="A1:D1048577"')
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path.read_bytes()


@dataclass(frozen=True)
class Whole:
    """A file that is refused whole: its kind, what makes it, and what the sentence names."""

    kind: str
    content: Callable[[Path], bytes]
    says: tuple[str, ...]
    name: str = "fil.csv"
    mapping: ColumnMapping = NO_MAPPING


WHOLE = {
    "wrong sheet": Whole(
        "time-reports",
        lambda folder: workbook(folder / "x.xlsx", [["hej"]], "Blad1"),
        ("Tider", "Blad1"),
        "fil.xlsx",
        ColumnMapping(sheet="Tider"),
    ),
    "missing required header": Whole("time-reports", lambda _: b"staff_id;user_id;start\nS1;B1;x\n", ("rad 1", "end")),
    "missing header in a workbook": Whole(
        "time-reports",
        lambda folder: workbook(folder / "x.xlsx", [["staff_id", "user_id", "start"]], beside="Mer"),
        ("fil.xlsx, blad Tider, rad 1: kolumnen end", "Andra blad i filen: Mer."),
        "fil.xlsx",
    ),
    "a quotation mark that is never closed": Whole(
        "time-reports",
        lambda _: f'anm;{REPORT}x;{LINE}"x;{LINE}x;{LINE}x;{LINE}'.encode(),
        ("rad 3", "ett citattecken öppnas men stängs aldrig"),
    ),
    "a quotation mark that is never closed, in lines as an old Mac ends them": Whole(
        "time-reports",
        lambda _: "".join(
            f"{line.strip()};{note}\r"
            for line, note in zip((REPORT, *[LINE] * 4), ("anm", "x", '"x', "x", "x"), strict=True)
        ).encode(),
        ("rad 3", "ett citattecken öppnas men stängs aldrig"),
    ),
    "a PDF": Whole("time-reports", lambda _: b"%PDF-1.7\nstaff_id", ("det är en PDF",), "fil.pdf"),
    "1,048,577 rows": Whole("time-reports", lambda folder: too_many_rows(folder / "x.xlsx"), ("1048577",), "fil.xlsx"),
    "password": Whole("time-reports", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, ("lösenord",), "fil.xlsx"),
    "XML with entities": Whole(
        "invoices", lambda _: xml(dtd='<!DOCTYPE x [<!ENTITY a "b">]>'), ("entiteter",), "fil.xml"
    ),
    "wrong currency": Whole("invoices", lambda _: xml(currency="EUR"), ("EUR", "SEK"), "fil.xml"),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_that_cannot_be_trusted_is_refused_whole_by_name(store: Store, tmp_path: Path, case: str) -> None:
    bad = WHOLE[case]
    path = tmp_path / bad.name
    path.write_bytes(bad.content(tmp_path))

    with pytest.raises(KollegieError) as refused:
        plan_records(store, bad.kind, [path], mapping=bad.mapping)

    sentence = refused.value.sentence()
    assert bad.name in sentence
    assert all(word in sentence for word in bad.says)
    assert record_sets(store) == ()


def test_a_file_that_is_still_being_written_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "fil.csv"
    path.write_text(REPORT + LINE * 200_000, encoding="utf-8")
    over = threading.Event()

    def go_on_writing() -> None:
        while not over.wait(0.005):
            with path.open("a", encoding="utf-8") as file:
                file.write(LINE)

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        with pytest.raises(KollegieError) as refused:
            plan_records(store, "time-reports", [path])
    finally:
        over.set()
        writer.join()

    assert "färdigskriven" in refused.value.sentence()
    assert "fil.csv" in refused.value.sentence()


@dataclass(frozen=True)
class Row:
    """A row that is refused, doubted or counted as known: the file, and what is told of which row."""

    kind: str
    content: bytes
    refused: tuple[tuple[int, str], ...] = ()
    doubted: tuple[tuple[int, str, str], ...] = ()
    new: int = 0
    unchanged: int = 0
    name: str = "fil.csv"


ROWS = {
    "a report that ends before it begins": Row(
        "time-reports",
        (REPORT + "S1;B1;2026-10-13 09:00;2026-10-13 08:00\n").encode(),
        doubted=((2, "end", "slutar innan"),),
        new=1,
    ),
    "a stay that ends before it begins": Row(
        "stays",
        b"user_id;from;to;kind\nB1;2026-03-05;2026-03-01;hospital\nB1;2026-03-05;2026-03-05;hospital\n",
        doubted=((2, "to", "slutar innan"),),
        new=2,
    ),
    "an invoiced period that ends before it begins": Row(
        "invoices",
        (INVOICE + "P1;F1;B1;2026-10-31;2026-10-01;7,5;100\n").encode(),
        doubted=((2, "period_to", "slutar innan"),),
        new=1,
    ),
    "a 30-hour shift": Row(
        "time-reports",
        (REPORT + LINE + "S1;B1;2026-10-14 08:00;2026-10-15 14:00\n").encode(),
        doubted=((3, "end", "längre än 24"),),
        new=2,
    ),
    "unknown staff and users": Row(
        "time-reports",
        (REPORT + LINE + "S9;B9;2026-10-13 08:00;2026-10-13 09:00\n" * 2).encode(),
        doubted=((3, "user_id", "(2 rader)"), (3, "staff_id", "(2 rader)")),
        new=3,
    ),
    "mixed date formats in one column": Row(
        "time-reports",
        (REPORT + LINE + "S1;B1;20261014 08:00;2026-10-14T09:00\nS1;B1;10/14/26;2026-10-14 09:00\n").encode(),
        refused=((4, "start"),),
        new=2,
    ),
    "an hour that summer time skips": Row(
        "time-reports",
        (REPORT + "S1;B1;2026-03-29 02:30;2026-03-29 04:00\n").encode(),
        doubted=((2, "start", "finns inte"),),
        new=1,
    ),
    "hours as 7:30, 7,5 and 7.5": Row(
        "invoices",
        (
            INVOICE
            + "P1;F1;B1;2026-10-01;2026-10-31;7:30;100\nP1;F2;B1;2026-10-01;2026-10-31;7,5;100\n"
            + "P1;F3;B1;2026-10-01;2026-10-31;7.5;100\nP1;F4;B1;2026-10-01;2026-10-31;sju;100\n"
        ).encode(),
        refused=((5, "hours"),),
        new=3,
    ),
    "a credit note without its invoice": Row(
        "invoices",
        xml(kind="CreditNote", credits=CREDITS),
        doubted=((2, "credits", "F9"),),
        new=1,
        name="fil.xml",
    ),
    "a credit note that says of no invoice that it is credited": Row(
        "invoices",
        xml(kind="CreditNote"),
        doubted=((2, "credits", "säger inte vilken faktura"),),
        new=1,
        name="fil.xml",
    ),
    "a credit note of another provider's invoice": Row(
        "invoices",
        b"provider_id;invoice_id;user_id;period_from;period_to;hours;amount;credits\n"
        b"P1;F1;B1;2026-10-01;2026-10-31;7,5;100;\nP1;K1;B1;2026-10-01;2026-10-31;-2;-20;F1\n"
        b"P2;K1;B1;2026-10-01;2026-10-31;-2;-20;F1\n",
        doubted=((4, "credits", "F1"),),
        new=3,
    ),
    "a day of attendance with more hours than a day has, and fewer than none": Row(
        "attendance",
        b"user_id;measure;date;planned_hours;attended_hours\nB1;SFI;2026-10-01;24;24\nB1;SFI;2026-10-02;8;30\n"
        b"B1;SFI;2026-10-03;8;-1\n",
        doubted=((3, "attended_hours", "24 timmar"), (4, "attended_hours", "noll")),
        new=3,
    ),
    "a substitute nobody knows, in an hour that summer time skips": Row(
        "sick-claims",
        b"claim_id;user_id;staff_id;substitute_id;from;to;hours\n"
        b"C1;B1;S1;S9;2026-03-29 01:00;2026-03-29 02:15;1\nC2;B1;S1;;2026-10-01;2026-10-02;8\n",
        doubted=((2, "substitute_id", "vikarien finns inte"), (2, "to", "ställdes fram")),
        new=2,
    ),
    "a note of a decision nobody knows": Row(
        "contact-notes",
        b"user_id;decision_id;date;kind\nB1;D1;2026-10-01;phone\nB1;D9;2026-10-01;phone\nB1;;2026-10-02;phone\n",
        doubted=((3, "decision_id", "beslutet finns inte"),),
        new=3,
    ),
    "a decimal comma in a file whose separator is a comma": Row(
        "attendance",
        b'user_id,measure,date,planned_hours,attended_hours\nB1,SFI,2026-10-01,8,7,5\nB1,SFI,2026-10-02,8,"7,5"\n'
        b"B1,SFI,2026-10-03,8,7,\n",
        refused=((2, "attended_hours"),),
        new=2,
    ),
    "overlapping files": Row(
        "time-reports",
        (REPORT + "S1;B1;2026-09-01 08:00;2026-09-01 09:00\nS1;B1;2026-10-20 08:00;2026-10-20 09:00\n").encode(),
        new=1,
        unchanged=1,
    ),
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """A store that knows one user, one member of staff and one report."""
    from kollegie.store import create_store

    folder = tmp_path_factory.mktemp("known")
    store = create_store(folder / "lead.kollegie", "fyra ord i rad", municipality="Hult", person="Karin Ek")
    decision = "decision_id;user_id;service;decided_on\nD1;B1;hemtj\u00e4nst;2026-01-01\n"
    for kind, text in (("users", "user_id\nB1\n"), ("decisions", decision)):
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        carry_out(store, plan_import(store, kind, [folder / f"{kind}.csv"]))
    earlier = (
        ("staff", "staff_id;provider_id\nS1;P1\n"),
        ("time-reports", f"{REPORT}S1;B1;2026-09-01 08:00;2026-09-01 09:00\n"),
    )
    for kind, text in earlier:
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        carry_out_records(store, plan_records(store, kind, [folder / f"{kind}.csv"]))
    yield store
    store.close()


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_is_named_with_file_and_row_and_counted(known: Store, tmp_path: Path, case: str) -> None:
    bad = ROWS[case]
    path = tmp_path / bad.name
    path.write_bytes(bad.content)

    plan = plan_records(known, bad.kind, [path])

    assert [(one.place.row, one.column) for one in plan.refused] == list(bad.refused)
    told = [(one.place.row, one.column, one.what) for one in plan.doubts if one.column != "provider_id"]
    for row, column, words in bad.doubted:
        assert any(found[:2] == (row, column) and words in found[2] for found in told), told
    assert {found[0] for found in told} <= {row for row, *_ in bad.doubted}
    assert all(one.place.file == bad.name for one in (*plan.refused, *plan.doubts))
    assert (plan.new, plan.unchanged) == (bad.new, bad.unchanged)
    assert plan.read == plan.new + plan.changed + plan.unchanged + plan.refused_rows


def test_hours_in_three_spellings_are_the_same_sum(known: Store, tmp_path: Path) -> None:
    path = tmp_path / "fakturor.csv"
    path.write_bytes(ROWS["hours as 7:30, 7,5 and 7.5"].content)
    plan: RecordsPlan = plan_records(known, "invoices", [path])

    carry_out_records(known, plan)

    [one] = record_sets(known, "invoices")
    assert read_records(known, one)["hours"].to_pylist() == [27_000] * 3
    assert one.refused == 1


def test_a_cell_beyond_the_headers_of_a_register_is_a_value_that_was_cut_in_two(known: Store, tmp_path: Path) -> None:
    path = tmp_path / "brukare.csv"
    path.write_text('user_id,name\nB2,Ek, Bo\nB3,"Ek, Bo"\nB4,Ek,\n')

    plan = plan_import(known, "users", [path])

    assert [(one.place.row, one.column, one.value.strip()) for one in plan.refused] == [(2, "name", "Bo")]
    assert [row.key for row in plan.new] == [("B3",), ("B4",)]


def test_other_sheets_with_the_same_headers_are_named_for_they_are_not_read(known: Store, tmp_path: Path) -> None:
    path = tmp_path / "år.xlsx"
    book = openpyxl.Workbook()
    for sheet, month in ((book.active, 10), (book.create_sheet("November"), 11), (book.create_sheet("Läs mig"), 0)):
        if month:
            sheet.append(REPORT.strip().split(";"))
            sheet.append(["S1", "B1", f"2026-{month}-13 08:00", f"2026-{month}-13 09:00"])
    book.active.title = "Oktober"
    book.save(path)
    people = tmp_path / "brukare.xlsx"
    book = openpyxl.Workbook()
    for number, sheet in enumerate((book.active, book.create_sheet("Norr"))):
        sheet.append(["user_id", "namn"])
        sheet.append([f"B{number + 10}", "x"])
    book.save(people)

    plan, register = plan_records(known, "time-reports", [path]), plan_import(known, "users", [people])
    chosen = plan_records(known, "time-reports", [path], mapping=ColumnMapping(sheet="November"))

    assert [(one.place.row, "inte läses: November" in one.what) for one in plan.doubts] == [(1, True)]
    assert [(one.place.row, "inte läses: Norr" in one.what) for one in register.doubts] == [(1, True)]
    assert preview_file(path).alike == ("November",)
    assert (chosen.new, chosen.doubts) == (1, ())


def test_two_people_with_one_number_and_protected_people_are_named(known: Store, tmp_path: Path) -> None:
    path = tmp_path / "brukare.csv"
    path.write_text(
        "user_id;identity_number;protected\n"
        "B2;191212121212;\nB3;19121212-1212;\nB4;121212+1212;\nB5;19121272-1219;\nB6;T123;\nB7;19121212-1213;\nB8;;sekretess\n"
    )

    plan = plan_import(known, "users", [path])

    doubted = {(one.place.row, one.column) for one in plan.doubts}
    assert {(3, "identity_number"), (4, "identity_number"), (6, "identity_number"), (7, "identity_number")} <= doubted
    assert plan.refused == ()
    assert [place.row for place in plan.withheld] == [8]
    assert len(plan.new) == 6

    other = tmp_path / "fler.csv"
    other.write_text("user_id;identity_number\nB1;191212121212\n")
    carry_out(known, plan_import(known, "users", [other]))
    doubts = plan_import(known, "users", [path, other]).doubts
    named = [one.place.words for one in doubts if one.what == "samma personnummer står på B1 i registret"]
    assert named == [f"brukare.csv, rad {row}" for row in (2, 3, 4)]


def write_book(
    path: Path, sheets: Mapping[str, Sequence[Sequence[str]]], merged: dict[str, str], hidden: str = ""
) -> Path:
    """A workbook of these sheets, in which some cells are merged and one sheet may be hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        if name in merged:
            sheet.merge_cells(merged[name])
    book.save(path)
    return path


def test_merged_cells_are_named_for_all_but_the_first_are_read_as_empty(known: Store, tmp_path: Path) -> None:
    header = ["staff_id", "user_id", "start", "end", "provider_id"]
    reported = [["S1", "B1", f"2026-10-1{day} 08:00", f"2026-10-1{day} 09:00", "P1"] for day in "345"]
    reports = write_book(tmp_path / "tider.xlsx", {"Tider": [["Oktober"], header, *reported]}, {"Tider": "E3:E5"})
    people = [["user_id", "namn", "ort"], ["B2", "x", ""], ["B3", "", ""], ["B4", "y", "#N/A"]]
    users = write_book(tmp_path / "brukare.xlsx", {"A": people}, {"A": "B2:B3"})
    titled = write_book(tmp_path / "rubrik.xlsx", {"A": [["Brukare"], *people]}, {"A": "A1:C1"})

    plan, register = plan_records(known, "time-reports", [reports]), plan_import(known, "users", [users])

    [told] = [one for one in plan.doubts if "sammanslagna" in one.what]
    assert told.sentence.startswith("tider.xlsx, blad Tider, rad 4, kolumn provider_id: cellerna E3:E5 är sammanslagna")
    assert [one.sentence.partition(",")[0] for one in register.doubts if "B2:B3" in one.what] == ["brukare.xlsx"]
    assert (plan.new, len(register.new)) == (3, 3)
    assert not [one for one in plan_import(known, "users", [titled]).doubts if "sammanslagna" in one.what]
    moved = write_book(tmp_path / "inflyttad.xlsx", {"A": [["", *row] for row in people[:3]]}, {"A": "C2:C3"})
    [aside] = [one for one in plan_import(known, "users", [moved]).doubts if "sammanslagna" in one.what]
    assert aside.sentence.startswith("inflyttad.xlsx, blad A, rad 3, kolumn name: cellerna C2:C3 är sammanslagna")


def test_a_hidden_sheet_is_read_only_where_no_shown_one_will_do_and_is_told(known: Store, tmp_path: Path) -> None:
    old, new = [["user_id", "namn"], ["B8", "x"]], [["user_id", "namn"], ["B9", "x"]]
    two = write_book(tmp_path / "två.xlsx", {"Gammal": old, "Ny": new}, {}, hidden="Gammal")
    one = write_book(tmp_path / "en.xlsx", {"Omslag": [["Brukare"]], "Gömd": old}, {}, hidden="Gömd")
    reports = [REPORT.strip().split(";"), LINE.strip().split(";")]
    records = write_book(tmp_path / "tider.xlsx", {"Omslag": [["Tider"]], "Gömd": reports}, {}, hidden="Gömd")

    shown, hidden = plan_import(known, "users", [two]), plan_import(known, "users", [one])
    read = plan_records(known, "time-reports", [records])

    assert [row.key for row in shown.new] == [("B9",)]
    assert "inte läses: Gammal (dolt)" in shown.doubts[0].what
    assert preview_file(two).sheet == "Ny"
    assert hidden.doubts[0].sentence.startswith("en.xlsx, blad Gömd, rad 1, kolumn user_id: bladet är dolt")
    assert [one.place.sheet for one in read.doubts if "bladet är dolt" in one.what] == ["Gömd"]


def test_a_mapping_used_unasked_reads_the_sheet_of_today_and_only_what_it_can_tell_apart(
    store: Store, tmp_path: Path
) -> None:
    save_mapping(store, "Vårdboken", "users", ColumnMapping({"bostad": "address"}, sheet="September"))
    header = ["user_id", "bostad"]
    sheets = {"Oktober": [header, ["B2", "Gatan 2"], ["B3", "Gatan 3"]], "September": [header, ["B1", "Gatan 1"]]}
    month = write_book(tmp_path / "okt.xlsx", sheets, {})
    both = tmp_path / "båda.csv"
    both.write_text("user_id;address;bostad\nB4;Gatan 4;villa\n", encoding="utf-8")

    own = {path: one.mapping for path, one in own_mappings(store, "users", [month, both]).items()}

    assert list(own) == [month]
    plan = plan_import(store, "users", [month, both], own=own)
    assert [row.key for row in plan.new] == [("B2",), ("B3",), ("B4",)]
    assert any("September" in one.what for one in plan.doubts)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_does_not_say_so_is_read(known: Store, tmp_path: Path, encoding: str) -> None:
    users, reports = tmp_path / "brukare.txt", tmp_path / "tider.csv"
    users.write_bytes("user_id\tnamn\nB2\tÅsa Öl\n".encode(encoding))
    reports.write_bytes((REPORT + LINE).encode(encoding))

    plan = plan_import(known, "users", [users])

    assert [row.key for row in plan.new] == [("B2",)]
    assert plan_records(known, "time-reports", [reports]).new == 1
    assert preview_file(reports).encoding == encoding


def test_a_day_number_among_dates_is_read_and_named(known: Store, tmp_path: Path) -> None:
    rows = ("2026-10-13 08:00;2026-10-13 09:00", "46308.5;2026-10-13 13:00", ";", "46309,46309")
    reports, stays, decisions = (tmp_path / f"{name}.csv" for name in ("tider", "vistelser", "beslut"))
    reports.write_text(REPORT + f"S1;B1;{rows[0]}\nS1;B1;{rows[1]}\n", encoding="utf-8")
    stays.write_text("user_id;from;to;kind\nB1;2026-10-01;2026-10-02;hospital\nB1;46300;2026-10-09;hospital\n")
    decisions.write_text("decision_id;user_id;service;decided_on\nD2;B1;x;2026-01-01\nD3;B1;x;46234\n")
    alone = tmp_path / "bara.csv"
    alone.write_text("user_id;from;to;kind\nB1;46300;46301;hospital\n")

    told = [
        *plan_records(known, "time-reports", [reports]).doubts,
        *plan_records(known, "stays", [stays]).doubts,
        *plan_import(known, "decisions", [decisions]).doubts,
    ]

    named = [(one.place.file, one.place.row, one.column) for one in told if "dagnummer" in one.what]
    assert named == [("tider.csv", 3, "start"), ("vistelser.csv", 3, "from"), ("beslut.csv", 3, "decided_on")]
    assert not [one for one in plan_records(known, "stays", [alone]).doubts if "dagnummer" in one.what]
