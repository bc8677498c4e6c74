"""A visit made double while laptops are out: what was begun goes with its writer, and nothing reaches the other."""

from __future__ import annotations

import pytest
from sync.blind_worlds import VERAS, VERAS_FINDING, VILLES, VILLES_FINDING, traces
from sync.worlds import held_by

from kollegie.model.reviews import Assignment, Role, Visit, VisitState
from kollegie.planning.assigning import assign, unassign
from kollegie.planning.doubling import draw_doubles, make_double, make_single
from kollegie.planning.errors import HasGoneOut, VisitBegun
from kollegie.planning.overview import review_overview
from kollegie.planning.rounds import add_participant
from kollegie.store import Store
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.exchange import sync
from kollegie.sync.receipts import kept_receipts
from kollegie.visiting.commenting import comment_on
from kollegie.visiting.opening import open_visit
from kollegie.visiting.overview import my_visits
from kollegie.visiting.undoing import redo, undo


def reasons_kept(store: Store) -> list[str]:
    """All that the receipts of this laptop's syncs say of why."""
    with store.reading() as reading:
        return [why for one in kept_receipts(reading) for why in one.why]


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_what_was_begun_before_a_visit_was_made_double_moves_to_the_writers_own_and_reaches_nobody(known):
    comment_on(known.vera, known.visit.id, "Svalbo under taket", question="hb06")
    known.answered(known.vera, VERAS, VERAS_FINDING)  # nobody has heard of it yet
    make_double(known.lead, known.visit.id)
    sync(known.lead)
    receipt = sync(known.vera)
    known.sync_all()

    mine = known.own(known.vera)
    assert (mine.blind_of, mine.state) == (known.visit.id, VisitState.ONGOING)
    assert any("1-001" in note and "dubbelbesök" in note for note in receipt.notes)
    assert not any("1-001" in why for why in reasons_kept(known.vera))
    opened = open_visit(known.vera, mine.id)
    assert opened.answers["hb06", ()].note == VERAS
    assert open_visit(known.vera, known.visit.id).visit.id == mine.id  # a page that is still open on the other id
    assert undo(known.vera, mine.id) is not None  # the steps have come along
    redo(known.vera, mine.id)
    for other in (known.ville, known.lead):
        assert traces(other, VERAS, VERAS_FINDING, "Svalbo") == []
    (card,) = review_overview(known.lead, known.visit.review_id).pairs[0].cards
    assert {state for _person, state in card.blind} == {VisitState.ONGOING, VisitState.PLANNED}

    known.signed(known.vera)
    known.answered(known.ville, VILLES, VILLES_FINDING, "ja")
    known.signed(known.ville)
    known.sync_all()
    for store in (known.ville, known.lead):
        assert traces(store, VERAS, VERAS_FINDING) == [VERAS, VERAS_FINDING]
    compared = {one.question.name: one.values for one in known.seen_by(known.lead).compared()}
    assert compared["hb06"] == ("nej", "ja")


@pytest.mark.parametrize(
    ("hub_kind", "first"),
    [("sqlite", "who doubles"), ("sqlite", "who plans"), ("postgres", "who doubles")],
    indirect=["hub_kind"],
)
def test_two_leads_who_double_and_plan_one_visit_at_once_leave_each_visitor_one_blind_visit(known, join, first):
    leo, vidar = join("leo", "Leo Lead", Role.LEAD), join("vidar", "Vidar Visit")
    add_participant(known.lead, known.visit.review_id, "Vidar Visit", "Kumla")
    sync(known.lead)
    sync(leo)
    make_double(known.lead, known.visit.id)
    assign(leo, known.visit.id, [vidar.me])
    unassign(leo, known.visit.id, known.ville.me)

    order = (known.lead, leo) if first == "who doubles" else (leo, known.lead)
    told = [note for store in order for note in sync(store).notes]
    everybody = (known.vera, known.ville, vidar, known.lead, leo)
    for store in everybody * 2:
        sync(store, allow_deletions=True)

    assert sum("Vidar Visit har fått ett eget besök" in note for note in told) == 1
    assert sum("togs från Ville Visit" in note for note in told) == 1
    assert not any("1-001" in why for store in order for why in reasons_kept(store))
    for store in order:
        with store.reading() as reading:
            blind = reading.find(Visit, blind_of=known.visit.id)
            given = reading.find(Assignment, visit_id=[one.id for one in blind])
            assert reading.get(Visit, known.visit.id).double
        assert {one.person_id for one in given} == {known.vera.me, vidar.me}
        assert len(blind) == 2
        assert list_conflicts(store) == ()
    assert known.own(vidar).blind_of == known.own(known.vera).blind_of == known.visit.id
    assert my_visits(known.ville) == ()
    for store in everybody:
        receipt = sync(store)
        assert (receipt.sent, receipt.received, receipt.notes) == (0, 0, ())


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_blind_visit_that_has_begun_is_not_taken_by_a_lead_who_did_not_know(blind, join):
    leo = join("leo", "Leo Lead", Role.LEAD)
    sync(leo)
    make_single(leo, blind.visit.id)
    blind.answered(blind.ville, VILLES, VILLES_FINDING)
    sync(blind.ville)

    assert sync(leo).notes == ()
    (conflict,) = list_conflicts(leo, only_open=True)  # taken out and begun: a person decides
    stands = next(side for side in conflict.versions if side.stored == "0")
    resolve_conflict(leo, conflict.id, Keep.MINE, stamp=stands.stamp)
    told = sync(leo).notes
    for store in (blind.vera, blind.ville, blind.lead, leo) * 2:
        sync(store, allow_deletions=True)

    assert any("som redan hade börjat" in note for note in told)
    for store in (blind.lead, leo):
        with store.reading() as reading:
            assert reading.get(Visit, blind.visit.id).double
    assert blind.own(blind.ville).state is VisitState.ONGOING
    assert open_visit(blind.ville, blind.own(blind.ville).id).answers["hb06", ()].note == VILLES


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_visit_that_turns_out_to_have_begun_is_not_made_double(known):
    known.answered(known.vera, VERAS, VERAS_FINDING)
    make_double(known.lead, known.visit.id)
    sync(known.vera)  # her answers are at the hub, and with them what Ville may already have read
    receipt = sync(known.lead)
    known.sync_all()

    assert any("1-001" in note and "vanligt besök" in note for note in receipt.notes)
    assert not any("1-001" in why for why in reasons_kept(known.lead))
    for store in (known.lead, known.vera, known.ville):
        with store.reading() as reading:
            assert not reading.get(Visit, known.visit.id).double
            assert reading.find(Visit, blind_of=known.visit.id) == ()
    with pytest.raises(VisitBegun):
        make_double(known.lead, known.visit.id)


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_what_somebody_wrote_who_no_longer_has_the_visit_reaches_no_visitor_of_the_double(known):
    known.answered(known.vera, VERAS, VERAS_FINDING)
    unassign(known.lead, known.visit.id, known.vera.me)
    make_double(known.lead, known.visit.id)
    sync(known.lead)
    known.sync_all()

    for other in (known.ville, known.lead):
        assert traces(other, VERAS, VERAS_FINDING) == []
    assert not any(key[0] in ("answer", "finding") for key in held_by(known.ville, known.visit))


@pytest.mark.parametrize("hub_kind", ["folder"], indirect=True)
def test_in_a_drop_folder_a_visit_is_made_double_before_it_goes_out(known):
    with pytest.raises(HasGoneOut):
        make_double(known.lead, known.visit.id)
    assert draw_doubles(known.lead, known.visit.review_id, 5) == ()
