"""What has been typed but is not yet an answer, and where the writer stood: kept so that nothing typed is lost.

Drafts and places belong to this laptop and never travel. A draft is stored while it is typed and goes when the answer
it became is stored, in the same unit of work.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from kollegie.model.visits import Draft
from kollegie.store import laptop_tables
from kollegie.store.work import Reading, Work

if TYPE_CHECKING:
    from kollegie.store.opening import Store


_INSERT = insert(laptop_tables.draft)
_KEEP = _INSERT.on_conflict_do_update(
    index_elements=["visit_id", "question", "row", "field"],
    set_={name: _INSERT.excluded[name] for name in ("text", "cursor", "at")},
)

_AT = (
    laptop_tables.draft.c.visit_id == bindparam("of"),
    laptop_tables.draft.c.question == bindparam("at_question"),
    laptop_tables.draft.c.row == bindparam("in_row"),
)
_THERE = select(laptop_tables.draft).where(*_AT, laptop_tables.draft.c.field.in_(bindparam("fields", expanding=True)))
_DROP = delete(laptop_tables.draft).where(*_AT, laptop_tables.draft.c.field == bindparam("in_field"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a visit the writer stood.

    Shape: `field` is "" when the question itself had the focus, else the field typed in; `cursor` counts characters
    of its text, `scroll` logical pixels from the top of the section.
    """

    visit_id: UUID
    question: str
    row: str = ""
    field: str = ""
    cursor: int = 0
    scroll: int = 0


def drafts_of(reading: Reading, visit_id: UUID | None = None) -> tuple[Draft, ...]:
    """The drafts of one visit, or of all, oldest first."""
    query = select(laptop_tables.draft).order_by(laptop_tables.draft.c.at)
    if visit_id is not None:
        query = query.where(laptop_tables.draft.c.visit_id == visit_id)
    return tuple(Draft(**row) for row in reading.connection.execute(query).mappings())


def keep_draft(work: Work, draft: Draft) -> None:
    """Store what stands in a field just now, in place of what stood there."""
    work.connection.execute(_KEEP, asdict(draft))


FORM = "form "
"""What the field of a draft begins with that is a whole form; the draft's `visit_id` is then the record it is about."""


def form_field(name: str) -> str:
    """The field the draft of a form is kept under."""
    return f"{FORM}{name}"


def form_drafts(reading: Reading) -> tuple[tuple[str, Draft], ...]:
    """The forms that are begun and not stored, each with its name, oldest first."""
    found = (draft for draft in drafts_of(reading) if draft.field.startswith(FORM))
    return tuple((draft.field.removeprefix(FORM), draft) for draft in found)


def drop_form(store: Store, record: UUID, name: str, *, at: datetime) -> None:
    """Let go of the draft of a form, but not of what has been written in it after `at`."""
    with store.work(at=at) as work:
        drop_drafts(work, record, "", "", form_field(name))


def drop_drafts(
    work: Work,
    visit_id: UUID,
    question: str,
    row: str,
    *fields: str,
    same: Callable[[Draft], bool] = lambda _draft: False,
) -> None:
    """Let go of the drafts of these fields of a question, since they are stored as its answer.

    What was typed after the act was asked for stays: the act waits its turn, and the draft of the next words may be
    written before it. What `same` says is what was stored goes all the same: a clock may have been put back in between.
    """
    there = {"of": visit_id, "at_question": question, "in_row": row}
    for found in work.connection.execute(_THERE, {**there, "fields": fields}).mappings().all():
        one = Draft(**found)
        if one.at <= work.at or same(one):
            work.connection.execute(_DROP, {**there, "in_field": one.field})


def remember_place(work: Work, place: Place, at: datetime) -> None:
    """Keep where the writer stands, for this visit and as the last place of all."""
    kept = json.dumps({**asdict(place), "visit_id": str(place.visit_id), "at": at.isoformat()})
    work.set_setting(f"place {place.visit_id}", kept)
    work.set_setting("place", str(place.visit_id))


def place_in(reading: Reading, visit_id: UUID) -> Place | None:
    """Where the writer last stood in a visit, None if nobody has been there on this laptop."""
    kept = reading.setting(f"place {visit_id}")
    if not kept:
        return None
    read = json.loads(kept)
    read.pop("at")
    return replace(Place(**read), visit_id=visit_id)


def last_place(reading: Reading) -> Place | None:
    """Where the writer last stood at all."""
    visit = reading.setting("place")
    return place_in(reading, UUID(visit)) if visit else None


def begin_running(work: Work) -> datetime | None:
    """Mark that the program runs. Returns since when it ran if it was not stopped in order last time, else None."""
    left = work.setting("running")
    work.set_setting("running", work.at.isoformat())
    return datetime.fromisoformat(left) if left else None


def end_running(work: Work) -> None:
    """Take the mark away: all that was typed is stored."""
    work.set_setting("running", "")


def rename_drafts(work: Work, visit_id: UUID, question: str, to: str) -> None:
    """Let what is being typed at a question go on under the name it has got, unless something is typed there too."""
    draft = laptop_tables.draft
    held = select(draft.c.field).where(draft.c.visit_id == visit_id, draft.c.question == to)
    taken = set(work.connection.execute(held).scalars())
    work.connection.execute(
        update(draft)
        .where(draft.c.visit_id == visit_id, draft.c.question == question, draft.c.field.not_in(taken))
        .values(question=to)
    )


def rename_field(work: Work, visit_id: UUID, field: str, question: str, to: str) -> None:
    """Let what is being typed in a field that only one record has go on at its question, under the name it has got."""
    draft = laptop_tables.draft
    there = (draft.c.visit_id == visit_id, draft.c.field == field)
    work.connection.execute(update(draft).where(*there).values(question=question, field=to))
