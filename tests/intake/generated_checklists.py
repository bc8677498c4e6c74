"""Checklists made at random that hold every part a checklist can have and have no faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from kollegie.language import Language
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import (
    NOT_ANSWERED,
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
from kollegie.model.checklist_statutes import Certainty, Source, Statute
from kollegie.model.expressions import Expression
from kollegie.model.severity import Category, Severity

LISTED = frozenset({QuestionType.ONE_OF, QuestionType.MANY_OF, QuestionType.RANKING})
DEFAULTS: dict[QuestionType, tuple[Value, ...]] = {
    QuestionType.YES_NO: ("ja", "delvis", Withheld.EJ_FRAGAD),
    QuestionType.NUMBER: ("4.5", "-3", Withheld.AVSTOD),
    QuestionType.INTEGER: ("0", "12"),
    QuestionType.TIME: ("07:30",),
    QuestionType.DATE: ("2026-03-01",),
    QuestionType.MOMENT: ("2026-03-01T07:30",),
    QuestionType.TEXT: ("som förut", "avstod", "= 1", "TRUE", "2", "today", Withheld.AVSTOD),
    QuestionType.PLACE: ("57.7 11.97",),
    QuestionType.ACKNOWLEDGE: ("OK",),
}
CONDITIONS = {
    QuestionType.YES_NO: ". = 'ja'",
    QuestionType.NUMBER: ". > 2.5",
    QuestionType.INTEGER: ". mod 2 = 0",
    QuestionType.TIME: ". < '07:00'",
    QuestionType.DATE: ". <= today()",
    QuestionType.MOMENT: ". < now()",
    QuestionType.TEXT: "string-length(.) > 1",
    QuestionType.CALCULATED: "number(.) > 1",
    QuestionType.ONE_OF: ". = '{choice}'",
    QuestionType.MANY_OF: "selected(., '{choice}')",
    QuestionType.RANKING: "selected-at(., 0) = '{choice}'",
}


@dataclass
class _Known:
    """What a condition may refer to where it stands."""

    conditions: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    names: int = 0
    mains: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    def new_name(self, draw: st.DrawFn) -> str:
        self.names += 1
        return f"{draw(st.sampled_from(('f', 'Fråga-', 'q_', 'å.')))}{self.names}"


@st.composite
def checklists(draw: st.DrawFn, *, letters: st.SearchStrategy[str]) -> Checklist:
    """A whole checklist; `letters` are the characters its texts are made of."""
    return _Maker(draw, letters).checklist()


class _Maker:
    def __init__(self, draw: st.DrawFn, letters: st.SearchStrategy[str]) -> None:
        self.draw = draw
        self.text = st.text(letters, min_size=1, max_size=12).map(lambda text: text.strip().replace("${", "$ {") or "x")
        self.maybe_text = st.one_of(st.just(""), self.text)
        self.known = _Known()
        self.flag = st.booleans()

    def words(self, *, must: bool = False) -> BilingualText:
        sv = self.draw(self.text if must else self.maybe_text)
        return BilingualText(sv, self.draw(self.maybe_text))

    def checklist(self) -> Checklist:
        draw = self.draw
        self.statutes = tuple(self.statute(number) for number in range(draw(st.integers(0, 2))))
        self.lists = [self.choices(number) for number in range(2)]
        fields = tuple(self.context_field() for _ in range(draw(st.integers(0, 3))))
        sections = tuple(self.section() for _ in range(draw(st.integers(0, 2))))
        first = Section(self.known.new_name(draw), self.words(must=True), (self.question(()),))
        return Checklist(
            id=draw(st.sampled_from(("lista", "min-lista_2", "A.1"))),
            version=draw(st.sampled_from(("1", "2026-03", "1.10", "v 2"))),
            title=self.words(must=True),
            sections=(first, *sections),
            description=self.words(),
            subject=draw(st.sampled_from(Subject)),
            service=draw(self.maybe_text),
            context_fields=fields,
            statutes=self.statutes,
            default_language=draw(st.sampled_from(Language)),
            kept=self.kept("style", "instance_name"),
        )

    def kept(self, *columns: str) -> tuple[tuple[str, str], ...]:
        return tuple((column, self.draw(self.text)) for column in columns) if self.draw(self.flag) else ()

    def statute(self, number: int) -> Statute:
        return Statute(
            id=f"SoL{number}:2",
            law=self.draw(self.text),
            source=self.draw(st.sampled_from(Source)),
            title=self.draw(self.maybe_text),
            chapter=self.draw(self.maybe_text),
            section=self.draw(st.sampled_from(("", "2", "24 b–c"))),
            point=self.draw(self.maybe_text),
            valid_from=self.draw(st.none() | st.dates(date(1900, 3, 1))),
            valid_to=self.draw(st.none() | st.dates(date(1900, 3, 1))),
            certainty=self.draw(st.sampled_from(Certainty)),
            remark=self.draw(self.maybe_text),
        )

    def choices(self, number: int) -> tuple[Choice, ...]:
        with_columns = self.draw(self.flag)
        return tuple(
            Choice(
                f"{prefix}{number}",
                self.words(must=True),
                (("lan", self.draw(self.text)), ("label::Suomi (fi)", "Kyllä")) if with_columns else (),
            )
            for prefix in self.draw(st.lists(st.sampled_from(("a", "7", "å-b", "c.d")), min_size=1, unique=True))
        )

    def context_field(self) -> ContextField:
        type_ = self.draw(st.sampled_from([one for one in QuestionType if one not in NOT_ANSWERED]))
        name = self.known.new_name(self.draw)
        choices = self.choices_of(type_)
        self.remember(name, type_, choices, ())
        return ContextField(name, type_, self.words(must=True), self.default(type_, choices), choices, self.words())

    def section(self) -> Section:
        name = self.known.new_name(self.draw)
        relevance = self.condition(())
        items = self.items((), 0)
        look = self.draw(st.sampled_from(("", "field-list", "table-list")))
        return Section(name, self.words(must=True), items, relevance, look, self.kept("hint"))

    def items(self, path: tuple[str, ...], depth: int) -> tuple[Item, ...]:
        return tuple(self.item(path, depth) for _ in range(self.draw(st.integers(0, 3))))

    def item(self, path: tuple[str, ...], depth: int) -> Item:
        kind = self.draw(st.sampled_from(("question", "question", "group", "repeat")))
        if kind == "question" or depth == 2:
            return self.question(path)
        name = self.known.new_name(self.draw)
        repeats = kind == "repeat"
        relevance = self.condition(path)
        inside = (*path, name) if repeats else path
        return Group(
            name,
            self.words(),
            self.items(inside, depth + 1),
            relevance,
            repeats,
            Expression("1 + 2") if repeats and self.draw(self.flag) else None,
            self.draw(st.sampled_from(("", "field-list"))),
            self.kept("hint"),
        )

    def choices_of(self, type_: QuestionType) -> tuple[Choice, ...]:
        if type_ is QuestionType.YES_NO:
            return YES_NO_CHOICES
        return self.draw(st.sampled_from([*self.lists, YES_NO_CHOICES])) if type_ in LISTED else ()

    def default(self, type_: QuestionType, choices: tuple[Choice, ...]) -> Value:
        if self.draw(self.flag):
            return None
        if type_ is QuestionType.ONE_OF:
            return choices[0].name
        if type_ in LISTED:
            names = [one.name for one in choices]
            return tuple(reversed(names)) if type_ is QuestionType.RANKING else tuple(names)
        return self.draw(st.sampled_from(DEFAULTS.get(type_, (None,))))

    def remember(self, name: str, type_: QuestionType, choices: tuple[Choice, ...], path: tuple[str, ...]) -> None:
        condition = CONDITIONS.get(type_)
        if condition is not None:
            choice = choices[-1].name if choices else ""
            reference = condition.format(choice=choice).replace("(.", f"(${{{name}}}").replace(". ", f"${{{name}}} ", 1)
            self.known.conditions.append((path, reference))

    def condition(self, path: tuple[str, ...]) -> Expression | None:
        reachable = [text for at, text in self.known.conditions if path[: len(at)] == at]
        if not reachable or self.draw(self.flag):
            return None
        parts = self.draw(st.lists(st.sampled_from(reachable), min_size=1, max_size=2))
        return Expression(self.draw(st.sampled_from((" and ", " or "))).join(parts))

    def question(self, path: tuple[str, ...]) -> ControlQuestion:
        draw = self.draw
        type_ = draw(st.sampled_from(QuestionType))
        name = self.known.new_name(draw)
        choices = self.choices_of(type_)
        calculated = type_ is QuestionType.CALCULATED
        also_calculated = type_ in (QuestionType.TEXT, QuestionType.INTEGER) and draw(self.flag)
        mains = [main for at, main in self.known.mains if at == path]
        part_of = draw(st.sampled_from(["", *mains]))
        required_when = self.condition(path)
        columns = bool(choices and choices[0].columns)
        question = ControlQuestion(
            name=name,
            id=draw(st.sampled_from((name, name.upper(), "HB01", "1 a"))),
            type=type_,
            label=self.words(must=not calculated),
            short=self.words(),
            hint=self.words(),
            guidance=self.words(),
            unit=self.words(),
            relevance=self.condition(path),
            required=required_when is None and draw(self.flag),
            required_when=required_when,
            required_message=self.words(),
            constraints=self.constraints(type_, choices),
            calculation=Expression("1 + 2 * 3") if calculated or also_calculated else None,
            choices=choices,
            choice_filter=Expression("lan != 'x'") if columns and draw(self.flag) else None,
            default=self.default(type_, choices),
            initial=Expression("once(today())") if type_ is QuestionType.DATE and draw(self.flag) else None,
            findings=self.findings(type_, choices),
            statutes=tuple(one.id for one in self.statutes if draw(self.flag)),
            part_of=part_of,
            origin=draw(st.sampled_from(("", "", "V01-17"))),
            read_only=draw(self.flag),
            appearance=draw(st.sampled_from(("", "multiline", "minimal horizontal"))),
            parameters=self.parameters(type_),
            kept=self.kept("kommentar", "egen kolumn", "label::Suomi (fi)"),
            core=draw(self.flag),
            formerly=draw(st.sampled_from(((), ("hb00",), ("hb00", "gammal-1")))),
        )
        self.remember(name, type_, choices, path)
        if not part_of:
            self.known.mains.append((path, name))
        return question

    def parameters(self, type_: QuestionType) -> tuple[tuple[str, str], ...]:
        if type_ in (QuestionType.NUMBER, QuestionType.INTEGER):
            whole, halves = (
                (("start", "1"), ("end", "5"), ("step", "1")),
                (("start", "0"), ("end", "2"), ("step", "0.5")),
            )
            return self.draw(st.sampled_from(((), whole, halves)))
        return self.draw(st.sampled_from(((), (("egen", "ett två"),), (("rows", "5"),))))

    def constraints(self, type_: QuestionType, choices: tuple[Choice, ...]) -> tuple[Constraint, ...]:
        conditions = [one for one in (self.own_condition(type_, choices), "true()") if one]
        number = self.draw(st.integers(0, 3))
        return tuple(
            Constraint(Expression(self.draw(st.sampled_from(conditions))), self.words(), self.draw(self.flag))
            for _ in range(number)
        )

    def own_condition(self, type_: QuestionType, choices: tuple[Choice, ...]) -> str:
        return CONDITIONS.get(type_, "").format(choice=choices[0].name if choices else "")

    def findings(self, type_: QuestionType, choices: tuple[Choice, ...]) -> tuple[FindingRule, ...]:
        condition = self.own_condition(type_, choices)
        if not condition:
            return ()
        return tuple(
            FindingRule(
                Expression(condition + self.draw(st.sampled_from(("", f" or {condition}", " and true()")))),
                self.draw(st.sampled_from(Category)),
                self.draw(st.sampled_from(Severity)),
                self.words(),
                self.draw(self.flag),
            )
            for _ in range(self.draw(st.integers(0, 2)))
        )
