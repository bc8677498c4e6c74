"""Which round counts where nobody has chosen one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kollegie.model.reviews import Review, ReviewState, rounds_in_order


def a_round(number: int, name: str, day: date | None, state: ReviewState) -> Review:
    id = UUID(int=number)
    return Review(id, id, name, "hemtjänst", id, id, day, state=state)


def test_the_round_under_way_counts_before_the_one_planned_after_it() -> None:
    rounds = (
        a_round(1, "locked", date(2026, 5, 1), ReviewState.LOCKED),
        a_round(2, "spring", date(2027, 4, 1), ReviewState.PLANNED),
        a_round(3, "autumn", date(2026, 11, 24), ReviewState.ONGOING),
        a_round(4, "undated", None, ReviewState.PLANNED),
        a_round(5, "compiled", date(2026, 11, 20), ReviewState.COMPILING),
    )

    assert [one.name for one in rounds_in_order(rounds)] == ["autumn", "compiled", "spring", "undated", "locked"]
    summed_up = rounds_in_order(rounds, last=ReviewState.PLANNED)
    assert [one.name for one in summed_up] == ["autumn", "compiled", "locked", "spring", "undated"]
    spoken_of = rounds_in_order(rounds, last=ReviewState.PLANNED, begun={UUID(int=2)})
    assert [one.name for one in spoken_of] == ["autumn", "compiled", "spring", "locked", "undated"]
