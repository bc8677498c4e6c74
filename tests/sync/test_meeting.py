"""What a row and a visit add to the rule for one cell: deletion, signing, and two edits of one text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sync.worlds import answer, answer_of

from kollegie.model.actions import Action
from kollegie.model.reviews import Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Consent, ConsentState, Finding, FindingState, VisitRow, consent_id
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.exchange import sync
from ui.findings.disagreements import open_disagreements

TEXT = "Dörren var låst. Brukaren svarade inte. Grannen hade nyckel. Vi gick hem."


def delete(store, visit, question):
    with store.work("answer delete") as work:
        work.delete(answer_of(store, visit, question))


def sign(store, visit):
    with store.work("visit sign") as work:
        stands = work.get(Visit, visit.id)
        work.save(replace(stands, signed_at=work.at, signed_by=work.person_id))


def add_finding_of(store, visit):
    with store.work("finding") as work:
        made = Finding(
            work.new_id(),
            visit.scope,
            visit.id,
            "hb01",
            Category.UTF,
            Severity.NOTE,
            text="Dusch",
            state=FindingState.CONFIRMED,
        )
        work.add(made)
    return made


def change_finding(store, finding, **fields):
    with store.work("finding") as work:
        work.save(replace(work.get(Finding, finding.id), **fields))


@pytest.mark.parametrize("deleter_first", [True, False])
def test_a_row_one_deletes_and_another_edits_stays_visible_with_a_conflict(day, deleter_first):
    answer(day.lead, day.visit, "hb01", value="ja")
    day.sync_all()

    delete(day.vera, day.visit, "hb01")
    answer(day.ville, day.visit, "hb01", note="Viktigt att detta står kvar.")
    for store in (day.vera, day.ville) if deleter_first else (day.ville, day.vera):
        sync(store)
    day.sync_all()

    (view,) = list_conflicts(day.lead, only_open=True)
    assert view.field == "deleted"
    assert {(side.value, side.by) for side in view.versions} == {("1", "Vera Visit"), ("0", "Ville Visit")}
    assert answer_of(day.vera, day.visit, "hb01").note == "Viktigt att detta står kvar."
    assert day.agrees()


@pytest.mark.parametrize("remover_first", [True, False])
def test_a_finding_one_removes_and_another_rewrites_stays_visible_with_a_conflict(day, remover_first):
    answer(day.lead, day.visit, "hb01", value="nej")
    made = add_finding_of(day.lead, day.visit)
    day.sync_all()

    change_finding(day.vera, made, state=FindingState.REMOVED)
    change_finding(day.ville, made, text="Dusch uteblir varje vecka.")
    for store in (day.vera, day.ville) if remover_first else (day.ville, day.vera):
        sync(store)
    day.sync_all()

    (view,) = list_conflicts(day.lead, only_open=True)
    assert view.field == "state"
    assert {side.by for side in view.versions} == {"Vera Visit", "Ville Visit"}
    with day.vera.reading() as reading:
        stands = reading.get(Finding, made.id)
    assert (stands.state, stands.text) == (FindingState.CONFIRMED, "Dusch uteblir varje vecka.")
    assert day.agrees()


def test_the_deletion_can_be_chosen_all_the_same(day):
    answer(day.lead, day.visit, "hb01", value="ja")
    day.sync_all()
    delete(day.vera, day.visit, "hb01")
    answer(day.ville, day.visit, "hb01", note="Viktigt.")
    day.sync_all()
    (view,) = list_conflicts(day.vera, only_open=True)

    resolve_conflict(day.vera, view.id, Keep.MINE)
    day.sync_all()

    assert answer_of(day.ville, day.visit, "hb01") is None
    assert list_conflicts(day.ville, only_open=True) == ()
    assert day.agrees()


def test_a_deletion_of_what_nobody_else_touched_just_happens(day):
    answer(day.lead, day.visit, "hb01", value="ja")
    day.sync_all()

    delete(day.vera, day.visit, "hb01")
    day.sync_all()

    assert answer_of(day.ville, day.visit, "hb01") is None
    assert list_conflicts(day.ville) == ()
    assert day.agrees()


@pytest.mark.parametrize("signer_first", [True, False])
def test_an_edit_that_meets_a_signature_is_always_a_disagreement(day, signer_first):
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()

    sign(day.vera, day.visit)
    answer(day.ville, day.visit, "hb01", value="nej")
    answer(day.ville, day.visit, "hb02", value="delvis")
    for store in (day.vera, day.ville) if signer_first else (day.ville, day.vera):
        sync(store)
    day.sync_all()

    views = list_conflicts(day.lead, only_open=True)
    told = {view.row_id: [side.value for side in view.versions] for view in views}
    assert {side.by for view in views for side in view.versions} == {"Vera Visit", "Ville Visit"}
    assert told[answer_of(day.lead, day.visit, "hb01").id] == ["ja", "nej"]
    assert set(told[answer_of(day.lead, day.visit, "hb02").id]) == {None, "delvis"}
    assert len(told) == 2
    assert day.agrees()


def test_edits_before_and_changes_after_a_signature_everybody_knew_of_are_none(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    sign(day.vera, day.visit)
    day.sync_all()

    answer(day.ville, day.visit, "hb01", note="Tillägg med skäl.")
    day.sync_all()

    assert list_conflicts(day.lead) == ()
    assert answer_of(day.lead, day.visit, "hb01").note == "Tillägg med skäl."


def test_two_edits_of_a_text_a_sentence_apart_become_one_and_both_originals_are_kept(day):
    answer(day.lead, day.visit, "hb01", value="ja", note=TEXT)
    day.sync_all()
    hers, his = TEXT.replace("Dörren", "Porten"), TEXT.replace("hem", "vidare till 4-018")

    answer(day.vera, day.visit, "hb01", note=hers)
    answer(day.ville, day.visit, "hb01", note=his)
    sync(day.vera)
    receipt = sync(day.ville)
    day.sync_all()

    assert answer_of(day.lead, day.visit, "hb01").note == hers.replace("hem", "vidare till 4-018")
    (view,) = list_conflicts(day.lead)
    assert not view.open
    assert [side.value for side in view.versions] == [hers, his]
    assert (receipt.conflicts, [met.field for met in receipt.met]) == (0, ["note"])
    assert day.agrees()


def test_two_edits_of_the_same_sentence_are_a_disagreement(day):
    answer(day.lead, day.visit, "hb01", value="ja", note=TEXT)
    day.sync_all()

    answer(day.vera, day.visit, "hb01", note=TEXT.replace("låst", "öppen"))
    answer(day.ville, day.visit, "hb01", note=TEXT.replace("Dörren", "Porten"))
    day.sync_all()

    assert len(list_conflicts(day.lead, only_open=True)) == 1
    assert day.agrees()


def test_deleting_and_making_again_is_the_same_record(day):
    given = answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    delete(day.vera, day.visit, "hb01")
    with day.vera.work("answer") as work:
        work.save(Answer(given.id, day.visit.scope, day.visit.id, "hb01", value="nej"))
    day.sync_all()

    assert answer_of(day.lead, day.visit, "hb01").value == "nej"
    assert list_conflicts(day.lead) == ()
    assert day.agrees()


@pytest.mark.parametrize("signer_first", [True, False])
def test_whatever_of_a_signed_visit_is_changed_late_is_shown(day, signer_first):
    """Its consent, its rows, what came of a finding, and its own times; who began first is asked of nobody."""
    visit, review = day.visit, day.visit.review_id
    with day.lead.work("answer") as work:
        finding = Finding(work.new_id(), visit.scope, visit.id, "hb01", Category.UTF, Severity(2))
        action = Action(work.new_id(), review, review, finding.id, "letter", text="Brev", owner="Lo")
        work.add(finding, action)
    day.sync_all()
    sign(day.vera, visit)
    with day.ville.work("answer") as work:
        stands = work.get(Visit, visit.id)
        work.save(replace(stands, left_at=work.at, started_at=work.at))
        work.add(Consent(consent_id(visit.id), visit.scope, visit.id, ConsentState.REFUSED, work.at))
        work.add(VisitRow(work.new_id(), visit.scope, visit.id, "tjanst", "1"))
    with day.lead.work("action") as work:
        work.save(replace(work.get(Action, action.id), text="Möte"))

    for store in (day.vera, day.ville, day.lead) if signer_first else (day.ville, day.lead, day.vera):
        sync(store)
    day.sync_all()

    shown = {(view.record, view.field) for view in list_conflicts(day.lead, only_open=True)}
    assert {record for record, _field in shown} == {"visit", "consent", "visit_row", "action"}
    assert {field for record, field in shown if record == "visit"} == {"left_at"}
    assert day.agrees()


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_what_reaches_a_signed_visit_is_told_against_who_signed(day):
    day.sync_all()
    sign(day.vera, day.visit)
    answer(day.ville, day.visit, "hb02", note="Skrivet utan att veta.")
    day.sync_all()

    (group,) = open_disagreements(day.lead)

    assert group.late
    assert {(version.by, version.words) for version in group.fields[0].versions} == {
        ("Ville Visit", "Skrivet utan att veta."),
        ("Vera Visit", "– (så signerades besöket)"),
    }
