"""Commands that meet the hub: make it, join it, sync with it, and settle what two people saw differently."""

from __future__ import annotations

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kollegie.cli.context import NOT_ALL, Context, passphrase_in
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.model.checklist import Checklist
    from kollegie.model.reviews import Role
    from kollegie.store import Reading, Store
    from kollegie.sync.enrolling import Invitation

RECEIPTS, STATUS = "receipts", "status"
"""Where an address would stand: no hub has such a one."""


def add_to(commands: Any) -> None:
    """Add `hub`, `sync` and `conflicts`."""
    hub = commands.add_parser("hub", help="gör, anslut till och se ett nav").add_subparsers(
        dest="hub_command", metavar="HANDLING", required=True
    )
    create = hub.add_parser("create", help="gör ett nytt nav och bli dess granskningsledare")
    create.add_argument("url", metavar="ADRESS")
    create.add_argument("--name", metavar="NAMN", help="navets namn; annars filens eller databasens")
    create.set_defaults(run=create_hub)
    person = hub.add_parser("add-person", help="lägg till någon som får ansluta sin dator")
    person.add_argument("url", metavar="ADRESS")
    person.add_argument("name", metavar="NAMN")
    person.add_argument("--role", required=True, choices=("lead", "visitor", "host", "reader"))
    person.add_argument("--municipality", metavar="NAMN", help="annars säger personens egen dator det")
    person.set_defaults(run=add_person)
    enrol = hub.add_parser("enrol", help="anslut den här datorn till ett nav")
    enrol.add_argument("url", metavar="ADRESS")
    enrol.set_defaults(run=enrol_laptop)
    upgrade = hub.add_parser("upgrade", help="ge en äldre server det som det här programmet behöver (administratören)")
    upgrade.add_argument("url", metavar="ADRESS")
    upgrade.set_defaults(run=upgrade_hub)
    status = hub.add_parser("status", help="vad navet säger om sig självt")
    status.add_argument("url", metavar="ADRESS")
    status.set_defaults(run=show_hub)
    revoke = hub.add_parser("revoke", help="spärra en borttappad dator")
    revoke.add_argument("url", metavar="ADRESS")
    numbered = "datorns nummer (se hub status), eller personens namn om den bara har en dator"
    revoke.add_argument("whom", metavar="DATOR|PERSON", help=numbered)
    revoke.set_defaults(run=revoke_laptop)
    rebuild = hub.add_parser("rebuild", help="ställ undan en skadad navfil och bygg en ny från datorerna")
    rebuild.add_argument("url", metavar="ADRESS")
    rebuild.set_defaults(run=rebuild_hub)
    for parser in (create, enrol, status, upgrade):
        parser.add_argument("--hub-passphrase-file", metavar="FIL", help="navets lösenfras, om den är en annan")

    sync = commands.add_parser("sync", help="hämta och skicka; sync status visar vad som väntar, receipts kvittona")
    sync.add_argument("url", metavar="ADRESS|status|receipts", nargs="?")
    sync.add_argument(
        "--accept-hub", action="store_true", help="navet är nytt eller återställt, och det är meningen: fyll på det"
    )
    sync.add_argument(
        "--resume", action="store_true", help="databasen är återställd från en säkerhetskopia: synka igen"
    )
    sync.add_argument(
        "--allow-deletions", action="store_true", help="ta bort det andra har tagit bort, även om det är mycket"
    )
    sync.set_defaults(run=sync_now)

    conflicts = commands.add_parser("conflicts", help="när två har sagt olika").add_subparsers(
        dest="conflicts_command", metavar="HANDLING", required=True
    )
    listed = conflicts.add_parser("list", help="alla konflikter på den här datorn")
    listed.set_defaults(run=list_conflicts)
    resolve = conflicts.add_parser("resolve", help="avgör en konflikt; båda versionerna finns kvar i historiken")
    resolve.add_argument("id", metavar="ID")
    resolve.add_argument("--keep", choices=("mine", "theirs", "both"))
    resolve.add_argument("--version", type=int, metavar="STÄMPEL", help="den av två eller flera, som list namnger den")
    resolve.add_argument("--text", metavar="TEXT", help="en egen text i stället för någon av dem")
    resolve.set_defaults(run=resolve_conflict, refuse=resolve.error)


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


