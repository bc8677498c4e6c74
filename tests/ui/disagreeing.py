"""Two laptops that have written different words about the same answer, as it stands after a sync."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from kollegie.model.conflicts import Conflict
from kollegie.model.stamps import moment_of, stamp_of
from kollegie.store import Store
from kollegie.store.tables import SYNCED


def disagree_about_note(store: Store) -> None:
    """Let the note of an answer that is in dispute be in dispute too, in words; nothing where it is so already."""
    with store.work("sync") as work:
        open_ones = [one for one in work.find(Conflict) if one.open]
        if any(one.field == "note" for one in open_ones):
            return
        like = next(one for one in open_ones if one.record == "answer")
        cell = SYNCED["answer"].local.c
        note, row = work.connection.execute(select(cell.note_s, cell.s0).where(cell.id == like.row_id)).one()
        a = row if note is None else note
        b = stamp_of(moment_of(a) + timedelta(minutes=5), 2)
        work.add(
            Conflict(
                f"{like.row_id.hex}:note:{a}:{b}",
                like.scope,
                "answer",
                like.row_id,
                "note",
                '"Dusch ges en gång i veckan, beslutet säger två."',
                a,
                work.person_id,
                '"Dusch uteblir ofta."',
                b,
                like.b_by,
            )
        )
