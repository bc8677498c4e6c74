"""What arrives from a hub is not believed before it has been checked: kind, length, values and stamps of every cell.

Anybody with the key of a hub's file can write anything into it. The rows that came stand staged in memory; one query
finds those that no program of ours would have written. They are set aside with their number and shown, and the rest
goes on; when a sound version arrives, or the program learns what it did not know, they are taken in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, LargeBinary, Text

from kollegie.model.answer_values import Withheld
from kollegie.model.stamps import MAX_DEVICE, moment_of, stamp_of
from kollegie.store import Store
from kollegie.store.attachments import MOST_THUMBNAIL
from kollegie.store.columns import AnswerValue, Day, Evidence, Flag, Id, Moment, Pairs
from kollegie.store.rows import UNSEEN
from kollegie.store.synced_table import Cell
from kollegie.sync.carried import Carried, Row, carried_named
from kollegie.sync.conflict_values import misfit
from kollegie.sync.fitting_answers import FittingAnswers
from kollegie.sync.lines import Line
from kollegie.sync.staging import Page

MOST_TEXT = 4_000_000
"""Bytes of one text: the longest there is holds a whole checklist."""
MOST_KEPT = 200_000
MOST_LONG = 64_000_000
"""Characters of a row that is set aside whole in any case; longer ones, such as a checklist, as long as all of them
together are not more than this: beyond it only their place is kept, so that nobody fills the disk."""
FUTURE = timedelta(hours=24)


def _text(column: str, most: int = MOST_TEXT) -> str:
    """Text of a length; `:hidden` asks for each sign too, which is only done where `_hides` has found one."""
    return (
        f"(typeof({column}) = 'text' AND octet_length({column}) <= {most}"
        f" AND (NOT :hidden OR (instr(CAST({column} AS BLOB), x'00') = 0 AND {column} NOT GLOB '*[{UNSEEN}]*')))"
    )


def _hides(page: Page) -> bool:
    """Whether any text of a page holds a sign that nobody sees: one search per sign through all of it (measured)."""
    whole = page.texts()
    return any(sign in whole for sign in UNSEEN + "\x00")


def _blob(column: str, length: str) -> str:
    return f"(typeof({column}) = 'blob' AND length({column}) {length})"


def _json(column: str, shape: str) -> str:
    """JSON of a shape; the shape is only asked of what is JSON at all, since SQLite stops at what is not."""
    surrogates = f"{column} NOT GLOB '*\\u[dD][89a-fA-F]*'"
    return f"CASE WHEN {_text(column)} AND json_valid({column}) AND {surrogates} THEN ({shape}) ELSE 0 END"


def _all(values: str, condition: str) -> str:
    """That every element of an array holds a condition, which calls it `e`."""
    return f"NOT EXISTS (SELECT 1 FROM json_each({values}) e WHERE NOT ({condition}))"


_PAIR = (
    "{0}.type = 'array' AND json_array_length({0}.value) = 2"
    " AND json_type({0}.value, '$[0]') = 'text' AND json_type({0}.value, '$[1]') = 'text'"
)


def _pairs(column: str) -> str:
    return _json(column, f"json_type({column}) = 'array' AND {_all(column, _PAIR.format('e'))}")


def _evidence(column: str) -> str:
    row = (
        "e.type = 'array' AND json_array_length(e.value) = 4 AND json_type(e.value, '$[0]') = 'text'"
        " AND json_type(e.value, '$[1]') = 'text' AND json_type(e.value, '$[2]') = 'integer'"
        " AND json_type(e.value, '$[3]') = 'array' AND NOT EXISTS (SELECT 1 FROM json_each(e.value, '$[3]') c"
        f" WHERE NOT ({_PAIR.format('c')}))"
    )
    return _json(column, f"json_type({column}) = 'array' AND {_all(column, row)}")


def _answer(column: str) -> str:
    reasons = ", ".join(f"'{reason.value}'" for reason in Withheld)
    listed = _all(column, "e.type = 'text'")
    shape = (
        f"json_type({column}) = 'text' OR (json_type({column}) = 'array' AND {listed})"
        f" OR (json_type({column}) = 'object' AND json_extract({column}, '$.withheld') IN ({reasons})"
        f" AND (SELECT count(*) FROM json_each({column})) = 1)"
    )
    return f"({column} = '' OR {_json(column, shape)})"


def _day(column: str) -> str:
    return f"({_text(column, 10)} AND {column} >= '0001' AND date({column}) = {column})"


def _moment(column: str) -> str:
    whole = f"substr({column}, 1, 19)"
    return (
        f"({_text(column, 27)} AND {column} >= '0001' AND {column} GLOB '*T*.{'[0-9]' * 6}Z'"
        f" AND strftime('%Y-%m-%dT%H:%M:%S', {whole}) = {whole} AND length({column}) = 27)"
    )


def _number(column: str) -> str:
    return f"(typeof({column}) = 'integer')"


def is_id(value: Any) -> bool:
    """Whether it is the id of a record or a scope."""
    return isinstance(value, bytes) and len(value) == 16


def moment_told(value: Any) -> datetime | None:
    """The moment a hub's own tables tell, None where there is none or it is none of ours."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def is_erasure(row: Row) -> bool:
    """Whether a row of a hub's purge list is one that a program of ours has written."""
    id, scope, stamp, reason, seq = row
    return (
        isinstance(id, bytes)
        and 0 < len(id) <= 400
        and is_id(scope)
        and isinstance(stamp, int)
        and isinstance(reason, str)
        and len(reason) <= 100
        and isinstance(seq, int)
    )


