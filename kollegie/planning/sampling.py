"""Who is visited: drawn at random in strata, taken for a warning signal, or chosen by hand. Always repeatable."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from kollegie.model.register import Protection, Provider, ServiceUser
from kollegie.model.reviews import Case, Review, Track
from kollegie.planning.cases import add_provider_cases, add_user_cases
from kollegie.planning.errors import NobodyToSample, NotInSample
from kollegie.planning.frame import Candidate, review_day, sample_frame
from kollegie.planning.rounds import open_review
from kollegie.store import Store, Work

LEAST_PER_PROVIDER = 5
SIGNAL_SHARE = 0.5
"""Half for warning signals, half at random. Source: the method, step 5."""


def draw_sample(
    store: Store,
    review_id: UUID,
    size: int,
    *,
    least_per_provider: int = LEAST_PER_PROVIDER,
    signalled: Collection[str] = (),
    exclude: Collection[str] = (),
    series: str = "",
) -> tuple[Case, ...]:
    """Draw users for the round: first for warning signals, then at random with the round's seed, in strata.

    Shape: `signalled` are the user references with open warning signals, the gravest first; at most `SIGNAL_SHARE` of
    the size is drawn for them. Each provider gets its least number as far as its users suffice; the rest is shared by
    size of stratum. Where there is room for all who are left nobody is drawn by lot: they are taken as "all".
    `exclude` names users in crisis or who have said no. The same register, seed and earlier draws give the same sample.
    `series` is the number before the hyphen in the case labels.
    Raises: ReviewLocked; NobodyToSample.
    """
    with store.work("round sample") as work:
        review = open_review(work, review_id)
        frame = sample_frame(work, review)
        standing = work.find(Case, review_id=review_id)
        taken = {case.subject_ref for case in standing if case.track is Track.USER} | set(exclude)
        free = [candidate for candidate in frame if candidate.user.user_ref not in taken]
        if not free:
            raise NobodyToSample(count=len(frame), service=review.service, day=review_day(review, work))
        by_ref = {candidate.user.user_ref: candidate for candidate in free}
        for_signals = [by_ref[ref] for ref in signalled if ref in by_ref][: int(size * SIGNAL_SHARE)]
        source = random.Random(f"{review.seed}/{len(standing)}")
        rest = [candidate for candidate in free if candidate not in for_signals]
        drawn = _draw(rest, min(size, len(free)) - len(for_signals), least_per_provider, for_signals, source)
        how = "all" if len(for_signals) + len(drawn) == len(free) else "random"
        chosen = [(candidate, "signal") for candidate in for_signals] + [(candidate, how) for candidate in drawn]
        source.shuffle(chosen)  # so that a case's number tells nothing of the person's place in the register
        return add_user_cases(work, review, chosen, series)


def sample_all(store: Store, review_id: UUID, *, exclude: Collection[str] = (), series: str = "") -> tuple[Case, ...]:
    """Take everyone in the frame (a full sweep). Raises: ReviewLocked; NobodyToSample."""
    with store.reading() as reading:
        count = len(sample_frame(reading, reading.get(Review, review_id)))
    return draw_sample(store, review_id, count, least_per_provider=0, exclude=exclude, series=series)


def choose_user(store: Store, review_id: UUID, user_ref: str, *, series: str = "") -> Case:
    """Take one user by hand. Raises: ReviewLocked; NotInSample with the reason."""
    with store.work("round choose") as work:
        return chosen_user(work, review_id, user_ref, series=series)


def chosen_user(work: Work, review_id: UUID, user_ref: str, *, drawn: str = "manual", series: str = "") -> Case:
    """The taking of one user, within the unit of work of a larger act; one who is refused leaves nothing in it.

    Raises: ReviewLocked; NotInSample with the reason.
    """
    review = open_review(work, review_id)
    if work.first(Case, review_id=review_id, subject_ref=user_ref, track=Track.USER) is not None:
        raise NotInSample(ref=user_ref, reason_sv="är redan vald", reason_en="is chosen already")
    user = work.first(ServiceUser, scope=review.host_id, user_ref=user_ref)
    if user is None:
        raise NotInSample(ref=user_ref, reason_sv="finns inte i registret", reason_en="is not in the register")
    if user.protected is not Protection.NONE:
        raise NotInSample(ref=user_ref, reason_sv="har skyddad identitet", reason_en="has a protected identity")
    for candidate in sample_frame(work, review):
        if candidate.user.user_ref == user_ref:
            return add_user_cases(work, review, [(candidate, drawn)], series)[0]
    raise NotInSample(
        ref=user_ref,
        reason_sv=f"har inget beslut om {review.service} som gäller granskningsdagen",
        reason_en=f"has no decision on {review.service} in force on the review day",
    )


def sample_providers(store: Store, review_id: UUID, *, announced: bool = False, series: str = "") -> tuple[Case, ...]:
    """Take every provider of a sampled user for the other track.

    Shape: the visit is unannounced unless `announced`; that fact also goes into the checklist. A provider already
    taken is passed over.
    Raises: ReviewLocked; NotInSample.
    """
    with store.work("round sample providers") as work:
        review = open_review(work, review_id)
        standing = work.find(Case, review_id=review_id)
        taken = {case.subject_ref for case in standing if case.track is Track.PROVIDER}
        refs = sorted({case.provider_ref for case in standing if case.track is Track.USER and case.provider_ref})
        providers = {provider.provider_ref: provider for provider in work.find(Provider, scope=review.host_id)}
        for ref in refs:
            if ref not in providers:
                raise NotInSample(ref=ref, reason_sv="finns inte i registret", reason_en="is not in the register")
        wanted = [providers[ref] for ref in refs if ref not in taken]
        return add_provider_cases(work, review, wanted, announced=announced, series=series)


def _draw(
    free: Sequence[Candidate], size: int, least: int, already: Sequence[Candidate], source: random.Random
) -> list[Candidate]:
    """Draw at random within strata, after each stratum's share has been settled."""
    strata: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in free:
        strata[candidate.stratum].append(candidate)
    for members in strata.values():
        source.shuffle(members)
    have: dict[str, int] = defaultdict(int)
    for candidate in already:
        have[candidate.stratum] += 1
    shares = allot({name: len(members) for name, members in strata.items()}, max(0, size), least, have)
    return [candidate for name in sorted(strata) for candidate in strata[name][: shares[name]]]


def allot(sizes: Mapping[str, int], size: int, least: int, have: Mapping[str, int] | None = None) -> dict[str, int]:
    """Share out `size` places: first up to `least` for each stratum in turn, then by size, largest remainder first.

    Shape: no stratum gets more than it holds; `have` counts what a stratum has already been given.
    """
    shares = dict.fromkeys(sizes, 0)
    already = have or {}
    for _ in range(least):
        for name in sorted(sizes):
            short = shares[name] + already.get(name, 0) < least and shares[name] < sizes[name]
            if short and sum(shares.values()) < size:
                shares[name] += 1
    total = sum(sizes.values())
    while sum(shares.values()) < min(size, total):
        room = [name for name in sorted(sizes) if shares[name] < sizes[name]]
        furthest = max(room, key=lambda name: (size * sizes[name] / total - shares[name], sizes[name]))
        shares[furthest] += 1
    return shares
