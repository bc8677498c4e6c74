"""The gate draws the same examples each time, and chance is where it was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
DRAWING = """
import conftest
from hypothesis import given, strategies as st

drawn = []

@given(st.integers())
def none_is_large(number):
    drawn.append(number)
    assert number < 1_000_000

try:
    none_is_large()
except AssertionError:
    pass
print(drawn)
"""


def drawn(folder: Path, **asked: str) -> list[int]:
    """Every number that hypothesis draws until a test has failed, in a run with these variables set."""
    without = {name: value for name, value in os.environ.items() if not name.startswith("KOLLEGIE_") and name != "CI"}
    told = subprocess.run(
        [sys.executable, "-c", DRAWING],
        check=True,
        capture_output=True,
        cwd=folder,
        env=without | asked | {"PYTHONPATH": str(TESTS)},
        text=True,
    ).stdout
    return [int(number) for number in told.strip("[]\n").split(",")]


def test_two_runs_draw_the_same_and_tell_the_first_failure_as_it_was_found(tmp_path):
    first = drawn(tmp_path)

    assert len(set(first)) > 1
    assert drawn(tmp_path) == first
    assert [number for number in first if number >= 1_000_000] == first[-1:] * 2
    assert list(tmp_path.iterdir()) == []


def test_a_run_with_more_examples_draws_others_and_makes_the_failing_one_small(tmp_path):
    asked = drawn(tmp_path, KOLLEGIE_EXAMPLES="400")

    assert asked != drawn(tmp_path)
    assert min(number for number in asked if number >= 1_000_000) == 1_000_000