def _invited(invited: Any, role: str) -> dict[str, str]:
    return {"person": str(invited.person.id), "name": invited.person.name, "role": str(role), "url": invited.url}


def _home_of(store: Any, invited: Any) -> str:
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
                f"{person.name}s dator är ansluten till {state.hub}.",
                f"{person.name}'s computer has joined {state.hub}.",
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

    key = None if args.url.startswith("postgresql") else key_of_hub(args.url, _hub_passphrase(args, context))
    open_hub(args.url, key).upgrade()
    context.result({"schema": SCHEMA_VERSION}, [say("Navet är uppdaterat.", "The hub is upgraded.")])
    return 0


def _seen(moment: str) -> str:
    """When a computer was seen last, by the clock of this one."""
    if not moment:
        return say("inte sedd", "not seen")
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _standing(device: Any) -> str:
    if device.revoked:
        return say("spärrad", "blocked")
    return say("har inte bekräftat gallringen än", "has not confirmed the erasures yet") if device.owes else ""


def _state(state: Any) -> dict[str, Any]:
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


def sync_now(args: argparse.Namespace, context: Context) -> int:
    """Fetch, merge and send; or show what earlier syncs did."""
    if args.url == RECEIPTS:
        return show_receipts(context)
    if args.url == STATUS:
        return show_status(context)
    from kollegie.sync.exchange import sync
    from kollegie.sync.merged_words import merged_lines
    from kollegie.sync.state import set_aside_words, sync_state

    receipt = sync(
        context.store(),
        args.url,
        progress=context.progress(),
        accept_hub=args.accept_hub,
        resume=args.resume,
        allow_deletions=args.allow_deletions,
    )
    sent = counted(receipt.sent, ("post skickad", "poster skickade"), ("record sent", "records sent"))
    received = counted(receipt.received, ("post hämtad", "poster hämtade"), ("record received", "records received"))
    lines = [f"{sent}, {received}."]
    if receipt.contents_sent or receipt.contents_received:
        lines.append(
            say(
                f"Bilagor: {receipt.contents_sent} skickade, {receipt.contents_received} hämtade.",
                f"Attachments: {receipt.contents_sent} sent, {receipt.contents_received} fetched.",
            )
        )
    if receipt.contents_missing:
        missing = counted(
            receipt.contents_missing,
            ("hel bilaga", "hela bilagor"),
            ("whole attachment", "whole attachments"),
        )
        lines.append(
            say(
                f"{missing} kunde inte hämtas; nästa synk försöker igen.",
                f"{missing} could not be fetched; the next sync tries again.",
            )
        )
    if receipt.conflicts:
        open_ones = counted(receipt.conflicts, ("konflikt", "konflikter"), ("conflict", "conflicts"))
        lines.append(open_ones + say(" att avgöra: kollegie conflicts list", " to settle: kollegie conflicts list"))
    if receipt.met:
        merged = counted(len(receipt.met), ("fält", "fält"), ("field", "fields"))
        words = say("sammanfogades utan konflikt", "merged without a conflict")
        with context.store().reading() as reading:
            lines += [f"{merged} {words}:", *(f"  {line}" for line in merged_lines(reading, receipt.met))]
    if receipt.left:
        lines.append(
            say(
                f"{_records(receipt.left)} har lämnat den här datorn: uppdraget är avslutat.",
                f"{_records(receipt.left)} left this computer: the assignment has ended.",
            )
        )
    aside = sync_state(context.store()).set_aside
    if aside:
        rows = counted(len(aside), ("rad", "rader"), ("row", "rows"))
        lines.append(
            say(
                f"{rows} från navet gick inte att lita på och har lagts åt sidan; inget här är ändrat:",
                f"{rows} from the hub could not be believed and went aside; nothing here has changed:",
            )
        )
        lines += [f"  {set_aside_words(one)}" for one in aside[:20]]
    if receipt.erased:
        lines.append(
            say(
                f"{_records(receipt.erased)} har gallrats på den här datorn.",
                f"{_records(receipt.erased)} erased on this computer.",
            )
        )
    if receipt.waiting:
        lines.append(say(f"{_records(receipt.waiting)} väntar kvar.", f"Still waiting: {_records(receipt.waiting)}."))
    context.result(
        {
            "sent": receipt.sent,
            "received": receipt.received,
            "waiting": receipt.waiting,
            "conflicts": receipt.conflicts,
            "merged": [{"record": one.record, "id": str(one.row_id), "field": one.field} for one in receipt.met],
            "left": receipt.left,
            "hub_seq": receipt.hub_seq,
            "erased": receipt.erased,
            "quarantined": quarantined(aside),
            "attachments": {
                "sent": receipt.contents_sent,
                "received": receipt.contents_received,
                "missing": receipt.contents_missing,
            },
            "notes": list(receipt.notes),
            "refused": list(receipt.refused),
        },
        [*lines, *receipt.notes, *receipt.refused],
    )
    return NOT_ALL if receipt.waiting or receipt.refused else 0


