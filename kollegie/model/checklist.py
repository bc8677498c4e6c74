"""A checklist: sections of control questions, what they need to know of the case, and which answer is a finding.

One shape for all checklists, wherever they were written: the files in `checklists/`, a municipality's own, or an
XLSForm workbook. A visit is pinned to the exact content it began with (`content_hash`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias

from kollegie.language import Language, current_language
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist_statutes import Statute
from kollegie.model.expressions import Expression
from kollegie.model.severity import Category, Severity
from kollegie.model.visible_text import visible


@dataclass(frozen=True, slots=True)
class BilingualText:
    """A text of the checklist in Swedish and, where someone has written it, English."""

    sv: str = ""
    en: str = ""

    def in_(self, language: Language | None = None) -> str:
        """The text as it is shown, in the language given, else the one chosen; the other one where it is missing.

        Shape: direction controls stand as marks; `sv` and `en` are as they were written.
        """
        wanted = language or current_language()
        return visible((self.sv or self.en) if wanted is Language.SV else (self.en or self.sv))

    def __bool__(self) -> bool:
        return bool(self.sv or self.en)


class QuestionType(StrEnum):
    """What kind of answer a question takes; the value is the word in the checklist file."""

    YES_NO = "ja/nej"
    NUMBER = "tal"
    INTEGER = "heltal"
    TIME = "klockslag"
    DATE = "datum"
    MOMENT = "tidpunkt"
    ONE_OF = "ett val"
    MANY_OF = "flera val"
    RANKING = "rangordning"
    TEXT = "text"
    NOTE = "notis"
    PHOTO = "foto"
    FILE = "fil"
    SIGNATURE = "underskrift"
    CALCULATED = "beräkning"
    ACKNOWLEDGE = "bekräftelse"
    PLACE = "plats"


NOT_ANSWERED = frozenset({QuestionType.NOTE, QuestionType.CALCULATED})
"""Types nobody answers: a text to read, a value the program works out."""
CHOOSING = frozenset({QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.MANY_OF, QuestionType.RANKING})
ATTACHING = frozenset({QuestionType.PHOTO, QuestionType.FILE, QuestionType.SIGNATURE})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; `columns` are what a choice filter may look at."""

    name: str
    label: BilingualText
    columns: tuple[tuple[str, str], ...] = ()


YES = Choice("ja", BilingualText("Ja", "Yes"))
NO = Choice("nej", BilingualText("Nej", "No"))
PARTLY = Choice("delvis", BilingualText("Delvis", "Partly"))
YES_NO_CHOICES = (YES, NO, PARTLY)

