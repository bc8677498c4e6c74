"""Whether the user was there: V11 hospital, institution or abroad, V12 death."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.credited import moved_said, netted_invoices, uncredited
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.netting import standing, taken_back
from kollegie.screening.reversed_payouts import paid_by_month, reversed_said
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import DAY, FAR_FUTURE, NONE, Longs
from kollegie.screening.sweep import Grouped
from kollegie.screening.wording import CLAIMS, LINES, PAYOUTS, REPORTS, day_text, hours, kronor, many

STAY_WORDS: dict[str, Said] = {
    "hospital": ("sjukhus", "hospital"),
    "institution": ("institution", "institution"),
    "abroad": ("utomlands", "abroad"),
    "short-stay": ("korttidsvistelse", "short stay"),
    "daily-activity": ("daglig verksamhet", "daily activity"),
}


def during_stay(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V11: time, sick pay, payouts or invoices for days when the user was in hospital, in an institution or abroad."""
    stays, reports = material["stays"], material.reports
    kinds = stays.is_one_of("kind", *chosen.words("kinds"))
    at_users = AtUsers(reports, stays["user_id"][kinds])
    money = _Money(material)
    for at in np.flatnonzero(kinds).tolist():
        user, first = int(stays["user_id"][at]), int(stays["from"][at])
        last = FAR_FUTURE if stays["to"][at] == NONE else int(stays["to"][at])
        entries, minutes = at_users.inside(user, (first + 1) * DAY, min(last, material.as_of + 1) * DAY)
        claims = money.claims_in(user, first, last, int(chosen["grace"]))
        payouts = money.payouts_in(user, first + 1, last - 1, chosen)
        invoices = money.invoiced_within(user, first, last)
        found = (entries, claims, payouts, invoices)
        if any(len(places) for places in found):
            yield _stay_hit(material, at, found, int(minutes.sum()))


