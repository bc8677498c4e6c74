"""Peppol BIS Billing 3: an invoice or a credit note (UBL XML) as rows of invoice lines.

The period is the line's, else the invoice's, else the month of issue. Quantity and unit are kept as they stand and
become hours only where the unit is hours or minutes. The user is found by the line's object identifier (BT-128), its
accounting cost (BT-133), the invoice's object identifier (BT-18) or the buyer reference (BT-10). A credit note's
lines count as less, and name the invoice they correct. A charge or allowance on the whole document is a row of its own
without hours, so that the rows add up to what is asked for without VAT. Entities and document types are refused
before anything is read. Source: design section 8; domain 2.7.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from kollegie.intake.reading_child import Refused
from kollegie.intake.record_faults import unreadable

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
CURRENCY = "SEK"
HOURS, MINUTES = ("HUR",), ("MIN",)
ORE = Decimal("0.01")
HEADER = (
    "provider_id",
    "invoice_id",
    "line",
    "user_id",
    "period_from",
    "period_to",
    "service",
    "hours",
    "price",
    "amount",
    "quantity",
    "unit",
    "credits",
)


def read_invoice(path: str) -> tuple[Sequence[str], list[tuple[int, Sequence[Any]]]]:
    """The header and the numbered lines of one invoice or credit note, line 1 being row 2; then what is charged or
    allowed on the whole document.

    Raises: Refused, told to the parent as RecordsUnreadable, for XML with entities, another document, another currency
    than SEK, or totals that do not add up.
    """
    try:
        root = parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as problem:
        raise unreadable(
            "XML med DTD eller entiteter tas inte emot", "XML with a DTD or entities is not taken"
        ) from problem
    except ParseError as problem:
        raise Refused("TableMalformed", row=problem.position[0], why="XML") from problem
    if root.tag not in (INVOICE, CREDIT):
        raise unreadable("den är ingen faktura enligt Peppol BIS 3", "it is no Peppol BIS 3 invoice")
    credit = root.tag == CREDIT
    _is_in_kronor(root)
    invoice = _Document(root, credit)
    lines = root.findall(f"{CAC}{'CreditNoteLine' if credit else 'InvoiceLine'}")
    rows = [(number, invoice.row(line)) for number, line in enumerate(lines, start=2)]
    added = sum((_amount(line, "LineExtensionAmount") for line in lines), Decimal())
    _adds_up(root, "LineExtensionAmount", added, ("radsumman", "its lines add up to"))
    beside = root.findall(f"{CAC}AllowanceCharge")
    rows += [(number, invoice.row_beside(one)) for number, one in enumerate(beside, start=len(rows) + 2)]
    added += sum((_charged(one) for one in beside), Decimal())
    _adds_up(root, "TaxExclusiveAmount", added, ("summan utan moms", "its sum without VAT is"))
    return HEADER, rows


def _is_in_kronor(root: Element) -> None:
    """See that the document and each of its sums are in kronor; the tax alone may be told in another currency too."""
    currency = _text(root, f"{CBC}DocumentCurrencyCode")
    if currency != CURRENCY:
        raise unreadable(
            f"valutan är {currency or '–'}, inte {CURRENCY}", f"its currency is {currency or '–'}, not {CURRENCY}"
        )
    for element in root.iter():
        other = element.get("currencyID", CURRENCY)
        name = element.tag.removeprefix(CBC)
        if other != CURRENCY and not name.startswith("Tax"):
            raise unreadable(
                f"beloppet {(element.text or '').strip()} ({name}) är i {other}, inte {CURRENCY}",
                f"the amount {(element.text or '').strip()} ({name}) is in {other}, not {CURRENCY}",
            )


def _adds_up(root: Element, total_of: str, added: Decimal, words: tuple[str, str]) -> None:
    total = _number(_text(root, f"{CAC}LegalMonetaryTotal/{CBC}{total_of}"))
    if total is not None and abs(total - added) > Decimal("0.005"):
        raise unreadable(f"{words[0]} {added} är inte {total}", f"{words[1]} {added}, not {total}")


def _amount(element: Element, name: str) -> Decimal:
    return _number(_text(element, f"{CBC}{name}")) or Decimal()


def _is_charge(beside: Element) -> bool:
    return _text(beside, f"{CBC}ChargeIndicator").casefold() in ("true", "1")


def _charged(beside: Element) -> Decimal:
    """What a charge adds to the document, an allowance taking from it."""
    return _amount(beside, "Amount") * (1 if _is_charge(beside) else -1)


class _Document:
    """What holds for every line of the document."""

    def __init__(self, root: Element, credit: bool) -> None:
        self._root = root
        self._sign = -1 if credit else 1
        supplier = f"{CAC}AccountingSupplierParty/{CAC}Party"
        self._provider = _first(
            root,
            f"{supplier}/{CAC}PartyLegalEntity/{CBC}CompanyID",
            f"{supplier}/{CBC}EndpointID",
            f"{supplier}/{CAC}PartyIdentification/{CBC}ID",
        )
        self._id = _text(root, f"{CBC}ID")
        self._credits = _text(root, f"{CAC}BillingReference/{CAC}InvoiceDocumentReference/{CBC}ID")
        self._user = ""
        for reference in root.findall(f"{CAC}AdditionalDocumentReference"):
            if _text(reference, f"{CBC}DocumentTypeCode") == "130":
                self._user = _text(reference, f"{CBC}ID")
        self._user = self._user or _text(root, f"{CBC}BuyerReference")

    def row(self, line: Element) -> Sequence[str]:
        """One line in the order of the header."""
        credit = self._sign < 0
        quantity = line.find(f"{CBC}{'CreditedQuantity' if credit else 'InvoicedQuantity'}")
        unit = "" if quantity is None else quantity.get("unitCode", "")
        many = _number("" if quantity is None else quantity.text or "")
        user = _first(line, f"{CAC}DocumentReference/{CBC}ID", f"{CBC}AccountingCost") or self._user
        first, last = self._period(line)
        return (
            self._provider,
            self._id,
            _text(line, f"{CBC}ID"),
            user,
            first,
            last,
            _text(line, f"{CAC}Item/{CBC}Name"),
            self._hours(many, unit, "" if quantity is None else (quantity.text or "").strip()),
            self._price(line),
            self._signed(_number(_text(line, f"{CBC}LineExtensionAmount"))),
            "" if quantity is None else (quantity.text or "").strip(),
            unit,
            self._credits,
        )

    def row_beside(self, beside: Element) -> Sequence[str]:
        """A charge or allowance on the whole document: a row with an amount and no hours."""
        number = [*self._root.findall(f"{CAC}AllowanceCharge")].index(beside) + 1
        word = "avgift" if _is_charge(beside) else "avdrag"
        return (
            self._provider,
            self._id,
            f"{word} {number}",
            self._user,
            *self._period(self._root),
            _text(beside, f"{CBC}AllowanceChargeReason") or word,
            "",
            "",
            self._signed(_charged(beside)),
            "",
            "",
            self._credits,
        )

    def _price(self, line: Element) -> str:
        """The price of one unit: BIS 3 may state it for several (BT-149)."""
        price = _number(_text(line, f"{CAC}Price/{CBC}PriceAmount"))
        base = _number(_text(line, f"{CAC}Price/{CBC}BaseQuantity"))
        if price is None:
            return ""
        return format((price / base).quantize(ORE) if base and base != 1 else price, "f")

    def _hours(self, many: Decimal | None, unit: str, written: str) -> str:
        """Shape: what stands there where it is no number, so that its row is refused by name."""
        if unit not in (*HOURS, *MINUTES):
            return ""
        if many is None:
            return written
        return self._signed(many if unit in HOURS else many / 60)

    def _signed(self, number: Decimal | None) -> str:
        return "" if number is None else format(self._sign * number, "f")

    def _period(self, line: Element) -> tuple[str, str]:
        for holder in (line, self._root):
            period = holder.find(f"{CAC}InvoicePeriod")
            if period is not None and _text(period, f"{CBC}StartDate"):
                first = _text(period, f"{CBC}StartDate")
                return first, _text(period, f"{CBC}EndDate") or first
        issued = _text(self._root, f"{CBC}IssueDate")
        try:
            day = date.fromisoformat(issued)
        except ValueError:
            return issued, issued
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1).isoformat(), day.replace(day=last).isoformat()


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _first(element: Element, *paths: str) -> str:
    return next((found for path in paths if (found := _text(element, path))), "")


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
