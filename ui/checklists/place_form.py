"""The form of a section, a group, or the checklist itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.intake.checklist_draft import GROUP_TYPES, DraftProblem, name_of, value_at
from kollegie.intake.checklist_lines import Key
from kollegie.language import counted, say
from kollegie.model.checklist import Checklist, Subject
from kollegie.model.checklist_tables import NoTable, table_of, table_owners
from ui.checklists.askable import askables
from ui.checklists.aspect import Aspect
from ui.checklists.condition_builder import ConditionBuilder
from ui.checklists.context_form import ContextForm
from ui.checklists.look_choice import LookChoice
from ui.checklists.statutes_form import StatutesForm
from ui.theme import theme
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit, TextField
from ui.widgets.segmented_choice import SegmentedChoice

SUBJECT_WORDS = {
    Subject.USER: ("En brukare", "A service user"),
    Subject.PROVIDER: ("En utförare", "A provider"),
    Subject.CASE: ("Ett ärende vid skrivbordet", "A case at the desk"),
}


class PlaceForm(QWidget):
    """Shows what stands around questions and tells each change: key, value, whether it is typed."""

    put = Signal(object, object, bool)

    def __init__(self, held: Mapping[str, Any], key: Key) -> None:
        super().__init__()
        self.key = key
        table = value_at(held, key) if key else held
        self._table: Mapping[str, Any] = table if isinstance(table, Mapping) else {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(10))
        if not key:
            title, self._fields = say("Checklistan", "The checklist"), self._checklist_fields()
        elif len(key) == 2:
            title, self._fields = (
                say("Avsnittet", "The section"),
                [("id", say("Namn", "Name")), *_both("titel", say("Rubrik", "Title"))],
            )
        else:
            title, self._fields = (
                say("Upprepningen", "The repeat")
                if self._table.get("typ") == GROUP_TYPES[True]
                else say("Gruppen", "The group"),
                [("namn", say("Namn", "Name")), *_both("text", say("Rubrik", "Title"))],
            )
        known = [name.removesuffix("_en") for name, _ in self._fields]
        self.aspect = Aspect(title, [*known, "schema"], open_=True)
        self._first: QWidget = self.aspect
        for name, words in self._fields:
            editor: NoteEdit | TextField
            if name.startswith("beskrivning"):
                editor = NoteEdit(words, str(self._table.get(name) or ""))
            else:
                editor = TextField(words, str(self._table.get(name) or ""))
            editor.edited.connect(partial(self._tell, name, True))
            self.aspect.column.addWidget(Field(words, editor))
            if name in ("titel", "text"):
                self._first = editor
        column.addWidget(self.aspect)
        self.aspects = [self.aspect]
        self.look: LookChoice | None = None
        self.shown_as: Aspect | None = None
        self.context: ContextForm | None = None
        if not key:
            about = DropDown(
                say("Den besvaras om", "It is answered about"),
                [(one.value, say(*words)) for one, words in SUBJECT_WORDS.items()],
            )
            about.show_value(self._table.get("galler", Subject.USER.value))
            about.chosen.connect(partial(self._tell, "galler", False))
            self.aspect.column.addWidget(Field(say("Den besvaras om", "It is answered about"), about))
            self._context(column)
            self._statutes(column)
        else:
            if len(key) > 2:
                self._kind()
            self._look(column)
            self._conditions(held, column)
        column.addStretch()

    def show_held(self, held: Mapping[str, Any], latest: Checklist | None) -> None:
        """Take the draft as it stands: the fields show it already, and a table says whether it can be one."""
        table = value_at(held, self.key) if self.key else held
        self._table = table if isinstance(table, Mapping) else {}
        if self.shown_as is not None:
            self.shown_as.say_now(self._table_words(latest))

    def show_problems(self, problems: Sequence[DraftProblem]) -> None:
        """Show each fault at its card."""
        depth = len(self.key)
        for aspect in self.aspects:
            others = frozenset().union(*(one.fields for one in self.aspects if one is not aspect))
            mine = [
                one
                for one in problems
                if (
                    (field := str(one.key[depth]) if len(one.key) > depth else "") in aspect.fields
                    and not (field == "sammanhang" and len(one.key) > 1)
                )
                or (aspect is self.aspect and field.removesuffix("_en") not in others)
            ]
            aspect.show_faults([one.sentence() for one in mine])
        if self.context is not None:
            self.context.show_problems(problems)
            if any(one.key[:1] == ("sammanhang",) for one in problems):
                self._facts.unfold()

    def first_field(self) -> QWidget:
        """Where writing begins."""
        return self._first

    def _kind(self) -> None:
        """A group is asked once, a repeat once per row; one can become the other."""
        kind = SegmentedChoice(
            say("Hur ofta frågas det?", "How often is it asked?"),
            [
                Option(GROUP_TYPES[False], say("En gång (grupp)", "Once (group)")),
                Option(GROUP_TYPES[True], say("En gång per rad (upprepning)", "Once per row (repeat)")),
            ],
        )
        kind.show_value(str(self._table.get("typ")))
        kind.chosen.connect(partial(self._tell, "typ", False))
        self.kind = kind
        self.aspect.column.addWidget(Field(say("Hur ofta frågas det?", "How often is it asked?"), kind))

    def _look(self, column: QVBoxLayout) -> None:
        """Questions that share their answers can be asked in a table."""
        aspect = self.shown_as = Aspect(say("Visas som", "Shown as"), ("utseende",), open_=True)
        self.look = LookChoice.of_group(str(self._table.get("utseende") or ""))
        self.look.chosen_look.connect(partial(self._tell, "utseende", False))
        aspect.column.addWidget(self.look)
        self.aspects.append(aspect)
        column.addWidget(aspect)

    def _table_words(self, latest: Checklist | None) -> str:
        """What a table shows, or why its questions stand one by one all the same."""
        owners = table_owners(latest) if latest is not None else ()
        owner = next((one for one in owners if one.name == name_of(self._table)), None)
        table = table_of(owner) if owner is not None else None
        if isinstance(table, NoTable):
            why = table.why.in_()
            return say(f"Frågorna visas en och en, eftersom {why}.", f"The questions stand one by one, as {why}.")
        if table is not None:
            return say("Svaren står en gång överst, med en rad för varje fråga.", "The answers stand once, above.")
        return say("Frågor som har samma svar kan stå i en tabell.", "Questions with the same answers can be a table.")

    def _context(self, column: QVBoxLayout) -> None:
        known = [one for one in self._table.get("sammanhang") or [] if isinstance(one, Mapping)]
        aspect = self._facts = Aspect(say("Uppgifter om ärendet", "Facts of the case"), ("sammanhang",))
        number = counted(len(known), ("uppgift", "uppgifter"), ("fact", "facts"))
        aspect.say_now(
            say(
                f"{number}. De fylls i från registret och kan användas i villkor, men frågas aldrig.",
                f"{number}. They are filled in from the register and may be used in conditions, but are never asked.",
            )
        )
        self.context = ContextForm([dict(one) for one in known])
        self.context.changed.connect(self._tell_context)
        aspect.column.addWidget(self.context)
        self.aspects.append(aspect)
        column.addWidget(aspect)

    @Slot(object, bool)
    def _tell_context(self, fields: object, typing: bool) -> None:
        self._tell("sammanhang", typing, fields)

    def _statutes(self, column: QVBoxLayout) -> None:
        known = [one for one in self._table.get("lagrum") or [] if isinstance(one, Mapping)]
        aspect = Aspect(say("Lagrum", "Statutes"), ("lagrum",))
        number = counted(len(known), ("lagrum", "lagrum"), ("statute", "statutes"))
        aspect.say_now(
            say(f"{number}. Osäkra visas aldrig som lag.", f"{number}. Uncertain ones are never shown as law.")
        )
        form = StatutesForm([dict(one) for one in known])
        form.changed.connect(partial(self._tell, "lagrum", True))
        self.statutes = form
        aspect.column.addWidget(form)
        self.aspects.append(aspect)
        column.addWidget(aspect)

    def _conditions(self, held: Mapping[str, Any], column: QVBoxLayout) -> None:
        for field, name in (
            ("visas_nar", say("Visas", "Shown")),
            *((("antal", say("Antal gånger", "How many times")),) if self._table.get("typ") == "upprepning" else ()),
        ):
            aspect = Aspect(name, (field,), open_=True)
            if field == "antal":
                note = NoteEdit(
                    say("Uttryck för antalet", "Expression for the number"), str(self._table.get(field) or ""), lines=1
                )
                note.edited.connect(partial(self._tell, field, True))
                aspect.column.addWidget(note)
            else:
                builder = ConditionBuilder(say("Villkoret", "The condition"))
                builder.show_condition(str(self._table.get(field) or ""), askables(held))
                builder.changed.connect(partial(self._tell, field, True))
                aspect.column.addWidget(builder)
            self.aspects.append(aspect)
            column.addWidget(aspect)

    def _checklist_fields(self) -> list[tuple[str, str]]:
        return [
            ("id", say("Id, namnet i filer och kommandon", "Id, the name in files and commands")),
            ("version", say("Version", "Version")),
            *_both("titel", say("Rubrik", "Title")),
            *_both("beskrivning", say("Beskrivning", "Description")),
            ("tjanst", say("Insats", "Service")),
            ("bygger_pa", say("Lokal kopia av (id på den nationella)", "Local copy of (id of the national one)")),
        ]

    def _tell(self, field: str, typing: bool, value: object) -> None:
        if field == "galler" and value == Subject.USER.value:
            value = None
        self.put.emit((*self.key, field), value, typing)


def _both(key: str, words: str) -> list[tuple[str, str]]:
    return [
        (key, say(f"{words} på svenska", f"{words} in Swedish")),
        (f"{key}_en", say(f"{words} på engelska", f"{words} in English")),
    ]
