"""`kollegie erase`: a case with all that hangs on it, after showing what goes and hearing why."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.language import counted, grouped, say

if TYPE_CHECKING:
    from kollegie.model.erasures import Erasure
    from kollegie.store.erasure_extent import Extent


def _erase_help() -> str:
    return say(
        """\
Raderar ärendet för gott: besök, svar, iakttagelser, åtgärder, bilagor, historik, konflikter, utkast, sökindex,
varningssignaler, identitet, registerposter, personens rader i inlästa filer och förtroliga misstankar som nämner
ärendet eller personen. Det går inte att ångra. Nästa synk för gallringen vidare; kollegie hub status visar vilka
datorer som inte har bekräftat den än.
Finns personen i fler ärenden blir registret och de inlästa filerna kvar tills det sista gallras.""",
        """\
Erases the case for good: visits, answers, findings, actions, attachments, history, conflicts, drafts, search index,
warning signals, identity, register entries, the person's rows in files taken in, and confidential suspicions that name
the case or the person. It cannot be undone. The next sync passes the erasure on; kollegie hub status shows which
computers have not confirmed it yet.
If the person has more cases, the register and the files taken in stay until the last of them is erased.""",
    )


def _protocols_help() -> str:
    return say(
        """\
Visar varje gallringsprotokoll: när, av vem och varför, och hur mycket som raderades. Protokollet nämner ingen person.
Underskriften prövas: har ett protokoll ändrats i efterhand sägs det, och kommandot slutar med status 1.""",
        """\
Shows each erasure protocol: when, by whom and why, and how much was erased. The protocol names no person.
The signature is checked: if a protocol has been changed afterwards it says so, and the command ends with status 1.""",
    )


def add_to(commands: Commands) -> None:
    """Add `erase`."""
    erase = commands.add_parser(
        "erase",
        help=say("gallra ett ärende för gott", "erase a case for good"),
        description=_erase_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    erase.add_argument("case", metavar=say("ÄRENDE", "CASE"), help=say("ärendets nummer", "the case number"))
    erase.add_argument(
        "--reason",
        metavar=say("SKÄL", "REASON"),
        help=say(
            "varför, till exempel vilket gallringsbeslut som följs",
            "why, such as the disposal decision that is followed",
        ),
    )
    erase.add_argument(
        "--dry-run",
        action="store_true",
        help=say("visa vad som skulle försvinna, radera ingenting", "show what would go, erase nothing"),
    )
    erase.set_defaults(run=erase_case)
    told = commands.add_parser(
        "erasures",
        help=say(
            "gallringsprotokollen, och om deras underskrifter stämmer",
            "the erasure protocols, and whether their signatures hold",
        ),
        description=_protocols_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    told.set_defaults(run=list_protocols)


def erase_case(args: argparse.Namespace, context: Context) -> int:
    """Show what goes; ask for the reason and the case's number where somebody sits; then erase."""
    from kollegie.store.erasure_extent import extent_of, find_case
    from kollegie.sync.erasing import erase_as_lead

    store = context.store()
    with store.reading() as reading:
        case = find_case(reading, args.case)
    extent = extent_of(store, case.id)
    shown = _extent(extent)
    if args.dry_run:
        context.result(shown | {"erased": False}, _lines(extent))
        return 0
    reason = args.reason
    if sys.stdin.isatty():
        for line in _lines(extent):
            context.tell(line)
        reason = reason or input(say("Skäl till gallringen: ", "Reason for the erasure: "))
        asked = say(f"Skriv {case.label} för att radera för gott: ", f"Write {case.label} to erase for good: ")
        if input(asked).strip().casefold() != case.label.casefold():
            context.tell(say("Ingenting är raderat.", "Nothing has been erased."))
            return 1
    elif reason is None:  # a script has decided already; the protocol says that nobody wrote a reason
        reason = say("Gallring på kommandoraden, utan eget skäl", "Erasure on the command line, without a reason")
    made = erase_as_lead(store, case.id, reason)
    context.result(shown | {"erased": True, "protocol": _protocol(made)}, [*_lines(extent), *_done(made)])
    return 0


