"""A first look at a file: how it is written, its first rows, and which kind of record it most likely is.

Read in the limited process, like all that comes from outside, and only as far as the first rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kollegie.intake.cells import cell_text
from kollegie.intake.mapping import NO_MAPPING, ColumnMapping
from kollegie.intake.reading_child import (
    HEADER_ROWS,
    OLD_WORKBOOK,
    Refused,
    Wanted,
    check_archive,
    encoding_of,
    faults_told,
    first_bytes,
    limit_process,
    send,
    separator_of,
    text_rows,
)
from kollegie.intake.record_kinds import CellType, RecordKind, normal_header
from kollegie.intake.saved_mappings import ALL_KINDS, SavedMapping, any_kind, fitting_mapping
from kollegie.intake.table_errors import TableUnreadable
from kollegie.intake.tables import read_limited
from kollegie.intake.workbook_sheet import opened_sheet

SHOWN_ROWS = 12
LOOKED_AT = 16_000_000
"""How much of a text file is looked at to tell its encoding."""
READ_ROWS = HEADER_ROWS + SHOWN_ROWS
LOOKED_THROUGH = 1_000
"""How many rows are looked through for the first that say something; a sheet may have a million empty ones below."""
_ISO = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}\b")
_HINTS = {
    "time-reports": ("tid", "time"),
    "schedules": ("schema", "plan", "schedul"),
    "absences": ("frånvaro", "absen"),
    "payouts": ("utbetal", "payout"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind the file may hold: the columns found, and the required ones that are missing."""

    kind: str
    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of one file.

    Shape: `rows` are the first rows below the header, as text; `encoding` and `separator` are empty for workbooks and
    electronic invoices. `candidates` are the likeliest kinds, the best first.
    """

    path: Path
    encoding: str
    separator: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    candidates: tuple[Candidate, ...]
    electronic_invoice: bool = False
    alike: tuple[str, ...] = ()
    """Other sheets with nearly as many of the headers, which are not read with this one."""
    hidden: tuple[str, ...] = ()
    """Those of all sheets that the workbook does not show."""

    @property
    def kind(self) -> str:
        """The likeliest kind; "" where nothing is recognised."""
        return self.candidates[0].kind if self.candidates else ""

    @property
    def is_whole(self) -> bool:
        """Whether the likeliest kind has all the columns it must have."""
        return bool(self.candidates) and not self.candidates[0].missing

    @property
    def is_hinted(self) -> bool:
        """Whether the file's name says that it is of the likeliest kind."""
        return _hinted(self.kind, self.path.name)

    def may_be(self, kind: str) -> bool:
        """Whether it may be of a kind: the likeliest, or one with as many of the columns where the name tells none."""
        alike = (one for one in self.candidates if not one.missing and len(one.found) == len(self.candidates[0].found))
        return kind == self.kind or (not self.is_hinted and kind in {one.kind for one in alike})

    def samples(self, place: int, most: int = 3) -> tuple[str, ...]:
        """The first different values of one column."""
        cells = (row[place].strip() for row in self.rows if place < len(row))
        return tuple(dict.fromkeys(cell for cell in cells if cell))[:most]


def preview_file(path: Path, sheet: str = "") -> Preview:
    """Look at the beginning of a file. Raises: an error of `table_errors` that names it."""
    if not path.is_file():
        raise TableUnreadable(file=path.name, why="folder" if path.is_dir() else "missing")
    known = frozenset(header for kind in ALL_KINDS.values() for header in kind.headers)
    told: dict[str, Any] = {}
    rows: list[tuple[int, tuple[str, ...]]] = []
    for message in read_limited(path, Wanted(str(path), known, sheet), read_preview_in_child):
        told |= {
            name: message[name]
            for name in ("sheet", "sheets", "alike", "hidden", "encoding", "separator", "peppol")
            if name in message
        }
        rows.extend((number, tuple(cells)) for number, cells in message.get("rows", ()))
    if told.get("peppol"):
        candidates = (Candidate("invoices", (), ()),)
        return Preview(path, "", "", "", (), 1, (), (), candidates, electronic_invoice=True)
    if not rows:
        raise TableUnreadable(file=path.name, why="no_rows")
    place = max(
        range(min(HEADER_ROWS, len(rows))),
        key=lambda at: (sum(normal_header(cell) in known for cell in rows[at][1]), -at),
    )
    number, header = rows[place]
    shown = tuple(cells for _, cells in rows[place + 1 : place + 1 + SHOWN_ROWS])
    return Preview(
        path,
        told.get("encoding", ""),
        told.get("separator", ""),
        told.get("sheet", ""),
        tuple(told.get("sheets", ())),
        number,
        header,
        shown,
        candidates_for(header, path.name),
        alike=tuple(told.get("alike", ())),
        hidden=tuple(told.get("hidden", ())),
    )


def of_another_kind(first: Preview, others: Iterable[Preview], kept: Iterable[SavedMapping]) -> tuple[Preview, ...]:
    """The files that cannot be read as the first one: all there is of another kind, by their columns or their name.

    Shape: a file whose kind is not sure is read as the first only where it has all the columns of that; a file whose
    kind is sure, only where that is the first's, or where nothing in it tells the two kinds apart. A file whose headers
    another of the mappings kept is for comes from another system, and is not read as the first either.
    """
    kept = tuple(kept)
    its_own = {normal_header(written) for written in first.header if written.strip()}

    def system_of(one: Preview) -> SavedMapping | None:
        return fitting_mapping(kept, first.kind, one.header)

    def stands_apart(one: Preview) -> bool:
        if one.is_whole:
            return not (first.is_whole and one.may_be(first.kind) and system_of(one) == system_of(first))
        there = {normal_header(written) for written in one.header if written.strip()}
        return first.electronic_invoice or not its_own <= there

    return tuple(one for one in others if stands_apart(one))


