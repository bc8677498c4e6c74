"""Import of records: time reports, invoices, payouts and their like. First shown, then carried out whole.

Records are kept as columns, one sealed set per file. A row an earlier file brought already is not kept twice; where
the kind has a key, a row with a known key and other content is a new version of it, and the newest counts.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kollegie.errors import KollegieError
from kollegie.intake import record_errors, table_errors
from kollegie.intake.columns import ROW, TYPES
from kollegie.intake.import_plan import Doubt, ImportPlan, Place, Refusal, erased_words
from kollegie.intake.mapping import NO_MAPPING, ColumnMapping
from kollegie.intake.record_child import BYTES_A_SECOND, RecordsWanted, read_records_in_child
from kollegie.intake.record_doubts import record_doubts
from kollegie.intake.record_errors import RecordsUnreadable
from kollegie.intake.record_kinds import RecordKind
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.table_errors import KindUnknown, TableTooHeavy
from kollegie.language import say
from kollegie.model.records import SHAPES, Held
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.erasing import SUBJECT_COLUMN, erased_subjects
from kollegie.store.records import compacted, keep_records, read_records, record_sets, remove_strays

SECONDS = 60
"""How long the reading process may take by the clock on the wall, and a second more for each bit of the file."""
MOST_TOLD = 5_000
"""Refusals and doubts told one by one; all are counted."""


@dataclass(slots=True)
class RecordFile:
    """One file read: its new rows as columns, and how the rest fared.

    Shape: `header` pairs each header with the column it was read as, "" for one that is kept as it is.
    """

    name: str
    content_hash: str
    sheet: str = ""
    header: tuple[tuple[str, str], ...] = ()
    columns: Any = None
    read: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    refused_rows: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    unmatched: int = 0

    @property
    def is_peppol(self) -> bool:
        """Whether it is an electronic invoice, whose parties go by other names than the register's."""
        return any(column == "credits" for _, column in self.header) and any(
            column == "unit" for _, column in self.header
        )

    @property
    def new(self) -> int:
        """Rows nobody has brought before."""
        return (0 if self.columns is None else self.columns.num_rows) - self.changed


@dataclass(frozen=True, slots=True)
class RecordsPlan:
    """All that an import of records would do."""

    kind: str
    files: tuple[RecordFile, ...]

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
    progress: Progress | None = None,
) -> RecordsPlan:
    """Read the files and tell what an import of them would do. Writes nothing.

    Raises: an error of `table_errors` for what concerns a whole file; Cancelled out of the progress.
    """
    kind = record_set_kind(kind_name)
    progress = progress or Progress()
    known = {one.content_hash for one in record_sets(store, kind_name)}
    with store.reading() as reading:
        erased = erased_subjects(reading)
    plans: list[RecordFile] = []
    for path in files:
        plan = read_record_file(path, kind, mapping, store.clock().date(), progress)
        if kind_name == "invoices":
            _match(store, plan)
        _leave_out_erased(plan, erased)
        plan.doubts.extend(record_doubts(store, kind_name, plan.columns, plan.name, plan.sheet)[:MOST_TOLD])
        if plan.content_hash in known:
            plan.unchanged, plan.columns = plan.columns.num_rows, None
        else:
            _set_aside_known(store, kind_name, plan, [one.columns for one in plans if one.columns is not None])
            known.add(plan.content_hash)
        plans.append(plan)
    return RecordsPlan(kind_name, tuple(plans))


