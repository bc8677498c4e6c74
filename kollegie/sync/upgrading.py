"""Versions that differ: what a program too old to write says, and how an older hub is brought up to this program.

An older hub gets what it lacks, nothing is taken away, and its counter is held meanwhile.

What is added may be empty or has a default, so that programs of the older version go on: they name the columns they
know and leave the others as they stand.
"""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateColumn

from kollegie.language import say
from kollegie.store import hub_tables, tables


def too_old_to_write() -> str:
    """What is said where the hub takes no rows from a program as old as this one."""
    return say(
        "Navet tar bara emot ändringar från ett nyare Kollegie. Dina ligger kvar här och skickas när programmet"
        " är uppdaterat; det andra har gjort är hämtat.",
        "The hub takes changes from a newer Kollegie only. Yours stay here and are sent when the program is"
        " updated; what others did has been fetched.",
    )


def upgrade_tables(connection: Connection) -> None:
    """Add the tables, columns and indexes an older hub lacks, inside a transaction that holds its counter."""
    counter, schema = hub_tables.counter, hub_tables.schema
    connection.execute(sqlalchemy.update(counter).values(seq=counter.c.seq + 1))
    found = sqlalchemy.inspect(connection)
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
        _lead_key_with_scope(connection, table, found.get_pk_constraint(table.name)["constrained_columns"])
        indexed = {index["name"] for index in found.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in indexed:
                index.create(connection)
    connection.execute(sqlalchemy.update(schema).values(current=tables.SCHEMA_VERSION))


def _lead_key_with_scope(connection: Connection, table: Table, standing: list[str]) -> None:
    """Let a record's id be its own within its scope alone. A file's key stays, and gets the wider one beside it."""
    key = [column.name for column in table.primary_key.columns]
    if standing == key:
        return
    quote = connection.dialect.identifier_preparer.quote
    name, columns = quote(table.name), ", ".join(map(quote, key))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"CREATE UNIQUE INDEX IF NOT EXISTS ux_{table.name}_key ON {name} ({columns})")
        return
    connection.exec_driver_sql(
        f"ALTER TABLE {name} DROP CONSTRAINT {quote(f'pk_{table.name}')}, ADD CONSTRAINT {quote(f'pk_{table.name}')}"
        f" PRIMARY KEY ({columns})"
    )
