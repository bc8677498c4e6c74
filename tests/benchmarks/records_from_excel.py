"""From a workbook of time reports to the stored records, against calamine's bare read of the same.

Goal (performance, 5): 1.3 × the bare read. Each part runs in a process of its own; a speed counts only if every row is
new and none is refused.

    .venv/bin/python tests/benchmarks/records_from_excel.py [ROWS]
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from register_import import processor, write_workbook

FILE = "reports.xlsx"


def reports(rows: int) -> Iterator[list[Any]]:
    chance = random.Random(3)
    yield ["personal-id", "brukar-id", "utförar-id", "start", "slut"]
    for _ in range(rows):
        begun = datetime(2025, 1, 1, 7) + timedelta(days=chance.randrange(365), minutes=chance.randrange(600))  # noqa: DTZ001 - a cell has no zone
        yield [
            f"S{chance.randrange(200):05}", f"B{chance.randrange(400):06}", f"P{chance.randrange(20):02}",
            begun, begun + timedelta(minutes=chance.randrange(15, 90)),
        ]  # fmt: skip


def bare_read(folder: Path) -> dict[str, Any]:
    """The floor: calamine reads every cell, its library being loaded already."""
    from python_calamine import CalamineWorkbook

    begun, busy = perf_counter(), processor()
    rows = sum(1 for _ in CalamineWorkbook.from_path(folder / FILE).get_sheet_by_index(0).iter_rows()) - 1
    return {"s": perf_counter() - begun, "cpu": processor() - busy, "rows": rows}


def imported(folder: Path) -> dict[str, Any]:
    """What is measured: the file is read and shown, and its records are kept; the store is there before."""
    from kollegie.intake.records import carry_out_records, plan_records
    from kollegie.store import create_store

    store = create_store(folder / "s.kollegie", "fyra ord i rad", municipality="Hult", person="Anna")
    begun, busy = perf_counter(), processor()
    plan = plan_records(store, "time-reports", [folder / FILE])
    carry_out_records(store, plan)
    told = {"s": perf_counter() - begun, "cpu": processor() - busy, "rows": plan.new}
    store.close()
    return told


def main() -> int:
    if sys.argv[1:2] == ["--part"]:
        act = {"bare_read": bare_read, "imported": imported}[sys.argv[2]]
        print(json.dumps(act(Path(sys.argv[3]))))
        return 0
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        write_workbook(Path(name) / FILE, reports(rows))
        told = {}
        for part in ("bare_read", "imported"):
            done = subprocess.run([sys.executable, __file__, "--part", part, name], stdout=subprocess.PIPE, check=True)
            told[part] = json.loads(done.stdout)
    floor, whole = told["bare_read"], told["imported"]
    print(f"{rows:,} time reports from Excel, load average {os.getloadavg()[0]:.1f}; goal 1.3 × the bare read")
    for words, key in (("by the clock", "s"), ("processor time", "cpu")):
        ratio = whole[key] / floor[key]
        print(f"  {words}: {whole[key]:.2f} s, bare read {floor[key]:.2f} s: {ratio:.1f} ×")
    print("  every row stored" if whole["rows"] == floor["rows"] == rows else f"  NOT STORED, no figure counts: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
