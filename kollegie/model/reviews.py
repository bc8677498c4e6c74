"""A review round and what it is made of: participants, cases, visits and who is assigned to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say
from kollegie.model.ids import derived_id


class ReviewState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPILING = "compiling"
    LOCKED = "locked"

    @property
    def word(self) -> str:
        """The state in a word."""
        return {
            ReviewState.PLANNED: say("planerad", "planned"),
            ReviewState.ONGOING: say("pågår", "under way"),
            ReviewState.COMPILING: say("sammanställs", "being compiled"),
            ReviewState.LOCKED: say("låst", "locked"),
        }[self]


class Role(StrEnum):
    """What a person is in a round, and what a login may do at the hub."""

    LEAD = "lead"
    VISITOR = "visitor"
    HOST = "host"
    READER = "reader"

    @property
    def word(self) -> str:
        """The part in a word."""
        return {
            Role.LEAD: say("Granskningsledare", "Review lead"),
            Role.VISITOR: say("Gästhandläggare", "Visitor"),
            Role.HOST: say("Handläggare", "Host caseworker"),
            Role.READER: say("Läsare", "Reader"),
        }[self]


class Track(StrEnum):
    """The two tracks of a review day, held at the same hours (S4-4)."""

    USER = "user"
    PROVIDER = "provider"


EXAMPLES = ("example-before", "example-after")
"""How a case came into the round that is nobody's: an example that all visitors answer, before or after the meeting."""


