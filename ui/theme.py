"""How the screen looks just now: scheme, text size and density, and everything Qt must be told about them.

There is one `Theme` per application; `theme()` gives it to whoever paints. Changing it repaints every open window in
place; nothing is closed and nothing typed is touched.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui import icons
from ui.fonts import FAMILY, load_fonts
from ui.stylesheet import stylesheet
from ui.tokens import CONTRAST, DARK, LIGHT, ROLES, TARGET_AIRY, TARGET_BUTTON, Tokens

SMALLEST_TEXT = 1.0
LARGEST_TEXT = 2.0

_HIGH, _DEEP = "ÅÄÖÉ", "gjpqy(),;"
"""Characters that stand above and below the line their font asks room for."""


class Scheme(StrEnum):
    """Which colours: the system's choice or one of the three tables."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Density(StrEnum):
    """How large targets are: by the design, or all of them at least 48 px for fingers."""

    NORMAL = "normal"
    AIRY = "airy"


_FRAMES = {  # what the system is asked to draw around our windows
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
    Scheme.CONTRAST: Qt.ColorScheme.Dark,
}


@runtime_checkable
class FitsText(Protocol):
    """A part that needs more room around its letters in some text sizes, and is told when the size has changed."""

    def fit_text(self) -> None:
        """Make that room."""


class Theme(QObject):
    """Scheme, text size and density of the whole application.

    `changed` tells that any of them has changed, after palette, style sheet and fonts are in place.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = Scheme.SYSTEM
        self._density = Density.NORMAL
        self._scale = 1.0
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._ink: dict[str, tuple[int, int]] = {}
        self.tokens = LIGHT
        load_fonts()
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        if hasattr(hints, "accessibility"):  # Qt 6.10 and later
            hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)

    @property
    def scheme(self) -> Scheme:
        """What was chosen; `resolved_scheme` is what it came to."""
        return self._scheme

    @property
    def resolved_scheme(self) -> Scheme:
        """The table in use: light, dark or contrast."""
        if self._scheme is not Scheme.SYSTEM:
            return self._scheme
        if _system_asks_for_contrast():
            return Scheme.CONTRAST
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Scheme.DARK if dark else Scheme.LIGHT

    @property
    def text_scale(self) -> float:
        """Text size as a share of the design's: 1.0–2.0."""
        return self._scale

    @property
    def density(self) -> Density:
        """Normal or airy."""
        return self._density

    def show_as(
        self, *, scheme: Scheme | None = None, text_scale: float | None = None, density: Density | None = None
    ) -> None:
        """Change what is given and leave the rest; a text scale outside 1.0–2.0 is brought to the nearest end."""
        wanted = (
            scheme or self._scheme,
            min(LARGEST_TEXT, max(SMALLEST_TEXT, text_scale or self._scale)),
            density or self._density,
        )
        if wanted == (self._scheme, self._scale, self._density):
            return
        self._scheme, self._scale, self._density = wanted
        self._apply()

    def px(self, design: float) -> int:
        """A measure that grows with the text: `design` in pixels at 100 %."""
        return round(design * self._scale)

    def space(self, design: float) -> int:
        """A gap between words and parts: it grows half as much as the text, so that large text keeps its room."""
        return round(design * (1 + (self._scale - 1) / 2))

    def target(self, design: int, padding: int = 12) -> int:
        """The height of something to hit: the design's, but never less than one line of body text with its padding."""
        least = max(design, TARGET_AIRY) if self._density is Density.AIRY else design
        return max(least, self.metrics("body").height() + 2 * padding)

    def font(self, role: str) -> QFont:
        """The font of a text role in the text size chosen; figures all have the same width."""
        if role not in self._fonts:
            wanted = ROLES[role]
            self._fonts[role] = _font(self.px(wanted.px), wanted.weight, tabular=wanted.tabular)
        return QFont(self._fonts[role])

    def metrics(self, role: str) -> QFontMetrics:
        """How much room text of a role takes."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetrics(self.font(role))
        return self._metrics[role]

    def ink(self, role: str) -> tuple[int, int]:
        """How many pixels the ring of an Å stands above the line of a role, and the tail of a letter below it."""
        if role not in self._ink:
            metrics = self.metrics(role)
            above = -metrics.tightBoundingRect(_HIGH).top() - metrics.ascent()
            below = metrics.tightBoundingRect(_DEEP).bottom() + 1 - metrics.descent()
            self._ink[role] = (max(0, above), max(0, below))
        return self._ink[role]

    def characters(self, width: int) -> int:
        """How many characters of running text stand on a line `width` pixels wide."""
        return width // max(1, self.metrics("body").averageCharWidth())

    def colour(self, token: str) -> QColor:
        """A token as the colour painters use."""
        return QColor(getattr(self.tokens, token))

    @Slot()
    def _follow_system(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        QGuiApplication.styleHints().setColorScheme(_FRAMES[self._scheme])
        resolved = self.resolved_scheme
        self.tokens = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}[resolved]
        by_system = self._scheme is Scheme.SYSTEM and resolved is Scheme.CONTRAST
        if by_system and QGuiApplication.platformName() == "windows":
            self._app.setPalette(QPalette())  # back to the contrast theme the person has made in Windows
            self.tokens = with_system_colours(CONTRAST, self._app.palette())
        self._fonts.clear()
        self._metrics.clear()
        self._ink.clear()
        icons.forget_pixmaps()
        self._app.setFont(self.font("body"))
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens, self._scale, self.target(TARGET_BUTTON - 2)))
        for widget in self._app.allWidgets():
            if isinstance(widget, FitsText):
                widget.fit_text()
        self.changed.emit()


def theme() -> Theme:
    """The theme of the running application, made with the system's colours the first time it is asked for."""
    global _theme
    if _theme is None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("the theme needs a QApplication")
        _theme = Theme(app)
        _theme._apply()  # labels that are there already ask for the theme when it is put on them
    return _theme


