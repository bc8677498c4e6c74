"""Payouts taken back later, counted in the months they were paid for where it is sure which those are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from kollegie.screening.columns import NO_NUMBER, Records
from kollegie.screening.material import Material
from kollegie.screening.netting import ALWAYS, PaidMonth, Part, by_month, paid_months
from kollegie.screening.rules import Said
from kollegie.screening.swedish_time import Longs, first_of_month, month_of, month_text, months_in_a_row
from kollegie.screening.wording import kronor, listed

_Account: TypeAlias = tuple[int, int, str]
"""A payee, a user, and a service in lower case."""
MOST_TOLD = 12
"""Deductions named in a calculation; the rows show them all."""


def paid_by_month(
    material: Material, places: Longs | None = None, days: tuple[int, int] = ALWAYS
) -> dict[tuple[int, int, str, int], PaidMonth]:
    """Each payee's net by user, service and month, what was taken back being drawn off what it takes back.

    Shape: as `paid_months`, and of the same `days`.
    """
    return paid_months(material["payouts"], places, days, reversed_parts(material))


def reversed_parts(material: Material) -> Mapping[int, list[Part]]:
    """The rows that take back what another row paid on other days, each with the days it is counted on.

    Shape: a payout names no other, so that only what is sure is moved, within the payee's payouts for the same user and
    service. Of its own months, what is taken back is the one payout of just that sum, else all of them where they come
    to it. Where they were paid more it stays there, since its days are what the payer has said of it, also when another
    month was paid just that sum (`alike_said` tells it): by its days, at most what is left of each month, and then off
    what those payouts have left on other days, so that no month is asked about while one beside it is overdrawn. Where
    they were paid less, it is of what was paid until then: the one payout of just that sum, else all that is left where
    it comes to it, else a part of the only one there is; and what its own months do not cover stays on its own days.
    What is moved is drawn off the months in which something of the payout is left.
    Source: domain V17 and S0-10, which ask for what is not paid back; the order is ours [P].
    """
    return material.shared(_Reversed).parts


def reversed_said(material: Material, places: Iterable[int], month: int | None = None) -> list[Said]:
    """Which of these payout rows are drawn off another month than their own; those of one month where it is named."""
    payouts, parts = material["payouts"], reversed_parts(material)
    said: list[Said] = []
    for at in sorted(set(places) & parts.keys()):
        first, last = (int(payouts[name][at]) for name in ("period_from", "period_to"))
        own, moved = _months((first, max(first, last))), _by_month(parts[at])
        for run in months_in_a_row(sorted(one for one, ore in moved.items() if ore < 0 and one not in own)):
            if month is None or month in run:
                back, counted, told = kronor(-sum(moved[one] for one in run)), _span_text(run), _span_text(own)
                said.append(
                    (
                        f"{back[0]} som togs tillbaka {told} räknas av i {counted}, som det betalades för.",
                        f"{back[1]} taken back in {told} is drawn off in {counted}, which it was paid for.",
                    )
                )
    return said[:MOST_TOLD]


def alike_said(material: Material, places: Iterable[int], worked: Container[int]) -> tuple[list[int], list[Said]]:
    """Later rows that took back just what one of these payouts came to and yet are counted in their own months.

    Shape: `worked` are months with reported time; a payout taken back where nothing was reported explains itself.
    """
    payouts, alike = material["payouts"], material.shared(_Reversed).alike
    backs: dict[int, list[int]] = defaultdict(list)
    for at in sorted(set(places) & alike.keys()):
        for back, exact in alike[at]:
            if not exact or any(month in worked for month in _days_months(payouts, back)):
                backs[back].append(at)
    said = []
    for back, of in backs.items():
        ore = kronor(-int(payouts["amount"][back]))
        own = _span_text(_days_months(payouts, back))
        months = listed(tuple(dict.fromkeys(_span_text(_days_months(payouts, at)) for at in of)))
        said.append(
            (
                f"{ore[0]} togs tillbaka {own} och räknas av där. Lika mycket betalades {months[0]}: var det för den "
                "tiden?",
                f"{ore[1]} was taken back in {own} and is drawn off there. As much was paid in {months[1]}: was it for "
                "that time?",
            )
        )
    return list(backs)[:MOST_TOLD], said[:MOST_TOLD]


@dataclass(slots=True)
class _Payout:
    """One row; `left` is what of it has not been taken back, `remains` by the days of all rows behind. Units: öre."""

    at: int
    ore: int
    first: int
    last: int
    left: int
    remains: dict[tuple[int, int], int]

    @property
    def months(self) -> range:
        return _months((self.first, self.last))

    def draw(self, ore: int, days: tuple[int, int]) -> None:
        """Take so much off it, by a row of these days."""
        self.left -= ore
        self.remains[days] = self.remains.get(days, 0) - ore

    def left_in(self, month: int) -> int:
        """What of it has not been taken back in a month."""
        return _by_month((ore, *days) for days, ore in self.remains.items()).get(month, 0)

    def taking(self, ore: int) -> list[Part]:
        """So much of what is left, taken back on the days it is left for, and drawn off it."""
        parts: list[Part] = []
        left, passed, reached = self.left, 0, 0
        for days, of_days in list(self.remains.items()):
            passed += of_days
            part, reached = ore * passed // left - reached, ore * passed // left
            parts.append((-part, *days))
            self.draw(part, days)
        return parts


class _Reversed:
    """The rows that take back, beside what the same account was paid."""

    def __init__(self, material: Material) -> None:
        self.parts: dict[int, list[Part]] = {}
        self.alike: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        self._covered: set[int] = set()
        for lines in _accounts(material):
            paid = sorted((one for one in lines if one.ore > 0), key=lambda one: (one.first, one.at))
            for back in sorted((one for one in lines if one.ore < 0), key=lambda one: (one.first, one.at)):
                self._tie(back, paid)
            self._tell_alike(lines, paid)

    def _tell_alike(self, lines: list[_Payout], paid: list[_Payout]) -> None:
        """Find the payouts that nothing was drawn off though a row of their sum was taken back later, in its months."""
        for back in (one for one in lines if one.at in self._covered):
            own = set(back.months)
            exact = any(one.ore == -back.ore and own & set(one.months) for one in paid)
            for one in paid:
                if one.left == one.ore == -back.ore and one.months[-1] < back.months[0]:
                    self.alike[one.at].append((back.at, exact))

    def _tie(self, back: _Payout, paid: list[_Payout]) -> None:
        """Find what a row takes back and draw it off."""
        here = [one for one in paid if one.left and set(one.months) & set(back.months)]
        until = [one for one in paid if one.left and one.months[0] <= back.months[-1]]
        whole = _whole(back, here)
        if sum(one.left for one in here) >= -back.ore:
            self._covered.add(back.at)
        elif not whole:
            whole = _whole(back, until)
            if not whole and not here and len(until) == 1 and until[0].left > -back.ore:
                self.parts[back.at] = until[0].taking(-back.ore)
        if whole:
            self.parts[back.at] = [part for one in whole for part in one.taking(one.left)]
        if back.at not in self.parts and here:
            self._stay(back, here)

    def _stay(self, back: _Payout, here: list[_Payout]) -> None:
        """Draw a row off its own months: by its days, and what some month has not left off the others of `here`."""
        rest, drawn = -back.ore, Counter[tuple[int, int]]()
        shares = [
            (month, (max(back.first, first_of_month(month)), last), part)
            for month, last, part in by_month((rest, back.first, back.last))
        ]
        for month, days, part in shares:
            drawn[days] += _drawn(here, month, days, part)
        rest -= drawn.total()
        if rest <= len(here):  # no more than what sharing by days has rounded: it is counted by its days
            for one in here:
                part = min(one.left, rest)
                one.draw(part, (back.first, back.last))
                rest -= part
            return
        for month, days, _ in shares:
            more = _drawn(here, month, days, rest)
            drawn[days] += more
            rest -= more
        parts = [(-ore, *days) for days, ore in drawn.items() if ore]
        for one in here:
            part = min(one.left, rest)
            parts += one.taking(part) if part else []
            rest -= part
        self.parts[back.at] = [*parts, (-rest, back.first, back.last)] if rest else parts


def _drawn(here: list[_Payout], month: int, days: tuple[int, int], most: int) -> int:
    """Draw so much at most off what these payouts have left in a month, in their order; tells how much it was."""
    owed = most
    for one in here:
        part = max(0, min(owed, one.left, one.left_in(month)))
        if part:
            one.draw(part, days)
            owed -= part
    return most - owed


def _whole(back: _Payout, among: list[_Payout]) -> list[_Payout]:
    """Those of these payouts that a row takes back to the last öre; none where that is not sure."""
    same = [one for one in among if one.left == -back.ore]
    if len(same) == 1:
        return same
    return among if among and sum(one.left for one in among) == -back.ore else []


def _days_months(payouts: Records, at: int) -> range:
    first, last = (int(payouts[name][at]) for name in ("period_from", "period_to"))
    return _months((first, max(first, last)))


def _months(days: tuple[int, int]) -> range:
    return range(month_of(days[0]), month_of(days[1]) + 1)


def _by_month(parts: Iterable[Part]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for part in parts:
        for month, _, ore in by_month(part):
            found[month] += ore
    return found


def _span_text(months: Sequence[int]) -> str:
    return " – ".join(month_text(one) for one in dict.fromkeys((months[0], months[-1])))


def _accounts(material: Material) -> Iterable[list[_Payout]]:
    """The rows of each account of which anything was taken back."""
    payouts = material["payouts"]
    amount, services = payouts["amount"], payouts.names_of("service")
    known = amount != NO_NUMBER
    takers = np.unique(payouts["payee_id"][known & (amount < 0)])
    places = np.flatnonzero(known & np.isin(payouts["payee_id"], takers))
    names = ("payee_id", "user_id", "service", "amount", "period_from", "period_to")
    columns = (payouts[name][places].tolist() for name in names)
    found: dict[_Account, list[_Payout]] = defaultdict(list)
    for at, payee, user, service, ore, first, last in zip(places.tolist(), *columns, strict=True):
        last, paid = max(first, last), max(ore, 0)
        row = _Payout(at, ore, first, last, paid, {(first, last): paid})
        found[payee, user, services[service].casefold()].append(row)
    return [lines for lines in found.values() if any(one.ore < 0 for one in lines)]
