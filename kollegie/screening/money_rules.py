"""Money against time: V15 invoiced above granted, V16 invoiced above reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.billed_services import services_by_user
from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.credited import credited_services, moved_said, netted_invoices
from kollegie.screening.granted import Span, granted_seconds, spans_by_user_and_service
from kollegie.screening.material import AtUsers, Entries, Material
from kollegie.screening.netting import billed_months, standing
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    FAR_FUTURE,
    Bools,
    Floats,
    Longs,
    add_months,
    days_in_month,
    first_of_month,
    month_of,
    month_text,
    months_of,
)
from kollegie.screening.wording import day_text, hours, listed

ASSISTANCE = "personlig assistans"
SHORT_PERIOD = 27
"""Days from first to last of a period so short that the month alone does not answer for it."""
MOST_CELLS = 100_000_000


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


def _timed_lines(invoices: Records) -> Longs:
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
    invoices, services = netted_invoices(material), credited_services(material)
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    places = _timed_lines(invoices)
    columns = [invoices[name][places].tolist() for name in ("user_id", "period_from", "period_to", "hours")]
    for at, user, first, last, seconds in zip(places.tolist(), *columns, strict=True):
        found[user, services[at]].append(Line(at, first, max(first, last), seconds))
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
            min(sum(month_of_theirs.get(month, {}).values()), granted_seconds(spans, first, last))
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
    )


def _assistance(material: Material, user: int, granted: list[Span], lines: list[Line], chosen: Chosen) -> Iterator[Hit]:
    """Hours may be moved within the granted period, at most six months (SFB 51 kap. 9 §).

    A line that reaches into two periods is shared between them as what was granted in it.
    """
    told: set[int] = set()
    whole = {line.at: granted_seconds(granted, line.first, line.last) for line in lines}
    for first, last in _periods(granted, max(line.last for line in lines), int(chosen["period_months"])):
        invoiced, involved = 0.0, []
        for line in lines:
            inside = granted_seconds(granted, max(first, line.first), min(last, line.last)) if whole[line.at] else 0.0
            if inside and line.first <= last and line.last >= first:
                invoiced += line.seconds * inside / whole[line.at]
                involved.append(line.at)
        allowed = granted_seconds(granted, first, last)
        if _over(invoiced, allowed, chosen):
            told |= set(range(month_of(first), month_of(last) + 1))
            said = _month_said(f"{day_text(first)} – {day_text(last)}", invoiced, allowed)
            over = [(month_of(first), invoiced, allowed)]
            yield _granted_hit(
                material, user, granted, involved, (first, last), over, Severity.SERIOUS, [said], "period"
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


def invoiced_above_reported(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V16: more hours invoiced for a user in a month than reported, or a line without any entry behind it."""
    invoices, reports = netted_invoices(material), material.reports
    lines = _timed_lines(invoices)
    if not len(lines):
        return
    over = _months_over(invoices, lines, reports, chosen)
    idle = _not_credited(material, _lines_without_entries(invoices, lines, reports))
    by_user: dict[int, tuple[list[tuple[int, int, float, float]], list[int]]] = defaultdict(lambda: ([], []))
    for user, first, last, invoiced, reported in over:
        by_user[user][0].append((first, last, invoiced, reported))
    for line in idle:
        by_user[int(invoices["user_id"][line])][1].append(line)
    of_user: dict[int, list[int]] = defaultdict(list)
    for line in lines.tolist():
        if int(invoices["user_id"][line]) in by_user:
            of_user[int(invoices["user_id"][line])].append(line)
    for user, (groups, without) in sorted(by_user.items()):
        yield _reported_hit(material, user, groups, without, of_user[user])


def reported_seconds(reports: Entries) -> Floats:
    """Reported time as it counts for money: an hour of waiting is a quarter, one of standby a seventh.

    Shape: time that one person has reported more than once at the same user for the same provider counts once, as the
    kind that counts most.
    Source: domain 2.4. Raw minutes are kept; the conversion is for money alone.
    """
    worth = np.ones(len(reports))
    for kind, share in (("waiting", 1 / 4), ("standby", 1 / 7)):
        worth[reports.of_kind(kind)] = share
    seconds = np.asarray(reports.minutes * 60.0 * worth)
    for places in reports.overlapping:
        seconds[places] = _once(reports.start[places].tolist(), reports.end[places].tolist(), worth[places].tolist())
    return seconds


