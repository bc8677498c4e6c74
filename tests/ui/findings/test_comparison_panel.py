"""This round beside the last: better and worse by the findings, told for each person and question."""

from __future__ import annotations

import re

import pytest
from earlier_round import add_earlier_round
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtWidgets import QLabel

from kollegie.model.reviews import Review
from ui.findings import FindingsPage
from ui.widgets.buttons import LinkButton


@pytest.fixture
def page(desk, visits, qtbot):
    made = FindingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    return made


def texts(widget) -> str:
    shown = "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())
    return re.sub("<[^>]+>", "", shown)


def test_without_an_earlier_round_it_says_what_will_stand_there(page, qtbot):
    page.show_comparison()

    qtbot.waitUntil(lambda: "Ingen i den här omgången har granskats förut" in texts(page.comparison), timeout=5_000)


@pytest.mark.parametrize("size", [(1316, 864), (836, 560)])
def test_what_is_better_and_worse_is_told_for_each_question(page, desk, visits, qtbot, size):
    with desk.store.reading() as reading:
        now = reading.find(Review)[-1]
    add_earlier_round(desk.store, visits["4-021"])
    page.resize(*size)
    page.show_comparison()
    panel = page.comparison
    qtbot.waitUntil(lambda: "Ärende 4-021" in texts(panel), timeout=10_000)
    shown = texts(panel)

    assert f"{now.name} mot förra gången" in shown
    assert "Nej → Ja" in shown  # HB06, better
    assert "Ja → Nej" in shown  # HB11, worse
    assert {"1 bättre", "1 sämre"} <= set(shown.split("\n"))
    assert "inte frågat då" in shown
    assert [clipped_texts(panel), small_targets(panel), unnamed(panel)] == [[], [], []]
    wanted = []
    page.going.connect(lambda room, place: wanted.append((room, place)))
    next(one for one in panel.findChildren(LinkButton) if one.text() == "HB11").click()
    assert wanted == [("visit", (visits["4-021"].id, "hb11"))]
