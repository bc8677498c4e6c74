"""The warning signals a reclaim came from: found when it is proposed, and kept with it."""

from __future__ import annotations

from collections.abc import Sequence

from kollegie.model.desk_looks import PayoutLook
from kollegie.model.signals import Pairs, SignalState, WarningSignal
from kollegie.store import Reading

UNREPORTED = "V17"
"""The rule that finds payouts without a report."""

STANDING = frozenset((SignalState.NEW, SignalState.TO_VISIT, SignalState.CONFIRMED))
"""What nobody has explained, refuted or dismissed."""


def signals_behind(reading: Reading, looks: Sequence[PayoutLook]) -> Pairs:
    """The signals that speak of these payouts, of one payee and user: rule and id, the earliest first."""
    wanted = {("staff", looks[0].payee), ("user", looks[0].user)}
    months = {look.month for look in looks}
    found = [
        one
        for one in reading.find(WarningSignal, rule=UNREPORTED, gone=False)
        if one.state in STANDING
        and wanted <= set(one.subjects)
        and any(f"{one.first_day:%Y-%m}" <= month <= f"{one.last_day:%Y-%m}" for month in months)
    ]
    return tuple((one.rule, str(one.id)) for one in sorted(found, key=lambda one: (one.first_day, one.id)))
