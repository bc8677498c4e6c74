"""A desk with the shipped checklists, and the room that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editing import make_page
from pytestqt.qtbot import QtBot

from kollegie.settings import Settings
from kollegie.store import create_store
from ui.checklists import ChecklistsPage
from ui.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = create_store(tmp_path / "lead.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Lo Ledare")
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ChecklistsPage:
    return make_page(desk, qtbot)
