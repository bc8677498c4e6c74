"""Versions that differ: what a program too old to write says, and how an older hub is brought up to this program.

An older hub gets what it lacks, and its counter is held meanwhile. No row and no column is taken away; an index that
is of no use any longer goes.

What is added may be empty or has a default, so that programs of the older version go on: they name the columns they
know and leave the others as they stand. Only where the key of the records changes can they not: their merge names a key
that is there no more. They fetch on, and are told that they have to be updated before they send (`LEAST_WRITER`).
"""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateColumn, CreateTable

from kollegie.language import say
from kollegie.store import hub_tables, tables

LEAST_WRITER = 11
"""The first version whose merge names the key of a record that hubs have now: its scope and its id."""


def too_old_to_write() -> str:
    """What is said where the hub takes no rows from a program as old as this one."""
    return say(
        "Navet tar bara emot ändringar från ett nyare Kollegie. Dina ligger kvar här och skickas när programmet"
        " är uppdaterat; det andra har gjort är hämtat.",
        "The hub takes changes from a newer Kollegie only. Yours stay here and are sent when the program is"
        " updated; what others did has been fetched.",
    )


def upgrade_tables(connection: Connection) -> None:
    """Give an older hub the tables, columns, keys and indexes of today, in a transaction that holds its counter."""
    counter, schema = hub_tables.counter, hub_tables.schema
    connection.execute(sqlalchemy.update(counter).values(seq=counter.c.seq + 1))
    found, least = sqlalchemy.inspect(connection), 1
    standing = set(found.get_table_names())
    for table in tables.hub.sorted_tables:
        if table.name not in standing:
            table.create(connection)
            continue
        has = {column["name"] for column in found.get_columns(table.name)}
        for column in table.columns:
            if column.name not in has:
                made = CreateColumn(column).compile(dialect=connection.dialect)
                quoted = connection.dialect.identifier_preparer.quote(table.name)
                connection.exec_driver_sql(f"ALTER TABLE {quoted} ADD COLUMN {made}")
        if _rekey(connection, table, found.get_pk_constraint(table.name)["constrained_columns"]):
            least = LEAST_WRITER
        indexed = {str(index["name"]) for index in found.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in indexed:
                index.create(connection)
        for spare in _spare_indexes(table) & indexed:
            connection.exec_driver_sql(f"DROP INDEX {connection.dialect.identifier_preparer.quote(spare)}")
    connection.execute(sqlalchemy.update(schema).values(current=tables.SCHEMA_VERSION))
    connection.execute(sqlalchemy.update(schema).where(schema.c.min_writer < least).values(min_writer=least))


def _spare_indexes(table: Table) -> set[str]:
    """Indexes of earlier versions: the key finds a scope, and others what is new by number and scope, or by stamp."""
    return {f"ix_{table.name}_scope_seq", f"ix_{table.name}_seq"} - {index.name for index in table.indexes}


def _rekey(connection: Connection, table: Table, standing: list[str]) -> bool:
    """Give a table the key it has now, for records their scope and id; whether it had to change.

    Shape: SQLite changes no key of a table that stands, so there it is made anew; its other indexes go with it.
    """
    key = [column.name for column in table.primary_key.columns]
    if standing == key:
        return False
    quote = connection.dialect.identifier_preparer.quote
    name, columns = quote(table.name), ", ".join(map(quote, key))
    if connection.dialect.name == "sqlite":
        before, every = quote(f"{table.name}_before"), ", ".join(quote(column.name) for column in table.columns)
        connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {before}")
        connection.execute(CreateTable(table))
        connection.exec_driver_sql(f"INSERT INTO {name} ({every}) SELECT {every} FROM {before} ORDER BY {columns}")
        connection.exec_driver_sql(f"DROP TABLE {before}")
        return True
    connection.exec_driver_sql(
        f"ALTER TABLE {name} DROP CONSTRAINT {quote(f'pk_{table.name}')}, ADD CONSTRAINT {quote(f'pk_{table.name}')}"
        f" PRIMARY KEY ({columns})"
    )
    return True
