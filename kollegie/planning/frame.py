"""Whom a round could visit: everyone who has its service on its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kollegie.model.register import Decision, Protection, Provider, ProviderChoice, ServiceUser
from kollegie.model.reviews import Review
from kollegie.planning.case_facts import decision_on
from kollegie.store import Reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who could be visited, with the decision and the provider that count on the review day."""

    user: ServiceUser
    decision: Decision
    provider: Provider | None

    @property
    def provider_ref(self) -> str:
        """The provider's reference, "" when nobody is chosen."""
        return self.provider.provider_ref if self.provider else ""

    @property
    def stratum(self) -> str:
        """Service and provider."""
        return f"{self.decision.service} · {self.provider_ref or '–'}"


def sample_frame(reading: Reading, review: Review) -> tuple[Candidate, ...]:
    """Everyone who has the round's service on its day, in the order of their references.

    Shape: people with protected identity and people who have died or moved away are not in it.
    """
    day = review_day(review, reading)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for decision in reading.find(Decision, scope=review.host_id):
        if decision.service.casefold() == review.service.casefold():
            decisions[decision.user_ref].append(decision)
    choices: dict[str, list[ProviderChoice]] = defaultdict(list)
    for choice in reading.find(ProviderChoice, scope=review.host_id):
        choices[choice.user_ref].append(choice)
    providers = {provider.provider_ref: provider for provider in reading.find(Provider, scope=review.host_id)}
    frame: list[Candidate] = []
    for user in reading.find(ServiceUser, scope=review.host_id, protected=Protection.NONE):
        found = decision_on(decisions[user.user_ref], day)
        left = (user.deceased_on and user.deceased_on <= day) or (user.registered_to and user.registered_to < day)
        if found is not None and not left:
            ref = _provider_on(choices[user.user_ref], day) or found.provider_ref
            frame.append(Candidate(user, found, providers.get(ref)))
    return tuple(sorted(frame, key=lambda candidate: candidate.user.user_ref))


def review_day(review: Review, reading: Reading) -> date:
    """The day the sample is drawn for: the review day, or the latest decision's day while none is set."""
    if review.review_day is not None:
        return review.review_day
    days = [decision.decided_on for decision in reading.find(Decision, scope=review.host_id)]
    return max(days, default=date.min)


def _provider_on(choices: Sequence[ProviderChoice], day: date) -> str:
    """The provider chosen for a day; the newest choice where periods overlap."""
    valid = [
        choice
        for choice in choices
        if choice.chosen_from <= day and (choice.chosen_to is None or day <= choice.chosen_to)
    ]
    return max(valid, key=lambda choice: choice.chosen_from).provider_ref if valid else ""
