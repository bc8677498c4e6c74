"""What a checklist file can be refused for, each with its line and what was expected there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kollegie.errors import KollegieError
from kollegie.language import Language, current_language
from kollegie.model.expressions import ExpressionError


@dataclass(frozen=True, slots=True)
class ChecklistProblem:
    """One fault in a file: `where` names the question and the key, `line` counts from 1 (0: the whole file)."""

    line: int
    where: str
    error: KollegieError

    def sentence(self, language: Language | None = None) -> str:
        """The fault with its place: `rad 41, HB06 visas_nar, tecken 9: Det finns ingen fråga …`."""
        language = language or current_language()
        line, character = ("rad", "tecken") if language is Language.SV else ("line", "character")
        places = [f"{line} {self.line}"] if self.line else []
        if self.where:
            places.append(self.where)
        if isinstance(self.error, ExpressionError):
            places.append(f"{character} {self.error.column}")
        said = self.error.sentence(language)
        return f"{', '.join(places)}: {said}" if places else said


class ChecklistRefused(KollegieError):
    """A checklist file with faults; nothing of it is used."""

    sv = "{file} kan inte användas:\n{listing}"
    en = "{file} cannot be used:\n{listing}"

    def __init__(self, file: str, problems: Sequence[ChecklistProblem]) -> None:
        super().__init__(file=file)
        self.file = file
        self.problems = tuple(problems)

    def sentence(self, language: Language | None = None) -> str:
        """The file and every fault in it, a line each."""
        self.facts["listing"] = "\n".join(f"  {problem.sentence(language)}" for problem in self.problems)
        return super().sentence(language)


class ChecklistUnknown(KollegieError):
    """Neither a checklist of the program nor a file."""

    sv = "Det finns ingen checklista {wanted}. Ange en fil eller någon av {known}."
    en = "There is no checklist {wanted}. Give a file or one of {known}."

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        super().__init__(wanted=wanted, known=", ".join(known))


class FileUnreadable(KollegieError):
    """A file that cannot be opened or is no text."""

    sv = "Filen kan inte läsas: {reason_sv}."
    en = "The file cannot be read: {reason_en}."

    def __init__(self, reason_sv: str, reason_en: str) -> None:
        super().__init__(reason_sv=reason_sv, reason_en=reason_en)


class NotToml(KollegieError):
    """The file breaks the rules of TOML."""

    sv = "Filen följer inte TOML här ({reason}). Vanligast: ett citattecken eller en klammer saknas."
    en = "The file is not TOML here ({reason}). Most often a quotation mark or a bracket is missing."

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class KeyUnknown(KollegieError):
    """A key the format does not have."""

    sv = "Nyckeln {key} finns inte här.{hint_sv} Möjliga är {known}."
    en = "There is no key {key} here.{hint_en} Possible are {known}."

    def __init__(self, key: str, known: Sequence[str]) -> None:
        near = get_close_matches(key, known, n=1)
        super().__init__(
            key=key,
            known=", ".join(known),
            hint_sv=f" Menas {near[0]}?" if near else "",
            hint_en=f" Is {near[0]} meant?" if near else "",
        )


class KeyMissing(KollegieError):
    """A key that must be there."""

    sv = "Nyckeln {key} saknas: {expected_sv}."
    en = "The key {key} is missing: {expected_en}."

    def __init__(self, key: str, expected_sv: str, expected_en: str) -> None:
        super().__init__(key=key, expected_sv=expected_sv, expected_en=expected_en)


class ValueUnfit(KollegieError):
    """A value of the wrong kind."""

    sv = "{given} passar inte i {key}: {expected_sv} väntas."
    en = "{given} does not fit {key}: {expected_en} is expected."

    def __init__(self, key: str, given: object, expected_sv: str, expected_en: str) -> None:
        shown = repr(given)
        shown = shown if len(shown) <= 40 else shown[:39] + "…"
        super().__init__(key=key, given=shown, expected_sv=expected_sv, expected_en=expected_en)


class AnswerAndCondition(KollegieError):
    """A finding rule with both ways of saying when, or with neither."""

    sv = "En iakttagelse ska ha antingen svar (vilket svar) eller nar (ett uttryck)."
    en = "A finding takes either svar (which answer) or nar (an expression)."

    def __init__(self) -> None:
        super().__init__()
