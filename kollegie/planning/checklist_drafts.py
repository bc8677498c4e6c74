"""Checklists in the making, kept on this laptop as they are typed: they survive a kill and never travel."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.store import Reading, Store, Work

_LISTED = "checklist drafts"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """One checklist in the making. `title` is what lists call it; `text` is its content as it is written."""

    id: UUID
    title: str
    changed_at: datetime
    text: str = ""


def keep_checklist_draft(store: Store, id: UUID, title: str, text: str) -> KeptDraft:
    """Store what stands in a draft just now, in place of what stood there."""
    with store.work("checklist draft") as work:
        kept = KeptDraft(id, title, work.at, text)
        others = [one for one in _listed(work) if one.id != id]
        _list(work, [*others, kept])
        work.set_setting(_name(id), text)
    return kept


def checklist_drafts(reading: Reading) -> tuple[KeptDraft, ...]:
    """The drafts on this laptop with their content, the one changed last first."""
    found = [replace(one, text=reading.setting(_name(one.id))) for one in _listed(reading)]
    return tuple(sorted((one for one in found if one.text), key=lambda one: one.changed_at, reverse=True))


def drop_checklist_draft(store: Store, id: UUID) -> str:
    """Let go of a draft. Returns its content, so that it can be kept again."""
    with store.work("checklist draft dropped") as work:
        text = work.setting(_name(id))
        _list(work, [one for one in _listed(work) if one.id != id])
        work.set_setting(_name(id), "")
    return text


def _name(id: UUID) -> str:
    return f"checklist draft {id}"


def _listed(reading: Reading) -> list[KeptDraft]:
    kept = reading.setting(_LISTED)
    return [
        KeptDraft(UUID(one["id"]), one["title"], datetime.fromisoformat(one["changed_at"]))
        for one in (json.loads(kept) if kept else [])
    ]


def _list(work: Work, drafts: list[KeptDraft]) -> None:
    lines = [{**asdict(one), "id": str(one.id), "changed_at": one.changed_at.isoformat(), "text": ""} for one in drafts]
    work.set_setting(_LISTED, json.dumps(lines, ensure_ascii=False))
