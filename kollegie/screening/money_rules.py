"""Invoices against what was granted: V15 invoiced above granted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.billed_services import services_by_user
from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.credited import credited_services, credited_shares, moved_said, netted_invoices
from kollegie.screening.granted import Span, granted_seconds, spans_by_user_and_service
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    FAR_FUTURE,
    Longs,
    add_months,
    days_in_month,
    first_of_month,
    month_of,
    month_text,
)
from kollegie.screening.wording import day_text, hours, listed

ASSISTANCE = "personlig assistans"
GRANTED_PERIOD = "period"
"""The part of a signal about one granted period; a user has one for each, told apart by the day it begins."""


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice line: its place, its period and the seconds it bills."""

    at: int
    first: int
    last: int
    seconds: float

    def months(self) -> Iterator[tuple[int, float]]:
        """The months of the period, each with the seconds of its share of the days."""
        for month in range(month_of(self.first), month_of(self.last) + 1):
            begin = first_of_month(month)
            inside = min(self.last, begin + days_in_month(month) - 1) - max(self.first, begin) + 1
            yield month, self.seconds * inside / (self.last - self.first + 1)


def timed_lines(invoices: Records) -> Longs:
    """Lines of a known user whose hours are known."""
    return np.flatnonzero((invoices["user_id"] >= 0) & (invoices["hours"] != NO_NUMBER))


