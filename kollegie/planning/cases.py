"""A case: a number everyone may see, the facts a visitor needs, and, apart from them, whom to meet and where."""

from __future__ import annotations

from collections.abc import Sequence

from kollegie.model.ids import ScopeId
from kollegie.model.register import Provider, UserIdentity
from kollegie.model.reviews import Case, CaseIdentity, Review, Track
from kollegie.planning.case_facts import decision_lines, provider_facts, provider_lines, user_facts
from kollegie.planning.frame import Candidate
from kollegie.store import Work

TELEPHONE = ("telefon", "tel", "telefonnummer", "telephone")


def add_user_cases(
    work: Work, review: Review, chosen: Sequence[tuple[Candidate, str]], series: str
) -> tuple[Case, ...]:
    """Store a case for each, and the copy of name and address that only assigned visitors will hold."""
    labels = _labels(work, review, len(chosen), series)
    names = {identity.id: identity for identity in work.find(UserIdentity, scope=review.host_id)}
    cases: list[Case] = []
    identities: list[CaseIdentity] = []
    for label, (candidate, drawn) in zip(labels, chosen, strict=True):
        id = work.new_id()
        cases.append(
            Case(
                id,
                id,
                review.id,
                Track.USER,
                label,
                candidate.user.user_ref,
                candidate.provider_ref,
                candidate.user.district,
                candidate.decision.service,
                candidate.stratum,
                drawn,
                candidate.decision.decision_ref,
                decision_lines(candidate.decision),
                user_facts(candidate.decision, candidate.provider),
            )
        )
        known = names.get(candidate.user.id, UserIdentity(candidate.user.id, ScopeId(review.host_id)))
        telephone = next((text for header, text in candidate.user.extra if header.casefold() in TELEPHONE), "")
        identities.append(
            CaseIdentity(id, id, known.name, known.identity_number, known.address, known.postcode, telephone)
        )
    work.add(*cases)
    work.add(*identities)
    return tuple(cases)


def add_provider_cases(
    work: Work, review: Review, providers: Sequence[Provider], *, announced: bool, series: str
) -> tuple[Case, ...]:
    """Store a case for each provider of the other track."""
    labels = _labels(work, review, len(providers), series)
    cases: list[Case] = []
    for label, provider in zip(labels, providers, strict=True):
        id = work.new_id()
        cases.append(
            Case(
                id,
                id,
                review.id,
                Track.PROVIDER,
                label,
                provider.provider_ref,
                provider.provider_ref,
                service=review.service,
                stratum=f"{review.service} · {provider.provider_ref}",
                drawn="track",
                decision_lines=provider_lines(provider),
                facts=provider_facts(provider, announced=announced),
            )
        )
    work.add(*cases)
    work.add(*(CaseIdentity(case.id, case.id, provider.name) for case, provider in zip(cases, providers, strict=True)))
    return tuple(cases)


def _labels(work: Work, review: Review, count: int, series: str) -> list[str]:
    """The next numbers: the round's number at this host (or the series given), and a running number in the round."""
    if not series:
        rounds = [found.id for found in work.find(Review, host_id=review.host_id)]
        series = str(rounds.index(review.id) + 1)
    used = [int(case.label.rpartition("-")[2]) for case in work.find(Case, review_id=review.id) if not case.example]
    first = max(used, default=0) + 1
    return [f"{series}-{number:03}" for number in range(first, first + count)]
