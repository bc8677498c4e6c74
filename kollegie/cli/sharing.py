"""`round assign`: one visit given or taken back, or the whole day shared out; tried first where that is asked."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kollegie.cli.context import NOT_ALL, Context
from kollegie.cli.parsing import Commands
from kollegie.cli.round_content import assigned, in_order, line_of, round_asked_for, visit_named
from kollegie.cli.shared_arguments import round_argument, visit_word, which_visit
from kollegie.language import say

if TYPE_CHECKING:
    from uuid import UUID

    from kollegie.store import Store


def _assign_help() -> str:
    return say(
        """\
Utan --visit föreslås och genomförs en fördelning: par av gästhandläggare från olika kommuner, fyra till sex besök var,
ingen där jäv finns. Med --visit ges ett besök till --pair eller --person; jäv vägras med skälet.""",
        """\
Without --visit an assignment is proposed and carried out: pairs of visiting caseworkers from different municipalities,
four to six visits each, nobody where there is a conflict of interest. With --visit one visit is given to --pair or
--person; a conflict of interest is refused with the reason.""",
    )


def add_round_commands(rounds: Commands) -> None:
    """Add `round assign`."""
    assign = rounds.add_parser(
        "assign",
        help=say("fördela besöken", "assign the visits"),
        description=_assign_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    round_argument(assign)
    assign.add_argument("--visit", metavar=visit_word(), help=which_visit())
    assign.add_argument(
        "--pair",
        metavar=say("BOKSTAV", "LETTER"),
        help=say("paret som får besöket, till exempel A", "the pair that gets the visit, such as A"),
    )
    assign.add_argument(
        "--person",
        action="append",
        default=[],
        metavar=say("NAMN", "NAME"),
        help=say(
            "besökaren som får det; kan anges flera gånger", "the visitor who gets it; may be given more than once"
        ),
    )
    assign.add_argument(
        "--take-back", action="store_true", help=say("ta besöket från --person", "take the visit from --person")
    )
    assign.add_argument(
        "--dry-run",
        action="store_true",
        help=say("visa förslaget, ändra ingenting", "show the proposal, change nothing"),
    )
    assign.set_defaults(run=give, refuse=assign.error)


def give(args: argparse.Namespace, context: Context) -> int:
    """Give one visit, or propose and carry out the whole day."""
    from kollegie.planning.assigning import assign, assign_pair, unassign
    from kollegie.planning.errors import NotAVisitor
    from kollegie.planning.roster import read_roster

    if args.visit is None and (args.pair or args.person or args.take_back):
        args.refuse(say("--visit saknas", "--visit is missing"))
    if args.visit is not None and bool(args.pair) == bool(args.person):
        args.refuse(say("ange --pair eller --person", "give --pair or --person"))
    if args.pair and args.take_back:
        args.refuse(say("--take-back tar besöket från --person", "--take-back takes the visit from --person"))
    store, review = context.store(), round_asked_for(args, context)
    if args.visit is None:
        return _share_out(args, context, review.id)
    with _act(store, given_up=args.dry_run):
        with store.reading() as reading:
            roster = read_roster(reading, review.id)
        visit = visit_named(roster, args.visit)
        persons = []
        for name in args.person:
            found = [one.person_id for one in roster.visitors if roster.persons[one.person_id].name == name]
            if not found:
                raise NotAVisitor(person=name)
            persons += found
        if args.pair:
            assign_pair(store, visit.id, args.pair)
        elif args.take_back:
            for person_id in persons:
                unassign(store, visit.id, person_id)
        else:
            assign(store, visit.id, persons)
        with store.reading() as reading:
            roster = read_roster(reading, review.id)
    content = {"assigned": [assigned(roster, visit)], "left": []}
    context.result(content, [line_of(roster, visit)])
    return 0


class _GivenUp(Exception):
    """What was to be shown has been seen, and nothing of it is kept."""


@contextmanager
def _act(store: Store, *, given_up: bool) -> Iterator[None]:
    """One act, of which nothing is stored where it is only tried."""
    try:
        with store.one_act():
            yield
            if given_up:
                raise _GivenUp
    except _GivenUp:
        return


def _share_out(args: argparse.Namespace, context: Context, review_id: UUID) -> int:
    from kollegie.planning.day import schedule_day
    from kollegie.planning.proposing import carry_out_proposal, make_pairs, propose_assignment
    from kollegie.planning.roster import read_roster

    store = context.store()
    with _act(store, given_up=args.dry_run):
        make_pairs(store, review_id)
        proposal = propose_assignment(store, review_id)
        carry_out_proposal(store, review_id, proposal)
        with store.reading() as reading:
            dated = read_roster(reading, review_id).review.review_day is not None
        if dated:
            schedule_day(store, review_id)
        with store.reading() as reading:
            roster = read_roster(reading, review_id)
    given = sorted(
        (visit for visit in in_order(roster) if visit.id in proposal.pairs),
        key=lambda visit: (proposal.pairs[visit.id], visit.planned_start is None, visit.planned_start),
    )
    content = {
        "assigned": [{**assigned(roster, visit), "pair": proposal.pairs[visit.id]} for visit in given],
        "left": [
            {
                "visit": str(left.visit.id),
                "case": left.case.label,
                "reasons": [{"pair": pair, "reason": reason.words} for pair, reason in left.reasons],
            }
            for left in proposal.left
        ],
    }
    lines = [f"{say('Par', 'Pair')} {proposal.pairs[visit.id]}: {line_of(roster, visit)}" for visit in given]
    for left in proposal.left:
        why = "; ".join(f"{say('par', 'pair')} {pair}: {reason.words}" for pair, reason in left.reasons)
        full = say("alla par har fullt", "every pair is full")
        lines.append(
            say(f"Ej fördelat: {left.case.label}, {why or full}", f"Not given: {left.case.label}, {why or full}")
        )
    context.result(content, lines)
    return NOT_ALL if proposal.left else 0
