"""V18: help that is granted but delivered less than half of the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import NO_NAME
from kollegie.screening.contact_persons import SERVICES, ContactPersons
from kollegie.screening.granted import OCCASIONS, spans_by_user_and_service
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.month_edges import cut_months, first_and_last_whole_month, is_cut, runs_of_whole_months
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    FAR_FUTURE,
    NONE,
    Bools,
    Floats,
    Longs,
    days_in_month,
    first_of_month,
    last_whole_month,
    month_of,
    month_text,
)
from kollegie.screening.sweep import runs_of
from kollegie.screening.waiting_rules import days_of_death
from kollegie.screening.wording import day_text, hours, number


def seldom_delivered(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V18: months in which less than half of the granted occasions or hours were delivered.

    Shape: a month that its provider's reports begin or stop in the middle of is told only between two others. A
    provider that stops reporting while the decision runs is asked, and when it last reported is told; one the user has
    left is not, but the decision is, since nobody may be coming.
    """
    decisions, reports = material["decisions"], material.reports
    low, high = first_and_last_whole_month(reports)
    high = min(high, last_whole_month(material.as_of))
    if high < low:
        return
    delivered, first_paid, cut = _Delivered(material, low, high), _first_paid(material), cut_months(reports)
    units, amounts = decisions.names_of("unit"), decisions["amount"]
    deceased = days_of_death(material)
    last_days = {span.decision: span.last for spans in spans_by_user_and_service(material).values() for span in spans}
    answering = _Answering(material)
    lengths = np.asarray([days_in_month(month) for month in range(low, high + 1)])
    for at in np.flatnonzero(amounts > 0).tolist():
        unit = units[int(decisions["unit"][at])]
        granted = granted_by_month(unit, float(amounts[at]), lengths)
        if granted is None or at not in last_days:
            continue  # in another measure, or replaced by a later decision from its first day
        entries, done, first_entry = delivered.of(at, unit)
        first_entry = min([day for day in (first_entry, first_paid.get(at)) if day is not None], default=None)
        last = min(last_days[at], deceased.get(int(decisions["user_id"][at]), FAR_FUTURE))
        asked = _months_in_force(material, at, last, first_entry, low, high)
        named = decisions["provider_id"][at : at + 1]
        providers = {*named[named >= 0].tolist(), *reports.provider[entries].tolist()}
        short = asked & (done < chosen["share"] * granted - 1e-9)
        left = answering.left_before(at, low, high)
        for one in (short & ~left, short & left):
            for begin, finish in runs_of_whole_months(one, is_cut(cut, providers, low, high)):
                answer = answering.of(at, low + begin, low + finish - 1)
                yield _short_hit(material, at, unit, low, begin, finish, granted, done, entries, answer)


def granted_by_month(unit: str, amount: float, lengths: Longs) -> Floats | None:
    """Granted occasions, or minutes, in each month; None for a unit that says neither."""
    match unit:
        case "occasions/month":
            return np.full(len(lengths), amount)
        case "hours/week":
            return np.asarray(amount * 60 * lengths / 7)
        case "hours/month":
            return np.full(len(lengths), amount * 60)
        case "minutes/day":
            return np.asarray(amount * lengths)
    return None


