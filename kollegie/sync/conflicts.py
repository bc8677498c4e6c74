"""What two people saw differently: every version with who, when and which laptop, and the choice between them.

Settling is an edit like any other, made on top of what stands, so it travels and can itself be disagreed with. The
conflict row is kept for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Text, select

from kollegie.model.conflicts import Conflict
from kollegie.model.register import Person
from kollegie.model.reviews import Case, Visit
from kollegie.model.stamps import device_of, moment_of
from kollegie.store import Reading, Store, Work
from kollegie.store.columns import AnswerValue
from kollegie.store.desk_records import conflicts_for
from kollegie.store.erasing import tick
from kollegie.store.history import steps_of
from kollegie.store.roles import roles_in
from kollegie.store.synced_table import Cell
from kollegie.store.tables import SYNCED
from kollegie.sync.carried import carried_named, is_id
from kollegie.sync.conflict_values import cell_of, misfit
from kollegie.sync.errors import ConflictMissing, ReaderOnly, VersionMissing
from kollegie.sync.merge import Proposal, proposal
from kollegie.sync.past import from_stored_text
from kollegie.sync.row_by_row import PROSE


class Keep(StrEnum):
    """Which version is to stand. `mine` is this person's, or what stands now where neither is theirs."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions.

    Shape: `value` is what a reader sees: text, a list of choices, a number; `stored` is the cell's stored text.
    """

    value: Any
    stored: str | None
    stamp: int
    by_id: UUID | None
    by: str
    mine: bool
    """Whether it counts as this person's: theirs, or what stands where neither is. Where it was written is `device`."""
    as_signed: bool = False
    """Whether nobody wrote it: it is how the record stood when `by` signed its visit."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything to write down: not that the record was not there, or that its text was emptied."""
        return self.value not in (None, "", [])

    @property
    def at(self) -> datetime:
        """When it was written, by the clock of its laptop."""
        return moment_of(self.stamp)

    @property
    def device(self) -> int:
        """The number of the laptop it was written on."""
        return device_of(self.stamp)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One conflict as it is shown: the older version first."""

    conflict: Conflict
    versions: tuple[Side, Side]
    readable: bool = True
    """Whether this program knows the field and its values; of what it does not know the stored text is shown."""

    @property
    def id(self) -> str:
        """The conflict's id."""
        return self.conflict.id

    @property
    def record(self) -> str:
        """The kind of record."""
        return self.conflict.record

    @property
    def row_id(self) -> UUID:
        """The record's id."""
        return self.conflict.row_id

    @property
    def cell(self) -> Cell | None:
        """What the field holds; None where this program cannot read it."""
        return _cell(self.conflict) if self.readable else None

    @property
    def field(self) -> str:
        """The field they disagree about."""
        return self.conflict.field

    @property
    def open(self) -> bool:
        """Whether somebody still has to choose."""
        return self.conflict.open


def own_device(reading: Reading) -> int:
    """The number of this laptop, which its versions bear."""
    return int(reading.connection.exec_driver_sql("SELECT device FROM clock WHERE one = 1").scalar_one())


def list_conflicts(store: Store, *, only_open: bool = False) -> tuple[ConflictView, ...]:
    """Every conflict on this laptop that is for its person, open ones first, then by record and field."""
    with store.reading() as reading:
        found = list(conflicts_for(reading, store.me, only_open=only_open))
        found.sort(key=lambda one: (not one.open, one.record, one.row_id, one.field, one.b_stamp))
        return tuple(_view(reading, store.me, found))


def case_and_question(reading: Reading, conflict: Conflict) -> tuple[str, str]:
    """The case's label and the question's name the two disagree at; empty where the record belongs to none."""
    about = record_of(reading, conflict.record, conflict.row_id)
    visit = reading.first(Visit, id=conflict.row_id if conflict.record == "visit" else about.get("visit_id"))
    case = reading.first(Case, id=visit.case_id) if visit is not None else None
    return case.label if case is not None else "", str(about.get("question", ""))