def _leave_out_erased(plan: RecordFile, erased: Callable[[str], bool]) -> None:
    """Take out the rows about persons who have been erased; each is told by its place."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = SUBJECT_COLUMN
    if plan.columns is None or column not in plan.columns.column_names:
        return
    refs = plan.columns[column].cast(pa.string())
    gone = [ref for ref in pc.unique(refs).to_pylist() if ref is not None and erased(ref)]
    if gone:
        theirs = pc.is_in(refs, pa.array(gone, pa.string()))
        for number in plan.columns.filter(theirs)[ROW].to_pylist()[:MOST_TOLD]:
            plan.doubts.append(Doubt(Place(plan.name, plan.sheet, number), column, erased_words()))
        plan.columns = compacted(plan.columns.filter(pc.invert(theirs)))


def carry_out_records(store: Store, plan: RecordsPlan) -> None:
    """Keep the new rows of every file, or of none.

    Raises: StoreError for what the database or the disk refuses.
    """
    remove_strays(store)
    kept = []
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
                        doubled=file.unchanged,
                        mapping=file.header,
                        days=_days(plan.kind, file.columns),
                    )
                )
    except BaseException:
        from kollegie.store.records import dispose_of_records

        for one in kept:
            dispose_of_records(store, one.id, "import taken back")
        raise


def keep_places(store: Store, plan: ImportPlan) -> None:
    """Remember in which file and row each register record was read, so that a signal can point at it."""
    import pyarrow as pa

    shape = SHAPES[plan.kind]
    by_file: dict[str, list[tuple[int, tuple[Any, ...]]]] = {}
    for row in (*plan.new, *plan.changed):
        by_file.setdefault(row.place.file, []).append((row.place.row, row.key))
    for name, rows in by_file.items():
        columns: dict[str, Any] = {ROW: pa.array([number for number, _ in rows], pa.int32())}
        for place, column in enumerate(shape.key):
            held = shape.column(column).held
            cells = [_plain(key[place], held) for _, key in rows]
            array = pa.array(cells, pa.string() if held is Held.NAME else TYPES[held])
            columns[column] = array.dictionary_encode() if held is Held.NAME else array
        keep_records(store, plan.kind, pa.table(columns), file=name)


def _plain(cell: Any, held: Held) -> Any:
    if isinstance(cell, date) and held is Held.DAY:
        return (cell - date(1970, 1, 1)).days
    return None if cell in ("", None) else cell


def read_record_file(
    path: Path, kind: RecordKind, mapping: ColumnMapping, today: date, progress: Progress
) -> RecordFile:
    """Read one file in a limited process; its rows come back as columns in the shape of the kind.

    Raises: an error of `table_errors` that names the file.
    """
    import pyarrow as pa

    if not path.is_file():
        raise RecordsUnreadable(file=path.name, why_sv="filen finns inte", why_en="there is no such file")
    read = RecordFile(path.name, "")
    batches: list[Any] = []
    refused: set[int] = set()
    with ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(_hash, path, mapping)
        for message in _messages(path, RecordsWanted(str(path), kind, mapping, today)):
            if isinstance(message, bytes):
                batches.append(pa.ipc.open_stream(pa.py_buffer(message)).read_all())
            elif "again" in message:
                batches, refused = [], set()
                read.refused, read.doubts = [], []
            elif "header" in message:
                read.sheet = message["sheet"]
                read.header = tuple((header, name) for header, name in message["header"])
            elif "step" in message:
                progress.step(message["step"], message["step"], say("rader lästa", "rows read"))
            elif "refused" in message:
                _note(read, refused, message)
            elif "end" in message:
                read.read = message["read"]
        read.content_hash = hashed.result()
    if not batches:
        raise RecordsUnreadable(file=path.name, why_sv="den har inga rader", why_en="it has no rows")
    read.columns = pa.concat_tables(batches).unify_dictionaries()
    read.columns.validate(full=True)
    read.refused.sort(key=lambda refusal: refusal.place.row)
    read.refused_rows = len(refused)
    return read


def _note(read: RecordFile, refused: set[int], message: dict[str, Any]) -> None:
    for number, column, value, expected in message["refused"]:
        refused.add(number)
        if len(read.refused) < MOST_TOLD:
            read.refused.append(Refusal(Place(read.name, read.sheet, number), column, value, expected))
    for number, column, _ in message["doubted"]:
        if len(read.doubts) < MOST_TOLD:
            what = say("numret stämmer inte; behålls som obekräftat", "the number does not hold; kept as unverified")
            read.doubts.append(Doubt(Place(read.name, read.sheet, number), column, what))


def _messages(path: Path, wanted: RecordsWanted) -> Iterator[bytes | dict[str, Any]]:
    """What the reading process sends; it is stopped when its time is up, its pipe breaks or nobody listens."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=read_records_in_child, args=(theirs, wanted), daemon=True)
    process.start()
    theirs.close()
    end = time.monotonic() + SECONDS + path.stat().st_size / BYTES_A_SECOND
    try:
        while True:
            if not ours.poll(max(0.0, end - time.monotonic())):
                raise TableTooHeavy(file=path.name)
            message = ours.recv_bytes()
            if message.startswith(b"A"):
                yield message[1:]
                continue
            told = json.loads(message)
            if "error" in told:
                raise _error(path, told)
            yield told
            if "end" in told:
                return
    except EOFError as problem:
        raise TableTooHeavy(file=path.name) from problem
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def _error(path: Path, told: dict[str, Any]) -> KollegieError:
    room = record_errors if hasattr(record_errors, told["error"]) else table_errors
    made = getattr(room, told["error"])(file=path.name, **told["facts"])
    assert isinstance(made, KollegieError)
    return made


