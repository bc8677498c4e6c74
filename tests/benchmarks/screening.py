"""From a file of time reports to every signal, against floors measured in the same run.

Floors: a bare pyarrow parse of the same columns, one sort of a packed 64-bit key, and, where DuckDB is at hand, its
ORDER BY staff and start. A speed counts only if what was planted is found. Each part runs in a process of its own, so
that one's memory is not another's; the best of the rounds counts, for the floors too. The copies of rows that a signal
carries are made by who stores or shows it, and are timed by themselves. DuckDB is a yardstick that the program does
not need: `.venv/bin/pip install duckdb` puts it at hand, and without it its line is left out.

    .venv/bin/python tests/benchmarks/screening.py [--rounds N] [--profile RULES] [ROWS …]     20000 500000 by default

The file lies in TMPDIR: 540 MB for ten million rows, 3.1 GB for sixty. Those need 7 GB of memory here, though reading
and screening them needs 4: the bare parse holds every text, and the second loading stands beside the first.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

AS_OF = date(2026, 1, 31)
SWEEPS = ("V01", "V02", "V03", "V04", "V05", "V11", "V12", "V16", "V17", "V18", "V22", "V24")
PLANTED = 25
A_DAY, A_YEAR = 5, 220
SHIFTS_A_PART = 200_000
PASSPHRASE = "fyra ord i rad"


def write_reports(path: Path, rows: int) -> None:
    """Home care: five visits a working day, and after them an overlap at each of `PLANTED` staff.

    Written a part at a time, in the order a care system would export shifts: none in particular.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pacsv

    chance = np.random.default_rng(rows)
    staff = max(PLANTED + 1, rows // (A_DAY * A_YEAR))
    shifts = chance.permutation(staff * 365)[: -(-rows // A_DAY)]
    first = np.datetime64("2025-01-01T07:00", "m")
    schema = pa.schema([(name, pa.string()) for name in ("staff_id", "user_id", "provider_id", "start", "end")])
    plain = pacsv.WriteOptions(delimiter=";", quoting_style="none", quoting_header="none")
    with path.open("wb") as file, pacsv.CSVWriter(file, schema, write_options=plain) as writer:
        for begin in range(0, len(shifts), SHIFTS_A_PART):
            person, day = np.divmod(shifts[begin : begin + SHIFTS_A_PART], 365)
            lengths = 20 + chance.integers(0, 40, (len(person), A_DAY))
            pauses = 5 + chance.integers(0, 20, (len(person), A_DAY))
            starts = np.cumsum(lengths + pauses, axis=1) - lengths - pauses
            starts += (day * 1440 + chance.integers(0, 60, len(person)))[:, None]
            user = (person[:, None] * 7 + np.arange(A_DAY)) % max(staff, 10)
            people = np.repeat(person, A_DAY)
            columns = [_named("s", people), _named("u", user.ravel()), _named("p", people % 40)]
            columns += [_told(first + minutes.ravel()) for minutes in (starts, starts + lengths)]
            writer.write_table(pa.table(columns, schema=schema).slice(0, rows - begin * A_DAY))
    with path.open("a") as more:
        for number in range(PLANTED):
            more.write(f"planted{number};x;p0;2025-06-02 08:00;2025-06-02 09:00\n")
            more.write(f"planted{number};y;p0;2025-06-02 08:30;2025-06-02 09:30\n")


def _named(letter: str, numbers: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(letter, pa.array(numbers).cast(pa.string()), "")


def _told(moments: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.strftime(pa.array(moments.astype("datetime64[s]")), format="%Y-%m-%d %H:%M")


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    result = act()
    return perf_counter() - begun, result


def processor() -> float:
    """Seconds of processor time of this process and of those it has waited for: what a busy machine changes least."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def bare_parse(path: Path) -> dict[str, Any]:
    """The floor: pyarrow reads the same five columns, its libraries being loaded already."""
    import pyarrow as pa
    import pyarrow.csv as pacsv

    types = {"start": pa.timestamp("s"), "end": pa.timestamp("s")}
    convert, parse = pacsv.ConvertOptions(column_types=types), pacsv.ParseOptions(delimiter=";")
    busy = processor()
    took, table = timed(lambda: pacsv.read_csv(path, parse_options=parse, convert_options=convert))
    return {"s": took, "cpu": processor() - busy, "rows": table.num_rows}


def packed_sort(path: Path) -> dict[str, Any]:
    """The floor of the sweeps: one sort of as many 64-bit keys as the file has rows."""
    import numpy as np

    rows = sum(block.count(b"\n") for block in iter(path.open("rb", buffering=1 << 22)))
    keys = np.random.default_rng(1).integers(0, 2**63, rows, np.uint64)
    return {"s": timed(keys.sort)[0]}


def duckdb_sort(path: Path) -> dict[str, Any]:
    """The yardstick: DuckDB puts the same rows, read already, in order of staff and start."""
    try:
        import duckdb  # type: ignore[import-not-found]  # a yardstick, no dependency
    except ImportError:
        return {}
    duckdb.execute(f"SET threads TO {os.cpu_count()}; SET temp_directory = '{path.parent}'")
    duckdb.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}', delim=';')")
    busy = processor()
    took, _ = timed(lambda: duckdb.execute("CREATE TABLE s AS SELECT * FROM t ORDER BY staff_id, start"))
    return {"s": took, "cpu": processor() - busy}


def file_to_signals(path: Path) -> dict[str, Any]:
    """What is measured: the file is read, sealed as columns, loaded again, and every rule runs."""
    import shutil

    import kollegie.cli  # noqa: F401  # a caseworker's program is already running
    from kollegie.intake.records import carry_out_records, plan_records
    from kollegie.screening.all_rules import rules_named
    from kollegie.screening.loading import load_material
    from kollegie.screening.running import run_rules
    from kollegie.store import create_store

    folder = Path(tempfile.mkdtemp(dir=path.parent))
    store = create_store(folder / "s.kollegie", PASSPHRASE, municipality="Hult", person="Anna")
    busy = processor()
    taken, plan = timed(partial(plan_records, store, "time-reports", [path]))
    kept, _ = timed(partial(carry_out_records, store, plan))
    del plan  # as the window does once the rows are kept
    stored = processor()
    loaded, material = timed(partial(load_material, store, AS_OF))
    swept, run = timed(partial(run_rules, material, rules_named(()), scope=UUID(int=1)))
    ended = processor()
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    copied, copies = timed(lambda: sum(len(tuple(found.signal.evidence)) for found in run.found))
    del material
    again, material = timed(partial(load_material, store, AS_OF))
    sweeps, _ = timed(partial(run_rules, material, rules_named(SWEEPS), scope=UUID(int=1)))
    if names := os.environ.get("KOLLEGIE_PROFILE"):
        material = load_material(store, AS_OF)
        with cProfile.Profile() as profile:
            run_rules(material, rules_named(tuple(names.split(",")) if names != "all" else ()), scope=UUID(int=1))
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(25)
    store.close()
    shutil.rmtree(folder)
    overlaps = {found.signal.subjects_of("staff")[0] for found in run.found if found.signal.rule == "V01"}
    return {
        "s": taken + kept + loaded + swept,
        "parts": {"read": taken, "seal": kept, "load": loaded, "all rules": swept, "load again": again},
        "copied": copied,
        "copies": copies,
        "sweeps": sweeps,
        "cpu": ended - busy,
        "stored cpu": ended - stored,
        "own": own,
        "child": child,
        "signals": len(run.found),
        "found": {f"planted{number}" for number in range(PLANTED)} <= overlaps,
    }


PARTS = {one.__name__: one for one in (bare_parse, packed_sort, duckdb_sort, file_to_signals)}


def in_process(name: str, path: Path) -> dict[str, Any]:
    """One part in a new process; a floor is taken the second time, when its libraries and the file are at hand."""
    told = subprocess.run([sys.executable, __file__, "--part", name, str(path)], stdout=subprocess.PIPE, check=True)
    return dict(json.loads(told.stdout))


def best(name: str, path: Path, rounds: int) -> dict[str, Any]:
    return min((in_process(name, path) for _ in range(rounds)), key=lambda told: float(told.get("s", 0)))


def measure(rows: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.csv"
        write_reports(path, rows)
        parsed = best("bare_parse", path, rounds)
        whole = best("file_to_signals", path, rounds)
        sort = best("packed_sort", path, 1)["s"]
        ordered = best("duckdb_sort", path, 1)
    parts = ", ".join(f"{name} {took:.2f}" for name, took in whole["parts"].items())
    print(f"{rows:,} rows, load average {os.getloadavg()[0]:.1f}; seconds: {parts}")
    floor, busy = parsed["s"], parsed["cpu"]
    print(f"  file to every rule {whole['s']:.2f} s = {whole['s'] / floor:.2f} × bare parse ({floor:.2f} s)")
    print(f"  processor time {whole['cpu']:.2f} s = {whole['cpu'] / busy:.2f} × bare parse ({busy:.2f} s)")
    stored = f"{whole['sweeps']:.2f} s = {whole['sweeps'] / sort:.1f} × one packed sort ({sort:.3f} s)"
    print(f"  {len(SWEEPS)} sweeps on stored columns {stored}")
    if ordered:
        took = whole["parts"]["load"] + whole["parts"]["all rules"]
        print(f"  stored columns, loaded and under every rule: {took / ordered['s']:.2f} × DuckDB ORDER BY"
              f" ({ordered['s']:.2f} s); processor time {whole['stored cpu'] / ordered['cpu']:.2f} ×")  # fmt: skip
    answer = "found" if whole["found"] else "NOT FOUND: no figure counts"
    found, swept = whole["signals"], whole["parts"]["all rules"]
    print(f"  the {PLANTED} planted overlaps: {answer}; {found} signals, {found / swept:.0f} a second")
    print(f"  copying {whole['copies']} of their rows, as the one who stores them does: {whole['copied']:.2f} s")
    print(f"  peak {whole['own']:.0f} MB, the reading process {whole['child']:.0f} MB", flush=True)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("rows", nargs="*", type=int, default=[20_000, 500_000])
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--profile", default="")
    options.add_argument("--part", nargs=2)
    given = options.parse_args()
    if given.part:
        name, path = given.part
        act = PARTS[name]
        if name != "file_to_signals":
            act(Path(path)) if name == "bare_parse" else None  # loads the libraries
        print(json.dumps(act(Path(path))))
        return 0
    if given.profile:
        os.environ["KOLLEGIE_PROFILE"] = given.profile
    for rows in given.rows:
        measure(rows, given.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
