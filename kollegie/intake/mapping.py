"""A mapping made once per source system: which of its headers means which canonical column, and which sheet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kollegie.intake.record_kinds import RecordKind, normal_header
from kollegie.intake.table_errors import MappingFaulty


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Shape: `columns` pairs normalised foreign headers with canonical columns; `values` pairs, per canonical column,
    what the other system writes (case does not count) with what is meant."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sheet: str = ""

    def value(self, column: str, written: str) -> str:
        """What a cell means, where the other system has its own word for it."""
        return self.values.get(column, {}).get(written.strip().casefold(), written)


NO_MAPPING = ColumnMapping()


def read_mapping(path: Path, kind: RecordKind) -> ColumnMapping:
    """Read a mapping file: `[columns]`, `[values.COLUMN]` and `sheet`, all optional.

    Raises: MappingFaulty when it is not TOML, or names a column the kind does not have.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise MappingFaulty(file=path.name, what=problem.strerror or type(problem).__name__) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise MappingFaulty(file=path.name, what=str(problem)) from problem
    names = {rule.name for rule in kind.columns}
    columns, values = content.get("columns", {}), content.get("values", {})
    tables = (columns, values, *values.values()) if isinstance(values, dict) else (columns, values)
    if not all(isinstance(table, dict) for table in tables) or not isinstance(content.get("sheet", ""), str):
        raise MappingFaulty(file=path.name, what="[columns], [values.…], sheet")
    for name in (*columns.values(), *values):
        if name not in names:
            raise MappingFaulty(file=path.name, what=f"{name}? {', '.join(sorted(names))}")
    return ColumnMapping(
        {normal_header(header): name for header, name in columns.items()},
        {
            column: {str(written).casefold(): str(meant) for written, meant in pairs.items()}
            for column, pairs in values.items()
        },
        content.get("sheet", ""),
    )