def list_protocols(_args: argparse.Namespace, context: Context) -> int:
    """Tell every protocol of an erasure this laptop holds, and whether it still is as it was signed."""
    from kollegie.model.erasures import Erasure
    from kollegie.model.register import Person
    from kollegie.store.erasure_extent import words_for
    from kollegie.store.erasure_protocol import verify_protocol

    with context.store().reading() as reading:
        found = sorted(reading.find(Erasure), key=lambda one: one.erased_at)
        names = {person.id: person.name for person in reading.find(Person)}
    whole = {one.id: verify_protocol(one) for one in found}
    lines = []
    for one in found:
        holds = say("underskriften stämmer", "the signature holds")
        broken = say("ÄNDRAT efter att det signerades", "CHANGED since it was signed")
        lines.append(
            f"{one.erased_at.astimezone():%Y-%m-%d %H.%M}  {names.get(one.erased_by, '–')}: {one.reason}  "
            f"({one.id}, {holds if whole[one.id] else broken})"
        )
        lines.append("    " + ", ".join(words_for(name, int(count)) for name, count in one.counts if count != "0"))
    content = [_protocol(one) | {"signature_holds": whole[one.id]} for one in found]
    nothing = say("Ingenting är gallrat.", "Nothing has been erased.")
    context.result({"erasures": content}, lines or [nothing])
    return 0 if all(whole.values()) else 1


def _extent(extent: Extent) -> dict[str, object]:
    return {
        "case": extent.case.label,
        "records": dict(extent.records),
        "attachments": extent.contents,
        "record_rows": extent.record_rows,
        "suspicions": extent.suspicions,
        "drafts": extent.drafts,
        "unsent": extent.unsent,
        "other_cases": list(extent.elsewhere),
    }


def _lines(extent: Extent) -> list[str]:
    from kollegie.store.erasure_extent import words_for

    lines = [say(f"Ärende {extent.case.label}:", f"Case {extent.case.label}:")]
    lines += [f"  {words_for(name, count)}" for name, count in extent.records]
    if extent.contents:
        lines.append(f"  {words_for('contents', extent.contents)}")
    if extent.record_rows:
        lines.append(f"  {words_for('record_rows', extent.record_rows)}")
    if extent.suspicions:
        lines.append(f"  {words_for('suspicion', extent.suspicions)}")
    if extent.drafts:
        lines.append("  " + counted(extent.drafts, ("utkast", "utkast"), ("draft", "drafts")))
    if extent.unsent:
        lines.append(
            say(
                f"Ändringar som ingen annan har fått finns i {grouped(extent.unsent)} av posterna.",
                f"Changes nobody else has are in {grouped(extent.unsent)} of the records.",
            )
        )
    if extent.elsewhere:
        numbers = ", ".join(extent.elsewhere)
        lines.append(
            say(
                f"Personen finns också i {numbers}: registret och de inlästa filerna blir kvar.",
                f"The person is in {numbers} too: the register and the files taken in stay.",
            )
        )
    return lines


def _protocol(made: Erasure) -> dict[str, object]:
    return {
        "id": str(made.id),
        "case_id": str(made.case_id),
        "reason": made.reason,
        "erased_by": str(made.erased_by),
        "erased_at": made.erased_at.isoformat(),
        "counts": dict(made.counts),
        "public_key": made.public_key,
        "signature": made.signature,
    }


def _done(made: Erasure) -> list[str]:
    return [
        say(
            f"Raderat på den här datorn. Protokoll {made.id}, signerat. Synka för att radera på navet och hos andra.",
            f"Erased on this computer. Protocol {made.id}, signed. Sync to erase at the hub and from others.",
        )
    ]