def recognised(seen: Preview, kept: Iterable[SavedMapping]) -> Preview:
    """The same file, known by a mapping that was kept, where that points out more of its columns than their headers."""
    there = [normal_header(written) for written in seen.header if written.strip()]
    found = []
    for one in kept:
        if one.fault is None and fitting_mapping((one,), one.kind, there):
            kind = any_kind(one.kind)
            means = kind.meanings(there, one.mapping.columns)
            columns = tuple(dict.fromkeys(means[written] for written in there if written in means))
            if not kind.lacking(columns):
                found.append(Candidate(one.kind, columns, ()))
    best = max(found, key=lambda one: len(one.found), default=None)
    first = seen.candidates[0] if seen.candidates else None
    if best is None or (first is not None and not first.missing and len(first.found) >= len(best.found)):
        return seen
    return replace(seen, candidates=(best, *(one for one in seen.candidates if one.kind != best.kind)))


def _hinted(kind: str, file: str) -> bool:
    """Whether a file's name says that it is of a kind."""
    name = file.casefold()
    return kind.rstrip("s") in name or any(word in name for word in _HINTS.get(kind, ()))


def candidates_for(header: Iterable[str], file: str = "", most: int = 5) -> tuple[Candidate, ...]:
    """The kinds a header fits, the best first: none missing, then most found, then what the file's name hints at.

    Shape: a kind that asks for little, as users do, fits nearly any file. It is not held for whole where another knows
    twice as many of the columns: a header that is missing there is asked for, not passed over.
    """
    there = [normal_header(written) for written in header if written.strip()]
    found = []
    for name, kind in ALL_KINDS.items():
        means = kind.meanings(there, {})
        columns = tuple(dict.fromkeys(means[written] for written in there if written in means))
        missing = tuple(rule.name for rule in kind.lacking(columns))
        if columns:
            found.append(Candidate(name, columns, missing))

    most_found = max((len(one.found) for one in found), default=0)

    def worth(one: Candidate) -> tuple[bool, bool, bool, int, int, bool, float]:
        hint = _hinted(one.kind, file)
        share = len(one.found) / len(ALL_KINDS[one.kind].columns)
        known = 2 * len(one.found) > most_found
        whole = known and not one.missing
        return whole, not whole and hint, known, -len(one.missing), len(one.found), hint, share

    return tuple(sorted(found, key=worth, reverse=True)[:most])


def another_kind(kind: str, header: Iterable[str], file: str) -> str:
    """The kind a file surely is of, where that has more of its columns than the one it is read as; else ""."""
    fitting = candidates_for(header, file, most=len(ALL_KINDS))
    own = next((one for one in fitting if one.kind == kind), None)
    if own is None or fitting[0].missing or len(fitting[0].found) <= len(own.found):
        return ""
    return fitting[0].kind


def mapping_for(preview: Preview, kind: RecordKind) -> ColumnMapping:
    """What the file itself says: which of several sheets it is, and in which order its dates are written.

    Shape: no order where one column has dates of two forms, so that the odd ones are refused by name.
    """
    has_dates = any(rule.type in (CellType.DATE, CellType.MOMENT) for rule in kind.columns)
    columns = [*zip_longest(*preview.rows, fillvalue="")] if has_dates else []
    mixed = any(date_order(cells) and any(_ISO.match(cell) for cell in cells) for cells in columns)
    order = "" if mixed else date_order(cell for cells in columns for cell in cells)
    return replace(NO_MAPPING, sheet=preview.sheet if len(preview.sheets) > 1 else "", dates=order)


def date_order(cells: Iterable[str]) -> str:
    """The order of day, month and year that dates with the year last are written in; "" where they are ISO or none."""
    firsts, seconds = [], []
    for cell in cells:
        found = re.match(r"\s*(\d{1,2})[-./](\d{1,2})[-./](\d{4})\b", cell)
        if found is not None:
            firsts.append(int(found[1]))
            seconds.append(int(found[2]))
    if not firsts:
        return ""
    return "mdy" if max(seconds) > 12 >= max(firsts) else "dmy"


def read_preview_in_child(pipe: Connection, wanted: Wanted) -> None:
    """Send how the file is written and its first rows, then "end"; or the fault that stopped the reading."""
    with faults_told(pipe):
        limit_process(wanted)
        head = first_bytes(wanted.path, whole=False)
        if head.startswith(OLD_WORKBOOK):
            raise Refused("TableLocked")
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            send(pipe, peppol=True)
        elif head.startswith(b"PK"):
            check_archive(wanted.path)
            sheet = opened_sheet(wanted.path, wanted.sheet, wanted.known)
            send(pipe, sheet=sheet.name, sheets=sheet.names, alike=sheet.alike, hidden=sheet.hidden)
            rows = enumerate(sheet.rows, start=1)
            _send_first(pipe, ((number, [cell_text(cell) for cell in row]) for number, row in rows))
        else:
            encoding = encoding_of(wanted.path, head, LOOKED_AT)
            with open(wanted.path, encoding=encoding, newline="") as file:
                send(pipe, encoding=encoding, separator=separator_of(file.read(65_536), wanted.known))
            _send_first(pipe, text_rows(wanted, head, pipe, encoding))
        send(pipe, end=True)


def _send_first(pipe: Connection, rows: Iterable[tuple[int, list[str]]]) -> None:
    first = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            first.append([number, [cell[:200] for cell in cells]])
        if len(first) == READ_ROWS or number >= LOOKED_THROUGH:
            break
    send(pipe, rows=first)