def _hash(path: Path, mapping: ColumnMapping) -> str:
    """SHA-256 of the file and of how it was read: the same file under another mapping is another import."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(
        repr((sorted(mapping.columns.items()), mapping.sheet, sorted(map(str, mapping.values.items())))).encode()
    )
    if mapping.dates or mapping.decimal:
        digest.update(f"{mapping.dates}/{mapping.decimal}".encode())
    return digest.hexdigest()


def _set_aside_known(store: Store, kind: str, plan: RecordFile, beside: Sequence[Any]) -> None:
    """Leave out rows an earlier file brought; count those that are a new version of a known record.

    Shape: `beside` are the columns of the files before it in the same import.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    shape = SHAPES[kind]
    first, last = _days(kind, plan.columns)
    earlier = [
        one
        for one in record_sets(store, kind)
        if None in (first, last, one.first_day, one.last_day) or (one.first_day <= last and first <= one.last_day)  # type: ignore[operator]
    ]
    if not (earlier or beside) or not plan.columns.num_rows:
        return
    names = [column.name for column in shape.columns]
    stood = [*(read_records(store, one, names) for one in earlier), *beside]
    standing = pa.concat_tables([_comparable(table, names, kind) for table in stood])
    fresh = _comparable(plan.columns, names, kind).append_column("at", pa.arange(0, plan.columns.num_rows))
    same = _matching(fresh, standing, names)
    plan.unchanged = len(same)
    keep = pc.invert(pc.is_in(fresh["at"], same))
    if shape.key:
        again = _matching(fresh.filter(keep), standing, list(shape.key))
        plan.changed = len(again)
    plan.columns = plan.columns.filter(keep)


def _comparable(table: Any, names: Sequence[str], kind: str) -> Any:
    """The columns as plain values without missing ones, since in a join nothing equals a missing cell."""
    import pyarrow as pa
    import pyarrow.compute as pc

    made = {}
    for name in names:
        held = SHAPES[kind].column(name).held
        column = table[name] if name in table.column_names else pa.nulls(table.num_rows, TYPES[held])
        if held is Held.NAME:
            made[name] = pc.fill_null(column.cast(pa.string()), "")
        else:
            made[name] = pc.fill_null(column.cast(pa.int64() if held is not Held.NUMBER else pa.float64()), -(2**53))
    return pa.table(made)


def _matching(fresh: Any, standing: Any, names: list[str]) -> Any:
    """The places of the rows that stand already, by these columns."""
    unique = standing.select(names).group_by(names).aggregate([])
    return fresh.select([*names, "at"]).join(unique, keys=names, join_type="left semi")["at"].combine_chunks()


