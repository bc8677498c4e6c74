"""What the checklists' page shows: drafts, checklists in use, and the visits that stand on older versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kollegie.intake.checklists import shipped_checklists
from kollegie.model.checklist import Checklist
from kollegie.model.reviews import Case, ChecklistPublication, Visit, VisitState
from kollegie.planning.checklist_drafts import KeptDraft, checklist_drafts
from kollegie.planning.publishing import publications, published_version
from kollegie.store import Reading
from kollegie.visiting.moving import moved_from, newer_version
from ui.sorting import in_order


@dataclass(frozen=True, slots=True)
class Movable:
    """A visit on an older version, and the fingerprint of the one it could be moved to; `back` where it came from."""

    visit: UUID
    case: str
    state: VisitState
    to: str
    back: str = ""


@dataclass(frozen=True)
class Shown:
    """One line of the page: a draft, or a checklist in use (`checklist`), never both."""

    id: str
    title: str
    checklist: Checklist | None = None
    draft: KeptDraft | None = None
    published: tuple[ChecklistPublication, ...] = ()
    movable: tuple[Movable, ...] = ()
    changed_at: datetime | None = None


def gather_checklists(reading: Reading) -> tuple[Shown, ...]:
    """Drafts first, then every checklist in use by title."""
    drafts = [Shown(str(one.id), one.title, draft=one, changed_at=one.changed_at) for one in checklist_drafts(reading)]
    published: dict[str, list[ChecklistPublication]] = {}
    for one in publications(reading):
        published.setdefault(one.checklist, []).append(one)
    known = {one.id: one for one in shipped_checklists()}
    for id in published:
        version = published_version(reading, id)
        if version is not None:
            known[id] = version
    cases = {case.id: case.label for case in reading.find(Case)} if published else {}
    in_use = [
        Shown(
            id,
            checklist.title.in_(),
            checklist,
            published=tuple(published.get(id, ())),
            movable=_movable(reading, id, cases) if id in published else (),
        )
        for id, checklist in known.items()
    ]
    return (*drafts, *in_order(in_use, lambda one: one.title))


def _movable(reading: Reading, checklist: str, cases: dict[UUID, str]) -> tuple[Movable, ...]:
    found = []
    for visit in reading.find(Visit, checklist=checklist):
        if visit.state not in (VisitState.PLANNED, VisitState.ONGOING):
            continue
        newer = newer_version(reading, visit)
        back = moved_from(reading, visit.id)
        if newer is not None or back:
            to = newer.content_hash if newer is not None else ""
            found.append(Movable(visit.id, cases.get(visit.case_id, "–"), visit.state, to, back))
    return tuple(sorted(found, key=lambda one: one.case))
