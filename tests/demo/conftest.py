"""The demonstration, played twice at once by the program itself, so that the two can be compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from kollegie.store import Store, open_store


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Path, dict[str, Any]], tuple[Path, dict[str, Any]]]:
    """Two folders with the same day, and what the command told of each."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if name != "KOLLEGIE_PASSPHRASE"}
    started = [
        (
            folder / name,
            subprocess.Popen(
                [sys.executable, "-m", "ui", "demo", str(folder / name), "--seed", "1", "--json"],
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            ),
        )
        for name in ("first", "second")
    ]
    told = []
    for path, process in started:
        out, _ = process.communicate(timeout=280)
        assert process.returncode == 0
        told.append((path, json.loads(out)))
    return told[0], told[1]


@pytest.fixture
def demo(played: tuple[tuple[Path, dict[str, Any]], object]) -> tuple[Path, dict[str, Any]]:
    """The first of the two."""
    return played[0]


@pytest.fixture
def opened(demo: tuple[Path, dict[str, Any]]) -> Iterator[Callable[[str], Store]]:
    """Open a store of the demonstration by its name, with the passphrase it has where none was given."""
    with ExitStack() as stack:

        def opened_store(name: str) -> Store:
            store = open_store(demo[0] / f"{name}.kollegie", "demo")
            stack.callback(store.close)
            return store

        yield opened_store
