"""Which rows of a new file earlier ones brought already, and which are new versions of a known record.

A row is compared by a few whole numbers instead of its eight cells: names by their code in one table for all files,
days and minutes by how far they lie from the first, as many columns in one number as it holds. The numbers are equal
where the rows are; no digest is made, so nothing is taken for another by chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.columns import TYPES
from kollegie.model.records import MARK_OF_ROW, MARKED_ROW, REFUSED_ROW, SHAPES, Held
from kollegie.store.record_order import with_wide_codes

BITS = 62
"""How much of a number is used for columns: one of 64 bits, without its sign and never full."""
AT, OF, COME, STAND = "at", "of", "come", "stand"
BASE, JOINED, NUMBER, SOURCE = "base", "joined", "number", "source"


@dataclass(frozen=True, slots=True)
class KnownRows:
    """What of a new file stands already.

    Shape: `aside` are the places of the rows that need not be kept. `changed` rows are new versions of a known record;
    `unchanged` ones stand as they are, and those of them that are not set aside are `again` kept, beside a new version.
    `fewer` are the places of new versions whose record has fewer rows than stood, one of each record; where all that
    are left stand as they are, that one is the changed row.
    """

    aside: pa.Array
    changed: int
    unchanged: int
    fewer: pa.Array

    @property
    def again(self) -> int:
        """How many rows that stand already are kept once more."""
        return self.unchanged - len(self.aside)


def known_rows(
    kind: str,
    stood: Sequence[pa.Table],
    fresh: pa.Table,
    *,
    lacking: Collection[str] = (),
    complete: bool = True,
    marks: Sequence[str] = (),
) -> KnownRows:
    """Which rows of `fresh` stand already, and how many others are new versions.

    Shape: `stood` are what earlier files brought, the oldest first; of a key that several have, the newest counts.
    A key may have several rows, and its newest file is read for all of them: where one is new, or one that stood is
    no longer there, all of `fresh` are kept. A file that is not `complete`, since rows of it were refused,
    withdraws none by leaving it out, and the columns it is `lacking` are not compared. One of refused rows that
    were put right joins what stands: its rows are new, or new versions of the same row put right before, which then
    no longer stands, whatever its key. What a row became stands or goes as one: where a part of it is new, the
    others are kept with it. `marks` tell which file each of `stood` was, as the rows refused of it do: two rows of
    one file are two, also when the one that was put right is now as the other.
    """
    shape = SHAPES[kind]
    tables = [*stood, fresh]
    cells = {column.name: _together(tables, column.name, column.held) for column in shape.columns}
    if kind == "invoices":  # lines without a number are told apart by their service, as when they are counted
        cells["line"] = _lines(cells["line"], cells["service"])
    said = [column for name, column in cells.items() if name not in lacking]
    rows = sum(table.num_rows for table in tables)
    alike = [pa.chunked_array([pa.repeat(pa.scalar(0, pa.int64()), rows)])]  # where all rows are the same
    whole = pa.table(
        {f"row {place}": word for place, word in enumerate(_words(said) or alike)}
        | {f"key {place}": word for place, word in enumerate(_words(cells[name] for name in shape.key) or alike)}
    )
    del cells, said
    words = [name for name in whole.column_names if name.startswith("row")]
    key = [name for name in whole.column_names if name.startswith("key")] if shape.key else []
    put_right = [REFUSED_ROW in table.column_names for table in tables]
    if any(put_right):
        whole = whole.append_column(NUMBER, _numbers(tables)).append_column(SOURCE, _sources(tables, marks))
    before = whole.num_rows - fresh.num_rows
    standing = whole.slice(0, before)
    new = whole.slice(before).append_column(AT, pa.arange(0, fresh.num_rows))
    if len(stood) > 1 and (key or any(put_right[:-1])):
        order = [pa.repeat(pa.scalar(number, pa.int32()), table.num_rows) for number, table in enumerate(stood)]
        standing = standing.append_column(OF, pa.chunked_array(order))
        if any(put_right[:-1]):
            mine = [pa.repeat(pa.scalar(one), table.num_rows) for one, table in zip(put_right, stood, strict=False)]
            standing = _as_last_put_right(standing.append_column(JOINED, pa.chunked_array(mine)))
            standing = _newest_and_joined(standing, key) if key else standing
        else:
            standing = _newest(standing, key)
    if put_right[-1]:
        return _put_right_again(new, standing, words)
    same = _matching(new, standing, words)
    if not key:
        return KnownRows(same, 0, len(same), same.slice(0, 0))
    others = new.filter(pc.invert(pc.is_in(new[AT], same)))
    more, count = _more_often(new, standing, words)
    fewer = _fewer(new, standing, key)
    partly = pa.concat_tables([others.select(key), more.select(key)])
    if not complete:
        fewer = _matching(new.filter(pc.is_in(new[AT], fewer)), partly, key)
    withdrawn = new.filter(pc.is_in(new[AT], fewer))
    touched = pa.concat_tables([partly, withdrawn.select(key)])
    again = _matching(new, touched, key)
    aside = same.filter(pc.invert(pc.is_in(same, again)))
    count += len(fewer) - len(_matching(withdrawn, partly, key))
    return KnownRows(aside, len(_matching(others, standing, key)) + count, len(same) - count, fewer)


def _put_right_again(fresh: pa.Table, standing: pa.Table, words: list[str]) -> KnownRows:
    """Which rows that were put right stand already, and which are new versions.

    Shape: of a refused row with any new version, all that it became is kept, since what it was before no longer stands;
    nor is another row of this file known by what that was. A row that is as one of the very file it was refused from is
    no copy of it: that file had both.
    """
    theirs, before = _numbered(fresh), _numbered(standing)
    known = _matching(theirs, before, [NUMBER])
    anew = known.filter(pc.invert(pc.is_in(known, _matching(theirs, before, [*words, NUMBER]))))
    replaced = theirs.filter(pc.is_in(theirs[AT], anew))
    kept = _matching(theirs, replaced, [NUMBER])
    stays = standing.select([*words, NUMBER, SOURCE])
    stays = stays.filter(pc.invert(pc.is_in(stays[NUMBER], replaced[NUMBER])))
    same = _of_other_files(fresh, stays, words)
    same = pc.unique(pa.chunked_array([same, _matching(theirs, _numbered(stays), [*words, NUMBER])]))
    aside = same.filter(pc.invert(pc.is_in(same, kept)))
    return KnownRows(aside, len(anew), len(aside) + len(kept) - len(anew), same.slice(0, 0))


def _of_other_files(fresh: pa.Table, standing: pa.Table, words: list[str]) -> pa.Array:
    """The places of the rows that stand already in another file than the one they were refused from."""
    unique = standing.group_by([*words, SOURCE]).aggregate([]).rename_columns([*words, OF])
    pairs = fresh.select([*words, SOURCE, AT]).join(unique, keys=words, join_type="inner")
    apart = pc.fill_null(pc.not_equal(pairs[SOURCE], pairs[OF]), True)
    return pairs.filter(apart)[AT].combine_chunks()


def _fewer(fresh: pa.Table, standing: pa.Table, key: list[str]) -> pa.Array:
    """The place of the first row of each record that has fewer rows than stand."""
    come = fresh.group_by(key).aggregate([([], "count_all"), (AT, "min")]).rename_columns([*key, COME, AT])
    theirs = standing.select(key).join(come.select(key), keys=key, join_type="left semi")
    stand = theirs.group_by(key).aggregate([([], "count_all")]).rename_columns([*key, STAND])
    both = come.join(stand, keys=key, join_type="inner")
    return both.filter(pc.less(both[COME], both[STAND]))[AT].combine_chunks()


def _more_often(fresh: pa.Table, standing: pa.Table, words: list[str]) -> tuple[pa.Table, int]:
    """The rows that come more often than they stand, and how many come beyond those that do."""
    come, stand = (
        table.group_by(words).aggregate([([], "count_all")]).rename_columns([*words, name])
        for table, name in ((fresh.select(words), COME), (standing.select(words), STAND))
    )
    both = come.join(stand, keys=words, join_type="inner")
    more = both.filter(pc.greater(both[COME], both[STAND]))
    if not more.num_rows:
        return fresh.slice(0, 0), 0
    beyond = pc.sum(pc.subtract(more[COME], more[STAND])).as_py()
    return fresh.join(more.select(words), keys=words, join_type="left semi"), int(beyond)


def _newest(standing: pa.Table, key: list[str]) -> pa.Table:
    """The rows of all these; of a key that several files have, those of the newest alone."""
    last = standing.group_by(key).aggregate([(OF, "max")]).rename_columns([*key, OF])
    return standing.join(last, keys=[*key, OF], join_type="left semi")


def _newest_and_joined(standing: pa.Table, key: list[str]) -> pa.Table:
    """The newest rows of each key, and with them those that were put right since."""
    whole = standing.filter(pc.invert(standing[JOINED]))
    last = whole.group_by(key).aggregate([(OF, "max")]).rename_columns([*key, BASE])
    based = standing.join(last, keys=key, join_type="left outer")
    base = pc.fill_null(based[BASE], -1)
    own = pc.equal(based[OF], base)
    return based.filter(pc.or_(own, pc.and_(based[JOINED], pc.greater(based[OF], base)))).drop_columns([BASE])


def _as_last_put_right(standing: pa.Table) -> pa.Table:
    """The rows of all these; of a refused row that was put right more than once, what it was last."""
    numbered = _numbered(standing)
    latest = numbered.group_by([NUMBER]).aggregate([(OF, "max")]).rename_columns([NUMBER, OF])
    numbered = numbered.join(latest, keys=[NUMBER, OF], join_type="left semi")
    return pa.concat_tables([standing.filter(pc.is_null(standing[NUMBER])), numbered])


def _numbers(tables: Sequence[pa.Table]) -> pa.ChunkedArray:
    """Which refused row each one is, a code for each number in a file; missing where a file or a cell tells none."""
    cells = [
        table[REFUSED_ROW].cast(pa.string())
        if REFUSED_ROW in table.column_names
        else pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
        for table in tables
    ]
    told = pa.chunked_array([chunk for column in cells for chunk in column.chunks], pa.string())
    marked = pc.if_else(pc.match_substring_regex(told, MARKED_ROW), told, pa.scalar(None, pa.string()))
    return _codes(marked.dictionary_encode())


def _sources(tables: Sequence[pa.Table], marks: Sequence[str]) -> pa.ChunkedArray:
    """Which file each row is of, a code for each mark; a row that was put right is of the one it was refused from."""
    cells: list[pa.Array] = []
    for table, mark in zip(tables, [*marks, *[""] * (len(tables) - len(marks))], strict=True):
        if REFUSED_ROW in table.column_names:
            told = table[REFUSED_ROW].cast(pa.string())
            cells += pc.struct_field(pc.extract_regex(told, MARK_OF_ROW), "mark").chunks
        else:
            cells.append(pa.repeat(pa.scalar(mark or None, pa.string()), table.num_rows))
    return _codes(pa.chunked_array(cells, pa.string()).dictionary_encode())


def _numbered(rows: pa.Table) -> pa.Table:
    """The rows that tell their number in the file they were refused from."""
    return rows.filter(pc.is_valid(rows[NUMBER]))


def _matching(fresh: pa.Table, standing: pa.Table, words: list[str]) -> pa.Array:
    """The places of the rows that stand already, by these numbers."""
    unique = standing.select(words).group_by(words).aggregate([])
    return fresh.select([*words, AT]).join(unique, keys=words, join_type="left semi")[AT].combine_chunks()


def _together(tables: Sequence[pa.Table], name: str, held: Held) -> pa.ChunkedArray:
    """One column of all tables as whole numbers; missing where the cell is, or is an empty name."""
    chunks: list[Any] = []
    for table in tables:
        column = table[name] if name in table.column_names else pa.nulls(table.num_rows, TYPES[held])
        chunks += column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if held is Held.NAME:
        chunks = [chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode() for chunk in chunks]
        return _codes(pa.chunked_array([with_wide_codes(chunk) for chunk in chunks], TYPES[held]))
    whole = pa.chunked_array([chunk.cast(TYPES[held]) for chunk in chunks], TYPES[held])
    return _codes(whole.dictionary_encode()) if held is Held.NUMBER else whole.cast(pa.int64())


def _codes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The codes of coded cells in one table for all chunks."""
    column = column.unify_dictionaries()
    codes = pa.chunked_array([chunk.indices for chunk in column.chunks], pa.int32()).cast(pa.int64())
    names = column.chunk(0).dictionary if column.num_chunks else None
    if names is not None and pa.types.is_string(names.type):
        nameless = pc.index(names, "").as_py()
        if nameless >= 0:
            codes = pc.if_else(pc.equal(codes, nameless), pa.scalar(None, pa.int64()), codes)
    return codes


def _lines(line: pa.ChunkedArray, service: pa.ChunkedArray) -> pa.ChunkedArray:
    """A line that has no number goes by its service, which no number of a line is taken for."""
    return pc.coalesce(line, pc.subtract(-2, pc.fill_null(service, -1)))


def _words(columns: Iterable[pa.ChunkedArray]) -> list[pa.ChunkedArray]:
    """The columns laid side by side into as few numbers as hold them; what is the same everywhere takes no room."""
    words: list[pa.ChunkedArray] = []
    room = 0
    for column in columns:
        ends = pc.min_max(column).as_py()
        if ends["min"] is None or (ends["min"] == ends["max"] and not column.null_count):
            continue
        width = (ends["max"] - ends["min"] + 1).bit_length()
        if width > BITS:  # sums far apart: by their code
            column = _codes(column.dictionary_encode())
            ends = {"min": 0, "max": len(column)}
            width = (len(column) + 1).bit_length()
        part = pc.subtract(pc.fill_null(column, ends["min"] - 1), ends["min"] - 1)
        if words and width <= room:
            words[-1] = pc.add(pc.multiply(words[-1], 1 << width), part)
            room -= width
        else:
            words.append(part)
            room = BITS - width
    return words
