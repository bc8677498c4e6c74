"""From a file of time reports to every signal, against floors measured in the same run.

Floors: a bare pyarrow parse of the same columns, one sort of a packed 64-bit key, and, where DuckDB is at hand, its
ORDER BY staff and start. A speed counts only if what was planted is found.

    .venv/bin/python tests/benchmarks/screening.py [ROWS …]        20000 500000 where none is given
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from kollegie.intake.records import carry_out_records, plan_records
from kollegie.screening.all_rules import RULES, rules_named
from kollegie.screening.loading import load_material
from kollegie.screening.running import Run, run_rules
from kollegie.store import create_store

AS_OF = date(2026, 1, 31)
SWEEPS = ("V01", "V02", "V03", "V04", "V05", "V11", "V12", "V16", "V17", "V18", "V22", "V24")
PLANTED = 25
A_DAY, A_YEAR = 5, 220


def write_reports(path: Path, rows: int) -> None:
    """Home care: five visits a working day, and after them an overlap at each of `PLANTED` staff."""
    chance = random.Random(rows)
    staff = max(PLANTED + 1, rows // (A_DAY * A_YEAR))
    with path.open("w") as file:
        file.write("staff_id;user_id;provider_id;start;end\n")
        written = turn = 0
        shifts = chance.sample(range(staff * 365), -(-rows // A_DAY))
        while written < rows:
            person, day_number = divmod(shifts[turn], 365)
            turn += 1
            day = datetime(2025, 1, 1) + timedelta(days=day_number)  # noqa: DTZ001 - wall time
            begin = day + timedelta(hours=7, minutes=chance.randrange(60))
            for visit in range(min(A_DAY, rows - written)):
                user = (person * 7 + visit) % max(staff, 10)
                end = begin + timedelta(minutes=20 + chance.randrange(40))
                file.write(f"s{person};u{user};p{person % 40};{begin:%Y-%m-%d %H:%M};{end:%Y-%m-%d %H:%M}\n")
                begin = end + timedelta(minutes=5 + chance.randrange(20))
                written += 1
        for number in range(PLANTED):
            file.write(f"planted{number};x;p0;2025-06-02 08:00;2025-06-02 09:00\n")
            file.write(f"planted{number};y;p0;2025-06-02 08:30;2025-06-02 09:30\n")


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    result = act()
    return perf_counter() - begun, result


def bare_parse(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    types = {"start": pa.timestamp("s"), "end": pa.timestamp("s")}
    convert = pacsv.ConvertOptions(column_types=types)
    return pacsv.read_csv(path, parse_options=pacsv.ParseOptions(delimiter=";"), convert_options=convert)


def duckdb_sort(path: Path) -> float | None:
    try:
        import duckdb
    except ImportError:
        return None
    duckdb.execute("SET threads TO 2")
    duckdb.execute(f"CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv('{path}', delim=';')")
    return timed(lambda: duckdb.execute("CREATE OR REPLACE TABLE s AS SELECT * FROM t ORDER BY staff_id, start"))[0]


def run_all(material: Any, ids: tuple[str, ...] = ()) -> Run:
    return run_rules(material, rules_named(ids), scope=UUID(int=1))


def measure(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.csv"
        write_reports(path, rows)
        store = create_store(Path(folder) / "s.kollegie", "fyra ord i rad", municipality="Hult", person="Anna")
        bare_parse(path)  # loads the libraries
        floor, _ = timed(lambda: bare_parse(path))
        keys = np.random.default_rng(1).integers(0, 2**63, rows, np.uint64)
        sort, _ = timed(keys.sort)
        taken, plan = timed(lambda: plan_records(store, "time-reports", [path]))
        kept, _ = timed(lambda: carry_out_records(store, plan))
        loaded, material = timed(lambda: load_material(store, AS_OF))
        swept, _ = timed(lambda: run_all(material, SWEEPS))
        whole, run = timed(lambda: run_all(load_material(store, AS_OF)))
        ordered = duckdb_sort(path)
        store.close()
    total = taken + kept + whole
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{rows:,} rows: parse {taken:.2f} s, seal {kept:.2f} s, load {loaded:.2f} s")
    print(f"  {len(SWEEPS)} rules over time reports {swept:.2f} s")
    print(f"  file to all {len(RULES)} rules {total:.2f} s = {total / floor:.2f} × bare parse ({floor:.2f} s)")
    print(f"  stored columns: {swept / sort:.1f} × one packed sort ({sort:.3f} s)")
    if ordered is not None:
        print(f"  stored columns: {swept / ordered:.2f} × DuckDB ORDER BY ({ordered:.2f} s)")
    overlaps = {found.signal.subjects_of("staff")[0] for found in run.found if found.signal.rule == "V01"}
    answer = "found" if {f"planted{number}" for number in range(PLANTED)} <= overlaps else "NOT FOUND: no figure counts"
    print(f"  the {PLANTED} planted overlaps: {answer}")
    print(f"  peak {own:.0f} MB, reading process {child:.0f} MB; {len(run.found)} signals")


if __name__ == "__main__":
    for wanted in [int(argument) for argument in sys.argv[1:]] or [20_000, 500_000]:
        measure(wanted)
