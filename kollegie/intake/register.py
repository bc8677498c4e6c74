"""Import of the register: users, providers, decisions and provider choices. First shown, then carried out whole."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from kollegie.intake.cells import Cell, Misread, read_cell
from kollegie.intake.import_plan import Doubt, ImportPlan, Place, PlannedRow, Refusal, erased_words, left_out_words
from kollegie.intake.many_values import many_values
from kollegie.intake.mapping import NO_MAPPING, ColumnMapping
from kollegie.intake.protected import blank_cases, cases_by_person, is_named, remains_words
from kollegie.intake.record_kinds import KINDS, OWN_HEADERS, CellType, ColumnRule, RecordKind, normal_header
from kollegie.intake.register_targets import TARGETS
from kollegie.intake.table_errors import HeadersMissing, HeaderTwice, KindUnknown, PlanOutdated
from kollegie.intake.tables import Table, read_table
from kollegie.language import say
from kollegie.model.identity import IdentityKind, read_identity_number
from kollegie.model.ids import new_id
from kollegie.model.register import Person, Protection, ServiceUser
from kollegie.progress import Progress
from kollegie.store import Reading, Store
from kollegie.store.erasing import erased_subjects
from kollegie.store.left_out import keep_left_out, left_out

MOST_KNOWN = 20_000
"""Different texts of a column whose reading is remembered."""
Row = dict[str, Any]
"""One row's cells by canonical column, as far as the file has them. "extra" holds unknown ones; None empties it."""


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
    tables = [read_table(path, known, mapping.sheet, progress=progress) for path in files]
    reader = _RowReader(kind, mapping, store)
    for table in tables:
        reader.read(table, progress)
    with store.reading() as reading:
        host = reading.get(Person, store.me).municipality_id
        standing = _standing(reading, kind, host)
        reader.look_for_strangers(reading, host)
        erased, absent = erased_subjects(reading), left_out(store, reading)
        cases = cases_by_person(reading) if kind.name == "users" else {}
    new: list[PlannedRow] = []
    changed: list[PlannedRow] = []
    withheld: list[Place] = []
    protected: list[str] = []
    unread: list[str] = []
    unchanged = 0
    for place, key, row in reader.accepted():
        if erased(str(row.get("user_id") or "")):
            reader.doubts.append(Doubt(place, "user_id", erased_words()))
            continue
        if kind.name != "users" and absent(str(row.get("user_id") or "")):
            reader.doubts.append(Doubt(place, "user_id", left_out_words()))
            continue
        before = standing.get(key, ())
        if row.get("protected", Protection.NONE) is not Protection.NONE and not take_protected:
            withheld.append(place)
            if not before:
                if not absent(row["user_id"]):
                    unread.append(row["user_id"])
                continue
            row = _only_protection(row)
            named = cases.get(row["user_id"], ())
            if is_named(before[1:]) or is_named(identity for _, identity in named):
                protected.append(row["user_id"])
                reader.doubts.append(Doubt(place, "protected", remains_words([case.label for case, _ in named])))
        values = _values(kind, row, before, host, before[0].id if before else new_id(store.clock(), store.source))
        if not before:
            new.append(PlannedRow(place, key, values))
        elif values != before or row.get("user_id") in protected:  # a case may name whom the register does not
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
def carry_out(store: Store, plan: ImportPlan) -> None:
    """Write what the plan shows, all of it or nothing.

    Raises: PlanOutdated if the register has changed since the plan was made.
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
        for place in range(len(TARGETS[plan.kind])):
            work.add(*(row.values[place] for row in plan.new))
        for row in plan.changed:
            for value in row.values:
                work.save(value)
        blank_cases(work, plan.protected)
        if plan.kind == "users":
            keep_left_out(store, work, plan.left_out, [row.values[0].user_ref for row in plan.new])


@dataclass(slots=True)
class _Column:
    """One column of a file: where it stands, its header, and what each different text in it was read as.

    Shape: `rule` is None for a column no kind knows. A text is read once: its cell, and the words of its doubt.
    """

    at: int
    header: str
    name: str
    rule: ColumnRule | None
    doubt_name: str = ""
    known: dict[str, tuple[Cell | Misread, str]] = field(default_factory=dict)


class _RowReader:
    """Turns tables into rows of typed cells, and remembers what was refused or doubted on the way."""

    def __init__(self, kind: RecordKind, mapping: ColumnMapping, store: Store) -> None:
        self._kind = kind
        self._mapping = mapping
        self._today = store.clock().date()
        self._rows: dict[tuple[Any, ...], list[tuple[Place, Row]]] = {}
        self._identities: dict[str, list[Place]] = defaultdict(list)
        self.count = 0
        self.refused: list[Refusal] = []
        self.doubts: list[Doubt] = []
        self.unknown: dict[str, None] = {}

    def read(self, table: Table, progress: Progress) -> None:
        """Read one table's rows. Raises: HeadersMissing; HeaderTwice."""
        columns = self._columns(table)
        for done, (number, cells) in enumerate(table.rows, start=1):
            if done % 1000 == 0:
                progress.step(done, len(table.rows), say("rader lästa", "rows read"))
            self.count += 1
            place = Place(table.file, table.sheet, number)
            row = self._row(place, columns, cells)
            if row is not None:
                key = tuple([row[column] for column in self._kind.key])
                self._rows.setdefault(key, []).append((place, row))

    def accepted(self) -> Iterator[tuple[Place, tuple[Any, ...], Row]]:
        """Rows that may go in; a key that stands on several rows keeps all of them out, each naming another."""
        for key, found in self._rows.items():
            if len(found) == 1:
                yield found[0][0], key, found[0][1]
                continue
            for place, _row in found:
                other = next(other for other, _ in found if other != place)
                column, value = self._kind.key[0], str(key[0])
                expected = say(f"ett värde per rad; samma står på {other.words}", f"one row each; also {other.words}")
                self.refused.append(Refusal(place, column, value, expected))

    def look_for_strangers(self, reading: Reading, host: UUID) -> None:
        """Doubt rows about users the register does not have, and numbers that several rows share."""
        if self._kind.name != "users":
            users = set(reading.values(ServiceUser, "user_ref", scope=host))
            what = say("brukaren finns inte i registret än", "the user is not in the register yet")
            for found in self._rows.values():
                for place, row in found:
                    if "user_id" in row and row["user_id"] not in users:
                        self.doubts.append(Doubt(place, "user_id", what))
        for places in self._identities.values():
            for place in places[1:]:
                other = places[0].words
                what = say(f"samma personnummer står på {other}", f"the same identity number is on {other}")
                self.doubts.append(Doubt(place, "identity_number", what))

    def _columns(self, table: Table) -> list[_Column]:
        """Every named column."""
        headers = {**self._kind.headers, **self._mapping.columns}
        sheet = say(f", blad {table.sheet}", f", sheet {table.sheet}") if table.sheet else ""
        columns: list[_Column] = []
        seen: dict[str, str] = {}
        for place, header in enumerate(table.header):
            if normal_header(header) in OWN_HEADERS:
                continue
            name = headers.get(normal_header(header), "")
            if name in seen:
                raise HeaderTwice(
                    file=table.file, sheet=sheet, row=table.header_row, first=seen[name], second=header, column=name
                )
            if name:
                seen[name] = header
            elif header.strip():
                self.unknown.setdefault(header.strip())
            if header.strip():
                rule = self._kind.column(name) if name else None
                identity = rule is not None and rule.type is CellType.IDENTITY
                columns.append(_Column(place, header.strip(), name, rule, f"{name}.doubt" if identity else ""))
        for rule in self._kind.columns:
            if rule.required and rule.name not in seen:
                raise HeadersMissing(
                    file=table.file,
                    sheet=sheet,
                    row=table.header_row,
                    column=rule.name,
                    accepted=", ".join((rule.name, *rule.aliases)),
                    other=_why_not_there(table),
                )
        return columns

    def _row(self, place: Place, columns: list[_Column], cells: tuple[str, ...]) -> Row | None:
        """The row's cells, or None when one of them kept it out."""
        row: Row = {"extra": []}
        before, wide = len(self.refused), len(cells)
        for column in columns:
            written = cells[column.at] if column.at < wide else ""
            if column.rule is None:
                if written.strip():
                    row["extra"].append((column.header, written.strip()))
                continue
            found = column.known.get(written)
            if found is None:
                if len(column.known) == MOST_KNOWN:  # numbers of cases, each of which comes once
                    column.known.clear()
                found = column.known[written] = self._read(column.rule, written)
            cell, doubt = found
            if isinstance(cell, Misread):
                self.refused.append(Refusal(place, column.name, written.strip()[:200], cell.expected))
                continue
            row[column.name] = cell.value
            if column.doubt_name:
                row[column.doubt_name] = cell.doubt
                if cell.value:
                    self._identities[str(cell.value)].append(place)
            if doubt:
                self.doubts.append(Doubt(place, column.name, doubt))
        for first, last in self._kind.spans:
            begins, ends = row.get(first), row.get(last)
            if begins and ends and ends < begins:
                expected = say(f"en dag från och med {begins} ({first})", f"a day from {begins} ({first}) on")
                self.refused.append(Refusal(place, last, str(ends), expected))
        return row if len(self.refused) == before else None

    def _read(self, rule: ColumnRule, written: str) -> tuple[Cell | Misread, str]:
        """What a text in a column means, and what is to be looked at in it."""
        cell = read_cell(rule, self._mapping.meant(rule, written), self._today)
        return cell, "" if isinstance(cell, Misread) else self._doubt(rule.name, cell.value, cell.doubt)

    def _doubt(self, name: str, value: object, doubt: str) -> str:
        if doubt:
            words = {
                "check_digit": say("kontrollsiffran stämmer inte", "the check digit does not hold"),
                "date": say("födelsetiden är inget datum", "the date of birth is no date"),
                "form": say("numret har inte formen av ett personnummer", "the number lacks the form of one"),
            }[doubt]
            kept = say("behålls och märks som obekräftat", "kept and marked unverified")
            return f"{words}; {kept}"
        if name == "user_id" and read_identity_number(str(value), self._today).kind is not IdentityKind.UNVERIFIED:
            return say("ser ut som ett personnummer; använd ett ärende- eller brukarnummer", "looks like an id number")
        return ""


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


def _merged(standing: tuple[tuple[str, str], ...], read: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Extra columns as the newest file says, those it does not have as they were."""
    merged: Mapping[str, str] = {**dict(standing), **dict(read)}
    return tuple(merged.items())


def _why_not_there(table: Table) -> str:
    """What may be the matter when a column is not found: another sheet has it, or the file is not what it is called."""
    others = ", ".join(name for name in table.sheets if name != table.sheet)
    if others:
        return say(f"Andra blad i filen: {others}.", f"Other sheets in the file: {others}.")
    if not table.sheets and table.file.lower().endswith((".xlsx", ".xlsm")):
        return say(
            "Filen heter som en Excelfil men är text. Öppna den i Excel och spara den som XLSX.",
            "The file is named as an Excel file but is text. Open it in Excel and save it as XLSX.",
        )
    return ""
