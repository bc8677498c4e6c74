"""How a round's visits are told on the command line: as JSON and as a line to read, by case numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

    from kollegie.cli.context import Context
    from kollegie.model.answer_values import Value
    from kollegie.model.reviews import Review, Visit
    from kollegie.planning.roster import Roster
    from kollegie.store import Reading


def round_asked_for(args: argparse.Namespace, context: Context) -> Review:
    """The round a command is about. Raises: ReviewMissing."""
    from kollegie.planning.rounds import find_review

    with context.store().reading() as reading:
        return find_review(reading, args.round)


def in_order(roster: Roster) -> list[Visit]:
    """The round's visits by case number."""
    return sorted(roster.visits, key=lambda visit: roster.cases[visit.case_id].label)


def municipalities(reading: Reading) -> dict[UUID, str]:
    """The municipalities' names by id."""
    from kollegie.model.register import Municipality

    return {home.id: home.name for home in reading.find(Municipality)}


def visit_named(roster: Roster, wanted: str) -> Visit:
    """The visit with that id, or of the case with that number. Raises: VisitUnknown."""
    from kollegie.planning.errors import VisitUnknown

    for visit in roster.visits:
        if wanted in (str(visit.id), roster.cases[visit.case_id].label):
            return visit
    raise VisitUnknown(visit=wanted)


def assigned(roster: Roster, visit: Visit) -> dict[str, object]:
    """A visit with those who have it."""
    return {
        "visit": str(visit.id),
        "case": roster.cases[visit.case_id].label,
        "visitors": [roster.persons[person_id].name for person_id in roster.assigned_to(visit.id)],
    }


def visit_json(roster: Roster, visit: Visit) -> dict[str, object]:
    """A visit as the contract tells it, with its start."""
    return {
        "id": str(visit.id),
        "case": roster.cases[visit.case_id].label,
        "kind": visit.kind.value,
        "state": visit.state.value,
        "checklist": visit.checklist,
        "announced": visit.announced,
        "start": visit.planned_start.isoformat() if visit.planned_start else None,
        "visitors": [roster.persons[person_id].name for person_id in roster.assigned_to(visit.id)],
    }


def line_of(roster: Roster, visit: Visit) -> str:
    """A visit on one line: case, time, visitors."""
    start = f"{visit.planned_start.astimezone():%H.%M}" if visit.planned_start else "–"
    names = ", ".join(roster.persons[person_id].name for person_id in roster.assigned_to(visit.id))
    return f"{roster.cases[visit.case_id].label}  {start:>5}  {names or '–'}"


def value_json(value: Value) -> object:
    """An answer's value as JSON: its text, a list of them, or why it was withheld."""
    from kollegie.model.answer_values import Withheld

    if isinstance(value, Withheld):
        return value.value
    return list(value) if isinstance(value, tuple) else value
