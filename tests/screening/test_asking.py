"""A signal becomes questions at the visits it concerns; the answers propose, a person confirms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from planting import World, days, material_of
from signal_world import NOON, SignalWorld

from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import Case
from kollegie.model.signals import EvidenceRow, RecordQuestion, SignalState, spoken_by
from kollegie.planning.errors import NotInSample
from kollegie.planning.signals import sample_for_signal, signalled_users
from kollegie.screening.all_rules import rules_named
from kollegie.screening.asking import (
    NobodyToAsk,
    NothingToAsk,
    ask_at_visits,
    asked_of,
    proposed_state,
    questions_for,
)
from kollegie.screening.asking_sums import question_of_sum
from kollegie.screening.asking_words import question_of_kind
from kollegie.screening.moving import undo_move
from kollegie.screening.running import run_rules

MAY = date(2026, 5, 1)


def asked(here: SignalWorld):  # type: ignore[no-untyped-def]
    with here.store.reading() as reading:
        return asked_of(reading, here.signal)


def test_each_row_of_the_case_is_asked_about_and_nothing_of_the_other_home(here: SignalWorld) -> None:
    made = ask_at_visits(here.store, here.signal)

    assert [question.label for question in made] == [
        "Tidrapporten säger att personal S-1 var här 13 oktober 08.00–09.00. Stämmer det?",
        "Tidrapporten säger att personal S-1 var här 20 oktober 08.00–09.00. Stämmer det?",
    ]
    assert {question.scope for question in made} == {here.visit.scope}
    assert {row.cell("user_id") for question in made for row in question.evidence} == {"B-1"}
    assert all("B-2" not in repr(question) for question in made)
    assert here.current().state is SignalState.TO_VISIT


def test_asking_twice_asks_once_and_undo_takes_the_questions_back(here: SignalWorld) -> None:
    ask_at_visits(here.store, here.signal)
    ask_at_visits(here.store, here.signal)

    assert len(asked(here)) == 2
    undo_move(here.store)
    assert asked(here) == ()
    assert here.current().state is SignalState.NEW


def test_answers_propose_and_a_person_moves(here: SignalWorld) -> None:
    first, second = ask_at_visits(here.store, here.signal)

    here.answer(first.question, "ja")
    after_one = proposed_state(SignalState.TO_VISIT, asked(here))
    here.answer(second.question, "ja")
    after_two = proposed_state(SignalState.TO_VISIT, asked(here))
    here.answer(second.question, "nej")

    assert (after_one, after_two) == (None, SignalState.REFUTED)
    assert proposed_state(SignalState.TO_VISIT, asked(here)) is SignalState.CONFIRMED
    assert here.current().state is SignalState.TO_VISIT
    assert proposed_state(SignalState.CONFIRMED, asked(here)) is None  # a person has decided


@pytest.mark.parametrize(
    ("rule", "kind", "value", "says"),
    [
        ("V01", "time-reports", "nej", SignalState.CONFIRMED),
        ("V01", "time-reports", "ja", SignalState.REFUTED),
        ("V01", "time-reports", "delvis", None),
        ("V01", "time-reports", Withheld.EJ_OBSERVERAT, None),
        ("V11", "stays", "ja", SignalState.CONFIRMED),
        ("V11", "stays", "nej", SignalState.REFUTED),
        ("V18", "time-reports", "ja", SignalState.CONFIRMED),
        ("V18", "time-reports", None, None),
    ],
)
def test_what_an_answer_means_follows_from_what_was_asked(
    here: SignalWorld, rule: str, kind: str, value: object, says: SignalState | None
) -> None:
    question = RecordQuestion(
        here.signal, here.signal, here.visit.id, here.signal, "x", rule, "?", "?", (EvidenceRow(kind, "f", 2),)
    )

    assert spoken_by(value, question) is says  # type: ignore[arg-type]


def test_a_sum_is_asked_about_as_one_question_in_words_of_the_kitchen_table(here: SignalWorld) -> None:
    step = ("2026-10: 23,25 h av beviljade 40 h.", "2026-10: 23.25 h of 40 h granted.")
    signal = replace(here.current(), rule="V18", subjects=(("user", "B-1"),), explanation=(step,))
    with here.store.reading() as reading:
        case = reading.get(Case, here.visit.case_id)

    [question] = questions_for(signal, here.visit, case)

    assert (question.label_sv, question.label_en) == (
        "I underlaget står att hjälpen kom sammanlagt 23,25 timmar i oktober 2026, ungefär 5 timmar i veckan; 40 "
        "timmar är beviljade. Stämmer det?",
        "The records say that help came for 23.25 hours in all in October 2026, about 5 hours a week; 40 hours are "
        "granted. Is that right?",
    )
    assert [row.row for row in question.evidence] == [2, 4]


def test_a_signed_visit_is_not_asked_and_it_is_said_what_to_do(here: SignalWorld) -> None:
    with here.store.work("sign") as work:
        work.save(replace(here.visit, signed_at=NOON, signed_by=work.person_id))

    with pytest.raises(NobodyToAsk) as refusal:
        ask_at_visits(here.store, here.signal)

    assert "urvalet" in refusal.value.sentence()
    assert here.current().state is SignalState.NEW


def test_a_signal_puts_its_users_into_the_sample_once(here: SignalWorld) -> None:
    with here.store.reading() as reading:
        assert signalled_users(reading) == ("B-1", "B-2")

    with here.store.work("test") as work:
        [case] = sample_for_signal(work, here.review, here.signal, series="4")

    assert (case.subject_ref, case.drawn) == ("B-2", "signal")
    with here.store.work("test") as work:
        assert sample_for_signal(work, here.review, here.signal) == ()


def test_a_user_who_cannot_be_taken_is_refused_with_the_reason(here: SignalWorld) -> None:
    with here.store.work("test") as work:
        signal = replace(here.current(), subjects=(("user", "B-9"),))
        work.save(signal)

    with pytest.raises(NotInSample), here.store.work("test") as work:
        sample_for_signal(work, here.review, here.signal)


@pytest.mark.parametrize(
    ("kind", "cells", "words"),
    [
        (
            "invoices",
            {"invoice_id": "F-1", "hours": "69.5", "period_from": "2026-10-01", "period_to": "2026-10-31"},
            "Fakturan F-1 tar upp 69,5 timmar hjälp för 1 oktober till 31 oktober. Stämmer det?",
        ),
        (
            "payouts",
            {"payee_id": "P-1", "amount": "2472.00", "period_from": "2026-10-01", "period_to": "2026-10-31"},
            "Utbetalningen säger att P-1 har fått 2472 kr för 1 oktober till 31 oktober. Stämmer det?",
        ),
        (
            "stays",
            {"from": "2026-10-12", "to": "2026-10-16", "kind": "hospital"},
            "Registret säger att personen var på sjukhus 12 oktober till 16 oktober. Stämmer det?",
        ),
    ],
)
def test_rows_are_put_in_words(kind: str, cells: dict[str, str], words: str) -> None:
    said = question_of_kind(EvidenceRow(kind, "f.csv", 2, tuple(cells.items())))

    assert said is not None
    assert said[0] == words


def elsewhere(world: World) -> None:
    world.user("B-1", municipality_registered="Storstad")
    world.decision("d", "B-1")


def steep(world: World) -> None:
    for number, hours in enumerate((10, 40), start=1):
        day = date(2026, number, 1)
        world.decision(f"d{number}", "B-1", valid_from=day, decided_on=day, amount=hours, unit="hours/week")


def one_for_many(world: World) -> None:
    for number in range(1, 6):
        world.add("representatives", user_id=f"B-{number}", representative_id="r", kind="trustee", **{"from": MAY})


def far_apart(world: World) -> None:
    for name, latitude in (("B-2", 60.0), ("B-3", 61.0), ("B-1", 62.0)):
        world.user(name, latitude=latitude, longitude=18.0)
    for day in days(MAY, 40):
        world.work("S-1", "B-2", day, "08:00", "09:00")
        world.work("S-1", "B-3", day, "09:05", "10:00")
    world.work("S-1", "B-1", day, "10:05", "11:00")


@pytest.mark.parametrize(
    ("rule", "make", "said", "holds"),
    [
        ("V13", elsewhere, "I underlaget står att personen var folkbokförd i Storstad och inte här mellan ", True),
        ("V14", steep, "I underlaget står att timmarna med hemtjänst ökade från 10 till 40 i veckan mellan ", True),
        ("V26", one_for_many, "Registret säger att personen har en företrädare (trustee) från 1 maj.", True),
        ("V02", far_apart, "Tidrapporten säger att personal S-1 var här 9 juni 10.05–11.00.", False),
    ],
)
def test_every_signal_on_a_user_can_be_asked_about_at_the_visit(
    here: SignalWorld, rule: str, make: Callable[[World], None], said: str, *, holds: bool
) -> None:
    world = World()
    make(world)
    [found] = run_rules(material_of(world), rules_named((rule,)), scope=here.visit.scope).found
    with here.store.reading() as reading:
        case = reading.get(Case, here.visit.case_id)

    [question] = questions_for(found.signal, here.visit, case)

    assert question.label.startswith(said)
    assert question.states_the_signal is holds
    assert not re.search(r"B-[2-9]", repr(question))


def test_where_a_visit_is_open_but_nothing_can_be_asked_that_is_what_is_said(here: SignalWorld) -> None:
    licence = EvidenceRow("licences", "f.csv", 2)
    with here.store.work("test") as work:
        work.save(replace(here.current(), evidence=(licence,), explanation=(("B-2: ett.", "B-2: one."),)))

    with pytest.raises(NothingToAsk) as refusal:
        ask_at_visits(here.store, here.signal)

    assert "Ett besök är öppet" in refusal.value.sentence()


@pytest.mark.parametrize(
    ("rule", "step", "asked_as"),
    [
        (
            "V17",
            "2026-10: 2\u00a0472\u00a0kr utbetalat, 0 tidrapporter hos brukaren.",
            "2\u00a0472 kr betalades ut för oktober",
        ),
        ("V18", "2026-10: 0 h av beviljade 40 h.", "ingen hjälp kom i oktober 2026; 40 timmar är beviljade"),
        ("V18", "2026-10: 1 av 4 tillfällen.", "någon kom 1 gång i oktober 2026; beviljat är 4 gånger"),
        (
            "V19",
            "Beslut 2026-01-02, inte verkställt 2026-06-01: 150 dagar, 4 hela",
            "hjälpen beslutades 2 januari 2026 och",
        ),
        (
            "V20",
            "Väntar sedan 2026-01-02; 0 anteckningar till 2026-03-01.",
            "personen väntar på hjälpen sedan 2 januari",
        ),
        (
            "V21",
            "Senast uppföljt 2025-01-02: 20 hela månader till 2026-10-01,",
            "hjälpen senast följdes upp 2 januari 2025",
        ),
        (
            "V22",
            "2026-10-01 – 2026-10-14, kl. 07–22: 17 olika personer vid 40 besök",
            "17 olika personer kom hit mellan",
        ),
        ("V22", "2026-10-01 – 2026-10-14: 9 personer kom, 8 var planerade, 4 var samma", "9 personer kom hit mellan"),
        (
            "V23",
            "2026-10: utfört 10 h av planerade 40 h (25 %); 0 av 9 besök",
            "hjälpen kom sammanlagt 10 timmar i oktober",
        ),
        (
            "V23",
            "2026-10: utfört 39 h av planerade 40 h (98 %); 5 av 9 besök",
            "5 av 9 besök i oktober 2026 var kortare",
        ),
        (
            "V28",
            "3 misslyckade kontaktförsök: 2026-10-01, 2026-10-02.",
            "kommunen försökte nå kontaktpersonen 3 gånger",
        ),
        ("V28", "Senaste möte 2026-01-02, 90 dagar sedan; uppdraget är öppet.", "kontaktpersonen och personen senast"),
        (
            "V13",
            "9 beviljade dagar 2026-10-01 – 2026-10-09 utan folkbokföring i kommunen; folkbokförd: ingenstans enligt "
            "registret.",
            "personen inte var folkbokförd någonstans mellan 1 oktober 2026 och 9 oktober 2026, medan",
        ),
        (
            "V13",
            "Folkbokförd i kommunen 2025-11-01, 59 dagar före ansökan 2025-12-30 (gräns 60).",
            "personen blev folkbokförd här 1 november 2025, och att hjälpen söktes 30 december 2025.",
        ),
        (
            "V13",
            "Folkbokförd i kommunen 2025-11-01, 30 dagar före beslutet 2025-12-01 (gräns 60).",
            "personen blev folkbokförd här 1 november 2025, och att hjälpen beslutades 1 december 2025.",
        ),
        (
            "V14",
            "Beviljade timmar per brukare och vecka: 9,5 den 2026-01-01, 13 den 2026-07-01, 37 % mer.",
            "de som får hjälp härifrån hade i snitt 9,5 timmar i veckan 1 januari 2026 och 13 timmar 1 juli 2026.",
        ),
        (
            "V19",
            "Avbrott 2023-01-02: 1\u00a0200 dagar utan verkställighet. Anmälan senast",
            "hjälpen gjorde uppehåll 2 januari 2023 och inte har börjat igen, på 1\u00a0200 dagar.",
        ),
        (
            "V23",
            "2026-10: utfört 1\u00a0250 h av planerade 1\u00a0000,5 h (1\u00a0250 %); 2 av 9 besök",
            "hjälpen kom sammanlagt 1\u00a0250 timmar i oktober 2026, ungefär 282 timmar i veckan; planerat",
        ),
        ("V29", "2026-10: närvaron är bara rapporterad muntligt.", "någon har berättat om närvaron i oktober 2026, i"),
        ("V29", "2026-10: 3 h av planerade 9 h (33 %), 1 dag utan giltigt skäl,", "personen var med 3 av 9 timmar som"),
    ],
)
def test_every_rule_whose_claim_is_a_sum_asks_in_plain_words_and_weighs_nothing(
    rule: str, step: str, asked_as: str
) -> None:
    sv, en = question_of_sum(rule, (step, step))

    assert sv.startswith(f"I underlaget står att {asked_as}")
    assert en.startswith("The records say that ")
    assert (sv.endswith(". Stämmer det?"), en.endswith(". Is that right?")) == (True, True)
    assert not re.search(r"%|gräns|\d{4}-\d\d| h\b", sv + en)


def test_digits_of_a_number_are_not_taken_for_the_user_who_is_called_by_them(here: SignalWorld) -> None:
    with here.store.reading() as reading:
        case = reading.get(Case, here.visit.case_id)
    counted = (("1\u00a0877 rader.", "1\u00a0877 rows."),)
    subjects = (*here.current().subjects, ("user", "877"), ("user", "1"))
    evidence = (EvidenceRow("licences", "f.csv", 2),)
    signal = replace(here.current(), subjects=subjects, explanation=counted, evidence=evidence)

    [question] = questions_for(signal, here.visit, case)

    assert "1\u00a0877 rader" in question.label


def test_nobody_is_asked_about_a_row_they_cannot_know() -> None:
    assert question_of_kind(EvidenceRow("licences", "f.csv", 2)) is None
