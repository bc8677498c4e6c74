"""Commands about checklists: what there is, whether a file is right, what answers lead to, workbooks in and out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli import checklist_versions
from kollegie.cli.checklist_asked_for import checklist_asked_for, checklist_in_use
from kollegie.cli.context import NOT_ALL, Context
from kollegie.cli.parsing import Commands
from kollegie.errors import KollegieError, reason_of
from kollegie.language import Language, counted, out_of, say

if TYPE_CHECKING:
    from kollegie.intake.checklist_problems import ChecklistRefused
    from kollegie.model.checklist import Checklist


class AnswersUnreadable(KollegieError):
    """The file of answers is not what `evaluate` reads."""

    sv = '{file} kan inte läsas: {why_sv}. Vänta dig ett JSON-objekt som {{"hb06": "delvis"}}.'
    en = '{file} cannot be read: {why_en}. A JSON object such as {{"hb06": "delvis"}} is expected.'


class NotWritten(KollegieError):
    """The file asked for cannot be written where it should be."""

    sv = "{file} kan inte skrivas: {why}."
    en = "{file} cannot be written: {why}."


class PrintUnclear(KollegieError):
    """Neither a checklist nor a visit to print, or both."""

    sv = "Ange antingen en checklista (id eller fil) eller --visit med ett besök."
    en = "Give either a checklist (id or file) or --visit with a visit."


def add_to(commands: Commands) -> None:
    """Add `checklist`."""
    checklists = commands.add_parser(
        "checklist",
        help=say(
            "checklistor: se, kontrollera, pröva, till och från Excel",
            "checklists: see, check and try them, to and from Excel",
        ),
    ).add_subparsers(dest="checklist_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = checklists.add_parser(
        "list",
        help=say(
            "checklistorna i bruk: programmets, och de publicerade i databasen",
            "the checklists in use: the program's own, and those published in the database",
        ),
    )
    listed.set_defaults(run=list_checklists)
    check = checklists.add_parser("check", help=say("kontrollera checklistor i filer", "check checklist files"))
    check.add_argument(
        "file",
        metavar=say("FIL", "FILE"),
        nargs="+",
        help=say("checklistor (.toml) eller arbetsböcker", "checklists (.toml) or workbooks"),
    )
    check.set_defaults(run=check_checklists)
    evaluate = checklists.add_parser(
        "evaluate",
        help=say(
            "pröva svar: frågor som ställs, det som saknas, iakttagelser",
            "try answers: which questions are asked, what is missing, the findings",
        ),
    )
    evaluate.add_argument(
        "checklist",
        metavar=say("ID|FIL", "ID|FILE"),
        help=say("checklistans id, eller en fil", "the checklist's id, or a file"),
    )
    evaluate.add_argument(
        "--answers",
        required=True,
        metavar=say("FIL.json", "FILE.json"),
        help=say('svaren: {"fråga": svar}, listor för flera', 'the answers: {"question": answer}, lists for several'),
    )
    evaluate.set_defaults(run=evaluate_checklist)
    taken_in = checklists.add_parser(
        "import",
        help=say("gör en arbetsbok (XLSForm) till en checklista", "make a workbook (XLSForm) into a checklist"),
    )
    taken_in.add_argument(
        "file", metavar=say("FIL.xlsx|.xls|.csv", "FILE.xlsx|.xls|.csv"), help=say("arbetsboken", "the workbook")
    )
    taken_in.add_argument(
        "--out",
        required=True,
        metavar=say("FIL.toml", "FILE.toml"),
        help=say("checklistan som skrivs", "the checklist to write"),
    )
    taken_in.set_defaults(run=import_checklist)
    export = checklists.add_parser(
        "export", help=say("skriv en checklista som arbetsbok (XLSForm)", "write a checklist as a workbook (XLSForm)")
    )
    export.add_argument(
        "checklist",
        metavar=say("ID|FIL", "ID|FILE"),
        help=say("checklistans id, eller en fil", "the checklist's id, or a file"),
    )
    export.add_argument(
        "--out",
        required=True,
        metavar=say("FIL.xlsx", "FILE.xlsx"),
        help=say("arbetsboken som skrivs", "the workbook to write"),
    )
    export.set_defaults(run=export_checklist)
    printed = checklists.add_parser(
        "print",
        help=say(
            "skriv ut en checklista som formulär att fylla i för hand", "print a checklist as a form to fill in by hand"
        ),
    )
    printed.add_argument(
        "checklist",
        metavar=say("ID|FIL", "ID|FILE"),
        nargs="?",
        help=say("checklistans id, eller en fil", "the checklist's id, or a file"),
    )
    printed.add_argument(
        "--visit",
        metavar=say("ID|ÄRENDE", "ID|CASE"),
        help=say(
            "för ett besök: dess version, med ärendets nummer", "for a visit: its version, with the number of the case"
        ),
    )
    printed.add_argument(
        "--out",
        required=True,
        metavar=say("FIL.pdf", "FILE.pdf"),
        help=say("formuläret som skrivs", "the form to write"),
    )
    printed.set_defaults(run=print_checklist)
    checklist_versions.add_checklist_commands(checklists)


def list_checklists(_args: argparse.Namespace, context: Context) -> int:
    """Tell the checklists in use: those published in the store, and the shipped ones nothing has taken the place of."""
    from kollegie.intake.checklists import shipped_checklists
    from kollegie.planning.publishing import published_checklists

    store = context.store_if_known()
    published: dict[str, Checklist] = {}
    if store is not None:
        with store.reading() as reading:
            published = published_checklists(reading)
    known = {one.id: one for one in shipped_checklists()} | published
    content = [
        {
            "id": one.id,
            "title": one.title.in_(),
            "version": one.version,
            "questions": len(one.control_questions),
            "hash": one.content_hash,
            "published": id_ in published,
        }
        for id_, one in known.items()
    ]
    mark = say("publicerad", "published")
    lines = [
        f"{one['id']:<28} {one['version']:>3}  {one['questions']:>3}  {one['title']}"
        + (f"  ({mark})" if one["published"] else "")
        for one in content
    ]
    context.result({"checklists": content}, lines)
    return 0


def check_checklists(args: argparse.Namespace, context: Context) -> int:
    """Check files and tell every fault with its line. Exit 3 when some are right and some are not."""
    from kollegie.intake.checklist_problems import ChecklistRefused

    content, lines = [], []
    for name in args.file:
        try:
            checklist = checklist_asked_for(name)
            _refuse_broken_core(checklist)
        except ChecklistRefused as refused:
            problems = _problems(refused)
            lines.append(refused.sentence())
        except KollegieError as problem:  # no such checklist, or a workbook that cannot be read at all
            problems = [{"line": 0, "where": "", "message": problem.sentence()}]
            lines.append(problem.sentence())
        else:
            problems = []
            questions = counted(len(checklist.control_questions), ("fråga", "frågor"), ("question", "questions"))
            lines.append(f"{name}: {checklist.title.in_()} {checklist.version}, {questions}")
        content.append({"file": name, "ok": not problems, "problems": problems})
    right = sum(bool(one["ok"]) for one in content)
    context.result({"ok": right == len(content), "files": content}, lines)
    if right == len(content):
        return 0
    return NOT_ALL if right else 1


def _refuse_broken_core(checklist: Checklist) -> None:
    from kollegie.intake.checklists import national_of
    from kollegie.model.checklist_core import CoreBroken, core_faults

    national = national_of(checklist)
    faults = core_faults(national, checklist) if national is not None else ()
    if faults:
        raise CoreBroken(checklist.title.in_(), faults)


def evaluate_checklist(args: argparse.Namespace, context: Context) -> int:
    """Tell what the answers in a file lead to."""
    from kollegie.visiting.evaluation_report import evaluate

    content = evaluate(checklist_in_use(args.checklist, context), _read(Path(args.answers)))
    answered, total = content["answered"], content["total"]
    lines = [f"{out_of(answered, total)} {say('besvarade', 'answered')}"]
    lines += [f"  {one['question']}: {one['message']}" for one in content["faults"]]
    lines += [f"  ! {one['question']}  {one['category']}/{one['severity']}" for one in content["findings"]]
    context.result(content, lines)
    return 0


def import_checklist(args: argparse.Namespace, context: Context) -> int:
    """Read a workbook as a checklist, write it, and tell what became of everything in it."""
    from kollegie.intake.checklist_problems import ChecklistRefused
    from kollegie.intake.checklist_writer import write_checklist
    from kollegie.intake.xlsform import import_form

    try:
        form = import_form(Path(args.file))
    except ChecklistRefused as refused:
        context.tell(refused.sentence())
        if context.json:
            context.result({"file": args.file, "ok": False, "problems": _problems(refused)}, ())
        return 1
    out = Path(args.out)
    with _refusals(out):
        write_checklist(form.checklist, out)
    context.result({"ok": True, **form.report.as_json(), "out": str(out)}, form.report.lines())
    return 0


def export_checklist(args: argparse.Namespace, context: Context) -> int:
    """Write a checklist as a workbook in the form of XLSForm."""
    from kollegie.intake.xlsform_export import export_form

    checklist = checklist_in_use(args.checklist, context)
    out = Path(args.out)
    with _refusals(out):
        export_form(checklist, out)
    questions = counted(len(checklist.control_questions), ("fråga", "frågor"), ("question", "questions"))
    content = {"id": checklist.id, "version": checklist.version, "out": str(out), "hash": checklist.content_hash}
    context.result(content, [f"{out}: {checklist.title.in_()} {checklist.version}, {questions}"])
    return 0


def print_checklist(args: argparse.Namespace, context: Context) -> int:
    """Print the paper form of a checklist, blank or for one visit."""
    from datetime import datetime

    from kollegie.summary.paper_form import form_of, print_form, print_visit_form
    from kollegie.visiting.finding_visits import find_visit

    out = Path(args.out)
    if bool(args.visit) == bool(args.checklist):
        raise PrintUnclear
    if args.visit:
        store = context.store()
        with store.reading() as reading:
            visit = find_visit(reading, args.visit)
        pages = print_visit_form(store, visit.id, out)
        content = {"visit": str(visit.id), "pages": pages, "out": str(out)}
    else:
        checklist = checklist_in_use(args.checklist, context)
        day = datetime.now().astimezone().date()
        pages = print_form(form_of(checklist, day=day), out, day=day)
        content = {"id": checklist.id, "version": checklist.version, "pages": pages, "out": str(out)}
    context.result(content, [f"{out}: {counted(pages, ('sida', 'sidor'), ('page', 'pages'))}"])
    return 0


@contextmanager
def _refusals(out: Path) -> Iterator[None]:
    """Say by name that a file cannot be written."""
    try:
        yield
    except OSError as problem:
        why = reason_of(problem)
        raise NotWritten(file=str(out), why=why) from problem


def _problems(refused: ChecklistRefused) -> list[dict[str, object]]:
    """The faults of a file: line and place of a checklist file, sheet, row and column of a workbook."""
    from kollegie.intake.xlsform_problems import CellProblem

    told: list[dict[str, object]] = []
    for one in refused.problems:
        problem: dict[str, object] = {"line": one.line, "where": one.where, "message": one.sentence()}
        if isinstance(one, CellProblem):
            place = one.place
            column = place.heading or place.cell.rstrip("0123456789")
            problem |= {"sheet": place.sheet, "row": place.row, "column": column, "cell": place.cell}
        told.append(problem)
    return told


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as problem:
        why_sv, why_en = (reason_of(problem, language) for language in (Language.SV, Language.EN))
        raise AnswersUnreadable(file=path.name, why_sv=why_sv, why_en=why_en) from problem
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        line = getattr(problem, "lineno", 1)
        raise AnswersUnreadable(
            file=path.name, why_sv=f"rad {line} är inte JSON", why_en=f"line {line} is not JSON"
        ) from problem
    if not isinstance(found, dict):
        raise AnswersUnreadable(file=path.name, why_sv="den är inget objekt", why_en="it is not an object")
    return found
