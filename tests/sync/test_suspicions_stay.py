"""A confidential suspicion never leaves the laptop it was written on: no hub and no other lead can tell it is there."""

from __future__ import annotations

import pytest
from sync.raw_pages import decrypted
from sync.test_erasing import bytes_of_hub
from sync.worlds import PASSPHRASE, held_by, held_by_hub, keeper_line, make_review, make_visit

from kollegie.follow_up.suspicions import (
    close_suspicion,
    copy_for,
    dispose_of_suspicion,
    my_suspicions,
    record_suspicion,
    take_in_copy,
)
from kollegie.model.register import Person, ServiceUser
from kollegie.model.reviews import Role
from kollegie.model.visits import Draft
from kollegie.store import tables
from kollegie.store.drafts import drafts_of, form_field, keep_draft
from kollegie.store.erasing import erase_case
from kollegie.store.search import find_text
from kollegie.store.suspicions import FORM
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.errors import ErasuresStopped
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.receipts import kept_receipts

CANARY = "Kanariefågeln"
SECRET = ("suspicion", "suspicion_step")


@pytest.fixture
def other(join):
    """Another who leads, and may see all that stands at the hub."""
    return join("lars", "Lars Lead", Role.LEAD)


def suspected(lead, about, **named):
    return record_suspicion(lead, about, f"{CANARY} misstänks", f"{CANARY} grund", links=f"{CANARY} länk", **named)


def with_user(lead):
    review = make_review(lead)
    visit = make_visit(lead, review, "4-017")
    with lead.work("import") as work:
        work.add(ServiceUser(work.new_id(), review.host_id, "B-4-017"))
    return visit


def test_neither_the_hub_nor_another_lead_can_tell_that_there_is_one(lead, other, hub_url, hub_kind):
    with_user(lead)
    for store in (lead, other, lead, other):
        sync(store)
    at_hub, at_other, quiet = held_by_hub(lead), held_by(other), sync(lead)

    suspected(lead, (("provider", "P-03"), ("user", "B-4-017")), readers=[other.me])  # named, and yet only by a copy
    told = sync(lead)
    sync(other)

    assert (told.sent, told.waiting, told.received, told.hub_seq) == (0, 0, 0, quiet.hub_seq)
    assert held_by_hub(lead) == at_hub
    assert held_by(other) == at_other
    assert CANARY.encode() in decrypted(lead.path, lead.key)  # the control
    assert CANARY.encode() not in bytes_of_hub(lead, hub_url) + decrypted(other.path, other.key)
    assert my_suspicions(other) == ()
    with lead.reading() as own, other.reading() as theirs:
        assert find_text(own, CANARY) == find_text(theirs, CANARY) == ()
    if hub_kind == "postgres":
        with laptop_of(other, nobody) as near, keeper_line(lead, hub_url) as keeper:
            known = near.enrolment()
            named = "SELECT relname FROM pg_class WHERE relname LIKE '%suspicion%'"
            with open_hub(known.url, known.hub_key).line() as login:
                assert login.rows(named) == keeper.rows(named) == []


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_who_joins_a_hub_that_knows_them_by_another_id_keeps_theirs(lead, make_store, hub_url, tmp_path):
    add_person(lead, hub_url, "Lars Lead", Role.LEAD, municipality="Kumla")
    lars = make_store("lars", "Lars Lead", "Kumla")
    with lars.work() as work, lead.reading() as theirs:
        work.add(theirs.get(Person, lead.me))
        keep_draft(work, Draft(lars.me, "", "", form_field(FORM), "{}", 0, work.at))
    with lead.work() as work, lars.reading() as theirs:
        work.add(theirs.get(Person, lars.me))  # the lead's laptop knows the old id as well
    own = suspected(lars, (("provider", "P-03"),))
    copied = suspected(lead, (("provider", "P-03"),), readers=[lars.me])
    words = copy_for(lead, copied.id, lars.me, tmp_path / "kopia")
    take_in_copy(lars, tmp_path / "kopia", words)
    was = lars.me

    enrol(lars, hub_url, PASSPHRASE)

    assert lars.me != was
    assert {one.id for one in my_suspicions(lars)} == {own.id, copied.id}
    close_suspicion(lars, own.id, "Nedlagd.")
    for one in (own, copied):
        dispose_of_suspicion(lars, one.id)
    with lars.reading() as reading:
        assert [draft.visit_id for draft in drafts_of(reading)] == [lars.me]


def test_no_hub_has_a_table_for_it_and_no_sync_a_name():
    assert not {*tables.hub.tables, *tables.SYNCED} & {*SECRET}
    assert set(SECRET) <= set(tables.local.tables)


def test_what_another_lead_erases_takes_it_along_and_the_copies_others_have(lead, other, join, tmp_path, hub_kind):
    jurist = join("jo", "Jo Jurist")  # named, and without anything of the case at the hub
    visit = with_user(lead)
    for store in (lead, other, jurist, lead):
        sync(store)
    kept = suspected(lead, (("provider", "P-03"),), readers=[jurist.me])
    gone = [suspected(lead, (about,), readers=[jurist.me]) for about in (("case", "4-017"), ("user", "B-4-017"))]
    for one in (kept, *gone):
        words = copy_for(lead, one.id, jurist.me, tmp_path / one.id.hex)
        take_in_copy(jurist, tmp_path / one.id.hex, words)

    erase_case(other, visit.case_id, "Gallring enligt plan")
    sync(other)
    if hub_kind != "postgres":  # there the server itself takes erasures from nobody but leads
        with pytest.raises(ErasuresStopped) as stopped:
            sync(lead)
        assert stopped.value.facts == {"cases": 1, "unsent": 2}
    told = [sync(store, allow_deletions=True) for store in (lead, jurist, lead)]
    said = "2 förtroliga misstankar som du har skrivit är raderade"
    assert [any(said in note for note in one.notes) for one in told] == [True, False, False]
    with lead.reading() as reading:
        assert said not in str(kept_receipts(reading))  # told, and kept nowhere

    for store, steps in ((lead, 2), (jurist, 3)):
        assert [one.id for one in my_suspicions(store)] == [kept.id]
        with store.reading() as reading:
            assert reading.connection.exec_driver_sql("SELECT count(*) FROM suspicion_step").scalar_one() == steps