HEXADECIMAL = {
    ("attachment", "content_hash"): (64,),
    ("attachment", "content_key"): (64,),
    ("erasure", "subject_salt"): (32,),
    ("erasure", "subject_digest"): (0, 64),
    ("erasure", "public_key"): (0, 64),
    ("erasure", "signature"): (0, 128),
}
"""Columns that name a file, open one or sign: nothing but so many hexadecimal digits."""


def _fits(record: str, cell: Cell) -> str:
    column = f'came_{record}."{cell.name}"'  # with its table: json_each has a column named value of its own
    if cell.enum is not None:
        values = ", ".join(f"'{one.value}'" if isinstance(one.value, str) else str(one.value) for one in cell.enum)
        kind = "integer" if issubclass(cell.enum, int) else "text"
        condition = f"(typeof({column}) = '{kind}' AND {column} IN ({values}))"
    elif (record, cell.name) in HEXADECIMAL:
        digits = ", ".join(str(length) for length in HEXADECIMAL[record, cell.name])
        condition = (
            f"(typeof({column}) = 'text' AND octet_length({column}) IN ({digits}) AND {column} NOT GLOB '*[^0-9a-f]*')"
        )
    else:
        makers: tuple[tuple[type, Any], ...] = (
            (Id, lambda name: _blob(name, "= 16")),
            (Moment, _moment),
            (Day, _day),
            (Flag, lambda name: f"(typeof({name}) = 'integer' AND {name} IN (0, 1))"),
            (Pairs, _pairs),
            (Evidence, _evidence),
            (AnswerValue, _answer),
            (LargeBinary, lambda name: _blob(name, f"<= {MOST_THUMBNAIL}")),
            (Integer, _number),
            (Text, _text),
        )
        condition = next(make(column) for kind, make in makers if isinstance(cell.type, kind))
    return f"({column} IS NULL OR {condition})" if cell.nullable else condition


def conditions(one: Carried) -> dict[str, str]:
    """What must hold of each column of a row that came. `:latest` is the last stamp believed."""
    stamp = "(typeof({0}) = 'integer' AND {0} > 0 AND {0} <= :latest)"
    if one.is_history:
        return {
            "row_id": _blob("row_id", "BETWEEN 1 AND 400"),
            "column_name": _text("column_name", 100),
            "stamp": stamp.format("stamp"),
            "scope": _blob("scope", "= 16"),
            "record": _text("record", 100),
            "old_value": f"(old_value IS NULL OR {_text('old_value')})",
            "old_stamp": "(old_stamp IS NULL OR typeof(old_stamp) = 'integer')",
            "person_id": _blob("person_id", "= 16"),
            "reason": _text("reason", 100_000),
        }
    found = {
        "id": f"({_text('id', 400)} AND id GLOB '*:*:*:*')" if one.name == "conflict" else _blob("id", "= 16"),
        "scope": _blob("scope", "= 16"),
        "s0": stamp.format("s0"),
    }
    found |= {cell.name: _fits(one.name, cell) for cell in one.cells}
    for column in one.editable:
        own = f'"{column}_s"'
        found[f"{column}_s"] = f"({own} IS NULL OR {stamp.format(own)})"
    return found


@lru_cache(1_000)
def misfits(record: str, alike: frozenset[str] = frozenset()) -> tuple[str, str, str]:
    """Queries over a table's staged rows: which do not fit, whether the first is amiss in a column that is `alike` in
    all of them, which the former leaves out, and, of one row, which column it was.

    Shape: as a condition SQLite leaves off at the first part that fails; inside a function it would work out them all.
    """
    one = carried_named(record)
    wanted = conditions(one)
    every = " AND ".join(condition for column, condition in wanted.items() if column not in alike) or "true"
    common = " AND ".join(condition for column, condition in wanted.items() if column in alike) or "true"
    first = " ".join(f"WHEN ({condition}) IS NOT TRUE THEN '{column}'" for column, condition in wanted.items())
    return (
        f"SELECT rowid FROM temp.came_{one.name} WHERE ({every}) IS NOT TRUE",
        f"SELECT 1 FROM temp.came_{one.name} WHERE rowid = 1 AND ({common}) IS NOT TRUE",
        f"SELECT CASE {first} END FROM temp.came_{one.name} WHERE rowid = :row",
    )