def _once(starts: list[int], ends: list[int], worth: list[float]) -> list[float]:
    """The seconds of each of these entries that overlap: every moment goes to the first of those worth most."""
    seconds = [0.0] * len(starts)
    coming = sorted(range(len(starts)), key=lambda at: -starts[at])
    under_way: list[tuple[float, int]] = []
    for begin, end in pairwise(sorted({*starts, *ends})):
        while coming and starts[coming[-1]] <= begin:
            heappush(under_way, (-worth[coming[-1]], coming.pop()))
        while under_way and ends[under_way[0][1]] <= begin:
            heappop(under_way)
        if under_way:
            best = under_way[0][1]
            seconds[best] += (end - begin) * 60.0 * worth[best]
    return seconds


def _months_over(
    invoices: Records, lines: Longs, reports: Entries, chosen: Chosen
) -> Iterator[tuple[int, int, int, float, float]]:
    """User, first and last month, invoiced and reported seconds where the first passes the second."""
    user, seconds = invoices["user_id"][lines], invoices["hours"][lines]
    first, last = months_of(invoices["period_from"][lines]), months_of(invoices["period_to"][lines])
    last = np.maximum(first, last)
    low = min(int(first.min()), reports.first_and_last_month[0]) if len(reports) else int(first.min())
    span = max(int(last.max()), reports.first_and_last_month[1]) - low + 1
    users = max(int(user.max()), int(reports.user.max(initial=-1))) + 1
    cell = reports.user.astype(np.int64) * span + (reports.month - low)
    reported = np.bincount(cell, weights=reported_seconds(reports), minlength=users * span)
    long = np.unique(user[last > first])
    single = ~np.isin(user, long)
    invoiced = np.bincount(
        user[single].astype(np.int64) * span + first[single] - low, weights=seconds[single], minlength=users * span
    )
    for at in np.flatnonzero(invoiced - reported > chosen["tol_h"] * 3600 + 1e-6).tolist():
        month = low + at % span
        yield at // span, month, month, float(invoiced[at]), float(reported[at])
    for code in long.tolist():
        which = np.flatnonzero(user == code)
        for begin, end, total in _joined_months(first[which], last[which], seconds[which]):
            done = float(reported[code * span + begin - low : code * span + end - low + 1].sum())
            if total - done > chosen["tol_h"] * 3600 + 1e-6:
                yield code, begin, end, total, done


def _joined_months(first: Longs, last: Longs, seconds: Longs) -> list[tuple[int, int, float]]:
    """Periods that share a month, taken together: first month, last month, seconds."""
    joined: list[tuple[int, int, float]] = []
    for begin, end, total in sorted(zip(first.tolist(), last.tolist(), seconds.tolist(), strict=True)):
        if joined and begin <= joined[-1][1]:
            known = joined[-1]
            joined[-1] = known[0], max(known[1], end), known[2] + total
        else:
            joined.append((begin, end, float(total)))
    return joined


def _lines_without_entries(invoices: Records, lines: Longs, reports: Entries) -> list[int]:
    """Lines with hours where the provider has no entry at the user on any day of the period.

    Lines for whole months are looked up in a table of user, provider and month; what is left is looked at closely.
    """
    billed = lines[invoices["hours"][lines] > 0]
    begin, end = invoices["period_from"][billed], invoices["period_to"][billed]
    doubtful = billed[~_worked_in_month(invoices, billed, reports) | (end - begin < SHORT_PERIOD)]
    at_users = AtUsers(reports, np.unique(invoices["user_id"][doubtful]))
    idle = []
    for line in doubtful.tolist():
        user, provider = int(invoices["user_id"][line]), int(invoices["provider_id"][line])
        entries = at_users.on_days(user, int(invoices["period_from"][line]), int(invoices["period_to"][line]))
        by = reports.provider[entries]
        if not ((by == provider) | (by < 0)).any():
            idle.append(line)
    return idle


def _not_credited(material: Material, idle: list[int]) -> list[int]:
    """Those of these lines of which something is left when what was credited is drawn off."""
    if not idle:
        return idle
    invoices = netted_invoices(material)
    theirs = np.flatnonzero(np.isin(invoices["user_id"], np.unique(invoices["user_id"][idle])))
    if not (invoices["hours"][theirs] < 0).any() and not (invoices["amount"][theirs] < 0).any():
        return idle
    left = set(standing(billed_months(invoices, credited_services(material), theirs).values()).tolist())
    return [line for line in idle if line in left]


