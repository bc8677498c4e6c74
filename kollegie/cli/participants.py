"""`round add-person` and `round remove-person`: who takes part in a round, and what they have declared."""

from __future__ import annotations

import argparse

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.round_content import municipalities, round_asked_for
from kollegie.cli.shared_arguments import round_option
from kollegie.language import say


def add_round_commands(rounds: Commands) -> None:
    """Add `round add-person` and `round remove-person`."""
    join = rounds.add_parser(
        "add-person",
        help=say(
            "låt någon delta, eller ändra det som anges för den som redan deltar",
            "let somebody take part, or change what is recorded for somebody who already does",
        ),
    )
    join.add_argument("person", metavar=say("NAMN", "NAME"), help=say("personens namn", "the person's name"))
    join.add_argument(
        "--municipality",
        required=True,
        metavar=say("KOMMUN", "MUNICIPALITY"),
        help=say("kommunen personen arbetar i", "the municipality the person works for"),
    )
    join.add_argument(
        "--role",
        choices=("visitor", "host", "reader", "lead"),
        help=say("rollen; visitor för den som är ny", "the role; visitor for somebody new"),
    )
    join.add_argument(
        "--pair", metavar=say("BOKSTAV", "LETTER"), help=say("paret, till exempel A", "the pair, such as A")
    )
    join.add_argument(
        "--telephone",
        metavar=say("NUMMER", "NUMBER"),
        help=say("telefonnumret på granskningsdagen", "the telephone number on the review day"),
    )
    join.add_argument(
        "--safety-contact",
        action=argparse.BooleanOptionalAction,
        help=say(
            "den besökarna ringer först när någon är i fara", "whom the visitors call first when somebody is in danger"
        ),
    )
    join.add_argument(
        "--relation",
        metavar=say("SORT:VEM:HUR[:SLUTADE]", "KIND:WHO:HOW[:ENDED]"),
        action="append",
        default=[],
        help=say(
            "anmäld relation till user, provider eller municipality: employer, former_employer, acquainted, relative",
            "a declared relation to a user, provider or municipality: employer, former_employer, acquainted, relative",
        ),
    )
    round_option(join)
    join.set_defaults(run=add_person)

    out = rounds.add_parser(
        "remove-person",
        help=say(
            "ta någon ur omgången och ta tillbaka hens besök",
            "take somebody out of the round and take back their visits",
        ),
    )
    out.add_argument("person", metavar=say("NAMN", "NAME"), help=say("personens namn", "the person's name"))
    out.add_argument(
        "--municipality",
        default="",
        metavar=say("KOMMUN", "MUNICIPALITY"),
        help=say("kommunen, där två heter lika", "the municipality, where two have the same name"),
    )
    round_option(out)
    out.set_defaults(run=remove_person)


def add_person(args: argparse.Namespace, context: Context) -> int:
    """Let somebody take part, with what they have declared."""
    from kollegie.model.reviews import Role
    from kollegie.planning.rounds import add_participant, declare_relation, read_relation

    relations = [read_relation(text) for text in args.relation]
    review = round_asked_for(args, context)
    participant = add_participant(
        context.store(),
        review.id,
        args.person,
        args.municipality,
        None if args.role is None else Role(args.role),
        pair=args.pair,
        telephone=args.telephone,
        safety_contact=args.safety_contact,
    )
    for subject_kind, subject, kind, ended_on in relations:
        declare_relation(context.store(), participant.person_id, subject_kind, subject, kind, ended_on=ended_on)
    content = {
        "person": str(participant.person_id),
        "name": args.person,
        "role": participant.role.value,
        "relations": len(relations),
    }
    context.result(
        content, [say(f"{args.person} deltar i {review.name}.", f"{args.person} takes part in {review.name}.")]
    )
    return 0


def remove_person(args: argparse.Namespace, context: Context) -> int:
    """Take somebody out of a round; two of one name are told apart by their municipality."""
    from kollegie.model.reviews import Participant
    from kollegie.planning.assigning import remove_participant
    from kollegie.planning.errors import NotInReview, SeveralOfThatName
    from kollegie.planning.roster import read_roster

    store, review = context.store(), round_asked_for(args, context)
    with store.reading() as reading:
        roster = read_roster(reading, review.id)
        homes = municipalities(reading)
        found = [
            one.person_id
            for one in reading.find(Participant, review_id=review.id)
            if roster.persons[one.person_id].name == args.person
            and args.municipality in ("", homes[roster.home_of(one.person_id)])
        ]
    if not found:
        raise NotInReview(person=args.person, name=review.name)
    if len(found) > 1:
        raise SeveralOfThatName(person=args.person)
    had = remove_participant(store, review.id, found[0]).visits
    cases = [roster.cases[visit.case_id].label for visit in had]
    line = say(f"{args.person} är ur {review.name}.", f"{args.person} is out of {review.name}.")
    if cases:
        listed = ", ".join(cases)
        line += " " + say(f"Besök att ge till någon annan: {listed}.", f"Visits to give to somebody else: {listed}.")
    context.result({"person": str(found[0]), "name": args.person, "taken_back": cases}, [line])
    return 0
