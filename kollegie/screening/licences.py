"""Which provider held which licence when. Source: LSS 23 §, SoL25 26 kap. 1 §; domain 2.7."""

from __future__ import annotations

import numpy as np

from kollegie.model.identity import company_digits
from kollegie.screening.columns import Records
from kollegie.screening.material import Material
from kollegie.screening.swedish_time import FAR_FUTURE, FAR_PAST, NONE, Bools

LICENSED_SERVICES = (
    "personlig assistans;hemtjänst;ledsagarservice;kontaktperson;avlösarservice;korttidsvistelse;korttidstillsyn;"
    "bostad med särskild service;daglig verksamhet"
)
"""LSS 9 § 2–10 and home care; housing support (boendestöd) needs none."""
LICENSED_BY = "LSS 23 §; hemtjänst: SoL (2025:400) 26 kap. 1 §"
UNDER_EVERY_LAW = frozenset(("hemtjänst",))
"""Those that need one by the Social Services Act too; the others do as services under LSS 9 §."""
NEVER = frozenset(("invalid", "refused", "avslaget", "ogiltigt", "ogiltig"))
"""Words of a register's status that mean there has been no licence."""
ENDED = frozenset(
    (
        "revoked",
        "withdrawn",
        "expired",
        "ended",
        "återkallat",
        "återkallad",
        "upphört",
        "upphörd",
        "avslutat",
    )
)
"""Words that mean there is none now: it held to its last day, and not at all where the register gives none."""


def by_sol_alone(decisions: Records) -> Bools:
    """The decisions under the Social Services Act on what is none of LSS 9 § then; what names no law may be."""
    return decisions.is_one_of("law", "SoL") & ~decisions.is_one_of("service", *UNDER_EVERY_LAW)


def billed_by_licence(material: Material, user: int, service: str) -> bool:
    """Whether what is billed for a user's service needs a licence, by the laws it has been granted to them under."""
    return service in UNDER_EVERY_LAW or (user, service) not in material.shared(_under_sol_alone)


def _under_sol_alone(material: Material) -> frozenset[tuple[int, str]]:
    """The users with the services that they have been granted under the Social Services Act and no other law."""
    decisions = material["decisions"]
    names = decisions.names_of("service")
    by_sol = by_sol_alone(decisions)
    which = np.flatnonzero(by_sol | np.isin(decisions["user_id"], np.unique(decisions["user_id"][by_sol])))
    alone: dict[tuple[int, str], bool] = {}
    cells = (decisions["user_id"], decisions["service"], by_sol)
    for user, service, sol in zip(*(column[which].tolist() for column in cells), strict=True):
        pair = user, names[service].casefold()
        alone[pair] = alone.get(pair, True) and sol
    return frozenset(pair for pair, sol in alone.items() if sol)


class Licences:
    """The licences of the register, asked by provider and service."""

    def __init__(self, material: Material) -> None:
        providers, licences = material["providers"], material["licences"]
        self._organisation: dict[int, str] = {}
        self._private: set[int] = set()
        for at, code in enumerate(providers["provider_id"].tolist()):
            number = self._organisation[code] = company_digits(providers.text("organisation_number", at))
            if number and providers.text("kind", at) != "in-house":
                self._private.add(code)
        self._told = licences["users_told_on"]
        self._as_of = material.as_of
        self._held: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
        for at in range(len(licences)):
            status = licences.text("status", at).casefold()
            if status in NEVER or (status in ENDED and licences["to"][at] == NONE):
                continue
            key = company_digits(licences.text("organisation_number", at)), licences.text("service", at).casefold()
            begin, end = int(licences["from"][at]), int(licences["to"][at])
            span = FAR_PAST if begin == NONE else begin, FAR_FUTURE if end == NONE else end, at
            self._held.setdefault(key, []).append(span)

    def concerns(self, provider: int) -> bool:
        """Whether it is a private provider of the register; in-house units need no licence.

        Shape: one without an organisation number cannot be looked for among the licences; V32 names it.
        """
        return provider in self._private

    def held(self, provider: int, service: str) -> list[tuple[int, int, int]]:
        """First day, last day and place of each licence for the service, in order of time."""
        return sorted(self._held.get((self._organisation.get(provider, ""), service.casefold()), []))

    def users_told(self, at: int) -> int:
        """The day the users were told that this licence ends; NONE where no day that has come is noted."""
        told = int(self._told[at])
        return told if told <= self._as_of else NONE

    def gaps(
        self, provider: int, service: str, first: int, last: int, grace: int | None = None
    ) -> list[tuple[int, int]]:
        """The days from `first` to `last` without licence; so many days of `grace` are let be after a licence's end.

        Shape: the grace is counted from the day the users were told; where that is not noted, from the licence's end.
        """
        found, day = [], first
        for begin, end, at in self.held(provider, service):
            if begin > last:
                break
            if begin > day:
                found.append((day, begin - 1))
            until = min(end, FAR_FUTURE)
            if grace is not None and end < FAR_FUTURE:
                told = self.users_told(at)
                until = max(end, (end if told == NONE else told) + grace)
            day = max(day, until + 1)
        if day <= last:
            found.append((day, last))
        return found