def _worked_in_month(invoices: Records, billed: Longs, reports: Entries) -> Bools:
    """Lines whose provider has an entry at the user in the month the period begins; false where it is not known."""
    low, high = reports.first_and_last_month
    user, provider = invoices["user_id"][billed], invoices["provider_id"][billed]
    month = months_of(invoices["period_from"][billed])
    users, months = int(reports.user.max(initial=-1)) + 1, high - low + 1
    providers = int(reports.provider.max(initial=-1)) + 1
    cells = users * providers * months
    if not 0 < cells <= MOST_CELLS:
        return np.zeros(len(billed), bool)
    named = reports.provider >= 0
    worked = np.zeros(cells, bool)
    cell = (reports.user.astype(np.int64) * providers + reports.provider) * months + (reports.month - low)
    worked[cell if named.all() else cell[named]] = True
    inside = (user < users) & (provider >= 0) & (provider < providers) & (month >= low) & (month <= high)
    asked = (np.where(inside, user, 0).astype(np.int64) * providers + provider) * months + (month - low)
    return np.asarray(inside & worked[np.where(inside, asked, 0)])


def _reported_hit(
    material: Material,
    user: int,
    groups: list[tuple[int, int, float, float]],
    idle: list[int],
    lines: list[int],
) -> Hit:
    invoices, reports = netted_invoices(material), material.reports
    steps: list[Said] = []
    involved = set(idle)
    for first, last, invoiced, reported in groups:
        period = month_text(first) if first == last else f"{month_text(first)} – {month_text(last)}"
        more, billed, done = hours((invoiced - reported) / 60), hours(invoiced / 60), hours(reported / 60)
        if len(steps) < 12:
            steps.append(
                (
                    f"{period}: fakturerat {billed[0]}, rapporterat {done[0]}: {more[0]} mer.",
                    f"{period}: invoiced {billed[1]}, reported {done[1]}: {more[1]} more.",
                )
            )
        for line in lines:
            if first <= month_of(int(invoices["period_from"][line])) <= last:
                involved.add(line)
    if idle:
        names = tuple(sorted({invoices.text("invoice_id", line) for line in idle}))
        steps.append(
            (
                f"{len(idle)} fakturarader utan någon tidrapport från utföraren: {listed(names)[0]}.",
                f"{len(idle)} invoice lines without any time report from the provider: {listed(names)[1]}.",
            )
        )
    begin = min([first_of_month(g[0]) for g in groups] + [int(invoices["period_from"][line]) for line in idle])
    end = max([first_of_month(g[1] + 1) - 1 for g in groups] + [int(invoices["period_to"][line]) for line in idle])
    entries = AtUsers(reports, np.asarray([user])).on_days(user, begin, end)
    over = sum(invoiced - reported for _, _, invoiced, reported in groups)
    return Hit(
        subjects(
            user=(material.noun(Noun.USER)[user],),
            provider=[invoices.text("provider_id", line) for line in involved],
        ),
        begin,
        end,
        {"minutes": round(over / 60), "months": len(groups), "lines_without_entries": len(idle)},
        (rows("invoices", sorted(involved)), rows("time-reports", reports.places_of(entries))),
        Severity.SERIOUS if idle else Severity.DEFICIENCY,
        (*steps, *moved_said(material, sorted(involved))),
    )


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

V16 = Rule(
    "V16",
    ("Fakturerat mer än rapporterat", "Invoiced above reported"),
    ("invoices", "time-reports", "decisions"),
    invoiced_above_reported,
    (
        "Att kontrollera: begär underlaget för skillnaden innan fakturan godkänns.",
        "To look into: request the basis of the difference before the invoice is approved.",
    ),
    (
        ("Ersättning för bomkörning.", "Compensation for a missed visit."),
        ("Minsta debitering.", "Minimum billing."),
    ),
    ("S1-4",),
    (Parameter("tol_h", 0.25, "domain V16", "Timmar som får skilja.", "Hours that may differ."),),
    needs=("invoices", "time-reports"),
)
