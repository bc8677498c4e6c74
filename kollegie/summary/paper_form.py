"""A checklist on paper, for a day without a laptop: what each page holds, in the order it is typed in afterwards.

The form bears the number of the case and nothing else about a person. Source: the print language, "Paper form".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from uuid import UUID

from kollegie.language import Language, current_language, say
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import (
    WITHHELD_LABELS,
    Checklist,
    Choice,
    ControlQuestion,
    Group,
    Item,
    QuestionType,
    Section,
)
from kollegie.model.checklist_appearance import is_minimal
from kollegie.model.checklist_rules import filled_label, names_in_label
from kollegie.model.checklist_statutes import statute_words
from kollegie.model.checklist_tables import TableList, tables_of
from kollegie.model.conditions import condition_words
from kollegie.model.expressions import Expression
from kollegie.model.reviews import Assignment, Case, Participant, Visit
from kollegie.store import Reading, Store
from kollegie.summary.issuing import keep_file
from kollegie.visiting.contacts import Contact, contacts_of, first_to_call
from kollegie.visiting.evaluation import Sheet
from kollegie.visiting.pinned import asked_at, sheet_of

BLANK_ROWS = 3
"""How many times a repeat is printed where nobody knows how many there are."""
LONG_LIST = 24
"""So many answers in a list that drops down are printed with a box each; of a longer list the answer is written."""
CHOICE_LINES, TEXT_LINES = 2, 6
"""Writing lines below a question with answers to choose, and below one to write."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on paper.

    Shape: `row` tells which of several times it is asked, "" outside repeats; `when` the condition in words;
    `withheld` the reasons for no answer that are offered beside the choices; `lines` the writing lines below;
    `columns` the answers that stand once above it and the rows around it, where it is a row of a table.
    """

    name: str
    id: str
    type: QuestionType
    words: str
    help: str = ""
    when: str = ""
    row: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    lines: int = CHOICE_LINES
    findings: bool = False
    decimals: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what it says, and the questions below it. `level` 2 is a section, 3 a group within one."""

    level: int
    title: str
    when: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """All that is printed. `case`, `pair` and whom to call are empty on a blank form and written by hand."""

    id: str
    title: str
    version: str
    description: str
    parts: tuple[Part, ...]
    case: str = ""
    pair: str = ""
    contact: Contact | None = None


def form_of(
    checklist: Checklist,
    *,
    day: date,
    sheet: Sheet | None = None,
    case: str = "",
    pair: str = "",
    contact: Contact | None = None,
    decided_on: date | None = None,
) -> PaperForm:
    """The form of a checklist; with a `sheet` of a visit, what its case rules out is left out.

    Units: `day` decides which statutes hold, for a question about the decision the day it was taken; those that are
    not certain are never printed.
    """
    maker = _Maker(checklist, sheet, day, current_language(), decided_on)
    return PaperForm(
        checklist.id,
        checklist.title.in_(),
        checklist.version,
        checklist.description.in_(),
        tuple(maker.parts()),
        case,
        pair,
        contact,
    )


def form_of_visit(reading: Reading, visit_id: UUID, *, day: date) -> PaperForm:
    """The form of one visit: its checklist in the version it is pinned to, with the number of its case.

    Raises: RecordMissing; ChecklistVersionMissing.
    """
    visit = reading.get(Visit, visit_id)
    case = reading.get(Case, visit.case_id)
    checklist = asked_at(reading, visit)
    persons = {one.person_id for one in reading.find(Assignment, visit_id=visit.id)}
    everyone = reading.find(Participant, review_id=visit.review_id)
    pair = next((one.pair for one in everyone if one.person_id in persons and one.pair), "")
    contact = first_to_call(contacts_of(reading, visit.review_id))
    sheet = sheet_of(checklist, case, ())
    return form_of(
        checklist, day=day, sheet=sheet, case=case.label, pair=pair, contact=contact, decided_on=case.decided_on
    )


def print_form(form: PaperForm, out: Path, *, day: date) -> int:
    """Write the form as a PDF; the file appears whole or not at all. Returns its pages. Raises: SummaryNotSaved."""
    from kollegie.summary.pdf_paper import paper_pdf

    printed = paper_pdf(form, day)
    keep_file(out, printed.pdf)
    return printed.pages


def print_visit_form(store: Store, visit_id: UUID, out: Path) -> int:
    """Print the form of a visit; that it is printed stands in the log of readings before it is made.

    Raises: RecordMissing; ChecklistVersionMissing; SummaryNotSaved.
    """
    day = store.clock().astimezone().date()
    with store.reading() as reading:
        form = form_of_visit(reading, visit_id, day=day)
    with store.work("form printed") as work:
        work.log_reading("printed", "visit", visit_id, f"{form.id} {form.version}")
    return print_form(form, out, day=day)


