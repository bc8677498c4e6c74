"""V14: granted hours that rise sharply, for one user or for all of a provider's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.granted import Span, spans_by_user_and_service
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, rows, subjects
from kollegie.screening.swedish_time import (
    first_of_month,
    month_of,
)
from kollegie.screening.wording import day_text, number


def rising_hours(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V14: a user's granted hours a week up by half and by seven hours within 90 days; a provider's mean up by 20 %."""
    spans = spans_by_user_and_service(material)
    for (user, service), theirs in sorted(spans.items()):
        hourly = [span for span in theirs if span.hours_a_week > 0]
        best: tuple[float, int, int, float, float] | None = None
        for at in sorted({span.first for span in hourly if span.first <= material.as_of}):
            after = _rate(hourly, at)
            oldest = at - int(chosen["days"])
            changes = {oldest, *(s.first for s in hourly), *(s.last + 1 for s in hourly)}
            before = [(_rate(hourly, day), day) for day in sorted(changes) if oldest <= day < at]
            low, since = min((known for known in before if known[0] > 0), default=(0.0, at))
            steep = after - low >= chosen["abs"] - 1e-9 and after >= low * (1 + chosen["pct"] / 100) - 1e-9
            if low > 0 and steep and (best is None or after - low > best[0]):
                best = (after - low, since, at, low, after)
        if best is not None:
            yield _rise_hit(material, user, service, hourly, best)
    yield from _provider_means(material, spans, chosen)


def _rate(spans: list[Span], day: int) -> float:
    """Granted hours a week on one day."""
    return sum(span.hours_a_week for span in spans if span.first <= day <= span.last)


def _rise_hit(
    material: Material, user: int, service: str, spans: list[Span], best: tuple[float, int, int, float, float]
) -> Hit:
    decisions = material["decisions"]
    rise, since, at, low, after = best
    involved = [span.decision for span in spans if span.last >= since and span.first <= at]
    share = number((after / low - 1) * 100, 0)
    old, new, more = number(low), number(after), number(rise)
    return Hit(
        subjects(
            user=(material.noun(Noun.USER)[user],),
            decision=[decisions.text("decision_id", place) for place in involved],
            provider=[decisions.text("provider_id", place) for place in involved],
        ),
        since,
        at,
        {"hours_before": round(low, 2), "hours_after": round(after, 2), "percent": round((after / low - 1) * 100)},
        (rows("decisions", involved),),
        Severity.DEFICIENCY,
        (
            (
                f"{service}: från {old[0]} till {new[0]} h/vecka, {more[0]} h eller {share[0]} % mer, "
                f"{day_text(since)} – {day_text(at)}.",
                f"{service}: from {old[1]} to {new[1]} h/week, {more[1]} h or {share[1]} % more, "
                f"{day_text(since)} – {day_text(at)}.",
            ),
        ),
        service,
    )


def _provider_means(material: Material, spans: dict[tuple[int, str], list[Span]], chosen: Chosen) -> Iterator[Hit]:
    """Providers whose mean of granted hours per user has risen over six months."""
    by_provider: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for (user, _), theirs in spans.items():
        for span in theirs:
            if span.provider >= 0 and span.hours_a_week > 0:
                by_provider[span.provider].append((user, span))
    now = month_of(material.as_of)
    months = range(now - int(chosen["provider_look"]), now + 1)
    for provider, granted in sorted(by_provider.items()):
        users = np.asarray([user for user, _ in granted])
        first, last = (np.asarray([getattr(span, name) for _, span in granted]) for name in ("first", "last"))
        rates = np.asarray([span.hours_a_week for _, span in granted])
        levels: dict[int, tuple[int, float]] = {}
        for month in months:
            active = (first <= first_of_month(month)) & (last >= first_of_month(month))
            many = len(np.unique(users[active]))
            levels[month] = many, float(rates[active].sum()) / max(many, 1)
        best: tuple[float, int, float, float] | None = None
        for month, (many, mean) in levels.items():
            earlier, before = levels.get(month - int(chosen["provider_months"]), (0, 0.0))
            if min(many, earlier) >= chosen["provider_users"] and before > 0:
                rise = (mean / before - 1) * 100
                if rise >= chosen["provider_pct"] - 1e-9 and (best is None or rise > best[0]):
                    best = rise, month, before, mean
        if best is not None:
            yield _mean_hit(material, provider, granted, best, int(chosen["provider_months"]))


def _mean_hit(
    material: Material,
    provider: int,
    granted: list[tuple[int, Span]],
    best: tuple[float, int, float, float],
    months: int,
) -> Hit:
    rise, month, before, after = best
    first, last = first_of_month(month - months), first_of_month(month)
    involved = [span.decision for _, span in granted if span.first <= last and span.last >= first]
    old, new, share = number(before), number(after), number(rise, 0)
    return Hit(
        subjects(provider=(material.noun(Noun.PROVIDER)[provider],)),
        first,
        last,
        {"hours_before": round(before, 2), "hours_after": round(after, 2), "percent": round(rise)},
        (rows("decisions", involved),),
        Severity.DEFICIENCY,
        (
            (
                f"Beviljade timmar per brukare och vecka: {old[0]} den {day_text(first)}, {new[0]} den "
                f"{day_text(last)}, {share[0]} % mer.",
                f"Granted hours per user and week: {old[1]} on {day_text(first)}, {new[1]} on "
                f"{day_text(last)}, {share[1]} % more.",
            ),
        ),
        "provider",
    )


V14 = Rule(
    "V14",
    ("Kraftig ökning av timmar", "Sharp rise in hours"),
    ("decisions",),
    rising_hours,
    (
        "Att kontrollera: vad har ändrats i behovet, och hur är det utrett?",
        "To look into: what has changed in the need, and how was it investigated?",
    ),
    (
        ("Hemkomst från sjukhus.", "Discharge from hospital."),
        ("Vård i livets slut.", "Care at the end of life."),
        ("En partner har flyttat.", "A partner has moved out."),
    ),
    ("S4-7", "S4-10"),
    (
        Parameter("pct", 50, "domain V14 [P]", "Ökning i procent.", "Rise in per cent."),
        Parameter("abs", 7, "domain V14 [P]", "och i timmar per vecka.", "and in hours a week."),
        Parameter("days", 90, "domain V14 [P]", "Inom så många dagar.", "Within so many days."),
        Parameter("provider_pct", 20, "domain V14 [P]", "Utförarens ökning i procent.", "The provider's rise."),
        Parameter("provider_months", 6, "domain V14 [P]", "Inom så många månader.", "Within so many months."),
        Parameter("provider_look", 24, "domain V14 [P]", "Så många månader bakåt.", "So many months back."),
        Parameter("provider_users", 5, "domain 5 [P]", "Minsta antal brukare.", "Least number of users."),
    ),
    needs=("decisions",),
)
