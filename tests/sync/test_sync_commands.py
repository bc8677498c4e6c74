"""`kollegie hub`, `sync` and `conflicts`: what they print, what they refuse, and with which exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sync.worlds import PASSPHRASE, answer, grant, make_review, make_visit

from kollegie.cli import main
from kollegie.store import open_store, searching
from kollegie.store.errors import DiskFull
from kollegie.sync import inviting
from kollegie.sync.enrolling import add_person
from kollegie.sync.errors import HubBusy


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run a command on a store and read its JSON."""
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)

    def run(store: str, *words: str, status: int = 0):
        found = main(["--store", str(tmp_path / f"{store}.kollegie"), "--json", *words])
        said = capsys.readouterr()
        assert found == status, said.err
        return json.loads(said.out) if said.out else said.err

    return run


@pytest.fixture
def joined(run, hub_url):
    run("lead", "init", "--municipality", "Askersund", "--person", "Lena Lind")
    run("lead", "hub", "create", hub_url)
    for name, person in (("vera", "Vera Visit"), ("ville", "Ville Visit")):
        invited = run("lead", "hub", "add-person", hub_url, person, "--role", "visitor")
        run(name, "init", "--municipality", "Kumla", "--person", person)
        run(name, "hub", "enrol", invited["url"])
    return run


def test_a_disagreement_from_two_laptops_is_listed_and_settled(joined, tmp_path, hub_url, capsys, monkeypatch):
    def fill_disk(*_anything: object) -> None:
        raise DiskFull(name="vera.kollegie", free=0)

    stores = {name: open_store(tmp_path / f"{name}.kollegie", PASSPHRASE) for name in ("lead", "vera", "ville")}
    visit = make_visit(stores["lead"], make_review(stores["lead"]), "4-017")
    grant(stores["lead"], visit, stores["vera"], stores["ville"])
    for name in stores:
        joined(name, "sync")
    answer(stores["vera"], visit, "hb01", value="ja")
    answer(stores["ville"], visit, "hb01", value=("nej", "vet ej"))
    (waits,) = joined("vera", "sync", "status")["places"]
    assert (waits["case"], waits["waiting"], waits["since"][:4].isdigit()) == ("4-017", 1, True)
    with monkeypatch.context() as patched:
        patched.setattr(searching, "lay_in", fill_disk)
        first = joined("vera", "sync", hub_url)  # what is not searchable yet makes no failed sync
    assert joined("vera", "sync", "status")["places"] == []
    second = joined("ville", "sync")
    joined("vera", "sync")

    assert {"sent", "received", "waiting", "conflicts", "left", "hub_seq"} <= set(first)
    assert (first["sent"], first["conflicts"], first["waiting"]) == (1, 0, 0)
    assert (second["conflicts"], second["hub_seq"]) == (1, first["hub_seq"] + 1)
    (conflict,) = joined("vera", "conflicts", "list")["conflicts"]
    assert (conflict["record"], conflict["field"], conflict["state"]) == ("answer", "value", "open")
    assert (conflict["case"], conflict["question"], conflict["proposal"]) == ("4-017", "hb01", None)
    told = [(version["value"], version["by"], version["device"]) for version in conflict["versions"]]
    numbers = [device["number"] for device in joined("lead", "hub", "status", hub_url)["devices"]]
    assert told == [("ja", "Vera Visit", numbers[1]), (["nej", "vet ej"], "Ville Visit", numbers[2])]
    assert all(version["at"].endswith("+00:00") for version in conflict["versions"])

    capsys.readouterr()
    main(["--store", str(tmp_path / "vera.kollegie"), "conflicts", "list"])
    listed = capsys.readouterr().out
    assert f"{conflict['id']}  4-017 · HB01 · Svar\n" in listed
    assert f"Ville Visit, dator {numbers[2]} ({conflict['versions'][1]['stamp']})" in listed
    with pytest.raises(SystemExit):
        joined("vera", "conflicts", "resolve", conflict["id"])
    capsys.readouterr()
    assert "ingen version 7" in joined("vera", "conflicts", "resolve", conflict["id"], "--version", "7", status=1)
    settled = joined("vera", "conflicts", "resolve", conflict["id"], "--keep", "both")
    assert (settled["raised"], settled["withdrawn"]) == ([], [])
    assert settled["stands"] == "”nej, vet ej” gäller; resten skrivs i fältet anteckning."
    joined("vera", "sync")
    joined("ville", "sync")

    (conflict,) = joined("ville", "conflicts", "list")["conflicts"]
    assert conflict["state"] == "resolved"
    kept = joined("ville", "sync", "receipts")["receipts"]
    assert (kept[0]["outcome"], kept[0]["waiting"]) == ("done", {})
    sent = [(one["sent"], one.get("conflicts")) for one in kept if one["sent"]]
    assert sent == [({"answer": 1, "conflict": 1}, 1), ({"person": 1}, None)], "the latest first; joining told the home"
    refused = joined("ville", "conflicts", "resolve", conflict["id"], "--keep", "theirs", status=1)
    assert conflict["id"] in refused
    for store in stores.values():
        store.engine.dispose()


