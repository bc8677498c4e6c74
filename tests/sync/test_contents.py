"""Photos and files travel in parts that are sent once, checked when they arrive, and reach nobody they are not for."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sync.worlds import PASSPHRASE, answer, answer_of, attach, grant, keeper_line, make_review, make_visit, withdraw

from kollegie.model.attachments import Attachment
from kollegie.model.reviews import Role
from kollegie.model.visits import Draft
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.attachments import (
    ContentChanged,
    ContentMissing,
    content_file,
    is_here,
    read_content,
    sealed_size,
)
from kollegie.store.drafts import drop_drafts, keep_draft
from kollegie.sync.contents import fetch_content
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.known_versions import cells_of
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.part_files import PART, PartFiles
from kollegie.sync.revoking import revoke
from ui.visiting.attachment_sheet import content_to_show

PICTURE = random.Random(5).randbytes(3 * PART + 17)
CANARY = b"KANARIE I EN BILAGA " * 40


class CutOff(Exception):
    """The line was cut, or the program ended."""


@pytest.fixture
def vera(join: Callable[..., Store]) -> Store:
    return join("vera", "Vera Visit")


def seen(store: Store, wanted: Attachment) -> Attachment | None:
    with store.reading() as reading:
        return reading.first(Attachment, id=wanted.id)


class Counting:
    """Counts the parts that pass, and cuts the line before a given one."""

    def __init__(self, cut_before: int = 0) -> None:
        self.sent = self.fetched = 0
        self.left = cut_before

    def __call__(self, statement: str) -> None:
        sends = statement.startswith(("put part", "INSERT INTO chunk"))
        fetches = statement.startswith(("get part", "SELECT content FROM chunk"))
        if sends or fetches:
            self.left -= 1
            if self.left == 0:
                raise CutOff
        self.sent += sends
        self.fetched += fetches


@pytest.fixture
def visit(lead, vera):
    made = make_visit(lead, make_review(lead), "4-017")
    grant(lead, made, vera)
    sync(lead)
    sync(vera)
    return made


@pytest.mark.parametrize("hub_kind", ["folder"], indirect=True)
@pytest.mark.parametrize("lost", ["nothing", "the laptop", "the visit"])
def test_a_picture_that_went_with_the_folder_is_sent_again_to_the_one_put_back(lead, vera, visit, hub_url, lost):
    """Found by random days: whoever had sent it once never asked whether it was still there, or had it no longer."""
    folder = Path(hub_url.removeprefix("folder:///"))
    older = shutil.copytree(folder, folder.with_name("older"))
    wanted = attach(vera, visit, b"bild")
    for store in (vera, lead):
        sync(store)
    if lost == "the visit":
        withdraw(lead, visit, vera)
        for store in (lead, vera, lead):
            sync(store)
    if lost == "the laptop":
        revoke(lead, "Vera Visit")
        with pytest.raises(DeviceRevoked):
            sync(vera)
    shutil.rmtree(folder)
    older.rename(folder)

    sync(lead, accept_hub=True)
    if lost == "the laptop":
        enrol(vera, add_person(lead, hub_url, "Vera Visit", Role.VISITOR, municipality="Kumla").url, PASSPHRASE)
    sync(vera, accept_hub=True)
    fetch_content(lead, wanted)

    assert read_content(lead, wanted) == b"bild"
    assert set(parts_at_hub(lead, wanted)) == {0}


def parts_at_hub(store: Store, attachment: Attachment) -> dict[int, bytes]:
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    hub, content = open_hub(known.url, known.hub_key), bytes.fromhex(attachment.content_hash)
    with hub.line() as line:
        numbers = hub.parts(line, attachment.scope.bytes, content)
        return {number: hub.get_part(line, attachment.scope.bytes, content, number) for number in numbers}


def change_part(lead: Store, hub_url: str, attachment: Attachment, number: int, part: bytes) -> None:
    with laptop_of(lead, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)
    if hasattr(hub, "files"):
        hub.files._path(bytes.fromhex(attachment.content_hash), number).write_bytes(part)
        return
    with keeper_line(lead, hub_url) as line:
        line.run("UPDATE chunk SET content = ? WHERE number = ?", (part, number))


def test_a_picture_that_is_opened_in_the_window_is_fetched_from_the_hub(lead, vera, visit):
    made = attach(vera, visit, PICTURE)
    sync(vera)
    sync(lead)

    assert content_to_show(lead, made, Progress()) == (made, PICTURE)


def test_a_photo_comes_ahead_to_the_assigned_visitor_and_to_the_lead_when_opened(lead, vera, visit):
    hers = attach(vera, visit, PICTURE)
    theirs = attach(lead, visit, CANARY)

    assert sync(vera).contents_sent == 1
    receipt = sync(lead)
    assert (receipt.contents_sent, receipt.contents_received) == (1, 0)
    assert seen(lead, hers) == hers
    with pytest.raises(ContentMissing):
        read_content(lead, hers)
    fetch_content(lead, hers)
    assert read_content(lead, hers) == PICTURE
    assert sync(vera).contents_received == 1
    assert read_content(vera, theirs) == CANARY
    stored = parts_at_hub(lead, theirs)
    assert len(stored[0]) == sealed_size(len(CANARY))
    assert CANARY[:20] not in stored[0]
    assert [sync(store).contents_sent for store in (lead, vera)] == [0, 0]


@pytest.mark.parametrize("cut_before", [1, 2, 4])
def test_a_transfer_that_breaks_off_goes_on_with_the_missing_parts(lead, vera, visit, cut_before):
    made = attach(vera, visit, PICTURE)
    answer(vera, visit, "hb01", value="ja")

    with pytest.raises(CutOff):
        sync(vera, watch=Counting(cut_before))
    sync(lead)
    assert answer_of(lead, visit, "hb01").value == "ja"  # answers never wait for pictures
    assert seen(lead, made) is None  # a row never comes before its content
    with laptop_of(vera, nobody) as near:
        cells = cells_of(near, made.scope.bytes, vera.me.bytes, [0, 1])
    assert made.id.bytes not in {row for row, _, _ in cells}, "its line of history at the hub is no proof of it"
    assert cells
    counting = Counting()
    receipt = sync(vera, watch=counting)
    assert (receipt.contents_sent, counting.sent, receipt.waiting) == (1, 4 - (cut_before - 1), 0)
    sync(lead)

    with pytest.raises(CutOff):
        fetch_content(lead, made, watch=Counting(cut_before))
    assert not is_here(lead, made)
    counting = Counting()
    fetch_content(lead, made, watch=counting)
    assert counting.fetched == 4 - (cut_before - 1)
    assert read_content(lead, made) == PICTURE


def test_a_content_that_was_changed_at_the_hub_is_refused_named_and_fetched_when_it_is_whole(
    lead, vera, visit, hub_url
):
    made = attach(lead, visit, PICTURE)
    sync(lead)
    whole = parts_at_hub(lead, made)[1]
    change_part(lead, hub_url, made, 1, whole[:-1] + bytes([whole[-1] ^ 1]))

    receipt = sync(vera)

    assert (receipt.contents_received, receipt.contents_missing) == (0, 1)
    with vera.reading() as reading:
        noted = reading.connection.exec_driver_sql("SELECT record, row_id FROM quarantine").all()
    assert noted == [("content", str(made.id))]
    with pytest.raises(ContentChanged):
        fetch_content(vera, made)
    assert list(content_file(vera, "x").parent.iterdir()) == []
    change_part(lead, hub_url, made, 1, whole)
    assert sync(vera).contents_received == 1
    assert read_content(vera, made) == PICTURE
    with vera.reading() as reading:
        assert reading.connection.exec_driver_sql("SELECT count(*) FROM quarantine").scalar_one() == 0


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_a_server_gives_and_tells_a_visitor_nothing_of_contents_elsewhere(lead, vera, visit):
    other = make_visit(lead, make_review(lead), "4-018")
    hidden, mine = attach(lead, other, CANARY), attach(lead, visit, CANARY)
    sync(lead)
    with laptop_of(vera, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)
    digest = bytes.fromhex(hidden.content_hash)

    with hub.line() as line:
        assert hub.parts(line, mine.scope.bytes, bytes.fromhex(mine.content_hash)) == {0}
        assert hub.parts(line, other.scope.bytes, digest) == set()
        assert line.rows("SELECT DISTINCT scope FROM chunk") == [(visit.scope.bytes,)]
        refused = []
        for content in (digest, b"x" * 32):  # one that is there and one that is not: the same answer
            with pytest.raises(psycopg.errors.InsufficientPrivilege) as told:
                line.run("INSERT INTO chunk VALUES (?, ?, 0, ?, '')", (other.scope.bytes, content, b""))
            refused.append(str(told.value))
        assert refused[0] == refused[1]
        hub.put_part(line, visit.scope.bytes, digest, 0, b"mine", "")  # the same hash in another scope is another
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.run("DELETE FROM chunk")
    assert set(parts_at_hub(lead, hidden)) == {0}


def test_a_visit_is_given_up_with_its_pictures_but_not_before_what_is_typed_and_attached_is_safe(
    lead, vera, visit, clock
):
    fetched, made = attach(lead, visit, CANARY), attach(vera, visit, PICTURE)
    sync(lead)
    with vera.work() as work:
        keep_draft(work, Draft(visit.id, "hb02", "", "note", "Halvt skriv", 11, clock()))
    withdraw(lead, visit, vera)
    sync(lead)

    with pytest.raises(CutOff):
        sync(vera, watch=Counting(2))
    assert is_here(vera, made)
    receipt = sync(vera)
    assert (receipt.left, receipt.contents_sent) == (0, 1)  # the draft is not answered yet
    answer(vera, visit, "hb02", note="Halvt skrivet.")
    with vera.work() as work:
        drop_drafts(work, visit.id, "hb02", "", "note")
    receipt = sync(vera)
    assert receipt.sent == 1
    assert receipt.left > 0

    assert seen(vera, made) is None
    assert is_here(vera, made)  # sealed and out of reach, until a lead has it
    assert not is_here(vera, fetched)
    assert sync(lead).contents_received == 1
    assert read_content(lead, made) == PICTURE
    sync(vera)
    assert not is_here(vera, made)
    assert answer_of(lead, visit, "hb02").note == "Halvt skrivet."


def test_what_was_removed_long_ago_goes_from_the_hub_and_the_laptops(lead, vera, visit, clock):
    stays, goes = attach(lead, visit, CANARY), attach(lead, visit, PICTURE)
    sync(lead)
    sync(vera)
    with lead.work("take away") as work:
        work.delete(work.get(Attachment, goes.id))
    for days in (0, 31, 1):
        clock.now += timedelta(days=days)
        sync(lead)
        sync(vera)
    clock.now += timedelta(days=1)
    sync(lead)

    assert parts_at_hub(lead, goes) == {}
    assert not is_here(lead, goes)
    assert not is_here(vera, goes)
    assert set(parts_at_hub(lead, stays)) == {0}
    assert is_here(vera, stays)


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("hub_kind")
def test_what_is_no_part_is_as_good_as_not_there(tmp_path):
    files, content = PartFiles(tmp_path / "parts"), bytes(32)
    for number in range(4):
        files.put(content, number, b"part")
    place = {number: tmp_path / "parts" / "00" / f"{content.hex()}.{number}" for number in range(4)}
    place[1].unlink()
    place[1].symlink_to(place[0])
    place[2].unlink()
    os.mkfifo(place[2])
    with place[3].open("ab") as file:
        file.truncate(PART + 1)

    assert [files.get(content, number) for number in range(5)] == [b"part", None, None, None, None]
