"""How a value of the model stands in a column: the same three storage forms (text, integer, bytes) at every database.

Moments are fixed-width ISO text in UTC, days ISO text, ids sixteen bytes, truth 0 or 1, enumerations their value,
tuples canonical JSON. Times keep their zone on every database because no database's own time type is used.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from kollegie.model.answer_values import Value, value_from_text, value_to_text
from kollegie.model.signals import EvidenceRow


class Id(TypeDecorator[UUID]):
    """A record's id: sixteen bytes."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))


class Moment(TypeDecorator[datetime]):
    """A timezone-aware moment: `2026-11-24T14:32:07.123456Z`, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def moment_text(value: datetime) -> str:
    """The stored form of a moment. Raises: ValueError without a time zone."""
    if value.tzinfo is None:
        raise ValueError("a moment without time zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Day(TypeDecorator[date]):
    """A calendar day: `2026-11-24`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """True or false as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Pairs(TypeDecorator[tuple[tuple[str, str], ...]]):
    """Pairs of text, such as label and content, as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[tuple[str, str], ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[tuple[str, str], ...] | None:
        return None if value is None else tuple((left, right) for left, right in json.loads(value))


class Evidence(TypeDecorator[tuple[EvidenceRow, ...]]):
    """Copies of imported rows, as canonical JSON: kind, file, row number, and pairs of column and text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[EvidenceRow, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        listed = [[row.kind, row.file, row.row, row.cells] for row in value]
        return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[EvidenceRow, ...] | None:
        if value is None:
            return None
        return tuple(
            EvidenceRow(kind, file, row, tuple((column, text) for column, text in cells))
            for kind, file, row, cells in json.loads(value)
        )


class AnswerValue(TypeDecorator[Value]):
    """An answer's value in its canonical text, so that the whole answer is one cell."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Value, dialect: Dialect) -> str | None:
        return None if value is None else value_to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Value:
        return None if value is None else value_from_text(value)


LongInteger = Integer().with_variant(BigInteger(), "postgresql")
"""64 bits on both databases; a strict SQLite table knows only the name INTEGER."""
