"""How a question or a group of them asks to be shown: the words of the column `appearance` of an XLSForm.

The words are kept as they were written; those the window has no way of showing are told when a form is read.
"""

from __future__ import annotations

from kollegie.model.checklist import ControlQuestion, QuestionType

MINIMAL = "minimal"
"""The choices stand in a list that drops down, and only the answer is seen."""

HEADING = "label"
"""Only the words of the choices are shown, above questions whose own are left out; nobody answers it."""

WITHOUT_WORDS = "list-nolabel"
"""The choices are shown without their words, under a question that shows only them."""

SOUGHT = frozenset({"autocomplete", "search"})
"""Words for a list one can search in, as every list that drops down is here."""

_CHOICES = frozenset({QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.MANY_OF})
_SHOWN: dict[QuestionType, frozenset[str]] = {
    QuestionType.TEXT: frozenset({"multiline"}),
    QuestionType.YES_NO: frozenset({"horizontal", "likert"}),
    QuestionType.ONE_OF: frozenset({"horizontal", "likert"}),
    QuestionType.MANY_OF: frozenset({"horizontal"}),
    QuestionType.RANKING: frozenset({"horizontal"}),
    QuestionType.TIME: frozenset({"arrived", "left"}),
    QuestionType.MOMENT: frozenset({"arrived", "left"}),
}
"""What the window does with a question of a type anyway, or by our own words for the times at the door."""


def shows_words_only(type_: QuestionType | None, appearance: str) -> bool:
    """Whether a question is the heading of a table, made of its choices."""
    return type_ in _CHOICES and HEADING in appearance.split()


def leaves_words_out(type_: QuestionType | None, appearance: str) -> bool:
    """Whether a question is a row of a table, under a heading of its choices."""
    return type_ in _CHOICES and WITHOUT_WORDS in appearance.split()


def drops_down(type_: QuestionType, appearance: str) -> bool:
    """Whether the choices of a question stand in a list that drops down."""
    return type_ in _CHOICES and MINIMAL in appearance.split()


def is_minimal(question: ControlQuestion) -> bool:
    """Whether the choices of this question stand in a list that drops down."""
    return drops_down(question.type, question.appearance)


def not_shown(type_: QuestionType, appearance: str) -> tuple[str, ...]:
    """The words that the window does nothing about for a question of this type, in order."""
    shown = _SHOWN.get(type_, frozenset())
    if drops_down(type_, appearance):
        shown = SOUGHT | {MINIMAL}
    return tuple(word for word in appearance.split() if word not in shown)


def with_word(appearance: str, word: str, *, wanted: bool) -> str:
    """An appearance with a word, or without it; the others stay as they are."""
    others = [one for one in appearance.split() if one != word]
    return " ".join([word, *others] if wanted else others)
