"""Mappings kept on this laptop by the name of the system they are for, so that its next file needs no work."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kollegie.errors import KollegieError
from kollegie.intake.mapping import NO_MAPPING, ColumnMapping, mapping_of, mapping_text, where_not_toml
from kollegie.intake.record_kinds import KINDS, RecordKind, TwoHeaders, normal_header
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.table_errors import KindUnknown, MappingFaulty, MappingMissing
from kollegie.store import Store

SETTING = "mappings"
ALL_KINDS: dict[str, RecordKind] = {**KINDS, **RECORD_SET_KINDS}


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """One mapping: the system it is for, the kind of record, and what the system's headers mean.

    Shape: one that cannot be read is kept as it was `written`, with its `fault` in words and an empty mapping: it is
    listed, fits no file, and stands in the way of no other.
    """

    name: str
    kind: str
    mapping: ColumnMapping
    fault: KollegieError | None = None
    written: str = ""


def any_kind(name: str) -> RecordKind:
    """The kind with that name, whether its rows are the register's or columns. Raises: KindUnknown."""
    if name not in ALL_KINDS:
        raise KindUnknown(kind=name, kinds=", ".join(ALL_KINDS))
    return ALL_KINDS[name]


def saved_mappings(store: Store, kind: str = "") -> tuple[SavedMapping, ...]:
    """Every mapping kept, or those of a kind, by name; those that cannot be read with their fault."""
    with store.reading() as reading:
        kept = json.loads(reading.setting(SETTING, "[]"))
    made = (_read(str(one["name"]), str(one["kind"]), str(one["toml"])) for one in kept)
    return tuple(
        sorted((one for one in made if kind in ("", one.kind)), key=lambda one: (one.name.casefold(), one.kind))
    )


def save_mapping(store: Store, name: str, kind: str, mapping: ColumnMapping) -> None:
    """Keep a mapping under a system's name; one of the same name and kind is replaced. Raises: KindUnknown."""
    any_kind(kind)
    others = [one for one in saved_mappings(store) if (one.name.casefold(), one.kind) != (name.casefold(), kind)]
    _keep(store, [*others, SavedMapping(name.strip(), kind, mapping)])


def forget_mapping(store: Store, name: str, kind: str = "") -> None:
    """Let go of a mapping; what was imported with it stays. Raises: MappingMissing."""
    kept = saved_mappings(store)
    left = [one for one in kept if one.name.casefold() != name.casefold() or kind not in ("", one.kind)]
    if len(left) == len(kept):
        raise MappingMissing(name=name, known=", ".join(one.name for one in kept) or "–")
    _keep(store, left)


def mapping_named(store: Store, name: str, kind: str) -> ColumnMapping:
    """The mapping kept under that name for that kind. Raises: MappingMissing; MappingFaulty where it is faulty."""
    kept = saved_mappings(store, kind)
    for one in kept:
        if one.name.casefold() == name.casefold():
            if one.fault is not None:
                raise one.fault
            return one.mapping
    raise MappingMissing(name=name, known=", ".join(one.name for one in kept) or "–")


def fitting_mapping(kept: Iterable[SavedMapping], kind: str, header: Iterable[str]) -> SavedMapping | None:
    """The mapping whose headers all stand in a file, the one with most of them; None where none fits.

    Shape: one by which two of the file's headers would mean the same column does not fit.
    """
    header = list(header)
    there = {normal_header(written) for written in header}
    of_kind = [one for one in kept if one.kind == kind]
    meant = [one for one in of_kind if one.mapping.columns and set(one.mapping.columns) <= there]
    fitting = [one for one in meant if _tells_apart(one, header)]
    return max(fitting, key=lambda one: len(one.mapping.columns), default=None)


def own_mapping(kept: Iterable[SavedMapping], kind: str, header: Iterable[str]) -> SavedMapping | None:
    """The mapping that fits a file, used unasked: on the sheet that has these headers, not on that of last time."""
    found = fitting_mapping(kept, kind, header)
    return None if found is None else replace(found, mapping=replace(found.mapping, sheet=""))


def _tells_apart(one: SavedMapping, header: Sequence[str]) -> bool:
    try:
        any_kind(one.kind).headings(header, one.mapping.columns)
    except TwoHeaders:
        return False
    return True


def _read(name: str, kind: str, text: str) -> SavedMapping:
    """A kept mapping. What stops one, a column or a kind that another version has, a damaged text, is its fault."""
    try:
        return SavedMapping(name, kind, mapping_of(tomllib.loads(text), any_kind(kind), name), written=text)
    except tomllib.TOMLDecodeError as problem:
        fault: KollegieError = MappingFaulty(file=name, what=where_not_toml(problem))
    except (MappingFaulty, KindUnknown) as problem:
        fault = problem
    return SavedMapping(name, kind, NO_MAPPING, fault, text)


def _keep(store: Store, mappings: Iterable[SavedMapping]) -> None:
    kept = [{"name": one.name, "kind": one.kind, "toml": one.written or mapping_text(one.mapping)} for one in mappings]
    with store.work("mapping") as work:
        work.set_setting(SETTING, json.dumps(kept, ensure_ascii=False))
