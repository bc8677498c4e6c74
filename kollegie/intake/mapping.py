"""A mapping made once per source system: which of its headers means which canonical column, and which sheet."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kollegie.errors import reason_of
from kollegie.intake.cells import Cell, Misread, read_cell
from kollegie.intake.record_kinds import CellType, ColumnRule, RecordKind, normal_header
from kollegie.intake.table_errors import MappingFaulty
from kollegie.language import say


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Shape: `columns` pairs normalised foreign headers with canonical columns, "" for a header that is to be kept as
    it is though its name is known; `values` pairs, per canonical column, what the other system writes (case does not
    count) with what is meant. `dates` is the order of day, month and year ("ymd", "dmy", "mdy"), `decimal` what stands
    before the decimals ("comma", "point"); empty where the file speaks for itself."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sheet: str = ""
    dates: str = ""
    decimal: str = ""

    def read(self, rule: ColumnRule, written: str, today: date) -> Cell | Misread:
        """Read one cell. A number that is not written as the mapping says is not understood."""
        if self.decimal and rule.type in NUMBERS:
            text = self.value(rule.name, written)
            if _NUMBER.fullmatch(text) and not _GROUPED[self.decimal].fullmatch(re.sub(r"[\s']", "", text)):
                such = "1.250,50" if self.decimal == "comma" else "1,250.50"
                return Misread(say(f"ett tal skrivet som {such}", f"a number written as {such}"))
        return read_cell(rule, self.meant(rule, written), today)

    def number(self, text: str) -> str:
        """A number of a spreadsheet, which has a point of its own, as this file's texts write theirs."""
        return text.replace(".", ",") if self.decimal == "comma" else text

    def meant(self, rule: ColumnRule, written: str) -> str:
        """What a cell means: the other system's own word, and its dates and numbers as we write them."""
        text = self.value(rule.name, written)
        if self.dates and rule.type in (CellType.DATE, CellType.MOMENT):
            return _iso(text, self.dates)
        if self.decimal and rule.type in NUMBERS:
            return _with_point(text, self.decimal)
        return text

    def value(self, column: str, written: str) -> str:
        """What a cell means, where the other system has its own word for it."""
        return self.values.get(column, {}).get(written.strip().casefold(), written)


NO_MAPPING = ColumnMapping()
NO_OTHERS: Mapping[Path, ColumnMapping] = MappingProxyType({})
"""Where no file has a mapping of its own."""
DATES, DECIMALS = ("ymd", "dmy", "mdy"), ("comma", "point")
NUMBERS = (CellType.DECIMAL, CellType.HOURS, CellType.MONEY)
_NUMBER = re.compile(r"[\s\d.,+'−-]*\d[\s\d.,'−-]*(?:kr|SEK|:-|h|tim)?\s*")
"""A number, perhaps with its unit."""
_GROUPED = {
    decimal: re.compile(rf"[-+−]?(?:\d{{1,3}}(?:{groups}\d{{3}})+|\d+)(?:{before}\d+)?(?:kr|SEK|:-|h|tim)?")
    for decimal, groups, before in (("comma", r"\.", ","), ("point", ",", r"\."))
}
"""A number whose groups have three digits each."""
_DATE = re.compile(r"\s*(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(.*)", re.DOTALL)


def _iso(text: str, order: str) -> str:
    """A date of that order as `2026-03-01`, whatever follows it kept; what is no such date as it stands."""
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    parts = dict(zip(order, found.groups()[:3], strict=True))
    year = parts["y"] if len(parts["y"]) == 4 else f"20{parts['y']:0>2}"
    return f"{year}-{parts['m']:0>2}-{parts['d']:0>2}{found[4]}" if max(len(parts["d"]), len(parts["m"])) <= 2 else text


def _with_point(text: str, decimal: str) -> str:
    """A number whose groups and decimals are told apart, with a point before its decimals."""
    if not _NUMBER.fullmatch(text):
        return text
    groups, before = (".", ",") if decimal == "comma" else (",", ".")
    return text.replace(groups, "").replace(before, ".")


def read_mapping(path: Path, kind: RecordKind) -> ColumnMapping:
    """Read a mapping file: `[columns]`, `[values.COLUMN]`, `sheet`, `dates` and `decimal`, all optional.

    Raises: MappingFaulty when it is not TOML, or names a column the kind does not have.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise MappingFaulty(file=path.name, what=reason_of(problem)) from problem
    except UnicodeDecodeError as problem:
        raise MappingFaulty(file=path.name, what=say("den är inte UTF-8", "it is not UTF-8")) from problem
    except tomllib.TOMLDecodeError as problem:
        raise MappingFaulty(file=path.name, what=where_not_toml(problem)) from problem
    return mapping_of(content, kind, path.name)


def where_not_toml(problem: tomllib.TOMLDecodeError) -> str:
    """Where a text breaks off from TOML, in words of ours: its reader speaks English only."""
    place = re.search(r"line (\d+)", str(problem))
    if place is None:
        return say("den tar slut mitt i något", "it ends in the middle of something")
    return say(f"rad {place[1]} går inte att tyda", f"line {place[1]} cannot be read")


def mapping_of(content: Mapping[str, Any], kind: RecordKind, file: str) -> ColumnMapping:
    """The mapping that read TOML says. Raises: MappingFaulty, which names the file."""
    names = {rule.name for rule in kind.columns}
    columns, values = content.get("columns", {}), content.get("values", {})
    tables = (columns, values, *values.values()) if isinstance(values, dict) else (columns, values)
    if not all(isinstance(table, dict) for table in tables) or not isinstance(content.get("sheet", ""), str):
        raise MappingFaulty(file=file, what="[columns], [values.…], sheet")
    dates, decimal = content.get("dates", ""), content.get("decimal", "")
    if dates not in ("", *DATES) or decimal not in ("", *DECIMALS):
        raise MappingFaulty(file=file, what=f"dates: {', '.join(DATES)}; decimal: {', '.join(DECIMALS)}")
    for name in (*(name for name in columns.values() if name), *values):
        if not isinstance(name, str) or name not in names:
            raise MappingFaulty(file=file, what=f"{name}? {', '.join(sorted(names))}")
    return ColumnMapping(
        {normal_header(header): name for header, name in columns.items()},
        {
            column: {str(written).casefold(): str(meant) for written, meant in pairs.items()}
            for column, pairs in values.items()
        },
        content.get("sheet", ""),
        dates,
        decimal,
    )


def mapping_text(mapping: ColumnMapping) -> str:
    """The mapping as the TOML that `read_mapping` reads."""
    lines = [f"{name} = {_quoted(value)}" for name, value in _settings(mapping) if value]
    lines += ["", "[columns]", *(f"{_quoted(header)} = {_quoted(name)}" for header, name in mapping.columns.items())]
    for column, pairs in mapping.values.items():
        lines += ["", f"[values.{_quoted(column)}]", *(f"{_quoted(a)} = {_quoted(b)}" for a, b in pairs.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _settings(mapping: ColumnMapping) -> tuple[tuple[str, str], ...]:
    return ("sheet", mapping.sheet), ("dates", mapping.dates), ("decimal", mapping.decimal)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's form is one, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
