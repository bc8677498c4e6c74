"""`kollegie suspicions`: confidential suspicions, for those who may read them and on their own laptop alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.shared_arguments import as_of_option
from kollegie.cli.suspicion_content import suspicion_json, suspicion_line, whole_json
from kollegie.language import say

if TYPE_CHECKING:
    pass


def _long_help() -> str:
    return say(
        """\
En förtrolig misstanke är vad någon som leder en granskning misstänker, om vilka och på vilken grund. Den är ingen dom.
Den står bara i databasen där den skrevs: den synkas inte, finns inte i sök, sammanställning eller export, och visas
bara för den som skrev den. Den som ska få läsa anges med --reader och får en egen, förseglad kopia med copy.
MISSTANKE är början av misstankens id. Skriv vilka den gäller med våra nummer: "utförare U2", "personal 17",
"ärende 4-017", eller ärendets id där flera olåsta granskningar har numret.
Det som skrivs på kommandoraden kan stå kvar i skalets historik: utelämna texterna, så frågas de.
Kopian öppnas med fyra ord. Lämna dem muntligt, aldrig med filen, och radera filen när den är mottagen.
Reservkopior av databasen innehåller misstankarna, och databasens återställningsnyckel öppnar dem.""",
        """\
A confidential suspicion is what somebody who leads a review suspects, about whom and on what ground. It is no verdict.
It stands only in the database where it was written: it is not synced, is in no search, summary or export, and is shown
only to whoever wrote it. Those who are to read it are named with --reader and get a sealed copy of their own with copy.
SUSPICION is the beginning of its id. Say whom it is about with our numbers: "provider U2", "staff 17", "case 4-017", or
the id of the case where several open reviews have the number.
What is written on the command line may stay in the shell's history: leave the texts out and you are asked for them.
The copy opens with four words. Give them by word of mouth, never with the file, and delete the file once received.
Backups of the database hold the suspicions, and the recovery key of the database opens them.""",
    )


def add_to(commands: Commands) -> None:
    """Add `suspicions`."""
    parser = commands.add_parser(
        "suspicions",
        help=say(
            "förtroliga misstankar: bara på den egna datorn, för dem som får läsa",
            "confidential suspicions: on your own computer only, for those who may read them",
        ),
        description=_long_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="suspicions_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = acts.add_parser("list", help=say("de misstankar du får läsa", "the suspicions you may read"))
    as_of_option(listed)
    listed.set_defaults(run=list_suspicions)
    _one(
        acts,
        "show",
        say("en misstanke hel; läsningen antecknas vid den", "one suspicion in full; the reading is noted beside it"),
        show_suspicion,
    )
    new = acts.add_parser("record", help=say("skriv en misstanke", "write a suspicion"))
    new.add_argument(
        "--about",
        action="append",
        default=[],
        metavar=say("VEM", "WHO"),
        help=say(
            'vem det gäller, som "utförare U2"; kan anges flera gånger',
            'whom it is about, such as "provider U2"; may be given more than once',
        ),
    )
    new.add_argument(
        "--suspected",
        metavar="TEXT",
        help=say("vad som misstänks; annars frågas det", "what is suspected; otherwise you are asked"),
    )
    new.add_argument(
        "--ground",
        metavar="TEXT",
        help=say("vad misstanken vilar på; annars frågas det", "what the suspicion rests on; otherwise you are asked"),
    )
    new.add_argument(
        "--links",
        action="append",
        default=[],
        metavar="TEXT",
        help=say(
            "vem som delar vad med vem; kan anges flera gånger",
            "who shares what with whom; may be given more than once",
        ),
    )
    new.add_argument(
        "--signal",
        action="append",
        default=[],
        metavar="SIGNAL",
        help=say("en signal den vilar på; kan anges flera gånger", "a signal it rests on; may be given more than once"),
    )
    new.add_argument(
        "--reader",
        action="append",
        default=[],
        metavar=say("NAMN", "NAME"),
        help=say("vem mer som får läsa; kan anges flera gånger", "who else may read it; may be given more than once"),
    )
    new.add_argument(
        "--look-again",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say("när den ses över; annars om 30 dagar", "when it is looked at again; otherwise in 30 days"),
    )
    new.set_defaults(run=record)
    for name, words in (
        ("add", say("lägg till det som har kommit fram", "add what has come to light")),
        (
            "tell",
            say(
                "anteckna att misstanken är lämnad till polisen eller en annan myndighet",
                "note that the suspicion has been handed to the police or another authority",
            ),
        ),
        ("close", say("avsluta misstanken, med skäl", "close the suspicion, with a reason")),
        ("reopen", say("öppna en avslutad igen, med skäl", "open a closed one again, with a reason")),
    ):
        _one(acts, name, words, _worded(name)).add_argument(
            "text", nargs="?", metavar="TEXT", help=say("orden; annars frågas de", "the words; otherwise you are asked")
        )
    _one(
        acts,
        "look-again",
        say("välj dagen när misstanken ses över", "choose the day when the suspicion is looked at again"),
        set_day,
    ).add_argument(
        "day",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say("dagen, till exempel 2027-01-15", "the day, such as 2027-01-15"),
    )
    readers = _one(
        acts,
        "readers",
        say(
            "ange på nytt vilka fler som får läsa; utan namn bara du",
            "set anew who else may read it; without names only you may",
        ),
        set_readers,
    )
    readers.add_argument(
        "reader",
        nargs="*",
        metavar=say("NAMN", "NAME"),
        help=say("namnen på dem som får läsa", "the names of those who may read it"),
    )
    copied = _one(
        acts,
        "copy",
        say(
            "försegla en kopia till en som får läsa; orden som öppnar den visas en gång",
            "seal a copy for one who may read; the words that open it are shown once",
        ),
        copy,
    )
    copied.add_argument(
        "--for",
        dest="reader",
        required=True,
        metavar=say("NAMN", "NAME"),
        help=say("vem kopian är till", "whom the copy is for"),
    )
    copied.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar=say("FIL", "FILE"),
        help=say("kopian som skrivs", "the copy to write"),
    )
    taken = acts.add_parser(
        "take-in", help=say("ta emot en kopia som är gjord till dig", "take in a copy made for you")
    )
    taken.add_argument("file", type=Path, metavar=say("FIL", "FILE"), help=say("kopian", "the copy"))
    taken.add_argument(
        "--words-file",
        type=Path,
        metavar=say("FIL", "FILE"),
        help=say(
            "orden på första raden; annars frågas de",
            "a file with the words on its first line; otherwise you are asked",
        ),
    )
    taken.set_defaults(run=take_in)
    _one(
        acts,
        "erase",
        say(
            "radera en avslutad misstanke, eller en kopia, från den här databasen",
            "erase a closed suspicion, or a copy, from this database",
        ),
        erase,
    )


def _one(
    acts: Commands, name: str, words: str, run: Callable[[argparse.Namespace, Context], int]
) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=words)
    parser.add_argument(
        "suspicion",
        metavar=say("MISSTANKE", "SUSPICION"),
        help=say("början av misstankens id", "the beginning of its id"),
    )
    parser.set_defaults(run=run)
    return parser


def list_suspicions(args: argparse.Namespace, context: Context) -> int:
    """Tell those the person of this database may read."""
    from kollegie.follow_up.suspicions import my_suspicions

    store = context.store()
    found = my_suspicions(store)
    today = args.as_of or store.clock().astimezone().date()
    lines = [
        suspicion_line(one) + (say(", ses över nu", ", look again now") if one.is_due(today) else "") for one in found
    ]
    none = say("Inga förtroliga misstankar.", "No confidential suspicions.")
    context.result({"suspicions": [suspicion_json(one) | {"due": one.is_due(today)} for one in found]}, lines or [none])
    return 0


def show_suspicion(args: argparse.Namespace, context: Context) -> int:
    """Tell one whole; that it is read is noted first."""
    from kollegie.follow_up.suspicions import find_suspicion, read_suspicion
    from kollegie.model.suspicions import about_words

    store = context.store()
    one = read_suspicion(store, find_suspicion(store, args.suspicion).id)
    lines = [suspicion_line(one), say("Gäller: ", "About: ") + ", ".join(about_words(one.about)), one.suspected]
    lines += [say("Grund: ", "Ground: ") + one.ground, *(f"  {line}" for line in one.links.splitlines())]
    lines.append(say("Får läsa: ", "May read: ") + ", ".join((one.recorder, *(name for _, name in one.readers))))
    lines += [f"{step.at.astimezone():%Y-%m-%d %H.%M}  {step.by}: {step.kind.word} {step.text}" for step in one.steps]
    context.result(suspicion_json(one) | whole_json(one), lines)
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
    context.result(suspicion_json(made), [suspicion_line(made)])
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
    context.result(suspicion_json(made), [suspicion_line(made)])
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
    context.result(suspicion_json(one), [suspicion_line(one)])
    return 0
