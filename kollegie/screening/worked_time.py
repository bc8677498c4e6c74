"""How much each person worked each day for each employer, as a table of people × days that rules sum over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from kollegie.model.signals import AGREEMENT_HELD_UNTIL
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Said
from kollegie.screening.swedish_time import DAY, FAR_FUTURE, FAR_PAST, NONE, Ints, Longs
from kollegie.screening.sweep import furthest_end, group_starts, order_by, whole_people
from kollegie.screening.wording import day_text

MOST_CELLS = 100_000
"""People × days summed at a time: they stay in the processor's cache, and a county needs no more than a town."""
ATL, HUSHL, AGREEMENT = "ATL", "HushL", "agreement"


@dataclass(frozen=True)
class Workers:
    """People at work, each once per employer (or once in all).

    Shape: `person` and `employer` are codes per worker, the employer −1 where it is unknown or does not matter.
    `worker`, `day` and `minutes` are per day worked, sorted by worker; an hour reported twice by one worker counts
    once.
    """

    person: Ints
    employer: Ints
    worker: Ints
    day: Ints
    minutes: Ints

    def tables(self) -> Iterator[tuple[int, int, Longs]]:
        """Blocks of workers: the first worker, the first day, and minutes per worker and day."""
        if not len(self.worker):
            return
        first, days = int(self.day.min()), int(self.day.max()) - int(self.day.min()) + 1
        at_once = max(1, MOST_CELLS // days)
        for begin in range(0, len(self.person), at_once):
            finish = min(begin + at_once, len(self.person))
            low, high = np.searchsorted(self.worker, np.asarray((begin, finish), self.worker.dtype))
            cell = (self.worker[low:high].astype(np.int64) - begin) * days + (self.day[low:high] - first)
            summed = np.bincount(cell, weights=self.minutes[low:high], minlength=(finish - begin) * days)
            yield begin, first, summed.astype(np.int64).reshape(finish - begin, days)


def workers_by_employer(material: Material) -> Workers:
    """Each person once per employer: the law's limits bind per employer."""
    return material.shared(_by_employer)


def _by_employer(material: Material) -> Workers:
    """So many people at a time that what is held meanwhile is little."""
    reports = material.reports
    parts, many = [], 0
    for begin, after in whole_people(reports.who):
        part = _of_some(material, reports, at_work(reports, begin, after))
        parts.append(replace(part, worker=part.worker + np.int32(many)))
        many += len(part.person)
    if not parts:
        return _of_some(material, reports, np.zeros(0, np.int64))
    return Workers(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Workers)))


def at_work(reports: Entries, begin: int, after: int) -> Longs | slice:
    """Those among these entries that are work; a stretch where all are, whose columns need no copies."""
    work = reports.is_work[begin:after]
    return slice(begin, after) if work.all() else begin + np.flatnonzero(work)


def _of_some(material: Material, reports: Entries, which: Longs | slice) -> Workers:
    """The workers of these entries, which are all of some people."""
    who, start, end = reports.who[which], reports.start[which], reports.end[which]
    employer = employers_of(material, reports, which)
    if ((who[1:] == who[:-1]) & (employer[1:] != employer[:-1])).any():
        order = order_by(who, employer, start)
        which = order + which.start if isinstance(which, slice) else which[order]
        who, start, end, employer = (column[order] for column in (who, start, end, employer))
    return _workers(reports, which, who, employer, start, end)


def workers_in_all(material: Material, persons: set[int]) -> Workers:
    """These persons over all their employers."""
    reports = material.reports
    chosen = np.fromiter(persons, np.int32, len(persons))
    which = np.flatnonzero(reports.is_work & np.isin(reports.who, chosen))
    who = reports.who[which]
    return _workers(reports, which, who, np.full(len(who), -1, np.int32), reports.start[which], reports.end[which])