class _Delivered:
    """What was delivered each month, per decision: minutes, or for occasions the days on which anybody came.

    Where a user's decisions name several providers, an entry belongs to the decisions of its own provider, else to
    those that name none, else to all of them.
    """

    def __init__(self, material: Material, low: int, high: int) -> None:
        self._decisions, self._reports = material["decisions"], material.reports
        self._low, self._months = low, high - low + 1
        of_user: dict[int, set[int]] = defaultdict(set)
        pairs = zip(self._decisions["user_id"].tolist(), self._decisions["provider_id"].tolist(), strict=True)
        for at, (user, provider) in enumerate(pairs):
            if self._is_contact(at):
                of_user.setdefault(user, set())  # a contact person's meetings are told apart by who came
            else:
                of_user[user].add(provider)
        self._providers, self._contacts = of_user, ContactPersons(material)
        self._at_users = AtUsers(self._reports, np.fromiter(of_user, np.int32, len(of_user)))

    def _is_contact(self, at: int) -> bool:
        return self._decisions.text("service", at).casefold() in SERVICES.split(";")

    def of(self, at: int, unit: str) -> tuple[Longs, Floats, int | None]:
        """The entries that deliver a decision, occasions or minutes per month, and the first day of any."""
        user, provider = int(self._decisions["user_id"][at]), int(self._decisions["provider_id"][at])
        entries = self._at_users.on_days(user, -FAR_FUTURE // 1440, FAR_FUTURE // 1440 - 1)
        known = self._providers[user]
        if self._is_contact(at):
            entries = self._contacts.meetings(at, entries)
        elif len(known) > 1:
            by = self._reports.provider[entries]
            named = np.isin(by, np.fromiter(known - {-1}, np.int32, len(known - {-1})))
            if provider >= 0:
                entries = entries[(by == provider) | (~named if -1 not in known else np.zeros(len(by), bool))]
            else:
                entries = entries[~named]
        month = self._reports.month[entries] - self._low
        inside = (month >= 0) & (month < self._months)
        weights = self._reports.minutes[entries[inside]]
        month = month[inside]
        if unit == OCCASIONS:  # as at the payout desk: two reports of one day are one occasion
            _, once = np.unique(self._reports.day[entries[inside]], return_index=True)
            month, weights = month[once], np.ones(len(once))
        done = np.bincount(month, weights=weights, minlength=self._months).astype(float)
        first = int(self._reports.day[entries].min()) if len(entries) else None
        return entries, done, first


@dataclass(frozen=True, slots=True)
class _Answer:
    """Which providers are asked about some months of a decision, and what is to be said of them."""

    providers: tuple[str, ...]
    steps: tuple[Said, ...] = ()


class _Answering:
    """Who had a decision's assignment month by month: the provider it names, until the user's choice of it ends."""

    def __init__(self, material: Material) -> None:
        self._material, self._names = material, material.noun(Noun.PROVIDER)
        self._choices: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        columns = (material["provider-choices"][name].tolist() for name in ("user_id", "provider_id", "from", "to"))
        for user, provider, first, last in zip(*columns, strict=True):
            self._choices[user].append((provider, first, FAR_FUTURE if last == NONE else last))

    def left_before(self, at: int, low: int, high: int) -> Bools:
        """The months that begin after the user's last choice of the decision's provider has ended."""
        last = self._last_day(at)
        return np.asarray([last is not None and first_of_month(month) > last for month in range(low, high + 1)])

    def of(self, at: int, first: int, last: int) -> _Answer:
        """Who is asked about the months from one to another; they lie before or after the assignment's end."""
        decisions = self._material["decisions"]
        user, provider = int(decisions["user_id"][at]), int(decisions["provider_id"][at])
        begin, end, left = first_of_month(first), first_of_month(last + 1) - 1, self._last_day(at)
        if left is None or begin <= left:
            return _Answer((self._names[provider],), self._silent((provider,), end))
        others = sorted({who for who, since, until in self._choices[user] if since <= end and until >= begin})
        name, day = self._names[provider], day_text(left)
        said = (
            f"{name} har inte uppdraget efter {day}, men beslutet gäller.",
            f"{name} has not had the assignment since {day}, but the decision runs.",
        )
        return _Answer(tuple(self._names[who] for who in others), (said, *self._silent(others, end)))

    def _last_day(self, at: int) -> int | None:
        decisions = self._material["decisions"]
        user, provider = int(decisions["user_id"][at]), int(decisions["provider_id"][at])
        ends = [until for who, _, until in self._choices.get(user, ()) if who == provider >= 0]
        return None if not ends or max(ends) == FAR_FUTURE else max(ends)

    def _silent(self, providers: Iterable[int], end: int) -> tuple[Said, ...]:
        """Those of them that reported nothing at all in the last of the months, nor may have in another's name.

        An entry that names no provider may be anybody's: where one is later, nobody is said to be silent since.
        """
        month, reported = first_of_month(month_of(end)), self._last_reported
        unnamed = reported.get(NO_NAME, -FAR_FUTURE)
        return tuple(
            (
                f"{self._names[who]} har inte rapporterat något alls efter {day_text(reported[who])}.",
                f"{self._names[who]} has reported nothing at all since {day_text(reported[who])}.",
            )
            for who in providers
            if who != NO_NAME and unnamed <= reported.get(who, month) < month
        )

    @cached_property
    def _last_reported(self) -> dict[int, int]:
        reports = self._material.reports
        last = np.full(int(reports.provider.max(initial=-1)) + 2, -FAR_FUTURE, np.int64)
        np.maximum.at(last, reports.provider + 1, reports.day)
        return {code - 1: int(last[code]) for code in np.unique(reports.provider + 1).tolist()}


def _first_paid(material: Material) -> dict[int, int]:
    """The first day a contact person was paid for, by decision: an assignment that is paid for has begun."""
    decisions, payouts = material["decisions"], material["payouts"]
    first: dict[tuple[int, str], int] = {}
    for at, (user, begin) in enumerate(zip(payouts["user_id"].tolist(), payouts["period_from"].tolist(), strict=True)):
        service = payouts.text("service", at).casefold()
        if service in SERVICES.split(";"):
            first[user, service] = min(begin, first.get((user, service), begin))
    whose = enumerate(decisions["user_id"].tolist())
    keys = {at: (user, decisions.text("service", at).casefold()) for at, user in whose}
    return {at: first[key] for at, key in keys.items() if key in first}


def _months_in_force(material: Material, at: int, last: int, first_entry: int | None, low: int, high: int) -> Longs:
    """The whole months in which a decision was in force, begun and not interrupted."""
    decisions = material["decisions"]
    columns = ("valid_from", "decided_on", "executed_on", "interrupted_on", "resumed_on")
    begin, decided, executed, interrupted, resumed = (int(decisions[name][at]) for name in columns)
    started = executed if executed != NONE and executed <= material.as_of else first_entry
    asked = np.zeros(high - low + 1, bool)
    if started is None:
        return asked
    first = max(decided if begin == NONE else begin, started)
    for place in range(len(asked)):
        begins, ends = first_of_month(low + place), first_of_month(low + place + 1) - 1
        paused = (
            interrupted != NONE
            and interrupted <= ends
            and (resumed == NONE or resumed < interrupted or resumed > begins)
        )
        asked[place] = first <= begins and ends <= last and not paused
    return asked


def _short_hit(
    material: Material,
    at: int,
    unit: str,
    low: int,
    begin: int,
    finish: int,
    granted: Floats,
    done: Floats,
    entries: Longs,
    answer: _Answer,
) -> Hit:
    decisions, reports = material["decisions"], material.reports
    none = max((b - a for a, b in runs_of(done[begin:finish] == 0)), default=0)
    steps: list[Said] = []
    for place in range(begin, min(finish, begin + 12)):
        month = month_text(low + place)
        if unit == OCCASIONS:
            was, of = (f"{int(done[place])}",) * 2, number(float(granted[place]))
            steps.append(
                (
                    f"{month}: {was[0]} av {of[0]} tillfällen.",
                    f"{month}: {was[1]} of {of[1]} occasions.",
                )
            )
        else:
            was, of = hours(float(done[place])), hours(float(granted[place]))
            steps.append((f"{month}: {was[0]} av beviljade {of[0]}.", f"{month}: {was[1]} of {of[1]} granted."))
    first, last = first_of_month(low + begin), first_of_month(low + finish) - 1
    inside = entries[(reports.day[entries] >= first) & (reports.day[entries] <= last)]
    return Hit(
        subjects(
            decision=(decisions.text("decision_id", at),),
            user=(decisions.text("user_id", at),),
            provider=answer.providers,
            staff=reports.named("staff_id", inside),
        ),
        first,
        last,
        {
            "months": finish - begin,
            "months_without": none,
            "delivered": round(float(done[begin:finish].sum()), 2),
            "granted": round(float(granted[begin:finish].sum()), 2),
        },
        (rows("decisions", [at]), rows("time-reports", reports.places_of(inside))),
        Severity.SERIOUS if none >= 2 else Severity.DEFICIENCY,
        (*steps, *answer.steps),
    )


V18 = Rule(
    "V18",
    ("Frekvensen uppnås inte", "Frequency not reached"),
    ("decisions", "time-reports", "users", "payouts", "staff", "provider-choices"),
    seldom_delivered,
    (
        "Att kontrollera: fråga brukaren hur ofta hjälpen kommer, och utföraren varför.",
        "To look into: ask the user how often help comes, and the provider why.",
    ),
    (
        ("Brukaren har tackat nej eller varit bortrest.", "The user declined or was away."),
        ("Säsong.", "The season."),
    ),
    ("S0-2", "S0-3"),
    (Parameter("share", 0.5, "domain V18", "Minsta andel som ska utföras.", "Least share to be delivered."),),
    needs=("decisions", "time-reports"),
)
