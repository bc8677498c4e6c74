"""Electronic invoices and credit notes: read right, or refused whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from taking import NOON, file, rows, take

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.errors import KollegieError
from kollegie.intake.invoice_parties import keep_case_ids
from kollegie.intake.record_errors import NotInRegister
from kollegie.intake.records import plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.model.ids import new_id
from kollegie.model.register import Person, Provider, ServiceUser
from kollegie.screening.desk import desk_stamp, open_desk
from kollegie.screening.signals import screen
from kollegie.store import Store

INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>F1</cbc:ID><cbc:IssueDate>2026-04-05</cbc:IssueDate>
 <cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode><cbc:BuyerReference>ref</cbc:BuyerReference>
 {before}<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>
  <cbc:CompanyID>5560001233</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="SEK">1300</cbc:LineExtensionAmount></cac:LegalMonetaryTotal>
 <cac:{line}><cbc:ID>1</cbc:ID><cbc:{quantity} unitCode="HUR">2.5</cbc:{quantity}>
  <cbc:LineExtensionAmount currencyID="SEK">1000</cbc:LineExtensionAmount>
  <cac:InvoicePeriod><cbc:StartDate>2026-03-01</cbc:StartDate><cbc:EndDate>2026-03-31</cbc:EndDate></cac:InvoicePeriod>
  <cac:DocumentReference><cbc:ID>case-7</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:DocumentReference>
  <cac:Item><cbc:Name>hemtjänst</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>400</cbc:PriceAmount></cac:Price></cac:{line}>
 <cac:{line}><cbc:ID>2</cbc:ID><cbc:{quantity} unitCode="C62">3</cbc:{quantity}>
  <cbc:LineExtensionAmount currencyID="SEK">300</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Resa</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>100</cbc:PriceAmount></cac:Price></cac:{line}>
</{kind}>
"""


def invoice(currency: str = "SEK") -> str:
    return INVOICE.format(kind="Invoice", line="InvoiceLine", quantity="InvoicedQuantity", currency=currency, before="")


CHARGES = """<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
  <cbc:AllowanceChargeReason>Administrationsavgift</cbc:AllowanceChargeReason>
  <cbc:Amount currencyID="SEK">50000</cbc:Amount></cac:AllowanceCharge>
 <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
  <cbc:Amount currencyID="SEK">200</cbc:Amount></cac:AllowanceCharge>"""


def charged(total: str) -> str:
    """An invoice with a charge and an allowance on the whole, and that sum without VAT."""
    told = (
        f"</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>{total}</cbc:TaxExclusiveAmount></cac:LegalMonetaryTotal>"
    )
    priced = invoice().replace("</cbc:LineExtensionAmount></cac:LegalMonetaryTotal>", told)
    per_ten = "<cbc:PriceAmount>4000</cbc:PriceAmount><cbc:BaseQuantity>10</cbc:BaseQuantity>"
    priced = priced.replace("<cbc:PriceAmount>400</cbc:PriceAmount>", per_ten)
    return priced.replace(" <cac:AccountingSupplierParty>", f" {CHARGES}<cac:AccountingSupplierParty>")


def credit_note() -> str:
    corrects = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F0</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    return INVOICE.format(
        kind="CreditNote", line="CreditNoteLine", quantity="CreditedQuantity", currency="SEK", before=corrects
    )


