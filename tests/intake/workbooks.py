"""Workbooks of questions for tests: sheets as rows of cells."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kollegie.intake import xlsform_child, xlsform_sheets
from kollegie.intake.checklist_problems import ChecklistRefused
from kollegie.intake.reading_child import Wanted
from kollegie.intake.xlsform import import_form
from kollegie.language import Language

Rows = Sequence[Sequence[object]]
HEADER = ("type", "name", "label")


def write_form(path: Path, survey: Rows, choices: Rows = (), settings: Rows = (), **others: Rows) -> Path:
    """A workbook with these sheets; a survey whose first row does not begin with `type` gets the usual header."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if not survey or survey[0][0] != "type":
        survey = [HEADER, *survey]
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, **others}.items():
        if rows:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    book.save(path)
    return path


def refused(path: Path) -> list[str]:
    """What a refused workbook is told, a line each."""
    with pytest.raises(ChecklistRefused) as raised:
        import_form(path)
    return [problem.sentence(Language.SV) for problem in raised.value.problems]


def changed(path: Path, changes: Mapping[str, Callable[[bytes], bytes]]) -> Path:
    """The workbook with parts of its archive made anew."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


class Told:
    """The end of a pipe that keeps what is sent."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    def send_bytes(self, message: bytes) -> None:
        self.messages.append(json.loads(message))

    def close(self) -> None:
        pass


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks in this process: one for each of hundreds takes minutes. The limits have tests of their own."""

    def read(_path: Path, wanted: Wanted, reader: Callable[[Told, Wanted], None]) -> list[Any]:
        told, stderr = Told(), sys.stderr
        reader(told, wanted)
        sys.stderr = stderr
        assert not [message for message in told.messages if "error" in message]
        return told.messages

    monkeypatch.setattr(xlsform_sheets, "read_limited", read)
    monkeypatch.setattr(xlsform_child, "limit_process", lambda _wanted: None)
