"""Commands about what is done after the review."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from kollegie.cli.context import Context
from kollegie.language import say


def add_to(commands: Any) -> None:
    """Add `follow-up`."""
    follow_up = commands.add_parser("follow-up", help="åtgärder och deras datum").add_subparsers(
        dest="follow_up_command", metavar="HANDLING", required=True
    )
    listed = follow_up.add_parser("list", help="alla åtgärder, försenade först")
    listed.add_argument("--round", default="", metavar="OMGÅNG", help="namn eller id; annars alla omgångar")
    listed.add_argument("--as-of", type=date.fromisoformat, metavar="DATUM", help="dagen som räknas; annars i dag")
    listed.set_defaults(run=list_actions)


def list_actions(args: argparse.Namespace, context: Context) -> int:
    """Tell all actions with the finding each follows from."""
    from kollegie.follow_up.actions import kind_word, state_word
    from kollegie.follow_up.actions import list_actions as listed
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
            "question": one.finding.question if one.finding else None,
            "category": one.finding.category.value if one.finding else None,
            "severity": int(one.finding.severity) if one.finding else None,
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
        f"{one.action.due or '–'!s:<10}  {kind_word(one.action.kind)}, {state_word(one.action.state)}"
        f"{say(', försenad', ', overdue') if one.overdue else ''}  {one.case.label if one.case else '–'}  "
        f"{one.action.text}  ({one.action.owner})"
        for one in found
    ]
    context.result({"actions": content}, lines or [say("Inga åtgärder.", "No actions.")])
    return 0
