"""The lead's desk with a month of invoices, payouts and time reports taken in."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from review_day import clock_from

from kollegie.settings import Settings
from kollegie.store import create_store
from ui.desk import Desk
from ui.invoices import InvoicesPage

sys.path.append(str(Path(__file__).parents[2] / "screening"))
from desk_files import take_in_quietly

NOON = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    store = create_store(
        folder / "lead.kollegie",
        "fyra helt vanliga ord",
        municipality="Hult",
        person="Karin Ek",
        clock=clock_from(NOON),
        source=random.Random(1),
    )
    take_in_quietly(store, folder)
    made = Desk(store, Settings(folder / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> InvoicesPage:
    made = InvoicesPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 830)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.month is not None and made.invoices.detail.shown is not None, timeout=15_000)
    return made
