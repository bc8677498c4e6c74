"""Around the answers: the stop sign, last round's answer, threads, the records' claims, the door, the review."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from leading import lead_it, make_lead
from looking import Flashes, clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Participant, Review, Role, Track, Visit
from kollegie.model.signals import EvidenceRow, RecordQuestion, SignalState
from kollegie.model.visits import Answer, Finding, answer_id
from kollegie.screening.asking import asked_of
from kollegie.visiting.answering import record_answer
from kollegie.visiting.commenting import send_back
from kollegie.visiting.evaluation import Cell
from ui.visiting.claim import Claim
from ui.visiting.facts_card import FactsCard
from ui.visiting.filtering import Choosing
from ui.widgets.card import CardKind
from ui.widgets.fields import TextField

SIGNAL = derived_id("signal", "V01")
ROWS = tuple(
    EvidenceRow(
        "time-reports", "tider_okt-nov.csv", 4812 + one, (("start", f"2026-11-1{one}T07:00"), ("minutes", "150"))
    )
    for one in range(5)
)


def make_earlier_round(store):
    """A visit to the same person in March of the year before, where HB07 was "oforandrat"."""
    review, case, visit = (derived_id(noun, "2025") for noun in ("review", "case", "visit"))
    with store.work("earlier") as work:
        now = work.get(Visit, derived_id("visit", "4-017"))
        signed = work.at - timedelta(days=600)
        work.add(
            Review(review, review, "Hösten 2025", "hemtjänst", store.me, store.me),
            Case(case, case, review, Track.USER, "3-009", "U-4-017"),
            dataclasses.replace(
                now, id=visit, scope=case, review_id=review, case_id=case, signed_at=signed, signed_by=store.me
            ),
            Answer(answer_id(visit, "hb07"), case, visit, "hb07", value="oforandrat", note="Klarar sig."),
            Answer(answer_id(visit, "hb06"), case, visit, "hb06", value="ja"),
        )
        now, case, visit = work.get(Visit, derived_id("visit", "P-03")), derived_id("P", "case"), derived_id("P")
        work.add(
            Case(case, case, review, Track.PROVIDER, "P-01", "U-P-03"),
            dataclasses.replace(
                now, id=visit, scope=case, review_id=review, case_id=case, signed_at=signed, signed_by=store.me
            ),
            Answer(answer_id(visit, "ub19"), case, visit, "ub19", value="0197c1a2-dead", note="Tavlan."),
        )


def ask_from_records(store):
    """A question of a warning signal, put to the visit to 4-017."""
    visit = derived_id("visit", "4-017")
    with store.work("ask") as work:
        scope = work.get(Visit, visit).scope
        words = "Tidrapporten säger att personal 17 var här tors 12 nov 07.00–09.30. Stämmer det?"
        work.add(RecordQuestion(work.new_id(), scope, visit, SIGNAL, "u1", "V01", words, "", ROWS))


def name_safety_contact(store):
    with store.work("plan") as work:
        review = derived_id("review", "höst")
        berit = derived_id("person", "Berit")
        work.add(
            Participant(
                derived_id("safety"),
                review,
                review,
                berit,
                Role.VISITOR,
                telephone="070-765 43 21",
                safety_contact=True,
            )
        )


class TestStopSign:
    @pytest.fixture
    def prepare(self):
        return [name_safety_contact]

    def test_it_says_at_once_whom_to_call_over_every_section(self, take_up):
        reviewer = take_up("4-017", "hb19")
        before = reviewer.page.columns.stop.said
        reviewer.press("j")
        said = reviewer.page.columns.stop.said
        reviewer.page.about.open_section(reviewer.page.visit.sections()[0].name)
        reviewer.settle()

        assert before == ""
        assert said.index("trygghetskontakt: Berit Sand 070-765 43 21") < said.index("Lo Ledare 070-123 45 67")
        assert "HB19" in said
        assert "112" in said
        assert reviewer.page.columns.stop.said == said

    def test_the_call_is_noted_and_the_sign_goes(self, take_up):
        reviewer = take_up("4-017", "hb19")
        reviewer.press("j")

        reviewer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

        assert reviewer.page.columns.stop.said == ""
        acute = next(one for one in reviewer.stored(Finding) if one.question == "hb19")
        assert acute.acknowledged_by == reviewer.desk.me

    def test_it_goes_with_the_answer_that_raised_it(self, take_up):
        reviewer = take_up("4-017", "hb19")
        reviewer.press("j")
        reviewer.press("n")

        assert reviewer.page.columns.stop.said == ""


class TestLastRound:
    @pytest.fixture
    def prepare(self):
        return [make_earlier_round]

    def test_it_is_a_dated_suggestion_until_one_key_takes_it_over(self, take_up):
        reviewer = take_up("4-017", "hb07")
        shown = reviewer.page.columns.context.shown_words()
        before = reviewer.answer("hb07")

        reviewer.press(Qt.Key.Key_F4)

        assert "från 2025-04-03" in shown
        assert "Räknas inte som svar" in shown
        assert before is None
        assert reviewer.answer("hb07").value == "oforandrat"
        assert reviewer.card.part.value() == "oforandrat"

    def test_a_picture_of_last_time_is_told_in_words_and_answers_nothing_today(self, take_up):
        reviewer = take_up("P-03", "ub19")
        shown = reviewer.page.columns.context.shown_words()

        reviewer.press(Qt.Key.Key_F4)

        assert "Bifogad 2025-04-03<" in shown
        assert "0197c1a2" not in shown
        assert "Svara likadant i dag" not in shown
        assert reviewer.answer("ub19") is None

    def test_without_an_earlier_answer_nothing_is_shown_and_the_key_does_nothing(self, take_up):
        reviewer = take_up("4-017", "hb08")

        reviewer.press(Qt.Key.Key_F4)

        assert "Förra granskningen" not in reviewer.page.columns.context.shown_words()
        assert reviewer.answer("hb08") is None


def test_a_claim_of_many_rows_is_never_a_window_of_its_own(qtbot):
    with Flashes() as flashes:
        claim = Claim("V01", [EvidenceRow("stays", "v.csv", row, (("user_id", "B-1"),)) for row in range(5)])
    qtbot.addWidget(claim)

    assert flashes.seen == []


class TestRecordQuestions:
    @pytest.fixture
    def prepare(self):
        return [ask_from_records]

    def test_the_claim_stands_on_its_own_surface_with_its_rows(self, take_up):
        reviewer = take_up("4-017", "u1")
        few = reviewer.card.claim.lines
        reviewer.card.claim.all.click()

        assert reviewer.card.kind is CardKind.RECORD_CURRENT
        assert few[0] == "tider_okt-nov.csv rad 4\u00a0812: start 2026-11-10 07.00 · minutes 150"
        assert (len(few), len(reviewer.card.claim.lines)) == (3, 5)
        assert "Underlaget säger" in [
            line.title for line in reviewer.page.columns.panel.outline.lines if hasattr(line, "title")
        ]
        spoken = [line.spoken for line in reviewer.page.columns.panel.outline.lines if hasattr(line, "cell")]
        assert spoken == ["V01 personal 17 var här tors 12 …, obesvarad"]

    def test_it_is_answered_by_key_like_any_other_and_told_to_its_signal(self, take_up):
        reviewer = take_up("4-017", "u1")

        reviewer.press("n")

        with reviewer.desk.store.reading() as reading:
            told = asked_of(reading, SIGNAL)
        assert [one.says for one in told] == [SignalState.CONFIRMED]
        assert len(reviewer.card.blocks) == 1


class TestReview:
    @pytest.fixture
    def prepare(self):
        return [make_earlier_round, lead_it]

    def test_a_lead_sees_the_same_form_read_only_and_may_choose_what_to_see(self, take_up, desk):
        visit = derived_id("visit", "4-017")
        record_answer(desk.store, visit, "hb06", "delvis", "Dusch saknas.", flagged=True)
        send_back(desk.store, visit, "Vilken vecka?", "hb04")
        reviewer = take_up("4-017", "hb06")
        reviewer.press("j")
        kept = reviewer.answer("hb06").value
        bar = reviewer.page.columns.review
        shown = {}
        for choosing in (Choosing.FLAGGED, Choosing.COMMENTED, Choosing.CHANGED, Choosing.UNANSWERED):
            bar.buttons[choosing].click()
            reviewer.settle()
            shown[choosing] = [card.question.id for card in reviewer.page.section.cards.values()]

        assert not bar.isHidden()
        assert kept == "delvis"
        assert shown[Choosing.FLAGGED] == ["HB06"]
        assert shown[Choosing.COMMENTED] == ["HB04"]
        assert shown[Choosing.CHANGED] == ["HB06"]
        assert "HB06" not in shown[Choosing.UNANSWERED]
        assert bar.buttons[Choosing.FLAGGED].text() == "Flaggade · 1"

    def test_the_lead_is_not_told_to_call_themselves(self, take_up, desk):
        with desk.store.work() as work:
            for one in work.find(Participant):
                work.delete(one)
            review = derived_id("review", "höst")
            work.add(Participant(derived_id("me"), review, review, desk.me, Role.LEAD))
        record_answer(desk.store, derived_id("visit", "4-017"), "hb19", "ja")

        reviewer = take_up("4-017", "hb19")

        assert "Du leder granskningen" in reviewer.page.columns.stop.said
        assert "Anna Ek" not in reviewer.page.columns.stop.said

    def test_a_key_that_leads_out_of_the_choice_shows_all_again(self, take_up, desk):
        record_answer(desk.store, derived_id("visit", "4-017"), "hb06", "delvis", flagged=True)
        reviewer = take_up("4-017", "hb06")
        reviewer.page.columns.review.buttons[Choosing.FLAGGED].click()
        reviewer.settle()

        reviewer.page.about.next_unanswered()
        reviewer.settle()

        assert reviewer.at == "HB07"
        assert len(reviewer.page.section.cards) > 5
        assert reviewer.page.columns.review.buttons[Choosing.ALL].isChecked()

    def test_an_empty_choice_says_so_and_shows_all(self, take_up):
        reviewer = take_up("4-017", "hb06")

        reviewer.page.columns.review.buttons[Choosing.DEVIATING].click()
        reviewer.settle()

        assert "Inga frågor i urvalet" in reviewer.page.strip.said
        assert len(reviewer.page.section.cards) > 5

    def test_read_only_is_switched_off_by_choice(self, take_up):
        reviewer = take_up("4-017", "hb06")

        reviewer.page.columns.review.reading.click()
        reviewer.page.go_to(Cell("hb06"))
        reviewer.press("j")

        assert reviewer.answer("hb06").value == "ja"

    def test_a_visitor_opens_the_same_choice_by_key(self, take_up, desk):
        with desk.store.work() as work:
            task = Assignment(derived_id("again"), derived_id("case", "4-017"), derived_id("visit", "4-017"), desk.me)
            work.add(task)
        reviewer = take_up("4-017", "hb06")
        hidden = reviewer.page.columns.review.isHidden()

        reviewer.ctrl(Qt.Key.Key_F)

        assert (hidden, reviewer.page.columns.review.isHidden()) == (True, False)


@pytest.fixture
def full(take_up, desk):
    """A visit with everything around its answers at once."""
    make_lead(desk.store)
    make_earlier_round(desk.store)
    ask_from_records(desk.store)
    visit = derived_id("visit", "4-017")
    record_answer(desk.store, visit, "hb19", "ja")
    send_back(desk.store, visit, "Vilken vecka var det, och vem var där?", "hb07")
    reviewer = take_up("4-017", "hb07")
    reviewer.ctrl(Qt.Key.Key_F)
    return reviewer


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_and_everything_can_be_hit_and_named(full, look, scale):
    look.show_as(text_scale=scale)
    full.settle()
    there = (clipped_texts(full.page), unnamed(full.page), small_targets(full.page))
    full.ctrl(Qt.Key.Key_J)
    form = (clipped_texts(full.page.door.sheet), unnamed(full.page.door.sheet), small_targets(full.page.door.sheet))
    full.page.door.sheet.close_sheet()
    full.page.go_to(Cell("u1"))
    full.settle()

    assert there == ([], [], [])
    assert form == ([], [], [])
    assert clipped_texts(full.page) == []


def card_words(reviewer) -> str:
    return " ".join(label.text() for label in reviewer.card_of("hb08").findChildren(QLabel))


def test_what_is_so_of_the_case_is_said_beside_the_questions_and_they_follow_it(reviewer, visits):
    reviewer.open(visits["4-017"], "hb08")
    context = reviewer.page.columns.context
    card = context.findChild(FactsCard)
    assert "\n4 · registret" in context.shown_words()
    assert "Planerade besök per dag: 4" in card_words(reviewer)

    card.change.click()
    field = next(one for one in card.findChildren(TextField) if one.accessibleName() == "Planerade besök per dag")
    field.setFocus()
    field.selectAll()
    reviewer.press("3,5")
    reviewer.ctrl(Qt.Key.Key_S)
    assert context.findChild(FactsCard).form.isVisible(), "what is written stays while the page is shown anew"
    card.save.click()
    reviewer.wait(lambda: "\n3,5 · angivet vid besöket" in context.shown_words())

    assert "Planerade besök per dag: 3,5" in card_words(reviewer)
    reviewer.settle()
    shown = next(one for one in context.findChildren(FactsCard) if not one.isHidden())
    assert not shown.form.isVisible()
    assert unnamed(reviewer.page) == []
