"""Record sets beside the store: sealed, disposed of, and cleared away."""

from __future__ import annotations

import os
import random
import time
from datetime import date
from pathlib import Path

import pytest
from taking import HEADER, LINE, file, rows, take

from kollegie.screening.loading import load_material
from kollegie.screening.swedish_time import NONE
from kollegie.store import Store
from kollegie.store.records import (
    dispose_of_due_records,
    erase_from_records,
    read_records,
    record_sets,
    records_folder,
    remove_strays,
)
from kollegie.store.sealed_files import SealBroken


def test_columns_are_sealed_and_a_changed_or_shortened_file_is_not_read(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE.replace("a1", "kanariefågel")))
    (one,) = record_sets(store)
    (path,) = records_folder(store).iterdir()
    sealed = path.read_bytes()

    assert b"kanarief" not in sealed
    for damaged in (sealed[:-1], sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:], sealed[:24]):
        path.write_bytes(damaged)
        with pytest.raises(SealBroken):
            read_records(store, one)


def test_a_file_of_many_chunks_comes_back_as_it_was_and_cannot_be_cut_between_them(tmp_path: Path) -> None:
    from kollegie.store.sealed_files import CHUNK, SALT, TAG, SealedFile, write_sealed

    content = random.Random(1).randbytes(2 * CHUNK + 17)
    path = tmp_path / "many"
    write_sealed(path, bytes(32), lambda out: out.write(content))

    with SealedFile(path, bytes(32)) as sealed:
        assert sealed.size == len(content)
        assert sealed.read() == content
        sealed.seek(CHUNK - 3)
        assert sealed.read(9) == content[CHUNK - 3 : CHUNK + 6]
    path.write_bytes(path.read_bytes()[: 8 + SALT + CHUNK + TAG])
    with pytest.raises(SealBroken):
        SealedFile(path, bytes(32))


def test_disposal_deletes_and_erasure_rewrites_without_the_name(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE + LINE.replace("u1", "u2")))

    assert erase_from_records(store, "user_id", ["u1"]) == 1
    (one,) = record_sets(store)
    assert one.rows == 1
    assert read_records(store, one)["user_id"].combine_chunks().dictionary.to_pylist() == ["u2"]

    assert dispose_of_due_records(store, date(2029, 1, 1)) == (one,)
    assert list(records_folder(store).iterdir()) == []


def test_reports_are_kept_by_staff_and_start_part_by_part_and_empty_columns_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kollegie.store.records.BATCH_ROWS", 3)
    written = [(f"a{staff}", hour) for hour in (9, 7, 8) for staff in (2, 1, 2, 3)]
    lines = "".join(f"{staff};u1;p1;2026-03-01 0{hour}:00;2026-03-01 10:00;;\n" for staff, hour in written)

    take(store, "time-reports", file(tmp_path, HEADER + lines))

    kept = rows(store, "time-reports")
    assert [row["staff_id"] for row in kept] == ["a2"] * 6 + ["a1"] * 3 + ["a3"] * 3  # as first met
    assert [row["row"] for row in kept] == [6, 8, 10, 12, 2, 4, 7, 11, 3, 9, 13, 5]
    assert "registered_at" not in kept[0]
    reports = load_material(store, date(2026, 3, 1))["time-reports"]
    assert reports.row.tolist() == [row["row"] for row in kept]
    assert [reports.text("staff_id", at) for at in range(12)] == [row["staff_id"] for row in kept]
    assert set(reports["registered_at"].tolist()) == {NONE}


@pytest.mark.parametrize("refused", [set(), {5}])
def test_rows_put_in_order_keep_their_cells_and_what_is_empty_in_them(refused: set[int]) -> None:
    import pyarrow as pa

    from kollegie.store.record_order import in_kept_order

    chance = random.Random(1)
    read = [
        {
            "staff_id": chance.choice("abc"),
            "user_id": chance.choice(["u1", "u2", None]),
            "provider_id": chance.choice(["p1", "p2"]),
            "start": chance.randrange(100, 104),
            "end": chance.choice([200, 201, None]),
            "minutes": chance.choice([1.5, None]),
            "row": number,
        }
        for number in range(2, 22)
        if number not in refused
    ]
    parts = [pa.Table.from_pylist(read[at : at + 7]) for at in range(0, len(read), 7)]
    coded = pa.concat_tables(parts)
    for name in ("staff_id", "user_id", "provider_id"):
        place = coded.column_names.index(name)
        coded = coded.set_column(place, name, coded[name].dictionary_encode())
    for name in ("start", "end", "row"):
        coded = coded.set_column(coded.column_names.index(name), name, coded[name].cast(pa.int32()))

    ordered = [row for part in in_kept_order("time-reports", coded, 6) for row in part.to_pylist()]

    first = {staff: at for at, staff in enumerate(dict.fromkeys(row["staff_id"] for row in read))}
    assert ordered == sorted(read, key=lambda row: (first[row["staff_id"]], row["start"]))  # type: ignore[index]


def test_a_file_nobody_speaks_of_is_cleared_away(store: Store, tmp_path: Path) -> None:
    take(store, "time-reports", file(tmp_path, HEADER + LINE))
    old, fresh = (records_folder(store) / name for name in ("left-behind.columns", ".being-written.columns.ab12"))
    for path, age in ((old, 90_000), (fresh, 3_600)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age, time.time() - age))

    assert remove_strays(store) == 1
    assert fresh.exists()  # another process may be writing it
    assert len(rows(store, "time-reports")) == 1
