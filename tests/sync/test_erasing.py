"""What is erased is gone from every file of every laptop and of the hub, and nothing brings it back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from sync.raw_pages import decrypted
from sync.worlds import PASSPHRASE, answer, attach, grant, held_by, keeper_line, make_review, make_visit

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.intake.records import carry_out_records, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.model.actions import Action
from kollegie.model.attachments import Attachment
from kollegie.model.erasures import Erasure
from kollegie.model.register import ServiceUser, UserIdentity
from kollegie.model.reviews import Case, Role
from kollegie.model.severity import Category, Severity
from kollegie.model.signals import EvidenceRow, WarningSignal
from kollegie.model.visits import Draft, Finding
from kollegie.store import Store, open_store
from kollegie.store.attachments import attachments_folder, is_here
from kollegie.store.backup import back_up, restore
from kollegie.store.drafts import keep_draft
from kollegie.store.erasing import ErasureReasonMissing, erase_case, erased_subjects
from kollegie.store.erasure_extent import extent_of
from kollegie.store.erasure_protocol import verify_protocol
from kollegie.store.records import keep_records, read_records, record_sets
from kollegie.sync.enrolling import state_of_hub
from kollegie.sync.errors import ErasuresStopped
from kollegie.sync.exchange import sync
from kollegie.sync.file_hub import PAGE_SIZE
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

CANARY = "Kanariefågeln"
sealed_canaries: set[str] = set()
"""The hashes of the contents that hold the canary; only with the key of their row can anybody see it."""
REASON = "Gallring enligt plan 2026:4"


@pytest.fixture
def vera(join: Callable[..., Store]) -> Store:
    return join("vera", "Vera Visit")


@pytest.fixture
def ville(join: Callable[..., Store]) -> Store:
    return join("ville", "Ville Visit")


def full_case(lead: Store, review, *visitors: Store, label: str = "4-017", word: str = CANARY):
    """A case with everything that can hang on one, each part with the canary's word in it."""
    visit = make_visit(lead, review, label, f"{word} Namn")
    ref = f"B-{label}"
    grant(lead, visit, *visitors)
    with lead.work("import") as work:
        user = ServiceUser(work.new_id(), review.host_id, ref, district=f"{word} distrikt")
        finding = Finding(
            work.new_id(), visit.scope, visit.id, "hb01", Category.UTF, Severity(2), text=f"{word} iakttagelse"
        )
        work.add(user, UserIdentity(user.id, user.scope, f"{word} Identitet", "191212121212"), finding)
        work.add(Action(work.new_id(), review.id, review.id, finding.id, "letter", text=f"{word} åtgärd", owner="Lo"))
        row = EvidenceRow("time-reports", "tid.csv", 2, (("user_id", ref), ("note", f"{word} rad")))
        day = work.at.date()
        work.add(WarningSignal(work.new_id(), review.id, "V01", Severity(1), day, day, evidence=(row,)))
    answer(lead, visit, "hb01", value="ja", note=f"{word} första")
    answer(lead, visit, "hb01", note=f"{word} andra")
    made = attach(lead, visit, f"{word} bilaga ".encode() * 300)
    if word == CANARY:
        sealed_canaries.add(made.content_hash)
    for store in (lead, *visitors):
        sync(store)
    for store in visitors:
        answer(store, visit, "hb02", note=f"{word} av {store.path.stem}")
    for store in (*visitors, lead, *visitors):
        sync(store)
    return visit


def columns_of(*refs: str):
    import pyarrow as pa

    return pa.table({"user_id": pa.array(refs).dictionary_encode(), "note": [f"{CANARY} {ref}" for ref in refs]})


def bytes_of(store: Store, attachments: list) -> bytes:
    """All that stands in a laptop's files, opened with every key there is."""
    plain = decrypted(store.path, store.key)
    folder = attachments_folder(store)
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for one in attachments:
        if one.content_hash in names:
            plain += is_here(store, one) * CANARY.encode()
    for one in record_sets(store):
        plain += str(read_records(store, one).to_pydict()).encode()
    return plain


