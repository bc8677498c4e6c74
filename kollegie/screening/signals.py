"""Warning signals in the store: what a screening found, what is new and gone since last, and what people make of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.clock import SWEDEN
from kollegie.model.ids import derived_id
from kollegie.model.register import Person
from kollegie.model.signals import KnownCause, Pairs, SignalState, WarningSignal, part_now, whom
from kollegie.progress import Progress
from kollegie.screening.growth import grown_ids
from kollegie.store import Reading, Store, Work

if TYPE_CHECKING:
    from kollegie.screening.rules import Setting
    from kollegie.screening.running import Found, Run

Period = tuple[date | None, date | None]
"""First and last day of a screening, both included; None where it is open."""
CONTENT = (
    "part",
    "subjects",
    "severity",
    "first_day",
    "last_day",
    "measure",
    "parameters",
    "explanation",
    "evidence",
    "rows_in_all",
)
"""What the records say of a signal; the rest is what people have made of it."""


@dataclass(frozen=True)
class Screening:
    """One screening as it was kept: the run, and the ids that are new, gone and as they were.

    Shape: `grown` are those of the last that a person has moved and the records now have more of.
    """

    run: Run
    signals: tuple[WarningSignal, ...]
    new: frozenset[UUID]
    gone: frozenset[UUID]
    unchanged: frozenset[UUID]
    grown: frozenset[UUID] = frozenset()


class PeriodBackwards(KollegieError):
    """A search is asked for between two days in the wrong order, and would find nothing."""

    sv = "Till och med {last} kommer före från och med {first}. Byt plats på dagarna."
    en = "The last day {last} comes before the first, {first}. Change their places."


def screen(
    store: Store,
    rules: tuple[str, ...] = (),
    *,
    period: Period = (None, None),
    as_of: date | None = None,
    instead: Mapping[str, Mapping[str, Setting]] | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Run the rules over the store's records and keep what they find.

    Shape: `as_of` is the day taken to be today, that of the store's clock where none is given. A signal keeps its
    state from one run to the next; one that is no longer found is marked gone, where its rule could run and all its
    days lie in the period. The reading of identity numbers is written in the log of readings before it happens.
    Raises: PeriodBackwards; RuleUnknown; ParameterUnknown; Cancelled; StoreError for what the store refuses.
    """
    from kollegie.screening.all_rules import rules_named
    from kollegie.screening.loading import load_material
    from kollegie.screening.running import run_rules

    first, last = period
    if first is not None and last is not None and last < first:
        raise PeriodBackwards(first=first.isoformat(), last=last.isoformat())
    chosen = rules_named(rules)
    today = as_of or store.clock().astimezone(SWEDEN).date()
    kinds = tuple(dict.fromkeys(kind for rule in chosen for kind in (*rule.sets, "users", "staff", "providers")))
    with store.work("screening") as work:
        work.log_reading("screen", "user_identity", "all", ", ".join(rule.id for rule in chosen))
    material = load_material(store, today, kinds)
    with store.reading() as reading:
        scope = _host(reading, store)
    run = run_rules(material, chosen, scope=scope, period=period, instead=instead, progress=progress)
    return _keep(store, run, scope, period, today)


def _host(reading: Reading, store: Store) -> UUID:
    return reading.get(Person, store.me).municipality_id


def _keep(
    store: Store,
    run: Run,
    scope: UUID,
    period: Period,
    today: date,
) -> Screening:
    ran = {one.rule.id for one in run.rules if not one.lacking}
    with store.work("screening") as work:
        standing = {signal.id: signal for signal in work.find(WarningSignal, scope=scope)}
        run = replace(run, found=_recognised(run.found, standing))
        causes = work.find(KnownCause, scope=scope)
        kept: list[WarningSignal] = []
        fresh: list[WarningSignal] = []
        new: set[UUID] = set()
        for found in run.found:
            known = standing.get(found.signal.id)
            if known is None:
                signal = replace(found.signal, found_at=work.at)
                new.add(signal.id)
            else:
                signal = replace(known, gone=False, **{name: getattr(found.signal, name) for name in CONTENT})
            if _explanation_ended(signal, causes, today):
                signal = replace(signal, state=SignalState.NEW, reason="", document="", moved_by=None, moved_at=work.at)
            if signal.state is SignalState.NEW:
                signal = _explained_by(signal, causes, today, work)
            if known is None:
                fresh.append(signal)
            elif signal != known:
                work.save(signal)
            kept.append(signal)
        work.add(*fresh)
        found_ids = {signal.id for signal in kept}
        gone = frozenset(
            signal.id
            for signal in standing.values()
            if signal.rule in ran and signal.id not in found_ids and _inside(signal, period)
        )
        for id_ in gone:
            if not standing[id_].gone:
                work.save(replace(standing[id_], gone=True))
        grown = grown_ids(work, standing, tuple(kept))
    return Screening(run, tuple(kept), frozenset(new), gone, frozenset(found_ids - new), grown)


def _inside(signal: WarningSignal, period: Period) -> bool:
    """Whether all its days lie in the period."""
    first, last = period
    return (first is None or signal.first_day >= first) and (last is None or signal.last_day <= last)


