"""Commands about the store itself: make it, check it."""

from __future__ import annotations

import argparse
from typing import Any

from kollegie.cli.context import Context
from kollegie.language import say


def add_to(commands: Any) -> None:
    """Add `init` and `check`."""
    init = commands.add_parser("init", help="gör en ny krypterad databas på den här datorn")
    init.add_argument("--municipality", required=True, metavar="NAMN")
    init.add_argument("--person", required=True, metavar="NAMN")
    init.set_defaults(run=make)
    check = commands.add_parser("check", help="kontrollera att databasen är hel")
    check.set_defaults(run=check_store)


def make(args: argparse.Namespace, context: Context) -> int:
    """Make an encrypted store that belongs to one person."""
    from kollegie.store import create_store

    path = context.store_path
    path.parent.mkdir(parents=True, exist_ok=True)
    store = create_store(path, context.passphrase(), municipality=args.municipality, person=args.person)
    person = str(store.me)
    store.close()
    context.result(
        {"store": str(path), "person": person},
        [say(f"{path.name} är skapad och krypterad.", f"{path.name} is made and encrypted.")],
    )
    return 0


def check_store(_args: argparse.Namespace, context: Context) -> int:
    """Check every page, every key and every capture trigger."""
    from kollegie.store import check_file

    problems = check_file(context.store_path, context.passphrase())
    lines = list(problems) or [say("Databasen är hel.", "The database is whole.")]
    context.result({"ok": not problems, "problems": list(problems)}, lines)
    return 1 if problems else 0
