"""Commands of the desk: invoices beside the other records, what is decided about them, and letters."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.desk_content import (
    decision,
    desk_of,
    hours_line,
    hours_of,
    hours_told,
    month_of,
    month_option,
    rows_line,
    told,
)
from kollegie.cli.parsing import Commands, day
from kollegie.errors import KollegieError
from kollegie.language import counted, say
from kollegie.model.amounts import to_the_ore

if TYPE_CHECKING:
    from kollegie.model.answer_values import Value
    from kollegie.model.checklist import Checklist
    from kollegie.model.desk_looks import InvoiceLook
    from kollegie.model.invoices import InvoiceReview
    from kollegie.screening.desk import Desk


_CHECKLIST = "assistans-fakturor"


class InvoiceUnknown(KollegieError):
    """An invoice is asked for that is not among the records."""

    sv = "Faktura {invoice} från {provider} finns inte bland de inlästa. Se dem med invoices list."
    en = "Invoice {invoice} from {provider} is not among those taken in. See them with invoices list."


def add_to(commands: Commands) -> None:
    """Add `invoices`."""
    invoices = commands.add_parser("invoices", help="granska fakturor vid skrivbordet").add_subparsers(
        dest="invoices_command", metavar="HANDLING", required=True
    )
    listed = invoices.add_parser("list", help="månadens fakturor med timmarna sida vid sida")
    month_option(listed)
    listed.add_argument("--unmatched", action="store_true", help="bara okända brukare eller utförare")
    listed.set_defaults(run=list_invoices)
    shown = _about_one(invoices, "show", "en faktura med rader, underlag, signaler och förslag")
    shown.set_defaults(run=show_invoice)
    approved = _about_one(invoices, "approve", "godkänn fakturan")
    approved.add_argument("--reason", default="", metavar="TEXT", help="en anteckning")
    approved.set_defaults(run=approve)
    disputed = _about_one(invoices, "dispute", "bestrid hela fakturan eller några rader")
    disputed.add_argument("--reason", required=True, metavar="TEXT", help="vad som inte stämmer")
    disputed.add_argument("--line", action="append", default=[], metavar="RAD[=SKÄL]", help="bara den här raden")
    disputed.add_argument("--dnr", default="", metavar="DNR", help="diarienummer")
    disputed.set_defaults(run=dispute)
    asked = _about_one(invoices, "ask", "begär underlag till en dag")
    asked.add_argument("documents", nargs="+", metavar="UNDERLAG", help="vad som ska skickas in")
    asked.add_argument("--by", type=day, metavar="DATUM", help="svarsdagen; annars om 14 dagar")
    asked.add_argument("--dnr", default="", metavar="DNR", help="diarienummer")
    asked.set_defaults(run=ask)
    moved = _about_one(invoices, "move", "underlaget är komplett, fakturan krediterad eller avslagen")
    moved.add_argument("state", choices=("complete", "credited", "rejected"), help="det nya läget")
    moved.add_argument("--reason", default="", metavar="TEXT", help="skäl; måste finnas vid avslag")
    moved.set_defaults(run=move)
    _about_one(invoices, "undo", "ta tillbaka ditt senaste steg").set_defaults(run=undo)
    letter = invoices.add_parser("letter", help="brev till utföraren som PDF")
    letter.add_argument("provider", metavar="UTFÖRARE")
    letter.add_argument("invoice", nargs="?", default="", metavar="FAKTURA", help="utan faktura: brevet om rutinerna")
    letter.add_argument("--out", required=True, type=Path, metavar="FIL")
    letter.add_argument("--dnr", default="", metavar="DNR", help="diarienummer, för brevet om rutinerna")
    letter.add_argument("--answer-to", default="", metavar="ADRESS", help="vart svaret ska lämnas")
    letter.set_defaults(run=write_letter)
    pictures = invoices.add_parser("pictures", help="bilder av timmar, väntan, kontinuitet och signaler som PDF")
    pictures.add_argument("--out", required=True, type=Path, metavar="FIL")
    pictures.set_defaults(run=write_pictures)


def _about_one(commands: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words)
    parser.add_argument("provider", metavar="UTFÖRARE", help="utförarens id i de inlästa filerna")
    parser.add_argument("invoice", metavar="FAKTURA", help="fakturans nummer")
    return parser


def _look(args: argparse.Namespace, context: Context) -> tuple[Desk, InvoiceLook]:
    desk = desk_of(context)
    look = desk.invoices.one(args.provider, args.invoice)
    if look is None:
        raise InvoiceUnknown(invoice=args.invoice, provider=args.provider)
    return desk, look


def list_invoices(args: argparse.Namespace, context: Context) -> int:
    """Tell the month's invoices with granted, planned, reported and invoiced hours side by side."""
    from kollegie.follow_up.invoices import changed_words, clock_words, invoice_reviews, share_reviewed
    from kollegie.model.invoices import InvoiceState

    desk = desk_of(context, args.as_of)
    month = month_of(args.month, desk.invoices.months())
    looks = desk.invoices.of_month(month, context.progress()) if month else ()
    with context.store().reading() as reading:
        reviews = invoice_reviews(reading)
    share = share_reviewed(looks, reviews)
    shown = [look for look in looks if not (args.unmatched and look.matched)]
    content = {
        "month": month,
        "reviewed": share.reviewed,
        "invoices_in_all": share.of,
        "invoices": [told(look, reviews.get((look.provider, look.invoice))) for look in shown],
    }
    lines = [f"{month or '–'}: {share.sentence}"]
    for look in shown:
        review = reviews.get((look.provider, look.invoice))
        state = review.state.word if review is not None else InvoiceState.OPEN.word
        clock = clock_words(review, desk.today)
        lines.append(
            f"{look.provider} {look.invoice}  {hours_line(look.hours)}  {to_the_ore(look.amount_ore)}  {state}"
            + (f" ({clock})" if clock else "")
        )
        told_of = (changed_words(look, review), *(one.word for one in look.differences))
        lines.extend(f"    {words}" for words in told_of if words)
    context.result(content, lines)
    return 0


