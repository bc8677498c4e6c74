"""What an import tells when it is done: what was kept, changed, turned into notes, not used, and not translated."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kollegie.intake.xlsform_problems import Place
from kollegie.language import Language, counted, say
from kollegie.model.checklist import BilingualText, Checklist, Group


class RemarkKind(StrEnum):
    """What happened to something in the workbook."""

    CHANGED = "changed"
    NOTE = "notes"
    COLUMN = "unknown_columns"
    MISSING = "missing_translations"
    IGNORED = "ignored"

    @property
    def heading(self) -> str:
        """The heading above its remarks."""
        return {
            RemarkKind.CHANGED: say("Ändrat", "Changed"),
            RemarkKind.NOTE: say("Blev notiser: stöds inte", "Turned into notes: not supported"),
            RemarkKind.COLUMN: say("Kolumner som inte används men sparas", "Columns not used but kept"),
            RemarkKind.MISSING: say("Saknar översättning", "Not translated"),
            RemarkKind.IGNORED: say("Används inte", "Not used"),
        }[self]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know, and where in the workbook it stood."""

    kind: RemarkKind
    place: Place
    said: BilingualText

    def sentence(self, language: Language | None = None) -> str:
        """The remark with its place."""
        place = self.place.shown(language)
        return f"{place}: {self.said.in_(language)}" if place else self.said.in_(language)


@dataclass
class Remarks:
    """Collects remarks while a workbook is read; each is told once."""

    found: dict[Remark, None] = field(default_factory=dict)

    def say(self, kind: RemarkKind, place: Place, sv: str, en: str) -> None:
        """Note one thing to know."""
        self.found[Remark(kind, place, BilingualText(sv, en))] = None


@dataclass(frozen=True)
class ImportReport:
    """How a workbook became a checklist."""

    file: str
    checklist: Checklist
    remarks: tuple[Remark, ...]

    def of(self, kind: RemarkKind) -> tuple[Remark, ...]:
        """The remarks of one kind, in the order of the workbook."""
        return tuple(remark for remark in self.remarks if remark.kind is kind)

    def kept(self) -> dict[str, int]:
        """How much of each sort the checklist holds."""
        checklist = self.checklist
        groups = [item for item in checklist.items if isinstance(item, Group)]
        return {
            "sections": len(checklist.sections),
            "groups": sum(not group.repeats for group in groups),
            "repeats": sum(group.repeats for group in groups),
            "questions": len(checklist.questions),
            "context_fields": len(checklist.context_fields),
            "findings": sum(len(question.findings) for question in checklist.questions),
        }

    def as_json(self) -> dict[str, Any]:
        """The report as `kollegie checklist import --json` gives it."""
        return {
            "file": self.file,
            "id": self.checklist.id,
            "title": self.checklist.title.in_(),
            "version": self.checklist.version,
            "questions": len(self.checklist.control_questions),
            "kept": self.kept(),
            **{
                kind.value: [
                    {
                        "sheet": remark.place.sheet,
                        "row": remark.place.row,
                        "column": remark.place.heading or remark.place.cell.rstrip("0123456789"),
                        "cell": remark.place.cell,
                        "message": remark.said.in_(),
                    }
                    for remark in self.of(kind)
                ]
                for kind in RemarkKind
            },
        }

    def lines(self) -> list[str]:
        """The report to read."""
        kept = self.kept()
        questions = counted(len(self.checklist.control_questions), ("fråga", "frågor"), ("question", "questions"))
        sections = counted(kept["sections"], ("avsnitt", "avsnitt"), ("section", "sections"))
        lines = [f"{self.checklist.title.in_()} {self.checklist.version}: {questions}, {sections}"]
        for kind in RemarkKind:
            remarks = self.of(kind)
            if remarks:
                lines.append(f"{kind.heading}:")
                lines += [f"  {remark.sentence()}" for remark in remarks]
        return lines
