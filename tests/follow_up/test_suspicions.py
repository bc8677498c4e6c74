"""A confidential suspicion: written by who leads, read by those named, changed by steps alone, erased with its case."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sync.raw_pages import decrypted

from kollegie.cli import main
from kollegie.follow_up import suspicions as acts
from kollegie.follow_up.errors import (
    ReaderNotNamed,
    SuspicionForLeads,
    SuspicionIncomplete,
    SuspicionIsCopy,
    SuspicionStepNotPossible,
    SuspicionStillOpen,
    SuspicionTextMissing,
)
from kollegie.model.register import Person, ServiceUser
from kollegie.model.reviews import Case, Participant, Review, ReviewState, Role, Track
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.model.suspicions import StepKind, SuspicionState, about_in, ground_of, links_of
from kollegie.model.visits import Draft
from kollegie.store import create_store
from kollegie.store.backup import back_up, restore
from kollegie.store.drafts import drafts_of, form_field, keep_draft
from kollegie.store.erasing import carry_out, erase_case
from kollegie.store.erasure_extent import SeveralCases, extent_of, runner
from kollegie.store.errors import StoreError, StoreExists, WrongPassphrase
from kollegie.store.opening import open_store
from kollegie.store.search import find_text
from kollegie.store.suspicion_copies import CopyDamaged, CopyErased, CopyForAnother, CopyOlder, write_copy
from kollegie.store.suspicions import SuspicionMissing, suspicion_for, suspicions_for

CANARY = "Kanariefågeln"
TODAY = date(2026, 11, 17)


@pytest.fixture
def signal(store):
    """V30 has found that an assistant, a user and a provider share an account."""
    with store.work("screen") as work:
        review, case = work.new_id(), work.new_id()
        subjects = (("user", "B-4-017"), ("staff", "S-17"), ("provider", "P-03"))
        made = WarningSignal(
            work.new_id(), review, "V30", Severity.SERIOUS, TODAY, TODAY, subjects=subjects,
            measure=(("parties", "3"), ("shared", "bank_account")),
            explanation=(("Samma bankkonto hos B-4-017, S-17, utan anmäld relation.", "The same account."),),
        )  # fmt: skip
        work.add(
            Review(review, review, "Hösten", "hemtjänst", review, store.me),
            Case(case, case, review, Track.USER, "4-017", "B-4-017"),
            ServiceUser(work.new_id(), review, "B-4-017"),
            made,
        )
    return made


@pytest.fixture
def jurist(tmp_path, store):
    """The laptop of a lawyer whom the recorder's laptop knows as a person."""
    made = create_store(
        tmp_path / "jurist.kollegie",
        "fyra helt vanliga ord",
        municipality="Exempelkommun",
        person="Jo Jurist",
        clock=lambda: datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
        source=random.Random(2),
    )
    with store.work("add") as work, made.reading() as theirs:
        work.add(theirs.get(Person, made.me))
    yield made
    made.close()


def recorded(store, signal, *readers):
    return acts.record_suspicion(
        store,
        signal.subjects,
        f"{CANARY} misstänks",
        f"{CANARY} grund",
        links=f"{links_of(signal)}\n{CANARY} länk",
        signals=[signal.id],
        readers=readers,
    )


def with_signal(store, signal):
    with store.work() as work:
        work.add(signal)
    return signal


def case_of(store):
    with store.reading() as reading:
        return reading.first(Case, label="4-017")


def test_it_says_what_is_suspected_of_whom_on_which_ground_and_when_to_look_again(store, signal):
    made = recorded(store, signal)

    assert acts.my_suspicions(store) == (made,)
    assert (made.recorder, made.state, made.look_again) == ("Karin Ek", SuspicionState.OPEN, date(2026, 12, 17))
    assert made.signals == (("V30", signal.id.hex),)
    assert links_of(signal) == "Samma bankkonto: brukare B-4-017, personal S-17, utförare P-03"
    assert ground_of(signal).startswith("V30: Samma bankkonto hos")
    assert about_in("Utförare P-03\n\n personal  S-17 ") == ((("provider", "P-03"), ("staff", "S-17")), "")
    assert about_in("bolaget P-03") == ((), "bolaget P-03")
    with pytest.raises(SuspicionIncomplete):
        acts.record_suspicion(store, signal.subjects, "något", " ")