def show_invoice(args: argparse.Namespace, context: Context) -> int:
    """Tell one invoice with its lines, the rows behind each number, its signals and the answers the records suggest."""
    from kollegie.follow_up.desk_findings import desk_findings
    from kollegie.follow_up.invoice_history import invoice_history
    from kollegie.follow_up.invoice_suggestions import signals_on, suggestions
    from kollegie.follow_up.invoices import invoice_answers, review_of
    from kollegie.follow_up.letters import informed_on
    from kollegie.intake.checklists import find_checklist
    from kollegie.model.signals import WarningSignal
    from kollegie.planning.publishing import in_use
    from kollegie.screening.all_rules import rule_of
    from kollegie.screening.invoice_rows import detail_of

    desk, look = _look(args, context)
    detail = detail_of(desk.invoices, look)
    with context.store().reading() as reading:
        review = review_of(reading, look)
        answers = invoice_answers(reading, look)
        findings = desk_findings(reading, look)
        signals = signals_on(look, detail.staff, reading.find(WarningSignal))
        informed = informed_on(reading)
        steps = invoice_history(reading, look)
    suggested = suggestions(detail, signals, informed, review)
    checklist = in_use(context.store(), _CHECKLIST, find_checklist)
    content = told(look, review) | {
        "lines": [
            {
                "line": line.line,
                "user": line.user,
                "service": line.service,
                "from": line.first.isoformat(),
                "to": line.last.isoformat(),
                "hours": hours_of(line.seconds),
                "amount_ore": line.amount_ore,
                "file": line.file,
                "row": line.row,
            }
            for line in look.lines
        ],
        "parts": [
            {
                "user": part.user,
                "service": part.service,
                "hours": hours_told(part.hours),
                "differences": [one.value for one in part.differences],
                "rows": {
                    behind.number: [{"kind": row.kind, "file": row.file, "row": row.row} for row in behind.rows]
                    for behind in detail.behind
                    if behind.part == number
                },
                "moved": [sentence for part_of, sentence in detail.moved if part_of == number],
            }
            for number, part in enumerate(look.parts)
        ],
        "signals": [{"id": str(one.id), "rule": one.rule, "severity": int(one.severity)} for one in signals],
        "suggestions": {name: {"value": one.value, "why": one.why} for name, one in sorted(suggested.items())},
        "answers": {name: {"value": one.value, "note": one.note} for name, one in sorted(answers.items())},
        "findings": [
            {
                "question": one.finding.question,
                "category": one.finding.category.value,
                "severity": int(one.finding.severity),
                "state": one.finding.state.value,
                "text": one.finding.text,
            }
            for one in findings
        ],
        "history": [
            {"at": step.at.isoformat(), "by": step.by, "step": step.words, "detail": step.detail} for step in steps
        ],
    }
    lines = [f"{look.provider} {look.invoice}  {to_the_ore(look.amount_ore)}  {hours_line(look.hours)}"]
    lines.extend(f"    {one.word}" for one in look.differences)
    for number, part in enumerate(look.parts):
        lines.append(f"{part.user or '–'}  {part.service or '–'}  {hours_line(part.hours)}")
        lines.extend(f"    {rows_line(behind)}" for behind in detail.behind if behind.part == number)
        lines.extend(f"    {sentence}" for part_of, sentence in detail.moved if part_of == number)
    lines.extend(f"{one.rule} {rule_of(one.rule).title}  {one.severity.urgency}  {one.state.word}" for one in signals)
    lines.extend(
        f"{name.upper()}: {_answer_words(checklist, name, one.value)}  ({one.why})"
        for name, one in sorted(suggested.items())
    )
    lines.extend(f"! {one.finding.question}  {one.finding.severity.word}  {one.finding.text}" for one in findings)
    lines.extend(f"{step.at.astimezone():%Y-%m-%d %H.%M}  {step.words}  {step.by}  {step.detail}" for step in steps)
    context.result(content, lines)
    return 0


