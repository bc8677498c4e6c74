"""The command that gives out a round's summary."""

from __future__ import annotations

import argparse
from pathlib import Path

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.language import say

EDITIONS = ("internal", "provider", "public")


def add_to(commands: Commands) -> None:
    """Add `summary`."""
    summary = commands.add_parser(
        "summary", help=say("sammanställningen av en granskning som fil", "the summary of a review as a file")
    )
    summary.add_argument("round", metavar=say("OMGÅNG", "ROUND"), help=say("namn eller id", "name or id"))
    summary.add_argument("--edition", required=True, choices=EDITIONS, help=say("för vem den är", "for whom it is"))
    summary.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar=say("FIL", "FILE"),
        help=say("filen som skrivs; ändelsen säger hur", "the file to write; its ending says how"),
    )
    summary.add_argument(
        "--provider",
        default="",
        metavar="ID",
        help=say("utföraren, för utgåvan provider", "the provider, for the edition provider"),
    )
    summary.set_defaults(run=issue)


def issue(args: argparse.Namespace, context: Context) -> int:
    """Write the file and tell where it is and what it holds."""
    from kollegie.planning.rounds import find_review
    from kollegie.summary.content import Edition
    from kollegie.summary.issuing import issue_summary

    store = context.store()
    with store.reading() as reading:
        review = find_review(reading, args.round)
    issued = issue_summary(
        store, review.id, Edition(args.edition), args.out, provider=args.provider, progress=context.progress()
    )
    content = {
        "file": str(issued.path),
        "round": review.name,
        "edition": issued.edition.value,
        "pages": issued.pages,
        "draft": issued.draft,
        "checksum": issued.checksum,
    }
    state = say("utkast", "draft") if issued.draft else say("fastställd", "settled")
    context.result(content, [f"{issued.path.name}: {issued.edition.word}, {issued.size}, {state}"])
    return 0
