"""Absence that is never there or comes in a pattern: V06, V07."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kollegie.model.calendar_words import WEEKDAYS
from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    DAY,
    FAR_FUTURE,
    NONE,
    Bools,
    Longs,
    add_months,
    date_of,
    first_of_month,
    last_whole_month,
)
from kollegie.screening.sweep import runs_of
from kollegie.screening.wording import day_text, hours, number

SHIFTS: tuple[Said, ...] = (("dagpass", "day shifts"), ("kvällspass", "evening shifts"), ("nattpass", "night shifts"))


def never_away(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V06: a year of work without one day of sickness or holiday.

    Shape: three quarters of full time are those worked. A post that is full on paper alone is not what is asked about.
    """
    reports, months = material.reports, int(chosen["months"])
    low, high = reports.first_and_last_month
    high = min(high, last_whole_month(material.as_of))
    if high - low + 1 < months:
        return
    worked, minutes = _by_person_and_month(reports, low, high)
    busy = np.lib.stride_tricks.sliding_window_view(worked, months, axis=1).sum(axis=2)
    long = np.lib.stride_tricks.sliding_window_view(minutes, months, axis=1).sum(axis=2)
    away, terms = _days_away(material), _employment(material)
    for person in np.flatnonzero((busy >= chosen["worked_months"]).any(axis=1)).tolist():
        for place in range(busy.shape[1] - 1, -1, -1):
            first, after = first_of_month(low + place), first_of_month(low + place + months)
            full = (after - first) / 7 * 40 * 60
            since, until = terms.get(person, (None, FAR_FUTURE))
            if (
                busy[person, place] >= chosen["worked_months"]
                and (since is None or (since <= first and until >= after - 1))
                and long[person, place] >= chosen["full_time"] * full
                and not any(begin < after and end >= first for begin, end in away.get(person, ()))
            ):
                total = int(long[person, place])
                counted = _year_said(since, chosen)
                worked_in = int(busy[person, place])
                yield _never_away_hit(reports, person, first, after - 1, worked_in, total, full, counted, chosen)
                break


def _by_person_and_month(reports: Entries, low: int, high: int) -> tuple[Bools, Longs]:
    which = reports.is_work & (reports.month <= high)
    people, span = int(reports.who.max()) + 1, high - low + 1
    cell = reports.who[which].astype(np.int64) * span + (reports.month[which] - low)
    minutes = np.bincount(cell, weights=reports.minutes[which], minlength=people * span).reshape(people, span)
    return minutes > 0, minutes.astype(np.int64)


def _days_away(material: Material) -> dict[int, list[tuple[int, int]]]:
    absences = material["absences"]
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at in np.flatnonzero(absences.is_one_of("kind", "sick", "holiday")).tolist():
        person = int(material.persons[absences["staff_id"][at]])
        end = int(absences["to"][at])
        found[person].append((int(absences["from"][at]), FAR_FUTURE if end == NONE else end))
    return found


def _employment(material: Material) -> dict[int, tuple[int | None, int]]:
    """First and last day of employment, per person in the register."""
    staff = material["staff"]
    found: dict[int, tuple[int | None, int]] = {}
    for at, code in enumerate(staff["staff_id"].tolist()):
        person = int(material.persons[code])
        begin, end = int(staff["contract_from"][at]), int(staff["contract_to"][at])
        since, until = found.get(person, (None, -1))
        known = [day for day in (since, begin) if day is not None and day != NONE]
        found[person] = (min(known, default=None), max(until, FAR_FUTURE if end == NONE else end))
    return found


def _year_said(since: int | None, chosen: Chosen) -> Said:
    """Which months in a row are told, and from when the person is employed."""
    months = int(chosen["months"])
    sv, en = (
        (
            "Anställningens första dag står inte i personalregistret.",
            "The first day of employment is not in the staff register.",
        )
        if since is None
        else (
            f"Anställd från {day_text(since)} enligt personalregistret.",
            f"Employed from {day_text(since)} by the staff register.",
        )
    )
    return (
        f"Perioden är de senaste {months} hela kalendermånaderna i följd (parametern months) där allt detta stämmer. "
        f"{sv}",
        f"The period is the latest {months} whole calendar months in a row (the parameter months) where all of this "
        f"holds. {en}",
    )


