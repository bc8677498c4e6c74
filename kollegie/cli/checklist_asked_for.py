"""Which checklist a command is about: one of the program, one published in the store, or one in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context

if TYPE_CHECKING:
    from kollegie.model.checklist import Checklist


def checklist_asked_for(wanted: str) -> Checklist:
    """The checklist of the program with that id, else the one in that file, be it a checklist file or a workbook."""
    from kollegie.intake.checklists import find_checklist
    from kollegie.intake.xlsform import FORM_ENDINGS, import_form

    path = Path(wanted)
    if path.suffix.lower() in FORM_ENDINGS and path.is_file():
        return import_form(path).checklist
    return find_checklist(wanted)


def checklist_in_use(wanted: str, context: Context) -> Checklist:
    """The version of that id published in the store, where there is one; otherwise as `checklist_asked_for`."""
    from kollegie.planning.publishing import published_version

    store = None if Path(wanted).is_file() else context.store_if_known()
    if store is not None:
        with store.reading() as reading:
            found = published_version(reading, wanted)
        if found is not None:
            return found
    return checklist_asked_for(wanted)
