"""Turns what somebody typed, clicked or sent into an answer to a question, and an answer into what rules work with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from kollegie.errors import KollegieError
from kollegie.language import Language
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import (
    ATTACHING,
    CHOOSING,
    WITHHELD_LABELS,
    BilingualText,
    Choice,
    ContextField,
    ControlQuestion,
    QuestionType,
)
from kollegie.model.expressions import Kind, Scalar, Variable
from kollegie.model.expressions.values import as_clock, as_moment, number_text

MOST_TEXT = 100_000
ATTACHED = BilingualText("Bifogad", "Attached")
"""What stands for an answer that is a picture, a file or a signature: the id behind it tells a person nothing."""

MOST_DECIMALS = 12
"""Decimals a number may be answered with."""
_NUMBER = re.compile(rf"[+-]?(\d{{1,20}}([.]\d{{0,{MOST_DECIMALS}}})?|[.]\d{{1,{MOST_DECIMALS}}})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}[:.]\d{2}")
_PLACE = re.compile(r"(-?\d{1,2}(?:[.,]\d+)?)(?:\s+|,\s+)(-?\d{1,3}(?:[.,]\d+)?)((?:\s+-?\d+(?:[.,]\d+)?){0,2})")

_WITHHELD = {reason.value: reason for reason in Withheld}

_KINDS = {
    QuestionType.YES_NO: Kind.CHOICE,
    QuestionType.NUMBER: Kind.NUMBER,
    QuestionType.INTEGER: Kind.NUMBER,
    QuestionType.TIME: Kind.TIME,
    QuestionType.DATE: Kind.DATE,
    QuestionType.MOMENT: Kind.MOMENT,
    QuestionType.ONE_OF: Kind.CHOICE,
    QuestionType.MANY_OF: Kind.CHOICES,
    QuestionType.RANKING: Kind.CHOICES,
    QuestionType.TEXT: Kind.TEXT,
    QuestionType.NOTE: Kind.NOTHING,
    QuestionType.PHOTO: Kind.FILE,
    QuestionType.FILE: Kind.FILE,
    QuestionType.SIGNATURE: Kind.FILE,
    QuestionType.ACKNOWLEDGE: Kind.TEXT,
    QuestionType.PLACE: Kind.TEXT,
}


class AnswerUnfit(KollegieError):
    """An answer that the question cannot take; nothing was kept."""

    sv = "”{given}” passar inte {id}: {expected_sv}."
    en = "“{given}” does not fit {id}: {expected_en}."

    def __init__(self, question: ControlQuestion | ContextField, given: object, expected_sv: str, expected_en: str):
        shown = str(given)
        super().__init__(
            id=question.id if isinstance(question, ControlQuestion) else question.name,
            given=shown if len(shown) <= 40 else shown[:39] + "…",
            expected_sv=expected_sv,
            expected_en=expected_en,
        )
        self.expected_sv = expected_sv
        self.expected_en = expected_en


def variable_of(question: ControlQuestion | ContextField, path: tuple[str, ...] = ()) -> Variable:
    """What expressions may know of a question or field before it is answered; ANY for what is calculated."""
    kind = _KINDS.get(question.type, Kind.ANY)
    if kind not in (Kind.CHOICE, Kind.CHOICES):
        return Variable(kind, path)
    names = {choice.name for choice in question.choices}
    if question.type is QuestionType.YES_NO:
        names |= _WITHHELD.keys()
    return Variable(kind, path, frozenset(names) or None)


def read_value(question: ControlQuestion | ContextField, given: object) -> Value:
    """The answer that a text, a number, a truth value, a list or `{"withheld": "avstod"}` means to the question.

    Shape: decimal comma and point are both read; a choice may be given by its name or by its words in either
    language; an empty text or list is no answer. The names of withheld answers are read for every type but text.
    Raises: AnswerUnfit with what was expected.
    """
    withheld = _withheld(question, given)
    if withheld is not None:
        return withheld
    if given is None or given == "" or (isinstance(given, list | tuple) and not given):
        return None
    if question.type in (QuestionType.MANY_OF, QuestionType.RANKING):
        return _read_choices(question, given)
    if isinstance(given, bool):
        return _read_truth(question, given)
    if isinstance(given, int | float | Decimal):
        text = number_text(Decimal(str(given))) if Decimal(str(given)).is_finite() else str(given)
    elif isinstance(given, str):
        text = given
    else:
        raise AnswerUnfit(question, given, "ett enda svar väntas", "one single answer is expected")
    return _read_text(question, text)


def _withheld(question: ControlQuestion | ContextField, given: object) -> Withheld | None:
    match given:
        case Withheld():
            return given
        case {"withheld": str(reason)} if reason in _WITHHELD:
            return _WITHHELD[reason]
        case {**_unknown}:
            expected = ", ".join(_WITHHELD)
            raise AnswerUnfit(
                question, given, f"skälet ska vara ett av {expected}", f"the reason must be one of {expected}"
            )
        case str() if question.type is not QuestionType.TEXT:
            return _WITHHELD.get(given.strip().lower())
        case _:
            return None


def _read_truth(question: ControlQuestion | ContextField, given: bool) -> Value:
    if question.type is QuestionType.YES_NO:
        return "ja" if given else "nej"
    if question.type is QuestionType.ACKNOWLEDGE:
        return "OK" if given else None
    return _read_text(question, "true" if given else "false")


def _read_text(question: ControlQuestion | ContextField, given: str) -> Value:
    if question.type is QuestionType.TEXT:
        return _read_free_text(question, given)
    text = given.strip()
    if not text:
        return None
    match question.type:
        case QuestionType.NUMBER | QuestionType.INTEGER:
            return _read_number(question, text)
        case QuestionType.DATE:
            return _read_day(question, text)
        case QuestionType.TIME:
            clock = as_clock(text.replace(".", ":"))
            if clock is None:
                raise AnswerUnfit(question, given, "ett klockslag som 07:30 väntas", "a time such as 07:30 is expected")
            return clock.isoformat("seconds" if clock.second else "minutes")
        case QuestionType.MOMENT:
            return _read_moment(question, text)
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return _read_choice(question, text).name
        case QuestionType.ACKNOWLEDGE:
            return "OK"
        case QuestionType.PLACE:
            return _read_place(question, text)
        case kind if kind in ATTACHING:
            return text
        case _:
            raise AnswerUnfit(question, given, "den besvaras inte av någon", "nobody answers it")


def _read_free_text(question: ControlQuestion | ContextField, given: str) -> Value:
    if len(given) > MOST_TEXT:
        raise AnswerUnfit(question, given, f"högst {MOST_TEXT} tecken", f"at most {MOST_TEXT} characters")
    return given if given.strip() else None


def _read_number(question: ControlQuestion | ContextField, given: str) -> str:
    text = re.sub(r"[\s\u00a0\u202f]", "", given).replace(",", ".").replace("−", "-")
    try:
        number = Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        number = None
    if number is None:
        raise AnswerUnfit(question, given, "ett tal som 4 eller 4,5 väntas", "a number such as 4 or 4.5 is expected")
    if question.type is QuestionType.INTEGER and number != number.to_integral_value():
        raise AnswerUnfit(question, given, "ett helt tal väntas", "a whole number is expected")
    return number_text(number)


def _read_day(question: ControlQuestion | ContextField, text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise AnswerUnfit(question, text, "ett datum som 2026-03-01 väntas", "a date such as 2026-03-01 is expected")


def _read_moment(question: ControlQuestion | ContextField, text: str) -> str:
    """A moment on the clock of the place; one with a zone is moved to the clock of this computer."""
    try:
        if _MOMENT.match(text):
            moment = datetime.fromisoformat(text.replace(" ", "T", 1))
            local = moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment
            return local.isoformat("T", "seconds" if local.second else "minutes")
    except (ValueError, OverflowError, OSError):  # the clock of the place has no such year
        pass
    raise AnswerUnfit(
        question,
        text,
        "datum och klockslag som 2026-03-01 07:30 väntas",
        "a date and time such as 2026-03-01 07:30 is expected",
    )


def _read_place(question: ControlQuestion | ContextField, text: str) -> str:
    """Latitude and longitude, and height and accuracy where they came along; kept with decimal points."""
    found = _PLACE.fullmatch(text.replace("−", "-"))
    if found is not None:
        latitude, longitude, rest = (part.replace(",", ".") for part in found.groups())
        if abs(Decimal(latitude)) <= 90 and abs(Decimal(longitude)) <= 180:
            return " ".join((latitude, longitude, *rest.split()))
    raise AnswerUnfit(
        question,
        text,
        "latitud och longitud som 57.70 11.97 väntas",
        "latitude and longitude such as 57.70 11.97 are expected",
    )


def _read_choice(question: ControlQuestion | ContextField, text: str) -> Choice:
    for choice in question.choices:
        if choice.name == text:
            return choice
    folded = text.casefold()
    alike = [
        choice
        for choice in question.choices
        if folded in (choice.name.casefold(), choice.label.sv.casefold(), choice.label.en.casefold())
    ]
    if len(alike) == 1:
        return alike[0]
    names = ", ".join((*(choice.name for choice in question.choices), *_WITHHELD))
    raise AnswerUnfit(question, text, f"ett av valen {names} väntas", f"one of the choices {names} is expected")


def _read_choices(question: ControlQuestion | ContextField, given: object) -> Value:
    """Several choices, each once; in the order of the checklist, so that equal answers are equal, or as ranked."""
    if isinstance(given, str):
        parts: Iterable[object] = [given] if _is_choice(question, given) else re.split(r"[\s,;]+", given.strip())
    elif isinstance(given, list | tuple):
        parts = given
    else:
        parts = [given]
    chosen = []
    for part in parts:
        if not isinstance(part, str | int):
            raise AnswerUnfit(question, part, "en lista med val väntas", "a list of choices is expected")
        chosen.append(_read_choice(question, str(part).strip()).name)
    if question.type is QuestionType.RANKING:
        return tuple(dict.fromkeys(chosen))
    return tuple(choice.name for choice in question.choices if choice.name in chosen)


def _is_choice(question: ControlQuestion | ContextField, text: str) -> bool:
    try:
        _read_choice(question, text.strip())
    except AnswerUnfit:
        return False
    return True


def scalar_of(question: ControlQuestion | ContextField, value: Value) -> Scalar:
    """What rules work with: nothing for no answer and for withheld ones, which yes/no questions keep by name.

    A stored answer that does not fit the question (the type was changed) counts as nothing; `fault_in` tells it.
    """
    if value is None:
        return None
    if isinstance(value, Withheld):
        return value.value if question.type is QuestionType.YES_NO else None
    if isinstance(value, tuple):
        return value if question.type in (QuestionType.MANY_OF, QuestionType.RANKING) else None
    match question.type:
        case QuestionType.NUMBER | QuestionType.INTEGER:
            return Decimal(value) if _NUMBER.fullmatch(value) else None
        case QuestionType.DATE | QuestionType.MOMENT:
            return as_moment(value)
        case QuestionType.TIME:
            return as_clock(value)
        case QuestionType.MANY_OF | QuestionType.RANKING:
            return (value,)
        case _:
            return value


def fault_in(question: ControlQuestion | ContextField, value: Value) -> AnswerUnfit | None:
    """What keeps a stored answer from being one to this question, if anything."""
    if value is None or isinstance(value, Withheld):
        return None
    try:
        read_value(question, list(value) if isinstance(value, tuple) else value)
    except AnswerUnfit as unfit:
        return unfit
    return None


def value_words(question: ControlQuestion | ContextField, value: Value, language: Language | None = None) -> str:
    """The answer in words, as a summary prints it: the choice's label, a number with its unit, `Ej observerat`."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return WITHHELD_LABELS[value].in_(language)
    if question.type in ATTACHING:
        return ATTACHED.in_(language)
    if question.type in CHOOSING:
        names = value if isinstance(value, tuple) else (value,)
        labels = {choice.name: choice.label.in_(language) for choice in question.choices}
        return ", ".join(labels.get(name, name) for name in names)
    text = " ".join(value) if isinstance(value, tuple) else value
    if question.type in (QuestionType.NUMBER, QuestionType.INTEGER) and language is not Language.EN:
        text = text.replace(".", ",")
    unit = question.unit.in_(language)
    return f"{text} {unit}" if unit else text
