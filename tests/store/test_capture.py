"""Every edit of every synced table is stamped and leaves a line of history; nobody can write without a name."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from kollegie.model.ids import derived_id
from kollegie.model.register import Person, Protection, Provider, ServiceUser
from kollegie.model.stamps import milliseconds_since_epoch
from kollegie.store import Store, adding
from kollegie.store import work as work_room
from kollegie.store.columns import Id
from kollegie.store.connecting import engine_of
from kollegie.store.errors import DiskFull
from kollegie.store.synced_table import Synced
from kollegie.store.tables import SYNCED, history

ANNA = derived_id("person", "Anna")
BERIT = derived_id("person", "Berit")


def stored(synced: Synced, name: str, other: bool = False) -> Any:
    """Something the column can hold in the database itself."""
    column = synced.local.c[name]
    if isinstance(column.type, Id):
        return derived_id(name, other).bytes
    storage = getattr(column.type, "impl_instance", column.type).python_type
    if storage is bytes:
        return f"{name} {other}".encode()
    return int(other) if storage is int else f"{name} {other}"


@pytest.fixture(scope="module")
def opened(made_once: tuple[Path, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to a store that all tests share, since each leaves it as it was."""
    made, key = made_once
    path = tmp_path_factory.mktemp("capture") / made.name
    shutil.copy(made, path)
    with engine_of(path, key).connect().execution_options(writing=True) as connection:
        yield connection


@pytest.fixture
def connection(opened: Connection) -> Iterator[Connection]:
    """A transaction that is rolled back, with Anna acting in it."""
    with opened.begin() as transaction:
        act(opened, ANNA)
        yield opened
        transaction.rollback()


def act(connection: Connection, person: Any, reason: str = "prov") -> None:
    now = milliseconds_since_epoch(datetime(2026, 12, 1, tzinfo=UTC))
    connection.exec_driver_sql("UPDATE actor SET person_id = ?, reason = ?, now = ?", (person.bytes, reason, now))


def make_row(connection: Connection, synced: Synced) -> Any:
    row = {"id": stored(synced, "id"), "scope": derived_id("scope").bytes}
    row |= {cell.name: stored(synced, cell.name) for cell in synced.cells if cell.name != "deleted"}
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    connection.exec_driver_sql(f"INSERT INTO {synced.name} ({names}) VALUES ({marks})", tuple(row.values()))
    return row["id"]


def row_of(connection: Connection, synced: Synced) -> Any:
    return (
        connection.exec_driver_sql(f"SELECT * FROM {synced.name} WHERE scope = ?", (derived_id("scope").bytes,))
        .mappings()
        .one()
    )


def lines_of(connection: Connection, id: Any) -> list[Any]:
    key = id if isinstance(id, bytes) else id.encode()
    return list(connection.execute(select(history).where(history.c.row_id == key).order_by(history.c.stamp)).mappings())


@pytest.mark.parametrize("name", SYNCED)
def test_a_new_row_is_stamped_and_has_its_first_line(connection, name):
    synced = SYNCED[name]

    id = make_row(connection, synced)

    row = row_of(connection, synced)
    (line,) = lines_of(connection, id)
    assert row["s0"] == row["dirty"] == line["stamp"] > 0
    assert all(row[f"{column}_s"] is None for column in synced.editable)
    assert all(row[f"{column}_b"] == 0 for column in synced.editable)
    assert (line["column_name"], line["record"], line["person_id"], line["reason"], line["sent"]) == (
        "",
        name,
        ANNA,
        "prov",
        0,
    )


EVERY_COLUMN = [(name, column) for name, synced in SYNCED.items() for column in synced.editable]


@pytest.mark.parametrize(("name", "column"), EVERY_COLUMN, ids=[".".join(pair) for pair in EVERY_COLUMN])
def test_an_edit_is_stamped_with_its_base_and_the_old_value_is_kept(connection, name, column):
    synced = SYNCED[name]
    id = make_row(connection, synced)
    made = row_of(connection, synced)
    act(connection, BERIT, "rättat")

    connection.exec_driver_sql(f"UPDATE {name} SET {column} = ?", (stored(synced, column, other=True),))

    row = row_of(connection, synced)
    line = lines_of(connection, id)[-1]
    assert row[f"{column}_s"] == row["dirty"] == line["stamp"] > made["s0"]
    assert row[f"{column}_b"] == 0  # the hub has never seen the row
    others = [other for other in synced.editable if other != column]
    assert all(row[f"{other}_s"] is None for other in others)
    assert (line["column_name"], line["person_id"], line["reason"]) == (column, BERIT, "rättat")
    assert line["old_stamp"] == made["s0"]
    old = made[column]
    assert line["old_value"] == (old.hex() if isinstance(old, bytes) else None if old is None else str(old))


