"""A laptop's first meeting with a large hub, killed in the middle: `python tests/benchmarks/first_pull.py`.

The sync runs in a process of its own, so that its memory is its own: idle is what the process holds when the store is
open, the most is what the system noted since (VmHWM). It is ended by SIGKILL after so many stored pages, and another
process goes on. What each took in is counted on the laptop, and what both took together is held against the floor of
`sync.py`: read all rows of the hub and write them to bare tables. `--rows` makes the hub smaller.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import sync as bench
from postgres.server import PostgresMissing, PostgresServer

from kollegie.store import open_store
from kollegie.sync.exchange import sync
from kollegie.sync.fetching import LOCAL
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

STORED = "stored"


def held(name: str) -> float:
    """What the system says this process holds, in MB."""
    words = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(words[name].split()[0]) / 1000


def one_sync(store_file: Path) -> None:
    """The process that is measured: sync once, and tell of each page as it is stored, and of memory at the end."""
    store = open_store(store_file, bench.PASSPHRASE)
    with laptop_of(store, nobody) as near:
        near.enrolment()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    idle = held("VmRSS")

    def watch(statement: str) -> None:
        if statement == "done: COMMIT":
            print(STORED, flush=True)

    began = time.perf_counter()
    sync(store, watch=watch)
    print(time.perf_counter() - began, held("VmHWM") - idle, idle, flush=True)


def begin(store_file: Path) -> subprocess.Popen[str]:
    """That process, begun."""
    return subprocess.Popen(
        [sys.executable, __file__, "--store", str(store_file)], stdout=subprocess.PIPE, text=True, env=os.environ
    )


def killed_after(store_file: Path, pages: int) -> float:
    """Begin, and kill while the page after so many is on its way; seconds from the first stored page."""
    process = begin(store_file)
    assert process.stdout is not None
    began = 0.0
    for _ in range(pages):
        assert process.stdout.readline().strip() == STORED
        began = began or time.perf_counter()
    time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    took = time.perf_counter() - began
    process.wait()
    return took


def run(kind: str, url: str, folder: Path, rows: int) -> None:
    """Measure one hub and print it."""
    made = bench.Bench(folder, url, 0, rows)
    with laptop_of(made.other, nobody) as near:
        near.line.run("UPDATE cursor SET seq = 0")
        near.line.run("UPDATE enrolment SET seq = 0")
    floors = [made.floor_pull(0)]
    store_file = made.other.path
    pages = 2 * rows // LOCAL
    killed_after(store_file, pages // 2 + pages // 4)  # history goes first: then answers stand here too
    stored = lines_of(made)
    process = begin(store_file)
    said, _ = process.communicate()
    seconds, most, idle = map(float, said.splitlines()[-1].split())
    after = lines_of(made)
    floors.append(made.floor_pull(0))
    share = (sum(after) - sum(stored)) / (2 * rows)
    floor = min(floors) * share
    bench.tell(kind, f"killed with {stored[0]:,} lines of history and {stored[1]:,} answers stored; they stood after")
    words = f"went on to {after[0]:,} and {after[1]:,} in {said.count(STORED)} commits and {seconds:.1f} s"
    rate = (sum(after) - sum(stored)) / seconds
    bench.tell(kind, f"{words}: {rate:,.0f} rows/s, {floor / seconds:.0%} of the floor for as many")
    bench.tell(kind, f"memory over idle at most {most:.0f} MB; idle {idle:.0f} MB")


def lines_of(made: bench.Bench) -> tuple[int, int]:
    """How many lines of history and how many answers stand on the laptop."""
    with laptop_of(made.other, nobody) as near:
        lines, answers = (near.line.rows(f"SELECT count(*) FROM {name}")[0][0] for name in bench.TABLES)
    return int(lines), int(answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--hub", choices=("sqlite", "postgres"))
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.store is not None:
        one_sync(arguments.store)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.hub != "postgres":
            run("SQLite", f"sqlite:///{folder / 'hub.kollegie'}", folder, arguments.rows)
        if arguments.hub != "sqlite":
            try:
                server = PostgresServer()
            except PostgresMissing as missing:
                print(missing)
                return
            with server, tempfile.TemporaryDirectory() as other:
                run("PostgreSQL", server.create_database("bench"), Path(other), arguments.rows)


if __name__ == "__main__":
    main()
