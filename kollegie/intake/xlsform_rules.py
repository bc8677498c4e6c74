"""Constraints of a row: ODK has one for each question, Kollegie several, hard and soft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from kollegie.intake.xlsform_cells import expression_of, inline_of
from kollegie.intake.xlsform_nodes import Node
from kollegie.intake.xlsform_problems import ParametersUnfit, SheetProblems
from kollegie.intake.xlsform_report import RemarkKind, Remarks
from kollegie.intake.xlsform_sheets import Row
from kollegie.model.expressions.values import number_text

RANGE = {"start": "1", "end": "10", "step": "1"}
"""What ODK takes for granted of a range."""


def joined(rules: Sequence[Mapping[str, object]]) -> tuple[str, str, str]:
    """The one constraint, with its message in both languages, that says what the hard ones among the rules say."""
    hard = [rule for rule in rules if not rule.get("mjuk")]
    conditions = [str(rule.get("uttryck", "")) for rule in hard]
    condition = conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions)
    messages = [
        " ".join(dict.fromkeys(str(rule[key]) for rule in hard if rule.get(key))) for key in ("text", "text_en")
    ]
    return condition, messages[0], messages[1]


def put_constraints(node: Node, row: Row, problems: SheetProblems, remarks: Remarks, limits: list[str]) -> None:
    """The rules of a row under `regel`.

    Shape: the column constraint counts; `kollegie_regler` tells how it is made up, and adds the soft ones. `limits`
    are the conditions a range brings with it.
    """
    condition = expression_of(row, "constraint", remarks)
    said = (condition, row.words("constraint_message", "sv"), row.words("constraint_message", "en"))
    own = inline_of(row, "kollegie_regler", problems)
    if own is not None:
        listed = own if isinstance(own, list) else [own]
        rules = [rule for rule in listed if isinstance(rule, dict)]
        if len(rules) < len(listed):
            problems.note_at(
                row.place("kollegie_regler"),
                ParametersUnfit(str(own), '[{ uttryck = "…" }]', '[{ uttryck = "…" }]'),
            )
        if joined(rules) == said:
            node.put("regel", rules, row.place("kollegie_regler"))
            return
        remarks.say(
            RemarkKind.CHANGED,
            row.place("constraint"),
            "villkoret är ändrat sedan kollegie_regler skrevs: det som står i constraint gäller",
            "the constraint was changed after kollegie_regler was written: what stands in constraint counts",
        )
        soft = [rule for rule in rules if rule.get("mjuk")]
        node.put("regel", [*_rule(said), *soft], row.place("constraint"))
        return
    if not condition and (said[1] or said[2]):
        remarks.say(
            RemarkKind.IGNORED,
            row.place("constraint_message"),
            "meddelandet hör inte till något villkor",
            "the message belongs to no constraint",
        )
    rules = [*_rule(said), *({"uttryck": limit} for limit in limits if limit != condition)]
    node.put("regel", rules, row.place("constraint") if condition else node.place)


def _rule(said: tuple[str, str, str]) -> list[dict[str, object]]:
    condition, message, english = said
    if not condition:
        return []
    rule: dict[str, object] = {"uttryck": condition, "text": message, "text_en": english}
    return [{key: value for key, value in rule.items() if value}]


def range_limits(pairs: Mapping[str, str], row: Row, problems: SheetProblems) -> list[str]:
    """What a range demands of an answer: not below, not above, and on a step."""
    numbers: dict[str, Decimal] = {}
    for name, usual in RANGE.items():
        written = pairs.get(name, usual)
        try:
            numbers[name] = Decimal(written)
        except InvalidOperation:
            problems.note_at(row.place("parameters"), ParametersUnfit(f"{name}={written}", "ett tal", "a number"))
            return []
    step = abs(numbers["step"])
    if not all(number.is_finite() for number in numbers.values()) or not step:
        expected = ("tal med ett steg större än noll", "numbers with a step larger than zero")
        problems.note_at(row.place("parameters"), ParametersUnfit(row.code("parameters"), *expected))
        return []
    low, high = sorted((numbers["start"], numbers["end"]))
    least, most = number_text(low), number_text(high)
    limits = [f". >= {least} and . <= {most}"]
    if step != 1 or low != low.to_integral_value():
        steps = f"(. - {least})" if low else "."
        limits.append(f"{steps} mod {number_text(step)} = 0")
    return limits


def is_whole_range(pairs: Mapping[str, str]) -> bool:
    """Whether every number of a range is whole, so that the answer is."""
    return all(_is_whole(pairs.get(name, usual)) for name, usual in RANGE.items())


def _is_whole(written: str) -> bool:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return False
    return number.is_finite() and number == number.to_integral_value()
