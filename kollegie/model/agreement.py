"""How well visitors agree on the same question: raw agreement first, chance-corrected measures beside it.

Kappa and alpha are low when nearly everybody gives the same answer, however well they agree; so the raw agreement
always stands beside them (N2, G6). Intervals are 95 % percentile intervals over resampled units with a fixed seed.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan, nan

Unit = Mapping[Hashable, Hashable]
"""The answers to one question about one thing: rater and answer. A rater who gave none is simply not there."""

RESAMPLES = 1000
LEAST_UNITS_FOR_INTERVAL = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of agreement. `value` is nan where it is not defined; the interval is None with too few units."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one question.

    Shape: `units` counts what at least two have answered, `pairs` the pairs of answers compared. `cohen` is None
    unless just two raters took part, `fleiss` None unless every unit has equally many answers.
    """

    units: int
    pairs: int
    raw: Measure
    alpha: Measure
    fleiss: Measure | None
    cohen: Measure | None
    deviating: tuple[tuple[Hashable, float], ...]


def agreement(units: Sequence[Unit], *, distance: Callable[[Hashable, Hashable], float] | None = None) -> Agreement:
    """All measures of one question.

    Shape: `deviating` are raters with the share of their pairs in which they differ, largest first.
    Units: `distance` is the squared difference of two answers (nominal where none is given); it concerns alpha only.
    """
    rated = [unit for unit in units if len(unit) >= 2]
    raters = {rater for unit in rated for rater in unit}
    counts = {len(unit) for unit in rated}

    def alpha(sample: Sequence[Unit]) -> float:
        return krippendorff_alpha([list(unit.values()) for unit in sample], distance)

    return Agreement(
        len(rated),
        sum(len(unit) * (len(unit) - 1) // 2 for unit in rated),
        _with_interval(rated, raw_agreement),
        _with_interval(rated, alpha),
        _with_interval(rated, _fleiss_of) if len(counts) == 1 else None,
        _with_interval(rated, _cohen_of) if len(raters) == 2 and counts == {2} else None,
        _deviating(rated),
    )


def raw_agreement(units: Sequence[Unit]) -> float:
    """The share of pairs of answers to the same thing that are equal; nan without any pair."""
    equal = total = 0
    for unit in units:
        for one, other in combinations(unit.values(), 2):
            equal += one == other
            total += 1
    return equal / total if total else nan


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Cohen's kappa of two raters; nan where both always gave the one same answer.

    Source: Cohen, A coefficient of agreement for nominal scales (1960).
    """
    number = len(pairs)
    if not number:
        return nan
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum(one == other for one, other in pairs) / number
    expected = sum(first[answer] * second[answer] for answer in first) / number**2
    return nan if expected == 1 else (observed - expected) / (1 - expected)


def fleiss_kappa(ratings: Sequence[Sequence[Hashable]]) -> float:
    """Fleiss' kappa; every unit has equally many answers. Nan where all gave the one same answer.

    Raises: ValueError when the units have different numbers of answers, or fewer than two.
    Source: Fleiss, Measuring nominal scale agreement among many raters (1971).
    """
    if not ratings:
        return nan
    each = len(ratings[0])
    if each < 2 or any(len(unit) != each for unit in ratings):
        raise ValueError("Fleiss' kappa needs equally many answers, at least two, about every thing")
    shares: Counter[Hashable] = Counter()
    observed = 0.0
    for unit in ratings:
        counts = Counter(unit)
        shares.update(counts)
        observed += (sum(count**2 for count in counts.values()) - each) / (each * (each - 1))
    observed /= len(ratings)
    total = len(ratings) * each
    expected = sum((count / total) ** 2 for count in shares.values())
    return nan if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(
    ratings: Sequence[Sequence[Hashable]], distance: Callable[[Hashable, Hashable], float] | None = None
) -> float:
    """Krippendorff's alpha; units may have different numbers of answers, those with fewer than two do not count.

    Shape: `distance` gives the squared difference of two answers, 0 for equal ones; nominal where none is given.
    Nan where all gave the one same answer. Source: Krippendorff, Content analysis (2004), chapter 11.
    """
    apart = distance or _nominal
    coincidences: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for unit in ratings:
        if len(unit) < 2:
            continue
        counts = Counter(unit)
        for one, number in counts.items():
            for other, others in counts.items():
                pairs = number * (others - (one == other))
                coincidences[one, other] += pairs / (len(unit) - 1)
    marginals: dict[Hashable, float] = defaultdict(float)
    for (one, _other), weight in coincidences.items():
        marginals[one] += weight
    total = sum(marginals.values())
    if total <= 1:
        return nan
    observed = sum(weight * apart(*pair) for pair, weight in coincidences.items())
    expected = sum(
        first * second * apart(one, other) for one, first in marginals.items() for other, second in marginals.items()
    )
    return nan if expected == 0 else 1 - (total - 1) * observed / expected


def _nominal(one: Hashable, other: Hashable) -> float:
    return float(one != other)


def _fleiss_of(units: Sequence[Unit]) -> float:
    return fleiss_kappa([list(unit.values()) for unit in units])


def _cohen_of(units: Sequence[Unit]) -> float:
    first, second = sorted({rater for unit in units for rater in unit}, key=str)
    return cohen_kappa([(unit[first], unit[second]) for unit in units])


def _with_interval(units: Sequence[Unit], measure: Callable[[Sequence[Unit]], float]) -> Measure:
    value = measure(units) if units else nan
    if len(units) < LEAST_UNITS_FOR_INTERVAL or isnan(value):
        return Measure(value)
    source = random.Random(20260417)
    found = sorted(again for _ in range(RESAMPLES) if not isnan(again := measure(source.choices(units, k=len(units)))))
    if not found:
        return Measure(value)
    return Measure(value, found[int(0.025 * (len(found) - 1))], found[int(0.975 * (len(found) - 1) + 0.5)])


def _deviating(units: Sequence[Unit]) -> tuple[tuple[Hashable, float], ...]:
    differs: Counter[Hashable] = Counter()
    compared: Counter[Hashable] = Counter()
    for unit in units:
        for (one, left), (other, right) in combinations(unit.items(), 2):
            for rater in (one, other):
                compared[rater] += 1
                differs[rater] += left != right
    shares = [(rater, differs[rater] / number) for rater, number in compared.items()]
    return tuple(sorted(shares, key=lambda each: (-each[1], str(each[0]))))
