"""The law behind a question, as data: what is uncertain is kept for the methods lead and never shown as law."""

from __future__ import annotations

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

    Shape: `id` is the name questions refer to it by; `law` the abbreviation or number printed (`SoL`, `2010:479`);
    `title` the full name. `valid_from` and `valid_to` include their days and are empty where open or unknown.
    """

    id: str
    law: str
    source: Source = Source.LAW
    title: str = ""
    chapter: str = ""
    section: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    certainty: Certainty = Certainty.UNCERTAIN
    remark: str = ""

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
        if self.source is Source.CONTRACT:
            return "avtalet" if language is Language.SV else "the contract"
        chapter, section = ("kap.", "§") if language is Language.SV else ("ch.", "sec.")
        parts = [self.law]
        if self.chapter:
            parts.append(f"{self.chapter} {chapter}" if language is Language.SV else f"{chapter} {self.chapter}")
        if self.section:
            several = "–" in self.section or " och " in self.section
            sign = ("§§" if several else "§") if language is Language.SV else section
            parts.append(f"{self.section} {sign}" if language is Language.SV else f"{sign} {self.section}")
        return " ".join(parts)
