"""What a sync has merged without asking anyone, told afterwards: which record, and which field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kollegie.language import counted, say
from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import Answer, Finding
from kollegie.store import Reading
from kollegie.sync.field_words import field_words, record_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kollegie.sync.row_by_row import Met

MOST = 12
"""How many fields are listed; the rest are counted."""


def merged_lines(reading: Reading, met: Iterable[Met]) -> tuple[str, ...]:
    """One line for each field that somebody else had changed too, by case and question; what is gone is left out."""
    lines = dict.fromkeys(_line(reading, one) for one in met)
    listed = sorted(line for line in lines if line)
    if len(listed) <= MOST:
        return tuple(listed)
    more = counted(len(listed) - MOST, ("fält till", "fält till"), ("field more", "fields more"))
    return (*listed[:MOST], more)


def _line(reading: Reading, met: Met) -> str:
    field = field_words(met.field)
    about: Answer | Finding | None = None
    if met.record == "visit":
        visit = reading.first(Visit, id=met.row_id)
        return "" if visit is None else " · ".join((_case(reading, visit), field))
    if met.record == "answer":
        about = reading.first(Answer, id=met.row_id)
    elif met.record == "finding":
        about = reading.first(Finding, id=met.row_id)
    if about is None:
        return "" if met.record in ("answer", "finding") else f"{record_words(met.record)} · {field}"
    visit = reading.first(Visit, id=about.visit_id)
    place = _case(reading, visit) if visit is not None else ""
    return " · ".join(part for part in (place, about.question.upper(), field) if part)


def _case(reading: Reading, visit: Visit) -> str:
    case = reading.first(Case, id=visit.case_id)
    return say("Ärende {}", "Case {}").format(case.label) if case is not None else ""
