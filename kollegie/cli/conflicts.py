"""Commands for what two people saw differently: tell it, and settle it."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.checklist import Checklist
    from kollegie.store import Reading, Store


def add_to(commands: Commands) -> None:
    """Add `conflicts`."""
    conflicts = commands.add_parser(
        "conflicts", help=say("när två har sagt olika", "where two people have said different things")
    ).add_subparsers(dest="conflicts_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = conflicts.add_parser(
        "list", help=say("alla konflikter på den här datorn", "every conflict on this computer")
    )
    listed.set_defaults(run=list_conflicts)
    resolve = conflicts.add_parser(
        "resolve",
        help=say(
            "avgör en konflikt; båda versionerna finns kvar i historiken",
            "settle a conflict; both versions stay in the history",
        ),
    )
    resolve.add_argument(
        "id", metavar="ID", help=say("konfliktens id, se ”conflicts list”", "the conflict's id, see “conflicts list”")
    )
    resolve.add_argument(
        "--keep",
        choices=("mine", "theirs", "both"),
        help=say("behåll din version, den andras eller båda", "keep your version, the other person's or both"),
    )
    resolve.add_argument(
        "--version",
        type=int,
        metavar=say("STÄMPEL", "STAMP"),
        help=say(
            "behåll versionen med den stämpeln, se ”conflicts list”",
            "keep the version with this stamp, see “conflicts list”",
        ),
    )
    resolve.add_argument(
        "--text",
        metavar="TEXT",
        help=say("en egen text i stället för någon av dem", "a text of your own in place of them"),
    )
    resolve.set_defaults(run=resolve_conflict, refuse=resolve.error)


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
                        | {"stamp": one.stamp, "as_signed": one.as_signed}
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
                told, signed = content_words(about), one.as_signed
                words = version_words(view.cell, one.stored, one.value, checklist, question, told, as_signed=signed)
                who = f"{one.by or say('okänd', 'unknown')}, {say('dator', 'computer')} {one.device} ({one.stamp})"
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
        "unjudged_invoices": [one.invoice_ref for one in at_desk.unjudged],
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
        version_words(view.cell, one.stored, one.value, checklist, question, content_words(about))
        for one in view.versions
        if one.stamp == stands
    ]
    return both_words("".join(words), place_beside(view.conflict), joined=joins_texts(view.conflict))
