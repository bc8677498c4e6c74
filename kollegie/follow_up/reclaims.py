"""Money that may have been paid wrongly: proposed from the records, decided step by step by a named person.

The program never demands anything. It proposes a sum with its rows; somebody calculates, hears the party (FL 25 §),
chooses the ground and demands, and what then comes in is noted. Units: öre.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from kollegie.follow_up.errors import (
    DueDayPassed,
    GroundNotChosen,
    PayoutHasReport,
    ReclaimStepNotPossible,
    SumMissing,
    WriteOffWithoutReason,
)
from kollegie.follow_up.reclaim_rows import rows_behind, tells_all
from kollegie.follow_up.reclaim_signals import signals_behind, standing_signals
from kollegie.language import say
from kollegie.model.amounts import kronor, to_the_ore
from kollegie.model.desk_looks import Difference, PayoutLook
from kollegie.model.ids import derived_id
from kollegie.model.invoices import (
    NEXT_RECLAIM_STATES,
    DebtorKind,
    LegalGround,
    Reclaim,
    ReclaimState,
)
from kollegie.model.register import Person
from kollegie.model.reviews import Review, round_to_work_in
from kollegie.model.signals import WarningSignal
from kollegie.store import Reading, Store, Work
from kollegie.store.steps import add_step, last_stamp, undo_step

DUE_DAYS = 30
"""Days to pay where a demand names no day; interest runs from then (räntelagen 4 §)."""


@dataclass(frozen=True, slots=True)
class ReclaimSums:
    """The register's totals. `persons` and `companies` count debtors, each once. Units: öre."""

    count: int
    persons: int
    companies: int
    not_calculated: int
    calculated: int
    demanded: int
    paid: int
    written_off: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class CostShare:
    """What is reclaimed of what was paid in a period (S0-11). Units: öre."""

    reclaimed: int
    cost: int

    @property
    def sentence(self) -> str:
        """The share in one sentence, with both sums."""
        if not self.cost:
            return say("Inga utbetalningar inlästa", "No payouts taken in")
        tenths = 1000 * self.reclaimed // self.cost
        share = f"{tenths // 10}{say(',', '.')}{tenths % 10}"
        return say(
            f"Återkraven är {share} % av kostnaden {kronor(self.cost)}",
            f"The reclaims are {share} % of the cost {kronor(self.cost)}",
        )


def propose_reclaim(
    store: Store,
    payouts: Sequence[PayoutLook],
    *,
    review_id: UUID | None = None,
) -> tuple[Reclaim, ...]:
    """Put payouts without a report in the register, one entry for each payee and user; the sum is not calculated yet.

    Shape: the same payouts proposed again change nothing that people have decided. Only payouts for which nothing was
    reported, and for which the time to report has passed, are taken. Each entry keeps which warning signals speak of
    its payouts.
    Raises: PayoutHasReport when there are none.
    """
    taken = [one for one in payouts if Difference.NO_REPORTS in one.differences]
    if not taken:
        raise PayoutHasReport
    groups: dict[tuple[str, str, str], list[PayoutLook]] = {}
    for one in sorted(taken, key=lambda look: look.month):
        groups.setdefault((one.payee, one.user, one.service), []).append(one)
    made = []
    with store.work("reclaim proposed") as work:
        host = work.get(Person, work.person_id).municipality_id
        signals = standing_signals(work)
        for looks in groups.values():
            known = work.find(Reclaim, debtor_ref=looks[0].payee, user_ref=looks[0].user, service=looks[0].service)
            entries = _entries(known, looks)
            made += [work.save(_proposed(work, host, standing, run, review_id, signals)) for standing, run in entries]
            if not entries:
                made += [one for one in known if _holds(one, looks[0].month)][:1]
    return tuple(made)


def _entries(known: Sequence[Reclaim], looks: Sequence[PayoutLook]) -> list[tuple[Reclaim | None, list[PayoutLook]]]:
    """The entries to write for a debtor's payouts, so that no month is ever in two: one that stands, or None for new.

    Shape: an entry nobody has calculated grows with what is proposed around it. Months that any other entry holds are
    left out, and months on either side of one that another holds get an entry each, so that no period covers it.
    """
    first, last = {_first_day(one.month) for one in looks}, {_last_day(one.month) for one in looks}
    grown = next(
        (
            one
            for one in sorted(known, key=lambda one: one.period_from or date.max)
            if one.state is ReclaimState.NOT_CALCULATED and one.period_from in first and one.period_to in last
        ),
        None,
    )
    fixed = [one for one in known if one is not grown]
    runs: list[list[PayoutLook]] = []
    for look in looks:
        if any(_holds(one, look.month) for one in fixed):
            continue
        if not runs or any(_holds(one, month) for month in _between(runs[-1][-1].month, look.month) for one in fixed):
            runs.append([])
        runs[-1].append(look)
    begins = grown.period_from if grown is not None else None
    return [(grown if any(_first_day(look.month) == begins for look in run) else None, run) for run in runs]