@dataclass(frozen=True)
class _Maker:
    checklist: Checklist
    sheet: Sheet | None
    day: date
    language: Language
    decided_on: date | None = None

    @cached_property
    def tables(self) -> Mapping[str, TableList]:
        """The tables of the checklist, by the names of their questions."""
        return tables_of(self.checklist)

    def parts(self) -> Iterator[Part]:
        for section in self.checklist.sections:
            if self._ruled_out(section.name, section.relevance):
                continue
            parts = list(self._of_items(section.items, 2, section.title.in_(self.language), self._when(section), ""))
            if any(part.asked for part in parts):
                yield from parts

    def _of_items(self, items: tuple[Item, ...], level: int, title: str, when: str, row: str) -> Iterator[Part]:
        """The part of these items: questions up to the first group, the group's own parts, and what comes after."""
        asked: list[Asked] = []
        told = False
        for item in items:
            if isinstance(item, ControlQuestion):
                if item.type is not QuestionType.CALCULATED and not self._ruled_out(item.name, item.relevance):
                    asked.append(self._asked(item, row))
                continue
            if self._ruled_out(item.name, item.relevance):
                continue
            yield Part(level, title if not told else "", when if not told else "", tuple(asked))
            asked, told = [], True
            yield from self._of_group(item, row)
        if asked or not told:
            yield Part(level, title if not told else "", when if not told else "", tuple(asked))

    def _of_group(self, group: Group, row: str) -> Iterator[Part]:
        name, when = group.label.in_(self.language), self._when(group)
        if not group.repeats:
            yield from self._of_items(group.items, 3, name, when, row)
            return
        for number in range(1, BLANK_ROWS + 1):
            here = f"{row}/{number}" if row else str(number)
            yield from self._of_items(group.items, 3, f"{name or group.name} {number}", when, here)

    def _when(self, owner: Section | Group | ControlQuestion) -> str:
        words = condition_words(self.checklist, owner.relevance, self.language)
        if not words or self._of_case_alone(owner.relevance):
            return "" if self.sheet is not None else words
        return words

    def _of_case_alone(self, expression: Expression | None) -> bool:
        """Whether the case alone decides, so that the condition is settled when the case is known."""
        fields = {field.name for field in self.checklist.context_fields}
        return expression is not None and bool(expression.names) and set(expression.names) <= fields

    def _ruled_out(self, name: str, relevance: Expression | None) -> bool:
        return self.sheet is not None and self._of_case_alone(relevance) and not self.sheet.is_relevant(name)

    def _asked(self, question: ControlQuestion, row: str) -> Asked:
        to_write = question.type in (QuestionType.TEXT, QuestionType.PLACE)
        known = self.checklist.statutes_of(question)
        statutes = statute_words(known, self.language, self.day, self.decided_on)
        written = is_minimal(question) and len(question.choices) > LONG_LIST
        how = say("Skriv svaret som det står i listan i programmet.", "Write the answer as the program's list has it.")
        hints = (self._words(question.hint.in_(self.language)), *statutes, how if written else "")
        help_ = " · ".join(one for one in hints if one)
        reasons = tuple(WITHHELD_LABELS[reason].in_(self.language) for reason in Withheld)
        answered = question.answerable and not question.read_only
        return Asked(
            question.name,
            question.id,
            question.type,
            self._words(question.label.in_(self.language)),
            help_,
            self._when(question),
            row,
            question.unit.in_(self.language),
            () if written else tuple(_label(choice, self.language) for choice in question.choices),
            reasons if answered else (),
            0 if not answered else TEXT_LINES if to_write else CHOICE_LINES,
            bool(question.findings),
            question.type is QuestionType.NUMBER,
            self._columns(question),
        )

    def _columns(self, question: ControlQuestion) -> tuple[str, ...]:
        """The answers of the table that the question is a row of."""
        table = self.tables.get(question.name)
        if table is None or not table.is_row(question.name):
            return ()
        return tuple(_label(choice, self.language) for choice in table.choices)

    def _words(self, text: str) -> str:
        """A text with the ids of the questions whose answers it quotes."""
        ids = {name: self._id(name) for name in names_in_label(text)}
        return filled_label(text, ids) if ids else text

    def _id(self, name: str) -> str:
        question = self.checklist.question(name)
        if question is not None:
            return f"[{question.id}]"
        field = next((one for one in self.checklist.context_fields if one.name == name), None)
        value = self.sheet.value(name) if self.sheet is not None else None
        if isinstance(value, str) and value:
            return value
        label = field.label.in_(self.language).lower() if field is not None else name
        return say(f"[{label}]", f"[{label}]")


def _label(choice: Choice, language: Language) -> str:
    return choice.label.in_(language) or choice.name
