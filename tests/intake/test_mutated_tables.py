"""Files with flipped, cut and repeated bytes: each is read or refused with a sentence, and nothing else happens."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

from kollegie.errors import KollegieError
from kollegie.intake.record_kinds import DECISIONS
from kollegie.intake.tables import Table, read_table

KNOWN = frozenset(DECISIONS.headers)


def good_file(folder: Path, kind: str) -> Path:
    """A small file with every kind of cell."""
    path = folder / f"beslut.{kind}"
    rows = [["decision_id", "user_id", "service", "decided_on", "amount", "Dusch"]]
    rows += [[f"B{number}", f"U{number}", "hemtjänst", "2026-03-01", "12,5", "två ”gånger”"] for number in range(30)]
    if kind == "csv":
        path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def mutated(content: bytes, source: random.Random) -> bytes:
    """The content with one to six wounds."""
    wounded = bytearray(content)
    for _ in range(source.randint(1, 6)):
        at = source.randrange(len(wounded))
        match source.randrange(4):
            case 0:
                wounded[at] ^= 1 << source.randrange(8)
            case 1:
                del wounded[at : at + source.randint(1, 40)]
            case 2:
                wounded[at:at] = source.randbytes(source.randint(1, 40))
            case _:
                wounded[at:at] = wounded[at : at + 200]
        if not wounded:
            return b""
    return bytes(wounded)


def read_all_mutations(folder: Path, kind: str, seeds: range) -> tuple[int, int]:
    """How many were read and how many refused."""
    path = good_file(folder, kind)
    good = path.read_bytes()
    read: list[Table] = []
    refusals: list[KollegieError] = []
    for seed in seeds:
        path.write_bytes(mutated(good, random.Random(seed)))
        try:
            read.append(read_table(path, KNOWN))
        except KollegieError as refusal:
            refusals.append(refusal)
    assert all(path.name in refusal.sentence() for refusal in refusals)
    return len(read), len(refusals)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wounded_files_are_read_or_refused_by_name(tmp_path: Path, kind: str) -> None:
    read, refused = read_all_mutations(tmp_path, kind, range(8))

    assert read + refused == 8


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_thousand_wounded_files_are_read_or_refused_by_name(tmp_path: Path, kind: str) -> None:
    read, refused = read_all_mutations(tmp_path, kind, range(1000))

    assert read > 0
    assert refused > 0
