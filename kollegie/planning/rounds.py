"""A review round: made, named, and joined by those who take part in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from kollegie.model.ids import COMMON_SCOPE, ScopeId, derived_id
from kollegie.model.register import Municipality, Person
from kollegie.model.reviews import DeclaredRelation, Grant, Participant, Review, ReviewState, Role, grant_of
from kollegie.planning.errors import LeadStays, RelationUnclear, ReviewExists, ReviewLocked, ReviewMissing
from kollegie.store import Reading, Store, Work

SUBJECTS = ("user", "provider", "municipality")
RELATIONS = ("employer", "former_employer", "acquainted", "relative")


def create_review(
    store: Store,
    name: str,
    service: str,
    *,
    review_day: date | None = None,
    dnr: str = "",
    purpose: str = "",
    method: str = "",
    seed: int | None = None,
) -> Review:
    """Plan a round of the store's own municipality, led by the store's own person.

    Shape: `seed` makes the random sample repeatable; one is drawn where none is given.
    Raises: ReviewExists.
    """
    with store.work("round create") as work:
        if work.first(Review, name=name) is not None:
            raise ReviewExists(name=name)
        id = work.new_id()
        host = work.get(Person, work.person_id).municipality_id
        review = Review(
            id,
            id,
            name,
            service,
            host,
            work.person_id,
            review_day,
            dnr,
            purpose,
            method,
            seed=store.source.getrandbits(31) if seed is None else seed,
        )
        lead = Participant(derived_id("participant", id, work.person_id), id, id, work.person_id, Role.LEAD)
        work.add(review, lead)
    return review


def change_review(store: Store, review: Review) -> Review:
    """Keep what has been changed of a round: its day, its number, its purpose, its state.

    Raises: ReviewLocked; ReviewExists where another round has the name.
    """
    with store.work("round change") as work:
        open_review(work, review.id)
        if any(other.id != review.id for other in work.find(Review, name=review.name)):
            raise ReviewExists(name=review.name)
        return work.save(review)


def find_review(reading: Reading, name_or_id: str = "") -> Review:
    """The round of that name, id, or beginning of an id; the only one where nothing is given.

    Raises: ReviewMissing when none or several fit.
    """
    reviews = reading.find(Review)
    wanted = name_or_id.casefold()
    fitting = [review for review in reviews if wanted in (review.name.casefold(), str(review.id))]
    fitting = fitting or [review for review in reviews if str(review.id).startswith(wanted)]
    if len(fitting) != 1:
        raise ReviewMissing(name=name_or_id)
    return fitting[0]


def open_review(reading: Reading, review_id: UUID) -> Review:
    """The round, if it can still be planned. Raises: ReviewLocked."""
    review = reading.get(Review, review_id)
    if review.state is ReviewState.LOCKED:
        raise ReviewLocked(name=review.name)
    return review


def add_participant(
    store: Store,
    review_id: UUID,
    name: str,
    municipality: str,
    role: Role | None = None,
    *,
    pair: str | None = None,
    telephone: str | None = None,
    safety_contact: bool | None = None,
) -> Participant:
    """Let a person take part in a round, or change how; who is known by name and municipality is not made twice.

    Shape: what is not given stays as it stands for whoever takes part already; somebody new is a visitor. Whoever leads
    the round goes on leading it. What the person's laptop may hold of the round follows with it. Nobody is refused here
    for where they come from: a colleague of the host's may read or host, and is refused when given a visit. A safety
    contact is who the visitors call first when somebody is in danger.
    Raises: ReviewLocked; LeadStays where whoever leads the round is given another role.
    """
    with store.work("round add participant") as work:
        review = open_review(work, review_id)
        home = _municipality(work, municipality)
        person = work.first(Person, name=name, municipality_id=home.id)
        if person is None:
            person = Person(work.new_id(), COMMON_SCOPE, name, home.id)
            work.add(person)
        id = derived_id("participant", review_id, person.id)
        new = Participant(id, review_id, review_id, person.id, Role.VISITOR)
        standing = work.first(Participant, review_id=review_id, person_id=person.id) or new
        if person.id == review.lead_id:
            if role not in (None, Role.LEAD):
                raise LeadStays(person=name)
            role = Role.LEAD
        participant = replace(
            standing,
            role=standing.role if role is None else role,
            pair=standing.pair if pair is None else pair,
            telephone=standing.telephone if telephone is None else telephone,
            safety_contact=standing.safety_contact if safety_contact is None else safety_contact or None,
        )
        work.save(participant)
        grant_role(work, person.id, participant.role, review_id)
    return participant


def declare_relation(
    store: Store, person_id: UUID, subject_kind: str, subject: str, kind: str, *, ended_on: date | None = None
) -> DeclaredRelation:
    """Note a relation someone has declared, that may keep them from a visit (jäv).

    Shape: `subject_kind` is "user", "provider" or "municipality"; `kind` is "employer", "former_employer",
    "acquainted" or "relative". It stands in the person's own scope: the lead sees it, other visitors do not.
    """
    with store.work("declare relation") as work:
        relation = DeclaredRelation(work.new_id(), ScopeId(person_id), person_id, subject_kind, subject, kind, ended_on)
        work.add(relation)
    return relation


def read_relation(text: str) -> tuple[str, str, str, date | None]:
    """Read `provider:Omsorg AB:former_employer:2025-06-30`; the last day may be left out. Raises: RelationUnclear."""
    subject_kind, _, rest = text.partition(":")
    parts = rest.rsplit(":", 2)
    try:
        ended_on = date.fromisoformat(parts[-1]) if len(parts) == 3 else None
    except ValueError:
        ended_on, parts = None, rest.rsplit(":", 1)
    if len(parts) < 2 or subject_kind not in SUBJECTS or parts[1] not in RELATIONS or not parts[0]:
        raise RelationUnclear(text=text)
    return subject_kind, parts[0], parts[1], ended_on


def grant_role(work: Work, person_id: UUID, role: Role, review_id: UUID) -> None:
    """Give a person one role in the round. A grant never changes its role: another one takes its place."""
    held = work.find(Grant, person_id=person_id, to_scope=review_id)
    for other in held:
        if other.role is not role:
            work.delete(other)
    if any(one.role is role for one in held):
        return
    first = grant_of(person_id, role, review_id)
    work.save(replace(first, id=derived_id("grant", person_id, review_id, role.value)) if held else first)


def _municipality(work: Work, name: str) -> Municipality:
    id = derived_id("municipality", name)
    found = work.first(Municipality, id=id)
    if found is None:
        found = Municipality(id, COMMON_SCOPE, name)
        work.add(found)
    return found