def show_status(context: Context) -> int:
    """Tell what waits on this laptop, in which cases and since when, without meeting the hub."""
    from kollegie.sync.state import sync_state
    from kollegie.sync.waiting_places import waiting_lines

    store = context.store()
    state = sync_state(store)
    with store.reading() as reading:
        places = waiting_lines(reading)
    lines = [
        say("Inget nav är anslutet.", "No hub is joined.")
        if state.hub is None
        else say("Navet {}: senast synkad {}.", "The hub {}: last synced {}.").format(state.hub, _when(state.synced_at))
    ]
    lines += [say("Inget väntar.", "Nothing waits.")] if not places else []
    lines += [f"{one.words}: {one.changes}, {say('sedan', 'since')} {_when(one.since)}" for one in places]
    content = {
        "hub": state.hub,
        "device": state.device,
        "synced_at": None if state.synced_at is None else state.synced_at.isoformat(),
        "waiting": state.unsent,
        "conflicts": state.conflicts,
        "places": [
            {"words": one.words, "case": one.case, "waiting": one.number, "since": one.since.isoformat()}
            for one in places
        ],
    }
    context.result(content, lines)
    return 0


def _when(moment: datetime | None) -> str:
    return say("aldrig", "never") if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"


def show_receipts(context: Context) -> int:
    """Tell what the syncs of the last ninety days did, newest first."""
    from kollegie.sync.receipts import kept_receipts, receipt_line

    with context.store().reading() as reading:
        kept = kept_receipts(reading)
    content = [
        {
            "number": one.number,
            "began": one.began.isoformat(),
            "ended": one.ended.isoformat(),
            "times": one.times,
            "hub": one.hub,
            "device": one.device,
            "outcome": one.outcome or "done",
            "sent": dict(one.sent),
            "received": dict(one.received),
            "waiting": dict(one.waiting),
            "batches": list(one.batches),
            **one.counts,
            "why": list(one.why),
        }
        for one in kept
    ]
    lines = []
    for one in kept:
        lines.append(f"{one.ended.astimezone():%Y-%m-%d %H:%M}  {one.hub}  {receipt_line(one)}")
        lines += [f"    {sentence}" for sentence in one.why]
    context.result({"receipts": content}, lines or [say("Inga kvitton än.", "No receipts yet.")])
    return 0


def _records(count: int) -> str:
    return counted(count, ("post", "poster"), ("record", "records"))


def quarantined(aside: Any) -> list[dict[str, Any]]:
    """Rows that were set aside, for a JSON answer."""
    return [{"record": one.record, "id": one.row_id, "seq": one.seq, "reason": one.reason} for one in aside]


def list_conflicts(_args: argparse.Namespace, context: Context) -> int:
    """Tell every conflict with both versions, in the words of the window."""
    from kollegie.sync.conflicts import case_and_question, proposed_text, record_of
    from kollegie.sync.conflicts import list_conflicts as listed
    from kollegie.sync.field_words import content_words, field_words, record_words, version_words

    content = []
    lines = []
    store = context.store()
    views = listed(store)
    with store.reading() as reading:
        for view in views:
            case, question = case_and_question(reading, view.conflict)
            about = record_of(reading, view.record, view.row_id)
            checklist = _checklist_at(reading, about.get("visit_id"))
            laid = proposed_text(reading, view) if view.open and view.readable else None
            content.append(
                {
                    "id": view.id,
                    "record": view.record,
                    "row": str(view.row_id),
                    "field": view.field,
                    "case": case,
                    "question": question,
                    "versions": [
                        {"value": one.value, "by": one.by, "at": one.at.isoformat(), "device": one.device}
                        | {"stamp": one.stamp}
                        for one in view.versions
                    ],
                    "proposal": None if laid is None else {"text": laid.text, "overlap": laid.overlap},
                    "state": "open" if view.open else "resolved",
                }
            )
            place = (case, question.upper() or record_words(view.record), field_words(view.field))
            settled = "" if view.open else say("avgjord", "settled")
            lines.append(f"{view.id}  {' · '.join(part for part in place if part)}  {settled}".rstrip())
            for one in view.versions:
                words = version_words(view.field, one.stored, one.value, checklist, question, content_words(about))
                who = f"{one.by}, {say('dator', 'computer')} {one.device} ({one.stamp})"
                lines.append(f"    {one.at.astimezone():%Y-%m-%d %H:%M}  {who}: {words}")
            lines += [] if laid is None else [f"    {say('Förslag', 'Proposal')}: {laid.text}"]
    context.result({"conflicts": content}, lines or [say("Inga konflikter.", "No conflicts.")])
    return 0


