from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.model.erasures import Erasure
from kollegie.model.register import Person
from kollegie.model.reviews import Case, Participant, Review, Role, Track, Visit
from kollegie.planning.rounds import add_participant, create_review
from kollegie.progress import Progress
from kollegie.settings import Settings
from kollegie.store import Store, Work, create_store
from kollegie.store.erasure_extent import runner
from kollegie.store.search import let_wait
from kollegie.store.searching import waiting_for_search
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.errors import HubSilent, LoginRefused
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import key_of_hub, open_hub
from kollegie.sync.joining_errors import DeviceRevoked
from ui.desk import Desk
from ui.laying_in import laying_in_of
from ui.sync.hub_form import HubForm, url_of
from ui.sync.receipts_card import FIRST
from ui.sync.sync_page import SyncPage
from ui.sync.syncing import Syncing

WORDS = "fyra ord i följd"


class Laptop:
    """One store with its page, as the window has them."""

    def __init__(self, folder: Path, name: str, municipality: str, person: str) -> None:
        self.store: Store = create_store(folder / name, WORDS, municipality=municipality, person=person)
        self.desk = Desk(self.store, Settings(folder / f"{name}.json"))
        self.page = SyncPage(self.desk)
        self.syncing = Syncing(self.desk)
        self.page.follow_sync(self.syncing)

    def said(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if not label.isHidden())


@pytest.fixture
def hub(tmp_path: Path) -> str:
    return url_of(str(tmp_path / "hub.kollegie"))


@pytest.fixture
def lead(tmp_path: Path, qtbot: QtBot) -> Iterator[Laptop]:
    made = Laptop(tmp_path, "lead.kollegie", "Exempelkommun", "Vera Lind")
    qtbot.addWidget(made.page)
    made.page.show()
    yield made
    made.desk.close()


@pytest.fixture
def visitor(tmp_path: Path, qtbot: QtBot) -> Iterator[Laptop]:
    made = Laptop(tmp_path, "visitor.kollegie", "Grannkommun", "Ali Berg")
    qtbot.addWidget(made.page)
    made.page.show()
    yield made
    made.desk.close()


def fill_in(laptop: Laptop, qtbot: QtBot, address: str, passphrase: str) -> None:
    laptop.page.refresh()
    qtbot.waitUntil(lambda: laptop.page.form is not None)
    form = laptop.page.form
    assert form is not None
    form.address.show_text(address)
    form.passphrase.setText(passphrase)


def test_a_lead_makes_a_hub_and_the_page_names_it(lead: Laptop, qtbot: QtBot, tmp_path: Path) -> None:
    fill_in(lead, qtbot, str(tmp_path / "hub.kollegie"), WORDS)
    assert lead.page.form is not None
    assert "kräver en server" in lead.said()

    with qtbot.waitSignal(lead.page.joined, timeout=20_000):
        lead.page.form.make.click()

    qtbot.waitUntil(lambda: "Navet har allt" in lead.said())
    assert "hub.kollegie" in lead.said()
    assert "dator nummer 1" in lead.said()


def test_a_visitor_joins_the_hub_with_its_passphrase(
    lead: Laptop, visitor: Laptop, hub: str, qtbot: QtBot, tmp_path: Path
) -> None:
    create_hub(lead.store, hub, WORDS)
    add_person(lead.store, hub, "Ali Berg", Role.VISITOR)
    fill_in(visitor, qtbot, str(tmp_path / "hub.kollegie"), WORDS)
    assert visitor.page.form is not None

    with qtbot.waitSignal(visitor.page.joined, timeout=20_000):
        visitor.page.form.join.click()

    qtbot.waitUntil(lambda: "dator nummer 2" in visitor.said())


