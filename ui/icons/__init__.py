"""The icons of the screen: Lucide (ISC, some MIT; see LICENSE), copied unchanged and coloured by token.

An icon always stands with its word. Fixed meanings: cloud-upload waiting for sync, check saved, circle-check signed,
pencil in progress, message-circle-question-mark the records ask, history last round, link-2 the chain,
corner-down-right next, git-compare conflict, shield-check safety contact, user-round-x conflict of interest,
circle-alert fault.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_HERE = Path(__file__).parent
"""Found by its path: `importlib.resources` would cost the start some hundredths for what no installer of ours does."""


@cache
def names() -> frozenset[str]:
    """The icons there are."""
    return frozenset(entry.stem for entry in _HERE.glob("*.svg"))


@cache
def _drawing(name: str) -> str:
    if name not in names():
        raise KeyError(f"no icon named {name!r} in ui/icons")
    return _HERE.joinpath(f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture, `size` logical pixels square, in a colour `#RRGGBB`."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    drawing = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def paint(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Paint the icon in the middle of a rectangle, as large as its shorter side allows."""
    size = min(rect.width(), rect.height())
    corner = rect.center() - QPoint((size - 1) // 2, (size - 1) // 2)
    painter.drawPixmap(corner, pixmap(name, colour, size, painter.device().devicePixelRatio()))


def forget_pixmaps() -> None:
    """Drop the painted pictures; the theme does this when the colours change."""
    pixmap.cache_clear()


class TokenIconEngine(QIconEngine):
    """Draws an icon in the colours the theme has just now, so that menus follow a change of scheme by themselves."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, rect, self._name, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self,
        size: QSize,
        mode: QIcon.Mode,
        state: QIcon.State,
        scale: float,
    ) -> QPixmap:
        side = min(size.width(), size.height())
        return pixmap(self._name, self._colour(mode), max(1, round(side / scale)), scale)

    def clone(self) -> QIconEngine:
        return TokenIconEngine(self._name, self._token)

    def _colour(self, mode: QIcon.Mode) -> str:
        from ui.theme import theme  # the theme clears this room's pictures, so it is met only when drawing

        match mode:
            case QIcon.Mode.Disabled:
                token = "muted"
            case QIcon.Mode.Selected:
                token = "text"
            case _:
                token = self._token
        return str(getattr(theme().tokens, token))


def icon(name: str, token: str = "text") -> QIcon:
    """An icon for menus and actions, in the colour of a token and greyed when its action is disabled."""
    if name not in names():
        raise KeyError(f"no icon named {name!r} in ui/icons")
    return QIcon(TokenIconEngine(name, token))