def record_of(reading: Reading, record: str, row_id: UUID) -> Mapping[str, Any]:
    """The fields of a record as they stand, also of one that counts as deleted; empty where there is none."""
    if record not in SYNCED:
        return {}
    table = SYNCED[record].local
    found = reading.connection.execute(select(table).where(table.c.id == row_id)).mappings().first()
    return {} if found is None else dict(found)


def resolve_conflict(
    store: Store,
    id: str,
    keep: Keep,
    text: str | None = None,
    *,
    stamp: int | None = None,
    person_id: UUID | None = None,
) -> None:
    """Settle a conflict: the chosen version stands, the other stays in the conflict and in history.

    Shape: with `text` that text stands instead; with `stamp` the version that was written then, which is how one of
    three or more is named. `BOTH` sets all versions of a text after each other with who and when; where the field is
    no text, what stands stays and the others go into the record's note. All open conflicts about the same field of the
    same record are settled by the one choice. One that cannot be read is put aside and changes no record.
    Raises: ConflictMissing; VersionMissing; ReaderOnly.
    """
    with store.work("conflict", person_id=person_id) as work:
        if roles_in(work, work.person_id).only_reads:
            raise ReaderOnly
        found = conflicts_for(work, work.person_id, only_open=True)
        conflict = next((one for one in found if one.id == id), None)
        if conflict is None:
            raise ConflictMissing(id=id)
        place = (conflict.record, conflict.row_id, conflict.field)
        still = [other for other in found if (other.record, other.row_id, other.field) == place]
        views = {view.id: view for view in _view(work, store.me, still)}
        if views[id].readable:
            sides = versions_in(view for view in views.values() if view.readable)
            if stamp is not None:
                named = next((side for side in sides if side.stamp == stamp), None)
                if named is None:
                    raise VersionMissing(stamp=stamp)
                keep = Keep.MINE if named.mine else Keep.THEIRS
            _write(work, conflict, _chosen(work, views[id], sides, keep, text, stamp))
        for other in still:
            resolution = "text" if text is not None else keep.value
            work.save(replace(other, resolution=resolution, resolved_by=work.person_id, resolved_at=work.at))


def versions_in(views: Iterable[ConflictView]) -> tuple[Side, ...]:
    """Every version that conflicts about one field speak of, each once, the oldest first."""
    sides = {side.stamp: side for view in views for side in view.versions}
    return tuple(sides[stamp] for stamp in sorted(sides))


def proposed_text(reading: Reading, view: ConflictView) -> Proposal | None:
    """Both versions of a text laid together word by word, for a person to change; None where that cannot be done.

    Shape: the older version counts as "mine" in the parts, the newer as "theirs". The base is the last version both
    were made from, found in history.
    """
    if not is_free_text(view.conflict):
        return None
    older, newer = view.versions
    lines = steps_of(reading, view.conflict.scope, view.row_id, view.field)
    base = _ancestor(lines, older.stamp, newer.stamp)
    if base is None:
        return None
    return proposal(base, older.stored or "", newer.stored or "")


def _ancestor(lines: dict[int, tuple[int | None, str | None]], one: int, other: int) -> str | None:
    """The text both versions go back to, by what each edit replaced."""
    values: dict[int, str] = {}
    past: list[set[int]] = []
    for stamp in (one, other):
        seen: set[int] = set()
        step = lines.get(stamp)
        while step is not None and step[0] is not None and step[0] not in seen:
            seen.add(step[0])
            values[step[0]] = step[1] or ""
            step = lines.get(step[0])
        past.append(seen)
    common = past[0] & past[1]
    return values[max(common)] if common else None


def is_free_text(conflict: Conflict) -> bool:
    """Whether the field holds sentences, so that somebody may write a text of their own instead."""
    cell = cell_of(conflict.record, conflict.field)
    return cell is not None and _is_free_text(cell) and conflict.field in PROSE


