"""A confidential suspicion (S1-21): what somebody who leads suspects, about whom, on which ground, for the few named.

It is a suspicion and never a verdict, and it stands on one laptop: it is no synced record, has no scope and no history
at a hub. Those who are named get a sealed copy by hand. What is written first stands; what follows is added as steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say
from kollegie.model.records import Noun, noun_word
from kollegie.model.signals import WarningSignal

Pairs = tuple[tuple[str, str], ...]
CASE = "case"
"""What a case is called among whom a suspicion is about; the other nouns are those of a signal's subjects."""

KEPT_YEARS = 5
"""How long a closed one is kept, as findings and actions are (domain 6, a default that the records schedule sets)."""


class SuspicionState(StrEnum):
    """How far a suspicion has come."""

    OPEN = "open"
    TOLD = "told"
    CLOSED = "closed"

    @property
    def words(self) -> tuple[str, str]:
        """The state within a sentence, in Swedish and English."""
        return {
            SuspicionState.OPEN: ("öppen", "open"),
            SuspicionState.TOLD: ("lämnad till myndighet", "handed to an authority"),
            SuspicionState.CLOSED: ("avslutad", "closed"),
        }[self]

    @property
    def word(self) -> str:
        """The state as it stands on screen."""
        return say(*self.words).capitalize()


class StepKind(StrEnum):
    """What was done with a suspicion."""

    NOTED = "noted"
    ADDED = "added"
    TOLD = "told"
    CLOSED = "closed"
    REOPENED = "reopened"
    LOOK_AGAIN = "look_again"
    READERS = "readers"
    READ = "read"
    COPIED = "copied"
    RECEIVED = "received"

    @property
    def word(self) -> str:
        """The step as it stands on screen."""
        return {
            StepKind.NOTED: say("Skriven", "Written"),
            StepKind.ADDED: say("Tillägg", "Added"),
            StepKind.TOLD: say("Lämnad till", "Handed to"),
            StepKind.CLOSED: say("Avslutad", "Closed"),
            StepKind.REOPENED: say("Öppnad igen", "Opened again"),
            StepKind.LOOK_AGAIN: say("Ses över", "To be looked at again"),
            StepKind.READERS: say("Får läsa", "May read"),
            StepKind.READ: say("Läst", "Read"),
            StepKind.COPIED: say("Kopia gjord till", "A copy made for"),
            StepKind.RECEIVED: say("Kopia mottagen från", "A copy received from"),
        }[self]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done with a suspicion, only ever added: when, by whom (the name they had), and the words that go with
    it."""

    at: datetime
    by: str
    kind: StepKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A suspicion as it stands on the laptop of whoever recorded it, or as a copy on that of somebody named.

    Shape: `about` pairs a noun (those of a signal's subjects, or `CASE`) with our number for it, `links` says line by
    line who shares what with whom, `signals` pairs a rule with the id (hex) of the signal it rests on, `readers` pairs
    a person's id (hex) with their name. `copied_from` is the recorder's name on a copy, "" where it was recorded.
    """

    id: UUID
    recorded_by: UUID
    recorder: str
    recorded_at: datetime
    about: Pairs
    suspected: str
    ground: str
    links: str
    signals: Pairs
    readers: Pairs
    state: SuspicionState = SuspicionState.OPEN
    look_again: date | None = None
    closed_on: date | None = None
    copied_from: str = ""
    steps: tuple[Step, ...] = ()

    def may_be_read_by(self, person: UUID) -> bool:
        """Whether somebody is named: whoever recorded it always is."""
        return person == self.recorded_by or any(id == person.hex for id, _ in self.readers)

    @property
    def disposable_from(self) -> date | None:
        """The day from when a closed one is proposed for disposal; None while it is open or with an authority."""
        if self.closed_on is None:
            return None
        try:
            return self.closed_on.replace(year=self.closed_on.year + KEPT_YEARS)
        except ValueError:  # closed on a leap day
            return date(self.closed_on.year + KEPT_YEARS, 3, 1)

    def is_due(self, today: date) -> bool:
        """Whether it is to be looked at again by now."""
        return self.state is not SuspicionState.CLOSED and self.look_again is not None and self.look_again <= today


_NOUNS = {
    CASE: ("ärende", "case"),
    Noun.USER: ("brukare", "user"),
    Noun.STAFF: ("personal", "staff"),
    Noun.PROVIDER: ("utförare", "provider"),
    Noun.DECISION: ("beslut", "decision"),
    Noun.REPRESENTATIVE: ("företrädare", "representative"),
    Noun.CASEWORKER: ("handläggare", "caseworker"),
}
_SHARED = {
    "bank_account": ("Samma bankkonto", "The same bank account"),
    "telephone": ("Samma telefonnummer", "The same telephone number"),
    "address": ("Samma adress", "The same address"),
}


def about_words(about: Pairs) -> tuple[str, ...]:
    """Whom it is about, one line each: what they are and our number for them."""
    return tuple(f"{say(*_NOUNS[CASE]) if noun == CASE else noun_word(noun)} {ref}" for noun, ref in about)


def about_in(text: str) -> tuple[Pairs, str]:
    """Whom written lines are about, and the first line that does not begin with one of the nouns, "" where all do."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if _named_in(line) is None), "")
    return () if wrong else named_in(text), wrong


def named_in(text: str) -> Pairs:
    """Whom the lines are about that can be read, of a text that may be half-written."""
    return tuple(dict.fromkeys(pair for line in text.splitlines() if (pair := _named_in(line)) is not None))


def _named_in(line: str) -> tuple[str, str] | None:
    word, _, ref = line.strip().partition(" ")
    noun = {word: noun for noun, words in _NOUNS.items() for word in words}.get(word.casefold())
    return None if noun is None or not ref.strip() else (str(noun), ref.strip())


def links_of(signal: WarningSignal) -> str:
    """What V30 says of who shares what with whom, as one line; by our numbers, without the account itself.

    Shape: "" for a signal that says nothing of it.
    """
    shared = dict(signal.measure).get("shared", "")
    return f"{say(*_SHARED[shared])}: {', '.join(about_words(signal.subjects))}" if shared in _SHARED else ""


def ground_of(signal: WarningSignal) -> str:
    """How a signal was worked out, as the ground somebody begins from."""
    return f"{signal.rule}: {' '.join(signal.explained)}".strip()
