"""How fast a sync is, as a share of the bare floor measured in the same run: `python tests/benchmarks/sync.py`.

The floor reads the same rows from one encrypted store and writes them to the other, into tables with nothing but a
primary key, and does nothing else; it is measured right before and right after. Rows are answers of 20 to 200
characters with the line of history each of them has. `--rows` and `--hub-rows` make it smaller.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from postgres.server import PostgresMissing, PostgresServer

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Role, Track, Visit
from kollegie.model.visits import Answer
from kollegie.store import Store, create_store
from kollegie.sync.carried import carried_named, names
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import PostgresHub, open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Line, PostgresLine, nobody

PASSPHRASE = "korrekt häst batteri häftklammer"
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TABLES = ("history", "answer")


def timed(work: Callable[[], Any]) -> float:
    """Seconds a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Bench:
    """Two lead laptops on one hub that already holds many rows."""

    def __init__(self, folder: Path, url: str, rows: int, hub_rows: int) -> None:
        self.rows, self.source = rows, random.Random(1)
        self.one = self._store(folder, "one", "Lena Lind")
        self.other = self._store(folder, "other", "Lars Ledare")
        create_hub(self.one, url, PASSPHRASE)
        invited = add_person(self.one, url, "Lars Ledare", Role.LEAD, municipality="Kumla")
        enrol(self.other, invited.url, PASSPHRASE)
        with laptop_of(self.one, nobody) as near:
            known = near.enrolment()
        self.hub = open_hub(known.url, known.hub_key)
        self.visit = self._visit()
        sync(self.one)
        sync(self.other)
        self._fill_hub(hub_rows)
        for store in (self.one, self.other):
            with laptop_of(store, nobody) as near:
                near.line.run("UPDATE cursor SET seq = (SELECT max(seq) + 1 FROM cursor)")
                near.line.run("UPDATE enrolment SET seq = (SELECT max(seq) FROM cursor)")

    def _store(self, folder: Path, name: str, person: str) -> Store:
        path = folder / f"{name}.kollegie"
        return create_store(path, PASSPHRASE, municipality="Kumla", person=person, source=random.Random(name))

    def _visit(self) -> Visit:
        with self.one.work("bench") as work:
            review_id, case_id = work.new_id(), work.new_id()
            host = derived_id("municipality", "Kumla")
            work.add(Review(review_id, review_id, "Prov", "hemtjänst", host, self.one.me))
            work.add(Case(case_id, case_id, review_id, Track.USER, "4-017", "B-1"))
            visit = Visit(work.new_id(), case_id, review_id, case_id, Track.USER, "hemtjanst-brukarbesok", "abc")
            work.add(visit)
        return visit

    def text(self) -> str:
        """20 to 200 characters."""
        return "".join(self.source.choices("abcdefghijklmnopqrstuvwxyzåäö .", k=self.source.randint(20, 200)))

    def answers(self, start: int, count: int) -> Iterator[Answer]:
        """New answers, numbered."""
        for number in range(start, start + count):
            yield Answer(
                derived_id("bench", number), self.visit.scope, self.visit.id, f"q{number}", "", "ja", self.text()
            )

    def write(self, store: Store, start: int, count: int) -> None:
        """Answer on a laptop."""
        with store.work("bench") as work:
            work.add(*self.answers(start, count))

    def _fill_hub(self, count: int) -> None:
        """Rows that were there before, put straight into the hub under one seq."""
        answer, history = carried_named("answer"), carried_named("history")
        with self.hub.line() as line:
            line.begin(writing=True)
            seq = line.rows("UPDATE hub SET seq = seq + 1 RETURNING seq")[0][0]
            for start in range(0, count, 100_000):
                rows, lines = [], []
                for number in range(start, min(start + 100_000, count)):
                    id = self.source.randbytes(16)
                    cells = (self.visit.id.bytes, f"q{number}", "", '"ja"', self.text(), 0, 0, 0)
                    rows.append((id, self.visit.scope.bytes, number + 1, *cells, *[None] * len(answer.editable), seq))
                    lines.append((id, "", number + 1, self.visit.scope.bytes, "answer", None, None, id, "bench", seq))
                self._put(line, answer.name, (*answer.columns, "seq"), (*answer.kinds, "int8"), rows)
                self._put(line, history.name, (*history.columns, "seq"), (*history.kinds, "int8"), lines)
            line.commit()
        if isinstance(self.hub, PostgresHub):
            with self.hub.line() as line:
                line.run("ANALYZE answer")
                line.run("ANALYZE history")

    def _put(self, line: Line, table: str, columns: Any, kinds: Any, rows: list[Any]) -> None:
        if isinstance(line, PostgresLine):
            line.copy_in(f'"{table}"', names(columns), kinds, rows)
        else:
            marks = ", ".join("?" for _ in columns)
            line.many(f'INSERT INTO "{table}" ({names(columns)}) VALUES ({marks})', rows)

    def floor_push(self) -> float:
        """Read the unsent rows and write them to bare tables on the hub."""

        def work() -> None:
            with laptop_of(self.one, nobody) as near, self.hub.line() as line:
                for name in TABLES:
                    self._bare(line, name)
                line.begin(writing=True)
                for name in TABLES:
                    one = carried_named(name)
                    unsent = "sent = 0" if one.is_history else "dirty IS NOT NULL"
                    rows = near.line.rows(f'SELECT {names(one.columns)} FROM "{name}" WHERE {unsent}')
                    self._put(line, f"bare_{name}", one.columns, one.kinds, rows)
                line.commit()

        return timed(work)

    def floor_pull(self, seq: int) -> float:
        """Read the rows of a seq from the hub and write them to bare tables on the laptop."""

        def work() -> None:
            with laptop_of(self.other, nobody) as near, self.hub.line() as line:
                for name in TABLES:
                    self._bare(near.line, name)
                near.line.begin(writing=True)
                for name in TABLES:
                    one = carried_named(name)
                    rows = line.rows(f'SELECT {names(one.columns)} FROM "{name}" WHERE seq > ?', (seq,))
                    self._put(near.line, f"bare_{name}", one.columns, one.kinds, rows)
                near.line.commit()
                for name in TABLES:
                    near.line.run(f"DROP TABLE bare_{name}")

        return timed(work)

    def _bare(self, line: Line, name: str) -> None:
        one = carried_named(name)
        words = {"bytea": "BLOB", "int8": "INTEGER", "int4": "INTEGER", "text": "TEXT"}
        plain = isinstance(line, PostgresLine)
        columns = ", ".join(
            f'"{column}" {kind if plain else words[kind]}' for column, kind in zip(one.columns, one.kinds, strict=True)
        )
        line.run(f"DROP TABLE IF EXISTS bare_{name}")
        line.run(f"CREATE TABLE bare_{name} ({columns}, PRIMARY KEY ({names(one.key)}))")

    def seq(self) -> int:
        """Where the hub stands."""
        with self.hub.line() as line:
            return int(line.rows("SELECT seq FROM hub")[0][0])


