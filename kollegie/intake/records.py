"""Import of records: time reports, invoices, payouts and their like. First shown, then carried out whole.

Records are kept as columns, one sealed set per file. A row an earlier file brought already is not kept twice; where
the kind has a key, a row with a known key and other content is a new version of it, and the newest counts: a row that
is as an earlier version was, but not as the newest, is a new version too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from kollegie.intake.columns import ROW, TYPES
from kollegie.intake.import_plan import Doubt, ImportPlan, Place, Refusal, erased_words, left_out_words
from kollegie.intake.invoice_parties import match_parties
from kollegie.intake.mapping import NO_MAPPING, NO_OTHERS, ColumnMapping
from kollegie.intake.new_rows import Key
from kollegie.intake.record_doubts import RANGES, record_doubts
from kollegie.intake.record_file import RecordFile, read_record_file
from kollegie.intake.record_kinds import ROW_HEADER, RecordKind
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.table_errors import KindUnknown, PlanOutdated
from kollegie.intake.tables import told_apart
from kollegie.language import say
from kollegie.model.records import REFUSED_ROW, SHAPES, Held, RecordSet, mark_of
from kollegie.progress import Progress
from kollegie.store import Reading, Store
from kollegie.store.case_ids import agreed_cases, with_agreed_users
from kollegie.store.erasing import erased_subjects
from kollegie.store.erasure_extent import SUBJECT_COLUMN
from kollegie.store.left_out import left_out
from kollegie.store.many_values import many_values
from kollegie.store.records import compacted, keep_records, read_records, remove_strays, set_ids, sets_here


@dataclass(frozen=True, slots=True)
class RecordsPlan:
    """All that an import of records would do."""

    kind: str
    files: tuple[RecordFile, ...]
    beside: frozenset[UUID] = frozenset()
    """The imports that were there when the files were read, by which what is known already was told."""

    @property
    def read(self) -> int:
        """All non-empty rows below the headers."""
        return sum(file.read for file in self.files)

    @property
    def new(self) -> int:
        return sum(file.new for file in self.files)

    @property
    def changed(self) -> int:
        return sum(file.changed for file in self.files)

    @property
    def unchanged(self) -> int:
        return sum(file.unchanged for file in self.files)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        return tuple(refusal for file in self.files for refusal in file.refused)

    @property
    def refused_rows(self) -> int:
        """How many rows stay out; one row may have several refusals."""
        return sum(file.refused_rows for file in self.files)

    def refused_of(self, file: str) -> frozenset[int]:
        """The numbers of the rows of a file that stay out."""
        return frozenset().union(*(one.refused_numbers for one in self.files if one.name == file))

    @property
    def more_doubts(self) -> int:
        """How many doubts beyond those told."""
        return sum(file.more_doubts for file in self.files)

    @property
    def more_kept_out(self) -> int:
        """How many of those are of rows that are not taken in."""
        return sum(file.more_kept_out for file in self.files)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return tuple(doubt for file in self.files for doubt in file.doubts)

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Headers no kind knows; they are kept with the records."""
        return tuple(dict.fromkeys(header for file in self.files for header, name in file.header if not name))


def record_set_kind(name: str) -> RecordKind:
    """The kind with that name. Raises: KindUnknown."""
    if name not in RECORD_SET_KINDS:
        raise KindUnknown(kind=name, kinds=", ".join(RECORD_SET_KINDS))
    return RECORD_SET_KINDS[name]


def plan_records(
    store: Store,
    kind_name: str,
    files: Sequence[Path],
    *,
    mapping: ColumnMapping = NO_MAPPING,
    own: Mapping[Path, ColumnMapping] = NO_OTHERS,
    progress: Progress | None = None,
) -> RecordsPlan:
    """Read the files and tell what an import of them would do. Writes nothing.

    Shape: files that have a mapping of their `own`, that of the system they come from, are read by it.
    Raises: an error of `table_errors` for what concerns a whole file; Cancelled out of the progress.
    """
    kind = record_set_kind(kind_name)
    progress = progress or Progress()
    plans: list[RecordFile] = []
    told_apart(files)
    with store.reading() as reading:
        beside = set_ids(reading, kind_name)
    with store.staying_open():
        known = set() if SHAPES[kind_name].key else {one.content_hash for one in sets_here(store, kind_name)}
        with store.reading() as reading:
            erased, absent = erased_subjects(reading), left_out(store, reading)
        for path in files:
            plan = read_record_file(path, kind, own.get(path, mapping), store.clock().date(), progress)
            progress.check()
            if kind_name == "invoices":
                match_parties(store, plan)
            _leave_out(plan, erased, erased_words())
            _leave_out(plan, absent, left_out_words())
            plan.doubt(record_doubts(store, kind_name, plan.columns, plan.name, plan.sheet))
            progress.check()
            if plan.content_hash in known:
                plan.unchanged, plan.columns = plan.columns.num_rows, None
            else:
                _set_aside_known(store, kind_name, plan, [one for one in plans if one.columns is not None])
                if not SHAPES[kind_name].key:
                    known.add(plan.content_hash)
            plans.append(plan)
            progress.check()  # whoever stopped it at the last row is not shown what it would have done
    return RecordsPlan(kind_name, tuple(plans), beside)


