"""Finding rules and reasonable answers: each a condition made by choosing, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Slot

from kollegie.language import say
from kollegie.model.checklist import QuestionType
from kollegie.model.severity import Category, Severity
from ui.checklists.askable import Askable
from ui.checklists.blocks_form import Block, BlocksForm
from ui.checklists.condition_builder import ConditionBuilder
from ui.widgets.buttons import PlainButton
from ui.widgets.card import CardKind
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.many_choice import ManyChoice


class RuleBlock(Block):
    """One rule: its condition, and below it what the kinds add."""

    def __init__(self, rule: dict[str, Any], name: str, askables: Sequence[Askable], when: str) -> None:
        super().__init__(CardKind.QUIET)
        self._rule = rule
        self.builder = ConditionBuilder(name, first=".")
        self.builder.show_condition(when, askables)
        self.remove = PlainButton(say("Ta bort regeln", "Remove the rule"), "trash-2")
        self.body.addWidget(self.builder)
        self.below = GrowsDown()
        self.flow = FlowLayout(self.below, gap=10)
        self.body.addWidget(self.below)
        self._when = when
        self.builder.changed.connect(self._take_when)
        self.remove.clicked.connect(self.removed)

    def begin(self) -> None:
        self.builder.add.click()

    @Slot(str)
    def _take_when(self, text: str) -> None:
        self._when = text
        self.changed.emit()

    def _words(self, words: str, english: str) -> None:
        self.words = TextField(words, str(self._rule.get("text", "")))
        self.english = TextField(english, str(self._rule.get("text_en", "")))
        for name, field in ((words, self.words), (english, self.english)):
            field.edited.connect(self.touch)
            self.body.addWidget(Field(name, field))

    def _with_words(self, rule: dict[str, Any]) -> dict[str, Any]:
        for key, field in (("text", self.words), ("text_en", self.english)):
            if field.text().strip():
                rule[key] = field.text().strip()
            else:
                rule.pop(key, None)
        return rule


class FindingRuleBlock(RuleBlock):
    """Which answer is a finding, of which area and how grave, and the sentence the summary says it with."""

    def __init__(self, rule: dict[str, Any], askables: Sequence[Askable], when: str) -> None:
        super().__init__(rule, say("När det är en iakttagelse", "When it is a finding"), askables, when)
        self._was = when
        self.category = DropDown(say("Område", "Area"), [(one.value, f"{one.value} {one.word}") for one in Category])
        self.category.show_value(rule.get("kategori"))
        self.severity = DropDown(say("Allvar", "Severity"), [(int(one), f"{int(one)} {one.word}") for one in Severity])
        self.severity.show_value(rule.get("grad"))
        for part in (self.category, self.severity, self.remove):
            self.flow.addWidget(part)
        self._words(
            say("Så står det i sammanställningen", "What the summary says"),
            say("Så står det på engelska", "What it says in English"),
        )
        self.category.chosen.connect(self.touch)
        self.severity.chosen.connect(self.touch)

    def held(self) -> dict[str, Any]:
        rule = dict(self._rule)
        if self._when != self._was or not ({"svar", "nar"} & set(rule)):
            rule.pop("svar", None)
            rule["nar"] = self._when
        rule["kategori"] = self.category.value() or ""
        rule["grad"] = self.severity.value() or 0
        return self._with_words(rule)


class ConstraintBlock(RuleBlock):
    """What an answer must be to be reasonable; a soft one only asks why."""

    def __init__(self, rule: dict[str, Any], askables: Sequence[Askable], when: str) -> None:
        super().__init__(rule, say("Vad svaret ska uppfylla", "What the answer must meet"), askables, when)
        self.soft = ManyChoice(
            say("Hur hårt regeln gäller", "How firmly the rule holds"),
            [Option("soft", say("Varna bara, godta med kommentar", "Only warn, accept with a comment"))],
        )
        self.soft.show_values(("soft",) if rule.get("mjuk") else ())
        self.soft.chosen.connect(self.touch)
        self.flow.addWidget(self.soft)
        self.flow.addWidget(self.remove)
        self._words(
            say("Vad som sägs när det inte stämmer", "What is said when it fails"), say("På engelska", "In English")
        )

    def held(self) -> dict[str, Any]:
        rule = {**self._rule, "uttryck": self._when}
        if self.soft.values():
            rule["mjuk"] = True
        else:
            rule.pop("mjuk", None)
        return self._with_words(rule)


class FindingsForm(BlocksForm[FindingRuleBlock]):
    """The finding rules of a question."""

    def __init__(self, rules: Sequence[dict[str, Any]], askables: Sequence[Askable]) -> None:
        type_ = next((one.type for one in askables if one.name == "."), None)

        def block_of(rule: dict[str, Any]) -> FindingRuleBlock:
            return FindingRuleBlock(rule, askables, self.condition_of(rule, type_))

        fresh = {"nar": "", "kategori": Category.UTF.value, "grad": int(Severity.DEFICIENCY)}
        super().__init__(rules, block_of, fresh, say("Lägg till en iakttagelse", "Add a finding"))

    @staticmethod
    def condition_of(rule: Mapping[str, Any], type_: QuestionType | None) -> str:
        """The condition of a rule, also where the file says only which answer."""
        answers = rule.get("svar")
        if answers is None:
            return str(rule.get("nar") or "")
        listed = answers if isinstance(answers, list) else [answers]
        several = type_ in (QuestionType.MANY_OF, QuestionType.RANKING)
        return " or ".join(f"selected(., '{one}')" if several else f". = '{one}'" for one in listed)


class RulesForm(BlocksForm[ConstraintBlock]):
    """What is a reasonable answer to a question."""

    def __init__(self, rules: Sequence[dict[str, Any]], askables: Sequence[Askable]) -> None:
        def block_of(rule: dict[str, Any]) -> ConstraintBlock:
            return ConstraintBlock(rule, askables, str(rule.get("uttryck") or ""))

        super().__init__(rules, block_of, {"uttryck": ""}, say("Lägg till en regel", "Add a rule"))
