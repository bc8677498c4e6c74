"""Scheme, text size and density, changed while windows are open."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QScrollBar, QStyle, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import icons
from ui.theme import Density, Scheme, Theme, with_system_colours
from ui.tokens import CONTRAST, DARK, LIGHT, ROLES, TARGET_BUTTON, Tokens
from ui.widgets.labels import Heading


def colour_at(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name().upper()


@pytest.fixture
def label(qtbot: QtBot) -> Callable[[str], QLabel]:
    def make(role: str) -> QLabel:
        made = QLabel("Stämmer hjälpen med beslutet?")
        made.setProperty("role", role)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


@pytest.mark.parametrize("role", ROLES)
def test_a_label_takes_size_weight_and_colour_from_its_role(label: Callable[[str], QLabel], role: str) -> None:
    shown = label(role)

    assert shown.font().pixelSize() == ROLES[role].px
    assert shown.font().weight() == ROLES[role].weight
    assert shown.palette().color(QPalette.ColorRole.WindowText).name().upper() == getattr(LIGHT, ROLES[role].tone)


def test_the_first_label_of_a_program_may_ask_for_the_theme(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Heading("Besök", "title")
    qtbot.addWidget(before)
    monkeypatch.setattr("ui.theme._theme", None)

    after = Heading("Besök", "title")
    qtbot.addWidget(after)

    assert after.sizeHint() == before.sizeHint()


def test_a_label_of_a_role_keeps_the_typeface_and_figures_of_equal_width(label: Callable[[str], QLabel]) -> None:
    metrics = QFontMetricsF(label("meta").font())

    assert QFontInfo(label("meta").font()).family() == "Inter"
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0808")


def test_the_four_weights_are_four_different_cuts(look: Theme) -> None:
    widths = {role: look.metrics(role).horizontalAdvance("Stämmer hjälpen") for role in ("body", "strong")}

    assert widths["body"] < widths["strong"]


def test_changing_the_scheme_repaints_an_open_window_and_keeps_what_is_typed(look: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    field = QLineEdit()
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    window.show()
    field.setText("Dusch ges en gång")

    with qtbot.waitSignal(look.changed):
        look.show_as(scheme=Scheme.DARK)

    assert colour_at(window, 1, 1) == DARK.bg
    assert field.text() == "Dusch ges en gång"
    assert field.palette().color(QPalette.ColorRole.Text).name().upper() == DARK.text
    assert window.isVisible()


def test_asking_for_what_is_already_shown_changes_nothing(look: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(look.changed):
        look.show_as(scheme=Scheme.LIGHT, text_scale=1.0)


def test_the_text_size_stays_between_100_and_200_percent(look: Theme) -> None:
    look.show_as(text_scale=7)
    largest = look.text_scale
    look.show_as(text_scale=0.2)

    assert (largest, look.text_scale) == (2.0, 1.0)


def test_text_and_targets_grow_with_the_text_size(look: Theme, label: Callable[[str], QLabel]) -> None:
    shown = label("question")
    before = look.target(TARGET_BUTTON)

    look.show_as(text_scale=2.0)

    assert shown.font().pixelSize() == 2 * ROLES["question"].px
    assert look.target(TARGET_BUTTON) > before


def test_the_airy_density_lifts_every_target_to_48(look: Theme) -> None:
    look.show_as(density=Density.AIRY)

    assert look.target(TARGET_BUTTON) == 48
    assert look.target(44) == 48


def test_disabled_text_is_muted_on_a_sunken_ground(look: Theme, qapp: QApplication) -> None:
    for scheme, tokens in ((Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK), (Scheme.CONTRAST, CONTRAST)):
        look.show_as(scheme=scheme)
        disabled = QPalette.ColorGroup.Disabled

        assert qapp.palette().color(disabled, QPalette.ColorRole.Text).name().upper() == tokens.muted
        assert qapp.palette().color(disabled, QPalette.ColorRole.Base).name().upper() == tokens.sunken


@pytest.mark.parametrize(("scheme", "tokens"), [(Scheme.LIGHT, LIGHT), (Scheme.CONTRAST, CONTRAST)])
def test_what_takes_the_screen_has_an_edge_of_its_own(
    look: Theme, qtbot: QtBot, scheme: Scheme, tokens: Tokens
) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    look.show_as(scheme=scheme)
    dialog.resize(200, 100)
    dialog.show()

    assert [colour_at(dialog, x, 50) for x in (0, 199, 100)] == [tokens.edge, tokens.edge, tokens.bg]


def test_the_systems_choice_is_light_where_it_has_none(look: Theme) -> None:
    look.show_as(scheme=Scheme.SYSTEM)

    assert look.resolved_scheme is Scheme.LIGHT


def test_a_contrast_theme_of_the_system_wins_for_surfaces_text_and_accent() -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor("#2D3236"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#FFFFFF"))
    system.setColor(QPalette.ColorRole.Highlight, QColor("#A6D8FF"))

    mixed = with_system_colours(CONTRAST, system)

    assert (mixed.bg, mixed.text, mixed.edge, mixed.accent) == ("#2D3236", "#FFFFFF", "#FFFFFF", "#A6D8FF")
    assert mixed.s4 == CONTRAST.s4


def test_an_icon_takes_the_colour_of_its_token_and_follows_the_scheme(look: Theme) -> None:
    menu_icon = icons.icon("check", "accent")

    def darkest(mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
        image = menu_icon.pixmap(QSize(48, 48), 1.0, mode).toImage()
        solid = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
        return solid[len(solid) // 2].name().upper()

    light = darkest()
    look.show_as(scheme=Scheme.DARK)

    assert light == LIGHT.accent
    assert darkest() == DARK.accent
    assert darkest(QIcon.Mode.Disabled) == DARK.muted


def test_every_icon_can_be_drawn() -> None:
    for name in sorted(icons.names()):
        image = icons.pixmap(name, "#000000", 18, 2.0).toImage()

        assert image.width() == 36
        assert any(image.pixelColor(x, y).alpha() for x in range(36) for y in range(36)), name


def test_an_unknown_icon_is_named() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icons.icon("unicorn")


def test_a_copied_icon_outlives_the_first(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    copy = QIcon(icons.icon("flag"))

    label.setPixmap(copy.pixmap(22))

    assert label.pixmap().size() == QSize(22, 22)


def test_calls_that_return_nothing_lose_no_reference_to_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one per call and the program dies after a few thousand."""
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    before = sys.getrefcount(None)

    for _ in range(500):
        bar.setValue(1)

    assert sys.getrefcount(None) > before - 100


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_icons_of_a_menu_grow_with_its_words(look: Theme, qtbot: QtBot, scale: float) -> None:
    look.show_as(text_scale=scale)
    menu = QMenu()
    menu.addAction(icons.icon("flag"), "Iakttagelser")
    qtbot.addWidget(menu)
    menu.ensurePolished()

    side = menu.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, menu)

    assert side == round(18 * scale)
