"""What two rules ask for at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from kollegie.screening.at_once import Once, made_once


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
