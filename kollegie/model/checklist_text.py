"""A checklist as one text and back: how a visit keeps the very version it began with.

Fields that hold their default are left out, so that a field added tomorrow does not change the fingerprint of a
checklist written today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from kollegie.errors import KollegieError
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import BilingualText, Checklist, ControlQuestion, Group, Item
from kollegie.model.expressions import Expression, ExpressionError


class UnreadableChecklist(KollegieError):
    """A kept checklist that this program cannot read."""

    sv = "Den sparade checklistan har en form som den här versionen inte känner. Uppdatera programmet och försök igen."
    en = "The stored checklist has a form this version does not know. Update the program and try again."

    def __init__(self) -> None:
        super().__init__()


def checklist_to_text(checklist: Checklist) -> str:
    """The checklist as canonical JSON; the same content always gives the same text."""
    return json.dumps(_plain(checklist), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checklist_from_text(text: str) -> Checklist:
    """The checklist that `checklist_to_text` made a text of.

    Raises: UnreadableChecklist if a newer program wrote it or it is not a checklist.
    """
    try:
        found: Checklist = _made(Checklist, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ExpressionError) as error:
        raise UnreadableChecklist from error
    return found


def _plain(value: Any) -> Any:
    match value:
        case Expression():
            return value.text
        case BilingualText():
            return {"sv": value.sv, "en": value.en} if value.en else value.sv
        case Withheld():
            return {"withheld": value.value}
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(one) for one in value]
    if is_dataclass(value):
        return {
            one.name: _plain(held) for one in fields(value) if not _is_default(one, held := getattr(value, one.name))
        }
    return value


def _is_default(one: Field[Any], held: object) -> bool:
    return one.default is not MISSING and one.default == held


@cache
def _hints(made: type) -> Mapping[str, Any]:
    return get_type_hints(made)


def _made(wanted: Any, found: Any) -> Any:
    """The value of the wanted type that its plain form means."""
    origin = get_origin(wanted)
    if wanted == Item:
        return _made(Group if "items" in found else ControlQuestion, found)
    if origin in (Union, UnionType):
        return _made_of_several(get_args(wanted), found)
    if origin is tuple:
        return _made_tuple(get_args(wanted), found)
    if wanted is Expression:
        return Expression(found)
    if wanted is BilingualText:
        text = BilingualText(found) if isinstance(found, str) else BilingualText(**found)
        if not (isinstance(text.sv, str) and isinstance(text.en, str)):
            raise TypeError("text expected")
        return text
    if wanted is date:
        return date.fromisoformat(found)
    if wanted is Withheld:
        return Withheld(found["withheld"])
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(found)
    if is_dataclass(wanted) and isinstance(wanted, type):
        hints = _hints(wanted)
        return wanted(**{name: _made(hints[name], held) for name, held in found.items()})
    if not isinstance(found, wanted):
        raise TypeError(f"{wanted} expected")
    return found


def _made_of_several(wanted: tuple[Any, ...], found: Any) -> Any:
    if found is None and NoneType in wanted:
        return None
    if isinstance(found, dict) and Withheld in wanted:
        return _made(Withheld, found)
    for one in wanted:
        is_tuple = get_origin(one) is tuple
        if one is not NoneType and one is not Withheld and is_tuple == isinstance(found, list):
            return _made(one, found)
    raise TypeError("no such value")


def _made_tuple(wanted: tuple[Any, ...], found: Any) -> tuple[Any, ...]:
    if len(wanted) == 2 and wanted[1] is Ellipsis:
        return tuple(_made(wanted[0], one) for one in found)
    return tuple(_made(one, held) for one, held in zip(wanted, found, strict=True))
