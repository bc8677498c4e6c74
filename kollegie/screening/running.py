"""One screening: the rules over the material, and what they found as warning signals with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from threading import Event
from typing import overload
from uuid import UUID

import numpy as np

from kollegie.model.ids import derived_id
from kollegie.model.records import SHAPES, Held, RecordColumn
from kollegie.model.signals import EvidenceRow, Pairs, WarningSignal, signal_id
from kollegie.progress import Progress
from kollegie.screening.at_once import nothing_collected, one_by_one, two_at_once
from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Rule, Setting
from kollegie.screening.swedish_time import NONE, Longs, date_of
from kollegie.screening.sweep import keep_room
from kollegie.screening.wording import moment_text, moment_texts

MOST_ROWS = 60
"""Rows a signal carries copies of; the calculation and the count rest on all of them."""
MANY = 1_000_000
"""Time reports from which on two rules run at a time."""
LONG = ("V05", "V22", "V24")
"""Rules that take the longest over many time reports, and are begun first."""
MOST_MOMENTS = 200_000
_KNOWN: dict[str, dict[int, tuple[str, str]]] = {}
"""Moments as cells of each column, by minute."""
NAMING = frozenset(
    (
        *("name", "surname", "identity_number", "identity_problem", "address", "telephone", "bank_account"),
        *("notice_noted_by", "reason", "offer", "answer", "activity"),
    )
)
"""Columns never copied into a signal: they name somebody, or are free words about them."""


@dataclass(frozen=True)
class Found:
    """One signal, and every row behind it as kind, file and row number.

    Shape: `worded` are its measures that are words. `dated` is whether its first day tells it from others of its rule
    and subjects, and `anchored` whether its subjects may come and go.
    """

    signal: WarningSignal
    rows: tuple[tuple[str, Longs], ...]
    material: Material
    worded: frozenset[str] = frozenset()
    dated: bool = True
    anchored: bool = False

    def all_rows(self) -> Iterator[tuple[str, str, int]]:
        """Kind, file and row number of every row."""
        for kind, places in self.rows:
            records = self.material[kind]
            places = records.in_file_order(places)
            for file, row in zip(records.file[places].tolist(), records.row[places].tolist(), strict=True):
                yield kind, records.files[file], row


@dataclass(frozen=True)
class RuleRun:
    """What one rule ran with: its parameters, how many rows it read, and which kinds it lacked to run at all."""

    rule: Rule
    parameters: Mapping[str, Setting]
    rows_read: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """All that one screening found, and what it ran with."""

    found: tuple[Found, ...]
    rules: tuple[RuleRun, ...]


def run_rules(
    material: Material,
    rules: Iterable[Rule],
    *,
    scope: UUID,
    period: tuple[date | None, date | None] = (None, None),
    instead: Mapping[str, Mapping[str, Setting]] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run the rules over the material.

    Shape: `period` leaves the signals that touch its days, both included, each as it is without one: what lies before
    and after is what a month, a rest or a last meeting is judged by. `instead` are parameters by rule id. `scope` is
    who may see the signals. The same material gives the same signals.
    Raises: ParameterUnknown; Cancelled out of the progress.
    """
    first, last = (None if day is None else (day - date(1970, 1, 1)).days for day in period)
    chosen_rules = tuple(rules)
    all_chosen = [Chosen(rule, (instead or {}).get(rule.id)) for rule in chosen_rules]

    def run(number: int, stop: Event) -> list[Found]:
        rule, chosen = chosen_rules[number], all_chosen[number]
        found: list[Found] = []
        for hit in rule.function(material, chosen) if rule.can_run(material) else ():
            if (last is None or hit.first <= last) and (first is None or hit.last >= first):
                found.append(_found(material, rule, hit, chosen, scope))
            if stop.is_set():
                break
        return _told_apart(found)

    begun = sorted(range(len(chosen_rules)), key=lambda number: _turn(chosen_rules[number]))
    works = [partial(run, number) for number in begun]
    found: dict[int, list[Found]] = {}
    keep_room()
    at_once = two_at_once if len(material["time-reports"]) >= MANY else one_by_one
    with nothing_collected(), closing(at_once(works)) as done:
        for place, of_rule in done:
            found[begun[place]] = of_rule
            if progress is not None:
                progress.step(len(found), len(chosen_rules), chosen_rules[begun[place]].title)
    runs = []
    for rule, chosen in zip(chosen_rules, all_chosen, strict=True):
        lacking = tuple(kind for kind in rule.needs if not material.has(kind))
        read = 0 if lacking else sum(len(material[kind]) for kind in rule.sets)
        runs.append(RuleRun(rule, chosen.all, read, lacking))
    return Run(tuple(one for number in sorted(found) for one in found[number]), tuple(runs))


def _turn(rule: Rule) -> int:
    """When a rule is begun: those that take the longest first, the others in their own order."""
    return LONG.index(rule.id) if rule.id in LONG else len(LONG)


def _found(material: Material, rule: Rule, hit: Hit, chosen: Chosen, scope: UUID) -> Found:
    subjects: Pairs = tuple((noun, name) for noun in sorted(hit.subjects) for name in hit.subjects[noun])
    first = date_of(hit.first)
    behind = tuple((kind, places) for kind, places in hit.rows if len(places))
    signal = WarningSignal(
        signal_id(rule.id, hit.part, subjects, first if hit.dated else None, hit.anchor),
        scope,
        rule.id,
        hit.severity,
        first,
        date_of(hit.last),
        hit.part,
        subjects,
        tuple((name, str(value)) for name, value in hit.measure.items()),
        chosen.told,
        tuple(hit.steps),
        Copies(material, behind, of_each_user="user" in hit.subjects),
        sum(len(places) for _, places in behind),
    )
    worded = frozenset(name for name, value in hit.measure.items() if isinstance(value, str))
    return Found(signal, behind, material, worded, hit.dated, bool(hit.anchor))


