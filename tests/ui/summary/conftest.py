"""The lead's desk after a small review day, and the page open on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from review_day import make_desk

from ui.desk import Desk
from ui.summary import SummaryPage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path, 12, visited=10)
    yield made
    made.close()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path, 0)
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SummaryPage:
    return opened(desk, qtbot)


def opened(desk: Desk, qtbot: QtBot) -> SummaryPage:
    page = SummaryPage(desk)
    qtbot.addWidget(page)
    page.resize(1316, 830)
    page.show()
    page.refresh()
    settled(page, qtbot)
    return page


def settled(page: SummaryPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.made is not None and not page.busy, timeout=20_000)
