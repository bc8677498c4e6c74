"""Who and what is reviewed: municipalities, persons, service users, providers and the decisions that bind them.

What names a user stands in `UserIdentity`, apart from the case data, so that lists, logs and exports show case
numbers unless the reader asks and is logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kollegie.language import say


class Protection(StrEnum):
    """Protected identity: OSL 22 kap. 1 §, folkbokföringslagen 16 §, lag (1991:483)."""

    NONE = "none"
    SECRECY = "secrecy"
    REGISTRATION = "registration"
    FICTIVE = "fictive"

    @property
    def word(self) -> str:
        """The protection in words."""
        return {
            Protection.NONE: say("ingen", "none"),
            Protection.SECRECY: say("sekretessmarkering", "marked as secret"),
            Protection.REGISTRATION: say("skyddad folkbokföring", "protected registration"),
            Protection.FICTIVE: say("fingerade personuppgifter", "fictive identity"),
        }[self]


class ProviderKind(StrEnum):
    """Who performs the service."""

    PRIVATE = "private"
    IN_HOUSE = "in-house"

    @property
    def word(self) -> str:
        """The kind in words."""
        return say(*PROVIDER_WORDS[self])


PROVIDER_WORDS = {ProviderKind.PRIVATE: ("privat", "private"), ProviderKind.IN_HOUSE: ("egen regi", "in-house")}


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality that hosts a review or sends visiting caseworkers to it."""

    id: UUID
    scope: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works with reviews: lead, visiting caseworker, host caseworker. Never a service user."""

    id: UUID
    scope: UUID
    name: str
    municipality_id: UUID


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """A person with a granted service, by the host's own number (`user_ref`), without anything that names them."""

    id: UUID
    scope: UUID
    user_ref: str
    municipality_registered: str = ""
    registered_from: date | None = None
    registered_to: date | None = None
    deceased_on: date | None = None
    protected: Protection = Protection.NONE
    district: str = ""
    latitude: str = ""
    longitude: str = ""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UserIdentity:
    """What names a service user. Every reading of it is logged.

    Shape: `id` is the service user's id. `identity_problem` is empty when the number is verified.
    """

    id: UUID
    scope: UUID
    name: str = ""
    identity_number: str = ""
    identity_problem: str = ""
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A firm or an in-house unit that performs services."""

    id: UUID
    scope: UUID
    provider_ref: str
    name: str
    organisation_number: str = ""
    kind: ProviderKind = ProviderKind.PRIVATE
    contract: str = ""
    unannounced_clause: str = ""
    relatives_allowed: bool | None = None
    extra: tuple[tuple[str, str], ...] = ()


APPLIED = frozenset(("ansökningsdatum", "ansökan", "ansökan inkom", "ansökt", "ansökt den", "applied_on", "applied on"))
"""Headers of the columns that told when a decision was applied for before there was one of its own, and may still."""


def tells_of_application(header: str) -> bool:
    """Whether a column of a file of decisions tells when they were applied for."""
    return header.strip().casefold() in APPLIED


@dataclass(frozen=True, slots=True)
class Decision:
    """A granted service: its extent, its period and whether it has been executed.

    Units: `amount` is decimal text in `unit` (hours/week, hours/month, occasions/month, minutes/day).
    """

    id: UUID
    scope: UUID
    decision_ref: str
    user_ref: str
    service: str
    decided_on: date
    law: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    amount: str = ""
    unit: str = ""
    double_hours: str = ""
    provider_ref: str = ""
    caseworker: str = ""
    executed_on: date | None = None
    interrupted_on: date | None = None
    resumed_on: date | None = None
    followed_up_on: date | None = None
    basis: str = "decision"
    applied_on: date | None = None
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """Which provider a user has had, and when."""

    id: UUID
    scope: UUID
    user_ref: str
    provider_ref: str
    chosen_from: date
    chosen_to: date | None = None
    extra: tuple[tuple[str, str], ...] = ()
