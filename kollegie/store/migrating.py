"""Bring a store's schema up to date with the migrations beside this file, whole or not at all."""

from __future__ import annotations

from importlib.resources import as_file, files

from sqlalchemy import Engine

from kollegie.store.connecting import APPLICATION_ID
from kollegie.store.tables import SCHEMA_VERSION


def migrate(engine: Engine) -> None:
    """Run every migration the store lacks, in one transaction, and mark the store with the schema's number.

    The capture triggers are gone afterwards: `open_store` makes them anew before anything is written.
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
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration left {len(broken)} rows without what they point at")
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
