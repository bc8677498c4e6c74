"""Files in and out of the editor: checklist files and XLSForm workbooks, with what became of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from kollegie.intake.checklist_draft import Table, held_of, judged
from kollegie.intake.checklist_writer import write_checklist
from kollegie.intake.checklists import MOST_BYTES, read_checklist_file
from kollegie.intake.xlsform import FORM_ENDINGS, import_form
from kollegie.language import counted, say
from kollegie.model.checklist import Checklist
from kollegie.progress import Progress


@dataclass(frozen=True)
class Taken:
    """A file as a draft, the report in lines, and how many faults it has."""

    held: Table
    lines: tuple[str, ...]
    faults: int = 0


def read_any(path: Path) -> Taken:
    """Read a checklist file, also one with faults as long as it is TOML, or a workbook.

    Raises: ChecklistRefused, and for a workbook that cannot be read the errors of `import_form`.
    """
    if path.suffix.lower() in FORM_ENDINGS:
        form = import_form(path)
        return Taken(held_of(form.checklist), tuple(form.report.lines()))
    held = _held(path)
    if held is None:
        return Taken(held_of(read_checklist_file(path)), ())
    problems = judged(held).problems
    questions = sum(len(section.get("fraga", [])) for section in held.get("avsnitt", []) if isinstance(section, dict))
    told = [counted(questions, ("fråga läst", "frågor lästa"), ("question read", "questions read"))]
    if problems:
        told.append(
            say(f"{len(problems)} fel att rätta; F8 går till nästa.", f"{len(problems)} faults; F8 goes to the next.")
        )
    return Taken(held, tuple(told), len(problems))


def _held(path: Path) -> Table | None:
    """The values of a checklist file; None where it is no TOML, which `read_checklist_file` then tells."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        held = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None
    sections = held.get("avsnitt")
    return held if isinstance(sections, list) and all(isinstance(one, dict) for one in sections) else None


def write_any(checklist: Checklist, path: Path, _progress: Progress) -> Path:
    """Write the checklist as a checklist file, or as a workbook where the name ends so. Raises: OSError."""
    if path.suffix.lower() == ".xlsx":
        from kollegie.intake.xlsform_export import export_form

        export_form(checklist, path)
    else:
        path = path if path.suffix else path.with_suffix(".toml")
        write_checklist(checklist, path)
    return path
