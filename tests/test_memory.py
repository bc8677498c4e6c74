"""What large work lets go of serves its next step."""

from __future__ import annotations

import sys

import pytest

from kollegie.memory import keep_memory

LARGE = 64 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="only the GNU allocator can be told")
def test_room_that_was_let_go_of_is_not_asked_of_the_system_again() -> None:
    import resource

    assert keep_memory()
    asked = []
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        piece = b"x" * LARGE
        asked.append(resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before)
        del piece

    assert asked[1] * 10 < LARGE / resource.getpagesize()