def run(kind: str, url: str, folder: Path, rows: int, hub_rows: int) -> None:
    """Measure one hub and print it."""
    bench = Bench(folder, url, rows, hub_rows)
    bench.write(bench.one, 0, rows)
    before = bench.seq()
    floors = [bench.floor_push()]
    push = timed(lambda: sync(bench.one))
    bench.write(bench.one, rows, rows)
    floors.append(bench.floor_push())
    second_push = timed(lambda: sync(bench.one))
    push, floor = min(push, second_push), min(floors)
    print(f"{kind}: push {2 * rows / push:,.0f} rows/s, floor {2 * rows / floor:,.0f}: {floor / push:.0%}")

    floors = [bench.floor_pull(before)]
    pull = timed(lambda: sync(bench.other))
    floors.append(bench.floor_pull(before))
    floor = min(floors)
    print(f"{kind}: pull {4 * rows / pull:,.0f} rows/s, floor {4 * rows / floor:,.0f}: {floor / pull:.0%}")

    edit_with_conflicts(bench, kind, push / (2 * rows))
    nothing(bench, kind)
    print(f"{kind}: largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def edit_with_conflicts(bench: Bench, kind: str, push_per_row: float) -> None:
    """A tenth as many edits as new rows, a tenth of them in disagreement, against the rate of new rows."""
    sync(bench.one)
    sync(bench.other)
    edits = bench.rows // 10
    with bench.other.work("bench") as work:
        for number in range(edits // 10):
            id = derived_id("bench", number)
            work.save(Answer(id, bench.visit.scope, bench.visit.id, f"q{number}", "", "nej", "x"))
    sync(bench.other)
    with bench.one.work("bench") as work:
        table = "UPDATE answer SET note = note || '!' WHERE question = ?"
        for number in range(edits):
            work.connection.exec_driver_sql(table, (f"q{number}",))
    statements: list[str] = []
    took = timed(lambda: sync(bench.one, watch=statements.append))
    # an edit is a row and a line of history; a disagreement is a conflict row too
    count = 2 * edits + edits // 10
    print(f"{kind}: edits, a tenth in conflict, {count / took:,.0f} rows/s: {push_per_row * count / took:.0%} of push")


def nothing(bench: Bench, kind: str) -> None:
    """A sync when nothing is new."""
    sync(bench.one)
    took = min(timed(lambda: sync(bench.one)) for _ in range(20))
    far: list[str] = []
    sync(bench.one, watch=far.append)
    hub_only = [statement for statement in far if "FROM hub h" in statement]
    print(f"{kind}: nothing new {took * 1000:.1f} ms, {len(hub_only)} question to the hub")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--hub-rows", type=int, default=1_000_000)
    parser.add_argument("--hub", choices=("sqlite", "postgres"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.hub != "postgres":
            run("SQLite", f"sqlite:///{folder / 'hub.kollegie'}", folder, arguments.rows, arguments.hub_rows)
        if arguments.hub != "sqlite":
            try:
                server = PostgresServer()
            except PostgresMissing as missing:
                print(missing)
                return
            with server, tempfile.TemporaryDirectory() as other:
                run("PostgreSQL", server.create_database("bench"), Path(other), arguments.rows, arguments.hub_rows)


if __name__ == "__main__":
    main()
