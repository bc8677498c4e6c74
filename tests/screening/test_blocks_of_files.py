"""A large text file is read block by block as it would be read whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from taking import HEADER, LINE, MARCH_1

from kollegie.intake import record_blocks, record_child, record_file
from kollegie.intake.columns import TYPES
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.reading_child import COLUMNS
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.model.records import Held
from kollegie.store import Store
from kollegie.store.records import keep_records, read_records


def test_a_file_is_cut_where_lines_end_whatever_the_size_of_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"rad {number};{'x' * (number % 7)}" for number in range(40)]
    path = tmp_path / "t.csv"
    for end, tail in (("\n", ""), ("\r\n", "\r\n\r\n"), ("\n", "\n\n\n"), ("\n", "\nden sista utan slut")):
        path.write_bytes(f"\ufeffhuvud;x{end}{end.join(lines)}{tail}".encode())
        wanted = [*lines, *([tail.strip()] if tail.strip() else [])]
        for size in (7, 16, 64, 255, 4096):
            monkeypatch.setattr(record_blocks, "BLOCK", size)

            blocks = [bytes(block) for block in record_blocks.file_blocks(str(path), len(f"huvud;x{end}"))]

            assert all(block.endswith(b"\n") for block in blocks)
            assert b"".join(blocks).decode().splitlines() == wanted


class Told:
    """Stands where the pipe of the reading process would, and holds what was told since it last began anew."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self.names: dict[str, list[str]] = {}
        self.refused: list[object] = []
        self.read = 0
        self.first: int | None = None
        self.tables: list[pa.Table] = []

    def send_bytes(self, message: bytes) -> None:
        if message[: len(COLUMNS)] == COLUMNS:
            stream = pa.ipc.open_stream(pa.py_buffer(message).slice(len(COLUMNS)))
            self.tables.append(stream.read_all())
            for number, row in enumerate(self.tables[-1].to_pylist()):
                if self.first is not None:
                    row["row"] = self.first + number
                coded = {name: names[row[name]] for name, names in self.names.items() if row[name] is not None}
                self.rows.append(row | coded)
            return
        told = json.loads(message)
        if "again" in told:
            self.rows, self.refused, self.names = [], [], {}
        if "names" in told:
            self.first = told["first"]
        for column, more in told.get("names", {}).items():
            assert len(more) == len(set(more) - set(self.names.setdefault(column, [])))  # a name is told once
            self.names[column] += more
        self.refused += told.get("refused", ())
        self.read = told.get("read", self.read)


LINES = [LINE] * 9 + ["å2;u1;p1;2026-03-01 07:30;2026-03-01 09:00;;\n"] + [LINE] * 9
TIMES = {"2026-03-01 24:00": 1440, "2026-03-01T07.30": 450, "2026-03-01  7:30": 450, "20260301 07:30": 450}


@pytest.mark.parametrize(
    ("odd", "encoding", "more", "refusals"),
    [
        ("", "utf-8", 0, 0),
        (";;;;;;\n\n", "utf-8", 0, 0),  # lines in which nothing stands
        ("a1;u1;p1;x;2300-01-01 09:00;;\n;u1;p1;2026-03-01;2026-03-01 09:00;paus;\n", "utf-8", 2, 4),
        *((LINE.replace("2026-03-01 07:30", moment), "utf-8", 1, 0) for moment in TIMES),
        ("".join(LINE.replace("2026-03-01 07:30", f"2026-03-01 {hour}") for hour in ("24:00", "07")), "utf-8", 2, 0),
        ("a1;u1;p1\n", "utf-8", 1, 2),  # a line that is too short
        (" a1 ;u\u00a01;\u2003;2026-03-01 07:30;2026-03-01 09:00;;\n", "utf-8", 1, 0),
        ("", "cp1252", 0, 0),
    ],
)
def test_the_same_is_read_whatever_the_size_of_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str, encoding: str, more: int, refusals: int
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((HEADER + "".join([*LINES[:12], odd, *LINES[12:]])).encode(encoding))
    found = []
    for size in (64, 200, 16_000_000):
        monkeypatch.setattr(record_blocks, "BLOCK", size)
        monkeypatch.setattr(record_child, "LOOKED_AT", size)
        pipe = Told()
        wanted = record_child.RecordsWanted(str(path), RECORD_SET_KINDS["time-reports"], ColumnMapping(), MARCH_1)

        record_child._Reader(pipe, wanted).read()  # type: ignore[arg-type]

        found.append((pipe.rows, sorted(map(str, pipe.refused)), pipe.read))
    assert found[0] == found[1] == found[2]
    rows, refused, read = found[0]
    assert (read, len(refused)) == (len(LINES) + more, refusals)
    assert rows[9]["staff_id"] == "å2"
    assert rows[-1]["row"] == 1 + len(LINES) + odd.count("\n")
    day = (MARCH_1 - date(1970, 1, 1)).days * 1440
    if more and not refusals:
        assert rows[12]["start"] == day + next((TIMES[moment] for moment in TIMES if moment in odd), 450)


def test_the_names_of_a_file_are_its_own_however_many_come_and_are_kept_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    users = [f"u{number}" for number in range(300)]
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "".join(LINE.replace("u1", user) for user in users))
    monkeypatch.setattr(record_blocks, "BLOCK", 2000)
    pipe = Told()
    wanted = record_child.RecordsWanted(str(path), RECORD_SET_KINDS["time-reports"], ColumnMapping(), MARCH_1)

    record_child._Reader(pipe, wanted).read()  # type: ignore[arg-type]

    assert {table["user_id"].type for table in pipe.tables} == {pa.int8(), pa.int16()}
    known = {name: pa.array(names, pa.string()) for name, names in pipe.names.items()}
    whole = pa.concat_tables([record_file._named(table, known) for table in pipe.tables])
    assert whole["user_id"].to_pylist() == users
    assert [row["row"] for row in pipe.rows] == [*range(2, 302)]
    for columns in (whole, whole.take(pa.array([*range(299, -1, -1)]))):  # in the order they are kept in, and not
        kept = read_records(store, keep_records(store, "time-reports", columns, file="t.csv"))
        assert kept["user_id"].type == TYPES[Held.NAME]
        assert sorted(kept["user_id"].to_pylist()) == sorted(users)