def test_a_peppol_invoice_finds_its_provider_and_user_and_keeps_what_is_no_hours(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.work("register") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(ServiceUser(new_id(NOON, store.source), host, "u7"))
        work.add(Provider(new_id(NOON, store.source), host, "p1", "Omsorg", "556000-1233"))
    with pytest.raises(NotInRegister, match="u8"):
        keep_case_ids(store, "p1", {"case-8": "u8"})
    monkeypatch.setattr(Context, "store", lambda _context: store)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    assert main(["records", "case-ids", "p1", "case-7 = u7", "case-6=u7"]) == 0
    assert main(["--json", "records", "case-ids", "p1", "case-6="]) == 0
    assert capsys.readouterr().out.endswith('{"provider": "p1", "case_ids": {"case-7": "u7"}}\n')
    assert main(["records", "case-ids", "p1", "case-7"]) == main(["records", "case-ids", "p9", "a=u7"]) == 1

    plan = take(store, "invoices", file(tmp_path, invoice(), "f1.xml"))

    first, second = rows(store, "invoices")
    assert (first["provider_id"], first["user_id"], first["hours"], first["amount"]) == ("p1", "u7", 9000, 100000)
    assert (second["hours"], second["quantity"], second["unit"], second["user_id"]) == (None, "3", "C62", "ref")
    april = (date(2026, 4, 1) - date(1970, 1, 1)).days
    assert (second["period_from"], second["period_to"]) == (april, april + 29)
    assert (plan.new, plan.files[0].unmatched, plan.refused) == (2, 1, ())
    assert [one.place.row for one in plan.doubts if one.column == "quantity"] == [3]  # in kronor alone
    assert [one.part for one in screen(store, ("V32",)).signals if "untimed" in one.part] == ["invoices:untimed:f1.xml"]


def test_a_case_id_in_a_text_file_of_invoices_finds_its_user_each_time_it_comes(store: Store, tmp_path: Path) -> None:
    for kind, text in (("users", "user_id\nu1\n"), ("providers", "provider_id;name\np1;Firma\n")):
        carry_out(store, plan_import(store, kind, [file(tmp_path, text, f"{kind}.csv")]))
    keep_case_ids(store, "p1", {"A-17": "u1"})
    head = "provider_id;invoice_id;line;user_id;period_from;period_to;hours;amount\n"
    path = file(tmp_path, head + "p1;F9;1;A-17;2026-05-01;2026-05-31;10;4000\n")

    first, again = (take(store, "invoices", path) for _ in range(2))

    assert [(one.new, one.unchanged, one.files[0].unmatched) for one in (first, again)] == [(1, 0, 0), (0, 1, 0)]
    assert [row["user_id"] for row in rows(store, "invoices")] == ["u1"]


def test_a_case_id_agreed_after_the_invoice_came_finds_its_user_and_makes_no_second_line(
    store: Store, tmp_path: Path
) -> None:
    with store.work("register") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(ServiceUser(new_id(NOON, store.source), host, "u7"))
        work.add(Provider(new_id(NOON, store.source), host, "p1", "Omsorg", "556000-1233"))
    path = file(tmp_path, invoice(), "f1.xml")
    take(store, "invoices", path)
    before = desk_stamp(store)

    keep_case_ids(store, "p1", {"case-7": "u7"})
    again = take(store, "invoices", path)
    [look] = open_desk(store).invoices.of_month("2026-03")

    assert desk_stamp(store) != before
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert [line.user for line in look.lines] == ["u7", "ref"]


def test_charges_on_the_whole_invoice_are_rows_so_that_no_sum_lacks_them(store: Store, tmp_path: Path) -> None:
    take(store, "invoices", file(tmp_path, charged("51100"), "f2.xml"))

    line, _, charge, allowance = rows(store, "invoices")
    assert line["price"] == 40000
    assert (charge["service"], charge["hours"], charge["amount"]) == ("Administrationsavgift", None, 5000000)
    assert (allowance["service"], allowance["line"], allowance["amount"]) == ("avdrag", "avdrag 2", -20000)


def test_a_credit_note_counts_as_less_and_names_what_it_corrects(store: Store, tmp_path: Path) -> None:
    take(store, "invoices", file(tmp_path, credit_note(), "k1.xml"))

    first, _ = rows(store, "invoices")
    assert (first["hours"], first["amount"], first["credits"]) == (-9000, -100000, "F0")


def test_a_line_whose_hours_are_no_number_is_refused_by_name(store: Store, tmp_path: Path) -> None:
    plan = plan_records(store, "invoices", [file(tmp_path, invoice().replace(">2.5<", ">två<"), "f.xml")])

    assert [(one.place.row, one.column, one.value) for one in plan.refused] == [(2, "hours", "två")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (invoice("EUR"), "EUR"),
        (invoice().replace('"SEK">300<', '"DKK">300<'), "300 .LineExtensionAmount. är i DKK"),
        (invoice().replace("<cbc:ID>F1", "<!DOCTYPE x [<!ENTITY a 'b'>]><cbc:ID>F1"), "f.xml"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + invoice().split("?>")[1], "DTD"),
        (invoice().replace(">1300<", ">1400<"), "1400"),
        (charged("1300"), "summan utan moms 51100 är inte 1300"),
        ("<html></html>", "Peppol"),
    ],
)
def test_an_invoice_that_cannot_be_trusted_is_refused_whole(store: Store, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(KollegieError, match=says):
        plan_records(store, "invoices", [file(tmp_path, text, "f.xml")])
