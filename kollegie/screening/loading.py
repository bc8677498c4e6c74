"""From the store to the material of a screening: record sets as columns, registers as values, visits as events."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from kollegie.memory import keep_memory
from kollegie.model.records import MARKED_ROW, REFERENCE_KINDS, REFUSED_ROW, SHAPES, Held, RecordSet, RecordShape
from kollegie.model.register import (
    Decision,
    Municipality,
    Person,
    Provider,
    ProviderChoice,
    ServiceUser,
    UserIdentity,
    tells_of_application,
)
from kollegie.progress import Progress
from kollegie.screening.columns import (
    DTYPES,
    MISSING,
    NO_NAME,
    Column,
    Names,
    NameTables,
    Records,
    key_of,
    one_value,
    records_of,
)
from kollegie.screening.identity import surname_of
from kollegie.screening.material import Material
from kollegie.screening.review_events import events_until
from kollegie.screening.swedish_time import NONE, Bools, day_of
from kollegie.screening.sweep import group_ends, group_starts
from kollegie.store import Reading, Store
from kollegie.store.case_ids import agreed_cases, with_agreed_users
from kollegie.store.records import read_records, record_sets, records_in_parts

ROW = "row"
CHANGES = "provider-choices"
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
EXTRA_CONTACTS: dict[str, tuple[str, ...]] = {
    "telephone": ("telefon", "telefonnummer", "mobil", "mobiltelefon", "phone", "telephone"),
    "bank_account": ("bankkonto", "kontonummer", "konto", "bankgiro", "plusgiro", "bank_account", "bank account"),
    "address": ("adress", "gatuadress", "address"),
}
"""Columns of the register's files that no kind of register knows but that V26 and V30 ask for."""


def load_material(
    store: Store, as_of: date, kinds: Sequence[str] = tuple(SHAPES), progress: Progress | None = None
) -> Material:
    """Read everything a screening may look at; what reviews did only where changes of provider are looked at.

    Raises: RecordMissing or SealBroken when a column file is not what was kept.
    """
    import pyarrow as pa

    if keep_memory():
        pa.set_memory_pool(pa.system_memory_pool())
    names, sets = NameTables(), {}
    with store.staying_open():
        brought = defaultdict(list)
        for one in record_sets(store):
            brought[one.kind].append(one)
        for done, kind in enumerate(kinds, start=1):
            if kind in REFERENCE_KINDS:
                loaded = _from_register(store, kind, names, brought[kind])
            else:
                loaded = _from_sets(store, kind, names, brought[kind])
            if len(loaded):
                sets[kind] = loaded
            if progress is not None:
                progress.step(done, len(kinds), kind)
        with store.reading() as reading:
            host = reading.get(Municipality, reading.get(Person, store.me).municipality_id)
            events = events_until(reading, as_of) if CHANGES in kinds else ()
    return Material(sets, names, day_of(as_of), host.name, events)


def _from_sets(store: Store, kind: str, names: NameTables, brought: Sequence[RecordSet]) -> Records:
    """The rows of every set of a kind; of a record in several, the newest set's and what was put right of it since."""
    shape = SHAPES[kind]
    parts, numbers = [], []
    with store.reading() as reading:
        cases = agreed_cases(reading) if kind == "invoices" else {}
    for number, one in enumerate(brought):
        wanted = [ROW, *(column.name for column in shape.columns), REFUSED_ROW]
        read = (with_agreed_users(part, cases) for part in records_in_parts(store, one, wanted))
        columns, refused = _columns(shape, read, one.rows, names, number)
        parts.append(columns)
        numbers.append(refused)
        _give_back()
    if not parts:
        return records_of(kind, (), names)
    files = tuple(one.file for one in brought)
    columns = {name: _joined([part[name] for part in parts]) for name in parts[0]}
    row, file = columns.pop(ROW), columns.pop("")
    records = Records(kind, len(row), columns, names, file, row, files)
    if len(parts) == 1:
        return records
    put_right = np.asarray([told is not None for told in numbers])
    if put_right.any():
        lengths = [len(part[ROW]) for part in parts]
        told = [np.full(n, NO_NAME) if one is None else one for one, n in zip(numbers, lengths, strict=True)]
        keep = _last_put_right(records.file, np.concatenate(told))
        newest = records.taking(keep & _newest_and_joined(records, shape, put_right) if shape.key else keep)
    else:
        newest = _newest(records, shape) if shape.key else records
    return _contracts(newest) if kind == "staff" else newest


