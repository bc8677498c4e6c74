"""Commands about what is done after the review."""

from __future__ import annotations

import argparse
from pathlib import Path

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.shared_arguments import as_of_option
from kollegie.cli.speaking import own_settings
from kollegie.language import counted, say


def add_to(commands: Commands) -> None:
    """Add `follow-up`."""
    follow_up = commands.add_parser(
        "follow-up", help=say("åtgärder och deras datum", "actions and their dates")
    ).add_subparsers(dest="follow_up_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = follow_up.add_parser("list", help=say("alla åtgärder, försenade först", "all actions, overdue ones first"))
    listed.add_argument(
        "--round",
        default="",
        metavar=say("OMGÅNG", "ROUND"),
        help=say("namn eller id; annars alla omgångar", "name or id; otherwise all rounds"),
    )
    as_of_option(listed)
    listed.set_defaults(run=list_actions)
    report = follow_up.add_parser(
        "report", help=say("det som rapporteras varje kvartal", "what is reported each quarter")
    )
    report.add_argument("what", choices=("non-executed",), help=say("ej verkställda beslut", "decisions not executed"))
    report.add_argument(
        "--quarter",
        required=True,
        metavar=say("KVARTAL", "QUARTER"),
        help=say("kvartalet, till exempel 2026Q3", "the quarter, such as 2026Q3"),
    )
    report.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar=say("FIL", "FILE"),
        help=say(
            "filen som skrivs: .xlsx med ett blad per läsare, eller .pdf",
            "the file to write: .xlsx with one sheet for each reader, or .pdf",
        ),
    )
    report.add_argument(
        "--for",
        dest="reader",
        default="",
        choices=("ivo", "auditors", "council"),
        help=say("bara en läsare", "one reader only"),
    )
    report.add_argument(
        "--dnr", default="", metavar=say("DNR", "NUMBER"), help=say("diarienummer", "the registry number")
    )
    report.set_defaults(run=report_non_executed)


def list_actions(args: argparse.Namespace, context: Context) -> int:
    """Tell all actions with the finding each follows from."""
    from kollegie.follow_up.actions import kind_word
    from kollegie.follow_up.actions import list_actions as listed
    from kollegie.follow_up.money_actions import money_actions
    from kollegie.model.amounts import to_the_ore
    from kollegie.planning.rounds import find_review

    store = context.store()
    review_id = None
    if args.round:
        with store.reading() as reading:
            review_id = find_review(reading, args.round).id
    found = listed(store, review_id=review_id, today=args.as_of)
    content = [
        {
            "id": str(one.action.id),
            "case": one.case.label if one.case else None,
            "question": one.found.question if one.found else None,
            "category": one.found.category.value if one.found else None,
            "severity": int(one.found.severity) if one.found else None,
            "kind": one.action.kind,
            "text": one.action.text,
            "owner": one.action.owner,
            "due": one.action.due.isoformat() if one.action.due else None,
            "state": one.action.state.value,
            "overdue": one.overdue,
        }
        for one in found
    ]
    lines = [
        f"{one.action.due or '–'!s:<10}  {kind_word(one.action.kind)}, {one.action.state.word}"
        f"{say(', försenad', ', overdue') if one.overdue else ''}  {one.case.label if one.case else '–'}  "
        f"{one.action.text}  ({one.action.owner})"
        for one in found
    ]
    with store.reading() as reading:
        money = money_actions(reading, args.as_of or store.clock().astimezone().date(), review_id)
    told = [
        {
            "id": str(one.id),
            "kind": one.kind,
            "state": one.state.value,
            "amount_ore": one.amount_ore if one.calculated else None,
            "due": one.due.isoformat() if one.due else None,
            "overdue": one.overdue,
            "provider": one.provider,
            "invoice": one.invoice,
            "debtor": one.debtor,
            "user": one.user,
        }
        for one in money
    ]
    lines += [
        f"{one.due or '–'!s:<10}  {kind_word(one.kind)}, {one.state.word.lower()}"
        f"{say(', försenad', ', overdue') if one.overdue else ''}  {one.title}"
        f"  {to_the_ore(one.amount_ore) if one.calculated else say('ej beräknat', 'not calculated')}"
        for one in money
    ]
    context.result({"actions": content, "money": told}, lines or [say("Inga åtgärder.", "No actions.")])
    return 0


def report_non_executed(args: argparse.Namespace, context: Context) -> int:
    """Write the quarter's report on decisions not executed and tell what it holds."""
    from kollegie.settings import REPORT_WINDOWS
    from kollegie.summary.non_executed_report import issue_report

    settings = own_settings()
    windows = {quarter: settings.get(setting) for quarter, setting in REPORT_WINDOWS.items()}
    issued = issue_report(context.store(), args.quarter, args.out, reader=args.reader, windows=windows, dnr=args.dnr)
    report = issued.report
    content = {
        "file": str(issued.path),
        "quarter": report.quarter.name,
        "readers": list(issued.readers),
        "from": issued.window[0].isoformat(),
        "to": issued.window[1].isoformat(),
        "judgments": report.judgments,
        "decisions": [
            {
                "decision": one.decision.decision_ref,
                "user": one.decision.user_ref,
                "service": one.decision.service,
                "law": one.decision.law,
                "since": one.since.isoformat(),
                "interrupted": one.interrupted,
                "days": one.days,
                "months": one.months,
                "state": one.state.value,
                "ended_on": one.ended_on.isoformat() if one.ended_on else None,
                "reason": one.reason,
            }
            for one in report.delayed
        ],
    }
    number = counted(len(report.delayed), ("beslut", "beslut"), ("decision", "decisions"))
    window = say(
        f"rapporteras {issued.window[0]} till {issued.window[1]}", f"reported {issued.window[0]} to {issued.window[1]}"
    )
    context.result(content, [f"{issued.path.name}: {number}, {window}"])
    return 0
