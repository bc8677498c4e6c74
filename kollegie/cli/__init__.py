"""The command line: the same acts as in the window, one module per room.

Exit status: 0 done, 1 refused with a sentence that says what to do, 2 wrong usage, 3 done in part.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kollegie import __version__
from kollegie.cli.context import Context, FileTrouble, StoppedByUser, speak_utf8
from kollegie.cli.parsing import Commands, Parser
from kollegie.cli.speaking import OPTION, VARIABLE, choose_language
from kollegie.errors import KollegieError, reason_of
from kollegie.language import Language, say

ROOMS = (
    "demo",
    "stores",
    "keys",
    "checklists",
    "intake",
    "records",
    "screening",
    "signals",
    "invoices",
    "payouts",
    "planning",
    "visiting",
    "follow_up",
    "suspicions",
    "summary",
    "hubs",
    "sync",
    "conflicts",
    "erasing",
)
"""The modules that add commands, in the order they stand in `--help`; each has `add_to(commands)`."""

LANGUAGES = tuple(language.value for language in Language)


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options; a command leaves its function in `run`."""
    parser = Parser(
        prog="kollegie",
        description=say(
            "Kollegiegranskning av kommunens omsorg. Utan kommando öppnas fönstret.",
            "Peer review of municipal social care. Without a command the window opens.",
        ),
    )
    version = say("visa versionen", "show the version")
    parser.add_argument("--version", action="version", version=f"Kollegie {__version__}", help=version)
    parser.add_argument(
        "--store",
        metavar=say("FIL", "FILE"),
        help=say("databasfil, till exempel lead.kollegie", "the database, such as lead.kollegie"),
    )
    parser.add_argument(
        "--passphrase-file",
        metavar=say("FIL", "FILE"),
        help=say("fil med lösenfrasen på första raden", "a file with the passphrase on its first line"),
    )
    parser.add_argument(
        "--json", action="store_true", help=say("ett JSON-objekt på standard ut", "one JSON object on standard output")
    )
    parser.add_argument(
        OPTION,
        choices=LANGUAGES,
        help=say(
            f"språket; annars det i variabeln {VARIABLE}, annars det som är valt i fönstret, från början svenska",
            f"the language; otherwise that in the variable {VARIABLE}, or that chosen in the window, at first Swedish",
        ),
    )
    commands = parser.add_subparsers(dest="command", metavar=say("KOMMANDO", "COMMAND"))
    for room in ROOMS:
        import_module(f"kollegie.cli.{room}").add_to(commands)
    _finish(commands)
    return parser


def _finish(commands: Commands) -> None:
    """Let every command say what it does in its own help, and take `--json` and `--language` after it as well."""
    words = {told.dest: str(told.help) for told in commands._choices_actions}
    for name, command in commands.choices.items():
        command.description = command.description or f"{words[name][0].upper()}{words[name][1:]}."
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        command.add_argument(OPTION, choices=LANGUAGES, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        for action in command._actions:
            if isinstance(action, argparse._SubParsersAction):
                _finish(action)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    speak_utf8()
    words = sys.argv[1:] if argv is None else argv
    choose_language(words)
    parser = build_parser()
    args = parser.parse_args(words)
    if args.command is None:
        parser.print_help()
        return 2
    context = Context(args)
    try:
        status = int(args.run(args, context) or 0)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read the result has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KollegieError as problem:
        return _refused(problem)
    except OSError as problem:
        name = os.path.basename(str(problem.filename or "")) or say("En fil eller plats", "A file or place")
        return _refused(FileTrouble(name=name, why=reason_of(problem)))
    except (KeyboardInterrupt, EOFError):  # Ctrl+C, or Ctrl+D at a question
        print(file=sys.stderr)
        return _refused(StoppedByUser())
    finally:
        context.close()


def _refused(problem: KollegieError) -> int:
    print(problem.sentence(), file=sys.stderr)
    return 1
