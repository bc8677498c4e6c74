"""`kollegie suspicions`: confidential suspicions, for those who may read them and on their own laptop alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.suspicions import Suspicion

HELP = """\
En förtrolig misstanke är vad någon som leder en granskning misstänker, om vilka och på vilken grund. Den är ingen dom.
Den står bara i databasen där den skrevs: den synkas inte, finns inte i sök, sammanställning eller export, och visas
bara för den som skrev den. Den som ska få läsa anges med --reader och får en egen, förseglad kopia med copy.
MISSTANKE är början av misstankens id. Skriv vilka den gäller med våra nummer: "utförare U2", "personal 17",
"ärende 4-017", eller ärendets id där flera olåsta granskningar har numret.
Det som skrivs på kommandoraden kan stå kvar i skalets historik: utelämna texterna, så frågas de.
Kopian öppnas med fyra ord. Lämna dem muntligt, aldrig med filen, och radera filen när den är mottagen.
Reservkopior av databasen innehåller misstankarna, och databasens återställningsnyckel öppnar dem."""


def add_to(commands: Commands) -> None:
    """Add `suspicions`."""
    parser = commands.add_parser(
        "suspicions",
        help="förtroliga misstankar: bara på den egna datorn, för dem som får läsa",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="suspicions_command", metavar="HANDLING", required=True)
    listed = acts.add_parser("list", help="de misstankar du får läsa")
    listed.add_argument("--as-of", type=day, metavar="DATUM", help="dagen som räknas; annars i dag")
    listed.set_defaults(run=list_suspicions)
    _one(acts, "show", "en misstanke hel; läsningen antecknas vid den", show_suspicion)
    new = acts.add_parser("record", help="skriv en misstanke")
    new.add_argument("--about", action="append", default=[], metavar="VEM", help='till exempel "utförare U2"; upprepa')
    new.add_argument("--suspected", metavar="TEXT", help="vad som misstänks; annars frågas det")
    new.add_argument("--ground", metavar="TEXT", help="vad misstanken vilar på; annars frågas det")
    new.add_argument("--links", action="append", default=[], metavar="TEXT", help="vem som delar vad med vem; upprepa")
    new.add_argument("--signal", action="append", default=[], metavar="SIGNAL", help="en signal den vilar på; upprepa")
    new.add_argument("--reader", action="append", default=[], metavar="NAMN", help="vem mer som får läsa; upprepa")
    new.add_argument("--look-again", type=day, metavar="DATUM", help="när den ses över; annars om 30 dagar")
    new.set_defaults(run=record)
    for name, words in (
        ("add", "lägg till det som har kommit fram"),
        ("tell", "anteckna att misstanken är lämnad till polisen eller en annan myndighet"),
        ("close", "avsluta misstanken, med skäl"),
        ("reopen", "öppna en avslutad igen, med skäl"),
    ):
        _one(acts, name, words, _worded(name)).add_argument("text", nargs="?", metavar="TEXT")
    _one(acts, "look-again", "välj dagen när misstanken ses över", set_day).add_argument(
        "day", type=day, metavar="DATUM"
    )
    readers = _one(acts, "readers", "ange på nytt vilka fler som får läsa; utan namn bara du", set_readers)
    readers.add_argument("reader", nargs="*", metavar="NAMN")
    copied = _one(acts, "copy", "försegla en kopia till en som får läsa; orden som öppnar den visas en gång", copy)
    copied.add_argument("--for", dest="reader", required=True, metavar="NAMN")
    copied.add_argument("--out", required=True, type=Path, metavar="FIL")
    taken = acts.add_parser("take-in", help="ta emot en kopia som är gjord till dig")
    taken.add_argument("file", type=Path, metavar="FIL")
    taken.add_argument("--words-file", type=Path, metavar="FIL", help="orden på första raden; annars frågas de")
    taken.set_defaults(run=take_in)
    _one(acts, "erase", "radera en avslutad misstanke, eller en kopia, från den här databasen", erase)


def _one(
    acts: Commands, name: str, words: str, run: Callable[[argparse.Namespace, Context], int]
) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=words)
    parser.add_argument("suspicion", metavar="MISSTANKE", help="början av misstankens id")
    parser.set_defaults(run=run)
    return parser


def list_suspicions(args: argparse.Namespace, context: Context) -> int:
    """Tell those the person of this database may read."""
    from kollegie.follow_up.suspicions import my_suspicions

    store = context.store()
    found = my_suspicions(store)
    today = args.as_of or store.clock().astimezone().date()
    lines = [_line(one) + (say(", ses över nu", ", look again now") if one.is_due(today) else "") for one in found]
    none = say("Inga förtroliga misstankar.", "No confidential suspicions.")
    context.result({"suspicions": [_content(one) | {"due": one.is_due(today)} for one in found]}, lines or [none])
    return 0


def show_suspicion(args: argparse.Namespace, context: Context) -> int:
    """Tell one whole; that it is read is noted first."""
    from kollegie.follow_up.suspicions import find_suspicion, read_suspicion
    from kollegie.model.suspicions import about_words

    store = context.store()
    one = read_suspicion(store, find_suspicion(store, args.suspicion).id)
    lines = [_line(one), say("Gäller: ", "About: ") + ", ".join(about_words(one.about)), one.suspected]
    lines += [say("Grund: ", "Ground: ") + one.ground, *(f"  {line}" for line in one.links.splitlines())]
    lines.append(say("Får läsa: ", "May read: ") + ", ".join((one.recorder, *(name for _, name in one.readers))))
    lines += [f"{step.at.astimezone():%Y-%m-%d %H.%M}  {step.by}: {step.kind.word} {step.text}" for step in one.steps]
    context.result(_content(one) | _whole(one), lines)
    return 0


def record(args: argparse.Namespace, context: Context) -> int:
    """Record a suspicion."""
    from kollegie.follow_up.suspicions import reader_named, record_suspicion
    from kollegie.model.suspicions import about_in
    from kollegie.screening.moving import find_signal

    about, wrong = about_in("\n".join(args.about))
    if wrong:
        context.tell(
            say(
                f"{wrong}: börja med vad det är, till exempel utförare, personal, brukare, företrädare eller ärende.",
                f"{wrong}: begin with what it is, such as provider, staff, user, representative or case.",
            )
        )
        return 1
    store = context.store()
    with store.reading() as reading:
        signals = [find_signal(reading, beginning).id for beginning in args.signal]
        readers = [reader_named(reading, name) for name in args.reader]
    made = record_suspicion(
        store,
        about,
        _asked(args.suspected, say("Vad misstänks? ", "What is suspected? ")),
        _asked(args.ground, say("På vilken grund? ", "On which ground? ")),
        links="\n".join(args.links),
        signals=signals,
        readers=readers,
        look_again=args.look_again,
    )
    context.result(_content(made), [_line(made)])
    return 0


def _asked(given: str | None, question: str) -> str:
    """What stands on the command line, or is asked for, so that no shell keeps it."""
    if given is not None:
        return given
    print(question, end="", file=sys.stderr, flush=True)
    return input()


def _worded(name: str) -> Callable[[argparse.Namespace, Context], int]:
    def run(args: argparse.Namespace, context: Context) -> int:
        from kollegie.follow_up import suspicions as acts

        store = context.store()
        id = acts.find_suspicion(store, args.suspicion).id
        acts.WORDED[name](store, id, _asked(args.text, say("Text: ", "Text: ")))
        return _told(context, id.hex)

    return run


def set_day(args: argparse.Namespace, context: Context) -> int:
    """Choose the day it is looked at again."""
    from kollegie.follow_up.suspicions import find_suspicion, look_again_on

    id = find_suspicion(context.store(), args.suspicion).id
    look_again_on(context.store(), id, args.day)
    return _told(context, id.hex)


def set_readers(args: argparse.Namespace, context: Context) -> int:
    """Name who may read it."""
    from kollegie.follow_up.suspicions import find_suspicion, let_read, reader_named

    store = context.store()
    id = find_suspicion(store, args.suspicion).id
    with store.reading() as reading:
        readers = [reader_named(reading, name) for name in args.reader]
    let_read(store, id, readers)
    return _told(context, id.hex)


def copy(args: argparse.Namespace, context: Context) -> int:
    """Seal a copy and tell the words that open it, once."""
    from kollegie.follow_up.suspicions import copy_for, find_suspicion, reader_named

    store = context.store()
    id = find_suspicion(store, args.suspicion).id
    with store.reading() as reading:
        reader = reader_named(reading, args.reader)
    words = copy_for(store, id, reader, args.out)
    lines = [
        say(f"{args.out.name} och {args.out.name}.keys hör ihop; lämna båda.",
            f"{args.out.name} and {args.out.name}.keys belong together; hand over both."),
        say("Orden som öppnar kopian, och som inte visas igen: ",
            "The words that open the copy, not shown again: ") + words,
    ]  # fmt: skip
    context.result({"id": str(id), "file": str(args.out), "words": words}, lines)
    return 0


def take_in(args: argparse.Namespace, context: Context) -> int:
    """Take in a copy made for the person of this database."""
    import getpass

    from kollegie.cli.context import NoPassphrase, passphrase_in
    from kollegie.follow_up.suspicions import take_in_copy

    if args.words_file is None and not sys.stdin.isatty():
        raise NoPassphrase
    asked = say("Orden som öppnar kopian: ", "The words that open the copy: ")
    words = passphrase_in(args.words_file) if args.words_file else getpass.getpass(asked)
    made = take_in_copy(context.store(), args.file, words)
    context.result(_content(made), [_line(made)])
    return 0


def erase(args: argparse.Namespace, context: Context) -> int:
    """Erase a closed one, or a copy, from this database."""
    from kollegie.follow_up.suspicions import dispose_of_suspicion, find_suspicion

    id = find_suspicion(context.store(), args.suspicion).id
    dispose_of_suspicion(context.store(), id)
    gone = say("Raderad från den här databasen.", "Erased from this database.")
    context.result({"id": str(id), "erased": True}, [gone])
    return 0


def _told(context: Context, beginning: str) -> int:
    from kollegie.follow_up.suspicions import find_suspicion

    one = find_suspicion(context.store(), beginning)
    context.result(_content(one), [_line(one)])
    return 0


def _line(one: Suspicion) -> str:
    from kollegie.model.suspicions import about_words

    again = say(f", ses över {one.look_again}", f", look again {one.look_again}") if one.closed_on is None else ""
    due = one.disposable_from
    kept = say(f", gallras från {due}", f", erased from {due}") if due else ""
    whose = say(f", kopia från {one.recorder}", f", a copy from {one.recorder}") if one.copied_from else ""
    return f"{one.id}  {one.state.word}{again}{kept}{whose}  {', '.join(about_words(one.about))}"


def _content(one: Suspicion) -> dict[str, object]:
    return {
        "id": str(one.id),
        "state": one.state.value,
        "about": [{"kind": noun, "id": ref} for noun, ref in one.about],
        "recorded_by": one.recorder,
        "recorded_at": one.recorded_at.isoformat(),
        "look_again": one.look_again.isoformat() if one.look_again else None,
        "copy": bool(one.copied_from),
    }


def _whole(one: Suspicion) -> dict[str, object]:
    return {
        "suspected": one.suspected,
        "ground": one.ground,
        "links": one.links.splitlines(),
        "signals": [{"rule": rule, "id": id} for rule, id in one.signals],
        "readers": [name for _, name in one.readers],
        "steps": [
            {"at": step.at.isoformat(), "by": step.by, "step": step.kind.value, "text": step.text} for step in one.steps
        ],
    }
