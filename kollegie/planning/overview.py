"""The board: every pair's day as far as the hub has told, and the visits nobody has."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kollegie.model.register import Municipality, Person
from kollegie.model.reviews import Case, Participant, Review, Visit, VisitState
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding, FindingState
from kollegie.planning.errors import Reason
from kollegie.planning.roster import Roster, read_roster
from kollegie.store import Reading, Store
from kollegie.store.history import authors_of

BATCH = 5000
"""How many records are asked about at once; a database takes only so many ids in one question."""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """One visit on the board.

    Shape: `touched` says that something has been answered there, asked just now or not; how far the visit has come
    is told by its sheet. `findings` gives the severity of each finding that stands, by
    question; `acute` are the acute ones nobody has acknowledged. `heard` is when anything of it last reached us.
    `blind` tells for each visitor of a double visit how far they have come, and nothing more; the other fields are
    then those of the adjudicated record.
    """

    visit: Visit
    case: Case
    visitors: tuple[Person, ...]
    touched: bool
    findings: tuple[tuple[str, Severity], ...]
    acute: tuple[Finding, ...]
    heard: datetime | None
    blind: tuple[tuple[Person, VisitState], ...] = ()

    @property
    def gravest(self) -> Severity | None:
        """The gravest finding, None without any."""
        return max((severity for _, severity in self.findings), default=None)


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair's day, its visits in time order. `heard` is when anything of theirs last reached us."""

    pair: str
    members: tuple[Participant, ...]
    persons: tuple[Person, ...]
    municipalities: tuple[str, ...]
    cards: tuple[VisitCard, ...]
    heard: datetime | None


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A visit nobody has, with the pairs that may not take it and why; `names` tells of each who in it is meant."""

    visit: Visit
    case: Case
    reasons: tuple[tuple[str, Reason], ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewOverview:
    """Shape: `states` counts all visits of the round by state; `alone` holds visits of visitors outside any pair."""

    review: Review
    pairs: tuple[PairRow, ...]
    alone: tuple[VisitCard, ...]
    unassigned: tuple[Unassigned, ...]
    states: Counter[VisitState]


def review_overview(store: Store, review_id: UUID) -> ReviewOverview:
    """Read the board of a round. Raises: RecordMissing."""
    with store.reading() as reading:
        roster = read_roster(reading, review_id)
        municipalities = {home.id: home.name for home in reading.find(Municipality)}
        visit_ids = tuple(visit.id for visit in roster.visits)
        answers = reading.find(Answer, visit_id=visit_ids)
        findings: dict[UUID, list[Finding]] = defaultdict(list)
        for finding in reading.find(Finding, visit_id=visit_ids):
            if finding.state not in (FindingState.REMOVED, FindingState.WITHDRAWN):
                findings[finding.visit_id].append(finding)
        every = roster.visits + tuple(one for visit in roster.visits for one in roster.blind.get(visit.id, ()))
        heard = _heard(reading, every, answers, store.me)
    touched = {answer.visit_id for answer in answers if answer.value is not None or answer.note}
    cards: dict[UUID, VisitCard] = {}
    for visit in roster.visits:
        found = findings[visit.id]
        cards[visit.id] = VisitCard(
            visit,
            roster.cases[visit.case_id],
            tuple(roster.persons[person_id] for person_id in roster.assigned_to(visit.id)),
            visit.id in touched,
            tuple((finding.question, finding.severity) for finding in found),
            tuple(one for one in found if one.severity is Severity.ACUTE and one.acknowledged_at is None),
            _latest(heard, visit, roster),
            tuple(
                (roster.persons[person_id], blind.state)
                for blind in roster.blind.get(visit.id, ())
                for person_id in roster.assigned_to(blind.id)
            ),
        )
    pair_of = {person_id: pair for pair, members in roster.pairs.items() for person_id in members}
    days: dict[str, list[Visit]] = defaultdict(list)
    for visit in roster.visits:
        for pair in dict.fromkeys(pair_of[one] for one in roster.assigned_to(visit.id) if one in pair_of):
            days[pair].append(visit)
    taken = {visit.id for visits in days.values() for visit in visits}
    rows: list[PairRow] = []
    for pair, members in roster.pairs.items():
        moments = [moment for visit in days[pair] if (moment := cards[visit.id].heard) is not None]
        homes = dict.fromkeys(municipalities[roster.home_of(person_id)] for person_id in members)
        rows.append(
            PairRow(
                pair,
                tuple(visitor for visitor in roster.visitors if visitor.pair == pair),
                tuple(roster.persons[person_id] for person_id in members),
                tuple(homes),
                tuple(cards[visit.id] for visit in sorted(days[pair], key=_in_time_order)),
                max(moments, default=None),
            )
        )
    nobody = [visit for visit in roster.visits if not roster.assigned_to(visit.id)]
    nobody.sort(key=lambda visit: roster.cases[visit.case_id].label)
    alone = [visit for visit in roster.visits if visit.id not in taken and roster.assigned_to(visit.id)]
    return ReviewOverview(
        roster.review,
        tuple(rows),
        tuple(cards[visit.id] for visit in sorted(alone, key=_in_time_order)),
        tuple(_unassigned(roster, visit) for visit in nobody),
        Counter(roster.state_of(visit) for visit in roster.visits),
    )


def _unassigned(roster: Roster, visit: Visit) -> Unassigned:
    case = roster.cases[visit.case_id]
    barred = [(pair, roster.barred_of_pair(pair, case)) for pair in roster.pairs]
    found = [(pair, *one) for pair, one in barred if one is not None]
    return Unassigned(
        visit,
        case,
        tuple((pair, reason) for pair, _, reason in found),
        tuple(roster.persons[person_id].name for _, person_id, _ in found),
    )


def _in_time_order(visit: Visit) -> tuple[str, UUID]:
    return (visit.planned_start.isoformat() if visit.planned_start else "~", visit.id)


def _latest(heard: dict[UUID, datetime], visit: Visit, roster: Roster) -> datetime | None:
    scopes = [visit.scope, *(one.scope for one in roster.blind.get(visit.id, ()))]
    return max((heard[scope] for scope in scopes if scope in heard), default=None)


def _heard(reading: Reading, visits: tuple[Visit, ...], answers: tuple[Answer, ...], me: UUID) -> dict[UUID, datetime]:
    """When somebody else last wrote in each scope, by their laptop's clock, as far as it has reached us."""
    heard: dict[UUID, datetime] = {}
    for kind, values in ((Visit, visits), (Answer, answers)):
        for first in range(0, len(values), BATCH):
            part = {value.id: value.scope for value in values[first : first + BATCH]}
            for id, authors in authors_of(reading, kind, part).items():
                for author in authors.values():
                    if author.by != me:
                        heard[part[id]] = max(author.at, heard.get(part[id], author.at))
    return heard
