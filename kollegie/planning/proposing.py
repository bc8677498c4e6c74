"""A proposal for the day: pairs of mixed municipalities, visits shared fairly, nobody where they may not be."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from kollegie.model.reviews import Case, Participant, Visit, VisitState
from kollegie.planning.assigning import give_to_pair
from kollegie.planning.errors import NoVisitors, Reason
from kollegie.planning.roster import Roster, read_roster
from kollegie.planning.rounds import open_review
from kollegie.store import Store

MOST_PER_PAIR = 6
"""Four to six visits for each pair and day. Source: the method, step 8."""


@dataclass(frozen=True, slots=True)
class Left:
    """A visit no pair can take.

    Shape: `reasons` are the conflicts of interest, by pair; a pair that is not among them has its day full.
    """

    visit: Visit
    case: Case
    reasons: tuple[tuple[str, Reason], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Shape: `pairs` gives each visit's pair by letter; only visits nobody has are in it."""

    pairs: dict[UUID, str]
    left: tuple[Left, ...]


def make_pairs(store: Store, review_id: UUID) -> tuple[Participant, ...]:
    """Put visitors without a pair together two and two, from different municipalities as far as they suffice.

    Shape: letters from A on, after those in use; with an odd number the last pair has three. Somebody from the
    host's own municipality is put in no pair.
    Raises: NoVisitors.
    """
    with store.work("round make pairs") as work:
        open_review(work, review_id)
        roster = read_roster(work, review_id)
        if not roster.visitors:
            raise NoVisitors(name=roster.review.name)
        homes: dict[UUID, list[Participant]] = defaultdict(list)
        for visitor in roster.visitors:
            if not visitor.pair and roster.home_of(visitor.person_id) != roster.host.id:
                homes[roster.home_of(visitor.person_id)].append(visitor)
        pairs: list[list[Participant]] = []
        while sum(map(len, homes.values())) > 1:
            largest = sorted((home for home in homes if homes[home]), key=lambda home: (-len(homes[home]), str(home)))
            first = largest[0]
            second = largest[1] if len(largest) > 1 else first
            pairs.append([homes[first].pop(0), homes[second].pop(0)])
        for alone in homes.values():
            if alone and pairs:
                pairs[-1].append(alone.pop())
            elif alone:
                pairs.append([alone.pop()])
        used = set(roster.pairs)
        letters = (letter for letter in map(_letter, range(10_000)) if letter not in used)
        placed = [
            dataclasses.replace(visitor, pair=letter)
            for letter, pair in zip(letters, pairs, strict=False)
            for visitor in pair
        ]
        for visitor in placed:
            work.save(visitor)
    return tuple(placed)


def propose_assignment(store: Store, review_id: UUID, *, most: int = MOST_PER_PAIR) -> Proposal:
    """Propose a pair for every visit nobody has. Writes nothing.

    Shape: the visits fewest pairs can take are placed first; each goes to the pair with the fewest visits, among
    equals to one that is already in the same district. No pair gets more than `most` in all.
    Raises: NoVisitors.
    """
    with store.reading() as reading:
        roster = read_roster(reading, review_id)
    if not roster.pairs:
        raise NoVisitors(name=roster.review.name)
    load: Counter[str] = Counter(dict.fromkeys(roster.pairs, 0))
    districts: dict[str, set[str]] = defaultdict(set)
    free: list[Visit] = []
    for visit in roster.visits:
        holders = set(roster.assigned_to(visit.id))
        for pair, members in roster.pairs.items():
            if holders & set(members):
                load[pair] += 1
                districts[pair].add(roster.cases[visit.case_id].district)
        if not holders and roster.state_of(visit) is VisitState.PLANNED:
            free.append(visit)
    able = {visit.id: _able(roster, roster.cases[visit.case_id]) for visit in free}
    proposed: dict[UUID, str] = {}
    left: list[Left] = []
    for visit in sorted(free, key=lambda visit: (len(able[visit.id]), roster.cases[visit.case_id].label)):
        case = roster.cases[visit.case_id]
        open_pairs = [pair for pair in able[visit.id] if load[pair] < most]
        if not open_pairs:
            left.append(Left(visit, case, _reasons(roster, case)))
            continue
        pair = min(open_pairs, key=lambda pair: (load[pair], case.district not in districts[pair], pair))
        proposed[visit.id] = pair
        load[pair] += 1
        districts[pair].add(case.district)
    return Proposal(proposed, tuple(left))


def carry_out_proposal(store: Store, review_id: UUID, proposal: Proposal) -> None:
    """Give the visits as proposed, all or none. Raises: ConflictOfInterest; VisitBegun; ReviewLocked."""
    with store.work("round assign") as work:
        open_review(work, review_id)
        roster = read_roster(work, review_id)
        for visit in roster.visits:
            if visit.id in proposal.pairs:
                give_to_pair(work, roster, visit, proposal.pairs[visit.id])


def _able(roster: Roster, case: Case) -> list[str]:
    """The pairs that may take a case; one person alone never goes where risk is marked."""
    return [
        pair
        for pair, members in roster.pairs.items()
        if roster.reason_against_pair(pair, case) is None and not (case.risk_marked and len(members) < 2)
    ]


def _reasons(roster: Roster, case: Case) -> tuple[tuple[str, Reason], ...]:
    found = ((pair, roster.reason_against_pair(pair, case)) for pair in roster.pairs)
    return tuple((pair, reason) for pair, reason in found if reason is not None)


def _letter(number: int) -> str:
    """A, B … Z, AA, AB …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
