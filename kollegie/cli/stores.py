"""Commands about the store itself: make it, check it, copy it, put a copy back."""

from __future__ import annotations

import argparse
from pathlib import Path

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.language import say


def add_to(commands: Commands) -> None:
    """Add `init`, `check`, `backup` and `restore`."""
    init = commands.add_parser(
        "init",
        help=say("gör en ny krypterad databas på den här datorn", "make a new encrypted database on this computer"),
    )
    init.add_argument(
        "--municipality",
        required=True,
        metavar=say("NAMN", "NAME"),
        help=say("kommunen du arbetar i", "the municipality you work for"),
    )
    init.add_argument(
        "--person",
        required=True,
        metavar=say("NAMN", "NAME"),
        help=say("ditt namn; databasen hör till dig", "your name; the database belongs to you"),
    )
    init.set_defaults(run=make)
    check = commands.add_parser(
        "check", help=say("kontrollera att databasen är hel", "check that the database is whole")
    )
    check.set_defaults(run=check_store)
    backup = commands.add_parser(
        "backup",
        help=say(
            "gör en krypterad, kontrollerad kopia av databasen", "make an encrypted, checked copy of the database"
        ),
    )
    backup.add_argument(
        "--out", required=True, metavar=say("FIL", "FILE"), help=say("kopian som skrivs", "the copy to write")
    )
    backup.set_defaults(run=back_up_store)
    restore = commands.add_parser(
        "restore",
        help=say(
            "lägg tillbaka en kopia, bredvid den databas som finns",
            "put a copy back, beside the database that is there",
        ),
    )
    restore.add_argument(
        "file",
        metavar=say("FIL", "FILE"),
        help=say(
            "kopian; --store säger var den återställda databasen ska ligga",
            "the copy; --store says where the restored database is to lie",
        ),
    )
    restore.set_defaults(run=restore_store)


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
    from kollegie.cli.sync import quarantined
    from kollegie.store import check_file
    from kollegie.sync.state import set_aside_words, sync_state

    problems = check_file(context.store_path, context.passphrase())
    lines = list(problems) or [say("Databasen är hel.", "The database is whole.")]
    aside = sync_state(context.store()).set_aside if not problems else ()
    if aside:
        lines.append(say("Från navet, inte betrott och inte intaget:", "From the hub, not believed and not taken in:"))
        lines += [f"  {set_aside_words(one)}" for one in aside]
    told = {"ok": not problems, "problems": list(problems), "quarantined": quarantined(aside)}
    context.result(told, lines)
    return 1 if problems else 0


def back_up_store(args: argparse.Namespace, context: Context) -> int:
    """Copy the store, encrypted and checked."""
    from kollegie.store.backup import back_up
    from kollegie.store.whole_copies import belongs_to

    out = back_up(context.store(), Path(args.out), context.progress())
    beside = belongs_to(out)
    sv, en = (f"{', '.join(beside[:-1])}{word}{beside[-1]}" if beside[1:] else beside[0] for word in (" och ", " and "))
    context.result(
        {"backup": str(out), "bytes": out.stat().st_size, "beside": list(beside)},
        [
            say(
                f"Kopian är gjord och kontrollerad: {out}. Spara den tillsammans med {sv}.",
                f"The copy is made and checked: {out}. Keep it together with {en}.",
            )
        ],
    )
    return 0


def restore_store(args: argparse.Namespace, context: Context) -> int:
    """Put a backup back; a store that is there already is left alone."""
    from kollegie.store.backup import restore

    target = restore(Path(args.file), context.passphrase(), context.store_path)
    context.result(
        {"store": str(target), "beside": target != context.store_path},
        [
            say(
                f"Återställd som {target}. Synken är av tills någon slår på den med kollegie sync --resume.",
                f"Restored as {target}. Sync is off until somebody turns it on with kollegie sync --resume.",
            )
        ],
    )
    return 0