def _recognised(found: tuple[Found, ...], standing: Mapping[UUID, WarningSignal]) -> tuple[Found, ...]:
    """What was found, each under the id of the signal that stands for the same cause.

    Shape: an id holds the first day and the subjects, which are others where the records now show more or less of the
    cause. A signal is the same as one that stands where rule, part and `whom` are, and the days of one of the two hold
    the other's. Its days do not matter where the rule says so, and where its subjects may come and go, it is enough
    that one of the two has all that the other has: else it is a cause of its own, also where the id is the same.
    """
    taken = {one.signal.id for one in found if _keeps_its_id(one, standing)}
    by_subject: dict[object, list[WarningSignal]] = defaultdict(list)
    for signal in standing.values():
        if signal.id not in taken:
            for subject in _whom(signal):
                by_subject[signal.rule, part_now(signal), subject].append(signal)
    recognised = []
    for one in found:
        fresh = one.signal
        subjects = () if fresh.id in standing and _keeps_its_id(one, standing) else _looked_up_by(one)
        alike = {s.id: s for subject in subjects for s in by_subject.get((fresh.rule, fresh.part, subject), ())}
        known = [signal for signal in alike.values() if signal.id not in taken and _same_cause(one, signal)]
        if known:
            best = min(
                known, key=lambda s: (s.subjects != fresh.subjects, s.gone, not _touch(s, fresh), s.first_day, s.id)
            )
            taken.add(best.id)
            one = replace(one, signal=replace(fresh, id=best.id))
        elif not _keeps_its_id(one, standing):
            one = replace(one, signal=replace(fresh, id=_free_id(fresh.id, {*taken, *standing})))
            taken.add(one.signal.id)
        recognised.append(one)
    return tuple(recognised)


def _keeps_its_id(found: Found, standing: Mapping[UUID, WarningSignal]) -> bool:
    known = standing.get(found.signal.id)
    return known is None or not found.anchored or _same_cause(found, known)


def _free_id(id_: UUID, used: Collection[UUID]) -> UUID:
    while id_ in used:
        id_ = derived_id("signal", "again", id_)
    return id_


def _whom(signal: WarningSignal) -> Pairs:
    return whom(signal.rule, signal.part, signal.subjects)


def _looked_up_by(found: Found) -> Pairs:
    """The subjects to look for the same cause under: one where all are the same, and not a provider of thousands."""
    told = _whom(found.signal)
    return tuple(pair for pair in told if pair[0] != "provider") or told if found.anchored else told[-1:]


def _same_cause(found: Found, known: WarningSignal) -> bool:
    """Whether a signal found and one that stands, of one rule, are of the same cause."""
    fresh = found.signal
    if part_now(known) != fresh.part:
        return False
    if found.anchored:
        ours, theirs = set(_whom(fresh)), set(_whom(known))
        return ours <= theirs or theirs <= ours
    return _whom(known) == _whom(fresh) and (not found.dated or _holds(fresh, known) or _holds(known, fresh))


def _touch(one: WarningSignal, other: WarningSignal) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _holds(wide: WarningSignal, narrow: WarningSignal) -> bool:
    return wide.first_day <= narrow.first_day and narrow.last_day <= wide.last_day


def _explained_by(signal: WarningSignal, causes: Iterable[KnownCause], today: date, work: Work) -> WarningSignal:
    """What a person has said once, for these subjects and until a day, holds for a signal that comes again."""
    for cause in causes:
        if cause.covers(signal, today):
            return replace(
                signal,
                state=SignalState.EXPLAINED,
                reason=cause.reason,
                document=cause.document,
                moved_by=cause.noted_by,
                moved_at=work.at,
            )
    return signal


def _explanation_ended(signal: WarningSignal, causes: Iterable[KnownCause], today: date) -> bool:
    """Whether it stands explained by a remembered cause whose day has passed: then it is looked at anew."""
    if signal.state is not SignalState.EXPLAINED:
        return False
    said = [
        cause
        for cause in causes
        if cause.concerns(signal) and (cause.reason, cause.document) == (signal.reason, signal.document)
    ]
    return bool(said) and all(today > cause.until for cause in said)


def signals_of(store: Store, *, gone: bool = False, state: SignalState | None = None) -> tuple[WarningSignal, ...]:
    """The signals kept, the gravest first; those that are gone only where asked for."""
    with store.reading() as reading:
        equal: dict[str, object] = {} if state is None else {"state": state.value}
        found = reading.find(WarningSignal, **equal)
    return tuple(
        sorted(
            (signal for signal in found if gone or not signal.gone),
            key=lambda signal: (-signal.severity, signal.rule, signal.first_day, signal.id),
        )
    )


@dataclass(frozen=True, slots=True)
class RuleWorth:
    """How often a rule was worth its noise: signals found, and what visits and people made of them."""

    rule: str
    found: int
    confirmed: int
    refuted: int
    explained: int
    dismissed: int

    @property
    def closed(self) -> int:
        """How many people have taken a stand on."""
        return self.confirmed + self.refuted + self.explained + self.dismissed


def worth_of_rules(store: Store) -> tuple[RuleWorth, ...]:
    """Each rule's signals by outcome, so that the lead sees which rules are worth their noise."""
    by_rule: dict[str, list[SignalState]] = {}
    for signal in signals_of(store, gone=True):
        by_rule.setdefault(signal.rule, []).append(signal.state)
    return tuple(
        RuleWorth(
            rule,
            len(states),
            *(
                states.count(state)
                for state in (
                    SignalState.CONFIRMED,
                    SignalState.REFUTED,
                    SignalState.EXPLAINED,
                    SignalState.DISMISSED,
                )
            ),
        )
        for rule, states in sorted(by_rule.items())
    )
