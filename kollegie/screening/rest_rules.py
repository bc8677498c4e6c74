"""V05: daily rest, weekly rest and long passes, as signals about the work environment.

A breach of rest does not stop payment (LSS 9 d § names ATL 5–10 b §§ alone). Source: domain 2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from kollegie.model.severity import Severity
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import Ints
from kollegie.screening.sweep import group_ends, group_starts, joined
from kollegie.screening.wording import hours, moment_text, number
from kollegie.screening.worked_time import HUSHL, TermsBook


def rest(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V05: no rest of 11 hours in the 24 from the start of work, none of 36 in seven days, passes above 24 hours."""
    reports = material.reports
    book = TermsBook(material)
    unrested, passes = _long_stretches(reports, chosen)
    for part, persons, begun, ended in unrested:
        say_it = _daily_said if part == "daily" else _weekly_said
        for person, which in _by_person(persons):
            if part == "daily" and book.regimes(person) == {HUSHL}:
                continue
            yield _rest_hit(reports, person, part, begun[which], ended[which], Severity.NOTE, say_it, chosen)
    persons, begun, ended = passes
    for person, which in _by_person(persons):
        worst = int((ended[which] - begun[which]).max())
        grave = Severity.SERIOUS if worst > chosen["pass_grave_h"] * 60 else Severity.DEFICIENCY
        yield _rest_hit(reports, person, "pass", begun[which], ended[which], grave, _pass_said, chosen)


Stretches = tuple[Ints, Ints, Ints]
"""Person, start and end of stretches of time, sorted by person and start."""


def _long_stretches(reports: Entries, chosen: Chosen) -> tuple[list[tuple[str, Ints, Ints, Ints]], Stretches]:
    """What is too long between two daily and two weekly rests, and as one pass; of all else nothing is held."""
    who, start, end = reports.stints
    day, week = 24 * 60, 7 * 24 * 60
    unrested = []
    for part, needed, around in (("daily", chosen["daily_h"] * 60, day), ("weekly", chosen["weekly_h"] * 60, week)):
        persons, begun, ended = _between_rests(who, start, end, needed)
        long = ended - begun > around - needed
        unrested.append((part, persons[long], begun[long], ended[long]))
    persons, begun, ended, _ = joined(who, start, end, gap=int(chosen["joined_min"]))
    long = ended - begun > chosen["pass_h"] * 60
    return unrested, (persons[long], begun[long], ended[long])


def _between_rests(who: Ints, start: Ints, end: Ints, needed: float) -> tuple[Ints, Ints, Ints]:
    """Person, start and end of each stretch between two rests that are long enough."""
    if not len(who):
        return who, start, end
    fresh = np.ones(len(who), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (start[1:] - end[:-1] >= needed)
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(who)) - 1
    return who[first], start[first], end[last]


def _by_person(persons: Ints) -> Iterator[tuple[int, slice]]:
    starts = group_starts(persons)
    for begin, finish in zip(starts.tolist(), group_ends(starts, len(persons)).tolist(), strict=True):
        yield int(persons[begin]), slice(begin, finish)


def _rest_hit(
    reports: Entries,
    person: int,
    part: str,
    begun: Ints,
    ended: Ints,
    severity: Severity,
    said: Callable[[str, str, int, Chosen], Said],
    chosen: Chosen,
) -> Hit:
    entries = reports.within(person, begun, ended)
    which = np.concatenate(entries)
    which = which[reports.is_work[which]]
    steps = []
    for place, (a, b) in enumerate(zip(begun.tolist(), ended.tolist(), strict=True)):
        if place == 10:
            more = len(begun) - place
            steps.append((f"… och {more} tillfällen till.", f"… and {more} more occasions."))
            break
        inside = entries[place][reports.is_work[entries[place]]]
        wall = reports.wall_start[inside[0]], reports.records["end"][reports.order[inside]].max()
        steps.append(said(moment_text(int(wall[0])), moment_text(int(wall[1])), b - a, chosen))
    days = reports.day[which]
    return Hit(
        subjects(staff=reports.named("staff_id", which), provider=reports.named("provider_id", which)),
        int(days.min()),
        int(days.max()),
        {"occasions": len(begun), "minutes": int((ended - begun).max())},
        (rows("time-reports", reports.places_of(which)),),
        severity,
        (*steps, _NOT_PAY),
        part,
    )


_NOT_PAY: Said = (
    "Vila är en arbetsmiljöfråga och inget skäl att hålla inne ersättning (LSS 9 d §).",
    "Rest is a matter of the work environment and no reason to withhold payment (LSS 9 d §).",
)


def _daily_said(begun: str, ended: str, minutes: int, chosen: Chosen) -> Said:
    least, length = number(chosen["daily_h"]), hours(minutes)
    return (
        f"{begun} – {ended}, {length[0]}, utan {least[0]} timmars sammanhängande vila under 24 timmar.",
        f"{begun} – {ended}, {length[1]}, without {least[1]} hours of unbroken rest in 24 hours.",
    )


def _weekly_said(begun: str, ended: str, minutes: int, chosen: Chosen) -> Said:
    least, days = number(chosen["weekly_h"]), number(minutes / 1440, 1)
    return (
        f"{begun} – {ended}, {days[0]} dygn, utan {least[0]} timmars sammanhängande vila under sju dygn.",
        f"{begun} – {ended}, {days[1]} days, without {least[1]} hours of unbroken rest in seven days.",
    )


def _pass_said(begun: str, ended: str, minutes: int, chosen: Chosen) -> Said:
    most, length = number(chosen["pass_h"]), hours(minutes)
    return (
        f"{begun} – {ended}: ett pass på {length[0]}, mer än {most[0]} h. Uppehåll under "
        f"{number(chosen['joined_min'])[0]} min räknas in.",
        f"{begun} – {ended}: one pass of {length[1]}, more than {most[1]} h. Breaks under "
        f"{number(chosen['joined_min'])[1]} min are counted in.",
    )


V05 = Rule(
    "V05",
    ("Dygnsvila, veckovila, långt pass", "Daily rest, weekly rest, long pass"),
    ("time-reports", "staff"),
    rest,
    (
        "Att kontrollera: hur säkrar arbetsgivaren vilan? Gäller arbetsmiljön, inte ersättningen.",
        "To look into: how does the employer secure rest? It concerns the work environment, not the payment.",
    ),
    (
        ("Avtal med annan vila mot kompensation.", "An agreement with other rest against compensation."),
        ("Väntetid, resor eller akuta händelser.", "Waiting time, journeys or emergencies."),
    ),
    ("S1-8",),
    (
        Parameter("daily_h", 11, "ATL 13 §", "Dygnsvila i timmar.", "Daily rest in hours."),
        Parameter("weekly_h", 36, "ATL 14 §, HushL 9 §", "Veckovila i timmar.", "Weekly rest in hours."),
        Parameter("joined_min", 30, "domain V05 [P]", "Kortare uppehåll bryter inte.", "Shorter breaks join."),
        Parameter("pass_h", 24, "domain 2.5 [P]", "Långt pass i timmar.", "A long pass in hours."),
        Parameter("pass_grave_h", 26, "domain 2.5 [P]", "Mycket långt pass.", "A very long pass."),
    ),
    needs=("time-reports",),
    work_environment=True,
)
