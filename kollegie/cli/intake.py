"""Commands that take outside files into the register."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import NOT_ALL, Context
from kollegie.cli.parsing import Commands
from kollegie.intake.record_kinds import KINDS, USERS
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.language import counted, grouped, say

if TYPE_CHECKING:
    from kollegie.intake.import_plan import ImportPlan, Refusal
    from kollegie.intake.mapping import ColumnMapping
    from kollegie.intake.records import RecordsPlan
    from kollegie.intake.saved_mappings import SavedMapping

WRONG_USAGE = 2


def _long_help() -> str:
    return say(
        """\
Tar in filer (CSV i UTF-8 eller Windows-1252 med ; , eller tabb, XLSX, eller e-fakturor i XML). Samma fil två gånger
ändrar ingenting. Utan SORT känns varje fils sort igen på rubrikerna, och sorterna tas in en i taget: brukare,
utförare, beslut, sedan underlaget. En sparad mappning som passar en fil används av sig själv, även om SORT anges;
--mapping gäller alla filerna. Okända kolumner behålls och räknas upp. Ett personnummer med fel kontrollsiffra tas in
och märks som overifierat. Personer med skyddad identitet tas inte in om inte --with-protected anges.

Rader som inte går att läsa räknas upp med fil, blad, rad, kolumn och vad som väntades. Finns sådana rader
importeras ingenting (slutkod 1), om inte --accept-refused säger att resten får gå in (slutkod 3). Med flera sorter
gäller det för var sort: de andra går in (slutkod 3), men stoppas brukarna väntar alla andra sorter, för de säger vilka
som är skyddade. En fil vars sort inte känns igen stoppar alla, om inte --accept-refused anges.
Med --dry-run visas bara vad som skulle hända.""",
        """\
Takes files in (CSV in UTF-8 or Windows-1252 with ; , or tab, XLSX, or e-invoices in XML). The same file twice changes
nothing. Without KIND the kind of each file is told by its headings, and the kinds are taken in one at a time: users,
providers, decisions, then the records. A saved mapping that fits a file is used by itself, also with KIND; --mapping
is for all the files. Unknown columns are kept and listed. A personal identity number with a wrong check digit is taken
in and marked as unverified. People with protected identity are not taken in unless --with-protected is given.

Rows that cannot be read are listed with file, sheet, row, column and what was expected. If there are such rows nothing
is imported (exit status 1), unless --accept-refused says that the rest may go in (exit status 3). With several kinds
this holds for each: the others go in (exit status 3), but if the users are stopped all other kinds wait, for
they tell who is protected. A file whose kind is not known stops all of them, unless --accept-refused is given.
With --dry-run you only see what would happen.""",
    )


def add_to(commands: Commands) -> None:
    """Add `import`."""
    parser = commands.add_parser(
        "import",
        help=say(
            "ta in register och underlag från fil: brukare, beslut, tidrapporter, fakturor …",
            "take in register and records from files: users, decisions, time reports, invoices …",
        ),
        description=_long_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sorts = ", ".join((*KINDS, *RECORD_SET_KINDS))
    parser.add_argument(
        "kind",
        metavar=say("SORT|FIL", "KIND|FILE"),
        type=kind_or_file,
        help=say(f"{sorts}; eller den första filen", f"{sorts}; or the first file"),
    )
    parser.add_argument(
        "files",
        metavar=say("FIL", "FILE"),
        nargs="*",
        type=Path,
        help=say("filerna som tas in", "the files to take in"),
    )
    parser.add_argument(
        "--columns",
        action="store_true",
        help=say(
            "visa vilka kolumner sorten har, och läs ingen fil", "show which columns the kind has, and read no file"
        ),
    )
    parser.add_argument(
        "--mapping",
        metavar=say("FIL.toml|NAMN", "FILE.toml|NAME"),
        default="",
        help=say(
            "fil eller namn som säger vad rubrikerna i ett annat system betyder",
            "a file or name that says what another system's headings mean",
        ),
    )
    parser.add_argument(
        "--save-mapping",
        metavar=say("NAMN", "NAME"),
        default="",
        help=say(
            "spara den mappning som --mapping anger under systemets namn, när filen tas in eller --refused-to sparar",
            "save the mapping of --mapping under the system's name, when the file is taken in or --refused-to saves",
        ),
    )
    parser.add_argument(
        "--refused-to",
        metavar=say("FIL.xlsx", "FILE.xlsx"),
        type=Path,
        help=say(
            "spara avvisade rader med skälet, att rätta och ta in igen",
            "save refused rows with the reason, to correct and take in again",
        ),
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=say("visa vad som skulle hända, skriv ingenting", "show what would happen, write nothing"),
    )
    parser.add_argument(
        "--accept-refused",
        action="store_true",
        help=say("ta in resten även om rader inte går att läsa", "take in the rest even if some rows cannot be read"),
    )
    parser.add_argument(
        "--with-protected",
        action="store_true",
        help=say(
            "ta även in personer med skyddad identitet (users)",
            "take in people with protected identity as well (users)",
        ),
    )
    parser.set_defaults(run=take_in)


def kind_or_file(text: str) -> str | Path:
    """A kind, or the first of files whose kinds are told by their headers. A mistyped kind is no file's name."""
    if text in KINDS or text in RECORD_SET_KINDS:
        return text
    path = Path(text)
    if not (path.suffix or len(path.parts) > 1 or path.exists()):
        sorts = ", ".join((*KINDS, *RECORD_SET_KINDS))
        told = f"”{text}” finns inte; välj bland {sorts}", f"there is no “{text}”; choose from {sorts}"
        raise argparse.ArgumentTypeError(say(*told))
    return path


