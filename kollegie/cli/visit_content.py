"""How one visit is told on the command line: as JSON and as lines to read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from kollegie.cli.context import Context
from kollegie.cli.round_content import value_json
from kollegie.language import say

if TYPE_CHECKING:
    from uuid import UUID

    from kollegie.model.attachments import Attachment
    from kollegie.model.checklist import Checklist
    from kollegie.model.reviews import Case, Visit
    from kollegie.model.visits import Answer, Finding
    from kollegie.store import Reading, Store


def visit_content(reading: Reading, visit: Visit) -> dict[str, Any]:
    """A visit with its case, state, checklist and visitors."""
    from kollegie.model.register import Person
    from kollegie.model.reviews import Assignment, Case, Review

    case: Case = reading.get(Case, visit.case_id)
    review = reading.first(Review, id=visit.review_id)
    assigned = {one.person_id for one in reading.find(Assignment, visit_id=visit.id)}
    return {
        "id": str(visit.id),
        "round": review.name if review is not None else str(visit.review_id),
        "case": case.label,
        "kind": visit.kind.value,
        "state": visit.state.value,
        "checklist": visit.checklist,
        "visitors": sorted(person.name for person in reading.find(Person, id=assigned)),
        "planned_start": visit.planned_start.isoformat() if visit.planned_start else None,
        "signed_at": visit.signed_at.isoformat() if visit.signed_at else None,
        "double": bool(visit.double),
        "blind_of": None if visit.blind_of is None else str(visit.blind_of),
    }


def answers_content(reading: Reading, answers: list[Answer], counted: set[UUID]) -> list[dict[str, Any]]:
    """Answers with who gave them and what they were before; `counted` are the ids of those that count."""
    from kollegie.model.register import Person
    from kollegie.model.visits import Answer
    from kollegie.store.history import authors_of, versions_of

    versions = versions_of(reading, Answer, [answer.id for answer in answers])
    authors = authors_of(reading, Answer, [answer.id for answer in answers])
    writers = {version.by for every in versions.values() for version in every}
    names: dict[UUID, str] = {person.id: person.name for person in reading.find(Person, id=writers)}
    told = []
    for answer in answers:
        latest = max(authors[answer.id].values(), key=lambda author: author.at, default=None)
        told.append(
            {
                "question": answer.question,
                "row": answer.row,
                "value": value_json(answer.value),
                "note": answer.note,
                "positive": answer.positive,
                "flagged": answer.flagged,
                "counts": answer.id in counted,
                "by": names.get(latest.by, str(latest.by)) if latest else None,
                "at": latest.at.isoformat() if latest else None,
                "history": [
                    {
                        "value": value_json(version.fields.get("value")),
                        "note": version.fields.get("note", ""),
                        "by": names.get(version.by, str(version.by)),
                        "at": version.at.isoformat(),
                        "reason": version.reason,
                    }
                    for version in versions[answer.id]
                ],
            }
        )
    return told


def finding_content(finding: Finding) -> dict[str, Any]:
    """A finding with its category, severity and state."""
    return {
        "id": str(finding.id),
        "question": finding.question,
        "row": finding.row,
        "category": finding.category.value,
        "severity": int(finding.severity),
        "state": finding.state.value,
        "text": finding.text,
        "acknowledged_at": finding.acknowledged_at.isoformat() if finding.acknowledged_at else None,
    }


def visit_lines(content: dict[str, Any], checklist: Checklist) -> list[str]:
    """A visit's answers, findings and attachments as lines."""
    from kollegie.model.attachments import AttachmentKind
    from kollegie.model.reviews import VisitState

    lines = [f"{content['case']}  {VisitState(content['state']).word}  {checklist.title.in_()} {checklist.version}"]
    for answer in content["answers"]:
        value = ", ".join(answer["value"]) if isinstance(answer["value"], list) else answer["value"] or "–"
        note = f"  {answer['note']}" if answer["note"] else ""
        closed = say("  · frågas inte nu och räknas inte", "  · not asked now and does not count")
        told = "" if answer["counts"] else closed
        lines.append(f"  {answer['question']:<8} {value}{note}  ({answer['by']}){told}")
    for finding in content["findings"]:
        if finding["state"] in ("proposed", "confirmed"):
            lines.append(f"  ! {finding['question']:<6} {finding['category']}/{finding['severity']}  {finding['text']}")
    for one in content["attachments"]:
        here = "" if one["here"] else say("  (hämtas vid synk)", "  (fetched at sync)")
        kind = AttachmentKind(one["kind"]).word
        lines.append(f"  @ {one['question']:<6} {kind:<11} {one['file_name']}  {one['caption']}{here}".rstrip())
    return lines


def clock_words(moment: datetime | None) -> str:
    """A planned time by the clock of this computer."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "–"


def attachment_content(store: Store, one: Attachment) -> dict[str, Any]:
    """An attachment with what it is called and whether its content is on this laptop."""
    from kollegie.store.attachments import is_here

    return {
        "id": str(one.id),
        "question": one.question,
        "row": one.row,
        "kind": one.kind.value,
        "file_name": one.file_name,
        "mime": one.mime,
        "bytes": one.size,
        "caption": one.caption,
        "taken_at": one.taken_at.isoformat() if one.taken_at else None,
        "added_at": one.added_at.isoformat(),
        "here": is_here(store, one),
    }


def visit_wanted(context: Context, wanted: str) -> Visit:
    """The visit with that id, or of the case with that number. Raises: VisitUnknown."""
    from kollegie.visiting.finding_visits import find_visit

    with context.store().reading() as reading:
        return find_visit(reading, wanted)