def test_the_list_asks_twice_however_many_there_are_and_one_is_found_by_its_id(store, signal):
    for _ in range(2):
        made = recorded(store, signal)
    asked = []
    with store.reading() as reading:
        event.listen(reading.connection, "before_cursor_execute", lambda *told: asked.append(told[3]))

        assert len(suspicions_for(reading, store.me)) == 2
        assert suspicion_for(reading, store.me, made.id) == made

    assert [made.id.bytes in parameters for parameters in asked] == [False, False, True, True]


def test_only_who_leads_records_one(store, signal):
    with store.work() as work:
        work.add(Participant(work.new_id(), signal.scope, signal.scope, store.me, Role.VISITOR))

    with pytest.raises(SuspicionForLeads):
        recorded(store, signal)


def test_what_is_written_stands_and_every_step_is_added_with_its_reason(store, signal):
    made = recorded(store, signal)

    acts.add_to_suspicion(store, made.id, "Kontot bytt i oktober.")
    acts.tell_authority(store, made.id, "Polisen, K-nummer 123-26")
    with pytest.raises(SuspicionStepNotPossible):
        acts.reopen_suspicion(store, made.id, "ny")
    with pytest.raises(SuspicionStillOpen):
        acts.dispose_of_suspicion(store, made.id)
    with pytest.raises(SuspicionTextMissing):
        acts.close_suspicion(store, made.id, " ")
    acts.close_suspicion(store, made.id, "Utredningen nedlagd.")

    (one,) = acts.my_suspicions(store)
    assert [step.kind for step in one.steps] == [StepKind.NOTED, StepKind.ADDED, StepKind.TOLD, StepKind.CLOSED]
    assert (one.closed_on, one.disposable_from, one.is_due(date(2030, 1, 1))) == (TODAY, date(2031, 11, 17), False)
    assert (one.suspected, one.recorded_at) == (made.suspected, made.recorded_at)
    for change in ("UPDATE suspicion SET suspected = 'annat'", "UPDATE suspicion_step SET text = 'annat'"):
        with pytest.raises(StoreError), store.work() as work:
            work.connection.exec_driver_sql(change)
    acts.dispose_of_suspicion(store, made.id)
    assert CANARY.encode() not in decrypted(store.path, store.key)


def test_somebody_not_named_gets_the_answer_of_one_that_does_not_exist(store, signal, jurist):
    made = recorded(store, signal)

    with store.reading() as reading:
        assert suspicions_for(reading, jurist.me) == ()
        assert find_text(reading, CANARY) == ()
    store.me, own = jurist.me, store.me  # the same file in the hands of somebody else
    for act in (acts.read_suspicion, acts.dispose_of_suspicion):
        with pytest.raises(SuspicionMissing) as refused:
            act(store, made.id)
        with pytest.raises(SuspicionMissing) as unknown:
            act(store, signal.id)
        assert str(refused.value) == str(unknown.value)
    assert acts.my_suspicions(store) == ()
    store.me = own
    assert acts.my_suspicions(store) == (made,)


def test_a_reading_is_noted_once_a_day(store, signal, jurist, tmp_path):
    made = recorded(store, signal, jurist.me)
    words = acts.copy_for(store, made.id, jurist.me, tmp_path / "kopia")
    acts.take_in_copy(jurist, tmp_path / "kopia", words)
    jurist.clock = lambda: datetime(2026, 11, 19, 12, 0, tzinfo=UTC)

    for _ in range(2):
        kinds = [step.kind for step in acts.read_suspicion(jurist, made.id).steps]

    assert kinds == [StepKind.NOTED, StepKind.COPIED, StepKind.RECEIVED, StepKind.READ]
    with pytest.raises(StoreExists):
        acts.copy_for(store, made.id, jurist.me, tmp_path / "kopia")
    later = acts.copy_for(store, made.id, jurist.me, tmp_path / "ny")
    acts.take_in_copy(jurist, tmp_path / "ny", later)
    (copy,) = acts.my_suspicions(jurist)
    assert [step.kind for step in copy.steps if step.kind is not StepKind.RECEIVED] == [
        *(StepKind.NOTED, StepKind.COPIED, StepKind.COPIED, StepKind.READ)  # the refused one was no copy
    ]
    with pytest.raises(CopyOlder):
        acts.take_in_copy(jurist, tmp_path / "kopia", words)
    assert acts.my_suspicions(jurist) == (copy,)


