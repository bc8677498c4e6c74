"""Findings stand gravest first with their whole chain; severity and actions are decided where they stand."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from looking import clipped_texts, small_targets, unnamed
from looking import settle as come_to_rest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kollegie.follow_up.desk_findings import AtInvoice
from kollegie.model.actions import Action
from kollegie.model.answer_values import Withheld
from kollegie.model.conflicts import Conflict
from kollegie.model.invoices import DeskFinding, InvoiceReview
from kollegie.model.register import Person
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Finding, FindingState
from kollegie.store.drafts import drafts_of
from kollegie.store.errors import DiskFull
from kollegie.sync.conflicts import Keep
from kollegie.sync.errors import ConflictMissing
from kollegie.visiting.answering import record_answer
from kollegie.visiting.opening import open_visit
from kollegie.visiting.signing import sign_visit
from ui.findings.disagreements import open_disagreements
from ui.findings.gathering import FindingLine
from ui.findings.settling_conflicts import Settlement, settle
from ui.widgets.two_line_delegate import TwoLineDelegate


def lines(page):
    return [thing for thing in page.list.things if isinstance(thing, FindingLine)]


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def sign_with_reasons(desk, visit):
    for name, _row in open_visit(desk.store, visit.id).sheet().missing():
        record_answer(desk.store, visit.id, name, Withheld.EJ_FRAGAD)
    sign_visit(desk.store, visit.id)


def go_to(page, question):
    place = next(
        place
        for place, thing in enumerate(page.list.things)
        if isinstance(thing, FindingLine) and thing.question_id == question
    )
    page.list.go_to(place)


def test_the_gravest_stand_first_and_each_names_its_question(page):
    assert [(line.question_id, line.finding.severity) for line in lines(page)] == [
        ("HB19", Severity.ACUTE),
        ("HB06", Severity.DEFICIENCY),
        ("HB11", Severity.DEFICIENCY),
    ]
    assert "3 iakttagelser · 1 akut · 2 brister · 3 utan åtgärd" in texts(page.header)


def test_the_detail_shows_answer_and_note_it_came_from(page):
    go_to(page, "HB06")

    shown = texts(page.detail)

    assert "Delvis" in shown
    assert "Dusch ges en gång i veckan, beslutet säger två." in shown


def test_another_severity_is_stored_at_once(page, desk, qtbot):
    go_to(page, "HB06")

    with qtbot.waitSignal(desk.writer.saved, timeout=5_000):
        page.detail.severity.choose(Severity.SERIOUS)

    with desk.store.reading() as reading:
        finding = reading.first(Finding, question="hb06")
    assert (finding.severity, finding.state) == (Severity.SERIOUS, FindingState.CONFIRMED)


def test_a_signed_visit_is_calibrated_as_an_amendment(page, desk, visits, qtbot):
    sign_with_reasons(desk, visits["4-021"])
    go_to(page, "HB11")

    with qtbot.waitSignal(desk.writer.saved, timeout=5_000):
        page.detail.severity.choose(Severity.NOTE)

    with desk.store.reading() as reading:
        assert reading.first(Finding, question="hb11").severity is Severity.NOTE


def test_an_action_needs_words_and_an_owner_and_says_so_beside_the_fields(page):
    go_to(page, "HB06")

    page.detail.form.save.click()

    shown = texts(page.detail)
    assert "Skriv vad som ska göras." in shown
    assert "Skriv vem som ansvarar." in shown


def refuse(*_given):
    raise DiskFull(name="lead.kollegie", free=0)


def test_an_action_is_stored_with_owner_and_date(page, desk, qtbot, monkeypatch):
    go_to(page, "HB06")
    form = page.detail.form
    words = "Se över duschtiderna med utföraren."
    qtbot.keyClicks(form.owner, "Enhetschef")
    form.text.setPlainText(words)
    form.kind.show_value("ivo_report")
    form.kind.chosen.emit("ivo_report")
    go_to(page, "HB11")
    assert (page.detail.form.text.text(), page.detail.form.kind.value()) == ("", "improvement")
    go_to(page, "HB06")  # a look at another finding costs nothing that was written
    form = page.detail.form
    assert (form.text.text(), form.owner.text(), form.kind.value()) == (words, "Enhetschef", "ivo_report")
    form.owner.show_text("Enhetschef hemtjänst")
    form.due.show_text("2026-12-15")

    with monkeypatch.context() as full:
        full.setattr("ui.findings.findings_page.create_action", refuse)
        with qtbot.waitSignal(desk.writer.failed, timeout=5_000):
            form.save.click()
    assert form.text.text() == words
    with qtbot.waitSignal(page.telling, timeout=5_000):
        form.save.click()
    assert page.detail.form.text.text() == ""

    with desk.store.reading() as reading:
        (action,) = reading.find(Action)
    assert (action.owner, action.due) == ("Enhetschef hemtjänst", date(2026, 12, 15))
    assert action.kind == "ivo_report"
    assert action.finding_id == page.detail.line.finding.id


def test_a_wording_is_kept_while_it_is_typed_and_stored_when_another_is_chosen(page, desk, qtbot):
    go_to(page, "HB06")
    words, finding = page.detail.words, page.detail.line.finding.id
    words.setFocus()
    words.setPlainText("Dusch ges en gång i veckan.")
    page.refresh()
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert page.detail.words is words

    go_to(page, "HB11")
    assert page.flush()
    qtbot.waitUntil(lambda: desk.writer.waiting == 0 and desk._reader.waiting == 0, timeout=5_000)
    assert desk.flush()

    with desk.store.reading() as reading:
        assert reading.get(Finding, finding).text == "Dusch ges en gång i veckan."
        assert drafts_of(reading) == ()
    go_to(page, "HB06")
    assert page.detail.words.text() == "Dusch ges en gång i veckan."


def test_a_date_that_cannot_be_read_is_told_and_nothing_typed_is_lost(page):
    go_to(page, "HB06")
    form = page.detail.form
    form.text.show_text("Se över duschtiderna.")
    form.owner.show_text("Enhetschef")
    form.due.show_text("15 december")

    form.save.click()

    assert "Skriv datumet som 2026-12-31." in texts(page.detail)
    assert form.text.text() == "Se över duschtiderna."


def test_a_finding_at_an_invoice_stands_last_and_is_confirmed_removed_and_acted_on(page, desk, qtbot):
    with desk.store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        review = InvoiceReview(work.new_id(), host, "P-07", "F-12", "2026-10")
        work.add(review)
        for rule, text in enumerate(("Underlaget är inte komplett", "Tiderna ser kopierade ut")):
            work.add(
                DeskFinding(
                    *(work.new_id(), host, review.id, f"pf{rule}", rule, Category.TIF, Severity.DEFICIENCY, text)
                )
            )
    page.refresh()
    qtbot.waitUntil(lambda: len([one for one in page.list.things if isinstance(one, AtInvoice)]) == 2, timeout=5_000)
    things = list(page.list.things)
    assert [isinstance(one, AtInvoice) for one in things[-3:]] == [False, True, True]

    page.list.go_to(len(things) - 2)
    shown = page.desk_detail
    assert "Underlaget är inte komplett" in texts(shown)
    assert any("Faktura F-12 från P-07" in text for text in texts(shown))
    assert (clipped_texts(page), unnamed(page), small_targets(page)) == ([], [], [])
    with qtbot.waitSignal(page.going, timeout=5_000) as went:
        shown._tell_invoice()
    assert went.args == ["invoices", ("invoice", "P-07", "F-12", "2026-10")]
    shown.severity.chosen.emit(Severity.SERIOUS)
    qtbot.waitUntil(lambda: shown.one is not None and shown.one.finding.severity is Severity.SERIOUS, timeout=5_000)
    assert shown.one.finding.state is FindingState.CONFIRMED
    shown.form.text.show_text("Begär scheman")
    shown.form.owner.show_text("Verksamhetsassistent")
    with qtbot.waitSignal(page.telling, timeout=5_000):
        shown.form.save.click()
        page.list.go_to(len(things) - 1)  # before it is stored
        shown.form.text.show_text("Ring utföraren")
    assert shown.form.text.text() == "Ring utföraren"
    page.list.go_to(len(things) - 2)
    qtbot.waitUntil(lambda: bool(shown.one.actions), timeout=5_000)
    assert (shown.one.actions[0].text, shown.form.text.text()) == ("Begär scheman", "")
    other = next(one for one in page.list.things if isinstance(one, AtInvoice) and not one.actions)
    page.list.go_to(list(page.list.things).index(other))
    shown.remove_it.click()
    qtbot.waitUntil(lambda: len([one for one in page.list.things if isinstance(one, AtInvoice)]) == 1, timeout=5_000)
    assert shown.one is None or not shown.one.actions or shown.remove_it.isHidden()
    with qtbot.waitSignal(page.telling, timeout=5_000):
        page.undo.click()
    qtbot.waitUntil(lambda: len([one for one in page.list.things if isinstance(one, AtInvoice)]) == 2, timeout=5_000)
    assert page._chosen == other.finding.id
    assert shown.one.finding == other.finding
    assert page.undo.isHidden()
    page.filter.show_text("finns inte")
    page._show_lines()
    assert (shown.one, page.detail.line) == (None, None)


def test_the_filter_searches_notes_too(page, qtbot):
    qtbot.keyClicks(page.filter, "spisen")
    qtbot.waitUntil(lambda: len(lines(page)) == 1, timeout=5_000)

    assert lines(page)[0].question_id == "HB19"


def test_an_action_begun_and_left_holds_neither_the_list_nor_the_way_to_another(page, desk, qtbot):
    go_to(page, "HB11")
    wanted = page.detail.line.finding.id
    go_to(page, "HB06")
    owner = page.detail.form.owner
    owner.setFocus()
    qtbot.keyClicks(owner, "Enhetschef")
    page.refresh()
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert page.detail.form.owner is owner  # nothing is made anew under the hands of somebody who writes

    page.filter.setFocus()
    qtbot.keyClicks(page.filter, "dusch")
    qtbot.waitUntil(lambda: [line.question_id for line in lines(page)] == ["HB06"], timeout=5_000)
    assert page.detail.form.owner.text() == "Enhetschef"
    page.show_place(wanted)

    qtbot.waitUntil(lambda: page.detail.line.finding.id == wanted, timeout=5_000)
    assert (page.filter.text(), len(lines(page))) == ("", 3)


@pytest.mark.usefixtures("disagreement")
def test_only_what_was_written_on_this_computer_is_said_to_be(page, desk, qtbot):
    fields = open_disagreements(desk.store)[0].fields
    assert [[version.here for version in one.versions] for one in fields] == [[True, False], [True, False]]

    with desk.store.work() as work:
        work.connection.exec_driver_sql("UPDATE clock SET device = 9")
    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)

    assert "den här datorn" not in texts(page.conflicts)


def test_a_disagreement_is_settled_field_by_field_and_both_are_kept(page, desk, disagreement, qtbot):
    hinted = []
    page.turned.connect(lambda: hinted.append(page.hints()[0][0]))
    page.show_place("conflicts")
    assert hinted == ["1 2 3"]
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)

    value, note = page.conflicts.choices.values()
    if value.disagreement.field != "Svar":
        value, note = note, value
    value.choose_by_key("2")
    note.choose_by_key("3")
    assert page.conflicts.save.text() == "Spara 2 av 2 val"
    refused = []
    desk.writer.failed.connect(refused.append)
    with qtbot.waitSignal(page.conflicts.telling, timeout=5_000) as told:
        for _ in range(2):  # by an unsteady hand
            page.conflicts.save.click()

    assert desk.flush()
    come_to_rest()
    assert refused == []
    assert "2 konflikter är avgjorda. Iakttagelse föreslagen vid HB06: " in told.args[1]
    assert "Iakttagelsen vid HB06 föreslås inte längre: " in told.args[1]

    with desk.store.reading() as reading:
        answer = reading.get(Answer, disagreement)
    assert answer.value == "nej"
    assert "beslutet säger två" in answer.note
    assert "Dusch uteblir ofta." in answer.note


def test_choices_saved_together_are_stored_together_or_not_at_all(desk, disagreement):
    (group,) = open_disagreements(desk.store)
    one, other = group.fields

    with pytest.raises(ConflictMissing):
        settle(desk.store, (group.row_id,), {one.id: Settlement(Keep.BOTH), "gone": Settlement(Keep.MINE)})

    with desk.store.reading() as reading:
        assert all(found.open for found in reading.find(Conflict, row_id=disagreement))
    both = {one.id: Settlement(Keep.BOTH), other.id: Settlement(Keep.BOTH)}
    assert settle(desk.store, (group.row_id,), both).number == 2
    assert open_disagreements(desk.store) == ()


def test_keeping_both_says_which_one_stands_and_that_one_does(page, desk, disagreement, qtbot):
    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)
    value = next(one for one in page.conflicts.choices.values() if one.disagreement.field == "Svar")
    note = next(one for one in page.conflicts.choices.values() if one.disagreement.field == "Anteckning")
    with desk.store.reading() as reading:
        before = reading.get(Answer, disagreement)
    stands = next(one for one in value.disagreement.versions if one.words.lower() == before.value)

    value.choose("both")
    note.choose("both")

    assert value.disagreement.both == f"”{stands.words}” gäller; resten skrivs i fältet anteckning."
    assert note.disagreement.both == "Alla texter står kvar, den äldsta först."
    assert f"Svar: {value.disagreement.both}" in texts(page.conflicts)
    with qtbot.waitSignal(page.conflicts.settled, timeout=5_000):
        page.conflicts.save.click()
    with desk.store.reading() as reading:
        after = reading.get(Answer, disagreement)
    assert after.value == before.value
    assert all(version.words in after.note for version in note.disagreement.versions)


def test_a_field_not_chosen_is_named_and_stays(page, disagreement, qtbot):
    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)

    QTest.keyClick(page.conflicts, Qt.Key.Key_1)

    assert next(iter(page.conflicts.choices.values())).value() == "a"
    assert page.conflicts.save.text() == "Spara 1 av 2 val"
    assert any(text.startswith("Ligger kvar tills") for text in texts(page.conflicts))


def test_a_text_of_ones_own_begins_as_a_proposal_and_both_originals_stay(page, desk, disagreement, qtbot):
    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)
    note = next(choice for choice in page.conflicts.choices.values() if choice.disagreement.field == "Anteckning")
    own = page.conflicts.texts[note.disagreement.id]
    assert own.isHidden()

    note.choose_by_key("4")
    assert not own.isHidden()
    own.edit.setPlainText("Dusch har uteblivit två gånger.")
    page.refresh()  # as after a quiet sync
    qtbot.waitUntil(lambda: desk._reader.waiting == 0, timeout=5_000)
    assert own is page.conflicts.texts[note.disagreement.id]
    assert page.conflicts.save.text() == "Spara 1 av 2 val"
    with qtbot.waitSignal(page.conflicts.settled, timeout=5_000):
        page.conflicts.save.click()

    with desk.store.reading() as reading:
        answer = reading.get(Answer, disagreement)
        (kept,) = [found for found in reading.find(Conflict, row_id=disagreement) if found.field == "note"]
    assert answer.note == "Dusch har uteblivit två gånger."
    assert {kept.a_value, kept.b_value} == {version.words for version in note.disagreement.versions}
    assert kept.resolution == "text"


def test_an_empty_text_of_ones_own_is_not_saved(page, desk, disagreement, qtbot):
    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)
    note = next(choice for choice in page.conflicts.choices.values() if choice.disagreement.field == "Anteckning")

    note.choose("own")
    page.conflicts.texts[note.disagreement.id].edit.setPlainText("  ")
    page.conflicts.save.click()

    assert "Anteckning: texten är tom" in texts(page.conflicts)
    with desk.store.reading() as reading:
        assert all(found.open for found in reading.find(Conflict, row_id=disagreement))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off_too_small_or_nameless(page, look, disagreement, qtbot, scale):
    look.show_as(text_scale=scale)
    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []

    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2, timeout=5_000)

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []


def test_a_finding_a_lost_laptop_had_made_is_shown_with_its_words_and_question(desk, visits):
    """It travels as a deleted record until the lead takes it in; what it says is what the choice is about."""
    visit = visits["4-017"]
    with desk.store.work("sync") as work:
        found = Finding(
            work.new_id(), visit.scope, visit.id, "hb06", Category.UTF, Severity.DEFICIENCY, text="Kall mat"
        )
        work.add(found)
        work.delete(found)
        a, b = 5 << 21 | 7, 6 << 21 | 7
        conflict = Conflict(
            *(f"{found.id.hex}:deleted:{a}:{b}", visit.scope, "finding", found.id, "deleted"),
            *("0", a, work.person_id, "1", b, None),
        )
        work.add(conflict)

    (group,) = open_disagreements(desk.store)

    assert ("4-017" in group.case, group.question_id) == (True, "HB06")
    assert [version.words for version in group.fields[0].versions] == ["Nej: Kall mat", "Ja"]


def test_at_double_text_the_list_of_disagreements_names_case_and_question_whole(page, disagreement, look, qtbot):
    page.resize(1316, 820)
    page.show_place("conflicts")
    qtbot.waitUntil(lambda: len(page.conflicts.choices) == 2)

    look.show_as(text_scale=2.0)
    come_to_rest()
    shortened = []

    def paint(_self, _painter, text, role, _tone, place):
        if look.metrics(role).horizontalAdvance(text) > place.width():
            shortened.append(text)

    with patch.object(TwoLineDelegate, "_text", paint):
        page.conflicts.list.viewport().grab()

    assert shortened == []
    assert clipped_texts(page.conflicts) == []
