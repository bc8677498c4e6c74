"""A drop folder as a place: gone, emptied, put back, full, or met by a program too old to write."""

from __future__ import annotations

import errno
import os
import shutil

import pytest
from sync.folders import hub_of, own_folder
from sync.scenes import HubCopy
from sync.worlds import answer, answer_of, held_by, make_review, make_visit, unsent_of

from kollegie.sync import folder_hub, folder_life, snapshots
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.errors import (
    BatchRefused,
    ErasuresStopped,
    HubChanged,
    HubFull,
    HubMissing,
    HubReadOnly,
    HubUnreachable,
)
from kollegie.sync.exchange import sync
from kollegie.sync.joining import begin_joining
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.sealed_batches import read_sealed_file, write_sealed_file

pytestmark = [
    pytest.mark.parametrize("hub_kind", ["folder"], indirect=True),
    pytest.mark.usefixtures("hub_kind"),
]


def test_what_was_erased_does_not_come_back_with_a_folder_that_is_put_back(day, days, monkeypatch):
    """Its writer has a new folder then; nobody else would ever take it out of the old one."""
    answer(day.lead, day.visit, "hb01", note="Kanariefågel Tre")
    day.sync_all()
    copy = HubCopy(days["folder"][0])
    erase_as_lead(day.lead, day.visit.case_id, "Gallringsbeslut 12")
    day.sync_all()
    before = own_folder(day.lead).name
    copy.put_back()
    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "MOST_ROWS", -1)
        told = [note for _ in range(2) for note in sync(day.lead, accept_hub=True).notes]
    assert any("Det som är raderat finns kvar" in note for note in told)  # in the folder it had before

    for store in (day.vera, day.lead, day.ville, day.vera, day.lead, day.ville):
        sync(store, accept_hub=True)

    hub = hub_of(day.lead)
    assert own_folder(day.lead).name != before
    held = [content for content in hub.contents(hub.card().epoch) if any(content.rows.values())]
    assert held
    for content in held:  # the protocol, which stays, names the case by its id
        told = [row for name, rows in content.rows.items() if name != "erasure" for row in rows]
        assert day.visit.scope.bytes not in {value for row in told for value in row}
    for store in (day.lead, day.vera, day.ville):
        receipt = sync(store)
        assert (receipt.sent, receipt.received, receipt.notes, receipt.refused) == (0, 0, (), ())
        assert held_by(store, day.visit) == {}


def test_a_program_too_old_to_write_reads_the_folder_keeps_its_edits_and_says_so(day):
    answer(day.lead, day.visit, "hb01", value="ja")
    day.sync_all()
    hub = hub_of(day.vera)
    told, _digest = read_sealed_file(hub.card_path, "hub.card", "", hub.key)
    write_sealed_file(hub.card_path, "hub.card", "", hub.key, told | {"min_writer": 999})
    answer(day.lead, day.visit, "hb02", value="nej")
    answer(day.vera, day.visit, "hb03", value="nej")
    before = sorted(path.name for path in hub.path.rglob("*"))

    receipt = sync(day.vera)

    assert (receipt.sent, receipt.waiting) == (0, 1)
    assert "nyare Kollegie" in receipt.notes[0]
    assert sorted(path.name for path in hub.path.rglob("*")) == before
    write_sealed_file(hub.card_path, "hub.card", "", hub.key, {**told, "min_writer": "soon"})
    with pytest.raises(BatchRefused, match=r"hub\.card"):
        sync(day.vera)
    del told["min_writer"]  # a card of an earlier version
    write_sealed_file(hub.card_path, "hub.card", "", hub.key, told)
    day.sync_all()
    assert answer_of(day.lead, day.visit, "hb03").value == "nej"
    assert day.agrees()


@pytest.mark.parametrize(
    ("number", "refusal"), [(errno.ENOSPC, HubFull), (errno.EROFS, HubReadOnly), (errno.EIO, HubUnreachable)]
)
def test_what_the_place_of_the_hub_refuses_is_not_told_of_the_laptops_own_disk(day, monkeypatch, number, refusal):
    answer(day.vera, day.visit, "hb01", value="ja")

    def refuse(*_anything: object) -> str:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(folder_hub, "write_batch", refuse)
        with pytest.raises(refusal) as told:
            sync(day.vera)

    assert "nav" in told.value.sentence()
    assert unsent_of(day.vera) == 1
    assert sync(day.vera).waiting == 0


def test_a_folder_that_is_gone_or_empty_is_never_read_as_a_deletion(day):
    day.sync_all()
    hub, held = hub_of(day.lead), held_by(day.lead)
    away = hub.path.with_name("away")

    hub.path.rename(away)
    with pytest.raises(HubMissing):
        sync(day.lead)
    hub.path.mkdir()
    with pytest.raises(HubMissing):
        sync(day.lead)
    for name in ("hub.card", "hub.card.keys"):
        shutil.copy(away / name, hub.path / name)
    with pytest.raises(HubChanged):
        sync(day.lead)

    assert held_by(day.lead) == held
    shutil.rmtree(hub.path)
    away.rename(hub.path)
    assert sync(day.lead).refused == ()


def test_a_folder_put_back_from_an_older_copy_stops_the_sync(day):
    day.sync_all()
    hub = hub_of(day.lead)
    older = shutil.copytree(hub.path, hub.path.with_name("older"))
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    shutil.rmtree(hub.path)
    older.rename(hub.path)

    for store in (day.lead, day.vera, day.ville):
        with pytest.raises(HubChanged):
            sync(store)
    assert answer_of(day.lead, day.visit, "hb01").value == "ja"


def test_who_joins_is_not_asked_about_the_cases_erased_before(lead):
    review = make_review(lead)
    cases = [make_visit(lead, review, f"4-01{number}").scope for number in range(4)]
    sync(lead)
    purged = [(case.bytes, case.bytes, 1, "") for case in cases]

    with laptop_of(lead, nobody) as near:
        with pytest.raises(ErasuresStopped), near.writing():
            folder_life.erase(near, purged, allowed=False)
        with near.writing():
            begin_joining(near, None)
            assert folder_life.erase(near, purged, allowed=False) == 4