def test_what_a_lead_does_is_not_offered_to_whoever_only_has_a_part_in_a_round(visitor: Laptop, qtbot: QtBot) -> None:
    with visitor.store.work() as work:
        round_ = work.new_id()
        work.add(Review(round_, round_, "Hösten", "hemtjänst", work.new_id(), work.new_id()))
        work.add(Participant(work.new_id(), round_, round_, work.person_id, Role.VISITOR))

    fill_in(visitor, qtbot, "hub.kollegie", WORDS)

    assert visitor.page.form is not None
    assert visitor.page.form.make.isHidden()
    assert visitor.page.erase.isHidden()
    assert visitor.page.laptops.isHidden()


def test_a_long_first_fetch_tells_how_far_it_is_and_can_be_stopped(
    lead: Laptop, visitor: Laptop, hub: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_hub(lead.store, hub, WORDS)
    add_person(lead.store, hub, "Ali Berg", Role.VISITOR)
    fill_in(visitor, qtbot, str(tmp_path / "hub.kollegie"), WORDS)
    form = visitor.page.form
    assert form is not None
    told: list[str] = []
    show_busy = form.show_busy

    def stop_at_once(words: str) -> None:
        show_busy(words)
        told.append(form.join.text())
        form.stop.click()

    monkeypatch.setattr(form, "show_busy", stop_at_once)

    form.join.click()

    qtbot.waitUntil(lambda: "dator nummer 2" in visitor.said(), timeout=20_000)  # the hub knows it: a sync goes on
    assert told == ["Ansluter…"]
    with visitor.store.reading() as reading:
        assert reading.first(Person, name="Ali Berg") is None
    assert sync(visitor.store).received > 0
    assert sync(visitor.store).waiting == 0


def test_what_a_sync_brought_is_made_searchable_afterwards_also_where_the_sync_failed(
    lead: Laptop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring(store: Store) -> None:
        with store.work() as work:
            work.connection.exec_driver_sql("UPDATE actor SET applying = 2")
            let_wait(runner(work.connection), "answer", [work.new_id().bytes])
            work.connection.exec_driver_sql("UPDATE actor SET applying = 0")

    def broken_off(desk: Desk, _consent: str, _progress: Progress) -> None:
        bring(desk.store)
        raise HubSilent(seconds=90)

    monkeypatch.setattr("ui.sync.syncing._sync", broken_off)
    syncing = Syncing(lead.desk)

    with qtbot.waitSignals([syncing.failed, laying_in_of(lead.desk).succeeded]):
        syncing.start()

    with lead.store.reading() as reading:
        assert waiting_for_search(reading) == 0

    monkeypatch.setattr("ui.sync.syncing._sync", lambda *_told: None)
    monkeypatch.setattr("ui.sync.syncing.laying_in_of", lambda _desk: pytest.fail("nothing waits to be searched"))
    with qtbot.waitSignals([syncing.finished, syncing.viewed]):
        syncing.start_quietly()

    bring(lead.store)  # what could not be laid in is not begun anew at each look, as there is after every save
    with qtbot.waitSignal(syncing.viewed):
        syncing.look()


def test_a_hub_that_is_not_there_is_told_beside_the_address(visitor: Laptop, qtbot: QtBot, tmp_path: Path) -> None:
    fill_in(visitor, qtbot, str(tmp_path / "nowhere.kollegie"), WORDS)
    form = visitor.page.form
    assert form is not None

    form.join.click()

    qtbot.waitUntil(lambda: bool(form.fault), timeout=20_000)
    assert "Det finns inget nav" in form.fault
    assert form.join.text() == "Anslut"


def test_a_servers_password_is_never_shown_and_goes_with_the_address(qtbot: QtBot) -> None:
    form = HubForm(lead=False)
    qtbot.addWidget(form)
    form.show()
    typed = "postgresql+psycopg://vera:hemlig@127.0.0.1:1/nav"
    shown = []
    for letter in typed:
        qtbot.keyClicks(form.address, letter)
        shown.append(form.address.displayText() + form.passphrase.displayText())
    assert not any(part in one for one in shown for part in (":h", "hem", "lig"))
    assert form.address.displayText() == "postgresql+psycopg://vera@127.0.0.1:1/nav"
    with qtbot.waitSignal(form.wanted) as told:
        form.join.click()
    for _ in typed:
        form.address.undo()

    assert told.args[0].url == typed
    assert "hem" not in repr(told.args[0]) + form.address.text()


def test_what_waits_is_named_and_sent_with_one_button(lead: Laptop, hub: str, qtbot: QtBot) -> None:
    create_hub(lead.store, hub, WORDS)
    review = create_review(lead.store, "Hemtjänst hösten 2026", "hemtjänst")
    add_participant(lead.store, review.id, "Ali Berg", "Grannkommun")
    lead.page.refresh()
    qtbot.waitUntil(lambda: "Granskningen Hemtjänst hösten 2026" in lead.said())
    assert "ändringar väntar" in lead.said()

    with qtbot.waitSignal(lead.syncing.finished, timeout=20_000):
        lead.page.sync_now.click()

    qtbot.waitUntil(lambda: "Navet har allt" in lead.said())
    assert "poster skickade" in lead.said()
    assert "0 väntar" in lead.said()
    qtbot.waitUntil(lambda: not lead.page.receipts.isHidden())
    for number in range(FIRST):
        with lead.store.work() as work:
            work.save(replace(review, purpose=f"Syfte {number}"))
        sync(lead.store)
    lead.page.receipts.look()
    qtbot.waitUntil(lambda: not lead.page.receipts.more.isHidden())
    assert lead.said().count("1 post skickad · 0 hämtade · 0 väntar") == FIRST
    lead.page.receipts.more.click()
    assert lead.page.receipts.more.isHidden()
    assert lead.said().count("skickade · 0 hämtade") > 0


def test_a_hub_that_has_gone_leaves_everything_here_and_says_so(lead: Laptop, hub: str, qtbot: QtBot) -> None:
    create_hub(lead.store, hub, WORDS)
    create_review(lead.store, "Hemtjänst hösten 2026", "hemtjänst")
    Path(hub.removeprefix("sqlite:///")).unlink()

    with qtbot.waitSignal(lead.syncing.failed, timeout=20_000):
        lead.page.sync_now.click()

    assert "Inget lokalt har ändrats" in lead.said()
    qtbot.waitUntil(lambda: "ändringar väntar" in lead.said())


def test_a_login_the_server_refuses_asks_for_the_new_address(lead: Laptop, hub: str, qtbot: QtBot) -> None:
    create_hub(lead.store, hub, WORDS)
    lead.page.refresh()
    qtbot.waitUntil(lambda: "Navet hub" in lead.said())
    assert lead.page.form is None

    lead.syncing.failed.emit(LoginRefused(address="nav.example/granskning"))
    lead.page.refresh()
    qtbot.wait(100)

    assert lead.page.form is not None
    assert "godtar inte namnet eller lösenordet" in lead.said()


def test_only_a_lead_is_offered_to_make_a_hub(visitor: Laptop, qtbot: QtBot) -> None:
    from kollegie.model.reviews import Grant

    with visitor.store.work() as work:
        work.add(Grant(work.new_id(), visitor.store.me, visitor.store.me, Role.VISITOR))  # type: ignore[arg-type]

    visitor.page.refresh()
    qtbot.waitUntil(lambda: visitor.page.form is not None)

    assert visitor.page.form is not None
    assert visitor.page.form.make.isHidden()


def test_a_folder_becomes_a_hub_and_a_torn_or_swapped_file_in_it_is_named_and_refused(
    lead: Laptop, visitor: Laptop, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "nav"
    folder.mkdir()
    fill_in(lead, qtbot, str(folder), WORDS)
    assert lead.page.form is not None
    with qtbot.waitSignal(lead.page.joined, timeout=20_000):
        lead.page.form.make.click()
    invited = add_person(lead.store, url_of(str(folder)), "Ali Berg", Role.VISITOR)
    fill_in(visitor, qtbot, invited.url, WORDS)
    assert visitor.page.form is not None
    with qtbot.waitSignal(visitor.page.joined, timeout=20_000):
        visitor.page.form.join.click()
    hurt = max(folder.glob("8-*/*.batch"))
    whole = hurt.read_bytes()
    other = min(folder.glob("*/*.batch"))
    assert other != hurt
    for content, why in ((whole[:-9], "avklippt eller skadad"), (other.read_bytes(), "hör inte hemma där")):
        hurt.write_bytes(content)

        with qtbot.waitSignal(lead.syncing.finished, timeout=20_000):
            lead.page.sync_now.click()

        assert f"{hurt.parent.name}/{hurt.name}" in lead.page._receipt_text.text()
        assert why in lead.page._receipt_text.text()
        qtbot.waitUntil(lambda: not lead.syncing.running, timeout=20_000)
    with lead.store.reading() as reading:
        heads = json.loads(reading.setting("folder hub") or "{}")["heads"]
    assert heads.get(hurt.parent.name, [0])[0] < int(hurt.stem)
    hurt.write_bytes(whole)
    with qtbot.waitSignal(lead.syncing.finished, timeout=20_000):
        lead.page.sync_now.click()
    assert hurt.name not in lead.page._receipt_text.text()


def test_a_hub_put_back_from_a_copy_is_filled_again_when_a_person_says_so(
    lead: Laptop, hub: str, qtbot: QtBot, tmp_path: Path
) -> None:
    create_hub(lead.store, hub, WORDS)
    older = (tmp_path / "hub.kollegie").read_bytes()
    create_review(lead.store, "Hemtjänst hösten 2026", "hemtjänst")
    with qtbot.waitSignal(lead.syncing.finished, timeout=20_000):
        lead.page.sync_now.click()
    (tmp_path / "hub.kollegie").write_bytes(older)

    with qtbot.waitSignal(lead.syncing.failed, timeout=20_000):
        lead.page.sync_now.click()
    assert "inte detsamma som förra gången" in lead.said()
    assert lead.page.consent.isVisible()
    qtbot.waitUntil(lambda: not lead.syncing.running)
    with qtbot.waitSignal(lead.syncing.finished, timeout=20_000):
        lead.page.consent.click()

    assert not lead.page.consent.isVisible()
    with open_hub(hub, key_of_hub(hub, WORDS)).line() as line:
        assert line.rows("SELECT name FROM review") == [("Hemtjänst hösten 2026",)]


def test_a_damaged_hub_is_set_aside_and_rebuilt_from_the_page(
    lead: Laptop, hub: str, qtbot: QtBot, tmp_path: Path
) -> None:
    create_hub(lead.store, hub, WORDS)
    create_review(lead.store, "Hemtjänst hösten 2026", "hemtjänst")
    (tmp_path / "hub.kollegie").write_bytes(b"\0" * 50_000)

    with qtbot.waitSignal(lead.syncing.failed, timeout=20_000):
        lead.page.sync_now.click()
    assert lead.page.consent.text() == "Ställ undan filen och bygg om navet"
    qtbot.waitUntil(lambda: not lead.syncing.running)
    qtbot.waitUntil(lead.page.consent.isVisible)  # whose laptops the hub's are, is looked up: nobody else may
    with qtbot.waitSignal(lead.syncing.finished, timeout=30_000):
        lead.page.consent.click()

    assert "Den skadade filen finns kvar" in lead.said()
    (aside,) = tmp_path.glob("hub.kollegie.damaged-*")
    assert aside.stat().st_size == 50_000
    with open_hub(hub, key_of_hub(hub, WORDS)).line() as line:
        assert line.rows("SELECT name FROM review") == [("Hemtjänst hösten 2026",)]


def test_a_lost_laptop_is_blocked_from_the_page_with_two_presses(
    lead: Laptop, hub: str, qtbot: QtBot, tmp_path: Path
) -> None:
    create_hub(lead.store, hub, WORDS)
    add_person(lead.store, hub, "Ali Berg", Role.VISITOR)
    lost = create_store(tmp_path / "lost.kollegie", WORDS, municipality="Grannkommun", person="Ali Berg")
    enrol(lost, hub, WORDS)
    lead.page.refresh()
    qtbot.waitUntil(lambda: lead.page.laptops.isVisible())
    lead.page.laptops.show_them.click()
    qtbot.waitUntil(lambda: 2 in lead.page.laptops.rows and not lead.page.laptops.busy, timeout=20_000)
    assert 1 not in lead.page.laptops.rows

    lead.page.laptops.rows[2].click()
    assert lead.page.laptops.rows[2].text() == "Ja, spärra dator 2"
    with qtbot.waitSignal(lead.page.laptops.blocked, timeout=20_000):
        lead.page.laptops.rows[2].click()

    qtbot.waitUntil(lambda: "spärrad" in lead.said() and 2 not in lead.page.laptops.rows, timeout=20_000)
    with pytest.raises(DeviceRevoked):
        sync(lost)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("/srv/hub.kollegie", "sqlite:////srv/hub.kollegie"),
        ("/", "folder:////"),
        ("postgresql+psycopg://ali:x@server/kollegie", "postgresql+psycopg://ali:x@server/kollegie"),
    ],
)
def test_a_plain_path_is_a_file(written: str, url: str) -> None:
    assert url_of(written) == url


def test_a_lead_erases_a_case_after_seeing_what_goes_and_typing_its_number(lead: Laptop, qtbot: QtBot) -> None:
    with lead.store.work() as work:
        review = create_case(work)
    lead.page.refresh()
    qtbot.waitUntil(lambda: not lead.page.erase.isHidden())
    card = lead.page.erase

    card.case.setText("4-017")
    card.look.click()
    qtbot.waitUntil(lambda: "Försvinner: 1 ärende, 1 besök" in lead.said() and not card.busy)
    card.reason.setText("Gallringsplan 2026:4")
    card.again.setText("4-018")
    card.erase.click()
    assert "inte detsamma" in card.fault
    card.again.setText("4-017")
    with qtbot.waitSignal(card.erased, timeout=10_000) as told:
        card.erase.click()

    assert "4-017 är raderat" in told.args[0]
    with lead.store.reading() as reading:
        assert reading.count(Case) == 0
        assert reading.first(Erasure).reason == "Gallringsplan 2026:4"
    assert review


def test_an_erasure_without_a_case_or_a_reason_says_why_not(lead: Laptop, qtbot: QtBot) -> None:
    with lead.store.work() as work:
        create_case(work)
    card = lead.page.erase

    card.case.setText("9-999")
    card.look.click()
    qtbot.waitUntil(lambda: "Det finns inget ärende 9-999" in card.fault)
    qtbot.waitUntil(lambda: not card.busy)
    card.case.setText("4-017")
    card.look.click()
    qtbot.waitUntil(lambda: not card.goes.isHidden() and not card.busy)
    card.again.setText("4-017")
    card.erase.click()
    qtbot.waitUntil(lambda: "Skriv skälet" in card.fault)

    with lead.store.reading() as reading:
        assert reading.count(Case) == 1


def test_rows_that_were_set_aside_are_shown_in_words_with_their_ids(lead: Laptop, qtbot: QtBot) -> None:
    with lead.store.work() as work:
        work.connection.exec_driver_sql(
            "INSERT INTO quarantine VALUES ('answer', 'abc123', 7, 'note', ''), ('known_cause', 'def4', 8, 'stamp', '')"
        )

    lead.page.refresh()

    qtbot.waitUntil(lambda: "Svar abc123: fältet anteckning kan inte stämma (nummer 7)." in lead.said())
    assert "Känd orsak def4: fältet ”stamp” kan inte stämma (nummer 8)." in lead.said()
    assert not lead.page.aside.isHidden()


def create_case(work: Work) -> UUID:
    """A case with a visit, in the store of whoever leads."""
    review, case = work.new_id(), work.new_id()
    work.add(
        Review(review, review, "Hemtjänst", "hemtjänst", review, work.person_id),
        Case(case, case, review, Track.USER, "4-017", "B-17"),
        Visit(work.new_id(), case, review, case, Track.USER, "hemtjanst-brukarbesok", "h3"),
    )
    return review
