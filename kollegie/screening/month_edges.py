"""Which months reports or plans cover whole: an export that begins or stops in a month has cut it in two."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from kollegie.screening.material import Entries
from kollegie.screening.swedish_time import Bools, first_of_month, month_of
from kollegie.screening.sweep import runs_of

EDGE = 5
"""Days at either end of a month in which something must lie for the month to be whole: a weekend with holidays."""


def first_and_last_whole_month(entries: Entries) -> tuple[int, int]:
    """The months between which anything lies in the first and in the last days of; (0, -1) without entries."""
    if not len(entries):
        return 0, -1
    first, last = int(entries.day.min()), int(entries.day.max())
    return month_of(first) + _begins_within(first), month_of(last) - _stops_within(last)


def cut_months(entries: Entries) -> dict[int, frozenset[int]]:
    """The months each provider's entries begin or stop in the middle of, since files come provider by provider.

    Shape: entries without a provider stand under -1; a provider of whole months alone is left out.
    """
    found: dict[int, frozenset[int]] = {}
    if not len(entries):
        return found
    codes, days = entries.provider + 1, entries.day
    first = np.full(int(codes.max()) + 1, days.max(), np.int32)
    last = np.full(len(first), days.min(), np.int32)
    np.minimum.at(first, codes, days)
    np.maximum.at(last, codes, days)
    for code in np.unique(codes).tolist():
        begin, end = int(first[code]), int(last[code])
        months = [month_of(begin)] * _begins_within(begin) + [month_of(end)] * _stops_within(end)
        if months:
            found[code - 1] = frozenset(months)
    return found


def is_cut(cut: dict[int, frozenset[int]], providers: Collection[int], low: int, high: int) -> Bools:
    """Which months from `low` to `high` the entries of any of these providers begin or stop in the middle of."""
    found = np.zeros(high - low + 1, bool)
    for month in {month for provider in providers for month in cut.get(provider, ()) if low <= month <= high}:
        found[month - low] = True
    return found


def runs_of_whole_months(missed: Bools, cut: Bools) -> Iterator[tuple[int, int]]:
    """Where months of a kind begin and end in a row, without those at either end that the entries have cut in two.

    Shape: one between two whole months stays, so that a long stretch of nothing is told as one.
    """
    for begin, finish in runs_of(missed):
        whole = np.flatnonzero(~cut[begin:finish])
        if len(whole):
            yield begin + int(whole[0]), begin + int(whole[-1]) + 1


def cut_by_user(reports: Entries, plans: Entries, low: int, high: int, users: int) -> Bools:
    """For each user, the months that the reports or the plans of any of their providers begin or stop within."""
    cuts = [cut_months(entries) for entries in (reports, plans)]
    met = np.zeros((users, max(int(entries.provider.max()) for entries in (reports, plans)) + 2), bool)
    for entries in (reports, plans):
        known = entries.user < users
        met[entries.user[known], entries.provider[known] + 1] = True
    found = np.zeros((users, high - low + 1), bool)
    for provider in cuts[0].keys() | cuts[1].keys():
        found[met[:, provider + 1]] |= is_cut(cuts[0], (provider,), low, high) | is_cut(cuts[1], (provider,), low, high)
    return found


def _begins_within(day: int) -> bool:
    return day >= first_of_month(month_of(day)) + EDGE


def _stops_within(day: int) -> bool:
    return day < first_of_month(month_of(day) + 1) - EDGE
