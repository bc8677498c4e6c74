"""A month of invoices beside a year of records, against floors measured in the same run.

Floor: one sort of the packed 64-bit key user and start of all time reports. A speed counts only if the planted
differences are found.

    .venv/bin/python tests/benchmarks/desk.py [ROWS]        500000 where none is given
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from kollegie.model.desk_looks import Difference
from kollegie.model.records import SHAPES, Held
from kollegie.screening.columns import DTYPES, NO_NUMBER, NameTables, Records, records_of
from kollegie.screening.invoice_desk import InvoiceDesk
from kollegie.screening.invoice_rows import detail_of
from kollegie.screening.material import Material
from kollegie.screening.pictures import Pictures
from kollegie.screening.swedish_time import NONE, day_of

USERS, STAFF, PROVIDERS, MONTHS = 3000, 1500, 30, 12
FIRST = day_of(date(2025, 1, 1))
MISSING: dict[Held, Any] = {Held.NAME: -1, Held.NUMBER: np.nan, Held.FLAG: -1, Held.DAY: NONE, Held.MINUTE: NONE}


def columns_of(kind: str, given: dict[str, Any], count: int, names: NameTables) -> Records:
    """Records of arrays; a column that is not given is missing on every row."""
    columns = {}
    for column in SHAPES[kind].columns:
        missing = np.full(count, MISSING.get(column.held, NO_NUMBER))
        columns[column.name] = np.asarray(given.get(column.name, missing)).astype(DTYPES[column.held])
    row = np.arange(2, count + 2, dtype=np.int32)
    return Records(kind, count, columns, names, np.zeros(count, np.int32), row, (f"{kind}.csv",))


def municipality(rows: int) -> Material:
    """Home care of 3,000 users, twelve months; the first user of every provider is billed twice what was reported."""
    source = np.random.default_rng(rows)
    names = NameTables()
    sets: dict[str, Records] = {}
    for kind, made in (
        ("users", [{"user_id": f"u{n}"} for n in range(USERS)]),
        ("providers", [{"provider_id": f"p{n}", "kind": "private"} for n in range(PROVIDERS)]),
        ("staff", [{"staff_id": f"s{n}", "provider_id": f"p{n % PROVIDERS}"} for n in range(STAFF)]),
        (
            "decisions",
            [
                {
                    "decision_id": f"d{n}",
                    "user_id": f"u{n}",
                    "service": "hemtjänst",
                    "decided_on": date(2024, 1, 1),
                    "amount": 900.0,
                    "unit": "hours/month",
                }
                for n in range(USERS)
            ],
        ),
    ):
        sets[kind] = records_of(kind, made, names, file=f"{kind}.csv")
    user = source.integers(0, USERS, rows)
    start = (FIRST + source.integers(0, 365, rows)) * 1440 + source.integers(7 * 60, 20 * 60, rows)
    minutes = source.integers(15, 120, rows)
    for kind in ("time-reports", "schedules"):
        word = names.named(f"{kind}.kind").code("assistance")
        given = {
            "staff_id": source.integers(0, STAFF, rows),
            "user_id": user,
            "provider_id": user % PROVIDERS,
            "start": start,
            "end": start + minutes,
            "kind": np.full(rows, word),
        }
        sets[kind] = columns_of(kind, given, rows, names)
    month = np.searchsorted([day_of(date(2025, m + 1, 1)) for m in range(MONTHS)], start // 1440, "right") - 1
    reported = np.bincount(user * MONTHS + month, weights=minutes * 60.0, minlength=USERS * MONTHS)
    billed = np.where(np.repeat(np.arange(USERS), MONTHS) < PROVIDERS, reported * 2 + 7200, reported)
    users, months = np.repeat(np.arange(USERS), MONTHS), np.tile(np.arange(MONTHS), USERS)
    numbers = names.named("invoices.invoice_id")
    first = np.array([day_of(date(2025, m + 1, 1)) for m in range(MONTHS)])
    last = np.array([*first[1:], day_of(date(2026, 1, 1))]) - 1
    invoices = {
        "provider_id": users % PROVIDERS,
        "invoice_id": [
            numbers.code(f"F{u % PROVIDERS}-{m}") for u, m in zip(users.tolist(), months.tolist(), strict=True)
        ],
        "user_id": users,
        "period_from": first[months],
        "period_to": last[months],
        "service": np.full(len(users), names.named("invoices.service").code("hemtjänst")),
        "hours": billed,
        "amount": billed / 36,
    }
    sets["invoices"] = columns_of("invoices", invoices, len(users), names)
    return Material(sets, names, day_of(date(2025, 12, 31)), "Hult")


def timed(act: Any) -> tuple[float, Any]:
    begin = perf_counter()
    found = act()
    return perf_counter() - begin, found


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    material = municipality(rows)
    reports = material["time-reports"]
    packed = reports["user_id"].astype(np.uint64) << np.uint64(32) | reports["start"].astype(np.uint64)
    floor, _ = timed(lambda: np.sort(packed))
    desk = InvoiceDesk(material)
    opened, looks = timed(lambda: desk.of_month("2025-09"))
    again, _ = timed(lambda: desk.of_month("2025-08"))
    kept, _ = timed(lambda: desk.of_month("2025-08"))
    detail, _ = timed(lambda: detail_of(desk, looks[0]))
    pictures = Pictures(material)
    continuity, _ = timed(lambda: pictures.continuity)
    totals, _ = timed(pictures.month_totals)
    over = {
        part.user
        for look in looks
        for part in look.parts
        if {Difference.OVER_REPORTED, Difference.NO_REPORTS} & set(part.differences)
    }
    assert over == {f"u{n}" for n in range(PROVIDERS)}, "what was planted was not found"
    lines = sum(len(look.lines) for look in looks)
    print(f"{rows} time reports, {len(looks)} invoices with {lines} lines; floor (sort) {floor * 1000:.0f} ms")
    for name, seconds in (
        ("first month", opened),
        ("another month", again),
        ("the same month again", kept),
        ("one invoice in detail", detail),
        ("continuity per user", continuity),
        ("hours and cost per month", totals),
    ):
        print(f"{name}: {seconds:.3f} s, {seconds / floor:.0f} × the floor")


if __name__ == "__main__":
    main()
