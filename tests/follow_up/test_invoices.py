"""The desk's decisions: in order, with clock and reason, undoable, and pinned to the checklist they rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kollegie.errors import KollegieError
from kollegie.follow_up.errors import (
    DisputeWithoutReason,
    DocumentsNotNamed,
    InvoiceStepNotPossible,
    LineUnknown,
    ReplyDayPassed,
)
from kollegie.follow_up.invoice_history import invoice_history
from kollegie.follow_up.invoices import (
    answer_invoice_question,
    approve_invoice,
    ask_for_documents,
    awaited,
    can_undo_invoice,
    changed_words,
    clock_words,
    dispute_invoice,
    invoice_answers,
    invoice_reviews,
    is_overdue,
    move_invoice,
    note_reminder,
    reminder_due,
    review_of,
    share_reviewed,
    undo_invoice,
)
from kollegie.follow_up.letters import informed_on, keep_letter, letters_to, note_sent, take_back_sent
from kollegie.model.desk_looks import InvoiceLine, InvoiceLook
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.invoices import NEXT_INVOICE_STATES, InvoiceReview, InvoiceState, LetterKind
from kollegie.model.reviews import ChecklistVersion
from kollegie.store import Store

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
VERSION = ChecklistVersion(derived_id("x"), COMMON_SCOPE, "assistans-fakturor", "1", "ab12", "schema = 1")
S = InvoiceState


def line(name: str, ore: int) -> InvoiceLine:
    return InvoiceLine(name, "u1", "hemtjänst", *MARCH, 3600.0, "", "", None, ore, "f.csv", 2)


def invoice(name: str = "F1") -> InvoiceLook:
    return InvoiceLook("p1", "Omsorg AB", name, "2026-03", *MARCH, 90_000, (line("1", 50_000), line("2", 40_000)), ())


def standing(store: Store, look: InvoiceLook) -> InvoiceReview:
    with store.reading() as reading:
        found = review_of(reading, look)
    assert found is not None
    return found


def test_an_invoice_is_approved_and_who_and_when_stand_with_it(store: Store) -> None:
    review = approve_invoice(store, invoice())

    assert (review.state, review.moved_by, review.moved_at) == (S.APPROVED, store.me, store.clock())
    assert review.amount_ore == 90_000
    assert standing(store, invoice()) == review


def test_what_an_approved_invoice_bills_anew_is_not_reviewed_until_it_is_decided_again(store: Store) -> None:
    first = invoice()
    elsewhere = replace(first, lines=tuple(replace(one, file="g.csv", row=9) for one in first.lines))
    later = replace(first, amount_ore=140_000, lines=(line("1", 100_000), line("2", 40_000)))
    approve_invoice(store, first)

    def share(look: InvoiceLook) -> int:
        with store.reading() as reading:
            return share_reviewed((look,), invoice_reviews(reading)).reviewed

    assert (share(first), share(elsewhere), share(later)) == (1, 1, 0)
    assert changed_words(first, standing(store, first)) == ""
    assert "900,00\u00a0kr då, 1\u00a0400,00\u00a0kr nu" in changed_words(later, standing(store, later))
    approve_invoice(store, later)
    assert (share(later), changed_words(later, standing(store, later))) == (1, "")
    with store.reading() as reading:
        assert [one.words for one in invoice_history(reading, later)] == ["Godkänd", "Godkänd"]


def test_part_of_an_invoice_is_disputed_line_by_line_with_the_clock_running(store: Store) -> None:
    review = dispute_invoice(store, invoice(), "Tiden är inte rapporterad", {"2": ""}, dnr="SON 2026/1")

    assert review.disputed == (("2", "Tiden är inte rapporterad"),)
    assert review.disputed_ore == 40_000
    assert (review.remind_on, review.reply_by) == (date(2026, 11, 24), date(2026, 12, 1))
    assert review.dnr == "SON 2026/1"


def test_a_whole_invoice_is_disputed_with_its_whole_sum(store: Store) -> None:
    assert dispute_invoice(store, invoice(), "Fel brukare").disputed_ore == 90_000


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda store: dispute_invoice(store, invoice(), " "), DisputeWithoutReason),
        (lambda store: dispute_invoice(store, invoice(), "", {"1": "fel", "2": ""}), DisputeWithoutReason),
        (lambda store: dispute_invoice(store, invoice(), "fel", {"9": ""}), LineUnknown),
        (lambda store: ask_for_documents(store, invoice(), " \n"), DocumentsNotNamed),
        (lambda store: ask_for_documents(store, invoice(), "schema", reply_by=date(2026, 11, 17)), ReplyDayPassed),
        (lambda store: move_invoice(store, invoice(), S.COMPLETE), InvoiceStepNotPossible),
        (lambda store: move_invoice(store, invoice(), S.REJECTED), DisputeWithoutReason),
        (lambda store: note_reminder(store, invoice()), InvoiceStepNotPossible),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    store: Store, act: Callable[[Store], object], problem: type[KollegieError]
) -> None:
    with pytest.raises(problem):
        act(store)

    with store.reading() as reading:
        assert review_of(reading, invoice()) is None


def test_every_state_can_be_left_and_only_for_those_that_follow(store: Store) -> None:
    for state, following in NEXT_INVOICE_STATES.items():
        assert following, state
        for then in set(S) - set(following) - {state}:
            look = invoice(f"{state}-{then}")
            with store.work("test") as work:
                id = derived_id("invoice_review", "p1", look.invoice)
                work.add(InvoiceReview(id, COMMON_SCOPE, "p1", look.invoice, "2026-03", state))
            with pytest.raises(InvoiceStepNotPossible):
                move_invoice(store, look, then, "skäl")


def test_what_has_come_is_not_asked_for_again_and_an_approved_invoice_is_not_disputed(store: Store) -> None:
    look = invoice()
    ask_for_documents(store, look, "tidrapporter mars")
    move_invoice(store, look, S.COMPLETE)

    disputed = dispute_invoice(store, look, "Mer fakturerat än rapporterat")
    move_invoice(store, look, S.COMPLETE)
    approved = approve_invoice(store, look)

    assert disputed.documents == ""
    assert (approved.disputed, approved.disputed_ore, approved.documents) == ((), 0, "")


def test_the_way_of_a_disputed_invoice_to_its_credit(store: Store) -> None:
    look = invoice()
    dispute_invoice(store, look, "Mer fakturerat än rapporterat")
    asked = ask_for_documents(store, look, "tidrapporter mars\n\n schema mars ", reply_by=date(2026, 12, 15))
    note_reminder(store, look)
    move_invoice(store, look, S.COMPLETE)

    done = move_invoice(store, look, S.CREDITED, "Kreditfaktura K1")

    assert asked.documents == "tidrapporter mars\nschema mars"
    assert asked.remind_on == date(2026, 12, 8)
    assert (done.state, done.reason, done.reply_by) == (S.CREDITED, "Kreditfaktura K1", None)
    with store.reading() as reading:
        steps = invoice_history(reading, look)
    assert [(step.words, step.detail, step.by) for step in reversed(steps)] == [
        ("Bestriden", "Mer fakturerat än rapporterat", "Karin Ek"),
        ("Underlag begärt", "tidrapporter mars · schema mars", "Karin Ek"),
        ("Utföraren påmind", "", "Karin Ek"),
        ("Underlag komplett", "Mer fakturerat än rapporterat", "Karin Ek"),
        ("Krediterad", "Kreditfaktura K1", "Karin Ek"),
    ]


def test_a_step_is_taken_back_with_all_it_wrote(store: Store) -> None:
    look = invoice()
    approve_invoice(store, look)
    dispute_invoice(store, look, "Fel", {"1": ""})

    assert undo_invoice(store, look)

    back = standing(store, look)
    assert (back.state, back.disputed, back.reply_by) == (S.APPROVED, (), None)
    assert undo_invoice(store, look)
    assert standing(store, look).state is S.OPEN
    with store.reading() as reading:
        assert invoice_history(reading, look)[0].words == "Ångrat: Ej granskad"
    assert not undo_invoice(store, look)
    with store.reading() as reading:
        assert not can_undo_invoice(reading, look)


@pytest.mark.parametrize(
    ("today", "words", "late", "remind"),
    [
        (date(2026, 11, 17), "14 dagar kvar till svar", False, False),
        (date(2026, 11, 24), "Påminn nu, 7 dagar kvar", False, True),
        (date(2026, 12, 1), "Svar senast i dag", False, True),
        (date(2026, 12, 2), "Svaret är 1 dag försenat", True, True),
    ],
)
def test_the_clock_says_when_to_remind_and_when_it_is_late(
    store: Store, today: date, words: str, late: bool, remind: bool
) -> None:
    review = dispute_invoice(store, invoice(), "Fel")

    assert clock_words(review, today) == words
    assert (is_overdue(review, today), reminder_due(review, today)) == (late, remind)
    reminded = note_reminder(store, invoice())
    assert not reminder_due(reminded, today)
    assert clock_words(replace(review, state=S.APPROVED), today) == ""


def test_what_is_awaited_stands_with_the_late_ones_first(store: Store) -> None:
    dispute_invoice(store, invoice("F1"), "Fel")
    ask_for_documents(store, invoice("F2"), "schema", reply_by=date(2026, 11, 20))
    approve_invoice(store, invoice("F3"))
    with store.reading() as reading:
        found = awaited(invoice_reviews(reading, "2026-03").values(), date(2026, 11, 25))

    assert [one.invoice_ref for one in found] == ["F2", "F1"]


def test_the_share_reviewed_counts_those_somebody_took_a_stand_on(store: Store) -> None:
    looks = [invoice(f"F{number}") for number in range(112)]
    for look in looks[:37]:
        approve_invoice(store, look)
    answer_invoice_question(store, looks[50], "pf01", "ja", version=VERSION)
    with store.reading() as reading:
        share = share_reviewed(looks, invoice_reviews(reading))

    assert share.sentence == "37 av 112 fakturor granskade, 33 %; 100 % är målet"


def test_answers_are_kept_pinned_changed_and_taken_away(store: Store) -> None:
    look = invoice()
    answer_invoice_question(store, look, "pf01", "nej", "schema saknas", version=VERSION)
    answer_invoice_question(store, look, "pf03", "45", version=VERSION, suggested=True)
    answer_invoice_question(store, look, "pf01", "ja", version=VERSION)

    with store.reading() as reading:
        answers = invoice_answers(reading, look)
        assert reading.first(ChecklistVersion, id=VERSION.id) == VERSION
    assert {name: (one.value, one.suggested) for name, one in answers.items()} == {
        "pf01": ("ja", False),
        "pf03": ("45", True),
    }
    assert standing(store, look).checklist_hash == "ab12"

    undo_invoice(store, look)
    with store.reading() as reading:
        assert invoice_answers(reading, look)["pf01"].value == "nej"
    answer_invoice_question(store, look, "pf01", None, version=VERSION)
    with store.reading() as reading:
        assert set(invoice_answers(reading, look)) == {"pf03"}


def test_only_a_letter_that_was_sent_informs_a_provider(store: Store) -> None:
    first = keep_letter(store, "p1", LetterKind.ROUTINES, dnr="SON 2026/1")
    second = keep_letter(store, "p1", LetterKind.ROUTINES)
    with store.reading() as reading:
        assert informed_on(reading) == {}
        assert [one.copy for one in letters_to(reading, "p1")] == [2, 1]

    note_sent(store, first.id, date(2026, 11, 16), "post")
    note_sent(store, second.id, date(2026, 11, 17))

    with store.reading() as reading:
        assert informed_on(reading) == {"p1": date(2026, 11, 17)}
    take_back_sent(store, first.id)
    take_back_sent(store, second.id)
    with store.reading() as reading:
        assert informed_on(reading) == {}
