"""Whatever happens in whatever order: laptops that edit, attach, delete, settle, sign, sync and break off.

The lead also takes the visit away from a visitor and gives it back, with that visitor's laptop anywhere in its day;
laptops go on from old copies of their disks, and the hub from an old copy of itself. A disk is copied, and the copy and
its original are both used. A laptop is blocked, found and let in again; its clock is wrong by hours or by ten years;
it is upgraded from an older version, or too old to write for a while; and on some days the lead erases the case.
The oracle: every edit ever made is what stands now, or in history, or in a conflict; when all have synced, all who may
hold the visit hold the same, the others hold nothing of it, and syncing once more changes nothing. Once the case has
been erased, it stands in the purge list, and nothing of it anywhere else.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sync.fleet import COPY, Disk, Fleet
from sync.scenes import HubCopy, Scene
from sync.test_version_skew import downgraded
from sync.worlds import answer, answer_of, grant, held_by, held_by_hub, unsent_of, withdraw

from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store
from kollegie.store.attachments import is_here, keep_attachment, read_content, sealed_content
from kollegie.sync.carried import carried_named, stored
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.contents import fetch_content
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.exchange import Receipt, sync
from kollegie.sync.folder_hub import CARD, FolderHub
from kollegie.sync.hub import Hub
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.past import stored_text
from kollegie.sync.sealed_batches import read_sealed_file, write_sealed_file
from kollegie.sync.state import SetAside, set_aside

LAPTOPS = st.sampled_from(("lead", "vera", "ville", COPY))
VISITORS = st.sampled_from(("vera", "ville"))
QUESTIONS = st.sampled_from(("hb01", "hb02"))
FEW = st.sampled_from(("ja", "nej"))
DEFAULTS = {"note": "", "flagged": "0", "deleted": "0"}


class CutOff(Exception):
    """The line was cut, or the program ended."""


class AnyOrder(RuleBasedStateMachine):
    """Three people's laptops and a copied one, one visit, one hub."""

    scene: Scene
    visit: Visit

    @initialize(erasing=st.booleans())
    def begin(self, erasing: bool) -> None:
        self.scene.reset()
        self.fleet = Fleet(self.scene)
        self.edits: set[tuple[bytes, str, str | None]] = set()
        self.attached: dict[UUID, bytes] = {}
        self.granted = {"vera": True, "ville": True}
        self.disks: dict[str, Disk] = {}
        self.old_hub: HubCopy | None = None
        self.server_went_back = self.hub_alone = False
        self.erasing, self.erased = erasing, False
        self.count = 0
        self.touched: set[str] = set()

    @property
    def stores(self) -> dict[str, Store]:
        """Every laptop that is used."""
        return self.fleet.stores

    @rule(name=LAPTOPS, question=QUESTIONS, value=FEW, own=st.booleans())
    def answer_it(self, name: str, question: str, value: str, own: bool) -> None:
        self.count += 1
        self._edited(name, question, value=f"{value}-{self.count}" if own else value)

    @rule(name=LAPTOPS, question=QUESTIONS, own=st.booleans(), place=st.integers(0, 3))
    def write_a_note(self, name: str, question: str, own: bool, place: int) -> None:
        self.count += 1
        found = answer_of(self._laptop(name), self.visit, question)
        sentences = (found.note if found else "").split(". ")
        if len(sentences) < 4:
            sentences = ["Ett är så", "Två är så", "Tre är så", "Fyra är så"]
        sentences[place] = f"Mening {self.count if own else 0} här"
        self._edited(name, question, note=". ".join(sentences))

    @rule(name=LAPTOPS, question=QUESTIONS, flagged=st.booleans())
    def flag_it(self, name: str, question: str, flagged: bool) -> None:
        self._edited(name, question, flagged=flagged)

    @rule(name=LAPTOPS, question=QUESTIONS)
    def delete_it(self, name: str, question: str) -> None:
        store = self._laptop(name)
        found = answer_of(store, self.visit, question)
        if found is not None:
            with store.work("answer delete") as work:
                work.delete(found)
            self.edits.add((found.id.bytes, "deleted", "1"))

    @rule(name=LAPTOPS)
    def attach_it(self, name: str) -> None:
        """A small picture, whose content goes by itself."""
        store = self._laptop(name)
        if not self._holds(store):
            return
        self.count += 1
        content = f"bild {self.count}".encode()
        with sealed_content(store, content, name="a.jpg") as sealed, store.work("attach") as work:
            of_it = {"kind": AttachmentKind.PHOTO, "mime": "image/jpeg", "thumbnail": b"t"}
            made = keep_attachment(work, sealed, self.visit.scope, self.visit.id, "hb06", **of_it)
        self.attached[made.id] = content
        self.edits.add((made.id.bytes, "deleted", "0"))

    @rule(name=LAPTOPS)
    def sign_it(self, name: str) -> None:
        store = self._laptop(name)
        if not self._holds(store):
            return
        with store.work("visit sign") as work:
            visit = work.get(Visit, self.visit.id)
            if visit.signed_at is None:
                work.save(replace(visit, signed_at=work.at, signed_by=work.person_id))

    @rule(name=LAPTOPS, keep=st.sampled_from(Keep), text=st.none() | st.just("egen"))
    def settle_one(self, name: str, keep: Keep, text: str | None) -> None:
        store = self._laptop(name)
        found = list_conflicts(store, only_open=True)
        if found:
            if found[0].field not in ("value", "note"):
                text = None
            resolve_conflict(store, found[0].id, keep, text)

    @rule(name=VISITORS)
    def take_the_visit_away(self, name: str) -> None:
        if self.granted[name] and not self.erased:
            withdraw(self._laptop("lead"), self.visit, self.stores[name])
            self.granted[name] = False

    @rule(name=VISITORS)
    def give_the_visit_back(self, name: str) -> None:
        if not self.granted[name] and not self.erased:
            grant(self._laptop("lead"), self.visit, self.stores[name])
            self.granted[name] = True

    @rule(name=LAPTOPS)
    def sync_it(self, name: str) -> None:
        store = self._laptop(name)
        before = unsent_of(store)
        receipt = self.fleet.sync(self.fleet.known(name))
        if receipt is None:  # blocked, or by a wrong clock: then all of it waits, but what the lead has erased
            assert self.erased or unsent_of(store) >= before
        else:
            assert receipt.waiting == unsent_of(store)
            assert receipt.waiting == 0 or self._is_refused(name, receipt)

    @rule(name=LAPTOPS, after=st.integers(1, 250))
    def begin_to_sync_and_break_off(self, name: str, after: int) -> None:
        left = [after]

        def watch(statement: str) -> None:
            if statement != "ROLLBACK":
                left[0] -= 1
                if left[0] == 0:
                    raise CutOff

        self._laptop(name)
        with suppress(CutOff):
            self.fleet.sync(self.fleet.known(name), watch)

    @rule(name=st.sampled_from(("lead", "vera", "ville")))
    def copy_the_laptop(self, name: str) -> None:
        """A disk is copied to another laptop, with all that is unsent; from then on both are used."""
        if COPY not in self.stores:
            self._laptop(name)
            self.fleet.copy_laptop(name)

    @rule(name=VISITORS)
    def copy_the_disk(self, name: str) -> None:
        """Set a copy of the laptop's disk aside, after a sync, so that what the copy lacks is at the hub."""
        self._laptop(name)
        if self.fleet.sync(name) is not None:
            self.disks[name] = self.fleet.disk_of(name)

    @rule(name=VISITORS)
    def put_the_old_disk_back(self, name: str) -> None:
        """The laptop goes on from its copy: the hub must see that it is one, and nothing may come back or be lost."""
        if name not in self.disks or self.fleet.sync(name) is None or unsent_of(self._laptop(name)):
            return
        self.hub_alone = True
        self.fleet.put_back(name, self.disks[name])

    @rule()
    def copy_the_hub(self) -> None:
        """Set a copy of the hub aside: its file, its folder, its database."""
        self.old_hub = HubCopy(self.scene)

    @rule()
    def put_the_old_hub_back(self) -> None:
        """The hub is younger than it was: every laptop gives back what it lacks, once a person has said yes.

        On some days the lead meets it once more before: what a disk that was put back has forgotten stands at the hub
        alone until somebody has fetched it, and would go with it.
        """
        if self.old_hub is not None:
            if self.hub_alone and (not self.fleet.clock_is_right("lead") or self.fleet.sync("lead") is None):
                return
            self.old_hub.put_back()
            self.fleet.hub_went_back = True
            self.server_went_back = self.scene.server is not None

    @rule(often=st.integers(0, 2))
    def erase_the_case(self, often: int) -> None:
        """On the days on which this happens at all: it wins over all that anybody has written or writes yet."""
        if self.erasing and not self.erased and often == 0:
            erase_as_lead(self._laptop("lead"), self.visit.case_id, "Gallring enligt plan")
            self.erased = True

    @rule(name=LAPTOPS, revision=st.sampled_from(("0002", "0005", "0008")))
    def upgrade_it(self, name: str, revision: str) -> None:
        """The laptop comes from an older version, with what it had not sent; its program is upgraded now."""
        if waits_to_be_read(self._laptop(name)):
            return  # an older version would have kept nothing of what it gave up
        if self.erased or self.attached:
            revision = "0008"  # an older version could not have erased, or attached
        downgraded(self._laptop(name), revision)
        self.fleet.open_again(self.fleet.known(name))

    @rule(name=LAPTOPS)
    def sync_with_a_program_too_old_to_write(self, name: str) -> None:
        """It fetches, keeps its edits, and they go once it is upgraded."""
        store = self._laptop(name)
        hub = hub_of(self.stores["lead"] if self.fleet.has_forgotten_its_hub(self.fleet.known(name)) else store)
        heed_writers_from(self.scene, hub, 999)
        try:
            receipt = self.fleet.sync(self.fleet.known(name))
        finally:
            heed_writers_from(self.scene, hub, 1)
        if receipt is not None:
            assert receipt.sent == 0
            assert receipt.waiting == unsent_of(store)

    @rule(name=LAPTOPS, hours=st.integers(-20, 20))
    def set_the_clock_wrong(self, name: str, hours: int) -> None:
        self.fleet.clocks[self.fleet.known(name)].error = timedelta(hours=hours)

    @rule(name=LAPTOPS, years=st.sampled_from((-10, 10)))
    def set_the_clock_wrong_by_years(self, name: str, years: int) -> None:
        """What such a clock wrote is not sent before it has been put right, and what came is believed afterwards."""
        self.fleet.clocks[self.fleet.known(name)].error = timedelta(days=365 * years)

    @rule(name=st.sampled_from(("vera", "ville", COPY)))
    def block_the_laptop(self, name: str) -> None:
        """It is missing. What it has not sent is not lost, should it be found."""
        self._laptop("lead")
        self.fleet.revoke(self.fleet.known(name))

    @rule(name=LAPTOPS)
    def let_the_laptop_in_again(self, name: str) -> None:
        self._laptop(name)
        self.fleet.let_in_again(self.fleet.known(name))

    @invariant()
    def everything_is_whole(self) -> None:
        """No act leaves a laptop where it is not captured who writes."""
        touched, self.touched = getattr(self, "touched", set()), set()
        for name in touched:
            with self.stores[name].reading() as reading:
                assert reading.connection.exec_driver_sql("SELECT applying, person_id FROM actor").one() == (0, None)

    def teardown(self) -> None:
        if not hasattr(self, "fleet"):
            return
        try:
            self._see_the_end()
        finally:
            self.fleet.close()

    def put_the_clocks_right(self) -> None:
        """Those by which nothing is sent."""
        for name, clock in self.fleet.clocks.items():
            if not self.fleet.clock_is_right(name):
                clock.error = timedelta()

    def _see_the_end(self) -> None:
        self.put_the_clocks_right()
        for name in self.stores:
            self.fleet.sync(name)
        for name in sorted(self.fleet.shut):
            self.fleet.let_in_again(name)
        self._sync_all()
        lead = self.stores["lead"]
        waiting = {self.fleet.owner[name] for name, store in self.stores.items() if unsent_of(store)}
        if waiting:
            for owner in waiting:
                assert (self.erased, self.granted[owner]) == (False, False)
                self.give_the_visit_back(owner)
            self._sync_all()
        hub = held_by_hub(lead, self.visit)
        for name, store in self.stores.items():
            receipt = sync(store)
            assert (receipt.sent, receipt.received, receipt.waiting) == (0, 0, 0), name
            held = held_by(store, self.visit)
            if self.server_went_back:  # it takes history from whoever wrote it, and who has left tells theirs no more
                held, hub = _without_history(held), _without_history(hub)
            wanted = hub if self.granted.get(self.fleet.owner[name], True) else {}
            assert held == wanted, f"{name}: {_differences(held, wanted)}"
            assert set_aside_at(store) == ()
            assert store.check() == ()
            self._see_the_pictures(store)
        if self.erased:
            assert hub == {}
            with hub_of(lead).line() as line:
                listed = {bytes(row[0]) for row in line.rows("SELECT id FROM purged")}
            assert {self.visit.id.bytes, self.visit.case_id.bytes} <= listed
            return
        kept = _kept(held_by_hub(lead, self.visit)) | _kept(held_by(lead, self.visit))
        lost = {edit for edit in self.edits if edit not in kept}
        assert not lost, f"nowhere to be found: {lost}"

    def _sync_all(self) -> None:
        for _ in range(2):
            for name in self.stores:
                receipt = self.fleet.sync(name)
                assert receipt is not None, name
                assert receipt.waiting == 0 or self._is_refused(name, receipt), name

    def _is_refused(self, name: str, receipt: Receipt) -> bool:
        """Whether a server has closed the case to this person, and says that the lead must open it once more.

        A laptop that got its number after the case was taken away was not waited for: one that had been lost, a copy.
        """
        taken = not self.granted.get(self.fleet.owner[self.fleet.known(name)], True)
        return self.scene.server is not None and taken and any("servern inte emot" in note for note in receipt.notes)

    def _see_the_pictures(self, store: Store) -> None:
        """Every picture that stands on a laptop opens there, once it has been fetched, and is what was attached."""
        with store.reading() as reading:
            standing = reading.find(Attachment, visit_id=self.visit.id) if self.attached else ()
        for one in standing:
            if not is_here(store, one):
                fetch_content(store, one)
            assert read_content(store, one) == self.attached[one.id]

    def _laptop(self, name: str) -> Store:
        """The laptop that is meant, which will be looked at after the step."""
        name = self.fleet.known(name)
        self.touched.add(name)
        return self.stores[name]

    def _holds(self, store: Store) -> bool:
        """Whether the visit is still on that laptop."""
        with store.reading() as reading:
            return reading.first(Visit, id=self.visit.id) is not None

    def _edited(self, name: str, question: str, **fields: Any) -> None:
        store = self._laptop(name)
        with store.staying_open():
            if not self._holds(store):
                return
            before = answer_of(store, self.visit, question)
            given = answer(store, self.visit, question, **fields)
        for field in fields:
            text = _text(given, field)
            if text != (_text(before, field) if before else DEFAULTS.get(field)):
                self.edits.add((answer_id(self.visit.id, question).bytes, field, text))