def _between(month: str, later: str) -> Iterator[str]:
    """The months after one and before another."""
    following = _last_day(month) + timedelta(days=1)
    while f"{following:%Y-%m}" < later:
        yield f"{following:%Y-%m}"
        following = _last_day(f"{following:%Y-%m}") + timedelta(days=1)


def _holds(one: Reclaim, month: str) -> bool:
    """Whether an entry is about that month: it lies in its period, and among the payouts the sum was worked out from.

    A month inside the period may have had its report, or its payout not been read in, when the entry was made.
    """
    if one.period_from is None or one.period_to is None:
        return False
    if not (one.period_from <= _first_day(month) and _last_day(month) <= one.period_to):
        return False
    paid_rows = [row for row in one.evidence if not row.cell("amount").startswith(("-", "−"))]
    paid = [(row.cell("period_from"), row.cell("period_to")) for row in paid_rows]
    if not paid or not tells_all(one) or not all(begin and end for begin, end in paid):
        return True  # the rows do not tell, and no month may be in two entries
    return any(begin[:7] <= month <= end[:7] for begin, end in paid)


def _id_of(looks: Sequence[PayoutLook]) -> UUID:
    first = looks[0]
    return derived_id("reclaim", first.payee, first.user, first.service, first.month)


def _proposed(
    work: Work,
    host: UUID,
    standing: Reclaim | None,
    looks: Sequence[PayoutLook],
    review_id: UUID | None,
    signals: Sequence[WarningSignal],
) -> Reclaim:
    first = looks[0]
    months, proposed = ", ".join(dict.fromkeys(look.month for look in looks)), to_the_ore(sum_of(looks))
    made = standing or Reclaim(
        _id_of(looks),
        host,
        DebtorKind.COMPANY if first.is_company else DebtorKind.PERSON,
        first.payee,
        first.user,
        review_id,
        first.service,
        moved_by=work.person_id,
        moved_at=work.at,
    )
    return replace(
        made,
        period_from=_first_day(first.month),
        period_to=_last_day(looks[-1].month),
        reason=say(
            f"Utbetalt utan redovisning: {months}. Föreslagen summa {proposed}.",
            f"Paid without a report: {months}. Proposed sum {proposed}.",
        ),
        signals=signals_behind(signals, looks) or made.signals,
        evidence=rows_behind(looks),
    )


def sum_of(looks: Iterable[PayoutLook]) -> int:
    """What these payouts come to."""
    return sum(look.amount_ore for look in looks)


def move_reclaim(
    store: Store,
    reclaim_id: UUID,
    state: ReclaimState,
    *,
    amount_ore: int | None = None,
    ground: LegalGround | None = None,
    reason: str = "",
    due: date | None = None,
) -> Reclaim:
    """Take a reclaim to its next state.

    Shape: `amount_ore` is the sum calculated, demanded, paid so far or written off, by the state it goes to; where a
    step has a natural sum it may be left out: the demand that stood, else the calculated sum, is demanded, and what is
    left of the demand is paid or written off, never another sum. A reclaim that is taken up again owes its whole sum.
    `due` is the day a demand is to be paid; a new demand without one is due in `DUE_DAYS`.
    Raises: ReclaimStepNotPossible; SumMissing; GroundNotChosen; DueDayPassed; WriteOffWithoutReason; RecordMissing.
    """
    with store.work(f"reclaim {state.value}") as work:
        standing = work.get(Reclaim, reclaim_id)
        if state is not standing.state and state not in NEXT_RECLAIM_STATES[standing.state]:
            raise ReclaimStepNotPossible(now=standing.state.word.lower(), then=state.word.lower())
        today = work.at.astimezone().date()
        if state is ReclaimState.DEMANDED and due is not None and due != standing.due and due <= today:
            raise DueDayPassed(day=due.isoformat(), today=today.isoformat())
        moved = _with_sum(standing, state, amount_ore)
        moved = replace(
            moved,
            state=state,
            ground=ground or standing.ground,
            reason=reason.strip() or standing.reason,
            due=due or _due(standing, state, today),
            moved_by=work.person_id,
            moved_at=work.at,
        )
        if state is ReclaimState.DEMANDED and moved.ground is LegalGround.NOT_CHOSEN:
            raise GroundNotChosen
        if state is ReclaimState.WRITTEN_OFF and not reason.strip():
            raise WriteOffWithoutReason
        since = last_stamp(work)
        kept = work.save(moved)
        add_step(work, standing.id, since)
        return kept