def _never_away_hit(
    reports: Entries,
    person: int,
    first: int,
    last: int,
    months: int,
    total: int,
    full: float,
    counted: Said,
    chosen: Chosen,
) -> Hit:
    which = reports.on_days(person, first, last)
    which = which[reports.is_work[which]]
    days = np.unique(reports.day[which])
    present = np.zeros(last - first + 1, bool)
    present[days - first] = True
    longest = max((end - begin for begin, end in runs_of(present)), default=0)
    worked, share = hours(total), number(total / full * 100, 0)
    steps: list[Said] = [
        (
            f"{day_text(first)} – {day_text(last)}: arbete i {months} av {int(chosen['months'])} månader, {worked[0]} "
            f"({share[0]} % av heltid), 0 sjukdagar och 0 semesterdagar.",
            f"{day_text(first)} – {day_text(last)}: work in {months} of {int(chosen['months'])} months, {worked[1]} "
            f"({share[1]} % of full time), 0 days of sickness and 0 of holiday.",
        ),
        (
            f"Längsta följd av arbetade dagar: {longest}.",
            f"The longest run of days worked: {longest}.",
        ),
        counted,
    ]
    return Hit(
        subjects(staff=reports.named("staff_id", which), provider=reports.named("provider_id", which)),
        first,
        last,
        {"months": months, "minutes": total, "longest_run_days": longest},
        (rows("time-reports", reports.places_of(which)),),
        Severity.SERIOUS if longest >= chosen["run_days"] else Severity.DEFICIENCY,
        tuple(steps),
        dated=False,  # the latest such year moves on with every month that is taken in
    )


@dataclass(slots=True)
class Occasion:
    """One time a person was away sick: its days, where it is read, and who stood in."""

    first: int
    last: int
    absences: list[int]
    claims: list[int]
    substitutes: set[int]
    hours: set[int]


