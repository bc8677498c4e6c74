"""Commands that plan a round: make it, let people join it, sample, assign, pack and show it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kollegie.cli import calibration, comparison, doubles, locking, sharing
from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.round_content import in_order, line_of, municipalities, round_asked_for, visit_json
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.model.reviews import Review
    from kollegie.store import Store

SAMPLE_HELP = """\
Drar brukare slumpvis i strata (insats och utförare) med omgångens frö, så att urvalet kan göras om, och gör besök i
båda spåren: brukarna och deras utförare, samma dag. Personer med skyddad identitet kommer aldrig med.
Utförarbesöken är oanmälda och syns inte på någons dator förrän granskningsdagens morgon."""
_LEAST = 5
_PROVIDER_CHECKLIST = "utforarbesok-oanmalt"


def add_to(commands: Commands) -> None:
    """Add `round`."""
    raw = argparse.RawDescriptionHelpFormatter
    rounds = commands.add_parser("round", help="planera en granskningsomgång").add_subparsers(
        dest="round_command", metavar="HANDLING", required=True
    )
    create = rounds.add_parser("create", help="gör en ny omgång i den egna kommunen")
    create.add_argument("name", metavar="NAMN")
    create.add_argument("--service", required=True, metavar="INSATS", help="till exempel hemtjänst")
    create.add_argument("--day", type=day, metavar="DATUM", help="granskningsdagen, 2026-11-24")
    create.add_argument("--dnr", default="", metavar="NUMMER")
    create.add_argument("--purpose", default="", metavar="TEXT")
    create.add_argument("--method", default="", metavar="TEXT")
    create.add_argument("--seed", type=int, metavar="N", help="frö för urvalet; annars slumpas ett")
    create.set_defaults(run=create_round)

    join = rounds.add_parser("add-person", help="låt någon delta, eller ändra det som anges för den som redan deltar")
    join.add_argument("person", metavar="NAMN")
    join.add_argument("--municipality", required=True, metavar="KOMMUN")
    join.add_argument("--role", choices=("visitor", "host", "reader", "lead"), help="visitor för den som är ny")
    join.add_argument("--pair", metavar="BOKSTAV")
    join.add_argument("--telephone", metavar="NUMMER")
    join.add_argument(
        "--safety-contact",
        action=argparse.BooleanOptionalAction,
        help="den besökarna ringer först när någon är i fara",
    )
    join.add_argument("--relation", metavar="SORT:VEM:HUR[:SLUTADE]", action="append", default=[], help=_RELATION)
    _round_option(join)
    join.set_defaults(run=add_person)

    out = rounds.add_parser("remove-person", help="ta någon ur omgången, och tillbaka de besök som hen fått")
    out.add_argument("person", metavar="NAMN")
    out.add_argument("--municipality", default="", metavar="KOMMUN", help="där två heter lika")
    _round_option(out)
    out.set_defaults(run=remove_person)

    sample = rounds.add_parser(
        "sample", help="dra urvalet och gör besöken", description=SAMPLE_HELP, formatter_class=raw
    )
    _round_argument(sample)
    sample.add_argument("--size", type=int, metavar="N", help="antal brukare; annars alla")
    sample.add_argument("--least", type=int, metavar="N", help=f"minst så många per utförare ({_LEAST}), med --size")
    sample.add_argument(
        "--for-signals", action="store_true", help="högst hälften för brukare med öppna varningssignaler"
    )
    sample.add_argument("--user", action="append", default=[], metavar="BRUKAR-ID", help="välj för hand")
    sample.add_argument("--exclude", action="append", default=[], metavar="BRUKAR-ID", help="kris eller nej")
    sample.add_argument("--series", default="", metavar="N", help="siffran före bindestrecket i ärendenumren")
    sample.add_argument("--no-providers", action="store_true", help="inga utförarbesök")
    sample.add_argument("--announced", action="store_true", help="utförarbesöken är anmälda")
    sample.add_argument("--user-checklist", default="", metavar="ID|FIL", help="annars den för omgångens insats")
    sample.add_argument("--provider-checklist", metavar="ID|FIL", help=f"annars {_PROVIDER_CHECKLIST}")
    sample.set_defaults(run=draw, refuse=sample.error)

    sharing.add_round_commands(rounds, _round_argument)
    pack = rounds.add_parser(
        "pack", help="vad varje besökares dator får vid nästa synk; öppnar oanmälda besök på dagen"
    )
    _round_argument(pack)
    pack.set_defaults(run=show_packs)
    doubles.add_round_commands(rounds)
    calibration.add_round_commands(rounds)
    comparison.add_round_commands(rounds)
    locking.add_round_commands(rounds, _round_argument)
    listed = rounds.add_parser("list", help="alla omgångar")
    listed.set_defaults(run=list_rounds)
    show = rounds.add_parser("show", help="en omgång: deltagare, ärenden, besök")
    _round_argument(show)
    show.set_defaults(run=show_round)


_RELATION = (
    "anmäld relation: user, provider eller municipality; vem; employer, former_employer, acquainted eller relative"
)


def _round_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("round", metavar="OMGÅNG", nargs="?", default="", help="namn eller id; annars den enda")


def _round_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--round", default="", metavar="OMGÅNG", help="namn eller id; annars den enda")


def _show_review(review: Review) -> dict[str, object]:
    return {
        "id": str(review.id),
        "name": review.name,
        "state": review.state.value,
        "version": review.version or "",
        "service": review.service,
        "day": review.review_day.isoformat() if review.review_day else None,
        "dnr": review.dnr,
        "seed": review.seed,
    }


def create_round(args: argparse.Namespace, context: Context) -> int:
    """Plan a new round."""
    from kollegie.planning.rounds import create_review

    review = create_review(
        context.store(),
        args.name,
        args.service,
        review_day=args.day,
        dnr=args.dnr,
        purpose=args.purpose,
        method=args.method,
        seed=args.seed,
    )
    context.result(_show_review(review), [say(f"{review.name} är skapad.", f"{review.name} is made.")])
    return 0


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


def draw(args: argparse.Namespace, context: Context) -> int:
    """Draw the sample and make the visits of both tracks, or nothing at all."""
    from kollegie.intake.checklists import find_checklist, shipped_checklists
    from kollegie.model.reviews import Track
    from kollegie.planning.making_visits import fitting, make_visits
    from kollegie.planning.publishing import in_use
    from kollegie.planning.record_facts import unread_files, unread_words
    from kollegie.planning.sampling import choose_user, draw_sample, sample_all, sample_providers
    from kollegie.visiting.counting import answers_that_count

    if args.user and (args.size is not None or args.exclude or args.for_signals):
        args.refuse(
            say("--user väljer för hand, utan --size, --exclude och --for-signals", "--user goes without the others")
        )
    if args.for_signals and args.size is None:
        args.refuse(say("--for-signals behöver --size", "--for-signals needs --size"))
    if args.least is not None and args.size is None:
        args.refuse(say("--least behöver --size", "--least needs --size"))
    if args.no_providers and (args.announced or args.provider_checklist is not None):
        args.refuse(
            say(
                "--no-providers går inte ihop med --announced eller --provider-checklist",
                "--no-providers goes without --announced and --provider-checklist",
            )
        )
    store, review = context.store(), round_asked_for(args, context)
    wanted = args.user_checklist or fitting(review.service, shipped_checklists())[0].id
    checklists = {Track.USER: in_use(store, wanted, find_checklist)}
    if not args.no_providers:
        checklists[Track.PROVIDER] = in_use(store, args.provider_checklist or _PROVIDER_CHECKLIST, find_checklist)
    with store.one_act():
        if args.user:
            cases = [choose_user(store, review.id, ref, series=args.series) for ref in args.user]
        elif args.size is None:
            cases = list(sample_all(store, review.id, exclude=args.exclude, series=args.series))
        else:
            cases = list(
                draw_sample(
                    store,
                    review.id,
                    args.size,
                    least_per_provider=_LEAST if args.least is None else args.least,
                    exclude=args.exclude,
                    series=args.series,
                    signalled=_signalled(store) if args.for_signals else (),
                )
            )
        if not args.no_providers:
            cases += sample_providers(store, review.id, announced=args.announced, series=args.series)
        visits = make_visits(store, review.id, checklists, answers_that_count)
    unread = unread_files(store, checklists.values())
    content = {
        "cases": [
            {
                "id": str(case.id),
                "label": case.label,
                "track": case.track.value,
                "stratum": case.stratum,
                "drawn": case.drawn,
            }
            for case in cases
        ],
        "visits": len(visits),
        "missing_files": list(unread),
    }
    lines = [*([unread_words(unread)] if unread else []), *(f"{case.label}  {case.stratum}" for case in cases)]
    context.result(content, [*lines, counted(len(visits), ("besök", "besök"), ("visit", "visits"))])
    return 0


def _signalled(store: Store) -> tuple[str, ...]:
    from kollegie.planning.signals import signalled_users

    with store.reading() as reading:
        return signalled_users(reading)


def show_packs(args: argparse.Namespace, context: Context) -> int:
    """Tell what each visitor's laptop gets at the next sync; in the morning of the day, open unannounced visits."""
    from kollegie.planning.assigning import is_open, release_unannounced
    from kollegie.planning.roster import read_roster

    store, review = context.store(), round_asked_for(args, context)
    with store.reading() as reading:
        roster = read_roster(reading, review.id)
    opened = is_open(roster, store.clock())
    if opened:
        release_unannounced(store, review.id)
    packs = []
    lines = []
    for visitor in roster.visitors:
        own = [visit for visit in roster.visits if visitor.person_id in roster.assigned_to(visit.id)]
        shown = [visit for visit in own if visit.announced or opened]
        name = roster.persons[visitor.person_id].name
        packs.append({"person": name, "pair": visitor.pair, "visits": [visit_json(roster, visit) for visit in shown]})
        lines.append(f"{name}: " + ", ".join(roster.cases[visit.case_id].label for visit in shown))
    waiting = 0 if opened else sum(not visit.announced for visit in roster.visits)
    if waiting:
        lines.append(
            say(f"Oanmälda besök, öppnas {roster.day}: {waiting}", f"Unannounced, open on {roster.day}: {waiting}")
        )
    context.result({"packs": packs, "waiting": waiting}, lines)
    return 0


