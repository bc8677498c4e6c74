"""The facts of a summary, read from a real encrypted store after a small review day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pdf_structure import faults, text_of

from kollegie.follow_up.actions import create_action
from kollegie.follow_up.suspicions import record_suspicion
from kollegie.intake.checklists import find_checklist
from kollegie.language import Language, speak
from kollegie.model.actions import Action
from kollegie.model.answer_values import Withheld
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.invoices import DeskFinding, InvoiceReview
from kollegie.model.register import Municipality, Person, Provider, ServiceUser, UserIdentity
from kollegie.model.reviews import Assignment, Case, Participant, Review, ReviewState, Role, Visit
from kollegie.model.reviews import Track as CaseTrack
from kollegie.model.severity import Category, Severity
from kollegie.model.signals import RecordQuestion
from kollegie.model.visits import Finding
from kollegie.planning.errors import NotLocked, OnlyTheLead, SummaryLocked
from kollegie.planning.locking import lock_review, reopen_review
from kollegie.planning.making_visits import keep_version
from kollegie.store import Store, create_store
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.facts import Facts, Outcome, Standing, Track
from kollegie.summary.gathering import gather_facts
from kollegie.summary.owners import role_in
from kollegie.summary.pdf import print_pdf
from kollegie.summary.tracing import trace
from kollegie.visiting.answering import record_answer
from kollegie.visiting.findings import add_finding, remove_finding
from kollegie.visiting.signing import begin_visit, drop_visit, sign_visit

MORNING = datetime(2026, 10, 13, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)
IDENTITY_NUMBER = "191212121212"
REVIEW = derived_id("review", "höst")


@dataclass
class Day:
    """The host's laptop after the day: its store and the visits by case number."""

    store: Store
    visits: dict[str, Visit]

    def facts(self) -> Facts:
        """What a summary is made from now."""
        with self.store.reading() as reading:
            return gather_facts(reading, REVIEW, DAY)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The day, for tests that only read it."""
    played = played_day(tmp_path_factory.mktemp("day"))
    yield played
    played.store.close()


@pytest.fixture
def own_day(tmp_path: Path) -> Iterator[Day]:
    """The day, for a test that goes on with it."""
    played = played_day(tmp_path)
    yield played
    played.store.close()


def played_day(folder: Path) -> Day:
    """Two users and a provider, visited by a pair from Hult: one signed, one dropped, one begun."""
    now = [MORNING]

    def clock() -> datetime:
        now[0] += timedelta(seconds=1)
        return now[0]

    store = create_store(
        folder / "lead.kollegie",
        "fyra ord i rad",
        municipality="Exempelkommun",
        person="Lena Ledare",
        clock=clock,
        source=random.Random(1),
    )
    hult = derived_id("municipality", "Hult")
    anna = derived_id("person", "Anna")
    visits: dict[str, Visit] = {}
    with store.work("plan") as work:
        host = work.get(Person, store.me).municipality_id
        work.add(
            Municipality(hult, COMMON_SCOPE, "Hult"),
            Person(anna, COMMON_SCOPE, "Anna Ek", hult),
            Provider(derived_id("provider", "P-01"), COMMON_SCOPE, "P-01", "Exempelvård AB", contract="LOV"),
            Review(REVIEW, REVIEW, "Hösten 2026", "hemtjänst", host, store.me, date(2026, 10, 13), "SON 2026/0417"),
            Participant(derived_id("participant", "anna"), REVIEW, REVIEW, anna, Role.VISITOR, "A"),
        )
        for label, ref, track, checklist in (
            ("4-001", "B-1", CaseTrack.USER, "hemtjanst-brukarbesok"),
            ("4-002", "B-2", CaseTrack.USER, "hemtjanst-brukarbesok"),
            ("U-01", "P-01", CaseTrack.PROVIDER, "utforarbesok-oanmalt"),
        ):
            version = keep_version(work, find_checklist(checklist))
            case = derived_id("case", label)
            visit = Visit(
                derived_id("visit", label),
                case,
                REVIEW,
                case,
                track,
                checklist,
                version.content_hash,
                announced=track is CaseTrack.USER,
                planned_start=MORNING,
            )
            visits[label] = visit
            work.add(
                Case(case, case, REVIEW, track, label, ref, "P-01", service="hemtjänst"),
                visit,
                Assignment(derived_id("assignment", label), case, visit.id, anna),
            )
        user = derived_id("user", "B-1")
        work.add(
            ServiceUser(user, COMMON_SCOPE, "B-1"),
            UserIdentity(user, COMMON_SCOPE, "Agda Exempelsson", IDENTITY_NUMBER, address="Storgatan 1"),
        )
    first, second, provider = visits["4-001"].id, visits["4-002"].id, visits["U-01"].id
    begin_visit(store, first)
    for name, value in (("hb01", "ja"), ("hb02", ("ingen",)), ("hb06", "delvis"), ("hb08", "3"), ("hb20", "nej")):
        record_answer(store, first, name, value)
    record_answer(store, first, "hb05", "Agda får hjälp upp och med frukost.")
    record_answer(store, first, "hb06", note="Dusch en gång, två är beslutade.")
    record_answer(store, first, "hb18", "ja", positive=True)
    record_answer(store, first, "hb11", Withheld.EJ_FRAGAD)
    for name in ("hb04", "hb07", "hb09", "hb10", "hb12", "hb13", "hb16", "hb17", "hb19", "hb21"):
        record_answer(store, first, name, Withheld.EJ_OBSERVERAT)
    sign_visit(store, first)
    drop_visit(store, second, "declined")
    begin_visit(store, provider)
    record_answer(store, provider, "ub04", "nej", note="Lista utan klockslag.")
    return Day(store, visits)


def test_the_round_tells_who_where_and_when(day: Day) -> None:
    facts = day.facts()

    assert facts.title == "Hemtjänst i Exempelkommun"
    assert facts.registry_number == "SON 2026/0417"
    assert facts.municipalities == ("Hult",)
    assert (facts.visitors, facts.pairs) == (1, 1)
    assert facts.review_days == (date(2026, 10, 13),)
    assert facts.version == ""
    assert facts.headline == "HB06"
    assert [(one.id, one.track) for one in facts.checklists] == [
        ("hemtjanst-brukarbesok", Track.USER),
        ("utforarbesok-oanmalt", Track.PROVIDER),
    ]


def test_each_visit_tells_what_became_of_it(day: Day) -> None:
    visits = {visit.case: visit for visit in day.facts().visits}

    assert visits["4-001"].outcome is Outcome.SIGNED
    assert visits["4-001"].pair == "A"
    assert (visits["4-002"].outcome, visits["4-002"].drop_reason) == (Outcome.DROPPED, "declined")
    assert visits["U-01"].outcome is Outcome.BEGUN
    assert visits["U-01"].provider == "P-01"
    assert not visits["U-01"].announced


def test_answers_are_in_words_and_only_of_what_was_asked(day: Day) -> None:
    facts = day.facts()
    first = str(day.visits["4-001"].id)
    answers = {answer.question: answer for answer in facts.answers if answer.visit == first}

    assert (answers["HB06"].standing, answers["HB06"].word) == (Standing.ANSWERED, "Delvis")
    assert answers["HB06"].note == "Dusch en gång, två är beslutade."
    assert answers["HB08"].amount == "3"
    assert answers["HB11"].standing is Standing.NOT_ASKED
    assert answers["HB16"].standing is Standing.NOT_OBSERVED
    assert "HB03" not in answers  # nobody else was present, so it was not asked
    assert answers["HB18"].positive
    assert not [answer for answer in facts.answers if answer.visit == str(day.visits["4-002"].id)]
    begun = {one.question: one.standing for one in facts.answers if one.visit == str(day.visits["U-01"].id)}
    assert (begun["UB04"], begun["UB10"]) == (Standing.ANSWERED, Standing.MISSING)


def test_free_text_stands_as_a_note_and_never_as_the_answer(day: Day) -> None:
    told = next(answer for answer in day.facts().answers if answer.question == "HB05")

    assert told.word == "Se anteckning"
    assert "frukost" in told.note


def test_findings_carry_the_checklists_claim_and_only_those_that_stand(own_day: Day) -> None:
    with own_day.store.reading() as reading:
        gone = next(one for one in reading.find(Finding) if one.question == "ub04")
    remove_finding(own_day.store, own_day.visits["U-01"].id, gone.id)

    findings = {finding.question: finding for finding in own_day.facts().findings}

    assert set(findings) == {"HB06", "HB20"}
    assert findings["HB06"].severity is Severity.DEFICIENCY
    assert findings["HB06"].category is Category.UTF
    assert findings["HB06"].claim
    assert findings["HB06"].text == ""


def test_a_finding_at_a_question_from_the_records_stands_with_its_words(own_day: Day) -> None:
    visit = own_day.visits["U-01"]
    with own_day.store.work() as work:
        words = "Fakturan säger 40 timmar. Stämmer det?"
        work.add(RecordQuestion(work.new_id(), visit.scope, visit.id, work.new_id(), "u1", "V09", words, ""))
    record_answer(own_day.store, visit.id, "u1", "nej", note="Fakturan gäller en annan månad.")
    add_finding(own_day.store, visit.id, "ub02_klart", Category.RUT, Severity.NOTE, "Besöket bröts av")

    facts = own_day.facts()

    (told,) = [finding for finding in facts.findings if finding.question == "U1"]
    assert told.claim == "Underlaget stämmer inte med besöket"
    assert told.category is Category.TIF
    (answer,) = [answer for answer in facts.answers if answer.question == "U1"]
    assert (answer.word, answer.note) == ("Nej", "Fakturan gäller en annan månad.")
    assert answer.place == told.place
    assert [one.place for one in facts.findings if one.question == "UB02"] == ["ub02"]  # a part's is the whole's


def test_an_action_stands_with_its_question_and_its_role(own_day: Day) -> None:
    with own_day.store.reading() as reading:
        finding = next(one for one in reading.find(Finding) if one.question == "hb06")
    create_action(
        own_day.store, finding.id, "Beslutet jämförs med planeringen", "Lena Ledare, enhetschef", date(2026, 12, 1)
    )

    with own_day.store.work("test") as work:
        review = work.get(Visit, finding.visit_id).review_id
        host = work.get(Person, work.person_id).municipality_id
        invoice = InvoiceReview(work.new_id(), host, "P-07", "F-12", "2026-10")
        at_desk = DeskFinding(work.new_id(), host, invoice.id, "pf01", 0, Category.TIF, Severity.DEFICIENCY)
        beside = Action(work.new_id(), host, review, at_desk.id, "other", "Begär scheman", "Assistent")
        work.add(invoice, at_desk, beside)

    create_action(own_day.store, finding.id, "Bolaget anmäls", "Jurist", None, "police_report")
    record_suspicion(own_day.store, (("provider", "P-07"),), "Förtroligt misstänkt", "Förtrolig grund")

    action, at_invoice, reported = sorted(own_day.facts().actions, key=lambda one: (one.confidential, one.invoice))

    assert (at_invoice.text, at_invoice.question, at_invoice.invoice) == ("Begär scheman", "PF01", "F-12")
    assert (action.confidential, reported.confidential) == (False, True)
    assert action.question == "HB06"
    assert action.visit == str(own_day.visits["4-001"].id)
    assert action.owner == "Lena Ledare, enhetschef"
    assert action.owner_role == "Enhetschef"
    assert "rtrolig" not in repr(own_day.facts())


@pytest.mark.parametrize(
    ("owner", "role"),
    [
        ("Enhetschef", "Enhetschef"),
        ("Agda Exempelsson, enhetschef", "Enhetschef"),
        ("enhetschef Agda Exempelsson", "Enhetschef"),
        ("Enhetschefer, alla utförare", "Enhetschefer och alla utförare"),
        ("Agda Exempelsson", "Ansvarig i värdkommunen"),
        ("Kontaktpersonen hos utföraren", "Kontaktpersonen hos utföraren"),
        ("", ""),
    ],
)
def test_a_role_is_found_beside_a_name(owner: str, role: str) -> None:
    assert role_in(owner) == role


def test_what_names_the_users_is_known_so_that_it_can_be_kept_out(day: Day) -> None:
    withheld = day.facts().withheld

    known = {"Agda Exempelsson", "Agda", IDENTITY_NUMBER, "Storgatan 1", "Lena Ledare", "B-1", "Ek"}
    assert known <= set(withheld)


def test_a_locked_round_has_a_version_a_day_and_a_checksum(own_day: Day) -> None:
    draft = compile_content(own_day.facts(), Edition.INTERNAL)
    locked = lock_review(own_day.store, REVIEW, own_day.facts().checksum())

    facts = own_day.facts()
    settled = compile_content(facts, Edition.INTERNAL)

    assert (draft.version, draft.seal.checksum) == ("", "")
    assert (settled.version, locked.version) == ("1.0", "1.0")
    assert facts.settled_on == date(2026, 10, 13)
    assert settled.seal.checksum == locked.checksum
    with pytest.raises(SummaryLocked, match=r"1\.0"):
        lock_review(own_day.store, REVIEW, facts.checksum())


def test_a_late_answer_makes_a_locked_summary_a_draft_of_the_next_version(own_day: Day) -> None:
    lock_review(own_day.store, REVIEW, own_day.facts().checksum())
    finding = own_day.facts().findings[0]
    create_action(own_day.store, UUID(finding.id), "Följ upp", "Enhetschefen", DAY)

    late = own_day.facts()
    assert (late.version, late.changed_since) == ("", "1.0")
    assert compile_content(late, Edition.INTERNAL).draft

    before, later = own_day.store.clock, timedelta(days=9)
    own_day.store.clock = lambda: before() + later
    lock_review(own_day.store, REVIEW, late.checksum())
    assert (own_day.facts().version, own_day.facts().settled_on) == ("1.1", date(2026, 10, 22))


def test_only_its_lead_locks_a_round_and_opens_it_again(own_day: Day) -> None:
    with pytest.raises(NotLocked):
        reopen_review(own_day.store, REVIEW)
    lock_review(own_day.store, REVIEW, own_day.facts().checksum())

    assert reopen_review(own_day.store, REVIEW).state is ReviewState.COMPILING
    assert (own_day.facts().version, own_day.facts().changed_since) == ("", "1.0")
    with own_day.store.work("another leads") as work:
        other = next(one for one in work.find(Person) if one.id != work.person_id)
        work.save(replace(work.get(Review, REVIEW), lead_id=other.id))
    with pytest.raises(OnlyTheLead):
        lock_review(own_day.store, REVIEW, own_day.facts().checksum())


def test_the_same_store_gives_the_same_facts(day: Day) -> None:
    assert day.facts() == day.facts()
    swedish = day.facts()
    speak(Language.EN)
    english = day.facts()
    speak(Language.SV)
    assert swedish != english
    assert swedish.checksum() == english.checksum()


def test_the_printed_summary_of_the_day_is_whole(day: Day) -> None:
    facts = day.facts()

    internal = print_pdf(compile_content(facts, Edition.INTERNAL))
    public = print_pdf(compile_content(facts, Edition.PUBLIC))

    assert faults(internal.pdf) == faults(public.pdf) == []
    assert "Dusch en gång, två är beslutade." in text_of(internal.pdf)
    for secret in ("4-001", "Agda", "Dusch en gång", IDENTITY_NUMBER, "Anna Ek"):
        assert secret not in text_of(public.pdf)


def test_a_figure_leads_to_its_visits(day: Day) -> None:
    facts = day.facts()

    found = trace(facts, Edition.INTERNAL, f"area:{Category.UTF}:2")

    assert [(one.case, one.question, one.answer) for one in found.visits] == [("4-001", "HB06", "Delvis")]
    assert found.visits[0].note == "Dusch en gång, två är beslutade."
    assert found.title == "Utförande, brist"


def test_every_clickable_figure_leads_somewhere(day: Day) -> None:
    facts = day.facts()
    printed = print_pdf(compile_content(facts, Edition.INTERNAL), checked=False)

    assert printed.spots
    for spot in printed.spots:
        assert trace(facts, Edition.INTERNAL, spot.key).title
        assert 0 <= spot.page < printed.pages
        assert spot.left < spot.right
        assert spot.top < spot.bottom