def test_the_hub_tells_who_has_joined(joined, hub_url):
    told = joined("lead", "hub", "status", hub_url)

    assert [device["person"] for device in told["devices"]] == ["Lena Lind", "Vera Visit", "Ville Visit"]
    assert [device["number"] for device in told["devices"]] == ([1, 8, 16] if "folder:" in hub_url else [1, 2, 3])
    assert told["hub_seq"] > 0


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_making_a_hub_tells_everybody_in_the_review_how_to_connect(run, hub_url, hub_kind, tmp_path, capsys):
    run("lead", "init", "--municipality", "Askersund", "--person", "Lena Lind")
    run("lead", "round", "create", "Hemtjänst", "--service", "hemtjänst")
    run("lead", "round", "add-person", "Vera Visit", "--municipality", "Kumla")

    assert main(["--store", str(tmp_path / "lead.kollegie"), "hub", "create", hub_url]) == 0

    said = capsys.readouterr().out
    assert 'kollegie init --municipality "Kumla" --person "Vera Visit"' in said
    assert ("kräver en server" in said) is (hub_kind == "sqlite")
    (address,) = re.findall(r'kollegie hub enrol "([^"]+)"', said)
    assert (address == hub_url) is (hub_kind == "sqlite")
    run("vera", "init", "--municipality", "Kumla", "--person", "Vera Visit")
    assert run("vera", "hub", "enrol", address)["name"] == "Vera Visit"


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_who_was_let_in_is_told_though_the_next_could_not_be(run, hub_url, tmp_path, capsys, monkeypatch):
    run("lead", "init", "--municipality", "Askersund", "--person", "Lena Lind")
    run("lead", "round", "create", "Hemtjänst", "--service", "hemtjänst")
    for person in ("Vera Visit", "Ville Visit"):
        run("lead", "round", "add-person", person, "--municipality", "Kumla")

    def add_one(store, url, name, *role, **more):
        if name == "Ville Visit":
            raise HubBusy(address=url)
        return add_person(store, url, name, *role, **more)

    monkeypatch.setattr(inviting, "add_person", add_one)

    assert main(["--store", str(tmp_path / "lead.kollegie"), "hub", "create", hub_url]) != 0

    said = capsys.readouterr()
    assert '--person "Vera Visit"' in said.out
    assert "Lägg till de andra: kollegie hub add-person" in said.out
    assert "upptaget" in said.err


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_hub_may_have_a_passphrase_of_its_own(run, hub_url, tmp_path):
    own = tmp_path / "navfras"
    own.write_text("en annan fras\n", encoding="utf-8")
    run("lead", "init", "--municipality", "Askersund", "--person", "Lena Lind")
    run("lead", "hub", "create", hub_url, "--hub-passphrase-file", str(own))
    run("lead", "hub", "add-person", hub_url, "Vera Visit", "--role", "visitor")
    run("vera", "init", "--municipality", "Kumla", "--person", "Vera Visit")

    refused = run("vera", "hub", "enrol", hub_url, status=1)
    run("vera", "hub", "enrol", hub_url, "--hub-passphrase-file", str(own))
    run("lead", "hub", "upgrade", hub_url, "--hub-passphrase-file", str(own))

    assert "Lösenfrasen öppnar inte hub.kollegie" in refused
    assert run("vera", "sync")["waiting"] == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("sync",), "inte ansluten till något nav"),
        (("hub", "enrol", "sqlite:////nowhere/hub.kollegie"), "Det finns inget nav på /nowhere/hub.kollegie"),
        (("hub", "create", "hub.kollegie"), "är inte en adress till ett nav"),
        (
            ("hub", "create", "sqlite:////nowhere/hub.kollegie"),
            "Mappen /nowhere finns inte, så navet går inte att göra där.",
        ),
        (("hub", "create", "folder:////nowhere/at/all"), "Mappen /nowhere/at finns inte"),
        (("conflicts", "resolve", "abc", "--keep", "mine"), "ingen öppen konflikt abc"),
    ],
)
def test_a_refusal_says_what_to_do(run, words, sentence):
    run("vera", "init", "--municipality", "Kumla", "--person", "Vera Visit")

    assert sentence in run("vera", *words, status=1)


def test_a_wrong_word_is_wrong_usage(run):
    with pytest.raises(SystemExit) as ended:
        run("vera", "hub", "add-person", "sqlite:///hub.kollegie", "Vera", "--role", "chef")

    assert ended.value.code == 2
