"""Time above the ordinary week: V04. Its limits are conditions of payment (LSS 9 d §, SFB 51:16).

Source: domain 2.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from kollegie.model.severity import Severity
from kollegie.screening.agreements import limits_of_agreements
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows
from kollegie.screening.swedish_time import (
    Longs,
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
)
from kollegie.screening.working_windows import (
    ASK_OF_WORKING_TIME,
    FOUR_WEEKS,
    Window,
    entries_of,
    part_of_terms,
    rolling_over,
    worker_anchor,
    worker_subjects,
)


def overtime(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V04: time above the ordinary week, in four weeks, in a calendar month and in a calendar year."""
    book, workers = TermsBook(material), workers_by_employer(material)
    agreements = limits_of_agreements(chosen, "V04", "Sobona=48/200")
    four_weeks = (chosen["ordinary"] * 4 + chosen["four_weeks"]) * 60
    for begin, first_day, worked in workers.tables():
        table, who, by_terms = rows_by_terms(workers, (begin, first_day, worked), book)
        days = table.shape[1]
        ends = np.arange(days) + FOUR_WEEKS
        rolling = {at: (w, times) for at, w, times in rolling_over(table, ends, np.full(days, four_weeks), first_day)}
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
        for _, window, times in rolling_over(table[at : at + 1], ends, limit, first_day):
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
        f"{times} {'fyraveckorsperiod' if times == 1 else 'fyraveckorsperioder'} överskrider den. En period får börja "
        "vilken dag som helst.",
        f"{day_text(window.first)} – {day_text(window.last)}: {worked[1]} worked, {over[1]} above "
        f"{number(chosen['ordinary'])[1]} h/week in four weeks. The limit is {number(limit)[1]} h. "
        f"{times} {'period of four weeks passes' if times == 1 else 'periods of four weeks pass'} it. A period "
        "may begin on any day.",
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
    which = entries_of(material, workers, worker, *terms.held_on(first, last))
    days = material.reports.day[which]
    whom = worker_subjects(material, workers, worker, which)
    return Hit(
        whom,
        max(first, int(days.min())),
        min(last, int(days.max())),
        {"over_minutes": round(max(w.over for w, _ in found)), "limits_passed": len(found)},
        (rows("time-reports", material.reports.places_of(which)),),
        Severity.SERIOUS,
        (*(said for _, said in found), *_agreed_said(terms), *ended_said(terms, last)),
        part_of_terms(terms),
        dated=False,
        anchor=worker_anchor(whom, terms),
    )


def _agreed_said(terms: Terms) -> list[Said]:
    """Where the limits come from, where they are no law's."""
    if terms.regime != AGREEMENT:
        return []
    return [
        (
            "Gränserna är avtalets, ur parametern agreements.",
            "The limits are the agreement's, of the parameter agreements.",
        )
    ]


V04 = Rule(
    "V04",
    ("Övertid", "Overtime"),
    ("time-reports", "staff"),
    overtime,
    ASK_OF_WORKING_TIME,
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
