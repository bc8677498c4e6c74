"""Commands about checklists: what there is, whether a file is right, and what answers lead to."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kollegie.cli.context import Context
from kollegie.errors import KollegieError
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.model.answer_values import Value
    from kollegie.model.checklist import Checklist
    from kollegie.model.expressions import Scalar
    from kollegie.visiting.evaluation import Row

NOT_ALL = 3


class AnswersUnreadable(KollegieError):
    """The file of answers is not what `evaluate` reads."""

    sv = '{file} kan inte läsas: {why_sv}. Vänta dig ett JSON-objekt som {{"hb06": "delvis"}}.'
    en = '{file} cannot be read: {why_en}. A JSON object such as {{"hb06": "delvis"}} is expected.'


def add_to(commands: Any) -> None:
    """Add `checklist`."""
    checklists = commands.add_parser("checklist", help="checklistor: se, kontrollera och pröva").add_subparsers(
        dest="checklist_command", metavar="HANDLING", required=True
    )
    listed = checklists.add_parser("list", help="checklistorna som följer med programmet")
    listed.set_defaults(run=list_checklists)
    check = checklists.add_parser("check", help="kontrollera checklistor i filer")
    check.add_argument("file", metavar="FIL", nargs="+")
    check.set_defaults(run=check_checklists)
    evaluate = checklists.add_parser("evaluate", help="vilka frågor ställs, vad saknas, vilka iakttagelser blir det")
    evaluate.add_argument("checklist", metavar="ID|FIL")
    evaluate.add_argument("--answers", required=True, metavar="FIL.json", help='{"fråga": svar}; listor för flera')
    evaluate.set_defaults(run=evaluate_checklist)


def list_checklists(_args: argparse.Namespace, context: Context) -> int:
    """Tell the shipped checklists."""
    from kollegie.intake.checklists import shipped_checklists

    content = [
        {
            "id": one.id,
            "title": one.title.in_(),
            "version": one.version,
            "questions": len(one.control_questions),
            "hash": one.content_hash,
        }
        for one in shipped_checklists()
    ]
    lines = [f"{one['id']:<28} {one['version']:>3}  {one['questions']:>3}  {one['title']}" for one in content]
    context.result({"checklists": content}, lines)
    return 0


def check_checklists(args: argparse.Namespace, context: Context) -> int:
    """Check files and tell every fault with its line. Exit 3 when some are right and some are not."""
    from kollegie.intake.checklist_problems import ChecklistRefused, ChecklistUnknown
    from kollegie.intake.checklists import find_checklist

    content, lines = [], []
    for name in args.file:
        try:
            checklist = find_checklist(name)
        except ChecklistRefused as refused:
            problems = [{"line": one.line, "where": one.where, "message": one.sentence()} for one in refused.problems]
            lines.append(refused.sentence())
        except ChecklistUnknown as unknown:
            problems = [{"line": 0, "where": "", "message": unknown.sentence()}]
            lines.append(unknown.sentence())
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


def evaluate_checklist(args: argparse.Namespace, context: Context) -> int:
    """Tell what the answers in a file lead to."""
    from kollegie.intake.checklists import find_checklist
    from kollegie.visiting.evaluation import Sheet

    checklist = find_checklist(args.checklist)
    sheet = Sheet(checklist, dict(_answers(checklist, Path(args.answers))))
    progress = sheet.progress()
    calculated: dict[str, Any] = {}
    for cell in sheet.cells():
        if sheet.plan.questions[cell.name].calculation is not None:
            _put(calculated, cell.name, cell.row, _plain(sheet.value(*cell)))
    faults: list[dict[str, Any]] = [
        {"question": fault.question, "row": "/".join(fault.row), "message": fault.message.in_(), "soft": fault.soft}
        for fault in sheet.faults()
    ]
    findings: list[dict[str, Any]] = [
        {
            "question": one.question,
            "row": "/".join(one.row),
            "category": one.category.value,
            "severity": int(one.severity),
            "rule": one.rule,
        }
        for one in sheet.findings()
    ]
    content = {
        "relevant": _names(cell.name for cell in sheet.relevant() if sheet.plan.questions[cell.name].answerable),
        "missing": _names(cell.name for cell in sheet.missing()),
        "faults": faults,
        "calculated": calculated,
        "findings": findings,
        "answered": progress.answered,
        "total": progress.total,
    }
    lines = [
        say(f"{progress.answered} av {progress.total} besvarade", f"{progress.answered} of {progress.total} answered")
    ]
    lines += [f"  {one['question']}: {one['message']}" for one in faults]
    lines += [f"  ! {one['question']}  {one['category']}/{one['severity']}" for one in findings]
    context.result(content, lines)
    return 0


def _names(names: Iterator[str]) -> list[str]:
    """Each name once, in reading order: a question in a repeat is named for all its rows."""
    return list(dict.fromkeys(names))


def _answers(checklist: Checklist, path: Path) -> Iterator[tuple[tuple[str, Row], Value]]:
    """The answers of a file, by question and row.

    Raises: AnswersUnreadable; NotAnswered for an unknown name; AnswerUnfit.
    """
    from kollegie.model.checklist_answers import read_value
    from kollegie.visiting.evaluation import NotAnswered

    fields = {field.name: field for field in checklist.context_fields}
    for name, given in _read(path).items():
        question = checklist.question(name) or checklist.question(name.lower())
        if question is not None and question.answerable:
            for row, one in _rows(given, len(checklist.path_of(question.name))):
                yield (question.name, row), read_value(question, one)
        elif name in fields:
            yield (name, ()), read_value(fields[name], given)
        else:
            raise NotAnswered(name)


def _rows(given: object, depth: int, row: Row = ()) -> Iterator[tuple[Row, object]]:
    """The answers in each row of the repeats around a question: a list, in lists where repeats stand in repeats."""
    if depth == 0:
        yield row, given
        return
    for number, one in enumerate(given if isinstance(given, list) else [given], start=1):
        yield from _rows(one, depth - 1, (*row, str(number)))


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as problem:
        why = problem.strerror or ""
        raise AnswersUnreadable(file=path.name, why_sv=why, why_en=why) from problem
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        line = getattr(problem, "lineno", 1)
        raise AnswersUnreadable(
            file=path.name, why_sv=f"rad {line} är inte JSON", why_en=f"line {line} is not JSON"
        ) from problem
    if not isinstance(found, dict):
        raise AnswersUnreadable(file=path.name, why_sv="den är inget objekt", why_en="it is not an object")
    return found


def _put(calculated: dict[str, Any], name: str, row: Row, value: object) -> None:
    if row:
        calculated.setdefault(name, []).append(value)
    else:
        calculated[name] = value


def _plain(value: Scalar) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return value
