"""Disagreements are settled once, by anybody, and how they were settled travels to everybody."""

from __future__ import annotations

import pytest
from sync.worlds import answer, answer_of

from kollegie.model.visits import Answer
from kollegie.store.history import versions_of
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict


@pytest.mark.parametrize(
    ("keep", "value", "note"),
    [
        (Keep.MINE, "ja", "Samma."),
        (Keep.THEIRS, "nej", "Samma."),
        (Keep.BOTH, "nej", "Samma.\n\nja (Vera Visit, "),
    ],
)
def test_settling_a_conflict_travels_to_everybody(day, keep, value, note):
    answer(day.vera, day.visit, "hb01", value="ja", note="Samma.")
    answer(day.ville, day.visit, "hb01", value="nej", note="Samma.")
    day.sync_all()
    (view,) = list_conflicts(day.vera, only_open=True)

    resolve_conflict(day.vera, view.id, keep)
    day.sync_all()

    found = answer_of(day.ville, day.visit, "hb01")
    assert found.value == value
    assert found.note.startswith(note)
    assert list_conflicts(day.ville, only_open=True) == ()
    assert [side.value for side in list_conflicts(day.ville)[0].versions] == ["ja", "nej"]
    assert day.agrees()


def test_both_texts_can_stand_after_each_other(day):
    answer(day.vera, day.visit, "hb01", value="ja", note="Dörren var låst.")
    answer(day.ville, day.visit, "hb01", value="ja", note="Ingen svarade i telefon.")
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)

    resolve_conflict(day.lead, view.id, Keep.BOTH)
    day.sync_all()

    note = answer_of(day.vera, day.visit, "hb01").note
    assert "Dörren var låst. (Vera Visit, " in note
    assert "Ingen svarade i telefon. (Ville Visit, " in note
    assert day.agrees()


def test_a_third_text_can_be_written_instead(day):
    answer(day.vera, day.visit, "hb01", value="ja", note="Låst.")
    answer(day.ville, day.visit, "hb01", value="ja", note="Olåst.")
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)

    resolve_conflict(day.lead, view.id, Keep.MINE, "Låst på förmiddagen, olåst efter lunch.")
    day.sync_all()

    assert answer_of(day.vera, day.visit, "hb01").note == "Låst på förmiddagen, olåst efter lunch."
    assert day.agrees()


def test_two_who_settle_the_same_conflict_differently_have_one_more_conflict(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)

    resolve_conflict(day.vera, view.id, Keep.MINE)
    resolve_conflict(day.ville, view.id, Keep.THEIRS, "delvis")
    day.sync_all()

    (second,) = list_conflicts(day.lead, only_open=True)
    assert {side.value for side in second.versions} == {"ja", "delvis"}
    assert day.agrees()


def test_history_tells_both_sides_of_a_disagreement_on_every_laptop(day):
    given = answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    day.sync_all()

    for store in (day.lead, day.vera, day.ville):
        with store.reading() as reading:
            versions = versions_of(reading, Answer, [given.id])[given.id]
        told = [(version.by, version.fields["value"]) for version in versions]
        assert told == [(day.vera.me, "ja"), (day.ville.me, "nej")]


def test_two_who_settle_the_same_conflict_alike_settle_it_once(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)

    resolve_conflict(day.lead, view.id, Keep.BOTH)
    resolve_conflict(day.ville, view.id, Keep.MINE)
    day.sync_all()

    settled = {list_conflicts(store)[0].conflict.resolution for store in (day.lead, day.vera, day.ville)}
    assert settled == {"mine"}
    assert list_conflicts(day.lead, only_open=True) == ()
    assert day.agrees()
