"""What holds of one question of a draft, in a sentence for each of its sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kollegie.intake.checklist_draft import name_of
from kollegie.intake.checklist_lines import Key
from kollegie.language import counted, say
from kollegie.model.checklist import YES_NO_CHOICES, Checklist, QuestionType
from kollegie.model.checklist_appearance import drops_down
from kollegie.model.checklist_statutes import Certainty
from kollegie.model.conditions import condition_words
from kollegie.model.expressions import Expression, ExpressionError
from kollegie.model.severity import Severity
from ui.checklists.askable import choices_of, words_of
from ui.checklists.rules_form import FindingsForm


class QuestionWords:
    """Says it of the draft as it stands; `latest`, the checklist last read from it, has the words of conditions."""

    def __init__(self, held: Mapping[str, Any], key: Key, latest: Checklist | None) -> None:
        self.held = held
        self.key = key
        self.latest = latest

    @property
    def table(self) -> Mapping[str, Any]:
        """The question as the draft holds it."""
        found: Any = self.held
        for part in self.key:
            found = found[part]
        table: Mapping[str, Any] = found
        return table

    @property
    def type(self) -> QuestionType:
        """Its type of answer. Where that is not known the fault stands at it, and the question is read as a text."""
        known = {kind.value: kind for kind in QuestionType}
        return known.get(str(self.table.get("typ")), QuestionType.TEXT)

    def choices(self) -> str:
        """The answers to choose from."""
        words = [words_of(one, "text") or str(one.get("namn")) for one in choices_of(self.held, self.table)]
        if self.type is QuestionType.YES_NO:
            words = [choice.label.in_() for choice in YES_NO_CHOICES]
        drops = drops_down(self.type, str(self.table.get("utseende") or ""))
        return ", ".join(words) + (say(" · i en lista som fälls ut", " · in a drop-down") if drops else "")

    def shown_when(self) -> str:
        """When it is asked."""
        words = self._condition(str(self.table.get("visas_nar") or ""))
        return say(f"Om {words}.", f"If {words}.") if words else say("Alltid.", "Always.")

    def required(self) -> str:
        """Whether it has to be answered."""
        required = self.table.get("kravs", True)
        if isinstance(required, str):
            words = self._condition(required)
            return say(f"Måste besvaras, eller hoppas med skäl, om {words}.", f"Required if {words}.")
        if required:
            return say("Måste besvaras, eller hoppas med skäl.", "Must be answered, or passed over with a reason.")
        return say("Får lämnas obesvarad.", "May be left unanswered.")

    def findings(self) -> str:
        """Which answers raise findings."""
        told = [self._finding(rule) for rule in self.table.get("iakttagelse") or [] if isinstance(rule, dict)]
        return " ".join(told) or say("Inget svar ger en iakttagelse.", "No answer raises a finding.")

    def rules(self) -> str:
        """Which answers are taken."""
        rules = [one for one in self.table.get("regel") or [] if isinstance(one, dict)]
        if not rules:
            return say("Alla svar av rätt slag tas emot.", "Every answer of the right kind is taken.")
        return " ".join(
            (say("Varnar om inte ", "Warns unless ") if one.get("mjuk") else say("Kräver att ", "Demands that "))
            + self._condition(str(one.get("uttryck") or ""))
            + "."
            for one in rules
        )

    def help(self) -> str:
        """Its help, short words and unit."""
        parts = [words_of(self.table, key) for key in ("hjalp", "kort", "enhet")]
        return " · ".join(part for part in parts if part) or say("Ingen.", "None.")

    def statutes(self) -> str:
        """The statutes behind it; one that is uncertain is never shown as law."""
        named = [one for one in self.known_statutes() if one.get("id") in (self.table.get("lagrum") or [])]
        sure = [statute_words(one) for one in named if one.get("sakerhet") != Certainty.UNCERTAIN.value]
        unsure = len(named) - len(sure)
        parts = [", ".join(sure)] if sure else []
        if unsure:
            parts.append(
                say(
                    f"{counted(unsure, ('osäkert lagrum', 'osäkra lagrum'), ('', ''))} som aldrig visas som lag",
                    f"{unsure} uncertain, never shown as law",
                )
            )
        return " · ".join(parts) or say("Inga.", "None.")

    def known_statutes(self) -> list[Mapping[str, Any]]:
        """The statutes of the checklist."""
        return [one for one in self.held.get("lagrum") or [] if isinstance(one, dict)]

    def other(self) -> str:
        """What it is worked out from, and what it follows up."""
        worked = str(self.table.get("berakning") or "")
        part = str(self.table.get("del_av") or "")
        words = self._condition(worked)
        told = [say(f"Räknas ut: {words}", f"Worked out: {words}")] if worked else []
        told += [say(f"Följdfråga till {part}", f"Follow-up to {part}")] if part else []
        return " · ".join(told) or say("Inget särskilt.", "Nothing special.")

    def _finding(self, rule: Mapping[str, Any]) -> str:
        words = self._condition(FindingsForm.condition_of(rule, self.type))
        grade = rule.get("grad")
        known = isinstance(grade, int) and grade in tuple(Severity)
        severity = Severity(grade).word if known and isinstance(grade, int) else "?"
        category = rule.get("kategori", "?")
        return say(f"{severity} ({category}) om {words}.", f"{severity} ({category}) if {words}.")

    def _condition(self, text: str) -> str:
        if not text:
            return ""
        try:
            expression = Expression(text)
        except ExpressionError:
            return f"”{text}”"
        if self.latest is None:
            return f"”{text}”"
        return condition_words(self.latest, expression, owner=name_of(self.table))


def statute_words(table: Mapping[str, Any]) -> str:
    """A statute as it is named: the law, the chapter, the section."""
    parts = [str(table.get("lag") or "")]
    parts += [f"{table['kapitel']} kap."] if table.get("kapitel") else []
    parts += [f"{table['paragraf']} §"] if table.get("paragraf") else []
    return " ".join(part for part in parts if part) or str(table.get("id", ""))
