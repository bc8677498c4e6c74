"""Commands about what opens the store: its passphrase and its recovery key."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.language import say


def _recovery_help() -> str:
    return say(
        """\
Gör en ny återställningsnyckel: fjorton grupper om fyra tecken som öppnar databasen när lösenfrasen är glömd. Den visas
en enda gång. Skriv upp den och förvara den inlåst hos enheten, inte vid datorn. En tidigare nyckel slutar gälla.""",
        """\
Makes a new recovery key: fourteen groups of four characters that open the database when the passphrase is forgotten.
It is shown only once. Write it down and keep it locked up at the unit, not with the computer. An earlier key stops
working.""",
    )


def _change_help() -> str:
    return say(
        """\
Byt lösenfras. Ingenting krypteras om. Är den gamla glömd anges återställningsnyckeln i dess ställe; då ersätts alla
lösenfraser.""",
        """\
Changes the passphrase. Nothing is encrypted anew. If the old one is forgotten, give the recovery key in its place;
then all passphrases are replaced.""",
    )


def add_to(commands: Commands) -> None:
    """Add `keys`."""
    raw = argparse.RawDescriptionHelpFormatter
    keys = commands.add_parser(
        "keys",
        help=say(
            "vad som öppnar databasen: lösenfras och återställningsnyckel",
            "what opens the database: passphrase and recovery key",
        ),
    )
    acts = keys.add_subparsers(dest="keys_command", metavar=say("HANDLING", "ACT"), required=True)
    acts.add_parser(
        "list", help=say("de nycklar som finns; inget hemligt visas", "the keys there are; nothing secret is shown")
    ).set_defaults(run=list_keys)
    acts.add_parser(
        "add-recovery",
        help=say("gör en återställningsnyckel", "make a recovery key"),
        description=_recovery_help(),
        formatter_class=raw,
    ).set_defaults(run=make_recovery)
    change = acts.add_parser(
        "change-passphrase",
        help=say("byt lösenfras", "change the passphrase"),
        description=_change_help(),
        formatter_class=raw,
    )
    change.add_argument(
        "--new-passphrase-file",
        metavar=say("FIL", "FILE"),
        help=say("fil med den nya lösenfrasen på första raden", "a file with the new passphrase on its first line"),
    )
    change.set_defaults(run=change_key)
    remove = acts.add_parser(
        "remove", help=say("ta bort en nyckel, aldrig den sista lösenfrasen", "remove a key, never the last passphrase")
    )
    remove.add_argument(
        "number",
        metavar=say("NUMMER", "NUMBER"),
        type=int,
        help=say("nyckelns nummer, se ”keys list”", "the number of the key, see “keys list”"),
    )
    remove.set_defaults(run=remove_key)


def list_keys(_args: argparse.Namespace, context: Context) -> int:
    """Tell every way into the store."""
    from kollegie.store.keys import RECOVERY, key_slots

    slots = key_slots(context.store_path)
    words = {"passphrase": say("lösenfras", "passphrase"), RECOVERY: say("återställningsnyckel", "recovery key")}
    context.result(
        {
            "keys": [
                {
                    "number": one.number,
                    "kind": one.kind,
                    "memory_mib": None if one.cost is None else one.cost.memory_kib // 1024,
                    "passes": None if one.cost is None else one.cost.passes,
                }
                for one in slots
            ]
        },
        [f"{one.number}  {words.get(one.kind, one.kind)}" for one in slots],
    )
    return 0


def make_recovery(_args: argparse.Namespace, context: Context) -> int:
    """Make a recovery key, show it once, and let it be typed back where somebody sits there."""
    from kollegie.store.errors import RecoveryKeyMistyped
    from kollegie.store.keys import add_recovery, read_key
    from kollegie.store.recovery_keys import new_recovery_key, secret_of

    passphrase = context.passphrase()
    read_key(context.store_path, passphrase)
    made = new_recovery_key()
    typed = made
    if sys.stdin.isatty() and not context.json:
        print(made)
        typed = input(say("Skriv nyckeln som du har antecknat den: ", "Type the key as you have written it down: "))
    if secret_of(typed) != secret_of(made):  # an older key on the paper is a sound key too
        raise RecoveryKeyMistyped
    add_recovery(context.store_path, passphrase, made)
    context.result(
        {"recovery_key": made},
        [
            made,
            say(
                "Nyckeln visas inte igen. Förvara den inlåst, inte vid datorn.",
                "The key is not shown again. Keep it locked away, not by the computer.",
            ),
        ],
    )
    return 0


def change_key(args: argparse.Namespace, context: Context) -> int:
    """Change the passphrase."""
    from kollegie.store.keys import change_passphrase

    old = context.passphrase()
    new = _new_passphrase(args, context)
    change_passphrase(context.store_path, old, new)
    context.result({"changed": True}, [say("Lösenfrasen är bytt.", "The passphrase is changed.")])
    return 0


def remove_key(args: argparse.Namespace, context: Context) -> int:
    """Take a way in away."""
    from kollegie.store.keys import remove_slot

    remove_slot(context.store_path, context.passphrase(), args.number)
    words = say(f"Nyckel {args.number} är borttagen.", f"Key {args.number} is removed.")
    context.result({"removed": args.number}, [words])
    return 0


def _new_passphrase(args: argparse.Namespace, context: Context) -> str:
    from kollegie.cli.context import NoPassphrase, passphrase_in
    from kollegie.store.passphrases import propose_passphrase

    if args.new_passphrase_file:
        return passphrase_in(Path(args.new_passphrase_file))
    if not sys.stdin.isatty():
        raise NoPassphrase
    context.tell(say("Förslag: ", "A proposal: ") + propose_passphrase())
    while True:
        new = getpass.getpass(say("Ny lösenfras: ", "New passphrase: "))
        if new == getpass.getpass(say("En gång till: ", "Once more: ")):
            return new
        context.tell(say("De två är inte lika.", "The two differ."))
