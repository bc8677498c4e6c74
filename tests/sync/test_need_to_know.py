"""A laptop holds its own visits and nothing else, and gives them up when the task ends, but never unsent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sync.raw_pages import plain_bytes
from sync.worlds import (
    PASSPHRASE,
    answer,
    answer_of,
    attach,
    grant,
    held_by,
    held_by_hub,
    keeper_line,
    make_review,
    make_visit,
    withdraw,
)

from kollegie.follow_up.invoices import dispute_invoice
from kollegie.follow_up.letters import keep_letter
from kollegie.follow_up.reclaims import propose_reclaim
from kollegie.model.conflicts import Conflict
from kollegie.model.desk_looks import Difference, InvoiceLook, PayoutLook
from kollegie.model.invoices import InvoiceReview, LetterKind, ProviderLetter, Reclaim
from kollegie.model.reviews import Case, CaseIdentity, Review, Role, Visit
from kollegie.model.visits import Draft
from kollegie.store import Store
from kollegie.store.drafts import keep_draft
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.errors import HubChanged
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.offering import OFFERING, is_offering
from kollegie.sync.statements import REFUSED
from kollegie.sync.waiting_places import waiting_lines

MARCH = date(2026, 3, 1)


@pytest.fixture
def vera(join: Callable[..., Store]) -> Store:
    return join("vera", "Vera Visit")


@pytest.fixture
def ville(join: Callable[..., Store]) -> Store:
    return join("ville", "Ville Visit")


def test_a_visitor_receives_the_granted_visit_and_its_review_and_nothing_else(lead, vera, ville):
    review = make_review(lead)
    hers, his = make_visit(lead, review, "4-017"), make_visit(lead, review, "4-018")
    grant(lead, hers, vera)
    grant(lead, his, ville)

    for store in (lead, vera, ville):
        sync(store)

    with vera.reading() as reading:
        assert [visit.id for visit in reading.find(Visit)] == [hers.id]
        assert [case.label for case in reading.find(Case)] == ["4-017"]
        assert reading.count(CaseIdentity) == 1
        assert reading.get(Review, review.id) == review
    assert held_by(vera, hers) == held_by_hub(lead, hers)


def test_what_the_desk_decides_stays_with_the_host(lead, vera):
    review = make_review(lead)
    hers = make_visit(lead, review, "4-017")
    grant(lead, hers, vera)
    look = InvoiceLook("P-kanarie", "", "F-kanarie", "2026-03", MARCH, MARCH, 1, (), ())
    dispute_invoice(lead, look, "Kanarieskälet")
    payout = PayoutLook("K-kanarie", "u1", "kontaktperson", "2026-03", 100, 0, 0, None, None, "f.csv", 2)
    propose_reclaim(lead, [replace(payout, differences=(Difference.NO_REPORTS,))])
    keep_letter(lead, "P-kanarie", LetterKind.DISPUTE)

    for store in (lead, vera, lead, vera):
        sync(store)

    with lead.reading() as reading:
        assert [reading.count(kind) for kind in (InvoiceReview, Reclaim, ProviderLetter)] == [1, 1, 1]
    with vera.reading() as reading:
        assert [reading.count(kind) for kind in (InvoiceReview, Reclaim, ProviderLetter)] == [0, 0, 0]
    assert b"kanarie" not in plain_bytes(vera).lower()


def test_a_visitors_store_has_no_bytes_of_anothers_case(lead, vera, ville):
    review = make_review(lead)
    hers, his = make_visit(lead, review, "4-017", "Kanariefågel Ett"), make_visit(lead, review, "4-018", "Kanarie Två")
    grant(lead, hers, vera)
    grant(lead, his, ville)
    for store in (lead, vera, ville):
        sync(store)
    answer(ville, his, "hb01", value="ja", note="Hemlig anteckning om Två.")
    for store in (ville, lead, vera):
        sync(store)

    found = plain_bytes(vera)

    assert "Kanariefågel Ett".encode() in found
    for canary in ("Kanarie Två", "Hemlig anteckning", "4-018", "Provgatan 4-018"):
        assert canary.encode() not in found
    assert his.scope.bytes not in found


def test_a_case_granted_later_arrives_whole(lead, vera):
    visit = make_visit(lead, make_review(lead), "4-017")
    answer(lead, visit, "hb01", value="ja")
    for store in (lead, vera):
        sync(store)
    assert answer_of(vera, visit, "hb01") is None

    grant(lead, visit, vera)
    sync(lead)
    sync(vera)

    assert answer_of(vera, visit, "hb01").value == "ja"
    assert held_by(vera, visit) == held_by_hub(lead, visit)


def test_a_case_that_is_taken_away_leaves_the_laptop(lead, vera):
    review = make_review(lead)
    stays, goes = make_visit(lead, review, "4-017"), make_visit(lead, review, "4-018", "Kanariefågel")
    grant(lead, stays, vera)
    grant(lead, goes, vera)
    sync(lead)
    sync(vera)

    withdraw(lead, goes, vera)
    sync(lead)
    receipt = sync(vera)

    assert receipt.left > 0
    assert held_by(vera, goes) == {}
    assert held_by(vera, stays) == held_by_hub(lead, stays)
    assert b"Kanarief" not in plain_bytes(vera)
    with vera.reading() as reading:
        assert reading.get(Review, review.id) == review


def test_what_was_written_offline_is_sent_before_the_case_leaves(lead, vera):
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)

    answer(vera, visit, "hb01", value="nej", note="Skrivet utan nät.")
    withdraw(lead, visit, vera)
    sync(lead)
    receipt = sync(vera)
    sync(lead)

    assert receipt.sent == 1
    assert [one.partition(" och")[0] for one in receipt.of_cases] == ["Ärende 4-017 har tagits tillbaka"]
    assert held_by(vera, visit) == {}
    assert answer_of(lead, visit, "hb01").note == "Skrivet utan nät."


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_case_taken_back_while_an_answer_is_unsent_is_told_as_waiting_and_named_until_it_is_sent(lead, vera):
    visit = make_visit(lead, make_review(lead), "4-017", "Kanariefågel")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    withdraw(lead, visit, vera)
    sync(lead)

    def watch(statement: str) -> None:
        if statement.startswith("SELECT scope, label FROM case_") and answer_of(vera, visit, "hb01") is None:
            answer(vera, visit, "hb01", note="Skrivet efter sändningen.")

    (told,) = sync(vera, watch=watch).of_cases
    with vera.reading() as reading:
        waiting = waiting_lines(reading)
        assert reading.count(Visit) == reading.count(CaseIdentity) == 0
    (told_next,) = sync(vera).of_cases
    sync(lead)

    assert told.startswith("Ärende 4-017 har tagits tillbaka och går inte längre att öppna här")
    assert [line.case for line in waiting] == ["4-017"]
    assert told_next.startswith("Ärende 4-017 har tagits tillbaka och går inte längre att öppna här. Det du")
    assert held_by(vera, visit) == {}
    assert answer_of(lead, visit, "hb01").note == "Skrivet efter sändningen."


def test_a_laptop_killed_before_it_gave_a_case_up_does_so_next_time(lead, vera):
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    withdraw(lead, visit, vera)
    sync(lead)

    class Killed(Exception):
        pass

    def watch(statement: str) -> None:
        if statement.startswith("DELETE FROM") and "scope" in statement:
            raise Killed

    with pytest.raises(Killed):
        sync(vera, watch=watch)
    receipt = sync(vera)

    assert receipt.left > 0
    assert held_by(vera, visit) == {}


def test_a_case_that_comes_back_arrives_whole_again(lead, vera):
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    answer(vera, visit, "hb01", value="ja")
    withdraw(lead, visit, vera)
    for store in (lead, vera):
        sync(store)

    grant(lead, visit, vera)
    for store in (lead, vera):
        sync(store)

    assert answer_of(vera, visit, "hb01").value == "ja"
    assert held_by(vera, visit) == held_by_hub(lead, visit)


@pytest.mark.parametrize("kept_by_a_draft", [False, True])
def test_a_case_taken_and_given_back_lacks_nothing_that_was_written_in_between(day, kept_by_a_draft):
    """A laptop away meanwhile reads all of it at once; one whose draft keeps the case reads some of it in between."""
    lead, vera, visit = day.lead, day.vera, day.visit
    if kept_by_a_draft:
        with vera.work() as work:
            keep_draft(work, Draft(visit.id, "hb02", "", "note", "Halvt skriv", 11, lead.clock()))
    withdraw(lead, visit, vera)
    sync(lead)
    answer(day.ville, visit, "hb01", value="ja", note="Skrivet medan Vera inte hade ärendet")
    sync(day.ville)
    if kept_by_a_draft:
        sync(vera)
        assert held_by(vera, visit) != {}
    grant(lead, visit, vera)
    sync(lead)

    sync(vera)

    assert held_by(vera, visit) == held_by_hub(lead, visit)
    assert answer_of(vera, visit, "hb01").note == "Skrivet medan Vera inte hade ärendet"


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_a_hub_without_its_grants_takes_nothing_from_a_laptop(lead, vera, hub_url):
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    held = held_by(vera, visit)
    with keeper_line(lead, hub_url) as line:
        line.begin(writing=True)
        line.run("DELETE FROM grant_")
        line.run("UPDATE hub SET seq = seq + 1")
        line.commit()

    receipt = sync(vera)

    assert receipt.left == 0
    assert held_by(vera, visit) == held


@pytest.mark.parametrize("hub_kind", ["sqlite"])
def test_a_case_taken_away_is_given_up_even_if_the_hub_was_put_back_in_between(day, days, hub_kind):
    hub = days[hub_kind][0].folder / "hub.kollegie"
    before = hub.read_bytes()
    withdraw(day.lead, day.visit, day.ville)
    sync(day.lead)
    hub.write_bytes(before)

    for store in (day.lead, day.ville):
        with pytest.raises(HubChanged):
            sync(store)
        sync(store, accept_hub=True)
    sync(day.ville)

    assert held_by(day.ville, day.visit) == {}
    assert held_by(day.vera, day.visit) != {}


def test_a_reader_gets_no_names_nor_what_stood_there_before_and_all_of_it_as_a_lead(lead, join, hub_url, hub_kind):
    visit = make_visit(lead, make_review(lead), "4-017", "Kanariefågel Ett")
    with lead.work() as work:
        work.save(replace(work.get(CaseIdentity, visit.scope), name="Kanariefågel Två"))
        versions = {"a_value": "Kanariefågel Tre", "a_stamp": 1, "b_value": "Kanariefågel Fyra", "b_stamp": 2}
        versions |= {"a_by": None, "b_by": None}
        id = f"{visit.scope.hex}:name:1:2"
        work.add(Conflict(id, visit.scope, "case_identity", visit.scope, "name", **versions))
    answer(lead, visit, "hb01", value="ja", note="Lövsångare")
    sync(lead)
    rita = join("rita", "Rita Read", Role.READER)

    assert answer_of(rita, visit, "hb01").note == "Lövsångare"
    told = plain_bytes(rita)
    assert "Lövsångare".encode() in told
    assert b"Kanarie" not in told
    assert b"Provgatan" not in told
    if hub_kind == "postgres":
        with laptop_of(rita, nobody) as near:
            own = open_hub(near.enrolment().url, None)
        with own.line() as line:
            hidden = ("history", "conflict")
            assert [line.rows(f"SELECT 1 FROM {name} WHERE record = 'case_identity'") for name in hidden] == [[], []]
        offer_again(rita)  # a reader reads all and may write none of it

    invited = add_person(lead, hub_url, "Rita Read", Role.LEAD, municipality="Kumla")
    if hub_kind == "postgres":
        enrol(rita, invited.url, PASSPHRASE)
    for store in (rita, rita):
        sync(store)

    with rita.reading() as reading:
        assert reading.get(CaseIdentity, visit.scope).name == "Kanariefågel Två"
        assert len(reading.find(Conflict)) == 1


def offer_again(store: Store) -> None:
    """Sync as after the hub was put back: it is told all that is held here."""
    with laptop_of(store, nobody) as near:
        near.line.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?, '1')", (OFFERING,))
    sync(store)
    with laptop_of(store, nobody) as near:
        assert not is_offering(near)


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_what_the_server_refuses_waits_alone_and_goes_once_it_may(lead, vera, hub_url):
    review = make_review(lead)
    ended, going, late = (make_visit(lead, review, label) for label in ("4-017", "4-018", "4-019"))
    for visit in (ended, going, late):
        grant(lead, visit, vera)
    for store in (lead, vera):
        sync(store)
    withdraw(lead, late, vera)
    sync(lead)
    for visit in (ended, going, late):
        answer(vera, visit, "hb01", note="Skrivet under ett år utan nät.")
    attach(vera, ended, b"bild" * 10)
    with keeper_line(lead, hub_url) as line:  # as after the days in which a laptop may still send
        line.run("UPDATE grant_ SET to_scope = ? WHERE to_scope = ?", (b"\x01" * 16, ended.scope.bytes))

    for _ in range(2):
        receipt = sync(vera)
        assert (receipt.waiting, len(set(receipt.notes) - set(receipt.of_cases))) == (2, 2)  # and what no lead has read
        assert "2 ändringar tar servern inte emot" in " ".join(receipt.notes)
    assert receipt.sent == 0
    sync(lead)
    assert answer_of(lead, going, "hb01").note == "Skrivet under ett år utan nät."
    assert answer_of(lead, ended, "hb01") is None
    assert answer_of(lead, late, "hb01").note == "Skrivet under ett år utan nät."  # its history gives it the right

    with keeper_line(lead, hub_url) as line:
        line.run("UPDATE grant_ SET to_scope = ? WHERE to_scope = ?", (ended.scope.bytes, b"\x01" * 16))
    assert (sync(vera).waiting, sync(vera).notes) == (0, ())
    sync(lead)
    assert answer_of(lead, ended, "hb01").note == "Skrivet under ett år utan nät."
    assert held_by(vera, ended) == held_by_hub(lead, ended)
    with keeper_line(lead, hub_url) as line:
        line.run("UPDATE grant_ SET to_scope = ? WHERE to_scope = ?", (b"\x01" * 16, ended.scope.bytes))
        line.run("DELETE FROM history WHERE scope = ?", (ended.scope.bytes,))
    offer_again(vera)  # after a server was put back: what it may lack and does not take waits, and stops nothing
    answer(vera, going, "hb02", value="ja")
    with laptop_of(vera, nobody) as near:
        assert near.refused() == 2
        near.refuse([("earlier_answer", going.scope.bytes)])
        assert near.refused() == 2  # another table, though its name ends alike
        near.refuse([("answer", ended.scope.bytes)])  # what one hub has refused keeps nothing from the next
        near.forget_hub()
        assert near.line.one("SELECT 1 FROM setting WHERE name = ?", (REFUSED,)) is None
