"""How a value that rules have worked out is read by a person: one rule for windows, labels and paper."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from kollegie.language import Language, current_language
from kollegie.model.checklist import WITHHELD_LABELS, BilingualText, ContextField, ControlQuestion
from kollegie.model.expressions import Scalar
from kollegie.model.expressions.values import number_text

DECIMALS = 2
"""A calculation is shown to hundredths: nobody reads 138.6666666666666666666666667 hours."""
_YES, _NO = BilingualText("Ja", "Yes"), BilingualText("Nej", "No")


def scalar_words(
    question: ControlQuestion | ContextField, value: Scalar, language: Language | None = None, *, unit: bool = True
) -> str:
    """The value in words: a rounded number with its decimal comma and unit, Ja or Nej, the labels of choices.

    Shape: `unit` is left out within a sentence, whose own words tell it. Nothing is "".
    """
    language = language or current_language()
    if value is None:
        return ""
    if isinstance(value, bool):
        return (_YES if value else _NO).in_(language)
    if isinstance(value, Decimal):
        text = _number(value, language)
        named = question.unit.in_(language) if unit and text else ""
        return f"{text} {named}" if named else text
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    labels = {choice.name: choice.label.in_(language) or choice.name for choice in question.choices}
    labels |= {reason.value: label.in_(language) for reason, label in WITHHELD_LABELS.items()} if labels else {}
    return ", ".join(labels.get(one, one) for one in (value if isinstance(value, tuple) else (value,)))


def _number(value: Decimal, language: Language) -> str:
    if not value.is_finite():
        return ""
    text = number_text(round(value, DECIMALS))
    return text.replace(".", ",") if language is Language.SV else text
