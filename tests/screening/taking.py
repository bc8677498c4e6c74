"""Taking records in from files that a test writes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from kollegie.intake.records import RecordsPlan, carry_out_records, plan_records
from kollegie.store import Store
from kollegie.store.records import (
    read_records,
    record_sets,
)

PASSPHRASE = "fyra ord i rad"
NOON = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)
HEADER = "staff_id;user_id;provider_id;start;end;kind;registered_at\n"
MARCH_1 = date(2026, 3, 1)
LINE = "a1;u1;p1;2026-03-01 07:30;2026-03-01 09:00;;\n"


def take(store: Store, kind: str, path: Path, **more: object) -> RecordsPlan:
    plan = plan_records(store, kind, [path], **more)  # type: ignore[arg-type]
    carry_out_records(store, plan)
    return plan


def rows(store: Store, kind: str) -> list[dict[str, object]]:
    return [row for one in record_sets(store, kind) for row in read_records(store, one).to_pylist()]


def file(tmp_path: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
