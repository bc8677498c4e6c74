"""The sides of one question, each a card that says what holds and unfolds to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.intake.checklist_draft import DraftProblem, name_of
from kollegie.intake.checklist_lines import Key
from kollegie.language import say
from kollegie.model.checklist import CHOOSING, NOT_ANSWERED, Checklist, QuestionType
from kollegie.model.checklist_core import standing_of
from ui.checklists.askable import Askable, askables, choices_of
from ui.checklists.aspect import Aspect
from ui.checklists.choices_form import ChoicesForm
from ui.checklists.condition_builder import ConditionBuilder, self_asked
from ui.checklists.look_choice import LookChoice
from ui.checklists.question_words import QuestionWords, statute_words
from ui.checklists.rules_form import FindingsForm, RulesForm
from ui.checklists.type_words import TYPE_WORDS
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit, TextField
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.many_choice import ManyChoice
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.tag import Tag, TagKind


class QuestionForm(QWidget):
    """Shows one question of a draft and tells each change: the key of the value, the value, whether it is typed."""

    put = Signal(object, object, bool)

    def __init__(self, held: Mapping[str, Any], key: Key, latest: Checklist | None, national: Checklist | None) -> None:
        super().__init__()
        self.key = key
        self._says = QuestionWords(held, key, latest)
        self._national = national
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(10))
        self.aspects: list[Aspect] = []
        self.look: LookChoice | None = None
        self.type = self._says.type
        self._ask()
        if self.type in CHOOSING:
            self._choices()
        self._shown_when()
        if self.type not in NOT_ANSWERED:
            self._required()
            self._findings()
            self._rules()
        help_ = self._help()
        self._statutes()
        self._other()
        self._column.addStretch()
        if self.locked:
            for aspect in self.aspects:
                if aspect is not help_:
                    aspect.lock()

    @property
    def locked(self) -> bool:
        """Whether the question belongs to the national core that this list builds on."""
        core = self._national.question(name_of(self._table)) if self._national is not None else None
        return core is not None and core.core

    @property
    def _table(self) -> Mapping[str, Any]:
        return self._says.table

    def show_held(self, held: Mapping[str, Any], latest: Checklist | None) -> None:
        """Take the draft as it stands after a change made here: the sentences follow, the fields are left alone."""
        self._says.held = held
        self._says.latest = latest or self._says.latest
        for aspect in self.aspects:
            aspect.say_anew()

    def show_problems(self, problems: Sequence[DraftProblem]) -> None:
        """Show each fault at its side of the question; what belongs to none stands at the first."""
        depth = len(self.key)
        for aspect in self.aspects:
            mine = [one for one in problems if self._field(one, depth) in aspect.fields]
            if aspect is self.aspects[0]:
                known = frozenset().union(*(other.fields for other in self.aspects))
                mine += [one for one in problems if self._field(one, depth) not in known]
            aspect.show_faults([one.sentence() for one in mine])

    @staticmethod
    def _field(problem: DraftProblem, depth: int) -> str:
        return str(problem.key[depth]).removesuffix("_en") if len(problem.key) > depth else ""

    def first_field(self) -> QWidget:
        """Where writing begins."""
        return self._words

    # Its sides

    def _aspect(self, title: str, fields: Sequence[str], says: Callable[[], str], *, open_: bool = False) -> Aspect:
        aspect = Aspect(title, fields, says, open_=open_)
        self.aspects.append(aspect)
        self._column.addWidget(aspect)
        return aspect

    def _ask(self) -> None:
        table = self._table
        fields = ("id", "namn", "typ", "text", "karna")
        aspect = self._aspect(say("Frågan", "The question"), fields, self._lock_words, open_=True)
        top = GrowsDown()
        row = FlowLayout(top, gap=12)
        id_ = TextField(say("Frågans nummer", "The question's number"), str(table.get("id", "")))
        id_.setMaximumWidth(110)
        id_.edited.connect(partial(self._tell, "id", True))
        kinds = [(kind.value, say(*words)) for kind, words in TYPE_WORDS.items()]
        kind = DropDown(say("Svarstyp", "Type of answer"), kinds)
        kind.show_value(str(table.get("typ", "")))
        kind.chosen.connect(partial(self._tell, "typ", False))
        self.kind = kind
        row.addWidget(Field(say("Nummer", "Number"), id_))
        row.addWidget(Field(say("Svarstyp", "Type of answer"), kind))
        question = self._says.latest.question(name_of(table)) if self._says.latest is not None else None
        standing = standing_of(self._national, question) if question is not None else ""
        if not standing and self._national is not None:
            standing = "" if self._national.question(name_of(table)) else say("Lokalt tillägg", "Local addition")
        if standing:
            locked = table.get("karna") is True
            row.addWidget(Tag(standing, TagKind.NEUTRAL if locked else TagKind.SOFT, "lock" if locked else "plus"))
        aspect.column.addWidget(top)
        self._words = NoteEdit(say("Frågan på svenska", "The question in Swedish"), str(table.get("text", "")))
        self._words.edited.connect(partial(self._tell, "text", True))
        english = NoteEdit(say("Frågan på engelska", "The question in English"), str(table.get("text_en", "")), lines=1)
        english.edited.connect(partial(self._tell, "text_en", True))
        aspect.column.addWidget(Field(say("På svenska", "In Swedish"), self._words))
        aspect.column.addWidget(Field(say("På engelska", "In English"), english))

    def _lock_words(self) -> str:
        if not self.locked:
            return ""
        return say(
            "Låst i den nationella kärnan. Hjälptexten kan ändras; lägg annars till en egen fråga.",
            "Locked in the national core. The help may be changed; else add a question of your own.",
        )

    def _choices(self) -> None:
        aspect = self._aspect(say("Svar att välja", "Answers to choose"), ("val", "val_filter"), self._says.choices)
        if self.type is not QuestionType.RANKING:
            look = self.look = LookChoice.of_question(str(self._table.get("utseende") or ""))
            look.chosen_look.connect(self._tell_look)
            aspect.column.addWidget(Field(look.accessibleName(), look))
        if self.type is QuestionType.YES_NO:
            return
        form = ChoicesForm([dict(one) for one in choices_of(self._says.held, self._table)])
        form.changed.connect(partial(self._tell, "val", True))
        aspect.column.addWidget(form)

    def _shown_when(self) -> None:
        aspect = self._aspect(say("Ställs", "Asked"), ("visas_nar",), self._says.shown_when)
        self.relevance = self._builder(aspect, say("Villkoret", "The condition"), "visas_nar")

    def _builder(self, aspect: Aspect, name: str, field: str) -> ConditionBuilder:
        builder = ConditionBuilder(name)
        builder.show_condition(str(self._table.get(field) or ""), self._others())
        builder.changed.connect(partial(self._tell, field, True))
        aspect.column.addWidget(builder)
        return builder

    def _others(self) -> tuple[Askable, ...]:
        own = name_of(self._table)
        return tuple(one for one in askables(self._says.held) if one.name != own)

    def _with_self(self) -> tuple[Askable, ...]:
        own = name_of(self._table)
        found = next((one for one in askables(self._says.held) if one.name == own), None)
        itself = (self_asked(found),) if found is not None else ()
        return (*itself, *self._others())

    def _required(self) -> None:
        aspect = self._aspect(say("Krav", "Requirement"), ("kravs", "kravs_text"), self._says.required)
        choice = SegmentedChoice(
            say("Måste frågan besvaras?", "Must the question be answered?"),
            [Option(True, say("Måste besvaras", "Required")), Option(False, say("Får lämnas", "Optional"))],
        )
        value = self._table.get("kravs", True)
        if isinstance(value, bool):
            choice.show_value(value)
        choice.chosen.connect(partial(self._tell, "kravs", False))
        aspect.column.addWidget(choice)

    def _findings(self) -> None:
        aspect = self._aspect(say("Iakttagelser", "Findings"), ("iakttagelse",), self._says.findings)
        form = FindingsForm(
            [dict(one) for one in self._table.get("iakttagelse") or [] if isinstance(one, dict)], self._with_self()
        )
        form.changed.connect(partial(self._tell, "iakttagelse", True))
        self.findings = form
        aspect.column.addWidget(form)

    def _rules(self) -> None:
        aspect = self._aspect(say("Rimliga svar", "Reasonable answers"), ("regel",), self._says.rules)
        form = RulesForm(
            [dict(one) for one in self._table.get("regel") or [] if isinstance(one, dict)], self._with_self()
        )
        form.changed.connect(partial(self._tell, "regel", True))
        aspect.column.addWidget(form)

    def _help(self) -> Aspect:
        fields = ("hjalp", "vagledning", "kort", "enhet", "kravs_text")
        aspect = self._aspect(say("Hjälp, kort text, enhet", "Help, short words, unit"), fields, self._says.help)
        for key, name in (
            ("hjalp", say("Hjälptext under frågan", "Help below the question")),
            ("vagledning", say("Vägledning som fälls ut", "Guidance that folds out")),
        ):
            for ending, language in (("", say("svenska", "Swedish")), ("_en", say("engelska", "English"))):
                note = NoteEdit(f"{name}, {language}", str(self._table.get(f"{key}{ending}") or ""), lines=1)
                note.edited.connect(partial(self._tell, f"{key}{ending}", True))
                aspect.column.addWidget(Field(f"{name}, {language}", note))
        for key, name in (
            ("kort", say("Kort text i listan", "Short words in the list")),
            ("enhet", say("Enhet", "Unit")),
        ):
            aspect.column.addLayout(self._pair(key, name))
        return aspect

    def _pair(self, key: str, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(12))
        for ending, language in (("", say("svenska", "Swedish")), ("_en", say("engelska", "English"))):
            line = TextField(f"{name}, {language}", str(self._table.get(f"{key}{ending}") or ""))
            line.edited.connect(partial(self._tell, f"{key}{ending}", True))
            row.addWidget(Field(f"{name}, {language}", line), 1)
        return row

    def _statutes(self) -> None:
        known = self._says.known_statutes()
        aspect = self._aspect(say("Lagrum", "Statutes"), ("lagrum",), self._says.statutes)
        if not known:
            aspect.column.addWidget(
                WrappedLabel(
                    say("Checklistan har inga lagrum än.", "The checklist has no statutes yet."), tone=Tone.MUTED
                )
            )
            return
        options = [Option(str(one.get("id")), f"{statute_words(one)} · {one.get('sakerhet', '')}") for one in known]
        choice = ManyChoice(say("Lagrum bakom frågan", "Statutes behind the question"), options)
        choice.show_values(tuple(self._table.get("lagrum") or ()))
        choice.chosen.connect(self._tell_statutes)
        aspect.column.addWidget(choice)

    def _tell_statutes(self, ids: object) -> None:
        if isinstance(ids, tuple):
            self._tell("lagrum", False, list(ids))

    def _other(self) -> None:
        fields = (
            "berakning",
            "forval",
            "forval_uttryck",
            "del_av",
            "hette",
            "utseende",
            "parametrar",
            "ovrigt",
            "ursprung",
        )

        aspect = self._aspect(
            say("Beräkning, förval, namn", "Calculation, default, name"), (*fields, "skrivskyddad"), self._says.other
        )
        for key, name in (
            ("berakning", say("Beräkning (uttryck)", "Calculation (expression)")),
            ("forval_uttryck", say("Förval som räknas ut (uttryck)", "Default that is worked out (expression)")),
            ("val_filter", say("Vilka val som erbjuds (uttryck)", "Which choices are offered (expression)")),
        ):
            note = NoteEdit(name, str(self._table.get(key) or ""), lines=1)
            note.edited.connect(partial(self._tell, key, True))
            aspect.column.addWidget(Field(name, note))
        for key, name in (
            ("namn", say("Namn i uttryck, om annat än numret", "Name in expressions, if not the number")),
            ("del_av", say("Följdfråga till (nummer)", "Follow-up to (number)")),
            ("forval", say("Förval", "Default")),
            ("utseende", say("Utseende (XLSForm)", "Appearance (XLSForm)")),
        ):
            given = self._table.get(key)
            line = TextField(name, given if isinstance(given, str) else "")
            if key == "utseende":
                self._appearance = line
                if self.look is not None:
                    line.edited.connect(self.look.follow)
            line.setEnabled(given is None or isinstance(given, str))
            line.edited.connect(partial(self._tell, key, True))
            aspect.column.addWidget(Field(name, line))

    # What it tells

    def _tell_look(self, appearance: str) -> None:
        self._appearance.show_text(appearance)
        self._tell("utseende", False, appearance)

    def _tell(self, field: str, typing: bool, value: object) -> None:
        if field == "kravs" and value is (self.type not in NOT_ANSWERED):
            value = None
        self.put.emit((*self.key, field), value, typing)
