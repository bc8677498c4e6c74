"""Commands for the hub itself: make it, let people and laptops join it, block one, and build it anew."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context, passphrase_in
from kollegie.cli.parsing import Commands
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.reviews import Role
    from kollegie.store import Store
    from kollegie.sync.enrolling import DeviceState, HubState, Invitation


def add_to(commands: Commands) -> None:
    """Add `hub`."""
    hub = commands.add_parser(
        "hub", help=say("gör, anslut till och se ett nav", "make, join and look at a hub")
    ).add_subparsers(dest="hub_command", metavar=say("HANDLING", "ACT"), required=True)
    create = hub.add_parser(
        "create",
        help=say("gör ett nytt nav och bli dess granskningsledare", "make a new hub and become its review lead"),
    )
    create.add_argument(
        "url",
        metavar=say("ADRESS", "ADDRESS"),
        help=say(
            "navets adress, till exempel sqlite:///nav.kollegie", "the hub's address, such as sqlite:///hub.kollegie"
        ),
    )
    create.add_argument(
        "--name",
        metavar=say("NAMN", "NAME"),
        help=say(
            "navets namn; annars filens eller databasens", "the hub's name; otherwise the file's or the database's"
        ),
    )
    create.set_defaults(run=create_hub)
    person = hub.add_parser(
        "add-person", help=say("lägg till någon som får ansluta sin dator", "add somebody whose computer may join")
    )
    person.add_argument("url", metavar=say("ADRESS", "ADDRESS"), help=say("navets adress", "the hub's address"))
    person.add_argument("name", metavar=say("NAMN", "NAME"), help=say("personens namn", "the person's name"))
    person.add_argument(
        "--role",
        required=True,
        choices=("lead", "visitor", "host", "reader"),
        help=say("granskningsledare, besökare, värd eller läsare", "review lead, visitor, host or reader"),
    )
    person.add_argument(
        "--municipality",
        metavar=say("NAMN", "NAME"),
        help=say(
            "personens kommun; annars säger personens egen dator det",
            "the person's municipality; otherwise the person's own computer tells",
        ),
    )
    person.set_defaults(run=add_person)
    enrol = hub.add_parser("enrol", help=say("anslut den här datorn till ett nav", "join this computer to a hub"))
    enrol.add_argument("url", metavar=say("ADRESS", "ADDRESS"), help=say("navets adress", "the hub's address"))
    enrol.set_defaults(run=enrol_laptop)
    upgrade = hub.add_parser(
        "upgrade",
        help=say(
            "ge en äldre server det programmet behöver, och lägg tillbaka Kollegies skydd (administratören)",
            "give an older server what the program needs, and put Kollegie's safeguards back (the administrator)",
        ),
    )
    upgrade.add_argument("url", metavar=say("ADRESS", "ADDRESS"), help=say("navets adress", "the hub's address"))
    upgrade.set_defaults(run=upgrade_hub)
    status = hub.add_parser("status", help=say("vad navet säger om sig självt", "what the hub says of itself"))
    status.add_argument("url", metavar=say("ADRESS", "ADDRESS"), help=say("navets adress", "the hub's address"))
    status.set_defaults(run=show_hub)
    revoke = hub.add_parser("revoke", help=say("spärra en borttappad dator", "block a lost computer"))
    revoke.add_argument("url", metavar=say("ADRESS", "ADDRESS"), help=say("navets adress", "the hub's address"))
    numbered = say(
        "datorns nummer (se hub status), eller personens namn om den bara har en dator",
        "the number of the computer (see hub status), or the person's name where the person has only one",
    )
    revoke.add_argument("whom", metavar=say("DATOR|PERSON", "COMPUTER|PERSON"), help=numbered)
    revoke.set_defaults(run=revoke_laptop)
    rebuild = hub.add_parser(
        "rebuild",
        help=say(
            "ställ undan en skadad navfil och bygg en ny från datorerna",
            "set a damaged hub file aside and build a new one from the computers",
        ),
    )
    rebuild.add_argument("url", metavar=say("ADRESS", "ADDRESS"), help=say("navets adress", "the hub's address"))
    rebuild.set_defaults(run=rebuild_hub)
    for parser in (create, enrol, status, upgrade):
        parser.add_argument(
            "--hub-passphrase-file",
            metavar=say("FIL", "FILE"),
            help=say(
                "fil med navets lösenfras, om den är en annan",
                "a file with the hub's passphrase, if it is a different one",
            ),
        )


def _hub_passphrase(args: argparse.Namespace, context: Context) -> str:
    if args.hub_passphrase_file is None:
        return context.passphrase()
    return passphrase_in(Path(args.hub_passphrase_file))


def create_hub(args: argparse.Namespace, context: Context) -> int:
    """Make a hub and join it as its first lead."""
    from kollegie.sync.enrolling import create_hub as create
    from kollegie.sync.inviting import invite_participants, limits_of, words_to_join
    from kollegie.sync.state import sync_state

    store = context.store()
    state = create(store, args.url, _hub_passphrase(args, context), name=args.name, progress=context.progress())
    invited: list[tuple[Invitation, Role]] = []
    whole = False
    try:
        invite_participants(
            store, args.url, given=lambda one, role: invited.append((one, role)), progress=context.progress()
        )
        whole = True
    finally:  # an address is told only once: those that are made are told also where the next one could not be
        lines = [say(f"Navet {state.name} är skapat.", f"The hub {state.name} is made.")]
        lines += filter(None, (sync_state(store).advice, limits_of(args.url)))
        lines += [words_to_join(one, _home_of(store, one)) for one, _role in invited]
        if not whole:
            lines.append(
                say(
                    "Alla blev inte tillagda. Lägg till de andra: kollegie hub add-person ADRESS NAMN --role ROLL.",
                    "Not everyone was added. Add the others: kollegie hub add-person ADDRESS NAME --role ROLE.",
                )
            )
        elif not invited:
            lines.append(
                say(
                    "Lägg till var och en: kollegie hub add-person ADRESS NAMN --role ROLL skriver ut vad som behövs.",
                    "Add everyone: kollegie hub add-person ADDRESS NAME --role ROLE prints what the person needs.",
                )
            )
        context.result(_state(state) | {"persons": [_invited(one, role) for one, role in invited]}, lines)
    return 0


def _invited(invited: Invitation, role: str) -> dict[str, str]:
    return {"person": str(invited.person.id), "name": invited.person.name, "role": str(role), "url": invited.url}


def _home_of(store: Store, invited: Invitation) -> str:
    """Which municipality a person comes from."""
    from kollegie.model.register import Municipality

    with store.reading() as reading:
        home = reading.first(Municipality, id=invited.person.municipality_id)
    return "" if home is None else str(home.name)


def add_person(args: argparse.Namespace, context: Context) -> int:
    """Add somebody whose laptop may join."""
    from kollegie.model.reviews import Role
    from kollegie.sync.enrolling import add_person as add
    from kollegie.sync.inviting import words_to_join

    store = context.store()
    invited = add(
        store, args.url, args.name, Role(args.role), municipality=args.municipality, progress=context.progress()
    )
    context.result(_invited(invited, args.role), [words_to_join(invited, _home_of(store, invited))])
    return 0


def enrol_laptop(args: argparse.Namespace, context: Context) -> int:
    """Join a hub."""
    from kollegie.sync.enrolling import enrol
    from kollegie.sync.state import sync_state

    store = context.store()
    person = enrol(store, args.url, _hub_passphrase(args, context), progress=context.progress())
    state = sync_state(store)
    context.result(
        {"person": str(person.id), "name": person.name, "hub": state.hub, "device": state.device},
        [
            say(
                f"Datorn är ansluten till {state.hub} som {person.name}.",
                f"This computer has joined {state.hub} as {person.name}.",
            )
        ],
    )
    return 0


def revoke_laptop(args: argparse.Namespace, context: Context) -> int:
    """Block a lost laptop."""
    from kollegie.sync.revoking import after_blocking, revoke

    blocked = revoke(context.store(), args.whom, url=args.url, progress=context.progress())
    left = after_blocking(context.store(), blocked)
    lines = [
        say(
            f"Dator {one.number} ({one.person}) är spärrad. Det den redan skickat finns kvar.",
            f"Computer {one.number} ({one.person}) is blocked. What it has sent stays.",
        )
        for one in blocked
    ]
    lines += [left] if left else []
    context.result(
        {"revoked": [{"number": one.number, "person": one.person} for one in blocked], "left_to_do": left},
        lines or [say("Den var redan spärrad.", "It was blocked already.")],
    )
    return 0


def rebuild_hub(args: argparse.Namespace, context: Context) -> int:
    """Set a damaged hub aside and make it anew."""
    from kollegie.sync.rebuilding import rebuild_hub as rebuild

    made = rebuild(context.store(), args.url, progress=context.progress())
    lines = [
        say(
            f"Navet är ombyggt. Den skadade filen finns kvar som {made.aside.name}."
            " Varje dator fyller på navet nästa gång den synkar med kollegie sync --accept-hub.",
            f"The hub is rebuilt. The damaged file is kept as {made.aside.name}."
            " Each computer fills the hub the next time it syncs with kollegie sync --accept-hub.",
        )
    ]
    lines += [say(f"Inte tillbaka än: {one}", f"Not back yet: {one}") for one in made.awaited]
    context.result({"aside": str(made.aside), "awaited": list(made.awaited), "hub_seq": made.receipt.hub_seq}, lines)
    return 0


def show_hub(args: argparse.Namespace, context: Context) -> int:
    """Tell what the hub says of itself."""
    from kollegie.sync.enrolling import look_at_hub, state_of_hub
    from kollegie.sync.hubs import key_of_hub, open_hub
    from kollegie.sync.rebuilding import awaited
    from kollegie.sync.state import sync_state

    missing: tuple[str, ...] = ()
    hub = open_hub(args.url, None)
    if context.store_path.is_file() and sync_state(context.store()).address == hub.address:
        state = state_of_hub(context.store())
        missing = awaited(context.store())
    else:
        state = look_at_hub(open_hub(args.url, key_of_hub(args.url, _hub_passphrase(args, context))))
    lines = [f"{state.name}  {say('nummer', 'number')} {state.seq}"]
    lines += [say(f"Inte tillbaka sedan ombyggnaden: {one}", f"Not back since the rebuild: {one}") for one in missing]
    lines += [
        f"{device.number:>4}  {device.person}  {_seen(device.last_seen)} {_standing(device)}".rstrip()
        for device in state.devices
    ]
    context.result(_state(state) | {"awaited": list(missing)}, lines)
    return 0


def upgrade_hub(args: argparse.Namespace, context: Context) -> int:
    """Add the tables, columns and rights an older hub lacks, while the counter is held."""
    from kollegie.store.tables import SCHEMA_VERSION
    from kollegie.sync.hubs import key_of_hub, open_hub
    from kollegie.sync.running import tell_other

    key = None if args.url.startswith("postgresql") else key_of_hub(args.url, _hub_passphrase(args, context))
    progress = context.progress()
    open_hub(args.url, key).upgrade(lambda _seconds: tell_other(progress))
    context.result({"schema": SCHEMA_VERSION}, [say("Navet är uppdaterat.", "The hub is upgraded.")])
    return 0


def _seen(moment: str) -> str:
    """When a computer was seen last, by the clock of this one."""
    if not moment:
        return say("inte sedd", "not seen")
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _standing(device: DeviceState) -> str:
    if device.revoked:
        return say("spärrad", "blocked")
    return say("har inte bekräftat gallringen än", "has not confirmed the erasures yet") if device.owes else ""


def _state(state: HubState) -> dict[str, object]:
    devices = [
        {
            "number": device.number,
            "person": device.person,
            "last_seen": device.last_seen,
            "revoked": device.revoked,
            "owes_erasure": device.owes,
        }
        for device in state.devices
    ]
    return {"name": state.name, "epoch": state.epoch, "hub_seq": state.seq, "schema": state.schema, "devices": devices}