_theme: Theme | None = None


def palette(tokens: Tokens) -> QPalette:
    """The tokens as Qt's palette, for what Fusion paints by itself."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.bg,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.bg,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.s4,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.Light: tokens.surface,
        QPalette.ColorRole.Midlight: tokens.line,
        QPalette.ColorRole.Mid: tokens.edge,
        QPalette.ColorRole.Dark: tokens.edge,
        QPalette.ColorRole.Shadow: tokens.edge,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.HighlightedText,
    ):
        made.setColor(disabled, role, QColor(tokens.muted))
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Button, QPalette.ColorRole.Highlight):
        made.setColor(disabled, role, QColor(tokens.sunken))
    return made


def with_system_colours(tokens: Tokens, system: QPalette) -> Tokens:
    """High contrast in the person's own colours: the system's palette wins for surfaces, text, borders and accent."""

    def of(role: QPalette.ColorRole) -> str:
        return system.color(QPalette.ColorGroup.Active, role).name().upper()

    back, front = of(QPalette.ColorRole.Window), of(QPalette.ColorRole.WindowText)
    chosen, on_chosen = of(QPalette.ColorRole.Highlight), of(QPalette.ColorRole.HighlightedText)
    return replace(
        tokens,
        bg=back,
        surface=of(QPalette.ColorRole.Base),
        sunken=back,
        soft=back,
        text=front,
        muted=front,
        line=front,
        edge=front,
        accent=chosen,
        on_accent=on_chosen,
        rail=back,
        rail_text=front,
        rail_sel=chosen,
        rail_on=on_chosen,
    )


def _font(px: int, weight: int, *, tabular: bool) -> QFont:
    font = QFont()
    font.setFamilies([FAMILY, "Segoe UI", "DejaVu Sans"])
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), int(tabular))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _system_asks_for_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
