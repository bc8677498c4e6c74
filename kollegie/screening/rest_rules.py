"""V05: daily rest, weekly rest and long passes, as signals about the work environment.

A breach of rest does not stop payment (LSS 9 d § names ATL 5–10 b §§ alone). Source: domain 2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from kollegie.model.severity import Severity
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import DAY, Ints, Longs
from kollegie.screening.sweep import group_ends, group_starts, joined, spread, whole_people
from kollegie.screening.wording import FURTHER, hours, many, moment_text, number
from kollegie.screening.worked_time import HUSHL, TermsBook, at_work

SHOWN = 10
"""How many occasions an explanation spells out; all of them are among its rows."""


def rest(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V05: no rest of 11 hours in the 24 from the start of work, none of 36 in seven days, passes above 24 hours."""
    reports = material.reports
    book = TermsBook(material)
    said = {"daily": _daily_said(chosen), "weekly": _weekly_said(chosen), "pass": _pass_said(chosen)}
    for begin, after in whole_people(reports.who):
        found = _long_stretches(reports, begin, after, chosen)
        for part, say_it in said.items():
            for one in _each_person(reports, found[part]):
                if part != "daily" or book.regimes(one.person, *one.days) != {HUSHL}:
                    yield _rest_hit(part, one, say_it, chosen)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of time without enough rest, by person and start.

    Shape: `lasted` are elapsed minutes, `came` and `left` the first start and the last end by the clock on the wall.
    `entries` are the entries of all of them, one stretch after the other, and `first` tells where among these each
    stretch begins, with one place more, where the last one ends.
    """

    who: Ints
    lasted: Ints
    came: Ints
    left: Ints
    first: Longs
    entries: Ints


def _long_stretches(reports: Entries, begin: int, after: int, chosen: Chosen) -> dict[str, Stretches]:
    """What is too long between two daily and two weekly rests, and as one pass, of the people of these entries.

    The stretches between long rests are made of those between shorter ones.
    """
    day, week = 24 * 60, 7 * 24 * 60
    daily, weekly = chosen["daily_h"] * 60, chosen["weekly_h"] * 60
    there = at_work(reports, begin, after)
    stretches = joined(reports.who[there], reports.start[there], reports.end[there])
    found = {}
    for rest_minutes, part, longest in sorted(
        (
            (daily, "daily", day - daily),
            (weekly, "weekly", week - weekly),
            (int(chosen["joined_min"]), "pass", chosen["pass_h"] * 60),
        )
    ):
        stretches = _between_rests(*stretches, rest_minutes)
        found[part] = _longer(reports, stretches, longest, there)
    return found


def _longer(reports: Entries, stretches: tuple[Ints, Ints, Ints, Ints], than: float, there: Longs | slice) -> Stretches:
    """Of stretches that follow on one another, given by person, start, end and first entry, those that last longer.

    Shape: `there` are the entries that are work; a stretch's first entry is a place among them.
    """
    who, begun, ended, first = stretches
    long = np.flatnonzero(ended - begun > than)
    count = there.stop - there.start if isinstance(there, slice) else len(there)
    begin, after = first[long], np.append(first, np.int32(count))[long + 1]
    entries = spread(begin, after)
    entries = (entries + there.start if isinstance(there, slice) else there[entries]).astype(np.int32)
    bounds = np.append(0, np.cumsum(after - begin))
    came = reports.wall_start[entries[bounds[:-1]]]
    left = np.maximum.reduceat(reports.wall_end[entries], bounds[:-1]) if len(begin) else came
    return Stretches(who[long], ended[long] - begun[long], came, left, bounds, entries)


def _between_rests(who: Ints, start: Ints, end: Ints, first: Ints, needed: float) -> tuple[Ints, Ints, Ints, Ints]:
    """Person, start, end and first entry of each stretch between two rests that are long enough, of shorter ones."""
    if not len(who):
        return who, start, end, first
    fresh = np.ones(len(who), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (start[1:] - end[:-1] >= needed)
    begin = np.flatnonzero(fresh)
    return who[begin], start[begin], end[np.append(begin[1:], len(who)) - 1], first[begin]


@dataclass(frozen=True, slots=True)
class OnePerson:
    """One person's stretches without enough rest, and what is told of them.

    Shape: `days` are those of the first stretch's start and the last one's end, and `last` is that on which the last
    entry begins. `shown` are the first starts, ends and lengths. `places` are those of the entries of all the stretches
    in the records, and `staff` and `providers` are named in them.
    """

    person: int
    days: tuple[int, int]
    last: int
    occasions: int
    longest: int
    shown: tuple[tuple[int, int, int], ...]
    places: Ints
    staff: set[str]
    providers: set[str]


def _each_person(reports: Entries, stretches: Stretches) -> Iterator[OnePerson]:
    """The stretches person by person; what can be is worked out for all of them together."""
    starts = group_starts(stretches.who)
    if not len(starts):
        return
    ends = group_ends(starts, len(stretches.who)).tolist()
    begin, after = stretches.first[starts], stretches.first[ends].tolist()
    staff, providers = (
        reports.named_in_each(column, stretches.entries, begin) for column in ("staff_id", "provider_id")
    )
    who, came = stretches.who[starts].tolist(), (stretches.came[starts] // DAY).tolist()
    left, longest = (np.maximum.reduceat(column, starts).tolist() for column in (stretches.left, stretches.lasted))
    last = reports.days_of(stretches.entries[stretches.first[ends] - 1]).tolist()
    each = list(zip(*(c.tolist() for c in (stretches.came, stretches.left, stretches.lasted)), strict=True))
    places = reports.places_of(stretches.entries).astype(np.int32)
    for at, (first, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        yield OnePerson(
            who[at],
            (came[at], left[at] // DAY),
            last[at],
            end - first,
            longest[at],
            tuple(each[first : min(first + SHOWN, end)]),
            places[begin[at] : after[at]],
            staff[at],
            providers[at],
        )


def _rest_hit(part: str, one: OnePerson, said: Callable[[str, str, int], Said], chosen: Chosen) -> Hit:
    longest = one.longest
    steps = [said(moment_text(came), moment_text(left), minutes) for came, left, minutes in one.shown]
    if one.occasions > SHOWN:
        more = many(one.occasions - SHOWN, FURTHER)
        steps.append((f"… och {more[0]}.", f"… and {more[1]}."))
    severity = Severity.NOTE
    if part == "pass":
        severity = Severity.SERIOUS if longest > chosen["pass_grave_h"] * 60 else Severity.DEFICIENCY
    return Hit(
        subjects(staff=one.staff, provider=one.providers),
        one.days[0],
        one.last,
        {"occasions": one.occasions, "minutes": longest},
        (rows("time-reports", one.places),),
        severity,
        (*steps, *_COUNTED_FROM[part], _NOT_PAY),
        part,
        dated=False,
        anchor=(("staff", min(one.staff, default="")),),
    )


_COUNTED_FROM: dict[str, tuple[Said, ...]] = {
    "daily": (
        (
            "De 24 timmarna räknas från att arbetet börjar efter förra dygnsvilan, inte från midnatt.",
            "The 24 hours count from when work begins after the last daily rest, not from midnight.",
        ),
    ),
    "weekly": (
        (
            "De sju dygnen räknas från att arbetet börjar efter förra veckovilan, inte från måndag.",
            "The seven days count from when work begins after the last weekly rest, not from Monday.",
        ),
    ),
    "pass": (),
}
_NOT_PAY: Said = (
    "Vila är en arbetsmiljöfråga och inget skäl att hålla inne ersättning (LSS 9 d §).",
    "Rest is a matter of the work environment and no reason to withhold payment (LSS 9 d §).",
)


def _daily_said(chosen: Chosen) -> Callable[[str, str, int], Said]:
    least = number(chosen["daily_h"])

    def said(begun: str, ended: str, minutes: int) -> Said:
        length = hours(minutes)
        return (
            f"{begun} – {ended}, {length[0]}, utan {least[0]} timmars sammanhängande vila under 24 timmar.",
            f"{begun} – {ended}, {length[1]}, without {least[1]} hours of unbroken rest in 24 hours.",
        )

    return said


def _weekly_said(chosen: Chosen) -> Callable[[str, str, int], Said]:
    least = number(chosen["weekly_h"])

    def said(begun: str, ended: str, minutes: int) -> Said:
        days = number(minutes / 1440, 1)
        return (
            f"{begun} – {ended}, {days[0]} dygn, utan {least[0]} timmars sammanhängande vila under sju dygn.",
            f"{begun} – {ended}, {days[1]} days, without {least[1]} hours of unbroken rest in seven days.",
        )

    return said


def _pass_said(chosen: Chosen) -> Callable[[str, str, int], Said]:
    most, breaks = number(chosen["pass_h"]), number(chosen["joined_min"])

    def said(begun: str, ended: str, minutes: int) -> Said:
        length = hours(minutes)
        return (
            f"{begun} – {ended}: ett pass på {length[0]}, mer än {most[0]} h. Uppehåll under {breaks[0]} min räknas "
            "in.",
            f"{begun} – {ended}: one pass of {length[1]}, more than {most[1]} h. Breaks under {breaks[1]} min are "
            "counted in.",
        )

    return said


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