def _match(store: Store, plan: RecordFile) -> None:
    """Give a Peppol invoice's provider and users the names the register has for them, and tell whom it does not know.

    Shape: a provider is known by its company number, a user by the case id agreed with the provider. A line that
    finds nobody is taken all the same, since every invoice must be looked through.
    """
    if plan.columns is None or not plan.columns.num_rows:
        return
    from kollegie.model.register import Provider, ServiceUser

    with store.reading() as reading:
        providers, users = reading.find(Provider), {user.user_ref for user in reading.find(ServiceUser)}
    refs = {provider.provider_ref for provider in providers}
    if plan.is_peppol:
        by_number = {_digits(provider.organisation_number): provider.provider_ref for provider in providers}
        by_number.pop("", None)
        _rename(plan, "provider_id", lambda name: name if name in refs else by_number.get(_digits(name), name))
        cases = {
            case: user
            for provider in plan.columns["provider_id"].unique().to_pylist()
            for case, user in case_ids(store, provider or "").items()
        }
        _rename(plan, "user_id", lambda name: name if name in users else cases.get(name, name))
    for column, known in (("user_id", users), ("provider_id", refs)):
        if known:
            _doubt_strangers(plan, column, known)


def _digits(written: str) -> str:
    digits = "".join(character for character in written.rpartition(":")[2] if character.isdigit())
    return digits[2:] if len(digits) == 12 and digits.startswith("16") else digits


def _rename(plan: RecordFile, column: str, name_of: Callable[[str], str]) -> None:
    import pyarrow as pa

    names = plan.columns[column].unify_dictionaries().combine_chunks()
    renamed = pa.array([name_of(name) for name in names.dictionary.to_pylist()], pa.string())
    place = plan.columns.column_names.index(column)
    plan.columns = plan.columns.set_column(place, column, pa.DictionaryArray.from_arrays(names.indices, renamed))


def _doubt_strangers(plan: RecordFile, column: str, known: Collection[str]) -> None:
    import pyarrow.compute as pc

    what = say("finns inte i registret; raden tas in som omatchad", "not in the register; the line is taken unmatched")
    names = plan.columns[column].unify_dictionaries().combine_chunks()
    strange = [place for place, name in enumerate(names.dictionary.to_pylist()) if name not in known]
    for stranger in [*strange, *([None] if names.null_count else [])]:
        where = names.is_null() if stranger is None else pc.fill_null(pc.equal(names.indices, stranger), False)
        for number in plan.columns[ROW].filter(where).to_pylist():
            plan.unmatched += 1
            if len(plan.doubts) < MOST_TOLD:
                plan.doubts.append(Doubt(Place(plan.name, plan.sheet, number), column, what))


CASE_IDS = "case-ids:"


def case_ids(store: Store, provider: str) -> dict[str, str]:
    """The case ids agreed with a provider, each with the user it stands for."""
    with store.reading() as reading:
        return {str(case): str(user) for case, user in json.loads(reading.setting(CASE_IDS + provider, "{}")).items()}


def keep_case_ids(store: Store, provider: str, pairs: Mapping[str, str]) -> None:
    """Keep the case ids agreed with a provider, those known before included."""
    known = case_ids(store, provider) | dict(pairs)
    with store.work("case ids") as work:
        work.set_setting(CASE_IDS + provider, json.dumps(known, ensure_ascii=False, sort_keys=True))


def _days(kind: str, table: Any) -> tuple[date | None, date | None]:
    """The first and last day the rows are placed on."""
    import pyarrow.compute as pc

    column = SHAPES[kind].placed_by
    if not column or column not in table.column_names or not table.num_rows:
        return None, None
    ends = pc.min_max(table[column]).as_py()
    if ends["min"] is None:
        return None, None
    minutes = SHAPES[kind].column(column).held is Held.MINUTE
    first, last = (int(ends[name]) // 1440 if minutes else int(ends[name]) for name in ("min", "max"))
    epoch = date(1970, 1, 1).toordinal()
    return date.fromordinal(epoch + first), date.fromordinal(epoch + last)
