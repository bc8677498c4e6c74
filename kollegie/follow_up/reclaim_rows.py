"""The payouts a reclaim rests on: copied with it, each with what of it was counted, and the sum of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from kollegie.language import grouped, say
from kollegie.model.desk_looks import PayoutLook
from kollegie.model.invoices import COUNTED, Reclaim
from kollegie.model.signals import EvidenceRow

MOST_ROWS = 1_000
"""Rows a sum is worked out from: what somebody was paid each week for nineteen years. One more tells of more."""
OLD_MOST_ROWS = 60
"""Rows it kept before each told what of it was counted."""


def rows_behind(looks: Sequence[PayoutLook]) -> tuple[EvidenceRow, ...]:
    """The payouts behind, each with what of it these looks come to."""
    rows = dict.fromkeys(row for look in looks for row in look.evidence if row.kind == "payouts")
    counted: Counter[tuple[str, int]] = Counter()
    for look in looks:
        counted[look.file, look.row] += look.amount_ore
    return tuple(
        replace(row, cells=(*row.cells, (COUNTED, f"{Decimal(counted[row.file, row.row]).scaleb(-2):.2f}")))
        for row in list(rows)[: MOST_ROWS + 1]
    )


def tells_all(reclaim: Reclaim) -> bool:
    """Whether the rows behind a reclaim are all there are, and not the first of more that were not kept."""
    kept = len(reclaim.evidence)
    each_counted = all(row.cell(COUNTED) for row in reclaim.evidence)
    return kept <= MOST_ROWS and (each_counted or kept != OLD_MOST_ROWS)


def paid_for(reclaim: Reclaim) -> int | None:
    """What the payouts behind a reclaim come to on the days it is about; None where they do not tell all of it.

    Shape: each row tells what of it was counted, what was taken back being drawn off. In a reclaim that was proposed
    before rows did, a payout that reaches outside those days counts by its days, and nothing is guessed at: of money
    taken back its own row does not tell which days it is for, and rows beyond the sixtieth were not kept.
    """
    first, last = reclaim.period_from, reclaim.period_to
    if not reclaim.evidence or not tells_all(reclaim) or first is None or last is None:
        return None
    if all(row.cell(COUNTED) for row in reclaim.evidence):
        return sum(round(Decimal(row.cell(COUNTED)) * 100) for row in reclaim.evidence)
    paid = 0
    for row in reclaim.evidence:
        try:
            ore = round(Decimal(row.cell("amount")) * 100)
            begin, end = (date.fromisoformat(row.cell(name)) for name in ("period_from", "period_to"))
        except (ArithmeticError, ValueError):
            return None
        days = (end - begin).days + 1
        if ore < 0 or days < 1:
            return None
        before, until = max(first - begin, timedelta()).days, (min(last, end) - begin).days + 1
        paid += max(0, ore * until // days - ore * before // days)
    return paid


def why_no_sum(reclaim: Reclaim) -> str:
    """Why no sum is proposed for a reclaim that nobody has calculated; "" where one is."""
    if not reclaim.evidence:
        return say(
            "Ingen summa föreslås: de rader som återkravet bygger på finns inte kvar i programmet.",
            "No sum is proposed: the rows the reclaim rests on are no longer in the program.",
        )
    paid = paid_for(reclaim)
    if paid is None and len(reclaim.evidence) > MOST_ROWS:
        return say(
            f"Ingen summa föreslås: mer än {grouped(MOST_ROWS)} rader hör till återkravet.",
            f"No sum is proposed: more than {grouped(MOST_ROWS)} rows belong to the reclaim.",
        )
    if paid is None:
        return say(
            "Ingen summa föreslås: raderna säger inte vad som är taget tillbaka för vilken månad. Välj Föreslå "
            "återkrav vid utbetalningen en gång till, så räknas den.",
            "No sum is proposed: the rows do not tell what was taken back for which month. Choose Propose a reclaim at "
            "the payout once more, and it is worked out.",
        )
    if paid <= 0:
        return say("Ingen summa föreslås: allt är taget tillbaka.", "No sum is proposed: all of it was taken back.")
    return ""
