"""The reclaims of the demonstration: proposed from payouts without a report, and taken step by step by the lead."""

from __future__ import annotations

from uuid import UUID

from kollegie.follow_up.reclaims import move_reclaim, propose_reclaim
from kollegie.language import say
from kollegie.model.invoices import LegalGround, Reclaim, ReclaimState
from kollegie.screening.loading import load_material
from kollegie.screening.payout_desk import KINDS, PayoutDesk
from kollegie.store import Store

STEPS = (ReclaimState.CALCULATED, ReclaimState.HEARD, ReclaimState.DEMANDED)
BEFORE: dict[str, tuple[ReclaimState, ...]] = {"K-301": STEPS, "K-302": STEPS, "K-303": STEPS, "P-02": STEPS[:2]}
"""How far each has come before the review day; who is not named has not been looked at yet."""
HALF = 2
"""One debtor has paid this part of the demand by the evening of the review day."""


def propose_and_demand(store: Store, review_id: UUID) -> tuple[Reclaim, ...]:
    """Propose every payout nobody has reported for, and go as far with each debtor as before the review day."""
    today = store.clock().astimezone().date()
    desk = PayoutDesk(load_material(store, today, KINDS))
    months = desk.months()
    made = propose_reclaim(store, desk.without_report(months[-1], months[0]), review_id=review_id)
    for one in made:
        for state in BEFORE.get(one.debtor_ref, ()):
            move_reclaim(store, one.id, state, amount_ore=_sum(one, state), ground=_ground(one))
    return made


def note_what_came(store: Store, reclaims: tuple[Reclaim, ...]) -> None:
    """What the debtors have done by the evening: one has paid, one paid half, and one contests."""
    by_debtor = {one.debtor_ref: one for one in reclaims}
    move_reclaim(store, by_debtor["K-302"].id, ReclaimState.PAID)
    half = _paid_out(by_debtor["K-301"]) // HALF
    move_reclaim(store, by_debtor["K-301"].id, ReclaimState.PARTLY_PAID, amount_ore=half)
    reason = say(
        "Kontaktpersonen uppger att mötena blev av men att listorna lämnades på papper.",
        "The contact person says that the meetings took place and that the lists were handed in on paper.",
    )
    move_reclaim(store, by_debtor["K-303"].id, ReclaimState.CONTESTED, reason=reason)


def _sum(one: Reclaim, state: ReclaimState) -> int | None:
    return _paid_out(one) if state is ReclaimState.CALCULATED else None


def _paid_out(one: Reclaim) -> int:
    rows = [row for row in one.evidence if row.kind == "payouts"]
    return sum(round(float(row.cell("amount")) * 100) for row in rows)


def _ground(one: Reclaim) -> LegalGround:
    return LegalGround.CONTRACT if one.debtor_ref.startswith("P-") else LegalGround.SOL
