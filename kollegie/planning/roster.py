"""All that is needed to say who can make which visit of a round, read once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from kollegie.model.register import Municipality, Person, Provider
from kollegie.model.reviews import Assignment, Case, DeclaredRelation, Participant, Review, Role, Visit, VisitState
from kollegie.planning.conflict_of_interest import reason_against
from kollegie.planning.errors import Reason
from kollegie.planning.frame import review_day
from kollegie.store import Reading


@dataclass(frozen=True)
class Roster:
    """One round's visits, visitors and what stands between them.

    Shape: `visitors` are in the order their persons became known; `pairs` gives the person ids of a pair by letter.
    `visits` are what is planned, `blind` what the visitors of a double visit answer in, by that visit's id, and
    `exercises` the visits to example cases.
    """

    review: Review
    host: Municipality
    day: date
    persons: dict[UUID, Person]
    visitors: tuple[Participant, ...]
    visits: tuple[Visit, ...]
    cases: dict[UUID, Case]
    _assigned: dict[UUID, tuple[UUID, ...]]
    _providers: dict[str, Provider]
    _relations: dict[UUID, list[DeclaredRelation]]
    blind: dict[UUID, tuple[Visit, ...]]
    exercises: tuple[Visit, ...]

    @cached_property
    def pairs(self) -> dict[str, tuple[UUID, ...]]:
        """The pairs by letter; a visitor without a letter is in none."""
        pairs: dict[str, tuple[UUID, ...]] = {}
        for participant in sorted(self.visitors, key=lambda visitor: visitor.pair):
            if participant.pair:
                pairs[participant.pair] = (*pairs.get(participant.pair, ()), participant.person_id)
        return pairs

    def assigned_to(self, visit_id: UUID) -> tuple[UUID, ...]:
        """The persons who have a visit."""
        return self._assigned.get(visit_id, ())

    def state_of(self, visit: Visit) -> VisitState:
        """Where a visit stands; a double one has begun when one of its blind visits has."""
        begun = (VisitState.ONGOING, VisitState.SIGNED)
        if visit.state is VisitState.PLANNED and any(one.state in begun for one in self.blind.get(visit.id, ())):
            return VisitState.ONGOING
        return visit.state

    def reason_against(self, person_id: UUID, case: Case) -> Reason | None:
        """Why this person may not make this visit, or None."""
        return reason_against(
            self.persons[person_id],
            self._relations[person_id],
            case,
            self._providers.get(case.provider_ref),
            self.host,
            self.day,
        )

    def barred_of_pair(self, pair: str, case: Case) -> tuple[UUID, Reason] | None:
        """The first of the pair who may not make the visit, and why, or None."""
        found = ((person_id, self.reason_against(person_id, case)) for person_id in self.pairs[pair])
        return next(((person_id, reason) for person_id, reason in found if reason is not None), None)

    def reason_against_pair(self, pair: str, case: Case) -> Reason | None:
        """The first reason that keeps one of the pair from the visit, or None."""
        barred = self.barred_of_pair(pair, case)
        return None if barred is None else barred[1]

    def home_of(self, person_id: UUID) -> UUID:
        """The municipality a person comes from."""
        return self.persons[person_id].municipality_id


def read_roster(reading: Reading, review_id: UUID) -> Roster:
    """Read a round's roster. Raises: RecordMissing."""
    review = reading.get(Review, review_id)
    found = reading.find(Participant, review_id=review_id, role=Role.VISITOR)
    visitors = tuple(sorted(found, key=lambda visitor: visitor.person_id))
    relations: dict[UUID, list[DeclaredRelation]] = defaultdict(list)
    for relation in reading.find(DeclaredRelation, person_id=tuple(visitor.person_id for visitor in visitors)):
        relations[relation.person_id].append(relation)
    every = reading.find(Visit, review_id=review_id)
    cases = {case.id: case for case in reading.find(Case, review_id=review_id)}
    blind: dict[UUID, tuple[Visit, ...]] = {}
    for visit in every:
        if visit.blind_of is not None:
            blind[visit.blind_of] = (*blind.get(visit.blind_of, ()), visit)
    open_ones = [visit for visit in every if visit.blind_of is None]
    assigned: dict[UUID, tuple[UUID, ...]] = {}
    for one in reading.find(Assignment, visit_id=tuple(visit.id for visit in every)):
        assigned[one.visit_id] = tuple(sorted((*assigned.get(one.visit_id, ()), one.person_id)))
    return Roster(
        review,
        reading.get(Municipality, review.host_id),
        review_day(review, reading),
        {person.id: person for person in reading.find(Person)},
        visitors,
        tuple(visit for visit in open_ones if not cases[visit.case_id].example),
        cases,
        assigned,
        {provider.provider_ref: provider for provider in reading.find(Provider, scope=review.host_id)},
        relations,
        blind,
        tuple(visit for visit in open_ones if cases[visit.case_id].example),
    )
