"""What the steps of the planning read and do; each act is the same as the command line's."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kollegie.intake.checklists import find_checklist, shipped_checklists
from kollegie.model.register import Decision, Municipality, Person, Provider, ServiceUser
from kollegie.model.reviews import Assignment, Case, Participant, Review, Role, Track
from kollegie.planning.day import schedule_day
from kollegie.planning.doubling import draw_doubles
from kollegie.planning.frame import sample_frame
from kollegie.planning.making_visits import fitting, make_visits
from kollegie.planning.proposing import Proposal, carry_out_proposal
from kollegie.planning.publishing import in_use, publications, published_version
from kollegie.planning.record_facts import unread_files
from kollegie.planning.roster import read_roster
from kollegie.planning.rounds import add_participant, change_review, create_review
from kollegie.planning.sampling import draw_sample, sample_all, sample_providers
from kollegie.store import Reading, Store
from kollegie.visiting.counting import answers_that_count
from ui.sorting import in_order

PROVIDER_CHECKLIST = "utforarbesok-oanmalt"


@dataclass(frozen=True, slots=True)
class Joined:
    """One who takes part: name, municipality and pair.

    Shape: `of_host` is somebody from the municipality under review, who may make no visit; `leads` the round's lead.
    """

    name: str
    home: str
    pair: str
    role: Role
    person_id: UUID
    of_host: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class PlanState:
    """How far the planning has come.

    Shape: `services` counts the users of each service in the register; `frame` those who could be drawn, by provider;
    `checklists` are id and title of those that may be asked of users, the one for the service first.
    """

    review: Review | None
    services: tuple[tuple[str, int], ...]
    users: int
    providers: int
    frame: tuple[tuple[str, int], ...]
    cases: dict[Track, int]
    visits: int
    given: int
    joined: tuple[Joined, ...]
    checklists: tuple[tuple[str, str], ...]

    @property
    def visitors(self) -> tuple[Joined, ...]:
        """Those who make visits."""
        return tuple(one for one in self.joined if one.role is Role.VISITOR)

    @property
    def able(self) -> tuple[Joined, ...]:
        """The visitors who may make visits: those from other municipalities."""
        return tuple(one for one in self.visitors if not one.of_host)

    @property
    def step(self) -> int:
        """The first step with something left to do, 0–3."""
        if self.review is None:
            return 0
        if not self.visits:
            return 1
        if not self.able or any(not one.pair for one in self.able):
            return 2
        return 3


def gather_plan(store: Store, review_id: UUID | None) -> PlanState:
    """Read how far the planning of a round has come."""
    with store.reading() as reading:
        review = reading.get(Review, review_id) if review_id is not None else None
        services: Counter[str] = Counter()
        for service, _user in {(one.service, one.user_ref) for one in reading.find(Decision)}:
            services[service] += 1
        frame: Counter[str] = Counter()
        cases: dict[Track, int] = dict.fromkeys(Track, 0)
        visits = given = 0
        joined: list[Joined] = []
        if review is not None:
            for candidate in sample_frame(reading, review):
                frame[candidate.provider.name if candidate.provider else "–"] += 1
            for case in reading.find(Case, review_id=review.id):
                cases[case.track] += not case.example
            found = read_roster(reading, review.id).visits
            visits = len(found)
            ids = tuple(visit.id for visit in found)
            given = len({one.visit_id for one in reading.find(Assignment, visit_id=ids)})
            joined = _joined(review, reading)
        return PlanState(
            review,
            tuple(services.most_common()),
            reading.count(ServiceUser),
            reading.count(Provider),
            tuple(sorted(frame.items())),
            cases,
            visits,
            given,
            tuple(joined),
            _checklists(reading, review),
        )


def _checklists(reading: Reading, review: Review | None) -> tuple[tuple[str, str], ...]:
    """Shipped checklists, and a municipality's own that have been published."""
    shipped = {one.id: one for one in shipped_checklists()}
    named = {one.checklist for one in publications(reading)}
    own = {id_: found for id_ in sorted(named - shipped.keys()) if (found := published_version(reading, id_))}
    offered = [*shipped.values(), *(one for one in own.values() if not one.based_on)]
    fit = fitting(review.service if review is not None else "", offered)
    return tuple((one.id, one.title.in_()) for one in fit)


def _joined(review: Review, reading: Reading) -> list[Joined]:
    homes = {home.id: home.name for home in reading.find(Municipality)}
    known = {person.id: person for person in reading.find(Person)}
    made = [
        Joined(
            known[one.person_id].name,
            homes.get(known[one.person_id].municipality_id, "–"),
            one.pair,
            one.role,
            one.person_id,
            of_host=known[one.person_id].municipality_id == review.host_id,
            leads=one.person_id == review.lead_id,
        )
        for one in reading.find(Participant, review_id=review.id)
        if one.person_id in known
    ]
    by_name = in_order(made, lambda one: one.name)
    return sorted(by_name, key=lambda one: (one.role is not Role.VISITOR, one.pair or "~"))


def keep_review(
    store: Store, review: Review | None, name: str, service: str, day: date | None, dnr: str, purpose: str
) -> Review:
    """Make the round, or keep what has been changed of it; what the form does not hold stays as it stands by now."""
    if review is None:
        return create_review(store, name, service, review_day=day, dnr=dnr, purpose=purpose)
    with store.reading() as reading:
        standing = reading.get(Review, review.id)
    changed = dataclasses.replace(standing, name=name, service=service, review_day=day, dnr=dnr, purpose=purpose)
    return change_review(store, changed)


def draw(store: Store, review_id: UUID, size: int | None, providers: str, checklist: str) -> tuple[str, ...]:
    """Draw the sample and make the visits to users with the checklist of that id, in the version in use.

    Shape: all or nothing; `providers` is "unannounced", "announced" or "none". Returns the files of records that are
    gone, whose facts the visits therefore lack.
    """
    with store.one_act():
        checklists = {Track.USER: in_use(store, checklist, find_checklist)}
        if size is None:
            sample_all(store, review_id)
        else:
            draw_sample(store, review_id, size)
        if providers != "none":
            checklists[Track.PROVIDER] = in_use(store, PROVIDER_CHECKLIST, find_checklist)
            sample_providers(store, review_id, announced=providers == "announced")
        make_visits(store, review_id, checklists, answers_that_count)
    return unread_files(store, checklists.values())


def join(store: Store, review_id: UUID, name: str, home: str, telephone: str) -> str:
    """Let somebody take part, or give whoever does another number; one that is left empty stays as it is.

    Returns the name.
    """
    add_participant(store, review_id, name, home, telephone=telephone or None)
    return name


def give_all(store: Store, review_id: UUID, proposal: Proposal, doubles: int = 0) -> None:
    """Give the visits as proposed, draw so many double ones, and put all at times where the day is set: all or none."""
    with store.one_act():
        carry_out_proposal(store, review_id, proposal)
        if doubles:
            draw_doubles(store, review_id, doubles)
        with store.reading() as reading:
            dated = reading.get(Review, review_id).review_day is not None
        if dated:
            schedule_day(store, review_id)
