"""Clocks that are wrong by ten years: nobody's edits are put above everybody's, and none are lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sync.worlds import answer, answer_of, grant, held_by, make_visit, unsent_of

from kollegie.model.clock import system_clock
from kollegie.model.reviews import Review, Visit
from kollegie.model.stamps import moment_of
from kollegie.store.erasing import erase_case
from kollegie.sync.clocks import hold_against
from kollegie.sync.conflicts import list_conflicts
from kollegie.sync.errors import ClockWrong
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.state import sync_state

YEARS = timedelta(days=3650)


def latest(store, visit) -> datetime:
    stamps = [row[2] for key, row in held_by(store, visit).items() if key[0] == "history"]
    return moment_of(max(stamps))


@pytest.mark.parametrize("broken_off", [False, True])
def test_what_was_written_while_the_clock_was_ten_years_ahead_is_stamped_anew_and_loses_to_nobody(
    day, clock, broken_off
):
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    if broken_off:  # found by random days: a batch that had not gone kept all that was written afterwards as it was
        answer(day.vera, day.visit, "hb02", value="ja")
        with laptop_of(day.vera, nobody) as near:
            near.freeze(100)
    clock.error = YEARS
    answer(day.vera, day.visit, "hb01", note="Först.")
    answer(day.vera, day.visit, "hb01", note="Sedan.")
    answer(day.vera, day.visit, "hb02", value="delvis")
    answer(day.vera, day.visit, "hb03", value="ja")
    clock.error = timedelta()
    assert latest(day.vera, day.visit) > clock.now + YEARS / 2
    answer(day.ville, day.visit, "hb03", value="nej")
    sync(day.ville)

    receipt = sync(day.vera)
    day.sync_all()

    assert "klocka har gått fel" in receipt.notes[0]
    for store in (day.lead, day.ville, day.vera):
        assert latest(store, day.visit) <= clock.now + timedelta(minutes=1)
        assert answer_of(store, day.visit, "hb01").note == "Sedan."
    answer(day.ville, day.visit, "hb02", value="nej")  # an edit on top of it wins, as it should
    day.sync_all()
    assert answer_of(day.vera, day.visit, "hb02").value == "nej"
    (view,) = list_conflicts(day.lead)  # met before it was stamped anew, it would have kept a stamp nobody believes
    assert all(moment_of(side.stamp) <= clock.now + timedelta(minutes=1) for side in view.versions)
    assert [sync_state(store).set_aside for store in (day.lead, day.ville, day.vera)] == [()] * 3
    assert day.agrees()
    with day.vera.reading() as reading:
        texts = reading.connection.exec_driver_sql(
            "SELECT old_value FROM history WHERE column_name = 'note' ORDER BY stamp"
        ).scalars()
        assert list(texts) == ["", "Först."]


def test_a_clock_ten_years_behind_costs_nothing(day, clock):
    answer(day.ville, day.visit, "hb01", value="ja")
    day.sync_all()
    clock.error = -YEARS
    sync(day.vera)  # found by random days: once it was put right, the laptop had been silent for ten years
    answer(day.vera, day.visit, "hb01", value="nej")
    clock.error = timedelta()
    day.sync_all()

    assert answer_of(day.lead, day.visit, "hb01").value == "nej"
    assert list_conflicts(day.lead) == ()
    assert day.agrees()


def test_nothing_is_sent_by_a_clock_the_hub_knows_to_be_wrong(day, monkeypatch):
    day.sync_all()
    answer(day.vera, day.visit, "hb01", value="ja")
    day.vera.clock = system_clock
    with laptop_of(day.vera, nobody) as near:
        known = near.enrolment()
        near.line.run("UPDATE enrolment SET synced_at = '2016-11-24T07:00:00.000000Z'")  # by this clock, ten years ago
    hub = type(open_hub(known.url, known.hub_key))
    monkeypatch.setattr(hub, "now", lambda _hub, _line: datetime.now(UTC) + YEARS)

    with pytest.raises(ClockWrong) as told:
        sync(day.vera)

    assert "3649 dagar" in told.value.sentence() or "3650 dagar" in told.value.sentence()
    assert unsent_of(day.vera) == 1
    assert answer_of(day.vera, day.visit, "hb01").value == "ja"  # and is not laid out for a review
    assert list_conflicts(day.vera) == ()


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_what_is_erased_goes_also_from_a_laptop_whose_clock_keeps_it_from_sending(day, monkeypatch):
    with day.lead.reading() as reading:
        review = reading.get(Review, day.visit.review_id)
    erased = make_visit(day.lead, review, "4-018")
    grant(day.lead, erased, day.vera)
    day.sync_all()
    answer(day.vera, day.visit, "hb01", value="ja")
    erase_case(day.lead, erased.case_id, "gallring")
    sync(day.lead)
    day.vera.clock = system_clock
    with laptop_of(day.vera, nobody) as near:
        known = near.enrolment()
    monkeypatch.setattr(type(open_hub(known.url, known.hub_key)), "now", lambda _hub, _line: datetime.now(UTC) + YEARS)

    with pytest.raises(ClockWrong):
        sync(day.vera)

    with day.vera.reading() as reading:
        assert [one.id for one in reading.find(Visit)] == [day.visit.id]
    assert unsent_of(day.vera) == 1


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_a_case_erased_while_the_clock_was_ten_years_ahead_is_told_and_the_sync_ends(day, clock):
    """Found by random days: its stamp stayed above the clock put right, no batch took it, and the sync never ended."""
    day.sync_all()
    clock.error = YEARS
    erase_case(day.lead, day.visit.case_id, "gallring")
    clock.error = timedelta()
    left = [5_000]

    def watch(_statement: str) -> None:
        left[0] -= 1
        assert left[0], "the sync goes on for ever"

    sync(day.lead, watch=watch)
    sync(day.vera)

    with day.vera.reading() as reading:
        assert reading.count(Visit) == 0


def test_every_hub_knows_what_time_it_is(day):
    with laptop_of(day.vera, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)

    with hub.line() as line:
        assert abs(hub.now(line) - datetime.now(UTC)) < timedelta(minutes=5)
    day.vera.clock = system_clock
    hold_against(day.vera, datetime.now(UTC) + timedelta(hours=20))
    with pytest.raises(ClockWrong):
        hold_against(day.vera, datetime.now(UTC) - timedelta(hours=30))