def approve(args: argparse.Namespace, context: Context) -> int:
    """Approve an invoice."""
    from kollegie.follow_up.invoices import approve_invoice

    _, look = _look(args, context)
    return _decided(context, look, approve_invoice(context.store(), look, args.reason))


def dispute(args: argparse.Namespace, context: Context) -> int:
    """Dispute an invoice in whole, or the lines named."""
    from kollegie.follow_up.invoices import dispute_invoice

    _, look = _look(args, context)
    lines = {name: why for name, _, why in (one.partition("=") for one in args.line)}
    review = dispute_invoice(context.store(), look, args.reason, lines or None, dnr=args.dnr)
    return _decided(context, look, review)


def ask(args: argparse.Namespace, context: Context) -> int:
    """Ask for documents."""
    from kollegie.follow_up.invoices import ask_for_documents

    _, look = _look(args, context)
    review = ask_for_documents(context.store(), look, "\n".join(args.documents), reply_by=args.by, dnr=args.dnr)
    return _decided(context, look, review)


def move(args: argparse.Namespace, context: Context) -> int:
    """Note what the answer led to."""
    from kollegie.follow_up.invoices import move_invoice
    from kollegie.model.invoices import InvoiceState

    _, look = _look(args, context)
    return _decided(context, look, move_invoice(context.store(), look, InvoiceState(args.state), args.reason))


def undo(args: argparse.Namespace, context: Context) -> int:
    """Take back the latest step; what an answer raised goes with it."""
    from kollegie.follow_up.invoice_suggestions import context_of
    from kollegie.follow_up.invoices import review_of
    from kollegie.follow_up.settling import undo_and_settle
    from kollegie.screening.invoice_rows import detail_of
    from kollegie.visiting.findings import raised_by

    desk, look = _look(args, context)
    about = context_of(detail_of(desk.invoices, look))
    store = context.store()
    judge = partial(raised_by, lambda: store.clock().astimezone())
    undone = undo_and_settle(store, look, about, judge)
    with context.store().reading() as reading:
        review = review_of(reading, look)
    content = {"undone": undone} | decision(review)
    words = say("Det senaste steget är taget tillbaka.", "The latest step is taken back.")
    context.result(content, [words if undone else say("Det finns inget att ångra.", "There is nothing to undo.")])
    return 0


def write_letter(args: argparse.Namespace, context: Context) -> int:
    """Write a letter about an invoice, or on the invoice routines."""
    from kollegie.summary.issuing_letters import issue_invoice_letter, issue_routines_letter

    store = context.store()
    if args.invoice:
        _, look = _look(args, context)
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


def _decided(context: Context, look: InvoiceLook, review: InvoiceReview) -> int:
    reply = f", {say('svar senast', 'answer by')} {review.reply_by}" if review.reply_by else ""
    context.result(
        {"provider": look.provider, "invoice": look.invoice} | decision(review),
        [f"{look.provider} {look.invoice}: {review.state.word}{reply}"],
    )
    return 0


def _answer_words(checklist: Checklist, name: str, value: Value) -> str:
    """A suggested answer as the window shows it: the words of a choice, a number with its unit."""
    from kollegie.model.checklist_answers import value_words

    question = checklist.question(name)
    return str(value) if question is None else value_words(question, value)
