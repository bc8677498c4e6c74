"""Laptops whose copies of a drop folder meet late, as a cloud folder or a stick does: nobody takes turns."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from sync.anything import AnyOrder
from sync.worlds import Day, answer, answer_of, held_by

from kollegie.model.reviews import Visit
from kollegie.store import Store
from kollegie.sync.conflicts import list_conflicts
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

pytestmark = pytest.mark.parametrize("hub_kind", ["folder"], indirect=True)

TEXT = "Dörren var låst. Brukaren svarade inte. Grannen hade nyckel. Vi gick hem."
QUIET: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


def split(stores: dict[str, Store]) -> dict[str, Path]:
    """Give each laptop a copy of the folder of its own."""
    folders = {}
    for name, store in stores.items():
        with laptop_of(store, nobody) as near:
            path = Path(near.enrolment().url.removeprefix("folder:///"))
            folders[name] = path.with_name(f"nav-{name}")
            near.line.run("UPDATE enrolment SET url = ?", (f"folder:///{folders[name]}",))
        shutil.rmtree(folders[name], ignore_errors=True)
        shutil.copytree(path, folders[name])
    return folders


def carry(source: Path, target: Path, most: int | None = None) -> None:
    """Let files that one copy has reach the other, in the order of their names; with `most`, only so many."""
    missing = [
        path
        for path in sorted(source.rglob("*"))
        if path.is_file() and not (target / path.relative_to(source)).exists()
    ]
    for path in missing[:most]:
        (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / path.relative_to(source))


class Apart:
    """A day whose three laptops each have a copy of the folder."""

    def __init__(self, day: Day) -> None:
        self.stores = {"lead": day.lead, "vera": day.vera, "ville": day.ville}
        self.visit = day.visit
        for store in self.stores.values():
            sync(store)
        for store in self.stores.values():
            sync(store)
        self.folders = split(self.stores)

    def meet(self, rounds: int = 4) -> None:
        for _ in range(rounds):
            for name, store in self.stores.items():
                for other in self.folders.values():
                    carry(other, self.folders[name])
                assert sync(store).refused == ()

    def agree(self) -> bool:
        held = [held_by(store, self.visit) for store in self.stores.values()]
        again = [sync(store) for store in self.stores.values()]
        assert [(receipt.sent, receipt.received) for receipt in again] == [(0, 0)] * 3
        return held[0] == held[1] == held[2]


@pytest.fixture
def apart(day: Day) -> Apart:
    return Apart(day)


def both_sync(apart: Apart) -> None:
    sync(apart.stores["vera"])
    sync(apart.stores["ville"])


def test_two_who_published_before_they_met_are_both_heard(apart):
    answer(apart.stores["vera"], apart.visit, "hb01", value="ja")
    answer(apart.stores["ville"], apart.visit, "hb01", value="nej")
    both_sync(apart)

    apart.meet()

    ids = set()
    for store in apart.stores.values():
        (view,) = list_conflicts(store, only_open=True)
        assert [(side.value, side.by) for side in view.versions] == [("ja", "Vera Visit"), ("nej", "Ville Visit")]
        ids.add(view.id)
        assert answer_of(store, apart.visit, "hb01").value == "nej"
    assert len(ids) == 1
    assert apart.agree()


def test_a_third_who_gets_both_before_they_have_met_keeps_both(apart):
    answer(apart.stores["lead"], apart.visit, "hb01", value="delvis")
    apart.meet()
    answer(apart.stores["vera"], apart.visit, "hb01", value="ja")
    answer(apart.stores["ville"], apart.visit, "hb01", value="nej")
    both_sync(apart)

    for name in ("vera", "ville"):
        carry(apart.folders[name], apart.folders["lead"])
    receipt = sync(apart.stores["lead"])

    (view,) = list_conflicts(apart.stores["lead"], only_open=True)
    assert receipt.new_conflicts == 1
    assert [side.value for side in view.versions] == ["ja", "nej"]
    apart.meet()
    assert len(list_conflicts(apart.stores["vera"])) == 1
    assert apart.agree()


def test_texts_a_sentence_apart_become_one_though_both_were_published(apart):
    answer(apart.stores["lead"], apart.visit, "hb01", value="ja", note=TEXT)
    apart.meet()
    hers, his = TEXT.replace("Dörren", "Porten"), TEXT.replace("hem", "vidare")
    answer(apart.stores["vera"], apart.visit, "hb01", note=hers)
    answer(apart.stores["ville"], apart.visit, "hb01", note=his)
    both_sync(apart)

    apart.meet()

    for store in apart.stores.values():
        assert answer_of(store, apart.visit, "hb01").note == hers.replace("hem", "vidare")
        (view,) = list_conflicts(store)
        assert not view.open
    assert apart.agree()


def test_a_field_nobody_wrote_in_gives_way_though_its_row_is_younger(apart):
    answer(apart.stores["ville"], apart.visit, "hb01", value="ja", note="Skyddad bostad?")
    answer(apart.stores["vera"], apart.visit, "hb01", value="ja")
    both_sync(apart)

    apart.meet()

    for store in apart.stores.values():
        assert answer_of(store, apart.visit, "hb01").note == "Skyddad bostad?"
        assert list_conflicts(store) == ()
    assert apart.agree()


def test_an_answer_published_without_knowing_of_a_signature_is_a_disagreement(apart):
    answer(apart.stores["vera"], apart.visit, "hb01", value="ja")
    apart.meet()
    with apart.stores["vera"].work("visit sign") as work:
        work.save(replace(work.get(Visit, apart.visit.id), signed_at=work.at, signed_by=work.person_id))
    answer(apart.stores["ville"], apart.visit, "hb01", value="nej")
    both_sync(apart)

    apart.meet()

    values = [[side.value for side in view.versions] for view in list_conflicts(apart.stores["lead"], only_open=True)]
    assert ["ja", "nej"] in values
    assert apart.agree()


def test_a_batch_waits_for_what_it_builds_on(apart):
    answer(apart.stores["vera"], apart.visit, "hb01", value="ja")
    sync(apart.stores["vera"])
    carry(apart.folders["vera"], apart.folders["ville"])
    sync(apart.stores["ville"])
    answer(apart.stores["ville"], apart.visit, "hb01", note="Byggt på hennes.")
    sync(apart.stores["ville"])
    hers = {path.name for path in apart.folders["vera"].iterdir()}
    for path in apart.folders["ville"].iterdir():  # everything but her last batch arrives
        if path.is_dir():
            for file in path.iterdir():
                theirs = apart.folders["lead"] / path.name / file.name
                if not theirs.exists() and answer_of(apart.stores["ville"], apart.visit, "hb01"):
                    if path.name in hers and file.read_bytes() in {f.read_bytes() for f in _own(apart, "vera")}:
                        continue
                    shutil.copy(file, theirs)

    (note,) = sync(apart.stores["lead"]).refused

    assert "bygger på" in note
    assert answer_of(apart.stores["lead"], apart.visit, "hb01") is None
    apart.meet()
    assert list_conflicts(apart.stores["lead"]) == ()
    assert apart.agree()


def _own(apart: Apart, name: str) -> list[Path]:
    import json

    with apart.stores[name].reading() as reading:
        own = json.loads(reading.setting("folder hub"))["own"]
    return list((apart.folders[name] / own).iterdir())


OWN_FOLDER = st.sampled_from(("lead", "vera", "ville"))


class AnyOrderApart(AnyOrder):
    """The same laptops, each with a copy of the folder, between which files travel when they please.

    A laptop that is copied, or let in again, would share the folder of another one; those days are the other machine's.
    """

    copy_the_laptop = block_the_laptop = let_the_laptop_in_again = None

    @initialize()
    def begin(self) -> None:
        super().begin(erasing=False)  # what is erased is in each copy until its files have been carried there too
        for store in self.stores.values():
            sync(store)
        self.folders = split(self.stores)

    @rule(source=OWN_FOLDER, to=OWN_FOLDER, most=st.none() | st.integers(1, 3))
    def carry_files(self, source: str, to: str, most: int | None) -> None:
        carry(self.folders[source], self.folders[to], most)

    def teardown(self) -> None:
        if not hasattr(self, "folders"):
            return
        self.put_the_clocks_right()
        for _ in range(6):
            for name in self.stores:
                for other in self.folders.values():
                    carry(other, self.folders[name])
                receipt = self.fleet.sync(name)
                assert receipt is not None
                assert receipt.refused == ()
        super().teardown()


@pytest.fixture
def machine(day, days, hub_kind):
    scene, visit = days[hub_kind]
    assert visit == day.visit
    return type("AnyOrderApartHere", (AnyOrderApart,), {"scene": scene, "visit": visit})


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_all_agree_whenever_the_folders_meet(machine):
    """The same days each time; the long form seeks new ones."""
    same = settings(max_examples=6, stateful_step_count=20, derandomize=True, phases=(Phase.generate,), **QUIET)
    run_state_machine_as_test(machine, settings=same)


@pytest.mark.long
@pytest.mark.timeout(36000)
def test_nothing_is_lost_over_thousands_of_steps_whenever_the_folders_meet(machine):
    run_state_machine_as_test(machine, settings=settings(max_examples=400, stateful_step_count=30, **QUIET))
