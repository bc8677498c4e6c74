"""Search in what this laptop may see: full text inside the encrypted database, newest first.

The index is derived, like the capture triggers: it is made when a store is opened without it, and made anew when its
shape has changed. What a sync has brought by the thousand waits for its place in it, see `searching`. Names of service
users are never searched; notes, findings, actions, case numbers and what is decided about invoices are.

Newest first and never by rank over all hits: ranking a common word took a thousand times longer (measured on a
million notes). The searched table has an integer key of its own beside the record's id, so newest is the largest key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from kollegie.store.desk_records import at_visits
from kollegie.store.work import Reading

# The value of an answer is JSON; only free text is worth finding, not the name of a choice or a number. What is plainly
# the name of a choice is not parsed.
_FREE_TEXT = (
    "CASE WHEN NEW.value GLOB '\"*[^a-z0-9_.:\"-]*' AND json_valid(NEW.value) AND json_type(NEW.value) = 'text'"
    " AND json_extract(NEW.value, '$') GLOB '*[^a-z0-9_.:-]*'"
    " THEN json_extract(NEW.value, '$') ELSE '' END"
)

# A hub may tell anything: what is not a list of pairs is kept, and not searched.
_DISPUTED = (
    "coalesce((SELECT group_concat(CASE d.type WHEN 'array' THEN d.value ->> 1 END, ' ')"
    " FROM json_each(CASE WHEN json_valid(NEW.disputed) THEN NEW.disputed ELSE '[]' END) d), '')"
)

SEARCHED: dict[str, dict[str, str]] = {
    "answer": {"note": "NEW.note", "value": _FREE_TEXT},
    "finding": {"text": "NEW.text", "consequence": "NEW.consequence"},
    "comment": {"text": "NEW.text"},
    "action": {"text": "NEW.text", "outcome": "NEW.outcome"},
    "case_": {"label": "NEW.label"},
    "provider": {"name": "NEW.name"},
    "invoice_review": {
        "invoice_ref": "NEW.invoice_ref",
        "reason": "NEW.reason",
        "documents": "NEW.documents",
        "disputed": _DISPUTED,
    },
    "invoice_answer": {"note": "NEW.note", "value": _FREE_TEXT},
    "desk_finding": {"text": "NEW.text", "consequence": "NEW.consequence"},
    "reclaim": {"user_ref": "NEW.user_ref", "reason": "NEW.reason"},
}
"""Which columns are searched: by table and column, the expression that gives the text."""

PAGE = 2_000
"""How many rows that wait are laid in together: with 5,000 an edit waited up to 0.7 s for its turn (measured)."""

Rows = Callable[[str, tuple[Any, ...]], Any]
"""Does one statement with its parameters and gives back its rows."""

_ONE_BY_ONE = "(SELECT applying FROM actor WHERE one = 1) < 2"

_STATEMENTS = {
    "searched": (
        "CREATE TABLE searched (id INTEGER PRIMARY KEY, record TEXT NOT NULL, row_id BLOB NOT NULL,"
        " field TEXT NOT NULL, text TEXT NOT NULL) STRICT"
    ),
    # 16 bytes of each record that came, page by page: a line for each of them took three times as long. `first` is the
    # first of the numbers in `searched` that are kept for the page.
    "unsearched": "CREATE TABLE unsearched (first INTEGER PRIMARY KEY, record TEXT NOT NULL, ids BLOB NOT NULL) STRICT",
    "ix_searched_row_id_field": "CREATE UNIQUE INDEX ix_searched_row_id_field ON searched (row_id, field)",
    # remove_diacritics 0 keeps öl apart from ol; the default would let one find the other.
    "search_index": (
        "CREATE VIRTUAL TABLE search_index USING fts5(text, content='searched', content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand: the record, its field, and the text around them."""

    record: str
    row_id: UUID
    field: str
    text: str