def _leave_out(plan: RecordFile, whom: Callable[[str], bool], why: str) -> None:
    """Take out the rows about these persons, erased or protected; each is told by its place."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = SUBJECT_COLUMN
    if plan.columns is None or column not in plan.columns.column_names:
        return
    refs = plan.columns[column]  # coded, so that each name is asked about once
    names = refs.unify_dictionaries().chunk(0).dictionary if refs.num_chunks else refs.unique()
    gone = [ref for ref in names.to_pylist() if ref is not None and whom(ref)]
    if gone:
        theirs = pc.is_in(refs.cast(pa.string()), pa.array(gone, pa.string()))
        rows = plan.columns.filter(theirs)[ROW].to_pylist()
        plan.doubt(Doubt(Place(plan.name, plan.sheet, number), column, why, keeps_out=True) for number in rows)
        plan.columns = compacted(plan.columns.filter(pc.invert(theirs)))


def carry_out_records(store: Store, plan: RecordsPlan) -> None:
    """Keep the new rows of every file, or of none.

    Raises: PlanOutdated where other records of the kind have come or gone since the plan was made: what it counts as
    new may stand by now; StoreError for what the database or the disk refuses.
    """
    remove_strays(store)
    kept: list[RecordSet] = []

    def look(reading: Reading) -> None:
        if set_ids(reading, plan.kind) != plan.beside.union(one.id for one in kept):
            raise PlanOutdated

    try:
        for file in plan.files:
            if file.columns is not None and file.columns.num_rows:
                kept.append(
                    keep_records(
                        store,
                        plan.kind,
                        file.columns,
                        file=file.name,
                        sheet=file.sheet,
                        content_hash=file.content_hash,
                        refused=file.refused_rows,
                        doubled=file.unchanged - file.again,
                        mapping=_mapping(file),
                        days=_days(plan.kind, file.columns),
                        look=look,
                    )
                )
    except BaseException:
        from kollegie.store.records import dispose_of_records

        for one in kept:
            dispose_of_records(store, one.id, "import taken back")
        raise


def _mapping(file: RecordFile) -> tuple[tuple[str, str], ...]:
    """The headers of a file with what they were read as, that of the rows it was refused from too."""
    own = file.columns is not None and REFUSED_ROW in file.columns.column_names
    return (*file.header, (ROW_HEADER, REFUSED_ROW)) if own else tuple(file.header)


def _put_right(one: RecordSet) -> bool:
    return any(column == REFUSED_ROW for _, column in one.mapping)


@many_values()
def carry_out_register(store: Store, plan: ImportPlan, progress: Progress | None = None) -> None:
    """Write the rows of a register and where each was read, all of it or nothing.

    Raises: PlanOutdated if the register has changed since the plan was made; Cancelled out of the progress.
    """
    from kollegie.intake.register import carry_out

    with store.one_act():
        carry_out(store, plan, progress)
        keep_places(store, plan)


def keep_places(store: Store, plan: ImportPlan) -> None:
    """Remember in which file and row each register record was read, so that a signal can point at it."""
    import pyarrow as pa

    shape = SHAPES[plan.kind]
    by_file: dict[str, list[tuple[int, Key]]] = {}
    for rows in plan.new.files:
        if rows.keys:
            by_file.setdefault(rows.file, []).extend(zip(rows.numbers, rows.keys, strict=True))
    for row in plan.changed:
        by_file.setdefault(row.place.file, []).append((row.place.row, row.key))
    for name, places in by_file.items():
        columns: dict[str, Any] = {ROW: pa.array([number for number, _ in places], pa.int32())}
        for place, column in enumerate(shape.key):
            held = shape.column(column).held
            keys = [key[place] for _, key in places]
            cells = keys if held is Held.NAME and all(keys) else [_plain(key, held) for key in keys]
            array = pa.array(cells, pa.string() if held is Held.NAME else TYPES[held])
            columns[column] = array.dictionary_encode() if held is Held.NAME else array
        keep_records(store, plan.kind, pa.table(columns), file=name)


def _plain(cell: Any, held: Held) -> Any:
    if isinstance(cell, date) and held is Held.DAY:
        return (cell - date(1970, 1, 1)).days
    return None if cell in ("", None) else cell


def _set_aside_known(store: Store, kind: str, plan: RecordFile, beside: Sequence[RecordFile]) -> None:
    """Leave out rows an earlier file brought; count those that are a new version of a known record.

    Shape: of a record with several rows all are kept where one is new: only its newest file is read for it, and what
    was put right of it since. `beside` are the files before it in the same import. An earlier file whose rows are lost
    brought none, so that it can be taken in again.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from kollegie.intake.columns_lacking import lacking_columns, lost_values
    from kollegie.intake.known_rows import known_rows

    shape = SHAPES[kind]
    first, last = _days(kind, plan.columns)
    earlier = [
        one
        for one in sets_here(store, kind)
        if _put_right(one)  # its rows may have been put right from one day to another
        or None in (first, last, one.first_day, one.last_day)
        or (one.first_day <= last and first <= one.last_day)  # type: ignore[operator]
    ]
    if not (earlier or beside) or not plan.columns.num_rows:
        return
    names = [*(column.name for column in shape.columns), REFUSED_ROW]
    with store.reading() as reading:
        cases = agreed_cases(reading) if kind == "invoices" else {}
    stood = [
        *(with_agreed_users(read_records(store, one, names), cases) for one in earlier),
        *(one.columns for one in beside),
    ]
    hashes = [*(one.content_hash for one in earlier), *(one.content_hash for one in beside)]
    lacking = lacking_columns(kind, [column for _, column in plan.header], plan.columns)
    known = known_rows(
        *(kind, stood, plan.columns),
        lacking=lacking,
        complete=not plan.refused_rows,
        marks=[mark_of(one) for one in hashes],
    )
    plan.changed, plan.unchanged, plan.again = known.changed, known.unchanged, known.again
    rows = sorted(plan.columns[ROW].take(known.fewer).to_pylist())
    plan.doubt(Doubt(Place(plan.name, plan.sheet, row), shape.key[0], _fewer_words()) for row in rows)
    places = pa.arange(0, plan.columns.num_rows)
    plan.columns = plan.columns.filter(pc.invert(pc.is_in(places, known.aside)))
    if known.changed and lacking:
        names = [*(one.file for one in earlier), *(one.name for one in beside)]
        named = list(zip(names, stood, strict=True))
        plan.doubt(lost_values(kind, lacking, named, plan.columns, Place(plan.name, plan.sheet, 0)))


def _fewer_words() -> str:
    """Why a record that is put right in part is to be looked at: what its file does not have no longer counts."""
    return say(
        "posten hade fler rader i en tidigare fil; nu räknas bara de som står i den här",
        "the record had more rows in an earlier file; only those of this one count now",
    )


def _days(kind: str, table: Any) -> tuple[date | None, date | None]:
    """The first and last day the rows span: of periods, the first day of one and the last day of one."""
    import pyarrow.compute as pc

    column = SHAPES[kind].placed_by
    if not column or column not in table.column_names or not table.num_rows:
        return None, None
    ends = pc.min_max(table[column]).as_py()
    if ends["min"] is None:
        return None, None
    minutes = SHAPES[kind].column(column).held is Held.MINUTE
    first, last = (int(ends[name]) // 1440 if minutes else int(ends[name]) for name in ("min", "max"))
    until = dict(RANGES).get(column)
    if until is not None and until in table.column_names and SHAPES[kind].column(until).held is Held.DAY:
        last = max(last, int(pc.max(table[until]).as_py() or last))
    epoch = date(1970, 1, 1).toordinal()
    return date.fromordinal(epoch + first), date.fromordinal(epoch + last)
