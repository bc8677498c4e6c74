"""What a laptop had not sent when it was blocked, or fell silent for half a year: looked at before it counts.

A laptop that was lost has been out of sight, and what stands on one that was silent may be long overtaken. So nothing
of it takes effect by itself. Each unsent edit becomes a disagreement: what stood before stands, the edit is kept beside
it, and whoever leads takes it in or leaves it, at any laptop, where disagreements are settled. Where what stood is not
known, the edit stands until that choice. A record nobody else has seen travels as a deleted one, which the choice
brings back; of an answer its fields are shown one by one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kollegie.language import counted, say
from kollegie.sync.carried import MADE_ALIKE, Carried, Row, carried, names
from kollegie.sync.laptop import REVIEW, Enrolment, Laptop
from kollegie.sync.meeting import Meeting, store_setting
from kollegie.sync.merge import Version
from kollegie.sync.past import from_stored_text, in_history
from kollegie.sync.row_by_row import version_of

SILENT = timedelta(days=180)
"""A laptop that has not met its hub for so long is looked at like one that was lost."""

AS_EVER = (*MADE_ALIKE, "conflict", "erasure")
"""What is sent all the same: it changes no record by itself."""


def must_be_reviewed(near: Laptop, known: Enrolment) -> bool:
    """Whether what is unsent on this laptop has to be looked at before it counts."""
    silent = known.synced_at is not None and near.store.clock() - known.synced_at > SILENT
    return silent or bool(store_setting(near.line, REVIEW))


def lay_out_for_review(near: Laptop, meeting: Meeting) -> list[str]:
    """Turn every unsent edit into a disagreement; give back what to say of it. Done again, it changes nothing."""
    line, set_back, standing = near.line, 0, 0
    with near.writing():
        for one in carried():
            if one.is_history or one.name in AS_EVER:
                continue
            columns = (*one.columns, *(f"{column}_b" for column in one.editable))
            for row in line.rows(f'SELECT {names(columns)} FROM "{one.name}" WHERE dirty IS NOT NULL'):
                back, stands = _lay_out(near, meeting, one, dict(zip(columns, row, strict=True)))
                set_back, standing = set_back + back, standing + stands
        line.run("DELETE FROM setting WHERE name = ?", (REVIEW,))
    if not set_back + standing:
        return []
    return [_told(set_back, standing)]


def _told(set_back: int, standing: int) -> str:
    """How many edits do not count yet, and how many do until somebody has chosen."""
    changes = counted(set_back + standing, ("ändring", "ändringar"), ("change", "changes"))
    if not standing:
        count = say("gäller inte än", "do not count yet")
    elif not set_back:
        count = say(
            "gäller tills någon har valt, för vad som stod innan är inte känt här",
            "count until somebody has chosen, since what stood before is not known here",
        )
    else:
        count = say(
            f"gäller inte än, utom {standing} som gäller tills någon har valt, för vad som stod innan är inte känt här",
            f"do not count yet, but for {standing} that count until somebody has chosen, since what stood before is not"
            " known here",
        )
    return say(
        f"{changes} som inte var skickade när datorn spärrades eller tystnade {count}. De ligger som"
        " konflikter under Iakttagelser: granskningsledaren tar in dem eller låter bli.",
        f"{changes} unsent when this computer was blocked or fell silent {count}. They stand as"
        " disagreements under Findings: the review lead takes them in or not.",
    )


def _lay_out(near: Laptop, meeting: Meeting, one: Carried, mine: dict[str, Any]) -> tuple[int, int]:
    """Put back what stood before the edits of one row, and keep them beside it.

    Returns how many fields were put back, and in how many the edit stands until somebody has chosen.
    """
    new: dict[str, Any] = {}
    standing = 0
    if mine["deleted_b"] == 0 and mine["deleted"]:
        return 0, 0  # made and deleted again before anybody saw it: so it travels, and counts for nothing
    if mine["deleted_b"] == 0:
        new = _as_if_unwritten(meeting, one, mine)
    else:
        for column in one.editable:
            base, edit = mine[f"{column}_b"], version_of(one, mine, column)
            if base is None:
                continue
            stood = _stood(near, meeting, one, mine["id"], column, base)
            known = stood is not None
            stood = stood or Version(one.defaults.get(column, edit.value), base)
            if stood.value != edit.value:
                meeting.disagree(one, mine["scope"], mine["id"], column, edit, stood)
                standing += not known
                new |= _cell(column, stood, mine["s0"], None) if known else {}
    set_back = sum(column in one.editable for column in new)
    if not new:
        return set_back, standing
    if all((mine | new)[f"{column}_b"] is None for column in one.editable):
        new["dirty"] = None
    marks = ", ".join(f'"{column}" = ?' for column in new)
    near.line.run(f'UPDATE "{one.name}" SET {marks} WHERE id = ?', (*new.values(), mine["id"]))
    return set_back, standing


def _as_if_unwritten(meeting: Meeting, one: Carried, mine: dict[str, Any]) -> dict[str, Any]:
    """A record nobody else has seen: an answer with nothing in it, anything else deleted."""
    tick = meeting.tick()
    empty = {"deleted": 1}
    if one.name == "answer":
        said = {column: one.defaults[column] for column in one.editable if mine[column] != one.defaults[column]}
        empty = said or empty
    new: dict[str, Any] = {"dirty": tick}
    for column, value in empty.items():
        stands = Version(value, tick)
        meeting.disagree(one, mine["scope"], mine["id"], column, version_of(one, mine, column), stands)
        new |= _cell(column, stands, mine["s0"], 0)
    return new


def _cell(column: str, version: Version, first: int, base: int | None) -> dict[str, Any]:
    stamp = None if version.stamp == first else version.stamp
    return {column: version.value, f"{column}_s": stamp, f"{column}_b": base}


def _stood(near: Laptop, meeting: Meeting, one: Carried, id: bytes | str, column: str, base: int) -> Version | None:
    """What an edit had replaced: from history, or from a disagreement that was found.

    Shape: None where neither tells it: nobody had touched the field, or somebody had written the same. Which of them
    cannot be known here, so the edit stands and is in question.
    """
    found = meeting.stood(one, in_history(id), column, base)
    if found is not None:
        return found
    for side in ("a", "b"):
        row: Row | None = near.line.one(
            f"SELECT {side}_value FROM conflict WHERE row_id = ? AND field = ? AND {side}_stamp = ?", (id, column, base)
        )
        if row is not None:
            return Version(from_stored_text(one, column, row[0]), base)
    return None
