"""What holds for many rules: the order of rows, the words of an agreement, claims of another century."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_rule import MARCH, standby_at_night, told
from planting import World, material_of

from kollegie.cli.screening import _signal
from kollegie.screening import sweep
from kollegie.screening.agreements import AgreementUnreadable, limits_of_agreements
from kollegie.screening.all_rules import RULES, rules_named
from kollegie.screening.rules import Chosen
from kollegie.screening.running import run_rules
from kollegie.screening.sweep import counts_of, order_by, order_of_one, order_of_runs


@settings(max_examples=30)
@given(st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=20, max_size=60), max_size=4))
def test_stretches_that_stand_in_order_are_put_together_as_a_sort_would(sets: list[list[tuple[int, int]]]) -> None:
    pairs = [pair for one in sets for pair in sorted(one)] or [(0, 0)] * 4
    who, start = np.asarray(pairs, np.int32).T

    order = order_of_runs(who, start)

    assert order is None or order.tolist() == order_by(who, start).tolist()
    assert order is not None or len(sets) > 1


@pytest.mark.parametrize("last", [0, 9, 70_000])
def test_rows_laid_in_order_a_part_at_a_time_stand_as_a_sort_would_have_them(
    monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    monkeypatch.setattr(sweep, "AT_ONCE", 7)
    key = np.asarray([(place * place) % 11 * last // 10 for place in range(60)], np.int32)

    assert order_of_one(key, counts_of(key)).tolist() == sorted(range(60), key=lambda place: key[place])


@pytest.mark.parametrize("year", [1970, 2126])
def test_every_rule_runs_over_a_claim_of_another_century(year: int) -> None:
    world = World()
    world.add(
        "sick-claims",
        claim_id="c",
        user_id="x",
        staff_id="a",
        substitute_id="b",
        hours=8,
        **{"from": date(year, 3, 2), "to": date(year, 3, 3)},
    )

    run = run_rules(material_of(world), RULES.values(), scope=UUID(int=1))

    assert len(run.rules) == len(RULES)


@pytest.mark.parametrize("rule", ["V01", "V02"])
def test_standby_is_not_being_there(rule: str) -> None:
    world = World()
    standby_at_night(world)

    assert told(rule, world) == []


@pytest.mark.parametrize("written", ["Sobona", "Sobona=48", "Sobona=x/6", "=48/6", "Sobona=48/0"])
def test_an_agreement_that_cannot_be_read_is_refused_by_its_words(written: str) -> None:
    for rule in ("V03", "V04"):
        with pytest.raises(AgreementUnreadable, match=written):
            limits_of_agreements(Chosen(RULES[rule], {"agreements": written}), rule, "Sobona=48/6")


def test_a_claims_number_stays_as_it_is_written_in_the_result() -> None:
    world = World()
    for user, number in (("x", "007"), ("y", "nan")):
        claim = {"claim_id": number, "user_id": user, "staff_id": user, "substitute_id": f"for-{user}", "hours": 8}
        world.add("sick-claims", **claim, **{"from": MARCH, "to": MARCH})
    world.work("c", "z", MARCH, "08:00", "09:00")

    run = run_rules(material_of(world), rules_named(("V08",)), scope=UUID(int=1))

    told = [_signal(one)["measure"] for one in run.found]
    assert sorted(measure["claim"] for measure in told) == ["007", "nan"]
    assert all(isinstance(measure["minutes"], int) for measure in told)
