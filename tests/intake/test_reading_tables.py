"""Files as municipalities' systems write them, and files made to do harm, through the limited reading process."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kollegie.intake import tables
from kollegie.intake.reading_child import Wanted
from kollegie.intake.record_kinds import DECISIONS, USERS
from kollegie.intake.table_errors import TableLocked, TableMalformed, TableTooHeavy, TableTooLarge, TableUnreadable
from kollegie.intake.tables import read_table
from kollegie.language import Language

KNOWN = frozenset(USERS.headers)
ROWS = ("user_id;name;address", "U1;Åke Öman;Gatan 1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_swedish_letters_are_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "brukare.csv"
    path.write_text("\n".join(ROWS), encoding=encoding)

    table = read_table(path, KNOWN)

    assert table.header == ("user_id", "name", "address")
    assert table.rows == ((2, ("U1", "Åke Öman", "Gatan 1")),)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found_by_the_headers_it_gives(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "brukare.csv"
    cells = (["user_id", "name"], ["U1", '"Ek, Åke; lägenhet\n2"'])
    path.write_text("\n".join(separator.join(row) for row in cells), encoding="utf-8")

    table = read_table(path, KNOWN)

    assert table.rows == ((2, ("U1", "Ek, Åke; lägenhet\n2")),)


def test_lines_above_the_header_do_not_shift_the_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "uttag.csv"
    path.write_text("Uttag ur systemet;2026-11-01\n\nBrukar-ID;Namn\nU1;Åke\n", encoding="utf-8")

    table = read_table(path, KNOWN)

    assert (table.header_row, table.rows) == (3, ((4, ("U1", "Åke")),))


def test_a_workbook_gives_the_sheet_with_the_known_headers_and_plain_values(tmp_path: Path) -> None:
    path = tmp_path / "beslut.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Läs mig"])
    sheet = book.create_sheet("Beslut")
    sheet.append(["beslutsid", "brukar-id", "insats", "beslutsdatum", "omfattning"])
    sheet.append(["B1", 17, "hemtjänst", date(2026, 3, 1), 12.5])
    sheet.append([None, None, None, None, None])
    sheet.append(["B2", "U2", "hemtjänst", datetime(2026, 3, 1, 7, 30), "=1+1"])  # noqa: DTZ001 - Excel has no zones
    book.save(path)

    table = read_table(path, frozenset(DECISIONS.headers))

    assert (table.sheet, table.sheets) == ("Beslut", ("Sheet", "Beslut"))
    assert table.rows[0] == (2, ("B1", "17", "hemtjänst", "2026-03-01", "12.5"))
    assert table.rows[1] == (4, ("B2", "U2", "hemtjänst", "2026-03-01 07:30:00"))  # a formula is never worked out


@pytest.mark.parametrize("error", [False, True])
def test_rows_are_numbered_as_in_the_workbook_and_its_errors_are_no_empty_cells(tmp_path: Path, error: bool) -> None:
    path = tmp_path / "brukare.xlsx"
    book = openpyxl.Workbook()
    book.active["B4"], book.active["C4"], book.active["D4"] = "user_id", "Testnr", "latitud"
    book.active["B6"], book.active["C6"] = 17, datetime(2026, 3, 1, 7, 30)  # noqa: DTZ001 - Excel has no zones
    book.active["B9"], book.active["D9"] = True, "#N/A" if error else 17.5
    book.save(path)

    read = read_table(path, KNOWN)

    assert (read.header_row, [cell for cell in read.header if cell]) == (4, ["user_id", "Testnr", "latitud"])
    assert [(row, [cell for cell in cells if cell]) for row, cells in read.rows] == [
        (6, ["17", "2026-03-01 07:30:00"]),
        (9, ["ja", "#N/A" if error else "17.5"]),
    ]


@pytest.mark.parametrize(
    ("row", "sv", "en"),
    [
        ('U1;"Åke', "ett citattecken öppnas men stängs aldrig", "a quotation mark is opened and never closed"),
        ('U1;"Åke" Ek', "ett citattecken står inne i ett värde", "a quotation mark stands inside a value"),
        (f"U1;{'Å' * 140_000}", "en cell är för lång", "a cell is too long"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_in_words_with_its_number(row: str, sv: str, en: str, tmp_path: Path) -> None:
    path = tmp_path / "brukare.csv"
    path.write_bytes(f"user_id;name\n{row}".encode())

    with pytest.raises(TableMalformed) as refused:
        read_table(path, KNOWN)

    said = [refused.value.sentence(language) for language in (Language.SV, Language.EN)]
    assert f"brukare.csv, rad 2: raden går inte att tyda ({sv}" in said[0]
    assert en in said[1]


def test_an_old_or_locked_workbook_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    locked = tmp_path / "beslut.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    broken = tmp_path / "trasig.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(64))

    with pytest.raises(TableLocked):
        read_table(locked, KNOWN)
    with pytest.raises(TableUnreadable, match="innehållet är skadat"):
        read_table(broken, KNOWN)


def test_a_missing_an_empty_and_a_binary_file_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "tom.csv").write_bytes(b"")
    (tmp_path / "bild.csv").write_bytes(b"\x89PNG\x00\x00\x01")

    for name, why in (("finns-inte.csv", "finns inte"), ("tom.csv", "är tom"), ("bild.csv", "är inte text")):
        with pytest.raises(TableUnreadable, match=f"{name} går inte att läsa: .*{why}"):
            read_table(tmp_path / name, KNOWN)


def test_characters_of_no_known_kind_are_told_so(tmp_path: Path) -> None:
    for content in (b"user_id;name\nU1;\x81\x8d", b"\xef\xbb\xbfuser_id;name\nU1;\xe5"):  # a mark is believed
        (tmp_path / "brukare.csv").write_bytes(content)
        with pytest.raises(TableUnreadable, match="varken UTF-8 eller Windows-1252"):
            read_table(tmp_path / "brukare.csv", KNOWN)


def _workbook_of(path: Path, sheet: bytes) -> None:
    book = openpyxl.Workbook()
    book.active.append(["user_id"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_a_small_file_that_unpacks_to_something_huge_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * 200_000_000 + b"</t></is></c></row>"
    _workbook_of(path, b"<worksheet><sheetData>" + cell + b"</sheetData></worksheet>")
    assert path.stat().st_size < 1_000_000

    with pytest.raises(TableTooLarge, match=r"bomb\.xlsx"):
        read_table(path, KNOWN)


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "laughs.xlsx"
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    _workbook_of(path, laughs + b"<worksheet><sheetData>" + cell + b"</sheetData></worksheet>")

    with pytest.raises(TableUnreadable, match=r"laughs\.xlsx"):
        read_table(path, KNOWN)


def test_a_row_with_thousands_of_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bred.csv"
    path.write_text("user_id;name\n" + ";".join(["x"] * 16_384), encoding="utf-8")

    with pytest.raises(TableTooLarge, match="16384"):
        read_table(path, KNOWN)


def test_the_reading_process_is_stopped_at_its_limit_of_memory(tmp_path: Path) -> None:
    path = tmp_path / "tung.xlsx"
    text = random.Random(1).randbytes(15_000_000).hex().encode()  # does not pack, so that only memory can stop it
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"
    _workbook_of(path, b"<worksheet><sheetData>" + cell + b"</sheetData></worksheet>")

    with pytest.raises(TableTooHeavy, match=r"tung\.xlsx"):
        read_table(path, KNOWN, limits=Wanted(str(path), KNOWN, memory=100_000_000))


def test_the_reading_process_is_stopped_when_its_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "brukare.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    monkeypatch.setattr(tables, "SECONDS", 0.01)

    with pytest.raises(TableTooHeavy, match=r"brukare\.csv"):
        read_table(path, KNOWN)