WITHHELD_LABELS = {
    Withheld.EJ_OBSERVERAT: BilingualText("Ej observerat", "Not observed"),
    Withheld.EJ_TILLAMPLIGT: BilingualText("Ej tillämpligt", "Not applicable"),
    Withheld.EJ_FRAGAD: BilingualText("Ej frågad", "Not asked"),
    Withheld.AVSTOD: BilingualText("Avstod", "Declined"),
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold for an answer; a soft one may be passed with a comment, a hard one stops signing."""

    condition: Expression
    message: BilingualText = BilingualText()
    soft: bool = False


@dataclass(frozen=True, slots=True)
class FindingRule:
    """Which answer raises which finding, and the sentence the summary says it with.

    Shape: `sensitive` findings are told to the lead alone until they have been weighed, and never quoted in public.
    """

    condition: Expression
    category: Category
    severity: Severity
    claim: BilingualText = BilingualText()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ControlQuestion:
    """One question.

    Shape: `name` is what expressions and answers call it (`hb01`), `id` what is printed (`HB01`); `part_of` names the
    question a follow-up belongs to and is counted with; `origin` the warning signal a record question asks about.
    `parameters` are those of a range: start, end and step. `kept` is what came with it from another program, by
    column, and goes back with it; nothing here reads it. A question of the national `core` may not be changed in a
    local copy; `formerly` are the names it had in earlier versions, confirmed by a person.
    """

    name: str
    id: str
    type: QuestionType
    label: BilingualText
    short: BilingualText = BilingualText()
    hint: BilingualText = BilingualText()
    guidance: BilingualText = BilingualText()
    unit: BilingualText = BilingualText()
    relevance: Expression | None = None
    required: bool = False
    required_when: Expression | None = None
    required_message: BilingualText = BilingualText()
    constraints: tuple[Constraint, ...] = ()
    calculation: Expression | None = None
    choices: tuple[Choice, ...] = ()
    choice_filter: Expression | None = None
    default: Value = None
    initial: Expression | None = None
    findings: tuple[FindingRule, ...] = ()
    statutes: tuple[str, ...] = ()
    part_of: str = ""
    origin: str = ""
    read_only: bool = False
    appearance: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    core: bool = False
    formerly: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether a person answers it."""
        return self.type not in NOT_ANSWERED

    @property
    def counted(self) -> bool:
        """Whether it is a question of its own in "7 av 12"."""
        return self.answerable and not self.part_of and not self.read_only

    def choice(self, name: str) -> Choice | None:
        """The choice of that name."""
        return next((choice for choice in self.choices if choice.name == name), None)

    def short_label(self, language: Language | None = None) -> str:
        """The words for the list of questions."""
        return (self.short or self.label).in_(language)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; with `repeats` they are asked once for each service, staff member …

    Shape: `repeat_count` says how many times, where that can be worked out; otherwise people add rows.
    """

    name: str
    label: BilingualText
    items: tuple[Item, ...]
    relevance: Expression | None = None
    repeats: bool = False
    repeat_count: Expression | None = None
    appearance: str = ""
    kept: tuple[tuple[str, str], ...] = ()


Item: TypeAlias = ControlQuestion | Group


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the checklist, as listed at the left of the visit."""

    name: str
    title: BilingualText
    items: tuple[Item, ...]
    relevance: Expression | None = None
    appearance: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ContextField:
    """What a condition needs to know of the case; filled in from the register, not asked.

    Shape: `type` and `choices` as of a question; `default` counts where nobody has said anything else.
    """

    name: str
    type: QuestionType
    label: BilingualText
    default: Value = None
    choices: tuple[Choice, ...] = ()
    unit: BilingualText = BilingualText()


class Subject(StrEnum):
    """Whom a checklist is answered about."""

    USER = "brukare"
    PROVIDER = "utförare"
    CASE = "ärende"


@dataclass(frozen=True)
class Checklist:
    """A whole checklist in one version. `based_on` is the id of the national checklist that it is a local copy of."""

    id: str
    version: str
    title: BilingualText
    sections: tuple[Section, ...]
    description: BilingualText = BilingualText()
    subject: Subject = Subject.USER
    service: str = ""
    context_fields: tuple[ContextField, ...] = ()
    statutes: tuple[Statute, ...] = ()
    default_language: Language = Language.SV
    kept: tuple[tuple[str, str], ...] = ()
    based_on: str = ""

    @cached_property
    def questions(self) -> tuple[ControlQuestion, ...]:
        """Every question in reading order, follow-ups, notes and calculations too."""
        return tuple(item for item in self.items if isinstance(item, ControlQuestion))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every question and group in reading order, a group before what is in it."""
        return tuple(item for section in self.sections for item in _within(section.items))

    @cached_property
    def control_questions(self) -> tuple[ControlQuestion, ...]:
        """The questions that are counted."""
        return tuple(question for question in self.questions if question.counted)

    @cached_property
    def _by_name(self) -> dict[str, ControlQuestion]:
        return {question.name: question for question in self.questions}

    def question(self, name: str) -> ControlQuestion | None:
        """The question of that name."""
        return self._by_name.get(name)

    @cached_property
    def _sections_by_question(self) -> dict[str, Section]:
        return {item.name: section for section in self.sections for item in _within(section.items)}

    def section_of(self, name: str) -> Section | None:
        """The section a question or group stands in."""
        return self._sections_by_question.get(name)

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {name: path for section in self.sections for name, path in _paths(section.items, ())}

    def path_of(self, name: str) -> tuple[str, ...]:
        """The repeats around a question, outermost first; a repeat's own path ends with itself."""
        return self._paths.get(name, ())

    @cached_property
    def _statutes_by_id(self) -> dict[str, Statute]:
        return {statute.id: statute for statute in self.statutes}

    def statutes_of(self, question: ControlQuestion) -> tuple[Statute, ...]:
        """The references of a question, the uncertain ones too; `Statute.shown` decides what a reader sees."""
        return tuple(self._statutes_by_id[id_] for id_ in question.statutes if id_ in self._statutes_by_id)

    @cached_property
    def content_hash(self) -> str:
        """The fingerprint of all that is said and ruled here, the same wherever it was written."""
        from kollegie.model.checklist_text import checklist_to_text  # the text form needs these classes

        return sha256(checklist_to_text(self).encode()).hexdigest()


def _within(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from _within(item.items)


def _paths(items: tuple[Item, ...], path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in items:
        if isinstance(item, ControlQuestion):
            yield item.name, path
        else:
            inside = (*path, item.name) if item.repeats else path
            yield item.name, inside
            yield from _paths(item.items, inside)
