"""Work for a private provider that has no licence for the service it was done by: the part of V10 about firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.licences import Licences, by_sol_alone
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.rules import Chosen, Hit, Said, rows, subjects
from kollegie.screening.swedish_time import FAR_FUTURE, NONE, Bools, Longs
from kollegie.screening.wording import REPORTS, day_text, many

Spans = list[tuple[int, int]]
"""First and last days, both included."""


def unlicensed_work(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """Entries for a private provider on days when its licence does not cover the service it came for.

    Shape: it came for what the decisions in force that day name it for. Where none names it, for one of those that
    name nobody, and nothing is said as long as it may do any of them.
    """
    if not material.has("licences", "providers", "decisions"):
        return
    licences, reports = Licences(material), material.reports
    decided = _Decided(material, {word.casefold() for word in chosen.words("licensed")})
    first, last, grace = int(reports.day.min()), int(reports.day.max()), int(chosen["grace"])
    for provider in sorted(frozenset(np.unique(reports.provider).tolist()) - {-1}):
        if not licences.concerns(provider):
            continue
        gaps = {service: licences.gaps(provider, service, first, last, grace) for service in decided.licensed}
        found: dict[str, list[Longs]] = defaultdict(list)
        for at, service, entries in decided.worked(provider, {name for name in gaps if gaps[name]}):
            found[service].append(entries[decided.unlicensed(at, provider, reports.day[entries], gaps)])
        for service, parts in sorted(found.items()):
            which = np.unique(np.concatenate(parts))
            if len(which):
                latest = _ended_last(licences, provider, service, int(reports.day[which].max()))
                told = _grace_said(licences, latest[0], grace) if latest else ()
                yield _unlicensed_hit(material, provider, service, which, latest, told)


class _Decided:
    """The decisions by user, with their days and the services that need a licence."""

    def __init__(self, material: Material, licensed: set[str]) -> None:
        decisions = material["decisions"]
        begin, decided, end = (decisions[name].tolist() for name in ("valid_from", "decided_on", "valid_to"))
        self._user, self._provider = decisions["user_id"].tolist(), decisions["provider_id"].tolist()
        self._service = [decisions.text("service", at).casefold() for at in range(len(decisions))]
        for at in np.flatnonzero(by_sol_alone(decisions)).tolist():
            self._service[at] = ""  # which needs none
        self._first = [day if first == NONE else first for first, day in zip(begin, decided, strict=True)]
        self._last = [FAR_FUTURE if day == NONE else day for day in end]
        self.licensed = licensed & set(self._service)
        self._reports = material.reports
        self._by_provider: dict[int, dict[int, Longs]] = {}
        self._of_user: dict[int, list[int]] = defaultdict(list)
        for at, user in enumerate(self._user):
            self._of_user[user].append(at)

    @cached_property
    def _at_users(self) -> AtUsers:
        """The entries at everybody with a service that needs a licence, put in order once for all providers."""
        users = {user for user, service in zip(self._user, self._service, strict=True) if service in self.licensed}
        return AtUsers(self._reports, np.asarray(sorted(users)))

    def worked(self, provider: int, services: set[str]) -> Iterator[tuple[int, str, Longs]]:
        """Decisions on these services that name the provider or nobody, and its entries on their days."""
        reports = self._reports
        known = set(np.unique(reports.user[reports.provider == provider]).tolist()) if services else set()
        for at, user in enumerate(self._user):
            if user not in known or self._service[at] not in services or self._provider[at] not in (provider, -1):
                continue
            if provider in (by := self._on_days_of(at)):
                yield at, self._service[at], by[provider]

    def _on_days_of(self, at: int) -> dict[int, Longs]:
        """The entries at the user of a decision on its days, by provider."""
        known = self._by_provider.get(at)
        if known is None:
            entries = self._at_users.on_days(self._user[at], self._first[at], self._last[at])
            by = self._reports.provider[entries]
            order = np.argsort(by, kind="stable")
            providers, first = np.unique(by[order], return_index=True)
            parts = np.split(entries[order], first[1:]) if len(entries) else []
            known = self._by_provider[at] = dict(zip(providers.tolist(), parts, strict=True))
        return known

    def unlicensed(self, at: int, provider: int, days: Longs, gaps: dict[str, Spans]) -> Bools:
        """On which of these days the provider worked by this decision without a licence for it."""
        without = _inside(days, gaps[self._service[at]])
        if self._provider[at] == provider:
            return without
        for other in self._of_user[self._user[at]]:
            if other == at:
                continue
            held = _inside(days, [(self._first[other], self._last[other])])
            if self._provider[other] == provider:
                without &= ~held
            elif self._provider[other] < 0:
                without &= ~held | _inside(days, gaps.get(self._service[other], ()))
        return without


def _inside(days: Longs, spans: Iterable[tuple[int, int]]) -> Bools:
    inside = np.zeros(len(days), bool)
    for begin, end in spans:
        inside |= (days >= begin) & (days <= end)
    return inside


def _ended_last(licences: Licences, provider: int, service: str, before: int) -> list[int]:
    """The place of the licence that ended last before a day, which need not be the one that began last; none is [].

    Shape: of those that ended on one day, the one whose users were told last, since its days of grace go furthest.
    """
    ended = [(end, licences.users_told(at), at) for _, end, at in licences.held(provider, service) if end < before]
    return [max(ended)[2]] if ended else []


def _grace_said(licences: Licences, at: int, grace: int) -> tuple[Said, ...]:
    """From when the days of grace were counted after the licence that ended last."""
    told = licences.users_told(at)
    if told == NONE:
        return (
            (
                f"När brukaren fick veta att tillståndet upphört är inte noterat; {grace} dagar efter slutet räknas "
                "inte.",
                f"When the user was told that the licence had ended is not noted; {grace} days after its end do not "
                "count.",
            ),
        )
    return (
        (
            f"Brukaren fick veta att tillståndet upphört {day_text(told)}; {grace} dagar därefter räknas inte.",
            f"The user was told on {day_text(told)} that the licence had ended; {grace} days after that do not count.",
        ),
    )


def _unlicensed_hit(
    material: Material, provider: int, service: str, which: Longs, ended: list[int], grace: tuple[Said, ...]
) -> Hit:
    reports, days = material.reports, material.reports.day[which]
    name = material.noun(Noun.PROVIDER)[provider]
    return Hit(
        subjects(provider=(name,), user=reports.named("user_id", which), staff=reports.named("staff_id", which)),
        int(days.min()),
        int(days.max()),
        {"entries": len(which), "minutes": int(reports.minutes[which].sum())},
        (rows("time-reports", reports.places_of(which)), rows("licences", ended)),
        Severity.SERIOUS,
        (
            (
                f"{name} saknar tillstånd för {service} på dagar med {many(len(which), REPORTS)[0]}, "
                f"{day_text(days.min())} – {day_text(days.max())}.",
                f"{name} has no licence for {service} on days with {many(len(which), REPORTS)[1]}, "
                f"{day_text(days.min())} – {day_text(days.max())}.",
            ),
            *grace,
        ),
        f"licence:{service}",
    )
