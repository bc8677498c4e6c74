"""What `import` does with a kind whose rows are kept as columns: time reports, invoices, payouts and their like."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from kollegie.cli.context import Context
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.intake.records import RecordsPlan

NOT_ALL = 3


def take_in_records(args: argparse.Namespace, context: Context) -> int:
    """Show what an import does, and do it unless something stands against it."""
    from kollegie.intake.mapping import NO_MAPPING, read_mapping
    from kollegie.intake.records import carry_out_records, plan_records, record_set_kind
    from kollegie.intake.table_errors import RowsRefused

    store = context.store()
    mapping = read_mapping(args.mapping, record_set_kind(args.kind)) if args.mapping else NO_MAPPING
    plan = plan_records(store, args.kind, args.files, mapping=mapping, progress=context.progress())
    stopped = bool(plan.refused) and not args.accept_refused
    written = not (stopped or args.dry_run)
    if written:
        carry_out_records(store, plan)
    context.result(_content(plan, written), _lines(plan, args))
    if args.dry_run:
        return 0
    if stopped:
        context.tell(RowsRefused(count=plan.refused_rows, read=plan.read).sentence() + " (--accept-refused)")
        return 1
    return NOT_ALL if plan.refused else 0


def _content(plan: RecordsPlan, written: bool) -> dict[str, Any]:
    return {
        "read": plan.read,
        "new": plan.new,
        "changed": plan.changed,
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
        "unmatched": sum(file.unmatched for file in plan.files),
        "imported": written,
    }


def _lines(plan: RecordsPlan, args: argparse.Namespace) -> list[str]:
    lines = [
        counted(plan.read, ("rad läst", "rader lästa"), ("row read", "rows read"))
        + say(
            f": {plan.new} nya, {plan.changed} ändrade, {plan.unchanged} oförändrade",
            f": {plan.new} new, {plan.changed} changed, {plan.unchanged} unchanged",
        )
    ]
    if plan.unknown_columns:
        names = ", ".join(plan.unknown_columns)
        lines.append(say(f"Okända kolumner behålls: {names}", f"Unknown columns are kept: {names}"))
    lines.extend(doubt.sentence for doubt in plan.doubts)
    lines.extend(refusal.sentence for refusal in plan.refused)
    if args.dry_run:
        lines.append(say("Ingenting har skrivits (--dry-run).", "Nothing was written (--dry-run)."))
    return lines