def _told_apart(found: list[Found]) -> list[Found]:
    """What one rule found, each cause once and under an id of its own.

    Shape: a row that stands twice in a file is found twice, and is one cause; where the two rows differ they are two.
    """
    apart: dict[UUID, Found] = {}
    for one in found:
        signal = one.signal
        while (same := apart.get(signal.id)) is not None:
            alike = ((each.first_day, each.last_day, each.subjects, each.measure) for each in (same.signal, signal))
            if next(alike) == next(alike):
                break
            signal = replace(signal, id=derived_id("signal", "again", signal.id))
        else:
            apart[signal.id] = one if signal is one.signal else replace(one, signal=signal)
    return list(apart.values())


class Copies(Sequence[EvidenceRow]):
    """The copies of a found signal's rows, made when they are read: kept one by one, shown a few at a time.

    Ten thousand signals would else hold half a million copies until the last of them is stored.
    """

    def __init__(self, material: Material, behind: tuple[tuple[str, Longs], ...], *, of_each_user: bool) -> None:
        self._material, self._behind, self._of_each_user = material, behind, of_each_user

    def __len__(self) -> int:
        return min(MOST_ROWS, sum(len(places) for _, places in self._behind))

    def __iter__(self) -> Iterator[EvidenceRow]:
        return iter(self._made())

    def _made(self) -> tuple[EvidenceRow, ...]:
        read = ((kind, self._material[kind].in_file_order(places)) for kind, places in self._behind)
        return evidence(self._material, read, of_each_user=self._of_each_user)

    @overload
    def __getitem__(self, which: int) -> EvidenceRow: ...

    @overload
    def __getitem__(self, which: slice) -> tuple[EvidenceRow, ...]: ...

    def __getitem__(self, which: int | slice) -> EvidenceRow | tuple[EvidenceRow, ...]:
        return self._made()[which]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def evidence(
    material: Material, behind: Iterable[tuple[str, Longs]], most: int = MOST_ROWS, *, of_each_user: bool = False
) -> tuple[EvidenceRow, ...]:
    """Copies of the first rows, or of the first of each user, without what names a person."""
    copies: list[EvidenceRow] = []
    for kind, places in behind:
        records = material[kind]
        room = most - len(copies)
        shown = _first_of_each_user(records, places, room) if of_each_user else places[:room]
        columns = [_cells(records, column, shown) for column in SHAPES[kind].columns if column.name not in NAMING]
        files, numbers = records.file[shown].tolist(), records.row[shown].tolist()
        for file, number, cells in zip(files, numbers, zip(*columns, strict=True), strict=True):
            copies.append(EvidenceRow(kind, records.files[file], number, tuple(cell for cell in cells if cell)))
    return tuple(copies)


def _first_of_each_user(records: Records, places: Longs, most: int) -> Longs:
    """The first rows; where they cannot all be had as many of each user, for each is asked about theirs."""
    if len(places) <= most or "user_id" not in records.columns:
        return places[:most]
    users = records["user_id"][places]
    order = np.argsort(users, kind="stable")
    begin = np.flatnonzero(np.r_[True, users[order][1:] != users[order][:-1]])
    turn = np.empty(len(places), np.int64)
    turn[order] = np.arange(len(places)) - np.repeat(begin, np.diff(np.r_[begin, len(places)]))
    return np.asarray(places[np.sort(np.argsort(turn, kind="stable")[:most])])


def _cells(records: Records, column: RecordColumn, places: Longs) -> list[tuple[str, str] | None]:
    """One column's cells of these rows as its name and their text, each different text made once; None is missing."""
    values = records[column.name][places].tolist()
    if column.held is Held.MINUTE and NONE not in values:
        return _moments(column.name, values)
    names = records.names_of(column.name) if column.held is Held.NAME else None
    made: dict[int | float, tuple[str, str] | None] = {}
    for value in set(values):
        text = _text(column.held, value) if names is None else names[value]
        made[value] = (column.name, text) if text else None
    return [made[value] for value in values]


def _moments(name: str, minutes: list[int]) -> list[tuple[str, str] | None]:
    """The same for moments, each kept once for all signals: their starts and ends fall on the same minutes."""
    known = _KNOWN.setdefault(name, {})
    if len(known) > MOST_MOMENTS:
        known = _KNOWN[name] = {}
    fresh = [minute for minute in minutes if minute not in known]
    known.update(zip(fresh, ((name, text) for text in moment_texts(fresh)), strict=True))
    return [known[minute] for minute in minutes]


def _text(held: Held, value: int | float) -> str:
    match held:
        case Held.DAY:
            return "" if value == NONE else date_of(int(value)).isoformat()
        case Held.MINUTE:
            return "" if value == NONE else moment_text(int(value))
        case Held.SECONDS:
            return "" if value == NO_NUMBER else f"{value / 3600:.4f}".rstrip("0").rstrip(".")
        case Held.ORE:
            return "" if value == NO_NUMBER else f"{value / 100:.2f}"
        case Held.FLAG:
            return "" if value < 0 else "yes" if value else "no"
        case _:
            return "" if np.isnan(value) else f"{value:g}"