def standing_stamp(reading: Reading, conflict: Conflict) -> int | None:
    """The stamp of what stands in the record's field now; None where the record is not here, or no such field."""
    if cell_of(conflict.record, conflict.field) is None:
        return None
    table = SYNCED[conflict.record].local
    query = select(table.c.s0, table.c[f"{conflict.field}_s"]).where(table.c.id == conflict.row_id)
    row = reading.connection.execute(query).first()
    return None if row is None else int(row[0] if row[1] is None else row[1])


def joins_texts(conflict: Conflict) -> bool:
    """Whether keeping both writes the versions after each other in the field itself."""
    cell = cell_of(conflict.record, conflict.field)
    return cell is not None and _is_free_text(cell)


def place_beside(conflict: Conflict) -> str:
    """Where keeping both writes the version that does not stand: a column of the record, or nowhere but in history."""
    if cell_of(conflict.record, conflict.field) is None:
        return ""
    editable = carried_named(conflict.record).editable
    return next((column for column in ("note", "text") if column in editable), "")


def _view(reading: Reading, me: UUID, conflicts: Iterable[Conflict]) -> Iterable[ConflictView]:
    names = {person.id: person.name for person in reading.find(Person)}
    for one in conflicts:
        hands = _hands(reading, one)
        readable = misfit(one.record, one.field, one.a_value, one.b_value) is None
        written = "a" if one.a_by == me else "b" if one.b_by == me else None
        mine = (written or _standing(reading, one)) if readable else "b"
        sides = []
        for side in ("a", "b"):
            stored, (by, as_signed) = getattr(one, f"{side}_value"), hands[side]
            name = names.get(by, "") if by else ""
            value = _shown(one, stored, names) if readable else stored
            sides.append(Side(value, stored, getattr(one, f"{side}_stamp"), by, name, side == mine, as_signed))
        yield ConflictView(one, (sides[0], sides[1]), readable)


def _hands(reading: Reading, conflict: Conflict) -> dict[str, tuple[UUID | None, bool]]:
    """Whose hand each version is shown with, where that is known here, and whether they only signed.

    Shape: what came late to a signed visit stands against nothing, at the stamp of the signature: the record's own
    history tells nobody there, the visit's tells who signed. Nobody has written that nothing, so it is nobody's own.
    """
    hands = {"a": (conflict.a_by, False), "b": (conflict.b_by, False)}
    for side, stamp in (("a", conflict.a_stamp), ("b", conflict.b_stamp)):
        if hands[side][0] is None:
            whose = "SELECT person_id, record FROM history WHERE stamp = ? LIMIT 1"
            found = reading.connection.exec_driver_sql(whose, (stamp,)).first()
            if found is not None:
                hands[side] = (UUID(bytes=found[0]), found[1] == "visit" and conflict.record != "visit")
    return hands


def _standing(reading: Reading, conflict: Conflict) -> str:
    """Which side stands in the record now; the newer one if neither does any more."""
    return "a" if standing_stamp(reading, conflict) == conflict.a_stamp else "b"


def _cell(conflict: Conflict) -> Cell:
    cell = cell_of(conflict.record, conflict.field)
    assert cell is not None  # one that names no cell of ours is only shown
    return cell


def _shown(conflict: Conflict, stored: str | None, names: dict[UUID, str]) -> Any:
    cell = _cell(conflict)
    if stored is None:
        return None
    if isinstance(cell.type, AnswerValue) and stored:
        read = json.loads(stored)
        return read["withheld"] if isinstance(read, dict) else read
    if is_id(cell):
        return names.get(UUID(hex=stored), stored)
    return stored


def _is_free_text(cell: Cell) -> bool:
    return type(cell.type) is Text and cell.enum is None


