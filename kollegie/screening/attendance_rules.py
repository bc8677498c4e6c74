"""V29: money paid in full for a measure that was not attended, not reported, or reported only by word of mouth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.material import Material
from kollegie.screening.netting import PaidMonth
from kollegie.screening.reversed_payouts import paid_by_month, reversed_said
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    Longs,
    first_of_month,
    last_whole_month,
    month_of,
    month_text,
    months_in_a_row,
)
from kollegie.screening.wording import DAYS, hours, kronor, many, number

UNEXCUSED = frozenset(
    ("unexcused", "ogiltig", "ogiltig frånvaro", "oanmäld", "oanmäld frånvaro", "olovlig", "olovlig frånvaro")
)


@dataclass(slots=True)
class Month:
    """What one person's month holds: hours planned and attended in seconds, unexcused days, and how it was told."""

    planned: int = 0
    attended: int = 0
    unexcused: set[int] = field(default_factory=set)
    channels: set[str] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Payment(PaidMonth):
    """What a person was paid for a month when deductions are drawn off, and whether any was for a measure itself."""

    for_measure: bool = False


def attendance_against_pay(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V29: full payment in spite of absence, payment without a report, or reports by word of mouth alone."""
    months, payments = _attended(material), _paid(material, chosen)
    covered = {month for theirs in months.values() for month in theirs}
    if not covered:
        return
    last = min(max(covered), last_whole_month(material.as_of))
    for user in sorted({*months, *payments}):
        attended, paid = months.get(user, {}), payments.get(user, {})
        most = max((payment.ore for payment in paid.values()), default=0)
        enrolled = bool(attended) or any(payment.for_measure for payment in paid.values())
        told: dict[int, tuple[list[Said], Severity]] = {}
        for month in sorted({*attended, *paid}):
            payment = paid.get(month, Payment())
            if month in attended:
                steps, severity = _said(attended[month], payment, most, month, chosen)
                if steps:
                    told[month] = steps, severity
            elif enrolled and payment.stands and min(covered) <= month <= last:
                told[month] = [_unreported_said(month, payment.ore)], Severity.DEFICIENCY
        for run in months_in_a_row(sorted(told)):
            yield _hit(material, user, run, told, attended, paid)


def counted_hours(attendance: Records, name: str) -> Longs:
    """The hours of each day as they count: those below zero, which V32 tells of, and those not told are none.

    Units: seconds.
    """
    return np.maximum(attendance[name], 0)


def _attended(material: Material) -> dict[int, dict[int, Month]]:
    attendance = material["attendance"]
    found: dict[int, dict[int, Month]] = defaultdict(lambda: defaultdict(Month))
    hours_told = (counted_hours(attendance, name) for name in ("planned_hours", "attended_hours"))
    columns = (attendance["user_id"], attendance["date"], *hours_told)
    for at, (user, day, planned, attended) in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        month = found[user][month_of(day)]
        month.planned += planned
        month.attended += attended
        month.rows.append(at)
        channel = attendance.text("channel", at).casefold()
        if channel:
            month.channels.add(channel)
        code = attendance.text("absence_code", at).casefold()
        missed = planned > 0 and not attended
        if code in UNEXCUSED or (missed and not code):
            month.unexcused.add(day)
    return found


def _paid(material: Material, chosen: Chosen) -> dict[int, dict[int, Payment]]:
    """What each person was paid each month, as the desk reckons it."""
    wanted = {"", *(word.casefold() for word in chosen.words("services"))}
    found: dict[int, dict[int, Payment]] = defaultdict(lambda: defaultdict(Payment))
    for (_, user, service, month), paid in paid_by_month(material).items():
        if service in wanted:
            found[user][month].add(paid)
            found[user][month].for_measure |= service == "arbetsmarknadsinsats" and paid.stands
    return found


def _said(month: Month, payment: Payment, most: int, number_: int, chosen: Chosen) -> tuple[list[Said], Severity]:
    steps: list[Said] = []
    severity = Severity.NOTE
    label, share = month_text(number_), month.attended / month.planned if month.planned else 1.0
    absent = share < chosen["share"] - 1e-9
    away = len(month.unexcused) >= chosen["unexcused_days"]
    paid = payment.ore
    if (absent or away) and payment.stands and paid >= chosen["full"] * max(most, paid + payment.deducted):
        done, plan, per = hours(month.attended / 60), hours(month.planned / 60), number(share * 100, 0)
        amount, days = kronor(paid), many(len(month.unexcused), DAYS)
        steps.append(
            (
                f"{label}: {done[0]} av planerade {plan[0]} ({per[0]} %), {days[0]} utan giltigt skäl, "
                f"{amount[0]} utbetalt utan avdrag.",
                f"{label}: {done[1]} of {plan[1]} planned ({per[1]} %), {days[1]} without valid reason, "
                f"{amount[1]} paid without deduction.",
            )
        )
        severity = Severity.DEFICIENCY
    if month.channels == {"oral"}:
        steps.append(
            (f"{label}: närvaron är bara rapporterad muntligt.", f"{label}: attendance is reported orally alone.")
        )
    return steps, severity


def _unreported_said(month: int, paid: int) -> Said:
    amount = kronor(paid)
    return (
        f"{month_text(month)}: {amount[0]} utbetalt utan någon närvarorapport.",
        f"{month_text(month)}: {amount[1]} paid without any attendance report.",
    )


def _hit(
    material: Material,
    user: int,
    run: list[int],
    told: dict[int, tuple[list[Said], Severity]],
    attended: dict[int, Month],
    paid: dict[int, Payment],
) -> Hit:
    known = [attended[month] for month in run if month in attended]
    places = [at for month in run if month in paid for at in sorted(paid[month].places)]
    return Hit(
        subjects(user=(material.noun(Noun.USER)[user],)),
        first_of_month(run[0]),
        first_of_month(run[-1] + 1) - 1,
        {
            "months": len(run),
            "planned_hours": round(sum(month.planned for month in known) / 3600, 2),
            "attended_hours": round(sum(month.attended for month in known) / 3600, 2),
            "unexcused_days": sum(len(month.unexcused) for month in known),
        },
        (
            rows("attendance", [at for month in known for at in month.rows]),
            rows("payouts", places),
        ),
        max(told[month][1] for month in run),
        (*(step for month in run for step in told[month][0]), *reversed_said(material, places))[:24],
    )


V29 = Rule(
    "V29",
    ("Närvaro stämmer inte med utbetalning", "Attendance does not fit the payment"),
    ("attendance", "payouts"),
    attendance_against_pay,
    (
        "Att kontrollera: är frånvaron känd av den som beslutar om utbetalningen?",
        "To look into: does the one who decides on the payment know of the absence?",
    ),
    (
        ("Godkänd sjukfrånvaro.", "Approved illness."),
        ("Insatsen är pausad av arbetsmarknadsenheten.", "The measure is paused by the labour-market unit."),
    ),
    ("S3-5", "S3-6"),
    (
        Parameter("share", 0.8, "domain V29 [P]", "Minsta andel närvaro.", "Least share of attendance."),
        Parameter("unexcused_days", 3, "domain V29 [P]", "Dagar utan giltigt skäl.", "Days without valid reason."),
        Parameter("full", 0.95, "domain V29 [P]", "Andel av högsta månaden.", "Share of the highest month."),
        Parameter(
            "services",
            "ekonomiskt bistånd;försörjningsstöd;arbetsmarknadsinsats",
            "domain V29 [P]",
            "Utbetalningar som hänger på närvaro.",
            "Payments that depend on attendance.",
        ),
    ),
    needs=("attendance",),
)
