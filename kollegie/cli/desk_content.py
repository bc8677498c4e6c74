"""How invoices are told on the command line: as JSON and as lines to read, with what every desk command asks for."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.shared_arguments import as_of_option
from kollegie.errors import KollegieError
from kollegie.language import grouped, say

if TYPE_CHECKING:
    from kollegie.model.desk_looks import Hours, InvoiceLook, RowsBehind
    from kollegie.model.invoices import InvoiceReview
    from kollegie.screening.desk import Desk

MOST_ROWS = 12


class InvoiceUnknown(KollegieError):
    """An invoice is asked for that is not among the records."""

    sv = "Faktura {invoice} från {provider} finns inte bland de inlästa. Se dem med invoices list."
    en = "Invoice {invoice} from {provider} is not among those taken in. See them with invoices list."


class MonthUnreadable(KollegieError):
    """A month is written in a way nobody can read."""

    sv = "Månaden {month} går inte att läsa. Skriv den som 2026-09."
    en = "The month {month} cannot be read. Write it as 2026-09."


def month_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--month",
        default="",
        metavar=say("MÅNAD", "MONTH"),
        help=say(
            "månaden, till exempel 2026-09; annars den senaste som finns",
            "the month, such as 2026-09; otherwise the latest there is",
        ),
    )
    as_of_option(parser)


def desk_of(context: Context, as_of: date | None = None) -> Desk:
    from kollegie.screening.desk import open_desk

    return open_desk(context.store(), as_of=as_of, progress=context.progress())


def invoice_asked_for(args: argparse.Namespace, context: Context) -> tuple[Desk, InvoiceLook]:
    """The desk and the invoice a command is about. Raises: InvoiceUnknown."""
    desk = desk_of(context)
    look = desk.invoices.one(args.provider, args.invoice)
    if look is None:
        raise InvoiceUnknown(invoice=args.invoice, provider=args.provider)
    return desk, look


def month_of(wanted: str, known: tuple[str, ...]) -> str:
    from kollegie.screening.invoice_desk import month_number

    if not wanted:
        return known[0] if known else ""
    try:
        month_number(wanted)
    except ValueError as problem:
        raise MonthUnreadable(month=wanted) from problem
    return wanted


def named_month(given: str) -> str:
    """The month that is written, which must be one. Raises: MonthUnreadable."""
    month = month_of(given, ())
    if not month:
        raise MonthUnreadable(month=f"”{given}”")
    return month


def decision(review: InvoiceReview | None) -> dict[str, object]:
    if review is None:
        return {"state": "open"}
    return {
        "state": review.state.value,
        "reason": review.reason,
        "disputed": [{"line": line or None, "reason": why} for line, why in review.disputed],
        "disputed_ore": review.disputed_ore,
        "documents": review.documents.splitlines(),
        "reply_by": review.reply_by.isoformat() if review.reply_by else None,
        "remind_on": review.remind_on.isoformat() if review.remind_on else None,
        "dnr": review.dnr,
    }


def told(look: InvoiceLook, review: InvoiceReview | None) -> dict[str, object]:
    from kollegie.follow_up.invoices import is_changed

    return {
        "provider": look.provider,
        "invoice": look.invoice,
        "month": look.month,
        "users": list(look.users),
        "hours": hours_told(look.hours),
        "amount_ore": look.amount_ore,
        "differences": [one.value for one in look.differences],
        "severity": int(look.severity) if look.severity is not None else None,
        "matched": look.matched,
        "credits": look.credits or None,
        "credited_by": list(look.credited_by),
        "changed_after_decision": is_changed(look, review),
    } | decision(review)


def hours_told(hours: Hours) -> dict[str, float | None]:
    names = ("granted", "planned", "reported", "invoiced")
    return {name: hours_of(getattr(hours, name)) for name in names}


def hours_of(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 2)


def hours_line(hours: Hours) -> str:
    from kollegie.summary.numbers import NOTHING, decimal

    words = (
        (say("beviljat", "granted"), hours.granted),
        (say("planerat", "planned"), hours.planned),
        (say("rapporterat", "reported"), hours.reported),
        (say("fakturerat", "invoiced"), hours.invoiced),
    )
    return " · ".join(f"{word} {NOTHING if seconds is None else decimal(seconds / 3600)}" for word, seconds in words)


def rows_line(behind: RowsBehind) -> str:
    """Where the rows behind one number stand, the first dozen of them."""
    places = ", ".join(f"{row.file}:{row.row}" for row in behind.rows[:MOST_ROWS])
    left = behind.rows_in_all - min(len(behind.rows), MOST_ROWS)
    more = say(f" … och {grouped(left)} till", f" … and {grouped(left)} more") if left > 0 else ""
    return f"{behind.word}: {places}{more}"
