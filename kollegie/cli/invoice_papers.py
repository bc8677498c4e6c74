"""`invoices letter` and `invoices pictures`: what goes on paper from the desk."""

from __future__ import annotations

import argparse
from pathlib import Path

from kollegie.cli.context import Context
from kollegie.cli.desk_content import desk_of, invoice_asked_for
from kollegie.cli.parsing import Commands
from kollegie.language import counted, say


def add_invoice_commands(invoices: Commands) -> None:
    """Add `invoices letter` and `invoices pictures`."""
    letter = invoices.add_parser("letter", help=say("brev till utföraren som PDF", "a letter to the provider as PDF"))
    letter.add_argument(
        "provider",
        metavar=say("UTFÖRARE", "PROVIDER"),
        help=say("utförarens id i de inlästa filerna", "the provider's id in the files taken in"),
    )
    letter.add_argument(
        "invoice",
        nargs="?",
        default="",
        metavar=say("FAKTURA", "INVOICE"),
        help=say(
            "fakturans nummer; utan det skrivs brevet om rutinerna",
            "the number of the invoice; without it the letter on the routines is written",
        ),
    )
    letter.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar=say("FIL", "FILE"),
        help=say("brevet som skrivs", "the letter to write"),
    )
    letter.add_argument(
        "--dnr",
        default="",
        metavar=say("DNR", "NUMBER"),
        help=say("diarienummer, för brevet om rutinerna", "the registry number, for the letter on the routines"),
    )
    letter.add_argument(
        "--answer-to",
        default="",
        metavar=say("ADRESS", "ADDRESS"),
        help=say("vart svaret ska lämnas", "where the answer is to be sent"),
    )
    letter.set_defaults(run=write_letter)
    pictures = invoices.add_parser(
        "pictures",
        help=say(
            "bilder av timmar, väntan, kontinuitet och signaler som PDF",
            "pictures of hours, waiting, continuity and signals as PDF",
        ),
    )
    pictures.add_argument(
        "--out", required=True, type=Path, metavar=say("FIL", "FILE"), help=say("filen som skrivs", "the file to write")
    )
    pictures.set_defaults(run=write_pictures)


def write_letter(args: argparse.Namespace, context: Context) -> int:
    """Write a letter about an invoice, or on the invoice routines."""
    from kollegie.summary.issuing_letters import issue_invoice_letter, issue_routines_letter

    store = context.store()
    if args.invoice:
        _, look = invoice_asked_for(args, context)
        issued = issue_invoice_letter(store, look, args.out, answer_to=args.answer_to)
    else:
        issued = issue_routines_letter(store, args.provider, args.out, dnr=args.dnr, answer_to=args.answer_to)
    letter = issued.letter
    content = {
        "file": str(issued.path),
        "kind": letter.kind.value,
        "provider": letter.provider_ref,
        "pages": issued.pages,
        "copy": letter.copy,
        "reply_by": letter.reply_by.isoformat() if letter.reply_by else None,
        "checksum": letter.checksum,
    }
    pages = counted(issued.pages, ("sida", "sidor"), ("page", "pages"))
    copy = say(f"exemplar {letter.copy}", f"copy {letter.copy}")
    context.result(content, [f"{issued.path.name}: {letter.kind.word}, {pages}, {copy}"])
    return 0


def write_pictures(args: argparse.Namespace, context: Context) -> int:
    """Write the pictures of the records, and tell their figures."""
    from kollegie.summary.issuing_pictures import gather_figures, issue_pictures

    desk = desk_of(context)
    pages = issue_pictures(context.store(), desk, args.out)
    figures = gather_figures(context.store(), desk)
    content = {
        "file": str(args.out),
        "pages": pages,
        "pictures": [
            {
                "kind": figure.kind,
                "title": figure.title,
                "rows": [{"key": str(row.key), "name": row.name, "bars": list(row.bars)} for row in figure.rows],
            }
            for figure in figures
        ],
    }
    context.result(content, [f"{args.out.name}: {counted(pages, ('sida', 'sidor'), ('page', 'pages'))}"])
    return 0