def search_triggers() -> dict[str, str]:
    """The triggers that keep the index: they fire for edits made here and for rows that arrive from the hub one by one.

    Rows that arrive together are laid into the index together afterwards, see `arrived`: row by row it
    took three times as long (measured).
    """
    made = {
        "searched_made": f"""CREATE TRIGGER searched_made AFTER INSERT ON searched WHEN {_ONE_BY_ONE} BEGIN
  INSERT INTO search_index (rowid, text) VALUES (NEW.id, NEW.text);
END""",
        "searched_gone": """CREATE TRIGGER searched_gone AFTER DELETE ON searched BEGIN
  INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END""",
    }
    for table, fields in SEARCHED.items():
        adding = "\n".join(_adding(table, field, given) for field, given in fields.items())
        changed = " OR ".join(f"OLD.{field} IS NOT NEW.{field}" for field in (*fields, "deleted"))
        made[f"search_{table}_made"] = (
            f"CREATE TRIGGER search_{table}_made AFTER INSERT ON {table} WHEN {_ONE_BY_ONE} BEGIN\n{adding}\nEND"
        )
        made[f"search_{table}_edited"] = (
            f"CREATE TRIGGER search_{table}_edited AFTER UPDATE OF {', '.join((*fields, 'deleted'))} ON {table}"
            f" WHEN ({changed}) AND {_ONE_BY_ONE} BEGIN\n  DELETE FROM searched WHERE row_id = OLD.id;\n{adding}\nEND"
        )
        made[f"search_{table}_gone"] = (
            f"CREATE TRIGGER search_{table}_gone AFTER DELETE ON {table} BEGIN\n"
            "  DELETE FROM searched WHERE row_id = OLD.id;\nEND"
        )
    return made


def _adding(table: str, field: str, given: str) -> str:
    return (
        f"  INSERT INTO searched (record, row_id, field, text) SELECT '{table}', NEW.id, '{field}', {given}"
        f" WHERE NEW.deleted = 0 AND {given} <> '';"
    )


@dataclass(frozen=True, slots=True)
class Arrived:
    """How rows that came together, their ids in a table of this connection, are brought into the index.

    Shape: all of it is done while `applying` is 2, and find_text then finds what it would after the triggers. `newest`
    tells the number of the last row: where no more rows have changed than were added, none of them stood in the index.
    """

    newest: str
    fields: int
    _gone: str
    _made: str
    _indexed: str

    def lay_in(self, run: Rows, *, stood: bool = True, kept: tuple[int, int] | None = None) -> None:
        """Lay them into the index: as the latest, or with the numbers that were `kept` for them when they came.

        Shape: `stood` says whether any of them may stand there in an older form; `kept` the first and the last number.
        """
        if stood:
            run(self._gone, ())
        first, last = kept or (run(_NEXT, ())[0][0], _LAST)
        run(self._made, (first,))
        run(self._indexed, (first, last))


_NEXT = "SELECT coalesce(max(id), 0) + 1 FROM searched"
_LAST = (1 << 63) - 1


@cache
def arrived(table: str, came: str) -> Arrived | None:
    """How rows that came together, their ids in `came`, are laid into the index; None if the table is not searched."""
    fields = SEARCHED.get(table)
    if fields is None:
        return None
    given = {field: text.replace("NEW.", "t.") for field, text in fields.items()}
    stands = " ".join(f"WHEN '{field}' THEN {text}" for field, text in given.items())
    each = " UNION ALL ".join(f"SELECT '{field}' AS field" for field in given)
    return Arrived(
        newest=f"SELECT coalesce(max(rowid), 0) FROM {table}",
        fields=len(fields),
        _gone=f"DELETE FROM searched WHERE id IN (SELECT s.id FROM {came} c CROSS JOIN searched s"
        f" ON s.row_id = c.id LEFT JOIN {table} t ON t.id = c.id"
        f" WHERE t.id IS NULL OR t.deleted <> 0 OR s.text IS NOT CASE s.field {stands} END)",
        _made=f"INSERT OR IGNORE INTO searched (id, record, row_id, field, text)"
        f" SELECT ? + row_number() OVER (ORDER BY t.id) - 1, '{table}', t.id, f.field,"
        f" CASE f.field {stands} END AS given FROM {came} c CROSS JOIN {table} t ON t.id = c.id"
        f" CROSS JOIN ({each}) f WHERE t.deleted = 0 AND given <> '' ORDER BY t.id",
        _indexed="INSERT INTO search_index (rowid, text) SELECT id, text FROM searched WHERE id BETWEEN ? AND ?"
        " ORDER BY id",
    )


