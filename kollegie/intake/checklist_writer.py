"""A checklist → the text of a checklist file, which reads back to the same checklist.

The format is told in `intake.checklists`. What equals the format's own default is left out, choices that several
questions share become one `vallista`, and `svar` is written where a finding's condition is nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TypeAlias

from kollegie.errors import KollegieError
from kollegie.intake.checklist_lines import BARE_KEY
from kollegie.language import Language
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import (
    NOT_ANSWERED,
    BilingualText,
    Checklist,
    Choice,
    Constraint,
    ContextField,
    ControlQuestion,
    FindingRule,
    Group,
    Item,
    QuestionType,
    Section,
    Subject,
)
from kollegie.model.checklist_statutes import Source, Statute
from kollegie.model.expressions import Expression

Written: TypeAlias = "str | int | bool | date | list[Written] | dict[str, Written]"
"""A value as it may stand after `key =`."""

CHOICE_KEYS = ("namn", "text", "text_en")
"""What a choice is called by in the file; a column of a choice filter needs another name."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ESCAPED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LINE = 110
_SVAR = re.compile(r"\. = '([^']*)'(?: or \. = '[^']*')*")
_SVAR_OF_MANY = re.compile(r"selected\(\., '([^']*)'\)(?: or selected\(\., '[^']*'\))*")


class ColumnNotWritable(KollegieError):
    """A column of a choice that would be taken for one of the choice's own keys."""

    sv = "Kolumnen {column} på valet {choice} i {question} kan inte heta så: namnet är upptaget."
    en = "The column {column} of the choice {choice} in {question} cannot be called that: the name is taken."

    def __init__(self, question: str, choice: str, column: str) -> None:
        super().__init__(question=question, choice=choice, column=column)


def checklist_to_toml(checklist: Checklist) -> str:
    """The text of the file.

    Raises: ColumnNotWritable for a choice column named as a key of the format.
    """
    lists = _shared_lists(checklist)
    blocks = ["# Formatet beskrivs i handboken: Checklistors format.\n" + _lines(_head(checklist))]
    blocks += [_block("[[lagrum]]", statute_written(statute)) for statute in checklist.statutes]
    blocks += [_block("[[sammanhang]]", _context_field(field, lists)) for field in checklist.context_fields]
    for choices, name in lists.items():
        blocks.append(_block("[[vallista]]", {"namn": name, "val": _choices(name, choices)}))
    for section in checklist.sections:
        blocks.append(_block("[[avsnitt]]", _section(section)))
        blocks += _items(section.items, "avsnitt.fraga", lists)
    return "\n".join(blocks)


