"""What a condition may ask about, read from a draft that need not be whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kollegie.intake.checklist_draft import GROUP_TYPES, name_of, questions_of, value_at
from kollegie.language import Language, current_language
from kollegie.model.checklist import WITHHELD_LABELS, YES_NO_CHOICES, QuestionType


@dataclass(frozen=True, slots=True)
class Askable:
    """A question or field of the case: its name in conditions, its words, its type and what can be chosen."""

    name: str
    words: str
    type: QuestionType
    values: tuple[tuple[str, str], ...] = ()


def askables(held: Mapping[str, object]) -> tuple[Askable, ...]:
    """Everything a condition of the draft may ask about, fields of the case last."""
    found = [
        _askable(held, table, str(table.get("id") or table.get("namn") or ""))
        for _, table in questions_of(held)
        if table.get("typ") not in GROUP_TYPES
    ]
    fields = value_at(held, ("sammanhang",))
    found += [_askable(held, table, "") for table in (fields if isinstance(fields, list) else ())]
    return tuple(one for one in found if one is not None)


def words_of(table: Mapping[str, object], key: str) -> str:
    """A text of the draft in the language shown."""
    english, swedish = str(table.get(f"{key}_en") or ""), str(table.get(key) or "")
    return (english or swedish) if current_language() is Language.EN else (swedish or english)


def choices_of(held: Mapping[str, object], table: Mapping[str, object]) -> list[dict[str, object]]:
    """The choices of a question, also where they stand in a list of their own."""
    given = table.get("val")
    if isinstance(given, str):
        lists = value_at(held, ("vallista",))
        given = next((one.get("val") for one in lists or () if one.get("namn") == given), None)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _askable(held: Mapping[str, object], table: Mapping[str, object], id: str) -> Askable | None:
    try:
        type_ = QuestionType(str(table.get("typ")))
    except ValueError:
        return None
    if type_ is QuestionType.NOTE:
        return None
    short = words_of(table, "kort") or words_of(table, "text")
    words = f"{id} {short}".strip() if id else short
    if type_ is QuestionType.YES_NO:
        values = [(one.name, one.label.in_()) for one in YES_NO_CHOICES]
        values += [(reason.value, label.in_()) for reason, label in WITHHELD_LABELS.items()]
    else:
        values = [(str(one.get("namn", "")), words_of(one, "text")) for one in choices_of(held, table)]
    return Askable(name_of(table), words, type_, tuple(values))
