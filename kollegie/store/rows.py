"""The mechanical step between a row and a value: by field name, written once for every kind of record."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from kollegie.store.synced_table import Synced
from kollegie.store.tables import BY_KIND, SYNCED

UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffd"
"""Characters that make a text read otherwise than it stands (they turn its direction), or stand for none at all."""
_TAKEN_AWAY = re.compile(f"[{UNSEEN}\x00]")


def cleaned(value: Any) -> Any:
    """A value without characters nobody sees; pasted texts bring them, and other laptops refuse them."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _TAKEN_AWAY.sub("", value)
    if type(value) is tuple:
        return tuple(cleaned(part) for part in value)
    return value


def synced_of(kind: type) -> Synced:
    """The table of a kind of record."""
    return BY_KIND[kind]


def record_name(kind: type) -> str:
    """The name of a kind of record in history, conflicts and messages."""
    return BY_KIND[kind].name


_FIELDS: dict[type, tuple[tuple[str, Any], ...]] = {
    kind: tuple(
        (field.name, {cell.name: cell.enum for cell in synced.cells}.get(field.name))
        for field in dataclasses.fields(kind)
    )
    for kind, synced in BY_KIND.items()
}


def value_of(kind: type, row: Mapping[str, Any]) -> Any:
    """Make the value from a row's columns."""
    return kind(
        **{name: row[name] if enum is None or row[name] is None else enum(row[name]) for name, enum in _FIELDS[kind]}
    )


def columns_of(value: Any) -> dict[str, Any]:
    """The columns of a value; enumerations by their value."""
    return {
        name: cleaned(getattr(value, name))
        if enum is None or getattr(value, name) is None
        else getattr(value, name).value
        for name, enum in _FIELDS[type(value)]
    }


def synced_named(name: str) -> Synced:
    """The table with that name. Raises: KeyError for an unknown name."""
    return SYNCED[name]
