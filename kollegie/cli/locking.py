"""The commands that lock a round's summary and open it again."""

from __future__ import annotations

import argparse

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.shared_arguments import round_argument
from kollegie.errors import KollegieError
from kollegie.language import counted, say


class VisitsNotSigned(KollegieError):
    """Visits are still planned or under way, and nobody has said that the summary is locked all the same."""

    sv = "{count} av granskningens besök är inte signerade. Signera dem, eller lås ändå med --anyway."
    en = "{count} of the review's visits are not signed. Sign them, or lock all the same with --anyway."


def add_round_commands(rounds: Commands) -> None:
    """Add `round lock` and `round reopen`."""
    lock = rounds.add_parser(
        "lock", help=say("lås sammanställningen som nästa version", "lock the summary as its next version")
    )
    round_argument(lock)
    lock.add_argument(
        "--anyway",
        action="store_true",
        help=say("även om besök inte är signerade", "even if some visits are not signed"),
    )
    lock.set_defaults(run=lock_round)
    reopen = rounds.add_parser("reopen", help=say("öppna en låst sammanställning igen", "open a locked summary again"))
    round_argument(reopen)
    reopen.set_defaults(run=reopen_round)


def lock_round(args: argparse.Namespace, context: Context) -> int:
    """Lock the summary as it stands now."""
    from kollegie.planning.locking import lock_review
    from kollegie.planning.rounds import find_review
    from kollegie.summary.facts import Outcome
    from kollegie.summary.gathering import gather_facts

    store = context.store()
    with store.reading() as reading:
        review = find_review(reading, args.round)
        facts = gather_facts(reading, review.id, store.clock().astimezone().date())
    unsigned = sum(visit.outcome in (Outcome.BEGUN, Outcome.PLANNED) for visit in facts.visits)
    if unsigned and not args.anyway:
        raise VisitsNotSigned(count=unsigned)
    locked = lock_review(store, review.id, facts.checksum())
    context.result(
        {"round": locked.name, "version": locked.version, "checksum": locked.checksum, "not_signed": unsigned},
        [
            say(f"{locked.name}: låst som version {locked.version}.", f"{locked.name}: locked as {locked.version}."),
            *(
                [
                    counted(
                        unsigned,
                        ("besök är inte signerat", "besök är inte signerade"),
                        ("visit is not signed", "visits are not signed"),
                    )
                ]
                if unsigned
                else []
            ),
        ],
    )
    return 0


def reopen_round(args: argparse.Namespace, context: Context) -> int:
    """Open the summary again; the next lock is a new version."""
    from kollegie.planning.locking import next_version, reopen_review
    from kollegie.planning.rounds import find_review

    store = context.store()
    with store.reading() as reading:
        review = find_review(reading, args.round)
    opened = reopen_review(store, review.id)
    following = next_version(opened.version)
    context.result(
        {"round": opened.name, "version": opened.version, "next": following},
        [say(f"{opened.name}: utkast till version {following}.", f"{opened.name}: draft of version {following}.")],
    )
    return 0
