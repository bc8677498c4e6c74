"""Whatever happens in whatever order: laptops that edit, delete, settle, sign, sync and break off, against one oracle.

The lead also takes the visit away from a visitor and gives it back, with that visitor's laptop anywhere in its day;
laptops go on from old copies of their disks, and the hub from an old copy of itself. A laptop is upgraded from an
older version, or too old to write for a while; and on some days the lead erases the case.
The oracle: every edit ever made is what stands now, or in history, or in a conflict; when all have synced, all who may
hold the visit hold the same, the others hold nothing of it, and syncing once more changes nothing. Once the case has
been erased, it stands in the purge list, and nothing of it anywhere else.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sync.scenes import HubCopy, Scene
from sync.test_version_skew import downgraded
from sync.worlds import TestClock, answer, answer_of, grant, held_by, held_by_hub, unsent_of, withdraw

from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store
from kollegie.sync.carried import carried_named, stored
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.errors import ErasuresStopped, HubChanged
from kollegie.sync.exchange import Receipt, sync
from kollegie.sync.folder_hub import CARD, FolderHub
from kollegie.sync.hub import Hub
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.past import stored_text
from kollegie.sync.sealed_batches import read_sealed_file, write_sealed_file

LAPTOPS = st.sampled_from(("lead", "vera", "ville"))
VISITORS = st.sampled_from(("vera", "ville"))
QUESTIONS = st.sampled_from(("hb01", "hb02"))
FEW = st.sampled_from(("ja", "nej"))
DEFAULTS = {"note": "", "flagged": "0", "deleted": "0"}


class CutOff(Exception):
    """The line was cut, or the program ended."""


class AnyOrder(RuleBasedStateMachine):
    """Three laptops, one visit, one hub."""

    scene: Scene
    visit: Visit

    @initialize(erasing=st.booleans())
    def begin(self, erasing: bool) -> None:
        self.scene.reset()
        self.clocks = {name: TestClock(self.scene.now) for name in self.scene.names}
        self.stores: dict[str, Store] = {name: self.scene.store(name, clock) for name, clock in self.clocks.items()}
        self.edits: set[tuple[bytes, str, str | None]] = set()
        self.granted = {"vera": True, "ville": True}
        self.copies: dict[str, list[tuple[Path, bytes]]] = {}
        self.old_hub: HubCopy | None = None
        self.server_went_back = self.hub_alone = False
        self.erasing, self.erased = erasing, False
        self.count = self.openings = 0

    @rule(name=LAPTOPS, question=QUESTIONS, value=FEW, own=st.booleans())
    def answer_it(self, name: str, question: str, value: str, own: bool) -> None:
        self.count += 1
        self._edited(name, question, value=f"{value}-{self.count}" if own else value)

    @rule(name=LAPTOPS, question=QUESTIONS, own=st.booleans(), place=st.integers(0, 3))
    def write_a_note(self, name: str, question: str, own: bool, place: int) -> None:
        self.count += 1
        found = answer_of(self.stores[name], self.visit, question)
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
        found = answer_of(self.stores[name], self.visit, question)
        if found is not None:
            with self.stores[name].work("answer delete") as work:
                work.delete(found)
            self.edits.add((found.id.bytes, "deleted", "1"))

    @rule(name=LAPTOPS)
    def sign_it(self, name: str) -> None:
        if not self._holds(name):
            return
        with self.stores[name].work("visit sign") as work:
            visit = work.get(Visit, self.visit.id)
            if visit.signed_at is None:
                work.save(replace(visit, signed_at=work.at, signed_by=work.person_id))

    @rule(name=LAPTOPS, keep=st.sampled_from(Keep), text=st.none() | st.just("egen"))
    def settle_one(self, name: str, keep: Keep, text: str | None) -> None:
        found = list_conflicts(self.stores[name], only_open=True)
        if found:
            if found[0].field not in ("value", "note"):
                text = None
            resolve_conflict(self.stores[name], found[0].id, keep, text)

    @rule(name=VISITORS)
    def take_the_visit_away(self, name: str) -> None:
        if self.granted[name] and not self.erased:
            withdraw(self.stores["lead"], self.visit, self.stores[name])
            self.granted[name], self.hub_alone = False, True

    @rule(name=VISITORS)
    def give_the_visit_back(self, name: str) -> None:
        if not self.granted[name] and not self.erased:
            grant(self.stores["lead"], self.visit, self.stores[name])
            self.granted[name] = True

    @rule(name=LAPTOPS)
    def sync_it(self, name: str) -> None:
        receipt = self._sync(name)
        assert receipt.waiting == 0 == unsent_of(self.stores[name])

    @rule(name=LAPTOPS, after=st.integers(1, 250))
    def begin_to_sync_and_break_off(self, name: str, after: int) -> None:
        left = [after]

        def watch(statement: str) -> None:
            if statement != "ROLLBACK":
                left[0] -= 1
                if left[0] == 0:
                    raise CutOff

        with suppress(CutOff, HubChanged, ErasuresStopped):
            sync(self.stores[name], watch=watch)

    @rule(name=VISITORS)
    def copy_the_disk(self, name: str) -> None:
        """Set a copy of the laptop's disk aside, after a sync, so that what the copy lacks is at the hub."""
        self._sync(name)
        self.stores[name].engine.dispose()
        self.copies[name] = [(path, path.read_bytes()) for path in self.scene.folder.glob(f"{name}.kollegie*")]
        self.stores[name] = self._opened(name)

    @rule(name=VISITORS)
    def put_the_old_disk_back(self, name: str) -> None:
        """The laptop goes on from its copy: the hub must see that it is one, and nothing may come back or be lost."""
        if name not in self.copies:
            return
        self._sync(name)
        self.hub_alone = True
        self.stores[name].engine.dispose()
        for path in self.scene.folder.glob(f"{name}.kollegie*"):
            path.unlink()
        for path, content in self.copies[name]:
            path.write_bytes(content)
        self.stores[name] = self._opened(name)

    @rule()
    def copy_the_hub(self) -> None:
        """Set a copy of the hub aside: its file, its folder, its database."""
        self.old_hub = HubCopy(self.scene)

    @rule()
    def put_the_old_hub_back(self) -> None:
        """The hub is younger than it was: every laptop gives back what it lacks, once a person has said yes.

        On some days the lead meets it once more before: what a visitor has sent and given up, or a disk that was put
        back has forgotten, stands at the hub alone until somebody has fetched it, and would go with it.
        """
        if self.old_hub is not None:
            if self.hub_alone:
                self._sync("lead")
            self.old_hub.put_back()
            self.server_went_back = self.scene.server is not None

    @rule(often=st.integers(0, 2))
    def erase_the_case(self, often: int) -> None:
        """On the days on which this happens at all: it wins over all that anybody has written or writes yet."""
        if self.erasing and not self.erased and often == 0:
            erase_as_lead(self.stores["lead"], self.visit.case_id, "Gallring enligt plan")
            self.erased = True

    @rule(name=LAPTOPS, revision=st.sampled_from(("0002", "0005", "0008")))
    def upgrade_it(self, name: str, revision: str) -> None:
        """The laptop comes from an older version, with what it had not sent; its program is upgraded now."""
        if self.erased:
            revision = "0008"  # an older version could not have erased
        downgraded(self.stores[name], revision)
        self.stores[name] = self._opened(name)

    @rule(name=LAPTOPS)
    def sync_with_a_program_too_old_to_write(self, name: str) -> None:
        """It fetches, keeps its edits, and they go once it is upgraded."""
        heed_writers_from(self.scene, self.stores[name], 999)
        try:
            receipt = self._sync(name)
        finally:
            heed_writers_from(self.scene, self.stores[name], 1)
        assert receipt.sent == 0
        assert receipt.waiting == unsent_of(self.stores[name])

    @rule(name=LAPTOPS, hours=st.integers(-20, 20))
    def set_the_clock_wrong(self, name: str, hours: int) -> None:
        self.clocks[name].error = timedelta(hours=hours)

    @invariant()
    def everything_is_whole(self) -> None:
        for store in getattr(self, "stores", {}).values():
            with store.reading() as reading:
                assert reading.connection.exec_driver_sql("SELECT applying, person_id FROM actor").one() == (0, None)

    def teardown(self) -> None:
        if not hasattr(self, "stores"):
            return
        for _ in range(3):
            for name in self.stores:
                self._sync(name)
        hub = held_by_hub(self.stores["lead"], self.visit)
        for store in self.stores.values():
            receipt = sync(store)
            assert (receipt.sent, receipt.received, receipt.waiting) == (0, 0, 0)
            name = store.path.stem
            held = held_by(store, self.visit)
            if self.server_went_back:  # it takes history from whoever wrote it, and who has left tells theirs no more
                held, hub = _without_history(held), _without_history(hub)
            assert held == (hub if self.granted.get(name, True) else {}), name
            assert store.check() == ()
        if self.erased:
            assert hub == {}
            with hub_of(self.stores["lead"]).line() as line:
                listed = {bytes(row[0]) for row in line.rows("SELECT id FROM purged")}
            assert {self.visit.id.bytes, self.visit.case_id.bytes} <= listed
        kept = _kept(held_by_hub(self.stores["lead"], self.visit)) | _kept(held_by(self.stores["lead"], self.visit))
        if self.erased:
            kept = self.edits
        lost = {edit for edit in self.edits if edit not in kept}
        assert not lost, f"nowhere to be found: {lost}"
        for store in self.stores.values():
            store.engine.dispose()

    def _opened(self, name: str) -> Store:
        """The laptop opened again, with another chance than before: with the same two disks would draw one token."""
        self.openings += 1
        store = self.scene.store(name, self.clocks[name])
        store.source.seed(f"{name} {self.openings}")
        return store

    def _sync(self, name: str) -> Receipt:
        """Sync, with a person's yes where the hub is another than it was."""
        try:
            return sync(self.stores[name])
        except (HubChanged, ErasuresStopped):
            return sync(self.stores[name], accept_hub=True, allow_deletions=True)

    def _holds(self, name: str) -> bool:
        """Whether the visit is still on that laptop."""
        with self.stores[name].reading() as reading:
            return reading.first(Visit, id=self.visit.id) is not None

    def _edited(self, name: str, question: str, **fields: Any) -> None:
        store = self.stores[name]
        if not self._holds(name):
            return
        before = answer_of(store, self.visit, question)
        given = answer(store, self.visit, question, **fields)
        for field in fields:
            text = _text(given, field)
            if text != (_text(before, field) if before else DEFAULTS.get(field)):
                self.edits.add((answer_id(self.visit.id, question).bytes, field, text))


def _without_history(content: dict[tuple[str, Any], Any]) -> dict[tuple[str, Any], Any]:
    return {key: row for key, row in content.items() if key[0] != "history"}


def hub_of(store: Store) -> Hub:
    """The hub that laptop belongs to."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return open_hub(known.url, known.hub_key)


def heed_writers_from(scene: Scene, store: Store, version: int) -> None:
    """Let the hub take rows from programs of that version on, as whoever keeps it would."""
    hub = hub_of(store)
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
