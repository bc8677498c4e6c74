"""What opens a store: passphrases and the recovery key, changed without touching the data and never half."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from store.quickly import calibrated

from kollegie.cli import main
from kollegie.store import create_store, keys, open_store
from kollegie.store.errors import (
    KeyFileDamaged,
    LastKey,
    NoSuchKey,
    PassphraseTooShort,
    RecoveryKeyMistyped,
    TooLittleMemory,
    WrongPassphrase,
)
from kollegie.store.keys import (
    Cost,
    add_recovery,
    change_passphrase,
    key_file_of,
    key_slots,
    make_keys,
    read_key,
    remove_slot,
    write_whole,
)
from kollegie.store.passphrases import WORDS, first_parts, last_parts, propose_passphrase
from kollegie.store.recovery_keys import new_recovery_key, recovery_text, secret_of

pytestmark = pytest.mark.usefixtures("real_stores")

OLD, NEW = "gammal fras med ord", "ny fras med andra ord"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Argon2 itself is not what is tested here."""

    def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
        assert cost.acceptable
        return sha256(salt + passphrase.encode() + str(cost).encode()).digest()

    monkeypatch.setattr(keys, "_stretch", stretch)


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[Path, bytes]:
    """A key file and its data key; the database itself is not needed to try keys."""
    path = tmp_path / "anna.kollegie"
    return path, make_keys(path, OLD)


def slots_in(path: Path) -> dict:
    return json.loads(key_file_of(path).read_text().splitlines()[0].partition(" ")[2])


def put_slots(path: Path, content: dict) -> None:
    text = json.dumps(content, sort_keys=True)
    line = f"{sha256(text.encode()).hexdigest()} {text}\n"
    key_file_of(path).write_text(line * 2)


def test_the_recovery_key_opens_what_the_passphrase_opens(sealed):
    path, data_key = sealed
    recovery = new_recovery_key()
    add_recovery(path, OLD, recovery)

    assert read_key(path, recovery) == read_key(path, OLD) == data_key
    assert read_key(path, recovery.lower().replace(" ", "-").replace("0", "o").replace("1", "l")) == data_key
    assert [one.kind for one in key_slots(path)] == ["passphrase", "recovery"]
    assert recovery.replace(" ", "") not in key_file_of(path).read_text()


def test_a_new_recovery_key_takes_the_place_of_the_old_one(sealed):
    path, data_key = sealed
    first, second = new_recovery_key(), new_recovery_key()
    add_recovery(path, OLD, first)
    add_recovery(path, OLD, second)

    assert read_key(path, second) == data_key
    with pytest.raises(WrongPassphrase):
        read_key(path, first)


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(sealed):
    path, data_key = sealed
    recovery = new_recovery_key()
    add_recovery(path, OLD, recovery)

    change_passphrase(path, recovery, NEW)

    assert read_key(path, NEW) == read_key(path, recovery) == data_key
    with pytest.raises(WrongPassphrase):
        read_key(path, OLD)


def test_a_slip_in_the_recovery_key_is_told_from_a_wrong_one(sealed):
    path, _ = sealed
    recovery = new_recovery_key()
    add_recovery(path, OLD, recovery)
    slips = [recovery[:-1] + ("2" if recovery[-1] != "2" else "3"), recovery[:-1], recovery + " 7"]

    for slip in slips:
        with pytest.raises(RecoveryKeyMistyped):
            read_key(path, slip)
    with pytest.raises(RecoveryKeyMistyped):
        add_recovery(path, OLD, slips[0])
    with pytest.raises(WrongPassphrase):
        read_key(path, new_recovery_key())


@pytest.mark.parametrize("seed", range(40))
def test_a_recovery_key_survives_being_written_down(seed):
    secret = random.Random(seed).randbytes(32) if seed else bytes(32)

    assert secret_of(recovery_text(secret)) == secret
    assert len(recovery_text(secret).split()) == 14


def test_one_letter_wrong_anywhere_is_never_another_key():
    text = recovery_text(bytes(range(32)))
    for place, letter in enumerate(text):
        if letter != " ":
            for other in "0Z7":
                if other != letter:
                    assert secret_of(text[:place] + other + text[place + 1 :]) is None