def sick_pattern(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V07: four or more sick occasions in twelve months that come too regularly."""
    for person, occasions in sorted(_sick_occasions(material).items()):
        best: tuple[list[Occasion], list[Said]] | None = None
        for at, occasion in enumerate(occasions):
            after = add_months(occasion.first, int(chosen["months"]))
            window = [other for other in occasions[at:] if other.first < after]
            if len(window) < chosen["n"] or (best is not None and len(window) <= len(best[0])):
                continue
            patterns = _patterns(material, person, window, chosen)
            if patterns:
                best = (window, patterns)
        if best is not None:
            yield _pattern_hit(material, *best)


def _sick_occasions(material: Material) -> dict[int, list[Occasion]]:
    """Sick occasions per person, from absences and claims; what overlaps or touches is one occasion."""
    absences, claims = material["absences"], material["sick-claims"]
    loose: dict[int, list[Occasion]] = defaultdict(list)
    for at in np.flatnonzero(absences.is_one_of("kind", "sick")).tolist():
        first, last = int(absences["from"][at]), int(absences["to"][at])
        person = int(material.persons[absences["staff_id"][at]])
        loose[person].append(Occasion(first, material.as_of if last == NONE else last, [at], [], set(), set()))
    for at in range(len(claims)):
        begin, end = int(claims["from"][at]), int(claims["to"][at])
        person, substitute = int(material.persons[claims["staff_id"][at]]), int(claims["substitute_id"][at])
        hour = set() if claims["whole_days"][at] == 1 else {begin // 60 % 24}
        standing_in = {substitute} - {-1}
        loose[person].append(Occasion(begin // DAY, (max(end, begin + 1) - 1) // DAY, [], [at], standing_in, hour))
    return {person: _merged(sorted(found, key=lambda o: (o.first, o.last))) for person, found in loose.items()}


def _merged(occasions: list[Occasion]) -> list[Occasion]:
    merged: list[Occasion] = []
    for occasion in occasions:
        if merged and occasion.first <= merged[-1].last + 1:
            earlier = merged[-1]
            earlier.last = max(earlier.last, occasion.last)
            earlier.absences += occasion.absences
            earlier.claims += occasion.claims
            earlier.substitutes |= occasion.substitutes
            earlier.hours |= occasion.hours
        else:
            merged.append(occasion)
    return merged


def _patterns(material: Material, person: int, window: list[Occasion], chosen: Chosen) -> list[Said]:
    found: list[Said] = []
    starts, most, least = np.asarray([o.first for o in window]), len(window), chosen["share"] * len(window)
    between = np.diff(starts)
    variation = float(between.std() / between.mean())
    if variation < chosen["cv"]:
        apart, cv = number(float(between.mean()), 1), number(variation)
        found.append(
            (
                f"Mellan insjuknandena går i snitt {apart[0]} dagar, variationskoefficient {cv[0]} "
                f"(under {number(chosen['cv'])[0]}).",
                f"On average {apart[1]} days lie between them, coefficient of variation {cv[1]} "
                f"(below {number(chosen['cv'])[1]}).",
            )
        )
    weekday, count = Counter(int(day) for day in (starts + 3) % 7).most_common(1)[0]
    if count >= least:
        sv, en = WEEKDAYS[weekday]
        found.append((f"{count} av {most} börjar en {sv}.", f"{count} of {most} begin on a {en}."))
    near = [_dates_near(int(day)) for day in starts]
    count, date = max((sum(date in dates for dates in near), -date) for date in range(1, 32))
    if count >= least:
        found.append(
            (
                f"{count} av {most} börjar runt den {-date} i månaden (± 1 dag).",
                f"{count} of {most} begin around day {-date} of the month (± 1 day).",
            )
        )
    shifts = Counter(_shift(hour) for o in window for hour in o.hours)
    for shift, count in shifts.most_common(1):
        if count >= least and _usual_share(material.reports, person, shift) < chosen["usual_shift"]:
            sv, en = SHIFTS[shift]
            found.append((f"{count} av {most} gäller {sv}, som är ovanliga.", f"{count} of {most} are {en}, a rarity."))
    for substitute, count in Counter(code for o in window for code in sorted(o.substitutes)).most_common(1):
        if count >= least:
            name = material.noun(Noun.STAFF)[substitute]
            found.append((f"{count} av {most} har samma vikarie, {name}.", f"{count} of {most} have {name} stand in."))
    return found


def _dates_near(day: int) -> set[int]:
    """The dates of the month that a day, the one before or the one after is; a month's last day is all that follow it.

    Shape: so the 31st and the 1st are a day apart, and what comes at the end of each month is alike in February too.
    """
    found: set[int] = set()
    for one in range(day - 1, day + 2):
        date = date_of(one).day
        found |= set(range(date, 32)) if date_of(one + 1).day == 1 else {date}
    return found


def _shift(hour: int) -> int:
    return 0 if 6 <= hour < 14 else 1 if 14 <= hour < 22 else 2


def _usual_share(reports: Entries, person: int, shift: int) -> float:
    """The share of a person's entries that begin in that shift; 1 where nothing is known of them."""
    theirs = reports.on_days(person, -FAR_FUTURE, FAR_FUTURE)
    if not len(theirs):
        return 1.0
    begun = reports.wall_start[theirs] // 60 % 24
    return float(np.mean([_shift(int(hour)) == shift for hour in begun]))


def _pattern_hit(material: Material, window: list[Occasion], patterns: list[Said]) -> Hit:
    absences, claims = material["absences"], material["sick-claims"]
    away = [at for o in window for at in o.absences]
    claimed = [at for o in window for at in o.claims]
    staff = {absences.text("staff_id", at) for at in away} | {claims.text("staff_id", at) for at in claimed}
    dates = ", ".join(day_text(o.first) for o in window[:12])
    opening: Said = (
        f"{len(window)} sjuktillfällen inom tolv månader; de börjar {dates}.",
        f"{len(window)} sick occasions within twelve months; they begin {dates}.",
    )
    return Hit(
        subjects(staff=staff),
        window[0].first,
        window[-1].last,
        {"occasions": len(window), "patterns": len(patterns)},
        (rows("absences", away), rows("sick-claims", claimed)),
        Severity.DEFICIENCY,
        (opening, *patterns),
    )


V06 = Rule(
    "V06",
    ("Aldrig sjuk eller ledig", "Never sick or away"),
    ("time-reports", "absences", "staff"),
    never_away,
    (
        "Att kontrollera: hur tas semester ut, och arbetar någon annan i den här medarbetarens namn?",
        "To look into: how is holiday taken, and does someone else work in this staff member's name?",
    ),
    (
        ("Frånvaron är inte inläst.", "Absence has not been imported."),
        ("Timanställda får semesterersättning i pengar.", "Hourly staff get holiday pay in money."),
    ),
    ("S1-10",),
    (
        Parameter("months", 12, "domain V06 [P]", "Månader i följd.", "Months in a row."),
        Parameter("worked_months", 11, "domain V06 [P]", "Månader med arbete bland dem.", "Months with work in them."),
        Parameter("full_time", 0.75, "domain V06 [P]", "Minsta arbetade andel av heltid.", "Least share worked."),
        Parameter("run_days", 21, "domain V06 [P]", "Arbetade dagar i följd som skärper.", "Run of days that weighs."),
    ),
    needs=("time-reports", "absences"),
)

V07 = Rule(
    "V07",
    ("Sjuk i mönster", "Sick in a pattern"),
    ("absences", "sick-claims", "time-reports"),
    sick_pattern,
    (
        "Att kontrollera: finns läkarintyg, och vem vinner på vikariatet? Kroniskt sjuka har rätt till högriskskydd.",
        "To look into: is there a medical certificate, and who gains from the substitution?",
    ),
    (
        ("Kronisk sjukdom (särskilt högriskskydd).", "Chronic illness (high-risk protection)."),
        ("Återkommande behandlingsdagar.", "Recurring days of treatment."),
    ),
    ("S1-11",),
    (
        Parameter("n", 4, "domain V07 [P]", "Minsta antal sjuktillfällen.", "Least number of occasions."),
        Parameter("months", 12, "domain V07 [P]", "Inom så många månader.", "Within so many months."),
        Parameter("cv", 0.25, "domain V07 [P]", "Variationskoefficient under vilken.", "Coefficient below which."),
        Parameter("share", 0.75, "domain V07 [P]", "Andel som ska likna varandra.", "Share that must be alike."),
        Parameter("usual_shift", 0.5, "domain V07 [P]", "Så vanligt pass räknas inte.", "So usual a shift is none."),
    ),
)
