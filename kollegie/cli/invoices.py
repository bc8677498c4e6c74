"""Commands of the desk: invoices beside the other records, what is decided about them, and letters."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from kollegie.cli import invoice_papers
from kollegie.cli.context import Context
from kollegie.cli.desk_content import (
    decision,
    desk_of,
    hours_line,
    hours_of,
    hours_told,
    invoice_asked_for,
    month_of,
    month_option,
    rows_line,
    told,
)
from kollegie.cli.parsing import Commands, day
from kollegie.language import say
from kollegie.model.amounts import to_the_ore

if TYPE_CHECKING:
    from kollegie.model.answer_values import Value
    from kollegie.model.checklist import Checklist
    from kollegie.model.desk_looks import InvoiceLook
    from kollegie.model.invoices import InvoiceReview


_CHECKLIST = "assistans-fakturor"


def add_to(commands: Commands) -> None:
    """Add `invoices`."""
    invoices = commands.add_parser(
        "invoices", help=say("granska fakturor vid skrivbordet", "review invoices at the desk")
    ).add_subparsers(dest="invoices_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = invoices.add_parser(
        "list",
        help=say("månadens fakturor med timmarna sida vid sida", "the month's invoices with the hours side by side"),
    )
    month_option(listed)
    listed.add_argument(
        "--unmatched",
        action="store_true",
        help=say("bara fakturor med okända brukare eller utförare", "only invoices with unknown users or providers"),
    )
    listed.set_defaults(run=list_invoices)
    shown = _about_one(
        invoices,
        "show",
        say(
            "en faktura med rader, underlag, signaler och förslag",
            "one invoice with lines, records, signals and proposals",
        ),
    )
    shown.set_defaults(run=show_invoice)
    approved = _about_one(invoices, "approve", say("godkänn fakturan", "approve the invoice"))
    approved.add_argument("--reason", default="", metavar="TEXT", help=say("en anteckning", "a note"))
    approved.set_defaults(run=approve)
    disputed = _about_one(
        invoices, "dispute", say("bestrid hela fakturan eller några rader", "dispute the whole invoice or some lines")
    )
    disputed.add_argument(
        "--reason", required=True, metavar="TEXT", help=say("vad som inte stämmer", "what is not right")
    )
    disputed.add_argument(
        "--line",
        action="append",
        default=[],
        metavar=say("RAD[=SKÄL]", "LINE[=REASON]"),
        help=say("bara den här raden; kan anges flera gånger", "this line only; may be given more than once"),
    )
    disputed.add_argument(
        "--dnr", default="", metavar=say("DNR", "NUMBER"), help=say("diarienummer", "the registry number")
    )
    disputed.set_defaults(run=dispute)
    asked = _about_one(
        invoices, "ask", say("begär underlag till en dag", "ask for documents, to be sent in by a certain day")
    )
    asked.add_argument(
        "documents",
        nargs="+",
        metavar=say("UNDERLAG", "DOCUMENT"),
        help=say("vad som ska skickas in", "what is to be sent in"),
    )
    asked.add_argument(
        "--by",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say("svarsdagen; annars om 14 dagar", "the day to answer by; otherwise in 14 days"),
    )
    asked.add_argument(
        "--dnr", default="", metavar=say("DNR", "NUMBER"), help=say("diarienummer", "the registry number")
    )
    asked.set_defaults(run=ask)
    moved = _about_one(
        invoices,
        "move",
        say(
            "underlaget är komplett, fakturan krediterad eller avslagen",
            "the documents are complete, the invoice credited or rejected",
        ),
    )
    moved.add_argument(
        "state", choices=("complete", "credited", "rejected"), help=say("det nya läget", "the new state")
    )
    moved.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help=say("skäl; måste finnas vid avslag", "a reason; a rejection must have one"),
    )
    moved.set_defaults(run=move)
    _about_one(invoices, "undo", say("ta tillbaka ditt senaste steg", "take back your last step")).set_defaults(
        run=undo
    )
    invoice_papers.add_invoice_commands(invoices)


def _about_one(commands: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words)
    parser.add_argument(
        "provider",
        metavar=say("UTFÖRARE", "PROVIDER"),
        help=say("utförarens id i de inlästa filerna", "the provider's id in the files taken in"),
    )
    parser.add_argument(
        "invoice", metavar=say("FAKTURA", "INVOICE"), help=say("fakturans nummer", "the number of the invoice")
    )
    return parser


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

    desk, look = invoice_asked_for(args, context)
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

    _, look = invoice_asked_for(args, context)
    return _decided(context, look, approve_invoice(context.store(), look, args.reason))


def dispute(args: argparse.Namespace, context: Context) -> int:
    """Dispute an invoice in whole, or the lines named."""
    from kollegie.follow_up.invoices import dispute_invoice

    _, look = invoice_asked_for(args, context)
    lines = {name: why for name, _, why in (one.partition("=") for one in args.line)}
    review = dispute_invoice(context.store(), look, args.reason, lines or None, dnr=args.dnr)
    return _decided(context, look, review)


def ask(args: argparse.Namespace, context: Context) -> int:
    """Ask for documents."""
    from kollegie.follow_up.invoices import ask_for_documents

    _, look = invoice_asked_for(args, context)
    review = ask_for_documents(context.store(), look, "\n".join(args.documents), reply_by=args.by, dnr=args.dnr)
    return _decided(context, look, review)


def move(args: argparse.Namespace, context: Context) -> int:
    """Note what the answer led to."""
    from kollegie.follow_up.invoices import move_invoice
    from kollegie.model.invoices import InvoiceState

    _, look = invoice_asked_for(args, context)
    return _decided(context, look, move_invoice(context.store(), look, InvoiceState(args.state), args.reason))


def undo(args: argparse.Namespace, context: Context) -> int:
    """Take back the latest step; what an answer raised goes with it."""
    from kollegie.follow_up.invoice_suggestions import context_of
    from kollegie.follow_up.invoices import review_of
    from kollegie.follow_up.settling import undo_and_settle
    from kollegie.screening.invoice_rows import detail_of
    from kollegie.visiting.findings import raised_by

    desk, look = invoice_asked_for(args, context)
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
