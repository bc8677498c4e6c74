"""What can be wrong with a checklist beside its expressions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from kollegie.errors import KollegieError


class Role(Enum):
    """Which part of a question, group or section is meant."""

    NAME = auto()
    LABEL = auto()
    RELEVANCE = auto()
    CALCULATION = auto()
    REPEAT_COUNT = auto()
    INITIAL = auto()
    CONSTRAINT = auto()
    REQUIRED = auto()
    CHOICES = auto()
    CHOICE_FILTER = auto()
    FINDING = auto()
    STATUTES = auto()
    DEFAULT = auto()
    PART_OF = auto()
    TYPE = auto()


@dataclass(frozen=True, slots=True)
class ChecklistFault:
    """One fault and where it sits: `index` counts constraints, findings and choices from 0."""

    owner: str
    role: Role
    index: int
    error: KollegieError


class NameTaken(KollegieError):
    """Two things bear the same name."""

    sv = "Namnet {name} används redan. Varje fråga, grupp och uppgift ska ha ett eget namn."
    en = "The name {name} is already in use. Every question, group and field needs a name of its own."

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class BadName(KollegieError):
    """A name that expressions could not refer to."""

    sv = "{name} kan inte vara ett namn. Börja med en bokstav; sedan får bokstäver, siffror, _ - och . stå."
    en = "{name} cannot be a name. Begin with a letter; letters, digits, _ - and . may follow."

    def __init__(self, name: str) -> None:
        super().__init__(name=repr(name))


class ChoicesMissing(KollegieError):
    """A question of choices without any."""

    sv = "{name} ska ha minst ett val."
    en = "{name} needs at least one choice."

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class ChoiceTaken(KollegieError):
    """Two choices of one question bear the same name."""

    sv = "Valet {choice} står två gånger i {name}."
    en = "The choice {choice} stands twice in {name}."

    def __init__(self, name: str, choice: str) -> None:
        super().__init__(name=name, choice=choice)


class BadChoiceName(KollegieError):
    """A choice name with a space, or one that means a withheld answer."""

    sv = "{choice} kan inte vara namn på ett val: utan mellanslag, och inte {reserved}."
    en = "{choice} cannot name a choice: no spaces, and not {reserved}."

    def __init__(self, choice: str, reserved: str) -> None:
        super().__init__(choice=repr(choice), reserved=reserved)


class CalculationMissing(KollegieError):
    """A calculated question without its calculation."""

    sv = "{name} är en beräkning men har ingen formel."
    en = "{name} is a calculation but has no formula."

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class StatuteUnknown(KollegieError):
    """A reference that the checklist does not list."""

    sv = "{name} hänvisar till lagrummet {statute}, som inte finns i checklistan."
    en = "{name} refers to the statute {statute}, which the checklist does not list."

    def __init__(self, name: str, statute: str) -> None:
        super().__init__(name=name, statute=statute)


class PartOfUnknown(KollegieError):
    """A follow-up to a question that is not there, is a follow-up itself, or is not in the same rows."""

    sv = "{name} hör till {whole}, som inte är en huvudfråga på samma plats i checklistan."
    en = "{name} belongs to {whole}, which is not a main question at the same place of the checklist."

    def __init__(self, name: str, whole: str) -> None:
        super().__init__(name=name, whole=whole)


class DefaultUnfit(KollegieError):
    """A default that is no answer to its question."""

    sv = "Förvalet i {name} är inget giltigt svar: {reason_sv}"
    en = "The default of {name} is not a valid answer: {reason_en}"

    def __init__(self, name: str, reason_sv: str, reason_en: str) -> None:
        super().__init__(name=name, reason_sv=reason_sv, reason_en=reason_en)


class NothingAsked(KollegieError):
    """A checklist without questions."""

    sv = "Checklistan har inga frågor."
    en = "The checklist has no questions."

    def __init__(self) -> None:
        super().__init__()
