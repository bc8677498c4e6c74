"""What two rules ask for at the same time."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from kollegie.errors import Cancelled
from kollegie.screening.at_once import Once, made_once, nothing_collected
from kollegie.screening.wording import number


class Held:
    """Something with two columns, one of which takes its time."""

    def __init__(self) -> None:
        self.once, self.begun, self.go_on, self.times = Once(), Event(), Event(), 0

    @made_once
    def slow(self) -> int:
        """Is worked out once it may."""
        self.begun.set()
        self.times += 1
        assert self.go_on.wait(20)
        return 7

    @made_once
    def quick(self) -> int:
        """Is worked out at once."""
        return 3


def test_a_column_is_made_once_and_who_asks_for_another_does_not_wait_for_it() -> None:
    held = Held()
    with ThreadPoolExecutor(3) as pool:
        try:
            asked = [pool.submit(lambda: held.slow) for _ in range(2)]
            assert held.begun.wait(20)

            assert pool.submit(lambda: held.quick).result(timeout=10) == 3
            assert not any(one.done() for one in asked)
        finally:
            held.go_on.set()
        assert [one.result(timeout=10) for one in asked] == [7, 7]
    assert held.times == 1


@pytest.mark.usefixtures("search_for_cycles")
def test_garbage_is_looked_for_again_once_a_screening_is_over_or_cancelled() -> None:
    @nothing_collected()
    def cancelled() -> None:
        seen.append(gc.isenabled())
        raise Cancelled

    seen: list[bool] = []
    with pytest.raises(Cancelled):
        cancelled()

    assert (seen, gc.isenabled()) == ([False], True)


def test_a_zero_reads_alike_whichever_sign_it_was_worked_out_with() -> None:
    assert number(-0.0) == number(0.0) == ("0", "0")