@pytest.mark.parametrize("name", SYNCED)
def test_an_edit_of_what_the_hub_has_seen_remembers_the_stamp_it_replaced(connection, name):
    synced = SYNCED[name]
    make_row(connection, synced)
    column = synced.editable[0]
    connection.exec_driver_sql(f"UPDATE {name} SET dirty = NULL, {column}_b = NULL")
    seen = row_of(connection, synced)["s0"]

    connection.exec_driver_sql(f"UPDATE {name} SET {column} = ?", (stored(synced, column, other=True),))

    row = row_of(connection, synced)
    assert row[f"{column}_b"] == seen
    assert row["dirty"] == row[f"{column}_s"]


@pytest.mark.parametrize("name", SYNCED)
def test_writing_the_same_again_leaves_no_line(connection, name):
    synced = SYNCED[name]
    id = make_row(connection, synced)
    column = synced.editable[0]

    connection.exec_driver_sql(f"UPDATE {name} SET {column} = {column}")

    assert len(lines_of(connection, id)) == 1


@pytest.mark.parametrize("name", SYNCED)
def test_nobody_writes_without_a_name(connection, name):
    synced = SYNCED[name]
    connection.exec_driver_sql("UPDATE actor SET person_id = NULL, now = NULL")

    with pytest.raises(DBAPIError, match="no actor"):
        make_row(connection, synced)


@pytest.mark.parametrize("name", SYNCED)
def test_a_row_is_marked_deleted_and_never_removed(connection, name):
    synced = SYNCED[name]
    make_row(connection, synced)

    with pytest.raises(DBAPIError, match="never removed"):
        connection.exec_driver_sql(f"DELETE FROM {name}")


FIXED = [(name, cell.name) for name, synced in SYNCED.items() for cell in synced.cells if cell.fixed]


@pytest.mark.parametrize(
    ("name", "column"),
    FIXED + [(name, column) for name in SYNCED for column in ("id", "scope")],
    ids=lambda part: part,
)
def test_what_a_row_is_about_never_changes(connection, name, column):
    synced = SYNCED[name]
    make_row(connection, synced)
    other = derived_id("other").bytes if column == "scope" else stored(synced, column, other=True)

    with pytest.raises(DBAPIError, match="fixed column"):
        connection.exec_driver_sql(f"UPDATE {name} SET {column} = ?", (other,))


@pytest.mark.parametrize("name", SYNCED)
def test_rows_from_the_hub_bring_their_own_stamps(connection, name):
    synced = SYNCED[name]
    connection.exec_driver_sql("UPDATE actor SET applying = 1, person_id = NULL, now = NULL")

    id = make_row(connection, synced)

    row = row_of(connection, synced)
    assert (row["s0"], row["dirty"]) == (0, None)
    assert lines_of(connection, id) == []


def test_a_dispute_that_a_hub_tells_in_another_form_is_kept_and_what_is_a_pair_is_searched(connection):
    make_row(connection, SYNCED["invoice_review"])
    told = '["Rad ett", 7, ["Rad två", "Timmar saknas"]]'

    connection.exec_driver_sql("UPDATE invoice_review SET disputed = ?", (told,))

    assert connection.exec_driver_sql("SELECT disputed FROM invoice_review").scalar_one() == told
    found = connection.exec_driver_sql("SELECT text FROM searched WHERE field = 'disputed'").scalars().all()
    assert found == ["Timmar saknas"]


def test_stamps_rise_even_when_the_clock_goes_back(connection):
    municipality, person = SYNCED["municipality"], SYNCED["person"]
    make_row(connection, municipality)
    first = row_of(connection, municipality)["s0"]
    connection.exec_driver_sql("UPDATE actor SET now = now - 3600000")

    make_row(connection, person)

    assert row_of(connection, person)["s0"] > first


def test_the_log_of_readings_is_only_added_to(store):
    with store.work() as work:
        work.log_reading("show", "case_identity", "4-017")

    for statement in ("DELETE FROM reading", "UPDATE reading SET act = 'x'"):
        with (
            store.engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
            pytest.raises(DBAPIError, match="log of readings is only added to"),
        ):
            connection.exec_driver_sql(statement)


