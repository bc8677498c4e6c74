"""A warning signal can put its users into the sample of a round, so that somebody asks them."""

from __future__ import annotations

from uuid import UUID

from kollegie.model.reviews import Case, Track
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.planning.errors import NotInSample
from kollegie.planning.sampling import chosen_user
from kollegie.store import Reading, Work


def sample_for_signal(work: Work, review_id: UUID, signal_id: UUID, *, series: str = "") -> tuple[Case, ...]:
    """Take a signal's users into the round, in the unit of work that also moves the signal; those who are chosen
    already are passed over.

    Raises: ReviewLocked; NotInSample where none of them can be taken, with the reason of the first.
    """
    signal = work.get(WarningSignal, signal_id)
    taken = {case.subject_ref for case in work.find(Case, review_id=review_id) if case.track is Track.USER}
    made: list[Case] = []
    refused: list[NotInSample] = []
    for ref in signal.subjects_of("user"):
        if ref in taken:
            continue
        try:
            made.append(chosen_user(work, review_id, ref, drawn="signal", series=series))
        except NotInSample as reason:
            refused.append(reason)
    if refused and not made:
        raise refused[0]
    return tuple(made)


def signalled_users(reading: Reading) -> tuple[str, ...]:
    """Users with open signals of a deficiency or worse, the gravest first: what half a sample is drawn for."""
    found: dict[str, None] = {}
    open_ones = [
        signal
        for signal in reading.find(WarningSignal)
        if signal.state.is_open and not signal.gone and signal.severity >= Severity.DEFICIENCY
    ]
    for signal in sorted(open_ones, key=lambda signal: (-signal.severity, signal.rule, signal.first_day, signal.id)):
        found |= dict.fromkeys(signal.subjects_of("user"))
    return tuple(found)