def _workers(reports: Entries, which: Longs | slice, who: Ints, employer: Ints, start: Ints, end: Ints) -> Workers:
    if not len(who):
        nothing = np.zeros(0, np.int32)
        return Workers(nothing, nothing, nothing, nothing, nothing)
    fresh = np.ones(len(who), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (employer[1:] != employer[:-1])
    worker = (np.cumsum(fresh) - 1).astype(np.int32)
    reach = furthest_end(worker, end)
    counted_from = start.copy()
    counted_from[1:] = np.where(fresh[1:], start[1:], np.maximum(start[1:], reach[:-1]))
    minutes = np.maximum(end - counted_from, 0)
    day = reports.wall_start[which] // np.int32(DAY)
    begin = group_starts(worker, day)
    return Workers(who[fresh], employer[fresh], worker[begin], day[begin], np.add.reduceat(minutes, begin))


def employers_of(material: Material, reports: Entries, which: Longs | slice) -> Ints:
    """The provider of the report, else the one provider the staff register names for that number."""
    employer = reports.provider[which]
    if not (employer < 0).any():
        return employer
    only = material.shared(only_provider)
    staff = reports.staff[which]
    known = np.where(staff < len(only), only[np.minimum(staff, len(only) - 1)], -1) if len(only) else -1
    return np.where(employer < 0, known, employer).astype(np.int32)


def only_provider(material: Material) -> Ints:
    """For each staff code the provider in the staff register; −1 where there is none or more than one."""
    staff = material["staff"]
    found = np.full(int(staff["staff_id"].max(initial=-1)) + 1, -1, np.int32)
    for code, provider in zip(staff["staff_id"].tolist(), staff["provider_id"].tolist(), strict=True):
        found[code] = provider if found[code] in (-1, provider) else -2
    return np.maximum(found, -1)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which working time rules a person works for an employer, and since when (None where unknown).

    Shape: `agreement` is the collective agreement's name in lower case, "" where none is given. `until` is the last day
    of an agreement that ends: under its terms the last they hold for, and under ATL the one after which that binds.
    """

    regime: str
    since: int | None
    agreement: str = ""
    until: int | None = None

    def held_on(self, first: int, last: int) -> tuple[int, int]:
        """Those of these days on which the terms hold, as far as an agreement that ends tells."""
        if self.until is None:
            return first, last
        return (first, min(last, self.until)) if self.regime == AGREEMENT else (max(first, self.until + 1), last)

    @property
    def afterwards(self) -> Terms:
        """The terms once the agreement has ended: ATL, since it binds whoever has no agreement."""
        return self if self.until is None else replace(self, regime=ATL, agreement="")


class TermsBook:
    """The staff register's terms, by person and employer: of several contracts, the one that began last.

    Shape: a contract that begins after the day of the screening counts only where there is no other.
    """

    def __init__(self, material: Material) -> None:
        staff = material["staff"]
        persons = material.persons[staff["staff_id"]] if len(staff) else staff["staff_id"]
        self._by_person: dict[int, list[tuple[int, Terms]]] = {}
        self._until: dict[int, list[tuple[int, Terms, int]]] = {}
        names = ("provider_id", "contract_from", "contract_to", "agreement_to")
        columns = (staff[name].tolist() for name in names)
        for at, (person, employer, since, until, ends) in enumerate(zip(persons.tolist(), *columns, strict=True)):
            agreement = staff.text("agreement", at).casefold()
            written = staff.text("working_time_regime", at) or (AGREEMENT if agreement else "")
            terms = Terms(regime_named(written), None if since == NONE else since, agreement)
            if terms.regime == AGREEMENT and ends != NONE:
                terms = replace(terms, until=ends)
            self._by_person.setdefault(person, []).append((employer, terms))
            self._until.setdefault(person, []).append((employer, terms, FAR_FUTURE if until == NONE else until))
        for known in self._by_person.values():
            known.sort(key=lambda one: _begun_last(one[1], material.as_of), reverse=True)

    def of(self, person: int, employer: int) -> Terms:
        """The terms at that employer, else at the one begun with last; ATL where the register is silent.

        ATL, since it binds whoever has no agreement.
        """
        known = self._by_person.get(person, [])
        for at, terms in known:
            if at == employer:
                return terms
        return known[0][1] if known else Terms(ATL, None)

    def regimes(self, person: int, first: int, last: int) -> frozenset[str]:
        """All regimes the person works under on any of these days.

        Shape: a contract holds until its last day, or until the same employer's next one begins. Where none holds, the
        one begun with last counts.
        """
        known = self._until.get(person, [])
        holding = set()
        for employer, terms, until in known:
            begin = FAR_PAST if terms.since is None else terms.since
            later = [
                one.since for at, one, _ in known if at == employer and one.since is not None and one.since > begin
            ]
            end = min([until, *(day - 1 for day in later)])
            if begin <= last and end >= first:
                agreed = end if terms.until is None else terms.until
                holding |= {terms.regime} if agreed >= first else set()
                holding |= {terms.afterwards.regime} if agreed < min(last, end) else set()
        return frozenset(holding or {self.of(person, -1).regime})


def _begun_last(terms: Terms, as_of: int) -> tuple[bool, int]:
    """Orders contracts by their first day, those that have not begun before all others."""
    since = NONE if terms.since is None else terms.since
    return since <= as_of, since


def regime_named(written: str) -> str:
    """ATL, HushL or agreement, however it is written; ATL where nothing is."""
    folded = written.casefold()
    if folded in ("hushl", "lag (1970:943)", "husligt arbete"):
        return HUSHL
    return AGREEMENT if folded in ("agreement", "kollektivavtal", "avtal") else ATL


def rows_by_terms(
    workers: Workers, block: tuple[int, int, Longs], book: TermsBook | None
) -> tuple[Longs, list[int], list[Terms]]:
    """The rows of a table of work with their workers and the terms each is held to; without a book, ATL.

    Shape: `block` is the first worker, the first day and the table. Whose agreement ends has two rows: what was worked
    until then, and what was worked since, each held to its own terms, so that no window mixes two.
    """
    begin, first_day, table = block
    who = list(range(begin, begin + table.shape[0]))
    persons, employers = workers.person[who].tolist(), workers.employer[who].tolist()
    pairs = zip(persons, employers, strict=True)
    terms = [Terms(ATL, None) if book is None else book.of(person, employer) for person, employer in pairs]
    held = [None if one.until is None else max(0, one.until + 1 - first_day) for one in terms]
    ended = [at for at, count in enumerate(held) if count is not None and count < table.shape[1]]
    if not ended:
        return table, who, terms
    until, since = table.copy(), table[ended]
    for place, at in enumerate(ended):
        until[at, held[at] :] = 0
        since[place, : held[at]] = 0
    later = [terms[at].afterwards for at in ended]
    return np.vstack([until, since]), [*who, *(who[at] for at in ended)], [*terms, *later]


def ended_said(terms: Terms | None, last: int) -> list[Said]:
    """When the agreement ended that these terms are of, or come after; nothing where days until `last` are all its."""
    if terms is None or terms.until is None or (terms.regime == AGREEMENT and last <= terms.until):
        return []
    day = day_text(terms.until)
    if terms.regime == AGREEMENT:
        return [
            (
                f"Kollektivavtalet gäller till {day}. Bara arbete till och med den dagen räknas efter det.",
                f"The collective agreement is valid until {day}. Only work until that day counts by it.",
            )
        ]
    return [
        (
            f"{AGREEMENT_HELD_UNTIL} {day}. Arbete därefter räknas efter arbetstidslagen.",
            f"The collective agreement was valid until {day}. Work after that counts by the Working Hours Act.",
        )
    ]
