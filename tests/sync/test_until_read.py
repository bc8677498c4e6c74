"""What a visitor wrote and gave up stays out of reach on her laptop until a lead's laptop has read it."""

from __future__ import annotations

import psycopg
import pytest
from sync.anything import waits_to_be_read
from sync.worlds import answer, answer_of, attach, held_by, withdraw

from kollegie.model.attachments import Attachment
from kollegie.store.attachments import is_here, read_content
from kollegie.sync.conflicts import list_conflicts
from kollegie.sync.contents import fetch_content
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody


@pytest.fixture
def gave_up(day, hub_copy):
    """Vera has sent an answer and a picture, and given the visit up in the same sync; the hub as it was before."""
    day.sync_all()
    withdraw(day.lead, day.visit, day.vera)
    copy = hub_copy()
    sync(day.lead)
    answer(day.vera, day.visit, "hb07", value="ja", note="VERAS")
    attach(day.vera, day.visit, b"bild" * 10)
    return sync(day.vera), copy


def test_what_only_the_hub_has_is_told_again_when_it_is_put_back(day, gave_up):
    receipt, copy = gave_up
    assert held_by(day.vera, day.visit) == {}
    assert waits_to_be_read(day.vera) > 0
    assert "2 poster som du skrev i ärenden som har tagits tillbaka är framme hos navet och väntar" in " ".join(
        receipt.notes
    )
    copy.put_back()

    for store in (day.vera, day.lead, day.vera, day.lead):
        sync(store, accept_hub=True)

    assert answer_of(day.lead, day.visit, "hb07").note == "VERAS"
    with day.lead.reading() as reading:
        (picture,) = reading.find(Attachment, visit_id=day.visit.id)
    if not is_here(day.lead, picture):
        fetch_content(day.lead, picture)
    assert read_content(day.lead, picture) == b"bild" * 10
    assert list_conflicts(day.lead) == ()
    assert held_by(day.vera, day.visit) == {}
    sync(day.vera)
    assert waits_to_be_read(day.vera) == 0


def test_it_goes_once_a_lead_has_read_it_and_no_sooner(day, gave_up):
    receipt, _copy = gave_up
    sync(day.ville)
    assert sync(day.vera).notes == tuple(note for note in receipt.notes if note not in receipt.of_cases)
    contents = lambda: list(day.vera.path.with_name(day.vera.path.name + ".attachments").iterdir())  # noqa: E731
    assert len(contents()) == 1

    sync(day.lead)
    receipt = sync(day.vera)

    assert (receipt.notes, waits_to_be_read(day.vera), contents()) == ((), 0, [])
    with laptop_of(day.vera, nobody) as near:
        assert near.line.rows("SELECT count(*) FROM content") == [(0,)]


def test_an_erasure_takes_it_too_and_is_confirmed(day, gave_up, hub_kind):
    erase_as_lead(day.lead, day.visit.case_id, "Gallring enligt plan")
    sync(day.lead)

    receipt = sync(day.vera)

    assert (waits_to_be_read(day.vera), receipt.notes) == (0, ())
    assert list(day.vera.path.parent.glob("vera.kollegie.attachments/*")) == []
    if hub_kind != "folder":
        with laptop_of(day.lead, nobody) as near:
            known = near.enrolment()
        with open_hub(known.url, known.hub_key).line() as far:
            owing = "SELECT 1 FROM device WHERE person_id = ? AND purge_seq < (SELECT max(seq) FROM purged)"
            assert far.rows(owing, (day.vera.me.bytes,)) == []


@pytest.mark.parametrize("hub_kind", ["sqlite"])
def test_a_lead_of_a_hub_nobody_waits_at_writes_no_mark(day):
    answer(day.vera, day.visit, "hb07", value="ja")
    sync(day.vera)
    written = []

    sync(day.lead, watch=written.append)

    assert not [statement for statement in written if statement.startswith("UPDATE device SET read_seq")]


@pytest.mark.parametrize("hub_kind", ["postgres"])
def test_a_visitor_can_make_no_server_believe_that_a_lead_has_read(day, gave_up):
    with laptop_of(day.vera, nobody) as near:
        known, seq = near.enrolment(), near.line.rows("SELECT max(seq) FROM given_up")[0][0]
    with open_hub(known.url, None).line() as far:
        for statement in (
            "UPDATE device SET read_seq = 1000000",
            "INSERT INTO grant_ (id, scope, s0, person_id, role, deleted, seq) VALUES ('x', 'x', 1, 'x', 'lead', 0, 1)",
        ):
            far.begin(writing=True)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                far.run(statement)
            far.rollback()
        far.begin(writing=True)  # a laptop of her own, which begins as if it had read all
        far.run("UPDATE hub SET devices = devices + 1")
        far.run(
            "INSERT INTO device SELECT h.devices, token, person_id, 0, '', 0, 0, 0, 0, 1000000"
            " FROM device CROSS JOIN hub h LIMIT 1"
        )
        far.commit()
        assert far.rows("SELECT kollegie_is_read(?)", (seq,)) == [(False,)]

    sync(day.vera)

    assert waits_to_be_read(day.vera) > 0
