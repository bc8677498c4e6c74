"""The law behind a question, as data: what is uncertain is kept for the methods lead and never shown as law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kollegie.language import Language


class Certainty(StrEnum):
    """How sure the reference is."""

    READ = "läst"  # read in the statute or a named source
    KNOWN = "känd"  # well known, not read again when the checklist was written
    UNCERTAIN = "osäker"  # to be checked before anyone relies on it


class Source(StrEnum):
    """What kind of rule is referred to."""

    LAW = "lag"
    REGULATION = "föreskrift"
    CONTRACT = "avtal"
    JUDGMENT = "rättsfall"


@dataclass(frozen=True, slots=True)
class Statute:
    """One reference, with its life span, since laws are renumbered and old decisions carry old numbers.

    Shape: `id` is the name questions refer to it by; `law` what is printed for the law (`SoL`, `lag 2010:479`);
    `title` its full name; `point` the point within the section (`LSS 9 § 2`). `valid_from` and `valid_to` include
    their days and are empty where open or unknown. `qualifier` stands in brackets behind it wherever it is shown:
    whom it is about, or what it does not say; `remark` is for whoever looks after the checklist.
    """

    id: str
    law: str
    source: Source = Source.LAW
    title: str = ""
    chapter: str = ""
    section: str = ""
    point: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    certainty: Certainty = Certainty.UNCERTAIN
    remark: str = ""
    qualifier: str = ""
    qualifier_en: str = ""

    @property
    def may_be_shown(self) -> bool:
        """Whether it is sure enough to stand before a reader."""
        return self.certainty is not Certainty.UNCERTAIN

    def in_force(self, day: date) -> bool:
        """Whether the reference holds on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def shown(self, language: Language, day: date | None = None) -> str:
        """The reference as printed, `SoL 27 kap. 2 §`; empty if it may not be shown or does not hold on the day."""
        if not self.may_be_shown or (day is not None and not self.in_force(day)):
            return ""
        said = self.qualifier if language is Language.SV else self.qualifier_en or self.qualifier
        behind = f" ({said})" if said else ""
        if self.source is Source.CONTRACT:
            return ("avtalet" if language is Language.SV else "the contract") + behind
        parts = [self.law]
        if language is Language.SV:
            several = "–" in self.section
            parts += [f"{self.chapter} kap."] if self.chapter else []
            parts += [f"{self.section} {'§§' if several else '§'}"] if self.section else []
        else:
            parts += [f"ch. {self.chapter}"] if self.chapter else []
            parts += [f"sec. {self.section}"] if self.section else []
        parts += [self.point] if self.point else []
        return " ".join(parts) + behind


def statute_words(
    statutes: Sequence[Statute], language: Language, day: date, decided_on: date | None = None
) -> tuple[str, ...]:
    """The references of one question as printed, those that hold.

    Shape: where one of them has been replaced, the question is about a decision that may be older than the new number;
    those that held when it was taken are shown then. Units: `day` is the visit's, `decided_on` the decision's, None
    where there is none or nobody knows.
    """
    replaced = any(one.valid_to is not None for one in statutes)
    held = decided_on if replaced and decided_on is not None else day
    return tuple(words for one in statutes if (words := one.shown(language, held)))
