"""The migrations lead to just the tables the code describes."""

from __future__ import annotations

from random import Random

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from store.quickly import QUICKLY

from kollegie.store import create_store, tables
from kollegie.store.connecting import APPLICATION_ID, engine_of
from kollegie.store.migrating import migrate

MARKS = ("application_id", "user_version")
pytestmark = pytest.mark.usefixtures("real_stores")


def differs(_context, _inspected, _described, in_file, _default, in_code):
    """Alembic takes an empty text for another default than the quotation marks it stands as in the file."""
    return _plain(in_file) != _plain(in_code)


def _plain(default):
    return None if default is None else str(default).strip("()'")


def test_the_newest_migration_gives_the_tables_as_they_are_described(tmp_path):
    engine = engine_of(tmp_path / "new.kollegie", bytes(32))

    migrate(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": differs, "render_as_batch": True}
        )
        assert compare_metadata(context, tables.local) == []
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == tables.SCHEMA_VERSION
        assert connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID


def test_migrating_twice_changes_nothing(tmp_path):
    engine = engine_of(tmp_path / "new.kollegie", bytes(32))
    migrate(engine)
    with engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master ORDER BY name").all()

    migrate(engine)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name, sql FROM sqlite_master ORDER BY name").all() == before


def test_every_table_checks_the_kinds_of_its_columns(store):
    with store.engine.connect() as connection:
        strict = {
            row.name: row.strict for row in connection.exec_driver_sql("PRAGMA table_list") if row.type == "table"
        }

    assert all(strict[name] for name in tables.local.tables)


def test_every_synced_row_has_a_scope_and_a_stamp_for_each_editable_cell():
    for synced in tables.SYNCED.values():
        for table in (synced.local, synced.hub):
            assert {"id", "scope", "s0", "deleted"} <= set(table.c.keys())
            assert {f"{name}_s" for name in synced.editable} <= set(table.c.keys())


def test_the_hub_and_the_laptop_hold_the_same_cells():
    for synced in tables.SYNCED.values():
        here = {column.name: type(column.type) for column in synced.local.c if not column.name.endswith("_b")}
        there = {column.name: type(column.type) for column in synced.hub.c}
        here.pop("dirty")
        there.pop("seq")
        assert here == there


def test_a_store_that_the_tests_make_quickly_is_the_one_the_program_makes(tmp_path, monkeypatch):
    def made(name: str, on: bool) -> tuple[object, ...]:
        monkeypatch.setattr(QUICKLY, "on", on)
        store = create_store(tmp_path / name, "fyra ord i rad", municipality="Hult", person="Bo", source=Random(1))
        with store.engine.connect() as connection:
            standing = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
            rows = {
                name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
                for kind, name, _, _ in standing
                if kind == "table"
            }
            marks = [
                connection.exec_driver_sql(f"PRAGMA {it}").scalar_one() for it in ("application_id", "user_version")
            ]
        assert store.check() == ()
        store.close()
        return set(standing), rows, marks

    really = made("real.kollegie", on=False)

    assert made("first.kollegie", on=True) == really
    assert made("quick.kollegie", on=True) == really
