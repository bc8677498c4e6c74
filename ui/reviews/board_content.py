"""What the board shows, gathered off the GUI thread: only what has reached this laptop, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from kollegie.language import say
from kollegie.model.calendar_words import day_words
from kollegie.model.register import Municipality, Person
from kollegie.model.reviews import (
    DECIDED_ON,
    Participant,
    Review,
    Role,
    Track,
    Visit,
    VisitState,
    rounds_in_order,
)
from kollegie.model.severity import Severity
from kollegie.model.visits import Finding
from kollegie.planning.day import PROVIDER_VISIT, VISIT
from kollegie.planning.overview import PairRow, ReviewOverview, VisitCard, review_overview
from kollegie.store import Reading, Store
from kollegie.store.desk_records import conflicts_to_settle
from kollegie.store.double_visits import blind_visits
from kollegie.visiting.doubles import is_blind_to_me
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.findings import standing
from kollegie.visiting.overview import visit_overview
from ui.answer_ticks import TICKS
from ui.widgets.ticks import Tick

SILENT_FROM = timedelta(minutes=60)
"""How long a pair may be unheard while it should be on a visit, before the board says so."""

DROPPED = {
    "declined": ("Avböjde", "Declined"),
    "hospital": ("På sjukhus", "In hospital"),
    "not_home": ("Inte hemma", "Not at home"),
}


class CardState(Enum):
    """How far a visit has come, as the board tells it."""

    PLANNED = "planned"
    SILENT = "silent"  # should have begun, and nothing has been heard of the pair
    ONGOING = "ongoing"
    TO_SIGN = "to-sign"
    SIGNED = "signed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One visit on the board, in words. `track` tells a provider visit, `acute` that an acute finding waits."""

    visit_id: UUID
    label: str
    time: str
    state: CardState
    words: str
    ticks: tuple[Tick, ...]
    gravest: Severity | None
    track: Track
    acute: bool
    double: bool = False

    @property
    def spoken(self) -> str:
        """The card as a screen reader says it."""
        done = sum(tick.done for tick in self.ticks)
        parts = [self.time, say("ärende {}", "case {}").format(self.label), self.words]
        if self.ticks:
            parts.append(say("{} av {} besvarade", "{} of {} answered").format(done, len(self.ticks)))
        if self.gravest is not None:
            parts.append(self.gravest.word)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class BoardPair:
    """One pair's row: `heard` are words about the last that reached us, `late` that it is long ago."""

    pair: str
    homes: str
    names: str
    heard: str
    late: bool
    cards: tuple[BoardCard, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """A visit nobody has: how long it takes, and in words which pairs may not take it."""

    visit_id: UUID
    label: str
    minutes: int
    barred: tuple[tuple[str, str], ...]
    track: Track


@dataclass(frozen=True, slots=True)
class Acute:
    """An acute finding in words (`told`); `acknowledged` says who took it and when, empty until then."""

    finding: Finding
    visit_id: UUID
    label: str
    pair: str
    told: str
    acknowledged: str
    telephones: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page: `day` are the words of the header, `counts` the visits in each state."""

    review: Review
    others: tuple[Review, ...]
    day: str
    pairs: tuple[BoardPair, ...]
    alone: tuple[BoardCard, ...]
    free: tuple[Free, ...]
    acute: tuple[Acute, ...]
    counts: dict[CardState, int]
    conflicts: int
    visitors: int

    @property
    def planned(self) -> bool:
        """Whether every step of the planning is done: visits there are, and somebody has each."""
        return bool(self.pairs) and any(pair.cards for pair in self.pairs)


def newest_review(reading: Reading, wanted: UUID | None = None) -> Review | None:
    """The round asked for; else the first that counts."""
    reviews = reading.find(Review)
    if wanted is not None:
        return next((review for review in reviews if review.id == wanted), None)
    return next(iter(rounds_in_order(reviews)), None)


def gather_board(store: Store, wanted: UUID | None, now: datetime) -> Board | None:
    """Read the board of a round. Units: `now` aware, local. None while there is no round."""
    with store.reading() as reading:
        review = newest_review(reading, wanted)
        if review is None:
            return None
        others = tuple(one for one in reading.find(Review) if one.id != review.id)
        conflicts = conflicts_to_settle(reading, store.me)
        found = reading.find(Participant, review_id=review.id, role=Role.VISITOR)
        persons = {person.id: person for person in reading.find(Person)}
        homes = {home.id: home.name for home in reading.find(Municipality)}
    overview = review_overview(store, review.id)
    ticks = _ticks(store, overview)
    pairs = tuple(_pair(row, ticks, review, now) for row in overview.pairs)
    alone = tuple(_card(card, ticks, late=False, now=now) for card in overview.alone)
    cards = [*alone, *(card for pair in pairs for card in pair.cards)]
    free = tuple(
        Free(
            one.visit.id,
            one.case.label,
            (PROVIDER_VISIT if one.visit.kind is Track.PROVIDER else VISIT).seconds // 60,
            tuple((pair, reason.said_of(name)) for (pair, reason), name in zip(one.reasons, one.names, strict=True)),
            one.visit.kind,
        )
        for one in overview.unassigned
    )
    counts = {state: sum(card.state is state for card in cards) for state in CardState}
    counts[CardState.PLANNED] += len(free)
    from_homes = {homes[persons[visitor.person_id].municipality_id] for visitor in found}
    return Board(
        review,
        others,
        _day_words(review, len(pairs), len(from_homes)),
        pairs,
        alone,
        free,
        _acute(store, overview, now),
        counts,
        conflicts,
        len(found),
    )


def moment_words(at: datetime, now: datetime) -> str:
    """A moment as the board says it: the time today, else the day too."""
    local = at.astimezone()
    return local.strftime("%H.%M") if local.date() == now.date() else local.strftime("%Y-%m-%d %H.%M")


def date_words(day: date | None) -> str:
    """A day in words: "Tisdag 24 november"."""
    if day is None:
        return say("Dag inte satt", "No day set")
    return day_words(day)


def _ticks(store: Store, overview: ReviewOverview) -> dict[UUID, tuple[Tick, ...]]:
    """One cell per question of each visit, by its own checklist and facts."""
    cards = [*overview.alone, *(card for row in overview.pairs for card in row.cards)]
    ticks: dict[UUID, tuple[Tick, ...]] = {}
    untouched: dict[object, tuple[Tick, ...]] = {}
    with store.reading() as reading:
        for card in cards:
            asked_by = tuple(fact for fact in card.case.facts if fact[0] != DECIDED_ON)
            alike = (card.visit.checklist_hash, asked_by)
            if card.visit.started_at is None and not card.touched and alike in untouched:
                ticks[card.visit.id] = untouched[alike]
                continue
            try:
                marks = visit_overview(reading, card.visit, store.me, {}).marks
            except ChecklistVersionMissing:
                marks = ()
            ticks[card.visit.id] = tuple(Tick(TICKS[mark.state], mark.severity) for mark in marks)
            if card.visit.started_at is None and not card.touched:
                untouched[alike] = ticks[card.visit.id]
    return ticks


def _pair(row: PairRow, ticks: dict[UUID, tuple[Tick, ...]], review: Review, now: datetime) -> BoardPair:
    waiting = [card for card in row.cards if card.visit.state in (VisitState.PLANNED, VisitState.ONGOING)]
    due = any(card.visit.planned_start is not None and card.visit.planned_start < now for card in waiting)
    silence = now - row.heard if row.heard is not None else None
    late = review.review_day == now.date() and due and (silence is None or silence > SILENT_FROM)
    heard = _heard_words(row.heard, now, late=late)
    return BoardPair(
        row.pair,
        " + ".join(row.municipalities),
        " och ".join(person.name for person in row.persons),
        heard,
        late,
        tuple(_card(card, ticks, late=late, now=now, heard=row.heard) for card in row.cards),
    )


def _heard_words(heard: datetime | None, now: datetime, *, late: bool) -> str:
    if heard is None:
        return say("Inget hört än", "Nothing heard yet")
    moment = moment_words(heard, now)
    return say("Senast {}", "Last {}").format(moment) if late else say("Synkat {}", "Synced {}").format(moment)


def _card(
    card: VisitCard,
    ticks: dict[UUID, tuple[Tick, ...]],
    *,
    late: bool,
    now: datetime,
    heard: datetime | None = None,
) -> BoardCard:
    visit = card.visit
    own = () if visit.double else ticks.get(visit.id, ())
    state = _double_state(card) if visit.double else _state(visit, own, late=late, now=now)
    start = visit.planned_start or visit.started_at
    return BoardCard(
        visit.id,
        card.case.label,
        start.astimezone().strftime("%H.%M") if start else "–",
        state,
        _double_words(card) if visit.double else _state_words(state, visit, heard, now),
        own,
        card.gravest,
        visit.kind,
        bool(card.acute),
        bool(visit.double),
    )


def _double_state(card: VisitCard) -> CardState:
    """Where a double visit stands, from the states of its blind visits alone."""
    if card.visit.signed_at is not None:
        return CardState.SIGNED
    if card.visit.dropped_because:
        return CardState.DROPPED
    states = {state for _, state in card.blind}
    if states and states <= {VisitState.SIGNED}:
        return CardState.TO_SIGN
    return CardState.PLANNED if states <= {VisitState.PLANNED} else CardState.ONGOING


def _double_words(card: VisitCard) -> str:
    if card.visit.signed_at is not None:
        return say("Dubbelt, sammanvägt", "Double, adjudicated")
    signed = sum(state is VisitState.SIGNED for _, state in card.blind)
    if card.blind and signed == len(card.blind):
        return say("Dubbelt, att väga samman", "Double, to adjudicate")
    return say("Dubbelt, {} av {} signerade", "Double, {} of {} signed").format(signed, len(card.blind))


def _state(visit: Visit, ticks: tuple[Tick, ...], *, late: bool, now: datetime) -> CardState:
    match visit.state:
        case VisitState.SIGNED:
            return CardState.SIGNED
        case VisitState.DROPPED:
            return CardState.DROPPED
        case VisitState.ONGOING:
            done = bool(ticks) and all(tick.done for tick in ticks)
            return CardState.TO_SIGN if done else CardState.ONGOING
        case VisitState.PLANNED:
            due = visit.planned_start is not None and visit.planned_start < now
            return CardState.SILENT if late and due else CardState.PLANNED


def _state_words(state: CardState, visit: Visit, heard: datetime | None, now: datetime) -> str:
    match state:
        case CardState.SIGNED:
            return say("Signerat", "Signed")
        case CardState.TO_SIGN:
            return say("Att signera", "To sign")
        case CardState.ONGOING:
            return say("Pågår", "Under way")
        case CardState.SILENT:
            if heard is None:
                return say("Inget hört än", "Nothing heard yet")
            return say("Tyst sedan {}", "Silent since {}").format(moment_words(heard, now))
        case CardState.DROPPED:
            return say(*DROPPED.get(visit.dropped_because, ("Blev inte av", "Did not take place")))
        case CardState.PLANNED:
            return say("Ej påbörjat", "Not begun")


def _acute(store: Store, overview: ReviewOverview, now: datetime) -> tuple[Acute, ...]:
    """Every acute finding of the round that stands: those nobody has acknowledged first.

    Shape: what the visitors of a double visit have found is told from the last signature until it is adjudicated.
    """
    rows = [(row.pair, card) for row in overview.pairs for card in row.cards]
    places = {card.visit.id: (pair, card) for pair, card in [*(("", one) for one in overview.alone), *rows]}
    with store.reading() as reading:
        for pair, card in [*places.values()]:
            if card.visit.double and card.visit.signed_at is None:
                seen = [one for one in blind_visits(reading, card.visit) if not is_blind_to_me(reading, one)]
                places |= {one.id: (pair, card) for one in seen}
        found = [
            finding
            for finding in reading.find(Finding, visit_id=tuple(places), severity=Severity.ACUTE)
            if standing(finding)
        ]
        persons = {person.id: person.name for person in reading.find(Person)}
    telephones = {row.pair: [one.telephone for one in row.members if one.telephone] for row in overview.pairs}
    told = []
    for finding in found:
        pair, card = places[finding.visit_id]
        acknowledged = ""
        if finding.acknowledged_at is not None and finding.acknowledged_by is not None:
            by = say("dig", "you") if finding.acknowledged_by == store.me else persons.get(finding.acknowledged_by, "–")
            moment = moment_words(finding.acknowledged_at, now)
            acknowledged = say("Kvitterad {} av {}", "Acknowledged {} by {}").format(moment, by)
        words = f"{finding.question.upper()}: {finding.text}" if finding.text else finding.question.upper()
        numbers = ", ".join(dict.fromkeys(telephones.get(pair, ())))
        told.append(Acute(finding, card.visit.id, card.case.label, pair, words, acknowledged, numbers))
    return tuple(sorted(told, key=lambda one: (bool(one.acknowledged), one.label)))


def _day_words(review: Review, pairs: int, homes: int) -> str:
    parts = [date_words(review.review_day)]
    if review.dnr:
        parts.append(say("dnr {}", "no. {}").format(review.dnr))
    if pairs:
        parts.append(say("{} par", "{} pairs").format(pairs))
    if homes:
        parts.append(
            say("handläggare från {} kommuner", "caseworkers from {} municipalities").format(homes)
            if homes != 1
            else say("handläggare från en kommun", "caseworkers from one municipality")
        )
    return " · ".join(parts)
