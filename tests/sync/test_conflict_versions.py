"""Three and more versions of a cell, a text of one's own, and the proposal that lays two texts together."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sync.worlds import PASSPHRASE, answer, answer_of, make_review, make_visit

from kollegie.cli import main
from kollegie.model.conflicts import Conflict
from kollegie.model.reviews import Visit
from kollegie.store.history import steps_of
from kollegie.sync.conflicts import Keep, list_conflicts, proposed_text, resolve_conflict, versions_in
from kollegie.sync.exchange import sync

TEXT = "Dörren var låst. Brukaren svarade inte. Grannen hade nyckel."
HERS = TEXT.replace("var låst", "stod öppen")
HIS = TEXT.replace("låst", "låst och larmad")
LEADS = TEXT.replace("låst", "trasig")


@pytest.fixture
def disagreeing(day):
    """Three people have changed the same words of one note."""
    answer(day.lead, day.visit, "hb01", value="ja", note=TEXT)
    day.sync_all()
    for store, note in ((day.vera, HERS), (day.ville, HIS), (day.lead, LEADS)):
        answer(store, day.visit, "hb01", note=note)
    day.sync_all()
    return day


def test_three_versions_of_a_cell_are_all_told_and_one_choice_settles_them(disagreeing, monkeypatch, capsys):
    day = disagreeing
    views = list_conflicts(day.vera, only_open=True)
    versions = versions_in(views)
    assert [side.stored for side in versions] == [HERS, HIS, LEADS]
    assert [side.by for side in versions] == ["Vera Visit", "Ville Visit", "Lena Lind"]

    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    command = ["--store", str(day.vera.path), "--json", "conflicts"]
    assert main([*command, "list"]) == 0
    told = next(one for one in json.loads(capsys.readouterr().out)["conflicts"] if one["id"] == views[0].id)
    assert {one["stamp"] for one in told["versions"]} < {side.stamp for side in versions}
    with day.vera.reading() as reading:
        laid = proposed_text(reading, views[0])
    assert told["proposal"] == {"text": laid.text, "overlap": laid.overlap}
    assert main([*command, "resolve", views[0].id, "--version", str(versions[1].stamp)]) == 0
    day.sync_all()

    assert answer_of(day.lead, day.visit, "hb01").note == HIS
    assert list_conflicts(day.ville, only_open=True) == ()
    assert day.agrees()


def test_both_of_three_keeps_all_three(disagreeing):
    day = disagreeing
    views = list_conflicts(day.vera, only_open=True)

    resolve_conflict(day.vera, views[0].id, Keep.BOTH)

    note = answer_of(day.vera, day.visit, "hb01").note
    assert [note.count(text) for text in (HERS, HIS, LEADS)] == [1, 1, 1]


def test_two_texts_are_laid_together_from_the_one_both_had(day):
    answer(day.lead, day.visit, "hb01", value="ja", note=TEXT)
    day.sync_all()
    answer(day.vera, day.visit, "hb01", note=TEXT.replace("Dörren", "Porten"))
    answer(day.vera, day.visit, "hb01", note=TEXT.replace("Dörren", "Ytterporten"))
    answer(day.ville, day.visit, "hb01", note=TEXT.replace("låst", "öppen"))
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)

    with day.lead.reading() as reading:
        proposed = proposed_text(reading, view)

    assert proposed is not None
    assert proposed.text == "Ytterporten var öppen. Brukaren svarade inte. Grannen hade nyckel."
    assert {part.origin for part in proposed.parts} == {"base", "mine", "theirs"}

    resolve_conflict(day.lead, view.id, Keep.MINE, proposed.text)
    day.sync_all()
    (settled,) = list_conflicts(day.vera)
    assert answer_of(day.vera, day.visit, "hb01").note == proposed.text
    assert [side.stored for side in settled.versions] == [
        TEXT.replace("Dörren", "Ytterporten"),
        TEXT.replace("låst", "öppen"),
    ]


def test_two_resolutions_at_once_are_one_more_disagreement_and_all_agree(disagreeing):
    day = disagreeing
    for store, text in ((day.vera, "Vera avgjorde."), (day.ville, "Ville avgjorde.")):
        resolve_conflict(store, list_conflicts(store, only_open=True)[0].id, Keep.MINE, text)

    for store in (day.vera, day.ville):
        sync(store)
    day.sync_all()

    (view,) = list_conflicts(day.lead, only_open=True)
    assert {side.stored for side in view.versions} == {"Vera avgjorde.", "Ville avgjorde."}
    assert day.agrees()


def test_two_who_settle_at_once_for_what_each_wrote_still_disagree_and_both_are_told(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)
    for store in (day.vera, day.ville):  # one of them chooses what stands already
        resolve_conflict(store, view.id, Keep.MINE)

    day.sync_all()

    (again,) = list_conflicts(day.lead, only_open=True)
    assert again.id != view.id
    assert {(side.value, side.by) for side in again.versions} == {("ja", "Vera Visit"), ("nej", "Ville Visit")}
    (settled,) = (one for one in list_conflicts(day.lead) if one.id == view.id)
    with day.lead.reading() as reading:
        told = {
            value for _stamp, value in steps_of(reading, view.conflict.scope, view.id, "resolved_by").values() if value
        }
    others = {day.vera.me, day.ville.me} - {settled.conflict.resolved_by}
    assert told == {one.hex for one in others}
    assert day.agrees()


def test_what_is_no_text_gets_no_proposal(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    day.sync_all()
    (view,) = list_conflicts(day.lead, only_open=True)

    with day.lead.reading() as reading:
        assert proposed_text(reading, view) is None


@pytest.mark.parametrize(("keep", "note"), [(Keep.MINE, HERS), (Keep.BOTH, f"{HERS} (Vera Visit, ")])
def test_who_signed_and_wrote_on_another_computer_keeps_what_they_wrote(make_store, keep, note):
    vera = make_store("vera", "Vera Visit")
    visit = make_visit(vera, make_review(vera), "4-017")
    with vera.work("visit sign") as work:
        work.save(replace(work.get(Visit, visit.id), signed_at=work.at, signed_by=vera.me))
    late = answer(vera, visit, "hb01", note=HERS)
    with vera.work() as work:
        stamp = "SELECT max(stamp) FROM history WHERE row_id = ?"
        (signed, wrote) = [
            work.connection.exec_driver_sql(stamp, (one.id.bytes,)).scalar_one() for one in (visit, late)
        ]
        work.add(Conflict("late", visit.scope, "answer", late.id, "note", "", signed, None, HERS, wrote, vera.me))

    (view,) = list_conflicts(vera, only_open=True)
    assert [(side.by, side.mine, side.as_signed) for side in view.versions] == [
        ("Vera Visit", False, True),
        ("Vera Visit", True, False),
    ]
    resolve_conflict(vera, view.id, keep)

    assert answer_of(vera, visit, "hb01").note.startswith(note)
