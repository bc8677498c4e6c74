"""The values of a checklist file → a checklist, with every fault noted at its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kollegie.intake.checklist_lines import Key
from kollegie.intake.checklist_problems import AnswerAndCondition, KeyMissing, ValueUnfit
from kollegie.intake.checklist_table import Problems, Table
from kollegie.language import Language
from kollegie.model.answer_values import Value
from kollegie.model.checklist import (
    YES_NO_CHOICES,
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
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.checklist_check import faults_of
from kollegie.model.checklist_faults import ChecklistFault, Role
from kollegie.model.checklist_statutes import Certainty, Source, Statute
from kollegie.model.expressions import Expression
from kollegie.model.severity import Category, Severity

_GROUP_WORDS = {"grupp": False, "upprepning": True}
_KEYS = {
    Role.NAME: "namn",
    Role.LABEL: "text",
    Role.RELEVANCE: "visas_nar",
    Role.CALCULATION: "berakning",
    Role.REPEAT_COUNT: "antal",
    Role.INITIAL: "forval_uttryck",
    Role.REQUIRED: "kravs",
    Role.CHOICES: "val",
    Role.CHOICE_FILTER: "val_filter",
    Role.STATUTES: "lagrum",
    Role.DEFAULT: "forval",
    Role.PART_OF: "del_av",
    Role.TYPE: "typ",
}


class ChecklistReader:
    """Reads one file; `read` gives None where not even the outline could be made out."""

    def __init__(self, held: Mapping[str, object], problems: Problems) -> None:
        self._root = Table(held, (), "", problems)
        self._problems = problems
        self._lists: dict[str, tuple[Choice, ...]] = {}
        self._places: dict[str, Key] = {}
        self._titles: dict[str, str] = {}
        self._names = frozenset(_names(held.get("avsnitt")))

    def read(self) -> Checklist | None:
        """The checklist; what is wrong stands in the problems, and then it must not be used."""
        root = self._root
        if root.value("schema") not in (None, 1):
            root.note("schema", ValueUnfit("schema", root.value("schema"), "1", "1"))
            return None
        statutes = tuple(self._statute(table) for table in root.tables("lagrum"))
        for table in root.tables("vallista"):
            self._choice_list(table)
        checklist = Checklist(
            id=root.text("id", missing=("checklistans namn i filer och kommandon", "the name in files and commands")),
            version=root.text("version", missing=('en version som "1"', 'a version such as "1"')),
            title=root.words("titel", missing=("checklistans rubrik", "the title")),
            description=root.words("beskrivning"),
            subject=root.word("galler", Subject, Subject.USER) or Subject.USER,
            service=root.text("tjanst"),
            statutes=statutes,
            context_fields=tuple(
                field for table in root.tables("sammanhang") if (field := self._context_field(table)) is not None
            ),
            sections=tuple(self._section(table) for table in root.tables("avsnitt")),
            default_language=root.word("sprak", Language, Language.SV) or Language.SV,
            kept=root.pairs("ovrigt"),
            based_on=root.text("bygger_pa"),
        )
        root.close()
        for fault in faults_of(checklist):
            self._note(fault)
        return checklist

    def _note(self, fault: ChecklistFault) -> None:
        place = self._places.get(fault.owner, ())
        title = self._titles.get(fault.owner, fault.owner)
        if fault.role in (Role.CONSTRAINT, Role.FINDING):
            name = "regel" if fault.role is Role.CONSTRAINT else "iakttagelse"
            self._problems.note((*place, name, fault.index), f"{title} {name} {fault.index + 1}", fault.error)
        else:
            name = _KEYS[fault.role]
            if name == "namn" and not self._problems.has_line((*place, name)):
                name = "id"
            self._problems.note((*place, name), f"{title} {name}".strip(), fault.error)

    def _statute(self, table: Table) -> Statute:
        id_ = table.text("id", missing=("ett kort namn som frågorna hänvisar till", "a short name questions refer to"))
        table.title = f"lagrum {id_}"
        statute = Statute(
            id=id_,
            law=table.text("lag", missing=("lagens förkortning eller nummer", "the law's abbreviation or number")),
            source=table.word("slag", Source, Source.LAW) or Source.LAW,
            title=table.text("titel"),
            chapter=table.text("kapitel"),
            section=table.text("paragraf"),
            point=table.text("punkt"),
            valid_from=table.day("fran"),
            valid_to=table.day("till"),
            certainty=table.word("sakerhet", Certainty) or Certainty.UNCERTAIN,
            remark=table.text("anmarkning"),
            qualifier=table.text("tillagg"),
            qualifier_en=table.text("tillagg_en"),
        )
        table.close()
        return statute

    def _choice_list(self, table: Table) -> None:
        name = table.text("namn", missing=("listans namn", "the name of the list"))
        table.title = f"vallista {name}"
        self._lists[name] = self._choices(table)
        table.close()

    def _choices(self, table: Table) -> tuple[Choice, ...]:
        given = table.value("val")
        if isinstance(given, str):
            if given not in self._lists:
                known = ", ".join(self._lists) or "(inga)"
                expected = (f"namnet på en vallista ({known})", f"the name of a vallista ({known})")
                table.note("val", ValueUnfit("val", given, *expected))
            return self._lists.get(given, ())
        return tuple(self._choice(one) for one in table.tables("val"))

    def _choice(self, table: Table) -> Choice:
        name = table.text("namn", missing=("valets namn utan mellanslag", "the choice's name without spaces"))
        label = table.words("text", missing=("valets text", "the choice's words"))
        columns = tuple((key, table.text(key)) for key in table.others())
        return Choice(name, label, columns)

    def _context_field(self, table: Table) -> ContextField | None:
        name = table.text("namn", missing=("fältets namn i uttryck", "the field's name in expressions"))
        table.title = f"sammanhang {name}"
        self._places[name], self._titles[name] = table.key, table.title
        type_ = table.word("typ", QuestionType)
        if type_ is None:
            return None
        field = ContextField(
            name=name,
            type=type_,
            label=table.words("text", missing=("fältets text", "the field's words")),
            choices=YES_NO_CHOICES if type_ is QuestionType.YES_NO else self._choices(table),
            unit=table.words("enhet"),
        )
        field = ContextField(
            field.name, field.type, field.label, self._default(table, field), field.choices, field.unit
        )
        table.close()
        return field

    def _section(self, table: Table) -> Section:
        name = table.text("id", missing=("avsnittets namn", "the section's name"))
        table.title = f"avsnitt {name}"
        self._places[name], self._titles[name] = table.key, table.title
        kept = dict(table.pairs("ovrigt"))
        named = kept.pop("appearance", "")  # where workbooks kept it before sections had a look of their own
        section = Section(
            name=name,
            title=table.words("titel", missing=("avsnittets rubrik", "the section's title")),
            items=self._items(table),
            relevance=table.expression("visas_nar"),
            appearance=table.text("utseende") or named,
            kept=tuple(kept.items()),
        )
        table.close()
        return section

    def _items(self, table: Table) -> tuple[Item, ...]:
        return tuple(item for one in table.tables("fraga") if (item := self._item(one)) is not None)

    def _item(self, table: Table) -> Item | None:
        kind = table.value("typ")
        if isinstance(kind, str) and kind in _GROUP_WORDS:
            return self._group(table, repeats=_GROUP_WORDS[kind])
        return self._question(table)

    def _group(self, table: Table, *, repeats: bool) -> Group:
        name = table.text("namn", missing=("gruppens namn", "the group's name"))
        table.title = f"grupp {name}"
        self._places[name], self._titles[name] = table.key, table.title
        group = Group(
            name=name,
            label=table.words("text"),
            items=self._items(table),
            relevance=table.expression("visas_nar"),
            repeats=repeats,
            repeat_count=table.expression("antal") if repeats else None,
            appearance=table.text("utseende"),
            kept=table.pairs("ovrigt"),
        )
        table.close()
        return group

    def _question(self, table: Table) -> ControlQuestion | None:
        id_ = table.text("id", missing=("frågans id som HB01", "the question's id such as HB01"))
        name = table.text("namn") or id_.lower()
        table.title = id_ or name
        self._places[name], self._titles[name] = table.key, table.title
        type_ = table.word("typ", QuestionType)
        if type_ is None:
            return None
        choices = YES_NO_CHOICES if type_ is QuestionType.YES_NO else self._choices(table)
        calculated = type_ is QuestionType.CALCULATED
        outline = ControlQuestion(name, id_, type_, BilingualText(), choices=choices)
        required_when, required = self._required(table, type_)
        question = ControlQuestion(
            name=name,
            id=id_,
            type=type_,
            label=table.words("text", missing=None if calculated else ("frågan", "the question")),
            short=table.words("kort"),
            hint=table.words("hjalp"),
            guidance=table.words("vagledning"),
            unit=table.words("enhet"),
            relevance=table.expression("visas_nar"),
            required=required,
            required_when=required_when,
            required_message=table.words("kravs_text"),
            constraints=tuple(self._constraint(one) for one in table.tables("regel")),
            calculation=table.expression("berakning"),
            choices=choices,
            choice_filter=table.expression("val_filter"),
            default=self._default(table, outline),
            initial=table.expression("forval_uttryck"),
            findings=tuple(self._finding(one, type_) for one in table.tables("iakttagelse")),
            statutes=table.texts("lagrum"),
            part_of=self._name_of(table.text("del_av")),
            origin=table.text("ursprung"),
            read_only=table.flag("skrivskyddad"),
            appearance=table.text("utseende"),
            parameters=table.pairs("parametrar"),
            kept=table.pairs("ovrigt"),
            core=table.flag("karna"),
            formerly=table.texts("hette"),
        )
        table.close()
        return question

    def _required(self, table: Table, type_: QuestionType) -> tuple[Expression | None, bool]:
        """Every question must be answered or withheld with a reason unless the file says otherwise."""
        if isinstance(table.value("kravs"), str):
            return table.expression("kravs"), False
        return None, table.flag("kravs", default=type_ not in (QuestionType.NOTE, QuestionType.CALCULATED))

    def _default(self, table: Table, one: ControlQuestion | ContextField) -> Value:
        try:
            return read_value(one, table.value("forval"))
        except AnswerUnfit as unfit:
            table.note("forval", unfit)
            return None

    def _name_of(self, written: str) -> str:
        """The name of the question that is meant: as it is written, else the printed id in lower case."""
        return written if written in self._names else written.lower()

    def _constraint(self, table: Table) -> Constraint:
        table.title = f"{table.title} regel"
        condition = table.expression("uttryck", missing=("vad som ska gälla", "what must hold"))
        constraint = Constraint(condition or Expression("true()"), table.words("text"), table.flag("mjuk"))
        table.close()
        return constraint

    def _finding(self, table: Table, type_: QuestionType) -> FindingRule:
        table.title = f"{table.title} iakttagelse"
        if table.has("svar") == table.has("nar"):
            table.note("svar", AnswerAndCondition())
        condition = self._answer_condition(table, type_) if table.has("svar") else table.expression("nar")
        rule = FindingRule(
            # Stand-ins keep the rules in their places for later faults; a file with faults is never used.
            condition=condition or Expression("false()"),
            category=table.word("kategori", Category) or Category.RUT,
            severity=self._severity(table) or Severity.NOTE,
            claim=table.words("text"),
            sensitive=table.flag("kanslig"),
        )
        table.close()
        return rule

    def _answer_condition(self, table: Table, type_: QuestionType) -> Expression | None:
        """`svar = "nej"` as the expression it stands for."""
        several = type_ in (QuestionType.MANY_OF, QuestionType.RANKING)
        written = "selected(., '{}')" if several else ". = '{}'"
        parts = [written.format(answer) for answer in table.texts("svar")]
        return table.read_expression("svar", " or ".join(parts)) if parts else None

    def _severity(self, table: Table) -> Severity | None:
        value = table.value("grad")
        if value is None:
            table.note("grad", KeyMissing("grad", "1, 2, 3 eller 4", "1, 2, 3 or 4"))
        elif isinstance(value, int) and value in tuple(Severity):
            return Severity(value)
        else:
            table.note("grad", ValueUnfit("grad", value, "1, 2, 3 eller 4", "1, 2, 3 or 4"))
        return None


def _names(listed: object) -> Iterator[str]:
    """The names of all questions, before anything is known to be right."""
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield str(one.get("namn") or str(one.get("id", "")).lower())
            yield from _names(one.get("fraga"))
