"""Where to go on in a visit that is opened, and what becomes of words that were never finished."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.reviews import VisitState
from kollegie.model.visits import Draft
from kollegie.store import Store
from kollegie.store.drafts import last_place
from kollegie.visiting.commenting import FIELD
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.findings import wording_field
from kollegie.visiting.overview import my_visits
from kollegie.visiting.pinned import row_text
from ui.visiting.answer_flow import AnswerFlow
from ui.visiting.begun import stays_begun
from ui.visiting.in_hand import VisitInHand


@dataclass(frozen=True, slots=True)
class Standing:
    """A place on the page: the question, the field with its cursor, and how far the section was scrolled."""

    cell: Cell
    field: str = ""
    cursor: int | None = None
    scroll: int = 0


def spot_text(cell: Cell) -> str:
    """A question as a place one can come back to: its name, and its row where it has one."""
    return f"{cell.name} {row_text(cell.row)}".strip()


def cell_of(visit: VisitInHand, spot: str) -> Cell | None:
    """The question of a place, or of a name or printed id; None where it is not asked."""
    name, _, row = spot.partition(" ")
    return visit.cell_named(name, row)


def where_to_stand(visit: VisitInHand, question: str | None, field: str, cursor: int) -> Standing | None:
    """At the question asked for, else where the person last was, else at the first unanswered question."""
    if question is not None and (cell := cell_of(visit, question)) is not None:
        return Standing(cell, field, cursor)
    place = visit.seen.place
    if place is not None and (cell := visit.cell_named(place.question, place.row)) is not None:
        return Standing(cell, place.field, place.cursor, place.scroll)
    first = visit.first()
    return None if first is None else Standing(first)


def take_up_drafts(visit: VisitInHand, flow: AnswerFlow) -> list[Draft]:
    """Words typed when the program stopped: where the person stood they go on being typed, elsewhere they are done.

    What cannot be an answer stands in its field again with the reason, wherever it was typed.

    Returns: the drafts to show on their cards.
    """
    if visit.held:
        return [draft for draft in visit.seen.drafts if draft.field == FIELD]
    place = visit.seen.place
    here = (place.question, place.row) if place is not None else None
    shown: list[Draft] = []
    for draft in visit.seen.drafts:
        cell = visit.cell_named(draft.question, draft.row)
        if cell is None:
            continue
        signing = stays_begun(visit.checklist, cell, draft.field)  # a name is no signature before it is kept as one
        worded = next((one for one in visit.findings(cell) if wording_field(one.id) == draft.field), None)
        if (draft.question, draft.row) == here or signing or (worded is None and draft.field not in ("note", "value")):
            shown.append(draft)
        elif worded is not None:
            if draft.text.strip() != worded.text:  # words that stand already say nothing: they confirm no proposal
                flow.edit_finding(cell, worded.id, None, None, draft.text)
        elif draft.field == "note":
            flow.note(cell, draft.text)
        else:
            _answer(visit, flow, cell, draft.text)
    return shown


def _answer(visit: VisitInHand, flow: AnswerFlow, cell: Cell, text: str) -> None:
    try:
        read_value(visit.question(cell), text)
    except AnswerUnfit as unfit:
        visit.take_unfit(cell, text, unfit)
    else:
        flow.answer(cell, text)


def last_visit(store: Store) -> UUID | None:
    """The visit last worked in on this laptop, else the first of mine that is not signed."""
    with store.reading() as reading:
        place = last_place(reading)
    mine = my_visits(store)
    if place is not None and any(one.visit.id == place.visit_id for one in mine):
        return place.visit_id
    return next((one.visit.id for one in mine if one.visit.state is not VisitState.SIGNED), None)
