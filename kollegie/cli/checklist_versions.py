"""`checklist compare` and `checklist publish`: what a new version changes, and putting it to use."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kollegie.cli.checklist_asked_for import checklist_asked_for
from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.errors import KollegieError
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.checklist_compare import Comparison


class RenameUnclear(KollegieError):
    """A confirmed rename that is not two names."""

    sv = "{text} är inget namnbyte. Skriv --rename GAMMAL=NY med frågornas namn, till exempel hb07=hb07b."
    en = "{text} is no rename. Write --rename OLD=NEW with the questions' names, such as hb07=hb07b."


def add_checklist_commands(checklists: Commands) -> None:
    """Add `checklist compare` and `checklist publish`."""
    compare = checklists.add_parser(
        "compare",
        help=say(
            "vad en ny version ändrar, för svaren och för jämförelser",
            "what a new version changes, for the answers and for comparisons",
        ),
    )
    compare.add_argument(
        "old",
        metavar=say("GAMMAL", "OLD"),
        help=say("den gamla versionen: id eller fil", "the old version: an id or a file"),
    )
    compare.add_argument(
        "new", metavar=say("NY", "NEW"), help=say("den nya versionen: id eller fil", "the new version: an id or a file")
    )
    compare.add_argument(
        "--rename",
        action="append",
        default=[],
        metavar=say("GAMMAL=NY", "OLD=NEW"),
        help=say("samma fråga, nytt namn", "the same question under a new name"),
    )
    compare.set_defaults(run=compare_checklists)
    publish = checklists.add_parser(
        "publish",
        help=say(
            "ta en version i bruk för nya besök; påbörjade besök stannar",
            "put a version into use for new visits; visits already begun keep theirs",
        ),
    )
    publish.add_argument(
        "checklist",
        metavar=say("ID|FIL", "ID|FILE"),
        help=say("checklistans id, eller en fil", "the checklist's id, or a file"),
    )
    publish.add_argument(
        "--rename",
        action="append",
        default=[],
        metavar=say("GAMMAL=NY", "OLD=NEW"),
        help=say("samma fråga, nytt namn", "the same question under a new name"),
    )
    publish.add_argument(
        "--dry-run", action="store_true", help=say("visa bara vad som skulle ändras", "only show what would change")
    )
    publish.set_defaults(run=publish_checklist)


def compare_checklists(args: argparse.Namespace, context: Context) -> int:
    """Tell what one version changes of another."""
    from kollegie.model.checklist_compare import compare, with_renames
    from kollegie.planning.publishing import report_of

    old, new = checklist_asked_for(args.old), checklist_asked_for(args.new)
    comparison = compare(old, with_renames(new, _renames(args.rename)))
    context.result(_compared(comparison), report_of(comparison))
    return 0


def publish_checklist(args: argparse.Namespace, context: Context) -> int:
    """Put a version into use, or only show what that would change."""
    from kollegie.intake.checklists import national_of, shipped_checklist
    from kollegie.model.checklist_core import local_additions
    from kollegie.planning.publishing import propose, publish

    checklist, store = checklist_asked_for(args.checklist), context.store()
    national = national_of(checklist)
    shipped, renames = shipped_checklist(checklist.id), _renames(args.rename)
    with store.reading() as reading:
        proposed = propose(reading, checklist, shipped, renames)
    content: dict[str, object] = {
        "id": checklist.id,
        "version": checklist.version,
        "hash": proposed.checklist.content_hash,
        "published": not args.dry_run,
        "local": [one.name for one in local_additions(national, checklist)] if national is not None else [],
        "visits": {
            "planned": proposed.effect.planned,
            "begun": proposed.effect.begun,
            "signed": proposed.effect.signed,
        },
        **(_compared(proposed.comparison) if proposed.comparison is not None else {}),
    }
    lines = list(proposed.report())
    if not args.dry_run:
        publish(store, checklist, national=national, in_use=shipped, renames=renames)
        title = f"{checklist.title.in_()} {checklist.version}"
        lines.append(say(f"{title} används för nya besök.", f"{title} is used for new visits."))
    context.result(content, lines)
    return 0


def _compared(comparison: Comparison) -> dict[str, object]:
    return {
        "changes": [
            {
                "question": change.name,
                "id": change.id,
                "kind": change.kind.value,
                "before": change.before,
                "after": change.after,
                "comparable": change.comparable.value,
            }
            for change in comparison.changes
        ],
        "renamed?": [{"old": one.old, "new": one.new, "likeness": one.likeness} for one in comparison.proposals],
        "comparable": {how.value: number for how, number in comparison.counted().items()},
    }


def _renames(given: list[str]) -> dict[str, str]:
    """Confirmed renames, new name → old name. Raises: RenameUnclear."""
    renames = {}
    for one in given:
        old, equals, new = (part.strip() for part in one.partition("="))
        if not equals or not old or not new:
            raise RenameUnclear(text=one)
        renames[new] = old
    return renames
