"""The parts of the summary, where each begins on paper, and what should be settled before it is locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from kollegie.language import counted, say
from kollegie.model.severity import Severity
from kollegie.summary.facts import Facts, Outcome, Progressed
from kollegie.summary.pdf_sheet import OutlineEntry


class PartKind(Enum):
    """The parts in the order they are printed."""

    COVER = "cover"
    OVERVIEW = "overview"
    FINDINGS = "findings"
    PROVIDERS = "providers"
    ACTIONS = "actions"
    CONDUCT = "conduct"
    CHECKLISTS = "checklists"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something to settle before the summary is locked: the part it shows in, the sentence, the room to settle it."""

    part: PartKind
    sentence: str
    room: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its page from 0, how far down it begins in points, and how many points are open in it."""

    kind: PartKind
    title: str
    page: int
    top: float
    open: int


def parts_of(outline: Sequence[OutlineEntry], points: Iterable[OpenPoint]) -> tuple[Part, ...]:
    """The parts of a printed summary; the title page comes first, the table of contents is none."""
    still_open = Counter(point.part for point in points)
    cover = Part(PartKind.COVER, say("Tre rader till nämnden", "Three lines for the board"), 0, 0.0, 0)
    chapters = [entry for entry in outline if entry.level == 1 and entry.listed]
    kinds = list(PartKind)[1:]
    listed = [Part(kind, entry.title, entry.page, entry.top, 0) for kind, entry in zip(kinds, chapters, strict=False)]
    return tuple(
        Part(part.kind, part.title.replace("\xa0", " "), part.page, part.top, still_open[part.kind])
        for part in (cover, *listed)
    )


def open_points(facts: Facts) -> tuple[OpenPoint, ...]:
    """What a reader would ask about if the summary were locked now, in the order of the parts."""
    return tuple(_points(facts))


def _points(facts: Facts) -> Iterable[OpenPoint]:
    if not facts.registry_number.strip():
        yield OpenPoint(PartKind.COVER, say("Diarienumret saknas", "The registry number is missing"), "reviews")
    followed = {(action.visit, action.question) for action in facts.actions}
    counted_visits = {visit.id for visit in facts.visits if visit.counted}
    for severity in (Severity.ACUTE, Severity.SERIOUS):
        bare = sum(
            finding.severity is severity and (finding.visit, finding.question) not in followed
            for finding in facts.findings
            if finding.visit in counted_visits
        )
        if bare:
            yield OpenPoint(PartKind.FINDINGS, _without_action(severity, bare), "findings")
    waiting = [action for action in facts.actions if action.state in (Progressed.PLANNED, Progressed.ONGOING)]
    for missing, sv, en in (
        (sum(not action.owner.strip() for action in waiting), "saknar ansvarig", "without an owner"),
        (sum(action.due is None for action in waiting), "saknar datum", "without a date"),
    ):
        if missing:
            number = counted(missing, ("åtgärd", "åtgärder"), ("action", "actions"))
            yield OpenPoint(PartKind.ACTIONS, say(f"{number} {sv}", f"{number} {en}"), "follow-up")
    unsigned = sum(visit.outcome in (Outcome.BEGUN, Outcome.PLANNED) for visit in facts.visits)
    if unsigned:
        visits = counted(unsigned, ("besök är inte signerat", "besök är inte signerade"), ("visit", "visits"))
        yield OpenPoint(PartKind.CONDUCT, say(visits, f"{visits} not signed"), "reviews")
    unsettled = sum(not one.outcome for one in facts.disagreements)
    if unsettled:
        answers = counted(unsettled, ("svar går isär", "svar går isär"), ("answer differs", "answers differ"))
        yield OpenPoint(
            PartKind.CONDUCT, say(f"{answers} mellan granskarna", f"{answers} between the visitors"), "findings"
        )


def _without_action(severity: Severity, count: int) -> str:
    if severity is Severity.ACUTE:
        number = counted(count, ("akut iakttagelse", "akuta iakttagelser"), ("acute finding", "acute findings"))
    else:
        number = counted(
            count, ("allvarlig brist", "allvarliga brister"), ("serious deficiency", "serious deficiencies")
        )
    return say(f"{number} saknar åtgärd", f"{number} without an action")
