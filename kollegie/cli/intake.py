"""Commands that take outside files into the register."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kollegie.cli.context import Context
from kollegie.intake.record_kinds import KINDS
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.language import counted, say

NOT_ALL = 3

HELP = """\
Tar in en fil (CSV i UTF-8 eller Windows-1252 med ; , eller tabb, eller XLSX) i registret. Samma fil två gånger
ändrar ingenting. Okända kolumner behålls och räknas upp. Ett personnummer med fel kontrollsiffra tas in och märks
som obekräftat. Personer med skyddad identitet tas inte in om inte --with-protected anges.

Rader som inte går att läsa räknas upp med fil, blad, rad, kolumn och vad som väntades. Finns sådana rader
importeras ingenting (slutkod 1), om inte --accept-refused säger att resten får gå in (slutkod 3).
Med --dry-run visas bara vad som skulle hända."""


def add_to(commands: Any) -> None:
    """Add `import`."""
    parser = commands.add_parser(
        "import",
        help="ta in register och underlag från fil: användare, beslut, tidrapporter, fakturor …",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = (*KINDS, *RECORD_SET_KINDS)
    parser.add_argument("kind", metavar="SORT", choices=kinds, help=", ".join(kinds))
    parser.add_argument("files", metavar="FIL", nargs="+", type=Path)
    parser.add_argument("--mapping", metavar="FIL.toml", type=Path, help="vad rubrikerna i ett annat system betyder")
    parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle hända, skriv ingenting")
    parser.add_argument("--accept-refused", action="store_true", help="ta in resten fast rader inte gick att läsa")
    parser.add_argument("--with-protected", action="store_true", help="ta även in personer med skyddad identitet")
    parser.set_defaults(run=take_in)


def take_in(args: argparse.Namespace, context: Context) -> int:
    """Show what an import does, and do it unless something stands against it."""
    if args.kind in RECORD_SET_KINDS:
        from kollegie.cli.records import take_in_records

        return take_in_records(args, context)
    from kollegie.intake.mapping import NO_MAPPING, read_mapping
    from kollegie.intake.records import keep_places
    from kollegie.intake.register import carry_out, plan_import, record_kind
    from kollegie.intake.table_errors import RowsRefused

    store = context.store()
    mapping = read_mapping(args.mapping, record_kind(args.kind)) if args.mapping else NO_MAPPING
    plan = plan_import(
        store, args.kind, args.files, mapping=mapping, take_protected=args.with_protected, progress=context.progress()
    )
    stopped = bool(plan.refused) and not args.accept_refused
    written = not (stopped or args.dry_run)
    if written:
        carry_out(store, plan)
        keep_places(store, plan)
    content = {
        "read": plan.read,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "refused": [
            {
                "file": refusal.place.file,
                "sheet": refusal.place.sheet or None,
                "row": refusal.place.row,
                "column": refusal.column,
                "value": refusal.value,
                "expected": refusal.expected,
            }
            for refusal in plan.refused
        ],
        "warnings": [doubt.sentence for doubt in plan.doubts],
        "unknown_columns": list(plan.unknown_columns),
        "withheld": len(plan.withheld),
        "imported": written,
    }
    lines = [
        counted(plan.read, ("rad läst", "rader lästa"), ("row read", "rows read"))
        + say(
            f": {len(plan.new)} nya, {len(plan.changed)} ändrade, {plan.unchanged} oförändrade",
            f": {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged",
        )
    ]
    if plan.unknown_columns:
        names = ", ".join(plan.unknown_columns)
        lines.append(say(f"Okända kolumner behålls: {names}", f"Unknown columns are kept: {names}"))
    if plan.withheld:
        count = len(plan.withheld)
        lines.append(say(f"Skyddad identitet, tas inte in: {count}", f"Protected identity, not taken in: {count}"))
    lines.extend(doubt.sentence for doubt in plan.doubts)
    lines.extend(refusal.sentence for refusal in plan.refused)
    if args.dry_run:
        lines.append(say("Ingenting har skrivits (--dry-run).", "Nothing was written (--dry-run)."))
    context.result(content, lines)
    if args.dry_run:
        return 0
    if stopped:
        context.tell(RowsRefused(count=plan.refused_rows, read=plan.read).sentence() + " (--accept-refused)")
        return 1
    return NOT_ALL if plan.refused else 0
