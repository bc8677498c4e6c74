"""A signal is moved by people alone: with a name, a moment and a reason, undoable, and with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from planting import World, material_of
from signal_world import SignalWorld
from sqlalchemy import select

from kollegie.intake.records import carry_out_records, plan_records
from kollegie.model.signals import SignalState
from kollegie.screening.growth import growth_between, growth_of
from kollegie.screening.moving import (
    CauseWithoutEnd,
    ReasonMissing,
    SignalUnknown,
    find_signal,
    forget_cause,
    known_causes,
    move_signal,
    moves_left,
    moves_of,
    redo_move,
    remember_cause,
    undo_move,
)
from kollegie.screening.naming import names_in
from kollegie.screening.running import Found
from kollegie.screening.signals import _recognised, screen, worth_of_rules
from kollegie.screening.swedish_time import day_of
from kollegie.screening.telling import grown_words
from kollegie.screening.worked_time import ATL, Terms, ended_said
from kollegie.store.laptop_tables import reading as readings
from kollegie.store.records import dispose_of_records, record_sets

DAY = date(2026, 11, 3)
STAFF = ("staff", "S-1")


@pytest.mark.parametrize("state", [SignalState.EXPLAINED, SignalState.DISMISSED])
def test_explaining_and_dismissing_ask_for_a_reason(here: SignalWorld, state: SignalState) -> None:
    with pytest.raises(ReasonMissing):
        move_signal(here.store, here.signal, state, "  ")

    assert here.current().state is SignalState.NEW


def test_a_move_says_who_when_why_and_by_which_document_and_all_of_it_is_kept(here: SignalWorld) -> None:
    move_signal(here.store, here.signal, SignalState.EXPLAINED, "Makar i samma hem.", "SON 2026/0417-12")
    move_signal(here.store, here.signal, SignalState.DISMISSED, "Fel datum i filen.")

    with here.store.reading() as reading:
        moves = moves_of(reading, here.signal)
    assert [(move.state, move.reason, move.document) for move in moves] == [
        (SignalState.NEW, "", ""),
        (SignalState.EXPLAINED, "Makar i samma hem.", "SON 2026/0417-12"),
        (SignalState.DISMISSED, "Fel datum i filen.", ""),
    ]
    assert {move.by for move in moves} == {"Anna Ek"}
    assert moves[0].at < moves[1].at < moves[2].at


def test_a_part_of_the_time_shows_the_signal_whole_and_marks_nothing_outside_it_gone(here: SignalWorld) -> None:
    move_signal(here.store, here.signal, SignalState.EXPLAINED, "Makar i samma hem.")
    whole = here.current()

    later = screen(here.store, ("V01",), as_of=DAY, period=(date(2026, 10, 15), None))
    silent = screen(here.store, ("V01",), as_of=DAY, period=(date(2026, 10, 25), None))
    looser = {"instead": {"V01": {"tol_min": 600}}, "as_of": DAY}
    cut = screen(here.store, ("V01",), period=(date(2026, 10, 15), None), **looser)  # type: ignore[arg-type]

    assert [found.signal.id for found in later.run.found] == [here.signal]
    assert (later.new, later.gone, silent.gone, cut.gone) == (frozenset(), frozenset(), frozenset(), frozenset())
    assert here.current() == whole
    assert screen(here.store, ("V01",), **looser).gone == {here.signal}  # type: ignore[arg-type]
    assert here.current().gone


@pytest.mark.parametrize("first", [date(2026, 10, 20), date(2026, 10, 1)], ids=["fewer", "more"])
def test_a_signal_found_for_fewer_days_or_more_is_the_same_as_that_which_is_found_now(
    here: SignalWorld, first: date
) -> None:
    with here.store.work("screening") as work:
        known = here.current()
        work.delete(known)
        part = work.save(replace(known, id=UUID(int=9), first_day=first))
    move_signal(here.store, part.id, SignalState.EXPLAINED, "Makar i samma hem.")

    (whole,) = screen(here.store, ("V01",), as_of=DAY).signals

    assert (part.first_day, whole.first_day) == (first, date(2026, 10, 13))
    assert (whole.id, whole.state) == (part.id, SignalState.EXPLAINED)


def test_a_signal_somebody_has_moved_stays_where_it_is_when_its_cause_grows_and_tells_by_how_much(
    here: SignalWorld, tmp_path: Path
) -> None:
    move_signal(here.store, here.signal, SignalState.EXPLAINED, "Makar i samma hem.")
    later = tmp_path / "november.csv"
    later.write_text(
        "staff_id;user_id;provider_id;start;end\n"
        "S-1;B-1;P-2;2026-11-01 08:00;2026-11-01 09:00\nS-1;B-2;P-2;2026-11-01 08:30;2026-11-01 09:30\n",
        encoding="utf-8",
    )
    carry_out_records(here.store, plan_records(here.store, "time-reports", [later]))

    grown = screen(here.store, ("V01",), as_of=DAY)
    again = screen(here.store, ("V01",), as_of=DAY)

    assert (grown.new, grown.grown, again.grown) == (frozenset(), {here.signal}, frozenset())
    assert grown_words(grown) == "1 signal som någon redan har flyttat har vuxit."
    with here.store.reading() as reading:
        growth = growth_of(reading, here.current())
    assert here.current().state is SignalState.EXPLAINED
    assert growth is not None
    assert growth.words == "Har vuxit sedan dess: 2 rader till, utförare P-2, slutar 2026-11-01."
    move_signal(here.store, here.signal, SignalState.CONFIRMED)
    with here.store.reading() as reading:
        assert growth_of(reading, here.current()) is None


@pytest.mark.parametrize("joined", ["more", "fewer"])
def test_parties_that_share_a_number_are_one_cause_also_when_the_first_of_them_is_another(
    here: SignalWorld, joined: str
) -> None:
    both = (("staff", "S-1"), ("staff", "S-9"))
    known = replace(here.current(), id=UUID(int=9), rule="V30", part="telephone", subjects=both)
    asked = (("staff", "S-1"), ("staff", "S-9"), ("user", "B-1")) if joined == "more" else both[:1]
    fresh = replace(known, id=UUID(int=10), subjects=asked, first_day=DAY, last_day=DAY)
    found = Found(fresh, (), material_of(World()), dated=False, anchored=True)
    stranger = replace(found, signal=replace(fresh, id=UUID(int=11), subjects=(("staff", "S-1"), ("user", "B-2"))))

    first, second = _recognised((found, stranger), {known.id: known})

    assert (first.signal.id, second.signal.id) == (known.id, UUID(int=11))


def test_a_stand_on_who_shares_a_number_is_not_taken_over_by_who_shares_the_next(here: SignalWorld) -> None:
    shared = replace(here.current(), rule="V30", part="bank_account", subjects=(("representative", "R-1"), STAFF))
    other = replace(shared, subjects=(("representative", "R-2"), STAFF))
    found = Found(other, (), material_of(World()), dated=False, anchored=True)

    (apart,) = _recognised((found,), {shared.id: shared})
    own = replace(other, id=apart.signal.id)
    (again,) = _recognised((found,), {shared.id: shared, own.id: own})
    (back,) = _recognised((replace(found, signal=shared),), {shared.id: shared, own.id: own})

    assert shared.id != own.id == again.signal.id
    assert back.signal.id == shared.id


def test_what_was_worked_since_an_agreement_ended_has_its_own_stand(here: SignalWorld) -> None:
    """Also where an earlier release has kept it as no part, under the id that what was worked before then has now."""
    under = replace(here.current(), rule="V03", part="", first_day=date(2026, 3, 1), last_day=date(2026, 6, 30))
    days = {"first_day": date(2026, 7, 1), "last_day": date(2026, 9, 30)}
    since = replace(under, id=UUID(int=12), part="since", **days)
    said = ended_said(Terms(ATL, None, until=day_of(date(2026, 6, 30))), day_of(date(2026, 9, 30)))
    stored_before_parts = replace(since, id=under.id, part="", explanation=tuple(said))
    both = (Found(one, (), material_of(World()), dated=False, anchored=True) for one in (under, since))
    found_under, found_since = both

    (apart,) = _recognised((found_since,), {under.id: under})
    held, same = _recognised((found_under, found_since), {stored_before_parts.id: stored_before_parts})

    assert apart.signal.id == since.id
    assert (same.signal.id, same.signal.part) == (stored_before_parts.id, "since")
    assert held.signal.id not in (stored_before_parts.id, since.id)


def test_a_signal_that_only_ends_on_the_day_of_the_screening_or_comes_back_has_not_grown(here: SignalWorld) -> None:
    move_signal(here.store, here.signal, SignalState.EXPLAINED, "Makar i samma hem.")
    whole = here.current()
    with here.store.work("screening") as work:
        work.save(replace(whole, rows_in_all=1))

    back = screen(here.store, ("V01",), as_of=DAY)

    assert (back.signals[0].rows_in_all, back.grown) == (whole.rows_in_all, frozenset())
    fields = {name: getattr(whole, name) for name in ("subjects", "rows_in_all", "first_day", "last_day")}
    assert growth_between(fields, replace(whole, last_day=whole.last_day + timedelta(days=1))) is None


def test_moves_are_undone_and_done_again_and_a_screening_is_no_step(here: SignalWorld) -> None:
    move_signal(here.store, here.signal, SignalState.EXPLAINED, "Makar.")
    move_signal(here.store, here.signal, SignalState.CONFIRMED)
    screen(here.store, ("V01",), as_of=DAY)

    undo_move(here.store)
    after_one = here.current()
    undo_move(here.store)

    assert (after_one.state, after_one.reason) == (SignalState.EXPLAINED, "Makar.")
    assert here.current().state is SignalState.NEW
    with here.store.reading() as reading:
        assert moves_left(reading) == (False, True)
    assert undo_move(here.store) is None
    redo_move(here.store)
    assert here.current().reason == "Makar."


def test_a_remembered_cause_holds_narrowly_until_its_day_and_is_listed_and_revoked(here: SignalWorld) -> None:
    with pytest.raises(CauseWithoutEnd):
        remember_cause(here.store, here.signal, "Makar i samma hem.", DAY)
    cause = remember_cause(here.store, here.signal, "Makar i samma hem.", date(2027, 1, 31))
    move_signal(here.store, here.signal, SignalState.NEW)

    screen(here.store, ("V01",), as_of=DAY)
    again = here.current()
    move_signal(here.store, here.signal, SignalState.NEW)
    screen(here.store, ("V01",), as_of=date(2027, 2, 1))

    assert set(cause.subjects) == {("staff", "S-1"), ("user", "B-1"), ("user", "B-2")}
    assert (again.state, again.reason) == (SignalState.EXPLAINED, "Makar i samma hem.")
    assert here.current().state is SignalState.NEW
    assert known_causes(here.store) == (cause,)
    forget_cause(here.store, cause)
    assert known_causes(here.store) == ()
    undo_move(here.store)
    assert known_causes(here.store) == (cause,)


def test_a_cause_holds_for_its_own_part_of_the_rule_and_never_for_a_signal_without_its_nouns(here: SignalWorld) -> None:
    cause = remember_cause(here.store, here.signal, "Makar i samma hem.", date(2027, 1, 31))
    signal = here.current()
    fewer = tuple(pair for pair in signal.subjects if pair != ("user", "B-2"))

    assert cause.covers(signal, DAY)
    assert cause.covers(replace(signal, subjects=fewer), DAY)
    assert not cause.covers(replace(signal, part="annat"), DAY)
    assert replace(cause, part=None).covers(replace(signal, part="annat"), DAY)  # as causes were kept before
    assert not replace(cause, part=None).covers(replace(signal, part="since"), DAY)  # the law binds, not the agreement
    assert not cause.covers(replace(signal, subjects=(("user", "B-1"), ("user", "B-2"))), DAY)
    assert not cause.covers(replace(signal, subjects=(*signal.subjects, ("user", "B-3"))), DAY)


def test_the_first_screening_after_its_day_looks_at_what_a_cause_explained_anew(here: SignalWorld) -> None:
    remember_cause(here.store, here.signal, "Makar i samma hem.", date(2027, 1, 31), "SON 2026/1")

    screen(here.store, ("V01",), as_of=date(2027, 1, 31))
    last = here.current().state
    screen(here.store, ("V01",), as_of=date(2027, 2, 1))

    assert (last, here.current().state, here.current().reason) == (SignalState.EXPLAINED, SignalState.NEW, "")
    with here.store.reading() as reading:
        assert [move.explanation_ended for move in moves_of(reading, here.signal)] == [False, False, True]
    move_signal(here.store, here.signal, SignalState.EXPLAINED, "Makar enligt folkbokföringen.")
    screen(here.store, ("V01",), as_of=date(2027, 2, 1))
    assert here.current().reason == "Makar enligt folkbokföringen."


def test_a_second_run_keeps_what_people_made_of_a_signal_and_tells_what_is_gone(here: SignalWorld) -> None:
    move_signal(here.store, here.signal, SignalState.CONFIRMED)

    same = screen(here.store, ("V01",), as_of=DAY)
    stricter = screen(here.store, ("V01",), as_of=DAY, instead={"V01": {"tol_min": 600}})

    assert (same.new, same.unchanged, same.gone) == (frozenset(), frozenset({here.signal}), frozenset())
    assert stricter.gone == frozenset({here.signal})
    assert here.current().gone
    assert here.current().state is SignalState.CONFIRMED
    [worth] = worth_of_rules(here.store)
    assert (worth.found, worth.confirmed, worth.refuted) == (1, 1, 0)


def test_a_rule_whose_records_are_disposed_of_marks_nothing_gone(here: SignalWorld) -> None:
    for one in record_sets(here.store, "time-reports"):
        dispose_of_records(here.store, one.id)

    assert screen(here.store, ("V01",), as_of=DAY).gone == frozenset()
    assert not here.current().gone


def test_names_are_read_on_demand_and_logged_first(here: SignalWorld) -> None:
    signal = here.current()
    assert not any("Test" in text or "Prov" in text for row in signal.evidence for _, text in row.cells)

    names = names_in(here.store, signal)

    assert names == {("user", "B-1"): "Astrid Test", ("user", "B-2"): "Sven Prov", ("staff", "S-1"): "Gun Prov"}
    with here.store.reading() as reading:
        acts = reading.connection.execute(select(readings.c.record).where(readings.c.act == "shown")).scalars().all()
    assert sorted(acts) == ["user_identity", "user_identity", "warning_signal"]


def test_a_signal_is_found_by_the_beginning_of_its_id(here: SignalWorld) -> None:
    with here.store.reading() as reading:
        assert find_signal(reading, str(here.signal)[:8]).id == here.signal
        with pytest.raises(SignalUnknown):
            find_signal(reading, "")
