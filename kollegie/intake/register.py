"""Import of the register: users, providers, decisions and provider choices. First shown, then carried out whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from kollegie.intake.import_plan import Doubt, ImportPlan, Place, PlannedRow, erased_words, left_out_words
from kollegie.intake.mapping import NO_MAPPING, ColumnMapping
from kollegie.intake.protected import blank_cases, cases_by_person, is_named, remains_words
from kollegie.intake.record_kinds import KINDS, RecordKind
from kollegie.intake.register_rows import Row, RowReader
from kollegie.intake.register_targets import TARGETS
from kollegie.intake.table_errors import KindUnknown, PlanOutdated
from kollegie.intake.tables import read_batches, told_apart
from kollegie.language import say
from kollegie.model.ids import new_id
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
    take_protected: bool = False,
    progress: Progress | None = None,
) -> ImportPlan:
    """Read the files and tell what an import of them would do. Writes nothing.

    Shape: a column the file lacks leaves what is already kept as it was; an empty cell in a column it has empties it.
    People with protected identity are left out unless `take_protected`; one already in the register is marked
    protected, and their name, number and address are taken away there and in every case about them. What those were
    before stays in the history until the case is erased; a doubt says so.
    Raises: an error of `table_errors` for what concerns a whole file.
    """
    kind = record_kind(kind_name)
    known = frozenset(kind.headers) | frozenset(mapping.columns)
    progress = progress or Progress()
    told_apart(files)
    reader = RowReader(kind, mapping, store)
    for path in files:
        reader.read(read_batches(path, known, mapping.sheet, progress=progress))
    with store.reading() as reading:
        host = reading.get(Person, store.me).municipality_id
        standing = _standing(reading, kind, host)
        reader.look_for_strangers(reading, host)
        absent = left_out(store, reading)
        erased = frozenset(filter(erased_subjects(reading), reader.users))
        away = frozenset(filter(absent, reader.users)) if kind.name != "users" else frozenset()
        cases = cases_by_person(reading) if kind.name == "users" else {}
    new: list[PlannedRow] = []
    changed: list[PlannedRow] = []
    withheld: list[Place] = []
    protected: list[str] = []
    unread: list[str] = []
    unchanged = 0
    places: Mapping[str, int] = {}
    make = _new_values(kind, places, host)
    for place, key, row in reader.accepted():
        user = row.get("user_id")
        if user in erased:
            reader.doubts.append(Doubt(place, "user_id", erased_words(), keeps_out=True))
            continue
        if user in away:
            reader.doubts.append(Doubt(place, "user_id", left_out_words(), keeps_out=True))
            continue
        before = standing.get(key, ())
        if row.get("protected", Protection.NONE) is not Protection.NONE and not take_protected:
            withheld.append(place)
            if not before:
                if not absent(user):
                    unread.append(user)
                continue
            row = _only_protection(row)
            named = cases.get(user, ())
            if is_named(before[1:]) or is_named(identity for _, identity in named):
                protected.append(user)
                reader.doubts.append(Doubt(place, "protected", remains_words([case.label for case, _ in named])))
        if not before:
            if row.places is not places:
                places, make = row.places, _new_values(kind, row.places, host)
            new.append(PlannedRow(place, key, make(row, new_id(store.clock(), store.source))))
            continue
        values = _values(kind, row, before, host, before[0].id)
        if values != before or user in protected:  # a case may name whom the register does not
            changed.append(PlannedRow(place, key, values, before))
        else:
            unchanged += 1
    return ImportPlan(
        kind_name,
        reader.count,
        tuple(new),
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
        planned = (*plan.new, *plan.changed)
        if any(standing.get(row.key, ()) != row.before for row in planned):
            raise PlanOutdated
        kinds = len(TARGETS[plan.kind])
        tell = partial(_tell, progress or Progress(), kinds * len(planned), kinds)
        for place in range(kinds):
            work.add(*(row.values[place] for row in plan.new), told=partial(tell, place * len(plan.new)))
        for done, row in enumerate(plan.changed):
            if done % SAVED_AT_ONCE == 0:
                tell(kinds * (len(plan.new) + done), 0)
            for value in row.values:
                work.save(value)
        blank_cases(work, plan.protected)
        if plan.kind == "users":
            keep_left_out(store, work, plan.left_out, [row.values[0].user_ref for row in plan.new])


def _tell(progress: Progress, total: int, kinds: int, before: int, done: int) -> None:
    """How many rows are written: of a row that makes two values, each is half. Raises: Cancelled."""
    progress.step((before + done) // kinds, total // kinds, say("rader skrivna", "rows written"))


def _only_protection(row: Row) -> Row:
    """Of someone who has become protected: that they are, and nothing that names or places them."""
    blank = dict.fromkeys(("name", "identity_number", "identity_number.doubt", "address", "postcode"), "")
    nowhere = dict.fromkeys(("district", "latitude", "longitude"), "")
    told = {"user_id": row["user_id"], "protected": row["protected"], "extra": None, **blank, **nowhere}
    return Row({column: place for place, column in enumerate(told)}, tuple(told.values()))


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


def _values(kind: RecordKind, row: Row, before: tuple[Any, ...], host: UUID, id: UUID) -> tuple[Any, ...]:
    """The values a row makes: changed from what stands, or new."""
    values: list[Any] = []
    for place, target in enumerate(TARGETS[kind.name]):
        standing = before[place] if place < len(before) else None
        given = {field: row[column] for field, column in target.fields if column in row}
        if target.keeps_extra and row["extra"] is None:
            given["extra"] = ()
        elif target.keeps_extra and row["extra"]:
            given["extra"] = _merged(getattr(standing, "extra", ()), row["extra"])
        if standing is None:
            values.append(target.kind(id=id, scope=host, **given))
        else:
            values.append(dataclasses.replace(standing, **given))
    return tuple(values)


def _new_values(kind: RecordKind, places: Mapping[str, int], host: UUID) -> Callable[[Row, UUID], tuple[Any, ...]]:
    """Makes the same values of new rows that have their cells at these places, without asking each row where.

    Shape: a row that brings columns nobody knows goes the long way.
    """
    makers: list[tuple[type, Callable[[tuple[Any, ...]], tuple[Any, ...]]]] = []
    missing: list[Any] = []
    for target in TARGETS[kind.name]:
        columns, at = dict(target.fields), []
        for field in dataclasses.fields(target.kind)[2:]:  # after id and scope
            if columns.get(field.name, "") in places:
                at.append(places[columns[field.name]])
            else:
                at.append(len(places) + len(missing))
                missing.append(field.default)
        makers.append((target.kind, itemgetter(*at)))
    rest = tuple(missing)

    def made(row: Row, id: UUID) -> tuple[Any, ...]:
        if row["extra"]:
            return _values(kind, row, (), host, id)
        cells = row.cells + rest
        return tuple([of(id, host, *get(cells)) for of, get in makers])

    return made


def _merged(standing: tuple[tuple[str, str], ...], read: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Extra columns as the newest file says, those it does not have as they were."""
    merged: Mapping[str, str] = {**dict(standing), **dict(read)}
    return tuple(merged.items())