def let_wait(run: Rows, table: str, ids: Sequence[bytes]) -> None:
    """Note that these rows have come and wait for their place in the index, which is the one of this moment.

    Shape: done while `applying` is 2, in the act that stores the rows. What is written afterwards comes after them: an
    empty text holds the last number that is kept for each page, and goes when the page is laid in.
    """
    waiting, each = sorted(ids), len(SEARCHED[table])
    first = run(_NEXT, ())[0][0]
    for start in range(0, len(waiting), PAGE):
        page = waiting[start : start + PAGE]
        run("INSERT INTO unsearched (first, record, ids) VALUES (?, ?, ?)", (first, table, b"".join(page)))
        first += len(page) * each
        held = (first, "", b"", str(first), "")
        run("INSERT INTO searched (id, record, row_id, field, text) VALUES (?, ?, ?, ?, ?)", held)
        run("INSERT INTO search_index (rowid, text) VALUES (?, '')", (first,))
        first += 1


def search_stands(connection: Connection) -> bool:
    """Whether the index is there in the shape this program makes."""
    rows: Any = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')")).all()
    standing = dict(rows)
    return all(standing.get(name) == sql for name, sql in _STATEMENTS.items())


def make_search(connection: Connection) -> None:
    """Make the index anew from the records that are here; the triggers are made by whoever calls."""
    for name in ("search_index", "searched", "unsearched"):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for statement in _STATEMENTS.values():
        connection.exec_driver_sql(statement)
    # Without this a purged word would stay in the index.
    connection.exec_driver_sql("INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)")
    for table, fields in SEARCHED.items():
        for field, given in fields.items():
            given = given.replace("NEW.", "")
            connection.exec_driver_sql(
                f"INSERT INTO searched (record, row_id, field, text) SELECT '{table}', id, '{field}', {given}"
                f" FROM {table} WHERE deleted = 0 AND {given} <> '' ORDER BY id"
            )
    connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def find_text(reading: Reading, words: str, *, limit: int = 50, desk: bool = True) -> tuple[Hit, ...]:
    """Where all the words stand, latest written first; the last word may be the beginning of one.

    Shape: `text` of a hit is the part around the words, at most 24 words of it. No words, no hits. Without `desk`
    nothing of the desk of invoices is found or counted, nor an action that follows from a finding there.
    """
    wanted = _query(words)
    if not wanted:
        return ()
    query = text(
        "SELECT searched.record, searched.row_id, searched.field,"
        " snippet(search_index, 0, '', '', '…', 24) AS around"
        " FROM search_index JOIN searched ON searched.id = search_index.rowid"
        " WHERE search_index MATCH :wanted"
        + ("" if desk else f" AND {at_visits('searched.record', 'searched.row_id')}")
        + " ORDER BY search_index.rowid DESC LIMIT :limit"
    )
    rows = reading.connection.execute(query, {"wanted": wanted, "limit": limit})
    return tuple(Hit(row.record, UUID(bytes=row.row_id), row.field, row.around) for row in rows)


def _query(words: str) -> str:
    """The words as FTS5 reads them: each in quotation marks, so that nothing typed is taken for an operator."""
    return " ".join(_phrases(words))


def _phrases(words: str) -> Iterator[str]:
    found = [word for word in words.split() if re.search(r"\w", word)]
    for place, word in enumerate(found, start=1):
        quoted = '"' + word.replace('"', '""') + '"'
        yield quoted + "*" if place == len(found) and len(word) > 1 else quoted
