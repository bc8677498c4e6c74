"""A store as the program of schema 2 left it, encrypted, with one edit that is not sent: nothing of it may be lost.

Later schemas are kept as SQL, stores and hubs, in `tests/fixtures`. Everybody in it is made up.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kollegie.model.reviews import CaseIdentity
from kollegie.model.visits import Answer, Finding
from kollegie.store import Store, open_store
from kollegie.store.history import versions_of
from kollegie.store.keys import key_file_of
from kollegie.store.tables import SCHEMA_VERSION

RELEASED = Path(__file__).parents[1] / "released" / "schema-2.kollegie"
PASSPHRASE = "en fras ur arkivet"
FIRST, SECOND = "Två besök om dagen, säger hen.", "Två besök om dagen, ibland tre."
LATER = "Planen ligger i köket."
"""The answer that was sent, the one that is not, and its note."""


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A copy of the store as the earlier program left it."""
    path = tmp_path / RELEASED.name
    for old, new in ((RELEASED, path), (key_file_of(RELEASED), key_file_of(path))):
        shutil.copy(old, new)
    return path


@pytest.fixture
def upgraded(old_file: Path) -> Iterator[Store]:
    """The old store, opened with this program."""
    store = open_store(old_file, PASSPHRASE)
    yield store
    store.close()


def test_an_old_store_is_brought_up_to_date_whole(upgraded: Store) -> None:
    with upgraded.reading() as reading:
        schema = reading.connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        (answer,) = reading.find(Answer)
        (finding,) = reading.find(Finding)
        (person,) = reading.find(CaseIdentity)

    assert schema == SCHEMA_VERSION
    assert upgraded.check() == ()
    assert (answer.value, answer.note) == (SECOND, LATER)
    assert finding.text == "Hjälpen stämmer inte"
    assert person.name == "Test Testsson"


def test_the_history_of_an_old_store_is_still_there_and_goes_on(upgraded: Store) -> None:
    with upgraded.reading() as reading:
        (answer,) = reading.find(Answer)

    with upgraded.work("answer") as work:
        work.save(replace(answer, value="Tre besök om dagen."))

    with upgraded.reading() as reading:
        values = [one.fields["value"] for one in versions_of(reading, Answer, [answer.id])[answer.id]]
    assert values[0] == FIRST
    assert values[-1] == "Tre besök om dagen."
    assert SECOND in values


def test_what_an_old_store_had_not_sent_still_waits_and_lies_in_the_order_it_was_written(upgraded: Store) -> None:
    with upgraded.reading() as reading:
        ask = reading.connection.exec_driver_sql
        waiting = ask("SELECT count(*) FROM answer WHERE dirty IS NOT NULL")
        key = ask("SELECT name FROM pragma_table_info('history') WHERE pk ORDER BY pk").scalars()

        assert waiting.scalar_one() == 1
        assert list(key) == ["stamp", "row_id", "column_name"]
        assert ask("SELECT count(*) FROM history WHERE sent = 0").scalar_one() > 0
