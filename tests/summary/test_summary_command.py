"""`kollegie summary`: each edition as a file, logged, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from test_gathering import played_day

from kollegie.cli import main
from kollegie.cli.context import VARIABLE
from kollegie.store import open_store
from kollegie.store.laptop_tables import reading as readings
from kollegie.summary.preview import Pages

PASSPHRASE = "fyra ord i rad"
Run = Callable[..., tuple[int, dict[str, object], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `kollegie summary` on the store of a small day; gives status, what was told and what was said."""
    played_day(tmp_path).store.close()
    monkeypatch.setenv(VARIABLE, PASSPHRASE)

    def go(*words: str) -> tuple[int, dict[str, object], str]:
        status = main(["--store", str(tmp_path / "lead.kollegie"), "--json", "summary", *words])
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else {}, said.err

    return go


def words(path: Path) -> str:
    with Pages(path.read_bytes()) as pages:
        return " ".join(pages.text(number) for number in range(len(pages)))


@pytest.mark.parametrize(
    ("edition", "options"), [("internal", ()), ("public", ()), ("provider", ("--provider", "P-01"))]
)
def test_each_edition_is_written_and_logged(run: Run, tmp_path: Path, edition: str, options: tuple[str, ...]) -> None:
    out = tmp_path / "ut.pdf"

    status, told, _ = run("Hösten 2026", "--edition", edition, "--out", str(out), *options)

    assert status == 0
    assert (told["file"], told["edition"], told["draft"], told["checksum"]) == (str(out), edition, True, "")
    assert isinstance(told["pages"], int)
    assert told["pages"] > 5
    assert ("4-001" in words(out)) is (edition == "internal")
    store = open_store(tmp_path / "lead.kollegie", PASSPHRASE)
    with store.reading() as reading:
        logged = reading.connection.execute(select(readings.c.act, readings.c.record, readings.c.detail)).all()
    store.close()
    copy = () if edition == "public" else ("1",)
    assert [tuple(row) for row in logged] == [("printed", "review", " ".join((edition, *options[1:], *copy)))]


def test_the_copies_of_an_edition_are_numbered(run: Run, tmp_path: Path) -> None:
    for number in (1, 2):
        out = tmp_path / f"ut-{number}.pdf"
        assert run("Hösten 2026", "--edition", "internal", "--out", str(out))[0] == 0
        assert f"exemplar {number}" in words(out)


def test_a_summary_is_written_as_a_workbook_too(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "ut.xlsx"

    assert run("Hösten 2026", "--edition", "internal", "--out", str(out))[0] == 0

    cells = [str(cell) for sheet in load_workbook(out) for row in sheet.values for cell in row]
    assert "4-001" in cells


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Hösten 2026", "--edition", "public", "--out", "ut.odt"), ".pdf"),
        (("Hösten 2026", "--edition", "provider", "--out", "ut.pdf"), "P-01"),
        (("Hösten 2026", "--edition", "provider", "--out", "ut.pdf", "--provider", "P-9"), "P-9"),
        (("Våren 1999", "--edition", "public", "--out", "ut.pdf"), "Våren 1999"),
        (("Hösten 2026", "--edition", "public", "--out", "borta/ut.pdf"), "borta"),
    ],
)
def test_what_cannot_be_written_is_refused_with_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())

    status, told, problem = run(*words)

    assert (status, told) == (1, {})
    assert said in problem
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_an_older_file_of_the_same_name_is_replaced_whole(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "ut.pdf"
    out.write_bytes(b"gammal")

    assert run("Hösten 2026", "--edition", "public", "--out", str(out))[0] == 0

    assert out.read_bytes().startswith(b"%PDF")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".") and path.suffix == ".pdf"]
