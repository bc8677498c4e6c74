"""How fast a sync is, as a share of the bare floor measured in the same run: `python tests/benchmarks/sync.py`.

The floor reads the same rows from one encrypted store and writes them to the other, into tables with nothing but a
primary key, that of the real one, and without row level security, and does nothing else; it is measured right before
and right after. Rows are answers of 20 to 200 characters of Swedish with the line of history each of them has. What is
fetched is laid into the laptop's full-text index when the sync is over; a line of its own tells what that takes. A
visit has a case, and so a scope, of its own and `--per-visit` answers; with 0 all of them are one visit's, and then no
two rows that are edited together lie together at the hub. `--rows` and `--hub-rows` make it smaller, `--first` takes in
the whole hub anew, `--send` leaves out what is fetched.

A sync with nothing new is told twice: with store and hub open, and with opening both. The goal, "no-op sync ≤ 5 ms + 3
round trips on a hub of 1 M rows" (`sync.md`, "Figures to beat"), is about the first: it stands beside a prototype of
"0.1 ms, 3 round trips / 0.01 ms", and logging in to a server takes more round trips than that, opening an encrypted
file more time.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from postgres.server import PostgresMissing, PostgresServer

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Role, Track, Visit
from kollegie.model.visits import Answer
from kollegie.store import Store, create_store
from kollegie.store.searching import lay_in
from kollegie.sync import exchange
from kollegie.sync.carried import carried_named, names
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync
from kollegie.sync.hub import Hub
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import Laptop, laptop_of
from kollegie.sync.lines import Line, PostgresLine, nobody
from kollegie.sync.server_hub import PostgresHub

PASSPHRASE = "korrekt häst batteri häftklammer"
TABLES = ("history", "answer")
WORDS = (
    "brukaren hjälp dusch tillsyn besök insats personal morgon kväll medicin promenad måltid städning inköp nyckel "
    "larm anhörig samtal plan beslut tid hem dörr telefon rapport schema vikarie kontakt oro glad trygg trött van ny "
    "sen tidig kort lång är var har och att som inte med för det en till på av vi hon han fick sade ville"
)
"""What the texts are made of, by themselves and two together, the common ones often."""
PAGE = 4096
SAMPLES = 5_000
PER_VISIT = 100
BATCH = 100_000


def timed(work: Callable[[], Any]) -> float:
    """Seconds a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Bench:
    """Two lead laptops on one hub that already holds many rows."""

    def __init__(self, folder: Path, url: str, rows: int, hub_rows: int, per_visit: int = PER_VISIT) -> None:
        self.rows, self.source = rows, random.Random(1)
        self.per_visit = per_visit or 2 * rows
        self.one = self._store(folder, "one", "Lena Lind")
        self.other = self._store(folder, "other", "Lars Ledare")
        create_hub(self.one, url, PASSPHRASE)
        invited = add_person(self.one, url, "Lars Ledare", Role.LEAD, municipality="Kumla")
        enrol(self.other, invited.url, PASSPHRASE)
        with laptop_of(self.one, nobody) as near:
            known = near.enrolment()
        self.hub = open_hub(known.url, known.hub_key)
        self.keeper = open_hub(url, known.hub_key)  # a server's administrator, whom no policy holds back
        self.visits = self._visits()
        sync(self.one)
        sync(self.other)
        self._fill_hub(hub_rows, per_visit or hub_rows)
        for store in (self.one, self.other):
            with laptop_of(store, nobody) as near:
                near.line.run("UPDATE cursor SET seq = ?", (self.seq(),))
                near.line.run("UPDATE enrolment SET seq = (SELECT max(seq) FROM cursor)")

    def _store(self, folder: Path, name: str, person: str) -> Store:
        path = folder / f"{name}.kollegie"
        return create_store(path, PASSPHRASE, municipality="Kumla", person=person, source=random.Random(name))

    def _visits(self) -> list[Visit]:
        """As many as the answers need, each of a case of its own."""
        visits = []
        with self.one.work("bench") as work:
            review_id = work.new_id()
            host = derived_id("municipality", "Kumla")
            work.add(Review(review_id, review_id, "Prov", "hemtjänst", host, self.one.me))
            for number in range(max(1, -(-2 * self.rows // self.per_visit))):
                case_id = work.new_id()
                work.add(Case(case_id, case_id, review_id, Track.USER, f"4-{number}", "B-1"))
                kind = (Track.USER, "hemtjanst-brukarbesok", "abc")
                visits.append(Visit(work.new_id(), case_id, review_id, case_id, *kind))
                work.add(visits[-1])
        return visits

    def text(self) -> str:
        """20 to 200 characters."""
        words, length, text = WORDS.split(), self.source.randint(20, 190), ""
        while len(text) < length:
            common = min(int(self.source.paretovariate(0.7)), len(words)) - 1
            text += words[common] + (self.source.choice(words) if self.source.random() < 0.1 else "") + " "
        return text[:200]

    def answers(self, start: int, count: int) -> Iterator[Answer]:
        """New answers, numbered."""
        for number in range(start, start + count):
            visit = self.visits[number // self.per_visit]
            yield Answer(derived_id("bench", number), visit.scope, visit.id, f"q{number}", "", "ja", self.text())

    def write(self, store: Store, start: int, count: int) -> None:
        """Answer on a laptop."""
        with store.work("bench") as work:
            work.add(*self.answers(start, count))

    def _fill_hub(self, count: int, per_visit: int) -> None:
        """Rows that were there before, made in the hub itself, in batches as laptops would send them.

        Shape: their scopes come after each other in time, and before those of the visits that are answered here.
        """
        answer, history = carried_named("answer"), carried_named("history")
        plain = isinstance(self.hub, PostgresHub)
        id = "uuid_send(gen_random_uuid())" if plain else "randomblob(16)"
        recursive = "WITH RECURSIVE number (n) AS (SELECT {} UNION ALL SELECT n + 1 FROM number WHERE n < {})"
        made = f"made m JOIN place p ON p.n = m.n / {per_visit}"
        texts = [(number, self.text()) for number in range(SAMPLES)]
        first = self.visits[0].scope.int >> 80
        places = [
            (number, ((first - 1_000_000 + number) << 80 | self.source.getrandbits(80)).to_bytes(16))
            for number in range(-(-count // per_visit))
        ]
        if len(places) == 1:
            places = [(0, self.visits[0].scope.bytes)]
        with self.keeper.line() as line:
            line.run("CREATE TEMP TABLE sample (n INTEGER PRIMARY KEY, text TEXT)")
            line.many("INSERT INTO sample (n, text) VALUES (?, ?)", texts)
            line.run(f"CREATE TEMP TABLE place (n INTEGER PRIMARY KEY, scope {'bytea' if plain else 'BLOB'})")
            line.many("INSERT INTO place (n, scope) VALUES (?, ?)", places)
            for start in range(0, count, BATCH):
                numbers = recursive.format(start, min(start + BATCH, count) - 1)
                line.run(f"CREATE TEMP TABLE made AS {numbers} SELECT {id} AS id, n FROM number")
                line.begin(writing=True)
                seq = line.rows("UPDATE hub SET seq = seq + 1 RETURNING seq")[0][0]
                line.run(
                    f"INSERT INTO answer ({names(answer.columns[:11])}, seq) SELECT m.id, p.scope, m.n + 1, p.scope,"
                    f" 'q' || m.n, '', '\"ja\"', s.text, 0, 0, 0, {seq} FROM {made}"
                    f" JOIN sample s ON s.n = m.n - m.n / {SAMPLES} * {SAMPLES} ORDER BY p.scope, m.id"
                )
                line.run(
                    f"INSERT INTO history ({names(history.columns)}, seq) SELECT m.id, '', m.n + 1, p.scope, 'answer',"
                    f" NULL, NULL, m.id, 'bench', {seq} FROM {made} ORDER BY m.n"
                )
                line.commit()
                line.run("DROP TABLE made")
            if plain:
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
            with laptop_of(self.one, nobody) as near, self.keeper.line() as line:
                for name in TABLES:
                    self._bare(line, name, carried_named(name).hub_key)
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
            with laptop_of(self.other, nobody) as near, self.keeper.line() as line:
                for name in TABLES:
                    self._bare(near.line, name, carried_named(name).near_key)
                near.line.begin(writing=True)
                for name in TABLES:
                    one = carried_named(name)
                    rows = line.rows(f'SELECT {names(one.columns)} FROM "{name}" WHERE seq > ?', (seq,))
                    self._put(near.line, f"bare_{name}", one.columns, one.kinds, rows)
                near.line.commit()
                for name in TABLES:
                    near.line.run(f"DROP TABLE bare_{name}")

        return timed(work)

    def _bare(self, line: Line, name: str, key: tuple[str, ...]) -> None:
        one = carried_named(name)
        words = {"bytea": "BLOB", "int8": "INTEGER", "int4": "INTEGER", "text": "TEXT"}
        plain = isinstance(line, PostgresLine)
        columns = ", ".join(
            f'"{column}" {kind if plain else words[kind]}' for column, kind in zip(one.columns, one.kinds, strict=True)
        )
        line.run(f"DROP TABLE IF EXISTS bare_{name}")
        line.run(f"CREATE TABLE bare_{name} ({columns}, PRIMARY KEY ({names(key)}))")

    def seq(self) -> int:
        """Where the hub stands."""
        with self.hub.line() as line:
            return int(line.rows("SELECT seq FROM hub")[0][0])


def run(
    kind: str, url: str, folder: Path, rows: int, hub_rows: int, per_visit: int, *, first: bool, send: bool
) -> None:
    """Measure one hub and print it; with `send` only what is sent."""
    bench = Bench(folder, url, rows, hub_rows, per_visit)
    bench.write(bench.one, 0, rows)
    before = bench.seq()
    floors = [bench.floor_push()]
    watch = Memory()
    # the first one looks through a hub's file from end to end, as is done once a week
    first_push = timed(lambda: sync(bench.one, watch=watch))
    bench.write(bench.one, rows, rows)
    floors.append(bench.floor_push())
    push, floor = timed(lambda: sync(bench.one, watch=watch)), min(floors)
    tell(kind, f"push {2 * rows / push:,.0f} rows/s, floor {2 * rows / floor:,.0f}: {floor / push:.0%}")
    tell(kind, f"memory over idle during the push {watch.most:.0f} MB; the day's first push {floor / first_push:.0%}")
    push = min(push, first_push)
    sizes(bench, kind)
    if send:
        nothing(bench, kind)
        return

    floors = [bench.floor_pull(before)]
    watch = Memory()
    pull = timed(lambda: sync(bench.other, watch=watch))
    floors.append(bench.floor_pull(before))
    floor = min(floors)
    tell(kind, f"pull {4 * rows / pull:,.0f} rows/s, floor {4 * rows / floor:,.0f}: {floor / pull:.0%}")
    tell(kind, f"memory over idle during the pull {watch.most:.0f} MB")
    laid = timed(lambda: lay_in(bench.other))
    tell(
        kind, f"made searchable afterwards {2 * rows / laid:,.0f} answers/s; both together {floor / (pull + laid):.0%}"
    )

    edit_with_conflicts(bench, kind, push / (2 * rows))
    nothing(bench, kind)
    if first:
        first_pull(bench, kind, hub_rows + 2 * rows)


def tell(kind: str, words: str) -> None:
    """One line of the result, at once."""
    print(f"{kind}: {words}", flush=True)


class Memory:
    """Looks at every statement how much more memory the process holds than when the sync began."""

    def __init__(self) -> None:
        self._idle = self._held()
        self.most = 0.0

    def __call__(self, _statement: str) -> None:
        self.most = max(self.most, self._held() - self._idle)

    def _held(self) -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1_000_000


class Broken(Exception):
    """The sync was cut off."""


class BreakAfter:
    """Cuts a sync off after so many local commits."""

    def __init__(self, commits: int) -> None:
        self.left = commits

    def __call__(self, statement: str) -> None:
        self.left -= statement == "done: COMMIT"
        if self.left < 0:
            raise Broken


def edit_with_conflicts(bench: Bench, kind: str, push_per_row: float) -> None:
    """A tenth as many edits as new rows, a tenth of them in disagreement, against the rate of new rows."""
    sync(bench.one)
    sync(bench.other)
    edits = bench.rows // 10
    ids = [derived_id("bench", number).bytes for number in range(edits)]
    with bench.other.work("bench") as work:
        for id in ids[: edits // 10]:
            work.connection.exec_driver_sql("UPDATE answer SET note = 'x' WHERE id = ?", (id,))
    sync(bench.other)
    with bench.one.work("bench") as work:
        for id in ids:
            work.connection.exec_driver_sql("UPDATE answer SET note = note || '!' WHERE id = ?", (id,))
    took = timed(lambda: sync(bench.one))
    # an edit is a row and a line of history; a disagreement is a conflict row too
    count = 2 * edits + edits // 10
    tell(kind, f"edits, a tenth in conflict, {count / took:,.0f} rows/s: {push_per_row * count / took:.0%} of push")


def nothing(bench: Bench, kind: str) -> None:
    """A sync when nothing is new: by itself with both sides open, and one that opens them, with what that takes."""
    sync(bench.one)
    whole = quickest(lambda: sync(bench.one))
    store = quickest(lambda: open_and_close(laptop_of(bench.one, nobody)))
    hub = quickest(lambda: open_and_close(bench.hub.line()))
    asked: list[str] = []
    with (
        laptop_of(bench.one, nobody) as near,
        bench.hub.line(asked.append) as far,
        patch.object(exchange, "laptop_of", lambda *_: nullcontext(Laptop(bench.one, near.line))),
        patch.object(Hub, "line", lambda *_: nullcontext(far)),
    ):
        sync(bench.one)
        questions = len(asked)
        itself = quickest(lambda: sync(bench.one))
        trip = quickest(lambda: far.rows("SELECT 1"))
    told = f"{itself:.1f} ms with store and hub open, {questions} question to the hub (a round trip: {trip:.2f})"
    tell(kind, f"nothing new {told}; {whole:.1f} ms with opening the store ({store:.1f}) and the hub ({hub:.1f})")


def quickest(work: Callable[[], Any]) -> float:
    """Milliseconds of the quickest of twenty times."""
    return min(timed(work) for _ in range(20)) * 1000


def open_and_close(line: AbstractContextManager[object]) -> None:
    """Nothing but that."""
    with line:
        pass


def first_pull(bench: Bench, kind: str, rows: int) -> None:
    """A laptop forgets where it was and takes in the whole hub, killed in the middle."""
    with laptop_of(bench.other, nobody) as near:
        near.line.run("UPDATE cursor SET seq = 0")
    floor = bench.floor_pull(0)
    taken = -len_of(bench)
    try:
        sync(bench.other, watch=BreakAfter(10))
    except Broken:
        tell(kind, f"first pull killed with {taken + len_of(bench):,} of {rows:,} answers more on the laptop")
    watch = Memory()
    took = timed(lambda: sync(bench.other, watch=watch))
    done = rows - 2 * bench.rows - max(0, taken)
    words = f"went on to {len_of(bench):,}; {2 * done / took:,.0f} rows/s at least, the whole floor in {floor:.1f} s"
    tell(kind, f"first pull {words}, this in {took:.1f} s; memory over idle {watch.most:.0f} MB")


def len_of(bench: Bench) -> int:
    """How many answers the other laptop holds."""
    with laptop_of(bench.other, nobody) as near:
        return int(near.line.rows("SELECT count(*) FROM answer")[0][0])


def sizes(bench: Bench, kind: str) -> None:
    """How large a sent answer is in the laptop's store, against the same columns in a table with nothing but its key.

    Counted in pages of the file that come free without the table, and taken back: the row with its stamps and every
    index on it; its line of history; its text in the search index.
    """
    with laptop_of(bench.one, nobody) as near:
        line, answer = near.line, carried_named("answer")
        cells = [column for column in answer.columns if not column.endswith("_s")]
        size, count = (int(line.rows(q)[0][0]) for q in ("PRAGMA page_size", "SELECT count(*) FROM answer"))

        def held(*tables: str) -> float:
            free = line.rows("PRAGMA freelist_count")[0][0]
            for table in tables:
                line.run(f"DROP TABLE {table}")
            return float(line.rows("PRAGMA freelist_count")[0][0] - free) * size / count

        line.begin(writing=True)
        line.run(f"CREATE TABLE plain (id BLOB PRIMARY KEY, {names(cells[1:])})")
        line.run(f"INSERT INTO plain SELECT {names(cells)} FROM answer")
        plain, search = held("plain"), held("search_index", "searched")
        rows, history = held("answer"), held("history")
        line.rollback()
    whole = f"{(rows + history) / plain:.2f} with its line of history, {(rows + history + search) / plain:.2f} with"
    tell(
        kind,
        f"an answer takes {rows:.0f} bytes, {rows / plain:.2f} times its plain row of {plain:.0f};"
        f" {whole} its text in the search index too ({history:.0f} and {search:.0f} bytes)",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--hub-rows", type=int, default=1_000_000)
    parser.add_argument("--per-visit", type=int, default=PER_VISIT, help="answers of a visit, 0: all of them are one's")
    parser.add_argument("--hub", choices=("sqlite", "postgres"))
    parser.add_argument("--first", action="store_true", help="also take in the whole hub on an empty laptop")
    parser.add_argument("--send", action="store_true", help="measure only what is sent, and a sync with nothing new")
    arguments = parser.parse_args()
    how, parts = (
        (arguments.rows, arguments.hub_rows, arguments.per_visit),
        {"first": arguments.first, "send": arguments.send},
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.hub != "postgres":
            run("SQLite", f"sqlite:///{folder / 'hub.kollegie'}", folder, *how, **parts)
        if arguments.hub != "sqlite":
            try:
                server = PostgresServer()
            except PostgresMissing as missing:
                print(missing)
                return
            with server, tempfile.TemporaryDirectory() as other:
                run("PostgreSQL", server.create_database("bench"), Path(other), *how, **parts)


if __name__ == "__main__":
    main()