def _contracts(staff: Records) -> Records:
    """Every contract that any list has told of, the newest list's first; of who has none, just what it says.

    A list names those employed when it was written: a contract it no longer has was one all the same.
    """
    latest: dict[tuple[int, int], int] = {}
    pairs = list(zip(staff["staff_id"].tolist(), staff["provider_id"].tolist(), strict=True))
    for pair, file in zip(pairs, staff.file.tolist(), strict=True):
        latest[pair] = max(file, latest.get(pair, -1))
    own = np.fromiter((latest[pair] for pair in pairs), np.int32, len(pairs))
    keep = np.flatnonzero((staff["contract_from"] != NONE) | (staff.file == own))
    return staff.taking(keep[np.argsort(-staff.file[keep], kind="stable")])


def _give_back() -> None:
    """Let go of the room Arrow keeps for its next table: the rules need it, and ask numpy for it."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()


def _joined(parts: list[Column]) -> Column:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _columns(
    shape: RecordShape, parts: Iterable[Any], most: int, names: NameTables, number: int
) -> tuple[dict[str, Column], Column | None]:
    """One set's columns, and which refused rows its rows were, out of its parts, which have at `most` so many rows.

    Shape: its place among the sets stands under the empty name. What is laid where it is to stay as each part is
    read needs half of the room that all parts together would.
    """
    made: dict[str, Column] = {ROW: np.empty(most, np.int32)}
    coded = {column.name: _Coded(names.of(shape.kind, column)) for column in shape.columns}
    refused: list[Column] = []
    count = 0
    for part in parts:
        begin, count = count, count + part.num_rows
        made[ROW][begin:count] = part[ROW].to_numpy()
        for column in shape.columns:
            name, missing = column.name, MISSING[column.held]
            cells = part[name] if name in part.column_names else None
            if cells is not None and cells.null_count < len(cells):
                if name not in made:
                    made[name] = np.empty(most, DTYPES[column.held])
                    made[name][:begin] = missing
                told = coded[name].codes(cells) if column.held is Held.NAME else _numbers(cells, column.held)
                made[name][begin:count] = told
            elif name in made:
                made[name][begin:count] = missing
        if (numbers := _refused_rows(part, names)) is not None:
            refused.append(numbers)
    columns = {
        column.name: made[column.name][:count]
        if column.name in made
        else one_value(MISSING[column.held], column.held, count)
        for column in shape.columns
    }
    whole = {**columns, ROW: made[ROW][:count], "": one_value(number, Held.NAME, count)}
    return whole, np.concatenate(refused) if refused else None


class _Coded:
    """The codes in the shared table of the names that one set's column is coded by."""

    def __init__(self, known: Names) -> None:
        self._known = known
        self._names: Any = None
        self._codes = np.zeros(0, np.int32)

    def codes(self, column: Any) -> Column:
        """Those of a part of the column."""
        found: list[Column] = []
        for chunk in column.chunks:
            if self._names is None or not chunk.dictionary.equals(self._names):  # mostly those of all parts
                self._names, self._codes = chunk.dictionary, self._known.codes(chunk.dictionary.to_pylist())
            if chunk.null_count:
                codes = np.append(self._codes, np.int32(NO_NAME))
                found.append(codes[chunk.indices.fill_null(len(self._codes)).to_numpy()])
            elif (self._codes == np.arange(len(self._codes))).all():
                found.append(chunk.indices.to_numpy())
            else:
                found.append(self._codes[chunk.indices.to_numpy()])
        return _joined(found)


def _numbers(column: Any, held: Held) -> Column:
    if held is Held.NUMBER:
        return np.asarray(column.to_numpy(), np.float64)
    filled = column.fill_null(int(MISSING[held])) if column.null_count else column
    return np.asarray(filled.to_numpy(), DTYPES[held])


def _newest(records: Records, shape: RecordShape) -> Records:
    """Leave out a record that a later file brought again; within one file all rows stay, and V32 names the doubled."""
    key = key_of(records, shape)
    order = np.lexsort((records.file, *reversed(key)))
    begin = group_starts(*(column[order] for column in key))
    end = group_ends(begin, len(order))
    newest = np.repeat(records.file[order[end - 1]], end - begin)
    keep = np.zeros(len(order), bool)
    keep[order] = records.file[order] == newest
    return records.taking(keep)


def _refused_rows(table: Any, names: NameTables) -> Column | None:
    """Which row of which file each was refused as; None where the table is not of such rows."""
    if REFUSED_ROW not in table.column_names:
        return None
    told = table[REFUSED_ROW].to_pylist()
    return names.named(REFUSED_ROW).codes([one if one and re.match(MARKED_ROW, one) else None for one in told])


def _last_put_right(file: Column, number: Column) -> Bools:
    """All rows but those that were put right once more in a later file."""
    latest = np.full(int(number.max(initial=NO_NAME)) + 1, -1, np.int64)
    np.maximum.at(latest, number[number >= 0], file[number >= 0])
    return np.asarray((number < 0) | (file == latest[number] if len(latest) else True))


