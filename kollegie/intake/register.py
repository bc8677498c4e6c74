"""Import of the register: users, providers, decisions and provider choices. First shown, then carried out whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import repeat, zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

from kollegie.intake.import_plan import Doubt, ImportPlan, Place, PlannedRow, erased_words, left_out_words
from kollegie.intake.mapping import NO_MAPPING, NO_OTHERS, ColumnMapping
from kollegie.intake.new_rows import FileRows, NewRows, Row
from kollegie.intake.protected import blank_cases, cases_by_person, is_named, remains_words
from kollegie.intake.record_kinds import KINDS, RecordKind, normal_header
from kollegie.intake.register_rows import RowReader
from kollegie.intake.register_targets import TARGETS
from kollegie.intake.table_errors import KindUnknown, PlanOutdated
from kollegie.intake.tables import read_batches, told_apart
from kollegie.language import say
from kollegie.model.ids import new_ids
from kollegie.model.register import Person, Protection
from kollegie.progress import Progress
from kollegie.store import Reading, Store
from kollegie.store.erasing import erased_subjects
from kollegie.store.left_out import keep_left_out, left_out
from kollegie.store.many_values import many_values

SAVED_AT_ONCE = 200
"""Changed rows from one word of progress to the next."""


def record_kind(name: str) -> RecordKind:
    """The kind with that name. Raises: KindUnknown."""
    if name not in KINDS:
        raise KindUnknown(kind=name, kinds=", ".join(KINDS))
    return KINDS[name]


@many_values()
def plan_import(
    store: Store,
    kind_name: str,
    files: Sequence[Path],
    *,
    mapping: ColumnMapping = NO_MAPPING,
    own: Mapping[Path, ColumnMapping] = NO_OTHERS,
    take_protected: bool = False,
    progress: Progress | None = None,
) -> ImportPlan:
    """Read the files and tell what an import of them would do. Writes nothing.

    Shape: files that have a mapping of their `own`, that of the system they come from, are read by it. A column a file
    lacks leaves what is already kept as it was; an empty cell in a column it has empties it.
    People with protected identity are left out unless `take_protected`; one already in the register is marked
    protected, and their name, number and address are taken away there and in every case about them. What those were
    before stays in the history until the case is erased; a doubt says so.
    Raises: an error of `table_errors` for what concerns a whole file.
    """
    kind = record_kind(kind_name)
    progress = progress or Progress()
    told_apart(files)
    reader = RowReader(kind, store)
    for path in files:
        its = own.get(path, mapping)
        known = frozenset(kind.headers) | frozenset(its.columns)
        reader.read(read_batches(path, known, its.sheet, progress=progress), its)
    with store.reading() as reading:
        host = reading.get(Person, store.me).municipality_id
        standing = _standing(reading, kind, host)
        reader.look_for_strangers(reading, host)
        reader.look_for_doubles(standing)
        absent = left_out(store, reading)
        erased = frozenset(filter(erased_subjects(reading), reader.users))
        away = frozenset(filter(absent, reader.users)) if kind.name != "users" else frozenset()
        cases = cases_by_person(reading) if kind.name == "users" else {}
    new: list[FileRows] = []
    changed: list[PlannedRow] = []
    withheld: list[Place] = []
    protected: list[str] = []
    unread: list[str] = []
    unchanged = 0
    alike = reader.refuse_alike()
    for rows in reader.files:
        fresh: list[int] = []
        users = rows.columns.get("user_id") or repeat("")
        shields = rows.columns.get("protected") or repeat(Protection.NONE)
        for at, (key, user, shield) in enumerate(zip(rows.keys, users, shields, strict=False)):
            if key in alike:
                continue
            if user in erased:
                reader.doubts.append(Doubt(rows.place(at), "user_id", erased_words(), keeps_out=True))
                continue
            if user in away:
                reader.doubts.append(Doubt(rows.place(at), "user_id", left_out_words(), keeps_out=True))
                continue
            before, withhold = standing.get(key), shield is not Protection.NONE and not take_protected
            if withhold:
                withheld.append(rows.place(at))
            if before is None:
                if not withhold:
                    fresh.append(at)
                elif not absent(user):
                    unread.append(user)
                continue
            place, row = rows.place(at), rows.row(at)
            if withhold:
                row = _only_protection(row)
                named = cases.get(user, ())
                if is_named(before[1:]) or is_named(identity for _, identity in named):
                    protected.append(user)
                    reader.doubts.append(Doubt(place, "protected", remains_words([case.label for case, _ in named])))
            values = _changed(kind, row, before)
            if values != before or user in protected:  # a case may name whom the register does not
                changed.append(PlannedRow(place, key, values, before))
            else:
                unchanged += 1
        new.append(rows.only(fresh))
    count = sum(len(rows.keys) for rows in new)
    progress.check()
    return ImportPlan(
        kind_name,
        reader.count,
        NewRows(TARGETS[kind_name], host, tuple(new), new_ids(store.clock(), store.source, count)),
        tuple(changed),
        unchanged,
        tuple(sorted(reader.refused, key=lambda refusal: (refusal.place.file, refusal.place.row))),
        tuple(reader.doubts),
        tuple(reader.unknown),
        tuple(withheld),
        tuple(protected),
        tuple(unread),
    )


@many_values()
def carry_out(store: Store, plan: ImportPlan, progress: Progress | None = None) -> None:
    """Write what the plan shows, all of it or nothing.

    Raises: PlanOutdated if the register has changed since the plan was made; Cancelled out of the progress.
    """
    if not plan.new and not plan.changed and not plan.left_out:
        return
    kind = record_kind(plan.kind)
    with store.work(f"import {plan.kind}") as work:
        host = work.get(Person, store.me).municipality_id
        standing = _standing(work, kind, host)
        if not standing.keys().isdisjoint(plan.new.keys):
            raise PlanOutdated
        if any(standing.get(row.key) != row.before for row in plan.changed):
            raise PlanOutdated
        kinds = len(TARGETS[plan.kind])
        tell = partial(_tell, progress or Progress(), kinds * (len(plan.new) + len(plan.changed)), kinds)
        for place, target in enumerate(TARGETS[plan.kind]):
            work.add_columns(target.kind, plan.new.columns_of(target), partial(tell, place * len(plan.new)))
        for done, row in enumerate(plan.changed):
            if done % SAVED_AT_ONCE == 0:
                tell(kinds * (len(plan.new) + done), 0)
            for value in row.values:
                work.save(value)
        blank_cases(work, plan.protected)
        if plan.kind == "users":
            keep_left_out(store, work, plan.left_out, [user for (user,) in plan.new.keys])


def _tell(progress: Progress, total: int, kinds: int, before: int, done: int) -> None:
    """How many rows are written: of a row that makes two values, each is half. Raises: Cancelled."""
    progress.step((before + done) // kinds, total // kinds, say("rader skrivna", "rows written"))


def _only_protection(row: Row) -> Row:
    """Of someone who has become protected: that they are, and nothing that names or places them."""
    blank = dict.fromkeys(("name", "identity_number", "identity_number.doubt", "address", "postcode"), "")
    nowhere = dict.fromkeys(("district", "latitude", "longitude"), "")
    return {"user_id": row["user_id"], "protected": row["protected"], "extra": None, **blank, **nowhere}


def _standing(reading: Reading, kind: RecordKind, host: UUID) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What the register has of this kind: key → values, in the order of the targets."""
    targets = TARGETS[kind.name]
    found: list[tuple[Any, ...]] = [reading.find(target.kind, scope=host) for target in targets]
    rest = [{value.id: value for value in values} for values in found[1:]]
    fields = {column: field for field, column in targets[0].fields}
    standing: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for first in found[0]:
        key = tuple(getattr(first, fields[column]) for column in kind.key)
        standing[key] = (first, *(values[first.id] for values in rest if first.id in values))
    return standing