def test_a_slot_is_removed_but_never_the_last_passphrase(sealed):
    path, _ = sealed
    add_recovery(path, OLD, new_recovery_key())

    with pytest.raises(LastKey):
        remove_slot(path, OLD, 1)
    with pytest.raises(NoSuchKey):
        remove_slot(path, OLD, 3)
    with pytest.raises(WrongPassphrase):
        remove_slot(path, NEW, 2)
    remove_slot(path, OLD, 2)

    assert [one.kind for one in key_slots(path)] == ["passphrase"]
    with pytest.raises(LastKey):
        remove_slot(path, OLD, 1)


@pytest.mark.parametrize("field", ["memory_kib", "passes"])
@pytest.mark.parametrize("value", [0, 1, 1 << 40, "mycket", None])
def test_a_slot_below_the_floor_or_absurdly_dear_is_refused(sealed, field, value):
    path, _ = sealed
    content = slots_in(path)
    content["slots"][0][field] = value
    put_slots(path, content)

    for act in (lambda: read_key(path, OLD), lambda: key_slots(path)):
        with pytest.raises(KeyFileDamaged):
            act()


def test_a_key_file_a_forger_has_written_is_damaged_and_nothing_else(sealed):
    path, _ = sealed
    good = slots_in(path)
    slot = good["slots"][0]
    forged = [
        [],
        {"file": "0"},
        good | {"slots": "none"},
        good | {"slots": ["none"]},
        good | {"slots": [slot] * 9},
        good | {"file": 7},
        good | {"slots": [{**slot, "nonce": "AAAA"}]},
    ]

    for content in forged:
        put_slots(path, content)
        with pytest.raises(KeyFileDamaged):
            read_key(path, OLD)


@pytest.mark.parametrize("change", ["file", "cost", "kind", "moved"])
def test_a_slot_holds_only_for_its_own_file_cost_and_kind(sealed, tmp_path, change):
    path, _ = sealed
    recovery = new_recovery_key()
    add_recovery(path, OLD, recovery)
    content = slots_in(path)
    if change == "file":
        content["file"] = "0" * 32
    elif change == "cost":
        content["slots"][0]["passes"] += 1
    elif change == "kind":
        content["slots"][1]["kind"] = "passphrase"
        content["slots"][1] |= {"memory_kib": 65536, "passes": 3}
        content["slots"] = content["slots"][1:]
    else:
        other = tmp_path / "annan.kollegie"
        make_keys(other, NEW)
        content = slots_in(other) | {"slots": content["slots"]}
    put_slots(path, content)

    with pytest.raises(WrongPassphrase):
        read_key(path, recovery if change == "kind" else OLD)


@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        (2.0, Cost()),  # a slow laptop: the floor, whatever it takes
        (0.7, Cost(128 * 1024)),
        (0.3, Cost(256 * 1024)),
        (0.125, Cost(256 * 1024, 5)),
    ],
)
def test_a_guess_costs_as_much_as_this_computer_can_bear(monkeypatch, seconds, cost):
    times = iter((0.0, seconds))
    monkeypatch.setattr(keys, "_stretch", lambda *_given: bytes(32))

    made = calibrated(lambda: next(times))

    assert made == cost
    assert made.acceptable


def test_a_laptop_without_that_much_memory_gets_the_floor(monkeypatch, tmp_path):
    tried: list[Cost] = []

    def seal(_key, _passphrase, _file, cost):
        tried.append(cost)
        if cost != Cost():
            raise TooLittleMemory(megabytes=256)
        return {"kind": "passphrase"}

    monkeypatch.setattr(keys, "_seal", seal)
    monkeypatch.setattr(keys, "calibrated_cost", lambda: Cost(256 * 1024))

    make_keys(tmp_path / "a.kollegie", NEW)

    assert tried == [Cost(256 * 1024), Cost()]


def test_a_short_new_passphrase_changes_nothing(sealed):
    path, data_key = sealed

    with pytest.raises(PassphraseTooShort):
        change_passphrase(path, OLD, "123")

    assert read_key(path, OLD) == data_key


CHILD = """
import os, sys
from hashlib import sha256
from pathlib import Path
from kollegie.store import keys

keys._stretch = lambda passphrase, salt, cost: sha256(salt + passphrase.encode() + str(cost).encode()).digest()
stop, count = int(sys.argv[2]), 0

def counted(act):
    def counting(*given, **named):
        global count
        count += 1
        if count == stop:
            os._exit(9)
        done = act(*given, **named)
        count += 1
        if count == stop:
            os._exit(9)
        return done
    return counting

for owner, name in ((os, "open"), (os, "fsync"), (os, "fdopen"), (Path, "replace"), (Path, "unlink")):
    setattr(owner, name, counted(getattr(owner, name)))
keys.change_passphrase(Path(sys.argv[1]), "gammal fras med ord", "ny fras med andra ord")
"""