def _due(standing: Reclaim, state: ReclaimState, today: date) -> date | None:
    anew = standing.due is None or standing.state is ReclaimState.HEARD
    return today + timedelta(days=DUE_DAYS) if state is ReclaimState.DEMANDED and anew else standing.due


def _with_sum(standing: Reclaim, state: ReclaimState, amount: int | None) -> Reclaim:
    if amount is not None and amount < 0:
        raise SumMissing(what=say("det kan inte vara mindre än noll", "it cannot be below zero"))
    match state:
        case ReclaimState.CALCULATED:
            if not amount:
                raise SumMissing(what=say("den beräknade summan", "the calculated sum"))
            return replace(standing, calculated_ore=amount, demanded_ore=0, written_off_ore=0)
        case ReclaimState.DEMANDED:
            demanded = (standing.demanded_ore or standing.calculated_ore) if amount is None else amount
            if not demanded:
                raise SumMissing(what=say("summan som krävs", "the sum demanded"))
            paid = 0 if standing.state is ReclaimState.PAID else standing.paid_ore
            return replace(standing, demanded_ore=demanded, paid_ore=paid)
        case ReclaimState.PAID:
            whole = standing.demanded_ore - standing.written_off_ore
            if amount not in (None, whole, whole - standing.paid_ore):
                what = say("hela kravet; mindre än så är delbetalt", "the whole demand; less is part paid")
                raise SumMissing(what=what)
            return replace(standing, paid_ore=whole)
        case ReclaimState.PARTLY_PAID:
            if not amount or amount >= standing.demanded_ore:
                raise SumMissing(
                    what=say("vad som har betalats, mindre än kravet", "what was paid, less than demanded")
                )
            return replace(standing, paid_ore=amount)
        case ReclaimState.WRITTEN_OFF:
            left = max(0, (standing.demanded_ore or standing.calculated_ore) - standing.paid_ore)
            if amount is not None and amount != left:
                raise SumMissing(what=say("det som är kvar av summan", "what is left of the sum"))
            return replace(standing, written_off_ore=left)
        case _:
            return standing


def undo_reclaim(store: Store, reclaim_id: UUID) -> bool:
    """Take back this person's latest step with a reclaim. False when there is none."""
    with store.work("ångra") as work:
        return undo_step(work, reclaim_id, (reclaim_id,)) is not None


def list_reclaims(reading: Reading, *, review_id: UUID | None = None) -> tuple[Reclaim, ...]:
    """The register, of one round or whole: what is still open first, then by debtor."""
    found = reading.find(Reclaim) if review_id is None else reading.find(Reclaim, review_id=review_id)
    return tuple(sorted(found, key=lambda one: (not one.state.open, one.debtor_ref, one.user_ref, one.id)))


def sums_of(reclaims: Sequence[Reclaim]) -> ReclaimSums:
    """The totals of the register (S0-10)."""
    states = [one.state for one in reclaims]
    return ReclaimSums(
        len(reclaims),
        len({one.debtor_ref for one in reclaims if one.debtor_kind is DebtorKind.PERSON}),
        len({one.debtor_ref for one in reclaims if one.debtor_kind is DebtorKind.COMPANY}),
        states.count(ReclaimState.NOT_CALCULATED),
        sum(one.calculated_ore for one in reclaims),
        sum(one.demanded_ore for one in reclaims),
        sum(one.paid_ore for one in reclaims),
        sum(one.written_off_ore for one in reclaims),
        sum(one.outstanding_ore for one in reclaims),
    )


def sums_by_round(reading: Reading) -> tuple[tuple[str, ReclaimSums], ...]:
    """The totals of each round that has reclaims, by its name; those of no round stand last, with an empty name."""
    by_round: dict[UUID | None, list[Reclaim]] = {}
    for one in list_reclaims(reading):
        by_round.setdefault(one.review_id, []).append(one)
    names = {review.id: review.name for review in reading.find(Review)}
    told = [(names.get(id, "") if id is not None else "", sums_of(found)) for id, found in by_round.items()]
    return tuple(sorted(told, key=lambda one: (not one[0], one[0])))


def latest_round(reading: Reading) -> UUID | None:
    """The round that money found today belongs to, None without any."""
    review = round_to_work_in(reading.find(Review))
    return None if review is None else review.id


def cost_share(reclaims: Sequence[Reclaim], cost_ore: int) -> CostShare:
    """How much of the cost of a period is reclaimed: what was demanded, else what was calculated."""
    return CostShare(sum(one.demanded_ore or one.calculated_ore for one in reclaims), cost_ore)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _last_day(month: str) -> date:
    first = _first_day(month)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