def _newest_and_joined(records: Records, shape: RecordShape, put_right: Bools) -> Bools:
    """The newest rows of each record, and with them those that were put right since."""
    key, joined = key_of(records, shape), put_right[records.file]
    order = np.lexsort((np.where(joined, -1, records.file), *reversed(key)))
    begin = group_starts(*(column[order] for column in key))
    end = group_ends(begin, len(order))
    base = np.empty(len(order), np.int64)
    base[order] = np.repeat(np.where(joined, -1, records.file)[order[end - 1]], end - begin)
    return np.asarray(np.where(joined, records.file > base, records.file == base))


def _from_register(store: Store, kind: str, names: NameTables, brought: Sequence[RecordSet]) -> Records:
    with store.reading() as reading:
        host = reading.get(Person, store.me).municipality_id
        rows = _ROWS[kind](reading, host)
    places = _places(store, kind, brought)
    key = SHAPES[kind].key
    where = [places.get(tuple(_text(row.get(name)) for name in key), ("", 0)) for row in rows]
    return records_of(kind, rows, names, where)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _places(store: Store, kind: str, brought: Sequence[RecordSet]) -> dict[tuple[str, ...], tuple[str, int]]:
    """In which file and row each record of a register was last read."""
    shape, found = SHAPES[kind], {}
    for one in brought:
        for key, row in _rows_of(store, one, shape):
            found[key] = (one.file, row)
    return found


def _rows_of(store: Store, one: RecordSet, shape: RecordShape) -> list[tuple[tuple[str, ...], int]]:
    table = read_records(store, one, [ROW, *shape.key])
    cells = []
    for name in shape.key:
        values = table[name].to_pylist()
        if shape.column(name).held is Held.DAY:
            epoch = date(1970, 1, 1)
            values = [None if value is None else epoch + timedelta(days=value) for value in values]
        cells.append([_text(value) for value in values])
    return list(zip(zip(*cells, strict=True), table[ROW].to_pylist(), strict=True))


def _users(reading: Reading, host: UUID) -> list[dict[str, Any]]:
    identities = {identity.id: identity for identity in reading.find(UserIdentity, scope=host)}
    rows = []
    for user in reading.find(ServiceUser, scope=host):
        identity = identities.get(user.id)
        extra = _contacts(user.extra)
        rows.append(
            {
                "user_id": user.user_ref,
                "surname": surname_of(identity.name) if identity else "",
                "identity_number": identity.identity_number if identity else "",
                "identity_problem": identity.identity_problem if identity else "",
                "municipality_registered": user.municipality_registered,
                "registered_from": user.registered_from,
                "registered_to": user.registered_to,
                "deceased_on": user.deceased_on,
                "latitude": float(user.latitude) if user.latitude else None,
                "longitude": float(user.longitude) if user.longitude else None,
                **extra,
                "address": identity.address if identity else "",
            }
        )
    return rows


def _contacts(extra: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Account, telephone and address among the columns no kind knows."""
    by_header = {header.strip().casefold(): text for header, text in extra}
    return {
        name: next((by_header[header] for header in headers if header in by_header), "")
        for name, headers in EXTRA_CONTACTS.items()
    }


def _providers(reading: Reading, host: UUID) -> list[dict[str, Any]]:
    return [
        {
            "provider_id": provider.provider_ref,
            "organisation_number": provider.organisation_number,
            "kind": provider.kind.value,
            "relatives_allowed": None if provider.relatives_allowed is None else int(provider.relatives_allowed),
            **_contacts(provider.extra),
        }
        for provider in reading.find(Provider, scope=host)
    ]


def _decisions(reading: Reading, host: UUID) -> list[dict[str, Any]]:
    return [
        {
            **{column.name: getattr(decision, column.name, None) for column in SHAPES["decisions"].columns},
            **({} if decision.applied_on else _applied(decision.extra)),
            "decision_id": decision.decision_ref,
            "user_id": decision.user_ref,
            "provider_id": decision.provider_ref,
            "amount": float(decision.amount) if decision.amount else None,
            "double_hours": float(decision.double_hours) if decision.double_hours else None,
        }
        for decision in reading.find(Decision, scope=host)
    ]


def _applied(extra: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The day of the application as an earlier program kept it; else, as `applied_as`, what stands there."""
    written = next((text.strip() for header, text in extra if text.strip() and tells_of_application(header)), "")
    if _DAY.fullmatch(written):
        with suppress(ValueError):
            return {"applied_on": date.fromisoformat(written)}
    return {"applied_on": None, "applied_as": written}


def _choices(reading: Reading, host: UUID) -> list[dict[str, Any]]:
    return [
        {
            "user_id": choice.user_ref,
            "provider_id": choice.provider_ref,
            "from": choice.chosen_from,
            "to": choice.chosen_to,
        }
        for choice in reading.find(ProviderChoice, scope=host)
    ]


_ROWS = {"users": _users, "providers": _providers, "decisions": _decisions, "provider-choices": _choices}