def _chosen(
    work: Work, view: ConflictView, sides: tuple[Side, ...], keep: Keep, text: str | None, stamp: int | None
) -> dict[str, Any]:
    """What to write: stored values by column."""
    conflict = view.conflict
    one = carried_named(conflict.record)
    if text is not None:
        stored = json.dumps(text, ensure_ascii=False) if isinstance(_cell(conflict).type, AnswerValue) else text
        return {conflict.field: from_stored_text(one, conflict.field, stored)}
    if keep is not Keep.BOTH:
        named = [side for side in sides if side.stamp == stamp]
        side = named[0] if named else next(side for side in view.versions if side.mine is (keep is Keep.MINE))
        return {conflict.field: from_stored_text(one, conflict.field, side.stored)}
    if joins_texts(conflict):
        return {conflict.field: "\n\n".join(_signed(side) for side in sides if side.says_something)}
    standing, column = standing_stamp(work, conflict), place_beside(conflict)
    if not column:
        return {}
    query = select(one.local.c[column]).where(one.local.c.id == conflict.row_id)
    note = work.connection.execute(query).scalar_one_or_none() or ""
    others = [_signed(side) for side in sides if side.says_something and side.stamp != standing]
    return {column: "\n\n".join(part for part in (note, *others) if part)}


def _signed(side: Side) -> str:
    value = ", ".join(side.value) if isinstance(side.value, list) else side.value
    return f"{value} ({side.by}, {side.at.astimezone():%Y-%m-%d %H:%M})"


def _write(work: Work, conflict: Conflict, values: dict[str, Any]) -> None:
    """Write stored values into the record, past the model: a value no model accepts may be what stands.

    Shape: what was disagreed about gets a stamp of its own also where it stays as it stands. Whoever settles the same
    at the same time has not seen this choice, and would otherwise overrule it without a word.
    """
    record, id = f'"{conflict.record}"', conflict.row_id.bytes
    run = work.connection.exec_driver_sql
    columns = tuple({conflict.field: None} | values)
    asked = ", ".join(f'"{column}"' for column in columns)
    before = run(f"SELECT {asked} FROM {record} WHERE id = ?", (id,)).first()
    if before is None:
        return
    if values:
        marks = ", ".join(f'"{column}" = ?' for column in values)
        run(f"UPDATE {record} SET {marks} WHERE id = ?", (*values.values(), id))
    if values.get(conflict.field, before[0]) == before[0]:
        _stamp_anew(work, conflict)


def _stamp_anew(work: Work, conflict: Conflict) -> None:
    """Say what stands once more: a line of history and a new stamp, as a changed value gets from its trigger."""
    record, cell, run = f'"{conflict.record}"', f'"{conflict.field}"', work.connection.exec_driver_sql
    stamp = tick(work)
    run("UPDATE actor SET applying = 1 WHERE one = 1")
    text = f"lower(hex({cell}))" if is_id(_cell(conflict)) else f"CAST({cell} AS TEXT)"
    run(
        "INSERT INTO history (row_id, column_name, stamp, scope, record, old_value, old_stamp, person_id, reason)"
        f' SELECT id, ?, ?, scope, ?, iif({cell} IS NULL, NULL, {text}), coalesce("{conflict.field}_s", s0),'
        f" actor.person_id, actor.reason FROM {record} JOIN actor ON actor.one = 1 WHERE id = ?",
        (conflict.field, stamp, conflict.record, conflict.row_id.bytes),
    )
    base = f'coalesce("{conflict.field}_b", "{conflict.field}_s", s0)'
    run(
        f'UPDATE {record} SET dirty = ?, "{conflict.field}_b" = {base}, "{conflict.field}_s" = ? WHERE id = ?',
        (stamp, stamp, conflict.row_id.bytes),
    )
    run("UPDATE actor SET applying = 0 WHERE one = 1")


__all__ = [
    "ConflictView",
    "Keep",
    "Side",
    "is_free_text",
    "joins_texts",
    "list_conflicts",
    "place_beside",
    "proposed_text",
    "resolve_conflict",
    "standing_stamp",
    "versions_in",
]
