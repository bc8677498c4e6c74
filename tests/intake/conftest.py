"""A real encrypted store of the host municipality, with a clock that stands still."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kollegie.cli import main
from kollegie.store import Store, create_store

PASSPHRASE = "fyra helt vanliga ord"
NOW = datetime(2026, 11, 17, 7, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(
        tmp_path / "lead.kollegie",
        PASSPHRASE,
        municipality="Exempelkommun",
        person="Karin Ek",
        clock=lambda: NOW,
        source=random.Random(1),
    )
    with made.staying_open():
        yield made
    made.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file with these lines."""

    def written(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding, newline="")
        return path

    return written


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command on the store: exit status, the JSON it prints, and what it says beside."""
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)

    def ran(*words: str) -> tuple[int, dict[str, Any], str]:
        status = main(["--store", str(store.path), *words, "--json"])
        told = capsys.readouterr()
        return status, json.loads(told.out or "{}"), told.err

    return ran
