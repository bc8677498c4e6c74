"""Commands that plan a round: make it, let people join it, sample, assign, pack and show it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kollegie.cli import calibration, comparison, doubles, locking, participants, sharing
from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.round_content import in_order, line_of, municipalities, round_asked_for, visit_json
from kollegie.cli.shared_arguments import round_argument
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.model.reviews import Review
    from kollegie.store import Store


def _sample_help() -> str:
    return say(
        """\
Drar brukare slumpvis i strata (insats och utförare) med omgångens frö, så att urvalet kan göras om, och gör besök i
båda spåren: brukarna och deras utförare, samma dag. Personer med skyddad identitet kommer aldrig med.
Utförarbesöken är oanmälda och syns inte på någons dator förrän granskningsdagens morgon.""",
        """\
Draws users at random within strata (service and provider) with the round's seed, so that the sample can be drawn again,
and makes visits on both tracks: the users and their providers, on the same day. People with protected identity are
never included. Visits to providers are unannounced and show on no computer until the morning of the review day.""",
    )


_LEAST = 5
_PROVIDER_CHECKLIST = "utforarbesok-oanmalt"


def add_to(commands: Commands) -> None:
    """Add `round`."""
    raw = argparse.RawDescriptionHelpFormatter
    rounds = commands.add_parser(
        "round", help=say("planera en granskningsomgång", "plan a review round")
    ).add_subparsers(dest="round_command", metavar=say("HANDLING", "ACT"), required=True)
    create = rounds.add_parser(
        "create", help=say("gör en ny omgång i den egna kommunen", "make a new round in your own municipality")
    )
    create.add_argument("name", metavar=say("NAMN", "NAME"), help=say("vad omgången heter", "what the round is called"))
    create.add_argument(
        "--service",
        required=True,
        metavar=say("INSATS", "SERVICE"),
        help=say(
            "insatsen som granskas, till exempel hemtjänst", "the service to review, such as hemtjänst (home care)"
        ),
    )
    create.add_argument(
        "--day",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say("granskningsdagen, till exempel 2026-11-24", "the review day, such as 2026-11-24"),
    )
    create.add_argument(
        "--dnr", default="", metavar=say("NUMMER", "NUMBER"), help=say("diarienummer", "the registry number")
    )
    create.add_argument(
        "--purpose",
        default="",
        metavar="TEXT",
        help=say("granskningens syfte, till sammanställningen", "the review's purpose, for the summary"),
    )
    create.add_argument(
        "--method",
        default="",
        metavar="TEXT",
        help=say("hur den går till, till sammanställningen", "how it is carried out, for the summary"),
    )
    create.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help=say("frö för urvalet; annars slumpas ett", "the seed of the sample; otherwise one is drawn"),
    )
    create.set_defaults(run=create_round)

    participants.add_round_commands(rounds)
    sample = rounds.add_parser(
        "sample",
        help=say("dra urvalet och gör besöken", "draw the sample and make the visits"),
        description=_sample_help(),
        formatter_class=raw,
    )
    round_argument(sample)
    sample.add_argument(
        "--size", type=int, metavar="N", help=say("antal brukare; annars alla", "how many users; otherwise all")
    )
    sample.add_argument(
        "--least",
        type=int,
        metavar="N",
        help=say(
            f"minst så många per utförare ({_LEAST}), med --size",
            f"at least this many of each provider ({_LEAST}), with --size",
        ),
    )
    sample.add_argument(
        "--for-signals",
        action="store_true",
        help=say(
            "högst hälften för brukare med öppna varningssignaler",
            "at most half of them for users with open warning signals",
        ),
    )
    sample.add_argument(
        "--user",
        action="append",
        default=[],
        metavar=say("BRUKAR-ID", "USER-ID"),
        help=say(
            "välj den brukaren för hand; kan anges flera gånger",
            "choose that user by hand; may be given more than once",
        ),
    )
    sample.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar=say("BRUKAR-ID", "USER-ID"),
        help=say(
            "utelämna den brukaren, i kris eller efter ett nej; kan anges flera gånger",
            "leave that user out, in a crisis or after a refusal; may be given more than once",
        ),
    )
    sample.add_argument(
        "--series",
        default="",
        metavar="N",
        help=say("numret före bindestrecket i ärendenumren", "the number before the hyphen in the case numbers"),
    )
    sample.add_argument("--no-providers", action="store_true", help=say("inga utförarbesök", "no visits to providers"))
    sample.add_argument(
        "--announced",
        action="store_true",
        help=say("utförarbesöken är anmälda", "the visits to providers are announced"),
    )
    sample.add_argument(
        "--user-checklist",
        default="",
        metavar=say("ID|FIL", "ID|FILE"),
        help=say(
            "checklistan för brukarbesök; annars den för omgångens insats",
            "the checklist for visits to users; otherwise the one for the round's service",
        ),
    )
    sample.add_argument(
        "--provider-checklist",
        metavar=say("ID|FIL", "ID|FILE"),
        help=say(
            f"checklistan för utförarbesök; annars {_PROVIDER_CHECKLIST}",
            f"the checklist for visits to providers; otherwise {_PROVIDER_CHECKLIST}",
        ),
    )
    sample.set_defaults(run=draw, refuse=sample.error)

    sharing.add_round_commands(rounds)
    pack = rounds.add_parser(
        "pack",
        help=say(
            "vad varje besökares dator får vid nästa synk; öppnar oanmälda besök på dagen",
            "what each visitor's computer gets at the next sync; opens unannounced visits on the day",
        ),
    )
    round_argument(pack)
    pack.set_defaults(run=show_packs)
    doubles.add_round_commands(rounds)
    calibration.add_round_commands(rounds)
    comparison.add_round_commands(rounds)
    locking.add_round_commands(rounds)
    listed = rounds.add_parser("list", help=say("alla omgångar", "all rounds"))
    listed.set_defaults(run=list_rounds)
    show = rounds.add_parser(
        "show", help=say("en omgång: deltagare, ärenden, besök", "one round: participants, cases, visits")
    )
    round_argument(show)
    show.set_defaults(run=show_round)


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