class Checking:
    """One sync's look at what came. All of it happens inside the laptop's transaction."""

    def __init__(self, store: Store, line: Line) -> None:
        self._store = store
        self._line = line
        self.beside: Callable[[Row], dict[str, Any]] = lambda _row: {}
        """What else is kept of a row that is set aside, for whoever looks at it again."""
        self._answers: FittingAnswers | None = None
        self.aside = {(record, row) for record, row in line.rows("SELECT record, row_id FROM quarantine")}

    def sound(self, one: Carried, rows: list[Row], seqs: list[int], page: Page) -> list[Row]:
        """The rows that fit, of those staged in this order; the others are set aside with their number and column.

        Shape: `page` holds the same rows column by column.
        """
        line = self._line
        last = line.rows("SELECT last FROM clock WHERE one = 1")[0][0]
        latest = stamp_of(max(self._store.clock(), moment_of(last)) + FUTURE, MAX_DEVICE)
        which, common, why = misfits(one.name, page.alike)
        asked: dict[str, int] = {"latest": latest, "hidden": _hides(page)}
        if line.driver.execute(common, asked).fetchone():
            which = misfits(one.name)[0]
        line.watch(which)
        bad = {row[0] for row in line.driver.execute(which, asked)}
        odd = _odd_conflicts(one, rows) if one.name == "conflict" else {}
        odd |= dict.fromkeys(self._unfit_answers(one, page) - bad, "value")
        for number in sorted(bad):
            odd[number] = line.driver.execute(why, asked | {"row": number}).fetchone()[0]
        bad |= odd.keys()
        for number, column in sorted(odd.items()):
            row, seq = rows[number - 1], seqs[number - 1] if seqs else 0
            self.set_aside(one, row, seq, column)
        if bad:
            line.driver.executemany(f"DELETE FROM temp.came_{one.name} WHERE rowid = ?", [(number,) for number in bad])
            rows = [row for number, row in enumerate(rows, start=1) if number not in bad]
        if self.aside:
            self._release(one, rows)
        return rows

    def _unfit_answers(self, one: Carried, page: Page) -> set[int]:
        """Which answers of a page their questions cannot have; what is known of the questions is read when needed."""
        if one.name == "checklist_version":
            self._answers = None
        if one.name != "answer":
            return set()
        self._answers = self._answers or FittingAnswers(self._line)
        return self._answers.misfits(page)

    def waiting(self) -> list[tuple[Carried, Row, int, dict[str, Any]]]:
        """The rows that were set aside whole, to be looked at once more: with their number and all that was kept."""
        found = []
        for record, seq, content in self._line.rows("SELECT record, seq, content FROM quarantine WHERE content <> ''"):
            try:
                one = carried_named(record)
            except KeyError:
                continue
            kept = {name: _value(value) for name, value in json.loads(content).items()}
            row = tuple(kept.get(column, one.defaults.get(column)) for column in one.columns)
            found.append((one, row, seq, kept))
        return found

    def set_aside(self, one: Carried, row: Row, seq: int, column: str | None) -> None:
        """Keep a row that does not fit in that column, and why, until it does."""
        told = dict(zip(one.columns, row, strict=True)) | self.beside(row)
        kept = json.dumps({name: _plain(value) for name, value in told.items()}, default=str)
        named = _named(one, row)
        self.aside.add((one.name, named))
        self._line.run(
            "INSERT INTO quarantine (record, row_id, seq, reason, content) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET seq = excluded.seq, reason = excluded.reason, content = excluded.content",
            (one.name, named, seq, column or "", kept if self._has_room_for(kept) else ""),
        )

    def _has_room_for(self, kept: str) -> bool:
        if len(kept) <= MOST_KEPT:
            return True
        long = "SELECT coalesce(sum(octet_length(content)), 0) FROM quarantine WHERE octet_length(content) > ?"
        return bool(self._line.rows(long, (MOST_KEPT,))[0][0] + len(kept) <= MOST_LONG)

    def _release(self, one: Carried, rows: list[Row]) -> None:
        """A sound version has come: the other one need not be shown any longer."""
        for row in rows:
            named = (one.name, _named(one, row))
            if named in self.aside:
                self.aside.discard(named)
                self._line.run("DELETE FROM quarantine WHERE record = ? AND row_id = ?", named)


def _odd_conflicts(one: Carried, rows: list[Row]) -> dict[int, str | None]:
    """Which conflicts, by their place among the rows, speak of no field of ours or of values it cannot have."""
    told = [[row[one.place(column)] for column in ("record", "field", "a_value", "b_value")] for row in rows]
    found = {number: misfit(*parts) for number, parts in enumerate(told, start=1)}
    return {number: column for number, column in found.items() if column is not None}


def _named(one: Carried, row: Row) -> str:
    """What a row is called where it is shown; a line of history by record, column and stamp."""
    parts = [row[one.place(column)] for column in one.key]
    words = [part.hex() if isinstance(part, bytes) else str(part) for part in parts]
    return ":".join(words).encode("utf-8", "replace").decode()[:400].replace("\x00", "")


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value[:MOST_KEPT].hex()}
    if isinstance(value, (dict, list)):  # in no column of ours: as a text it would be one when it is looked at again
        return [str(value)]
    return value


def _value(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
