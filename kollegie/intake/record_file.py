"""One file of records read in a limited process of its own: its rows as columns, its refusals and its doubts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kollegie.intake.cells import ZEROS, zeros_words
from kollegie.intake.days_written import TWO_WAYS, two_ways_words
from kollegie.intake.import_plan import Doubt, Place, Refusal, alike_words, hidden_words, merged_doubts
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.reading_child import COLUMNS
from kollegie.intake.record_cells import GROUPING, LONG_NEXT_DAY, NEXT_DAY
from kollegie.intake.record_child import BYTES_A_SECOND, RecordsWanted, read_records_in_child
from kollegie.intake.record_errors import RecordsUnreadable
from kollegie.intake.record_kinds import ROW_HEADER, RecordKind
from kollegie.intake.tables import messages_of
from kollegie.language import counted, say
from kollegie.memory import keep_memory
from kollegie.model.records import MARKED_ROW, REFUSED_ROW, SHAPES
from kollegie.progress import Progress

SECONDS = 60
"""How long the reading process may take by the clock on the wall, and a second more for each bit of the file."""
MOST_TOLD = 5_000
"""Refusals and doubts told one by one; all are counted."""
WAY_OF_READING = b"3"
"""How files of records are read: another when rows are understood that were refused before."""


@dataclass(slots=True)
class RecordFile:
    """One file read: its new rows as columns, and how the rest fared.

    Shape: `header` pairs each header with the column it was read as, "" for one that is kept as it is. Of the rows
    that stand `unchanged`, some are kept `again`, beside a new version of a row of the same record. All refused rows
    go by their number; of a great many only the first are `refused` with what stands there, and so are the doubts.
    """

    name: str
    content_hash: str
    sheet: str = ""
    header: tuple[tuple[str, str], ...] = ()
    columns: Any = None
    read: int = 0
    changed: int = 0
    unchanged: int = 0
    again: int = 0
    refused: list[Refusal] = field(default_factory=list)
    refused_numbers: set[int] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    more_doubts: int = 0
    more_kept_out: int = 0
    unmatched: int = 0

    @property
    def refused_rows(self) -> int:
        """How many rows stay out; one row may have several refusals."""
        return len(self.refused_numbers)

    def doubt(self, doubts: Iterable[Doubt]) -> None:
        """Tell the first of these, and count the rest."""
        for doubt in doubts:
            if len(self.doubts) < MOST_TOLD:
                self.doubts.append(doubt)
            else:
                self.more_doubts += 1
                self.more_kept_out += doubt.keeps_out

    @property
    def is_peppol(self) -> bool:
        """Whether it is an electronic invoice, whose parties go by other names than the register's."""
        return any(column == "credits" for _, column in self.header) and any(
            column == "unit" for _, column in self.header
        )

    @property
    def new(self) -> int:
        """Rows nobody has brought before."""
        return (0 if self.columns is None else self.columns.num_rows) - self.changed - self.again


def read_record_file(
    path: Path, kind: RecordKind, mapping: ColumnMapping, today: date, progress: Progress
) -> RecordFile:
    """Read one file in a limited process; its rows come back as columns in the shape of the kind.

    Raises: an error of `table_errors` that names the file.
    """
    if not path.is_file():
        missing = (
            ("det är en mapp", "it is a folder") if path.is_dir() else ("filen finns inte", "there is no such file")
        )
        raise RecordsUnreadable(file=path.name, why_sv=missing[0], why_en=missing[1])
    read = RecordFile(path.name, "")
    wanted = RecordsWanted(str(path), kind, mapping, today)
    seconds = SECONDS + path.stat().st_size / BYTES_A_SECOND
    batches: list[Any] = []
    torn: set[str] = set()
    names: dict[str, list[str]] = {}
    nights: list[int] = []
    first: int | None = None
    with (
        closing(messages_of(path, wanted, read_records_in_child, seconds)) as messages,
        ThreadPoolExecutor(1) as beside,
    ):
        next(messages)  # the process starts while Arrow is loaded here
        import pyarrow as pa

        from kollegie.intake.columns import ROW, in_shape

        if keep_memory():
            pa.set_memory_pool(pa.system_memory_pool())
        hashed = beside.submit(_hash, path, mapping)
        for message in messages:
            if isinstance(message, bytes):
                batch = pa.ipc.open_stream(pa.py_buffer(message).slice(len(COLUMNS))).read_all()
                batch.validate(full=True)  # it comes from a process that has read what somebody sent
                if first is not None:
                    batch = batch.append_column(ROW, pa.arange(first, first + batch.num_rows).cast(pa.int32()))
                batches.append(batch)
            elif "again" in message:
                batches, names, torn = [], {}, set()
                read.refused, read.refused_numbers, read.doubts, read.more_doubts = [], set(), [], 0
                nights, read.more_kept_out = [], 0
            elif "alike" in message:
                read.doubt(_sheet_doubts(kind, Place(read.name, read.sheet, message["row"]), message))
            elif "merged" in message:
                named = dict(message["columns"])
                read.doubt(merged_doubts(read.name, read.sheet, message["row"], named, message["merged"]))
            elif "header" in message:
                read.sheet = message["sheet"]
                read.header = tuple((header, name) for header, name in message["header"])
            elif "names" in message:
                first = message["first"]
                for column, more in message["names"].items():
                    names.setdefault(column, []).extend(more)
            elif "step" in message:
                progress.step(message["step"], message["step"], say("rader lästa", "rows read"))
            elif "refused" in message:
                nights += _note(read, message)
                torn.update(message["torn"])
            elif "end" in message:
                read.read = message["read"]
        read.content_hash = hashed.result()
    if not batches:
        raise RecordsUnreadable(file=path.name, why_sv="den har inga rader", why_en="it has no rows")
    known = {column: pa.array(all_names, pa.string()) for column, all_names in names.items()}
    whole = pa.concat_tables([_named(batch, known) for batch in batches], promote_options="default")
    read.columns = in_shape(whole, SHAPES[kind.name])
    if nights:
        read.doubt([Doubt(Place(read.name, read.sheet, min(nights)), kind.days[1][0], _night_words(len(nights)))])
    if torn:
        _refuse_with_their_other_parts(read, torn)
    read.refused.sort(key=lambda refusal: refusal.place.row)
    return read