def test_who_is_named_gets_a_sealed_copy_and_nobody_else_opens_it(store, signal, jurist, tmp_path):
    made = recorded(store, signal)
    out = tmp_path / "kopia"
    with pytest.raises(ReaderNotNamed):
        acts.copy_for(store, made.id, jurist.me, out)
    acts.let_read(store, made.id, [jurist.me])

    words = acts.copy_for(store, made.id, jurist.me, out)

    assert CANARY.encode() not in out.read_bytes()
    with pytest.raises(WrongPassphrase):
        acts.take_in_copy(jurist, out, words + "x")
    with pytest.raises(CopyForAnother):
        acts.take_in_copy(store, out, words)
    copy = acts.take_in_copy(jurist, out, words)
    (own,) = acts.my_suspicions(store)
    assert copy == replace(own, copied_from="Karin Ek", steps=copy.steps)
    assert copy.steps[:-1] == own.steps
    with pytest.raises(SuspicionIsCopy):
        acts.close_suspicion(jurist, made.id, "annat")
    acts.add_to_suspicion(store, made.id, "Mer.")
    acts.copy_for(store, made.id, jurist.me, tmp_path / "ny")
    acts.take_in_copy(jurist, out, words)  # the same again is one copy
    assert len(acts.my_suspicions(jurist)) == 1
    acts.dispose_of_suspicion(jurist, made.id)
    assert CANARY.encode() not in decrypted(jurist.path, jurist.key)


def test_a_copy_made_to_replace_another_s_suspicion_or_to_break_the_reader_is_refused(store, signal, jurist, tmp_path):
    own = recorded(jurist, with_signal(jurist, signal))
    forged = (
        *({"id": own.id}, {"recorded_at": datetime(2026, 1, 1)}, {"signals": (("V30", "inget id"),)}),  # noqa: DTZ001
        *({"closed_on": date(9999, 1, 1)}, {"recorded_at": datetime.max.replace(tzinfo=UTC)}, {"readers": ()}),
    )
    for number, change in enumerate(forged):
        words = write_copy(replace(recorded(store, signal, jurist.me), **change), (), jurist.me, tmp_path / f"{number}")
        with pytest.raises(CopyDamaged):
            acts.take_in_copy(jurist, tmp_path / f"{number}", words)

    assert acts.my_suspicions(jurist) == (own,)


@pytest.mark.parametrize("about", ["user", "case"])
def test_erasing_the_case_takes_it_and_what_is_being_written_and_the_protocol_is_silent(
    store, signal, jurist, tmp_path, about
):
    pairs = {"user": (("user", "b-4-017"),), "case": (("case", "4-017"),)}[about]
    kept = acts.record_suspicion(
        store, (("provider", "P-03"),), "Annat", "Annan grund", signals=[signal.id], readers=[jurist.me]
    )
    made = acts.record_suspicion(store, pairs, f"{CANARY} misstänks", "grund", readers=[jurist.me])
    words_of_kept = acts.copy_for(store, kept.id, jurist.me, tmp_path / "kvar")
    words = acts.copy_for(store, made.id, jurist.me, tmp_path / "kopia")
    backup = back_up(store, tmp_path / "reserv.kollegie")
    with store.work() as work:
        for begun in ("brukare B-4-017\nutf", "utf\närende 4-017"):  # the line that is being written is half a line
            text = json.dumps({"about": begun, "suspected": f"{CANARY} påbörjad"})
            keep_draft(work, Draft(work.new_id(), "", "", form_field("suspicion"), text, 0, work.at))
    case = case_of(store)

    assert extent_of(store, case.id).suspicions == 1
    protocol = erase_case(store, case.id, "Gallring enligt plan")

    assert [(one.id, one.signals) for one in acts.my_suspicions(store)] == [(kept.id, ())]
    assert "suspicion" not in str(protocol.counts)
    assert CANARY.encode() not in decrypted(store.path, store.key)
    with store.reading() as reading:
        assert drafts_of(reading) == ()
    restored = open_store(restore(backup, "fyra helt vanliga ord", store.path), "fyra helt vanliga ord")
    assert [(one.id, one.signals) for one in acts.my_suspicions(restored)] == [(kept.id, ())]
    restored.close()
    hear_of_erasures(jurist, store)
    with jurist.work() as work:
        work.add(protocol)
    with pytest.raises(CopyErased):
        acts.take_in_copy(jurist, tmp_path / "kopia", words)
    assert acts.take_in_copy(jurist, tmp_path / "kvar", words_of_kept).signals == ()


def hear_of_erasures(jurist, store):
    with jurist.work() as work, store.reading() as reading:
        listed = reading.connection.exec_driver_sql("SELECT id, scope, stamp, reason, seq FROM purged").all()
        work.connection.exec_driver_sql(
            "INSERT OR IGNORE INTO purged VALUES (?, ?, ?, ?, ?)", [tuple(row) for row in listed]
        )
        carry_out(runner(work.connection), [row[0] for row in listed])