def bytes_of_hub(store: Store, hub_url: str) -> bytes:
    """All that stands at the hub, opened with its key; a part of a content counts as what it holds."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)
    if isinstance(hub, FolderHub):
        names = {path.stem for path in hub.files.folder.glob("*/*")}
        told = "".join(str(content.rows) for content in hub.contents(known.epoch))
        return told.encode() + CANARY.encode() * len(names & sealed_canaries)
    if known.hub_key is not None:
        names = {path.stem for path in hub.files.folder.glob("*/*")}
        return decrypted(hub.path, hub.key, PAGE_SIZE) + CANARY.encode() * len(names & sealed_canaries)
    plain = b""
    with keeper_line(store, hub_url) as line:
        for (name,) in line.rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200"):
            plain += str(line.rows(f'SELECT t::text FROM "{name}" t')).encode()
        names = {row[0] for row in line.rows("SELECT encode(hash, 'hex') FROM chunk")}
        plain += CANARY.encode() * len(names & sealed_canaries)
    return plain


def test_nothing_of_an_erased_case_is_left_in_any_file_after_one_sync_of_all(
    lead, vera, ville, hub_url, hub_kind, clock
):
    review = make_review(lead)
    visit = full_case(lead, review, vera, ville)
    with lead.reading() as reading:
        attachments = list(reading.find(Attachment))
    keep_records(lead, "time-reports", columns_of("B-4-017", "B-4-018"), file="tid.csv")
    with vera.work() as work:
        keep_draft(work, Draft(visit.id, "hb03", "", "note", f"{CANARY} utkast", 3, clock()))
    answer(vera, visit, "hb04", note=f"{CANARY} osänt")
    for read in (bytes_of_hub(lead, hub_url), *(bytes_of(store, attachments) for store in (lead, vera, ville))):
        assert CANARY.encode() in read  # the control: the search sees what is there

    extent = extent_of(lead, visit.case_id)
    erase_case(lead, visit.case_id, REASON)
    sync(lead)
    if hub_kind != "postgres":  # there the server itself takes erasures from nobody but leads
        with pytest.raises(ErasuresStopped) as stopped:
            sync(vera)
        assert stopped.value.facts == {"cases": 1, "unsent": 2}
        assert f"{CANARY} osänt" in str(held_by(vera, visit))
    for store in (lead, vera, ville):
        sync(store, allow_deletions=True)

    assert dict(extent.records)["answer"] == 2
    assert (extent.record_rows, extent.contents) == (1, 1)
    plain = {store.path.stem: bytes_of(store, attachments) for store in (vera, ville)}
    plain["hub"] = bytes_of_hub(lead, hub_url)
    with lead.reading() as reading:
        assert reading.find(Case) == ()
    plain["lead"] = decrypted(lead.path, lead.key)
    for where, found in plain.items():
        assert found.count(CANARY.encode()) == 0, where
        assert b"B-4-017" not in found, where
    (kept,) = record_sets(lead)
    assert read_records(lead, kept)["user_id"].to_pylist() == ["B-4-018"]
    assert list(attachments_folder(vera).iterdir()) == []
    assert visit.scope.bytes not in {row[0] for row in held_by(vera) if isinstance(row[0], bytes)}


def test_the_protocol_is_signed_names_nobody_and_reaches_the_other_lead(lead, join):
    other = join("lars", "Lars Lead", Role.LEAD)
    visit = full_case(lead, make_review(lead))

    with pytest.raises(ErasureReasonMissing):
        erase_case(lead, visit.case_id, "  ")
    made = erase_case(lead, visit.case_id, REASON)
    sync(lead)
    sync(other)

    with other.reading() as reading:
        (found,) = reading.find(Erasure)
        assert erased_subjects(reading)("b-4-017 ") is True
        assert erased_subjects(reading)("B-4-018") is False
    assert found == made
    assert (found.case_id, found.reason, found.erased_by) == (visit.case_id, REASON, lead.me)
    assert verify_protocol(found)
    assert not verify_protocol(replace(found, reason="annat"))
    assert "017" not in str(found.counts)


def test_a_late_laptop_brings_nothing_back_and_owes_until_it_has_carried_it_out(lead, vera, ville, hub_url):
    review = make_review(lead)
    visit, other = full_case(lead, review, vera, ville), full_case(lead, review, vera, label="4-018", word="Annan")
    erase_case(lead, visit.case_id, REASON)
    sync(lead)
    sync(ville)
    state = {device.person: device.owes for device in state_of_hub(lead).devices}
    assert state == {"Lena Lind": False, "Ville Visit": False, "Vera Visit": True}

    answer(vera, visit, "hb05", value="nej", note=f"{CANARY} sent")  # a row nobody has ever listed
    answer(vera, visit, "hb01", note=f"{CANARY} ändrat")
    answer(vera, other, "hb05", note="Det här ska komma fram")
    sealed_canaries.add(attach(vera, visit, CANARY.encode() * 100).content_hash)
    receipt = sync(vera, allow_deletions=True)

    assert receipt.erased > 0
    assert receipt.waiting == 0
    assert not any(device.owes for device in state_of_hub(lead).devices)
    sync(lead)
    for store in (lead, vera):
        assert held_by(store, visit) == {}
    assert "Det här ska komma fram" in str(held_by(lead, other))
    assert CANARY.encode() not in bytes_of_hub(lead, hub_url)


def test_what_a_laptop_sends_past_its_own_list_is_stopped_at_the_hub(lead, vera, monkeypatch):
    from kollegie.sync import exchange

    visit = full_case(lead, make_review(lead), vera)
    erase_case(lead, visit.case_id, REASON)
    sync(lead)
    answer(vera, visit, "hb01", note=f"{CANARY} ändrat")
    answer(vera, visit, "hb05", note=f"{CANARY} nytt")
    monkeypatch.setattr(exchange, "_take_erasures", lambda _run: 0)  # a program with that fault
    sync(vera, allow_deletions=True)
    monkeypatch.undo()

    sync(lead)
    sync(vera, allow_deletions=True)

    assert held_by(lead, visit) == {} == held_by(vera, visit)


def test_an_old_backup_put_back_is_cleaned_before_anyone_reads_it(lead, vera, tmp_path):
    visit = full_case(lead, make_review(lead), vera)
    copy, hers = back_up(lead, tmp_path / "old.kollegie"), back_up(vera, tmp_path / "hers.kollegie")
    erase_case(lead, visit.case_id, REASON)
    sync(lead)
    sync(vera)

    for backup, path, key in ((copy, lead.path, lead.key), (hers, vera.path, vera.key)):
        target = restore(backup, PASSPHRASE, path)
        assert CANARY.encode() not in decrypted(target, key)
        restored = open_store(target, PASSPHRASE)
        assert held_by(restored, visit) == {}
        restored.close()


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_hub_put_back_from_a_backup_brings_nothing_back(lead, vera, tmp_path):
    visit = full_case(lead, make_review(lead), vera)
    with laptop_of(lead, nobody) as near:
        hub = open_hub(near.enrolment().url, near.enrolment().hub_key)
    shutil.copy(hub.path, tmp_path / "old hub")
    erase_case(lead, visit.case_id, REASON)
    for store in (lead, vera):
        sync(store)
    shutil.copy(tmp_path / "old hub", hub.path)

    sync(vera, accept_hub=True)
    assert held_by(vera, visit) == {}
    sync(lead, accept_hub=True)
    sync(vera)

    assert held_by(lead, visit) == {}
    assert CANARY.encode() not in decrypted(hub.path, hub.key, PAGE_SIZE)


def test_an_erasure_killed_anywhere_is_whole_or_not_done_and_is_finished_by_the_next_sync(lead, vera, hub_url):
    """Every statement of the sync that carries it out is a place to die."""
    visit = full_case(lead, make_review(lead), vera)
    erase_case(lead, visit.case_id, REASON)

    class Killed(Exception):
        pass

    killed = 0
    for store in (lead, vera):
        step = 0
        while True:
            step += 13  # a coprime stride: over the rounds every kind of statement is met
            left = [step]

            def watch(statement: str, left: list[int] = left) -> None:
                if statement != "ROLLBACK":
                    left[0] -= 1
                    if left[0] == 0:
                        raise Killed

            try:
                sync(store, watch=watch)
            except Killed:
                killed += 1
                continue
            break
    sync(lead)

    assert killed > 10
    for store in (lead, vera):
        assert held_by(store, visit) == {}
        assert store.check() == ()
    assert not any(device.owes for device in state_of_hub(lead).devices)
    assert CANARY.encode() not in bytes_of_hub(lead, hub_url)


def test_an_import_leaves_out_a_person_who_has_been_erased(lead, tmp_path):
    users, times = tmp_path / "brukare.csv", tmp_path / "tid.csv"
    users.write_text("user_id;name\nB-4-017;Test Testsson\nB-4-018;Prov Provsson\n", encoding="utf-8")
    row = "S1;{};2026-03-01 07:30;2026-03-01 08:30"
    times.write_text(
        "staff_id;user_id;start;end\n" + "\n".join(row.format(ref) for ref in ("B-4-017", "B-4-018")), encoding="utf-8"
    )
    visit = full_case(lead, make_review(lead))
    carry_out(lead, plan_import(lead, "users", [users]))
    carry_out_records(lead, plan_records(lead, "time-reports", [times]))
    erase_case(lead, visit.case_id, REASON)

    again = plan_import(lead, "users", [users])
    carry_out(lead, again)
    times.write_text(times.read_text(encoding="utf-8") + "\n" + row.replace("-01", "-02").format("B-4-017"), "utf-8")
    rows = plan_records(lead, "time-reports", [times])
    carry_out_records(lead, rows)

    assert (len(again.new), [doubt.place.row for doubt in again.doubts]) == (0, [2])
    assert [doubt.place.row for doubt in rows.doubts] == [2, 4]
    with lead.reading() as reading:
        assert {user.user_ref for user in reading.find(ServiceUser)} == {"B-4-018"}
    for one in record_sets(lead):
        assert set(read_records(lead, one)["user_id"].to_pylist()) == {"B-4-018"}


def test_a_person_with_another_case_keeps_the_register_until_the_last_is_erased(lead):
    review = make_review(lead)
    first, last = full_case(lead, review), make_visit(lead, review, "5-001")
    with lead.work() as work:
        other = work.get(Case, last.case_id)
        work.delete(other)
        work.add(replace(other, id=work.new_id(), label="5-002", subject_ref="B-4-017"))

    assert extent_of(lead, first.case_id).elsewhere == ("5-002",)
    erase_case(lead, first.case_id, REASON)
    with lead.reading() as reading:
        assert reading.count(ServiceUser) == 1
        (left,) = reading.find(Case, label="5-002")
    erase_case(lead, left.id, REASON)

    with lead.reading() as reading:
        assert reading.count(ServiceUser) == reading.count(UserIdentity) == reading.count(WarningSignal) == 0


def test_the_command_shows_what_goes_and_only_a_lead_may(lead, vera, monkeypatch, capsys):
    visit = full_case(lead, make_review(lead), vera)
    store = lead
    monkeypatch.setattr(Context, "store", lambda _context: store)
    monkeypatch.setattr(Context, "close", lambda _context: None)

    def run(*words: str, status: int = 0):
        assert main(["--json", "erase", *words]) == status
        said = capsys.readouterr()
        return json.loads(said.out) if said.out else said.err

    shown = run("4-017", "--dry-run")
    assert (shown["erased"], shown["records"]["answer"]) == (False, 2)
    assert held_by(lead, visit)
    store = vera
    assert "tillåter inte" in run("4-017", "--reason", REASON, status=1)
    store = lead
    done = run("4-017", "--reason", REASON)
    assert (done["erased"], done["protocol"]["reason"]) == (True, REASON)
    assert held_by(lead, visit) == {}
    assert "Det finns inget ärende" in run("4-017", status=1)

    assert main(["--json", "erasures"]) == 0
    [protocol] = json.loads(capsys.readouterr().out)["erasures"]
    assert (protocol["id"], protocol["signature_holds"]) == (done["protocol"]["id"], True)
    with lead.work("forge") as work:
        [kept] = work.find(Erasure)
        work.delete(kept)
        work.add(replace(kept, id=work.new_id(), reason="annat"))
    assert main(["erasures"]) == 1
    assert "annat" in (told := capsys.readouterr().out)
    assert "ÄNDRAT efter att det signerades" in told
    assert "2 svar" in told