def _differences(held: dict[Any, Any], wanted: dict[Any, Any]) -> dict[Any, Any]:
    """What differs, as it is held and as it was wanted; without this a failure tells both worlds whole."""
    return {key: (held.get(key), wanted.get(key)) for key in held | wanted if held.get(key) != wanted.get(key)}


def _without_history(content: dict[tuple[str, Any], Any]) -> dict[tuple[str, Any], Any]:
    return {key: row for key, row in content.items() if key[0] != "history"}


def set_aside_at(store: Store) -> tuple[SetAside, ...]:
    """What came to a laptop and is not believed there."""
    with laptop_of(store, nobody) as near:
        return set_aside(near)


def waits_to_be_read(store: Store) -> int:
    """How many rows a laptop has given up that no lead's laptop is known to have read."""
    with laptop_of(store, nobody) as near:
        return int(near.line.rows("SELECT count(*) FROM given_up")[0][0])


def hub_of(store: Store) -> Hub:
    """The hub that laptop belongs to."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return open_hub(known.url, known.hub_key)


def heed_writers_from(scene: Scene, hub: Hub, version: int) -> None:
    """Let the hub take rows from programs of that version on, as whoever keeps it would."""
    if isinstance(hub, FolderHub):
        told, _digest = read_sealed_file(hub.card_path, CARD, "", hub.key)
        write_sealed_file(hub.card_path, CARD, "", hub.key, told | {"min_writer": version})
        return
    keeper = hub if scene.server is None else open_hub(scene.server.url(scene.database), None)
    with keeper.line() as line:
        line.run("UPDATE schema SET min_writer = ?", (version,))


def _text(given: Answer, field: str) -> str | None:
    cell = next(cell for cell in carried_named("answer").cells if cell.name == field)
    return stored_text(stored(cell, getattr(given, field)))


def _kept(content: dict[tuple[str, Any], Any]) -> set[tuple[bytes, str, str | None]]:
    """Every value of every cell that can be found: as what stands, in history, in a conflict."""
    kept: set[tuple[bytes, str, str | None]] = set()
    for (name, key), row in content.items():
        if name == "history":
            kept.add((row[0], row[1], row[5]))
        elif name == "conflict":
            kept |= {(row["row_id"], row["field"], row[f"{side}_value"]) for side in ("a", "b")}
        else:
            kept |= {(key, column, stored_text(cell[0])) for column, cell in row.items() if isinstance(cell, tuple)}
    return kept
