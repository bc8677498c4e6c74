"""The numbers of laptops in a drop folder, where nobody gives them but whoever invites: never the same twice."""

from __future__ import annotations

import shutil

import pytest
from sync.folders import hub_of, own_folder
from sync.worlds import PASSPHRASE, held_by, make_review, make_visit

from kollegie.model.reviews import Role
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.exchange import sync
from kollegie.sync.folder_numbers import BLOCK, numbers_for
from kollegie.sync.joining_errors import NumbersGone
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.state import sync_state

pytestmark = [
    pytest.mark.parametrize("hub_kind", ["folder"], indirect=True),
    pytest.mark.usefixtures("hub_kind"),
]


def test_a_folder_from_before_somebody_joined_gives_nobodys_number_to_anybody_else(lead, join, make_store, hub_url):
    hub = hub_of(lead)
    older = shutil.copytree(hub.path, hub.path.with_name("older"))
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    sync(lead)
    numbers = {sync_state(store).device for store in (lead, vera, ville)}
    shutil.rmtree(hub.path)
    older.rename(hub.path)

    with pytest.raises(NumbersGone):  # nobody has told the folder yet that she is one of us
        sync(vera, accept_hub=True)
    for store in (lead, vera, ville):
        sync(store, accept_hub=True)
    add_person(lead, hub_url, "Vilma Visit", Role.VISITOR, municipality="Kumla")
    vilma = make_store("vilma", "Vilma Visit")
    enrol(vilma, hub_url, PASSPHRASE)

    again = [sync_state(store).device for store in (lead, vera, ville, vilma)]
    assert len(set(again)) == 4
    assert numbers.isdisjoint(again)
    for _ in range(2):
        assert [sync(store).refused for store in (lead, vera, ville, vilma)] == [()] * 4


def test_two_laptops_of_two_persons_that_join_at_once_never_share_a_number(lead, make_store, hub_url):
    hub = hub_of(lead)
    for person in ("Vera Visit", "Ville Visit"):
        add_person(lead, hub_url, person, Role.VISITOR, municipality="Kumla")
    apart = shutil.copytree(hub.path, hub.path.with_name("apart"))  # two copies of the folder that have not met
    vera, ville = make_store("vera", "Vera Visit"), make_store("ville", "Ville Visit")

    enrol(vera, hub_url, PASSPHRASE)
    enrol(ville, f"folder:///{apart}", PASSPHRASE)

    assert sync_state(vera).device != sync_state(ville).device


def test_two_laptops_of_one_person_that_draw_the_same_number_part_before_they_read_anything(lead, make_store, hub_url):
    hub = hub_of(lead)
    add_person(lead, hub_url, "Vera Visit", Role.LEAD, municipality="Kumla")
    apart = shutil.copytree(hub.path, hub.path.with_name("apart"))
    stores = [make_store("vera", "Vera Visit"), make_store("vera-2", "Vera Visit")]
    enrol(stores[0], hub_url, PASSPHRASE)
    enrol(stores[1], f"folder:///{apart}", PASSPHRASE)
    assert sync_state(stores[0]).device == sync_state(stores[1]).device
    visits = [make_visit(store, make_review(store), f"4-01{n}") for n, store in enumerate(stores)]
    for store in stores:
        sync(store)

    for path in apart.iterdir():  # now the two copies meet
        if path.is_dir():
            shutil.copytree(path, hub.path / path.name, dirs_exist_ok=True)
    with laptop_of(stores[1], nobody) as near:
        near.line.run("UPDATE enrolment SET url = ?", (hub_url,))
    notes = [note for _ in range(3) for store in (*stores, lead) for note in sync(store).notes]

    assert sync_state(stores[0]).device != sync_state(stores[1]).device
    assert any("nytt nummer" in note for note in notes)
    for visit in visits:
        assert held_by(stores[0], visit) == held_by(stores[1], visit) == held_by(lead, visit)
        assert held_by(lead, visit)


def test_a_person_whose_numbers_are_used_up_is_told_whom_to_ask(join):
    vera = join("vera", "Vera Visit")
    first = sync_state(vera).device
    for number in range(first + 1, first + BLOCK):
        folder = hub_of(vera).path / f"{number}-{number:08x}"
        folder.mkdir()
        (folder / "1.batch").write_bytes(b"?")
    with laptop_of(vera, nobody) as near:
        near.line.run("UPDATE setting SET value = replace(value, ?, ?)", (own_folder(vera).name, f"{first}-ffffffff"))

    with pytest.raises(NumbersGone, match="Vera Visit"):
        sync(vera)


def test_numbers_are_given_in_blocks_nobody_else_gives():
    maker, second, third = b"m", b"s", b"t"
    given = [(maker, 1, 7, 8, 2047)]
    given.append(numbers_for(second, given, maker, lead=True, address=""))
    for number in range(60):
        given.append(numbers_for(bytes([number]), given, maker, lead=False, address=""))
        if number < 16:
            given.append(numbers_for(third + bytes([number]), given, second, lead=False, address=""))

    blocks = [range(first, last + 1) for _who, first, last, _low, _high in given]
    numbers = [number for block in blocks for number in block]
    assert len(numbers) == len(set(numbers))
    with pytest.raises(Exception, match="inga fler datornummer"):
        numbers_for(b"one more", given, second, lead=False, address="")
