"""What `import` does with a kind whose rows are kept as columns, and `records`: what has been taken in, and its end."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.intake import Outcome, read_lines, refused_cells, told, write_plan
from kollegie.cli.parsing import Commands
from kollegie.cli.shared_arguments import as_of_option
from kollegie.language import counted, say
from kollegie.model.record_words import words_of

if TYPE_CHECKING:
    from kollegie.intake.mapping import ColumnMapping
    from kollegie.intake.records import RecordsPlan


def add_to(commands: Commands) -> None:
    """Add `records`."""
    records = commands.add_parser(
        "records",
        help=say(
            "underlaget: inlästa filer, mappningar och gallring", "the records: files taken in, mappings and disposal"
        ),
    ).add_subparsers(dest="records_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = records.add_parser(
        "list",
        help=say(
            "alla inlästa filer: sort, rader, period, av vem, gallringsdag",
            "all files taken in: kind, rows, period, by whom, day of disposal",
        ),
    )
    listed.add_argument(
        "--kind", default="", metavar=say("SORT", "KIND"), help=say("bara den här sorten", "this kind only")
    )
    listed.set_defaults(run=list_records)
    look = records.add_parser(
        "preview",
        help=say(
            "titta på en fil: sort, teckenkodning, avskiljare, de första raderna",
            "look at a file: kind, encoding, separator, the first rows",
        ),
    )
    look.add_argument(
        "file", metavar=say("FIL", "FILE"), type=Path, help=say("filen att titta på", "the file to look at")
    )
    look.add_argument(
        "--sheet", default="", metavar=say("BLAD", "SHEET"), help=say("blad i en arbetsbok", "a sheet of a workbook")
    )
    look.set_defaults(run=preview)
    remove = records.add_parser(
        "remove",
        help=say("ta bort en inläst fil; det går inte att ångra", "remove a file taken in; that cannot be undone"),
    )
    remove.add_argument(
        "import_id",
        metavar="ID",
        help=say("början av inläsningens id, se ”records list”", "the beginning of its id, see “records list”"),
    )
    remove.set_defaults(run=remove_records)
    dispose = records.add_parser(
        "dispose",
        help=say("gallra de inlästa filer vars dag har kommit", "dispose of the files taken in whose day has come"),
    )
    as_of_option(dispose)
    dispose.set_defaults(run=dispose_of_records)
    protected = records.add_parser(
        "protected",
        help=say(
            "rader om personer som har fått skyddad identitet", "rows about people who now have protected identity"
        ),
    )
    protected.add_argument(
        "--remove",
        action="store_true",
        help=say(
            "ta bort dem för gott, också ur signaler, frågor och återkrav",
            "remove them for good, from signals, questions and reclaims too",
        ),
    )
    protected.set_defaults(run=tell_protected)
    records.add_parser("mappings", help=say("sparade mappningar", "the saved mappings")).set_defaults(run=list_mappings)
    forget = records.add_parser("forget-mapping", help=say("ta bort en sparad mappning", "remove a saved mapping"))
    forget.add_argument(
        "name",
        metavar=say("NAMN", "NAME"),
        help=say("namnet mappningen är sparad under", "the name the mapping is saved under"),
    )
    forget.set_defaults(run=forget_a_mapping)
    cases = records.add_parser(
        "case-ids",
        help=say(
            "ärendenummer på en utförares e-fakturor, och vilka brukare de gäller",
            "the case numbers on a provider's e-invoices, and which users they are for",
        ),
    )
    cases.add_argument(
        "provider",
        metavar=say("UTFÖRARE", "PROVIDER"),
        help=say("utförarens id i registret", "the provider's id in the register"),
    )
    cases.add_argument(
        "pairs",
        metavar=say("NUMMER=BRUKARE", "NUMBER=USER"),
        nargs="*",
        help=say("spara; NUMMER= tar bort", "save it; NUMBER= removes it"),
    )
    cases.set_defaults(run=tell_case_ids)


def list_records(args: argparse.Namespace, context: Context) -> int:
    """Tell every imported file."""
    from kollegie.intake.kept_imports import kept_imports

    found = [one for one in kept_imports(context.store()) if args.kind in ("", one.record_set.kind)]
    content = [
        {
            "id": str(one.record_set.id),
            "kind": one.record_set.kind,
            "file": one.record_set.file,
            "rows": one.record_set.rows,
            "refused": one.record_set.refused,
            "doubled": one.record_set.doubled,
            "from": one.record_set.first_day.isoformat() if one.record_set.first_day else None,
            "to": one.record_set.last_day.isoformat() if one.record_set.last_day else None,
            "imported_at": one.record_set.imported_at.isoformat(),
            "imported_by": one.by,
            "dispose_on": one.record_set.dispose_on.isoformat() if one.record_set.dispose_on else None,
        }
        for one in found
    ]
    lines = []
    for one in found:
        kept = one.record_set
        rows, period = (
            counted(kept.rows, ("rad", "rader"), ("row", "rows")),
            f"{kept.first_day or ''}–{kept.last_day or ''}",
        )
        lines.append(f"{kept.id.hex[-8:]}  {words_of(kept.kind).word}  {kept.file}  {rows}  {period}  {one.by}")
    context.result({"records": content}, lines or [say("Inget underlag är inläst.", "No records are taken in.")])
    return 0


def preview(args: argparse.Namespace, context: Context) -> int:
    """Tell what a file looks like, without taking it in."""
    from kollegie.intake.preview import preview_file

    seen = preview_file(args.file, args.sheet)
    content = {
        "kind": seen.kind or None,
        "candidates": [{"kind": one.kind, "missing": list(one.missing)} for one in seen.candidates],
        "encoding": seen.encoding,
        "separator": seen.separator,
        "sheet": seen.sheet or None,
        "sheets": list(seen.sheets),
        "header_row": seen.header_row,
        "header": list(seen.header),
        "rows": [list(row) for row in seen.rows],
    }
    separator = {"\t": say("tabb", "tab")}.get(seen.separator, seen.separator)
    kind = f"{words_of(seen.kind).word} ({seen.kind})" if seen.kind else say("okänd", "unknown")
    lines = [say(f"Sort: {kind}", f"Kind: {kind}")]
    if separator:
        lines.append(f"{seen.encoding}, {say('avskiljare', 'separator')} {separator}")
    lines += [" | ".join(row) for row in (seen.header, *seen.rows[:5])]
    context.result(content, lines)
    return 0


def remove_records(args: argparse.Namespace, context: Context) -> int:
    """Remove one imported file."""
    from kollegie.intake.kept_imports import find_import
    from kollegie.store.records import dispose_of_records as remove

    store = context.store()
    one = find_import(store, args.import_id)
    remove(store, one.id, "removed by hand")
    words = say(f"{one.file} är borttagen ur underlaget.", f"{one.file} has been removed from the records.")
    context.result({"removed": str(one.id)}, [words])
    return 0


def dispose_of_records(args: argparse.Namespace, context: Context) -> int:
    """Remove the files whose day has come."""
    from kollegie.store.records import dispose_of_due_records

    store = context.store()
    gone = dispose_of_due_records(store, args.as_of or store.clock().astimezone().date())
    content = {"disposed": [{"id": str(one.id), "file": one.file} for one in gone]}
    nothing = say("Inget underlag ska gallras än.", "No records are due for disposal.")
    context.result(content, [one.file for one in gone] or [nothing])
    return 0


def tell_protected(args: argparse.Namespace, context: Context) -> int:
    """Tell how many rows are about people with a protected identity, and remove them where that is asked."""
    from kollegie.intake.protected_rows import remove_rows_of_protected, rows_of_protected

    store = context.store()
    found = remove_rows_of_protected(store, context.progress()) if args.remove else rows_of_protected(store)
    rows = counted(found.rows, ("rad", "rader"), ("row", "rows"))
    people = counted(len(found.people), ("person", "personer"), ("person", "people"))
    told = say(f"{rows} om {people} med skyddad identitet", f"{rows} about {people} with protected identity")
    removed = args.remove and bool(found.rows or found.copies)
    if found.copies:
        copies = counted(found.copies, ("kopia", "kopior"), ("copy", "copies"))
        told += say(
            f", och {copies} i signaler, frågor och återkrav", f", and {copies} in signals, questions, reclaims"
        )
    told += say(", borttagna", ", removed") if removed else ""
    content = {"rows": found.rows, "people": len(found.people), "files": list(found.files), "removed": removed}
    content["copies"] = found.copies
    context.result(content, [told, *(f"    {file}" for file in found.files)])
    return 0


def list_mappings(_args: argparse.Namespace, context: Context) -> int:
    """Tell every mapping kept."""
    from kollegie.intake.saved_mappings import saved_mappings

    kept = saved_mappings(context.store())
    content = [
        {
            "name": one.name,
            "kind": one.kind,
            "columns": dict(one.mapping.columns),
            "fault": one.fault.sentence() if one.fault else "",
        }
        for one in kept
    ]
    lines = [
        f"{one.name}  {words_of(one.kind).word}" + (f"\n    {one.fault.sentence()}" if one.fault else "")
        for one in kept
    ]
    nothing = say("Inga mappningar är sparade.", "No mappings are kept.")
    context.result({"mappings": content}, lines or [nothing])
    return 0


def forget_a_mapping(args: argparse.Namespace, context: Context) -> int:
    """Let go of a mapping."""
    from kollegie.intake.saved_mappings import forget_mapping

    forget_mapping(context.store(), args.name)
    context.result({"forgotten": args.name}, [say("Mappningen är borttagen.", "The mapping is gone.")])
    return 0


def tell_case_ids(args: argparse.Namespace, context: Context) -> int:
    """Keep the case ids given, and tell all that are agreed with the provider."""
    from kollegie.intake.invoice_parties import case_ids, keep_case_ids
    from kollegie.intake.record_errors import CaseIdUnreadable

    pairs: dict[str, str] = {}
    for given in args.pairs:
        case, equals, user = (part.strip() for part in given.partition("="))
        if not case or not equals:
            raise CaseIdUnreadable(given=given)
        pairs[case] = user
    if pairs:
        keep_case_ids(context.store(), args.provider, pairs)
    kept = case_ids(context.store(), args.provider)
    nothing = say("Inga ärendenummer är sparade för utföraren.", "No case ids are kept for the provider.")
    lines = [f"{case} = {user}" for case, user in sorted(kept.items())]
    context.result({"provider": args.provider, "case_ids": kept}, lines or [nothing])
    return 0


def take_in_records(
    args: argparse.Namespace, context: Context, mapping: ColumnMapping, own: Mapping[Path, ColumnMapping]
) -> Outcome:
    """Show what an import does, and do it unless something stands against it."""
    from kollegie.intake.records import carry_out_records, plan_records

    store = context.store()
    plan = plan_records(store, args.kind, args.files, mapping=mapping, own=own, progress=context.progress())
    written = write_plan(args, context, mapping, plan, partial(carry_out_records, store, plan))
    return told(args, plan, _content(plan, written), read_lines(plan, plan.new, plan.changed))


def _content(plan: RecordsPlan, written: bool) -> dict[str, object]:
    return {
        "read": plan.read,
        "new": plan.new,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "refused": refused_cells(plan.refused),
        "refused_rows": plan.refused_rows,
        "warnings": [doubt.sentence for doubt in plan.doubts],
        "more_warnings": plan.more_doubts,
        "unknown_columns": list(plan.unknown_columns),
        "unmatched": sum(file.unmatched for file in plan.files),
        "imported": written,
    }
