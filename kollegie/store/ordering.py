"""The order of long lists, as a Swedish reader looks things up, kept in indexes of the store.

An order is an expression over a column, made of SQLite's own functions alone: an index on it needs no function that
another connection or program might lack, and no column. The indexes are derived, like the capture triggers: they are
made when a store is opened without them, and made anew when the expression has changed.

Shape: å, ä and ö come after z in that order, é stands as e, capitals beside small letters, and a number at the end
counts by its size: Norr, Söder, Ås, Ängö, Öster; D-9, D-10. Shorter lists are ordered by Qt, which knows more.
"""

from __future__ import annotations

from sqlalchemy import Connection, Text

from kollegie.store.tables import SYNCED

_LETTERS = (("Å", "{"), ("å", "{"), ("Ä", "|"), ("ä", "|"), ("Ö", "}"), ("ö", "}"), ("É", "e"), ("é", "e"))
"""`{`, `|` and `}` stand right after z."""
_DIGITS = 20
"""Longest number whose size counts."""


def swedish_order(column: str) -> str:
    """The expression a text column is ordered by."""
    words = f"rtrim({column}, '0123456789')"
    folded = words
    for letter, stands in _LETTERS:
        folded = f"replace({folded}, '{letter}', '{stands}')"
    number = f"substr('{'0' * _DIGITS}' || substr({column}, length({words}) + 1), -{_DIGITS})"
    return f"lower(CASE WHEN {column} GLOB '*[^ -~]*' THEN {folded} ELSE {words} END) || char(1) || {number}"


def order_of(table: str, column: str) -> str:
    """What a list of a table's rows is ordered by: Swedish order for text, the column itself for days and numbers."""
    cell = next(cell for cell in SYNCED[table].cells if cell.name == column)
    return swedish_order(column) if type(cell.type) is Text and cell.enum is None else column


def order_indexes() -> dict[str, str]:
    """Name and CREATE statement of the index of each order of text that a long list may have.

    A narrow one after them is for the length: counted by the index of an order, 300,000 rows took four times as long.
    It comes last, since SQLite takes the one made last where it holds two for as narrow.
    """
    listed = sorted({table for table, _column in _of_text()})
    return {
        f"order_{table}_{column}": f"CREATE INDEX order_{table}_{column} ON {table} (deleted, {swedish_order(column)})"
        for table, column in _of_text()
    } | {f"order_{table}": f"CREATE INDEX order_{table} ON {table} (deleted)" for table in listed}


def _of_text() -> list[tuple[str, str]]:
    listed = [(name, column) for name, synced in SYNCED.items() for column in synced.listed_by]
    return [(table, column) for table, column in listed if order_of(table, column) != column]


def make_orders(connection: Connection) -> None:
    """Make the indexes, in place of those by bytes that the migrations made."""
    for name, statement in order_indexes().items():
        if _standing(connection).get(name) != statement:
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
            connection.exec_driver_sql(statement)
    for table, column in _of_text():
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS ix_{table}_by_{column}")


def orders_stand(connection: Connection) -> bool:
    """Whether every index is there as it is to be."""
    standing = _standing(connection)
    return all(standing.get(name) == statement for name, statement in order_indexes().items())


def _standing(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE name GLOB 'order_*'").all()
    return {str(row[0]): str(row[1]) for row in rows}