def _checklist_at(reading: Reading, visit_id: UUID | None) -> Checklist | None:
    """What was asked at a visit, if that version of the checklist is here."""
    from kollegie.model.reviews import Visit
    from kollegie.visiting.errors import ChecklistVersionMissing
    from kollegie.visiting.pinned import asked_at

    visit = None if visit_id is None else reading.first(Visit, id=visit_id)
    try:
        return None if visit is None else asked_at(reading, visit)
    except ChecklistVersionMissing:
        return None


def resolve_conflict(args: argparse.Namespace, context: Context) -> int:
    """Settle a conflict, and tell what it did to the findings."""
    from kollegie.follow_up import settling
    from kollegie.model.conflicts import Conflict
    from kollegie.model.visits import FindingState
    from kollegie.screening.desk import invoice_detail
    from kollegie.sync.conflicts import Keep
    from kollegie.sync.conflicts import resolve_conflict as resolve
    from kollegie.visiting.findings import raised_by, settle_after_conflict, settled_words

    if args.keep is None and args.version is None and args.text is None:
        args.refuse(say("--keep, --version eller --text behövs", "--keep, --version or --text is needed"))
    store = context.store()
    keep = Keep(args.keep or "theirs")
    with store.reading() as reading:
        about = [one.row_id for one in reading.find(Conflict, id=args.id)]
    asked = settling.asked_invoices(store, about, invoice_detail)
    with store.one_act():
        stands = _what_will_stand(store, args.id) if args.keep == "both" and args.text is None else ""
        resolve(store, args.id, keep, args.text, stamp=args.version)
        settled = settle_after_conflict(store, about)
        judge = partial(raised_by, lambda: store.clock().astimezone())
        at_desk = settling.settle_after_conflict(store, asked, judge)
    raised = [one.id for one in settled.raised]
    raised += [one.id for one in at_desk.changed if one.state is FindingState.PROPOSED]
    withdrawn = [one.id for one in settled.withdrawn]
    withdrawn += [one.id for one in at_desk.changed if one.state is FindingState.WITHDRAWN]
    told = {
        "id": args.id,
        "state": "resolved",
        "raised": [str(one) for one in raised],
        "withdrawn": [str(one) for one in withdrawn],
        "unread_invoices": [one.invoice_ref for one in at_desk.unread],
    }
    settled_line = " ".join((say("Konflikten är avgjord.", "The conflict is settled."), stands)).strip()
    lines = [settled_line, *settled_words(settled), *settling.settled_words(at_desk)]
    context.result(told | {"stands": stands}, lines)
    return 0


def _what_will_stand(store: Store, id: str) -> str:
    """What keeping both versions of a conflict comes to; empty where there is no such one."""
    from kollegie.sync.conflicts import joins_texts, list_conflicts, place_beside, record_of, standing_stamp
    from kollegie.sync.field_words import both_words, content_words, version_words

    view = next((one for one in list_conflicts(store) if one.id == id), None)
    if view is None:
        return ""
    with store.reading() as reading:
        about = record_of(reading, view.record, view.row_id)
        checklist, question = _checklist_at(reading, about.get("visit_id")), str(about.get("question", ""))
        stands = standing_stamp(reading, view.conflict)
    words = [
        version_words(view.field, one.stored, one.value, checklist, question, content_words(about))
        for one in view.versions
        if one.stamp == stands
    ]
    return both_words("".join(words), place_beside(view.conflict), joined=joins_texts(view.conflict))