def _refuse_with_their_other_parts(read: RecordFile, torn: set[str]) -> None:
    """Keep out what else a refused row was put right as where a part of it was refused again: it goes in whole.

    The parts stand in one number's place, so that a part that came alone would take the place of the others.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from kollegie.intake.columns import ROW

    marks = read.columns[REFUSED_ROW].cast(pa.string())
    theirs = pc.and_(pc.is_in(marks, pa.array(sorted(torn), pa.string())), pc.match_substring_regex(marks, MARKED_ROW))
    theirs = pc.fill_null(theirs, False)
    expected = say(
        "att alla rader med det numret går att läsa; rätta den som avvisades och läs in dem tillsammans",
        "every row of that number to be readable; put the refused one right and import them together",
    )
    for row in read.columns.filter(theirs).select([ROW, REFUSED_ROW]).to_pylist():
        read.refused_numbers.add(row[ROW])
        if len(read.refused) < MOST_TOLD:
            place = Place(read.name, read.sheet, row[ROW])
            read.refused.append(Refusal(place, ROW_HEADER, row[REFUSED_ROW], expected))
    read.columns = read.columns.filter(pc.invert(theirs))


def _named(table: Any, names: dict[str, Any]) -> Any:
    """The table with the names its codes stand for. Raises: ArrowInvalid where a code stands for none."""
    import pyarrow as pa

    from kollegie.intake.columns import codes_type

    for column, known in names.items():
        place, type_ = table.column_names.index(column), codes_type(len(known))
        coded = [pa.DictionaryArray.from_arrays(codes.cast(type_), known) for codes in table[column].chunks]
        table = table.set_column(place, column, pa.chunked_array(coded, pa.dictionary(type_, pa.string())))
    return table


def _note(read: RecordFile, message: dict[str, Any]) -> list[int]:
    """Keep what was refused and doubted; tells the rows of nights, which are told together."""
    for number, column, value, expected in message["refused"]:
        read.refused_numbers.add(number)
        if len(read.refused) < MOST_TOLD:
            read.refused.append(Refusal(Place(read.name, read.sheet, number), column, value, expected))
    told = [(number, column, doubt) for number, column, doubt in message["doubted"] if doubt != NEXT_DAY]
    read.doubt(
        Doubt(Place(read.name, read.sheet, number), column, _doubt_words(doubt)) for number, column, doubt in told
    )
    return [number for number, _, doubt in message["doubted"] if doubt == NEXT_DAY]


def _doubt_words(doubt: str) -> str:
    """What is said of one cell, by the word for its doubt."""
    words = {
        ZEROS: zeros_words(),
        TWO_WAYS: two_ways_words(),
        GROUPING: say(
            "läst med tre decimaler; är det tusental, välj decimaltecken för filen",
            "read with three decimals; if it means thousands, choose the file's decimal sign",
        ),
        LONG_NEXT_DAY: say(
            "slutar inte efter att den börjar och läses som till nästa dag; det blir mer än 16 timmar",
            "ends no later than it begins and is read as until the next day; that is more than 16 hours",
        ),
    }
    return words.get(
        doubt, say("numret stämmer inte; behålls som obekräftat", "the number does not hold; kept as unverified")
    )


def _sheet_doubts(kind: RecordKind, place: Place, told: dict[str, Any]) -> Iterator[Doubt]:
    """What is to be looked at in a workbook's sheets: others with the same headers, and one that is not shown."""
    key = kind.key[0] if kind.key else kind.columns[0].name
    if told["alike"]:
        yield Doubt(place, key, alike_words(told["alike"], told["hidden"]))
    if place.sheet in told["hidden"]:
        yield Doubt(place, key, hidden_words())


def _night_words(count: int) -> str:
    """How many rows end on the day after the one that is told."""
    rows = counted(count, ("rad", "rader"), ("row", "rows"))
    return say(
        f"slutar inte efter att den börjar och läses som till nästa dag ({rows} i filen)",
        f"ends no later than it begins and is read as until the next day ({rows} of the file)",
    )


def _hash(path: Path, mapping: ColumnMapping) -> str:
    """SHA-256 of the file and of how it was read: the same file under another mapping is another import.

    So is the same file read by an earlier program, which may have refused rows that are understood now.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(WAY_OF_READING)
    digest.update(
        repr((sorted(mapping.columns.items()), mapping.sheet, sorted(map(str, mapping.values.items())))).encode()
    )
    if mapping.dates or mapping.decimal:
        digest.update(f"{mapping.dates}/{mapping.decimal}".encode())
    return digest.hexdigest()