def test_a_kill_anywhere_in_a_change_of_passphrase_leaves_one_that_opens(sealed, tmp_path):
    path, data_key = sealed
    content = key_file_of(path).read_bytes()
    child = tmp_path / "child.py"
    child.write_text(CHILD)
    opened = []
    for stop in range(1, 40):
        key_file_of(path).write_bytes(content)
        ended = subprocess.run([sys.executable, str(child), str(path), str(stop)], check=False, env=os.environ)
        found = []
        for phrase in (OLD, NEW):
            try:
                assert read_key(path, phrase) == data_key
                found.append(phrase)
            except WrongPassphrase:
                continue
        assert len(found) == 1
        opened += found
        if ended.returncode == 0:
            break
    else:
        pytest.fail("the change never came to its end")

    assert {opened[0], opened[-1]} == {OLD, NEW}
    change_passphrase(path, NEW, OLD)
    assert [one.name for one in path.parent.glob(".anna*")] == []  # what the kills left is cleared away


def test_a_proposed_passphrase_lasts_against_guessing():
    ways = len(set(first_parts())) * len(set(last_parts()))

    assert ways**WORDS >= 7776**4
    assert len({propose_passphrase() for _ in range(50)}) == 50
    assert all(len(word) > 3 for word in propose_passphrase().split())


def test_the_commands_list_make_change_and_remove(tmp_path, monkeypatch, capsys):
    path = tmp_path / "anna.kollegie"
    create_store(path, OLD, municipality="Hult", person="Anna Ek").close()
    new = tmp_path / "ny.txt"
    new.write_text(NEW)

    def run(phrase: str, *words: str) -> tuple[int, dict, str]:
        monkeypatch.setenv("KOLLEGIE_PASSPHRASE", phrase)
        status = main(["--store", str(path), "keys", *words, "--json"])
        said = capsys.readouterr()
        return status, json.loads(said.out or "{}"), said.err

    status, made, _ = run(OLD, "add-recovery")
    assert (status, len(made["recovery_key"].split())) == (0, 14)
    assert [one["kind"] for one in run("", "list")[1]["keys"]] == ["passphrase", "recovery"]
    assert run("fel fras", "change-passphrase", "--new-passphrase-file", str(new))[0] == 1
    assert run(OLD, "change-passphrase", "--new-passphrase-file", str(tmp_path / "saknas.txt"))[0] == 1
    (tmp_path / "tom.txt").write_text("")
    assert run(OLD, "change-passphrase", "--new-passphrase-file", str(tmp_path / "tom.txt"))[0] == 1
    assert run(made["recovery_key"], "change-passphrase", "--new-passphrase-file", str(new))[0] == 0
    assert run(OLD, "remove", "2")[0] == 1
    assert run(NEW, "remove", "1")[0] == 1
    assert run(NEW, "remove", "2")[0] == 0
    open_store(path, NEW).close()


def test_an_older_key_typed_back_is_not_taken_for_the_new_one(tmp_path, monkeypatch, capsys):
    path = tmp_path / "anna.kollegie"
    create_store(path, OLD, municipality="Hult", person="Anna Ek").close()
    older = new_recovery_key()
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", OLD)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _asked: older)

    status = main(["--store", str(path), "keys", "add-recovery"])

    assert status == 1
    assert [one.kind for one in key_slots(path)] == ["passphrase"]
    assert older not in capsys.readouterr().out


def test_a_file_is_written_byte_for_byte_where_lines_end_otherwise(tmp_path, monkeypatch):
    """Windows writes two bytes for each 0x0A of a file that is not opened as binary."""
    opened = []
    plain = os.open
    monkeypatch.setattr(os, "O_BINARY", os.O_SYNC, raising=False)
    monkeypatch.setattr(
        os, "open", lambda path, flags, *mode: opened.append((path, flags)) or plain(path, flags, *mode)
    )

    write_whole(tmp_path / "1.batch", b"\n")

    assert [flags & os.O_SYNC for path, flags in opened if path != tmp_path] == [os.O_SYNC]
