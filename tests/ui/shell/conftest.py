"""An open store of one's own, and a desk to work at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kollegie.settings import Settings
from kollegie.store import Store, create_store
from ui.desk import Desk

PASSPHRASE = "fyra ord i följd"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "lead.kollegie", PASSPHRASE, municipality="Exempelkommun", person="Vera Lind")
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "config" / "settings.json")


@pytest.fixture
def desk(store: Store, settings: Settings) -> Iterator[Desk]:
    made = Desk(store, settings)
    yield made
    made.close()
