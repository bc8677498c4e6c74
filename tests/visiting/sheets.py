"""Sheets of checklists written in a test, at a moment that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from kollegie.intake.checklists import read_checklist
from kollegie.language import Language
from kollegie.model.answer_values import Value
from kollegie.model.checklist import Checklist
from kollegie.visiting.evaluation import Sheet

HEAD = 'schema = 1\nid = "prov"\nversion = "1"\ntitel = "Prov"\n'


def checklist(body: str) -> Checklist:
    return read_checklist(HEAD + body)


def sheet(of: Checklist | str, answers: Mapping[str, Value] | None = None) -> Sheet:
    return Sheet(
        checklist(of) if isinstance(of, str) else of,
        {(name, ()): value for name, value in (answers or {}).items()},
        language=Language.SV,
        clock=lambda: datetime(2026, 11, 12, 12, 30, tzinfo=UTC),
    )