def _changed(kind: RecordKind, row: Row, before: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of a record as the row would leave them."""
    values: list[Any] = []
    for target, standing in zip_longest(TARGETS[kind.name], before):
        given = {field: row[column] for field, column in target.fields if column in row}
        if target.keeps_extra and standing.extra:
            left = (one for one in standing.extra if row.get(_means(kind.name, one[0])) in (None, ""))
            standing = dataclasses.replace(standing, extra=tuple(left))  # an earlier program had no column for it
        if target.keeps_extra and row["extra"] is None:
            given["extra"] = ()
        elif target.keeps_extra and row["extra"]:
            given["extra"] = _merged(standing.extra, row["extra"])
        if standing is None:
            values.append(target.kind(id=before[0].id, scope=before[0].scope, **given))
        else:
            values.append(dataclasses.replace(standing, **given))
    return tuple(values)


@cache
def _means(kind: str, header: str) -> str:
    """The column a header means that stands among the columns nobody knew when they were taken in; "" for none."""
    written = normal_header(header)
    return KINDS[kind].meanings([written], {}).get(written, "")


def _merged(standing: tuple[tuple[str, str], ...], read: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Extra columns as the newest file says, those it does not have as they were."""
    merged: Mapping[str, str] = {**dict(standing), **dict(read)}
    return tuple(merged.items())