class VisitState(StrEnum):
    """Where a visit stands; follows from its moments and its drop-out reason."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    SIGNED = "signed"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        """The state in a word."""
        return {
            VisitState.PLANNED: say("planerat", "planned"),
            VisitState.ONGOING: say("påbörjat", "begun"),
            VisitState.SIGNED: say("signerat", "signed"),
            VisitState.DROPPED: say("avskrivet", "dropped"),
        }[self]


@dataclass(frozen=True, slots=True)
class Review:
    """A granskningsomgång: one planned review of one host municipality.

    Shape: its own scope. `dnr` is the registry number. `seed` makes the random sample repeatable. `version` and
    `checksum` are of the summary as it was last locked, and None before that.
    """

    id: UUID
    scope: UUID
    name: str
    service: str
    host_id: UUID
    lead_id: UUID
    review_day: date | None = None
    dnr: str = ""
    purpose: str = ""
    method: str = ""
    state: ReviewState = ReviewState.PLANNED
    seed: int = 0
    version: str | None = None
    checksum: str | None = None


UNDER_WAY = (ReviewState.ONGOING, ReviewState.COMPILING)


def rounds_in_order(
    reviews: Iterable[Review], last: ReviewState = ReviewState.LOCKED, begun: Collection[UUID] = ()
) -> tuple[Review, ...]:
    """The rounds as they count where nobody has chosen one: those under way first, those in the state `last` last.

    Shape: those only planned of which there is something to speak of, `begun`, come next after those under way. Among
    equals the one with the latest review day comes first, then the one made last.
    """

    def rank(one: Review) -> tuple[int, date, UUID]:
        if one.state in UNDER_WAY:
            standing = 3
        elif one.id in begun:
            standing = 2
        else:
            standing = 0 if one.state is last else 1
        return standing, one.review_day or date.min, one.id

    return tuple(sorted(reviews, key=rank, reverse=True))


def round_to_work_in(reviews: Iterable[Review]) -> Review | None:
    """The round that what is made today belongs to: the first that counts of those not locked."""
    return next((one for one in rounds_in_order(reviews) if one.state is not ReviewState.LOCKED), None)


@dataclass(frozen=True, slots=True)
class Participant:
    """One person's part in one round. `pair` is the letter of the pair visitors work in, `telephone` the day's.

    Shape: `safety_contact` marks who is called first when somebody is in danger; where nobody is, the lead is.
    """

    id: UUID
    scope: UUID
    review_id: UUID
    person_id: UUID
    role: Role
    pair: str = ""
    telephone: str = ""
    safety_contact: bool | None = None


@dataclass(frozen=True, slots=True)
class DeclaredRelation:
    """A conflict of interest someone has declared (FL 16–18 §§): to a user, a provider or a municipality.

    Shape: `subject` is the user's or provider's reference or the municipality's name; `kind` is "employer",
    "former_employer", "acquainted" or "relative"; a former employer counts two years from `ended_on`.
    """

    id: UUID
    scope: UUID
    person_id: UUID
    subject_kind: str
    subject: str
    kind: str
    ended_on: date | None = None


DECIDED_ON = "beslutsdatum"
"""The fact of a case that tells when its decision was taken."""


@dataclass(frozen=True, slots=True)
class Case:
    """One sampled user or provider in a round, with just what a visitor needs to know of it (need-to-know).

    Shape: its own scope. `label` is the number shown everywhere ("4-017"); `facts` are the context fields of the
    checklist (name, value); `decision_lines` are label and text pairs shown beside the questions.
    """

    id: UUID
    scope: UUID
    review_id: UUID
    track: Track
    label: str
    subject_ref: str
    provider_ref: str = ""
    district: str = ""
    service: str = ""
    stratum: str = ""
    drawn: str = "random"
    decision_ref: str = ""
    decision_lines: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    risk_marked: bool = False

    @property
    def decided_on(self) -> date | None:
        """When the decision was taken, None where there is none or the case is from before this was kept."""
        try:
            return date.fromisoformat(dict(self.facts).get(DECIDED_ON, ""))
        except ValueError:  # none, or a text that a hub has sent
            return None

    @property
    def example(self) -> bool:
        """Whether it is made up to calibrate by, and never counted."""
        return self.drawn in EXAMPLES


@dataclass(frozen=True, slots=True)
class CaseIdentity:
    """Whom to meet and where, for the assigned visitors only. Every reading of it is logged.

    Shape: `id` is the case's id.
    """

    id: UUID
    scope: UUID
    name: str = ""
    identity_number: str = ""
    address: str = ""
    postcode: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to one case, pinned to the exact checklist version it began with.

    Units: moments are timezone-aware. `checklist_hash` is the content hash of the version. `dropped_because` is
    empty unless the visit was not carried out (declined, hospital, not_home, other). A `double` visit is answered in
    blind visits, one per visitor, each with a scope of its own and `blind_of` naming it; its own answers are the
    adjudicated ones. (None stands for no: records from before this existed have nothing there.)
    """

    id: UUID
    scope: UUID
    review_id: UUID
    case_id: UUID
    kind: Track
    checklist: str
    checklist_hash: str
    announced: bool = True
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    started_at: datetime | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    signed_at: datetime | None = None
    signed_by: UUID | None = None
    dropped_because: str = ""
    double: bool | None = None
    blind_of: UUID | None = None

    @property
    def state(self) -> VisitState:
        """Where the visit stands."""
        if self.signed_at is not None:
            return VisitState.SIGNED
        if self.dropped_because:
            return VisitState.DROPPED
        return VisitState.ONGOING if self.started_at is not None else VisitState.PLANNED


@dataclass(frozen=True, slots=True)
class Assignment:
    """A visitor's task to carry out a visit; it also gives their laptop the case, and taking it away takes the case."""

    id: UUID
    scope: UUID
    visit_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person's laptop may hold: one scope, or all of the hub when `to_scope` is None (the lead).

    Shape: stands in the person's own scope, which their laptop always receives.
    """

    id: UUID
    scope: UUID
    person_id: UUID
    role: Role
    to_scope: UUID | None = None


def grant_of(person_id: UUID, role: Role, to_scope: UUID) -> Grant:
    """What lets a person's laptop hold a scope; one id for one person and scope, so that it can be given back."""
    return Grant(derived_id("grant", person_id, to_scope), person_id, person_id, role, to_scope)


@dataclass(frozen=True, slots=True)
class ChecklistVersion:
    """One version of a checklist as text, so that a laptop can show a visit in the version it began with."""

    id: UUID
    scope: UUID
    checklist: str
    version: str
    content_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class ChecklistPublication:
    """That a lead has put a version of a checklist into use: new visits get the version published last.

    Shape: `report` is what the change did, a sentence to a line, as the lead saw it before it was published.
    """

    id: UUID
    scope: UUID
    checklist: str
    content_hash: str
    published_at: datetime
    published_by: UUID
    report: str = ""
