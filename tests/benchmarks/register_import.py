"""From two workbooks to the register: 100,000 users and 300,000 decisions, against calamine's bare read of the same.

Goal: 1.3 × the bare read + 10 s. Each part runs in a process of its own. What is measured ends when all is stored; a
speed counts only if every row is, each with its stamp and its line of history.

    .venv/bin/python tests/benchmarks/register_import.py [USERS]
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

FILES = (("users", "users.xlsx"), ("decisions", "decisions.xlsx"))
DAY_0 = date(1899, 12, 30)
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Blad1" sheetId="1" '
    'r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1">'
    '<font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1">'
    '<xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>",
}


def users(count: int) -> Iterator[list[Any]]:
    chance = random.Random(1)
    yield ["brukar-id", "namn", "personnummer", "adress", "postnummer", "folkbokförd i", "folkbokförd från", "område"]
    for number in range(count):
        born = date(1925 + number % 60, 1 + number % 12, 1 + number % 28)
        digits = f"{born:%Y%m%d}{number % 1000:03}"
        yield [
            f"B{number:06}", f"Testperson {number}", digits[:8] + "-" + digits[8:] + _check(digits[2:]),
            f"Provgatan {number % 900}", f"{10000 + number % 900}", "Exempelkommun",
            date(2000 + number % 24, 1, 1), chance.choice(("Norr", "Söder", "Öster", "Väster")),
        ]  # fmt: skip


def decisions(count: int) -> Iterator[list[Any]]:
    chance = random.Random(2)
    yield ["besluts-id", "brukar-id", "insats", "lagrum", "beslutsdatum", "gäller från", "gäller till", "omfattning",
           "enhet", "utförar-id", "handläggare", "verkställd"]  # fmt: skip
    for number in range(count):
        decided = date.fromordinal(date(2023, 1, 1).toordinal() + chance.randrange(900))
        begun = date.fromordinal(decided.toordinal() + chance.randrange(60))
        yield [
            f"D{number:07}", f"B{number // 3:06}", chance.choice(("hemtjänst", "boendestöd", "personlig assistans")),
            chance.choice(("SoL", "LSS")), decided, begun, date.fromordinal(begun.toordinal() + 365),
            chance.randrange(10, 240) / 2, "timmar/månad", f"P{chance.randrange(40):02}",
            f"hl{chance.randrange(60)}", begun,
        ]  # fmt: skip


def _check(digits: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(digits))
    return str(-total % 10)


def write_workbook(path: Path, rows: Iterable[list[Any]]) -> None:
    """A workbook with one sheet; days as numbers with a date's format, as Excel keeps them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in PARTS.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for number, cells in enumerate(rows, start=1):
                written = "".join(_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells))
                sheet.write(f'<row r="{number}">{written}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


def _cell(at: str, cell: Any) -> str:
    match cell:
        case datetime():
            return f'<c r="{at}" s="1"><v>{(cell - datetime.combine(DAY_0, time())) / timedelta(days=1):.10f}</v></c>'
        case date():
            return f'<c r="{at}" s="1"><v>{(cell - DAY_0).days}</v></c>'
        case float() | int():
            return f'<c r="{at}"><v>{cell}</v></c>'
        case _:
            return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def processor() -> float:
    """Seconds of processor time of this process and of those it has waited for: what a busy machine changes least."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def bare_read(folder: Path) -> dict[str, Any]:
    """The floor: calamine reads every cell of both workbooks, its library being loaded already."""
    from python_calamine import CalamineWorkbook

    begun, busy = perf_counter(), processor()
    rows = 0
    for _, name in FILES:
        rows += sum(1 for _ in CalamineWorkbook.from_path(folder / name).get_sheet_by_index(0).iter_rows())
    return {"s": perf_counter() - begun, "cpu": processor() - busy, "rows": rows}


def imported(folder: Path) -> dict[str, Any]:
    """What is measured: both files are read and shown, and carried out with the places of their rows."""
    from sqlalchemy import text

    from kollegie.intake.records import carry_out_register
    from kollegie.intake.register import plan_import
    from kollegie.store import create_store

    store = create_store(folder / "s.kollegie", "fyra ord i rad", municipality="Hult", person="Anna")
    took, parts, busy = 0.0, {}, processor()
    profile = cProfile.Profile() if os.environ.get("KOLLEGIE_PROFILE") else None
    for kind, name in FILES:
        if profile:
            profile.enable()
        begun = perf_counter()
        plan = plan_import(store, kind, [folder / name])
        planned = perf_counter()
        carry_out_register(store, plan)
        written = perf_counter()
        if profile:
            profile.disable()
        parts[f"{kind} read"], parts[f"{kind} written"] = planned - begun, written - planned
        took += written - begun
        assert not plan.refused, plan.refused[0]
    busy = processor() - busy
    if profile:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)
    with store.reading() as reading:
        counts = {
            name: reading.connection.execute(text(f"SELECT count(*) FROM {name} WHERE {where}")).scalar_one()
            for name, where in (
                ("service_user", "s0 > 0 AND dirty = s0"), ("decision", "s0 > 0 AND dirty = s0"),
                ("history", "record IN ('service_user', 'decision')"),
            )
        }  # fmt: skip
    store.close()
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"s": took, "cpu": busy, "parts": parts, "counts": counts, "own": own, "child": child}


def main() -> int:
    if sys.argv[1:2] == ["--part"]:
        act = {"bare_read": bare_read, "imported": imported}[sys.argv[2]]
        print(json.dumps(act(Path(sys.argv[3]))))
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(folder / "users.xlsx", users(count))
        write_workbook(folder / "decisions.xlsx", decisions(3 * count))
        told = {}
        for part in ("bare_read", "imported"):
            done = subprocess.run([sys.executable, __file__, "--part", part, name], stdout=subprocess.PIPE, check=True)
            told[part] = json.loads(done.stdout)
    floor, whole = told["bare_read"]["s"], told["imported"]
    print(f"{count:,} users and {3 * count:,} decisions, load average {os.getloadavg()[0]:.1f}; seconds: ", end="")
    print(", ".join(f"{name} {took:.2f}" for name, took in whole["parts"].items()))
    print(f"  {whole['s']:.1f} s in all; bare read {floor:.2f} s, goal 1.3 × that + 10 s = {1.3 * floor + 10:.1f} s")
    busy = told["bare_read"]["cpu"]
    print(f"  processor time: {whole['cpu']:.1f} s; bare read {busy:.2f} s, goal {1.3 * busy + 10:.1f} s")
    wanted = {"service_user": count, "decision": 3 * count, "history": 4 * count}
    print("  every row stored" if whole["counts"] == wanted else f"  NOT STORED, no figure counts: {whole['counts']}")
    print(f"  peak {whole['own']:.0f} MB, a reading process {whole['child']:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
