"""Working time in all: V03. Its limits are conditions of payment (LSS 9 d §, SFB 51:16).

Source: domain 2.5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np

from kollegie.language import grouped
from kollegie.model.severity import Severity
from kollegie.screening.agreements import limits_of_agreements
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows
from kollegie.screening.swedish_time import (
    Longs,
    add_months,
    day_of,
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

EXAMPLE = "Sobona=48/6"
"""How the limits of an agreement are written."""


def total_time(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V03: more than the weekly average the regime allows, per employer; over all employers as a plausibility."""
    book, workers = TermsBook(material), workers_by_employer(material)
    flagged: set[int] = set()
    for worker, terms, window, times in _over_total(workers, book, chosen):
        person = int(workers.person[worker])
        flagged.add(person)
        counted = _counted_said(workers, worker, terms, chosen)
        yield _total_hit(material, workers, worker, window, [*_times_said(times), counted], terms)
    several = {person for person, count in Counter(workers.person.tolist()).items() if count > 1} - flagged
    if not several:
        return
    together = workers_in_all(material, several)
    for worker, _terms, window, times in _over_total(together, None, chosen):
        counted = _counted_said(together, worker, Terms(ATL, None), chosen)
        yield _total_hit(material, together, worker, window, [*_times_said(times), counted], None)


def _over_total(workers: Workers, book: TermsBook | None, chosen: Chosen) -> Iterator[tuple[int, Terms, Window, int]]:
    """Workers above their limit, the terms it is of, the window that passes it most, and how many windows do.

    Shape: the terms name an agreement only where its own limit is known.
    """
    agreements = limits_of_agreements(chosen, "V03", EXAMPLE)
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
            for at, window, times in rolling_over(table, ends, limit, first_day):
                terms = by_terms[at]
                by_name = terms.regime == AGREEMENT and terms.agreement in agreements
                if (terms.regime, terms.agreement if by_name else "") == (regime, agreement):
                    yield who[at], replace(terms, agreement=agreement), window, times
        for at, terms in enumerate(by_terms):
            if terms.regime == HUSHL:
                days = np.flatnonzero(table[at])
                if not len(days):
                    continue
                anchor, _ = _anchor(chosen, terms, first_day + int(days[0]))
                over = [w for w in _blocks(table[at], first_day, anchor, chosen["hushl_hours"] * 4 * 60) if w.over > 0]
                if over:
                    yield who[at], terms, max(over, key=lambda window: window.over), len(over)


@lru_cache(maxsize=8)
def _ends_of_months(first_day: int, days: int, months: int) -> Longs:
    """Where the window of so many months that begins on each day ends, as a place among the days."""
    return np.asarray([add_months(first_day + day, months) - first_day for day in range(days)])


def _anchor(chosen: Chosen, terms: Terms, first_worked: int) -> tuple[int, Said]:
    """The first day of the series of 28-day periods, and where it is taken from."""
    for written in chosen.words("window_anchor"):
        return day_of(date.fromisoformat(written)), ("parametern window_anchor", "the parameter window_anchor")
    if terms.since is not None:
        return terms.since, ("anställningens första dag", "the first day of employment")
    return first_worked, (
        "den första arbetade dagen, eftersom anställningens första dag saknas",
        "the first day worked, as the first day of employment is missing",
    )


def _counted_said(workers: Workers, worker: int, terms: Terms, chosen: Chosen) -> Said:
    """From which day the periods are counted, and what says how long they are."""
    if terms.regime == HUSHL:
        first_worked = int(workers.day[np.searchsorted(workers.worker, worker)])
        anchor, (sv, en) = _anchor(chosen, terms, first_worked)
        return (
            f"28-dagarsperioderna följer på varandra från {day_text(anchor)}: {sv}.",
            f"The periods of 28 days follow on one another from {day_text(anchor)}: {en}.",
        )
    if terms.agreement:
        months = limits_of_agreements(chosen, "V03", EXAMPLE)[terms.agreement][1]
        sv, en = "avtalets period, ur parametern agreements", "the agreement's period, of the parameter agreements"
    else:
        name = "atl_months" if terms.regime == ATL else "agreement_months"
        months, sv, en = chosen[name], f"parametern {name}", f"the parameter {name}"
    return (
        f"Perioden är {int(months)} månader ({sv}) och får börja vilken dag som helst; här står den sista av dem som "
        "överskrider gränsen mest.",
        f"The period is {int(months)} months ({en}) and may begin on any day; this is the last of those that pass the "
        "limit most.",
    )


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
    material: Material, workers: Workers, worker: int, window: Window, further: list[Said], terms: Terms | None
) -> Hit:
    held = (window.first, window.last) if terms is None else terms.held_on(window.first, window.last)
    which = entries_of(material, workers, worker, *held)
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
    steps += [*further, *ended_said(terms, window.last)]
    whom = worker_subjects(material, workers, worker, which)
    return Hit(
        whom,
        window.first,
        window.last,
        {"minutes": window.worked, "limit_minutes": round(window.limit), "over_minutes": round(window.over)},
        (rows("time-reports", material.reports.places_of(which)),),
        Severity.NOTE if terms is None else Severity.DEFICIENCY if _is_assumed(terms) else Severity.SERIOUS,
        tuple(steps),
        "all-employers" if terms is None else part_of_terms(terms),
        dated=False,
        anchor=worker_anchor(whom, terms),
    )


def _times_said(times: int) -> list[Said]:
    if times < 2:
        return []
    return [
        (f"{grouped(times)} sådana perioder överskrider gränsen.", f"{grouped(times)} such periods pass the limit.")
    ]


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


V03 = Rule(
    "V03",
    ("Total arbetstid överskriden", "Total working time exceeded"),
    ("time-reports", "staff"),
    total_time,
    ASK_OF_WORKING_TIME,
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
