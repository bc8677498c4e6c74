"""Bring a store's schema up to date with the migrations beside this file, whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import as_file, files

from sqlalchemy import Connection, Engine

from kollegie.store.connecting import APPLICATION_ID
from kollegie.store.ordering import order_indexes
from kollegie.store.tables import SCHEMA_VERSION, SYNCED

NEW_COLUMNS = "columns to read anew"
"""The setting that names, until a sync has read everything, the columns the last migration added."""


def migrate(engine: Engine) -> None:
    """Run every migration the store lacks, in one transaction, and mark the store with the schema's number.

    The capture triggers and the indexes of Swedish order are gone afterwards: `open_store` makes them anew before
    anything is written.
    """
    from alembic import command
    from alembic.config import Config

    with as_file(files("kollegie.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.set_main_option("path_separator", "os")
        with engine.connect().execution_options(writing=True) as connection:
            # Tables may be rebuilt, and this setting is ignored inside a transaction.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                # A table that is rebuilt stands under another name for a moment, where no trigger would find it.
                standing = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for (name,) in connection.exec_driver_sql(standing).all():
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
                for name in order_indexes():  # an index on an expression cannot follow a table that is rebuilt
                    connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
                before, alone = _columns(connection), _pointing_nowhere(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _read_anew(connection, before)
                if broken := _pointing_nowhere(connection) - alone:
                    raise RuntimeError(f"the migration left {broken.total()} rows without what they point at")
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _pointing_nowhere(connection: Connection) -> Counter[tuple[str, str]]:
    """How many rows of a table point at none of another, by both names.

    Shape: that is no damage: what is unsent of a visit that was given up, and what came before a fetch broke off.
    """
    return Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))


def _columns(connection: Connection) -> dict[str, set[str]]:
    """The columns of every synced table that stands."""
    return {
        name: {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")')}
        for name in SYNCED
        if connection.exec_driver_sql(f'PRAGMA table_info("{name}")').first() is not None
    }


def _read_anew(connection: Connection, before: dict[str, set[str]]) -> None:
    """Let the next sync read everything from its beginning: what others wrote in columns this store did not have.

    Their stamps are no news, so the columns are named for whoever takes the rows in.
    """
    after = _columns(connection)
    added = {
        name: sorted(cell.name for cell in SYNCED[name].cells if cell.name in after[name] - columns)
        for name, columns in before.items()
    }
    if not before or connection.exec_driver_sql("SELECT 1 FROM enrolment").first() is None:
        return
    connection.exec_driver_sql("UPDATE cursor SET seq = 0")
    connection.exec_driver_sql("UPDATE enrolment SET seq = 0")
    connection.exec_driver_sql("DELETE FROM pull")
    if named := {name: columns for name, columns in added.items() if columns}:
        connection.exec_driver_sql(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (NEW_COLUMNS, json.dumps(named)),
        )
