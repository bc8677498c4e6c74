"""The measures of agreement equal the textbook's tables and a reference library."""

from __future__ import annotations

from math import isnan

import krippendorff
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kollegie.model.agreement import agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha, raw_agreement

# Fleiss (1971) as printed in textbooks: ten subjects, fourteen raters, five categories.
FLEISS_TABLE = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)


def ratings_of(table):
    return [[category for category, number in enumerate(row) for _ in range(number)] for row in table]


def pairs_of(table):
    return [(one, other) for one, row in enumerate(table) for other, number in enumerate(row) for _ in range(number)]


def test_cohens_kappa_of_the_grant_readers_is_the_textbooks():
    assert cohen_kappa(pairs_of(((20, 5), (10, 15)))) == pytest.approx(0.4)


def test_two_tables_with_equal_raw_agreement_have_the_textbooks_different_kappas():
    assert cohen_kappa(pairs_of(((45, 15), (25, 15)))) == pytest.approx(0.1304, abs=1e-4)
    assert cohen_kappa(pairs_of(((25, 35), (5, 35)))) == pytest.approx(0.2593, abs=1e-4)


def test_fleiss_kappa_is_the_textbooks():
    assert fleiss_kappa(ratings_of(FLEISS_TABLE)) == pytest.approx(0.210, abs=5e-4)


def test_fleiss_refuses_unequal_numbers_of_answers():
    with pytest.raises(ValueError, match="equally many"):
        fleiss_kappa([["ja", "nej"], ["ja"]])


answers = some.lists(
    some.lists(some.sampled_from(["ja", "nej", "delvis", None]), min_size=3, max_size=3), min_size=2, max_size=12
)


@given(answers)
def test_alpha_equals_the_reference_library_whatever_is_missing(rows):
    given_answers = [[answer for answer in row if answer is not None] for row in rows]
    codes = {"ja": 0, "nej": 1, "delvis": 2, None: numpy.nan}
    data = numpy.array([[codes[row[rater]] for row in rows] for rater in range(3)], dtype=float)
    pairable = {answer for row in given_answers if len(row) > 1 for answer in row}
    found = krippendorff_alpha(given_answers)
    if len(pairable) < 2:
        assert isnan(found)
    else:
        assert found == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


@given(some.lists(some.tuples(some.integers(0, 9), some.integers(0, 9)), min_size=2, max_size=20))
def test_alpha_of_numbers_equals_the_reference_library(pairs):
    if len({number for pair in pairs for number in pair}) < 2:
        return
    data = numpy.array(pairs, dtype=float).T

    found = krippendorff_alpha(pairs, lambda one, other: float(one - other) ** 2)

    assert found == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement="interval"))


def test_agreement_of_nearly_everybody_is_high_though_kappa_is_not():
    units = [{"A": "ja", "B": "ja"}] * 18 + [{"A": "ja", "B": "nej"}, {"A": "nej", "B": "ja"}]

    found = agreement(units)

    assert found.raw.value == pytest.approx(0.9)
    assert found.cohen is not None
    assert found.cohen.value < 0
    assert found.raw.low is not None
    assert found.raw.low <= 0.9 <= found.raw.high


def test_too_few_things_give_a_value_without_an_interval():
    found = agreement([{"A": "ja", "B": "nej"}, {"A": "ja", "B": "ja"}])

    assert (found.raw.value, found.raw.low) == (0.5, None)


def test_what_only_one_has_answered_is_left_out():
    assert agreement([{"A": "ja"}, {"A": "ja", "B": "ja"}]).units == 1
    assert isnan(raw_agreement([{"A": "ja"}]))


def test_the_one_who_differs_most_stands_first():
    units = [{"A": "ja", "B": "ja", "C": "nej"}] * 3

    found = agreement(units)

    assert found.deviating[0] == ("C", 1.0)
    assert dict(found.deviating)["A"] == 0.5