def list_rounds(_args: argparse.Namespace, context: Context) -> int:
    """Tell all rounds."""
    from kollegie.model.reviews import Review

    with context.store().reading() as reading:
        reviews = reading.find(Review)
    context.result(
        {"rounds": [_show_review(review) for review in reviews]},
        [f"{review.id}  {review.name}  {review.state.word}" for review in reviews]
        or [say("Inga granskningar.", "No reviews.")],
    )
    return 0


def show_round(args: argparse.Namespace, context: Context) -> int:
    """Tell all of one round, by case numbers."""
    from kollegie.model.reviews import Participant
    from kollegie.planning.roster import read_roster

    store, review = context.store(), round_asked_for(args, context)
    with store.reading() as reading:
        roster = read_roster(reading, review.id)
        participants = sorted(reading.find(Participant, review_id=review.id), key=lambda one: (one.pair, one.person_id))
        homes = municipalities(reading)
    told = [
        {
            "name": roster.persons[one.person_id].name,
            "municipality": homes[roster.home_of(one.person_id)],
            "role": one.role.value,
            "pair": one.pair,
        }
        for one in participants
    ]
    content = _show_review(review) | {
        "host": roster.host.name,
        "participants": told,
        "visits": [visit_json(roster, visit) for visit in in_order(roster)],
    }
    lines = [f"{review.name}  {review.service}  {review.review_day or ''}  {review.state.word}"]
    lines += [f"{one['pair'] or '–':<3} {one['name']}, {one['municipality']}" for one in told]
    lines += [line_of(roster, visit) for visit in in_order(roster)]
    context.result(content, lines)
    return 0