class _Money:
    """What was claimed, paid and invoiced for a user."""

    def __init__(self, material: Material) -> None:
        self._sets = {kind: material[kind] for kind in ("sick-claims", "payouts")}
        self._sets["invoices"] = netted_invoices(material)
        self._by_user = {kind: Grouped(records["user_id"]) for kind, records in self._sets.items()}
        self._material = material

    def _of(self, kind: str, user: int) -> tuple[Records, Longs]:
        return self._sets[kind], self._by_user[kind].places(user)

    def claims_in(self, user: int, first: int, last: int, grace: int) -> Longs:
        """Sick claims that share more than the grace's days with a stretch of days."""
        claims, at = self._of("sick-claims", user)
        begin, end = claims["from"][at] // DAY, (claims["to"][at] - 1) // DAY
        return np.asarray(at[np.minimum(end, last) - np.maximum(begin, first) + 1 > grace])

    def payouts_in(self, user: int, first: int, last: int, chosen: Chosen) -> Longs:
        """Payouts for a stretch of days, where more was paid for it than was taken back."""
        _, at = self._of("payouts", user)
        untied = {word.casefold() for word in chosen.words("not_tied")}
        months = paid_by_month(self._material, at, (first, last))
        return standing(paid for key, paid in months.items() if key[2] not in untied)

    def invoiced_within(self, user: int, first: int, last: int) -> Longs:
        """Lines whose whole period lies inside a stay, where more was billed for it than was credited."""
        invoices, at = self._of("invoices", user)
        inside = (invoices["period_from"][at] > first) & (invoices["period_to"][at] < last)
        return uncredited(self._material, at[inside])

    def after(self, user: int, day: int) -> tuple[Longs, Longs, Longs]:
        """Claims with any day after that one; payouts and invoice lines for the days after it that still stand."""
        claims, claimed = self._of("sick-claims", user)
        _, billed = self._of("invoices", user)
        _, paid = self._of("payouts", user)
        return (
            claimed[(claims["to"][claimed] - 1) // DAY > day],
            standing(paid_by_month(self._material, paid, (day + 1, FAR_FUTURE)).values()),
            uncredited(self._material, billed, (day + 1, FAR_FUTURE)),
        )


def _stay_hit(material: Material, at: int, found: tuple[Longs, Longs, Longs, Longs], minutes: int) -> Hit:
    stays, reports = material["stays"], material.reports
    entries, claims, payouts, invoices = found
    user = stays.text("user_id", at)
    first = int(stays["from"][at])
    last = material.as_of if stays["to"][at] == NONE else int(stays["to"][at])
    sv, en = STAY_WORDS.get(stays.text("kind", at), (stays.text("kind", at),) * 2)
    steps: list[Said] = [
        (
            f"{user}: {sv} {day_text(first)} – {day_text(last)}. In- och utskrivningsdagen räknas inte för tid.",
            f"{user}: {en} {day_text(first)} – {day_text(last)}. The days of admission and discharge do not count.",
        )
    ]
    if len(entries):
        steps.append(
            (
                f"{many(len(entries), REPORTS)[0]} med {hours(minutes)[0]} inom vistelsen.",
                f"{many(len(entries), REPORTS)[1]} with {hours(minutes)[1]} within the stay.",
            )
        )
    steps += _counted(material, claims, payouts, invoices)
    staff = reports.named("staff_id", entries) | {material["sick-claims"].text("staff_id", c) for c in claims.tolist()}
    return Hit(
        subjects(user=(user,), staff=staff, provider=reports.named("provider_id", entries)),
        first,
        last,
        {
            "minutes": minutes,
            "entries": len(entries),
            "claims": len(claims),
            "payouts": _count(material, "payouts", payouts),
        },
        (
            rows("stays", [at]),
            rows("time-reports", reports.places_of(entries)),
            rows("sick-claims", claims),
            rows("payouts", payouts),
            rows("invoices", invoices),
        ),
        Severity.SERIOUS if len(entries) or len(claims) else Severity.DEFICIENCY,
        tuple(steps),
        stays.text("kind", at),
    )


def _counted(material: Material, claims: Longs, payouts: Longs, invoices: Longs) -> list[Said]:
    steps: list[Said] = []
    if len(claims):
        steps.append(_sentence(many(len(claims), CLAIMS)))
    if len(payouts):
        paid = kronor(int(material["payouts"]["amount"][payouts].sum()))
        count = many(_count(material, "payouts", payouts), PAYOUTS)
        steps.append((f"{count[0]}, {paid[0]}.", f"{count[1]}, {paid[1]}."))
        steps += reversed_said(material, payouts.tolist())
    if len(invoices):
        steps.append(_sentence(many(_count(material, "invoices", invoices), LINES)))
        steps += moved_said(material, invoices.tolist())
    return steps


def _sentence(said: Said) -> Said:
    return f"{said[0]}.", f"{said[1]}."


def _count(material: Material, kind: str, places: Longs) -> int:
    """How many of these rows pay or bill; those that take some of it back are shown beside them."""
    return len(places) - int(taken_back(material[kind], places).sum())


def after_death(material: Material, _chosen: Chosen) -> Iterator[Hit]:
    """V12: any day of time, sick pay, payment or invoice after the day of death.

    Shape: of a pass over midnight the time after that day counts.
    """
    users, reports = material["users"], material.reports
    dead = np.flatnonzero(users["deceased_on"] != NONE)
    at_users = AtUsers(reports, users["user_id"][dead])
    claims, payouts, invoices = material["sick-claims"], material["payouts"], material["invoices"]
    money = _Money(material)
    for at in dead.tolist():
        user, died = int(users["user_id"][at]), int(users["deceased_on"][at])
        entries, minutes = at_users.inside(user, (died + 1) * DAY, FAR_FUTURE)
        until = ((reports.wall_end[entries] - 1) // DAY).tolist()
        claimed, paid, billed = money.after(user, died)
        if not any(len(found) for found in (entries, claimed, paid, billed)):
            continue
        days = [*until, *payouts["period_to"][paid[~taken_back(payouts, paid)]].tolist()]
        days += [*((claims["to"][claimed] - 1) // DAY).tolist(), *invoices["period_to"][billed].tolist()]
        said = f"Avliden {day_text(died)}.", f"Died on {day_text(died)}."
        steps = [said]
        if len(entries):
            total, latest = hours(int(minutes.sum())), day_text(max(until))
            steps.append(
                (
                    f"{many(len(entries), REPORTS)[0]} därefter, {total[0]}, den sista {latest}.",
                    f"{many(len(entries), REPORTS)[1]} after that, {total[1]}, the last {latest}.",
                )
            )
        providers = reports.named("provider_id", entries) | {invoices.text("provider_id", i) for i in billed.tolist()}
        yield Hit(
            subjects(user=(users.text("user_id", at),), staff=reports.named("staff_id", entries), provider=providers),
            died + 1,
            max(days),
            {
                "minutes": int(minutes.sum()),
                "entries": len(entries),
                "claims": len(claimed),
                "payouts": _count(material, "payouts", paid),
                "invoices": _count(material, "invoices", billed),
            },
            (
                rows("users", [at]),
                rows("time-reports", reports.places_of(entries)),
                rows("sick-claims", claimed),
                rows("payouts", paid),
                rows("invoices", billed),
            ),
            Severity.ACUTE,
            (*steps, *_counted(material, claimed, paid, billed)),
        )


V11 = Rule(
    "V11",
    ("Tid eller sjuklön under sjukhus, institution, utomlands", "Time or sick pay during hospital or abroad"),
    ("stays", "time-reports", "sick-claims", "invoices", "payouts", "decisions"),
    during_stay,
    (
        "Att kontrollera: var assistans beviljad under vistelsen, och stämmer datumen?",
        "To look into: was assistance granted during the stay, and are the dates right?",
    ),
    (
        ("Assistans beviljad på sjukhus (SFB 106 kap. 25 §).", "Assistance granted in hospital (SFB 106:25)."),
        ("Avtalad medföljande resa utomlands.", "An agreed journey abroad together."),
    ),
    ("S1-20",),
    (
        Parameter("grace", 0, "domain V11", "Dagar sjuklön får överlappa.", "Days sick pay may overlap."),
        Parameter("kinds", "hospital;institution;abroad", "domain V11", "Vistelser som räknas.", "Stays that count."),
        Parameter(
            "not_tied",
            "ekonomiskt bistånd;försörjningsstöd",
            "domain V11 [P]",
            "Utbetalningar som inte hör till närvaro.",
            "Payouts that do not depend on being there.",
        ),
    ),
    needs=("stays",),
)

V12 = Rule(
    "V12",
    ("Efter dödsfall", "After death"),
    ("users", "time-reports", "sick-claims", "invoices", "payouts", "decisions"),
    after_death,
    (
        "Att kontrollera: stämmer dödsdatumet och perioden? Ta upp med granskningsledaren samma dag.",
        "To look into: are the day of death and the period right? Tell the review lead the same day.",
    ),
    (
        ("Fel datum.", "A wrong date."),
        ("Fakturan gäller tiden före dödsfallet.", "The invoice is for the time before."),
        ("Avtalad lön under uppsägningstid.", "Agreed pay during a period of notice."),
    ),
    ("S1-20",),
    needs=("users",),
)
