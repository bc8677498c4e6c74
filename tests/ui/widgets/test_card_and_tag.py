"""Cards and tags: what their surfaces say, also where high contrast takes the soft grounds away."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle
from pytestqt.qtbot import QtBot

from kollegie.model.severity import Severity
from ui.theme import Scheme, Theme
from ui.tokens import CONTRAST, LIGHT
from ui.widgets.card import Card, CardKind
from ui.widgets.labels import Label
from ui.widgets.tag import Tag, TagKind


@pytest.fixture
def card(qtbot: QtBot) -> Card:
    made = Card()
    made.body.addWidget(Label("Ärende 4-017", "heading"))
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    return made


def colour_of(card: Card, x: int) -> str:
    settle()
    return card.grab().toImage().pixelColor(x, card.height() - 20).name().upper()


def test_each_kind_says_something_by_its_surface(card: Card) -> None:
    grounds = {}
    for kind in CardKind:
        card.set_kind(kind)
        grounds[kind] = colour_of(card, 100)

    assert grounds[CardKind.RECORD] == LIGHT.record_soft
    assert grounds[CardKind.QUIET] == LIGHT.bg
    assert grounds[CardKind.ACUTE] == LIGHT.s4_soft
    assert grounds[CardKind.PLAIN] == grounds[CardKind.CURRENT] == LIGHT.surface


def test_the_current_card_has_a_green_bar_and_a_finding_one_in_its_severity(card: Card) -> None:
    card.set_kind(CardKind.CURRENT)
    green = colour_of(card, 2)
    card.set_kind(CardKind.QUIET)
    card.set_severity(Severity.SERIOUS)

    assert green == LIGHT.accent
    assert colour_of(card, 2) == LIGHT.s3


def test_a_card_with_a_fault_shows_it_at_its_edge(card: Card) -> None:
    card.set_faulty(True)

    assert colour_of(card, 2) == LIGHT.s3


def test_the_bar_follows_the_round_corner(card: Card) -> None:
    card.set_kind(CardKind.CURRENT)
    settle()

    assert card.grab().toImage().pixelColor(0, 0).name().upper() == LIGHT.bg


@pytest.mark.parametrize("kind", TagKind)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_tag_shows_its_words_whole(qtbot: QtBot, look: Theme, kind: TagKind, scale: float) -> None:
    look.show_as(text_scale=scale)
    tag = Tag("3 ändringar väntar på synk", kind, "cloud-upload")
    qtbot.addWidget(tag)
    tag.show()

    assert clipped_texts(tag) == []
    assert tag.accessibleName() == "3 ändringar väntar på synk"
    assert tag.width() >= look.metrics("tag").horizontalAdvance(tag.text()) + look.px(14)


def test_in_high_contrast_the_border_takes_the_meanings_colour(qtbot: QtBot, look: Theme) -> None:
    look.show_as(scheme=Scheme.CONTRAST)
    tag = Tag("Brist", severity=Severity.DEFICIENCY)
    qtbot.addWidget(tag)
    tag.show()
    settle()

    assert tag.grab().toImage().pixelColor(tag.width() // 2, 0).name().upper() == CONTRAST.s2


def test_a_tag_shows_another_state(qtbot: QtBot) -> None:
    tag = Tag("Pågår", TagKind.SOFT, "pencil")
    qtbot.addWidget(tag)
    before = tag.sizeHint().width()

    tag.show_state("Klart, ej signerat", TagKind.ATTENTION, "pencil")

    assert tag.sizeHint().width() > before
    assert tag.accessibleName() == "Klart, ej signerat"
