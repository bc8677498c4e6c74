"""The demonstration, played twice at once by the program itself, so that the two can be compared."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kollegie.store import Store
from kollegie.store.connecting import engine_of
from kollegie.store.keys import read_key
from kollegie.store.opening import system_clock

PASSPHRASE = "demo"
"""What opens a demonstration where no passphrase was given."""


@cache
def key_of(path: Path) -> bytes:
    """The data key of a store of the demonstration: stretching the passphrase takes its time, and ten tests look."""
    return read_key(path, PASSPHRASE)


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
    """Open a store of the demonstration by its name."""
    with ExitStack() as stack:

        def opened_store(name: str) -> Store:
            path = demo[0] / f"{name}.kollegie"
            key = key_of(path)
            store = Store(path, engine_of(path, key), key, system_clock, random.Random(1))
            stack.callback(store.close)
            stack.enter_context(store.staying_open())
            return store

        yield opened_store
