"""Working time: V03 total time, V04 overtime. Their limits are conditions of payment (LSS 9 d §, SFB 51:16).

Source: domain 2.5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.agreements import limits_of_agreements
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    Longs,
    add_months,
    date_of,
    day_of,
    days_in_month,
    first_of_month,
    month_of,
    month_text,
)
from kollegie.screening.wording import day_text, hours, number
from kollegie.screening.worked_time import (
    AGREEMENT,
    ATL,
    HUSHL,
    Terms,
    TermsBook,
    Workers,
    ended_said,
    rows_by_terms,
    workers_by_employer,
    workers_in_all,
)

FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days with what was worked in it and what the limit was, in minutes."""

    first: int
    last: int
    worked: int
    limit: float

    @property
    def over(self) -> float:
        """By how many minutes the limit was passed."""
        return self.worked - self.limit


def total_time(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V03: more than the weekly average the regime allows, per employer; over all employers as a plausibility."""
    book, workers = TermsBook(material), workers_by_employer(material)
    flagged: set[int] = set()
    for worker, terms, window, times in _over_total(workers, book, chosen):
        person = int(workers.person[worker])
        flagged.add(person)
        yield _total_hit(material, workers, worker, window, times, terms)
    several = {person for person, count in Counter(workers.person.tolist()).items() if count > 1} - flagged
    if not several:
        return
    together = workers_in_all(material, several)
    for worker, _terms, window, times in _over_total(together, None, chosen):
        yield _total_hit(material, together, worker, window, times, None)


def _over_total(workers: Workers, book: TermsBook | None, chosen: Chosen) -> Iterator[tuple[int, Terms, Window, int]]:
    """Workers above their limit, the terms it is of, the window that passes it most, and how many windows do.

    Shape: the terms name an agreement only where its own limit is known.
    """
    agreements = limits_of_agreements(chosen, "V03", "Sobona=48/6")
    limits = [
        (ATL, "", chosen["atl_hours"], int(chosen["atl_months"])),
        (AGREEMENT, "", chosen["agreement_hours"], int(chosen["agreement_months"])),
        *((AGREEMENT, name, weekly, int(months)) for name, (weekly, months) in agreements.items()),
    ]
    for begin, first_day, worked in workers.tables():
        table, who, by_terms = rows_by_terms(workers, (begin, first_day, worked), book)
        for regime, agreement, weekly, months in limits:
            ends = _ends_of_months(first_day, table.shape[1], months)
            limit = weekly * 60 * (ends - np.arange(table.shape[1])) / 7
            for at, window, times in _rolling(table, ends, limit, first_day):
                terms = by_terms[at]
                by_name = terms.regime == AGREEMENT and terms.agreement in agreements
                if (terms.regime, terms.agreement if by_name else "") == (regime, agreement):
                    yield who[at], replace(terms, agreement=agreement), window, times
        for at, terms in enumerate(by_terms):
            if terms.regime == HUSHL:
                anchor = _anchor(chosen, terms, table[at], first_day)
                over = [w for w in _blocks(table[at], first_day, anchor, chosen["hushl_hours"] * 4 * 60) if w.over > 0]
                if over:
                    yield who[at], terms, max(over, key=lambda window: window.over), len(over)


@lru_cache(maxsize=8)
def _ends_of_months(first_day: int, days: int, months: int) -> Longs:
    """Where the window of so many months that begins on each day ends, as a place among the days."""
    return np.asarray([add_months(first_day + day, months) - first_day for day in range(days)])


def _anchor(chosen: Chosen, terms: Terms, worked: Longs, first_day: int) -> int:
    for written in chosen.words("window_anchor"):
        return day_of(date.fromisoformat(written))
    return terms.since if terms.since is not None else first_day + int(np.flatnonzero(worked)[0])


def _rolling(table: Longs, ends: Longs, limit: Longs, first_day: int) -> Iterator[tuple[int, Window, int]]:
    """Rows of the table where some window, one beginning each day, passes its limit; the last of the worst."""
    before = np.zeros((table.shape[0], table.shape[1] + 1), np.int64)
    np.cumsum(table, axis=1, out=before[:, 1:])
    starts = np.arange(table.shape[1])
    inside = np.minimum(ends, table.shape[1])
    over = before[:, inside] - before[:, starts] - limit
    for at in np.flatnonzero(over.max(axis=1) > 1e-9).tolist():
        most = float(over[at].max())
        worst = int(np.flatnonzero(over[at] >= most - 1e-9)[-1])
        first, allowed = first_day + worst, float(limit[worst])
        window = Window(first, first_day + int(ends[worst]) - 1, round(most + allowed), allowed)
        yield at, window, int((over[at] > 1e-9).sum())


def _blocks(worked: Longs, first_day: int, anchor: int, limit: float) -> Iterator[Window]:
    """Windows of 28 days, back to back from the anchor, that hold any work."""
    days = np.flatnonzero(worked)
    if not len(days):
        return
    block = (first_day + days - anchor) // FOUR_WEEKS
    for number_, total in zip(*_sums(block, worked[days]), strict=True):
        begin = anchor + number_ * FOUR_WEEKS
        yield Window(begin, begin + FOUR_WEEKS - 1, total, limit)


def _sums(keys: Longs, values: Longs) -> tuple[list[int], list[int]]:
    unique, inverse = np.unique(keys, return_inverse=True)
    return unique.tolist(), [int(total) for total in np.bincount(inverse, weights=values).tolist()]


def _total_hit(
    material: Material, workers: Workers, worker: int, window: Window, times: int, terms: Terms | None
) -> Hit:
    held = (window.first, window.last) if terms is None else terms.held_on(window.first, window.last)
    which = _entries(material, workers, worker, *held)
    weeks = (window.last - window.first + 1) / 7
    average, allowed = number(window.worked / 60 / weeks), number(window.limit / 60 / weeks)
    worked, days, (sv, en) = hours(window.worked), window.last - window.first + 1, _limit_words(terms)
    steps: list[Said] = [
        (
            f"{day_text(window.first)} – {day_text(window.last)}, {days} dagar: {worked[0]} arbetad tid, "
            f"i snitt {average[0]} h/vecka. Gränsen är {allowed[0]} h/vecka ({sv}).",
            f"{day_text(window.first)} – {day_text(window.last)}, {days} days: {worked[1]} worked, "
            f"{average[1]} h/week on average. The limit is {allowed[1]} h/week ({en}).",
        )
    ]
    if times > 1:
        steps.append((f"{times} sådana perioder överskrider gränsen.", f"{times} such periods pass the limit."))
    steps += ended_said(terms, window.last)
    return Hit(
        _worker_subjects(material, workers, worker, which),
        window.first,
        window.last,
        {"minutes": window.worked, "limit_minutes": round(window.limit), "over_minutes": round(window.over)},
        (rows("time-reports", material.reports.places_of(which)),),
        Severity.NOTE if terms is None else Severity.DEFICIENCY if _is_assumed(terms) else Severity.SERIOUS,
        tuple(steps),
        "all-employers" if terms is None else "",
    )


def _is_assumed(terms: Terms) -> bool:
    """Whether the limit is ours and not the agreement's, which nobody has written down here."""
    return terms.regime == AGREEMENT and not terms.agreement


def _limit_words(terms: Terms | None) -> Said:
    if terms is None:
        return (
            "alla arbetsgivare sammanräknade; lagen gäller per arbetsgivare, detta är en rimlighetsfråga",
            "all employers together; the law binds per employer, so this is a question of plausibility",
        )
    if _is_assumed(terms):
        return (
            "ett antagande; kollektivavtalets egen gräns är inte inskriven",
            "an assumption; the collective agreement's own limit has not been written down",
        )
    return {
        ATL: ("arbetstidslagen 10 b §, snitt över fyra månader", "Working Hours Act 10 b §, average over four months"),
        HUSHL: ("lag (1970:943), 28-dagarsperioder", "act (1970:943), periods of 28 days"),
        AGREEMENT: ("kollektivavtalets gräns", "the collective agreement's limit"),
    }[terms.regime]


def _entries(material: Material, workers: Workers, worker: int, first: int, last: int) -> Longs:
    """The working entries of a worker on these days."""
    reports = material.reports
    which = reports.on_days(int(workers.person[worker]), first, last)
    which = which[reports.is_work[which]]
    employer = int(workers.employer[worker])
    if employer >= 0:
        provider = reports.provider[which]
        which = which[(provider == employer) | (provider < 0)]
    return which


def _worker_subjects(material: Material, workers: Workers, worker: int, which: Longs) -> dict[str, tuple[str, ...]]:
    employer = material.noun(Noun.PROVIDER)[int(workers.employer[worker])]
    reports = material.reports
    providers = {employer} if employer else reports.named("provider_id", which)
    return subjects(staff=reports.named("staff_id", which), provider=providers)


def overtime(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V04: time above the ordinary week, in four weeks, in a calendar month and in a calendar year."""
    book, workers = TermsBook(material), workers_by_employer(material)
    agreements = limits_of_agreements(chosen, "V04", "Sobona=48/200")
    four_weeks = (chosen["ordinary"] * 4 + chosen["four_weeks"]) * 60
    for begin, first_day, worked in workers.tables():
        table, who, by_terms = rows_by_terms(workers, (begin, first_day, worked), book)
        days = table.shape[1]
        ends = np.arange(days) + FOUR_WEEKS
        rolling = {at: (w, times) for at, w, times in _rolling(table, ends, np.full(days, four_weeks), first_day)}
        for at in sorted(rolling.keys() | _worth_looking_at(table, first_day, chosen)):
            terms = by_terms[at]
            if terms.regime == AGREEMENT:
                continue
            year = chosen["year_hushl"] if terms.regime == HUSHL else chosen["year_atl"]
            found = _overtime_of(table[at], first_day, terms.regime, year, chosen)
            if at in rolling:
                window, times = rolling[at]
                found.insert(0, (window, _four_weeks_said(window, times, chosen["four_weeks"], chosen)))
            if found:
                yield _overtime_hit(material, workers, who[at], found, terms)
        if agreements:
            for at, found, terms in _overtime_by_agreement((first_day, table), by_terms, agreements, chosen):
                yield _overtime_hit(material, workers, who[at], found, terms)


def _overtime_by_agreement(
    block: tuple[int, Longs], by_terms: Sequence[Terms], agreements: dict[str, tuple[float, float]], chosen: Chosen
) -> Iterator[tuple[int, list[tuple[Window, Said]], Terms]]:
    """Rows under an agreement whose limits are known: overtime in four weeks and in a calendar year."""
    first_day, table = block
    ends = np.arange(table.shape[1]) + FOUR_WEEKS
    for at, terms in enumerate(by_terms):
        if terms.regime != AGREEMENT or terms.agreement not in agreements:
            continue
        four_weeks, year = agreements[terms.agreement]
        found = _overtime_of(table[at], first_day, AGREEMENT, year, chosen)
        limit = np.full(table.shape[1], (chosen["ordinary"] * 4 + four_weeks) * 60)
        for _, window, times in _rolling(table[at : at + 1], ends, limit, first_day):
            found.insert(0, (window, _four_weeks_said(window, times, four_weeks, chosen)))
        if found:
            yield at, found, terms


def _worth_looking_at(table: Longs, first_day: int, chosen: Chosen) -> set[int]:
    """Workers who pass the limit of some calendar month, or the least limit of some calendar year."""
    before = np.zeros((table.shape[0], table.shape[1] + 1), np.int64)
    np.cumsum(table, axis=1, out=before[:, 1:])
    last_day = first_day + table.shape[1] - 1

    def worked(begin: int, after: int) -> Longs:
        first, last = (min(max(0, day - first_day), table.shape[1]) for day in (begin, after))
        return np.asarray(before[:, last] - before[:, first])

    over = np.zeros(table.shape[0], bool)
    for month in range(month_of(first_day), month_of(last_day) + 1):
        begin, count = first_of_month(month), days_in_month(month)
        over |= worked(begin, begin + count) > (chosen["ordinary"] * count / 7 + chosen["month"]) * 60
    for year in range(date_of(first_day).year, date_of(last_day).year + 1):
        total = np.zeros(table.shape[0])
        for begin, after in _periods_of_year(year):
            total += np.maximum(0.0, worked(begin, after) - chosen["ordinary"] * 60 * (after - begin) / 7)
        over |= np.round(total) > min(chosen["year_atl"], chosen["year_hushl"]) * 60
    return set(np.flatnonzero(over).tolist())


def _four_weeks_said(window: Window, times: int, limit: float, chosen: Chosen) -> Said:
    over, worked = hours(window.worked - chosen["ordinary"] * 4 * 60), hours(window.worked)
    return (
        f"{day_text(window.first)} – {day_text(window.last)}: {worked[0]} arbetad tid, {over[0]} över "
        f"{number(chosen['ordinary'])[0]} h/vecka på fyra veckor. Gränsen är {number(limit)[0]} h. "
        f"{times} {'fyraveckorsperiod' if times == 1 else 'fyraveckorsperioder'} överskrider den.",
        f"{day_text(window.first)} – {day_text(window.last)}: {worked[1]} worked, {over[1]} above "
        f"{number(chosen['ordinary'])[1]} h/week in four weeks. The limit is {number(limit)[1]} h. "
        f"{times} {'period of four weeks passes' if times == 1 else 'periods of four weeks pass'} it.",
    )


def _overtime_of(
    worked: Longs, first_day: int, regime: str, allowed: float, chosen: Chosen
) -> list[tuple[Window, Said]]:
    """The months (under ATL) and the years above their limit; `allowed` are the hours of a year."""
    found: list[tuple[Window, Said]] = []
    last_day = first_day + len(worked) - 1
    if regime == ATL:
        for month in range(month_of(first_day), month_of(last_day) + 1):
            begin, count = first_of_month(month), days_in_month(month)
            total = int(worked[max(0, begin - first_day) : max(0, begin + count - first_day)].sum())
            window = Window(begin, begin + count - 1, total, (chosen["ordinary"] * count / 7 + chosen["month"]) * 60)
            if window.over > 1e-9:
                over = hours(total - chosen["ordinary"] * count / 7 * 60)
                limit = number(chosen["month"])
                found.append(
                    (
                        window,
                        (
                            f"{month_text(month)}: {hours(total)[0]} arbetad tid, {over[0]} övertid. "
                            f"Gränsen är {limit[0]} h per kalendermånad.",
                            f"{month_text(month)}: {hours(total)[1]} worked, {over[1]} overtime. "
                            f"The limit is {limit[1]} h per calendar month.",
                        ),
                    )
                )
    for year in range(date_of(first_day).year, date_of(last_day).year + 1):
        begin, after = day_of(date(year, 1, 1)), day_of(date(year + 1, 1, 1))
        total = _year_overtime(worked, first_day, year, chosen["ordinary"])
        window = Window(begin, after - 1, total, allowed * 60)
        if window.over > 1e-9:
            found.append(
                (
                    window,
                    (
                        f"{year}: {hours(total)[0]} övertid, räknad i fyraveckorsperioder från 1 januari. "
                        f"Gränsen är {number(allowed)[0]} h per år.",
                        f"{year}: {hours(total)[1]} overtime, counted in periods of four weeks from 1 January. "
                        f"The limit is {number(allowed)[1]} h a year.",
                    ),
                )
            )
    return found


def _year_overtime(worked: Longs, first_day: int, year: int, ordinary: float) -> int:
    """Minutes above the ordinary week in each period of four weeks of the year, added up."""
    total = 0.0
    for start, end in _periods_of_year(year):
        done = int(worked[max(0, start - first_day) : max(0, end - first_day)].sum())
        total += max(0.0, done - ordinary * 60 * (end - start) / 7)
    return round(total)


def _periods_of_year(year: int) -> list[tuple[int, int]]:
    """First day and the day after the last of each period of four weeks, from 1 January.

    The day or two that are left at the year's end belong to the last period: alone, any pass there would be overtime.
    """
    begin, after = day_of(date(year, 1, 1)), day_of(date(year + 1, 1, 1))
    starts = range(begin, after - FOUR_WEEKS + 1, FOUR_WEEKS)
    return [(start, start + FOUR_WEEKS if start + 2 * FOUR_WEEKS <= after else after) for start in starts]


def _overtime_hit(
    material: Material, workers: Workers, worker: int, found: list[tuple[Window, Said]], terms: Terms
) -> Hit:
    first, last = min(w.first for w, _ in found), max(w.last for w, _ in found)
    which = _entries(material, workers, worker, *terms.held_on(first, last))
    days = material.reports.day[which]
    return Hit(
        _worker_subjects(material, workers, worker, which),
        max(first, int(days.min())),
        min(last, int(days.max())),
        {"over_minutes": round(max(w.over for w, _ in found)), "limits_passed": len(found)},
        (rows("time-reports", material.reports.places_of(which)),),
        Severity.SERIOUS,
        (*(said for _, said in found), *ended_said(terms, last)),
    )


_ASK_TIME = (
    "Att kontrollera: vilket regelverk gäller, och vad säger schema och lönespecifikation?",
    "To look into: which rules apply, and what do the schedule and the payslip say?",
)

V03 = Rule(
    "V03",
    ("Total arbetstid överskriden", "Total working time exceeded"),
    ("time-reports", "staff"),
    total_time,
    _ASK_TIME,
    (
        ("Kollektivavtalet är inte känt här, eller har förnyats.", "The agreement is not known here, or was renewed."),
        ("Väntetid och jour räknas annorlunda.", "Waiting time and on-call time are counted differently."),
    ),
    ("S1-8",),
    (
        Parameter("atl_hours", 48, "ATL 10 b §", "Timmar per vecka i snitt.", "Hours a week on average."),
        Parameter("atl_months", 4, "ATL 10 b §", "Månader snittet räknas över.", "Months of the average."),
        Parameter(
            "hushl_hours",
            52,
            "HushL 2 §, Försäkringskassans beräkning",
            "Timmar per vecka i snitt under 28 dagar.",
            "Hours a week on average over 28 days.",
        ),
        Parameter(
            "window_anchor",
            "",
            "domain 2.5",
            "Första dag i serien av 28-dagarsperioder; tomt = anställningens första dag.",
            "First day of the series of 28-day periods; empty = the first day of employment.",
        ),
        Parameter(
            "agreement_hours",
            48,
            "domain 2.5 [P]",
            "Timmar per vecka i avtal som inte står för sig.",
            "Hours a week in agreements not listed by name.",
        ),
        Parameter("agreement_months", 6, "domain 2.5 [P]", "Deras snittperiod i månader.", "Months of their average."),
        Parameter(
            "agreements",
            "",
            "domain 2.5",
            "Egna gränser per avtal: namn=timmar per vecka/månader, t.ex. Sobona=48/6; flera med semikolon.",
            "Limits by agreement: name=hours a week/months, e.g. Sobona=48/6; several with semicolons.",
        ),
    ),
    needs=("time-reports",),
)

V04 = Rule(
    "V04",
    ("Övertid", "Overtime"),
    ("time-reports", "staff"),
    overtime,
    _ASK_TIME,
    (
        ("Mertid vid deltid.", "Extra time in part-time work."),
        (
            "Extra övertid med särskilda skäl, högst 150 h per år (ATL 8 a §).",
            "Extra overtime for special reasons, at most 150 h a year (ATL 8 a §).",
        ),
        ("Kollektivavtal med egna gränser.", "A collective agreement with limits of its own."),
    ),
    ("S1-8",),
    (
        Parameter("ordinary", 40, "ATL 5 §, HushL 2 §", "Ordinarie timmar per vecka.", "Ordinary hours a week."),
        Parameter("four_weeks", 48, "ATL 8 §, HushL 3 §", "Övertid på fyra veckor.", "Overtime in four weeks."),
        Parameter("month", 50, "ATL 8 §", "Övertid på en kalendermånad.", "Overtime in a calendar month."),
        Parameter("year_atl", 200, "ATL 8 §", "Övertid på ett år.", "Overtime in a year."),
        Parameter("year_hushl", 300, "HushL 3 §", "Övertid på ett år.", "Overtime in a year."),
        Parameter(
            "agreements",
            "",
            "domain 2.5",
            "Egna gränser per avtal: namn=timmar på fyra veckor/på ett år; tomt = avtal prövas inte.",
            "Limits by agreement: name=hours in four weeks/in a year; empty = agreements are not looked at.",
        ),
    ),
    needs=("time-reports",),
)