def test_a_copy_goes_with_the_last_case_of_its_user(store, signal, jurist, tmp_path):
    with store.work() as work:
        other = work.new_id()
        work.add(Case(other, other, signal.scope, Track.USER, "4-018", "B-4-017"))
    made = acts.record_suspicion(store, (("user", "B-4-017"),), "Något", "Grund", readers=[jurist.me])
    words = acts.copy_for(store, made.id, jurist.me, tmp_path / "kopia")
    acts.take_in_copy(jurist, tmp_path / "kopia", words)

    erase_case(store, other, "Gallring")
    hear_of_erasures(jurist, store)
    acts.take_in_copy(jurist, tmp_path / "kopia", words)
    assert [one.id for one in acts.my_suspicions(jurist)] == [made.id]
    erase_case(store, case_of(store).id, "Gallring")
    hear_of_erasures(jurist, store)

    assert acts.my_suspicions(jurist) == ()
    with pytest.raises(CopyErased):
        acts.take_in_copy(jurist, tmp_path / "kopia", words)


def in_a_round_before(store, state):
    """A case of the same number in an earlier round, about somebody else."""
    with store.work() as work:
        review, case = work.new_id(), work.new_id()
        work.add(
            Review(review, review, "Förra hösten", "hemtjänst", review, store.me, state=state),
            Case(case, case, review, Track.USER, "4-017", "B-9-999"),
        )
    return case


@pytest.mark.usefixtures("signal")
@pytest.mark.parametrize("state", [ReviewState.LOCKED, ReviewState.ONGOING])
def test_erasing_the_case_of_that_number_in_another_round_leaves_it(store, state):
    this, before = case_of(store), in_a_round_before(store, state)
    named = "4-017"
    if state is ReviewState.ONGOING:
        with pytest.raises(SeveralCases):
            acts.record_suspicion(store, (("case", named),), "Något", "Grund")
        named = str(this.id)
    made = acts.record_suspicion(store, (("case", named),), "Något", "Grund")
    with store.work() as work:
        keep_draft(work, Draft(store.me, "", "", form_field("suspicion"), '{"about": "ärende 4-017"}', 0, work.at))

    assert made.about == (("case", "4-017"),)
    erase_case(store, before, "Gallring av förra omgången")
    assert acts.my_suspicions(store) == (made,)
    with store.reading() as reading:
        assert len(drafts_of(reading)) == 1  # which of the two it was to be about, nobody has said
    erase_case(store, this.id, "Gallring")
    with store.reading() as reading:
        assert (acts.my_suspicions(store), drafts_of(reading)) == ((), ())


def test_one_of_a_case_that_came_later_goes_with_it(store):
    acts.record_suspicion(store, (("case", "4-017"),), "Något", "Grund")
    case = in_a_round_before(store, ReviewState.ONGOING)

    assert extent_of(store, case).suspicions == 1
    erase_case(store, case, "Gallring")

    assert acts.my_suspicions(store) == ()


def test_the_command_line_tells_those_one_may_read(store, signal, monkeypatch, capsys):
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", "fyra helt vanliga ord")
    said = iter(("Bolaget styrs av någon annan.", "Samma konto.", "Nedlagd."))
    monkeypatch.setattr(
        "builtins.input", lambda: next(said)
    )  # what is typed at a question stands in no shell's history

    def run(*words):
        status = main(["--store", str(store.path), "suspicions", *words, "--json"])
        return status, json.loads(capsys.readouterr().out or "{}")

    assert run("record", "--about", "bolaget P-03") == (1, {})
    status, made = run("record", "--about", "utförare P-03", "--signal", signal.id.hex, "--look-again", "2026-12-01")
    assert (status, made["about"], made["look_again"]) == (0, [{"kind": "provider", "id": "P-03"}], "2026-12-01")
    _, listed = run("list", "--as-of", "2026-12-02")
    assert [(one["id"], one["due"]) for one in listed["suspicions"]] == [(made["id"], True)]
    _, shown = run("show", made["id"][:12])
    assert (shown["suspected"], shown["ground"]) == ("Bolaget styrs av någon annan.", "Samma konto.")
    assert run("close", made["id"])[1]["state"] == "closed"
    assert run("erase", made["id"])[0] == 0
    assert run("list")[1] == {"suspicions": []}
    assert run("show", made["id"])[0] == 1
