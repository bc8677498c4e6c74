"""The command that plays the demonstration."""

from __future__ import annotations

import argparse
from pathlib import Path

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.language import say

PASSPHRASE = "demo"


def _long_help() -> str:
    return say(
        """\
Spelar en hel granskningsdag med påhittade människor: import, omgång, fördelning, omkring 600 svar på åtta datorer, ett
program som stoppas mitt i en anteckning, synk genom ett nav, åtgärder och sammanställning. I mappen ligger sedan
lead.kollegie, visitor-1.kollegie …, hub.kollegie, import/*.csv, summary-internal.pdf och summary-public.pdf.
Databaserna öppnas med lösenfrasen som gavs, eller med ”demo”. Samma frö ger samma uppgifter.""",
        """\
Plays a whole review day with made-up people: import, round, assignment, some 600 answers on eight computers, a
program that is stopped in the middle of a note, sync through a hub, actions and summary. The folder then holds
lead.kollegie, visitor-1.kollegie …, hub.kollegie, import/*.csv, summary-internal.pdf and summary-public.pdf.
The databases open with the passphrase given, or with “demo”. The same seed gives the same data.""",
    )


def add_to(commands: Commands) -> None:
    """Add `demo`."""
    parser = commands.add_parser(
        "demo",
        help=say("spela en hel granskningsdag med påhittade människor", "play a whole review day with made-up people"),
        description=_long_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "folder",
        metavar=say("MAPP", "FOLDER"),
        type=Path,
        help=say("mappen som granskningsdagen läggs i", "the folder the review day is put in"),
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="N",
        help=say("slumpfrö; samma tal ger samma dag (1)", "the seed; the same number gives the same day (1)"),
    )
    parser.add_argument(
        "--scale",
        type=_at_least_one,
        default=1,
        metavar="N",
        help=say("gånger så många människor (1)", "this many times as many people (1)"),
    )
    parser.add_argument(
        "--day",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say("granskningsdag; annars en fast tisdag", "the review day; otherwise a fixed Tuesday"),
    )
    parser.set_defaults(run=play_demo)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(say("minst 1", "at least 1"))
    return number


def play_demo(args: argparse.Namespace, context: Context) -> int:
    """Play the day and tell what came of it."""
    from kollegie.demo.playing import DAY, play

    played = play(
        args.folder,
        context.passphrase_given or PASSPHRASE,
        seed=args.seed,
        scale=args.scale,
        day=args.day or DAY,
        progress=context.progress(),
    )
    recovered = played.recovered
    content = {
        "folder": str(played.folder),
        "round": str(played.review.id),
        "visitors": played.visitors,
        "answers": played.answers,
        "signed": played.signed,
        "conflicts": played.conflicts,
        "actions": played.actions,
        "recovered": recovered.answers if recovered else 0,
        "unsynced": played.unsynced,
        "files": [path.name for path in played.files],
    }
    lines = [
        say(
            f"{played.answers} svar på {played.visitors} datorer, {played.signed} besök signerade.",
            f"{played.answers} answers on {played.visitors} computers, {played.signed} visits signed.",
        ),
        say(
            f"{played.conflicts} konflikter att avgöra, {played.actions} åtgärder.",
            f"{played.conflicts} conflicts to settle, {played.actions} actions.",
        ),
    ]
    if recovered:
        lines.append(
            say(
                f"Ett program stoppades mitt i en anteckning: {recovered.answers} svar fanns kvar, inget saknades.",
                f"A program was stopped in the middle of a note: {recovered.answers} answers were there, none missing.",
            )
        )
    lines += [str(path) for path in played.files]
    context.result(content, lines)
    return 0
