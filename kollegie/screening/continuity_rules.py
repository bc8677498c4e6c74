"""How many different people help one user in fourteen days: V22."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.identity import adult_from
from kollegie.screening.material import AtUsers, Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, rows, subjects
from kollegie.screening.swedish_time import (
    DAY,
    FAR_FUTURE,
    FAR_PAST,
    Bools,
    Ints,
    Longs,
    in_parts,
)
from kollegie.screening.sweep import order_by
from kollegie.screening.wording import day_text, number

WINDOW = 14
MOST_CELLS = 100_000
"""Users × days counted at a time: what is worked out of them on the way stays in the processor's cache."""


@dataclass(frozen=True)
class Visits:
    """Daytime visits at some users, by user, person and start.

    Shape: `row` is the user's place among these users, and `day` counts from the first day that is looked at.
    """

    row: Ints
    who: Ints
    day: Ints


def continuity(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V22: more than fifteen different people in fourteen days, one alone, or others than those scheduled."""
    reports = material.reports
    if not len(reports):
        return
    actual, planned = Daytime(reports, chosen), Daytime(material.schedule, chosen)
    span = actual.last - actual.first + 1
    if span < WINDOW:
        return
    users = np.flatnonzero(_old_enough(material, actual.many, int(chosen["age"])))
    begins = actual.first + np.arange(span - WINDOW + 1)
    first, last = planned.days_of(int(users[-1]) + 1) if len(users) else (users, users)
    at_once = max(1, MOST_CELLS // span)
    for begin in range(0, len(users), at_once):
        chunk = users[begin : begin + at_once]
        visits = actual.at(chunk, actual.first, span), planned.at(chunk, actual.first, span)
        known = (begins >= first[chunk, None]) & (begins + WINDOW - 1 <= last[chunk, None])
        yield from _continuity_of(material, chunk, *visits, actual.first, span, chosen, known)


class Daytime:
    """The visits of the day; waiting, standby, answered alarms, delivered meals and health care left out.

    Shape: `many` are how many each user has, by code, and `first` and `last` the days on which any are.
    """

    def __init__(self, entries: Entries, chosen: Chosen) -> None:
        self._entries = entries
        self._counts = np.empty(len(entries), bool)
        idle = entries.of_kind("waiting", "standby")
        if others := _outside_the_measure(entries, chosen):
            idle = idle | entries.told("activity", *others)
        opens, closes = chosen["from_h"] * 60, chosen["to_h"] * 60
        self.many: Longs = np.zeros(int(entries.user.max(initial=-1)) + 1, np.int64)
        self.first, self.last = FAR_FUTURE, FAR_PAST
        for part in in_parts(len(entries)):
            day = entries.wall_start[part] // np.int32(DAY)
            clock = entries.wall_start[part] - day * np.int32(DAY)
            self._counts[part] = which = (clock >= opens) & (clock < closes) & ~idle[part]
            self.many += np.bincount(entries.user[part][which], minlength=len(self.many))
            days = day[which]
            self.first, self.last = int(days.min(initial=self.first)), int(days.max(initial=self.last))
        self._all = bool(self._counts.all())

    def days_of(self, users: int) -> tuple[Longs, Longs]:
        """The first and the last day on which each of so many users has any, by code."""
        first, last = np.full(users, FAR_FUTURE, np.int64), np.full(users, FAR_PAST, np.int64)
        which = self._counts & (self._entries.user < users)
        user, day = self._entries.user[which], self._entries.wall_start[which] // np.int32(DAY)
        np.minimum.at(first, user, day)
        np.maximum.at(last, user, day)
        return first, last

    def at(self, users: Longs, first: int, span: int) -> Visits:
        """Those at these users on so many days from the first."""
        begin, after = int(users[0]), int(users[-1]) + 1
        known = self._entries.by_user.of(begin, after)
        place = np.full(after - begin, -1, np.int32)
        place[users - begin] = np.arange(len(users))
        row = place.take(known.user - begin)
        day = known.wall_start // np.int32(DAY) - np.int32(first)
        if self._all and len(users) == len(place) and first <= self.first and self.last < first + span:
            return Visits(row, known.who, day)
        which = (row >= 0) & (day >= 0) & (day < span)
        if not self._all:
            which &= self._counts[known.order]
        return Visits(row[which], known.who[which], day[which])


def _outside_the_measure(entries: Entries, chosen: Chosen) -> tuple[str, ...]:
    """The activities the measure leaves out, as they are written in the reports."""
    words = [word.casefold() for word in chosen.words("outside")]
    written = entries.records.names_of("activity").all
    return tuple(name for name in written if any(word in name.casefold() for word in words))


def _old_enough(material: Material, visits: Longs, age: int) -> Bools:
    """Users known by their number to have reached the age, or of unknown age, with enough visits to matter."""
    reports = material.reports
    many = visits >= 2 * WINDOW
    latest = int(reports.wall_start.max()) // DAY
    users = material["users"]
    for code, number_ in zip(users["user_id"].tolist(), users["identity_number"].tolist(), strict=True):
        if code < len(many) and many[code] and number_ >= 0:
            reached = adult_from(users.names_of("identity_number")[number_], age)
            if reached is not None and reached > latest:
                many[code] = False
    return many


def _continuity_of(
    material: Material,
    users: Longs,
    actual: Visits,
    planned: Visits,
    first: int,
    span: int,
    chosen: Chosen,
    known: Bools,
) -> Iterator[Hit]:
    """The windows of these users; `known` are those between the first and the last day a user is planned for."""
    visits = visits_per_day(actual, span, len(users))
    full = window_sums((visits >= 2).astype(np.int32)) == WINDOW
    people = distinct_people((actual,), span, len(users))
    in_window = window_sums(visits)
    few = (in_window >= chosen["lo_visits"]) & (people < chosen["lo"])
    for part, found, measure in (
        ("high", full & (people > chosen["hi"]), people),
        ("low", few, in_window),
    ):
        for at in np.flatnonzero(found.any(axis=1)).tolist():
            start = int(np.argmax(np.where(found[at], measure[at], -1)))
            many, count = int(people[at, start]), int(in_window[at, start])
            yield _continuity_hit(material, int(users[at]), part, first + start, many, count, chosen)
    if len(planned.row):
        scheduled = distinct_people((planned,), span, len(users))
        together = distinct_people((actual, planned), span, len(users))
        both = people + scheduled - together
        other = np.where(scheduled > 0, 1 - both / np.maximum(people, 1), 0.0)
        absent = np.where(scheduled > 0, 1 - both / np.maximum(scheduled, 1), 0.0)
        differs = np.maximum(other, absent)
        found = full & known & (scheduled > 0) & (differs > chosen["differs"] + 1e-9)
        for at in np.flatnonzero(found.any(axis=1)).tolist():
            start = int(np.argmax(np.where(found[at], differs[at], -1)))
            numbers = int(people[at, start]), int(scheduled[at, start]), int(both[at, start])
            yield _other_people_hit(material, int(users[at]), first + start, numbers, float(differs[at, start]))


def visits_per_day(visits: Visits, span: int, users: int) -> Longs:
    """How many visits each user has on each day."""
    cell = visits.row * np.int32(span)
    cell += visits.day
    return np.bincount(cell, minlength=users * span).reshape(users, span)


def window_sums(per_day: Longs) -> Longs:
    """Sums over each window of fourteen days, by the window's first day."""
    before = np.zeros((per_day.shape[0], per_day.shape[1] + 1), np.int64)
    np.cumsum(per_day, axis=1, out=before[:, 1:])
    return before[:, WINDOW:] - before[:, :-WINDOW]


def distinct_people(sets: tuple[Visits, ...], span: int, users: int) -> Longs:
    """Different people at each user in each window of fourteen days.

    A person counts in every window that holds a day of theirs: from their day each window that begins in the
    fourteen days up to it, less those an earlier day of theirs has already counted.
    """
    if len(sets) > 1:
        row, who, day = (np.concatenate([getattr(one, name) for one in sets]) for name in ("row", "who", "day"))
        order = order_by(row, who, day)
        row, who, day = row[order], who[order], day[order]
    else:
        row, who, day = sets[0].row, sets[0].who, sets[0].day
    again = (row[1:] == row[:-1]) & (who[1:] == who[:-1])
    once = np.append(True, ~again | (day[1:] != day[:-1]))[: len(day)]
    if not once.all():
        row, who, day = row[once], who[once], day[once]
        again = (row[1:] == row[:-1]) & (who[1:] == who[:-1])
    earliest = np.maximum(day - np.int32(WINDOW - 1), 0)
    earliest[1:] = np.maximum(earliest[1:], (day[:-1] + 1) * again)
    width = span + 1
    begin = row * np.int32(width)
    steps = np.bincount(begin + earliest, minlength=users * width)
    steps -= np.bincount(begin + day + np.int32(1), minlength=users * width)
    return np.cumsum(steps.reshape(users, width), axis=1)[:, : span - WINDOW + 1]


def _continuity_hit(
    material: Material, user: int, part: str, start: int, many: int, visits: int, chosen: Chosen
) -> Hit:
    end = start + WINDOW - 1
    which = _daytime_entries(material.reports, user, start, end, chosen)
    if part == "high":
        strong = many > chosen["strong"]
        limit = number(chosen["strong"] if strong else chosen["hi"])
        severity = Severity.SERIOUS if strong else Severity.DEFICIENCY
        said = (
            f"{day_text(start)} – {day_text(end)}, kl. 07–22: {many} olika personer vid {visits} besök "
            f"(gräns {limit[0]}, riksgenomsnitt 14,9 år 2021).",
            f"{day_text(start)} – {day_text(end)}, 07–22: {many} different people on {visits} visits "
            f"(limit {limit[1]}, national mean 14.9 in 2021).",
        )
    else:
        severity = Severity.NOTE
        said = (
            f"{day_text(start)} – {day_text(end)}, kl. 07–22: {many} person vid alla {visits} besök.",
            f"{day_text(start)} – {day_text(end)}, 07–22: {many} person on all {visits} visits.",
        )
    reports = material.reports
    return Hit(
        subjects(
            user=(material.noun(Noun.USER)[user],),
            provider=reports.named("provider_id", which),
            staff=reports.named("staff_id", which),
        ),
        start,
        end,
        {"staff": many, "visits": visits},
        (rows("time-reports", reports.places_of(which)),),
        severity,
        (said,),
        part,
        dated=False,
    )


def _daytime_entries(entries: Entries, user: int, start: int, end: int, chosen: Chosen) -> Longs:
    which = AtUsers(entries, np.asarray([user])).on_days(user, start, end)
    clock = entries.wall_start[which] % DAY
    idle = entries.of_kind("waiting", "standby")[which]
    if others := _outside_the_measure(entries, chosen):
        idle |= entries.told("activity", *others)[which]
    return np.asarray(which[(clock >= chosen["from_h"] * 60) & (clock < chosen["to_h"] * 60) & ~idle])


def _other_people_hit(material: Material, user: int, start: int, numbers: tuple[int, int, int], differs: float) -> Hit:
    reports, schedule = material.reports, material.schedule
    end, (came, planned, both) = start + WINDOW - 1, numbers
    which = AtUsers(reports, np.asarray([user])).on_days(user, start, end)
    wanted = AtUsers(schedule, np.asarray([user])).on_days(user, start, end)
    share = number(differs * 100, 0)
    return Hit(
        subjects(user=(material.noun(Noun.USER)[user],), provider=reports.named("provider_id", which)),
        start,
        end,
        {"staff": came, "scheduled": planned, "both": both, "percent": round(differs * 100)},
        (rows("time-reports", reports.places_of(which)), rows("schedules", schedule.places_of(wanted))),
        Severity.NOTE,
        (
            (
                f"{day_text(start)} – {day_text(end)}: {came} personer kom, {planned} var planerade, {both} var samma; "
                f"{share[0]} % skiljer.",
                f"{day_text(start)} – {day_text(end)}: {came} people came, {planned} were planned, {both} were the "
                f"same; {share[1]} % differ.",
            ),
        ),
        "schedule",
        dated=False,
    )


V22 = Rule(
    "V22",
    ("Personalkontinuitet", "Staff continuity"),
    ("time-reports", "schedules", "users"),
    continuity,
    (
        "Att kontrollera: hur planeras bemanningen, och vad säger brukaren om hur många som kommer?",
        "To look into: how is staffing planned, and what does the user say of how many come?",
    ),
    (
        ("Nattpersonal eller helger.", "Night staff or holidays."),
        ("En make eller maka som är anställd där det är tillåtet.", "A spouse employed where that is allowed."),
    ),
    ("S4-6",),
    (
        Parameter("hi", 15, "Kolada, riksgenomsnitt 14,9 år 2021", "Fler personer än så.", "More people than this."),
        Parameter("strong", 20, "domain V22", "Fler än så är starkt.", "More than this is strong."),
        Parameter("lo", 2, "domain V22 [P]", "Färre personer än så.", "Fewer people than this."),
        Parameter("lo_visits", 28, "domain V22 [P]", "vid minst så många besök.", "on at least so many visits."),
        Parameter("differs", 0.4, "domain V22 [P]", "Andel andra än planerade.", "Share of others than planned."),
        Parameter("from_h", 7, "Kolada", "Från klockan.", "From this hour."),
        Parameter("to_h", 22, "Kolada", "Till klockan.", "To this hour."),
        Parameter("age", 65, "Kolada", "Lägsta ålder, där den är känd.", "Least age, where it is known."),
        Parameter(
            "outside",
            "larm;matdistribution;matleverans;matlåd;måltidsdistribution;hälso- och sjukvård;hsl;sjuksköterska",
            "Kolada",
            "Aktiviteter i tidrapporten som inte räknas.",
            "Activities of the time report that do not count.",
        ),
    ),
    needs=("time-reports",),
)
