"""A visit in the words of its page's head."""

from __future__ import annotations

from kollegie.language import say
from kollegie.model.reviews import Track, VisitState
from kollegie.visiting.errors import drop_reason_words
from ui.visiting.in_hand import VisitInHand


def header_words(visit: VisitInHand) -> tuple[str, str]:
    """The title, by case number alone, and the line below it."""
    case = visit.case
    user = case.track is Track.USER
    kind = say("brukarbesök", "visit to user") if user else say("utförarbesök", "provider visit")
    provider = say("utförare {}", "provider {}").format(case.provider_ref) if case.provider_ref and user else ""
    parts = [
        state_words(visit),
        ", ".join(part for part in (case.service, kind) if part),
        say("version {}", "version {}").format(visit.checklist.version),
        provider,
    ]
    return say("Ärende {}", "Case {}").format(case.label), " · ".join(part for part in parts if part)


def state_words(visit: VisitInHand) -> str:
    """Where the visit stands."""
    record = visit.visit
    if record.signed_at is not None:
        signer = visit.seen.people.get(record.signed_by, "") if record.signed_by is not None else ""
        words = say("Signerat {} av {}", "Signed {} by {}")
        return words.format(f"{record.signed_at.astimezone():%H.%M}", signer)
    if record.state is VisitState.DROPPED:
        return say("Blev inte av: {}", "Did not take place: {}").format(drop_reason_words(record.dropped_because))
    if record.started_at is not None:
        return say("Pågår sedan {}", "Going on since {}").format(f"{record.started_at.astimezone():%H.%M}")
    return say("Ej påbörjat", "Not begun")