def mapping_in(args: argparse.Namespace, context: Context) -> ColumnMapping:
    """The mapping asked for: a file, or one kept under a system's name.

    Raises: MappingFaulty; MappingMissing.
    """
    from kollegie.intake.mapping import NO_MAPPING, read_mapping
    from kollegie.intake.saved_mappings import any_kind, mapping_named

    if args.mapping and (args.mapping.casefold().endswith(".toml") or Path(args.mapping).is_file()):
        return read_mapping(Path(args.mapping), any_kind(args.kind))
    return mapping_named(context.store(), args.mapping, args.kind) if args.mapping else NO_MAPPING


def keep_mapping(args: argparse.Namespace, context: Context, mapping: ColumnMapping) -> None:
    """Keep the mapping under a system's name where that was asked for, once a plan made by it is accepted."""
    from kollegie.intake.saved_mappings import save_mapping

    if args.save_mapping:
        save_mapping(context.store(), args.save_mapping, args.kind, mapping)


def save_refusals(args: argparse.Namespace, context: Context, plan: ImportPlan | RecordsPlan) -> bool:
    """Save the refused rows where that was asked for, before anything is taken in: one workbook for each file.

    Returns: whether there were any to save.
    """
    if args.refused_to is None or not plan.refused:
        return False
    from kollegie.intake.refused_rows import save_refused_of

    for saved in save_refused_of(args.files, args.kind, plan, args.refused_to):
        kept = ("avvisad rad är sparad", "avvisade rader är sparade")
        rows = counted(saved.rows, kept, ("refused row saved", "refused rows saved"))
        left = (
            say(f"; {grouped(saved.left)} till får inte plats", f"; {grouped(saved.left)} more do not fit")
            if saved.left
            else ""
        )
        context.tell(say(f"{rows} i {saved.out}{left}", f"{rows} in {saved.out}{left}"))
    return True


def read_lines(plan: ImportPlan | RecordsPlan, new: int, changed: int) -> list[str]:
    """How many rows were read and what they were, and the columns that were not known."""
    rows = counted(plan.read, ("rad läst", "rader lästa"), ("row read", "rows read"))
    lines = [
        say(
            f"{rows}: {new} nya, {changed} ändrade, {plan.unchanged} oförändrade",
            f"{rows}: {new} new, {changed} changed, {plan.unchanged} unchanged",
        )
    ]
    if plan.unknown_columns:
        names = ", ".join(plan.unknown_columns)
        lines.append(say(f"Okända kolumner behålls: {names}", f"Unknown columns are kept: {names}"))
    return lines


def stayed_out(plan: ImportPlan | RecordsPlan) -> list[str]:
    """What is to be looked at, then what was refused, with how many more there are of each."""
    lines = [doubt.sentence for doubt in plan.doubts]
    if more := plan.more_doubts:
        lines.append(say(f"… och {grouped(more)} till att se över", f"… and {grouped(more)} more to look at"))
    lines += [refusal.sentence for refusal in plan.refused]
    if more := plan.refused_rows - len({refusal.place for refusal in plan.refused}):
        rows = counted(more, ("avvisad rad till", "avvisade rader till"), ("more refused row", "more refused rows"))
        lines.append(say(f"… och {rows}; --refused-to sparar dem", f"… and {rows}; --refused-to saves them"))
    return lines