def write_checklist(checklist: Checklist, path: Path) -> None:
    """Write the checklist to a file, which is there whole or not at all.

    Raises: ColumnNotWritable; OSError where the file cannot be made.
    """
    text = checklist_to_toml(checklist)
    with written_whole(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside the one wanted, which takes its place when it is done."""
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def inline(value: Written) -> str:
    """One value on one line, as it stands after `key =`."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(inline(one) for one in value)}]"
        case dict():
            return "{ " + ", ".join(f"{_key(name)} = {inline(one)}" for name, one in value.items()) + " }"


def findings_written(question: ControlQuestion) -> list[Written]:
    """The finding rules as the list after `iakttagelse =`."""
    return [_finding(rule, question.type) for rule in question.findings]


def constraints_written(constraints: Iterable[Constraint]) -> list[Written]:
    """The constraints as the list after `regel =`."""
    return [
        _present({"uttryck": one.condition.text, **_words("text", one.message), "mjuk": one.soft or None})
        for one in constraints
    ]


def default_written(one: ControlQuestion | ContextField) -> Written | None:
    """The default as it stands after `forval =`."""
    return _value(one.default, one.type)


def _text(text: str) -> str:
    """A text between marks: single ones where that spares escapes, and nothing invisible left unmarked."""
    if '"' in text and "'" not in text and "\\" not in text and not _CONTROL.search(text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda found: _ESCAPED.get(found[0], f"\\u{ord(found[0]):04X}"), escaped) + '"'


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _text(name)


def _lines(table: Mapping[str, Written]) -> str:
    return "".join(f"{_key(name)} = {_laid_out(value)}\n" for name, value in table.items())


def _laid_out(value: Written) -> str:
    """One value, a list of tables with one table to a line."""
    on_one_line = inline(value)
    tables = isinstance(value, list) and any(isinstance(one, dict) for one in value)
    if isinstance(value, list) and (tables or len(on_one_line) > _LINE):
        return "[\n" + "".join(f"    {inline(one)},\n" for one in value) + "]"
    return on_one_line


def _block(header: str, table: Mapping[str, Written]) -> str:
    return f"{header}\n{_lines(table)}"


def _present(table: Mapping[str, Written | None]) -> dict[str, Written]:
    """The table without what says nothing."""
    return {name: value for name, value in table.items() if value is not None and value not in ("", [], {})}


def _words(key: str, text: BilingualText) -> dict[str, Written]:
    return {key: text.sv, f"{key}_en": text.en}


def _pairs(pairs: tuple[tuple[str, str], ...]) -> dict[str, Written]:
    return dict(pairs)


def _expression(expression: Expression | None) -> str | None:
    return None if expression is None else expression.text


def _value(value: Value, type_: QuestionType) -> Written | None:
    if isinstance(value, Withheld):
        return {"withheld": value.value} if type_ is QuestionType.TEXT else value.value
    return list(value) if isinstance(value, tuple) else value


def _head(checklist: Checklist) -> dict[str, Written]:
    return {
        "schema": 1,
        **_present(
            {
                "id": checklist.id,
                "version": checklist.version,
                **_words("titel", checklist.title),
                **_words("beskrivning", checklist.description),
                "galler": "" if checklist.subject is Subject.USER else checklist.subject.value,
                "tjanst": checklist.service,
                "sprak": "" if checklist.default_language is Language.SV else checklist.default_language.value,
                "ovrigt": _pairs(checklist.kept),
                "bygger_pa": checklist.based_on,
            }
        ),
    }


def statute_written(statute: Statute) -> dict[str, Written]:
    """One statute as its table in the file."""
    return _present(
        {
            "id": statute.id,
            "lag": statute.law,
            "slag": "" if statute.source is Source.LAW else statute.source.value,
            "titel": statute.title,
            "kapitel": statute.chapter,
            "paragraf": statute.section,
            "punkt": statute.point,
            "fran": statute.valid_from,
            "till": statute.valid_to,
            "sakerhet": statute.certainty.value,
            "anmarkning": statute.remark,
            "tillagg": statute.qualifier,
            "tillagg_en": statute.qualifier_en,
        }
    )


def _shared_lists(checklist: Checklist) -> dict[tuple[Choice, ...], str]:
    """The choices that stand at more than one place, with the name each list gets."""
    owners: dict[tuple[Choice, ...], list[str]] = {}
    holders: tuple[ContextField | ControlQuestion, ...] = (*checklist.context_fields, *checklist.questions)
    for one in holders:
        if one.choices and one.type is not QuestionType.YES_NO:
            owners.setdefault(one.choices, []).append(one.name)
    return {choices: f"val_{names[0]}" for choices, names in owners.items() if len(names) > 1}


def _choices(owner: str, choices: tuple[Choice, ...]) -> list[Written]:
    for choice in choices:
        for column, _ in choice.columns:
            if column in CHOICE_KEYS:
                raise ColumnNotWritable(owner, choice.name, column)
    return [
        {"namn": choice.name, **_present(_words("text", choice.label)), **_pairs(choice.columns)} for choice in choices
    ]


def _choices_of(one: ControlQuestion | ContextField, lists: Mapping[tuple[Choice, ...], str]) -> Written | None:
    if one.type is QuestionType.YES_NO or not one.choices:
        return None
    return lists.get(one.choices) or _choices(one.name, one.choices)


def _context_field(field: ContextField, lists: Mapping[tuple[Choice, ...], str]) -> dict[str, Written]:
    return _present(
        {
            "namn": field.name,
            "typ": field.type.value,
            **_words("text", field.label),
            "forval": default_written(field),
            "val": _choices_of(field, lists),
            **_words("enhet", field.unit),
        }
    )


def _section(section: Section) -> dict[str, Written]:
    return _present(
        {
            "id": section.name,
            **_words("titel", section.title),
            "visas_nar": _expression(section.relevance),
            "utseende": section.appearance,
            "ovrigt": _pairs(section.kept),
        }
    )


def _items(items: tuple[Item, ...], path: str, lists: Mapping[tuple[Choice, ...], str]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield _block(f"[[{path}]]", _group(item))
            yield from _items(item.items, f"{path}.fraga", lists)
        else:
            yield _block(f"[[{path}]]", _question(item, lists))


def _group(group: Group) -> dict[str, Written]:
    return _present(
        {
            "namn": group.name,
            "typ": "upprepning" if group.repeats else "grupp",
            **_words("text", group.label),
            "visas_nar": _expression(group.relevance),
            "antal": _expression(group.repeat_count),
            "utseende": group.appearance,
            "ovrigt": _pairs(group.kept),
        }
    )


def _question(question: ControlQuestion, lists: Mapping[tuple[Choice, ...], str]) -> dict[str, Written]:
    written: dict[str, Written | None] = {
        "id": question.id,
        "namn": "" if question.name == question.id.lower() else question.name,
        "typ": question.type.value,
        **_words("text", question.label),
        **_words("kort", question.short),
        **_words("hjalp", question.hint),
        **_words("vagledning", question.guidance),
        **_words("enhet", question.unit),
        "visas_nar": _expression(question.relevance),
        "kravs": _required(question),
        **_words("kravs_text", question.required_message),
        "berakning": _expression(question.calculation),
        "val": _choices_of(question, lists),
        "val_filter": _expression(question.choice_filter),
        "forval": default_written(question),
        "forval_uttryck": _expression(question.initial),
        "lagrum": list[Written](question.statutes),
        "del_av": question.part_of,
        "ursprung": question.origin,
        "skrivskyddad": question.read_only or None,
        "utseende": question.appearance,
        "parametrar": _pairs(question.parameters),
        "regel": constraints_written(question.constraints),
        "iakttagelse": findings_written(question),
        "ovrigt": _pairs(question.kept),
        "karna": question.core or None,
        "hette": list[Written](question.formerly),
    }
    return _present(written)


def _required(question: ControlQuestion) -> Written | None:
    """What stands after `kravs`, nothing where the question's type says it already."""
    if question.required_when is not None:
        return question.required_when.text
    as_its_type = question.required is (question.type not in NOT_ANSWERED)
    return None if as_its_type else question.required


def _finding(rule: FindingRule, type_: QuestionType) -> dict[str, Written]:
    several = type_ in (QuestionType.MANY_OF, QuestionType.RANKING)
    whole = (_SVAR_OF_MANY if several else _SVAR).fullmatch(rule.condition.text)
    answers = list[Written](re.findall(r"'([^']*)'", rule.condition.text)) if whole else []
    when: dict[str, Written] = {"nar": rule.condition.text}
    if answers:
        when = {"svar": answers[0] if len(answers) == 1 else answers}
    return {
        **when,
        "kategori": rule.category.value,
        "grad": int(rule.severity),
        **_present({**_words("text", rule.claim), "kanslig": rule.sensitive or None}),
    }