def test_many_rows_at_once_are_captured_as_each_by_itself(store, monkeypatch):
    def users(work, ref):
        host = work.get(Person, store.me).municipality_id
        made = [
            ServiceUser(
                work.new_id(), host, f"{ref}{number}\u202e", "Östra", deceased_on=date(2026, 1, 1 + number % 9),
                protected=Protection.SECRECY if number % 2 else Protection.NONE, extra=(("Tel", f"08-{number % 3}"),),
            )
            for number in range(adding.MANY)
        ]  # fmt: skip
        return made, [Provider(work.new_id(), host, f"{ref}-p{n}", "Omsorg", relatives_allowed=None) for n in range(3)]

    def captured(reason, ref):
        with store.work(reason) as work:
            made, providers = users(work, ref)
            work.add(*made, *providers)
            assert work.find(ServiceUser, user_ref=f"{ref}2")[0].extra == made[2].extra
        with store.reading() as reading:
            run = reading.connection.exec_driver_sql
            rows = run("SELECT * FROM service_user WHERE user_ref GLOB ? ORDER BY rowid", (f"{ref}*",)).mappings()
            rows = [dict(row) for row in rows]
            lines = run("SELECT * FROM history WHERE reason = ? ORDER BY stamp", (reason,)).mappings().all()
            clock, actor = run("SELECT last FROM clock").scalar_one(), run("SELECT * FROM actor").one()
        stamps = [row["s0"] for row in rows]
        assert stamps == sorted(set(stamps)) == [row["dirty"] for row in rows]
        assert [line["stamp"] for line in lines[:-3]] == stamps
        assert [bytes(line["row_id"]) for line in lines[:-3]] == [bytes(row["id"]) for row in rows]
        assert clock == lines[-1]["stamp"] > stamps[-1]
        plain = [{n: v for n, v in row.items() if n not in ("id", "s0", "dirty", "user_ref")} for row in rows]
        told = [{n: v for n, v in line.items() if n not in ("row_id", "stamp", "reason")} for line in lines]
        return plain, told, [row["user_ref"].removeprefix(ref) for row in rows], actor

    def schema():
        with store.reading() as reading:
            query = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'service_user' ORDER BY name"
            return [tuple(row) for row in reading.connection.exec_driver_sql(query)]

    before_schema = schema()
    together = captured("tillsammans", "A")
    monkeypatch.setattr(adding, "BARE", adding.MANY)
    bare = captured("med indexen efteråt", "D")
    assert schema() == before_schema
    monkeypatch.setattr(work_room, "MANY", 10**9)
    one_by_one = captured("var för sig", "B")

    assert together == bare == one_by_one
    assert together[2][:2] == ["0", "1"]

    with store.work("avbruten") as work:  # whoever catches a refusal may go on in the same act
        run, twice = work.connection.exec_driver_sql, users(work, "C")[0][:1] * 2
        before = run("PRAGMA cache_size").scalar_one()
        monkeypatch.setattr(work_room, "MANY", 2)
        with pytest.raises(Exception, match="UNIQUE"):
            work.add(*twice)
        monkeypatch.setattr(adding, "BARE", 0)
        many = users(work, "E")[0] * 4  # more than the table has: without its indexes
        with pytest.raises(Exception, match="UNIQUE"):
            work.add(*many)
        rows = run("SELECT count(*) FROM service_user WHERE user_ref GLOB 'E*'").scalar_one()
        whole = run("SELECT count(*) FROM sqlite_master WHERE tbl_name = 'service_user'").scalar_one()
        assert (rows, whole) == (0, len(before_schema))
        assert run("SELECT applying FROM actor").scalar_one() == 0
        assert run("PRAGMA cache_size").scalar_one() == before

    def on_a_full_disk():
        with store.work("full") as work:
            run = work.connection.exec_driver_sql
            run(f"PRAGMA max_page_count = {run('PRAGMA page_count').scalar_one()}")
            work.add(*(one for ref in "GHIJ" for one in users(work, ref)[0]))

    monkeypatch.setattr(work_room, "MANY", adding.MANY)
    with pytest.raises(DiskFull):  # where the engine takes all back itself; nothing that follows hides why
        on_a_full_disk()
    assert schema() == before_schema


def test_many_rows_are_still_refused_where_nobody_acts(connection):
    connection.exec_driver_sql("UPDATE actor SET person_id = NULL, now = NULL")

    assert not adding.add_many(connection, ServiceUser, {"id": []})


def test_ids_and_missing_values_are_handed_over_nearly_as_quickly_as_texts(connection):
    driver = connection.connection.driver_connection
    connection.exec_driver_sql("CREATE TEMP TABLE handed (a ANY, b ANY, c ANY, d ANY) STRICT")

    def took(value):
        begun = time.thread_time()
        driver.executemany("INSERT INTO temp.handed VALUES (?, ?, ?, ?)", [(value,) * 4] * 10_000)
        return time.thread_time() - begun

    text = min(took("sexton tecken...") for _ in range(3))
    others = [min(took(value) for _ in range(3)) for value in (bytes(16), memoryview(bytes(16)), None)]

    assert max(others) < 3 * text, others
    kept = driver.execute("SELECT DISTINCT a FROM temp.handed").fetchall()
    assert kept == [("sexton tecken...",), (bytes(16),), (None,)]


def test_a_missing_capture_trigger_is_made_anew_at_start(store, reopen: Callable[[], Store]):
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER edited_answer")
        connection.exec_driver_sql("DROP TRIGGER history_is_kept")
    first, second = store.check()
    assert ("(history_is_kept)" in first, "(edited_answer)" in second, "öppna filen igen" in second) == (True,) * 3

    again = reopen()

    assert again.check() == ()


def test_a_trigger_that_is_not_ours_is_taken_away_at_start(store, reopen: Callable[[], Store]):
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TRIGGER planted AFTER INSERT ON setting BEGIN SELECT 1; END")

    again = reopen()

    with again.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'planted'").scalar_one()
    assert found == 0