def refused_cells(refused: Sequence[Refusal]) -> list[dict[str, object]]:
    """Each refused row with its place, what stands there and what was expected."""
    return [
        {
            "file": refusal.place.file,
            "sheet": refusal.place.sheet or None,
            "row": refusal.place.row,
            "column": refusal.column,
            "value": refusal.value,
            "expected": refusal.expected,
        }
        for refusal in refused
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one kind: its figures, the lines that tell them, the exit status, and why it was not written."""

    content: dict[str, object]
    lines: list[str]
    status: int
    why: str = ""


def take_in(args: argparse.Namespace, context: Context) -> int:
    """Show what an import does, and do it unless something stands against it."""
    if isinstance(args.kind, Path):
        from kollegie.cli.several_kinds import take_in_kinds

        return take_in_kinds(args, context)
    if args.columns:
        from kollegie.cli.columns import tell_columns

        return tell_columns((KINDS | RECORD_SET_KINDS)[args.kind], context)
    if not args.files:
        context.tell(
            say(
                f"Vilken fil? Sortens kolumner visas av kollegie import {args.kind} --columns.",
                f"Which file? kollegie import {args.kind} --columns shows the columns of the kind.",
            )
        )
        return WRONG_USAGE
    if args.with_protected and args.kind != USERS.name:
        context.tell(protected_of_users())
        return WRONG_USAGE
    if args.save_mapping and not args.mapping:
        context.tell(
            say("Vilken mappning ska sparas? Ange den med --mapping.", "Which mapping? Name it with --mapping.")
        )
        return WRONG_USAGE
    from kollegie.intake.several_kinds import own_mappings

    own = {} if args.mapping else own_mappings(context.store(), args.kind, args.files)
    came = take_in_kind(args, context, mapping_in(args, context), own)
    context.result(came.content, came.lines)
    if came.why:
        context.tell(came.why)
    return came.status


def protected_of_users() -> str:
    """What --with-protected is for."""
    return say(
        "--with-protected gäller users: den som är inläst där får sina övriga uppgifter inlästa som andra.",
        "--with-protected is for users: whoever is taken in there has all else taken in as others have.",
    )


def take_in_kind(
    args: argparse.Namespace, context: Context, mapping: ColumnMapping, own: Mapping[Path, SavedMapping]
) -> Outcome:
    """Read the files as one kind, each by the mapping kept for its system, and write what they bring unless something
    stands against it."""
    from kollegie.intake.several_kinds import read_by_words

    came = _take_in(args, context, mapping, {path: one.mapping for path, one in own.items()})
    came.content["mappings"] = {path.name: one.name for path, one in own.items()}
    came.lines[:0] = read_by_words(own)
    return came


def _take_in(
    args: argparse.Namespace, context: Context, mapping: ColumnMapping, own: Mapping[Path, ColumnMapping]
) -> Outcome:
    if args.kind in RECORD_SET_KINDS:
        from kollegie.cli.records import take_in_records

        return take_in_records(args, context, mapping, own)
    from kollegie.intake.records import carry_out_register
    from kollegie.intake.register import plan_import

    store = context.store()
    plan = plan_import(
        store,
        args.kind,
        args.files,
        mapping=mapping,
        own=own,
        take_protected=args.with_protected,
        progress=context.progress(),
    )

    def carry_out() -> None:
        carry_out_register(store, plan, context.progress())

    written = write_plan(args, context, mapping, plan, carry_out)
    content = {
        "read": plan.read,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "refused": refused_cells(plan.refused),
        "refused_rows": plan.refused_rows,
        "warnings": [doubt.sentence for doubt in plan.doubts],
        "unknown_columns": list(plan.unknown_columns),
        "withheld": len(plan.withheld),
        "imported": written,
    }
    lines = read_lines(plan, len(plan.new), len(plan.changed))
    if plan.withheld:
        count = len(plan.withheld)
        lines.append(say(f"Skyddad identitet, tas inte in: {count}", f"Protected identity, not taken in: {count}"))
    return told(args, plan, content, lines)


def write_plan(
    args: argparse.Namespace,
    context: Context,
    mapping: ColumnMapping,
    plan: ImportPlan | RecordsPlan,
    carry_out: Callable[[], None],
) -> bool:
    """Save what was refused and write the rest, where nothing stands against it. Returns: whether it was written."""
    saved = save_refusals(args, context, plan)
    written = not args.dry_run and (not plan.refused or args.accept_refused)
    if written:
        carry_out()
    if written or (saved and not args.dry_run):
        keep_mapping(args, context, mapping)
    return written


def told(
    args: argparse.Namespace, plan: ImportPlan | RecordsPlan, content: dict[str, object], lines: list[str]
) -> Outcome:
    """What came of a plan, with its exit status."""
    lines.extend(stayed_out(plan))
    if args.dry_run:
        lines.append(say("Ingenting har skrivits (--dry-run).", "Nothing was written (--dry-run)."))
        return Outcome(content, lines, 0)
    if plan.refused and not args.accept_refused:
        from kollegie.intake.table_errors import RowsRefused

        why = RowsRefused(count=plan.refused_rows, read=plan.read).sentence() + " (--accept-refused)"
        return Outcome(content, lines, 1, why)
    return Outcome(content, lines, NOT_ALL if plan.refused else 0)
