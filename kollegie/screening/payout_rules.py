"""Payouts against time: V17 paid without a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.netting import PaidMonth
from kollegie.screening.reversed_payouts import alike_said, paid_by_month, reversed_said
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import first_of_month, month_text, months_in_a_row
from kollegie.screening.wording import kronor


def paid_without_report(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V17: payouts for months in which the payee reported no time at the user; the run of months decides how grave."""
    untimed = {word.casefold() for word in chosen.words("untimed")}
    worked = _months_worked(material)
    idle: dict[tuple[int, int], dict[int, PaidMonth]] = defaultdict(lambda: defaultdict(PaidMonth))
    untied: dict[tuple[int, int], dict[tuple[int, str], PaidMonth]] = defaultdict(dict)
    for (payee, user, service, month), paid in paid_by_month(material).items():
        if paid.overdrawn and service not in untimed:
            untied[payee, user][month, service] = paid
        if not paid.stands or service in untimed or month in worked[payee, user]:
            continue
        if material.as_of > paid.last + chosen["grace"]:
            idle[payee, user][month].add(paid)
    for (payee, user), months in sorted(idle.items()):
        for run in months_in_a_row(sorted(months)):
            later = [(month, back) for (month, _), back in sorted(untied[payee, user].items()) if month > run[0]]
            months_paid = {month: months[month] for month in run}
            yield _unreported_hit(material, payee, user, months_paid, later, worked[payee, user], chosen)


def _months_worked(material: Material) -> dict[tuple[int, int], set[int]]:
    """Months with entries of each payee at each user; a payee may be a staff member or the provider."""
    payouts, reports = material["payouts"], material.reports
    staff, providers = material.noun(Noun.STAFF), material.noun(Noun.PROVIDER)
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    payees = np.unique(payouts["payee_id"][payouts["payee_id"] >= 0])
    at_users = AtUsers(reports, np.unique(payouts["user_id"][payouts["user_id"] >= 0]))
    entries = at_users.all
    user, month = reports.user[entries], reports.month[entries]
    persons = material.persons[payees] if len(payees) else payees
    by_person: dict[int, list[int]] = defaultdict(list)
    for payee, person in zip(payees.tolist(), persons.tolist(), strict=True):
        by_person[person].append(payee)
    by_provider = {providers.find(staff[payee]): payee for payee in payees.tolist()}
    for column, known in ((reports.who[entries], by_person), (reports.provider[entries], by_provider)):
        codes = [code for code in known if code >= 0]
        which = np.isin(column, np.asarray(codes, np.int32))
        for code, u, m in set(zip(column[which].tolist(), user[which].tolist(), month[which].tolist(), strict=True)):
            payee_codes = known[code]
            for payee in payee_codes if isinstance(payee_codes, list) else [payee_codes]:
                found[payee, u].add(m)
    return found


def _unreported_hit(
    material: Material,
    payee: int,
    user: int,
    months: dict[int, PaidMonth],
    untied: Sequence[tuple[int, PaidMonth]],
    worked: set[int],
    chosen: Chosen,
) -> Hit:
    """The months in a row as one signal; `untied` are later ones where more of a service was taken back than paid."""
    places = sorted({at for found in months.values() for at in found.places})
    alike, alike_words = alike_said(material, places, worked)
    beside = sorted({*alike, *(at for _, found in untied for at in found.places)} - set(places))
    paid, count = sum(found.ore for found in months.values()), len(months)
    first, last = min(months), max(months)
    level = sum(count >= chosen[name] for name in ("level_2", "level_6", "level_12"))
    severity = (Severity.NOTE, Severity.DEFICIENCY, Severity.SERIOUS, Severity.ACUTE)[level]
    amount, span = kronor(paid), f"{month_text(first)} – {month_text(last)}"
    period = (f"{count} månader i följd, {span}", f"{count} months in a row, {span}")
    if count == 1:
        period = month_text(first), month_text(first)
    return Hit(
        subjects(staff=(material.noun(Noun.STAFF)[payee],), user=(material.noun(Noun.USER)[user],)),
        first_of_month(first),
        first_of_month(last + 1) - 1,
        {"months": count, "amount_ore": paid},
        (rows("payouts", places + beside),),
        severity,
        (
            (
                f"{period[0]}: {amount[0]} utbetalat, 0 tidrapporter hos brukaren.",
                f"{period[1]}: {amount[1]} paid, 0 time reports at the user.",
            ),
            *reversed_said(material, places),
            *alike_words,
            *(_untied_said(material, month, back) for month, back in untied),
        ),
    )


def _untied_said(material: Material, month: int, paid: PaidMonth) -> Said:
    back, service = kronor(-paid.ore), material["payouts"].text("service", min(paid.places))
    what = (f"för {service}", f"for {service}") if service else ("utan angiven insats", "without a named service")
    return (
        f"{back[0]} mer har tagits tillbaka {month_text(month)} än som betalats då {what[0]}. Det går inte att se för "
        "vilken månad och är inte avdraget.",
        f"{back[1]} more was taken back in {month_text(month)} than was paid then {what[1]}. It cannot be seen for "
        "which month, and is not drawn off.",
    )


V17 = Rule(
    "V17",
    ("Utbetalning utan tidrapport", "Payout without time report"),
    ("payouts", "time-reports"),
    paid_without_report,
    (
        "Att kontrollera: fråga brukaren om mötena blev av. Ingen redovisning, ingen ersättning.",
        "To look into: ask the user whether the meetings took place. No report, no money.",
    ),
    (
        ("Fast arvode enligt överenskommelse.", "A lump fee by agreement."),
        ("Rapporten är sen.", "The report is late."),
    ),
    ("S0-1", "S0-12"),
    (
        Parameter("grace", 31, "domain V17", "Dagar rapporten får vara sen.", "Days the report may be late."),
        Parameter("level_2", 2, "domain V17", "Månader i följd till nästa nivå.", "Months to the next level."),
        Parameter("level_6", 6, "domain V17", "Månader i följd till nästa nivå.", "Months to the next level."),
        Parameter("level_12", 12, "domain V17", "Månader i följd till nästa nivå.", "Months to the next level."),
        Parameter(
            "untimed",
            "ekonomiskt bistånd;försörjningsstöd;arbetsmarknadsinsats",
            "domain V17 [P]",
            "Insatser utan tidrapporter.",
            "Services without time reports.",
        ),
    ),
    needs=("payouts", "time-reports"),
)
