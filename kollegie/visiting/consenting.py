"""Consent and refusal: what the person visited said, when, to whom and after being told what.

A refusal ends the visit in order: it is written off as declined, what was answered before it is kept. In personal
assistance a person who refuses again and again may lose the help (LSS 9 c §), so whether they were told is kept too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from types import EllipsisType
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.reviews import Visit
from kollegie.model.visits import Consent, ConsentState, consent_id
from kollegie.store import Reading, Store, Work
from kollegie.store.drafts import drop_drafts
from kollegie.visiting.acting import acting

FIELD = "consent"
"""The name of the field the form for it is kept under while it is filled in, as JSON, at no question."""

DECLINED = "declined"
"""The reason a visit is written off with after a refusal."""

OWN_WORDS = "annat"
"""The code of what was told in words of one's own."""


class ConsentWithoutPerson(KollegieError):
    """Nobody is said to have spoken."""

    sv = "Ange vem som svarade: personen själv eller den som företräder hen."
    en = "Say who answered: the person themselves or whoever represents them."


class RefusedWithoutBeingTold(KollegieError):
    """A refusal, and nobody has said whether the person was told what it may lead to."""

    sv = "Ange om personen fick veta vad ett nej kan leda till, eller att det inte gäller här."
    en = "Say whether the person was told what refusing may lead to, or that it does not apply here."


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a person is told before saying yes or no."""

    code: str
    sv: str
    en: str

    @property
    def words(self) -> str:
        """It in words."""
        return say(self.sv, self.en)


TOLD = (
    Told("vilka", "Vilka vi är och från vilka kommuner", "Who we are and from which municipalities"),
    Told("syfte", "Varför vi kommer och vad svaren används till", "Why we come and what the answers are used for"),
    Told(
        "frivilligt",
        "Att det är frivilligt och kan avbrytas när som helst",
        "That it is voluntary and can end any time",
    ),
    Told("sekretess", "Att vi har tystnadsplikt", "That we are bound by secrecy"),
    Told("uppgifter", "Vad som skrivs ner och vem som läser det", "What is written down and who reads it"),
)
"""What is told at the door, in the order it is said."""

SPEAKERS = ("personen", "god man", "förvaltare", "vårdnadshavare", "annan företrädare")
"""Who may have said yes or no; a role, never a name."""


def record_consent(
    store: Store,
    visit_id: UUID,
    state: ConsentState,
    *,
    said_by: str,
    told: Iterable[str] = (),
    own_words: str = "",
    consequence_told: bool | EllipsisType | None = ...,
    said_at: datetime | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Consent:
    """Record what the person said. A refusal, or a consent taken back, writes the visit off; a yes opens it again.

    Shape: `told` are codes of `TOLD`, `own_words` what else was told; `consequence_told` is True or False, None where
    it does not apply, and must be given with a refusal.
    Units: `said_at` is when it was said, timezone-aware; the moment of recording where nothing else is given.
    Raises: ConsentWithoutPerson; RefusedWithoutBeingTold; VisitLocked.
    """
    if not said_by.strip():
        raise ConsentWithoutPerson
    if state is not ConsentState.GIVEN and isinstance(consequence_told, EllipsisType):
        raise RefusedWithoutBeingTold
    pairs = [(code, "") for code in told]
    if own_words.strip():
        pairs.append((OWN_WORDS, own_words.strip()))
    with acting(store, visit_id, at=at, dropped=True) as (work, visit):
        said = Consent(
            consent_id(visit.id),
            visit.scope,
            visit.id,
            state,
            said_at or work.at,
            said_by.strip(),
            tuple(pairs),
            None if isinstance(consequence_told, EllipsisType) else consequence_told,
            work.person_id,
            note.strip(),
        )
        work.save(said)
        drop_drafts(work, visit.id, "", "", FIELD)
        _follow(work, visit, state)
        return said


def _follow(work: Work, visit: Visit, state: ConsentState) -> None:
    if state is not ConsentState.GIVEN:
        work.save(replace(visit, dropped_because=DECLINED))
    elif visit.dropped_because == DECLINED:
        work.save(replace(visit, dropped_because=""))


def consent_of(reading: Reading, visit_id: UUID) -> Consent | None:
    """What was said to the visit, as far as it is recorded."""
    return reading.first(Consent, id=consent_id(visit_id))


def told_words(consent: Consent) -> tuple[str, ...]:
    """What the person was told, in words; a code of a later date stands as it is."""
    known = {one.code: one.words for one in TOLD}
    return tuple(own or known.get(code, code) for code, own in consent.told)