def invoiced_above_granted(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V15: more hours invoiced than granted; for assistance over the granted period, a month alone being a hint."""
    spans = spans_by_user_and_service(material)
    services, billed = material.shared(services_by_user), _lines_by_user_and_service(material)
    for (user, service), lines in sorted(billed.items()):
        theirs = services.get(user, ())
        granted = granted_to(spans, theirs, user, service)
        if granted is None:
            continue
        if granted and not service:
            named = [(billed.get((user, other), []), spans[user, other]) for other in theirs]
            yield from _beside_the_named(material, user, granted, named, lines, chosen)
        elif service == ASSISTANCE:
            yield from _assistance(material, user, granted, lines, chosen)
        else:
            yield from _by_month(material, user, granted, lines, Severity.DEFICIENCY, service, chosen)


def granted_to(
    spans: dict[tuple[int, str], list[Span]], services: Collection[str], user: int, service: str
) -> list[Span] | None:
    """The spans to hold invoices against; None where the extent is not in hours and cannot be compared."""
    keys = [(user, service)] if service else [(user, other) for other in services]
    found = [span for key in keys for span in spans.get(key, [])]
    comparable = all(span.unit in ("hours/week", "hours/month", "minutes/day") for span in found)
    known = all(not np.isnan(span.amount) for span in found)
    return found if comparable and known else None


def _lines_by_user_and_service(material: Material) -> dict[tuple[int, str], list[Line]]:
    """Invoice lines per user and service; those that do not tell which stand under "" and count to all together."""
    invoices, services, shares = netted_invoices(material), credited_services(material), credited_shares(material)
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    places = timed_lines(invoices)
    columns = [invoices[name][places].tolist() for name in ("user_id", "period_from", "period_to", "hours")]
    for at, user, first, last, seconds in zip(places.tolist(), *columns, strict=True):
        counted = [(one.service, float(one.hours)) for one in shares.get(at, ())] or [(services[at], 1.0)]
        for service, share in counted:
            found[user, service].append(Line(at, first, max(first, last), seconds * share))
    return found


def _over(invoiced: float, granted: float, chosen: Chosen) -> bool:
    """Whether the invoiced seconds pass the granted ones by more than the tolerance and the rounding of hours."""
    return invoiced > granted * (1 + chosen["tol_pct"] / 100) + chosen["round_h"] * 3600 + 1e-6


def _by_month(
    material: Material,
    user: int,
    granted: list[Span],
    lines: list[Line],
    severity: Severity,
    part: str,
    chosen: Chosen,
    but: frozenset[int] = frozenset(),
    other_days: tuple[Span, ...] = (),
) -> Iterator[Hit]:
    """The months in which more was invoiced than granted, as one signal; months in `but` are let be.

    Shape: `other_days` are decisions on the service that hold on none of the days of these lines.
    """
    seconds: dict[int, float] = defaultdict(float)
    behind: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        for month, share in line.months():
            seconds[month] += share
            behind[month].append(line.at)
    over: list[tuple[int, float, float]] = []
    for month in sorted(set(seconds) - but):
        allowed = granted_seconds(granted, first_of_month(month), first_of_month(month + 1) - 1)
        if _over(seconds[month], allowed, chosen):
            over.append((month, seconds[month], allowed))
    if not over:
        return
    steps = [_month_said(month_text(month), invoiced, allowed) for month, invoiced, allowed in over[:12]]
    if other_days:
        steps.append(_other_days_said(other_days))
    elif not granted:
        steps.append(("Inget beslut om insatsen finns inläst.", "No decision on the service has been imported."))
    first, last = first_of_month(over[0][0]), first_of_month(over[-1][0] + 1) - 1
    involved = [at for month, _, _ in over for at in behind[month]]
    yield _granted_hit(material, user, granted, involved, (first, last), over, severity, steps, part)


def _beside_the_named(
    material: Material,
    user: int,
    granted: list[Span],
    named: list[tuple[list[Line], list[Span]]],
    lines: list[Line],
    chosen: Chosen,
) -> Iterator[Hit]:
    """What lines that do not tell which service they are for come to beyond what the lines that do have left over.

    Shape: `named` are the lines of each of the user's services with its decisions; what those bill too much is theirs
    to tell. It is a note where the lines by themselves keep within what was granted: they may be for something else.
    """
    billed, own = _by_months(lines), [_by_months(theirs) for theirs, _ in named]
    over: list[tuple[int, float, float]] = []
    steps: list[Said] = []
    behind: list[int] = []
    alone = False
    for month in sorted(billed):
        first, last = first_of_month(month), first_of_month(month + 1) - 1
        used = sum(
            max(0.0, min(sum(month_of_theirs.get(month, {}).values()), granted_seconds(spans, first, last)))
            for month_of_theirs, (_, spans) in zip(own, named, strict=True)
        )
        seconds, whole = sum(billed[month].values()), granted_seconds(granted, first, last)
        if _over(seconds + used, whole, chosen):
            alone = alone or _over(seconds, whole, chosen)
            over.append((month, seconds, whole - used))
            steps.append(_beside_said(month_text(month), seconds, used, whole))
            behind += [at for months in (billed, *own) for at in months.get(month, ())]
    if over:
        period = first_of_month(over[0][0]), first_of_month(over[-1][0] + 1) - 1
        severity = Severity.DEFICIENCY if alone else Severity.NOTE
        yield _granted_hit(material, user, granted, behind, period, over, severity, steps[:12], "")


def _by_months(lines: list[Line]) -> dict[int, dict[int, float]]:
    """The seconds of each month by the line that bills them."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for line in lines:
        for month, share in line.months():
            found[month][line.at] = share
    return found


def _beside_said(period: str, seconds: float, used: float, whole: float) -> Said:
    unnamed, named, granted = hours(seconds / 60), hours(used / 60), hours(whole / 60)
    more = hours((seconds + used - whole) / 60)
    return (
        f"{period}: {unnamed[0]} på rader som inte säger vilken insats de gäller, {named[0]} inom beslutet på de andra"
        f", beviljat {granted[0]}: {more[0]} mer.",
        f"{period}: {unnamed[1]} on lines that do not say which service they are for, {named[1]} of the grant on the"
        f" others, granted {granted[1]}: {more[1]} more.",
    )


def _other_days_said(spans: tuple[Span, ...]) -> Said:
    held = tuple(f"{day_text(s.first)} – {'' if s.last == FAR_FUTURE else day_text(s.last)}".rstrip() for s in spans)
    return (
        f"Inget beslut om insatsen gäller de dagarna. Inlästa beslut gäller {listed(held)[0]}.",
        f"No decision on the service holds on those days. The decisions imported hold {listed(held)[1]}.",
    )


def _month_said(period: str, seconds: float, allowed: float) -> Said:
    invoiced, granted, more = hours(seconds / 60), hours(allowed / 60), hours((seconds - allowed) / 60)
    return (
        f"{period}: fakturerat {invoiced[0]}, beviljat {granted[0]}: {more[0]} mer.",
        f"{period}: invoiced {invoiced[1]}, granted {granted[1]}: {more[1]} more.",
    )


def _granted_hit(
    material: Material,
    user: int,
    granted: list[Span],
    lines: list[int],
    period: tuple[int, int],
    over: list[tuple[int, float, float]],
    severity: Severity,
    steps: list[Said],
    part: str,
) -> Hit:
    decisions, invoices = material["decisions"], material["invoices"]
    involved = [span.decision for span in granted if span.first <= period[1] and span.last >= period[0]]
    return Hit(
        subjects(
            user=(material.noun(Noun.USER)[user],),
            provider=[invoices.text("provider_id", line) for line in lines],
            decision=[decisions.text("decision_id", at) for at in involved],
        ),
        period[0],
        period[1],
        {
            "minutes": round(sum(seconds - allowed for _, seconds, allowed in over) / 60),
            "invoiced_hours": round(sum(seconds for _, seconds, _ in over) / 3600, 2),
            "granted_hours": round(sum(allowed for _, _, allowed in over) / 3600, 2),
        },
        (rows("invoices", lines), rows("decisions", involved)),
        severity,
        (*steps, *moved_said(material, lines)),
        part,
        dated=part == GRANTED_PERIOD,
    )


def _assistance(material: Material, user: int, granted: list[Span], lines: list[Line], chosen: Chosen) -> Iterator[Hit]:
    """Hours may be moved within the granted period, at most six months (SFB 51 kap. 9 §).

    A line that reaches into two periods is shared between them as what was granted in it.
    """
    told: set[int] = set()
    most = int(chosen["period_months"])
    counted = (
        f"Perioden räknas från den dag beslutet börjar gälla, högst {most} månader i taget (parametern period_months).",
        f"The period counts from the day the decision begins to hold, at most {most} months at a time (the parameter "
        "period_months).",
    )
    whole = {line.at: granted_seconds(granted, line.first, line.last) for line in lines}
    for first, last in _periods(granted, max(line.last for line in lines), most):
        invoiced, involved = 0.0, []
        for line in lines:
            inside = granted_seconds(granted, max(first, line.first), min(last, line.last)) if whole[line.at] else 0.0
            if inside:
                invoiced += line.seconds * inside / whole[line.at]
                involved.append(line.at)
        allowed = granted_seconds(granted, first, last)
        if _over(invoiced, allowed, chosen):
            told |= set(range(month_of(first), month_of(last) + 1))
            said = _month_said(f"{day_text(first)} – {day_text(last)}", invoiced, allowed)
            over = [(month_of(first), invoiced, allowed)]
            yield _granted_hit(
                material,
                user,
                granted,
                involved,
                (first, last),
                over,
                Severity.SERIOUS,
                [said, counted],
                GRANTED_PERIOD,
            )
    within = [line for line in lines if whole[line.at]]
    outside = [line for line in lines if not whole[line.at]]
    yield from _by_month(material, user, granted, within, Severity.NOTE, "month", chosen, frozenset(told))
    known = tuple(granted)
    yield from _by_month(material, user, [], outside, Severity.DEFICIENCY, "outside", chosen, other_days=known)


def _periods(granted: list[Span], end: int, months: int) -> Iterator[tuple[int, int]]:
    """The granted periods that begin by a day: each first day's longest span, cut into six months from that day."""
    longest: dict[int, int] = {}
    for span in granted:
        longest[span.first] = max(span.last, longest.get(span.first, span.last))
    seen: set[int] = set()
    for first, span_end in sorted(longest.items()):
        while first <= min(span_end, end):
            last = min(add_months(first, months) - 1, span_end)
            if first not in seen:
                seen.add(first)
                yield first, last
            first = last + 1


V15 = Rule(
    "V15",
    ("Fakturerat mer än beviljat", "Invoiced above granted"),
    ("invoices", "decisions"),
    invoiced_above_granted,
    (
        "Att kontrollera: finns ett nyare beslut, eller har timmar flyttats inom perioden?",
        "To look into: is there a newer decision, or were hours moved within the period?",
    ),
    (
        ("Timmar flyttade mellan månader.", "Hours moved between months."),
        ("Ett nytt beslut är inte inläst.", "A new decision has not been imported."),
        ("Dubbel assistans.", "Double assistance."),
    ),
    ("S1-4",),
    (
        Parameter("tol_pct", 0, "domain V15", "Procent som får överskridas.", "Per cent that may be passed."),
        Parameter("round_h", 0.01, "domain V15 [P]", "Avrundning i fakturans timmar.", "Rounding of its hours."),
        Parameter("period_months", 6, "SFB 51 kap. 9 §", "Längsta beviljade period.", "Longest granted period."),
    ),
    needs=("invoices", "decisions"),
)
