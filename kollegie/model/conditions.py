"""Conditions as people say them: in words for paper and lists, and as rows to choose from for those who build them.

A condition that is a chain of simple tests, all with "and" or all with "or", can be built by choosing; any other is
shown in words and changed as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from kollegie.language import Language, current_language
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import CHOOSING, WITHHELD_LABELS, Checklist, ContextField, ControlQuestion, QuestionType
from kollegie.model.expressions import Expression, ExpressionError, Node
from kollegie.model.expressions.tree import Binary, Call, Column, Current, Negation, Number, Parent, Reference, Text

SELF = "."
"""The question the condition belongs to."""


class Operator(StrEnum):
    """How an answer is tested; the value is what is stored nowhere but stands in tests and logs."""

    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    HOLDS = "selected"
    HOLDS_NOT = "not selected"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"

    def word(self, language: Language | None = None) -> str:
        """The operator as it is said between a question and a value."""
        sv, en = _WORDS[self]
        return sv if (language or current_language()) is Language.SV else en

    def clause(self, language: Language) -> str:
        """The operator as it is said after "om"."""
        sv, en = _IN_A_CLAUSE.get(self, _WORDS[self])
        return sv if language is Language.SV else en

    @property
    def takes_value(self) -> bool:
        """Whether something is compared with."""
        return self not in (Operator.ANSWERED, Operator.UNANSWERED)


_WORDS = {
    Operator.IS: ("är", "is"),
    Operator.IS_NOT: ("är inte", "is not"),
    Operator.LESS: ("är mindre än", "is less than"),
    Operator.AT_MOST: ("är högst", "is at most"),
    Operator.MORE: ("är mer än", "is more than"),
    Operator.AT_LEAST: ("är minst", "is at least"),
    Operator.HOLDS: ("omfattar", "includes"),
    Operator.HOLDS_NOT: ("omfattar inte", "does not include"),
    Operator.ANSWERED: ("är besvarad", "is answered"),
    Operator.UNANSWERED: ("är inte besvarad", "is not answered"),
}
_IN_A_CLAUSE = {
    Operator.IS_NOT: ("inte är", "is not"),
    Operator.HOLDS_NOT: ("inte omfattar", "does not include"),
    Operator.UNANSWERED: ("inte är besvarad", "is not answered"),
}
"""As they are said after "om": there Swedish puts its "inte" before the verb."""
_MEASURED = (QuestionType.NUMBER, QuestionType.INTEGER, QuestionType.CALCULATED)
_ON_THE_CLOCK = (QuestionType.TIME, QuestionType.DATE, QuestionType.MOMENT)
_SIZES = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)
_ASKS = (Operator.ANSWERED, Operator.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Test:
    """One test: whose answer (`SELF` for the question itself), how, and against what (a choice's name or a number)."""

    name: str
    operator: Operator
    value: str = ""

    __test__ = False  # it is no test of ours

    def text(self, type_: QuestionType | None) -> str:
        """The test as an expression; `type_` is that of the question, which decides how the value is written."""
        subject = SELF if self.name == SELF else f"${{{self.name}}}"
        match self.operator:
            case Operator.ANSWERED:
                return f"{subject} != ''"
            case Operator.UNANSWERED:
                return f"{subject} = ''"
            case Operator.HOLDS:
                return f"selected({subject}, {_quoted(self.value)})"
            case Operator.HOLDS_NOT:
                return f"not(selected({subject}, {_quoted(self.value)}))"
            case _:
                return f"{subject} {self.operator.value} {_value_text(self.value, type_)}"


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests that must all hold, or of which `any_of` one must."""

    tests: tuple[Test, ...]
    any_of: bool = False

    def text(self, types: dict[str, QuestionType]) -> str:
        """The condition as an expression; `types` by name, `SELF` for the question itself."""
        return (" or " if self.any_of else " and ").join(test.text(types.get(test.name)) for test in self.tests)


def operators_for(type_: QuestionType) -> tuple[Operator, ...]:
    """How an answer of this type can be tested."""
    if type_ in (QuestionType.MANY_OF, QuestionType.RANKING):
        return (Operator.HOLDS, Operator.HOLDS_NOT, *_ASKS)
    if type_ in _MEASURED or type_ in _ON_THE_CLOCK:
        return (*_SIZES, Operator.IS, Operator.IS_NOT, *_ASKS)
    if type_ in CHOOSING or type_ is QuestionType.TEXT:
        return (Operator.IS, Operator.IS_NOT, *_ASKS)
    return _ASKS


def read_condition(text: str) -> Condition | None:
    """The condition as rows to choose from, None where it is more than that or cannot be read."""
    try:
        tree = Expression(text).tree
    except ExpressionError:
        return None
    for operator in ("and", "or"):
        parts = _chain(tree, operator)
        tests = [_test(part) for part in parts]
        if all(test is not None for test in tests):
            return Condition(tuple(test for test in tests if test is not None), operator == "or" and len(parts) > 1)
    return None


def _chain(node: Node, operator: str) -> list[Node]:
    if isinstance(node, Binary) and node.operator == operator:
        return [*_chain(node.left, operator), *_chain(node.right, operator)]
    return [node]


def _test(node: Node) -> Test | None:
    match node:
        case Call("selected", (subject, Text(value=value))) if name := _subject(subject):
            return Test(name, Operator.HOLDS, value)
        case Call("not", (Call("selected", (subject, Text(value=value))),)) if name := _subject(subject):
            return Test(name, Operator.HOLDS_NOT, value)
        case Binary(operator="=", left=left, right=Text(value="")) if name := _subject(left):
            return Test(name, Operator.UNANSWERED)
        case Binary(operator="!=", left=left, right=Text(value="")) if name := _subject(left):
            return Test(name, Operator.ANSWERED)
        case Binary(operator=("=" | "!=" | "<" | "<=" | ">" | ">=") as operator, left=left, right=right) if (
            name := _subject(left)
        ):
            found = _plain(right)
            return Test(name, Operator(operator), found) if found is not None else None
        case _:
            return None


def _subject(node: Node) -> str:
    match node:
        case Reference(name=name):
            return name
        case Current():
            return SELF
        case _:
            return ""


def _plain(node: Node) -> str | None:
    match node:
        case Text(value=value):
            return value
        case Number(value=value):
            return format(value, "f")
        case Negation(operand=Number(value=value)):
            return f"-{format(value, 'f')}"
        case _:
            return None


def _quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def _value_text(value: str, type_: QuestionType | None) -> str:
    if type_ in _MEASURED or type_ is None:
        written = value.strip().replace(",", ".").replace("−", "-")
        try:
            if Decimal(written).is_finite():
                return written
        except InvalidOperation:
            pass
    return _quoted(value)


def condition_words(
    checklist: Checklist, expression: Expression | None, language: Language | None = None, owner: str = ""
) -> str:
    """The condition as it stands after "om": "HB02 inte är Ingen och HB06 är Delvis"; empty where there is none.

    Shape: questions stand by their printed id, fields of the case by their label; `owner` is the question whose
    answer `.` is.
    """
    if expression is None:
        return ""
    return _Words(checklist, language or current_language(), owner).of(expression.tree)


@dataclass(frozen=True)
class _Words:
    checklist: Checklist
    language: Language
    owner: str

    def say(self, sv: str, en: str) -> str:
        return sv if self.language is Language.SV else en

    def of(self, node: Node) -> str:
        simple = _test(node)
        if simple is not None:
            return self._test(simple)
        match node:
            case Binary(operator=("and" | "or") as operator, left=left, right=right):
                between = self.say("och", "and") if operator == "and" else self.say("eller", "or")
                return f"{self._part(left, operator)} {between} {self._part(right, operator)}"
            case Call("not", (inner,)):
                return self.say(f"inte ({self.of(inner)})", f"not ({self.of(inner)})")
            case Binary(operator=operator, left=left, right=right) if operator in tuple(Operator):
                return f"{self.of(left)} {Operator(operator).clause(self.language)} {self.of(right)}"
            case Binary(operator=operator, left=left, right=right):
                sign = {"-": "−", "*": "×", "div": "/"}.get(operator, operator)
                return f"{self.of(left)} {sign} {self.of(right)}"
            case Reference(name=name):
                return self._name(name)
            case Current():
                return self._name(self.owner) if self.owner else self.say("svaret", "the answer")
            case Text(value=value):
                return f"”{value}”"
            case Number(value=value):
                return self._number(format(value, "f"))
            case Negation(operand=operand):
                return f"−{self.of(operand)}"
            case Column(name=name):
                return name
            case Parent():
                return self.say("raden", "the row")
            case Call(function="today"):
                return self.say("dagens datum", "today's date")
            case Call(function="now"):
                return self.say("klockan nu", "the time now")
            case Call(function="number" | "int" | "string" | "once", arguments=(inner,)):
                return self.of(inner)
            case Call(function=function, arguments=arguments):
                return f"{function}({', '.join(self.of(one) for one in arguments)})"
        raise AssertionError(node)

    def _part(self, node: Node, operator: str) -> str:
        words = self.of(node)
        other = isinstance(node, Binary) and node.operator in ("and", "or") and node.operator != operator
        return f"({words})" if other else words

    def _test(self, test: Test) -> str:
        subject = self._name(self.owner if test.name == SELF else test.name) or self.say("svaret", "the answer")
        if not test.operator.takes_value:
            return f"{subject} {test.operator.clause(self.language)}"
        return f"{subject} {test.operator.clause(self.language)} {self._value(test)}"

    def _value(self, test: Test) -> str:
        asked = self._asked(self.owner if test.name == SELF else test.name)
        if asked is not None and asked.type in CHOOSING:
            label = label_of(asked, test.value, self.language)
            if label:
                return label
        number = self._number(test.value)
        unit = asked.unit.in_(self.language) if asked is not None else ""
        return f"{number} {unit}" if unit else number

    def _number(self, text: str) -> str:
        return text.replace(".", ",") if self.language is Language.SV and _is_number(text) else text

    def _asked(self, name: str) -> ControlQuestion | ContextField | None:
        found = self.checklist.question(name)
        return found or next((one for one in self.checklist.context_fields if one.name == name), None)

    def _name(self, name: str) -> str:
        asked = self._asked(name)
        match asked:
            case ControlQuestion():
                several = sum(one.id == asked.id for one in self.checklist.questions) > 1
                return f"{asked.id} {asked.short_label(self.language)}" if several and asked.part_of else asked.id
            case ContextField():
                return f"”{asked.label.in_(self.language)}”"
            case None:
                return name


def label_of(asked: ControlQuestion | ContextField, value: str, language: Language | None = None) -> str:
    """The words of a choice, or of an answer that is withheld; empty where there is no such choice."""
    for choice in asked.choices:
        if choice.name == value:
            return choice.label.in_(language)
    try:
        return WITHHELD_LABELS[Withheld(value)].in_(language)
    except ValueError:
        return ""


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
