"""Search for whoever sits here: all that stands here is found, of what this person may see.

What a sync brings by the thousand is stored first and laid into the search index afterwards, in short acts of its own:
within the sync it took a third of the time the rows needed to come in (measured). Nothing is missed: which rows wait is
stored with them, and whoever searches through `searchable` finds none waiting.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store import Reading
from kollegie.store.erasure_extent import runner
from kollegie.store.roles import roles_in
from kollegie.store.search import Hit, arrived, find_text

if TYPE_CHECKING:
    from kollegie.store import Store

BREATH = 0.025
"""Seconds between two pages in which whoever types gets the store: who waits for it asks again at least this often in
the first 0.1 s, and would otherwise, by bad luck, be served after the last page (measured)."""

CACHE_KB = 48_000
"""How much of the store is kept decrypted meanwhile: each row that is searched has a page of its own in the index of
ids, and with the ordinary 2 MB 200,000 rows took 3.2 s of processor time instead of 2.6 (measured)."""

_WAITING = "SELECT coalesce(sum(length(ids)), 0) / 16 FROM unsearched"


def waiting_for_search(reading: Reading) -> int:
    """How many rows a sync has brought that are not in the search index yet."""
    return int(reading.connection.exec_driver_sql(_WAITING).scalar_one())


def lay_in(store: Store, progress: Progress | None = None) -> None:
    """Lay what waits into the search index, two thousand rows at a time, so that whoever types never waits long.

    Raises: StoreError; Cancelled between two parts, with the earlier ones kept.
    """
    progress, done = progress or Progress(), 0
    with store.staying_open():
        while True:
            with store.reading() as reading:
                reading.connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")
                waiting = waiting_for_search(reading)
            if not waiting:
                return
            if done:
                time.sleep(BREATH)
                progress.step(done, done + waiting, say("poster gjorda sökbara", "records made searchable"))
            done += _lay_in_page(store)


def _lay_in_page(store: Store) -> int:
    with store.work("search") as work:
        run = runner(work.connection)
        page = run("DELETE FROM unsearched WHERE first = (SELECT min(first) FROM unsearched) RETURNING *")
        if not page:  # another thread has laid it in meanwhile
            return 0
        first, record, ids = page[0]
        index = arrived(record, "temp.unlaid")
        if index is None:
            return 0
        run("CREATE TEMP TABLE IF NOT EXISTS unlaid (id BLOB PRIMARY KEY) WITHOUT ROWID")
        run("DELETE FROM temp.unlaid")
        parts = [(ids[start : start + 16],) for start in range(0, len(ids), 16)]
        work.connection.exec_driver_sql("INSERT OR IGNORE INTO temp.unlaid VALUES (?)", parts)
        end = first + len(parts) * index.fields
        run("UPDATE actor SET applying = 2 WHERE one = 1")
        run("DELETE FROM searched WHERE id = ?", (end,))
        index.lay_in(run, kept=(first, end - 1))
        run("UPDATE actor SET applying = 0 WHERE one = 1")
        return len(parts)


@contextmanager
def searchable(store: Store, progress: Progress | None = None) -> Iterator[Reading]:
    """One consistent look in which nothing waits to be searched; what does is laid in first.

    Raises: as `lay_in`.
    """
    while True:
        lay_in(store, progress)
        with store.reading() as reading:
            if not waiting_for_search(reading):
                yield reading
                return


def find_here(reading: Reading, me: UUID, words: str, limit: int = 50) -> tuple[Hit, ...]:
    """Where all the words stand, of what this person may see, latest written first; see `find_text`."""
    return find_text(reading, words, limit=limit, desk=roles_in(reading, me).sees_the_desk)
