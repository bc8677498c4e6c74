"""Letters to providers: what they say, that they name nobody, and that the file is tagged, archivable and logged."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pdf_structure import faults
from pikepdf import pdfa

from kollegie.follow_up.invoices import approve_invoice, ask_for_documents, dispute_invoice
from kollegie.follow_up.letters import letters_to
from kollegie.model.desk_looks import Difference, Hours, InvoiceLine, InvoiceLook, InvoicePart
from kollegie.model.invoices import LetterKind
from kollegie.model.register import Person, Provider
from kollegie.store import Store, create_store
from kollegie.summary.issuing_letters import (
    InvoiceChanged,
    LetterIsPdf,
    NothingToWriteAbout,
    ProviderUnknown,
    compose_invoice_letter,
    issue_invoice_letter,
    issue_routines_letter,
)
from kollegie.summary.letter import Letter
from kollegie.summary.pdf_letter import print_letter

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(
        tmp_path / "lead.kollegie",
        "fyra helt vanliga ord",
        municipality="Exempelkommun",
        person="Karin Ek",
        clock=lambda: datetime(2026, 11, 17, 12, 0, tzinfo=UTC),
        source=random.Random(1),
    )
    with made.work("test") as work:
        host = work.get(Person, made.me).municipality_id
        work.add(Provider(work.new_id(), host, "P-03", "Omsorg & Co AB", "556000-0001"))
    yield made
    made.close()


def look(lines: int = 3) -> InvoiceLook:
    made = tuple(
        InvoiceLine(
            str(n), f"4-0{n:02}", "hemtjänst", *SEPTEMBER, 45_000.0 * n, "", "", 41_000, 512_500 * n, "f.csv", n
        )
        for n in range(1, lines + 1)
    )
    parts = tuple(
        InvoicePart(
            line.user,
            line.service,
            *SEPTEMBER,
            Hours(36_000.0, 40_000.0, 30_000.0, line.seconds, line.seconds, line.seconds),
            line.amount_ore,
            (place,),
            (Difference.OVER_REPORTED,),
        )
        for place, line in enumerate(made)
    )
    total = sum(line.amount_ore for line in made)
    return InvoiceLook("P-03", "Omsorg & Co AB", "2026-0417", "2026-09", *SEPTEMBER, total, made, parts)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[place].get_textpage().get_text_bounded() for place in range(len(document))]
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def letter_of(store: Store, invoice: InvoiceLook) -> Letter:
    with store.reading() as reading:
        return compose_invoice_letter(reading, invoice, date(2026, 11, 17))


def test_a_letter_on_a_part_says_which_lines_why_and_what_is_paid(store: Store) -> None:
    dispute_invoice(store, look(), "Tiden är inte rapporterad", {"2": "", "3": "Fel period"}, dnr="SON 2026/0417")

    said = words(print_letter(letter_of(store, look())).pdf)

    for expected in (
        "Vi bestrider faktura 2026-0417",
        "Svara senast den 1 december 2026",
        "Omsorg & Co AB",
        "Organisationsnummer 556000-0001",
        "Bestritt belopp 25 625 kr",
        "Betalas som vanligt 5 125 kr",
        "4-002 25,00 10 250 kr Tiden är inte rapporterad",
        "4-003 37,50 15 375 kr Fel period",
        "Ärende 4-002: beviljat 10,00, planerat 11,11, rapporterat 8,33, fakturerat 25,00 timmar.",
        "möjlighet att yttra er",
        "SON 2026/0417",
    ):
        assert expected in said, expected
    assert "4-001" not in said
    assert "Karin" not in said


def test_the_sums_of_a_letter_add_up_in_ore_and_in_quarters(store: Store) -> None:
    invoice = look(4)
    lines = tuple(replace(line, amount_ore=5_025, seconds=900.0) for line in invoice.lines)
    invoice = replace(invoice, lines=lines, amount_ore=20_100)
    dispute_invoice(store, invoice, "Tiden är inte rapporterad", {"1": "", "2": "", "3": ""})

    facts, reasons, *_ = letter_of(store, invoice).parts

    assert facts.table is not None
    assert reasons.table is not None
    sums = {name: said.replace("\u00a0", " ") for name, said in facts.table.rows}
    assert (sums["Belopp"], sums["Bestritt belopp"], sums["Betalas som vanligt"]) == (
        "201,00 kr",
        "150,75 kr",
        "50,25 kr",
    )
    assert [row[2] for row in reasons.table.rows] == ["0,25"] * 3
    assert reasons.table.total is not None
    assert reasons.table.total[2] == "0,75"


def test_a_letter_that_asks_for_documents_lists_them_beside_the_hours(store: Store) -> None:
    ask_for_documents(store, look(), "Tidrapporter september\nSchema september", reply_by=date(2026, 12, 8))

    letter = letter_of(store, look())
    said = words(print_letter(letter).pdf)

    assert letter.kind is LetterKind.DOCUMENTS
    assert "Vi behöver underlag till faktura 2026-0417" in said
    assert "senast den 8 december 2026" in said
    assert "– Tidrapporter september" in said
    assert "bestrider" not in said


def test_the_file_is_tagged_and_archivable_over_many_pages(store: Store) -> None:
    long = look(60)
    dispute_invoice(store, long, "Mer fakturerat än rapporterat " * 6)

    printed = print_letter(letter_of(store, long))

    assert printed.pages >= 4
    assert faults(printed.pdf) == []
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert pdfa.check(pdf, "2b").verdict == "pass"


def test_what_a_person_typed_is_only_text(store: Store) -> None:
    dispute_invoice(store, look(), "<b>fet</b> ) Tj \\ & \u202e =1+1 ☃")

    printed = print_letter(letter_of(store, look()))

    assert "<b>fet</b> ) Tj \\ &" in words(printed.pdf)
    assert faults(printed.pdf) == []


def test_a_printed_copy_is_numbered_and_logged_before_it_is_there(store: Store, tmp_path: Path) -> None:
    dispute_invoice(store, look(), "Fel")

    first = issue_invoice_letter(store, look(), tmp_path / "brev.pdf")
    second = issue_invoice_letter(store, look(), tmp_path / "brev.pdf")

    assert (first.letter.copy, second.letter.copy) == (1, 2)
    assert first.letter.checksum == second.letter.checksum
    assert "exemplar 2" in words((tmp_path / "brev.pdf").read_bytes())
    with store.reading() as reading:
        assert [one.copy for one in letters_to(reading, "P-03", LetterKind.DISPUTE)] == [2, 1]
        read = reading.connection.exec_driver_sql("SELECT act, record FROM reading").all()
    assert [tuple(row) for row in read] == [("printed", "provider_letter")] * 2


def test_a_letter_waits_until_a_changed_invoice_is_decided_anew_and_its_sums_then_agree(store: Store) -> None:
    dispute_invoice(store, look(), "Fel", {"2": "", "3": ""})
    fewer = look(2)
    with pytest.raises(InvoiceChanged):
        letter_of(store, fewer)

    review = ask_for_documents(store, fewer, "schema")

    table = letter_of(store, fewer).parts[0].table
    assert table is not None
    assert review.disputed == (("2", "Fel"),)
    sums = {name: value.replace("\u00a0", " ") for name, value in table.rows}
    assert (sums["Belopp"], sums["Bestritt belopp"], sums["Betalas som vanligt"]) == (
        "15 375 kr",
        "10 250 kr",
        "5 125 kr",
    )


def test_there_is_nothing_to_write_about_an_approved_invoice(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NothingToWriteAbout):
        issue_invoice_letter(store, look(), tmp_path / "brev.pdf")
    approve_invoice(store, look())
    with pytest.raises(NothingToWriteAbout):
        issue_invoice_letter(store, look(), tmp_path / "brev.pdf")
    with pytest.raises(LetterIsPdf):
        issue_invoice_letter(store, look(), tmp_path / "brev.docx")
    assert not list(tmp_path.glob("*.pdf"))


def test_the_routines_are_told_in_writing_to_a_known_provider(store: Store, tmp_path: Path) -> None:
    issued = issue_routines_letter(store, "P-03", tmp_path / "rutin.pdf", dnr="SON 2026/0500")

    pdf = (tmp_path / "rutin.pdf").read_bytes()
    said = words(pdf)
    assert "Från den 1 december 2026 går vi igenom alla fakturor" in said
    assert "ärendenummer, aldrig namn eller personnummer" in said
    assert faults(pdf) == []
    assert issued.letter.kind is LetterKind.ROUTINES
    with pytest.raises(ProviderUnknown, match="P-03"):
        issue_routines_letter(store, "P-99", tmp_path / "x.pdf")


def test_the_checksum_is_of_the_words_and_not_of_the_copy(store: Store) -> None:
    dispute_invoice(store, look(), "Fel")
    letter = letter_of(store, look())

    assert letter.checksum == replace(letter, copy=7).checksum
    assert letter.checksum != replace(letter, lead="Annat").checksum
