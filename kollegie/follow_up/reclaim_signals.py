"""The warning signals a reclaim came from: found when it is proposed, and kept with it."""

from __future__ import annotations

from collections.abc import Sequence

from kollegie.model.desk_looks import PayoutLook
from kollegie.model.signals import Pairs, SignalState, WarningSignal
from kollegie.store import Reading

OF_MONEY = ("V11", "V12", "V17", "V28", "V29")
"""Rules that ask whether what was paid was for something: away, dead, nothing reported, not met, not attended."""
OF_OTHER = ("V30", "V32")
"""Rules that tell who shares an account, or how well a file is kept: no sum rests on a payout's row in them."""

STANDING = frozenset((SignalState.NEW, SignalState.TO_VISIT, SignalState.CONFIRMED))
"""What nobody has explained, refuted or dismissed."""


def standing_signals(reading: Reading) -> tuple[WarningSignal, ...]:
    """The signals a sum may rest on, whoever they are about."""
    found = reading.find(WarningSignal, gone=False)
    return tuple(one for one in found if one.state in STANDING and one.rule not in OF_OTHER)


def signals_behind(standing: Sequence[WarningSignal], looks: Sequence[PayoutLook]) -> Pairs:
    """Those that speak of these payouts, of one payee and user: rule and id, by rule and the earliest first.

    Shape: those with one of their rows, and those that ask about such money of this payee and user in these months,
    since a signal keeps only its first rows.
    """
    rows = {(look.file, look.row) for look in looks}
    found = [one for one in standing if _has_row(one, rows) or _asks_about(one, looks)]
    return tuple((one.rule, str(one.id)) for one in sorted(found, key=lambda one: (one.rule, one.first_day, one.id)))


def _has_row(signal: WarningSignal, rows: set[tuple[str, int]]) -> bool:
    return any(row.kind == "payouts" and (row.file, row.row) in rows for row in signal.evidence)


def _asks_about(signal: WarningSignal, looks: Sequence[PayoutLook]) -> bool:
    if signal.rule not in OF_MONEY or looks[0].user not in signal.subjects_of("user"):
        return False
    whom = {*signal.subjects_of("staff"), *signal.subjects_of("provider")}
    if whom and looks[0].payee not in whom:
        return False
    return any(f"{signal.first_day:%Y-%m}" <= look.month <= f"{signal.last_day:%Y-%m}" for look in looks)
